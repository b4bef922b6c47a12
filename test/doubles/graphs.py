"""A few lines that make writing an ONNX graph by hand readable."""

import hashlib
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, FLOAT16, INT32, INT64 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT32, TensorProto.INT64


class Graph:
    """Nodes in the order in which they are called; a node's result is the name of its output."""

    def __init__(self):
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def integers(self, *values):
        name = "integers_" + "_".join(map(str, values)).replace("-", "minus")
        if name not in [constant.name for constant in self.constants]:
            self.constant(name, np.array(values, np.int64))
        return name

    def node(self, kind, *inputs, **attributes):
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def output(self, name, value, kind, shape):
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def save(self, path, weights=None):
        """`weights` names a file beside it that the constants are put into."""
        graph = helper.make_graph(self.nodes, "double", self.inputs, self.outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="kinodex")
        model.ir_version = 8
        onnx.checker.check_model(model)
        if weights and os.path.exists(os.path.join(os.path.dirname(path), weights)):
            os.remove(os.path.join(os.path.dirname(path), weights))  # it would be appended to
        external = {"save_as_external_data": True, "location": weights, "size_threshold": 0} if weights else {}
        onnx.save(model, path, **external)


def describe(folder, name):
    """What a manifest says of a file."""
    with open(os.path.join(folder, name), "rb") as file:
        content = file.read()
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}
