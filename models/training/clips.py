"""Rendered clips (from `samples/`) and clips composed of real pictures; what is held out of training, and why.

Make the rendered clips first, in the repository's root:

    node dist/samples/render.js dataset --count 110000 --seed 11 --size 64 --out ~/.cache/kinodex-training/rendered
"""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from settings import SIZE

SKIPPED = {"a", "an", "the", "in", "on", "of", "at", "is", "to"}


def is_held_out(key: str) -> bool:
    """One combination (actor / colour / event) or picture class in five is never trained on over time."""
    return int(hashlib.md5(key.encode()).hexdigest(), 16) % 5 == 0


class RenderedClips:
    """Rows of `clips.jsonl` and their frames, uint8 [clips * T, 64, 64, 3], memory-mapped."""

    def __init__(self, work: Path):
        folder = work / "rendered"
        self.rows = [json.loads(line) for line in (folder / "clips.jsonl").read_text().splitlines()]
        self.frames = np.memmap(folder / "frames.bin", np.uint8, "c").reshape(-1, SIZE, SIZE, 3)
        self.held_out = np.array([is_held_out(row["combination"]) for row in self.rows])

    def frame_words(self, least: int = 60) -> tuple[list[str], list[int], list[list[int]]]:
        """Words and pairs of words of frame captions; every other frame of the training clips, and which each shows.

        A twin that has the same frames backwards adds nothing, and is left out.
        Pairs of neighbours, small words and "and" aside ("red ball", "three children", "ball left"), say which colour,
        number and place belongs to what.
        """
        frames, present = [], []
        for row, held in zip(self.rows, self.held_out):
            if not held and not (row["reversed"] and row["clip"] % 2):
                for i in range(0, row["count"], 2):
                    frames.append(row["first"] + i)
                    things = [[word for word in re.findall(r"[a-z]+", thing) if word not in SKIPPED]
                              for thing in row["frameCaptions"][i].lower().split(" and ")]
                    pairs = [f"{a} {b}" for thing in things for a, b in zip(thing, thing[1:])]
                    present.append({word for thing in things for word in thing} | set(pairs))
        counts = Counter(word for words in present for word in words)
        vocabulary = sorted(word for word, n in counts.items() if n >= least)
        index = {word: i for i, word in enumerate(vocabulary)}
        return vocabulary, frames, [[index[word] for word in words if word in index] for words in present]
