"""Janus with random weights as transformers builds it, and its graphs as the hub has them for transformers.js."""

import torch
from torch import nn
from transformers import JanusConfig, JanusForConditionalGeneration
from transformers.cache_utils import DynamicCache

from florence2 import Part, write

WIDTH, LAYERS, HEADS, SIZE, CODES = 32, 1, 2, 16, 24
TOKENS, PATCH = 4, 16  # of a picture of 32 pixels
BATCH, LENGTH = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}


class FewGroups(nn.GroupNorm):
    """The library asks for 32 groups, and so for 32 channels or more."""

    def __init__(self, num_groups, num_channels, **rest):
        super().__init__(2, num_channels, **rest)


def make(tokeniser, side):
    ids = {token: tokeniser.token_to_id(token) for token in ("<s>", "<pad>", "</s>", "<image_placeholder>")}
    text = dict(
        model_type="llama", vocab_size=tokeniser.get_vocab_size(), hidden_size=WIDTH, intermediate_size=48, num_hidden_layers=LAYERS,
        num_attention_heads=HEADS, num_key_value_heads=HEADS, head_dim=SIZE, max_position_embeddings=512, bos_token_id=ids["<s>"],
        eos_token_id=ids["</s>"], pad_token_id=ids["<pad>"], rope_parameters=dict(rope_type="default", rope_theta=10000.0))
    vision = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=side, patch_size=PATCH, projection_dim=WIDTH,
                  num_image_tokens=TOKENS, mlp_ratio=2.0)
    codes = dict(embed_dim=4, num_embeddings=CODES, latent_channels=8, base_channels=8, channel_multiplier=(1, 1), num_res_blocks=1,
                 num_patches=2, projection_dim=WIDTH, image_token_embed_dim=WIDTH)
    config = JanusConfig(text_config=text, vision_config=vision, vq_config=codes, image_token_id=ids["<image_placeholder>"], tie_word_embeddings=False)
    for part in (config, config.text_config, config.vision_config, config.vq_config):
        part._attn_implementation = "eager"
    whole = nn.GroupNorm
    nn.GroupNorm = FewGroups
    try:
        model = JanusForConditionalGeneration(config).eval()
    finally:
        nn.GroupNorm = whole
    random = torch.Generator().manual_seed(20)
    with torch.no_grad():
        for _, weight in sorted(model.named_parameters()):
            if weight.dim() > 1:
                weight.normal_(0, 0.25, generator=random)
    return model


def read(model, input_ids, pixel_values, images_seq_mask, images_emb_mask):
    """Where there is no picture, one is read that stands nowhere: the encoder takes no empty batch everywhere."""
    embeddings = model.model.get_input_embeddings()(input_ids)
    count, pictures, channels, height, width = pixel_values.shape
    shown = torch.cat([pixel_values.reshape(count * pictures, channels, height, width), torch.zeros(1, channels, height, width)], 0)
    features = model.model.get_image_features(shown, return_dict=True).pooler_output.reshape(-1, WIDTH)
    places = (torch.cumsum(images_seq_mask.long().flatten(), 0) - 1).clamp(min=0).view(images_seq_mask.shape)
    return torch.where(images_seq_mask[..., None], features[places], embeddings) + 0.0 * images_emb_mask.float().sum()


class Language(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.language = model.model.language_model

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        cache = DynamicCache(ddp_cache_data=[past[at:at + 2] for at in range(0, len(past), 2)])
        before, count, whole = past[0].shape[2], inputs_embeds.shape[1], attention_mask.shape[1]
        seen = (torch.arange(whole)[None] <= (torch.arange(count) + before)[:, None])[None, None] & (attention_mask[:, None, None] > 0)
        mask = torch.where(seen, 0.0, torch.finfo(torch.float32).min)
        out = self.language(inputs_embeds=inputs_embeds, attention_mask=mask, position_ids=position_ids, past_key_values=cache, use_cache=True)
        return (out.last_hidden_state, *[part for layer in cache.layers for part in (layer.keys, layer.values)])


def export(model, folder, side):
    path = lambda name: folder.path(f"onnx/{name}.onnx")
    ids = torch.ones(1, 3 + TOKENS, dtype=torch.long)
    places = torch.tensor([[False] + [True] * TOKENS + [False] * 2])
    write(Part(model, read), (ids, torch.zeros(1, 1, 3, side, side), places, torch.ones(1, 1, TOKENS, dtype=torch.bool)),
          path("prepare_inputs_embeds"), ["input_ids", "pixel_values", "images_seq_mask", "images_emb_mask"], ["inputs_embeds"],
          dict(input_ids=LENGTH, pixel_values={0: "batch_size", 1: "num_images"}, images_seq_mask=LENGTH,
               images_emb_mask={0: "batch_size", 1: "num_images", 2: "num_tokens"}, inputs_embeds=LENGTH))
    past = [f"past_key_values.{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    now = [name.replace("past_key_values", "present") for name in past]
    example = (torch.randn(1, 3, WIDTH), torch.ones(1, 7, dtype=torch.long), torch.arange(4, 7)[None],
               *[torch.randn(1, HEADS, 4, SIZE) for _ in past])
    write(Language(model), example, path("language_model"), ["inputs_embeds", "attention_mask", "position_ids", *past],
          ["last_hidden_state", *now],
          dict(inputs_embeds=LENGTH, attention_mask={0: "batch_size", 1: "total_sequence_length"}, position_ids=LENGTH,
               last_hidden_state=LENGTH, **{name: {0: "batch_size", 2: "past_sequence_length"} for name in past},
               **{name: {0: "batch_size", 2: "total_sequence_length"} for name in now}))
    states, codes = torch.randn(1, 2, WIDTH), torch.zeros(1, TOKENS, dtype=torch.long)
    for name, compute in (("lm_head", lambda whole, given: whole.lm_head(given)), ("gen_head", lambda whole, given: whole.model.generation_head(given))):
        write(Part(model, compute), (states,), path(name), ["last_hidden_state"], ["logits"], dict(last_hidden_state=LENGTH, logits=LENGTH))
    write(Part(model, lambda whole, given: whole.prepare_embeddings_for_image_generation(given)), (codes[:, :2],), path("gen_img_embeds"),
          ["image_ids"], ["inputs_embeds"], dict(image_ids=LENGTH, inputs_embeds=LENGTH))
    write(Part(model, lambda whole, given: whole.model.vqmodel.decode(given)), (codes,), path("image_decode"), ["generated_tokens"],
          ["decoded_image"], dict(generated_tokens=BATCH, decoded_image=BATCH))
