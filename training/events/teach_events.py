"""Let the trained teacher read running news: what the branch learns from beside labelled rows.

    python training/events/teach_events.py --teacher MPNET --checkpoint out/events/teacher/last.pt \\
        --news ../shared/data --kept out/events --out out/events/taught.pkl

Comes in: a checkpoint of the teacher, texts of running news. Goes out: their sentences with the teacher's probabilities
of types and statuses of each piece, and of whether the sentence tells an event.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from event_examples import UNKNOWN, Example, group_by_window, load_news
from event_lessons import stack, stack_mask
from event_teacher import EventTeacher

# Windows of running news in which the teacher sees nothing: so many of them are kept.
QUIET, KEPT_QUIET = 0.05, 0.3
BATCH = 64


def load_teacher(folder: Path, checkpoint: Path) -> EventTeacher:
    """The teacher as trained."""
    teacher = EventTeacher(folder).to(torch.bfloat16)
    teacher.load_state_dict(torch.load(checkpoint, weights_only=False)["model"])
    return teacher.eval()


@torch.inference_mode()
def teach(teacher: EventTeacher, examples: Sequence[Example]) -> list[Example]:
    """The examples with what the teacher says of them."""
    taught: list[Example] = list(examples)
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].ids))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        batch = [examples[n] for n in places]
        types, statuses, told = teacher(stack(batch, "ids"), stack_mask(batch))
        shares = [t.float().softmax(-1).half().numpy() for t in (types, statuses)]
        sure = told.float().sigmoid().tolist()
        for n, (place, example) in enumerate(zip(places, batch, strict=True)):
            size = len(example.ids)
            taught[place] = replace(
                example,
                soft_types=shares[0][n, :size],
                soft_statuses=shares[1][n, :size],
                soft_told=sure[n],
            )
    return taught


def is_quiet(window: Sequence[Example]) -> bool:
    """Whether the teacher sees no event in any sentence of a window."""
    return not any(
        (e.soft_types[e.types != UNKNOWN, 0] < 1 - QUIET).any()
        for e in window
        if e.soft_types is not None
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="only one window of so many")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    teacher = load_teacher(args.teacher, args.checkpoint)
    rng = random.Random(1)
    windows = group_by_window(load_news(args.news, args.kept))[:: args.every]
    taught = group_by_window(teach(teacher, [e for window in windows for e in window]))
    kept = [window for window in taught if not is_quiet(window) or rng.random() < KEPT_QUIET]
    args.out.write_bytes(pickle.dumps([e for window in kept for e in window]))
    print(len(windows), len(kept))


if __name__ == "__main__":
    main()
