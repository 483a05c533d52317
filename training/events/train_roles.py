"""Train the role branch: a teacher, what it says of sentences without who and whom, the branch.

    python training/events/train_roles.py teacher --mpnet MPNET --out TEACHER
    python training/events/train_roles.py teach --mpnet MPNET --start TEACHER/last.pt --out taught.pkl
    python training/events/train_roles.py branch --taught taught.pkl --out BRANCH

Comes in: rows of labelled sentences, MPNet's weights, the graphs that are shipped. Goes out: checkpoints, a line of
scores on the rows kept apart after each epoch (--folds, --fold); `export_roles.py` writes what is shipped. The trunk
is run once, in int8, as sayso runs it. Seeded; every epoch leaves a checkpoint, and --start goes on from one.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from read_weights import read_branch, sizes_of
from role_examples import RoleExample, load_role_examples
from role_lessons import (
    first_readings,
    loss_of,
    make_role_batches,
    score_roles,
    split_roles,
    stack_ids,
    stack_roles,
)
from role_network import RoleBranch, RoleShape
from role_teacher import RoleTeacher
from teacher_epochs import slope
from torch import Tensor, nn
from train_branches import States

log = logging.getLogger("train")
ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src/sayso/weights"
Read = Callable[[Sequence[RoleExample]], Tensor]


class Learner:
    """A network, and the running average of its weights (Polyak & Juditsky 1992)."""

    def __init__(self, network: nn.Module, rate: float, times: float, decay: float) -> None:
        fresh = ("head", "mark")
        own = [p for n, p in network.named_parameters() if not n.startswith(fresh)]
        new = [p for n, p in network.named_parameters() if n.startswith(fresh)]
        groups = [{"params": own, "peak": rate}, {"params": new, "peak": rate * times}]
        self.network, self.decay, self.steps = network, decay, 0
        self.optimizer = torch.optim.AdamW([g | {"lr": 0.0, "weight_decay": 0.01} for g in groups])
        self.average = self.own_weights()

    def step(self, loss: Tensor, share: float) -> None:
        """One step; `share` of all steps is done."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * slope(share)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, parameter in self.network.named_parameters():
                self.average[name].lerp_(parameter, 1 - decay)

    def own_weights(self) -> dict[str, Tensor]:
        return {name: p.detach().clone() for name, p in self.network.named_parameters()}

    @torch.no_grad()
    def set_weights(self, weights: dict[str, Tensor]) -> None:
        for name, parameter in self.network.named_parameters():
            parameter.copy_(weights[name])


def learn(
    learner: Learner,
    read: Read,
    learned: Callable[[], list[RoleExample]],
    apart: Sequence[RoleExample],
    args: argparse.Namespace,
) -> None:
    """Epochs, each with a checkpoint of the averaged weights and a line of scores."""
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    for epoch in range(args.epochs):
        begun, total = time.time(), 0.0
        learner.network.train()
        batches = make_role_batches(learned(), args.pieces, rng)
        for n, batch in enumerate(batches):
            loss = loss_of(read(batch), stack_roles(batch))
            learner.step(loss, (epoch + n / len(batches)) / args.epochs)
            total += float(loss.detach())
        own = learner.own_weights()
        learner.set_weights(learner.average)
        learner.network.eval()
        torch.save({"model": learner.average, "epoch": epoch + 1}, args.out / "last.pt")
        line = {"epoch": epoch + 1, "loss": round(total / len(batches), 4)}
        line |= {"seconds": round(time.time() - begun)} | score_roles(read, apart)
        with (args.out / "scores.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        log.info("%s", json.dumps(line))
        learner.set_weights(own)


def make_teacher(args: argparse.Namespace) -> RoleTeacher:
    teacher = RoleTeacher(args.mpnet)
    if args.start:
        teacher.load_state_dict(torch.load(args.start)["model"], strict=False)
    return teacher


def read_with_teacher(teacher: RoleTeacher, batch: Sequence[RoleExample]) -> Tensor:
    ids, mask = stack_ids(batch)
    parts = stack_roles(batch)
    scores: Tensor = teacher(ids, parts.marks, mask, parts.places)
    return scores


def train_teacher(args: argparse.Namespace, examples: list[RoleExample]) -> None:
    learned, apart = split_roles(examples, args.folds, args.fold)
    teacher = make_teacher(args)
    first = first_readings(learned)
    learn(
        Learner(teacher, args.rate or 6e-5, 10.0, 0.98),
        lambda batch: read_with_teacher(teacher, batch),
        lambda: first,
        apart,
        args,
    )


@torch.inference_mode()
def teach(args: argparse.Namespace, examples: list[RoleExample]) -> None:
    """What the teacher says of the sentences that nobody labelled: row and first character → shares of each pair."""
    teacher = make_teacher(args).eval()
    said: dict[tuple[str, int], np.ndarray[Any, Any]] = {}
    unlabelled = first_readings([e for e in examples if e.roles is None])
    for batch in make_role_batches(unlabelled, args.pieces, random.Random(args.seed)):
        shares = read_with_teacher(teacher, batch).sigmoid().numpy()
        for n, e in enumerate(batch):
            own = shares[n, : len(e.places), : len(e.ids)].astype(np.float16)
            said[e.row, int(e.chars[e.firsts][0])] = own
    args.out.write_bytes(pickle.dumps(said))


def train_branch(args: argparse.Namespace, examples: list[RoleExample]) -> None:
    """All that is labelled, and a part of what the teacher has read, in every epoch."""
    rng = random.Random(args.seed)
    learned, apart = split_roles(examples, args.folds, args.fold)
    said = pickle.loads(args.taught.read_bytes()) if args.taught else {}
    keys = [(e, (e.row, int(e.chars[e.firsts][0]))) for e in examples if e.roles is None]
    taught = [
        replace(e, taught=said[key])
        for e, key in keys
        if key in said and said[key].shape[1] == len(e.ids)
    ]
    log.info("%d labelled sentences, %d taught", len(learned), len(taught))
    own = read_branch(WEIGHTS / "events/events.onnx")
    layers, inner = sizes_of(own)
    branch = RoleBranch(RoleShape(layers=layers, inner=inner))
    branch.load_state_dict({n: w for n, w in own.items() if n.startswith("layers.")}, strict=False)
    states = States(WEIGHTS / "attribution/trunk.onnx")

    def read(batch: Sequence[RoleExample]) -> Tensor:
        middle, mask = states.stack([[(e.window, e.start, e.start + len(e.ids))] for e in batch])
        middle = nn.functional.dropout(middle, 0.1, branch.training)
        parts = stack_roles(batch)
        scores: Tensor = branch(middle, parts.marks, mask, parts.places)
        return scores

    learn(
        Learner(branch, args.rate or 3e-4, 3.0, 0.99),
        read,
        lambda: learned + rng.sample(taught, min(len(taught), args.most)),
        apart,
        args,
    )


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("step", choices=("teacher", "teach", "branch"))
    parser.add_argument("--rows", type=Path, default=ROOT / "training/events/corpus")
    parser.add_argument("--kept", type=Path, default=Path("out/roles"), help="parsed examples")
    parser.add_argument("--mpnet", type=Path, help="folder of the teacher's base")
    parser.add_argument("--start", type=Path, help="go on from the weights of this checkpoint")
    parser.add_argument("--taught", type=Path, help="what the teacher said")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pieces", type=int, default=1200, help="pieces of a batch")
    parser.add_argument("--most", type=int, default=5000, help="taught sentences in an epoch")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5, help="keep one row of so many apart")
    parser.add_argument("--fold", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = read_arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    examples = load_role_examples(sorted(args.rows.glob("*.yaml")), args.kept)
    {"teacher": train_teacher, "teach": teach, "branch": train_branch}[args.step](args, examples)


if __name__ == "__main__":
    main()
