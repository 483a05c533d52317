"""Export a narrow upper half of the tagger: the trunk, its lower half as it was, and the pointer; print the digests.

    python training/joint/export_tagger.py --wide FOLDER --checkpoint out/slim/tagger/last.pt --out FOLDER

trunk.onnx    the lower half's nodes as the wide graph has them, and the narrow upper half's behind them
pointer.onnx  as `training/attribution/export.py` writes it

The branches for events and acts go on from the lower half, and know no difference.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

import onnx
import torch
from export import Pointer, digest_of, write_graph
from network import Shape
from onnx import helper
from onnx.utils import Extractor
from slim_networks import FIRST_LAYER
from torch import Tensor, nn
from upper_network import Upper

# The exporter counts the layers of each graph from nought.
_ATTENTION = re.compile(r"Attention_(\d)_")


class Scores(nn.Module):
    """The upper half; its layers bear the numbers that they have in the whole."""

    def __init__(self, network: Upper) -> None:
        super().__init__()
        self.network = network
        below = [nn.Identity() for _ in range(FIRST_LAYER)]
        network.layers = nn.ModuleList([*below, *network.layers])

    def forward(self, middle: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x, bias = middle, (1.0 - mask[:, None, None, :]) * -10000.0
        for layer in self.network.layers[FIRST_LAYER:]:
            x = layer(x, bias)
        return self.network.tag(x).softmax(-1), x


def load_upper(checkpoint: Path) -> Upper:
    """The weights of a checkpoint."""
    state = torch.load(checkpoint, weights_only=False)
    network = Upper(layers=state["args"]["layers"], inner=state["args"]["inner"])
    network.load_state_dict(state["model"])
    return network.eval()


def export(network: Upper, wide: Path, out: Path) -> None:
    """Write both graphs."""
    shape = Shape()
    states = torch.randn(2, 16, shape.width)
    write_graph(
        Pointer(network),
        {"top": states},
        ("asks", "cues", "nothing"),
        out / "pointer.onnx",
        shape,
        quantize=True,
    )
    inputs = {"middle": states, "mask": torch.ones(2, 16)}
    lower = Extractor(onnx.load(str(wide / "trunk.onnx"))).extract_model(
        ["ids", "features"], ["middle"]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upper.onnx"
        write_graph(Scores(network), inputs, ("tags", "top"), path, shape, quantize=True)
        upper = onnx.load(str(path))
    onnx.save(put_together(lower, upper), str(out / "trunk.onnx"))


def put_together(lower: onnx.ModelProto, upper: onnx.ModelProto) -> onnx.ModelProto:
    """One graph of two; what both call by the same name gets another in the upper one."""
    taken = set(_names(lower.graph)) - {"middle"}
    for name in sorted(set(_names(upper.graph))):
        if found := _ATTENTION.match(name):
            _rename(
                upper.graph, name, f"Attention_{int(found[1]) + FIRST_LAYER}_{name[found.end() :]}"
            )
        elif name in taken:
            _rename(upper.graph, name, f"upper_{name}")
    for n, node in enumerate(upper.graph.node):
        node.name = f"upper_{n}"
    graph = helper.make_graph(
        [*lower.graph.node, *upper.graph.node],
        "trunk",
        list(lower.graph.input),
        [*upper.graph.output, *lower.graph.output],
        [*lower.graph.initializer, *upper.graph.initializer],
    )
    return helper.make_model(
        graph, opset_imports=list(lower.opset_import), ir_version=lower.ir_version
    )


def _names(graph: onnx.GraphProto) -> list[str]:
    return [name for node in graph.node for name in node.output] + [
        t.name for t in graph.initializer
    ]


def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        for names in (node.input, node.output):
            names[:] = [new if name == old else name for name in names]
    for tensor in graph.initializer:
        if tensor.name == old:
            tensor.name = new


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--wide", type=Path, required=True, help="folder of the wide tagger's graphs"
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    export(load_upper(args.checkpoint), args.wide, args.out)
    print(*(digest_of(args.out / name) for name in ("trunk.onnx", "pointer.onnx")))


if __name__ == "__main__":
    main()
