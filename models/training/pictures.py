"""The prepared pictures, the prototypes they are learnt against, and their losses."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import RenderedClips
from settings import DIMENSION, SIZE
from shapes import FACTORS, colour_shares

THUMBNAIL = 8                          # pixels a side of what the embedding must still show
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
    """The prepared pictures: draws batches, and knows their losses."""

    def __init__(self, work: Path):
        self.pixels = np.load(work / "pixels.npy", mmap_mode="r")
        table = np.load(work / "pictures.npz")
        self.colour = table["colour"].astype(np.float32)
        self.source, self.label = table["source"], table["label"].astype(np.int64)
        self.geometry, self.factor = table["geometry"], table["factor"].astype(np.int64)
        meta = json.loads((work / "groups.json").read_text())
        self.groups, self.sources, self.names = meta["groups"], meta["sources"], meta["names"]
        self.words, self.word_rows = caption_words(json.loads((work / "captions.json").read_text()))
        self.rows = {source: np.flatnonzero(self.source == i) for i, source in enumerate(self.sources)}
        self.add_rendered(RenderedClips(work))

    def add_rendered(self, clips: RenderedClips) -> None:
        """Frames of the rendered clips that are not held out follow the prepared pictures."""
        self.rendered_words, frames, words = clips.frame_words()
        first, n = len(self.pixels), len(frames)
        self.frames, self.frame_of = clips.frames, np.array(frames)
        self.word_rows |= {first + i: found for i, found in enumerate(words)}
        self.rows["rendered"] = np.arange(first, first + n)
        self.source = np.concatenate([self.source, np.full(n, len(self.sources), self.source.dtype)])
        self.sources.append("rendered")

    def colours(self, rows: np.ndarray) -> np.ndarray:
        """The share of each named colour, float32 [N, 11]."""
        prepared = rows < len(self.pixels)
        out = np.empty((len(rows), self.colour.shape[1]), np.float32)
        out[prepared] = self.colour[rows[prepared]]
        out[~prepared] = colour_shares(self.read(rows[~prepared]))
        return out

    def read(self, rows: np.ndarray) -> np.ndarray:
        """uint8 [N, 64, 64, 3]"""
        prepared = rows < len(self.pixels)
        out = np.empty((len(rows), SIZE, SIZE, 3), np.uint8)
        out[prepared] = self.pixels[rows[prepared]]
        out[~prepared] = self.frames[self.frame_of[rows[~prepared] - len(self.pixels)]]
        return out

    def sizes(self) -> dict[str, int]:
        sizes = {group: len(labels) for group, labels in self.groups.items() if labels}
        return sizes | {"words": len(self.words), "rendered": len(self.rendered_words)} | {f"drawn {name}": len(v) for name, v in FACTORS.items()}

    def batch(self, rng: np.random.Generator, counts: dict[str, int]) -> np.ndarray:
        return np.concatenate([rng.choice(self.rows[source], n) for source, n in counts.items()])

    def is_drawn(self, rows: np.ndarray) -> np.ndarray:
        return self.source[rows] >= self.sources.index("shapes")

    def loss(self, prototypes: Prototypes, embeddings: Tensor, chosen: np.ndarray,
             images: Tensor) -> tuple[Tensor, dict[str, float]]:
        total, report, source = 0, {}, self.source[chosen]
        for i, name in enumerate(self.sources):
            rows = np.flatnonzero(source == i)
            if not len(rows):
                continue
            mine, picked = embeddings[rows], chosen[rows]
            if name == "shapes":
                loss = self.scene_loss(prototypes, mine, picked)
            elif name in ("captioned-train", "rendered"):
                logits = prototypes.logits("words" if name == "captioned-train" else "rendered", mine)
                target = torch.zeros_like(logits)
                for at, row in enumerate(picked):
                    target[at, self.word_rows[int(row)]] = 1
                target = target / target.sum(1, keepdim=True).clamp(min=1)
                loss = -(target * logits.log_softmax(-1)).sum(1).mean() * 0.6
            else:
                group = name.removesuffix("-train")
                loss = F.cross_entropy(prototypes.logits(group, mine), torch.from_numpy(self.label[picked]),
                                       label_smoothing=0.08)
            report[name] = loss.item()
            total = total + loss * len(rows) / len(chosen)
        shares = torch.from_numpy(self.colours(chosen))
        colour = -(shares * prototypes.logits("colour", embeddings).log_softmax(-1)).sum(1).mean()
        thumbnails = F.adaptive_avg_pool2d(images.float(), THUMBNAIL).flatten(1)
        gap = (prototypes.thumbnail(embeddings) - thumbnails).square().mean(1)
        weight = torch.from_numpy(np.where(self.is_drawn(chosen), 3.0, 0.2)).float()
        report |= {"colour": colour.item(), "thumbnail": gap[weight > 1].mean().item()}
        return total + 0.15 * colour + (weight * gap).mean(), report

    def scene_loss(self, prototypes: Prototypes, embeddings: Tensor, picked: np.ndarray) -> Tensor:
        loss = 0
        for i, name in enumerate(FACTORS):
            loss = loss + F.cross_entropy(prototypes.logits(f"drawn {name}", embeddings),
                                          torch.from_numpy(self.factor[picked, i]), ignore_index=-1) / len(FACTORS)
        geometry = torch.from_numpy(self.geometry[picked])
        known = ~geometry.isnan().any(1)
        if known.any():
            loss = loss + 6 * F.smooth_l1_loss(prototypes.geometry(embeddings[known]), geometry[known], beta=0.05)
        return loss
