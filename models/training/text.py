"""The text tower, a BERT of few layers, and the sentence encoder that teaches it.

The student has the teacher's width, so it starts from some of the teacher's own layers, and its vocabulary is that part of
the teacher's which occurs in the training texts (https://arxiv.org/abs/1910.01108, https://arxiv.org/abs/2012.15828).
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from pooler import Block, attention_bias
from settings import DIMENSION

CONTEXT = 64
WIDTH, HEADS = 384, 12
CLS, SEP = "[CLS]", "[SEP]"
UNKNOWN = 1                           # its id; stands for a word that is left out as well


class Layer(nn.Module):
    """Post-normalised, as BERT."""

    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.after_attention, self.after_mlp = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias).softmax(-1)      # [N, heads, L, L]
        mixed = (weights @ v).transpose(1, 2).reshape(n, length, WIDTH)
        x = self.after_attention(x + self.out(mixed))
        return self.after_mlp(x + self.narrow(F.gelu(self.wide(x))))


class Order(nn.Module):
    """What the order of words adds to a text's embedding: the student's token vectors [N, L, WIDTH] to [N, D], nothing at first."""

    def __init__(self, width: int = 192, layers: int = 2, heads: int = 4):
        super().__init__()
        self.embed, self.places = nn.Linear(WIDTH, width), nn.Parameter(torch.randn(CONTEXT, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last_norm, self.add = nn.LayerNorm(width), nn.Linear(width, DIMENSION)
        nn.init.zeros_(self.add.weight), nn.init.zeros_(self.add.bias)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        x, bias = self.embed(tokens) + self.places[: tokens.shape[1]], attention_bias(mask)
        for block in self.blocks:
            x = block(x, bias)
        weight = mask[:, :, None].to(x.dtype)
        return self.add((self.last_norm(x) * weight).sum(1) / weight.sum(1)).float()


class TextTower(nn.Module):
    """Token ids and mask [N, L] to unit embeddings [N, D]: the mean of the last layer through a linear map.

    `order`, once there is one, is a second reader of the same tokens: to the first, sentences with two words swapped say nearly
    the same, as they do to its teacher.
    """

    def __init__(self, vocabulary: int, layers: int):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.project = nn.Linear(WIDTH, DIMENSION)
        nn.init.eye_(self.project.weight), nn.init.zeros_(self.project.bias)
        self.order: Order | None = None

    def look_up(self, ids: Tensor) -> Tensor:
        """Token vectors [N, L, WIDTH]."""
        return self.norm(self.tokens(ids) + self.positions.weight[: ids.shape[1]])

    def states(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """What the last layer gives of each token [N, L, WIDTH]."""
        x, bias = tokens, (1 - mask.float())[:, None, None] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @staticmethod
    def mean_of(states: Tensor, mask: Tensor) -> Tensor:
        """Unit means [N, WIDTH]."""
        return F.normalize((states * mask[:, :, None].to(states.dtype)).sum(1).float(), dim=-1)

    def embed(self, mean: Tensor, tokens: Tensor, mask: Tensor) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            known = self.project(mean)
        return F.normalize(known if self.order is None else known + self.order(tokens, mask), dim=-1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.both(ids, mask)[0]

    def both(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Unit embeddings [N, D], and states of the last layer [N, L, WIDTH]."""
        tokens = self.look_up(ids)
        states = self.states(tokens, mask)
        return self.embed(self.mean_of(states, mask), tokens, mask), states


class Mean(nn.Module):
    """The tower up to its mean, for export to a fast runtime."""

    def __init__(self, tower: TextTower):
        super().__init__()
        self.tower = tower

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.tower.mean_of(self.tower.states(self.tower.look_up(ids), mask), mask)


class TextStates(nn.Module):
    """Token ids and mask to the states of the last layer [N, L, WIDTH], for export to a fast runtime."""

    def __init__(self, tower: TextTower):
        super().__init__()
        self.tower = tower

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.tower.states(self.tower.look_up(ids), mask)


def teacher(folder: Path, keep: Tensor | None = None, layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)) -> TextTower:
    """The network of `folder` with some of its layers, and the rows `keep` of its vocabulary."""
    saved = load_file(folder / "model.safetensors")
    words = saved["embeddings.word_embeddings.weight"]
    words = words if keep is None else words[keep]
    tower = TextTower(len(words), len(layers))
    state = {"tokens.weight": words, "norm.weight": saved["embeddings.LayerNorm.weight"],
             "positions.weight": saved["embeddings.position_embeddings.weight"][:CONTEXT]
             + saved["embeddings.token_type_embeddings.weight"][0], "norm.bias": saved["embeddings.LayerNorm.bias"],
             "project.weight": tower.project.weight, "project.bias": tower.project.bias}
    for i, layer in enumerate(layers):
        at = f"encoder.layer.{layer}."
        for kind in ("weight", "bias"):
            state[f"layers.{i}.qkv.{kind}"] = torch.cat([saved[f"{at}attention.self.{part}.{kind}"] for part in ("query", "key", "value")])
            for ours, theirs in (("out", "attention.output.dense"), ("after_attention", "attention.output.LayerNorm"),
                                 ("wide", "intermediate.dense"), ("narrow", "output.dense"), ("after_mlp", "output.LayerNorm")):
                state[f"layers.{i}.{ours}.{kind}"] = saved[f"{at}{theirs}.{kind}"]
    tower.load_state_dict(state)
    return tower.eval()


def own_tokenizer(folder: Path, texts: list[str]) -> tuple[Tokenizer, Tensor]:
    """The teacher's tokeniser with the tokens of `texts` and all single signs; and the teacher's row of each token."""
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    whole.no_padding(), whole.no_truncation()
    used = {i for encoding in whole.encode_batch_fast(texts, add_special_tokens=False) for i in encoding.ids}
    description = json.loads(whole.to_str())
    vocabulary = description["model"]["vocab"]
    special = ["[PAD]", "[UNK]", CLS, SEP]
    kept = special + [word for word, i in sorted(vocabulary.items(), key=lambda item: item[1]) if word not in special
                      and (i in used or len(word.removeprefix("##")) == 1 and word.removeprefix("##").isascii())]
    description["model"]["vocab"] = {word: i for i, word in enumerate(kept)}
    description["added_tokens"] = [dict(token, id=kept.index(token["content"])) for token in description["added_tokens"]
                                   if token["content"] in special]
    for token in description["post_processor"]["special_tokens"].values():
        token["ids"] = [kept.index(token["id"])]
    return Tokenizer.from_str(json.dumps(description)), torch.tensor([vocabulary[word] for word in kept])


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[np.ndarray]:
    """Ids of each text, cut to the context; the last is always [SEP]."""
    rows = [np.array(encoding.ids, np.int32) for encoding in tokenizer.encode_batch_fast(texts)]
    return [row if len(row) <= CONTEXT else np.append(row[: CONTEXT - 1], row[-1]) for row in rows]


def padded(rows: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Ids and mask, int64 [N, L]."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
    ids = torch.from_numpy(ids)
    return ids, (ids != 0).long()
