"""Embedded frames of rendered clips in twins, and clips composed of two pictures, each with the texts that tell it apart."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from heldout import is_held_out
from vocabulary import article

FRAMES = 8
ORDERS = ["{0}, then {1}", "first {0}, then {1}", "{0} before {1}", "{0} followed by {1}", "{0} and then {1}",
          "{1} after {0}", "at first {0}, later {1}", "{0} is shown before {1}", "{1} comes after {0}",
          "before {1}, {0}", "after {0}, {1}", "the video starts with {0} and ends with {1}", "it cuts from {0} to {1}"]


NOTHING_HAPPENS = {"binding", "colour", "number", "position", "setting", "size", "still"}


class RenderedPairs:
    """Rendered clips of which neighbours are twins; those of held out combinations measure."""

    def __init__(self, sets: list[tuple[Path, np.ndarray]]):
        """For each set: the file of its rows, and its embedded frames [clips * T, D].

        Of a clip with fewer than FRAMES frames each is shown several times: such clips teach only what holds in every frame.
        """
        self.embedded, self.rows, at = np.concatenate([embedded for _, embedded in sets]), [], 0
        for file, embedded in sets:
            for line in file.read_text().splitlines():
                row = json.loads(line)
                if row["first"] < len(embedded) and (row["count"] == FRAMES or row["kind"] in NOTHING_HAPPENS):
                    self.rows.append(row | {"first": row["first"] + at})
            at += len(embedded)
        for row in self.rows[1::2]:
            if row["reversed"]:
                at = row["first"]
                self.embedded[at:at + FRAMES] = self.embedded[at - FRAMES:at][::-1]
        held = [is_held_out(row["combination"]) for row in self.rows]
        self.training = [i for i in range(0, len(self.rows), 2) if not held[i]]
        self.testing = [i for i in range(0, len(self.rows), 2) if held[i] and self.rows[i]["count"] == FRAMES]

    def read(self, pairs: list[int], rng: np.random.Generator | None) -> tuple[Tensor, Tensor, list[str], list[list[str]]]:
        """Frames [2P, T, D], times [2P, T], one caption a clip (the first without `rng`), captions of its frames."""
        frames, times, captions, stills = [], [], [], []
        for i in pairs:
            way = rng.integers(1 + len(self.rows[i]["captions"])) if rng else 0
            for row in (self.rows[i], self.rows[i + 1]):
                every = [row["caption"], *row["captions"]]
                captions.append(every[min(way, len(every) - 1)])
                repeats = FRAMES // row["count"]
                frames.append(self.embedded[row["first"]:row["first"] + row["count"]].repeat(repeats, 0))
                times.append(row["times"] if repeats == 1 else np.linspace(*row["times"], FRAMES))
                stills.append([caption for caption in row["frameCaptions"] for _ in range(repeats)])
        seen = torch.from_numpy(np.stack(frames).astype(np.float32))
        if rng:
            seen = seen + torch.from_numpy(rng.normal(0, 0.008, seen.shape).astype(np.float32))
        return F.normalize(seen, dim=-1), torch.tensor(np.array(times)).float(), captions, stills


class Composed:
    """Clips of two pictures, one after the other, and their twins in reverse."""

    def __init__(self, pictures: list[tuple[np.ndarray, list[tuple[str, ...]]]]):
        """For each source: embeddings of pictures [N, D], and what each may be called."""
        self.sources = pictures

    def draw(self, rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor, list[str]]:
        """Frames [2P, T, D], times [2P, T], captions."""
        frames, captions = [], []
        for _ in range(count):
            while True:
                (first, one), (second, other) = (self.picture(rng) for _ in range(2))
                if one != other:
                    break
            cut = rng.integers(2, FRAMES - 1)
            views = np.stack([first] * cut + [second] * (FRAMES - cut)).astype(np.float32)
            views = views + rng.normal(0, 0.012, views.shape)
            frames += [views, views[::-1]]
            template = ORDERS[rng.integers(len(ORDERS))]
            captions += [template.format(one, other), template.format(other, one)]
        times = np.broadcast_to(np.arange(FRAMES) * rng.uniform(0.3, 1.5), (2 * count, FRAMES)).copy()
        return F.normalize(torch.from_numpy(np.stack(frames)).float(), dim=-1), torch.from_numpy(times).float(), captions

    def picture(self, rng: np.random.Generator) -> tuple[np.ndarray, str]:
        embeddings, texts = self.sources[rng.integers(len(self.sources))]
        i = rng.integers(len(embeddings))
        said = texts[i][rng.integers(len(texts[i]))]
        return embeddings[i], article(said) if len(said.split()) < 4 else said.rstrip(".")
