"""Pictures as the lower part of the trunk sees them: plain once, then varied towards what frames of real video look like.

    python views.py [--only NAME …]

Writes `maps/SOURCE-VIEW.npy` (float16 [N, MAP, G, G]). A view is a whole pass over a source; a finished file is never made
again, so an interrupted run goes on at the view where it stopped.
"""

import io
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageFilter

from frozen import Frozen
from settings import SIDE, arguments
from sources import SOURCES
from trunk import GRID, MAP, Lower, load, normalised

VIEWS = {"coco": 17, "captioned": 17, "dishes": 9, "imagenet-samples": 12, "imagen": 12, "houses": 3, "clothing": 3, "grocery": 3,
         "weather": 4, "cooking": 4, "fights": 3, "places": 2, "sports": 2, "scenes": 2, "objects": 4, "cifar": 1,
         "tiny-imagenet-val": 1, "tiny-imagenet": 1}
SAMPLED = {"tiny-imagenet": 40_000, "cifar": 12_000}      # of the largest sources, evenly spread
BATCH = 32


def rows_seen(source: str, count: int) -> np.ndarray:
    """Which of a source's pictures have maps."""
    return np.linspace(0, count - 1, min(count, SAMPLED.get(source, count))).astype(int)


def squared(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.resize((SIDE, SIDE), Image.BICUBIC))


def cropped(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A part of the picture, or the picture between bars."""
    side = picture.width
    if rng.random() < 0.08:
        bars = rng.uniform(0.55, 0.9)
        size = (side, int(side * bars)) if rng.random() < 0.5 else (int(side * bars), side)
        boxed = Image.new("RGB", (side, side))
        boxed.paste(picture.resize(size, Image.BICUBIC), ((side - size[0]) // 2, (side - size[1]) // 2))
        return boxed
    area, ratio = rng.uniform(0.4, 1), np.exp(rng.uniform(-0.4, 0.4))
    width, height = (min(1.0, np.sqrt(area * part)) * side for part in (ratio, 1 / ratio))
    left, top = rng.uniform(0, side - width), rng.uniform(0, side - height)
    return picture.crop((int(left), int(top), int(left + width), int(top + height)))


def filmed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Light, blur, and what a codec leaves."""
    if rng.random() < 0.7:
        picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.35, 1.3) if rng.random() < 0.3 else rng.uniform(0.8, 1.2))
        picture = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.7, 1.2))
        picture = ImageEnhance.Color(picture).enhance(0 if rng.random() < 0.05 else rng.uniform(0.6, 1.3))
    if rng.random() < 0.15:                                             # a camera that moves
        along = int(rng.integers(3, 8))
        size = (max(1, picture.width // along), picture.height) if rng.random() < 0.5 else (picture.width, max(1, picture.height // along))
        picture = picture.resize(size, Image.BOX).resize(picture.size, Image.BILINEAR)
    elif rng.random() < 0.15:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    if rng.random() < 0.5:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=int(rng.integers(12, 60)))
        picture = Image.open(file)
    return picture


def varied(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [S, S, 3] to uint8 [SIDE, SIDE, 3]."""
    picture = cropped(Image.fromarray(pixels), rng)
    if rng.random() < 0.5:
        picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
    return squared(filmed(picture.resize((SIDE, SIDE), Image.BICUBIC), rng))


def lower_part(packages: Path) -> Frozen:
    lower: Lower = load(packages)[0]
    return Frozen(lower, {"pixels": torch.zeros(2, 3, SIDE, SIDE)}, ["kept"])


def maps_of(lower: Frozen, pictures: list[np.ndarray]) -> np.ndarray:
    return lower(normalised(torch.from_numpy(np.stack(pictures))).contiguous().numpy())[0].astype(np.float16)


def make_view(lower: Frozen, work: Path, source: str, view: int) -> None:
    pixels = np.load(work / f"pictures/{source}.npy", mmap_mode="r")
    rows = rows_seen(source, len(pixels))
    part = work / f"maps/{source}-{view}.part.npy"
    out = np.lib.format.open_memmap(part, "w+", np.float16, (len(rows), MAP, GRID, GRID))
    for at in range(0, len(rows), BATCH):
        pictures = []
        for row in rows[at:at + BATCH]:
            rng = np.random.default_rng((view, int(row)))
            pictures.append(varied(pixels[row], rng) if view else squared(Image.fromarray(pixels[row])))
        out[at:at + len(pictures)] = maps_of(lower, pictures)
    out.flush()
    part.rename(work / f"maps/{source}-{view}.npy")
    print(f"{source}-{view}: {len(rows)}", flush=True)


def make_rendered(lower: Frozen, work: Path, clips: int) -> None:
    """All frames of the first clips; a twin that has the same frames backwards is not seen again (zeros)."""
    lines = (work / "rendered/clips.jsonl").read_text().splitlines()[:clips]
    frames = np.memmap(work / "rendered/frames.bin", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
    count = json.loads(lines[0])["count"]
    part = work / "maps/rendered.part.npy"
    out = np.lib.format.open_memmap(part, "w+", np.float16, (len(lines) * count, MAP, GRID, GRID))
    for line in lines:
        row = json.loads(line)
        if row["reversed"] and row["clip"] % 2:
            continue
        rng = np.random.default_rng(row["clip"])
        own = frames[row["first"]:row["first"] + count]
        own = [squared(filmed(Image.fromarray(frame), rng)) for frame in own] if rng.random() < 0.3 else list(own)
        out[row["first"]:row["first"] + count] = maps_of(lower, own)
    out.flush()
    part.rename(work / "maps/rendered.npy")
    print(f"rendered: {len(lines)} clips", flush=True)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--clips", type=int, default=16000, help="rendered clips")
    options = parser.parse_args()
    torch.set_num_threads(1)
    (options.work / "maps").mkdir(exist_ok=True)
    lower = lower_part(options.work / "packages")
    names = [source.name for source in SOURCES if not options.only or source.name in options.only]
    for view in range(max(VIEWS.values())):
        if view == 1 and not options.only and not (options.work / "maps/rendered.npy").exists():
            make_rendered(lower, options.work, options.clips)
        for name in names:
            if view < VIEWS[name] and not (options.work / f"maps/{name}-{view}.npy").exists():
                make_view(lower, options.work, name, view)


if __name__ == "__main__":
    main()
