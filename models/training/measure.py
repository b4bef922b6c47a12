"""What a model is measured by, on kept maps while it is made: nothing here was trained on.

Real clips (`shared/videos`), the val2017 pictures of COCO-MINI, tiny-imagenet-val, linear probes on pictures kept back.
A model is two functions: maps [N, MAP, G, G] to unit embeddings, and texts to unit embeddings.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np

from settings import SIDE
from vocabulary import article

CROP = "crop='min(iw,ih)':'min(iw,ih)',"
PROMPTS = ["{}", "a photo of {}", "a picture of {}", "a close-up of {}", "there is {}", "{} in a video"]
See, Read = Callable[[np.ndarray], np.ndarray], Callable[[list[str]], np.ndarray]


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


def decode(path: Path, per_second: float, before: str = "") -> np.ndarray:
    """uint8 [T, SIDE, SIDE, 3], stretched to the square."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-vf",
                          f"fps={per_second},{before}scale={SIDE}:{SIDE}:flags=bicubic", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
                         capture_output=True, check=False).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, SIDE, SIDE, 3)


def clip_maps(lower, shared: Path, work: Path) -> list[dict]:
    """Rows of the clips' manifest with `maps`: whole frames and their middles, two a second; kept in the work folder."""
    from views import maps_of
    rows = [json.loads(line) for line in (shared / "videos/manifest.jsonl").read_text().splitlines()]
    file = work / "maps/clips.npz"
    if not file.exists():
        kept = {}
        for i, row in enumerate(rows):
            for view, before in (("whole", ""), ("middle", CROP)):
                frames = decode(shared / "videos" / row["file"], 2.0, before)
                kept[f"{view}{i}"] = np.concatenate([maps_of(lower, list(frames[at:at + 16])) for at in range(0, len(frames), 16)])
        np.savez(file, **kept)
    kept = np.load(file)
    return [dict(row, maps=kept[f"whole{i}"], middles=kept[f"middle{i}"]) for i, row in enumerate(rows)]


def ranks(score: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Scores [texts, things] and the right thing of each text."""
    at = (score > score[np.arange(len(score)), right][:, None]).sum(1)
    return {f"R@{k}": percent((at < k).mean()) for k in (1, 5, 10)}


def percent(value: float) -> float:
    return round(100 * float(value), 1)


def clip_scores(frames: list[np.ndarray], texts: np.ndarray) -> np.ndarray:
    """Half the mean of a clip's frames, half its best quarter: [texts, clips]."""
    columns = []
    for part in frames:
        score = np.sort(part @ texts.T, 0)
        columns.append((score.mean(0) + score[-max(1, len(score) // 4):].mean(0)) / 2)
    return np.stack(columns, 1)


def real_clips(rows: list[dict], see: See, read: Read) -> dict:
    texts = read([row["descriptions"][0]["text"] for row in rows])
    whole, middles = ([see(row[view]) for row in rows] for view in ("maps", "middles"))
    both = [unit(a + b) for a, b in zip(whole, middles)]
    right = np.arange(len(rows))
    found = {name: ranks(clip_scores(frames, texts), right) for name, frames in (("oneView", whole), ("twoViews", both))}
    mean = np.stack([unit(part.mean(0)) for part in whole])
    return found | {"meanOfFrames": ranks(texts @ mean.T, right), "events": events(rows, whole, read)}


def events(rows: list[dict], frames: list[np.ndarray], read: Read) -> dict:
    """Whether the peak of a smoothed curve lies in its event, over chance."""
    asked = hit = chance = 0
    for row, part in zip(rows, frames):
        timed = [event for event in row.get("events") or [] if event.get("text") and float(event["end"]) > float(event["start"])]
        if len(row.get("events") or []) < 2 or not timed:
            continue
        curves = part @ read([event["text"] for event in timed]).T
        for event, curve in zip(timed, curves.T):
            curve = np.convolve(curve, np.ones(5) / 5, "same") if len(curve) >= 5 else curve
            start, end = float(event["start"]), float(event["end"])
            asked, hit = asked + 1, hit + (start <= (curve.argmax() + 0.5) / 2 < end)
            chance += min(1, (end - start) / row["duration"])
    return {"asked": asked, "overChance": round(hit / chance, 2)}


def rows_of(work: Path, source: str) -> list[dict]:
    return [json.loads(line) for line in (work / f"pictures/{source}.jsonl").read_text().splitlines()]


def maps(work: Path, source: str, view: int = 0) -> np.ndarray:
    return np.load(work / f"maps/{source}-{view}.npy", mmap_mode="r")


def captioned_pictures(work: Path, see: See, read: Read, load=maps) -> dict:
    rows = rows_of(work, "coco")
    at = [i for i, row in enumerate(rows) if row["split"] == "test"]
    captions = [(text, j) for j, i in enumerate(at) for text in rows[i]["texts"]]
    pictures = see(load(work, "coco")[at])
    return ranks(read([text for text, _ in captions]) @ pictures.T, np.array([j for _, j in captions])) | {"captions": len(captions)}


def zero_shot(work: Path, see: See, read: Read, load=maps) -> dict:
    """200 classes of tiny-imagenet-val, every name in a few prompts."""
    rows = rows_of(work, "tiny-imagenet-val")
    labels = sorted({row["label"] for row in rows})
    names = {row["label"]: row["texts"] for row in rows}
    prompts = [(prompt.format(article(name)), i) for i, label in enumerate(labels) for name in names[label] for prompt in PROMPTS]
    vectors = read([prompt for prompt, _ in prompts])
    of = np.array([i for _, i in prompts])
    classes = np.stack([unit(vectors[of == i].mean(0)) for i in range(len(labels))])
    order = np.argsort(-see(load(work, "tiny-imagenet-val")) @ classes.T, 1)[:, :5]
    right = np.array([labels.index(row["label"]) for row in rows])
    return {"top1": percent((order[:, 0] == right).mean()), "top5": percent((order == right[:, None]).any(1).mean())}


def probe(work: Path, see: See, source: str, load=maps) -> float:
    """Accuracy of ridge regression to labels, trained on the training part, on the pictures kept back."""
    rows = rows_of(work, source)
    seen = see(load(work, source))
    labels = {label: i for i, label in enumerate(sorted({row["label"] for row in rows}))}
    right = np.array([labels[row["label"]] for row in rows])
    test = np.array([row["split"] == "test" for row in rows])
    centre = seen[~test].mean(0)
    x = np.c_[seen - centre, np.ones(len(seen))]
    y = np.eye(len(labels))[right]
    own = x[~test]
    best = max((0.3, 1, 3), key=lambda strength: 0 if len(own) < 9 else
               -np.square(y[~test][::5] - own[::5] @ ridge(np.delete(own, np.s_[::5], 0), np.delete(y[~test], np.s_[::5], 0), strength)).sum())
    return percent(((x[test] @ ridge(own, y[~test], best)).argmax(1) == right[test]).mean())


def ridge(x: np.ndarray, y: np.ndarray, strength: float) -> np.ndarray:
    x = x.astype(np.float64)
    return np.linalg.solve(x.T @ x + strength * len(x) / 1000 * np.eye(x.shape[1]), x.T @ y)


PROBES = ("houses", "clothing", "grocery", "weather")


def measured(work: Path, clips: list[dict], see: See, read: Read, probes: bool = True, load=maps) -> dict:
    """All of it; `load` gives what `see` takes of a source of pictures."""
    found = {"clips": real_clips(clips, see, read), "coco": captioned_pictures(work, see, read, load),
             "tinyImagenet": zero_shot(work, see, read, load)}
    return found | ({"probes": {name: probe(work, see, name, load) for name in PROBES}} if probes else {})
