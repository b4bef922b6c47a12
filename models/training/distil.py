"""Teaches the image tower what the wide floor sees, at the side that the tower runs at.

    python distil.py --minutes 40

Each picture's embedding is drawn to that of its teacher (`wide.py`), beside the losses of labels and captions as in
`train_images.py`. The layout stays, and so does what the tower says of rendered frames: there the teacher knows less.
Checkpoints every two minutes; run again to resume.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fast_upper import features
from floor import Reader, imagenet_classes
from measure import clip_maps, measured, unit
from pictures import Objective, Pictures, drawn_sets
from run import Run
from settings import DIMENSION, arguments
from tower import ImageTower, see_with
from train_time import load_image_tower
from views import lower_part

SHARES = {"coco": 14, "captioned": 36, "dishes": 4, "imagenet-samples": 32, "imagen": 32, "houses": 14, "clothing": 20, "grocery": 22,
          "weather": 10, "cooking": 10, "fights": 6, "places": 22, "sports": 26, "scenes": 12, "objects": 4, "cifar": 8,
          "tiny-imagenet": 160, "rendered": 40}        # pictures of each source in a step
RATES = {"upper": 3e-4, "head": 1.5e-4, "objective": 2e-3}
WIDE = 4.0                            # how much the teacher counts


class Pupil(nn.Module):
    def __init__(self, tower: ImageTower, objective: Objective):
        super().__init__()
        self.tower, self.objective = tower, objective
        for part in (tower.lower, tower.layout):
            part.requires_grad_(False)
        for block in tower.upper.blocks:                # as `fast_upper.py` trains it
            block.depthwise.requires_grad_(False)

    def groups(self) -> dict[str, nn.Module]:
        return {"upper": self.tower.upper, "head": self.tower.head, "objective": self.objective}


class Targets:
    """What pictures are to be embedded as: unit vectors of the teacher, and of rendered frames those of the tower itself."""

    def __init__(self, work: Path, tower: ImageTower, pictures: Pictures):
        self.views = {name: [np.load(file) if (file := work / f"wide/{name}-{view}.npy").exists() else None for view in range(len(maps))]
                      for name, maps in pictures.maps.items()}
        file = work / "wide/rendered.npy"
        if not file.exists():
            see, kept = see_with(tower), np.load(drawn_sets(work)[0][0], mmap_mode="r")
            made = np.array([i for i in range(len(kept)) if kept[i, 0, 0].any()])
            found = np.zeros((len(kept), DIMENSION), np.float16)
            for at in range(0, len(made), 512):
                found[made[at:at + 512]] = see(kept[made[at:at + 512]])
            np.save(file, found)
        self.rendered = np.load(file)

    def of(self, name: str, views: np.ndarray, rows: np.ndarray) -> np.ndarray | None:
        """float32 [N, D], or `None` where the teacher saw nothing of a source."""
        known = self.views[name]
        if known[0] is None:
            return None
        plain = known[0][rows].astype(np.float32)
        shown = np.stack([plain[i] if known[view] is None else known[view][row] for i, (view, row) in enumerate(zip(views, rows))])
        return unit(plain + shown)


def losses_of(pictures: Pictures, targets: Targets):
    def losses(pupil: Pupil, rng: np.random.Generator) -> dict[str, Tensor]:
        pupil.tower.layout.norm.eval()
        drawn = pictures.batch(rng, SHARES)
        kept, wanted = [], []
        for name, rows in drawn.items():
            if name == "rendered":
                kept.append(pictures.frames.read(rows)), wanted.append(targets.rendered[rows].astype(np.float32))
                continue
            views = rng.integers(len(pictures.maps[name]), size=len(rows))
            kept.append(np.stack([pictures.maps[name][view][row] for view, row in zip(views, rows)]))
            told = targets.of(name, views, rows)
            wanted.append(np.zeros((len(rows), DIMENSION), np.float32) if told is None else told)
        maps, wanted = torch.from_numpy(np.concatenate(kept)).float(), torch.from_numpy(np.concatenate(wanted))
        seen, layout = features(pupil.tower.upper, maps.bfloat16()), pupil.tower.layout(maps)
        with torch.autocast("cpu", enabled=False):
            embeddings = F.normalize(pupil.tower.head(seen.float()) + layout.float(), dim=-1)
            found = pupil.objective(embeddings, drawn, maps, {}, rng)
            found.pop("near")                           # the teacher is nearer to what is true than one caption
            told = wanted.square().sum(-1) > 0
            found["wide"] = WIDE * 2 * (1 - (embeddings * wanted).sum(-1))[told].sum() / len(wanted)
        return found
    return losses


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=40, help="of one core's time")
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(0), torch.set_num_threads(1)
    work = options.work
    start, centre = load_image_tower(work, "layout")
    read = Reader(work)
    centred = lambda texts: unit(read(texts) - centre)
    pictures = Pictures(work, read, centre, imagenet_classes(work))
    sentences = torch.from_numpy(centred((work / "sentences.txt").read_text().splitlines()[::12])).float()
    targets = Targets(work, start, pictures)
    run = Run(work / "distil.pt", lambda: Pupil(load_image_tower(work, "layout")[0], Objective(pictures, sentences)), RATES)
    clips = clip_maps(lower_part(work / "packages"), options.shared, work)
    ended = run.last(options.minutes, losses_of(pictures, targets), lambda pupil: measured(work, clips, see_with(pupil.tower), centred, probes=False))
    if ended:
        torch.save({"tower": run.averaged.tower.state_dict(), "groups": start.head.groups, "centre": centre}, work / "tower.pt")


if __name__ == "__main__":
    main()
