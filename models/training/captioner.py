"""Writes a caption of a picture: the lower half reads the text so far, the upper half looks at the picture as well.

The lower half's last state is also drawn towards the picture's embedding, so that it learns what a text as a whole says
(CoCa, https://arxiv.org/abs/2205.01917). The image tower stays as it is.
"""

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from matcher import Look, Places
from pooler import Block
from settings import DIMENSION

WIDTH, HEADS, LOWER, UPPER = 192, 4, 2, 2
CONTEXT, START, END = 32, 2, 3        # ids of [CLS] and [SEP]


class Captioner(nn.Module):
    """Ids [N, L] from START on, and states of pictures [N, PLACES, STATE], to logits [N, L, V] of the token after each."""

    def __init__(self, vocabulary: int, dropout: float = 0.1):
        super().__init__()
        self.tokens, self.where = nn.Embedding(vocabulary, WIDTH), nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.02)
        nn.init.normal_(self.tokens.weight, std=0.02)
        self.places, self.drop = Places(WIDTH), nn.Dropout(dropout)
        self.lower = nn.ModuleList(Block(WIDTH, HEADS) for _ in range(LOWER))
        self.looks = nn.ModuleList(Look(WIDTH, HEADS) for _ in range(UPPER))
        self.upper = nn.ModuleList(Block(WIDTH, HEADS) for _ in range(UPPER))
        self.last_norm, self.middle_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.say = nn.Linear(WIDTH, DIMENSION)
        self.scale = nn.Parameter(torch.tensor(2.7))

    def read(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """States of the lower half [N, L, W], and the bias that hides what comes later [1, 1, L, L]."""
        length = ids.shape[1]
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        bias = torch.zeros(length, length).masked_fill(later, -1e4)[None, None]
        x = self.drop(self.tokens(ids) + self.where[:length])
        for block in self.lower:
            x = block(x, bias)
        return x, bias

    def write(self, x: Tensor, bias: Tensor, states: Tensor) -> Tensor:
        places = self.drop(self.places(states))
        for look, block in zip(self.looks, self.upper):
            x = block(look(x, places), bias)
        return F.linear(self.drop(self.last_norm(x)), self.tokens.weight)

    def forward(self, ids: Tensor, states: Tensor) -> Tensor:
        x, bias = self.read(ids)
        return self.write(x, bias, states).float()

    def losses(self, ids: Tensor, lengths: Tensor, states: Tensor, seen: Tensor, same: Tensor) -> dict[str, Tensor]:
        """Of whole texts [N, L], START and END in them; `same` [N, N] marks pairs that may say the same."""
        x, bias = self.read(ids[:, :-1])
        logits = self.write(x, bias, states).float()
        inside = torch.arange(ids.shape[1] - 1)[None] < lengths[:, None] - 1
        caption = F.cross_entropy(logits[inside], ids[:, 1:][inside], label_smoothing=0.05)
        last = self.middle_norm(x[torch.arange(len(ids)), lengths - 2])
        told = F.normalize(self.say(last).float(), dim=-1)
        likeness = (self.scale.exp() * seen @ told.T).masked_fill(same & ~torch.eye(len(ids), dtype=torch.bool), -1e4)
        target = torch.arange(len(ids))
        contrast = (F.cross_entropy(likeness, target) + F.cross_entropy(likeness.T, target)) / 2
        return {"caption": caption, "contrast": 0.5 * contrast}


@torch.no_grad()
def captions(model: Captioner, tokenizer: Tokenizer, states: Tensor) -> list[str]:
    """The likeliest token at each step, up to END."""
    ids, ended = torch.full((len(states), 1), START), torch.zeros(len(states), dtype=torch.bool)
    while ids.shape[1] < CONTEXT and not ended.all():
        chosen = model(ids, states)[:, -1].argmax(-1)
        ids = torch.cat([ids, torch.where(ended, END, chosen)[:, None]], 1)
        ended |= chosen == END
    return tokenizer.decode_batch(ids.tolist(), skip_special_tokens=True)


def rows_of_ids(tokenizer: Tokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    """Ids [N, L] and lengths [N]; texts that are too long are cut, END kept."""
    rows = [np.array(encoding.ids) for encoding in tokenizer.encode_batch_fast(texts)]
    rows = [row if len(row) <= CONTEXT else np.append(row[: CONTEXT - 1], END) for row in rows]
    ids = torch.full((len(rows), max(map(len, rows))), END)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.from_numpy(row)
    return ids, torch.tensor([len(row) for row in rows])
