"""Trains the language model on sentences, freezes it, and trains the mapper from embeddings to its prefix.

    python train.py [--language-minutes 22] [--mapper-minutes 12] [--model ID]

Minutes are of one core. Both runs go on from their checkpoints, `language.pt` and, in the model's folder, `mapper.pt`.
The language model knows nothing of the space of embeddings: for another model only the mapper is trained again.
"""

import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from language import Language, Mapper
from run import Run
from sentences import is_held_out, with_keywords
from settings import END, MAX_TOKENS, ROWS, arguments, folder_of

BATCH = 96
SCENES = 0.25                   # share of the language model's texts that are of rendered scenes
SHARES = {"sentences": 0.45, "pictures": 0.25, "scenes": 0.3}
OTHERNESS = (0.2, 0.8)          # of what a picture's embedding has beyond its caption's, the share that a sentence gets


def padded(rows: list[list[int]], end: int) -> tuple[Tensor, Tensor]:
    """Ids [B, T] filled up with `end`, and which count, bool [B, T]."""
    length = max(map(len, rows))
    ids = torch.full((len(rows), length), end)
    counts = torch.zeros(len(rows), length, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row)], counts[i, : len(row)] = torch.tensor(row), True
    return ids, counts


def loss_of(language: Language, rows: Tensor, targets: Tensor, counts: Tensor) -> Tensor:
    """Mean of -log p of the tokens that count; the row before each stands at its place."""
    with torch.autocast("cpu", torch.bfloat16):
        states = language.states(rows)
        logits = language.logits(states[counts])
    return F.cross_entropy(logits, targets[counts])


def train_language(work: Path, tokenizer: Tokenizer, minutes: float) -> Language:
    end = tokenizer.token_to_id(END)
    texts = [(work / name).read_text().splitlines() for name in ("sentences.txt", "scenes.txt")]
    language = Language(tokenizer.get_vocab_size())
    run = Run(work / "language.pt", language, minutes, 3e-3)
    for step in run.steps():
        rng = random.Random(step)
        chosen = [rng.choice(texts[rng.random() < SCENES]) for _ in range(8 * BATCH)]
        chosen.sort(key=len)    # texts of a batch are about as long as each other
        at = rng.randrange(8) * BATCH
        pairs = [with_keywords(rng, text) for text in chosen[at:at + BATCH]]
        keys, captions = ([one.ids for one in tokenizer.encode_batch(list(part))] for part in zip(*pairs))
        ids, counts = padded([key + caption[:MAX_TOKENS] + [end] for key, caption in zip(keys, captions)], end)
        for row, key in zip(counts, keys):
            row[: len(key)] = False
        run.descend(loss_of(language, language.words(ids[:, :-1]), ids[:, 1:], counts[:, 1:]))
    return language


class Captioned:
    """Embeddings of one space with captions; see `prepare.embed` for where they are from."""

    def __init__(self, folder: Path, tokenizer: Tokenizer):
        def read(name: str) -> tuple[np.ndarray, list[list[list[int]]]]:
            rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
            keep = [i for i, row in enumerate(rows) if not is_held_out(row.get("key", "")) or "key" not in row]
            spoken = [[one.ids[:MAX_TOKENS] for one in tokenizer.encode_batch([f" {text}" for text in rows[i]["captions"]])]
                      for i in keep]
            return np.load(folder / f"{name}.npy").astype(np.float32)[keep], spoken
        self.sources = {name: read(name) for name in SHARES}
        self.beyond = self._beyond(folder)

    @staticmethod
    def _beyond(folder: Path) -> np.ndarray:
        """What the embeddings of pictures have beyond those of their captions, [N, D]: it tells how the two differ."""
        rows = [json.loads(line) for line in (folder / "pictures.jsonl").read_text().splitlines()]
        pictures, spoken = (np.load(folder / f"{name}.npy").astype(np.float32) for name in ("pictures", "spoken"))
        views = len(rows) // len({row["key"] for row in rows})
        found, at = [], 0
        for i in range(0, len(rows), views):
            count = len(rows[i]["captions"])
            if not is_held_out(rows[i]["key"]):
                found.append(pictures[i] - spoken[at:at + count])
            at += count
        return np.concatenate(found)

    def batch(self, rng: np.random.Generator) -> tuple[Tensor, list[list[int]]]:
        """Unit embeddings [B, D], and the tokens of a caption of each.

        A sentence stands for the picture that it describes: its own embedding is moved by what a picture's has beyond its
        caption's (as https://arxiv.org/abs/2211.00575 does with plain noise), so that far more captions than pictures
        are learnt from.
        """
        embeddings, captions = [], []
        for name, share in SHARES.items():
            vectors, spoken = self.sources[name]
            chosen = rng.integers(len(vectors), size=round(share * BATCH))
            picked = vectors[chosen]
            if name == "sentences":
                moved = self.beyond[rng.integers(len(self.beyond), size=len(chosen))] - self.beyond.mean(0)
                picked = picked + self.beyond.mean(0) + rng.uniform(*OTHERNESS, (len(chosen), 1)) * moved
            else:
                picked = picked + rng.normal(0, 0.3 * picked.shape[1] ** -0.5, picked.shape)
            embeddings.append(picked)
            captions += [spoken[i][rng.integers(len(spoken[i]))] for i in chosen]
        return F.normalize(torch.from_numpy(np.concatenate(embeddings)).float(), dim=-1), captions


def train_mapper(work: Path, folder: Path, tokenizer: Tokenizer, language: Language, minutes: float) -> Mapper:
    end = tokenizer.token_to_id(END)
    data = Captioned(folder, tokenizer)
    mapper = Mapper(data.beyond.shape[1])
    language.requires_grad_(False).eval()
    run = Run(folder / "mapper.pt", mapper, minutes, 2e-3)
    for step in run.steps():
        embeddings, captions = data.batch(np.random.default_rng(step))
        ids, counts = padded([caption + [end] for caption in captions], end)
        rows = torch.cat([mapper(embeddings), language.words(ids[:, :-1])], 1)
        blank = lambda value, like: torch.full((len(ids), ROWS - 1), value, dtype=like.dtype)
        run.descend(loss_of(language, rows, torch.cat([blank(end, ids), ids], 1), torch.cat([blank(False, counts), counts], 1)))
    return mapper


def load_trained(work: Path, model: str) -> tuple[Tokenizer, Language, Mapper]:
    """What `train.py` left."""
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    language, folder = Language(tokenizer.get_vocab_size()), folder_of(work, model)
    mapper = Mapper(json.loads((folder / "space.json").read_text())["dimension"])
    language.load_state_dict(torch.load(work / "language.pt", weights_only=True)["module"])
    mapper.load_state_dict(torch.load(folder / "mapper.pt", weights_only=True)["module"])
    return tokenizer, language.eval().requires_grad_(False), mapper.eval().requires_grad_(False)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--language-minutes", type=float, default=22)
    parser.add_argument("--mapper-minutes", type=float, default=12)
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    language = train_language(options.work, tokenizer, options.language_minutes)
    train_mapper(options.work, folder_of(options.work, options.model), tokenizer, language, options.mapper_minutes)


if __name__ == "__main__":
    main()
