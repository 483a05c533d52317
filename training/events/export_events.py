"""Export a trained event branch to what sayso ships: an ONNX graph in int8; print its digest.

    python training/events/export_events.py --checkpoint CHECKPOINT --out FOLDER

events.onnx    middle, mask → types (log-probabilities, "none" first), statuses (log-probabilities), told (log-odds)
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from event_network import BranchShape, EventBranch
from export import digest_of, write_graph
from network import Shape
from torch import Tensor, nn


class Scores(nn.Module):
    def __init__(self, branch: EventBranch) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, middle: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        types, statuses, told = self.branch(middle, mask)
        return types.log_softmax(-1), statuses.log_softmax(-1), told


def load_branch(checkpoint: Path) -> EventBranch:
    """The weights of a checkpoint."""
    state = torch.load(checkpoint, weights_only=False)
    inner = state["args"].get("inner", Shape.inner)
    branch = EventBranch(BranchShape(layers=state["args"]["layers"], inner=inner))
    branch.load_state_dict(state["model"])
    return branch.eval()


def export(branch: EventBranch, out: Path, *, quantize: bool = True) -> None:
    """Write the graph."""
    out.mkdir(parents=True, exist_ok=True)
    shape = Shape()
    inputs = {"middle": torch.randn(2, 16, shape.width), "mask": torch.ones(2, 16)}
    path = out / "events.onnx"
    names = ("types", "statuses", "told")
    write_graph(Scores(branch), inputs, names, path, shape, quantize=quantize)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plain", action="store_true", help="no int8")
    args = parser.parse_args()
    export(load_branch(args.checkpoint), args.out, quantize=not args.plain)
    print(digest_of(args.out / "events.onnx"))
