"""Pictures to network inputs, plain or varied towards what frames of real video look like."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from settings import MEAN, STD


def normalised(pixels: Tensor) -> Tensor:
    """uint8 [N, H, W, 3] to float [N, 3, H, W]."""
    return (pixels.permute(0, 3, 1, 2) / 255 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


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
