"""Measures the files that ship, through onnxruntime, on pictures, clips and pairs that were not trained on. Prints JSON.

    python evaluate.py --shared DIR [--models DIR --id NAME]
"""

import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from clips import FRAMES, RenderedPairs
from export import REPOSITORY
from measure import CROP, decode, measured, percent, unit
from settings import MEAN, SIDE, STD, arguments
from text import encode, padded
from train_time import group_accuracy

BATCH = 32


def session(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class Shipped:
    """The three networks by numpy arrays."""

    def __init__(self, models: Path, name: str):
        self.image, self.text, self.temporal = (session(models / name / f"{part}.onnx") for part in ("image", "text", "temporal"))
        self.tokenizer = Tokenizer.from_file(str(models / name / "tokenizer.json"))

    def see(self, pictures: np.ndarray) -> np.ndarray:
        """uint8 [N, S, S, 3] to unit embeddings [N, D]."""
        found = []
        for at in range(0, len(pictures), BATCH):
            pixels = np.stack([np.asarray(Image.fromarray(one).resize((SIDE, SIDE), Image.BICUBIC)) for one in pictures[at:at + BATCH]])
            found += list(self.image.run(None, {"pixel_values": ((pixels / np.float32(255) - MEAN) / STD).transpose(0, 3, 1, 2).astype(np.float32)})[0])
        return unit(np.array(found))

    def read(self, texts: list[str]) -> np.ndarray:
        rows, found = encode(self.tokenizer, texts), np.zeros((len(texts), self.text.get_outputs()[0].shape[-1]), np.float32)
        order = np.argsort([len(row) for row in rows], kind="stable")
        for at in np.array_split(order, len(order) // 64 + 1):
            ids, mask = padded([rows[i] for i in at])
            found[at] = self.text.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
        return unit(found)

    def pool(self, frames: np.ndarray, times: np.ndarray) -> np.ndarray:
        mask = np.ones(frames.shape[:2], np.float32)
        return unit(self.temporal.run(None, {"frame_embeddings": frames, "frame_mask": mask, "frame_times": times})[0])


def frames_of(shared: Path) -> list[dict]:
    rows = [json.loads(line) for line in (shared / "videos/manifest.jsonl").read_text().splitlines()]
    views = lambda row: {name: decode(shared / "videos" / row["file"], 2.0, before) for name, before in (("maps", ""), ("middles", CROP))}
    return [row | views(row) for row in rows]


def stored(work: Path, source: str) -> np.ndarray:
    return np.load(work / f"pictures/{source}.npy", mmap_mode="r")


def rendered(work: Path, model: Shipped) -> dict:
    """Group accuracy on combinations that training never saw, for the pooler and for the mean of frames."""
    lines = (work / "rendered/clips.jsonl").read_text().splitlines()
    frames = np.memmap(work / "rendered/frames.bin", np.uint8, "r").reshape(-1, SIDE, SIDE, 3)
    blank = np.zeros((len(lines) * FRAMES, model.read(["a"]).shape[1]), np.float32)
    pairs, kinds, pooled, mean = RenderedPairs([(work / "rendered/clips.jsonl", blank)]), [], [], []
    for at in pairs.testing:
        rows = pairs.rows[at:at + 2]
        own = model.see(frames[rows[0]["first"]:rows[0]["first"] + FRAMES])
        other = own[::-1] if rows[1]["reversed"] else model.see(frames[rows[1]["first"]:rows[1]["first"] + FRAMES])
        seen, texts = np.stack([own, other]).astype(np.float32), model.read([row["caption"] for row in rows])
        pooled += list(group_accuracy(model.pool(seen, np.array([row["times"] for row in rows], np.float32)), texts))
        mean += list(group_accuracy(unit(seen.mean(1)), texts))
        kinds.append(rows[0]["kind"])
    pooled, mean, kinds = np.array(pooled), np.array(mean), np.array(kinds)
    by_kind = {name: [int((kinds == name).sum()), percent(pooled[kinds == name].mean()), percent(mean[kinds == name].mean())]
               for name in sorted(set(kinds))}
    return {"pairs": len(kinds), "pooler": percent(pooled.mean()), "mean": percent(mean.mean()), "kinds": by_kind}


def speed(model: Shipped) -> dict:
    """Medians of 20 runs on two threads."""
    def median(run) -> float:
        took = []
        for _ in range(20):
            started = time.perf_counter()
            run()
            took.append(time.perf_counter() - started)
        return float(np.median(took))
    pixels = np.zeros((16, 3, SIDE, SIDE), np.float32)
    return {"framesPerSecond": round(16 / median(lambda: model.image.run(None, {"pixel_values": pixels}))),
            "textMs": round(1000 * median(lambda: model.read(["a dog runs along the beach and a boy throws a ball"])), 2)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=REPOSITORY / "models")
    parser.add_argument("--id", default="kinodex/embedded")
    options = parser.parse_args()
    model = Shipped(options.models, options.id.split("/")[1])
    found = measured(options.work, frames_of(options.shared), model.see, model.read, load=stored)
    print(json.dumps(found | {"rendered": rendered(options.work, model), "speed": speed(model)}, indent=2))


if __name__ == "__main__":
    main()
