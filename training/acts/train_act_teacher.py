"""Train the teacher of the act branch, and let it read running news.

    python training/acts/train_act_teacher.py train --mpnet MPNET --out out/acts/teacher1
    python training/acts/train_act_teacher.py teach --mpnet MPNET --out out/acts/teacher1 --news ../shared/data

Comes in: our own labelled sentences, running news without labels. Goes out: a checkpoint after each epoch and a line of
scores of the lots that are kept apart (`APART`); then windows of running news with what the teacher says of each cue.
"""

from __future__ import annotations

import argparse
import logging
import pickle
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from act_teacher import PAD, ActTeacher, encode_cue, load_tokenizer
from act_windows import ActExample, Cue, load_news, read_rows
from teacher_epochs import MasterAdamW, make_groups, run_epochs
from torch import Tensor, nn

from sayso.extract.attribution.learned_acts import ACTS, STANCES

log = logging.getLogger("train")
ROOT = Path(__file__).parents[2]
LABELLED = sorted((ROOT / "tests/sentences").glob("attributions_dev_*.yaml"))
CORPUS = sorted((ROOT / "training/acts/corpus").glob("*.txt"))
LOTS = [*LABELLED, *CORPUS, ROOT / "training/acts/apart.txt"]
# Lots that nothing is learned from: written to see what unseen text gets.
APART = (
    "attributions_dev_f",
    "attributions_dev_g",
    "attributions_dev_h",
    "attributions_dev_j",
    "attributions_dev_k",
    "attributions_dev_l",
    "apart",
)
SMOOTH = 0.05


@dataclass(frozen=True)
class Asked:
    """A cue as the teacher reads it."""

    lot: str
    pieces: list[int]
    place: int
    cue: Cue


def group_by_length(
    items: Sequence[Any], length_of: Callable[[Any], int], most: int, rng: random.Random
) -> list[list[Any]]:
    """Batches of like length, in random order."""
    batches: list[list[Any]] = [[]]
    for item in sorted(items, key=lambda i: length_of(i) + rng.random() * 8):
        if batches[-1] and (len(batches[-1]) + 1) * length_of(item) > most:
            batches.append([])
        batches[-1].append(item)
    rng.shuffle(batches)
    return batches


def train_teacher(args: argparse.Namespace) -> None:
    rng = random.Random(args.seed)
    tokenizer = load_tokenizer(args.mpnet)
    asked = [
        Asked(path.stem, *encode_cue(tokenizer, text, cue.start, cue.end), cue)
        for path in LOTS
        for text, cues in read_rows(path)
        for cue in cues
    ]
    learned = [a for a in asked if a.lot not in APART]
    apart = [a for a in asked if a.lot in APART]
    log.info("%d cues to learn from, %d apart", len(learned), len(apart))
    model = ActTeacher(args.mpnet).to(torch.bfloat16)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=False)["model"])
    optimizer = MasterAdamW(make_groups(model, args.rate, ("acts", "stances")))

    def loss_of(batch: list[Asked]) -> Tensor:
        acts, stances = model(*stack_asked(batch))
        gold = [(ACTS.index(a.cue.act), STANCES.index(a.cue.stance)) for a in batch]
        wanted = torch.tensor(gold)
        act_loss = nn.functional.cross_entropy(acts.float(), wanted[:, 0], label_smoothing=0.05)
        of_stances = nn.functional.cross_entropy(
            stances.float(), wanted[:, 1], label_smoothing=0.05
        )
        return act_loss + 0.5 * of_stances

    run_epochs(
        model,
        optimizer,
        args.epochs,
        lambda: group_by_length(learned, lambda a: len(a.pieces), 1800, rng),
        loss_of,
        lambda: count_right(
            [(a.lot, a.cue) for a in apart], *zip(*read_asked(model, apart), strict=True)
        ),
        args.out,
    )


def stack_asked(batch: Sequence[Asked]) -> tuple[Tensor, Tensor]:
    pieces = torch.full((len(batch), max(len(a.pieces) for a in batch)), PAD)
    for n, a in enumerate(batch):
        pieces[n, : len(a.pieces)] = torch.tensor(a.pieces)
    return pieces, torch.tensor([a.place for a in batch])


@torch.inference_mode()
def read_asked(model: nn.Module, asked: Sequence[Asked]) -> list[tuple[Tensor, Tensor]]:
    """The shares of acts and of stances of each cue, in order."""
    found: list[tuple[Tensor, Tensor]] = [(torch.zeros(0), torch.zeros(0))] * len(asked)
    order = sorted(range(len(asked)), key=lambda n: len(asked[n].pieces))
    for start in range(0, len(order), 32):
        places = order[start : start + 32]
        acts, stances = model(*stack_asked([asked[n] for n in places]))
        shares = zip(acts.float().softmax(-1), stances.float().softmax(-1), strict=True)
        for place, pair in zip(places, shares, strict=True):
            found[place] = pair
    return found


def count_right(
    cues: Sequence[tuple[str, Cue]], acts: Sequence[Tensor], stances: Sequence[Tensor]
) -> dict[str, Any]:
    """Lot → cues, share of right acts, of right stances."""
    lots: dict[str, list[tuple[bool, bool]]] = {}
    for (lot, cue), act, stance in zip(cues, acts, stances, strict=True):
        pair = ACTS[int(act.argmax())] == cue.act, STANCES[int(stance.argmax())] == cue.stance
        lots.setdefault(lot, []).append(pair)
    return {
        lot: [len(r), *(round(sum(p[k] for p in r) / len(r), 3) for k in (0, 1))]
        for lot, r in lots.items()
    }


def teach(args: argparse.Namespace) -> None:
    """What the teacher says of running news."""
    model = ActTeacher(args.mpnet).to(torch.bfloat16)
    model.load_state_dict(torch.load(args.out / "last.pt", weights_only=False)["model"])
    model.eval()
    tokenizer = load_tokenizer(args.mpnet)
    windows = load_news(args.news, args.kept, args.texts)[:: args.every]
    asked = [
        Asked(e.lot, *encode_cue(tokenizer, e.text, cue.start, cue.end), cue)
        for e in windows
        for cue in e.cues
    ]
    shares = iter(read_asked(model, asked))
    taught = []
    for e in windows:
        of_cues = [next(shares) for _ in e.cues]
        taught.append(
            replace(
                e,
                soft_acts=torch.stack([a for a, _ in of_cues]).half().numpy(),
                soft_stances=torch.stack([s for _, s in of_cues]).half().numpy(),
            )
        )
    (args.out / "taught.pkl").write_bytes(pickle.dumps(taught))
    log.info("%d windows, %d cues", len(taught), len(asked))


def sum_losses(acts: Tensor, stances: Tensor, batch: Sequence[ActExample]) -> Tensor:
    """By the label where there is one, else by the teacher's word."""
    targets = [torch.cat([target_of(e, names) for e in batch]) for names in (ACTS, STANCES)]
    act_loss, stance_loss = (
        -(shares * scores.log_softmax(-1)).sum(-1).mean()
        for shares, scores in zip(targets, (acts, stances), strict=True)
    )
    return act_loss + 0.5 * stance_loss


def target_of(example: ActExample, names: Sequence[str]) -> Tensor:
    """The shares of acts or stances that are wanted of each cue; a label leaves a little to all others."""
    soft = example.soft_acts if names is ACTS else example.soft_stances
    if soft is not None:
        return torch.from_numpy(soft).float()
    gold = [names.index(c.act if names is ACTS else c.stance) for c in example.cues]
    shares = torch.full((len(gold), len(names)), SMOOTH / len(names))
    shares[torch.arange(len(gold)), torch.tensor(gold)] += 1 - SMOOTH
    return shares


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("step", choices=("train", "teach"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mpnet", type=Path, required=True, help="folder of the teacher's base")
    parser.add_argument("--start", type=Path, help="the teacher goes on from this checkpoint")
    parser.add_argument("--news", type=Path, help="folder of the development data")
    parser.add_argument("--texts", type=int, default=1100, help="so many texts of running news")
    parser.add_argument("--kept", type=Path, default=Path("out/acts/windows"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--every", type=int, default=2, help="only one window of so many")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = read_arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    {"train": train_teacher, "teach": teach}[args.step](args)


if __name__ == "__main__":
    main()
