"""Export a trained act branch to what sayso ships: an ONNX graph in int8; print its digest.

    python training/acts/export_acts.py --checkpoint CHECKPOINT --out FOLDER

acts.onnx    states, with the marks added → acts, stances (log-probabilities), for one window at a time
marks.npy    what is added to the states of a piece: (2, width), no cue's and a cue's
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from act_network import ActBranch
from export import digest_of, write_graph
from network import Shape
from torch import Tensor, nn


class Scores(nn.Module):
    def __init__(self, branch: ActBranch) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        acts, stances = self.branch.read(states, mask)
        return acts.log_softmax(-1), stances.log_softmax(-1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    state = torch.load(args.checkpoint, weights_only=False)
    inner = state["args"].get("inner", Shape.inner)
    branch = ActBranch(layers=state["args"]["layers"], inner=inner)
    branch.load_state_dict(state["model"])
    args.out.mkdir(parents=True, exist_ok=True)
    shape = Shape()
    np.save(args.out / "marks.npy", branch.mark.weight.detach().numpy())
    inputs = {"states": torch.randn(2, 16, shape.width), "mask": torch.ones(2, 16)}
    path = args.out / "acts.onnx"
    write_graph(Scores(branch.eval()), inputs, ("acts", "stances"), path, shape, quantize=True)
    print(digest_of(path), digest_of(args.out / "marks.npy"))


if __name__ == "__main__":
    main()
