"""Florence-2 with random weights as transformers builds it, and its graphs as the hub has them for transformers.js."""

import os
import tempfile

import onnx
import torch
from onnx import TensorProto, compose, helper
from torch import nn
from transformers import BartConfig, Florence2Config, Florence2ForConditionalGeneration
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.models.florence2.configuration_florence2 import Florence2VisionConfig

from make_hub import with_short_names

WIDTH, LAYERS, HEADS = 16, 1, 2
BATCH, LENGTH, STATES = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}, {0: "batch_size", 1: "encoder_sequence_length"}
GENERATION = {}


def make(tokeniser, side, seed):
    start, pad, end = (tokeniser.token_to_id(token) for token in ("<s>", "<pad>", "</s>"))
    GENERATION.update(decoder_start_token_id=end, forced_bos_token_id=start, bos_token_id=start, eos_token_id=end, pad_token_id=pad,
                      no_repeat_ngram_size=3)
    vision = Florence2VisionConfig(
        depths=(1,), patch_size=(7,), patch_stride=(8,), patch_padding=(3,), patch_prenorm=(False,), embed_dim=(8,), num_heads=(2,),
        num_groups=(2,), window_size=4, drop_path_rate=0.0, projection_dim=WIDTH, mlp_ratio=2.0)
    text = BartConfig(
        vocab_size=tokeniser.get_vocab_size(), d_model=WIDTH, encoder_layers=LAYERS, decoder_layers=LAYERS, encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=96, bos_token_id=start,
        pad_token_id=pad, eos_token_id=end, decoder_start_token_id=end, forced_eos_token_id=None, dropout=0.0, attention_dropout=0.0,
        activation_dropout=0.0)
    config = Florence2Config(vision_config=vision.to_dict(), text_config=text.to_dict(), image_token_id=tokeniser.token_to_id("<image>"),
                             bos_token_id=start, pad_token_id=pad, eos_token_id=end)
    for part in (config, config.text_config, config.vision_config):
        part._attn_implementation = "eager"
    model = Florence2ForConditionalGeneration(config).eval()
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            if weight.dim() > 1:
                weight.normal_(0, 0.6 if "embed_tokens" in name else 0.35, generator=random)
        places = [number for token, number in tokeniser.get_vocab().items() if token.startswith("<loc_")]
        model.model.language_model.shared.weight[places] *= 1.5  # what is written often means a place
    described = config.to_dict()
    described.update(architectures=["Florence2ForConditionalGeneration"], is_encoder_decoder=True)
    return model, described


class Part(nn.Module):
    def __init__(self, model, compute):
        super().__init__()
        self.model, self.compute = model, compute

    def forward(self, *inputs):
        return self.compute(self.model, *inputs)


class Decoder(nn.Module):
    """One step of the decoder; without a cache it looks at the encoder's states, with one at what it kept of them."""

    def __init__(self, model, cached):
        super().__init__()
        self.decoder, self.head, self.cached = model.model.language_model.decoder, model.lm_head, cached

    def forward(self, encoder_attention_mask, encoder_hidden_states, inputs_embeds, *past):
        own, cross = DynamicCache(), DynamicCache()
        if self.cached:
            own = DynamicCache(ddp_cache_data=[past[at:at + 2] for at in range(0, len(past), 4)])
            cross = DynamicCache(ddp_cache_data=[past[at + 2:at + 4] for at in range(0, len(past), 4)])
        cache = EncoderDecoderCache(own, cross)
        cache.is_updated = {layer: self.cached for layer in range(LAYERS)}
        before, count = past[0].shape[2] if self.cached else 0, inputs_embeds.shape[1]
        places = torch.arange(count) + before
        states = self.decoder.layernorm_embedding(inputs_embeds + self.decoder.embed_positions(None, 0, position_ids=places))
        lowest = torch.finfo(torch.float32).min
        causal = torch.where(torch.arange(count + before)[None] <= places[:, None], 0.0, lowest)[None, None]
        shown = torch.where(encoder_attention_mask[:, None, None] > 0, 0.0, lowest)
        seen = torch.zeros(1, 1, WIDTH) if encoder_hidden_states is None else encoder_hidden_states
        for layer in self.decoder.layers:
            states = layer(states, causal, seen, encoder_attention_mask=shown, past_key_values=cache, use_cache=True)
        given = [self.head(states)]
        for layer in range(LAYERS):
            for part in (cache.self_attention_cache,) if self.cached else (cache.self_attention_cache, cache.cross_attention_cache):
                given += [part.layers[layer].keys, part.layers[layer].values]
        return tuple(given)


class WithCache(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.decoder = Decoder(model, True)

    def forward(self, encoder_attention_mask, inputs_embeds, *past):
        return self.decoder(encoder_attention_mask, None, inputs_embeds, *past)


def export(model, folder, side):
    pixels = torch.zeros(1, 3, side, side)
    ids = torch.ones(1, 4, dtype=torch.long)
    with torch.no_grad():
        embeddings = torch.cat([features_of(model, pixels), embed(model, ids)], 1)
    mask = torch.ones(embeddings.shape[:2], dtype=torch.long)
    write(Part(model, features_of), (pixels,), folder.path("onnx/vision_encoder.onnx"), ["pixel_values"], ["image_features"],
          dict(pixel_values=BATCH, image_features=BATCH))
    write(Part(model, embed), (ids,), folder.path("onnx/embed_tokens.onnx"), ["input_ids"], ["inputs_embeds"],
          dict(input_ids=LENGTH, inputs_embeds=LENGTH))
    write(Part(model, encode), (mask, embeddings), folder.path("onnx/encoder_model.onnx"), ["attention_mask", "inputs_embeds"],
          ["last_hidden_state"], dict(attention_mask=STATES, inputs_embeds=STATES, last_hidden_state=STATES))
    write_decoder(model, mask, folder.path("onnx/decoder_model_merged.onnx"))


def features_of(model, pixels):
    return model.model.get_image_features(pixels, return_dict=True).pooler_output


def embed(model, ids):
    return model.model.language_model.encoder.embed_tokens(ids)


def encode(model, mask, embeddings):
    hidden = torch.where(mask[:, None, None] > 0, 0.0, torch.finfo(torch.float32).min).expand(-1, 1, embeddings.shape[1], -1)
    return model.model.language_model.encoder(inputs_embeds=embeddings, attention_mask=hidden).last_hidden_state


def write_decoder(model, mask, path):
    count = mask.shape[1]
    states = torch.randn(1, count, WIDTH)
    with tempfile.TemporaryDirectory() as drafts:
        first, later = os.path.join(drafts, "first.onnx"), os.path.join(drafts, "later.onnx")
        write(Decoder(model, False), (mask, states, torch.randn(1, 3, WIDTH)), first,
              ["encoder_attention_mask", "encoder_hidden_states", "inputs_embeds"], ["logits", *cache_names("present")],
              dict(encoder_attention_mask=STATES, encoder_hidden_states=STATES, inputs_embeds=LENGTH, logits=LENGTH, **free("present")))
        past = [torch.randn(1, HEADS, 5 if at % 4 < 2 else count, WIDTH // HEADS) for at in range(4 * LAYERS)]
        grown = [name for name in cache_names("present") if ".decoder." in name]
        write(WithCache(model), (mask, torch.randn(1, 1, WIDTH), *past), later,
              ["encoder_attention_mask", "inputs_embeds", *cache_names("past_key_values")], ["logits", *grown],
              dict(encoder_attention_mask=STATES, inputs_embeds=LENGTH, logits=LENGTH, **free("past_key_values"), **free("present")))
        onnx.save(merged(onnx.load(first), onnx.load(later)), path)


def cache_names(prefix):
    return [f"{prefix}.{layer}.{whose}.{part}" for layer in range(LAYERS) for whose in ("decoder", "encoder") for part in ("key", "value")]


def free(prefix):
    size = {"present": "", "past_key_values": "past_"}[prefix]
    return {name: {0: "batch_size", 2: f"{size}{name.split('.')[2]}_sequence_length"} for name in cache_names(prefix)}


def write(module, example, path, inputs, outputs, sizes):
    with torch.no_grad():
        torch.onnx.export(module.eval(), example, path, input_names=inputs, output_names=outputs,
                          dynamic_axes={name: size for name, size in sizes.items() if name in inputs + outputs}, opset_version=18, dynamo=False)
    onnx.save(with_short_names(onnx.load(path)), path)


def merged(first, later):
    """Both steps as the branches of one graph, switched by `use_cache_branch`, with their weights once, as optimum merges them."""
    weights, branches = {}, {}
    for name, model in (("first", first), ("later", later)):
        graph = compose.add_prefix(model, f"{name}_", rename_inputs=False, rename_outputs=False).graph
        renamed = {}
        for weight in graph.initializer:
            content = (weight.data_type, tuple(weight.dims), weight.raw_data)
            renamed[weight.name] = weights.setdefault(content, weight).name
        for node in graph.node:
            node.input[:] = [renamed.get(value, value) for value in node.input]
        branches[name] = graph
    outputs = [value.name for value in branches["first"].output]

    def branch(name):
        graph, nodes = branches[name], []
        own = {value.name for value in graph.output}
        for node in graph.node:
            node.input[:] = [f"{name}_out_{value}" if value in own else value for value in node.input]
            node.output[:] = [f"{name}_out_{value}" if value in own else value for value in node.output]
            nodes.append(node)
        for output in (one for one in outputs if one not in own):  # what is kept of the states passes through
            nodes.append(helper.make_node("Identity", [output.replace("present", "past_key_values")], [f"{name}_out_{output}"]))
        values = [helper.make_tensor_value_info(f"{name}_out_{output}", TensorProto.FLOAT, None) for output in outputs]
        return helper.make_graph(nodes, name, [], values)

    inputs = {value.name: value for name in ("first", "later") for value in branches[name].input}
    switch = helper.make_tensor_value_info("use_cache_branch", TensorProto.BOOL, [1])
    node = helper.make_node("If", ["use_cache_branch"], outputs, then_branch=branch("later"), else_branch=branch("first"))
    graph = helper.make_graph([node], "merged", [*inputs.values(), switch], list(branches["first"].output), list(weights.values()))
    return helper.make_model(graph, opset_imports=later.opset_import, ir_version=later.ir_version)
