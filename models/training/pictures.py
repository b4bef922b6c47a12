"""The kept maps of all training pictures with what is said of them, and the losses that each kind of picture teaches."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from floor import Reader, class_vectors
from heldout import is_held_out
from measure import rows_of, unit
from render import SETS
from settings import DIMENSION
from sources import SOURCES
from views import VIEWS, rows_seen

SHARES = {"coco": 14, "captioned": 28, "dishes": 4, "imagenet-samples": 16, "imagen": 10, "houses": 12, "clothing": 16, "grocery": 20,
          "weather": 8, "cooking": 8, "fights": 4, "places": 16, "sports": 24, "scenes": 10, "objects": 2, "cifar": 12,
          "tiny-imagenet": 72, "rendered": 60}        # pictures of each source in a step
SKIPPED = {"a", "an", "the", "in", "on", "of", "at", "is", "to"}


@dataclass(frozen=True)
class Labels:
    """A source whose pictures are told apart by label: unit anchors [C, D] in the text space, and each picture's label."""

    anchors: Tensor
    label: np.ndarray


class Pictures:
    """Training pictures by source; `vectors` [T, D] are the centred unit vectors of all that is said of them."""

    def __init__(self, work: Path, read: Reader, centre: np.ndarray, wnids: list[str]):
        centred = lambda texts: unit(read(texts) - centre)
        self.maps, self.rows, self.labels, self.said = {}, {}, {}, {}
        texts: dict[str, int] = {}
        for source in SOURCES:
            if source.name not in SHARES:
                continue
            rows = rows_of(work, source.name)
            rows = [rows[i] for i in rows_seen(source.name, len(rows))]
            views = [work / f"maps/{source.name}-{view}.npy" for view in range(VIEWS[source.name])]
            self.maps[source.name] = [np.load(file, mmap_mode="r") for file in views if file.exists()]
            self.rows[source.name] = np.array([i for i, row in enumerate(rows) if row["split"] == "train"])
            self.said[source.name] = [[texts.setdefault(text, len(texts)) for text in row["texts"]] for row in rows]
            if not source.captioned:
                self.labels[source.name] = self.anchored(rows, centred, wnids, read, centre)
        self.vectors = torch.from_numpy(centred(list(texts))).float()
        self.frames = RenderedFrames(drawn_sets(work)[:1], centred) if (work / "maps/rendered.npy").exists() else None

    @staticmethod
    def anchored(rows: list[dict], centred, wnids: list[str], read: Reader, centre: np.ndarray) -> Labels:
        names = sorted({row["label"] for row in rows})
        if names[0].startswith("n0"):
            anchors = unit(class_vectors(read, names) - centre)
        else:
            said = {row["label"]: row["texts"] for row in rows}
            anchors = unit(np.stack([centred(said[name]).mean(0) for name in names]))
        index = {name: i for i, name in enumerate(names)}
        return Labels(torch.from_numpy(anchors).float(), np.array([index[row["label"]] for row in rows]))

    def batch(self, rng: np.random.Generator, shares: dict[str, int] = SHARES) -> dict[str, np.ndarray]:
        drawn = {name: rng.choice(self.rows[name], count) for name, count in shares.items() if name in self.rows}
        return drawn | ({"rendered": self.frames.draw(rng, shares["rendered"])} if self.frames else {})

    def read(self, drawn: dict[str, np.ndarray], rng: np.random.Generator) -> Tensor:
        """Maps [N, MAP, G, G] of a view of each picture."""
        seen = []
        for name, rows in drawn.items():
            if name == "rendered":
                seen.append(self.frames.read(rows))
                continue
            views = self.maps[name]
            seen.append(np.stack([views[view][row] for view, row in zip(rng.integers(len(views), size=len(rows)), rows)]))
        return torch.from_numpy(np.concatenate(seen)).float()


def drawn_sets(work: Path) -> list[tuple[Path, Path]]:
    """Files of maps and rows of rendered frames."""
    more = [work / f"maps/{one.name}.npy" for one in SETS]
    return [(work / "maps/rendered.npy", work / "rendered/clips.jsonl"), *((file, file.with_suffix(".jsonl")) for file in more if file.exists())]


class RenderedFrames:
    """Frames of rendered clips that are not held out, the words and neighbouring words of their captions."""

    def __init__(self, sets: list[tuple[Path, Path]], centred, least: int = 60):
        """For each set: a file of maps, and one of rows."""
        self.maps = [np.load(maps, mmap_mode="r") for maps, _ in sets]
        self.starts = np.cumsum([0, *(len(part) for part in self.maps)])
        rows, present = [], []
        for start, maps, (_, file) in zip(self.starts, self.maps, sets):
            for row in map(json.loads, file.read_text().splitlines()):
                if row["first"] + row["count"] > len(maps) or is_held_out(row["combination"]) or row["reversed"] and row["clip"] % 2:
                    continue
                for i, caption in enumerate(row["frameCaptions"]):
                    things = [[word for word in re.findall(r"[a-z]+", thing) if word not in SKIPPED]
                              for thing in caption.lower().split(" and ")]
                    pairs = [f"{a} {b}" for thing in things for a, b in zip(thing, thing[1:])]
                    rows.append(start + row["first"] + i)
                    present.append({word for thing in things for word in thing} | set(pairs))
        counts = Counter(word for words in present for word in words)
        self.words = sorted(word for word, n in counts.items() if n >= least)
        index = {word: i for i, word in enumerate(self.words)}
        self.rows = np.array(rows)
        self.of = {int(row): i for i, row in enumerate(rows)}
        self.present = [[index[word] for word in words if word in index] for words in present]
        self.anchors = torch.from_numpy(centred(self.words)).float()

    def read(self, rows: np.ndarray) -> np.ndarray:
        """float16 [N, MAP, G, G]."""
        sets = np.searchsorted(self.starts, rows, "right") - 1
        return np.stack([self.maps[of][row - self.starts[of]] for of, row in zip(sets, rows)])

    def draw(self, rng: np.random.Generator, count: int) -> np.ndarray:
        return np.sort(rng.choice(self.rows, count, replace=False))

    def shares(self, rows: np.ndarray) -> Tensor:
        table = torch.zeros(len(rows), len(self.words))
        for i, row in enumerate(rows):
            table[i, self.present[self.of[int(row)]]] = 1
        return table / table.sum(1, keepdim=True).clamp(min=1)


class Objective(nn.Module):
    """Losses over a batch of embeddings; what it learns itself is thrown away after training."""

    def __init__(self, pictures: Pictures, sentences: Tensor):
        super().__init__()
        self.pictures = pictures
        self.register_buffer("sentences", sentences, persistent=False)    # centred unit vectors of texts about anything
        self.scale = nn.Parameter(torch.tensor(2.7))
        if pictures.frames:
            self.words = nn.Parameter(pictures.frames.anchors.clone())
            self.word_scale = nn.Parameter(torch.tensor(2.7))
        self.thumbnail = nn.Linear(DIMENSION, 3 * 9)

    def forward(self, embeddings: Tensor, drawn: dict[str, np.ndarray], kept: Tensor, before: dict[str, Tensor],
                rng: np.random.Generator) -> dict[str, Tensor]:
        """Embeddings [N, D] of the pictures drawn, their maps, and what the floor gave of the plain view of some sources."""
        found, at, n = {}, 0, len(embeddings)
        scale = self.scale.clamp(max=3.7).exp()
        parts: dict[str, list[Tensor]] = {name: [] for name in ("label", "caption", "near", "word", "before")}
        for name, rows in drawn.items():
            own = embeddings[at:at + len(rows)]
            at += len(rows)
            if name in before:
                parts["before"].append(2 * (1 - (own * before[name]).sum(-1)))
            if name == "rendered":
                logits = self.word_scale.exp() * own @ F.normalize(self.words, dim=-1).T
                parts["word"].append(-(self.pictures.frames.shares(rows) * logits.log_softmax(-1)).sum(1))
                continue
            said = self.pictures.said[name]
            told = self.pictures.vectors[[said[row][rng.integers(len(said[row]))] for row in rows]]
            parts["near"].append(2 * (1 - (own * told).sum(-1)))
            if name in self.pictures.labels:
                labels = self.pictures.labels[name]
                parts["label"].append(F.cross_entropy(scale * own @ labels.anchors.T, torch.from_numpy(labels.label[rows]),
                                                      reduction="none", label_smoothing=0.05))
            else:
                others = self.sentences[torch.from_numpy(rng.integers(len(self.sentences), size=512))]
                same = told @ told.T > 0.999
                hide = -1e4 * (same & ~torch.eye(len(own), dtype=torch.bool))
                right = torch.arange(len(own))
                forth = F.cross_entropy(torch.cat([scale * own @ told.T + hide, scale * own @ others.T], 1), right, reduction="none")
                back = F.cross_entropy(scale * told @ own.T + hide, right, reduction="none")
                parts["caption"].append((forth + back) / 2)
        for name, losses in parts.items():
            if losses:
                found[name] = torch.cat(losses).sum() / n
        colours = F.adaptive_avg_pool2d(kept[:, :3], 3).flatten(1)
        found["thumbnail"] = 0.5 * (self.thumbnail(embeddings) - colours).square().mean()
        return found
