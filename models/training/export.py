"""Exports the three networks to ONNX with fp16 weights, verifies them against torch, and writes the manifest.

    python export.py

Weights are stored as fp16 with a Cast to fp32 that onnxruntime folds when it loads the file, so arithmetic is fp32.
Also writes the reference outputs that the TypeScript tests compare with (`test/fixtures/embedded`).
"""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer
from torch import nn

from corpus import CONTEXT, encode
from joint_data import load_image_encoder
from settings import DIMENSION, MEAN, SIZE, STD, arguments
from train_joint import Joint, finished

REPOSITORY = Path(__file__).resolve().parents[2]
MAX_FRAMES = 16
SAME = 1 - 2e-6          # cosine from which on two networks are one
TEXTS = ["a dog", "A boy in a red shirt juggles a soccer ball in a garden.", "a dog, then a bus", "a bus, then a dog",
         "Zwölf Boxkämpfer — 東京 🚌", "the red ball moves from left to right", "  two   spaces\tand a tab ", "snowboarding?!",
         "word " * 60]


class ImageGraph(nn.Module):
    """The encoder as it ships: the size is fixed, so interpolation of the layout map is left out."""

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.encoder(pixel_values)


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


def export(module: nn.Module, inputs: dict[str, torch.Tensor], output: str, axes: dict, path: Path) -> float:
    """Writes the file, unless the one that is there says the same: git keeps every copy. Least cosine to torch."""
    with torch.no_grad():
        expected = module.eval()(*inputs.values()).numpy()
    agreement = lambda: least_cosine(session(path).run([output], {k: v.numpy() for k, v in inputs.items()})[0], expected)
    if path.exists() and (kept := agreement()) > SAME:
        return kept
    torch.onnx.export(module.eval(), tuple(inputs.values()), str(path), input_names=list(inputs), output_names=[output],
                      dynamic_axes=axes | {output: {0: "n"}}, opset_version=17, dynamo=False)
    halve(path)
    return agreement()


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def least_cosine(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float((ours * theirs).sum(-1).min() / max(np.linalg.norm(theirs, axis=-1).max(), 1e-9))


def describe(path: Path, models: Path) -> dict:
    content = path.read_bytes()
    return {"file": str(path.relative_to(models)), "sha256": hashlib.sha256(content).hexdigest(),
            "sizeBytes": len(content)}


def preprocess(picture: Image.Image) -> np.ndarray:
    """float32 [3, 64, 64]: stretched by antialiased bicubic, scaled, normalised."""
    stretched = np.asarray(picture.convert("RGB").resize((SIZE, SIZE), Image.BICUBIC), np.float32) / 255
    return ((stretched - np.array(MEAN, np.float32)) / np.array(STD, np.float32)).transpose(2, 0, 1)


def own_picture(width: int, height: int) -> Image.Image:
    """A gradient with a disc and stripes; nothing of the corpus."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    pixels = np.stack([255 * x, 255 * y, 255 * (1 - x) * y], -1)
    pixels[(x - 0.3) ** 2 + ((y - 0.5) * height / width) ** 2 < 0.01] = (220, 40, 40)
    pixels[(np.floor(x * 24) % 2 == 0) & (y > 0.8)] = (20, 20, 20)
    return Image.fromarray(pixels.astype(np.uint8))


def write_fixtures(folder: Path, encoder: nn.Module, joint: Joint, tokenizer: Tokenizer) -> None:
    """Inputs and the training framework's outputs: fp32, before any conversion."""
    folder.mkdir(parents=True, exist_ok=True)
    rounded = lambda values: [round(float(v), 6) for v in np.asarray(values).ravel()]
    with torch.no_grad():
        texts = []
        for text in TEXTS:
            ids, mask = encode(tokenizer, [text])
            texts.append({"text": text, "inputIds": ids[0].tolist(), "embedding": rounded(joint.text(ids, mask))})
        picture = own_picture(160, 71)
        picture.save(folder / "picture.png")
        pixels = preprocess(picture)
        tensors = np.stack([pixels, np.random.default_rng(3).normal(0, 1, pixels.shape)]).astype("<f4")
        tensors.tofile(folder / "pixels.bin")
        images = encoder(torch.from_numpy(tensors))
        rng = np.random.default_rng(4)
        frames = torch.from_numpy(rng.normal(0, 1, (2, 8, DIMENSION)).astype("<f4"))
        frames = nn.functional.normalize(frames, dim=-1)
        mask = torch.ones(2, 8)
        mask[1, 5:] = 0
        times = torch.arange(8).float()[None] * torch.tensor([[0.5], [1.2]]) * mask
        frames.numpy().astype("<f4").tofile(folder / "frames.bin")
        clips = joint.pooler(frames, mask, times)
    (folder / "reference.json").write_text(json.dumps({
        "note": "outputs of the torch model in fp32; arrays are row-major, .bin files little-endian float32",
        "texts": texts,
        "picture": {"file": "picture.png", "width": 160, "height": 71, "mean": rounded(pixels.mean((1, 2))),
                    "firstRow": rounded(pixels[:, 0, :]), "embedding": rounded(images[0])},
        "pixels": {"file": "pixels.bin", "shape": [2, 3, SIZE, SIZE], "embeddings": [rounded(row) for row in images]},
        "clips": {"file": "frames.bin", "shape": [2, 8, DIMENSION], "mask": mask.tolist(),
                  "times": [rounded(row) for row in times], "embeddings": [rounded(row) for row in clips]}}, indent=1))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--name", default="joint")
    parser.add_argument("--models", default=str(REPOSITORY / "models"))
    parser.add_argument("--fixtures", default=str(REPOSITORY / "test/fixtures/embedded"))
    options = parser.parse_args()
    work, models = Path(options.work), Path(options.models)
    folder = models / "embedded"
    folder.mkdir(parents=True, exist_ok=True)
    encoder = load_image_encoder(work)[0].to(memory_format=torch.contiguous_format).eval()
    shutil.copy(work / "tokenizer.json", folder / "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    joint = finished(work / f"{options.name}.pt")

    ids, mask = encode(tokenizer, TEXTS)
    frames = nn.functional.normalize(torch.randn(3, 7, DIMENSION), dim=-1)
    real, times = torch.ones(3, 7), torch.arange(7).float().repeat(3, 1)
    pixels = torch.randn(2, 3, SIZE, SIZE)
    graphs = {
        "image": (ImageGraph(encoder), {"pixel_values": pixels}, "image_embeddings", {"pixel_values": {0: "n"}}),
        "text": (joint.text, {"input_ids": ids, "attention_mask": mask}, "text_embeddings",
                 {"input_ids": {0: "n", 1: "l"}, "attention_mask": {0: "n", 1: "l"}}),
        "temporal": (joint.pooler, {"frame_embeddings": frames, "frame_mask": real, "frame_times": times},
                     "clip_embeddings", {name: {0: "n", 1: "t"} for name in ("frame_embeddings", "frame_mask", "frame_times")})}
    cosines = {}
    for name, (module, inputs, output, axes) in graphs.items():
        path = folder / f"{name}.onnx"
        cosines[name] = export(module, inputs, output, axes, path)
        if cosines[name] < 0.99:
            raise SystemExit(f"{path} disagrees with torch: cosine {cosines[name]:.4f}, expected at least 0.99")
    write_fixtures(Path(options.fixtures), encoder, joint, tokenizer)

    manifest = {
        "id": "kinodex/embedded", "family": "contrastive", "dimension": DIMENSION, "licence": "Apache-2.0",
        "source": "models/training",
        "description": "Small image and text encoder with an order-aware temporal pooler; see embedded/MODEL_CARD.md",
        "image": describe(folder / "image.onnx", models) | {
            "inputWidth": SIZE, "inputHeight": SIZE, "resize": "stretch", "interpolation": "bicubic", "mean": list(MEAN),
            "std": list(STD), "input": "pixel_values", "output": "image_embeddings"},
        "text": describe(folder / "text.onnx", models) | {
            "tokenizer": describe(folder / "tokenizer.json", models), "contextLength": CONTEXT, "padTokenId": 0,
            "inputIds": "input_ids", "attentionMask": "attention_mask", "output": "text_embeddings"},
        "temporal": describe(folder / "temporal.onnx", models) | {
            "maxFrames": MAX_FRAMES, "input": "frame_embeddings", "mask": "frame_mask", "times": "frame_times",
            "output": "clip_embeddings"},
        "logitScale": round(float(joint.scales[0].exp()), 3)}
    (models / "embedded.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps({"leastCosine": cosines, "sizeBytes": {p.name: p.stat().st_size for p in sorted(folder.iterdir())}}))


if __name__ == "__main__":
    main()
