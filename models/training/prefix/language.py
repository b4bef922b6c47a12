"""The language model and the mapper.

A decoder as Llama's (https://arxiv.org/abs/2302.13971): RMS norms, rotary places, gated linear units; the words' table is
its head, too. The mapper is ClipCap's (https://arxiv.org/abs/2111.09734): from one embedding to rows that stand where those
of words do, as in Frozen (https://arxiv.org/abs/2106.13884).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from settings import HEADS, HIDDEN, INNER, LAYERS, ROWS, WIDTH

HEAD = WIDTH // HEADS
Cache = list[tuple[Tensor, Tensor]]


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return x * (x.pow(2).mean(-1, keepdim=True) + 1e-6).rsqrt() * self.weight


def rotated(x: Tensor, places: Tensor) -> Tensor:
    """x [B, heads, T, HEAD] turned by the places [B, T] of its tokens."""
    rates = 10_000 ** (-torch.arange(0, HEAD, 2, device=x.device) / HEAD)
    angles = (places[:, None, :, None].float() * rates).repeat(1, 1, 1, 2)
    half = torch.cat([-x[..., HEAD // 2:], x[..., : HEAD // 2]], -1)
    return x * angles.cos() + half * angles.sin()


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.between = Norm(), Norm()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.gate, self.up = (nn.Linear(WIDTH, INNER, bias=False) for _ in range(2))
        self.down = nn.Linear(INNER, WIDTH, bias=False)

    def forward(self, x: Tensor, places: Tensor, allowed: Tensor | None, past: tuple[Tensor, Tensor] | None):
        """x [B, T, WIDTH] and the keys and values of all tokens so far; without `allowed` each sees those before it."""
        query, key, value = (part.unflatten(-1, (HEADS, HEAD)).transpose(1, 2) for part in self.attend(self.before(x)).chunk(3, -1))
        query, key = rotated(query, places), rotated(key, places)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        with torch.autocast("cpu", enabled=False):      # its way back is slow in 16 bits
            seen = F.scaled_dot_product_attention(query, key, value.float(), attn_mask=allowed, is_causal=allowed is None)
        x = x + self.out(seen.transpose(1, 2).flatten(2))
        y = self.between(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y)), (key, value)


class Language(nn.Module):
    def __init__(self, vocabulary: int):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.words.weight, std=0.5 / WIDTH ** 0.5)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.last = Norm()

    def states(self, rows: Tensor) -> Tensor:
        """Rows [B, T, WIDTH] where words would stand, to what is known after each."""
        places = torch.arange(rows.shape[1], device=rows.device)[None]
        for layer in self.layers:
            rows, _ = layer(rows, places, None, None)
        return self.last(rows)

    def continued(self, rows: Tensor, places: Tensor, allowed: Tensor, cache: Cache) -> tuple[Tensor, Cache]:
        """Logits of rows [B, T, WIDTH] that follow those in the cache, and the cache with them."""
        grown = []
        for layer, past in zip(self.layers, cache):
            rows, now = layer(rows, places, allowed, past)
            grown.append(now)
        return self.logits(self.last(rows)), grown

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.words.weight)


class Mapper(nn.Module):
    """Unit embeddings [B, D] to rows [B, ROWS, WIDTH]."""

    def __init__(self, dimension: int):
        super().__init__()
        self.first, self.second = nn.Linear(dimension, HIDDEN), nn.Linear(HIDDEN, ROWS * WIDTH)

    def forward(self, embeddings: Tensor) -> Tensor:
        scaled = embeddings * embeddings.shape[-1] ** 0.5
        return self.second(F.gelu(self.first(scaled))).unflatten(-1, (ROWS, WIDTH))


@torch.no_grad()
def greedy(language: Language, rows: Tensor, end: int, longest: int) -> list[list[int]]:
    """The most probable token after rows [B, T, WIDTH], again and again, each text up to its end."""
    written = torch.zeros(len(rows), 0, dtype=torch.long)
    while written.shape[1] < longest and not (written == end).any(1).all():
        chosen = language.logits(language.states(rows)[:, -1]).argmax(-1)
        written = torch.cat([written, chosen[:, None]], 1)
        rows = torch.cat([rows, language.words(chosen)[:, None]], 1)
    return [row[: row.index(end)] if end in row else row for row in written.tolist()]
