"""Writes `hub/double/prefix`: what the recipe in `models/training/prefix` exports, tiny and with random weights, and beside it
`reference.json`, what PyTorch makes of some embeddings.

`OMP_NUM_THREADS=1 python3 make_prefix.py` in this folder; `models/training/prefix/requirements.txt` says what it needs.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "models/training/prefix"))

import settings

settings.WIDTH, settings.LAYERS, settings.HEADS, settings.INNER, settings.VOCABULARY = 32, 2, 2, 48, 320
settings.ROWS, settings.HIDDEN, settings.MAX_TOKENS = 3, 24, 12

import export
from language import Language, Mapper, greedy
from sentences import train_tokenizer

DIMENSION = 16
TEXTS = ["a dog runs along the beach", "a red car at night", "two people cook in a kitchen", "the boat sails on the sea"]
FOLDER = HERE / "hub/double/prefix"


def log_probabilities(language: Language, rows: torch.Tensor, tokens: list[int]) -> list[float]:
    """Of each token that was written, given those before it."""
    read = torch.cat([rows, language.words(torch.tensor([tokens[:-1]], dtype=torch.long))], 1)
    logits = language.logits(language.states(read))[0, rows.shape[1] - 1:]
    return F.log_softmax(logits, -1).gather(1, torch.tensor(tokens)[:, None])[:, 0].tolist()


torch.manual_seed(7)
torch.set_num_threads(1)
tokenizer = train_tokenizer(TEXTS * 4)
language, mapper = Language(tokenizer.get_vocab_size()), Mapper(DIMENSION)
for weights in [*language.parameters(), *mapper.parameters()]:
    if weights.dim() > 1:
        weights.data.mul_(3)    # else the last token wins for ever
    weights.data = weights.data.half().float()    # as the files hold them
language.eval().requires_grad_(False), mapper.eval().requires_grad_(False)
end = tokenizer.token_to_id(settings.END)
export.write_repository(FOLDER, tokenizer, language, mapper, {"id": "double/clip", "hash": "0" * 64, "dimension": DIMENSION})
clips = []
for count in (1, 1, 2, 5):
    frames = F.normalize(torch.randn(count, DIMENSION), dim=-1)
    rows = mapper(F.normalize(frames.mean(0), dim=-1)[None])
    [tokens] = greedy(language, rows, end, settings.MAX_TOKENS)
    clips.append({"embeddings": frames.tolist(), "tokens": tokens, "text": tokenizer.decode(tokens),
                  "logProbabilities": log_probabilities(language, rows, tokens)})
(FOLDER / "reference.json").write_text(json.dumps({"dimension": DIMENSION, "clips": clips}, indent=1) + "\n")
print(clips)
