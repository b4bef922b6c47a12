"""Trains the text encoder and the temporal pooler over cached embeddings of the finished image encoder.

    python train_joint.py --minutes 18

The image encoder is locked, so a step costs milliseconds. Text learns from prompts against label targets, sentences
against the words they mention, captions against their pictures, WordNet pairs against each other; the pooler and the
text learn from rendered clips and from clips composed of pictures, always with the twin that differs in order alone.
Checkpoints every two minutes; run again to resume. `cache_embeddings` runs once for an image encoder.
"""

import hashlib
import json
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from clips import RenderedClips, is_held_out
from corpus import Concepts, encode, lexicon, sentence_targets, train_tokenizer, word_vectors
from model import ImageEncoder, TemporalPooler, TextEncoder
from settings import DIMENSION, MEAN, SIZE, STD, arguments
from train_images import Pictures, augment
from vocabulary import with_article

FRAMES = 8
PAIRS, PHOTO_PAIRS, PROMPTS, SENTENCES, CAPTIONED, STILLS, LEXICAL = 40, 16, 80, 24, 32, 32, 12


def embed(encoder: ImageEncoder, pixels: np.ndarray, batch: int = 250) -> np.ndarray:
    """float16 [N, D] of uint8 [N, 64, 64, 3]."""
    parts = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(pixels), batch):
            images = torch.from_numpy(np.ascontiguousarray(pixels[i:i + batch])).permute(0, 3, 1, 2).float() / 255
            images = (images - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
            parts.append(encoder(images).float().numpy().astype(np.float16))
    return np.concatenate(parts)


def load_image_encoder(work: Path) -> tuple[ImageEncoder, dict[str, Tensor], dict]:
    """The averaged encoder, its prototypes by group, and the checkpoint's step and log."""
    saved = torch.load(work / "trunk.pt", weights_only=False)
    encoder = ImageEncoder().eval().to(memory_format=torch.channels_last)
    encoder.load_state_dict(saved["averaged"])
    prototypes = {key.removeprefix("vectors."): value for key, value in saved["averaged_prototypes"].items()
                  if key.startswith("vectors.")}
    return encoder, prototypes, {key: saved[key] for key in ("step", "spent", "log")}


def cache_embeddings(work: Path, pictures: Pictures, clips: RenderedClips, limit: int | None = None) -> dict:
    """Embeddings of a share of the pictures, of captioned pictures in nine crops, and of all rendered frames."""
    encoder, prototypes, run = load_image_encoder(work)
    rng = np.random.default_rng(1)
    rows = [rng.choice(pictures.rows[source], min(n, len(pictures.rows[source])), replace=False)
            for source, n in (("tiny-imagenet-train", 12000), ("cifar-train", 4000), ("sports-train", 2500),
                              ("scenes-train", 1000), ("shapes", 500))]
    rows = np.sort(np.concatenate([part[: limit or None] for part in rows]))
    captioned = pictures.rows["captioned-train"]
    crops = [embed(encoder, pictures.read(captioned))]
    torch.manual_seed(1)
    for _ in range(8):
        images = augment(pictures.read(captioned), SIZE, np.zeros(len(captioned), bool), 0.4)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            crops.append(encoder(images).float().numpy().astype(np.float16))
    return {"rows": rows, "pictures": embed(encoder, pictures.read(rows)), "captioned": np.stack(crops, 1),
            "validation": embed(encoder, pictures.read(pictures.rows["tiny-imagenet-val"])),
            "rendered": embed(encoder, clips.frames[: limit * FRAMES if limit else None]),
            "prototypes": prototypes, "run": run}


class Data:
    """Batches of every kind of pair, all from the caches."""

    def __init__(self, work: Path, cache: dict):
        self.pictures, self.clips = Pictures(work), RenderedClips(work)
        self.cache, self.work = cache, work
        self.concepts = Concepts(self.pictures, cache["prototypes"])
        sentences = (work / "sentences.txt").read_text().splitlines()
        self.captions = json.loads((work / "captions.json").read_text())
        self.sentences, self.targets = sentence_targets(self.concepts, sentences)
        self.named = [i for i, group in enumerate(self.concepts.group) if self.concepts.calls[i]]
        self.peers = torch.tensor([sorted(set(self.concepts.group)).index(group) for group in self.concepts.group])
        kept = sorted({word for words in self.concepts.kept_back.values() for word in words})
        barred = {word.lower() for word in kept if int(hashlib.md5(word.encode()).hexdigest(), 16) % 8 < 4}
        self.pairs = lexicon(sentences, self.concepts, barred)
        twins = [i for i in range(0, len(cache["rendered"]) // FRAMES, 2)]
        self.training = [i for i in twins if not self.clips.held_out[i]]
        self.testing = [i for i in twins if self.clips.held_out[i]]
        source, label = self.pictures.source[cache["rows"]], self.pictures.label[cache["rows"]]
        self.photos = [(i, "tiny-imagenet" if s == 0 else "cifar", int(c)) for i, (s, c) in enumerate(zip(source, label))
                       if s in (0, 2)]
        self.photos = [p for p in self.photos if not is_held_out("picture/" + self.pictures.groups[p[1]][p[2]])]

    def texts(self) -> list[str]:
        rendered = [text for row in self.clips.rows for text in (row["caption"], *row["captions"])]
        names = [call for calls in self.concepts.calls for call in calls]
        return self.sentences + rendered[:20000] + names * 4 + [word for pair in self.pairs for word in pair]

    def frames(self, rows: np.ndarray) -> Tensor:
        return torch.from_numpy(self.cache["rendered"][rows].astype(np.float32))

    def rendered_pairs(self, rng: np.random.Generator, chosen: list[int]) -> tuple[Tensor, Tensor, list[str], list[str]]:
        """Frames [2P, T, D], times [2P, T], one caption a clip, and a caption of one of its frames."""
        frames, times, captions, stills = [], [], [], []
        for i in chosen:
            way = rng.integers(1 + len(self.clips.rows[i]["captions"]))
            for row in (self.clips.rows[i], self.clips.rows[i + 1]):
                every = [row["caption"], *row["captions"]]
                captions.append(every[min(way, len(every) - 1)] if len(every) > 1 else every[0])
                frames.append(np.arange(row["first"], row["first"] + FRAMES))
                times.append(row["times"])
                stills.append(row["frameCaptions"])
        return self.frames(np.array(frames)), torch.tensor(times).float(), captions, stills

    def photo_pairs(self, rng: np.random.Generator, photos: list, embeddings: np.ndarray, n: int):
        """Two pictures in sequence and the same frames reversed: frames [2P, T, D], times, captions."""
        frames, captions = [], []
        for _ in range(n):
            while True:
                first, second = (photos[rng.integers(len(photos))] for _ in range(2))
                if first[1:] != second[1:]:
                    break
            cut = rng.integers(2, FRAMES - 1)
            views = embeddings[[first[0]] * cut + [second[0]] * (FRAMES - cut)].astype(np.float32)
            views = views + rng.normal(0, 0.015, views.shape)
            frames += [views, views[::-1]]
            names = [self.photo_name(rng, photo) for photo in (first, second)]
            template = ORDERS[rng.integers(len(ORDERS))]
            captions += [template.format(*names), template.format(*names[::-1])]
        times = np.broadcast_to(np.arange(FRAMES) * rng.uniform(0.3, 1.5), (2 * n, FRAMES)).copy()
        return F.normalize(torch.from_numpy(np.stack(frames)).float(), dim=-1), torch.from_numpy(times).float(), captions

    def photo_name(self, rng: np.random.Generator, photo: tuple) -> str:
        calls = self.concepts.calls[self.concepts.index[(photo[1], self.pictures.groups[photo[1]][photo[2]])]]
        return with_article(calls[rng.integers(len(calls))] if rng.random() < 0.5 else calls[0])


ORDERS = ["{0}, then {1}", "first {0}, then {1}", "{0} before {1}", "{0} followed by {1}", "{0} and then {1}",
          "{1} after {0}", "at first {0}, later {1}", "{0} is shown before {1}", "{1} comes after {0}",
          "before {1}, {0}", "after {0}, {1}", "the video starts with {0} and ends with {1}", "it cuts from {0} to {1}"]


def contrast(left: Tensor, right: Tensor, scale: Tensor, names: list[str]) -> Tensor:
    """Symmetric InfoNCE; other rows with the very same text count for neither side."""
    logits = scale * left @ right.T
    index = {name: i for i, name in enumerate(dict.fromkeys(names))}
    same = torch.tensor([index[name] for name in names])
    twice = (same[:, None] == same) & ~torch.eye(len(names), dtype=torch.bool)
    logits = logits.masked_fill(twice, -1e4)
    target = torch.arange(len(names))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def twins_apart(clips: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """Each clip of a pair [2P, D] must prefer its own text to its twin's, and each text its own clip."""
    own = (clips * texts).sum(-1).view(-1, 2)
    crossed = torch.stack([(clips[0::2] * texts[1::2]).sum(-1), (clips[1::2] * texts[0::2]).sum(-1)], 1)
    gaps = torch.cat([own - crossed, own - crossed.flip(1)], 1)
    return F.softplus(-scale * gaps).mean()


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


def losses(model: Joint, data: Data, tokenizer: Tokenizer, rng: np.random.Generator) -> dict[str, Tensor]:
    say = lambda texts: model.text(*encode(tokenizer, texts))
    scale = model.scales.clamp(max=4.2).exp()
    concepts = data.concepts
    at = rng.choice(data.named, PROMPTS)
    prompts = say([concepts.prompt(rng, i) for i in at])
    other = data.peers[at][:, None] != data.peers[None]
    logits = (20 * prompts @ concepts.vectors.T).masked_fill(other, -1e4)
    target = concepts.vectors[at]
    found = {"prompt": F.cross_entropy(logits, torch.from_numpy(at)) + 3 * (1 - (prompts * target).sum(-1)).mean()}

    chosen = rng.choice(len(data.sentences), SENTENCES)
    told = say([data.sentences[i] for i in chosen])
    found["sentence"] = 3 * (1 - (told * data.targets[chosen]).sum(-1)).mean()

    seen = rng.choice(len(data.cache["captioned"]), CAPTIONED, replace=False)
    views = data.cache["captioned"][seen, rng.integers(0, 9, CAPTIONED)].astype(np.float32)
    rows = data.pictures.rows["captioned-train"][seen]
    captions = [data.captions[str(row)][rng.integers(5)] for row in rows]
    found["captioned"] = contrast(torch.from_numpy(views), say(captions), scale[0], captions)

    pairs = [data.training[i] for i in rng.choice(len(data.training), PAIRS, replace=False)]
    frames, times, captions, stills = data.rendered_pairs(rng, pairs)
    photo_frames, photo_times, photo_captions = data.photo_pairs(rng, data.photos, data.cache["pictures"], PHOTO_PAIRS)
    shown = rng.integers(0, len(captions), STILLS)
    moment = rng.integers(0, FRAMES, STILLS)
    still_captions = [stills[i][t] for i, t in zip(shown, moment)]
    found["still"] = contrast(frames[shown, moment], say(still_captions), scale[1], still_captions)
    every_frames, every_times = torch.cat([frames, photo_frames]), torch.cat([times, photo_times])
    clips = model.pooler(*thinned(rng, every_frames, every_times))
    words = say(captions + photo_captions)
    found["clip"] = contrast(clips, words, scale[2], captions + photo_captions)
    found["twins"] = 2 * twins_apart(clips, words, scale[3].clamp(min=20))

    lexical = [data.pairs[i] for i in rng.choice(len(data.pairs), LEXICAL, replace=False)]
    left, right = say([a for a, _ in lexical]), say([b for _, b in lexical])
    found["lexical"] = 0.5 * contrast(left, right, scale[4], [a for a, _ in lexical])
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=18)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="cache this many pictures a source and clips (a trial)")
    parser.add_argument("--name", default="joint")
    options = parser.parse_args()
    work = Path(options.work)
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    cached = work / f"{options.name}-cache.pt"
    if not cached.exists():
        torch.save(cache_embeddings(work, Pictures(work), RenderedClips(work), options.limit), cached)
    data = Data(work, torch.load(cached, weights_only=False))
    tokenizer_file = work / "tokenizer.json"
    if not tokenizer_file.exists():
        train_tokenizer(data.texts()).save(str(tokenizer_file))
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    model = Joint(tokenizer.get_vocab_size())
    averaged = Joint(tokenizer.get_vocab_size())
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3, betas=(0.9, 0.98), weight_decay=0.02)
    checkpoint, step, spent = work / f"{options.name}.pt", 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"]), averaged.load_state_dict(saved["averaged"])
        optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["spent"]
    else:
        vectors = word_vectors(tokenizer, data.texts()[:60000], model.text.tokens.embedding_dim)
        model.text.tokens.weight.data.copy_(vectors * 0.3)
        averaged.load_state_dict(model.state_dict())

    def save() -> None:
        torch.save({"model": model.state_dict(), "averaged": averaged.state_dict(), "step": step, "spent": spent,
                    "optimiser": optimiser.state_dict()}, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    budget, saved_at = options.minutes * 60, spent
    while spent < budget and not asked_to_stop:
        started = time.monotonic()
        progress = spent / budget
        optimiser.param_groups[0]["lr"] = 1.5e-3 * min(1, step / 100) * (1 - progress) + 1e-6
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(model, data, tokenizer, np.random.default_rng(step))
        optimiser.zero_grad()
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        decay = min(0.995, step / (step + 20))
        with torch.no_grad():
            for mean, now in zip(averaged.state_dict().values(), model.state_dict().values()):
                mean.lerp_(now, 1 - decay)
        spent += min(time.monotonic() - started, 10.0)
        if step % 50 == 0:
            print(f"{step} {progress:.2f} {time.monotonic() - started:.2f} s " +
                  " ".join(f"{k} {v.item():.2f}" for k, v in found.items()), flush=True)
        if spent - saved_at > 120:
            saved_at = spent
            save()
    save()
    print(f"done: {step} steps, {spent / 60:.1f} min")


if __name__ == "__main__":
    main()
