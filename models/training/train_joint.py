"""Trains the text encoder and the temporal pooler over cached embeddings of the finished image encoder.

    python train_joint.py --minutes 30 [--start ../embedded]

The image encoder is locked, so a step costs little. Text learns from prompts against label targets, sentences
against the words they mention, captions against their pictures, WordNet pairs against each other; the pooler and the
text learn from rendered clips and from clips composed of pictures, always with the twin that differs in order alone.
Checkpoints every 200 steps; run again to resume. `cache_embeddings` runs once for an image encoder.
"""

import shutil
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from clips import RenderedClips
from corpus import encode, train_tokenizer, word_vectors
from joint_data import FRAMES, Data, cache_embeddings
from model import TemporalPooler, TextEncoder
from pictures import Pictures
from settings import arguments, share_cores
from warm_start import load_transformer

PAIRS, PHOTO_PAIRS, PROMPTS, NAMED, SENTENCES, CAPTIONED, STILLS, LEXICAL = 48, 32, 96, 48, 24, 24, 40, 64   # a step


def contrast(left: Tensor, right: Tensor, scale: Tensor, *texts: list[str]) -> Tensor:
    """Symmetric InfoNCE; other rows with the very same text (any of `texts`) count for neither side."""
    logits, n = scale * left @ right.T, len(left)
    for names in texts:
        index = {name: i for i, name in enumerate(dict.fromkeys(names))}
        same = torch.tensor([index[name] for name in names])
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
        n = int(rng.integers(5, FRAMES))
        keep = np.sort(rng.choice(FRAMES, n, replace=False))
        frames, times, mask = frames[:, keep], times[:, keep], mask[:, keep]
    if rng.random() < 0.3:
        pad = int(rng.integers(1, 5))
        frames, times, mask = (F.pad(frames, (0, 0, 0, pad)), F.pad(times, (0, pad)), F.pad(mask, (0, pad)))
    return frames, mask, times


class Joint(nn.Module):
    def __init__(self, vocabulary: int):
        super().__init__()
        self.text, self.pooler = TextEncoder(vocabulary), TemporalPooler()
        self.scales = nn.Parameter(torch.full((5,), 2.7))


def finished(checkpoint: Path) -> Joint:
    """The networks that a run ships: its running average, or, where it went on from exported networks, halfway from
    those to it. So it keeps of them what its own data does not teach (WiSE-FT, https://arxiv.org/abs/2109.01903)."""
    saved = torch.load(checkpoint, weights_only=False)
    joint = Joint(len(saved["averaged"]["text.tokens.weight"]))
    joint.load_state_dict({name: saved["start"].get(name, weights).lerp(weights, 0.5)
                           for name, weights in saved["averaged"].items()})
    return joint.eval()


def losses(model: Joint, data: Data, tokenizer: Tokenizer, hardness: Hardness,
           rng: np.random.Generator) -> dict[str, Tensor]:
    say = lambda texts: model.text(*encode(tokenizer, texts))
    scale = model.scales.clamp(max=4.2).exp()
    concepts = data.concepts
    at = rng.choice(data.named, PROMPTS, p=data.shares)
    prompts = say([data.lexicon.spelt(rng, concepts.prompt(rng, i)) for i in at])
    found = {"prompt": data.naming_loss(prompts, at)}
    named, at_named = data.lexicon.names(rng, NAMED)
    found["named"] = data.naming_loss(say(named), at_named)

    seen = [i for i, concept in enumerate(at) if data.shown[concept]]
    views = data.cache["pictures"][[rng.choice(data.shown[at[i]]) for i in seen]].astype(np.float32)
    apart = (data.peers[at][:, None] != data.peers[at]) | (torch.from_numpy(at[:, None] == at) & ~torch.eye(PROMPTS, dtype=torch.bool))
    logits = (20 * torch.from_numpy(views) @ prompts.T).masked_fill(apart[seen], -1e4)
    found["picture"] = F.cross_entropy(logits, torch.tensor(seen))

    chosen = rng.choice(len(data.sentences), SENTENCES)
    told = say([data.sentences[i] for i in chosen])
    found["sentence"] = 3 * (1 - (told * data.targets[chosen]).sum(-1)).mean()

    seen = rng.choice(len(data.cache["captioned"]), CAPTIONED, replace=False)
    views = data.cache["captioned"][seen, rng.integers(0, 9, CAPTIONED)].astype(np.float32)
    rows = data.pictures.rows["captioned-train"][seen]
    captions = [data.captions[str(row)][rng.integers(5)] for row in rows]
    found["captioned"] = contrast(torch.from_numpy(views), say(captions), scale[0], captions)

    drawn = hardness.draw(rng, PAIRS)
    frames, times, captions, stills = data.rendered_pairs(rng, [data.training[i] for i in drawn])
    photo_frames, photo_times, photo_captions = data.photo_pairs(rng, data.photos, data.cache["pictures"], PHOTO_PAIRS)
    shown = rng.integers(0, len(captions), STILLS)
    moment = rng.integers(0, FRAMES, STILLS)
    still_captions = [stills[i][t] for i, t in zip(shown, moment)]
    found["still"] = contrast(frames[shown, moment], say(still_captions), scale[1], still_captions)
    every_frames, every_times = torch.cat([frames, photo_frames]), torch.cat([times, photo_times])
    clips = model.pooler(*thinned(rng, every_frames, every_times))
    words = say(captions + photo_captions)
    found["clip"] = contrast(clips, words, scale[2], captions + photo_captions)
    apart = twins_apart(clips, words, scale[3].clamp(min=20))
    hardness.learn(drawn, apart[:PAIRS].detach())
    found["twins"] = 2 * apart.mean()

    left, right = data.lexicon.pairs(rng, LEXICAL)
    found["lexical"] = contrast(say(left), say(right), scale[4], left, right)
    return found


class Run:
    """Everything that a checkpoint holds: the networks, their running averages, the optimiser, and how far it got."""

    def __init__(self, vocabulary: int, kinds: list[str], checkpoint: Path):
        self.checkpoint, self.step, self.spent, self.hardness = checkpoint, 0, 0.0, Hardness(kinds)
        self.model, self.averaged = Joint(vocabulary), Joint(vocabulary)
        self.start: dict[str, Tensor] = {}
        self.optimiser = torch.optim.AdamW(self.model.parameters(), 1e-3, betas=(0.9, 0.98), weight_decay=0.02, fused=True)

    def resume(self) -> None:
        saved = torch.load(self.checkpoint, weights_only=False)
        self.model.load_state_dict(saved["model"]), self.averaged.load_state_dict(saved["averaged"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.step, self.spent, self.hardness.loss = saved["step"], saved["spent"], saved["hardness"]
        self.start = saved["start"]

    def start_from_exported(self, folder: Path) -> None:
        load_transformer(folder / "text.onnx", self.model.text)
        load_transformer(folder / "temporal.onnx", self.model.pooler)
        self.start = {name: weights.clone() for name, weights in self.model.state_dict().items() if name != "scales"}
        self.averaged.load_state_dict(self.model.state_dict())

    def start_from_nothing(self, tokenizer: Tokenizer, texts: list[str]) -> None:
        """Sub-word vectors from what occurs together in the texts."""
        tokens = self.model.text.tokens
        tokens.weight.data.copy_(word_vectors(tokenizer, texts, tokens.embedding_dim) * 0.3)
        self.averaged.load_state_dict(self.model.state_dict())

    def save(self) -> None:
        part = self.checkpoint.with_suffix(".part")
        torch.save({"model": self.model.state_dict(), "averaged": self.averaged.state_dict(), "start": self.start,
                    "step": self.step, "spent": self.spent, "hardness": self.hardness.loss,
                    "optimiser": self.optimiser.state_dict()}, part)
        part.replace(self.checkpoint)

    def advance(self, data: Data, tokenizer: Tokenizer, progress: float) -> dict[str, Tensor]:
        self.optimiser.param_groups[0]["lr"] = 1.5e-3 * min(1, (self.step + 1) / 100) * (1 - progress) + 1e-6
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(self.model, data, tokenizer, self.hardness, np.random.default_rng(self.step))
        self.optimiser.zero_grad()
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        decay = min(0.995, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, now in zip(self.averaged.state_dict().values(), self.model.state_dict().values()):
                mean.lerp_(now, 1 - decay)
        return found


def train(run: Run, data: Data, tokenizer: Tokenizer, budget: float) -> None:
    """Steps until `budget` seconds are spent, or until SIGTERM."""
    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    while run.spent < budget and not asked_to_stop:
        started = time.monotonic()
        progress = run.spent / budget
        share_cores()
        found = run.advance(data, tokenizer, progress)
        run.spent += min(time.monotonic() - started, 10.0)
        if run.step % 25 == 0:
            print(f"{run.step} {progress:.2f} {time.monotonic() - started:.2f} s " +
                  " ".join(f"{name} {loss.item():.2f}" for name, loss in found.items()), flush=True)
        if run.step % 200 == 0:
            run.save()
    run.save()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="training time, pauses not counted")
    parser.add_argument("--start", help="a folder of exported networks to start from (default: from nothing)")
    parser.add_argument("--limit", type=int, help="cache this many pictures a source and clips (a trial)")
    parser.add_argument("--name", default="joint")
    options = parser.parse_args()
    work = Path(options.work)
    torch.manual_seed(0)
    cached = work / f"{options.name}-cache.pt"
    if not cached.exists():
        torch.save(cache_embeddings(work, Pictures(work), RenderedClips(work), options.limit), cached)
    data = Data(work, torch.load(cached, weights_only=False))
    tokenizer_file = work / "tokenizer.json"
    if options.start and not tokenizer_file.exists():
        shutil.copy(Path(options.start) / "tokenizer.json", tokenizer_file)
    elif not tokenizer_file.exists():
        train_tokenizer(data.texts()).save(str(tokenizer_file))
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    kinds = [data.clips.rows[i]["kind"] for i in data.training]
    run = Run(tokenizer.get_vocab_size(), kinds, work / f"{options.name}.pt")
    if run.checkpoint.exists():
        run.resume()
    elif options.start:
        run.start_from_exported(Path(options.start))
    else:
        run.start_from_nothing(tokenizer, data.texts()[:60000])
    train(run, data, tokenizer, options.minutes * 60)
    print(f"done: {run.step} steps, {run.spent / 60:.1f} min")


if __name__ == "__main__":
    main()
