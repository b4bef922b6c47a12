"""The three networks of `kinodex/embedded`; every embedding they give is L2-normalised and lives in one joint space."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from settings import DIMENSION


class ConvUnit(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, stride: int = 1):
        super().__init__(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs),
                         nn.ReLU(inplace=True))


class ResidualUnit(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first, self.second = ConvUnit(width, width), ConvUnit(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(self.first(x))


class ImageEncoder(nn.Module):
    """A residual network of dense 3 x 3 convolutions, which CPUs run fastest (248 M multiply-adds at 64 px).

    `widths` are the channels of the stem and of each stage, `units` the residual units of each stage. The embedding
    adds what is seen (average pooling) to where it is seen (a coarse 4 x 4 map): pooling over time needs the places.
    """

    def __init__(self, widths: tuple[int, ...] = (48, 96, 192, 384), units: tuple[int, ...] = (1, 2, 2), layout: int = 24):
        super().__init__()
        self.stem = ConvUnit(12, widths[0])
        self.body = nn.Sequential(*[layer for before, after, count in zip(widths, widths[1:], units)
                                    for layer in (ConvUnit(before, after, 2), *(ResidualUnit(after) for _ in range(count)))])
        self.content = nn.Linear(widths[-1], DIMENSION)
        self.places = nn.Conv2d(widths[-1], layout, 1)
        self.layout = nn.Linear(layout * 16, DIMENSION)

    def features(self, pixels: Tensor) -> Tensor:
        """Unnormalised embeddings: float [N, 3, H, W] to [N, D]."""
        x = self.body(self.stem(F.pixel_unshuffle(pixels, 2)))          # [N, 384, H/16, W/16]
        where = self.places(x)
        if where.shape[-1] != 4:
            where = F.interpolate(where, (4, 4), mode="bilinear", align_corners=False)
        return self.content(x.mean((2, 3))) + self.layout(where.flatten(1))

    def forward(self, pixels: Tensor) -> Tensor:
        """Pixels [N, 3, H, W] to embeddings [N, D]."""
        return F.normalize(self.features(pixels).float(), dim=-1)


class Block(nn.Module):
    """A pre-normalised transformer block; `mask` is 1 for real tokens."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        n, length, width = x.shape
        heads, depth = self.heads, width // self.heads
        q, k, v = self.qkv(self.before_attention(x)).chunk(3, -1)
        q, k, v = (part.reshape(n, length, heads, depth).transpose(1, 2) for part in (q, k, v))
        attention = (q @ k.transpose(-1, -2) * depth ** -0.5 + bias).softmax(-1)   # [N, heads, L, L]
        mixed = (attention @ v).transpose(1, 2).reshape(n, length, width)
        x = x + self.out(mixed)
        return x + self.mlp(self.before_mlp(x))


def attention_bias(mask: Tensor) -> Tensor:
    """Additive bias [N, 1, 1, L] that hides padding."""
    return (1.0 - mask.float())[:, None, None, :] * -1e4


class TextEncoder(nn.Module):
    """A small transformer over sub-words; the embedding mixes the first token with the mean of all."""

    def __init__(self, vocabulary: int, width: int = 192, layers: int = 3, heads: int = 4, length: int = 40):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.randn(length, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last_norm = nn.LayerNorm(width)
        self.project = nn.Linear(2 * width, DIMENSION)
        nn.init.normal_(self.tokens.weight, std=0.05)

    def hidden(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 [N, L] twice to float [N, L, width]."""
        x = self.tokens(input_ids) + self.positions[: input_ids.shape[1]]
        bias = attention_bias(attention_mask)
        for block in self.blocks:
            x = block(x, bias)
        return self.last_norm(x)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        x = self.hidden(input_ids, attention_mask)
        mask = attention_mask.to(x.dtype)[:, :, None]
        mean = (x * mask).sum(1) / mask.sum(1)
        return F.normalize(self.project(torch.cat([x[:, 0], mean], -1)).float(), dim=-1)


class TemporalPooler(nn.Module):
    """Mean pooling plus learnt, order-aware parts, so that content is never pooled worse than by the mean.

    A linear part reads how frames lean on the first Legendre polynomials of time ("more of this early, of that late");
    being linear, it works for whatever the frames show. A transformer adds the rest: its tokens carry a frame's
    embedding, its change since the frame before, its difference from the mean, and its time.
    """

    def __init__(self, width: int = 192, layers: int = 2, heads: int = 4, frequencies: int = 8):
        super().__init__()
        self.register_buffer("frequencies", 2.0 ** torch.arange(frequencies) * 0.5)
        self.embed = nn.Linear(3 * DIMENSION + 4 * frequencies + 1, width)
        self.summary = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last_norm = nn.LayerNorm(width)
        self.residual = nn.Linear(width, DIMENSION)
        self.trend = nn.Linear(3 * DIMENSION, DIMENSION, bias=False)
        nn.init.zeros_(self.trend.weight)
        nn.init.zeros_(self.residual.weight)
        nn.init.zeros_(self.residual.bias)

    def forward(self, frames: Tensor, mask: Tensor, times: Tensor) -> Tensor:
        """Frame embeddings [N, T, D], mask [N, T] (1 is real), seconds [N, T] to clip embeddings [N, D]."""
        weight = (mask / mask.sum(1, keepdim=True))[:, :, None]
        mean = (frames * weight).sum(1, keepdim=True)
        earlier = torch.cat([frames[:, :1], frames[:, :-1]], 1)
        last = (times * mask).amax(1, keepdim=True)
        relative = times / (last + 1e-3)                                # 0 is the first frame, 1 the last
        t = 2 * relative - 1
        basis = torch.stack([t, 1.5 * t ** 2 - 0.5, 2.5 * t ** 3 - 1.5 * t], 1) * weight[:, None, :, 0]
        trend = self.trend((basis @ (frames - mean)).flatten(1))        # [N, 3, D] to [N, D]
        clock = torch.cat([relative[:, :, None] * self.frequencies, times[:, :, None] * self.frequencies * 0.25], -1)
        clock = clock * 3.14159265
        tokens = torch.cat([frames, frames - earlier, frames - mean, clock.sin(), clock.cos(), relative[:, :, None]], -1)
        x = self.embed(tokens * mask[:, :, None])                       # [N, T, width]
        x = torch.cat([self.summary + torch.zeros_like(x[:, :1]), x], 1)
        bias = attention_bias(torch.cat([torch.ones_like(mask[:, :1]), mask], 1))
        for block in self.blocks:
            x = block(x, bias)
        return F.normalize(F.normalize(mean[:, 0], dim=-1) + trend + self.residual(self.last_norm(x[:, 0])), dim=-1)
