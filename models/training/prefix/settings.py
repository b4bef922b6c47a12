"""What every step shares: sizes, folders, the command line."""

import argparse
import os
from pathlib import Path

WIDTH, LAYERS, HEADS, INNER = 192, 4, 3, 512     # of the language model
VOCABULARY = 4096                                # tokens, the two special ones among them
END, PICTURE = "<|end|>", "<image>"              # ends a text; stands for one row of the prefix
ROWS, HIDDEN = 6, 256                            # rows of the prefix, width of the mapper
MAX_TOKENS = 24                                  # of a caption
KINODEX = Path(__file__).resolve().parents[3]    # the checkout


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser with `--work` and `--model`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("KINODEX_TRAINING", os.path.expanduser("~/.cache/kinodex-training"))
    parser.add_argument("--work", default=Path(default) / "prefix", type=Path, help="prepared data and checkpoints (default: %(default)s)")
    parser.add_argument("--model", default="kinodex/embedded", help="the model whose embeddings are read (default: %(default)s)")
    return parser


def folder_of(work: Path, model: str) -> Path:
    """What depends on the model whose embeddings are read; the rest lies in `work` itself."""
    return work / model.replace("/", "+")
