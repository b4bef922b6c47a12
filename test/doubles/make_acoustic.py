"""Writes `hub/double/whisper` there: a tiny random model of speech, laid out as the hub has Whisper for transformers.js, and in its
folder `reference.json`: what transformers' feature extractor and whole model make of sounds.

`OMP_NUM_THREADS=1 python3 make_acoustic.py` in this folder; `requirements.txt` says what it needs. The weights are random but fixed.
"""

import base64
import json
import os
import tempfile

import numpy as np
import onnx
import torch
from torch import nn
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

import tokenisers
from florence2 import LAYERS, HEADS, WIDTH, cache_names, free, merged, write
from make_generative import Folder, rounded

BANDS, RATE, TIMES = 80, 16000, 1501
LANGUAGES = ["en", "de", "ja"]
SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", *[f"<|{language}|>" for language in LANGUAGES], "<|translate|>", "<|transcribe|>",
           "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
FEATURE_FRAMES = [0, 1, 2, 37, 74, 99, 100, 101, 418, 419, 421, 1500, 2998, 2999]
LENGTH = {0: "batch_size", 1: "decoder_sequence_length"}


def main():
    torch.set_num_threads(1)
    folder = Folder("whisper", "mit", "automatic-speech-recognition")
    folder.write("README.md", "---\nlicense: mit\npipeline_tag: automatic-speech-recognition\n---\n\n# double/whisper\n\nRandom weights for the tests of "
                 "Kinodex, from `test/doubles/make_acoustic.py`.\n")
    tokeniser = tokenisers.whisper(SPECIAL)
    ids = {token: tokeniser.token_to_id(token) for token in SPECIAL}
    model = make(ids)
    export(model, folder)
    tokeniser.save(folder.path("tokenizer.json"))
    extractor = WhisperFeatureExtractor(feature_size=BANDS)
    generation = dict(
        decoder_start_token_id=ids["<|startoftranscript|>"], eos_token_id=ids["<|endoftext|>"], no_timestamps_token_id=ids["<|notimestamps|>"],
        max_length=64, suppress_tokens=[5, 6, 7, ids["<|startoftranscript|>"], *[ids[token] for token in SPECIAL[5:10]]],
        begin_suppress_tokens=[ids["<|endoftext|>"]], alignment_heads=[[0, 1]], is_multilingual=True,
        lang_to_id={f"<|{language}|>": ids[f"<|{language}|>"] for language in LANGUAGES},
        task_to_id=dict(transcribe=ids["<|transcribe|>"], translate=ids["<|translate|>"]))
    for name, value in (("generation_config.json", generation), ("config.json", model.config.to_dict()),
                        ("preprocessor_config.json", extractor.to_dict())):
        value = {key: one for key, one in value.items() if key != "mel_filters"}
        folder.write(name, json.dumps(value, indent=1, default=str) + "\n")
    folder.write("reference.json", json.dumps(dict(frames=FEATURE_FRAMES, sounds=[
        refer(model, generation, extractor, seconds) for seconds in (1.0, 4.2)])) + "\n")


def sound(seconds):
    """Tones that rise, louder and softer; a test computes the same."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.4 * np.sin(2 * np.pi * (180 + 150 * t) * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)) + 0.1 * np.sin(2 * np.pi * 2900 * t)).astype(np.float32)


def make(ids):
    config = WhisperConfig(
        vocab_size=ids["<|notimestamps|>"] + 1 + TIMES, num_mel_bins=BANDS, d_model=WIDTH, encoder_layers=1, decoder_layers=LAYERS,
        encoder_attention_heads=HEADS, decoder_attention_heads=HEADS, encoder_ffn_dim=32, decoder_ffn_dim=32, max_target_positions=64,
        bos_token_id=ids["<|endoftext|>"], eos_token_id=ids["<|endoftext|>"], pad_token_id=ids["<|endoftext|>"],
        decoder_start_token_id=ids["<|startoftranscript|>"], suppress_tokens=None, begin_suppress_tokens=None, dropout=0.0, attn_implementation="eager")
    torch.manual_seed(7)
    model = WhisperForConditionalGeneration(config).eval()
    random = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            if weight.dim() > 1 and "encoder.embed_positions" not in name:
                weight.normal_(0, 0.6 if "embed_tokens" in name else 0.35, generator=random)
    return model


class Encoder(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.encoder = model.model.encoder

    def forward(self, input_features):
        return self.encoder(input_features).last_hidden_state


class Decoder(nn.Module):
    """One step of the decoder; without a cache it looks at the encoder's states, with one at what it kept of them."""

    def __init__(self, model, cached):
        super().__init__()
        self.decoder, self.head, self.cached = model.model.decoder, model.proj_out, cached

    def forward(self, input_ids, encoder_hidden_states, *past):
        own, cross = DynamicCache(), DynamicCache()
        if self.cached:
            own = DynamicCache(ddp_cache_data=[past[at:at + 2] for at in range(0, len(past), 4)])
            cross = DynamicCache(ddp_cache_data=[past[at + 2:at + 4] for at in range(0, len(past), 4)])
        cache = EncoderDecoderCache(own, cross)
        cache.is_updated = {layer: self.cached for layer in range(LAYERS)}
        before, count = past[0].shape[2] if self.cached else 0, input_ids.shape[1]
        places = torch.arange(count) + before
        states = self.decoder.embed_tokens(input_ids) + self.decoder.embed_positions.weight[places]
        causal = torch.where(torch.arange(count + before)[None] <= places[:, None], 0.0, torch.finfo(torch.float32).min)[None, None]
        seen = torch.zeros(1, 1, WIDTH) if encoder_hidden_states is None else encoder_hidden_states
        attention = []
        for layer in self.decoder.layers:
            hook = layer.encoder_attn.register_forward_hook(lambda _, __, given: attention.append(given[1]))
            given = layer(states, causal, encoder_hidden_states=seen, past_key_values=cache, use_cache=True)
            states = given[0] if isinstance(given, tuple) else given
            hook.remove()
        given = [self.head(self.decoder.layer_norm(states))]
        for layer in range(LAYERS):
            for part in (cache.self_attention_cache,) if self.cached else (cache.self_attention_cache, cache.cross_attention_cache):
                given += [part.layers[layer].keys, part.layers[layer].values]
        return tuple([*given, *attention])


class WithCache(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.decoder = Decoder(model, True)

    def forward(self, input_ids, *past):
        return self.decoder(input_ids, None, *past)


def export(model, folder):
    write(Encoder(model), (torch.zeros(1, BANDS, 3000),), folder.path("onnx/encoder_model.onnx"), ["input_features"], ["last_hidden_state"],
          dict(input_features={0: "batch_size"}, last_hidden_state={0: "batch_size"}))
    attention = [f"cross_attentions.{layer}" for layer in range(LAYERS)]
    sizes = dict(input_ids=LENGTH, logits=LENGTH, encoder_hidden_states={0: "batch_size", 1: "encoder_sequence_length"},
                 **{name: {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length_out"} for name in attention})
    ids, states = torch.ones(1, 3, dtype=torch.long), torch.randn(1, 1500, WIDTH)
    with tempfile.TemporaryDirectory() as drafts:
        first, later = os.path.join(drafts, "first.onnx"), os.path.join(drafts, "later.onnx")
        write(Decoder(model, False), (ids, states), first, ["input_ids", "encoder_hidden_states"],
              ["logits", *cache_names("present"), *attention], dict(sizes, **free("present")))
        past = [torch.randn(1, HEADS, 5 if at % 4 < 2 else 1500, WIDTH // HEADS) for at in range(4 * LAYERS)]
        grown = [name for name in cache_names("present") if ".decoder." in name]
        write(WithCache(model), (ids[:, :1], *past), later, ["input_ids", *cache_names("past_key_values")], ["logits", *grown, *attention],
              dict(sizes, **free("past_key_values"), **free("present")))
        onnx.save(merged(onnx.load(first), onnx.load(later)), folder.path("onnx/decoder_model_merged.onnx"))


def refer(model, generation, extractor, seconds, count=12):
    samples = sound(seconds)
    features = extractor(samples, sampling_rate=RATE, return_tensors="pt").input_features
    wide = WhisperFeatureExtractor(feature_size=128)(samples, sampling_rate=RATE, return_tensors="np").input_features[0]
    begin, none = generation["decoder_start_token_id"], generation["no_timestamps_token_id"]
    said = lambda ids: model(input_features=features, decoder_input_ids=torch.tensor([ids]), output_attentions=True)
    with torch.no_grad():
        first = said([begin]).logits[0, -1].softmax(-1)
        languages = generation["lang_to_id"]
        best = max(languages, key=lambda token: first[languages[token]])
        prompt = [begin, languages[best], generation["task_to_id"]["transcribe"], none]
        tokens, logs, rows = [], [], []
        while len(tokens) < count and generation["eos_token_id"] not in tokens:
            given = said([*prompt, *tokens])
            logits = given.logits[0, -1]
            allowed = logits.clone()
            allowed[[*generation["suppress_tokens"], *range(none, len(logits))]] = -torch.inf
            if not tokens:
                allowed[generation["begin_suppress_tokens"]] = -torch.inf
            tokens.append(int(allowed.argmax()))
            logs.append(float(logits.log_softmax(-1)[tokens[-1]]))
            rows.append(given.cross_attentions[0][0, 1, -1, :20])
    pick = lambda values: base64.b64encode(np.ascontiguousarray(values[:, FEATURE_FRAMES].astype("<f4")).tobytes()).decode()
    return dict(seconds=seconds, features80=pick(features[0].numpy()), features128=pick(wide), noSpeech=float(first[none - 1]),
                language=best.strip("<|>"), tokens=tokens, logProbabilities=rounded(logs), attention=[rounded(row) for row in rows])


main()
