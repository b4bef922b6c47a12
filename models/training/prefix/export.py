"""Exports what `train.py` left as a repository of a hub's three-part layout, and compares its captions with torch's.

    python export.py --out DIR [--model ID]        # then: npx kinodex models pull DIR
    python export.py --out DIR --ship              # and as the model that ships, models/describer

The mapper is what stands for a vision encoder, and takes embeddings. Weights are stored as fp16 and widened when a file is
loaded, so arithmetic is fp32.
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
from tokenizers import Tokenizer
from torch import Tensor, nn

from language import HEAD, Language, Mapper, greedy
from settings import END, HEADS, INNER, KINODEX, LAYERS, MAX_TOKENS, PICTURE, ROWS, WIDTH, arguments, folder_of
from train import load_trained

CACHE = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]


class Decoder(nn.Module):
    """A step of the language model over embeddings, with its cache as a flat list of keys and values."""

    def __init__(self, language: Language):
        super().__init__()
        self.language = language

    def forward(self, inputs_embeds: Tensor, attention_mask: Tensor, position_ids: Tensor, *past: Tensor):
        seen, new, whole = past[0].shape[2], inputs_embeds.shape[1], attention_mask.shape[1]
        before = torch.arange(whole)[None] <= (torch.arange(new) + seen)[:, None]
        allowed = before[None, None] & (attention_mask[:, None, None] > 0)
        bias = torch.where(allowed, 0.0, -1e9)
        cache = list(zip(past[::2], past[1::2]))
        logits, cache = self.language.continued(inputs_embeds, position_ids, bias, cache)
        return logits, *(part for pair in cache for part in pair)


def halve(path: Path) -> None:
    """Stores large fp32 initialisers as fp16 followed by a Cast."""
    model = onnx.load(path)
    graph, kept, casts = model.graph, [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < 1024:
            kept.append(tensor)
            continue
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}_half"], [tensor.name], to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def export(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: dict, path: Path) -> None:
    torch.onnx.export(module, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=outputs,
                      dynamic_axes=axes, opset_version=17, dynamo=False)
    halve(path)


def export_graphs(language: Language, mapper: Mapper, dimension: int, folder: Path) -> None:
    batch, tokens, past, whole = {0: "batch"}, {0: "batch", 1: "tokens"}, {0: "batch", 2: "past"}, {0: "batch", 2: "whole"}
    export(mapper, {"pixel_values": torch.randn(2, dimension)}, ["image_features"],
           {"pixel_values": batch, "image_features": batch}, folder / "vision_encoder.onnx")
    export(language.words, {"input_ids": torch.zeros(2, 3, dtype=torch.long)}, ["inputs_embeds"],
           {"input_ids": tokens, "inputs_embeds": tokens}, folder / "embed_tokens.onnx")
    cached = {f"past_key_values.{name}": torch.randn(2, HEADS, 4, HEAD) for name in CACHE}
    present = [f"present.{name}" for name in CACHE]
    export(Decoder(language), {"inputs_embeds": torch.randn(2, 3, WIDTH), "attention_mask": torch.ones(2, 7, dtype=torch.long),
                               "position_ids": torch.arange(4, 7).repeat(2, 1), **cached}, ["logits", *present],
           {"inputs_embeds": tokens, "attention_mask": {0: "batch", 1: "total"}, "position_ids": tokens, "logits": tokens,
            **{name: past for name in cached}, **{name: whole for name in present}}, folder / "decoder_model_merged.onnx")


def written_by_graphs(folder: Path, embedding: np.ndarray, end: int) -> list[int]:
    """Greedy tokens after one embedding [D], by the exported files."""
    see, read, go_on = (onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), providers=["CPUExecutionProvider"])
                        for name in ("vision_encoder", "embed_tokens", "decoder_model_merged"))
    rows, seen, written = see.run(None, {"pixel_values": embedding[None]})[0], 0, []
    cache = [np.zeros((1, HEADS, 0, HEAD), np.float32) for _ in CACHE]
    while len(written) < MAX_TOKENS:
        whole = seen + rows.shape[1]
        fed = {f"past_key_values.{name}": value for name, value in zip(CACHE, cache)}
        logits, *cache = go_on.run(None, {"inputs_embeds": rows, "attention_mask": np.ones((1, whole), np.int64),
                                          "position_ids": np.arange(seen, whole)[None], **fed})
        token, seen = int(logits[0, -1].argmax()), whole
        if token == end:
            break
        written.append(token)
        rows = read.run(None, {"input_ids": np.array([[token]])})[0]
    return written


def write_repository(out: Path, tokenizer: Tokenizer, language: Language, mapper: Mapper, space: dict) -> None:
    """Settings named as LLaVA's are, so that other programs run it, too; `embedding_space` is what the mapper reads."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    export_graphs(language, mapper, space["dimension"], out / "onnx")
    write = lambda name, value: (out / name).write_text(json.dumps(value, indent=2) + "\n")
    write("config.json", {
        "model_type": "llava", "architectures": ["LlavaForConditionalGeneration"], "embedding_space": space,
        "image_token_index": tokenizer.token_to_id(PICTURE), "image_seq_length": ROWS, "eos_token_id": tokenizer.token_to_id(END),
        "text_config": {"model_type": "llama", "vocab_size": tokenizer.get_vocab_size(), "hidden_size": WIDTH,
                        "intermediate_size": INNER, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
                        "num_key_value_heads": HEADS, "head_dim": HEAD, "max_position_embeddings": 64}})
    write("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": END, "pad_token": END})
    (out / "README.md").write_text(f"---\nlicense: apache-2.0\n---\n\nCaptions from embeddings of {space['id']}.\n")
    tokenizer.save(str(out / "tokenizer.json"))


def ship(out: Path, models: Path, tokenizer: Tokenizer, space: dict) -> None:
    """The files of the repository `out` and the manifest of `kinodex/describer`, which names them."""
    folder = models / "describer"
    folder.mkdir(exist_ok=True)

    def taken(source: str, name: str) -> dict:
        shutil.copyfile(out / source, folder / name)
        content = (folder / name).read_bytes()
        return {"file": f"describer/{name}", "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}

    manifest = {
        "id": "kinodex/describer", "family": "backbone", "licence": "Apache-2.0", "source": "models/training/prefix",
        "description": f"Writes captions from the embeddings of {space['id']}; see describer/MODEL_CARD.md",
        "mapper": taken("onnx/vision_encoder.onnx", "mapper.onnx") | {
            "input": "pixel_values", "output": "image_features", "dimension": space["dimension"],
            "space": {"id": space["id"], "hash": space["hash"]}},
        "embedder": taken("onnx/embed_tokens.onnx", "embedder.onnx"),
        "decoder": taken("onnx/decoder_model_merged.onnx", "decoder.onnx") | {
            "tokens": "inputs_embeds", "logits": "logits", "attentionMask": "attention_mask", "positionIds": "position_ids",
            "cache": {f"past_key_values.{name}": f"present.{name}" for name in CACHE}},
        "tokenizer": taken("tokenizer.json", "tokenizer.json"),
        "prompt": {"start": "", "picture": PICTURE, "end": "", "imageToken": PICTURE},
        "endTokenIds": [tokenizer.token_to_id(END)], "contextLength": 64, "maxFrames": 1}
    (models / "describer.json").write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--ship", action="store_true", help="write models/describer as well")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer, language, mapper = load_trained(options.work, options.model)
    folder, end = folder_of(options.work, options.model), tokenizer.token_to_id(END)
    write_repository(options.out, tokenizer, language, mapper, json.loads((folder / "space.json").read_text()))
    samples = np.load(folder / "pictures.npy").astype(np.float32)[:20]
    samples /= np.linalg.norm(samples, axis=1, keepdims=True)
    expected = greedy(language, mapper(torch.from_numpy(samples)), end, MAX_TOKENS)
    equal = sum(written_by_graphs(options.out / "onnx", row, end) == tokens for row, tokens in zip(samples, expected))
    size = sum(file.stat().st_size for file in options.out.rglob("*") if file.is_file())
    print(f"{equal} of {len(samples)} captions as torch writes them; {size / 1e6:.1f} MB in {options.out}")
    if equal < len(samples) - 1:    # weights of 16 bits may turn a near tie
        raise SystemExit("the exported files write something else")
    if options.ship:
        ship(options.out, KINODEX / "models", tokenizer, json.loads((folder / "space.json").read_text()))


if __name__ == "__main__":
    main()
