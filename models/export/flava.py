"""Writes FLAVA as four graphs: `python3 flava.py facebook/flava-full OUT`, then `kinodex models pull OUT`.

| graph              | takes                                                   | gives                                            |
| ------------------ | ------------------------------------------------------- | ------------------------------------------------ |
| `vision_model`     | `pixel_values`, `bool_masked_pos` (1: hidden)           | `image_states`, `mim_logits`                     |
| `text_model`       | `input_ids`, `attention_mask`                           | `text_states`                                    |
| `multimodal_model` | `image_states`, `text_states`, `attention_mask`         | `itm_logits`, `mmm_text_logits`                  |
| `image_codebook`   | `codebook_pixel_values`, from 0.1 to 0.9                | `codes`                                          |

The multimodal encoder takes the states before the last norm of both others.
"""

import sys

import torch

from repository import BATCH, LENGTH, Part, Repository

SETTINGS = ["config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "README.md"]


def vision(model, pixel_values, bool_masked_pos):
    read = model.flava.image_model(pixel_values=pixel_values, bool_masked_pos=bool_masked_pos.bool(), output_hidden_states=True)
    return model.flava.image_to_mm_projection(read.hidden_states[-1]), model.mim_head(read.last_hidden_state[:, 1:])


def text(model, input_ids, attention_mask):
    read = model.flava.text_model(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
    return model.flava.text_to_mm_projection(read.hidden_states[-1])


def multimodal(model, image_states, text_states, attention_mask):
    seen = image_states.shape[1] + 1  # a token of its own comes first
    never_padding = torch.ones_like(attention_mask[:, :1]).expand(-1, seen)
    mask = torch.cat([never_padding, attention_mask], 1)
    states = model.flava.multimodal_model(torch.cat([image_states, text_states], 1), attention_mask=mask).last_hidden_state
    return model.itm_head(states), model.mmm_text_head(states[:, seen:])


def codes(codebook, codebook_pixel_values):
    return codebook.get_codebook_indices(codebook_pixel_values)


def export(model, folder, quantised=True):
    """Writes the graphs of a `FlavaForPreTraining` with its codebook, and its configuration."""
    repository, image = Repository(folder), model.config.image_config
    patches = (image.image_size // image.patch_size) ** 2
    pixels = torch.randn(2, 3, image.image_size, image.image_size)
    hidden = torch.zeros(2, patches, dtype=torch.int64)
    ids, mask = torch.ones(2, 7, dtype=torch.int64), torch.ones(2, 7, dtype=torch.int64)
    with torch.no_grad():
        image_states, _ = vision(model, pixels, hidden)
        text_states = text(model, ids, mask)
    repository.export(Part(model, vision), "vision_model", dict(pixel_values=pixels, bool_masked_pos=hidden), ["image_states", "mim_logits"],
                      dict(pixel_values=BATCH, bool_masked_pos=BATCH, image_states=BATCH, mim_logits=BATCH), quantised)
    repository.export(Part(model, text), "text_model", dict(input_ids=ids, attention_mask=mask), ["text_states"],
                      dict(input_ids=LENGTH, attention_mask=LENGTH, text_states=LENGTH), quantised)
    repository.export(Part(model, multimodal), "multimodal_model", dict(image_states=image_states, text_states=text_states, attention_mask=mask),
                      ["itm_logits", "mmm_text_logits"],
                      dict(image_states=BATCH, text_states=LENGTH, attention_mask=LENGTH, itm_logits=BATCH, mmm_text_logits=LENGTH), quantised)
    # a code is a choice among thousands: the codebook stays as it is
    side = 8 * image.image_size // image.patch_size
    repository.export(Part(model.image_codebook, codes), "image_codebook", dict(codebook_pixel_values=torch.rand(2, 3, side, side)), ["codes"],
                      dict(codebook_pixel_values=BATCH, codes=BATCH), quantised=False)
    return repository


def main(name, folder):
    from huggingface_hub import snapshot_download
    from transformers import AutoTokenizer, FlavaForPreTraining

    source = snapshot_download(name, allow_patterns=[*SETTINGS, "*.bin", "*.safetensors"])
    repository = export(FlavaForPreTraining.from_pretrained(source).eval(), folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    repository.copy(source, ["config.json", "preprocessor_config.json", "README.md"])


if __name__ == "__main__":
    main(*sys.argv[1:])
