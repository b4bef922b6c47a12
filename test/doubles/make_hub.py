"""Writes `hub/double/NAME`: tiny contrastive models with random weights, laid out as the hub lays out the real ones, and in each
folder `reference.json`, what PyTorch, tokenizers and Pillow make of some texts and pictures.

`OMP_NUM_THREADS=1 python3 make_hub.py` in this folder; `requirements.txt` says what it needs. The weights are random but fixed.
"""

import base64
import json
import os
import sys
import warnings

import numpy as np
import onnx
import torch
from onnxruntime.quantization import quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "models", "export"))
import tokenisers  # noqa: E402
import towers  # noqa: E402
from repository import Repository as Folder  # noqa: E402
from repository import with_short_names  # noqa: E402
from towers import SIDE, Unit  # noqa: E402

HUB = os.path.join(HERE, "hub", "double")
TEXTS = ["a dog runs along the beach", "A RED car, at night!", "Zwei Köche — 2 cats", "", "the boat sails " * 30]
SIZES = [(97, 61), (45, 83)]
CLIP_MEAN, CLIP_STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.backends.mha.set_fastpath_enabled(False)  # it has no ONNX operator


def main():
    write_clips()
    write_siglips()
    write_mobileclip()


def write_clips():
    tokeniser, length = tokenisers.clip(), 77
    vision, text, config = towers.clip(tokeniser.get_vocab_size(), length)
    ids = tokenisers.encode(tokeniser, TEXTS, length, pad=config.text_config.eos_token_id)
    scale = vision.model.logit_scale.exp().item()

    for name in ("clip", "external"):
        repository = Repository(name, "mit")
        repository.export_tower(vision, "onnx/vision_model.onnx", pixels_of_zeros(), ["pixel_values"], ["image_embeds"])
        repository.export_tower(text, "onnx/text_model.onnx", torch.tensor(ids), ["input_ids"], ["text_embeds"])
        if name == "clip":
            repository.reduce("onnx/vision_model.onnx")
            repository.reduce("onnx/text_model.onnx")
        else:
            repository.put_weights_beside("onnx/vision_model.onnx")
        repository.describe(config.to_dict(), clip_processor(SIDE, resample=3), tokeniser, clip_tokeniser(length, pad=tokenisers.END))
        repository.refer(vision, text, fit=cropped("bicubic", SIDE), mean=CLIP_MEAN, std=CLIP_STD, ids=ids, scale=scale)

    immich = Repository("clip-immich", "mit")
    ids = tokenisers.encode(tokeniser, TEXTS, length, pad=0)
    immich.export_tower(Unit(vision), "visual/model.onnx", pixels_of_zeros(), ["image"], ["embedding"], batched=False)
    immich.export_tower(Unit(text), "textual/model.onnx", torch.tensor(ids[:1]).int(), ["text"], ["embedding"], batched=False)
    immich.write_json("config.json", dict(embed_dim=towers.EMBEDDING, vision_cfg=dict(image_size=SIDE), text_cfg=dict(context_length=length)))
    immich.write_json("visual/preprocess_cfg.json", dict(
        size=[SIDE, SIDE], mode="RGB", mean=CLIP_MEAN, std=CLIP_STD, interpolation="bicubic", resize_mode="shortest", fill_color=0))
    immich.write("textual/tokenizer.json", tokeniser.to_str(pretty=False))
    immich.write_json("textual/tokenizer_config.json", dict(model_max_length=length, pad_token="!", tokenizer_class="CLIPTokenizer"))
    immich.refer(vision, text, fit=cropped("bicubic", SIDE), mean=CLIP_MEAN, std=CLIP_STD, ids=ids, scale=scale)


def write_siglips():
    for name, tokeniser, pad, interpolation, seed, scale, bias in (
            ("siglip2", tokenisers.gemma(), 0, "bilinear", 2, 4.7245, -16.772), ("siglip", tokenisers.sentencepiece(), 1, "bicubic", 26, 4.7648, -12.9324)):
        length = 64
        vision, text, config = towers.siglip(tokeniser.get_vocab_size(), length, pad, seed)
        ids = tokenisers.encode(tokeniser, [text.lower() for text in TEXTS], length, pad)
        repository = Repository(name, "mit")
        repository.export_tower(vision, "onnx/vision_model.onnx", pixels_of_zeros(), ["pixel_values"], ["last_hidden_state", "pooler_output"])
        repository.export_tower(text, "onnx/text_model.onnx", torch.tensor(ids), ["input_ids"], ["last_hidden_state", "pooler_output"])
        repository.describe(config.to_dict(), siglip_processor(interpolation), tokeniser, gemma_tokeniser(length) if pad == 0 else siglip_tokeniser(length))
        pooled = [towers.Tower(tower, lambda both, values: both(values)[1]) for tower in (vision, text)]
        repository.refer(*pooled, fit=stretched(interpolation), mean=[0.5] * 3, std=[0.5] * 3, ids=ids, scale=float(np.exp(scale)), bias=bias)


def write_mobileclip():
    tokeniser, length, edge = tokenisers.clip(), 77, 36
    vision, text, config = towers.mobileclip(tokeniser.get_vocab_size(), length)
    ids = tokenisers.encode(tokeniser, TEXTS, length, pad=0)
    mobile = Repository("mobileclip", "apple-amlr")
    mobile.export_tower(vision, "onnx/vision_model.onnx", pixels_of_zeros(), ["pixel_values"], ["image_embeds"])
    mobile.export_tower(text, "onnx/text_model.onnx", torch.tensor(ids), ["input_ids"], ["text_embeds"])
    mobile.describe(config.to_dict(), clip_processor(edge, resample=2, do_normalize=False), tokeniser, clip_tokeniser(length, pad="!"))
    mobile.refer(vision, text, fit=cropped("bilinear", edge), mean=[0.0] * 3, std=[1.0] * 3, ids=ids, scale=vision.model.logit_scale.exp().item())


class Repository(Folder):
    """The folder of one model."""

    def __init__(self, name, licence, task="zero-shot-image-classification", maker="make_hub.py"):
        super().__init__(os.path.join(HUB, name))
        self.name = name
        front = f"---\nlicense: {licence}\nlibrary_name: transformers.js\npipeline_tag: {task}\n---\n"
        self.write("README.md", f"{front}\n# double/{name}\n\nRandom weights for the tests of Kinodex, from `test/doubles/{maker}`.\n")

    def export_tower(self, tower, name, example, inputs, outputs, batched=True):
        free = {key: {0: "batch_size"} for key in inputs + outputs} if batched else {}
        torch.onnx.export(tower.eval(), (example,), self.path(name), input_names=inputs, output_names=outputs,
                          dynamic_axes=free, opset_version=17, dynamo=False)
        onnx.save(with_short_names(onnx.load(self.path(name))), self.path(name))

    def reduce(self, name):
        """The graph in the two other precisions, under the names that the hub gives them."""
        path = self.path(name)
        quantize_dynamic(path, path.replace(".onnx", "_quantized.onnx"))
        onnx.save(convert_float_to_float16(onnx.load(path), keep_io_types=True), path.replace(".onnx", "_fp16.onnx"))

    def put_weights_beside(self, name):
        path = self.path(name)
        model = onnx.load(path)
        weights = os.path.basename(path) + "_data"
        if os.path.exists(path + "_data"):
            os.remove(path + "_data")  # it would be appended to
        onnx.save(model, path, save_as_external_data=True, location=weights, size_threshold=1024)

    def describe(self, config, processor, tokeniser, tokeniser_config):
        self.write_json("config.json", config)
        self.write_json("preprocessor_config.json", processor)
        self.write("tokenizer.json", tokeniser.to_str(pretty=False))
        self.write_json("tokenizer_config.json", tokeniser_config)

    def refer(self, vision, text, fit, mean, std, ids, scale, bias=0):
        """Embeddings have norm 1; pixels are float32 `[3, SIDE, SIDE]`, little-endian, in base64."""
        pictures = []
        for size in SIZES:
            picture, name = draw(*size), "picture{}x{}.png".format(*size)
            picture.save(self.path(name), optimize=True)
            pixels = ((np.asarray(fit(picture), np.float64) / 255 - mean) / std).transpose(2, 0, 1).astype("<f4")
            pictures.append(dict(file=name, pixels=base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode(),
                                 embedding=run(vision, pixels[None])[0]))
        texts = [dict(text=text, ids=row, embedding=embedding) for text, row, embedding in zip(TEXTS, ids, run(text, np.array(ids)))]
        self.write("reference.json", json.dumps(dict(texts=texts, pictures=pictures, logitScale=scale, logitBias=bias), ensure_ascii=False) + "\n")


def run(tower, values):
    with torch.no_grad():
        return [[round(value, 7) for value in row] for row in Unit(tower)(torch.tensor(values)).tolist()]


def pixels_of_zeros():
    return torch.zeros(1, 3, SIDE, SIDE)


def draw(width, height):
    """A picture with edges and slopes of every steepness, so that each filter gives another result."""
    y, x = np.mgrid[0:height, 0:width]
    rings = np.sin(np.hypot(x - width / 3, y - height / 2) ** 1.6 / 9)
    rgb = np.stack([127 + 120 * rings, 255 * x / width, np.where((x // 7 + y // 5) % 2, 220, 30)], -1)
    return Image.fromarray(rgb.astype(np.uint8))


def stretched(interpolation):
    return lambda picture: picture.resize((SIDE, SIDE), FILTERS[interpolation])


def cropped(interpolation, edge):
    def fit(picture):
        width, height = [edge * side // min(picture.size) for side in picture.size]
        left, top = (width - SIDE) // 2, (height - SIDE) // 2
        return picture.resize((width, height), FILTERS[interpolation]).crop((left, top, left + SIDE, top + SIDE))
    return fit


def clip_processor(edge, resample, do_normalize=True):
    statistics = dict(image_mean=CLIP_MEAN, image_std=CLIP_STD) if do_normalize else {}
    return dict(
        crop_size=dict(height=SIDE, width=SIDE), do_center_crop=True, do_convert_rgb=True, do_normalize=do_normalize, do_rescale=True,
        do_resize=True, feature_extractor_type="CLIPFeatureExtractor", image_processor_type="CLIPImageProcessor", **statistics,
        resample=resample, rescale_factor=1 / 255, size=dict(shortest_edge=edge))


def siglip_processor(interpolation):
    return dict(
        do_convert_rgb=None, do_normalize=True, do_rescale=True, do_resize=True, image_mean=[0.5] * 3, image_processor_type="SiglipImageProcessor",
        image_std=[0.5] * 3, processor_class="SiglipProcessor", resample=int(FILTERS[interpolation]), rescale_factor=1 / 255, size=dict(height=SIDE, width=SIDE))


def clip_tokeniser(length, pad):
    return dict(tokenizer_class="CLIPTokenizer", model_max_length=length, bos_token=tokenisers.START, eos_token=tokenisers.END,
                pad_token=pad, unk_token=tokenisers.END, do_lower_case=True, add_prefix_space=False)


def gemma_tokeniser(length):
    return dict(tokenizer_class="GemmaTokenizer", model_max_length=length, bos_token="<bos>", eos_token="<eos>", pad_token="<pad>",
                unk_token="<unk>", padding_side="right", do_lower_case=True, add_bos_token=False, add_eos_token=True)


def siglip_tokeniser(length):
    return dict(tokenizer_class="SiglipTokenizer", model_max_length=length, eos_token="</s>", pad_token="</s>", unk_token="<unk>",
                do_lower_case=True, additional_special_tokens=[])


if __name__ == "__main__":
    main()
