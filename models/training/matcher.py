"""Reads a picture and a text together: whether they match, and which word is missing.

A small cross-modal encoder over what the image tower and the text tower make of each (https://arxiv.org/abs/2107.07651): text
tokens look at one another and at 5 x 5 places of the picture. Both towers stay as they are, so that one trunk does for all.
What it says of a match is added to what the towers' embeddings say already: it learns where they are wrong, and knows no less.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pooler import Block, attention_bias
from text import CONTEXT
from text import WIDTH as TEXT
from tower import PLACES, STATE

WIDTH, LAYERS, HEADS, WORD = 192, 3, 4, 96


class Look(nn.Module):
    """Tokens [N, L, W] look at places [N, P, W]."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads, self.before = heads, nn.LayerNorm(width)
        self.query, self.keys, self.out = nn.Linear(width, width), nn.Linear(width, 2 * width), nn.Linear(width, width)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        n, length, width = x.shape
        split = lambda part: part.reshape(n, -1, self.heads, width // self.heads).transpose(1, 2)
        q, (k, v) = split(self.query(self.before(x))), map(split, self.keys(places).chunk(2, -1))
        weights = (q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5).softmax(-1)            # [N, heads, L, P]
        return x + self.out((weights @ v).transpose(1, 2).reshape(n, length, width))


class Places(nn.Module):
    """States of a picture [N, PLACES, STATE] to [N, PLACES, W]."""

    def __init__(self, width: int):
        super().__init__()
        self.norm, self.map = nn.LayerNorm(STATE), nn.Linear(STATE, width)
        self.where, self.after = nn.Parameter(torch.randn(PLACES, width) * 0.02), nn.LayerNorm(width)

    def forward(self, states: Tensor) -> Tensor:
        return self.after(self.map(self.norm(states)) + self.where)


class Matcher(nn.Module):
    """States of pictures [N, PLACES, STATE], states of texts [N, L, TEXT], mask [N, L], and the embeddings [N, D] of both, to log odds
    [N] that they match, and logits [N, L, V] of the word at each token."""

    def __init__(self, vocabulary: int, dropout: float = 0.2):
        super().__init__()
        self.scale, self.offset = nn.Parameter(torch.tensor(3.0)), nn.Parameter(torch.tensor(-6.0))
        self.drop = nn.Dropout(dropout)
        self.places, self.embed = Places(WIDTH), nn.Linear(TEXT, WIDTH)
        self.where = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.02)
        self.looks = nn.ModuleList(Look(WIDTH, HEADS) for _ in range(LAYERS))
        self.blocks = nn.ModuleList(Block(WIDTH, HEADS) for _ in range(LAYERS))
        self.last_norm, self.match = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1, bias=False)
        nn.init.zeros_(self.match.weight)
        self.word, self.words = nn.Linear(WIDTH, WORD), nn.Linear(WORD, vocabulary)

    def start_from(self, tokens: Tensor) -> None:
        """Words begin as the main directions of the text tower's own [V, TEXT]."""
        centred = tokens - tokens.mean(0)
        _, _, directions = torch.linalg.svd(centred, full_matrices=False)
        with torch.no_grad():
            self.words.weight.copy_(F.normalize(centred @ directions[:WORD].T, dim=-1))
            nn.init.zeros_(self.words.bias)

    def read(self, pictures: Tensor, texts: Tensor, mask: Tensor) -> Tensor:
        places, bias = self.drop(self.places(pictures)), attention_bias(mask)
        x = self.drop(self.embed(texts) + self.where[: texts.shape[1]])
        for look, block in zip(self.looks, self.blocks):
            x = block(look(x, places), bias)
        return self.last_norm(x)

    def odds(self, x: Tensor, seen: Tensor, told: Tensor) -> Tensor:
        """Log odds [N] by states [N, L, W] and unit embeddings [N, D]."""
        return self.scale.exp() * (seen * told).sum(-1) + self.offset + self.match(x[:, 0])[:, 0].float()

    def forward(self, pictures: Tensor, texts: Tensor, mask: Tensor, seen: Tensor, told: Tensor) -> tuple[Tensor, Tensor]:
        x = self.read(pictures, texts, mask)
        return self.odds(x, seen, told), self.words(self.word(x)).float()
