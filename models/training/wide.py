"""The floor once more at a side of 224, where ImageNet taught the trunk: it teaches the tower that ships, and never ships itself.

    python wide.py

Heads in closed form as in `floor.py`, but of plain pictures and their middles, and with a regression that is held back ten times as
much: it learns from few captions. Writes `wide/SOURCE-VIEW.npy` (float16 [N, D], unit vectors): of view 0 what both a picture and its
middle say, of the others what the part of it says that `views.py` shows there, so that a pupil is not asked for what it cannot see
(https://arxiv.org/abs/2106.05237).
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from floor import LABELLED, DESCRIBED, TEMPERATURE, Reader, balance, class_vectors, imagenet_classes, ridge_map, train_labels
from frozen import Frozen
from measure import captioned_pictures, rows_of, unit
from settings import arguments
from sources import SOURCES
from tower import Head
from trunk import Lower, Upper, load, normalised
from views import VIEWS, cropped

SIDE, MIDDLE = 224, 0.78              # of its side is a picture's middle
PARTS = (1.0, 0.2, 1.2)               # of ImageNet's classes, of other labels, of the regression
GENERAL = ("captioned", "imagen")     # of which the mean is the middle of what pictures show: other sources are of one kind each
STRENGTH, LABELLED_WEIGHT = 3.0, 0.1     # of the regression; of a picture that has a label and no caption
TAUGHT = [source.name for source in SOURCES if source.side >= 96]


class Trunk(nn.Module):
    def __init__(self, lower: Lower, upper: Upper):
        super().__init__()
        self.lower, self.upper = lower, upper

    def forward(self, pixels: Tensor) -> Tensor:
        return self.upper(self.lower(pixels))


class Features:
    """Pictures to features [N, 1280] at the wide side; those of whole pictures and their middles are kept in the work folder."""

    def __init__(self, work: Path, lower: Lower, upper: Upper):
        self.work = work
        self.run = Frozen(Trunk(lower, upper), {"pixels": torch.zeros(2, 3, SIDE, SIDE)}, ["features"])

    def of(self, pictures: list[Image.Image]) -> np.ndarray:
        found = []
        for at in range(0, len(pictures), 32):
            pixels = np.stack([np.asarray(one.resize((SIDE, SIDE), Image.BICUBIC)) for one in pictures[at:at + 32]])
            found.append(self.run(normalised(torch.from_numpy(pixels)).contiguous().numpy())[0])
        return np.concatenate(found)

    def each(self, source: str, see: Callable[[Image.Image, int], Image.Image]) -> np.ndarray:
        pixels = np.load(self.work / f"pictures/{source}.npy", mmap_mode="r")
        return np.concatenate([self.of([see(Image.fromarray(pixels[row]), row) for row in range(at, min(at + 256, len(pixels)))])
                               for at in range(0, len(pixels), 256)])

    def plain(self, source: str) -> np.ndarray:
        """float16 [2, N, 1280]: of whole pictures, and of their middles."""
        file = self.work / f"wide/{source}-features.npy"
        if not file.exists():
            np.save(file, np.stack([self.each(source, lambda whole, _: whole), self.each(source, lambda whole, _: middle_of(whole))]).astype(np.float16))
            print(f"{source}: features", flush=True)
        return np.load(file)


def middle_of(picture: Image.Image) -> Image.Image:
    cut = round(picture.width * (1 - MIDDLE) / 2)
    return picture.crop((cut, cut, picture.width - cut, picture.width - cut))


def part_of(picture: Image.Image, view: int, row: int) -> Image.Image:
    """What `views.py` shows of it in that view, before a camera and a codec."""
    rng = np.random.default_rng((view, row))
    part = cropped(picture, rng)
    return part.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else part


def fit(work: Path, features: Features, classifier: nn.Linear) -> tuple[Head, np.ndarray]:
    """The heads, and the centre of the text space."""
    read = Reader(work)
    seen, weights, shares, general, said, labels = [], [], [], [], [], []
    for source in SOURCES:
        if source.name not in TAUGHT or source.name not in (*LABELLED, *DESCRIBED):
            continue
        rows = rows_of(work, source.name)
        train = [i for i, row in enumerate(rows) if row["split"] == "train"]
        seen.append(features.plain(source.name)[:, train].astype(np.float32))
        said.append(np.stack([read(rows[i]["texts"]).mean(0) for i in train]))
        weights += [1.0 if source.captioned else LABELLED_WEIGHT * min(1, 2500 / len(train))] * len(train)
        shares += [1 / len(train)] * len(train)
        general += [shares[-1] * (source.name in GENERAL)] * len(train)
        labels += [(source.name, rows[i]["label"]) if source.name in LABELLED else None for i in train]
    whole, middles = np.concatenate(seen, 1)
    wanted, weights = np.concatenate(said), np.array(weights)
    known = {key: i for i, key in enumerate(sorted({label for label in labels if label}))}
    at = [i for i, label in enumerate(labels) if label]
    more = train_labels(torch.from_numpy(whole[at]), torch.tensor([known[labels[i]] for i in at]),
                        torch.tensor([LABELLED.index(labels[i][0]) for i in at]), len(known))
    last = {labels[i]: wanted[i] for i in at}
    captions = [text for row in rows_of(work, "captioned") for text in row["texts"]]
    centre = read(captions + (work / "sentences.txt").read_text().splitlines()[::40]).mean(0)
    weight, bias = ridge_map(np.concatenate([whole, middles]), unit(np.tile(wanted, (2, 1)) - centre), np.tile(weights, 2), STRENGTH)

    classes = class_vectors(read, imagenet_classes(work))
    head = Head((len(classes), len(known)))
    float32 = lambda values: torch.from_numpy(np.asarray(values, np.float32))
    with torch.no_grad():
        head.classifier.weight.copy_(torch.cat([classifier.weight / TEMPERATURE, more.weight]))
        head.classifier.bias.copy_(torch.cat([classifier.bias / TEMPERATURE, more.bias]))
        head.vectors.copy_(float32(np.concatenate([part - part.mean(0) for part in (classes, np.stack([last[key] for key in known]))])))
        head.linear.weight.copy_(float32(weight)), head.linear.bias.copy_(float32(bias))
        balance(head, float32(whole[::3]), float32(shares[::3]), float32(general[::3]), PARTS)
    return head.eval(), centre


def main() -> None:
    options = arguments(__doc__).parse_args()
    torch.set_num_threads(1)
    work = options.work
    (work / "wide").mkdir(exist_ok=True)
    features = Features(work, *load(work / "packages")[:2])
    head, centre = fit(work, features, load(work / "packages")[2])

    def embed(seen: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return F.normalize(head(torch.from_numpy(seen.astype(np.float32))), dim=-1).numpy()

    for name in TAUGHT:
        whole, middles = features.plain(name)
        np.save(work / f"wide/{name}-0.npy", unit(embed(whole) + embed(middles)).astype(np.float16))
        for view in range(1, VIEWS[name]):
            file = work / f"wide/{name}-{view}.npy"
            if not file.exists():
                np.save(file, embed(features.each(name, lambda picture, row: part_of(picture, view, row))).astype(np.float16))
                print(f"{name}-{view}", flush=True)
    read = Reader(work)
    print(json.dumps({"coco": captioned_pictures(work, lambda seen: seen, lambda texts: unit(read(texts) - centre),
                                                 lambda work, source: np.load(work / f"wide/{source}-0.npy").astype(np.float32))}))


if __name__ == "__main__":
    main()
