"""Prepares every picture as one memory-mapped array of 64 x 64 RGB pixels, with its labels beside it.

    python prepare.py --corpus ../../../shared/corpus

Writes `pixels.npy` (uint8 [N, 64, 64, 3]), `pictures.npz` (source, label, factors and geometry of drawn scenes), `groups.json`
(what the labels mean), `captions.json` and `sentences.txt` into the work folder. Pictures are stretched to the square,
exactly as the runtime stretches frames. Fixed seeds: the same corpus gives the same files.
"""

import io
import json
import os
import re
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from shapes import COLOURS, draw_scene, SHAPE_FACTORS
from settings import arguments, SIZE

SOURCES = ["tiny-imagenet-train", "tiny-imagenet-val", "cifar-train", "sports-train", "scenes-train",
           "objects-train", "captioned-train"]
SCENE_SPELLING = {"livingroom": "living room"}
SHAPE_SCENES = 24_000


def rows_of(archive: zipfile.ZipFile) -> list[dict]:
    return [json.loads(line) for line in archive.read("labels.jsonl").decode().splitlines() if line]


def label_of(row: dict) -> str:
    """The group-unique key of a row's label: the WordNet id where there is one."""
    label = row.get("wnid") or (row.get("label") or "").strip()
    return SCENE_SPELLING.get(label, label)


def decode(job: tuple[str, str, int, int]) -> np.ndarray:
    """Decodes rows [first, last) of one archive to uint8 [n, 64, 64, 3]."""
    corpus, source, first, last = job
    archive = zipfile.ZipFile(Path(corpus) / f"{source}.zip")
    pictures = []
    for row in rows_of(archive)[first:last]:
        picture = Image.open(io.BytesIO(archive.read(row["image"]))).convert("RGB")
        pictures.append(np.asarray(picture.resize((SIZE, SIZE), Image.BICUBIC)))
    return np.stack(pictures)


def draw(job: tuple[int, int]) -> tuple[np.ndarray, list[dict]]:
    """Draws `count` scenes of coloured shapes from a seed."""
    seed, count = job
    rng = np.random.default_rng(seed)
    scenes = [draw_scene(rng) for _ in range(count)]
    return np.stack([pixels for pixels, _ in scenes]), [labels for _, labels in scenes]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--corpus", default="../../../shared/corpus")
    options = parser.parse_args()
    work, corpus = Path(options.work), options.corpus
    work.mkdir(parents=True, exist_ok=True)

    groups: dict[str, list] = {}
    jobs, source_ids, labels, names, captions = [], [], [], {}, {}
    for source_id, source in enumerate(SOURCES):
        rows = rows_of(zipfile.ZipFile(Path(corpus) / f"{source}.zip"))
        group = source.split("-train")[0].split("-val")[0]
        if group == "captioned":
            captions.update({len(labels) + i: row["captions"] for i, row in enumerate(rows)})
            groups[group] = []
        else:
            groups.setdefault(group, sorted({label_of(row) for row in rows}))
        index = {label: i for i, label in enumerate(groups[group])}
        for row in rows:
            source_ids.append(source_id)
            labels.append(index.get(label_of(row), -1))
            if "wnid" in row:
                names[row["wnid"]] = row["names"]
        jobs += [(corpus, source, i, min(i + 4000, len(rows))) for i in range(0, len(rows), 4000)]

    total = len(labels) + SHAPE_SCENES
    pixels = np.lib.format.open_memmap(work / "pixels.npy", "w+", np.uint8, (total, SIZE, SIZE, 3))
    at, factors = 0, []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for block in pool.map(decode, jobs):
            pixels[at:at + len(block)] = block
            at += len(block)
        print(f"{at} pictures decoded", flush=True)
        for block, scene_labels in pool.map(draw, [(seed, 1000) for seed in range(SHAPE_SCENES // 1000)]):
            pixels[at:at + len(block)] = block
            at += len(block)
            factors += scene_labels
    source_ids += [len(SOURCES)] * SHAPE_SCENES
    labels += [-1] * SHAPE_SCENES
    geometry = np.full((total, 3), np.nan, np.float32)
    geometry[-SHAPE_SCENES:] = [scene["geometry"] for scene in factors]
    factor_labels = np.full((total, len(SHAPE_FACTORS)), -1, np.int16)
    factor_labels[-SHAPE_SCENES:] = [[scene[name] for name in SHAPE_FACTORS] for scene in factors]
    np.savez(work / "pictures.npz", source=np.array(source_ids, np.int8), label=np.array(labels, np.int16),
             geometry=geometry, factor=factor_labels)
    groups["colour"] = COLOURS
    (work / "groups.json").write_text(json.dumps({"sources": SOURCES + ["shapes"], "groups": groups, "names": names,
                                                  "factors": SHAPE_FACTORS}))
    (work / "captions.json").write_text(json.dumps(captions))
    sentences = (Path(corpus) / "text/captions.txt").read_text().splitlines()
    cleaned = [re.sub(r"\s+([.,;!?])", r"\1", re.sub(r"\s+", " ", line)).strip() for line in sentences]
    (work / "sentences.txt").write_text("\n".join(line for line in cleaned if line))
    print(f"{total} pictures, {len(cleaned)} sentences in {work}")


if __name__ == "__main__":
    main()
