"""Trains the image encoder: pictures against one learnt prototype a label, by cosine, in the joint space.

    python train_images.py --minutes 11 [--start ../embedded | --like ../embedded]

A class head converges much faster than a contrastive pair of towers, and its prototypes become the text encoder's first
targets (the other way round from LiT, https://arxiv.org/abs/2111.07991). Softmax runs inside one source at a time, so
that a source's look (grey, blurred) never decides; most labelled pictures carry a box of another one (CutMix). Resolution
grows while training; convolutions are stepped by Muon (https://kellerjordan.github.io/posts/muon/), the rest by AdamW. A
linear reading of a coarse thumbnail keeps what labels forget: where things are, how many, what colour. Checkpoints
every minute; run again to resume. The schedule follows the minutes spent in steps, not the clock: a stopped process
loses nothing. Runs on an NVIDIA GPU where there is one.
"""

import fcntl
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from augment import augment, normalised
from model import ImageEncoder
from muon import Muon
from pictures import Pictures, Prototypes
from settings import DEVICE, arguments, share_cores
from warm_start import load_image_encoder, named_prototypes, rotate, turn_towards

# Pictures of each source in a step. A GPU takes three times as many, which its cores need to be busy.
BATCH = {"tiny-imagenet-train": 320, "cifar-train": 50, "sports-train": 36, "scenes-train": 14, "objects-train": 2,
         "captioned-train": 6, "shapes": 20, "rendered": 64}
if DEVICE == "cuda":
    BATCH = {source: 3 * count for source, count in BATCH.items()}
PHASES = [(0.25, 48), (1.01, 64)]      # up to this share of the budget, at this resolution
LEAST_CROP, MIXED = 0.35, 0.6          # least share of a picture that a crop keeps; share of pictures that are mixed
PEAK_RATE, WARMUP = 0.06, 0.03


def accuracy(encoder: ImageEncoder, prototypes: Prototypes, pictures: Pictures, limit: int) -> float:
    """Top-1 on tiny-imagenet-val against the learnt prototypes."""
    rows = pictures.rows["tiny-imagenet-val"][:limit]
    right = 0
    with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16):
        for i in range(0, len(rows), 250):
            part = rows[i:i + 250]
            guess = prototypes.logits("tiny-imagenet", encoder(normalised(pictures.read(part)))).argmax(1)
            right += int((guess.cpu().numpy() == pictures.label[part]).sum())
    return right / len(rows)


def start_from(folder: Path, encoder: ImageEncoder, prototypes: Prototypes, pictures: Pictures) -> None:
    """The exported encoder, and prototypes where the exported text encoder puts their names."""
    load_image_encoder(folder / "image.onnx", encoder, normalised(pictures.read(pictures.rows["tiny-imagenet-train"][::100])))
    with torch.no_grad():
        for group, vectors in named_prototypes(folder, pictures).items():
            prototypes.vectors[group].copy_(vectors)


def freeze(layers: list[nn.Module]) -> None:
    """The first layers learn first and cost most: a run that starts from a trained encoder keeps them as they are."""
    for layer in layers:
        layer.eval().requires_grad_(False)


class Run:
    """Everything that a checkpoint holds: the networks, their running averages, the optimisers, and how far it got."""

    def __init__(self, pictures: Pictures, checkpoint: Path):
        self.checkpoint, self.step, self.spent, self.log = checkpoint, 0, 0.0, []
        self.encoder, self.averaged = (ImageEncoder().to(DEVICE, memory_format=torch.channels_last) for _ in range(2))
        self.prototypes, self.averaged_prototypes = (Prototypes(pictures.sizes()).to(DEVICE) for _ in range(2))
        self.averaged.eval()
        filters = [p for p in self.encoder.parameters() if p.ndim == 4 and p.shape[-1] == 3]
        others = [p for p in (*self.encoder.parameters(), *self.prototypes.parameters())
                  if not any(p is f for f in filters)]
        self.muon = Muon(filters, PEAK_RATE)
        self.adam = torch.optim.AdamW(others, 3e-3, betas=(0.9, 0.98), weight_decay=1e-4)

    def parts(self) -> dict[str, nn.Module | torch.optim.Optimizer]:
        return {name: getattr(self, name) for name in
                ("encoder", "prototypes", "averaged", "averaged_prototypes", "muon", "adam")}

    def resume(self) -> None:
        saved = torch.load(self.checkpoint, map_location=DEVICE, weights_only=False)
        for name, part in self.parts().items():
            part.load_state_dict(saved[name])
        self.step, self.spent, self.log = saved["step"], saved["spent"], saved["log"]

    def save(self) -> None:
        part = self.checkpoint.with_suffix(".part")
        torch.save({name: module.state_dict() for name, module in self.parts().items()} |
                   {"step": self.step, "spent": self.spent, "log": self.log}, part)
        part.replace(self.checkpoint)

    def advance(self, pictures: Pictures, progress: float, resolution: int) -> dict[str, Tensor]:
        """One step; the parts of its loss."""
        rate = min(1, progress / WARMUP) * (1 - progress)
        self.muon.param_groups[0]["lr"], self.adam.param_groups[0]["lr"] = PEAK_RATE * rate, 3e-3 * max(rate, 0.005)
        chosen = pictures.batch(np.random.default_rng(self.step), BATCH)
        images, kept, colours = pictures.inputs(chosen, resolution, LEAST_CROP, MIXED)
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(DEVICE, torch.bfloat16):
            features = self.encoder.features(images)
        loss, report = pictures.loss(self.prototypes, F.normalize(features.float(), dim=-1), chosen, images, kept, colours)
        loss.backward()
        self.muon.step(), self.adam.step()
        self.muon.zero_grad(), self.adam.zero_grad()
        decay = min(0.998, self.step / (self.step + 20))
        with torch.no_grad():
            for ours, theirs in ((self.averaged, self.encoder), (self.averaged_prototypes, self.prototypes)):
                means, now = list(ours.state_dict().values()), list(theirs.state_dict().values())
                floats = [i for i, value in enumerate(means) if value.is_floating_point()]
                torch._foreach_lerp_([means[i] for i in floats], [now[i] for i in floats], 1 - decay)
        self.step += 1
        return {"loss": loss.detach()} | report

    def turn_towards(self, path: Path, pictures: Pictures) -> None:
        """Turns the space towards that of an exported encoder, and saves."""
        rng = np.random.default_rng(5)
        rows = [rng.choice(pictures.rows[source], n) for source, n in BATCH.items() for _ in range(6)]
        images = normalised(pictures.read(np.sort(np.concatenate(rows))))
        turn = turn_towards(path, self.averaged, images)
        rotate(self.averaged, self.averaged_prototypes, turn), rotate(self.encoder, self.prototypes, turn)
        self.save()

    def top1(self, pictures: Pictures, limit: int) -> float:
        return accuracy(self.averaged, self.averaged_prototypes, pictures, limit)


def train(run: Run, pictures: Pictures, budget: float) -> None:
    """Steps until `budget` seconds are spent, or until SIGTERM."""
    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    saved = measured = run.spent
    while run.spent < budget and not asked_to_stop:
        started, progress = time.monotonic(), run.spent / budget
        share_cores()
        resolution = next(size for until, size in PHASES if progress < until)
        report = run.advance(pictures, progress, resolution)
        if DEVICE == "cuda" and run.step % 20 == 0:
            torch.cuda.synchronize()                                    # steps are queued; this waits for them
        run.spent += min(time.monotonic() - started, 20.0)
        if run.spent - measured > budget / 16:
            top1 = run.top1(pictures, 2000)
            run.log.append({"step": run.step, "minutes": run.spent / 60, "resolution": resolution,
                            "loss": report["loss"].item(), "top1": top1})
            print(f"{run.step} {run.spent / 60:.1f} min {resolution}px top-1 {top1:.4f} "
                  + " ".join(f"{name} {part.item():.2f}" for name, part in report.items()), flush=True)
            measured = run.spent
        if run.spent - saved > 60:
            run.save()
            saved = run.spent
    run.save()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="training time, pauses not counted")
    parser.add_argument("--start", help="a folder of exported networks to start from (default: from nothing)")
    parser.add_argument("--like", help="a folder of exported networks whose space the finished one is turned towards")
    parser.add_argument("--name", default="trunk")
    options = parser.parse_args()
    work = Path(options.work)
    lock = open(work / f"{options.name}.lock", "w")                     # released when the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit(f"another run is training {work / options.name}.pt already; its log is {options.name}.log")
    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    pictures = Pictures(work)
    run = Run(pictures, work / f"{options.name}.pt")
    if run.checkpoint.exists():
        run.resume()
    elif options.start:
        start_from(Path(options.start), run.encoder, run.prototypes, pictures)
        run.averaged.load_state_dict(run.encoder.state_dict())
        run.averaged_prototypes.load_state_dict(run.prototypes.state_dict())
    if options.start:
        freeze([run.encoder.stem, *run.encoder.body[:2]])
    train(run, pictures, options.minutes * 60)
    if options.like:
        run.turn_towards(Path(options.like) / "image.onnx", pictures)
    print(f"done: {run.step} steps, {run.spent / 60:.1f} min, top-1 {run.top1(pictures, 4000):.4f}")


if __name__ == "__main__":
    main()
