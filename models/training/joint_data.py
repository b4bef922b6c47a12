"""Cached image embeddings, and the batches of pairs that the text encoder and the pooler learn from."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from augment import augment, normalised
from clips import RenderedClips, is_held_out
from corpus import Concepts, Lexicon, sentence_targets
from model import ImageEncoder
from pictures import Pictures
from settings import DEVICE, DIMENSION, SIZE
from vocabulary import with_article

FRAMES = 8
SHARES = {"tiny-imagenet": 0.45, "cifar": 0.1, "sports": 0.07, "scenes": 0.05, "objects": 0.05, "kind": 0.08,
          "words": 0.06, "rendered": 0.08, "colour": 0.03, "drawn object colour": 0.03}    # of the prompts


def embed(encoder: ImageEncoder, pixels: np.ndarray | Tensor, batch: int = 250) -> np.ndarray:
    """float16 [N, D] of uint8 [N, 64, 64, 3]."""
    pixels, parts = torch.as_tensor(pixels), []
    for i in range(0, len(pixels), batch):
        parts.append(embed_images(encoder, normalised(pixels[i:i + batch].to(DEVICE))))
    return np.concatenate(parts)


def embed_images(encoder: ImageEncoder, images: Tensor) -> np.ndarray:
    """float16 [N, D] of normalised [N, 3, H, W]."""
    with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16):
        return encoder(images).float().cpu().numpy().astype(np.float16)


def load_image_encoder(work: Path) -> tuple[ImageEncoder, dict[str, Tensor], dict]:
    """The averaged encoder on `DEVICE`, its prototypes by group, and the checkpoint's step and log."""
    saved = torch.load(work / "trunk.pt", map_location="cpu", weights_only=False)
    encoder = ImageEncoder().eval().to(DEVICE, memory_format=torch.channels_last)
    encoder.load_state_dict(saved["averaged"])
    prototypes = {key.removeprefix("vectors."): value for key, value in saved["averaged_prototypes"].items()
                  if key.startswith("vectors.")}
    return encoder, prototypes, {key: saved[key] for key in ("step", "spent", "log")}


def cache_embeddings(work: Path, pictures: Pictures, clips: RenderedClips, limit: int | None = None) -> dict:
    """Embeddings of a share of the pictures, of captioned pictures in nine crops, and of all rendered frames."""
    encoder, prototypes, run = load_image_encoder(work)
    rng = np.random.default_rng(1)
    rows = [rng.choice(pictures.rows[source], min(n, len(pictures.rows[source])), replace=False)
            for source, n in (("tiny-imagenet-train", 40000), ("cifar-train", 6000), ("sports-train", 3000),
                              ("scenes-train", 1000), ("objects-train", 300))]
    rows = np.sort(np.concatenate([part[: limit or None] for part in rows]))
    captioned = pictures.rows["captioned-train"]
    crops = [embed(encoder, pictures.read(captioned))]
    torch.manual_seed(1)
    varied = torch.zeros(len(captioned), dtype=torch.bool, device=DEVICE)
    for _ in range(8):
        crops.append(embed_images(encoder, augment(pictures.read(captioned), SIZE, varied, 0.4)))
    seen = np.concatenate([embed(encoder, pictures.read(part)) for part in np.array_split(rows, 1 + len(rows) // 5000)])
    return {"rows": rows, "pictures": seen, "captioned": np.stack(crops, 1),
            "rendered": embed_clips(encoder, clips, limit or len(clips.rows)), "prototypes": prototypes, "run": run}


def embed_clips(encoder: ImageEncoder, clips: RenderedClips, limit: int) -> np.ndarray:
    """float16 [clips * T, D]; zeros where a clip is held out. A twin with the same frames backwards costs nothing."""
    out = np.zeros((limit * FRAMES, DIMENSION), np.float16)
    twice = [i for i in range(1, limit, 2) if clips.rows[i]["reversed"]]
    once = np.setdiff1d(np.flatnonzero(~clips.held_out[:limit]), twice)
    for part in np.array_split(once, max(1, len(once) // 100)):
        at = (part[:, None] * FRAMES + np.arange(FRAMES)).ravel()
        out[at] = embed(encoder, clips.frames[at])
    for i in twice:
        out[i * FRAMES:(i + 1) * FRAMES] = out[(i - 1) * FRAMES:i * FRAMES][::-1]
    return out


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
        named = Counter(self.concepts.group[i] for i in self.named)
        shares = np.array([SHARES[self.concepts.group[i]] / named[self.concepts.group[i]] for i in self.named])
        self.shares = shares / shares.sum()
        self.peers = torch.tensor([sorted(set(self.concepts.group)).index(group) for group in self.concepts.group])
        self.lexicon = Lexicon(sentences, self.concepts)
        twins = [i for i in range(0, len(cache["rendered"]) // FRAMES, 2)]
        self.training = [i for i in twins if not self.clips.held_out[i]]
        self.testing = [i for i in twins if self.clips.held_out[i]]
        source, label = self.pictures.source[cache["rows"]], self.pictures.label[cache["rows"]]
        groups = [name.removesuffix("-train") for name in self.pictures.sources]
        self.shown: dict[int, list[int]] = defaultdict(list)            # cached pictures of each concept
        for i, (s, c) in enumerate(zip(source, label)):
            if c >= 0:
                self.shown[self.concepts.index[(groups[s], self.pictures.groups[groups[s]][c])]].append(i)
        self.photos = [(i, groups[s], int(c)) for i, (s, c) in enumerate(zip(source, label)) if s in (0, 2)]
        self.photos = [p for p in self.photos if not is_held_out("picture/" + self.pictures.groups[p[1]][p[2]])]

    def naming_loss(self, texts: Tensor, concepts: np.ndarray) -> Tensor:
        """Text embeddings [N, D] against the targets of their concepts [N], among all targets of the same group."""
        other = self.peers[concepts][:, None] != self.peers[None]
        logits = (20 * texts @ self.concepts.vectors.T).masked_fill(other, -1e4)
        closeness = (texts * self.concepts.vectors[concepts]).sum(-1)
        return F.cross_entropy(logits, torch.from_numpy(concepts)) + 3 * (1 - closeness).mean()

    def texts(self) -> list[str]:
        rendered = [text for row in self.clips.rows for text in (row["caption"], *row["captions"])]
        names = [call for calls in self.concepts.calls for call in calls]
        lexical = [word for pair in self.lexicon.label_pairs + self.lexicon.word_pairs for word in pair]
        return self.sentences + rendered[:20000] + names * 4 + lexical

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
        seen = self.frames(np.array(frames))
        noise = torch.from_numpy(rng.normal(0, 0.01, seen.shape).astype(np.float32))
        return F.normalize(seen + noise, dim=-1), torch.tensor(times).float(), captions, stills

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
