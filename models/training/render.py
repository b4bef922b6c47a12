"""Renders more clips and embeds their frames with the finished image tower; the frames themselves are not kept.

    python render.py --sets 5

Which combination of actor, colour and event has been shown decides whether a twin that was never shown is told apart, so more
clips help where more steps do not. Writes `clips/SET.npy` (float16 [clips * frames, D]) and `clips/SET.jsonl`; a set that is
there is not made again.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from frozen import Frozen
from settings import DIMENSION, SIDE, arguments
from train_time import load_image_tower
from trunk import normalised
from views import BATCH, filmed, squared

COUNT, FIRST_SEED = 16_000, 12
REPOSITORY = Path(__file__).resolve().parents[2]


def render(folder: Path, seed: int, count: int, frames: int = 8, kinds: str | None = None) -> None:
    subprocess.run(["node", REPOSITORY / "dist/samples/render.js", "dataset", "--count", str(count), "--seed", str(seed),
                    "--size", str(SIDE), "--frames", str(frames), "--out", folder, *(["--kinds", kinds] if kinds else [])],
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


def embed(see: Frozen, folder: Path, target: Path) -> None:
    frames = np.memmap(folder / "frames.bin", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
    embedded = np.zeros((len(frames), DIMENSION), np.float16)
    waiting: list[tuple[int, np.ndarray]] = []

    def flush() -> None:
        pixels = normalised(torch.from_numpy(np.stack([picture for _, picture in waiting]))).contiguous().numpy()
        embedded[[at for at, _ in waiting]] = see(pixels)[0]
        waiting.clear()

    for one in worn_frames(folder, frames):
        waiting.append(one)
        if len(waiting) == 2 * BATCH:
            flush()
    if waiting:
        flush()
    shutil.copy(folder / "clips.jsonl", target.with_suffix(".jsonl"))
    np.save(target.with_suffix(".part.npy"), embedded)
    target.with_suffix(".part.npy").rename(target)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="seed of the first set")
    parser.add_argument("--sets", type=int, default=5)
    parser.add_argument("--kinds", help="only of these kinds of twins (order,count …), else of all")
    parser.add_argument("--count", type=int, default=COUNT, help="clips of a set; frames of 16,000 take 8 GB for a while")
    options = parser.parse_args()
    torch.set_num_threads(1)
    (options.work / "clips").mkdir(exist_ok=True)
    tower, _ = load_image_tower(options.work, "tower")
    see = Frozen(tower, {"pixels": torch.zeros(2, 3, SIDE, SIDE)}, ["embedding"])
    for seed in range(options.first, options.first + options.sets):
        target = options.work / f"clips/{seed}.npy"
        if target.exists():
            continue
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            render(Path(folder), seed, options.count, kinds=options.kinds)
            embed(see, Path(folder), target)
        print(f"{seed}: {options.count} clips", flush=True)


if __name__ == "__main__":
    main()
