"""Train the event branch on our own labelled sentences.

    python training/events/train_events.py --rows training/events/corpus --base MODEL_DIR --out out/events/seed1

Comes in: rows of labelled sentences, the shipped trunk, MiniLM's weights. Goes out: a checkpoint after every epoch and
a line of scores on the rows kept apart (--folds, --fold). Run it again and it goes on from the last checkpoint.
Seeded, one thread.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import pickle
import random
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import network as attribution_network
import numpy as np
import torch
from event_examples import UNKNOWN, Example, load_examples
from event_network import BranchShape, EventBranch, load_base
from event_teacher import EventTeacher, MasterAdamW
from safetensors.torch import load_file
from torch import Tensor, nn

from sayso.extract.events.event_weights import STATUSES, TYPES

log = logging.getLogger("train")


class WholeEncoder(nn.Module):
    """For comparison: all six layers learn, from the words on; shares nothing with the attribution tagger."""

    reads_words = True

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.inner = attribution_network.Network(attribution_network.Shape())
        attribution_network.load_base(self.inner, weights)
        width = self.inner.shape.width
        self.types = nn.Linear(width, len(TYPES) + 1)
        self.statuses = nn.Linear(width, len(STATUSES))
        self.told = nn.Linear(width, 1)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        _, top = self.inner.encode(ids, features, mask)
        there = mask[..., None]
        mean = (top * there).sum(1) / there.sum(1)
        return self.types(top), self.statuses(top), self.told(mean)[:, 0]


def is_apart(row: str, folds: int, fold: int) -> bool:
    """Whether a row is kept apart in a fold: by a digest of its name, so always the same ones."""
    return folds > 0 and zlib.crc32(row.encode()) % folds == fold


def make_batches(
    examples: Sequence[Example], pieces: int, rng: random.Random
) -> Iterator[list[Example]]:
    """Batches of sentences of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.types) + rng.random() * 8)
    batches, batch = [], []
    for example in order:
        if batch and (len(batch) + 1) * len(example.types) > pieces:
            batches.append(batch)
            batch = []
        batch.append(example)
    batches.append(batch)
    rng.shuffle(batches)
    yield from batches


def stack(batch: Sequence[Example], name: str, empty: int = 0) -> Tensor:
    """One property of all examples, padded."""
    length = max(len(e.types) for e in batch)
    first = getattr(batch[0], name)
    out = np.full((len(batch), length, *first.shape[1:]), empty, dtype=first.dtype)
    for n, example in enumerate(batch):
        out[n, : len(example.types)] = getattr(example, name)
    return torch.from_numpy(out)


def stack_mask(batch: Sequence[Example]) -> Tensor:
    lengths = torch.tensor([len(e.types) for e in batch])
    return (torch.arange(int(lengths.max()))[None] < lengths[:, None]).float()


def run(
    model: nn.Module, batch: Sequence[Example], noise: float = 0.0
) -> tuple[Tensor, Tensor, Tensor]:
    mask = stack_mask(batch)
    if model.reads_words:
        return model(stack(batch, "ids"), stack(batch, "features"), mask)
    middle = stack(batch, "middle").float()
    if noise:
        # Some pieces hidden, so that names count less than the words around them.
        middle = middle * (torch.rand(middle.shape[:2]) >= noise)[..., None]
    return model(middle, mask)


def batch_loss(
    model: nn.Module, batch: Sequence[Example], tells: dict[str, bool], args: argparse.Namespace
) -> dict[str, Tensor]:
    types, statuses, told_at_all = run(model, batch, args.hide)
    wanted, told = stack(batch, "types", UNKNOWN), stack(batch, "statuses", UNKNOWN)
    if batch[0].soft_types is None:
        return {
            "types": _mean_loss(types, wanted, args.smooth),
            "statuses": _mean_loss(statuses, told, args.smooth),
            "told": sentence_loss(told_at_all, [tells.get(e.row) for e in batch]),
        }
    known = stack_known(batch).float()
    soft_types, soft_statuses = (
        stack(batch, f"soft_{name}").float() for name in ("types", "statuses")
    )
    return {
        "types": _soft_loss(types, soft_types, known),
        "statuses": _soft_loss(statuses, soft_statuses, known * (1 - soft_types[..., 0])),
        "told": nn.functional.binary_cross_entropy_with_logits(
            told_at_all.float(), torch.tensor([float(e.soft_told or 0.0) for e in batch])
        ),
    }


def _mean_loss(scores: Tensor, wanted: Tensor, smooth: float) -> Tensor:
    """Cross-entropy of what is labelled; nothing where nothing is."""
    if not (wanted != UNKNOWN).any():
        return scores.sum() * 0
    return nn.functional.cross_entropy(
        scores.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN, label_smoothing=smooth
    )


def _soft_loss(scores: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy of the teacher's shares."""
    each = -(shares * scores.float().log_softmax(-1)).sum(-1)
    return (each * weights).sum() / weights.sum().clamp(min=1.0)


def stack_known(batch: Sequence[Example]) -> Tensor:
    """The pieces of which the teacher's word counts: those that begin a word."""
    length = max(len(e.types) for e in batch)
    known = np.zeros((len(batch), length), dtype=bool)
    for n, e in enumerate(batch):
        known[n, : len(e.types)] = e.taught_pieces()
    return torch.from_numpy(known)


def sentence_loss(scores: Tensor, wanted: Sequence[bool | None]) -> Tensor:
    """Cross-entropy of whether a text tells events; None where nobody knows."""
    known = [n for n, is_told in enumerate(wanted) if is_told is not None]
    if not known:
        return scores.sum() * 0
    gold = torch.tensor([float(bool(wanted[n])) for n in known])
    return nn.functional.binary_cross_entropy_with_logits(scores[known].float(), gold)


def find_telling(examples: Sequence[Example]) -> dict[str, bool]:
    """Row → whether any sentence of it tells an event."""
    telling: dict[str, bool] = {}
    for example in examples:
        telling[example.row] = telling.get(example.row, False) or bool((example.types > 0).any())
    return telling


@torch.inference_mode()
def score(model: nn.Module, examples: Sequence[Example]) -> dict[str, float]:
    """F1 of typed triggers, mean of the types' F1, accuracy of the status of gold triggers, rows wrongly not empty."""
    model.eval()
    told: dict[str, bool] = {}
    judged: dict[str, float] = {}
    full = {e.row for e in examples if (e.types > 0).any()}
    hit, found, gold = (Counter[int]() for _ in range(3))
    right = asked = 0
    by_status: Counter[tuple[int, bool]] = Counter()
    for start in range(0, len(examples), 32):
        batch = examples[start : start + 32]
        types, statuses, tells = run(model, batch)
        best, guessed = types.argmax(-1).numpy(), statuses.argmax(-1).numpy()
        for n, e in enumerate(batch):
            size = len(e.types)
            known = e.types != UNKNOWN
            judged[e.row] = max(judged.get(e.row, -100.0), float(tells[n]))
            given = best[n, :size]
            if e.row not in full:
                told[e.row] = told.get(e.row, False) or bool((known & (given > 0)).any())
            for t in range(1, len(TYPES) + 1):
                hit[t] += int((known & (e.types == t) & (given == t)).sum())
                found[t] += int((known & (given == t)).sum())
                gold[t] += int((e.types == t).sum())
            of = e.statuses != UNKNOWN
            right += int((guessed[n, :size][of] == e.statuses[of]).sum())
            asked += int(of.sum())
            by_status.update(
                (int(s), bool(s == g))
                for s, g in zip(e.statuses[of], guessed[n, :size][of], strict=True)
            )
    f1 = {t: 2 * hit[t] / max(1, found[t] + gold[t]) for t in range(1, len(TYPES) + 1)}
    recalls = {
        STATUSES[s]: round(by_status[s, True] / n, 2)
        for s in range(len(STATUSES))
        if (n := by_status[s, True] + by_status[s, False])
    }
    return {
        "F1": 2 * sum(hit.values()) / max(1, sum(found.values()) + sum(gold.values())),
        "macro F1": sum(f1.values()) / len(f1),
        "status": right / max(1, asked),
        "triggers": asked,
        "empty rows told": sum(told.values()) / max(1, len(told)),
        "empty rows judged told": _share_above(judged[row] for row in judged if row not in full),
        "full rows judged told": _share_above(judged[row] for row in judged if row in full),
        "types": {TYPES[t - 1]: round(v, 2) for t, v in f1.items()},
        "statuses": recalls,
    }


def _share_above(scores: Iterable[float]) -> float:
    above = [score > 0 for score in scores]
    return sum(above) / max(1, len(above))


def make_optimizer(
    model: nn.Module, args: argparse.Namespace
) -> torch.optim.Optimizer | MasterAdamW:
    """AdamW; what starts from nothing learns faster than what was trained before."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        plain = parameter.ndim < 2 or "norm" in name
        fresh = name.startswith(("types", "statuses", "told", "inner.features"))
        groups.setdefault((fresh, plain), []).append(parameter)
    rated = [
        {
            "params": parameters,
            "lr": args.rate * (args.fresh if is_fresh else 1),
            "peak": args.rate * (args.fresh if is_fresh else 1),
            "weight_decay": 0.0 if plain else 0.01,
        }
        for (is_fresh, plain), parameters in groups.items()
    ]
    return MasterAdamW(rated) if args.teacher else torch.optim.AdamW(rated, fused=True)


def slope(done: float, warm: float = 0.08) -> float:
    """Linear warming up, then cooling down along a cosine."""
    if done < warm:
        return done / warm
    return 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))


def make_model(args: argparse.Namespace) -> nn.Module:
    if args.teacher:
        return EventTeacher(args.teacher).to(torch.bfloat16)
    weights = load_file(Path(args.base) / "model.safetensors")
    if args.whole:
        return WholeEncoder(weights)
    branch = EventBranch(BranchShape(layers=args.layers, dropout=args.dropout))
    load_base(branch, weights)
    return branch


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    kept = Path(args.kept or out)
    examples, replayed = load_all(args, kept)
    learned = [e for e in examples if not is_apart(e.row, args.folds, args.fold)]
    apart = first_ways([e for e in examples if is_apart(e.row, args.folds, args.fold)])
    model = make_model(args)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=False)["model"])
    tells = find_telling(examples)
    optimizer = make_optimizer(model, args)
    total = args.epochs
    start = 0
    last = out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        model.load_state_dict(state["model"])
        if isinstance(optimizer, MasterAdamW):
            optimizer.take_over()
        else:
            optimizer.load_state_dict(state["optimizer"])
        start = state["epoch"]
        rng.setstate(state["rng"])
        torch.set_rng_state(state["torch_rng"])
    for epoch in range(start, total):
        begun, cpu = time.time(), time.process_time()
        sums: Counter[str] = Counter()
        model.train()
        # A share of the ways in each epoch: every row about once.
        epoch_examples = rng.sample(learned, max(1, int(len(learned) * args.share)))
        news = rng.sample(replayed, min(len(replayed), args.replays))
        batches = list(make_batches(epoch_examples, args.pieces, rng))
        batches += make_batches(news, args.pieces, rng) if news else []
        rng.shuffle(batches)
        for n, batch in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * slope((epoch + n / len(batches)) / total)
            with torch.autocast("cpu", torch.bfloat16, enabled=not (args.plain or args.teacher)):
                losses = batch_loss(model, batch, tells, args)
            loss = losses["types"] + args.status_weight * losses["statuses"]
            loss = loss + args.told_weight * losses["told"]
            optimizer.zero_grad()
            loss.backward()
            if not args.teacher:
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            sums.update({k: float(v.detach()) for k, v in losses.items()} | {"n": 1})
        line = {"epoch": epoch + 1}
        line["losses"] = {k: round(v / sums["n"], 4) for k, v in sums.items() if k != "n"}
        line |= {"seconds": round(time.time() - begun), "cpu": round(time.process_time() - cpu)}
        if apart:
            line |= score(model, apart)
        with (out / "scores.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        log.info("%s", json.dumps(line))
        state = {
            "model": model.state_dict(),
            "optimizer": {} if args.teacher else optimizer.state_dict(),
            "epoch": epoch + 1,
            "rng": rng.getstate(),
            "torch_rng": torch.get_rng_state(),
            "args": vars(args),
        }
        torch.save(state, last.with_suffix(".part"))
        last.with_suffix(".part").rename(last)


def load_all(args: argparse.Namespace, kept: Path) -> tuple[list[Example], list[Example]]:
    """The examples that are learned from, and the sentences of running news that they are mixed with."""
    examples = load_examples(sorted(Path(args.rows).glob("*.yaml")), kept)
    if args.teacher:
        return without_doubles(examples), []
    news = pickle.loads(args.taught.read_bytes()) if args.taught else []
    return examples, [unlabelled(e) for e in news]


def unlabelled(example: Example) -> Example:
    """A sentence of which the teacher's word alone counts."""
    return replace(
        example,
        known=example.types != UNKNOWN,
        types=np.full_like(example.types, UNKNOWN),
        statuses=np.full_like(example.statuses, UNKNOWN),
    )


def without_doubles(examples: Sequence[Example]) -> list[Example]:
    """One example of each sentence of a row: what stands around it changes the trunk's states, not its words."""
    first: dict[tuple[str, bytes], Example] = {}
    for e in examples:
        first.setdefault((e.row, e.ids.tobytes()), e)
    return list(first.values())


def first_ways(examples: Sequence[Example]) -> list[Example]:
    """The sentences of rows read alone: they come first, and a row's first sentence begins at its start."""
    found, done = [], set[tuple[str, int]]()
    for e in examples:
        key = e.row, int(e.chars[e.chars >= 0][0])
        if key not in done:
            done.add(key)
            found.append(e)
    return found


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", required=True, help="folder of labelled sentences")
    parser.add_argument(
        "--replays", type=int, default=1500, help="sentences of running news in an epoch"
    )
    parser.add_argument("--start", type=Path, help="go on from the weights of this checkpoint")
    parser.add_argument("--base", required=True, help="folder with MiniLM's model.safetensors")
    parser.add_argument("--out", required=True)
    parser.add_argument("--kept", help="folder of the parsed examples (default: --out)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--pieces", type=int, default=800, help="pieces of a batch")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--fresh", type=float, default=5.0)
    parser.add_argument("--hide", type=float, default=0.05)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--status-weight", type=float, default=0.3)
    parser.add_argument("--told-weight", type=float, default=0.3)
    parser.add_argument("--share", type=float, default=0.8, help="share of examples in an epoch")
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--folds", type=int, default=0, help="keep one row of so many apart")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="for comparison: the whole encoder")
    parser.add_argument("--taught", type=Path, help="running news that the teacher has read")
    parser.add_argument(
        "--teacher", type=Path, help="folder of MPNet: the teacher learns, not the branch"
    )
    parser.add_argument("--plain", action="store_true", help="no bfloat16")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_arguments())
