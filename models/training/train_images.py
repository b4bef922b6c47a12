"""Trains the upper part of the image tower over kept maps, from the floor on.

    python train_images.py --minutes 40

Text stays where it is: pictures learn to lie near what is said of them (https://arxiv.org/abs/2111.07991, the other way
round), and not to leave what the floor saw in them. Checkpoints every two minutes; run again to resume.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fast_upper import features
from floor import Reader, imagenet_classes
from frozen import Frozen
from measure import clip_maps, measured, unit
from pictures import Objective, Pictures
from run import spend
from settings import arguments
from tower import ImageTower, see_with
from trunk import GRID, MAP
from views import lower_part

RATES = {"upper": 1e-4, "head": 4e-5, "layout": 1e-3, "objective": 2e-3}
QUIET = 1.0                           # how much the layout must not say of pictures that nobody drew: there it learns them by heart
DECAY, WARMUP = 0.998, 40
READINGS = 0.25                       # of the time, the readings alone are trained: that costs a fifth
FLOOR_SHARE = 0.3                     # of the head: trained alone it knows classes better and captions worse (https://arxiv.org/abs/2109.01903)
ANYTHING = ("coco", "captioned", "dishes", "imagenet-samples", "imagen")


def load_floor(work: Path) -> tuple[ImageTower, dict]:
    saved = torch.load(work / "floor.pt", weights_only=False)
    tower = ImageTower(saved["groups"])
    tower.load_state_dict(saved["tower"])
    return tower, saved


def finished_tower(work: Path, name: str = "image") -> tuple[ImageTower, dict]:
    """The averaged tower with its head part of the way back to the floor."""
    saved = torch.load(work / f"{name}.pt", weights_only=False)
    tower, (floor, _) = ImageTower(saved["groups"]), load_floor(work)
    tower.load_state_dict(saved["averaged"])
    with torch.no_grad():
        for trained, before in zip(tower.head.parameters(), floor.head.parameters()):
            trained.lerp_(before, FLOOR_SHARE)
    return tower.eval(), saved


def embeddings_before(work: Path, tower: ImageTower) -> dict[str, np.ndarray]:
    """What the floor gives of the plain view of pictures that may show anything."""
    see, found = None, {}
    for name in ANYTHING:
        file = work / f"floor/before-{name}.npy"
        if not file.exists():
            see = see or see_with(tower)
            np.save(file, see(np.load(work / f"maps/{name}-0.npy", mmap_mode="r")).astype(np.float16))
        found[name] = np.load(file)
    return found


class Run:
    def __init__(self, work: Path, name: str, readings: float):
        self.readings = readings
        self.checkpoint, self.step, self.spent = work / f"{name}.pt", 0, 0.0
        self.tower, self.saved = load_floor(work)
        self.averaged, _ = load_floor(work)
        read = Reader(work)
        sentences = (work / "sentences.txt").read_text().splitlines()[::12]
        self.centre = self.saved["centre"]
        self.centred = lambda texts: unit(read(texts) - self.centre)
        self.pictures = Pictures(work, read, self.centre, imagenet_classes(work))
        self.objective = Objective(self.pictures, torch.from_numpy(self.centred(sentences)).float())
        self.before = embeddings_before(work, self.averaged)
        self.tower.lower.requires_grad_(False)
        kernels = {id(block.depthwise.weight) for block in self.tower.upper.blocks} | {id(block.depthwise.bias) for block in self.tower.upper.blocks}
        groups = [{"params": [p for p in part.parameters() if id(p) not in kernels], "name": name} for name, part in
                  (("upper", self.tower.upper), ("head", self.tower.head), ("layout", self.tower.layout), ("objective", self.objective))]
        self.optimiser = torch.optim.AdamW(groups, 1e-4, betas=(0.9, 0.98), weight_decay=0.02, fused=True)

    def resume(self) -> None:
        if self.checkpoint.exists():
            saved = torch.load(self.checkpoint, weights_only=False)
            for name in ("tower", "averaged", "objective", "optimiser"):
                getattr(self, name).load_state_dict(saved[name])
            self.step, self.spent = saved["step"], saved["spent"]
        self.upper = Frozen(self.averaged.upper, {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["features"])      # while readings are trained

    def save(self) -> None:
        part = self.checkpoint.with_suffix(".part")
        torch.save({name: getattr(self, name).state_dict() for name in ("tower", "averaged", "objective", "optimiser")}
                   | {"step": self.step, "spent": self.spent, "groups": self.saved["groups"], "centre": self.centre}, part)
        part.replace(self.checkpoint)

    def advance(self, progress: float) -> dict[str, Tensor]:
        for group in self.optimiser.param_groups:
            group["lr"] = RATES[group["name"]] * min(1, (self.step + 1) / WARMUP) * (1 - progress) + 1e-7
        rng = np.random.default_rng(self.step)
        drawn = self.pictures.batch(rng)
        kept = self.pictures.read(drawn, rng)
        before = {name: torch.from_numpy(self.before[name][rows]).float() for name, rows in drawn.items() if name in self.before}
        self.tower.layout.norm.eval()
        with torch.autocast("cpu", torch.bfloat16):
            seen = features(self.tower.upper, kept.bfloat16()) if progress >= self.readings else torch.from_numpy(self.upper(kept.numpy())[0])
            layout = self.tower.layout(kept)
        embeddings = F.normalize(self.tower.head(seen.float()) + layout.float(), dim=-1)
        found = self.objective(embeddings, drawn, kept, before, rng)
        drawn_ones = len(drawn.get("rendered", ()))
        found["quiet"] = QUIET * layout[:len(layout) - drawn_ones].float().square().sum(-1).mean()
        self.optimiser.zero_grad()
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_([p for group in self.optimiser.param_groups for p in group["params"] if p.grad is not None], 1.0)
        self.optimiser.step()
        self.step += 1
        decay = min(DECAY, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, now in zip(self.averaged.state_dict().values(), self.tower.state_dict().values()):
                if mean.is_floating_point():
                    mean.lerp_(now, 1 - decay)
        return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=40, help="of one core's time")
    parser.add_argument("--shared", type=Path, default=Path("../../../shared"))
    parser.add_argument("--readings", type=float, default=READINGS, help="share of the minutes that trains readings alone")
    parser.add_argument("--name", default="image")
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    run = Run(options.work, options.name, options.readings)
    run.resume()
    clips = clip_maps(lower_part(options.work / "packages"), options.shared, options.work)
    spend(run, options.minutes, run.advance, lambda: measured(options.work, clips, see_with(run.averaged), run.centred))


if __name__ == "__main__":
    main()
