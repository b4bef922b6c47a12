"""Starts networks from exported files, so that a new run goes on from the weights that ship.

The image file has normalisation folded into its convolutions; one pass over pictures finds the statistics to unfold it.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from corpus import encode
from model import ConvUnit, ImageEncoder
from pictures import Pictures
from shapes import COLOURS, FACTORS
from vocabulary import TEMPLATES, class_names, with_article


def read_graph(path: Path) -> tuple[onnx.GraphProto, dict[str, Tensor]]:
    graph = onnx.load(path).graph
    return graph, {tensor.name.removesuffix("_half"): torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
                   for tensor in graph.initializer}


def load_transformer(path: Path, module: nn.Module) -> None:
    """Sets the weights from `path`; what the file does not have stays as it is. The exporter names no matrix, so the
    bias that is added to a product tells whose it is."""
    graph, tensors = read_graph(path)
    product = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    for node in graph.node:
        matrix = product.get(node.input[-1]) if node.op_type == "Add" else None
        if matrix in tensors and node.input[0].endswith(".bias"):
            tensors[node.input[0].removesuffix("bias") + "weight"] = tensors[matrix].T.contiguous()
    wanted = module.state_dict()
    module.load_state_dict({name: tensor for name, tensor in tensors.items() if name in wanted}, strict=False)


def load_image_encoder(path: Path, encoder: ImageEncoder, pictures: Tensor) -> None:
    """Sets the weights from `path`; `pictures` [N, 3, H, W], normalised, give the statistics."""
    graph, tensors = read_graph(path)
    named = {name.removeprefix("encoder."): value for name, value in tensors.items() if name.startswith("encoder.")}
    encoder.load_state_dict(named, strict=False)
    folded = [node.input[1:3] for node in graph.node if node.op_type == "Conv" and "places" not in node.input[1]]
    units = [module for module in encoder.modules() if isinstance(module, ConvUnit)]
    hooks = []
    for (weight, bias), unit in zip(folded, units, strict=True):
        norm = tensors[weight].flatten(1).norm(dim=1)
        unit[0].weight.data.copy_(tensors[weight] / norm[:, None, None, None])
        hooks.append(unit[1].register_forward_pre_hook(lambda layer, inputs, norm=norm, bias=tensors[bias]:
                                                       unfold(layer, inputs[0], norm, bias)))
    with torch.no_grad():
        encoder.eval()(pictures)
    encoder.train()
    for hook in hooks:
        hook.remove()


def unfold(layer: nn.BatchNorm2d, inputs: Tensor, norm: Tensor, bias: Tensor) -> None:
    """Makes `layer` the map `norm * x + bias`, expressed by the statistics of its inputs."""
    mean, variance = inputs.float().mean((0, 2, 3)), inputs.float().var((0, 2, 3))
    layer.running_mean.copy_(mean), layer.running_var.copy_(variance)
    layer.weight.data.copy_(norm * (variance + layer.eps).sqrt())
    layer.bias.data.copy_(bias + norm * mean)


def named_prototypes(folder: Path, pictures: Pictures) -> dict[str, Tensor]:
    """Prototypes [C, D] of every group, each where the exported text encoder puts the names of its label."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    session = onnxruntime.InferenceSession(str(folder / "text.onnx"), providers=["CPUExecutionProvider"])

    def mean(texts: list[str]) -> Tensor:
        ids, mask = encode(tokenizer, texts)
        found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
        return F.normalize(torch.from_numpy(found).mean(0), dim=-1)

    framed = lambda names: [template.format(with_article(name)) for name in names for template in TEMPLATES[:8]]
    named = {group: [class_names(group, label, pictures.names)[0] for label in labels]
             for group, labels in pictures.groups.items() if labels}
    single = {"words": pictures.words, "rendered": pictures.rendered_words, "colour": COLOURS,
              **{f"drawn {name}": map(str, values) for name, values in FACTORS.items()}}
    return ({group: torch.stack([mean(framed(names)) for names in labels]) for group, labels in named.items()}
            | {group: torch.stack([mean([word]) for word in words]) for group, words in single.items()})


def turn_towards(path: Path, encoder: ImageEncoder, images: Tensor) -> Tensor:
    """The rotation [D, D] that brings the space of a trained encoder nearest to that of the exported one at `path`.

    Losses see angles only, so any rotation of a space is as good; this one lets text and pooler go on from where they
    are (orthogonal Procrustes over the embeddings of `images` [N, 3, H, W]).
    """
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    old = [session.run(None, {"pixel_values": part.cpu().contiguous().numpy()})[0] for part in images.split(250)]
    with torch.no_grad():
        new = torch.cat([encoder.eval()(part) for part in images.split(250)])
    left, _, right = torch.linalg.svd(new.T @ torch.from_numpy(np.concatenate(old)).to(new))
    return left @ right


def rotate(encoder: ImageEncoder, prototypes: nn.Module, turn: Tensor) -> None:
    """Turns all that an encoder embeds by `turn`, in place, and the prototypes with it."""
    with torch.no_grad():
        for layer in (encoder.content, encoder.layout):
            layer.weight.copy_(turn.T @ layer.weight), layer.bias.copy_(turn.T @ layer.bias)
        for vectors in prototypes.vectors.values():
            vectors.copy_(vectors @ turn)
        for layer in (prototypes.geometry, prototypes.thumbnail):
            layer.weight.copy_(layer.weight @ turn)
