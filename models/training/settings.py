"""What every step of the recipe shares: sizes, the work folder, and the command line."""

import argparse
import os

import torch

SIZE = 64             # pixels a side
DIMENSION = 256
MEAN = (0.48, 0.45, 0.40)
STD = (0.27, 0.26, 0.28)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"    # where pictures are learnt; text and time always use the CPU


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser with `--work`, the folder of prepared data and checkpoints (default $KINODEX_TRAINING or ~/.cache)."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("KINODEX_TRAINING", os.path.expanduser("~/.cache/kinodex-training"))
    parser.add_argument("--work", default=default, help="prepared data and checkpoints (default: %(default)s)")
    return parser


def share_cores() -> None:
    """One thread while others use the machine: two that wait for each other on busy cores are slower than one."""
    if DEVICE == "cuda":
        return
    cores, busy = os.cpu_count(), os.getloadavg()[0]
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if busy - threads > 0.75 else cores if busy - threads < 0.4 else threads)
