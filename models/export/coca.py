"""Writes a contrastive captioner of OpenCLIP as Kinodex takes it: `config.json`, `tokenizer.json`, and in `onnx/` the graphs
`vision_model`, `text_model` and `text_decoder`.

    pip install -r requirements.txt
    python3 coca.py --model coca_ViT-B-32 --pretrained laion2b_s13b_b90k ../hub/me/coca-b32
    kinodex models pull ../hub/me/coca-b32

Weights that were tuned on captions (`mscoco_finetuned_…`) write better captions and are no good for searching, so Kinodex
takes captions alone from them. `--check` compares the graphs with PyTorch.
"""

import argparse
import gzip
import json
import os
from unittest.mock import patch

import onnx
import torch
from open_clip.tokenizer import bytes_to_unicode, default_bpe
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import nn

from repository import with_short_names

START, END = "<|startoftext|>", "<|endoftext|>"


class Vision(nn.Module):
    """A picture `[N, 3, height, width]` to its embedding `[N, width]` and the tokens that the decoder looks at."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        return self.model._encode_image(pixel_values)


class Text(nn.Module):
    """Token ids `[N, context length]`, padded with 0, to embeddings `[N, width]`."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        return self.model._encode_text(input_ids)[0]


class Decoder(nn.Module):
    """The tokens `[1, T]` that are written so far and those of a picture to logits `[1, T, vocabulary]`; there is no cache."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, image_tokens):
        return self.model.text_decoder(image_tokens, self.model._encode_text(input_ids)[1])


def export(model, folder, side, context_length, start_id):
    """Writes the three graphs of a model on the CPU, and gives examples of what they take."""
    os.makedirs(os.path.join(folder, "onnx"), exist_ok=True)
    model = model.eval()
    pixels = torch.randn(2, 3, side, side)
    ids = torch.full((2, context_length), start_id)
    part = ids[:1, :5]
    with torch.no_grad():
        tokens = Vision(model)(pixels[:1])[1]
    rows, length = {0: "batch_size"}, {1: "sequence_length"}
    write(Vision(model), (pixels,), path_of(folder, "vision_model"), ["pixel_values"], ["image_embeds", "image_tokens"],
          dict(pixel_values=rows, image_embeds=rows, image_tokens=rows))
    write(Text(model), (ids,), path_of(folder, "text_model"), ["input_ids"], ["text_embeds"], dict(input_ids=rows, text_embeds=rows))
    write(Decoder(model), (part, tokens), path_of(folder, "text_decoder"), ["input_ids", "image_tokens"], ["logits"],
          dict(input_ids=length, logits=length))
    return pixels, ids, part, tokens


def path_of(folder, graph):
    return os.path.join(folder, "onnx", f"{graph}.onnx")


def attend(attention, query, key, value, attn_mask=None, **_):
    """What `MultiheadAttention` does, for texts of any length: traced, its own code keeps the length of the example."""
    weights = attention.in_proj_weight.chunk(3) if attention._qkv_same_embed_dim else (
        attention.q_proj_weight, attention.k_proj_weight, attention.v_proj_weight)
    rows = [nn.functional.linear(given, weight, bias).unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)
            for given, weight, bias in zip((query, key, value), weights, attention.in_proj_bias.chunk(3))]
    mask = attn_mask.unflatten(0, (-1, attention.num_heads)) if attn_mask is not None and attn_mask.dim() == 3 else attn_mask
    seen = nn.functional.scaled_dot_product_attention(*rows, attn_mask=mask)
    return attention.out_proj(seen.transpose(1, 2).flatten(2)), None


def write(module, example, path, inputs, outputs, free):
    """Only the sizes in `free` may differ from the example's."""
    with torch.no_grad(), patch.object(nn.MultiheadAttention, "forward", attend):
        torch.onnx.export(module.eval(), example, path, input_names=inputs, output_names=outputs, dynamic_axes=free, opset_version=18, dynamo=False)
    onnx.save(with_short_names(onnx.load(path)), path)


def make_tokeniser(bpe_path, vocabulary):
    """OpenCLIP's tokeniser as a `tokenizer.json`; it cleans no HTML and mends no wrong encoding, as OpenCLIP's does."""
    letters = list(bytes_to_unicode().values())
    with gzip.open(bpe_path, "rt", encoding="utf8") as file:
        lines = file.read().split("\n")[1:vocabulary - 2 * len(letters) - 2 + 1]
    merges = [tuple(line.split()) for line in lines]
    words = letters + [letter + "</w>" for letter in letters] + ["".join(merge) for merge in merges] + [START, END]
    ids = {word: number for number, word in enumerate(words)}
    tokeniser = Tokenizer(models.BPE(ids, merges, unk_token=END, continuing_subword_prefix="", end_of_word_suffix="</w>"))
    tokeniser.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    pattern = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    tokeniser.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(pattern, behavior="removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokeniser.post_processor = processors.RobertaProcessing((END, ids[END]), (START, ids[START]), trim_offsets=False, add_prefix_space=False)
    tokeniser.decoder = decoders.ByteLevel()
    tokeniser.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in (START, END)])
    return tokeniser


def describe(folder, model, pretrained, preprocess, tokeniser):
    """Writes what Kinodex reads beside the graphs."""
    config = dict(
        model_type="coca", embed_dim=model.text.text_projection.shape[1], pretrained=pretrained,
        logit_scale=model.logit_scale.exp().item(), preprocess_cfg=preprocess)
    with open(os.path.join(folder, "config.json"), "w", encoding="utf8") as file:
        json.dump(config, file, indent=2)
        file.write("\n")
    tokeniser.save(os.path.join(folder, "tokenizer.json"), pretty=False)


def check(model, folder, pixels, ids, part, tokens):
    """Tells how far the graphs are from PyTorch."""
    import onnxruntime

    def gap(graph, given, expected):
        session = onnxruntime.InferenceSession(path_of(folder, graph), providers=["CPUExecutionProvider"])
        found = session.run(None, {name: value.numpy() for name, value in given.items()})
        return max(float(abs(ours - theirs.numpy()).max()) for ours, theirs in zip(found, expected))

    with torch.no_grad():
        print("pictures:", gap("vision_model", dict(pixel_values=pixels), Vision(model)(pixels)))
        print("texts:", gap("text_model", dict(input_ids=ids), [Text(model)(ids)]))
        longer = torch.cat([part, part], 1)
        print("decoder:", gap("text_decoder", dict(input_ids=longer, image_tokens=tokens), [Decoder(model)(longer, tokens)]))


def main():
    import open_clip

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="where to write; its last two parts are the name that the model gets")
    parser.add_argument("--model", default="coca_ViT-B-32")
    parser.add_argument("--pretrained", default="laion2b_s13b_b90k")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    model = open_clip.create_model(asked.model, pretrained=asked.pretrained)
    pictures = open_clip.get_model_preprocess_cfg(model)
    tokeniser = make_tokeniser(default_bpe(), model.vocab_size)
    side = pictures["size"][0] if isinstance(pictures["size"], (list, tuple)) else pictures["size"]
    examples = export(model, asked.folder, side, model.context_length, tokeniser.token_to_id(START))
    preprocess = {key: pictures[key] for key in ("mean", "std", "interpolation", "resize_mode")}
    describe(asked.folder, model, asked.pretrained, preprocess, tokeniser)
    if asked.check:
        check(model, asked.folder, *examples)


if __name__ == "__main__":
    main()
