"""The image tower: the trunk, and three readings of it that add up to one vector in the space of the text tower.

What the classifier sees (a mean of class vectors), a linear reading of the features, and a reading of where things are and
what colour they have, from the maps that the trunk passes on early: ImageNet teaches the last layers to forget both.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frozen import Frozen
from settings import DIMENSION
from trunk import FEATURES, GRID, MAP, Lower, Upper


COARSE = (GRID + 1) // 2
PLACES, STATE = COARSE ** 2, FEATURES + 96


class Layout(nn.Module):
    """Kept maps [N, MAP, G, G] to [N, D]: channels mixed at each place, then read place by place, coarsely and finely."""

    def __init__(self, width: int = 96, coarse: int = 48, fine: int = 12):
        super().__init__()
        self.norm = nn.BatchNorm2d(MAP)
        self.mix, self.look = nn.Conv2d(MAP, width, 1), nn.Conv2d(width, width, 3, padding=1)
        self.coarse, self.fine = nn.Conv2d(width, coarse, 1), nn.Conv2d(width, fine, 1)
        self.read = nn.Linear(coarse * 9 + fine * GRID ** 2 + width, DIMENSION)
        nn.init.zeros_(self.read.weight), nn.init.zeros_(self.read.bias)

    def places(self, kept: Tensor) -> Tensor:
        """[N, width, G, G]."""
        x = F.relu(self.mix(self.norm(kept)))
        return x + F.relu(self.look(x))

    def forward(self, kept: Tensor) -> Tensor:
        x = self.places(kept)
        third = GRID // 3
        parts = [F.avg_pool2d(self.coarse(x), third).flatten(1), self.fine(x).flatten(1), x.mean((2, 3))]
        return self.read(torch.cat(parts, 1))


class Head(nn.Module):
    """Features [N, 1280] to [N, D]: class vectors weighted by a softmax inside each group of classes, and a linear map."""

    def __init__(self, groups: tuple[int, ...]):
        super().__init__()
        self.groups = groups
        self.classifier = nn.Linear(FEATURES, sum(groups))
        self.vectors = nn.Parameter(torch.zeros(sum(groups), DIMENSION))
        self.linear = nn.Linear(FEATURES, DIMENSION)

    def forward(self, features: Tensor) -> Tensor:
        shares = torch.cat([part.softmax(-1) for part in self.classifier(features).split(self.groups, -1)], -1)
        return shares @ self.vectors + self.linear(features)


class ImageTower(nn.Module):
    """Pixels [N, 3, S, S] to unit embeddings [N, D]."""

    def __init__(self, groups: tuple[int, ...]):
        super().__init__()
        self.lower, self.upper, self.head, self.layout = Lower(), Upper(), Head(groups), Layout()

    def embed(self, kept: Tensor) -> Tensor:
        return F.normalize(self.head(self.upper(kept).float()) + self.layout(kept).float(), dim=-1)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.embed(self.lower(pixels))


class States(nn.Module):
    """Maps [N, MAP, G, G] to what each of 5 x 5 places shows [N, PLACES, STATE]: for networks that read pictures and texts together."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.upper, self.layout = tower.upper, tower.layout

    def forward(self, kept: Tensor) -> Tensor:
        early = F.avg_pool2d(self.layout.places(kept), 2, ceil_mode=True, count_include_pad=False)
        return torch.cat([self.upper.places(kept), early], 1).flatten(2).transpose(1, 2)


class Embedding(nn.Module):
    """The tower from kept maps on, for export to a fast runtime."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower = tower

    def forward(self, kept: Tensor) -> Tensor:
        return self.tower.embed(kept)


def see_with(tower: ImageTower):
    """A function from maps to embeddings, both numpy."""
    run = Frozen(Embedding(tower.eval()), {"kept": torch.zeros(2, MAP, GRID, GRID)}, ["embedding"])
    return lambda kept: np.concatenate([run(np.ascontiguousarray(kept[at:at + 64], np.float32))[0] for at in range(0, len(kept), 64)])
