"""The floor: heads made in closed form over the features of the trunk as ImageNet taught it, against the teacher's vectors.

Two estimates of the vector of a picture's caption, each linear in the text vector, so that their sum is one vector: what
the classifier sees, as the mean of its classes' vectors (ConSE, https://arxiv.org/abs/1312.5650), and a ridge regression
to captions and names. The tower that is trained on starts from them.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from frozen import Frozen
from measure import clip_maps, measured, rows_of, unit
from settings import arguments
from sources import SOURCES
from text import encode, padded, teacher
from tower import Head, ImageTower, see_with
from trunk import CLASSES, GRID, MAP, load
from views import lower_part, rows_seen
from vocabulary import article, gloss_of, parent_name, synset_names

TEMPERATURE = 1.5                     # of ImageNet's classes
PARTS = (1.0, 0.5, 0.5, 0.8)          # of ImageNet's classes, of other labels, of small pictures' classes, of the regression
DESCRIBED = ("coco", "captioned", "dishes", "imagen", "cooking")
LABELLED = ("sports", "scenes", "objects", "houses", "clothing", "grocery", "weather", "places", "cifar")
SMALL = "tiny-imagenet"               # 200 of the classes again, in pictures so coarse that the classifier knows few of them


class Reader:
    """Texts to unit vectors of the teacher [N, 384]: those that `train_text.py` embedded, or embedded now and remembered."""

    def __init__(self, work: Path):
        folder = work / "packages/minilm"
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding(), self.tokenizer.no_truncation()
        self.run = Frozen(teacher(folder), dict(zip(("ids", "mask"), padded(encode(self.tokenizer, ["a dog", "cats"])))), ["e"],
                          dynamic=(0, 1), precision="f32")
        self.known: dict[str, np.ndarray] = {}
        self.index, self.vectors = {}, None
        if (work / "texts/teacher.npy").exists():
            self.index = {text: i for i, text in enumerate((work / "texts/texts.txt").read_text().splitlines())}
            self.vectors = np.load(work / "texts/teacher.npy", mmap_mode="r")

    def __call__(self, texts: list[str]) -> np.ndarray:
        new = []
        for text in dict.fromkeys(texts):
            if text in self.index:
                self.known[text] = unit(self.vectors[self.index[text]].astype(np.float32))
            elif text not in self.known:
                new.append(text)
        rows = encode(self.tokenizer, new)
        order = np.argsort([len(row) for row in rows], kind="stable")
        for at in np.array_split(order, len(order) // 64 + 1):
            if len(at):
                vectors = self.run(*(part.numpy() for part in padded([rows[i] for i in at])))[0]
                self.known.update({new[i]: vector for i, vector in zip(at, vectors)})
        return np.stack([self.known[text] for text in texts])


def imagenet_classes(work: Path) -> list[str]:
    """WordNet ids in the order of the classifier: there is a sample picture of each class, and ids are in order."""
    found = sorted(row["label"] for row in rows_of(work, "imagenet-samples"))
    if len(found) != CLASSES:
        raise ValueError(f"{len(found)} sample pictures, expected one of each of {CLASSES} classes")
    return found


def class_vectors(read: Reader, wnids: list[str]) -> np.ndarray:
    """Mean of name, synonym, kind and gloss of each class."""
    texts, of = [], []
    for i, wnid in enumerate(wnids):
        names = synset_names(wnid)[:2] or [wnid]
        kind = parent_name(wnid)
        said = [article(name) for name in names] + ([f"a kind of {kind}"] if kind else []) + ([gloss_of(wnid)] if gloss_of(wnid) else [])
        texts += said
        of += [i] * len(said)
    vectors, of = read(texts), np.array(of)
    return np.stack([vectors[of == i].mean(0) for i in range(len(wnids))])


def ridge_map(features: np.ndarray, wanted: np.ndarray, weight: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Weighted ridge regression with an intercept: (W [D, F], b [D])."""
    centre, aim = (np.average(part, 0, weight) for part in (features, wanted))
    x, y = (features - centre).astype(np.float64), (wanted - aim).astype(np.float64)
    left = x.T @ (x * weight[:, None])
    solved = np.linalg.solve(left + strength * np.trace(left) / len(left) * np.eye(len(left)), x.T @ (y * weight[:, None]))
    return solved.T, aim - centre @ solved


def train_labels(features: Tensor, labels: Tensor, source: Tensor, classes: int, steps: int = 1500) -> torch.nn.Linear:
    """A softmax over the labels of all sources, by Adam over features [N, F]."""
    torch.manual_seed(0)
    head = torch.nn.Linear(features.shape[1], classes)
    torch.nn.init.zeros_(head.weight), torch.nn.init.zeros_(head.bias)
    optimiser = torch.optim.AdamW(head.parameters(), 3e-3, weight_decay=0.05)
    share = 1 / torch.bincount(source).float().sqrt()[source]
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 3e-3 * (1 - step / steps)
        at = torch.multinomial(share, 512, replacement=True)
        loss = F.cross_entropy(head(features[at]), labels[at], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return head


def features_of(work: Path, run: Frozen, source: str) -> np.ndarray:
    """float32 [N, 1280] of the plain view, kept in the work folder."""
    file = work / f"floor/{source}.npy"
    if not file.exists():
        kept = np.load(work / f"maps/{source}-0.npy", mmap_mode="r")
        np.save(file, np.concatenate([run(kept[at:at + 64].astype(np.float32))[0] for at in range(0, len(kept), 64)]))
    return np.load(file)


def training_pictures(work: Path, run: Frozen) -> list[dict]:
    """Features, texts and label of every picture that the heads are made from, and how much it weighs."""
    found = []
    for source in SOURCES:
        if source.name not in (*LABELLED, *DESCRIBED):
            continue
        rows = rows_of(work, source.name)
        rows = [rows[i] for i in rows_seen(source.name, len(rows))]
        count = sum(row["split"] == "train" for row in rows)
        weight = 1.0 if source.captioned else 0.3 * min(1, 2500 / count)
        found += [{"features": features, "texts": row["texts"], "weight": weight, "source": source.name,
                   "label": (source.name, row["label"]) if source.name in LABELLED else None}
                  for row, features in zip(rows, features_of(work, run, source.name)) if row["split"] == "train"]
    return found


def small_labels(work: Path, trunk: Frozen, read: Reader) -> tuple[torch.nn.Linear, np.ndarray]:
    """A softmax over the classes of small pictures, and the vectors of these classes."""
    rows = rows_of(work, SMALL)
    labels = [rows[i]["label"] for i in rows_seen(SMALL, len(rows))]
    names = sorted(set(labels))
    index = {name: i for i, name in enumerate(names)}
    features = torch.from_numpy(features_of(work, trunk, SMALL))
    known = torch.tensor([index[label] for label in labels])
    return train_labels(features, known, torch.zeros_like(known), len(names)), class_vectors(read, names)


def make(work: Path) -> dict:
    """The tower's state, how many classes each group has, and the centre of the text space."""
    lower, upper, classifier = load(work / "packages")
    trunk = Frozen(upper, {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["features"])
    pictures = training_pictures(work, trunk)
    read = Reader(work)
    classes = class_vectors(read, imagenet_classes(work))
    features, weights = np.stack([row["features"] for row in pictures]), np.array([row["weight"] for row in pictures])
    wanted = np.stack([read(row["texts"]).mean(0) for row in pictures])
    known = {key: i for i, key in enumerate(sorted({row["label"] for row in pictures if row["label"]}))}
    at = np.array([i for i, row in enumerate(pictures) if row["label"]])
    more = train_labels(torch.from_numpy(features[at]), torch.tensor([known[pictures[i]["label"]] for i in at]),
                        torch.tensor([LABELLED.index(pictures[i]["source"]) for i in at]), len(known))
    said = {pictures[i]["label"]: wanted[i] for i in at}
    more_classes = np.stack([said[key] for key in known])
    small, small_classes = small_labels(work, trunk, read)
    captions = [text for row in rows_of(work, "captioned") for text in row["texts"]]
    centre = read(captions + (work / "sentences.txt").read_text().splitlines()[::40]).mean(0)
    weight, bias = ridge_map(features, unit(wanted - centre), weights, 0.3)

    tower = ImageTower((len(classes), len(known), len(small_classes)))
    head: Head = tower.head
    tower.lower.load_state_dict(lower.state_dict()), tower.upper.load_state_dict(upper.state_dict())
    float32 = lambda values: torch.from_numpy(np.asarray(values, np.float32))
    with torch.no_grad():
        sample = float32(np.load(work / "maps/imagen-0.npy"))
        tower.layout.norm.running_mean.copy_(sample.mean((0, 2, 3))), tower.layout.norm.running_var.copy_(sample.var((0, 2, 3)))
        head.classifier.weight.copy_(torch.cat([classifier.weight / TEMPERATURE, more.weight, small.weight]))
        head.classifier.bias.copy_(torch.cat([classifier.bias / TEMPERATURE, more.bias, small.bias]))
        head.vectors.copy_(float32(np.concatenate([part - part.mean(0) for part in (classes, more_classes, small_classes)])))
        head.linear.weight.copy_(float32(weight)), head.linear.bias.copy_(float32(bias))
        balance(head, torch.from_numpy(features[::3]), *[torch.from_numpy(weights[::3]).float()] * 2, PARTS)
    return {"tower": tower.state_dict(), "groups": head.groups, "centre": centre}


def balance(head: Head, features: Tensor, weights: Tensor, middle: Tensor, parts: tuple[float, ...]) -> None:
    """Centres each reading over pictures weighted by `middle`, and makes the mean length of each its part in the sum."""
    shares = [part.softmax(-1) for part in head.classifier(features).split(head.groups, -1)]
    readings = [*(part @ vectors for part, vectors in zip(shares, head.vectors.split(head.groups))), head.linear(features)]
    weights, middle = (part[:, None] / part.sum() for part in (weights, middle))
    centres = [(reading * middle).sum(0) for reading in readings]
    scales = [part / ((reading - (reading * weights).sum(0)).norm(dim=1, keepdim=True) * weights).sum() for part, reading in zip(parts, readings)]
    head.vectors.copy_(torch.cat([scale * vectors for scale, vectors in zip(scales, head.vectors.split(head.groups))]))
    head.linear.weight.mul_(scales[-1]), head.linear.bias.mul_(scales[-1])
    head.linear.bias.sub_(sum(scale * centre for scale, centre in zip(scales, centres)))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../../../shared"))
    options = parser.parse_args()
    (options.work / "floor").mkdir(exist_ok=True)
    torch.set_num_threads(1)
    made = make(options.work)
    torch.save(made, options.work / "floor.pt")
    tower, read = ImageTower(made["groups"]), Reader(options.work)
    tower.load_state_dict(made["tower"])
    clips = clip_maps(lower_part(options.work / "packages"), options.shared, options.work)
    print(json.dumps(measured(options.work, clips, see_with(tower), lambda texts: unit(read(texts) - made["centre"]))))


if __name__ == "__main__":
    main()
