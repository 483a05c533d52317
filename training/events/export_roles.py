"""Export a trained role branch to what sayso ships: an ONNX graph in int8; print its digest.

    python training/events/export_roles.py --checkpoint CHECKPOINT --out FOLDER

roles.onnx    middle, marks, mask, places → scores (log-odds of each trigger and piece: actor, recipient)
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from export import digest_of, write_graph
from network import Shape
from role_network import RoleBranch, RoleShape


def load_branch(checkpoint: Path) -> RoleBranch:
    """The weights of a checkpoint; its sizes are read off them."""
    weights = torch.load(checkpoint, weights_only=False)["model"]
    inner = [w.shape[0] for name, w in weights.items() if name.endswith("inner.weight")]
    branch = RoleBranch(RoleShape(layers=len(inner), inner=inner[0]))
    branch.load_state_dict(weights)
    return branch.eval()


def export(branch: RoleBranch, out: Path, *, quantize: bool = True) -> None:
    """Write the graph."""
    out.mkdir(parents=True, exist_ok=True)
    shape = Shape()
    inputs = {
        "middle": torch.randn(2, 16, shape.width),
        "marks": torch.zeros(2, 16, dtype=torch.long),
        "mask": torch.ones(2, 16),
        "places": torch.zeros(2, 3, dtype=torch.long),
    }
    axes = {
        "places": {0: "batch", 1: "triggers"},
        "scores": {0: "batch", 1: "triggers", 2: "pieces"},
    }
    path = out / "roles.onnx"
    write_graph(branch, inputs, ("scores",), path, shape, quantize=quantize, axes=axes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plain", action="store_true", help="no int8")
    args = parser.parse_args()
    export(load_branch(args.checkpoint), args.out, quantize=not args.plain)
    print(digest_of(args.out / "roles.onnx"))
