"""Pictures to network inputs, plain or varied towards what frames of real video look like."""

import torch
import torch.nn.functional as F
from torch import Tensor

from settings import MEAN, STD


def standardised(images: Tensor) -> Tensor:
    """Float [N, 3, H, W] in [0, 1] to zero mean and unit variance, channels last."""
    mean, std = (torch.tensor(values, device=images.device)[:, None, None] for values in (MEAN, STD))
    return ((images - mean) / std).contiguous(memory_format=torch.channels_last)


def normalised(pixels: Tensor) -> Tensor:
    """uint8 [N, H, W, 3] to float [N, 3, H, W]."""
    return standardised(pixels.permute(0, 3, 1, 2) / 255)


def augment(pixels: Tensor, resolution: int, whole: Tensor, smallest: float) -> Tensor:
    """uint8 [N, 64, 64, 3] to normalised float [N, 3, R, R]: crops, letterboxes, turns, mirrors, light, blur.

    Pictures in `whole` (bool [N]) keep their frame, because what is said of them has a left, a right and a number.
    `smallest` is the least share of a picture that a crop keeps.
    """
    n, device = len(pixels), pixels.device
    uniform = lambda low, high: torch.empty(n, device=device).uniform_(low, high)
    chance = lambda share: torch.rand(n, device=device) < share
    images = pixels.permute(0, 3, 1, 2).float()
    area, ratio = uniform(smallest, 1), uniform(-0.45, 0.45).exp()
    sx, sy = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    boxed, upright = chance(0.04), chance(0.5)                          # letterbox or pillarbox
    sx = torch.where(boxed & upright, uniform(1.1, 1.6), sx)
    sy = torch.where(boxed & ~upright, uniform(1.1, 1.6), sy)
    sx, sy = sx.masked_fill(whole, 1), sy.masked_fill(whole, 1)
    tx, ty = (uniform(-1, 1) * (1 - side).clamp(min=0) for side in (sx, sy))
    mirror = torch.where(chance(0.5) & ~whole, -1.0, 1.0)
    turn = torch.where(chance(0.25) & ~whole & ~boxed, uniform(-0.25, 0.25), 0.0)
    theta = torch.stack([torch.stack([sx * mirror * turn.cos(), -sy * turn.sin(), tx], -1),
                         torch.stack([sx * mirror * turn.sin(), sy * turn.cos(), ty], -1)], 1)
    images = F.grid_sample(images, F.affine_grid(theta, [n, 3, resolution, resolution], align_corners=False),
                           align_corners=False)
    light, vividness = uniform(0.75, 1.25), uniform(0.7, 1.3)
    vividness = torch.where(whole, 1.0, vividness.masked_fill(chance(0.06), 0))
    grey = images.mean(1, keepdim=True)
    images = (grey + (images - grey) * vividness[:, None, None, None]) * light[:, None, None, None]
    images = images + uniform(-18, 18)[:, None, None, None]
    soft = chance(0.08)[:, None, None, None]                            # motion blur, along either axis
    kernel = (1, 3) if torch.rand(()) < 0.5 else (3, 1)
    blurred = F.avg_pool2d(images, kernel, 1, (kernel[0] // 2, kernel[1] // 2), count_include_pad=False)
    return standardised(torch.where(soft, blurred, images).clamp(0, 255) / 255)


def cut_mix(images: Tensor, partner: Tensor, mixed: Tensor) -> tuple[Tensor, Tensor]:
    """Puts a box of its partner over each of the `mixed` pictures (CutMix, https://arxiv.org/abs/1905.04899).

    Pictures [N, C, H, W], the index of each one's partner [N], bool [N]. Returns the pictures, and how much of each is
    still its own [N].
    """
    n, side, device = len(images), images.shape[-1], images.device
    half = torch.rand(n, 1, device=device).sqrt() * mixed[:, None] / 2
    at = (torch.arange(side, device=device) + 0.5) / side
    tall, wide = ((at - torch.rand(n, 1, device=device)).abs() < half for _ in range(2))
    box = tall[:, None, :, None] & wide[:, None, None, :]               # [N, 1, H, W]
    return torch.where(box, images[partner], images), 1 - box.float().mean((1, 2, 3))
