"""Writes ViLT as two graphs: `python3 vilt.py dandelin/vilt-b32-finetuned-coco dandelin/vilt-b32-mlm OUT`, then
`kinodex models pull OUT`.

| graph             | takes                                         | gives                                                 |
| ----------------- | --------------------------------------------- | ----------------------------------------------------- |
| `retrieval_model` | `input_ids`, `attention_mask`, `pixel_values` | `match_logits` `[N, 1]`: how well the text fits       |
| `masked_lm_model` | the same                                      | `word_logits`: what each token of the text may be     |

Two models of one shape: the one that tells masked words has no weights of its own for matching. Pictures of a run have one size
and no padding, and their patches keep their order: the model itself shuffles them, which changes nothing.
"""

import sys

import torch

from repository import LENGTH, Part, Repository

SETTINGS = ["config.json", "preprocessor_config.json", "README.md"]
INPUTS = dict(input_ids=LENGTH, attention_mask=LENGTH, pixel_values={0: "batch_size", 2: "height", 3: "width"})


def states(vilt, input_ids, attention_mask, pixel_values):
    """`ViltModel.forward` for pictures without padding: positions are resized to the picture's own number of patches."""
    embeddings = vilt.embeddings
    words = embeddings.text_embeddings(input_ids=input_ids) + embeddings.token_type_embeddings(torch.zeros_like(input_ids))
    patches = embeddings.patch_embeddings(pixel_values)
    side = vilt.config.image_size // vilt.config.patch_size
    first, others = embeddings.position_embeddings[:, :1], embeddings.position_embeddings[:, 1:]
    grid = others.transpose(1, 2).reshape(1, -1, side, side)
    places = torch.nn.functional.interpolate(grid, size=patches.shape[2:], mode="bilinear", align_corners=True)
    patches = (patches + places).flatten(2).transpose(1, 2)
    start = (embeddings.cls_token + first).expand(patches.shape[0], -1, -1)
    seen = torch.cat([start, patches], 1)
    seen = seen + embeddings.token_type_embeddings.weight[1]
    mask = torch.cat([attention_mask, torch.ones_like(seen[:, :, 0], dtype=attention_mask.dtype)], 1)
    bias = (1 - mask[:, None, None, :].to(seen.dtype)) * torch.finfo(seen.dtype).min
    read = vilt.encoder(torch.cat([words, seen], 1), attention_mask=bias)
    return vilt.layernorm(read[0])


def match(model, input_ids, attention_mask, pixel_values):
    return model.rank_output(model.vilt.pooler(states(model.vilt, input_ids, attention_mask, pixel_values)))


def words(model, input_ids, attention_mask, pixel_values):
    return model.mlm_score(states(model.vilt, input_ids, attention_mask, pixel_values)[:, : input_ids.shape[1]])


def export(retrieval, masked_lm, folder, quantised=True):
    """Writes the graphs of a `ViltForImageAndTextRetrieval` and a `ViltForMaskedLM`."""
    repository, patch = Repository(folder), retrieval.config.patch_size
    ids = torch.ones(2, 7, dtype=torch.int64)
    examples = dict(input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=torch.randn(2, 3, 2 * patch, 3 * patch))
    repository.export(Part(retrieval, match), "retrieval_model", examples, ["match_logits"], INPUTS | dict(match_logits={0: "batch_size"}), quantised)
    repository.export(Part(masked_lm, words), "masked_lm_model", examples, ["word_logits"], INPUTS | dict(word_logits=LENGTH), quantised)
    return repository


def main(retrieval, masked_lm, folder):
    from huggingface_hub import snapshot_download
    from transformers import AutoTokenizer, ViltForImageAndTextRetrieval, ViltForMaskedLM

    source = snapshot_download(masked_lm, allow_patterns=["*.json", "*.txt", "README.md"])
    models = ViltForImageAndTextRetrieval.from_pretrained(retrieval).eval(), ViltForMaskedLM.from_pretrained(masked_lm).eval()
    repository = export(*models, folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    repository.copy(source, SETTINGS)


if __name__ == "__main__":
    main(*sys.argv[1:])
