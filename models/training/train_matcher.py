"""Trains the small encoder that reads a picture and a text together, once both towers are finished.

    python train_matcher.py --minutes 40

Three texts for every picture: its own, one of another picture that the towers take for likely (https://arxiv.org/abs/2107.07651),
and the text of its twin where it has one. Of a fourth, the own with words left out, it says the words. Checkpoints every two minutes.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frozen import Frozen
from matcher import Matcher
from measure import clip_maps, percent, rows_of
from pairs import Pairs, twins_told_apart
from run import Run
from settings import arguments
from text import UNKNOWN, TextStates, encode, padded
from tower import ImageTower, States
from train_time import Joint, load_image_tower
from train_text import Texts
from trunk import GRID, MAP
from views import lower_part

PHOTOGRAPHS, SCENES = 48, 48          # pictures in a step
LEFT_OUT, RATE = 0.3, 1e-3
CANDIDATES, NEAREST = 20, 30


class Both(nn.Module):
    """States and embeddings of kept maps."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower, self.states = tower, States(tower)

    def forward(self, kept: Tensor) -> tuple[Tensor, Tensor]:
        return self.states(kept), self.tower.embed(kept)


class Towers:
    """The finished towers: what they make of pictures and of texts."""

    def __init__(self, work: Path):
        self.tokenizer = Texts(work).tokenizer
        joint = Joint(self.tokenizer.get_vocab_size())
        joint.load_state_dict(torch.load(work / "joint.pt", weights_only=False)["averaged"])
        self.text = joint.text.eval()
        self.see = Frozen(Both(load_image_tower(work, "tower")[0]), {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["states", "embedding"])
        example = padded(encode(self.tokenizer, ["a dog", "cats"]))
        self.read_states = Frozen(TextStates(self.text), dict(zip(("ids", "mask"), example)), ["states"], dynamic=(0, 1))

    def pictures(self, kept: np.ndarray) -> tuple[Tensor, Tensor]:
        states, embeddings = self.see(np.ascontiguousarray(kept, np.float32))
        return torch.from_numpy(states), torch.from_numpy(embeddings)

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        return torch.from_numpy(self.read_states(ids.numpy(), mask.numpy())[0])

    def embed(self, texts: list[str]) -> Tensor:
        with torch.no_grad():
            return torch.cat([self.text(*padded(encode(self.tokenizer, texts[at:at + 64]))).float() for at in range(0, len(texts), 64)])


def left_out(ids: Tensor, mask: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Ids with some words left out, and which; never the first or the last token, and at least one."""
    lengths = mask.sum(1)
    chance = torch.from_numpy(rng.random(ids.shape)).float()
    inner = (torch.arange(ids.shape[1])[None] > 0) & (torch.arange(ids.shape[1])[None] < lengths[:, None] - 1)
    chance = chance.masked_fill(~inner, 2)
    gone = (chance < LEFT_OUT) | (chance == chance.amin(1, keepdim=True)) & inner
    return ids.masked_fill(gone, UNKNOWN), gone


class Others:
    """Texts of other pictures that the towers take for likely: among the others of a step, or among all captions of training."""

    def __init__(self, towers: Towers, pairs: Pairs):
        self.captions = [(row, text) for row, (_, _, texts) in enumerate(pairs.photographs.captioned) for text in texts]
        self.own = {text: row for row, text in self.captions}
        self.embeddings = towers.embed([text for _, text in self.captions])

    def draw(self, seen: Tensor, told: Tensor, texts: list[str], rng: np.random.Generator) -> tuple[list[str], Tensor]:
        """One for each picture, and its embedding; `seen` and `told` are those of the pictures and of their own texts."""
        index = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        same = torch.tensor([index[text] for text in texts])
        share = (20 * seen @ told.T).masked_fill(same[:, None] == same, -1e4).softmax(-1).double().numpy()
        at = [int(rng.choice(len(texts), p=row / row.sum())) for row in share]
        chosen, embeddings = [texts[i] for i in at], told[at]
        nearest = (seen @ self.embeddings.T).topk(NEAREST).indices
        for i, text in enumerate(texts):
            if text not in self.own or rng.random() < 0.3:
                continue
            others = [j for j in nearest[i].tolist() if self.captions[j][0] != self.own[text]]
            if others:
                j = others[rng.integers(len(others))]
                chosen[i], embeddings[i] = self.captions[j][1], self.embeddings[j]
        return chosen, embeddings


def losses(model: Matcher, towers: Towers, pairs: Pairs, others: Others, rng: np.random.Generator) -> dict[str, Tensor]:
    (photographs, scenes) = pairs.photographs.draw(rng, PHOTOGRAPHS), pairs.scenes.draw(rng, SCENES)
    texts, near = photographs.texts + scenes.texts, photographs.near + scenes.near
    states, seen = towers.pictures(np.concatenate([photographs.kept, scenes.kept]))
    twins = [i for i, text in enumerate(near) if text is not None]
    told = towers.embed(texts + [near[i] for i in twins])
    wrong, wrong_told = others.draw(seen, told[: len(texts)], texts, rng)
    of = [*range(len(texts)), *range(len(texts)), *twins]
    said = texts + wrong + [near[i] for i in twins]
    told = torch.cat([told[: len(texts)], wrong_told, told[len(texts):]])
    right = torch.zeros(len(of))
    right[: len(texts)] = 1
    ids, mask = padded(encode(towers.tokenizer, said))
    odds = match(model, states[of], towers.states(ids, mask), mask, seen[of], told)
    weight = torch.where(right > 0, 1 + (len(of) - len(texts)) / len(texts), 2.0) / 2
    ids, mask = padded(encode(towers.tokenizer, texts))
    hidden, gone = left_out(ids, mask, rng)
    x = model.read(states, towers.states(hidden, mask), mask)[gone]
    words = model.words(model.word(x)).float()
    return {"match": F.binary_cross_entropy_with_logits(odds, right, weight), "word": 0.2 * F.cross_entropy(words, ids[gone])}


def match(model: Matcher, states: Tensor, texts: Tensor, mask: Tensor, seen: Tensor, told: Tensor) -> Tensor:
    return model.odds(model.read(states, texts, mask), seen, told)


def score_with(model: Matcher, towers: Towers):
    """Log odds [N] of kept maps and texts."""
    def score(kept: np.ndarray, texts: list[str]) -> np.ndarray:
        ids, mask = padded(encode(towers.tokenizer, texts))
        states, seen = towers.pictures(kept)
        with torch.no_grad():
            return match(model, states, towers.states(ids, mask), mask, seen, towers.embed(texts)).numpy()
    return score


def reranked(scores: np.ndarray, right: np.ndarray, judge) -> dict[str, float]:
    """R@1 of scores [texts, things], and after the matcher has put the best candidates of each text in order."""
    hits = {"before": 0, "after": 0}
    for i, row in enumerate(scores):
        best = np.argsort(-row)[:CANDIDATES]
        hits["before"] += best[0] == right[i]
        hits["after"] += best[judge(i, best).argmax()] == right[i]
    return {name: percent(n / len(scores)) for name, n in hits.items()}


def measured(work: Path, model: Matcher, towers: Towers, clips: list[dict]) -> dict:
    score = score_with(model, towers)
    rows = rows_of(work, "coco")
    test = [i for i, row in enumerate(rows) if row["split"] == "test"]
    kept = np.load(work / "maps/coco-0.npy", mmap_mode="r")[test]
    captions, right = zip(*((text, j) for j, i in enumerate(test) for text in rows[i]["texts"]))
    scores = (towers.embed(list(captions)) @ towers.pictures(kept)[1].T).numpy()
    found = {"coco": reranked(scores, np.array(right), lambda i, best: score(kept[best], [captions[i]] * len(best)))}
    texts = [row["descriptions"][0]["text"] for row in clips]
    seen = np.stack([F.normalize(towers.pictures(row["maps"])[1].mean(0), dim=-1).numpy() for row in clips])
    some = [row["maps"][np.linspace(0, len(row["maps"]) - 1, 4).astype(int)] for row in clips]
    def judge(i: int, best: np.ndarray) -> np.ndarray:
        return score(np.concatenate([some[j] for j in best]), [texts[i]] * (4 * len(best))).reshape(-1, 4).mean(1)
    found["clips"] = reranked(towers.embed(texts).numpy() @ seen.T, np.arange(len(clips)), judge)
    return found | {"twins": twins_told_apart(work, score)}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=40, help="of one core's time")
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    work, towers, pairs = options.work, Towers(options.work), Pairs(options.work)

    def make() -> Matcher:
        model = Matcher(towers.tokenizer.get_vocab_size())
        model.start_from(towers.text.tokens.weight.detach())
        return model

    clips = clip_maps(lower_part(work / "packages"), options.shared, work)
    others = Others(towers, pairs)
    Run(work / "matcher.pt", make, RATE).last(
        options.minutes, lambda model, rng: losses(model, towers, pairs, others, rng),
        lambda model: measured(work, model, towers, clips))


if __name__ == "__main__":
    main()
