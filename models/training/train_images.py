"""Trains the image encoder: pictures against one learnt prototype a label, by cosine, in the joint space.

    python train_images.py --minutes 80

A class head converges much faster than a contrastive pair of towers, and its prototypes become the text encoder's first
targets (the other way round from LiT, https://arxiv.org/abs/2111.07991). Softmax runs inside one source at a time, so
that a source's look (grey, blurred) never decides. Resolution grows while training; convolutions are stepped by Muon
(https://kellerjordan.github.io/posts/muon/), the rest by AdamW. Checkpoints every few minutes; run again to resume.
The schedule follows the minutes spent, not the clock: a stopped process loses nothing.
"""

import fcntl
import json
import re
import signal
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import RenderedClips
from model import ImageEncoder
from settings import DIMENSION, MEAN, SIZE, STD, arguments
from shapes import FACTORS, colour_shares

BATCH = {"tiny-imagenet-train": 340, "cifar-train": 72, "sports-train": 40, "scenes-train": 14, "objects-train": 2,
         "captioned-train": 14, "shapes": 24, "rendered": 44}
PHASES = [(0.86, 32), (1.01, 48)]      # up to this share of the budget, at this resolution
PEAK_RATE, WARMUP = 0.08, 0.03
STOP_WORDS = set("a an the is are in on of and with to at by his her their its it as up out for while from two three "
                 "over into one through near another other that who some off down next each him he she they has have "
                 "being be there this behind around front".split())


class Prototypes(nn.Module):
    """One unit vector a label, and a temperature a group; also reads the geometry of drawn scenes linearly."""

    def __init__(self, groups: dict[str, int]):
        super().__init__()
        self.vectors = nn.ParameterDict({name: nn.Parameter(torch.randn(n, DIMENSION) * DIMENSION ** -0.5)
                                         for name, n in groups.items()})
        self.scales = nn.ParameterDict({name: nn.Parameter(torch.tensor(2.7)) for name in groups})
        self.geometry = nn.Linear(DIMENSION, 3)

    def logits(self, group: str, embeddings: Tensor) -> Tensor:
        return self.scales[group].exp() * embeddings @ F.normalize(self.vectors[group], dim=-1).T


def caption_words(captions: dict[str, list[str]], least: int = 8) -> tuple[list[str], dict[int, list[int]]]:
    """Words in the captions of at least `least` pictures, and which of them each picture has."""
    present = {int(i): set(re.findall(r"[a-z]+", " ".join(lines).lower())) - STOP_WORDS for i, lines in captions.items()}
    counts = Counter(word for words in present.values() for word in words)
    vocabulary = sorted(word for word, n in counts.items() if n >= least)
    index = {word: i for i, word in enumerate(vocabulary)}
    return vocabulary, {i: [index[word] for word in words if word in index] for i, words in present.items()}


def augment(pixels: np.ndarray, resolution: int, drawn: np.ndarray, smallest: float) -> Tensor:
    """uint8 [N, 64, 64, 3] to normalised float [N, 3, R, R]: crops, letterboxes, mirrors, light, blur, noise."""
    n = len(pixels)
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float()
    area = torch.empty(n).uniform_(smallest, 1.0)
    ratio = torch.exp(torch.empty(n).uniform_(-0.45, 0.45))
    sx, sy = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    boxed = torch.rand(n) < 0.04                                        # letterbox or pillarbox
    upright = torch.rand(n) < 0.5
    sx = torch.where(boxed & upright, torch.empty(n).uniform_(1.1, 1.6), sx)
    sy = torch.where(boxed & ~upright, torch.empty(n).uniform_(1.1, 1.6), sy)
    whole = torch.from_numpy(drawn)
    sx, sy = torch.where(whole, torch.ones(n), sx), torch.where(whole, torch.ones(n), sy)
    tx, ty = [(torch.rand(n) * 2 - 1) * (1 - s).clamp(min=0) for s in (sx, sy)]
    mirror = torch.where((torch.rand(n) < 0.5) & ~whole, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 2], theta[:, 1, 1], theta[:, 1, 2] = sx * mirror, tx, sy, ty
    images = F.grid_sample(images, F.affine_grid(theta, [n, 3, resolution, resolution], align_corners=False),
                           align_corners=False)
    light = torch.empty(n, 1, 1, 1)
    images = images * light.uniform_(0.75, 1.25) + light.clone().uniform_(-18, 18)
    grey = (torch.rand(n) < 0.06) & ~whole
    images[grey] = images[grey].mean(1, keepdim=True)
    soft = torch.rand(n) < 0.08
    if soft.any():                                                      # motion blur, along either axis
        kernel = (1, 3) if torch.rand(()) < 0.5 else (3, 1)
        images[soft] = F.avg_pool2d(images[soft], kernel, 1, (kernel[0] // 2, kernel[1] // 2), count_include_pad=False)
    images = images.clamp(0, 255) / 255
    return ((images - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]).contiguous(
        memory_format=torch.channels_last)


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal; filters keep a fixed norm, so the rate is relative."""

    def __init__(self, parameters, lr: float, momentum: float = 0.7):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                average = state.setdefault("momentum", torch.zeros_like(weight))
                average.mul_(group["momentum"]).add_(weight.grad)
                update = (weight.grad + group["momentum"] * average).flatten(1)
                weight.mul_(len(weight) ** 0.5 / weight.norm())
                weight.add_(orthogonal(update).view_as(weight), alpha=-group["lr"])


def orthogonal(matrix: Tensor, steps: int = 3) -> Tensor:
    """Newton-Schulz iteration towards the nearest semi-orthogonal matrix, in bfloat16."""
    x = matrix.bfloat16()
    wide = x.shape[0] <= x.shape[1]
    x = x if wide else x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return (x if wide else x.T).to(matrix.dtype)


class Pictures:
    """The prepared pictures: draws batches, and knows their losses."""

    def __init__(self, work: Path):
        self.pixels = np.load(work / "pixels.npy", mmap_mode="r")
        table = np.load(work / "pictures.npz")
        self.source, self.label = table["source"], table["label"].astype(np.int64)
        self.colour = table["colour"].astype(np.float32)
        self.geometry, self.factor = table["geometry"], table["factor"].astype(np.int64)
        meta = json.loads((work / "groups.json").read_text())
        self.groups, self.sources, self.names = meta["groups"], meta["sources"], meta["names"]
        self.words, self.word_rows = caption_words(json.loads((work / "captions.json").read_text()))
        self.rows = {source: np.flatnonzero(self.source == i) for i, source in enumerate(self.sources)}
        self.add_rendered(RenderedClips(work))

    def add_rendered(self, clips: RenderedClips) -> None:
        """Frames of the rendered clips that are not held out follow the prepared pictures."""
        self.rendered_words, frames, words = clips.frame_words()
        first, n = len(self.pixels), len(frames)
        self.frames, self.frame_of = clips.frames, np.array(frames)
        self.word_rows |= {first + i: found for i, found in enumerate(words)}
        self.rows["rendered"] = np.arange(first, first + n)
        self.source = np.concatenate([self.source, np.full(n, len(self.sources), self.source.dtype)])
        self.sources.append("rendered")
        shares = [colour_shares(self.frames[self.frame_of[i:i + 2000]]) for i in range(0, n, 2000)]
        self.colour = np.concatenate([self.colour, *shares])

    def read(self, rows: np.ndarray) -> np.ndarray:
        """uint8 [N, 64, 64, 3]"""
        prepared = rows < len(self.pixels)
        out = np.empty((len(rows), SIZE, SIZE, 3), np.uint8)
        out[prepared] = self.pixels[rows[prepared]]
        out[~prepared] = self.frames[self.frame_of[rows[~prepared] - len(self.pixels)]]
        return out

    def sizes(self) -> dict[str, int]:
        sizes = {group: len(labels) for group, labels in self.groups.items() if labels}
        return sizes | {"words": len(self.words), "rendered": len(self.rendered_words)} | {f"drawn {name}": len(v) for name, v in FACTORS.items()}

    def batch(self, rng: np.random.Generator, counts: dict[str, int]) -> np.ndarray:
        return np.concatenate([rng.choice(self.rows[source], n) for source, n in counts.items()])

    def loss(self, prototypes: Prototypes, embeddings: Tensor, chosen: np.ndarray) -> tuple[Tensor, dict[str, float]]:
        total, report, source = 0, {}, self.source[chosen]
        for i, name in enumerate(self.sources):
            rows = np.flatnonzero(source == i)
            if not len(rows):
                continue
            mine, picked = embeddings[rows], chosen[rows]
            if name == "shapes":
                loss = self.scene_loss(prototypes, mine, picked)
            elif name in ("captioned-train", "rendered"):
                logits = prototypes.logits("words" if name == "captioned-train" else "rendered", mine)
                target = torch.zeros_like(logits)
                for at, row in enumerate(picked):
                    target[at, self.word_rows[int(row)]] = 1
                target = target / target.sum(1, keepdim=True).clamp(min=1)
                loss = -(target * logits.log_softmax(-1)).sum(1).mean() * 0.6
            else:
                group = name.removesuffix("-train")
                loss = F.cross_entropy(prototypes.logits(group, mine), torch.from_numpy(self.label[picked]),
                                       label_smoothing=0.08)
            report[name] = loss.item()
            total = total + loss * len(rows) / len(chosen)
        shares = torch.from_numpy(self.colour[chosen])
        colour = -(shares * prototypes.logits("colour", embeddings).log_softmax(-1)).sum(1).mean()
        report["colour"] = colour.item()
        return total + 0.15 * colour, report

    def scene_loss(self, prototypes: Prototypes, embeddings: Tensor, picked: np.ndarray) -> Tensor:
        loss = 0
        for i, name in enumerate(FACTORS):
            loss = loss + F.cross_entropy(prototypes.logits(f"drawn {name}", embeddings),
                                          torch.from_numpy(self.factor[picked, i]), ignore_index=-1) / len(FACTORS)
        geometry = torch.from_numpy(self.geometry[picked])
        known = ~geometry.isnan().any(1)
        if known.any():
            loss = loss + 6 * F.smooth_l1_loss(prototypes.geometry(embeddings[known]), geometry[known], beta=0.05)
        return loss


def accuracy(encoder: ImageEncoder, prototypes: Prototypes, pictures: Pictures, resolution: int, limit: int) -> float:
    """Top-1 on tiny-imagenet-val against the learnt prototypes."""
    rows = pictures.rows["tiny-imagenet-val"][:limit]
    right = 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(rows), 250):
            part = rows[i:i + 250]
            images = torch.from_numpy(pictures.pixels[part]).permute(0, 3, 1, 2).float() / 255
            images = (images - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
            if resolution != SIZE:
                images = F.interpolate(images, (resolution, resolution), mode="bilinear", antialias=True)
            guess = prototypes.logits("tiny-imagenet", encoder(images)).argmax(1)
            right += (guess.numpy() == pictures.label[part]).sum()
    return float(right) / len(rows)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=80, help="training time, pauses not counted")
    parser.add_argument("--name", default="trunk")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    work = Path(options.work)
    lock = open(work / f"{options.name}.lock", "w")                     # released when the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit(f"another run is training {work / options.name}.pt already; its log is {options.name}.log")
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    pictures = Pictures(work)
    encoder, prototypes = ImageEncoder().to(memory_format=torch.channels_last), Prototypes(pictures.sizes())
    averaged, averaged_prototypes = ImageEncoder().eval(), Prototypes(pictures.sizes())
    filters = [p for p in encoder.parameters() if p.ndim == 4 and p.shape[-1] == 3]
    others = [p for p in (*encoder.parameters(), *prototypes.parameters()) if not any(p is f for f in filters)]
    muon, adam = Muon(filters, PEAK_RATE), torch.optim.AdamW(others, 3e-3, betas=(0.9, 0.98), weight_decay=1e-4)
    checkpoint = work / f"{options.name}.pt"
    step, spent, log = 0, 0.0, []
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        for module, key in ((encoder, "encoder"), (prototypes, "prototypes"), (averaged, "averaged"),
                            (averaged_prototypes, "averaged_prototypes"), (muon, "muon"), (adam, "adam")):
            if key in saved:
                module.load_state_dict(saved[key])
        step, spent, log = saved["step"], saved["spent"], saved["log"]

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"encoder": encoder.state_dict(), "prototypes": prototypes.state_dict(), "muon": muon.state_dict(),
                    "averaged": averaged.state_dict(), "averaged_prototypes": averaged_prototypes.state_dict(),
                    "adam": adam.state_dict(), "step": step, "spent": spent, "log": log}, part)
        part.replace(checkpoint)

    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    budget, saved_at = options.minutes * 60, spent
    while spent < budget and not asked_to_stop:
        started = time.monotonic()
        progress = spent / budget
        resolution = next(size for until, size in PHASES if progress < until)
        rate = min(1, progress / WARMUP) * (1 - progress)
        muon.param_groups[0]["lr"], adam.param_groups[0]["lr"] = PEAK_RATE * rate, 3e-3 * max(rate, 0.005)
        rng = np.random.default_rng(step)
        chosen = pictures.batch(rng, BATCH)
        images = augment(pictures.read(chosen), resolution, pictures.source[chosen] >= pictures.sources.index("shapes"),
                         0.35 if progress < 0.8 else 0.5)
        with torch.autocast("cpu", torch.bfloat16):
            features = encoder.features(images)
        loss, report = pictures.loss(prototypes, F.normalize(features.float(), dim=-1), chosen)
        loss.backward()
        muon.step(), adam.step()
        muon.zero_grad(), adam.zero_grad()
        decay = min(0.998, step / (step + 20))
        with torch.no_grad():
            for ours, theirs in ((averaged, encoder), (averaged_prototypes, prototypes)):
                for mean, now in zip(ours.state_dict().values(), theirs.state_dict().values()):
                    mean.lerp_(now, 1 - decay) if mean.is_floating_point() else mean.copy_(now)
        step += 1
        spent += min(time.monotonic() - started, 20.0)
        if step % 20 == 0:
            print(f"{step} {progress:.3f} {resolution}px {len(chosen) / (time.monotonic() - started):.0f}/s "
                  f"loss {loss.item():.3f} " + " ".join(f"{k.split('-')[0]} {v:.2f}" for k, v in report.items()), flush=True)
        if spent - saved_at > 150:
            top1 = accuracy(averaged, averaged_prototypes, pictures, resolution, 2000)
            log.append({"step": step, "minutes": spent / 60, "resolution": resolution, "loss": loss.item(), "top1": top1})
            print(f"== {step} {spent / 60:.1f} min top-1 {top1:.4f}", flush=True)
            saved_at = spent
            save()
    save()
    print(f"done: {step} steps, {spent / 60:.1f} min, "
          f"top-1 {accuracy(averaged, averaged_prototypes, pictures, SIZE, 4000):.4f}")


if __name__ == "__main__":
    main()
