"""Trains the layout reading over rendered frames, the rest of the image tower unchanged.

    python train_layout.py --minutes 6

Where things are, of what colour, and how many: a softmax over the words and neighbouring words of a frame's caption, as in
`train_images.py`. What the head says of each frame is computed once, so that a step runs a small convolution alone. Of
photographs the layout has to say next to nothing.
"""

import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from floor import Reader
from frozen import Frozen
from measure import clip_maps, measured, unit
from pictures import RenderedFrames, drawn_sets
from settings import arguments
from tower import ImageTower, see_with
from train_images import ANYTHING, QUIET, finished_tower
from trunk import GRID, MAP
from views import lower_part

DRAWN, PHOTOGRAPHS = 256, 64          # a step
RATE, DECAY, WARMUP = 1.5e-3, 0.998, 100


class Head(nn.Module):
    """What the head says, before it is added to the layout and made a unit vector."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower = tower

    def forward(self, kept: torch.Tensor) -> torch.Tensor:
        return self.tower.head(self.tower.upper(kept).float())


def said_of(work: Path, tower: ImageTower, maps: Path) -> np.ndarray:
    """float16 [N, D], computed once; zeros where there is no map."""
    file = work / f"floor/head-{maps.name}"
    if not file.exists():
        np.save(file, said_by_head(tower, np.load(maps, mmap_mode="r")))
    return np.load(file)


def said_by_head(tower: ImageTower, kept: np.ndarray) -> np.ndarray:
    run = Frozen(Head(tower.eval()), {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["said"])
    found = np.zeros((len(kept), tower.head.linear.out_features), np.float16)
    for at in range(0, len(kept), 256):
        part = np.ascontiguousarray(kept[at:at + 256], np.float32)
        made = part[:, 0].any((1, 2))
        if made.any():
            found[at:at + len(part)][made] = run(part[made])[0]
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=6, help="of one core's time")
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    work = options.work
    tower, saved = finished_tower(work)
    read = Reader(work)
    centred = lambda texts: unit(read(texts) - saved["centre"])
    frames = RenderedFrames(drawn_sets(work), centred)
    said = np.concatenate([said_of(work, tower, file) for file, _ in drawn_sets(work)])
    photographs = np.concatenate([np.load(work / f"maps/{name}-0.npy", mmap_mode="r")[:1000] for name in ANYTHING])
    layout, averaged = tower.layout, ImageTower(saved["groups"]).layout
    averaged.load_state_dict(layout.state_dict())
    words, scale = nn.Parameter(frames.anchors.clone()), nn.Parameter(torch.tensor(2.7))
    thumbnail = nn.Linear(said.shape[1], 27)
    learnt = [*layout.parameters(), words, scale, *thumbnail.parameters()]
    optimiser = torch.optim.AdamW(learnt, RATE, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    budget, spent, step = options.minutes * 60, 0.0, 0
    layout.norm.eval()
    while spent < budget:
        started = time.process_time()
        rng = np.random.default_rng(step)
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARMUP) * (1 - spent / budget) + 1e-7
        rows = frames.draw(rng, DRAWN)
        drawn = torch.from_numpy(frames.read(rows).astype(np.float32))
        others = torch.from_numpy(photographs[rng.choice(len(photographs), PHOTOGRAPHS)].astype(np.float32))
        with torch.autocast("cpu", torch.bfloat16):
            own, quiet = layout(torch.cat([drawn, others])).float().split([DRAWN, PHOTOGRAPHS])
        embedded = F.normalize(torch.from_numpy(said[rows].astype(np.float32)) + own, dim=-1)
        logits = scale.exp() * embedded @ F.normalize(words, dim=-1).T
        word = -(frames.shares(rows) * logits.log_softmax(-1)).sum(1).mean()
        colours = F.adaptive_avg_pool2d(drawn[:, :3], 3).flatten(1)
        loss = word + 0.5 * (thumbnail(embedded) - colours).square().mean() + QUIET * quiet.square().sum(-1).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        step += 1
        decay = min(DECAY, step / (step + 20))
        with torch.no_grad():
            for mean, now in zip(averaged.state_dict().values(), layout.state_dict().values()):
                if mean.is_floating_point():
                    mean.lerp_(now, 1 - decay)
        spent += time.process_time() - started
        if step % 100 == 0:
            print(f"{step} {spent / 60:.1f} min word {word.item():.3f} quiet {quiet.square().sum(-1).mean().item():.3f}", flush=True)
    tower.layout.load_state_dict(averaged.state_dict())
    torch.save({"tower": tower.state_dict(), "groups": saved["groups"], "centre": saved["centre"]}, work / "layout.pt")
    clips = clip_maps(lower_part(work / "packages"), options.shared, work)
    print(measured(work, clips, see_with(tower.eval()), centred, probes=False), flush=True)


if __name__ == "__main__":
    main()
