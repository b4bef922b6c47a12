"""What every step shares: sizes, the work folder, the command line."""

import argparse
import os
from pathlib import Path

SIDE = 144                            # pixels a side that the image tower sees
DIMENSION = 384                       # of the joint space, which is that of the sentence encoder
MEAN, STD = 127 / 255, 128 / 255      # of each channel, as EfficientNet-Lite was trained


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser with `--work`, the folder of prepared data and checkpoints (default $KINODEX_TRAINING or ~/.cache)."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("KINODEX_TRAINING", os.path.expanduser("~/.cache/kinodex-training"))
    parser.add_argument("--work", default=Path(default), type=Path, help="prepared data and checkpoints (default: %(default)s)")
    return parser
