"""Exports the networks to ONNX with fp16 weights, compares them with torch, and writes the manifest.

    python export.py [--models DIR --id NAME]

Weights are widened to fp32 when a file is loaded, so arithmetic is fp32. Without `--models` the files that ship are replaced,
and the reference outputs that the TypeScript tests compare with (`test/fixtures/embedded`); with it, `DIR` then works as
`$KINODEX_MODELS`.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor, nn

from captioner import CONTEXT as CAPTION_CONTEXT
from captioner import END, START, Captioner
from matcher import Matcher
from measure import unit
from settings import DIMENSION, MEAN, SIDE, STD, arguments
from text import CONTEXT, UNKNOWN, TextTower, encode, padded
from text import WIDTH as TEXT
from tower import PLACES, STATE, ImageTower, States
from train_time import Joint, load_image_tower

REPOSITORY = Path(__file__).resolve().parents[2]
MAX_FRAMES = 16
TEXTS = ["a dog", "A boy in a red shirt juggles a soccer ball in a garden.", "a dog, then a bus", "a bus, then a dog", "Zwölf Boxkämpfer — 東京 🚌",
         "  two   spaces\tand a tab ", "snowboarding?!", "word " * 90]


class TrimmedText(nn.Module):
    """The tower over no more columns than the longest text has: most are short, and padding costs as much as words."""

    def __init__(self, text: TextTower):
        super().__init__()
        self.text = text

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        length = attention_mask.sum(1).max()
        return self.text.both(input_ids[:, :length], attention_mask[:, :length])


class Picture(nn.Module):
    """Pixels to an embedding, and to the states that other networks read."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower, self.states = tower, States(tower)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        kept = self.tower.lower(pixels)
        return self.tower.embed(kept), self.states(kept)


class Matching(nn.Module):
    """The matcher over states of texts that were trimmed."""

    def __init__(self, matcher: Matcher):
        super().__init__()
        self.matcher = matcher

    def forward(self, image_states: Tensor, image_embeddings: Tensor, text_states: Tensor, attention_mask: Tensor,
                text_embeddings: Tensor) -> tuple[Tensor, Tensor]:
        return self.matcher(image_states, text_states, attention_mask[:, : text_states.shape[1]], image_embeddings, text_embeddings)


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


def export(module: nn.Module, inputs: dict[str, Tensor], outputs: dict[str, dict], axes: dict, path: Path) -> float:
    """Writes the file; the least cosine of any output's last dimension to torch's. `outputs` names the axes that vary."""
    with torch.no_grad():
        expected = module.eval()(*inputs.values())
    torch.onnx.export(module, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=list(outputs),
                      dynamic_axes=axes | outputs, opset_version=17, dynamo=False)
    halve(path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ours = session.run(list(outputs), {name: value.numpy() for name, value in inputs.items()})
    return min(float((unit(one) * unit(other.numpy())).sum(-1).min()) for one, other in zip(ours, expected if isinstance(expected, tuple) else [expected]))


def describe(path: Path, models: Path) -> dict:
    content = path.read_bytes()
    return {"file": str(path.relative_to(models)), "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}


def preprocess(picture: Image.Image) -> np.ndarray:
    """float32 [3, S, S]: stretched by antialiased bicubic, scaled, normalised."""
    stretched = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.BICUBIC), np.float32) / 255
    return ((stretched - MEAN) / STD).transpose(2, 0, 1).astype("<f4")


def own_picture(width: int, height: int) -> Image.Image:
    """A gradient with a disc and stripes; nothing of the corpus."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    pixels = np.stack([255 * x, 255 * y, 255 * (1 - x) * y], -1)
    pixels[(x - 0.3) ** 2 + ((y - 0.5) * height / width) ** 2 < 0.01] = (220, 40, 40)
    pixels[(np.floor(x * 24) % 2 == 0) & (y > 0.8)] = (20, 20, 20)
    return Image.fromarray(pixels.astype(np.uint8))


def write_fixtures(folder: Path, tower: nn.Module, joint: Joint, tokenizer: Tokenizer) -> None:
    """Inputs and the training framework's outputs: fp32, before any conversion."""
    rounded = lambda values: [round(float(value), 6) for value in np.asarray(values).ravel()]
    with torch.no_grad():
        texts = []
        for text, row in zip(TEXTS, encode(tokenizer, TEXTS)):
            texts.append({"text": text, "inputIds": row.tolist(), "embedding": rounded(joint.text(*padded([row])))})
        picture = own_picture(160, 71)
        picture.save(folder / "picture.png")
        tensors = preprocess(picture)[None]
        tensors.tofile(folder / "pixels.bin")
        images = tower(torch.from_numpy(tensors))
        rng = np.random.default_rng(4)
        frames = nn.functional.normalize(torch.from_numpy(rng.normal(0, 1, (2, 8, DIMENSION)).astype("<f4")), dim=-1)
        mask = torch.ones(2, 8)
        mask[1, 5:] = 0
        times = torch.arange(8).float()[None] * torch.tensor([[0.5], [1.2]]) * mask
        frames.numpy().astype("<f4").tofile(folder / "frames.bin")
        clips = joint.pooler(frames, mask, times)
    (folder / "reference.json").write_text(json.dumps({
        "note": "outputs of the torch model in fp32; arrays are row-major, .bin files little-endian float32",
        "texts": texts,
        "picture": {"file": "picture.png", "embedding": rounded(images[0])},
        "pixels": {"file": "pixels.bin", "shape": list(tensors.shape), "embeddings": [rounded(row) for row in images]},
        "clips": {"file": "frames.bin", "shape": list(frames.shape), "mask": mask.tolist(),
                  "times": [rounded(row) for row in times], "embeddings": [rounded(row) for row in clips]}}, indent=1) + "\n")


def check(cosines: dict[str, float]) -> None:
    for part, cosine in cosines.items():
        if cosine < 0.99:
            raise SystemExit(f"{part}.onnx disagrees with torch: cosine {cosine:.4f}, expected at least 0.99")


def pictures_of(graph: dict) -> dict:
    return graph | {"inputWidth": SIDE, "inputHeight": SIDE, "resize": "stretch", "interpolation": "bicubic", "mean": [MEAN] * 3,
                    "std": [STD] * 3}


def export_matcher(work: Path, models: Path, towers: str, vocabulary: int) -> dict[str, float]:
    """The masked model over the towers in the folder `towers`."""
    matcher = Matcher(vocabulary)
    matcher.load_state_dict(torch.load(work / "matcher.pt", weights_only=False)["averaged"])
    folder, many = models / "matcher", {0: "n"}
    folder.mkdir(exist_ok=True)
    inputs = {"image_states": torch.randn(2, PLACES, STATE), "image_embeddings": torch.randn(2, DIMENSION),
              "text_states": torch.randn(2, 9, TEXT), "attention_mask": torch.ones(2, 12).long(), "text_embeddings": torch.randn(2, DIMENSION)}
    axes = {"image_states": many, "image_embeddings": many, "text_states": {0: "n", 1: "trimmed"},
            "attention_mask": {0: "n", 1: "l"}, "text_embeddings": many}
    cosine = export(Matching(matcher), inputs, {"match_logits": many, "word_logits": {0: "n", 1: "trimmed"}}, axes, folder / "joint.onnx")
    picture, ids = pictures_of({}), {"inputIds": "input_ids", "attentionMask": "attention_mask"}
    write(models / "matcher.json", {
        "id": "kinodex/matcher", "family": "masked", "licence": "Apache-2.0", "source": "models/training",
        "description": f"Reads a picture and a text together, over the towers of kinodex/{towers}; see matcher/MODEL_CARD.md",
        "pictures": picture,
        "texts": {"tokenizer": describe(models / towers / "tokenizer.json", models), "contextLength": CONTEXT, "padTokenId": 0,
                  "maskTokenId": UNKNOWN},
        "image": describe(models / towers / "image.onnx", models) | {"input": "pixel_values", "states": "image_states",
                                                                            "embedding": "image_embeddings"},
        "text": describe(models / towers / "text.onnx", models) | ids | {"states": "text_states", "embedding": "text_embeddings"},
        "joint": [describe(folder / "joint.onnx", models) | {
            "image": "image_states", "text": "text_states", "attentionMask": "attention_mask", "imageEmbedding": "image_embeddings",
            "textEmbedding": "text_embeddings", "matchLogits": "match_logits", "wordLogits": "word_logits"}]})
    return {"matcher": cosine}


def export_captioner(work: Path, models: Path, towers: str) -> dict[str, float]:
    """The generative model over the image tower in the folder `towers`."""
    tokenizer = Tokenizer.from_file(str(work / "captioner-tokenizer.json"))
    captioner = Captioner(tokenizer.get_vocab_size())
    captioner.load_state_dict(torch.load(work / "captioner.pt", weights_only=False)["averaged"])
    folder, many = models / "captioner", {0: "n"}
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    inputs = {"input_ids": torch.tensor([[START, 7, 9, 4]]), "image_states": torch.randn(1, PLACES, STATE)}
    axes = {"input_ids": {0: "n", 1: "l"}, "image_states": many}
    cosine = export(captioner, inputs, {"logits": {0: "n", 1: "l"}}, axes, folder / "decoder.onnx")
    write(models / "captioner.json", {
        "id": "kinodex/captioner", "family": "generative", "licence": "Apache-2.0", "source": "models/training",
        "description": f"Writes captions of pictures, over the image tower of kinodex/{towers}; see captioner/MODEL_CARD.md",
        "generator": {
            "architecture": "coca",
            "vision": pictures_of(describe(models / towers / "image.onnx", models)) | {"input": "pixel_values", "imageTokens": "image_states"},
            "decoder": describe(folder / "decoder.onnx", models) | {"inputIds": "input_ids", "idType": "int64",
                                                                     "imageTokens": "image_states", "logits": "logits"},
            "tokenizer": describe(folder / "tokenizer.json", models), "contextLength": CAPTION_CONTEXT, "startTokenId": START,
            "endTokenId": END}})
    return {"captioner": cosine}


def write(file: Path, manifest: dict) -> None:
    file.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--models", type=Path, default=REPOSITORY / "models")
    parser.add_argument("--id", default="kinodex/embedded")
    parser.add_argument("--image", default="tower")
    parser.add_argument("--joint", default="joint")
    options = parser.parse_args()
    work, models, name = options.work, options.models, options.id.split("/")[1]
    folder = models / name
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
    many = {0: "n"}
    graphs = {
        "image": (Picture(tower), {"pixel_values": torch.rand(2, 3, SIDE, SIDE) * 2 - 1}, {"image_embeddings": many, "image_states": many},
                  {"pixel_values": many}),
        "text": (TrimmedText(joint.text), {"input_ids": ids, "attention_mask": mask},
                 {"text_embeddings": many, "text_states": {0: "n", 1: "trimmed"}},
                 {"input_ids": {0: "n", 1: "l"}, "attention_mask": {0: "n", 1: "l"}}),
        "temporal": (joint.pooler, {"frame_embeddings": frames, "frame_mask": torch.ones(3, 7),
                                    "frame_times": torch.arange(7).float().repeat(3, 1)}, {"clip_embeddings": many},
                     {name: {0: "n", 1: "t"} for name in ("frame_embeddings", "frame_mask", "frame_times")})}
    cosines = {name: export(*graph, folder / f"{name}.onnx") for name, graph in graphs.items()}
    check(cosines)
    manifest = {
        "id": options.id, "family": "contrastive", "dimension": DIMENSION, "licence": "Apache-2.0", "source": "models/training",
        "description": f"Image and text towers with an order-aware temporal pooler; see {name}/MODEL_CARD.md",
        "image": pictures_of(describe(folder / "image.onnx", models)) | {"input": "pixel_values", "output": "image_embeddings"},
        "text": describe(folder / "text.onnx", models) | {
            "tokenizer": describe(folder / "tokenizer.json", models), "contextLength": CONTEXT, "padTokenId": 0,
            "inputIds": "input_ids", "attentionMask": "attention_mask", "output": "text_embeddings"},
        "temporal": describe(folder / "temporal.onnx", models) | {
            "maxFrames": MAX_FRAMES, "input": "frame_embeddings", "mask": "frame_mask", "times": "frame_times",
            "output": "clip_embeddings"},
        "logitScale": round(float(joint.scales[0].exp()), 3)}
    write(models / f"{name}.json", manifest)
    if (work / "matcher.pt").exists():
        cosines |= export_matcher(work, models, name, tokenizer.get_vocab_size())
    if (work / "captioner.pt").exists():
        cosines |= export_captioner(work, models, name)
    check(cosines)
    if models == REPOSITORY / "models":
        write_fixtures(REPOSITORY / "test/fixtures/embedded", tower, joint, tokenizer)
    print(json.dumps({"leastCosine": cosines, "sizeBytes": {p.name: p.stat().st_size for p in sorted(folder.iterdir())}}))


if __name__ == "__main__":
    main()
