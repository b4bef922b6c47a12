"""Renders more scenes, and keeps what the lower part of the trunk makes of their frames; the frames themselves are not kept.

    python render.py

Whether a combination that was never shown is read rightly depends on how many others were: of thing, colour and side (two frames of
a scene are enough), and of things and events in time (whole clips; most of those kinds that are told apart worst). Writes
`maps/NAME.npy` (float16 [clips * frames, MAP, G, G]) and `maps/NAME.jsonl`; a set that is there is not made again.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from settings import SIDE, arguments
from trunk import GRID, MAP
from views import filmed, lower_part, maps_of, squared

COUNT, BATCH = 16_000, 64             # clips of a set: 8 GB of frames for a while
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Set:
    name: str
    seed: int
    frames: int
    kinds: str | None = None


SETS = [Set(f"stills-{seed}", seed, 2) for seed in (31, 32, 33, 34)] + [
    Set("clips-12", 12, 8), *(Set(f"clips-{seed}", seed, 8, "order,first-last,count,open,order-same") for seed in (21, 22)),
    Set("clips-23", 23, 8, "first-last,order")]


def render(folder: Path, one: Set) -> None:
    subprocess.run(["node", REPOSITORY / "dist/samples/render.js", "dataset", "--count", str(COUNT), "--seed", str(one.seed), "--size", str(SIDE),
                    "--frames", str(one.frames), "--out", folder, *(["--kinds", one.kinds] if one.kinds else [])],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def worn_frames(folder: Path, frames: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """All frames of a set, those of every third clip as a camera and a codec leave them; a twin that has the same frames
    backwards is not seen again."""
    rows = [json.loads(line) for line in (folder / "clips.jsonl").read_text().splitlines()]
    for row in rows:
        if row["reversed"] and row["clip"] % 2:
            continue
        rng = np.random.default_rng((row["clip"], len(rows)))
        worn = rng.random() < 0.3
        for at in range(row["first"], row["first"] + row["count"]):
            yield at, squared(filmed(Image.fromarray(frames[at]), rng)) if worn else frames[at]


def keep(lower, folder: Path, target: Path) -> None:
    frames = np.memmap(folder / "frames.bin", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
    part = target.with_suffix(".part.npy")
    kept = np.lib.format.open_memmap(part, "w+", np.float16, (len(frames), MAP, GRID, GRID))
    waiting: list[tuple[int, np.ndarray]] = []
    for at, picture in worn_frames(folder, frames):
        waiting.append((at, picture))
        if len(waiting) == BATCH:
            kept[[i for i, _ in waiting]] = maps_of(lower, [one for _, one in waiting])
            waiting.clear()
    if waiting:
        kept[[i for i, _ in waiting]] = maps_of(lower, [one for _, one in waiting])
    kept.flush()
    shutil.copy(folder / "clips.jsonl", target.with_suffix(".jsonl"))
    part.rename(target)


def main() -> None:
    options = arguments(__doc__).parse_args()
    torch.set_num_threads(1)
    lower = lower_part(options.work / "packages")
    for one in SETS:
        target = options.work / f"maps/{one.name}.npy"
        if target.exists():
            continue
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            render(Path(folder), one)
            keep(lower, Path(folder), target)
        print(f"{one.name}: {COUNT} clips", flush=True)


if __name__ == "__main__":
    main()
