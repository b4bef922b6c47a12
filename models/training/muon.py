"""Muon: the optimiser of convolutions (https://kellerjordan.github.io/posts/muon/)."""

import torch
from torch import Tensor


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal; filters keep a fixed norm, so the rate is relative."""

    def __init__(self, parameters, lr: float, momentum: float = 0.7):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in (weight for weight in group["params"] if weight.grad is not None):
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
