"""The prepared pictures, the prototypes they are learnt against, and their losses."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from augment import augment, cut_mix
from clips import RenderedClips
from settings import DEVICE, DIMENSION
from shapes import FACTORS, colour_shares

THUMBNAIL = 8                          # pixels a side of what the embedding must still show
DRAWN = ("shapes", "rendered")         # sources whose pictures must keep their left, right and number
STOP_WORDS = set("a an the is are in on of and with to at by his her their its it as up out for while from two three "
                 "over into one through near another other that who some off down next each him he she they has have "
                 "being be there this behind around front".split())


class Prototypes(nn.Module):
    """One unit vector a label, a temperature a group; also reads a thumbnail, and places of drawn scenes, linearly."""

    def __init__(self, groups: dict[str, int]):
        super().__init__()
        self.vectors = nn.ParameterDict({name: nn.Parameter(torch.randn(n, DIMENSION) * DIMENSION ** -0.5)
                                         for name, n in groups.items()})
        self.scales = nn.ParameterDict({name: nn.Parameter(torch.tensor(2.7)) for name in groups})
        self.geometry = nn.Linear(DIMENSION, 3)
        self.thumbnail = nn.Linear(DIMENSION, 3 * THUMBNAIL ** 2)

    def logits(self, group: str, embeddings: Tensor) -> Tensor:
        return self.scales[group].exp() * embeddings @ F.normalize(self.vectors[group], dim=-1).T


def caption_words(captions: dict[str, list[str]], least: int = 8) -> tuple[list[str], dict[int, list[int]]]:
    """Words in the captions of at least `least` pictures, and which of them each picture has."""
    present = {int(i): set(re.findall(r"[a-z]+", " ".join(lines).lower())) - STOP_WORDS for i, lines in captions.items()}
    counts = Counter(word for words in present.values() for word in words)
    vocabulary = sorted(word for word, n in counts.items() if n >= least)
    index = {word: i for i, word in enumerate(vocabulary)}
    return vocabulary, {i: [index[word] for word in words if word in index] for i, words in present.items()}


class Pictures:
    """The prepared pictures, and every frame of the rendered clips that is not held out; they stay on `DEVICE`.

    Rows count the prepared pictures first, the frames after them. `batch` draws rows source by source, and `loss` knows
    what each source teaches.
    """

    def __init__(self, work: Path):
        on_device = lambda values: torch.from_numpy(values).to(DEVICE)
        table = np.load(work / "pictures.npz")
        meta = json.loads((work / "groups.json").read_text())
        self.groups, self.sources, self.names = meta["groups"], [*meta["sources"], "rendered"], meta["names"]
        self.words, word_rows = caption_words(json.loads((work / "captions.json").read_text()))
        clips = RenderedClips(work)
        self.rendered_words, frames, rendered_rows = clips.frame_words()
        self.pixels = on_device(np.load(work / "pixels.npy", mmap_mode="c"))
        self.frames, self.frame_of = on_device(clips.frames), on_device(np.array(frames))
        first, n = len(self.pixels), len(frames)
        self.source = np.concatenate([table["source"], np.full(n, len(self.sources) - 1, np.int8)])
        self.label = np.concatenate([table["label"].astype(np.int64), np.full(n, -1)])
        self.rows = {source: np.flatnonzero(self.source == i) for i, source in enumerate(self.sources)}
        self.labels, self.geometry = on_device(self.label), on_device(table["geometry"])
        self.factor = on_device(table["factor"].astype(np.int64))
        captioned = int(self.rows["captioned-train"][0])
        self.present = {"captioned-train": (captioned, on_device(many_hot(
                            [word_rows[captioned + i] for i in range(len(word_rows))], len(self.words)))),
                        "rendered": (first, on_device(many_hot(rendered_rows, len(self.rendered_words))))}

    def read(self, rows: np.ndarray) -> Tensor:
        """uint8 [N, 64, 64, 3], on `DEVICE`; rendered frames must come last."""
        split = np.count_nonzero(rows < len(self.pixels))
        pictures, frames = torch.from_numpy(rows).to(DEVICE).tensor_split((split,))
        return torch.cat([self.pixels[pictures], self.frames[self.frame_of[frames - len(self.pixels)]]])

    def sizes(self) -> dict[str, int]:
        sizes = {group: len(labels) for group, labels in self.groups.items() if labels}
        return (sizes | {"words": len(self.words), "rendered": len(self.rendered_words)}
                | {f"drawn {name}": len(values) for name, values in FACTORS.items()})

    def batch(self, rng: np.random.Generator, counts: dict[str, int]) -> dict[str, np.ndarray]:
        """Rows to draw from each source."""
        return {source: rng.choice(self.rows[source], n) for source, n in counts.items()}

    def inputs(self, chosen: dict[str, np.ndarray], resolution: int, smallest: float,
               mixed: float) -> tuple[Tensor, Tensor, Tensor]:
        """Varied pictures [N, 3, R, R], what share of each picture is its own [N], and the shares of colours [N, 11].

        A `mixed` share of the labelled pictures carries a box of the next picture of the same source, cyclically.
        """
        pixels = self.read(np.concatenate(list(chosen.values())))
        flag = lambda holds: torch.from_numpy(np.repeat([holds(source) for source in chosen],
                                                        [len(rows) for rows in chosen.values()])).to(DEVICE)
        images = augment(pixels, resolution, flag(lambda source: source in DRAWN), smallest)
        shares = colour_shares(pixels)
        kept = torch.ones(len(pixels), device=DEVICE)
        if mixed > 0:
            starts = np.cumsum([0, *map(len, chosen.values())])
            partner = torch.from_numpy(np.concatenate([np.roll(np.arange(a, b), -1)
                                                       for a, b in zip(starts, starts[1:])])).to(DEVICE)
            labelled = flag(lambda source: source not in DRAWN and source != "captioned-train")
            images, kept = cut_mix(images, partner, labelled & (torch.rand(len(pixels), device=DEVICE) < mixed))
            shares = kept[:, None] * shares + (1 - kept[:, None]) * shares[partner]
        return images, kept, shares

    def loss(self, prototypes: Prototypes, embeddings: Tensor, chosen: dict[str, np.ndarray], images: Tensor,
             kept: Tensor, colours: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss of a batch's embeddings [N, D], and its parts; `images`, `kept` and `colours` as `inputs` gives them."""
        report, total, at = {}, 0, 0
        for source, rows in chosen.items():
            mine, own = embeddings[at:at + len(rows)], kept[at:at + len(rows)]
            picked = torch.from_numpy(rows).to(DEVICE)
            at += len(rows)
            if source == "shapes":
                loss = self.scene_loss(prototypes, mine, picked)
            elif source in self.present:
                first, table = self.present[source]
                target = table[picked - first].float()
                target = target / target.sum(1, keepdim=True).clamp(min=1)
                logits = prototypes.logits("words" if source == "captioned-train" else "rendered", mine)
                loss = -0.6 * (target * logits.log_softmax(-1)).sum(1).mean()
            else:
                logits, labels = prototypes.logits(source.removesuffix("-train"), mine), self.labels[picked]
                right, other = (F.cross_entropy(logits, wanted, reduction="none", label_smoothing=0.08)
                                for wanted in (labels, labels.roll(-1, 0)))
                loss = (own * right + (1 - own) * other).mean()
            report[source.removesuffix("-train")] = loss.detach()
            total = total + loss * len(rows) / len(embeddings)
        colour = -(colours * prototypes.logits("colour", embeddings).log_softmax(-1)).sum(1).mean()
        thumbnails = F.adaptive_avg_pool2d(images, THUMBNAIL).flatten(1)
        gap = (prototypes.thumbnail(embeddings) - thumbnails).square().mean(1)
        weight = torch.cat([torch.full((len(rows),), 3.0 if source in DRAWN else 0.2, device=DEVICE)
                            for source, rows in chosen.items()])
        report |= {"colour": colour.detach(), "thumbnail": gap.mean().detach()}
        return total + 0.15 * colour + (weight * gap).mean(), report

    def scene_loss(self, prototypes: Prototypes, embeddings: Tensor, picked: Tensor) -> Tensor:
        loss = 0
        for i, name in enumerate(FACTORS):
            loss = loss + F.cross_entropy(prototypes.logits(f"drawn {name}", embeddings), self.factor[picked, i],
                                          ignore_index=-1) / len(FACTORS)
        geometry = self.geometry[picked]
        known = ~geometry.isnan()                                       # scenes of one object
        found = prototypes.geometry(embeddings)
        gap = F.smooth_l1_loss(found, torch.where(known, geometry, found.detach()), beta=0.05, reduction="sum")
        return loss + 6 * gap / known.sum().clamp(min=1)


def many_hot(rows: list[list[int]], size: int) -> np.ndarray:
    """Lists of indices to uint8 [N, size]."""
    out = np.zeros((len(rows), size), np.uint8)
    for row, found in zip(out, rows):
        row[found] = 1
    return out
