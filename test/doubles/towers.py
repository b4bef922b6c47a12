"""Towers of contrastive models with random weights: as transformers builds them, or by hand where it does not."""

import torch
from torch import nn
from transformers import CLIPConfig, CLIPModel, SiglipConfig, SiglipModel

SIDE, EMBEDDING = 32, 16
SIZES = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2)
SCALES = {"token": 1.0, "q_proj": 1.0, "k_proj": 1.0, "in_proj": 0.7, "embed": 0.5, "places": 0.5}
VISION = dict(image_size=SIDE, patch_size=8, **SIZES)


def clip(vocabulary, length):
    """Both towers of CLIP; a text is what its end token, the one with the highest id, has seen."""
    text = dict(vocab_size=vocabulary, max_position_embeddings=length, bos_token_id=vocabulary - 2, eos_token_id=vocabulary - 1,
                pad_token_id=vocabulary - 1, projection_dim=EMBEDDING, **SIZES)
    config = CLIPConfig(text_config=text, vision_config=dict(projection_dim=EMBEDDING, **VISION), projection_dim=EMBEDDING)
    config.architectures = ["CLIPModel"]
    model = randomised(CLIPModel(config), seed=1)
    vision = Tower(model, lambda m, pixels: m.visual_projection(m.vision_model(pixel_values=pixels).pooler_output))
    return vision, Tower(model, lambda m, ids: m.text_projection(m.text_model(input_ids=ids).pooler_output)), config


def siglip(vocabulary, length, pad, seed):
    """Both towers of SigLIP, each with its last states before what it pools from them, as on hubs."""
    text = dict(vocab_size=vocabulary, max_position_embeddings=length, pad_token_id=pad, bos_token_id=2, eos_token_id=1,
                projection_size=EMBEDDING, **SIZES)
    config = SiglipConfig(text_config=text, vision_config=VISION)
    config.architectures = ["SiglipModel"]
    model = randomised(SiglipModel(config), seed)
    both = lambda states: (states.last_hidden_state, states.pooler_output)
    vision = Tower(model, lambda m, pixels: both(m.vision_model(pixel_values=pixels)))
    return vision, Tower(model, lambda m, ids: both(m.text_model(input_ids=ids))), config


def mobileclip(vocabulary, length):
    """CLIP's vision tower, and a text tower that sees what follows, so that padding changes an embedding."""
    vision, _, config = clip(vocabulary, length)
    return Tower(randomised(vision.model, seed=21), vision.run), Tower(randomised(OpenTextTower(vocabulary, length), seed=5)), config


class OpenTextTower(nn.Module):
    """A text transformer without a causal mask."""

    def __init__(self, vocabulary, length):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, 16), nn.Embedding(length, 16)
        self.layer = nn.TransformerEncoderLayer(16, 2, 32, 0, "gelu", batch_first=True, norm_first=True)
        self.norm, self.projection = nn.LayerNorm(16), nn.Linear(16, EMBEDDING, bias=False)

    def forward(self, ids):
        states = self.layer(self.tokens(ids) + self.places.weight)
        end = ids.argmax(-1)
        return self.projection(self.norm(states)[torch.arange(ids.shape[0]), end])


class Tower(nn.Module):
    """A part of a model as a module that can be exported."""

    def __init__(self, model, run=lambda model, values: model(values)):
        super().__init__()
        self.model, self.run = model.eval(), run

    def forward(self, values):
        return self.run(self.model, values)


class Unit(nn.Module):
    """A tower whose embeddings have norm 1."""

    def __init__(self, tower):
        super().__init__()
        self.tower = tower

    def forward(self, values):
        return nn.functional.normalize(self.tower(values), dim=-1)


def randomised(model, seed):
    """Weights large enough that every token and pixel counts: what libraries start from makes all embeddings alike."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            if weight.ndim == 1 and "norm" in name.lower() and name.endswith("weight"):
                continue
            if name not in ("logit_scale", "logit_bias"):
                weight.normal_(0, next((scale for part, scale in SCALES.items() if part in name), 0.3), generator=random)
    return model
