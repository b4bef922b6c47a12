"""Trains the text tower and the temporal pooler together over embedded frames; the image tower is finished.

    python train_time.py --minutes 40

The layers of the text tower stay as the student has them; its second reader and its last map keep texts where the teacher has
them, but tell apart what the teacher confuses (order, number, side, colour), as rendered clips and their twins show it. What
the student makes of a text is computed once. Checkpoints every two minutes.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import FRAMES, Composed, RenderedPairs
from heldout import is_held_out
from measure import See, clip_maps, measured, percent, rows_of, unit
from pictures import SHARES, drawn_sets
from pooler import TemporalPooler
from run import spend
from settings import DIMENSION, arguments
from sources import SOURCES
from frozen import Frozen
from text import Mean, Order, TextTower, encode, padded
from texts import rendered_texts
from tower import ImageTower, see_with
from train_text import LAYERS, Texts, distillation
from views import VIEWS, lower_part, rows_seen

PAIRS, COMPOSED, STILLS, CAPTIONED, NAMED, KEPT = 96, 16, 64, 48, 64, 128      # a step
KEEPERS = 40_000                      # texts of which some are kept in place in each step
MARGIN = 1e-6


def contrast(left: Tensor, right: Tensor, scale: Tensor, texts: list[str]) -> Tensor:
    """Symmetric InfoNCE; other rows with the very same text count for neither side."""
    logits, n = scale * left @ right.T, len(left)
    index = {name: i for i, name in enumerate(dict.fromkeys(texts))}
    same = torch.tensor([index[name] for name in texts])
    logits = logits.masked_fill((same[:, None] == same) & ~torch.eye(n, dtype=torch.bool), -1e4)
    target = torch.arange(n)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def twins_apart(clips: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """Each clip of a pair [2P, D] must prefer its own text to its twin's, and each text its own clip: losses [P]."""
    own = (clips * texts).sum(-1).view(-1, 2)
    crossed = torch.stack([(clips[0::2] * texts[1::2]).sum(-1), (clips[1::2] * texts[0::2]).sum(-1)], 1)
    gaps = torch.cat([own - crossed, own - crossed.flip(1)], 1)
    return F.softplus(-scale * gaps).mean(1)


class Hardness:
    """Draws rendered pairs; the worse the twins of a kind are still told apart, the more often it comes."""

    def __init__(self, kinds: list[str]):
        self.names, self.kind = np.unique(kinds, return_inverse=True)
        self.loss = dict.fromkeys(self.names.tolist(), 1.0)

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        counts = np.bincount(self.kind)
        share = np.array([self.loss[name] for name in self.names]) / np.sqrt(counts)
        return rng.choice(len(self.kind), n, replace=False, p=share[self.kind] / share[self.kind].sum())

    def learn(self, drawn: np.ndarray, losses: Tensor) -> None:
        for kind, loss in zip(self.kind[drawn], losses.tolist()):
            name = str(self.names[kind])
            self.loss[name] = 0.95 * self.loss[name] + 0.05 * max(loss, 0.02)


def thinned(rng: np.random.Generator, frames: Tensor, times: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Drops, or repeats by padding, some frames, so that any number of them is understood."""
    mask = torch.ones(frames.shape[:2])
    if rng.random() < 0.3:
        keep = np.sort(rng.choice(FRAMES, int(rng.integers(5, FRAMES)), replace=False))
        frames, times, mask = frames[:, keep], times[:, keep], mask[:, keep]
    if rng.random() < 0.3:
        pad = int(rng.integers(1, 5))
        frames, times, mask = F.pad(frames, (0, 0, 0, pad)), F.pad(times, (0, pad)), F.pad(mask, (0, pad))
    return frames, mask, times


class Joint(nn.Module):
    def __init__(self, vocabulary: int):
        super().__init__()
        self.text, self.pooler = TextTower(vocabulary, len(LAYERS)), TemporalPooler()
        self.text.order = Order()
        self.scales = nn.Parameter(torch.full((5,), 2.9))


def load_image_tower(work: Path, name: str) -> tuple[ImageTower, np.ndarray]:
    """The finished tower, and the centre of the text space that it was trained in."""
    saved = torch.load(work / f"{name}.pt", weights_only=False)
    tower = ImageTower(saved["groups"])
    tower.load_state_dict(saved["tower"])
    return tower.eval(), saved["centre"]


def embed_all(work: Path, image: str) -> dict[str, np.ndarray]:
    """float16 embeddings of training pictures, those with captions in many views, and of the rendered frames; each computed once."""
    folder, see = work / f"embedded/{image}", None
    folder.mkdir(parents=True, exist_ok=True)
    views = {source.name: VIEWS[source.name] if source.captioned else 1 for source in SOURCES if source.name in SHARES}
    drawn = [maps.stem for maps, _ in drawn_sets(work)]
    names = [*drawn, *(f"{name}-{view}" for name, count in views.items() for view in range(count))]
    for name in names:
        if not (folder / f"{name}.npy").exists() and (work / f"maps/{name}.npy").exists():
            see = see or see_with(load_image_tower(work, image)[0])
            np.save(folder / f"{name}.npy", embed_maps(see, np.load(work / f"maps/{name}.npy", mmap_mode="r")))
    return {name: np.load(folder / f"{name}.npy") for name in names if (folder / f"{name}.npy").exists()}


def embed_maps(see: See, kept: np.ndarray) -> np.ndarray:
    """float16 [N, D]; zeros where there is no map."""
    found, made = np.zeros((len(kept), DIMENSION), np.float16), np.array([bool(one[0, 0].any()) for one in kept])
    for at in np.array_split(np.flatnonzero(made), made.sum() // 512 + 1):
        found[at] = see(kept[at])
    return found


class Sayings:
    """Texts to what does not change of them, each computed once: means of the student's last layer [N, WIDTH], ids and mask."""

    def __init__(self, work: Path):
        self.texts = Texts(work)
        student = TextTower(self.texts.tokenizer.get_vocab_size(), len(LAYERS))
        student.load_state_dict(torch.load(work / "text.pt", weights_only=False)["tower"])
        self.student, example = student, padded(encode(self.texts.tokenizer, ["a dog", "cats"]))
        self.run = Frozen(Mean(student), dict(zip(("ids", "mask"), example)), ["mean"], dynamic=(0, 1))
        self.known: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor, Tensor]:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        rows = encode(self.texts.tokenizer, new)
        order = np.argsort([len(row) for row in rows], kind="stable")
        for at in np.array_split(order, len(order) // 48 + 1):
            if len(at):
                means = self.run(*(part.numpy() for part in padded([rows[i] for i in at])))[0].astype(np.float16)
                self.known.update({new[i]: (mean, rows[i]) for i, mean in zip(at, means)})
        known = [self.known[text] for text in texts]
        return torch.from_numpy(np.stack([mean for mean, _ in known]).astype(np.float32)), *padded([row for _, row in known])


class Data:
    def __init__(self, work: Path, embedded: dict[str, np.ndarray], centre: np.ndarray):
        self.sayings = Sayings(work)
        self.texts = self.sayings.texts
        drawn = set(rendered_texts(work / "rendered"))             # further clips are not among the texts
        kept = np.array([i for i in self.texts.training if self.texts.texts[i] not in drawn])
        self.kept = np.random.default_rng(0).choice(kept, KEEPERS, replace=False)
        self.centre = torch.from_numpy(centre.astype(np.float32))
        self.pairs = RenderedPairs([(rows, embedded[maps.stem]) for maps, rows in drawn_sets(work)])
        self.captioned, self.named, composed = [], {}, []
        for source in SOURCES:
            views = [embedded[f"{source.name}-{view}"] for view in range(VIEWS[source.name]) if f"{source.name}-{view}" in embedded]
            if not views:
                continue
            rows = rows_of(work, source.name)
            rows = [rows[i] for i in rows_seen(source.name, len(rows))]
            train = [i for i, row in enumerate(rows) if row["split"] == "train"]
            if source.captioned:
                self.captioned += [(np.stack([view[i] for view in views]), rows[i]["texts"]) for i in train]
            else:
                self.named[source.name] = (views, train, [row["texts"] for row in rows])
            shown = [i for i in train if source.captioned or not is_held_out("picture/" + rows[i]["label"])]
            if source.name != "fights":
                composed.append((views[0][shown], [rows[i]["texts"] for i in shown]))
        self.composed = Composed(composed)

    def keep(self, rng: np.random.Generator) -> tuple[list[str], Tensor]:
        """Texts that stay where the teacher has them, and where that is."""
        drawn = np.sort(rng.choice(self.kept, KEPT, replace=False))
        vectors = torch.from_numpy(self.texts.vectors[drawn].astype(np.float32))
        return [self.texts.texts[i] for i in drawn], F.normalize(F.normalize(vectors, dim=-1) - self.centre, dim=-1)

    def pictures(self, rng: np.random.Generator) -> tuple[Tensor, list[str], Tensor, list[str]]:
        """Captioned pictures and a caption each; pictures of one source and a name each."""
        some = [self.captioned[i] for i in rng.choice(len(self.captioned), CAPTIONED, replace=False)]
        seen = np.stack([views[rng.integers(len(views))] for views, _ in some])
        said = [texts[rng.integers(len(texts))] for _, texts in some]
        views, train, texts = self.named[rng.choice(list(self.named))]
        rows = rng.choice(train, NAMED)
        named = views[rng.integers(len(views))][rows]
        return (torch.from_numpy(seen).float(), said, torch.from_numpy(named).float(),
                [texts[row][rng.integers(len(texts[row]))] for row in rows])


def losses(model: Joint, data: Data, hardness: Hardness, rng: np.random.Generator) -> dict[str, Tensor]:
    def say(texts: list[str]) -> Tensor:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))       # so that little is padded
        said = []
        for at in np.array_split(order, len(order) // 64 + 1):
            mean, ids, mask = data.sayings([texts[i] for i in at])
            said.append(model.text.embed(mean, model.text.look_up(ids), mask))
        return torch.cat(said)[torch.tensor(order).argsort()]

    scale, found = model.scales.clamp(max=4.2).exp(), {}
    kept, wanted = data.keep(rng)
    found["kept"] = distillation(say(kept), wanted)
    seen, said, pictures, names = data.pictures(rng)
    told = say(said + names)
    found["captioned"] = contrast(seen, told[:CAPTIONED], scale[0], said)
    found["named"] = 0.5 * contrast(pictures, told[CAPTIONED:], scale[1], names)

    drawn = hardness.draw(rng, PAIRS)
    frames, times, captions, stills = data.pairs.read([data.pairs.training[i] for i in drawn], rng)
    more_frames, more_times, more_captions = data.composed.draw(rng, COMPOSED)
    shown, moment = rng.integers(0, len(captions), STILLS), rng.integers(0, FRAMES, STILLS)
    still = [stills[i][t] for i, t in zip(shown, moment)]
    words = say(captions + more_captions + still)
    clips = model.pooler(*thinned(rng, torch.cat([frames, more_frames]), torch.cat([times, more_times])))
    words, still_words = words[:len(clips)], words[len(clips):]
    found["still"] = contrast(frames[shown, moment], still_words, scale[2], still)
    found["clip"] = contrast(clips, words, scale[3], captions + more_captions)
    apart = twins_apart(clips, words, scale[4].clamp(min=20))
    hardness.learn(drawn, apart[:PAIRS].detach())
    found["twins"] = 2 * apart.mean()
    return found


def group_accuracy(clips: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Per pair [P]: both clips prefer their own text and both texts their own clip (twins are neighbours)."""
    own = (clips * texts).sum(-1).reshape(-1, 2)
    crossed = np.stack([(clips[0::2] * texts[1::2]).sum(-1), (clips[1::2] * texts[0::2]).sum(-1)], 1)
    return ((own - crossed > MARGIN) & (own - crossed[:, ::-1] > MARGIN)).all(1)


def read_with(text: TextTower, data: Data):
    def read(texts: list[str]) -> np.ndarray:
        rows = encode(data.texts.tokenizer, texts)
        order = np.argsort([len(row) for row in rows], kind="stable")
        found = np.zeros((len(texts), text.project.out_features), np.float32)
        with torch.no_grad():
            for at in np.array_split(order, len(order) // 64 + 1):
                if len(at):
                    found[at] = text(*padded([rows[i] for i in at])).float().numpy()
        return found
    return read


def rendered_kinds(model: Joint, data: Data) -> dict:
    """Group accuracy on combinations that training never saw, by kind, for the pooler and for the mean."""
    read, pooled, mean, kinds = read_with(model.text, data), [], [], []
    for at in np.array_split(np.array(data.pairs.testing), max(1, len(data.pairs.testing) // 100)):
        frames, times, captions, _ = data.pairs.read(at.tolist(), None)
        texts = read(captions)
        with torch.no_grad():
            pooled.append(group_accuracy(model.pooler(frames, torch.ones(frames.shape[:2]), times).numpy(), texts))
        mean.append(group_accuracy(unit(frames.mean(1).numpy()), texts))
        kinds += [data.pairs.rows[i]["kind"] for i in at]
    pooled, mean, kinds = np.concatenate(pooled), np.concatenate(mean), np.array(kinds)
    return {"pairs": len(kinds), "pooler": percent(pooled.mean()), "mean": percent(mean.mean()),
            "kinds": {name: [int((kinds == name).sum()), percent(pooled[kinds == name].mean())] for name in sorted(set(kinds))}}


class Run:
    def __init__(self, work: Path, name: str, image: str):
        self.checkpoint, self.step, self.spent = work / f"{name}.pt", 0, 0.0
        embedded = embed_all(work, image)
        _, centre = load_image_tower(work, image)
        self.data = Data(work, embedded, centre)
        vocabulary = self.data.texts.tokenizer.get_vocab_size()
        self.model, self.averaged = Joint(vocabulary), Joint(vocabulary)
        self.model.text.load_state_dict(self.data.sayings.student.state_dict(), strict=False)
        with torch.no_grad():
            self.model.text.project.bias -= torch.from_numpy(centre).float()
        self.averaged.load_state_dict(self.model.state_dict())
        self.hardness = Hardness([self.data.pairs.rows[i]["kind"] for i in self.data.pairs.training])
        for part in (self.model.text.tokens, self.model.text.positions, self.model.text.norm, self.model.text.layers):
            part.requires_grad_(False)
        others = [*self.model.text.order.parameters(), *self.model.pooler.parameters(), self.model.scales]
        self.optimiser = torch.optim.AdamW([{"params": self.model.text.project.parameters(), "rate": 2e-4},
                                            {"params": others, "rate": 1e-3}], 1e-3, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
        if self.checkpoint.exists():
            saved = torch.load(self.checkpoint, weights_only=False)
            for part in ("model", "averaged", "optimiser"):
                getattr(self, part).load_state_dict(saved[part])
            self.step, self.spent, self.hardness.loss = saved["step"], saved["spent"], saved["hardness"]

    def save(self) -> None:
        part = self.checkpoint.with_suffix(".part")
        torch.save({name: getattr(self, name).state_dict() for name in ("model", "averaged", "optimiser")}
                   | {"step": self.step, "spent": self.spent, "hardness": self.hardness.loss}, part)
        part.replace(self.checkpoint)

    def advance(self, progress: float) -> dict[str, Tensor]:
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * min(1, (self.step + 1) / 100) * (1 - progress) + 1e-7
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(self.model, self.data, self.hardness, np.random.default_rng(self.step))
        self.optimiser.zero_grad()
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        decay = min(0.995, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, now in zip(self.averaged.parameters(), self.model.parameters()):
                if now.requires_grad:
                    mean.lerp_(now, 1 - decay)
        return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=40, help="of one core's time")
    parser.add_argument("--shared", type=Path, default=Path("../../../shared"))
    parser.add_argument("--name", default="joint")
    parser.add_argument("--image", default="tower")
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    run = Run(options.work, options.name, options.image)
    see = see_with(load_image_tower(options.work, options.image)[0])
    clips = clip_maps(lower_part(options.work / "packages"), options.shared, options.work)
    spend(run, options.minutes, run.advance, lambda: {"rendered": rendered_kinds(run.averaged.eval(), run.data)}
          | measured(options.work, clips, see, read_with(run.averaged.text, run.data), probes=False))


if __name__ == "__main__":
    main()
