"""Measures the exported files, through onnxruntime, and prints every figure as one JSON document.

    python evaluate.py [--shared ../../../shared] > figures.json

Nothing measured here was trained on: tiny-imagenet-val, combinations kept out of the rendered clips, picture classes
kept out of the composed clips, names that no prompt used, and the real clips of `shared/videos`.
"""

import json
import subprocess
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from clips import is_held_out
from corpus import encode
from export import REPOSITORY, preprocess, session
from joint_data import FRAMES, ORDERS, Data, load_image_encoder
from settings import MEAN, SIZE, STD, arguments
from train_joint import finished
from vocabulary import KINDS, TEMPLATES, is_barred, kinds_of, with_article

PROMPTS = TEMPLATES[:8]
MARGIN = 1e-6        # closer than this is a tie, and a tie is wrong


class Shipped:
    """The exported networks over numpy arrays."""

    def __init__(self, models: Path):
        self.manifest = json.loads((models / "embedded.json").read_text())
        self.image, self.text, self.temporal = (session(models / self.manifest[part]["file"])
                                                for part in ("image", "text", "temporal"))
        self.tokenizer = Tokenizer.from_file(str(models / self.manifest["text"]["tokenizer"]["file"]))

    def see(self, pixels: np.ndarray) -> np.ndarray:
        """Embeddings of uint8 [N, 64, 64, 3]."""
        parts = []
        for i in range(0, len(pixels), 64):
            scaled = (pixels[i:i + 64].astype(np.float32) / 255 - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
            parts.append(self.image.run(None, {"pixel_values": np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))})[0])
        return np.concatenate(parts)

    def read(self, texts: list[str]) -> np.ndarray:
        parts = []
        for i in range(0, len(texts), 64):
            ids, mask = encode(self.tokenizer, texts[i:i + 64])
            parts.append(self.text.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0])
        return np.concatenate(parts)

    def pool(self, frames: np.ndarray, times: np.ndarray) -> np.ndarray:
        return self.temporal.run(None, {"frame_embeddings": frames.astype(np.float32), "frame_times":
                                        times.astype(np.float32), "frame_mask": np.ones(frames.shape[:2], np.float32)})[0]


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


def mean_pool(frames: np.ndarray, _: np.ndarray) -> np.ndarray:
    return unit(frames.astype(np.float64).mean(1))


def percent(value: float) -> float:
    return round(100 * float(value), 1)


def prompts_of(model: Shipped, names: list[str]) -> np.ndarray:
    """The mean embedding of the prompts over all of a class's names."""
    texts = [template.format(with_article(name)) for name in names for template in PROMPTS]
    return unit(unit(model.read(texts)).mean(0))


def zero_shot(model: Shipped, data: Data, seen: np.ndarray) -> dict:
    pictures, concepts = data.pictures, data.concepts
    label = pictures.label[pictures.rows["tiny-imagenet-val"]]
    classes = pictures.groups["tiny-imagenet"]
    names = [concepts.calls[concepts.index[("tiny-imagenet", wnid)]] for wnid in classes]
    kept = [concepts.kept_back[("tiny-imagenet", wnid)] for wnid in classes]
    usual = np.stack([prompts_of(model, called) for called in names])
    order = np.argsort(-seen @ usual.T, 1)
    hit = order[:, 0] == label
    per_class = np.array([hit[label == i].mean() for i in range(len(classes))])
    best, worst = np.argsort(-per_class)[:8], np.argsort(per_class)[:15]
    with_kept = [i for i in range(len(classes)) if kept[i]]
    rows = np.isin(label, with_kept)
    swapped = usual.copy()
    for i in with_kept:
        swapped[i] = prompts_of(model, kept[i])
    synonym = (seen[rows] @ swapped.T).argmax(1) == label[rows]
    unread = [i for i in with_kept if any(is_barred(word) for word in kept[i])]
    missed = {names[i][0]: [percent(per_class[i]), percent(synonym[label[rows] == i].mean()), kept[i]] for i in with_kept}
    first = np.stack([prompts_of(model, called[:1]) for called in names])
    return {"top1": percent(hit.mean()), "top5": percent((order[:, :5] == label[:, None]).any(1).mean()),
            "top1FirstNameOnly": percent(((seen @ first.T).argmax(1) == label).mean()), "pictures": len(label),
            "bestClasses": {names[i][0]: percent(per_class[i]) for i in best},
            "worstClasses": {names[i][0]: percent(per_class[i]) for i in worst},
            "synonyms": {"classes": len(with_kept), "usualTop1": percent(hit[rows].mean()),
                         "keptBackTop1": percent(synonym.mean()), "drop": percent(hit[rows].mean() - synonym.mean()),
                         "dropWhereAlsoKeptFromWordNetPairs": percent(
                             hit[np.isin(label, unread)].mean() - synonym[np.isin(label[rows], unread)].mean()),
                         "byClass": missed},
            "hypernyms": hypernyms(model, classes, label, seen)}


def hypernyms(model: Shipped, classes: list[str], label: np.ndarray, seen: np.ndarray) -> dict:
    """Pictures of exactly one kind, told apart by the trained word for each kind and by the word kept back."""
    kinds = [kind for kind, (phrases, _) in KINDS.items() if len(phrases) > 1
             and kind not in ("animal", "vehicle", "container", "machine", "tool", "person", "flower", "food", "fish")]
    belongs = [[kinds.index(kind) for kind in kinds_of("tiny-imagenet", wnid) if kind in kinds] for wnid in classes]
    single = np.array([found[0] if len(found) == 1 else -1 for found in belongs])[label]
    rows = single >= 0
    scores = []
    for which in (0, 1):
        texts = np.stack([prompts_of(model, [KINDS[kind][0][which]]) for kind in kinds])
        guess = (seen[rows] @ texts.T).argmax(1)
        scores.append(np.mean([(guess == single[rows])[single[rows] == i].mean() for i in set(single[rows])]))
    return {"kinds": len(set(single[rows])), "trainedWord": percent(scores[0]), "keptBackWord": percent(scores[1]),
            "drop": percent(scores[0] - scores[1])}


def group_accuracy(clips: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Per pair [P]: both clips prefer their own text and both texts their own clip (twins are neighbours)."""
    own = (clips * texts).sum(-1).reshape(-1, 2)
    crossed = np.stack([(clips[0::2] * texts[1::2]).sum(-1), (clips[1::2] * texts[0::2]).sum(-1)], 1)
    return ((own - crossed > MARGIN) & (own - crossed[:, ::-1] > MARGIN)).all(1)


def rendered(model: Shipped, data: Data) -> dict:
    """Group accuracy on combinations that training never saw, by kind, for the pooler and for the mean."""
    rows = [data.clips.rows[i + side] for i in data.testing for side in (0, 1)]
    frames = []
    for row in rows:                                                    # reversed twins share their pictures
        if row["reversed"] and row["clip"] % 2:
            frames.append(frames[-1][::-1])
        else:
            frames.append(model.see(data.clips.frames[row["first"]:row["first"] + FRAMES]))
    frames, times = np.stack(frames), np.array([row["times"] for row in rows])
    texts = model.read([row["caption"] for row in rows])
    kind = np.array([row["kind"] for row in rows[::2]])
    equal = np.array([row["reversed"] for row in rows[::2]])
    pooled, mean = (group_accuracy(pool(frames, times), texts) for pool in (model.pool, mean_pool))
    return {"pairs": len(kind), "chance": 16.7, "pooler": percent(pooled.mean()), "mean": percent(mean.mean()),
            "meanOnEqualFrames": percent(mean[equal].mean()), "poolerOnEqualFrames": percent(pooled[equal].mean()),
            "byKind": {name: {"pairs": int((kind == name).sum()), "pooler": percent(pooled[kind == name].mean()),
                              "mean": percent(mean[kind == name].mean())} for name in sorted(set(kind))}}


def photo_order(model: Shipped, data: Data, seen: np.ndarray) -> dict:
    """Order pairs of pictures of tiny-imagenet-val; one class in five was kept out of composed clips."""
    rng = np.random.default_rng(7)
    label = data.pictures.label[data.pictures.rows["tiny-imagenet-val"]]
    classes = data.pictures.groups["tiny-imagenet"]
    result = {}
    for name, keep in (("allClasses", lambda c: True), ("classesKeptOut", lambda c: is_held_out("picture/" + classes[c]))):
        photos = [(i, "tiny-imagenet", int(c)) for i, c in enumerate(label) if keep(c)]
        frames, times, captions = [], [], []
        for _ in range(400):
            first, second = (photos[rng.integers(len(photos))] for _ in range(2))
            while first[2] == second[2]:
                second = photos[rng.integers(len(photos))]
            cut = int(rng.integers(2, FRAMES - 1))
            views = seen[[first[0]] * cut + [second[0]] * (FRAMES - cut)]
            called = [with_article(data.concepts.calls[data.concepts.index[p[1], classes[p[2]]]][0]) for p in (first, second)]
            template = ORDERS[rng.integers(len(ORDERS))]
            frames += [views, views[::-1]]
            times += [np.arange(FRAMES) * 0.5] * 2
            captions += [template.format(*called), template.format(*called[::-1])]
        texts = model.read(captions)
        result[name] = {"pairs": len(frames) // 2} | {
            label_: percent(group_accuracy(pool(np.stack(frames), np.stack(times)), texts).mean())
            for label_, pool in (("pooler", model.pool), ("mean", mean_pool))}
    return result


def decode(path: Path, per_second: float) -> np.ndarray:
    """uint8 [T, 64, 64, 3], whole frames stretched to the square."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-vf", f"fps={per_second},scale={SIZE}:{SIZE}:flags=bicubic",
                          "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=False).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, SIZE, SIZE, 3)


def real_clips(model: Shipped, shared: Path) -> dict:
    """Text to video over whole clips, pooled in three ways, and events inside their own clip."""
    manifest = [json.loads(line) for line in (shared / "videos/manifest.jsonl").read_text().splitlines()]
    frames = [model.see(decode(shared / "videos" / row["file"], 2.0)) for row in manifest]
    texts = model.read([row["descriptions"][0]["text"] for row in manifest])
    even = [part[np.linspace(0, len(part) - 1, min(16, len(part))).round().astype(int)] for part in frames]
    pooled = np.concatenate([model.pool(part[None], np.linspace(0, row["duration"], len(part))[None])
                             for part, row in zip(even, manifest)])
    mean = np.stack([unit(part.mean(0)) for part in frames])
    best = np.stack([np.sort(part @ texts.T, 0)[-max(1, len(part) // 4):].mean(0) for part in frames], 1)
    scores = {"mean": texts @ mean.T, "pooler": texts @ pooled.T, "bestQuarterOfFrames": best}
    result = {}
    for name, score in scores.items():
        ranks = (score > np.diag(score)[:, None]).sum(1)
        result[name] = {f"R@{k}": percent((ranks < k).mean()) for k in (1, 5, 10)} | {"medianRank": int(np.median(ranks)) + 1}
    asked = hit = chance = 0
    for row, part in zip(manifest, frames):
        events = row.get("events") or []
        for event in events if len(events) > 1 else []:
            start, end = float(event["start"]), float(event["end"])
            if not event.get("text") or end <= start:
                continue
            curve = np.convolve(part @ model.read([event["text"]])[0], np.ones(5) / 5, "same") if len(part) >= 5 else \
                part @ model.read([event["text"]])[0]
            at = (curve.argmax() + 0.5) / 2.0
            asked, hit, chance = asked + 1, hit + (start <= at < end), chance + min(1, (end - start) / row["duration"])
    return {"clips": len(manifest), "retrieval": result, "chanceR@5": percent(5 / len(manifest)),
            "events": {"asked": asked, "hit": percent(hit / asked), "chance": percent(chance / asked),
                       "overChance": round(hit / chance, 2)}}


def speed(model: Shipped) -> dict:
    batch = np.random.default_rng(0).normal(0, 1, (16, 3, SIZE, SIZE)).astype(np.float32)
    ids, mask = encode(model.tokenizer, ["A boy in a red shirt juggles a soccer ball in a garden."])
    laps = {"image": lambda: model.image.run(None, {"pixel_values": batch}),
            "text": lambda: model.text.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})}
    best = {}
    for name, run in laps.items():
        spent = []
        for _ in range(30):
            started = time.perf_counter()
            run()
            spent.append(time.perf_counter() - started)
        best[name] = (float(np.median(spent)), min(spent))
    return {"framesPerSecond": round(16 / best["image"][0]), "framesPerSecondBest": round(16 / best["image"][1]),
            "textMs": round(1000 * best["text"][0], 2), "threads": 2, "batch": 16}


def precision(model: Shipped, data: Data, work: Path, name: str) -> dict:
    """Least cosine of the fp16 files against the fp32 networks, on real pictures and sentences."""
    encoder = load_image_encoder(work)[0].to(memory_format=torch.contiguous_format).eval()
    joint = finished(work / f"{name}.pt")
    pixels = data.pictures.read(data.pictures.rows["tiny-imagenet-val"][:64]).cpu().numpy()
    scaled = (pixels.astype(np.float32) / 255 - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    sentences = data.sentences[:64]
    with torch.no_grad():
        image = encoder(torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy())).numpy()
        text = joint.text(*encode(model.tokenizer, sentences)).numpy()
    return {"image": round(float((image * model.see(pixels)).sum(-1).min()), 6),
            "text": round(float((text * model.read(sentences)).sum(-1).min()), 6)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--name", default="joint")
    parser.add_argument("--models", default=str(REPOSITORY / "models"))
    parser.add_argument("--shared", default=str(REPOSITORY.parent / "shared"))
    options = parser.parse_args()
    work, model = Path(options.work), Shipped(Path(options.models))
    data = Data(work, torch.load(work / f"{options.name}-cache.pt", weights_only=False))
    seen = model.see(data.pictures.read(data.pictures.rows["tiny-imagenet-val"]).cpu().numpy())
    figures = {"run": data.cache["run"], "zeroShot": zero_shot(model, data, seen), "rendered": rendered(model, data),
               "photoOrder": photo_order(model, data, seen), "precision": precision(model, data, work, options.name),
               "speed": speed(model)}
    if (Path(options.shared) / "videos").exists():
        figures["realClips"] = real_clips(model, Path(options.shared))
    figures["run"] = figures["run"] | {"log": figures["run"]["log"][-1:]}
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
