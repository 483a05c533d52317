"""Export a trained checkpoint to what sayso ships: three ONNX graphs in int8 and the vocabulary; print the digests.

    python training/attribution/export.py --checkpoint CHECKPOINT --base MODEL_DIR --out FOLDER

trunk.onnx    ids, features → tags (probabilities), middle, top
branch.onnx   middle, marks, mask → roles (probabilities), verdicts (probabilities)
pointer.onnx  top → asks, cues (the row for "no cue" is added to the cues by `nothing`)

The graphs are for one stretch of text at a time: their attention knows no mask.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from network import Network, Shape
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from torch import Tensor, nn


class Trunk(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        middle, top = self.network.encode(ids, features, mask)
        return self.network.tag(top).softmax(-1), middle, top


class Branch(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, middle: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        roles, verdicts = self.network.follow(middle, marks, mask)
        return roles.softmax(-1), verdicts.sigmoid()


class Pointer(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, top: Tensor) -> tuple[Tensor, ...]:
        asks, cues = self.network.point(top)
        return asks, cues, self.network.nothing


def load_network(checkpoint: Path) -> Network:
    """The averaged weights of a checkpoint."""
    state = torch.load(checkpoint, weights_only=False)
    shape = Shape(
        branch_at=state["args"]["branch_at"], branch_layers=state["args"]["branch_layers"]
    )
    network = Network(shape)
    network.load_state_dict(state["average"])
    return network.eval()


def export(network: Network, base: Path, out: Path, *, quantize: bool = True) -> None:
    """Write the graphs and the vocabulary."""
    out.mkdir(parents=True, exist_ok=True)
    ids, mask = torch.randint(1000, 2000, (2, 16)), torch.ones(2, 16)
    features = torch.ones(2, 16, len(network.shape.features), dtype=torch.long)
    states = torch.randn(2, 16, network.shape.width)
    marks = torch.zeros(2, 16, dtype=torch.long)
    marks[:, 3] = 1
    graphs = {
        "trunk": (
            Trunk(network),
            {"ids": ids, "features": features, "mask": mask},
            ("tags", "middle", "top"),
        ),
        "branch": (
            Branch(network),
            {"middle": states, "marks": marks, "mask": mask},
            ("roles", "verdicts"),
        ),
        "pointer": (Pointer(network), {"top": states}, ("asks", "cues", "nothing")),
    }
    for name, (module, inputs, outputs) in graphs.items():
        write_graph(module, inputs, outputs, out / f"{name}.onnx", network.shape, quantize=quantize)
    (out / "tokenizer.json").write_bytes((base / "tokenizer.json").read_bytes())


def write_graph(
    module: nn.Module,
    inputs: dict[str, Tensor],
    outputs: tuple[str, ...],
    path: Path,
    shape: Shape,
    *,
    quantize: bool,
    axes: Mapping[str, dict[int, str]] | None = None,
) -> None:
    """One module as a graph with its layers fused, in int8 unless told otherwise; `axes`: sizes that vary."""
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        free = {
            name: {0: "batch", 1: "pieces"} for name in (*inputs, *outputs) if name != "nothing"
        }
        free |= {"verdicts": {0: "batch"}, **(axes or {})}
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={k: v for k, v in free.items() if k in inputs or k in outputs},
            dynamo=False,
            opset_version=17,
        )
        model = optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=shape.heads, hidden_size=shape.width
        )
        model.save_model_to_file(str(fused))
        if not quantize:
            path.write_bytes(fused.read_bytes())
            return
        quantize_dynamic(
            str(fused),
            str(path),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    model = split_norms(onnx.load(str(path)))
    onnx.save(open_attention(model, shape.heads), str(path))


def split_norms(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with each fused "add and normalise" as two nodes.

    ONNX Runtime's fused kernel on CPUs takes six times as long as its two plain ones (232 against 37 microseconds for
    120 pieces), a quarter of the whole pass. The tagger keeps the runtime from fusing them
    again (extract/attribution/tagger.py).
    """
    nodes = []
    for node in model.graph.node:
        if node.op_type == "SkipLayerNormalization":
            nodes.extend(_split_norm(node))
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _split_norm(node: onnx.NodeProto) -> Iterator[onnx.NodeProto]:
    new, rest, weight, shift, *bias = node.input
    [out] = node.output
    for n, other in enumerate([*bias, rest]):
        total = f"{out}_sum{n}"
        yield helper.make_node("Add", [new, other], [total])
        new = total
    epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
    yield helper.make_node(
        "LayerNormalization", [new, weight, shift], [out], epsilon=epsilon, axis=-1
    )


def open_attention(model: onnx.ModelProto, heads: int) -> onnx.ModelProto:
    """The same graph without a mask, its fused int8 attention in parts: three products, then the attention proper.

    On CPUs ONNX Runtime's `MultiHeadAttention` goes by blocks that stay in the cache where there is no mask; its
    `QAttention` never does. With `Gelu` behind the bias instead of `BiasGelu`, a window takes a tenth less.
    """
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "QAttention":
            nodes.extend(_open_attention(node, heads, weights))
        elif node.op_type == "BiasGelu":
            nodes.extend(_open_gelu(node))
        else:
            nodes.append(node)
    _put(model.graph, nodes, weights.values())
    return model


def _open_attention(
    node: onnx.NodeProto, heads: int, weights: dict[str, onnx.TensorProto]
) -> Iterator[onnx.NodeProto]:
    states, weight, bias, scale, weight_scale, _mask, zero, weight_zero, *_ = node.input
    [out] = node.output
    for part, name in enumerate("qkv"):
        cut = {old: f"{old}_{name}" for old in (weight, bias, weight_scale, weight_zero)}
        for old, new in cut.items():
            third = np.split(numpy_helper.to_array(weights[old]), 3, axis=-1)[part]
            weights[new] = numpy_helper.from_array(np.ascontiguousarray(third), new)
        whole, real, scales, scaled = (f"{out}_{name}_{n}" for n in range(4))
        yield helper.make_node(
            "MatMulInteger", [states, cut[weight], zero, cut[weight_zero]], [whole]
        )
        yield helper.make_node("Cast", [whole], [real], to=onnx.TensorProto.FLOAT)
        yield helper.make_node("Mul", [scale, cut[weight_scale]], [scales])
        yield helper.make_node("Mul", [real, scales], [scaled])
        yield helper.make_node("Add", [scaled, cut[bias]], [f"{out}_{name}"])
    yield helper.make_node(
        "MultiHeadAttention",
        [f"{out}_{name}" for name in "qkv"],
        [out],
        domain="com.microsoft",
        num_heads=heads,
    )


def _open_gelu(node: onnx.NodeProto) -> Iterator[onnx.NodeProto]:
    [out] = node.output
    yield helper.make_node("Add", list(node.input), [f"{out}_biased"])
    yield helper.make_node("Gelu", [f"{out}_biased"], [out], domain="com.microsoft")


def _put(
    graph: onnx.GraphProto, nodes: list[onnx.NodeProto], weights: Iterable[onnx.TensorProto]
) -> None:
    """Nodes and weights into a graph, without what leads to none of its outputs."""
    wanted = {output.name for output in graph.output}
    kept = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            kept.append(node)
    inputs = [value for value in graph.input if value.name in wanted]
    tensors = [tensor for tensor in weights if tensor.name in wanted]
    for field, values in (("node", kept[::-1]), ("input", inputs), ("initializer", tensors)):
        graph.ClearField(field)
        getattr(graph, field).extend(values)


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plain", action="store_true", help="no int8")
    args = parser.parse_args()
    export(load_network(args.checkpoint), args.base, args.out, quantize=not args.plain)
    digests = {p.name: digest_of(p) for p in sorted(args.out.glob("*.onnx"))}
    print(json.dumps(digests, indent=1))
