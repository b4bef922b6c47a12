"""A training run that can be interrupted: it counts minutes of one core, so that a busy machine changes when it ends and not
what it gives."""

import math
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

WARM, SAVE_SECONDS = 100, 60    # steps until the full rate; seconds of one core between checkpoints


class Run:
    def __init__(self, file: Path, module: nn.Module, minutes: float, rate: float):
        self.file, self.module, self.seconds, self.rate = file, module, minutes * 60, rate
        self.optimiser = torch.optim.AdamW(module.parameters(), rate, betas=(0.9, 0.95), weight_decay=0.05)
        self.step, self.spent, self.average = 0, 0.0, None
        if file.exists():
            saved = torch.load(file, weights_only=True)
            module.load_state_dict(saved["module"])
            self.optimiser.load_state_dict(saved["optimiser"])
            self.step, self.spent = saved["step"], saved["spent"]

    def steps(self) -> Iterator[int]:
        """Numbers of steps until the minutes are over."""
        before, saved = time.process_time(), self.spent
        while self.spent < self.seconds:
            yield self.step
            now = time.process_time()
            self.spent, before, self.step = self.spent + now - before, now, self.step + 1
            if self.spent - saved > SAVE_SECONDS:
                self.save()
                saved = self.spent
        self.save()

    def descend(self, loss: Tensor) -> None:
        """One step down; the rate falls as half a cosine over the minutes."""
        share = min(1.0, self.spent / self.seconds)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * min(1, (self.step + 1) / WARM) * (0.02 + 0.98 * (1 + math.cos(math.pi * share)) / 2)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.module.parameters(), 1.0)
        self.optimiser.step()
        value = loss.item()
        self.average = value if self.average is None else 0.98 * self.average + 0.02 * value
        if self.step % 50 == 0:
            print(f"{self.file.stem} {self.step}: {self.spent / 60:.1f} min, loss {self.average:.3f}", flush=True)

    def save(self) -> None:
        part = self.file.with_suffix(".part")
        torch.save({"module": self.module.state_dict(), "optimiser": self.optimiser.state_dict(), "step": self.step,
                    "spent": self.spent}, part)
        part.rename(self.file)
