"""A training run that can be interrupted: an optimiser, averaged weights, checkpoints, minutes of one core's time."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

DECAY, WARMUP = 0.998, 100


class Run:
    """`model` learns, `averaged` is what is kept of it; both stand in `file`, where an earlier run goes on.

    `rates` is one for all, or one for each part that `model.groups()` names.
    """

    def __init__(self, file: Path, make: Callable[[], nn.Module], rates: float | dict[str, float]):
        self.file, self.step, self.spent = file, 0, 0.0
        self.model, self.averaged = make(), make()
        self.averaged.load_state_dict(self.model.state_dict())
        parts = self.model.groups() if isinstance(rates, dict) else {"all": self.model}
        groups = [{"params": [weight for weight in part.parameters() if weight.requires_grad], "rate": rates[name] if isinstance(rates, dict) else rates}
                  for name, part in parts.items()]
        self.optimiser = torch.optim.AdamW(groups, 1e-3, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
        if file.exists():
            saved = torch.load(file, weights_only=False)
            for part in ("model", "averaged", "optimiser"):
                getattr(self, part).load_state_dict(saved[part])
            self.step, self.spent = saved["step"], saved["spent"]

    def save(self) -> None:
        part = self.file.with_suffix(".part")
        torch.save({name: getattr(self, name).state_dict() for name in ("model", "averaged", "optimiser")}
                   | {"step": self.step, "spent": self.spent}, part)
        part.replace(self.file)

    def advance(self, progress: float, losses: Callable[[nn.Module, np.random.Generator], dict[str, Tensor]]) -> dict[str, Tensor]:
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * min(1, (self.step + 1) / WARMUP) * (1 - progress) + 1e-7
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(self.model.train(), np.random.default_rng(self.step))
        self.optimiser.zero_grad()
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        decay = min(DECAY, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, now in zip(self.averaged.parameters(), self.model.parameters()):
                mean.lerp_(now, 1 - decay)
        return found

    def last(self, minutes: float, losses, measured: Callable[[nn.Module], dict]) -> bool:
        """`spend` for these losses; `measured` is asked of the averaged weights."""
        return spend(self, minutes, lambda progress: self.advance(progress, losses), lambda: measured(self.averaged.eval()))


def spend(run, minutes: float, advance: Callable[[float], dict[str, Tensor]], measured: Callable[[], dict]) -> bool:
    """Advances a run until so many minutes of CPU time are spent, or the process is asked to stop. Whether they are spent.

    `run` has `step`, `spent` in seconds and `save()`. It is saved every two minutes and at the end, and measured every ten.
    """
    asked_to_stop: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    budget, told, kept = minutes * 60, run.spent, run.spent
    while run.spent < budget and not asked_to_stop:
        started = time.process_time()
        found = advance(run.spent / budget)
        run.spent += time.process_time() - started
        if run.step % 20 == 0:
            print(f"{run.step} {run.spent / 60:.1f} min " + " ".join(f"{name} {loss.item():.3f}" for name, loss in found.items()), flush=True)
        if run.spent - kept > 120:
            kept = run.spent
            run.save()
        if run.spent - told > 600 or run.spent >= budget:
            told = run.spent
            print(json.dumps({"step": run.step} | measured(), ensure_ascii=False), flush=True)
    run.save()
    return run.spent >= budget
