"""Trains the image encoder: pictures against one learnt prototype a label, by cosine, in the joint space.

    python train_images.py --minutes 50 [--start ../embedded]

A class head converges much faster than a contrastive pair of towers, and its prototypes become the text encoder's first
targets (the other way round from LiT, https://arxiv.org/abs/2111.07991). Softmax runs inside one source at a time, so
that a source's look (grey, blurred) never decides. Resolution grows while training; convolutions are stepped by Muon
(https://kellerjordan.github.io/posts/muon/), the rest by AdamW. A linear reading of a coarse thumbnail keeps what
labels forget: where things are, how many, what colour. Checkpoints every few minutes; run again to resume. The
schedule follows the minutes spent in steps, not the clock: a stopped process loses nothing.
"""

import fcntl
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from augment import augment, normalised
from model import ImageEncoder
from muon import Muon
from pictures import Pictures, Prototypes
from settings import SIZE, arguments, share_cores
from warm_start import label_means, load_image_encoder

BATCH = {"tiny-imagenet-train": 480, "cifar-train": 60, "sports-train": 42, "scenes-train": 14, "objects-train": 2,
         "captioned-train": 18, "shapes": 24, "rendered": 80}
PHASES = [(0.78, 48), (1.01, 56)]      # up to this share of the budget, at this resolution
PEAK_RATE, WARMUP = 0.06, 0.03


def accuracy(encoder: ImageEncoder, prototypes: Prototypes, pictures: Pictures, resolution: int, limit: int) -> float:
    """Top-1 on tiny-imagenet-val against the learnt prototypes."""
    rows = pictures.rows["tiny-imagenet-val"][:limit]
    right = 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(rows), 250):
            part = rows[i:i + 250]
            images = normalised(torch.from_numpy(pictures.pixels[part]))
            if resolution != SIZE:
                images = F.interpolate(images, (resolution, resolution), mode="bilinear", antialias=True)
            guess = prototypes.logits("tiny-imagenet", encoder(images)).argmax(1)
            right += (guess.numpy() == pictures.label[part]).sum()
    return float(right) / len(rows)


def start_from(path: Path, encoder: ImageEncoder, prototypes: Prototypes, pictures: Pictures) -> None:
    """The exported encoder, and prototypes at the mean of a few pictures of each label."""
    rng = np.random.default_rng(0)
    for i, source in enumerate(("tiny-imagenet-train", "cifar-train", "sports-train", "scenes-train", "objects-train")):
        group = source.removesuffix("-train")
        rows = rng.choice(pictures.rows[source], min(len(pictures.rows[source]), 20 * len(pictures.groups[group])), False)
        images = F.interpolate(normalised(torch.from_numpy(pictures.read(rows))), (48, 48), mode="bilinear", antialias=True)
        if i == 0:
            load_image_encoder(path, encoder, images[:1000])
        label_means(encoder, images, torch.from_numpy(pictures.label[rows]), prototypes.vectors[group].data)


def freeze(layers: list[nn.Module]) -> None:
    """The first layers learn first and cost most: a run that starts from a trained encoder keeps them as they are."""
    for layer in layers:
        layer.eval().requires_grad_(False)


class Run:
    """Everything that a checkpoint holds: the networks, their running averages, the optimisers, and how far it got."""

    def __init__(self, pictures: Pictures, checkpoint: Path):
        self.checkpoint, self.step, self.spent, self.log = checkpoint, 0, 0.0, []
        self.encoder, self.prototypes = ImageEncoder().to(memory_format=torch.channels_last), Prototypes(pictures.sizes())
        self.averaged, self.averaged_prototypes = ImageEncoder().eval(), Prototypes(pictures.sizes())
        filters = [p for p in self.encoder.parameters() if p.ndim == 4 and p.shape[-1] == 3]
        others = [p for p in (*self.encoder.parameters(), *self.prototypes.parameters())
                  if not any(p is f for f in filters)]
        self.muon = Muon(filters, PEAK_RATE)
        self.adam = torch.optim.AdamW(others, 3e-3, betas=(0.9, 0.98), weight_decay=1e-4)

    def parts(self) -> dict[str, nn.Module | torch.optim.Optimizer]:
        return {name: getattr(self, name) for name in
                ("encoder", "prototypes", "averaged", "averaged_prototypes", "muon", "adam")}

    def resume(self) -> None:
        saved = torch.load(self.checkpoint, weights_only=False)
        for name, part in self.parts().items():
            part.load_state_dict(saved[name])
        self.step, self.spent, self.log = saved["step"], saved["spent"], saved["log"]

    def save(self) -> None:
        part = self.checkpoint.with_suffix(".part")
        torch.save({name: module.state_dict() for name, module in self.parts().items()} |
                   {"step": self.step, "spent": self.spent, "log": self.log}, part)
        part.replace(self.checkpoint)

    def advance(self, pictures: Pictures, progress: float, resolution: int) -> tuple[float, dict[str, float]]:
        """One step: the loss, and its parts by source."""
        rate = min(1, progress / WARMUP) * (1 - progress)
        self.muon.param_groups[0]["lr"], self.adam.param_groups[0]["lr"] = PEAK_RATE * rate, 3e-3 * max(rate, 0.005)
        chosen = pictures.batch(np.random.default_rng(self.step), BATCH)
        images = augment(pictures.read(chosen), resolution, pictures.is_drawn(chosen), 0.35 if progress < 0.85 else 0.5)
        with torch.autocast("cpu", torch.bfloat16):
            features = self.encoder.features(images)
        loss, report = pictures.loss(self.prototypes, F.normalize(features.float(), dim=-1), chosen, images)
        loss.backward()
        self.muon.step(), self.adam.step()
        self.muon.zero_grad(), self.adam.zero_grad()
        decay = min(0.998, self.step / (self.step + 20))
        with torch.no_grad():
            for ours, theirs in ((self.averaged, self.encoder), (self.averaged_prototypes, self.prototypes)):
                for mean, now in zip(ours.state_dict().values(), theirs.state_dict().values()):
                    mean.lerp_(now, 1 - decay) if mean.is_floating_point() else mean.copy_(now)
        self.step += 1
        return loss.item(), report

    def top1(self, pictures: Pictures, resolution: int, limit: int) -> float:
        return accuracy(self.averaged, self.averaged_prototypes, pictures, resolution, limit)


def train(run: Run, pictures: Pictures, budget: float) -> None:
    """Steps until `budget` seconds are spent, or until SIGTERM."""
    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    while run.spent < budget and not asked_to_stop:
        started, progress = time.monotonic(), run.spent / budget
        share_cores()
        resolution = next(size for until, size in PHASES if progress < until)
        loss, report = run.advance(pictures, progress, resolution)
        run.spent += min(time.monotonic() - started, 20.0)
        if run.step % 20 == 0:
            print(f"{run.step} {progress:.3f} {resolution}px {sum(BATCH.values()) / (time.monotonic() - started):.0f}/s "
                  f"loss {loss:.3f} " + " ".join(f"{k.split('-')[0]} {v:.2f}" for k, v in report.items()), flush=True)
        if run.step % 150 == 0:
            top1 = run.top1(pictures, resolution, 2000)
            run.log.append({"step": run.step, "minutes": run.spent / 60, "resolution": resolution, "loss": loss,
                            "top1": top1})
            print(f"== {run.step} {run.spent / 60:.1f} min top-1 {top1:.4f}", flush=True)
            run.save()
    run.save()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="training time, pauses not counted")
    parser.add_argument("--start", help="a folder of exported networks to start from (default: from nothing)")
    parser.add_argument("--name", default="trunk")
    options = parser.parse_args()
    work = Path(options.work)
    lock = open(work / f"{options.name}.lock", "w")                     # released when the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit(f"another run is training {work / options.name}.pt already; its log is {options.name}.log")
    torch.manual_seed(0)
    pictures = Pictures(work)
    run = Run(pictures, work / f"{options.name}.pt")
    if run.checkpoint.exists():
        run.resume()
    elif options.start:
        start_from(Path(options.start) / "image.onnx", run.encoder, run.prototypes, pictures)
    if options.start:
        freeze([run.encoder.stem, *run.encoder.body[:2]])
    train(run, pictures, options.minutes * 60)
    print(f"done: {run.step} steps, {run.spent / 60:.1f} min, top-1 {run.top1(pictures, SIZE, 4000):.4f}")


if __name__ == "__main__":
    main()
