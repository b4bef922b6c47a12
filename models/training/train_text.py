"""Trains the text tower to put every text where the sentence encoder puts it.

    python train_text.py --minutes 40

Embeds all texts with the teacher once, cuts the tokeniser to what occurs in them, then learns: each text near its teacher's
vector, and each batch's similarities as the teacher has them. Checkpoints every minute; run again to resume.
"""

import time
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from frozen import Frozen
from settings import arguments
from text import TextTower, encode, own_tokenizer, padded, teacher
from texts import all_texts

LAYERS = (0, 2, 5)                    # of the teacher, that the student starts from
BATCH, RATE, SHARPNESS = 256, 4e-4, 20.0
TESTED = 2000                         # texts, evenly spread, that measure and never train


def embed_texts(texts: list[str], folder: Path) -> np.ndarray:
    """float16 [N, D] of the teacher."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding(), tokenizer.no_truncation()
    rows = encode(tokenizer, texts)
    run = Frozen(teacher(folder), dict(zip(("ids", "mask"), padded(rows[:2]))), ["embedding"], dynamic=(0, 1))
    order = np.argsort([len(row) for row in rows], kind="stable")
    found = np.zeros((len(texts), 384), np.float16)
    for at in np.array_split(order, max(1, len(order) // 128)):
        found[at] = run(*(part.numpy() for part in padded([rows[i] for i in at])))[0]
    return found


def prepare(work: Path) -> None:
    """`texts/texts.txt`, `texts/teacher.npy`, `texts/tokenizer.json`, `texts/start.pt`."""
    folder, minilm = work / "texts", work / "packages/minilm"
    folder.mkdir(exist_ok=True)
    texts = [" ".join(text.split()) for text in all_texts(work)]
    texts = list(dict.fromkeys(text for text in texts if text))
    (folder / "texts.txt").write_text("\n".join(texts) + "\n")
    tokenizer, rows = own_tokenizer(minilm, texts)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.save(teacher(minilm, rows, LAYERS).state_dict(), folder / "start.pt")
    print(f"{len(texts)} texts, {len(rows)} tokens", flush=True)
    np.save(folder / "teacher.npy", embed_texts(texts, minilm))


class Texts:
    """Token ids of all texts, sorted into batches of like length, and the teacher's vectors."""

    def __init__(self, work: Path):
        folder = work / "texts"
        self.texts = (folder / "texts.txt").read_text().splitlines()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.vectors = np.load(folder / "teacher.npy", mmap_mode="r")
        tested = np.zeros(len(self.texts), bool)
        tested[:: len(tested) // TESTED] = True
        self.tested, self.training = np.flatnonzero(tested), np.flatnonzero(~tested)

    @cached_property
    def rows(self) -> list[np.ndarray]:
        return encode(self.tokenizer, self.texts)

    @cached_property
    def lengths(self) -> np.ndarray:
        return np.array([len(row) for row in self.rows])

    def batch(self, rng: np.random.Generator) -> np.ndarray:
        """Neighbours in length, so that little is padded."""
        drawn = rng.choice(self.training, 16 * BATCH)
        drawn = drawn[np.argsort(self.lengths[drawn] + rng.random(len(drawn)))]
        at = rng.integers(16) * BATCH
        return drawn[at:at + BATCH]

    def read(self, at: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        return *padded([self.rows[i] for i in at]), torch.from_numpy(self.vectors[np.sort(at)].astype(np.float32))


def distillation(ours: Tensor, theirs: Tensor) -> Tensor:
    """How far unit embeddings [N, D] are from the teacher's, and their similarities from its similarities."""
    own, wanted = (SHARPNESS * part @ part.T - 1e4 * torch.eye(len(part)) for part in (ours, theirs))
    relation = F.kl_div(own.log_softmax(-1), wanted.log_softmax(-1), log_target=True, reduction="batchmean")
    return 10 * (1 - (ours * theirs).sum(-1)).mean() + relation


def agreement(tower: TextTower, data: Texts) -> dict[str, float]:
    """On texts kept back: mean cosine to the teacher, rank correlation of similarities, same nearest neighbour."""
    tower.eval()
    ours = np.zeros((len(data.tested), 384), np.float32)
    order = data.tested[np.argsort(data.lengths[data.tested])]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        ours = np.concatenate([tower(*padded([data.rows[i] for i in at])).float().numpy() for at in np.array_split(order, 20)])
    tower.train()
    theirs = data.vectors[order].astype(np.float32)
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    pairs = np.triu_indices(len(order), 1)
    a, b = ((part @ part.T)[pairs] for part in (ours, theirs))
    ranks = [np.argsort(np.argsort(part[::7])) for part in (a, b)]
    nearest = [(part @ part.T - 2 * np.eye(len(part))).argmax(1) for part in (ours, theirs)]
    return {"cosine": float((ours * theirs).sum(1).mean()), "rankCorrelation": float(np.corrcoef(*ranks)[0, 1]),
            "sameNearest": float((nearest[0] == nearest[1]).mean())}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=40)
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    folder, checkpoint = options.work / "texts", options.work / "text.pt"
    if not (folder / "teacher.npy").exists():
        prepare(options.work)
    data = Texts(options.work)
    tower = TextTower(data.tokenizer.get_vocab_size(), len(LAYERS))
    tower.load_state_dict(torch.load(folder / "start.pt"))
    optimiser = torch.optim.AdamW(tower.parameters(), RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    step, spent = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        tower.load_state_dict(saved["tower"]), optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["spent"]
    budget, told = options.minutes * 60, spent
    while spent < budget:
        started = time.process_time()
        optimiser.param_groups[0]["lr"] = RATE * min(1, (step + 1) / 100) * (1 - spent / budget) + 1e-6
        ids, mask, wanted = data.read(np.sort(data.batch(np.random.default_rng(step))))
        with torch.autocast("cpu", torch.bfloat16):
            loss = distillation(tower(ids, mask), F.normalize(wanted, dim=-1))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        optimiser.step()
        step, spent = step + 1, spent + time.process_time() - started
        if spent - told > 60 or spent >= budget:
            told = spent
            print(f"{step} {spent / 60:.1f} CPU min loss {loss.item():.3f} {agreement(tower, data)}", flush=True)
            torch.save({"tower": tower.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent},
                       checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)


if __name__ == "__main__":
    main()
