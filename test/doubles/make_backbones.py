"""Writes `hub/double/{llava,smolvlm,moondream,qwen2-vl}`: tiny language models with random weights that read the features of a vision
encoder, laid out as the hub lays out the real ones, and in each folder `reference.json`: what the models' own processors, tokenizers
and PyTorch make of some pictures and prompts.

`OMP_NUM_THREADS=1 python3 make_backbones.py` in this folder; `requirements.txt` says what it needs. The weights are random but fixed.
"""

import base64

import jinja2
import numpy as np
import onnx
import torch
from torch import nn
from transformers import (CLIPVisionConfig, LlavaConfig, LlavaForConditionalGeneration, PhiConfig, PhiForCausalLM,
                          Qwen2VLConfig, Qwen2VLForConditionalGeneration, SiglipVisionConfig, SiglipVisionModel, SmolVLMConfig,
                          SmolVLMForConditionalGeneration)
from transformers.cache_utils import DynamicCache
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil
from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.modeling_qwen2_vl import apply_rotary_pos_emb_vision
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

import tokenisers
from make_hub import CLIP_MEAN, CLIP_STD, SIZES, Repository, draw, with_short_names

SIDE, PATCH, WIDTH, LAYERS, HEADS, KEYS, HEAD = 32, 8, 32, 2, 4, 2, 8
CONTEXT, COUNT = 2048, 16
VISION = dict(image_size=SIDE, patch_size=PATCH, hidden_size=24, intermediate_size=48, num_attention_heads=2)
HALF = [0.5] * 3
CHAT = ("<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == 'image' %}{{':'}}"
        "{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
        "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
        "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")
VICUNA = ("{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}"
          "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
          "{# Render all text next #}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' '}}{% endfor %}"
          "{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}")
QWEN = ("{% set image_count = namespace(value=0) %}{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
        "<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}{% for content in message['content'] %}"
        "{% if content['type'] == 'image' or 'image' in content %}{% set image_count.value = image_count.value + 1 %}"
        "{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}"
        "{% endfor %}<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
DESCRIBE = "Describe this picture in one short sentence."


def main():
    for write, seed in ((write_llava, 3), (write_smolvlm, 8), (write_moondream, 3), (write_qwen2_vl, 5)):
        torch.manual_seed(seed)
        write()


# --- the models ----------------------------------------------------------------------------------------------------------------

def write_llava():
    """CLIP's vision tower without its first state, a projection and Llama; `<s>` comes before each text."""
    tokeniser = tokenisers.bytes_with("<s>", "</s>", "<image>", begins_with="<s>")
    token = tokeniser.token_to_id
    vision = CLIPVisionConfig(num_hidden_layers=2, projection_dim=16, **VISION)
    config = LlavaConfig(vision_config=vision.to_dict(), text_config=llama(tokeniser, "<s>", "</s>"), image_token_index=token("<image>"),
                         image_seq_length=(SIDE // PATCH) ** 2, vision_feature_layer=-2, vision_feature_select_strategy="default")
    model = randomised(LlavaForConditionalGeneration(eager(config, config.text_config, config.vision_config)))
    processor = LlavaImageProcessorPil(size=dict(shortest_edge=SIDE), crop_size=dict(height=SIDE, width=SIDE), do_pad=True)

    def read(pixels):
        return torch.stack(list(model.model.get_image_features(pixel_values=pixels, return_dict=True).pooler_output))

    repository = Backbone("llava", tokeniser, image="<image>", around=("", ""), end="</s>", bos="<s>", template=VICUNA, between="\n", tail=" ASSISTANT:")
    repository.export_vision(read, [model], [torch.zeros(1, 3, SIDE, SIDE)], ["pixel_values"])
    repository.export_language(model.get_input_embeddings(), model.model.language_model, model.lm_head)
    repository.describe_model(config.to_dict() | dict(architectures=["LlavaForConditionalGeneration"]), dict(
        image_processor_type="CLIPImageProcessor", do_resize=True, do_center_crop=True, do_pad=True, do_rescale=True, do_normalize=True, do_convert_rgb=True,
        size=dict(shortest_edge=SIDE), crop_size=dict(height=SIDE, width=SIDE), resample=3, rescale_factor=1 / 255, image_mean=CLIP_MEAN, image_std=CLIP_STD),
        dict(processor_class="LlavaProcessor", patch_size=PATCH, vision_feature_select_strategy="default"))
    repository.write_json("chat_template.json", dict(chat_template=VICUNA))
    repository.refer(lambda picture: processor(picture, return_tensors="pt")["pixel_values"], read,
                     lambda ids, pixels: model(input_ids=ids, attention_mask=torch.ones_like(ids), **(dict(pixel_values=torch.cat(pixels)) if pixels else {})).logits)


def write_smolvlm():
    """SigLIP's vision tower, four patches to a token, and Llama; a picture is one square, and each of its pixels counts."""
    tokeniser = tokenisers.bytes_with("<|im_start|>", "<end_of_utterance>", "<image>", "<fake_token_around_image>", "<global-img>")
    image = tokeniser.token_to_id("<image>")
    text = llama(tokeniser, "<|im_start|>", "<end_of_utterance>")
    config = SmolVLMConfig(vision_config=dict(num_hidden_layers=1, **VISION), text_config=text, scale_factor=2, image_token_id=image,
                           pad_token_id=text["pad_token_id"], tie_word_embeddings=False)
    model = randomised(SmolVLMForConditionalGeneration(eager(config, config.text_config, config.vision_config)))
    settings = dict(size=dict(longest_edge=2 * SIDE), max_image_size=dict(longest_edge=SIDE), resample=1, image_mean=HALF, image_std=HALF)
    processor = Idefics3ImageProcessorPil(do_image_splitting=False, **settings)

    def read(pixels, mask):
        states = model.model.vision_model(pixel_values=pixels.flatten(0, 1), patch_attention_mask=patches_of(mask.flatten(0, 1))).last_hidden_state
        return model.model.connector(states)

    patch_embeddings(model.model.vision_model)
    repository = Backbone("smolvlm", tokeniser, image="<image>", around=("<fake_token_around_image><global-img>", "<fake_token_around_image>"),
                          end="<end_of_utterance>", bos="<|im_start|>", template=CHAT, between="", tail="<end_of_utterance>\nAssistant:")
    masks = lambda pixels: torch.ones(pixels.shape[0], pixels.shape[1], SIDE, SIDE, dtype=torch.bool)
    example = torch.zeros(1, 2, 3, SIDE, SIDE)
    repository.export_vision(read, [model], [example, masks(example)], ["pixel_values", "pixel_attention_mask"])
    repository.export_language(model.get_input_embeddings(), model.model.text_model, model.lm_head)
    repository.reduce_all()
    repository.describe_model(config.to_dict() | dict(architectures=["SmolVLMForConditionalGeneration"]), dict(
        image_processor_type="SmolVLMImageProcessor", do_convert_rgb=True, do_image_splitting=True, do_normalize=True, do_pad=True, do_rescale=True, do_resize=True,
        rescale_factor=1 / 255, **settings), dict(processor_class="SmolVLMProcessor", image_seq_len=(SIDE // PATCH // 2) ** 2))
    repository.write("chat_template.jinja", CHAT)

    def logits(ids, pixels):
        shown = torch.cat(pixels, 1) if pixels else None
        return model(input_ids=ids, attention_mask=torch.ones_like(ids), **(dict(pixel_values=shown, pixel_attention_mask=masks(shown)) if pixels else {})).logits

    repository.refer(lambda picture: processor(picture, return_tensors="pt")["pixel_values"], lambda pixels: read(pixels, masks(pixels)), logits)


def write_moondream():
    """SigLIP's vision tower, two layers between, and Phi; it has no chat template. transformers lacks it, so its parts are put together here."""
    tokeniser = tokenisers.bytes_with("<|endoftext|>", "<image>")
    end, image = map(tokeniser.token_to_id, ("<|endoftext|>", "<image>"))
    text = PhiConfig(vocab_size=tokeniser.get_vocab_size(), hidden_size=WIDTH, intermediate_size=64, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                     num_key_value_heads=HEADS, max_position_embeddings=CONTEXT, bos_token_id=end, eos_token_id=end, pad_token_id=end)
    vision = SiglipVisionConfig(num_hidden_layers=1, **VISION)
    language = randomised(PhiForCausalLM(eager(text)))
    tower = randomised(SiglipVisionModel(eager(vision)))
    between = randomised(nn.Sequential(nn.Linear(VISION["hidden_size"], 48), nn.GELU(approximate="tanh"), nn.Linear(48, WIDTH)))
    processor = SiglipImageProcessorPil(size=dict(height=SIDE, width=SIDE), resample=3, image_mean=HALF, image_std=HALF)
    read = lambda pixels: between(tower(pixel_values=pixels).last_hidden_state)

    def logits(ids, pixels):
        embeddings = language.get_input_embeddings()(ids)
        if pixels:
            embeddings[ids == image] = read(torch.cat(pixels)).flatten(0, 1)
        return language(inputs_embeds=embeddings, attention_mask=torch.ones_like(ids)).logits

    repository = Backbone("moondream", tokeniser, image="<image>", around=("", ""), end="<|endoftext|>", bos=None, template=None, between="\n\n",
                          asks="Question: ", tail="\n\nAnswer:")
    repository.export_vision(read, [tower, between], [torch.zeros(1, 3, SIDE, SIDE)], ["pixel_values"], batched=False)
    repository.export_language(language.get_input_embeddings(), language.model, language.lm_head, keys=HEADS)
    repository.describe_model(
        dict(model_type="moondream1", architectures=["Moondream"], image_token_index=image, text_config=dict(model_type="phi", max_position_embeddings=CONTEXT)), dict(
            image_processor_type="SiglipImageProcessor", do_resize=True, do_rescale=True, do_normalize=True, resample=3, rescale_factor=1 / 255,
            size=dict(height=SIDE, width=SIDE), image_mean=HALF, image_std=HALF), None)
    repository.refer(lambda picture: processor(picture, return_tensors="pt")["pixel_values"], read, logits)


def write_qwen2_vl():
    """A vision tower that takes pictures of any size as patches, four to a token, and Qwen2, whose tokens have places in time, height and width."""
    ends, around, image = ("<|endoftext|>", "<|im_start|>", "<|im_end|>"), ("<|vision_start|>", "<|vision_end|>"), "<|image_pad|>"
    tokeniser = tokenisers.bytes_with(*ends, *around, image, "<|video_pad|>")
    token = tokeniser.token_to_id
    patch, merge, frames, width = 4, 2, 2, 24
    text = llama(tokeniser, "<|endoftext|>", "<|im_end|>") | dict(model_type="qwen2_vl_text", rope_theta=10000.0, rope_scaling=dict(type="mrope", mrope_section=[2, 1, 1]))
    config = Qwen2VLConfig(
        text_config=text, image_token_id=token(image), video_token_id=token("<|video_pad|>"), vision_start_token_id=token(around[0]), vision_end_token_id=token(around[1]),
        vision_config=dict(depth=2, embed_dim=width, hidden_size=WIDTH, mlp_ratio=2, num_heads=2, patch_size=patch, spatial_merge_size=merge, temporal_patch_size=frames))
    model = randomised(Qwen2VLForConditionalGeneration(eager(config, config.text_config, config.vision_config)))
    visual = model.model.visual
    settings = dict(min_pixels=512, max_pixels=2500, patch_size=patch, merge_size=merge, temporal_patch_size=frames, image_mean=CLIP_MEAN, image_std=CLIP_STD)
    processor = Qwen2VLImageProcessorPil(**settings)

    def prepare(picture):
        prepared = processor(picture, return_tensors="pt")
        return prepared["pixel_values"], prepared["image_grid_thw"]

    def read(pixels):
        return visual(pixels[0], grid_thw=pixels[1]).pooler_output

    def logits(ids, pixels):
        shown = {}
        if pixels:
            patches, grids = zip(*pixels)
            shown = dict(pixel_values=torch.cat(patches), image_grid_thw=torch.cat(grids))
        return model(input_ids=ids, attention_mask=torch.ones_like(ids), mm_token_type_ids=(ids == token(image)).int(), **shown).logits

    one_picture = reader_of_one_picture(visual, merge)
    for size in SIZES:
        pixels = prepare(draw(*size))
        with torch.no_grad():
            assert torch.allclose(one_picture(*pixels), read(pixels), atol=1e-5)
    repository = Backbone("qwen2-vl", tokeniser, image=image, around=("", ""), end="<|im_end|>", bos=None, template=QWEN, between="<|vision_end|>",
                          tail="<|im_end|>\n<|im_start|>assistant\n", before="<|vision_start|>")
    repository.export_graph(Calls(one_picture, visual), "vision_encoder", prepare(draw(*SIZES[0])), ["pixel_values", "grid_thw"], ["image_features"],
                            {"pixel_values": {0: "patches"}, "grid_thw": {0: "pictures"}, "image_features": {0: "rows"}})
    repository.export_language(model.get_input_embeddings(), model.model.language_model, model.lm_head, axes_of_places=3)
    repository.put_weights_beside("onnx/decoder_model_merged.onnx")
    stated = config.to_dict()
    repository.describe_model(stated.pop("text_config") | stated | dict(architectures=["Qwen2VLForConditionalGeneration"]),  # flat, as on the hub
                              dict(image_processor_type="Qwen2VLImageProcessor", processor_class="Qwen2VLProcessor", **settings), None)
    repository.write_json("chat_template.json", dict(chat_template=QWEN))
    repository.refer(prepare, read, logits)


def reader_of_one_picture(visual, merge):
    """The tower without what splits several pictures, which does not export. Patches come in squares of `merge` by `merge`."""
    def forward(pixels, grid):
        at, columns = torch.arange(pixels.shape[0]), grid[0, 2] // merge
        square, inner = at // merge ** 2, at % merge ** 2
        places = torch.stack([square // columns * merge + inner // merge, square % columns * merge + inner % merge], 1)
        states = visual.patch_embed(pixels)
        cos, sin = visual.rotary_pos_emb(states, places)
        for block in visual.blocks:
            attention = block.attn
            query, key, value = attention.qkv(block.norm1(states)).reshape(-1, 3, attention.num_heads, attention.head_dim).unbind(1)
            query, key = apply_rotary_pos_emb_vision(query, key, cos, sin)
            query, key, value = (part.transpose(0, 1) for part in (query, key, value))
            seen = (query @ key.transpose(1, 2) * attention.scaling).softmax(-1) @ value
            states = states + attention.proj(seen.transpose(0, 1).flatten(1))
            states = states + block.mlp(block.norm2(states))
        return visual.merger(states)
    return forward


def llama(tokeniser, bos, eos):
    bos, eos = map(tokeniser.token_to_id, (bos, eos))
    return dict(model_type="llama", vocab_size=tokeniser.get_vocab_size(), hidden_size=WIDTH, intermediate_size=64, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                num_key_value_heads=KEYS, head_dim=HEAD, max_position_embeddings=CONTEXT, bos_token_id=bos, eos_token_id=eos, pad_token_id=eos, tie_word_embeddings=False)


def eager(config, *parts):
    for one in (config, *parts):
        one._attn_implementation = "eager"
    return config


def randomised(model):
    """Weights so large that what is seen and said changes what follows."""
    for weight in model.parameters():
        if weight.dim() > 1:
            nn.init.normal_(weight, std=1.4 / weight.shape[-1] ** 0.5 if weight.dim() == 2 else 0.1)
    return model.eval()


def patches_of(mask):
    """Which patches have a pixel; the library's own way does not export."""
    return nn.functional.max_pool2d(mask.float()[:, None], PATCH, PATCH)[:, 0] > 0


def patch_embeddings(vision):
    """The same places of patches without writing into a part of a tensor, which does not export: all of them are there."""
    embeddings = vision.embeddings
    places = torch.arange((SIDE // PATCH) ** 2)[None]

    def forward(pixel_values, patch_attention_mask):
        states = embeddings.patch_embedding(pixel_values).flatten(2).transpose(1, 2)
        seen = torch.where(patch_attention_mask.flatten(1), places, torch.zeros_like(places))
        return states + embeddings.position_embedding(seen)

    pixels = torch.randn(2, 3, SIDE, SIDE)
    full = torch.ones(2, SIDE // PATCH, SIDE // PATCH, dtype=torch.bool)
    with torch.no_grad():
        assert torch.allclose(forward(pixels, full), embeddings(pixel_values=pixels, patch_attention_mask=full), atol=1e-6)
    embeddings.forward = forward


# --- the repositories ----------------------------------------------------------------------------------------------------------

class Calls(nn.Module):
    """A function of modules as a module that can be exported."""

    def __init__(self, run, *modules):
        super().__init__()
        self.run, self.modules_of_run = run, nn.ModuleList(modules)

    def forward(self, *values):
        return self.run(*values)


class Decoder(nn.Module):
    """A language model that is given its cache and gives the next one."""

    def __init__(self, model, head):
        super().__init__()
        self.model, self.head = model, head

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        cache = DynamicCache(ddp_cache_data=[(past[at], past[at + 1]) for at in range(0, len(past), 2)])
        before, new, total = past[0].shape[2], inputs_embeds.shape[1], attention_mask.shape[1]
        sees = (torch.arange(total)[None] <= (torch.arange(new) + before)[:, None])[None, None] & (attention_mask[:, None, None] > 0)
        mask = torch.where(sees, 0.0, torch.finfo(torch.float32).min)
        states = self.model(inputs_embeds=inputs_embeds, attention_mask=mask, position_ids=position_ids, past_key_values=cache, use_cache=True).last_hidden_state
        return (self.head(states), *[part for layer in cache.layers for part in (layer.keys, layer.values)])


class Backbone(Repository):
    """The folder of one model, and how prompts for it are made."""

    def __init__(self, name, tokeniser, image, around, end, bos, template, between, tail, asks="", before=""):
        super().__init__(name, "apache-2.0", "image-text-to-text", "make_backbones.py")
        self.tokeniser, self.image, self.around, self.end, self.bos = tokeniser, image, around, end, bos
        self.template, self.between, self.tail, self.asks, self.before = template, between, tail, asks, before

    def export_vision(self, run, modules, example, inputs, batched=True):
        free = {0: "batch_size"} if len(example) == 1 else {0: "batch_size", 1: "num_images"}
        axes = {name: free for name in inputs} | {"image_features": {0: "batch_size"}}
        self.export_graph(Calls(run, *modules), "vision_encoder", tuple(example), inputs, ["image_features"], axes if batched else {})

    def export_language(self, embedder, model, head, keys=KEYS, axes_of_places=None):
        tokens = {0: "batch_size", 1: "sequence_length"}
        self.export_graph(embedder, "embed_tokens", (torch.zeros(1, 3, dtype=torch.long),), ["input_ids"], ["inputs_embeds"],
                          {"input_ids": tokens, "inputs_embeds": tokens})
        past = [f"past_key_values.{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
        present = [name.replace("past_key_values", "present") for name in past]
        places = torch.arange(4, 7)[None].expand(2, -1)
        if axes_of_places is not None:
            places = places.expand(axes_of_places, -1, -1)
        example = (torch.randn(2, 3, WIDTH), torch.ones(2, 7, dtype=torch.long), places.contiguous(),
                   *[torch.randn(2, keys, 4, HEAD) for _ in past])
        axes = {name: tokens for name in ("inputs_embeds", "logits")} | {"attention_mask": {0: "batch_size", 1: "total_sequence_length"}}
        axes["position_ids"] = tokens if axes_of_places is None else {1: "batch_size", 2: "sequence_length"}
        axes |= {name: {0: "batch_size", 2: "past_sequence_length"} for name in past} | {name: {0: "batch_size", 2: "total_sequence_length"} for name in present}
        self.export_graph(Decoder(model, head), "decoder_model_merged", example, ["inputs_embeds", "attention_mask", "position_ids", *past], ["logits", *present], axes)

    def export_graph(self, module, name, example, inputs, outputs, axes):
        path = self.path(f"onnx/{name}.onnx")
        torch.onnx.export(module.eval(), example, path, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
        onnx.save(with_short_names(onnx.load(path)), path)

    def reduce_all(self):
        for name in ("vision_encoder", "embed_tokens", "decoder_model_merged"):
            self.reduce(f"onnx/{name}.onnx")

    def describe_model(self, config, pictures, processor):
        end = self.tokeniser.token_to_id(self.end)
        self.describe(config, pictures, self.tokeniser, dict(tokenizer_class="PreTrainedTokenizerFast", model_max_length=CONTEXT, eos_token=self.end, pad_token=self.end,
                                                             **({} if self.bos is None else dict(bos_token=self.bos))))
        self.write_json("generation_config.json", dict(eos_token_id=[end], pad_token_id=end))
        if processor is not None:
            self.write_json("processor_config.json", processor)

    def prompt(self, question, labels):
        """What the model is given; its template says it for one picture, or none, without a label."""
        one = self.before + self.image + self.between
        shown = "".join(label + one for label in labels)
        if self.template is None:
            return f"{shown}{self.asks}{question}{self.tail}"
        content = [dict(type="image")] + [dict(type="text", text=question)]
        said = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(self.template).render(
            messages=[dict(role="user", content=content)], add_generation_prompt=True, bos_token=self.bos, eos_token=self.end)
        assert said.count(one) == 1 and said.endswith(question + self.tail)
        return said.replace(one, shown)

    def refer(self, prepare, read, logits):
        pictures, pixels = [], []
        for size in SIZES:
            picture, name = draw(*size), "picture{}x{}.png".format(*size)
            picture.save(self.path(name), optimize=True)
            values = prepare(picture)
            with torch.no_grad():
                features = read(values)
            pixels.append(values)
            patches, grid = values if isinstance(values, tuple) else (values, None)
            pictures.append(dict(file=name, pixels=packed(patches), features=packed(features), rows=features.shape[-2],
                                 **({} if grid is None else dict(grid=grid[0].tolist()))))
        asked = [("what is in the picture?", [0], [""], ""), (DESCRIBE, [1], [""], ""), ("a dog or a cat?", [], [], ""),
                 ("which is red, the first or the second?", [0, 1], ["[0.0 s]", "[1.5 s]"], '{"answer": "')]
        cases = []
        for question, shown, labels, beginning in asked:
            whole = self.prompt(question, labels) + beginning
            first, *others = whole.split(self.image)
            assert len(others) == len(shown)
            spelt = first + "".join(self.around[0] + self.image * pictures[n]["rows"] + self.around[1] + after for n, after in zip(shown, others))
            ids = self.tokeniser.encode(spelt, add_special_tokens=self.bos is None or not spelt.startswith(self.bos)).ids
            cases.append(dict(question=question, pictures=shown, tellsTimes=len(shown) > 1, beginning=beginning, ids=ids,
                              **self.write_greedily(ids, [pixels[n] for n in shown], logits)))
        self.write_json("reference.json", dict(pictures=pictures, cases=cases))
        print(self.name, [case["tokens"] for case in cases])

    def write_greedily(self, ids, pixels, logits):
        tokens, chances, first = list(ids), [], None
        end = self.tokeniser.token_to_id(self.end)
        for _ in range(COUNT):
            with torch.no_grad():
                last = logits(torch.tensor([tokens]), pixels)[0, -1]
            first = last if first is None else first
            tokens.append(int(last.argmax()))
            chances.append(round(float(last.log_softmax(-1).max()), 6))
            if tokens[-1] == end:
                break
        return dict(logits=packed(first), tokens=tokens[len(ids):], logProbabilities=chances, text=self.tokeniser.decode(tokens[len(ids):], skip_special_tokens=True))


def packed(values):
    return base64.b64encode(np.ascontiguousarray(np.asarray(values, "<f4")).tobytes()).decode()


if __name__ == "__main__":
    main()
