"""The temporal pooler: embeddings of frames in order to one embedding of the clip."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from settings import DIMENSION


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
