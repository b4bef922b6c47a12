"""Trains everything, in the order that the recipe's page explains.

    python train.py --shared DIR

Run again to go on: each step resumes from its checkpoint, and a finished one ends at once.
"""

import subprocess
import sys
from pathlib import Path

from settings import arguments

STEPS = (("views.py",), ("train_text.py", "--minutes", "14"), ("floor.py", "--shared"), ("train_images.py", "--minutes", "15", "--shared"),
         ("render.py",), ("train_layout.py", "--minutes", "12", "--shared"), ("wide.py",), ("distil.py", "--minutes", "100", "--shared"),
         ("train_time.py", "--minutes", "200", "--shared"),
         ("train_matcher.py", "--minutes", "40", "--shared"), ("train_captioner.py", "--minutes", "25", "--shared"))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder of videos that measure on the way")
    options = parser.parse_args()
    here = Path(__file__).parent
    for script, *rest in STEPS:
        more = [str(options.shared)] if rest[-1:] == ["--shared"] else []
        print(f"{script} …", flush=True)
        subprocess.run([sys.executable, here / script, *rest, *more, "--work", options.work], check=True)


if __name__ == "__main__":
    main()
