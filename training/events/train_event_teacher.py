"""Train the teacher of the event branch on our own labelled sentences.

    python training/events/train_event_teacher.py --rows training/events/corpus --mpnet MPNET --out out/events/teacher1

Comes in: rows of labelled sentences, MPNet's weights. Goes out: a checkpoint after every epoch and a line of scores on
the rows kept apart (--folds, --fold). Run it again and it goes on from the last checkpoint. Seeded, one thread.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Sequence
from pathlib import Path

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
from event_teacher import EventTeacher
from teacher_epochs import MasterAdamW, make_groups, run_epochs
from torch import Tensor


def read_batch(teacher: EventTeacher, batch: Sequence[Example]) -> Scores:
    """What the teacher says of sentences."""
    scores: Scores = teacher(stack(batch, "ids"), stack_mask(batch))
    return scores


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    examples = without_doubles(load_examples(sorted(args.rows.glob("*.yaml")), args.kept))
    learned = [e for e in examples if not is_apart(e.row, args.folds, args.fold)]
    apart = first_ways([e for e in examples if is_apart(e.row, args.folds, args.fold)])
    tells = find_telling(examples)
    teacher = EventTeacher(args.mpnet).to(torch.bfloat16)
    if args.start:
        teacher.load_state_dict(torch.load(args.start, weights_only=False)["model"])

    def loss_of(batch: list[Example]) -> Tensor:
        losses = losses_of(read_batch(teacher, batch), batch, tells, args.smooth)
        return losses["types"] + 0.3 * (losses["statuses"] + losses["told"])

    run_epochs(
        teacher,
        MasterAdamW(make_groups(teacher, args.rate, ("types", "statuses", "told"))),
        args.epochs,
        lambda: list(make_batches(learned, args.pieces, rng)),
        loss_of,
        lambda: score(lambda batch: read_batch(teacher, batch), apart) if apart else {},
        args.out,
    )


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
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--folds", type=int, default=5, help="keep one row of so many apart")
    parser.add_argument("--fold", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_arguments())
