"""Train the teacher of the event branch on our own labelled sentences.

    python training/events/train_event_teacher.py --rows training/events/corpus --mpnet MPNET --out out/events/teacher1

Comes in: rows of labelled sentences, MPNet's weights. Goes out: a checkpoint after every epoch and a line of scores on
the rows kept apart (--folds, --fold). Run it again and it goes on from the last checkpoint. Seeded, one thread.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from event_examples import Example, load_examples
from event_lessons import (
    Scores,
    find_telling,
    first_ways,
    is_apart,
    losses_of,
    make_batches,
    score,
    stack,
    stack_mask,
    without_doubles,
)
from event_teacher import EventTeacher, MasterAdamW
from torch import nn

log = logging.getLogger("train")
FRESH = ("types", "statuses", "told")


def read_batch(teacher: EventTeacher, batch: Sequence[Example]) -> Scores:
    """What the teacher says of sentences."""
    scores: Scores = teacher(stack(batch, "ids"), stack_mask(batch))
    return scores


def make_groups(teacher: EventTeacher, rate: float, fresh: float) -> list[dict[str, Any]]:
    """Parameters with their rates: what starts from nothing learns faster."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in teacher.named_parameters():
        if parameter.requires_grad:
            key = name.startswith(FRESH), parameter.ndim < 2
            groups.setdefault(key, []).append(parameter)
    return [
        {
            "params": parameters,
            "lr": 0.0,
            "peak": rate * (fresh if is_fresh else 1),
            "weight_decay": 0.0 if is_plain else 0.01,
        }
        for (is_fresh, is_plain), parameters in groups.items()
    ]


def slope(done: float, warm: float = 0.08) -> float:
    """Linear warming up, then cooling down along a cosine."""
    if done < warm:
        return done / warm
    return 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    examples = without_doubles(load_examples(sorted(args.rows.glob("*.yaml")), args.kept))
    learned = [e for e in examples if not is_apart(e.row, args.folds, args.fold)]
    apart = first_ways([e for e in examples if is_apart(e.row, args.folds, args.fold)])
    tells = find_telling(examples)
    teacher = EventTeacher(args.mpnet).to(torch.bfloat16)
    if args.start:
        teacher.load_state_dict(torch.load(args.start, weights_only=False)["model"])
    optimizer = MasterAdamW(make_groups(teacher, args.rate, args.fresh))
    start, last = 0, args.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        teacher.load_state_dict(state["model"])
        optimizer.take_over()
        start = state["epoch"]
        rng.setstate(state["rng"])
        torch.set_rng_state(state["torch_rng"])
    for epoch in range(start, args.epochs):
        begun, cpu = time.time(), time.process_time()
        sums: Counter[str] = Counter()
        teacher.train()
        batches = list(make_batches(learned, args.pieces, rng))
        for n, batch in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * slope((epoch + n / len(batches)) / args.epochs)
            losses = losses_of(read_batch(teacher, batch), batch, tells, args.smooth)
            loss = losses["types"] + 0.3 * (losses["statuses"] + losses["told"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums.update({k: float(v.detach()) for k, v in losses.items()} | {"n": 1})
        teacher.eval()
        line: dict[str, Any] = {"epoch": epoch + 1}
        line["losses"] = {k: round(v / sums["n"], 4) for k, v in sums.items() if k != "n"}
        line |= {"seconds": round(time.time() - begun), "cpu": round(time.process_time() - cpu)}
        if apart:
            line |= score(lambda batch: read_batch(teacher, batch), apart)
        with (args.out / "scores.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        log.info("%s", json.dumps(line))
        state = {
            "model": teacher.state_dict(),
            "epoch": epoch + 1,
            "rng": rng.getstate(),
            "torch_rng": torch.get_rng_state(),
        }
        torch.save(state, last.with_suffix(".part"))
        last.with_suffix(".part").rename(last)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=Path, required=True, help="folder of labelled sentences")
    parser.add_argument("--mpnet", type=Path, required=True, help="folder of the teacher's base")
    parser.add_argument("--start", type=Path, help="go on from the weights of this checkpoint")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True, help="folder of the parsed examples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pieces", type=int, default=1600, help="pieces of a batch")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--fresh", type=float, default=10.0)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--folds", type=int, default=5, help="keep one row of so many apart")
    parser.add_argument("--fold", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_arguments())
