"""Writes a model as a repository of a hub has it: graphs in `onnx/`, and beside them the settings that Kinodex reads."""

import json
import os
import shutil
import tempfile

import onnx
import torch
from onnxruntime.quantization import quantize_dynamic

BATCH, LENGTH = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}


class Part(torch.nn.Module):
    """A model seen through a function of it, which is what a graph computes."""

    def __init__(self, model, compute):
        super().__init__()
        self.model, self.compute = model, compute

    def forward(self, *inputs):
        return self.compute(self.model, *inputs)


class Repository:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf8") as file:
            file.write(text)

    def write_json(self, name, value, indent=2):
        self.write(name, json.dumps(value, indent=indent, ensure_ascii=False) + "\n")

    def export(self, part, name, examples, outputs, sizes, quantised=True):
        """
        Writes `onnx/NAME.onnx` and, in 8 bits, `onnx/NAME_quantized.onnx`.

        `examples` are the inputs by name; `sizes` says of inputs and outputs which of their sizes are free.
        """
        path = self.path(f"onnx/{name}.onnx")
        with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
            draft = os.path.join(folder, "graph.onnx")
            torch.onnx.export(part.eval(), tuple(examples.values()), draft, input_names=list(examples), output_names=outputs,
                              dynamic_axes=sizes, opset_version=18, dynamo=False)
            onnx.save(with_short_names(onnx.load(draft)), path)
        if quantised:
            quantize_dynamic(path, path.replace(".onnx", "_quantized.onnx"))

    def copy(self, source, names):
        for name in names:
            if os.path.exists(os.path.join(source, name)):
                shutil.copyfile(os.path.join(source, name), self.path(name))


def with_short_names(model):
    """The same graph without the exporter's long names."""
    graph = model.graph
    kept = {value.name: value.name for value in [*graph.input, *graph.output]} | {"": ""}
    short = lambda name: kept.setdefault(name, f"v{len(kept)}")
    del graph.value_info[:]
    for weight in graph.initializer:
        weight.name = short(weight.name)
    for position, node in enumerate(graph.node):
        node.name, node.doc_string = f"n{position}", ""
        node.input[:], node.output[:] = map(short, node.input), map(short, node.output)
    return model
