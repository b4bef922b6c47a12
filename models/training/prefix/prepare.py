"""Collects sentences and embeds what captions are learnt from; what is there already is kept.

    python prepare.py --corpus DIR [--rendered DIR] [--model ID]

`--corpus` has `text/captions.txt` (a sentence a line) and `captioned-train.zip` (pictures with captions);
`--rendered` is what `node dist/samples/render.js dataset` wrote.
"""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from sentences import clean, is_held_out, train_tokenizer
from settings import arguments, folder_of
from space import Space

VIEWS = 3                       # of each captioned picture: as it is, mirrored, its middle
FRAMES = (1, 6)                 # of the eight of a rendered clip


def rendered_rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "clips.jsonl").read_text().splitlines()]


def captioned_rows(corpus: Path) -> list[dict]:
    """`image` and its clean `captions`."""
    with zipfile.ZipFile(corpus / "captioned-train.zip") as file:
        rows = [json.loads(line) for line in file.read("labels.jsonl").decode().splitlines()]
    found = [{"image": row["image"], "captions": [text for text in map(clean, row["captions"]) if text]} for row in rows]
    return [row for row in found if row["captions"]]


def collect_sentences(corpus: Path, rendered: Path, work: Path) -> None:
    """`sentences.txt` of the corpus, `scenes.txt` of rendered clips, and the tokeniser of both."""
    if (work / "tokenizer.json").exists():
        return
    measured = {text for row in captioned_rows(corpus) if is_held_out(row["image"]) for text in row["captions"]}
    said = (clean(line) for line in (corpus / "text/captions.txt").read_text().splitlines())
    sentences = sorted({text for text in said if text} - measured)
    rng = random.Random(1)
    rng.shuffle(sentences)
    scenes = [text for row in rendered_rows(rendered) if not is_held_out(row["combination"])
              for text in {*rng.sample(row["frameCaptions"], 2), row["caption"]}]
    (work / "sentences.txt").write_text("\n".join(sentences))
    (work / "scenes.txt").write_text("\n".join(scenes))
    train_tokenizer(sentences + scenes[::4]).save(str(work / "tokenizer.json"))
    print(f"{len(sentences)} sentences, {len(scenes)} texts of scenes", flush=True)


def captioned_views(corpus: Path, rows: list[dict]) -> Iterator[np.ndarray]:
    with zipfile.ZipFile(corpus / "captioned-train.zip") as file:
        for row in rows:
            picture = Image.open(io.BytesIO(file.read(row["image"]))).convert("RGB")
            width, height = picture.size
            middle = picture.crop((width // 10, height // 10, width - width // 10, height - height // 10))
            yield from map(np.asarray, (picture, ImageOps.mirror(picture), middle))


def scene_frames(rendered: Path, rows: list[dict]) -> Iterator[np.ndarray]:
    count = sum(row["count"] for row in rendered_rows(rendered))
    side = round(((rendered / "frames.bin").stat().st_size / count / 3) ** 0.5)
    frames = np.memmap(rendered / "frames.bin", np.uint8, "r").reshape(-1, side, side, 3)
    yield from (frames[row["first"] + at] for row in rows for at in FRAMES)


def embed(corpus: Path, rendered: Path, work: Path, model: str, scenes: int, sentences: int) -> None:
    """In a folder of the model's: `NAME.npy` [N, D] beside `NAME.jsonl`, which gives the captions of each row."""
    space, folder = Space(model), folder_of(work, model)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "space.json").write_text(json.dumps(space.identity))
    pictures = captioned_rows(corpus)
    clips = rendered_rows(rendered)[:: max(1, len(rendered_rows(rendered)) // scenes)]
    texts = (work / "sentences.txt").read_text().splitlines()[:sentences]
    spoken = [text for row in pictures for text in row["captions"]]
    sources = {
        "pictures": (lambda: space.pictures(captioned_views(corpus, pictures)),
                     [{"key": row["image"], "captions": row["captions"]} for row in pictures for _ in range(VIEWS)]),
        "scenes": (lambda: space.pictures(scene_frames(rendered, clips)),
                   [{"key": row["combination"], "captions": [row["frameCaptions"][at]]} for row in clips for at in FRAMES]),
        "spoken": (lambda: space.texts(spoken), [{"captions": [text]} for text in spoken]),
        "sentences": (lambda: space.texts(texts), [{"captions": [text]} for text in texts])}
    for name, (run, rows) in sources.items():
        target = folder / f"{name}.npy"
        if target.exists():
            continue
        np.save(folder / "part.npy", run().astype(np.float16))
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
        (folder / "part.npy").rename(target)
        print(f"{name}: {len(rows)}", flush=True)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, help="default: `rendered` beside the work folder")
    parser.add_argument("--scenes", type=int, default=4000, help="rendered clips that are embedded")
    parser.add_argument("--sentences", type=int, default=40_000, help="sentences that are embedded")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    rendered = options.rendered or options.work.parent / "rendered"
    collect_sentences(options.corpus, rendered, options.work)
    embed(options.corpus, rendered, options.work, options.model, options.scenes, options.sentences)


if __name__ == "__main__":
    main()
