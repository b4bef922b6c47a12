"""Writes `hub/double/flava` and `hub/double/vilt`: tiny random models that read pictures and texts together, as the recipes of
`models/export/` lay them out, and in each folder `reference.json`, what the whole models of transformers and their own
processors make of some texts and pictures.

`OMP_NUM_THREADS=1 python3 make_masked.py` in this folder; `requirements.txt` says what it needs. The weights are random but fixed.
"""

import base64
import json
import os
import sys
import warnings

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    FlavaConfig, FlavaForPreTraining, FlavaImageCodebook, FlavaImageCodebookConfig, ViltConfig, ViltForImageAndTextRetrieval, ViltForMaskedLM)
from transformers.models.flava.image_processing_pil_flava import FlavaImageProcessorPil
from transformers.models.vilt.image_processing_pil_vilt import ViltImageProcessorPil

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "models", "export"))
import flava  # noqa: E402
import vilt  # noqa: E402
from make_hub import draw  # noqa: E402
from tokenisers import WORDS  # noqa: E402

HUB = os.path.join(HERE, "hub", "double")
TEXTS = ["a dog runs along the beach", "A RED car, at night!", "the boat"]
SENTENCE, CHOICES = ("a person rides a", "at night"), ["horse", "red boat", "bicycle", "sea"]
SIZES = [(97, 61), (45, 83)]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
EDGE, PATCH, CODES = 32, 8, 16
SIDE = EDGE // PATCH

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.backends.mha.set_fastpath_enabled(False)


def main():
    write_flava()
    write_vilt()


def write_flava():
    torch.manual_seed(20)
    tokeniser, folder = wordpieces(), os.path.join(HUB, "flava")
    small = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2)
    codebook = dict(hidden_size=4, vocab_size=CODES, num_blocks_per_group=1)
    config = FlavaConfig(
        image_config=dict(image_size=EDGE, patch_size=PATCH, mask_token=True, vocab_size=CODES, **small),
        text_config=dict(vocab_size=tokeniser.get_vocab_size(), max_position_embeddings=40, **small),
        multimodal_config=small, image_codebook_config=codebook, hidden_size=24, projection_dim=8)
    model = FlavaForPreTraining(config, image_codebook=FlavaImageCodebook(FlavaImageCodebookConfig(**codebook))).eval()
    enliven(model)
    repository = flava.export(model, folder)
    processor = FlavaImageProcessorPil(
        size=dict(height=EDGE, width=EDGE), crop_size=dict(height=EDGE, width=EDGE),
        codebook_size=dict(height=8 * SIDE, width=8 * SIDE), codebook_crop_size=dict(height=8 * SIDE, width=8 * SIDE))
    describe(repository, "flava", "bsd-3-clause", config, processor, tokeniser)

    def judge(pixels, ids, hidden=None):
        """The model's own forward: logits of a match, and of the words."""
        hidden = torch.zeros(1, SIDE * SIDE, dtype=torch.bool) if hidden is None else hidden
        read = model(input_ids=ids, input_ids_masked=ids, attention_mask=torch.ones_like(ids), pixel_values=pixels,
                     bool_masked_pos=hidden.view(-1, SIDE, SIDE), return_loss=False)
        return (read.itm_logits[:, 1] - read.itm_logits[:, 0]).item(), read.mmm_text_logits[0]

    def look(picture):
        shown = processor(picture, return_codebook_pixels=True, return_tensors="pt")
        pixels, mapped = shown["pixel_values"].float(), shown["codebook_pixel_values"].float()
        codes = model.image_codebook.get_codebook_indices(mapped)[0].flatten()
        return pixels, dict(codebookPixels=encode(mapped), codes=codes.tolist(), surprise=surprise(pixels, codes))

    def surprise(pixels, codes):
        """Mean of -log p of the codes; each patch is hidden once, the black squares of a board and then the white ones."""
        board = torch.tensor([(row + column) % 2 for row in range(SIDE) for column in range(SIDE)])
        total = 0.0
        for colour in (0, 1):
            hidden = board == colour
            read = model(pixel_values=pixels, bool_masked_pos=hidden.view(1, SIDE, SIDE), return_loss=False)
            logits = read.mim_logits.reshape(-1, SIDE * SIDE + 1, CODES)[0, 1:]
            total += torch.nn.functional.cross_entropy(logits[hidden], codes[hidden], reduction="sum").item()
        return total / (SIDE * SIDE)

    refer(repository, tokeniser, look, judge)


def write_vilt():
    torch.manual_seed(21)
    tokeniser, folder = wordpieces(), os.path.join(HUB, "vilt")
    config = ViltConfig(vocab_size=tokeniser.get_vocab_size(), max_position_embeddings=40, hidden_size=24, intermediate_size=32,
                        num_hidden_layers=1, num_attention_heads=2, image_size=EDGE, patch_size=PATCH)
    retrieval, masked_lm = ViltForImageAndTextRetrieval(config).eval(), ViltForMaskedLM(config).eval()
    for model in (retrieval, masked_lm):
        enliven(model)
    repository = vilt.export(retrieval, masked_lm, folder)
    processor = ViltImageProcessorPil(size=dict(shortest_edge=EDGE), size_divisor=PATCH)
    describe(repository, "vilt", "apache-2.0", config, processor, tokeniser)

    def judge(pixels, ids):
        asked = dict(input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=pixels, pixel_mask=torch.ones_like(pixels[:, 0], dtype=torch.long))
        return retrieval(**asked).logits.item(), masked_lm(**asked).logits[0]

    refer(repository, tokeniser, lambda picture: (processor(picture, return_tensors="pt")["pixel_values"].float(), {}), judge)


def refer(repository, tokeniser, look, judge):
    """What is judged of each picture: `logOdds` of each text, and `filled`, the probability of each choice in the sentence."""
    pictures = []
    with torch.no_grad():
        for size in SIZES:
            picture, name = draw(*size), "picture{}x{}.png".format(*size)
            picture.save(repository.path(name), optimize=True)
            pixels, more = look(picture)
            pictures.append(dict(
                file=name, dims=list(pixels.shape[1:]), pixels=encode(pixels),
                logOdds=[judge(pixels, to_ids(tokeniser.encode(text).ids))[0] for text in TEXTS],
                filled=fill(tokeniser, lambda ids: judge(pixels, ids)[1]), **more))
    texts = [dict(text=text, ids=tokeniser.encode(text).ids) for text in TEXTS]
    reference = dict(texts=texts, sentence=dict(before=SENTENCE[0], after=SENTENCE[1]), choices=CHOICES, pictures=pictures)
    repository.write("reference.json", json.dumps(reference, ensure_ascii=False) + "\n")


def fill(tokeniser, words):
    """Each token of a choice after those before it, the mean of the logarithms, and what they make together."""
    before, after, mask = tokeniser.encode(SENTENCE[0]).ids[:-1], tokeniser.encode(SENTENCE[1]).ids[1:], SPECIAL.index("[MASK]")
    means = []
    for choice in CHOICES:
        tokens = tokeniser.encode(choice).ids[1:-1]
        logs = []
        for at, token in enumerate(tokens):
            ids = before + tokens[:at] + [mask] * (len(tokens) - at) + after
            logs.append(torch.log_softmax(words(to_ids(ids))[len(before) + at], -1)[token].item())
        means.append(np.mean(logs))
    return torch.softmax(torch.tensor(means, dtype=torch.float64), -1).tolist()


def describe(repository, name, licence, config, processor, tokeniser):
    front = f"---\nlicense: {licence}\npipeline_tag: fill-mask\n---\n"
    repository.write("README.md", f"{front}\n# double/{name}\n\nRandom weights for the tests of Kinodex, from `test/doubles/make_masked.py`.\n")
    repository.write_json("config.json", config.to_dict())
    repository.write_json("preprocessor_config.json", json.loads(processor.to_json_string()))
    repository.write("tokenizer.json", tokeniser.to_str(pretty=False))
    repository.write_json("tokenizer_config.json", dict(
        tokenizer_class="BertTokenizer", model_max_length=40, do_lower_case=True,
        **{f"{token[1:-1].lower()}_token": token for token in SPECIAL}))


def wordpieces():
    """BERT's form, which both models have: lower case, words cut into pieces, a token at the start and one at the end."""
    pieces = [*SPECIAL, *WORDS, "person", "rides", "horse", "bi", "##cycle", *"!,.", *"abcdefghijklmnopqrstuvwxyz",
              *[f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokeniser = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokeniser.normalizer, tokeniser.pre_tokenizer = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    marks = [(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")]
    tokeniser.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks)
    tokeniser.decoder = decoders.WordPiece()
    tokeniser.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    return tokeniser


def enliven(model):
    """Weights so large that each input matters; what a model starts with at zero would hide a mistake."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "codebook" not in name:
                torch.nn.init.normal_(weight, std=0.25)
            elif weight.abs().sum() == 0:
                torch.nn.init.normal_(weight, std=0.1)


def to_ids(ids):
    return torch.tensor([ids])


def encode(values):
    """Base64 of little-endian float32."""
    return base64.b64encode(np.ascontiguousarray(values[0].numpy().astype("<f4")).tobytes()).decode()


if __name__ == "__main__":
    main()
