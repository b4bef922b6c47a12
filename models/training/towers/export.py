"""Exports the three networks to ONNX with fp16 weights, compares them with torch, and writes a manifest beside them.

    python export.py --out DIR [--id kinodex/towers]

`DIR` then works as `$KINODEX_MODELS`. Weights are widened to fp32 when a file is loaded, so arithmetic is fp32.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from settings import DIMENSION, MEAN, SIDE, STD, arguments
from text import CONTEXT, TextTower, encode, padded
from train_time import Joint, load_image_tower

MAX_FRAMES = 16
TEXTS = ["a dog", "A boy in a red shirt juggles a soccer ball in a garden.", "a dog, then a bus", "Zwölf Boxkämpfer — 東京 🚌",
         "  two   spaces\tand a tab ", "snowboarding?!", "word " * 90]


class TrimmedText(nn.Module):
    """The tower over no more columns than the longest text has: most are short, and padding costs as much as words."""

    def __init__(self, text: TextTower):
        super().__init__()
        self.text = text

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        length = attention_mask.sum(1).max()
        return self.text(input_ids[:, :length], attention_mask[:, :length])


def halve(path: Path) -> None:
    """Stores large fp32 initialisers as fp16 followed by a Cast."""
    model = onnx.load(path)
    graph, kept, casts = model.graph, [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < 1024:
            kept.append(tensor)
            continue
        half = tensor.name + "_half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [tensor.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def export(module: nn.Module, inputs: dict[str, Tensor], output: str, axes: dict, path: Path) -> float:
    """Writes the file; the least cosine to torch."""
    with torch.no_grad():
        expected = module.eval()(*inputs.values()).numpy()
    torch.onnx.export(module, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=[output],
                      dynamic_axes=axes | {output: {0: "n"}}, opset_version=17, dynamo=False)
    halve(path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ours = session.run([output], {name: value.numpy() for name, value in inputs.items()})[0]
    return float((ours * expected).sum(-1).min())


def describe(path: Path, models: Path) -> dict:
    content = path.read_bytes()
    return {"file": str(path.relative_to(models)), "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--id", default="kinodex/towers")
    parser.add_argument("--image", default="image")
    parser.add_argument("--joint", default="joint")
    options = parser.parse_args()
    work, folder = options.work, options.out / "towers"
    folder.mkdir(parents=True, exist_ok=True)
    tower, _ = load_image_tower(work, options.image)
    tokenizer = Tokenizer.from_file(str(work / "texts/tokenizer.json"))
    tokenizer.save(str(folder / "tokenizer.json"))
    joint = Joint(tokenizer.get_vocab_size())
    saved = torch.load(work / f"{options.joint}.pt", weights_only=False)
    joint.load_state_dict(saved["averaged"])
    ids, mask = padded(encode(tokenizer, TEXTS))
    ids, mask = (nn.functional.pad(part, (0, CONTEXT - part.shape[1])) for part in (ids, mask))
    frames = nn.functional.normalize(torch.randn(3, 7, DIMENSION), dim=-1)
    graphs = {
        "image": (tower, {"pixel_values": torch.rand(2, 3, SIDE, SIDE) * 2 - 1}, "image_embeddings", {"pixel_values": {0: "n"}}),
        "text": (TrimmedText(joint.text), {"input_ids": ids, "attention_mask": mask}, "text_embeddings",
                 {"input_ids": {0: "n", 1: "l"}, "attention_mask": {0: "n", 1: "l"}}),
        "temporal": (joint.pooler, {"frame_embeddings": frames, "frame_mask": torch.ones(3, 7),
                                    "frame_times": torch.arange(7).float().repeat(3, 1)}, "clip_embeddings",
                     {name: {0: "n", 1: "t"} for name in ("frame_embeddings", "frame_mask", "frame_times")})}
    cosines = {name: export(*graph, folder / f"{name}.onnx") for name, graph in graphs.items()}
    for name, cosine in cosines.items():
        if cosine < 0.99:
            raise SystemExit(f"{name}.onnx disagrees with torch: cosine {cosine:.4f}, expected at least 0.99")
    manifest = {
        "id": options.id, "family": "contrastive", "dimension": DIMENSION, "licence": "Apache-2.0", "source": "models/training",
        "description": "Image and text towers with an order-aware temporal pooler",
        "image": describe(folder / "image.onnx", options.out) | {
            "inputWidth": SIDE, "inputHeight": SIDE, "resize": "stretch", "interpolation": "bicubic", "mean": [MEAN] * 3,
            "std": [STD] * 3, "input": "pixel_values", "output": "image_embeddings"},
        "text": describe(folder / "text.onnx", options.out) | {
            "tokenizer": describe(folder / "tokenizer.json", options.out), "contextLength": CONTEXT, "padTokenId": 0,
            "inputIds": "input_ids", "attentionMask": "attention_mask", "output": "text_embeddings"},
        "temporal": describe(folder / "temporal.onnx", options.out) | {
            "maxFrames": MAX_FRAMES, "input": "frame_embeddings", "mask": "frame_mask", "times": "frame_times",
            "output": "clip_embeddings"},
        "logitScale": round(float(joint.scales[0].exp()), 3)}
    (options.out / "towers.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps({"leastCosine": cosines, "sizeBytes": {p.name: p.stat().st_size for p in sorted(folder.iterdir())}}))


if __name__ == "__main__":
    main()
