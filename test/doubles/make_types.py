"""Writes a model that gives back what it takes, one tensor of each type (types.onnx).

`python3 make_types.py` in this folder; needs numpy and onnx.
"""

import os

from onnx import TensorProto

from graphs import FLOAT, FLOAT16, INT32, INT64, Graph

g = Graph()
for name, kind in {"float32": FLOAT, "float16": FLOAT16, "int64": INT64, "int32": INT32, "bool": TensorProto.BOOL}.items():
    g.output(f"same_{name}", g.input(name, kind, ["n"]), kind, ["n"])
g.save(os.path.join(os.path.dirname(os.path.abspath(__file__)), "types.onnx"))
