"""Make what goes on from the trunk's middle narrower: the tagger's upper half, the event branch or the act branch.

    python training/joint/slim_networks.py tagger --wide FOLDER --data ../shared/data --out out/slim/tagger
    python training/joint/slim_networks.py events --wide FOLDER --data ../shared/data --out out/slim/events
    python training/joint/slim_networks.py acts --wide FOLDER --data ../shared/data --out out/slim/acts

Comes in: the wide graphs (a folder like src/sayso/weights), running news without labels, labelled texts. Goes out
after every round: a checkpoint, and a line of scores on what was kept apart. Half of a layer's time goes into
products with its inner units. Those whose output weighs least are cut off (`find_units`), and the narrow network
learns to say what the wide one says of running news (Hinton, Vinyals & Dean 2015), and what the labels say where
there are some. The lower half of the trunk stays as it is. Run it again and it goes on from the last round. Seeded.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import train as attribution_training
import train_branches
from act_network import ActBranch
from act_windows import ActExample
from act_windows import load_file as load_acts
from act_windows import load_news as load_act_news
from event_examples import Example, group_by_window, load_examples, load_news
from event_lessons import find_telling, first_ways, is_apart, losses_of, unlabelled
from event_network import BranchShape, EventBranch
from examples import CONTENT, CUE, SOURCE, UNKNOWN, load_articles
from examples import Example as Annotated
from joint_network import cut_tail
from network import Layer, Shape
from numpy.typing import NDArray
from read_weights import read_branch, read_tagger
from torch import Tensor, nn
from train_act_teacher import APART, LOTS, sum_losses
from train_branches import ROOT, WEIGHTS, States, train
from train_joint import pack
from upper_network import Upper

from sayso.extract.attribution.cue_branches import Thresholds, find_candidates
from sayso.extract.attribution.graphs import load_graph
from sayso.extract.attribution.windows import Window

log = logging.getLogger("train")
# The tagger's layers from this one on are its own.
FIRST_LAYER = 3
# Weak candidates too: the pointer is to say what the wide one says of all that may be asked.
LIMITS = Thresholds(asked=0.12)
# Windows by which is told which units weigh least.
PROBES = 300


@torch.inference_mode()
def find_units(layers: Sequence[Layer], states: Sequence[Tensor], inner: int) -> list[Tensor]:
    """Of each layer the `inner` units whose output weighs most over some windows, in order.

    A unit weighs the root of its mean square times the length of what it is multiplied by: the first term of what
    is lost without it.
    """
    sums = [torch.zeros(layer.inner.out_features) for layer in layers]
    for window in states:
        x, bias = window[None], torch.zeros(1, 1, 1, 1)
        for n, layer in enumerate(layers):
            kept: list[Tensor] = []
            hook = layer.outer.register_forward_pre_hook(
                lambda _, given, kept=kept: kept.append(given[0])
            )
            x = layer(x, bias)
            hook.remove()
            sums[n] += kept[0][0].square().sum(0)
    weights = [
        s.sqrt() * layer.outer.weight.norm(dim=0) for s, layer in zip(sums, layers, strict=True)
    ]
    return [w.topk(inner).indices.sort().values for w in weights]


def cut_network(
    weights: dict[str, Tensor], units: Sequence[Tensor], layers: Sequence[int]
) -> dict[str, Tensor]:
    """The weights of a network of which only these layers, and of each only these units, are left."""
    own = {name: value for name, value in weights.items() if not name.startswith("layers.")}
    for n, old in enumerate(layers):
        above = f"layers.{old}."
        kept = {k.removeprefix(above): v for k, v in weights.items() if k.startswith(above)}
        for name in ("inner.weight", "inner.bias"):
            kept[name] = kept[name][units[old]].clone()
        kept["outer.weight"] = kept["outer.weight"][:, units[old]].clone()
        own |= {f"layers.{n}.{name}": value for name, value in kept.items()}
    return own


def slim(
    wide: nn.Module, narrow: nn.Module, states: Sequence[Tensor], args: argparse.Namespace
) -> None:
    """Give the narrow network what the wide one knows, as far as it goes."""
    wide.eval()
    units = find_units(list(wide.layers), states, args.inner)
    narrow.load_state_dict(cut_network(wide.state_dict(), units, args.layers))


@dataclass(frozen=True)
class Read:
    """A window as the wide tagger reads it: states of its middle and top, tags, where its cues begin; its labels."""

    middle: NDArray[np.float16]
    top: NDArray[np.float16]
    tags: NDArray[np.float16]
    heads: tuple[int, ...]
    labelled: Annotated | None


class TaggerLessons:
    """Windows of running news as the wide tagger reads them, and PolNeAR's labels beside."""

    def __init__(self, args: argparse.Namespace, rng: random.Random) -> None:
        self.args, self.rng = args, rng
        self.trunk = load_graph(args.wide / "attribution/trunk.onnx")
        tokenizer = attribution_training.load_tokenizer(args.wide / "attribution")
        size, kept = attribution_training.SIZE, args.kept / "attribution"
        gold = args.data / "attribution"
        parts = [
            [
                e
                for a in load_articles(gold / part, kept / f"{part}.pkl", tokenizer, size)
                for e in a.examples
            ]
            for part in ("train", "dev")
        ]
        news = [
            group[0].window for group in group_by_window(load_news(args.data, args.kept / "events"))
        ]
        self.apart = [self._read(e.window, e) for e in parts[1][::3]]
        self.learned = [self._read(e.window, e) for e in parts[0]]
        self.learned += [self._read(window, None) for window in news]
        log.info("%d windows, %d labelled", len(self.learned), len(parts[0]))
        self.wide = Upper(dropout=0.0)
        self.wide.load_state_dict(read_tagger(args.wide / "attribution", FIRST_LAYER))
        self.branch = Upper(layers=len(args.layers), dropout=args.dropout, inner=args.inner)
        states = [torch.from_numpy(r.middle).float() for r in rng.sample(self.learned, PROBES)]
        slim(self.wide, self.branch, states, args)
        self.spread = float(
            np.mean([np.var(r.top.astype(np.float32)) for r in self.learned[:PROBES]])
        )

    def _read(self, window: Window, labelled: Annotated | None) -> Read:
        inputs = {"ids": window.ids[None], "features": window.features[None]}
        [tags], [middle], [top] = self.trunk.run(["tags", "middle", "top"], inputs)
        heads = tuple(int(c.cue.min()) for c in find_candidates(window, tags, LIMITS))
        return Read(
            middle.astype(np.float16),
            top.astype(np.float16),
            tags.astype(np.float16),
            heads,
            labelled,
        )

    def make_round(self) -> list[list[Read]]:
        chosen = self.rng.sample(self.learned, int(len(self.learned) * self.args.share))
        batches = pack([[r] for r in chosen], [len(r.tags) for r in chosen], self.rng)
        self.rng.shuffle(batches)
        return batches

    def loss_of(self, batch: list[Read]) -> Tensor:
        mask = torch.from_numpy(_stack([np.ones(len(r.tags), np.float32) for r in batch]))
        middle, wanted, tags = (
            torch.from_numpy(_stack([getattr(r, name).astype(np.float32) for r in batch]))
            for name in ("middle", "top", "tags")
        )
        top = self.branch(middle.to(torch.bfloat16), mask)
        logits = self.branch.tag(top).float()
        pieces = mask.sum()
        said = -((tags * logits.log_softmax(-1)).sum(-1) * mask).sum() / pieces
        near = ((top.float() - wanted).square().mean(-1) * mask).sum() / pieces / self.spread
        pointed = self._pointer_loss(top, wanted, batch)
        return said + near + 0.5 * pointed + self.args.labels * self._label_loss(logits, batch)

    def _pointer_loss(self, top: Tensor, wanted: Tensor, batch: Sequence[Read]) -> Tensor:
        """Each piece points where the wide one's points, among the cues and nothing."""
        with torch.no_grad():
            wide = self.wide.point(wanted)
        own = self.branch.point(top)
        losses = []
        for n, r in enumerate(batch):
            if r.heads:
                theirs, ours = (
                    _scores(asks[n, : len(r.tags)], cues[n], r.heads, nothing)
                    for (asks, cues), nothing in (
                        (wide, self.wide.nothing),
                        (own, self.branch.nothing),
                    )
                )
                losses.append(-(theirs.softmax(-1) * ours.log_softmax(-1)).sum(-1).mean())
        return torch.stack(losses).mean() if losses else top.sum() * 0

    def _label_loss(self, logits: Tensor, batch: Sequence[Read]) -> Tensor:
        """What PolNeAR's annotators say of each word, where they do."""
        wanted = np.full(logits.shape[:2], UNKNOWN)
        for n, r in enumerate(batch):
            if r.labelled is not None:
                wanted[n, : len(r.tags)] = r.labelled.tags
        if not (wanted != UNKNOWN).any():
            return logits.sum() * 0
        return nn.functional.cross_entropy(
            logits.flatten(0, 1), torch.from_numpy(wanted).flatten(), ignore_index=UNKNOWN
        )

    def score(self) -> dict[str, Any]:
        """F1 of words as source, cue and content against the labels, the narrow network's and the wide one's."""
        counts: dict[str, Counter[tuple[str, int]]] = {"narrow": Counter(), "wide": Counter()}
        same = words = 0
        for r in self.apart:
            top = self.branch(
                torch.from_numpy(r.middle)[None].to(torch.bfloat16), torch.ones(1, len(r.tags))
            )
            told = {"narrow": self.branch.tag(top)[0].argmax(-1).numpy(), "wide": r.tags.argmax(-1)}
            gold = r.labelled.tags if r.labelled else np.full(len(r.tags), UNKNOWN)
            known = gold != UNKNOWN
            same += int((told["narrow"] == told["wide"])[known].sum())
            words += int(known.sum())
            for name, tags in told.items():
                for role in (SOURCE, CUE, CONTENT):
                    counts[name]["hit", role] += int(((gold == role) & (tags == role))[known].sum())
                    counts[name]["all", role] += int(
                        (gold == role).sum() + (tags == role)[known].sum()
                    )
        found = {
            name: [
                round(2 * c["hit", role] / max(1, c["all", role]), 4)
                for role in (SOURCE, CUE, CONTENT)
            ]
            for name, c in counts.items()
        }
        return {"same": round(same / words, 4)} | found


def _scores(asks: Tensor, cues: Tensor, heads: Sequence[int], nothing: Tensor) -> Tensor:
    keys = torch.cat([cues[list(heads)], nothing[None].to(cues.dtype)])
    return (asks @ keys.T).float() / asks.shape[-1] ** 0.5


def _stack(rows: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Rows of unlike length, padded."""
    out = np.zeros((len(rows), max(map(len, rows)), *rows[0].shape[1:]), rows[0].dtype)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


class EventLessons(train_branches.EventLessons):
    """Labelled sentences, and running news as the wide branch reads it."""

    def __init__(self, args: argparse.Namespace, rng: random.Random) -> None:
        self.args, self.rng = args, rng
        self.states = States(args.wide / "attribution/trunk.onnx")
        self.graph = load_graph(args.wide / "events/events.onnx")
        examples = load_examples(sorted(args.rows.glob("*.yaml")), args.kept / "events")
        self.tells = find_telling(examples)
        self.windows = group_by_window(
            [e for e in examples if not is_apart(e.row, args.folds, args.fold)]
        )
        self.apart = first_ways([e for e in examples if is_apart(e.row, args.folds, args.fold)])
        self.news = group_by_window(load_news(args.data, args.kept / "events"))
        log.info("%d windows, %d of news", len(self.windows), len(self.news))
        wide = EventBranch(BranchShape(dropout=0.0))
        wide.load_state_dict(read_branch(args.wide / "events/events.onnx"))
        self.branch = EventBranch(
            BranchShape(layers=len(args.layers), dropout=args.dropout, inner=args.inner)
        )
        probes = [e for group in rng.sample(self.news, PROBES) for e in group]
        states = [torch.from_numpy(self._middle(e)).float() for e in probes]
        slim(wide, self.branch, states, args)

    def _middle(self, e: Example) -> NDArray[np.float16]:
        return self.states(e.window)[e.start : e.start + len(e.types)]

    def _ask(self, e: Example) -> Example:
        """A sentence with what the wide branch says of it."""
        middle = self._middle(e).astype(np.float32)[None]
        inputs = {"middle": middle, "mask": np.ones(middle.shape[:2], np.float32)}
        [types], [statuses], [told] = self.graph.run(["types", "statuses", "told"], inputs)
        return replace(
            unlabelled(e),
            soft_types=np.exp(types).astype(np.float16),
            soft_statuses=np.exp(statuses).astype(np.float16),
            soft_told=float(1 / (1 + np.exp(-told))),
        )

    def read(self, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
        states, mask = self.states.stack(
            [[(e.window, e.start, e.start + len(e.types))] for e in batch]
        )
        found: tuple[Tensor, Tensor, Tensor] = self.branch(states.to(torch.bfloat16), mask)
        return found

    def loss_of(self, batch: list[Example]) -> Tensor:
        scores = self.read(batch)
        loss = _sum_event_losses(losses_of(scores, [self._ask(e) for e in batch], self.tells, 0.0))
        if batch[0].row in self.tells:
            labels = losses_of(scores, batch, self.tells, self.args.smooth)
            loss = loss + self.args.labels * _sum_event_losses(labels)
        return loss


def _sum_event_losses(losses: dict[str, Tensor]) -> Tensor:
    return losses["types"] + 0.3 * (losses["statuses"] + losses["told"])


class ActLessons(train_branches.ActLessons):
    """Texts with marked acts, and running news as the wide branch reads it."""

    def __init__(self, args: argparse.Namespace, rng: random.Random) -> None:
        self.args, self.rng = args, rng
        self.states = States(args.wide / "attribution/trunk.onnx")
        self.graph = load_graph(args.wide / "acts/acts.onnx")
        self.marks = np.load(args.wide / "acts/marks.npy")
        acts = [e for path in LOTS for e in load_acts(path, args.kept / "acts/windows")]
        self.acts = [e for e in acts if e.lot not in APART]
        self.apart = [e for e in acts if e.lot in APART]
        self.news = load_act_news(args.data, args.kept / "acts/windows", args.texts)
        log.info("%d windows, %d of news", len(self.acts), len(self.news))
        weights = read_branch(args.wide / "acts/acts.onnx")
        weights["mark.weight"] = torch.from_numpy(self.marks)
        wide = ActBranch(dropout=0.0)
        wide.load_state_dict(weights)
        self.branch = ActBranch(len(args.layers), args.dropout, args.inner)
        states = [torch.from_numpy(self._marked(e)) for e in rng.sample(self.news, PROBES)]
        slim(wide, self.branch, states, args)

    def _marked(self, e: ActExample) -> NDArray[np.float32]:
        states = np.concatenate([self.states(w)[a:b] for w, a, b in cut_tail(e.windows)])
        marked: NDArray[np.float32] = states.astype(np.float32) + self.marks[e.marks]
        return marked

    def _ask(self, e: ActExample) -> ActExample:
        """A window with what the wide branch says of its cues."""
        acts, stances = self.graph.run(["acts", "stances"], {"states": self._marked(e)[None]})
        places = list(e.places)
        return replace(
            e,
            soft_acts=np.exp(acts[0, places]).astype(np.float16),
            soft_stances=np.exp(stances[0, places]).astype(np.float16),
        )

    def make_round(self) -> list[list[ActExample]]:
        news = self.rng.sample(self.news, min(len(self.news), self.args.most))
        batches = []
        for part in (self.acts, news):
            lengths = [sum(end - start for _, start, end in cut_tail(e.windows)) for e in part]
            batches += pack([[e] for e in part], lengths, self.rng)
        self.rng.shuffle(batches)
        return batches

    def read(self, batch: Sequence[ActExample]) -> tuple[Tensor, Tensor]:
        """The scores of all cues of some windows, window after window: (cues, acts) and (cues, stances)."""
        states, mask = self.states.stack([cut_tail(e.windows) for e in batch])
        marks = torch.zeros(states.shape[:2], dtype=torch.long)
        for n, e in enumerate(batch):
            marks[n, : len(e.marks)] = torch.from_numpy(e.marks)
        acts, stances = self.branch(states.to(torch.bfloat16), marks, mask)
        rows = torch.tensor([n for n, e in enumerate(batch) for _ in e.places])
        places = torch.tensor([place for e in batch for place in e.places])
        return acts[rows, places].float(), stances[rows, places].float()

    def loss_of(self, batch: list[ActExample]) -> Tensor:
        scores = self.read(batch)
        loss = sum_losses(*scores, [self._ask(e) for e in batch])
        if batch[0].cues[0].act is not None:
            loss = loss + self.args.labels * sum_losses(*scores, batch)
        return loss


LESSONS: dict[str, Callable[[argparse.Namespace, random.Random], Any]] = {
    "tagger": TaggerLessons,
    "events": EventLessons,
    "acts": ActLessons,
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("part", choices=tuple(LESSONS))
    parser.add_argument("--wide", type=Path, default=WEIGHTS, help="folder of the wide graphs")
    parser.add_argument("--data", type=Path, required=True, help="folder of the development data")
    parser.add_argument("--rows", type=Path, default=ROOT / "training/events/corpus")
    parser.add_argument("--kept", type=Path, default=Path("out"), help="folder of parsed examples")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--inner", type=int, default=768, help=f"units of a layer, of {Shape.inner}"
    )
    parser.add_argument(
        "--layers", type=int, nargs="+", default=[0, 2], help="layers that are kept, of three"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the windows (events: of the rows) in a round"
    )
    parser.add_argument(
        "--most", type=int, default=9000, help="windows of news for a branch in a round"
    )
    parser.add_argument("--texts", type=int, default=1100, help="texts of news for acts")
    parser.add_argument(
        "--labels", type=float, default=0.3, help="what the labels count beside the wide network"
    )
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--decay", type=float, default=0.998)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args = read_arguments()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    train(LESSONS[args.part](args, random.Random(args.seed)), args)


if __name__ == "__main__":
    main()
