"""Take the weights of a branch back out of the graph that is shipped, to go on from them.

Comes in: an ONNX graph in int8, as `training/attribution/export.py` writes it. Goes out: the weights by their names in
the network, as floats (each int8 number times its column's scale): what the graph computes, they compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

# “Attention_0_qkv_weight_quantized_q”, “Attention_0_qkv_bias_q”: a third of a layer's attention.
_ATTENTION = re.compile(r"Attention_(\d)_qkv_(weight_quantized|bias)_([qkv])")
# “/branch/layers.0/inner/MatMul_output_0_output_quantized”: the product with a layer's or a classifier's weights.
_PRODUCT = re.compile(r"(?:/branch)?/(?:layers\.(\d)/)?(\w+)/MatMul")
_THIRDS = {"q": "query", "k": "key", "v": "value"}


def read_branch(path: Path) -> dict[str, Tensor]:
    """Name → weights of a branch of three layers with its classifiers."""
    return read_graph(path, "branch.")


def sizes_of(weights: dict[str, Tensor]) -> tuple[int, int]:
    """How many layers a network has, and how many inner units each of them."""
    inner = [w.shape[0] for name, w in weights.items() if name.endswith("inner.weight")]
    return len(inner), int(inner[0])


def read_tagger(folder: Path, first: int) -> dict[str, Tensor]:
    """Name → weights of the tagger's layers from `first` on, counted from there, of its classifier and its pointer."""
    weights = read_graph(folder / "trunk.onnx", "network.")
    pointer = read_graph(folder / "pointer.onnx", "network.")
    [nothing] = [
        t for t in onnx.load(str(folder / "pointer.onnx")).graph.initializer if t.name == "nothing"
    ]
    weights |= pointer | {"nothing": torch.from_numpy(numpy_helper.to_array(nothing).copy())}
    own = {}
    for name, value in weights.items():
        if found := re.fullmatch(r"layers\.(\d)\.(.+)", name):
            if int(found[1]) >= first:
                own[f"layers.{int(found[1]) - first}.{found[2]}"] = value
        elif name.startswith(("tags", "asks", "cues", "nothing")):
            own[name] = value
    return own


def read_graph(path: Path, prefix: str) -> dict[str, Tensor]:
    """Name → weights of all that a graph multiplies by, and of the floats whose names begin with the prefix."""
    graph = onnx.load(str(path)).graph
    tensors = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    weights = {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix) and value.dtype == torch.float32 and "_scale" not in name
    }
    for name, value in tensors.items():
        if found := _ATTENTION.fullmatch(name):
            layer, kind, third = found.groups()
            own = f"layers.{layer}.{_THIRDS[third]}"
            if kind == "bias":
                weights[f"{own}.bias"] = value
            else:
                scale = tensors[f"Attention_{layer}_qkv_weight_scale_{third}"]
                zero = tensors[f"Attention_{layer}_qkv_weight_zero_point_{third}"]
                weights[f"{own}.weight"] = _make_floats(value, scale, zero)
    for name, product in _products(graph):
        stem = product.removesuffix("_quantized")
        scale, zero = tensors[f"{stem}_scale"], tensors[f"{stem}_zero_point"]
        weights[f"{name}.weight"] = _make_floats(tensors[product], scale, zero)
    return weights


def _products(graph: onnx.GraphProto) -> Iterator[tuple[str, str]]:
    """The name of each layer's linear part, and that of its int8 weights."""
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        if found := _PRODUCT.match(node.output[0]):
            layer, part = found.groups()
            yield (f"layers.{layer}.{part}" if layer else part), node.input[1]
        elif "told" in node.input[1]:
            yield "told", node.input[1]


def _make_floats(value: Tensor, scale: Tensor, zero: Tensor) -> Tensor:
    """(in, out) in int8 → (out, in) in floats."""
    return ((value.float() - zero.float()) * scale.float()).T.contiguous()
