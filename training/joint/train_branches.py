"""Let the event branch or the act branch learn on over the trunk that is shipped, which stays as it is.

    python training/joint/train_branches.py events --news out/events/taught1.pkl --out out/branches/events1
    python training/joint/train_branches.py acts --news out/acts/teacher1/taught.pkl --out out/branches/acts1

Comes in: the graphs in src/sayso/weights, our own labelled sentences, running news that a teacher has read. Goes out
after every round: a checkpoint as the exporters take it, and a line of scores on what was kept apart. Whoever has
written new sentences need not learn attributions anew. The trunk is run once, as sayso runs it, in int8: what a branch
learns from is what it will see. Run it again and it goes on from the last round. Seeded.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from act_network import ActBranch
from act_windows import ActExample
from act_windows import load_file as load_acts
from event_examples import Example, group_by_window, load_examples
from event_lessons import find_telling, first_ways, is_apart, losses_of, score, unlabelled
from event_network import BranchShape, EventBranch
from joint_network import cut_tail
from numpy.typing import NDArray
from read_weights import read_branch, sizes_of
from teacher_epochs import MasterAdamW, make_groups, slope
from torch import Tensor, nn
from train_act_teacher import APART, LOTS, count_right, sum_losses
from train_joint import pack

from sayso.extract.attribution.graphs import load_graph
from sayso.extract.attribution.windows import Window

log = logging.getLogger("train")
ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src/sayso/weights"


class States:
    """What the trunk makes of windows, each read once."""

    def __init__(self, trunk: Path) -> None:
        self.trunk = load_graph(trunk)
        self.kept: dict[int, tuple[Window, NDArray[np.float16]]] = {}

    def __call__(self, window: Window) -> NDArray[np.float16]:
        """(pieces, width). The window is kept, too: its place in memory is its name here."""
        if id(window) not in self.kept:
            inputs = {"ids": window.ids[None], "features": window.features[None]}
            [[middle]] = self.trunk.run(["middle"], inputs)
            self.kept[id(window)] = window, middle.astype(np.float16)
        return self.kept[id(window)][1]

    def stack(
        self, stretches: Sequence[Sequence[tuple[Window, int, int]]]
    ) -> tuple[Tensor, Tensor]:
        """The states of stretches of windows, padded, and their mask."""
        cut = [np.concatenate([self(w)[a:b] for w, a, b in parts]) for parts in stretches]
        longest = max(map(len, cut))
        states = np.zeros((len(cut), longest, cut[0].shape[1]), np.float32)
        mask = np.zeros((len(cut), longest), np.float32)
        for n, own in enumerate(cut):
            states[n, : len(own)] = own
            mask[n, : len(own)] = 1.0
        return torch.from_numpy(states), torch.from_numpy(mask)


class Lessons(Protocol):
    """What a branch learns from: its batches of a round, its loss, its scores."""

    branch: nn.Module

    def make_round(self) -> list[list[Any]]: ...
    def loss_of(self, batch: list[Any]) -> Tensor: ...
    def score(self) -> dict[str, Any]: ...


class EventLessons:
    """Rows of labelled sentences in all ways that they are put together, and running news."""

    def __init__(self, args: argparse.Namespace, rng: random.Random) -> None:
        self.args, self.rng = args, rng
        self.states = States(args.weights / "attribution/trunk.onnx")
        own = read_branch(args.weights / "events/events.onnx")
        layers, inner = sizes_of(own)
        self.branch = EventBranch(BranchShape(layers=layers, inner=inner))
        self.branch.load_state_dict(own)
        examples = load_examples(sorted(args.rows.glob("*.yaml")), args.kept / "events")
        self.tells = find_telling(examples)
        self.windows = group_by_window(
            [e for e in examples if not is_apart(e.row, args.folds, args.fold)]
        )
        self.apart = first_ways([e for e in examples if is_apart(e.row, args.folds, args.fold)])
        taught: list[Example] = pickle.loads(args.news.read_bytes()) if args.news else []
        self.news = group_by_window([unlabelled(e) for e in taught])
        log.info("%d windows, %d of news", len(self.windows), len(self.news))

    def make_round(self) -> list[list[Example]]:
        share = self.rng.sample(self.windows, int(len(self.windows) * self.args.share))
        news = self.rng.sample(self.news, min(len(self.news), self.args.most))
        batches = []
        for groups in (share, news):
            batches += pack(groups, [sum(len(e.types) for e in g) for g in groups], self.rng)
        self.rng.shuffle(batches)
        return batches

    def read(self, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
        places = [[(e.window, e.start, e.start + len(e.types))] for e in batch]
        states, mask = self.states.stack(places)
        found: tuple[Tensor, Tensor, Tensor] = self.branch(blur(states, self.branch.training), mask)
        return found

    def loss_of(self, batch: list[Example]) -> Tensor:
        losses = losses_of(self.read(batch), batch, self.tells, self.args.smooth)
        return losses["types"] + 0.3 * (losses["statuses"] + losses["told"])

    def score(self) -> dict[str, Any]:
        return score(self.read, self.apart)


class ActLessons:
    """Texts with marked acts, and running news."""

    def __init__(self, args: argparse.Namespace, rng: random.Random) -> None:
        self.args, self.rng = args, rng
        self.states = States(args.weights / "attribution/trunk.onnx")
        marks = torch.from_numpy(np.load(args.weights / "acts/marks.npy"))
        own = read_branch(args.weights / "acts/acts.onnx")
        layers, inner = sizes_of(own)
        self.branch = ActBranch(layers=layers, inner=inner)
        self.branch.load_state_dict(own | {"mark.weight": marks})
        acts = [e for path in LOTS for e in load_acts(path, args.kept / "acts/windows")]
        self.acts = [e for e in acts if e.lot not in APART]
        self.apart = [e for e in acts if e.lot in APART]
        self.news: list[ActExample] = pickle.loads(args.news.read_bytes()) if args.news else []
        log.info("%d windows, %d of news", len(self.acts), len(self.news))

    def make_round(self) -> list[list[ActExample]]:
        news = self.rng.sample(self.news, min(len(self.news), self.args.most))
        acts = [*self.acts, *news]
        lengths = [sum(end - start for _, start, end in cut_tail(e.windows)) for e in acts]
        return pack([[e] for e in acts], lengths, self.rng)

    def read(self, batch: Sequence[ActExample]) -> tuple[Tensor, Tensor]:
        """The scores of all cues of some windows, window after window: (cues, acts) and (cues, stances)."""
        states, mask = self.states.stack([cut_tail(e.windows) for e in batch])
        marks = torch.zeros(states.shape[:2], dtype=torch.long)
        for n, e in enumerate(batch):
            marks[n, : len(e.marks)] = torch.from_numpy(e.marks)
        acts, stances = self.branch(blur(states, self.branch.training), marks, mask)
        rows = torch.tensor([n for n, e in enumerate(batch) for _ in e.places])
        places = torch.tensor([place for e in batch for place in e.places])
        return acts[rows, places], stances[rows, places]

    def loss_of(self, batch: list[ActExample]) -> Tensor:
        acts, stances = self.read(batch)
        return sum_losses(acts.float(), stances.float(), batch)

    def score(self) -> dict[str, Any]:
        pairs = [self.read([e]) for e in self.apart]
        return count_right(
            [(e.lot, cue) for e in self.apart for cue in e.cues],
            [row for acts, _ in pairs for row in acts],
            [row for _, stances in pairs for row in stances],
        )


def blur(states: Tensor, learns: bool, share: float = 0.1) -> Tensor:
    """A tenth of the numbers hidden while the branch learns: the states themselves never change."""
    return nn.functional.dropout(states.to(torch.bfloat16), share, learns)


@torch.inference_mode()
def score_average(lessons: Lessons, learner: Learner) -> dict[str, Any]:
    """The scores of the averaged weights; the branch has its own again afterwards."""
    own = learner.own_weights()
    learner.set_weights(learner.average)
    lessons.branch.eval()
    found = lessons.score()
    learner.set_weights(own)
    return found


class Learner:
    """A branch in bfloat16 with exact copies of its weights, and their running average (Polyak & Juditsky 1992)."""

    def __init__(self, branch: nn.Module, rate: float, decay: float) -> None:
        exact = {name: p.detach().clone() for name, p in branch.named_parameters()}
        self.branch = branch.to(torch.bfloat16)
        names = {id(p): name for name, p in self.branch.named_parameters()}
        self.optimizer = MasterAdamW(make_groups(self.branch, rate, (), 1.0))
        self.copies = {
            names[id(own)]: copy
            for own, copy in zip(self.optimizer.own, self.optimizer.copies, strict=True)
        }
        self.set_weights(exact)
        self.average = {name: value.clone() for name, value in exact.items()}
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def set_weights(self, weights: dict[str, Tensor]) -> None:
        for name, copy in self.copies.items():
            copy.copy_(weights[name])
        for own, copy in zip(self.optimizer.own, self.optimizer.copies, strict=True):
            own.copy_(copy)

    def step(self, loss: Tensor, share: float) -> None:
        """One step; `share` of all steps is done."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * slope(share)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, copy in self.copies.items():
            self.average[name].lerp_(copy, 1 - decay)

    def own_weights(self) -> dict[str, Tensor]:
        return {name: copy.clone() for name, copy in self.copies.items()}


def train(lessons: Lessons, args: argparse.Namespace) -> None:
    learner, last = Learner(lessons.branch, args.rate, args.decay), args.out / "last.pt"
    start = 0
    if last.exists():
        state = torch.load(last, weights_only=False)
        learner.set_weights(state["own"])
        learner.optimizer.inner.load_state_dict(state["optimizer"])
        learner.average, learner.steps, start = state["model"], state["steps"], state["round"]
    else:
        write_line(args.out, {"round": 0} | score_average(lessons, learner))
    for number in range(start, args.rounds):
        begun, losses = time.time(), []
        lessons.branch.train()
        batches = lessons.make_round()
        for n, batch in enumerate(batches):
            loss = lessons.loss_of(batch)
            learner.step(loss, (number + n / len(batches)) / args.rounds)
            losses.append(float(loss.detach()))
            if n % 100 == 99:
                log.info("step %d of %d, %.0f s", n + 1, len(batches), time.time() - begun)
        state = {"own": learner.own_weights(), "model": learner.average, "steps": learner.steps}
        state |= {"optimizer": learner.optimizer.inner.state_dict(), "round": number + 1}
        layers: nn.ModuleList = lessons.branch.layers
        state["args"] = {"layers": len(layers), "inner": layers[0].inner.out_features}
        torch.save(state, last.with_suffix(".part"))
        last.with_suffix(".part").rename(last)
        line = {"round": number + 1, "loss": round(sum(losses) / len(losses), 4)}
        line["seconds"] = round(time.time() - begun)
        write_line(args.out, line | score_average(lessons, learner))


def write_line(out: Path, line: dict[str, Any]) -> None:
    with (out / "scores.jsonl").open("a") as stream:
        stream.write(json.dumps(line) + "\n")
    log.info("%s", json.dumps(line))


def read_arguments(words: Iterable[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("branch", choices=("events", "acts"))
    parser.add_argument("--news", type=Path, help="what the teacher said of running news")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder to start from")
    parser.add_argument("--rows", type=Path, default=ROOT / "training/events/corpus")
    parser.add_argument("--kept", type=Path, default=Path("out"), help="folder of parsed examples")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--share", type=float, default=1.0, help="of the rows' ways in a round")
    parser.add_argument("--most", type=int, default=12000, help="windows of news in a round")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--decay", type=float, default=0.998)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=0)
    return parser.parse_args(None if words is None else list(words))


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = read_arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    make: Callable[[argparse.Namespace, random.Random], Lessons]
    make = EventLessons if args.branch == "events" else ActLessons
    train(make(args, random.Random(args.seed)), args)


if __name__ == "__main__":
    main()
