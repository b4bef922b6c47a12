"""Pictures with a text that describes each, and with one that nearly does: for networks that read both together."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clips import NOTHING_HAPPENS
from heldout import is_held_out
from measure import rows_of
from pictures import drawn_sets
from sources import SOURCES
from views import VIEWS, rows_seen
from vocabulary import article

CAPTIONED_SHARE, NAMED = 0.5, ("{}", "{}", "a photo of {}", "there is {}", "a picture of {}")


@dataclass(frozen=True)
class Batch:
    """`kept` [N, MAP, G, G]; `texts` describe them; `near` [N] describe them almost, or are `None`."""

    kept: np.ndarray
    texts: list[str]
    near: list[str | None]


class Photographs:
    """Training pictures of all sources, half of what is drawn with captions."""

    def __init__(self, work: Path):
        self.captioned, self.named = [], []
        for source in SOURCES:
            views = [work / f"maps/{source.name}-{view}.npy" for view in range(VIEWS.get(source.name, 0))]
            views = [np.load(file, mmap_mode="r") for file in views if file.exists()]
            if not views:
                continue
            rows = rows_of(work, source.name)
            rows = [rows[i] for i in rows_seen(source.name, len(rows))]
            kept = [(views, i, rows[i]["texts"]) for i, row in enumerate(rows) if row["split"] == "train"]
            if source.captioned:
                self.captioned += kept
            else:
                self.named.append(kept)

    def draw(self, rng: np.random.Generator, count: int, named: tuple[str, ...] = NAMED) -> Batch:
        """Names are put into one of the forms `named`."""
        captioned = int(count * CAPTIONED_SHARE)
        drawn = [self.captioned[i] for i in rng.choice(len(self.captioned), captioned, replace=False)]
        for _ in range(count - captioned):
            source = self.named[rng.integers(len(self.named))]
            drawn.append(source[rng.integers(len(source))])
        kept, texts = [], []
        for views, row, said in drawn:
            kept.append(views[rng.integers(len(views))][row])
            text = said[rng.integers(len(said))]
            texts.append(text if len(text.split()) > 3 else named[rng.integers(len(named))].format(article(text)))
        return Batch(np.stack(kept), texts, [None] * count)


class Scenes:
    """Frames of rendered clips. Where nothing happens, what is said of the twin is nearly true."""

    def __init__(self, work: Path, held_out: bool = False):
        self.pairs: list[tuple[np.ndarray, dict, dict]] = []
        for maps, file in drawn_sets(work):
            kept, rows = np.load(maps, mmap_mode="r"), [json.loads(line) for line in file.read_text().splitlines()]
            for one, twin in zip(rows[0::2], rows[1::2]):
                if is_held_out(one["combination"]) == held_out and twin["first"] + twin["count"] <= len(kept):
                    self.pairs.append((kept, one, twin))
        self.still = [i for i, (_, one, _) in enumerate(self.pairs) if one["kind"] in NOTHING_HAPPENS]

    def draw(self, rng: np.random.Generator, count: int) -> Batch:
        kept, texts, near = [], [], []
        for at in range(count):
            maps, one, twin = self.pairs[self.still[rng.integers(len(self.still))] if at % 4 else rng.integers(len(self.pairs))]
            moment = rng.integers(one["count"])
            if one["kind"] not in NOTHING_HAPPENS:
                kept.append(maps[one["first"] + moment]), texts.append(one["frameCaptions"][moment]), near.append(None)
                continue
            if rng.random() < 0.5:
                one, twin = twin, one
            kept.append(maps[one["first"] + moment])
            way = rng.integers(1 + len(one["captions"]))
            text, other = ([row["caption"], *row["captions"]] for row in (one, twin))
            texts.append(text[way]), near.append(other[min(way, len(other) - 1)])
        return Batch(np.stack(kept), texts, near)


class Pairs:
    def __init__(self, work: Path):
        self.photographs, self.scenes = Photographs(work), Scenes(work)


Score = Callable[[np.ndarray, list[str]], np.ndarray]      # kept maps [N, MAP, G, G] and N texts to scores [N]


def twins_told_apart(work: Path, score: Score, most: int = 300) -> dict[str, float]:
    """Of held out scenes where nothing happens: both pictures prefer their own text, and both texts their own picture."""
    scenes, found = Scenes(work, held_out=True), {}
    for i in scenes.still:
        maps, one, twin = scenes.pairs[i]
        right = found.setdefault(one["kind"], [])
        if len(right) >= most // len(NOTHING_HAPPENS):
            continue
        pictures = np.stack([maps[row["first"]] for row in (one, one, twin, twin)])
        own, false, other, true = score(pictures, [one["caption"], twin["caption"]] * 2)
        right.append(own > false and true > other and own > other and true > false)
    return {kind: round(100 * float(np.mean(right)), 1) for kind, right in found.items()}
