"""The space of embeddings that the mapper reads: a model of Kinodex, run by Kinodex."""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


class Space:
    """A model by its name, as `kinodex models` lists it; `$KINODEX_MODELS` counts."""

    def __init__(self, model: str):
        self.model = model
        self.identity = json.loads(self._run("identity", []))

    def texts(self, texts: list[str]) -> np.ndarray:
        """Unit embeddings [N, D]."""
        return self._rows("texts", (f"{text}\n".encode() for text in texts))

    def pictures(self, pictures: Iterable[np.ndarray]) -> np.ndarray:
        """Unit embeddings [N, D] of pictures, each uint8 [H, W, 3]."""
        sized = lambda pixels: np.array([pixels.shape[1], pixels.shape[0]], "<u4").tobytes() + pixels.tobytes()
        return self._rows("pictures", map(sized, pictures))

    def _rows(self, kind: str, blocks: Iterable[bytes]) -> np.ndarray:
        return np.frombuffer(self._run(kind, blocks), "<f4").reshape(-1, self.identity["dimension"]).copy()

    def _run(self, kind: str, blocks: Iterable[bytes]) -> bytes:
        """Embeddings go to a file, so that neither side waits for the other."""
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(["node", HERE / "embed.mjs", self.model, kind], stdin=subprocess.PIPE, stdout=output)
            with process.stdin as stdin:
                for block in blocks:
                    stdin.write(block)
            if process.wait():
                raise SystemExit(f"embed.mjs {self.model} {kind} failed")
            output.seek(0)
            return output.read()
