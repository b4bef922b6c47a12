"""Renders many scenes, two frames of each, and keeps what the lower part of the trunk makes of them, for the layout reading.

    python stills.py --sets 4

Whether a combination of thing, colour and side that was never shown is read rightly depends on how many others were. Writes
`maps/stills-SEED.npy` (float16 [scenes * 2, MAP, G, G]) and its rows; a set that is there is not made again.
"""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch

from render import render, worn_frames
from settings import SIDE, arguments
from trunk import GRID, MAP
from views import lower_part, maps_of

COUNT, FRAMES, FIRST_SEED, BATCH = 16_000, 2, 31, 64


def keep(lower, folder: Path, target: Path) -> None:
    frames = np.memmap(folder / "frames.bin", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
    kept = np.zeros((len(frames), MAP, GRID, GRID), np.float16)
    waiting: list[tuple[int, np.ndarray]] = []
    for at, picture in worn_frames(folder, frames):
        waiting.append((at, picture))
        if len(waiting) == BATCH:
            kept[[i for i, _ in waiting]] = maps_of(lower, [one for _, one in waiting])
            waiting.clear()
    if waiting:
        kept[[i for i, _ in waiting]] = maps_of(lower, [one for _, one in waiting])
    shutil.copy(folder / "clips.jsonl", target.with_suffix(".jsonl"))
    np.save(target.with_suffix(".part.npy"), kept)
    target.with_suffix(".part.npy").rename(target)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sets", type=int, default=4)
    options = parser.parse_args()
    torch.set_num_threads(1)
    lower = lower_part(options.work / "packages")
    for seed in range(FIRST_SEED, FIRST_SEED + options.sets):
        target = options.work / f"maps/stills-{seed}.npy"
        if target.exists():
            continue
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            render(Path(folder), seed, COUNT, FRAMES)
            keep(lower, Path(folder), target)
        print(f"{seed}: {COUNT} scenes", flush=True)


if __name__ == "__main__":
    main()
