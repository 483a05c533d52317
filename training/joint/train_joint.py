"""Train what is shipped: the attribution tagger and both branches on one trunk, all three at once.

    python training/joint/train_joint.py --gold ../shared/data/attribution --base MODEL_DIR \\
        --start out/attribution/seed1/second/last.pt --event-news out/events/taught1.pkl \\
        --act-news out/acts/teacher1/taught.pkl --kept out --out out/joint/seed1

Comes in: an attribution tagger that has learned from PolNeAR, annotated articles, our own labelled sentences, running
news that the teachers have read. Goes out after every round: a checkpoint, one file for each network as the exporters
take them, a line of scores on what was kept apart. Run it again and it goes on from the last round. Seeded, one thread.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import pickle
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import train as attribution_training
from act_windows import ActExample
from act_windows import load_file as load_acts
from event_examples import Example, group_by_window, load_examples
from event_lessons import find_telling, first_ways, is_apart, losses_of, score, unlabelled
from event_network import EventBranch
from examples import Example as Annotated
from examples import load_articles, make_articles, read_own_sentences
from joint_network import Joint, cut_tail
from network import Network, Shape
from predict import score_articles
from safetensors.torch import load_file
from teacher_epochs import slope
from torch import Tensor, nn
from train_act_teacher import APART, LOTS, count_right, sum_losses

from sayso.extract.attribution.cue_branches import Thresholds

log = logging.getLogger("train")
ROOT = Path(__file__).parents[2]
# Our own sentences that the tagger learns from, too; no act is kept apart in them.
OWN = [ROOT / f"tests/sentences/attributions_dev_{part}.yaml" for part in "ab"]
# How many pieces a batch of a branch has at most.
PIECES = 1600
# Weak candidates too: the branch for one cue learns from what the tagger wrongly takes for a cue.
LIMITS = Thresholds(asked=0.12)
FRESH = "events.types events.statuses events.told acts.acts acts.stances acts.mark".split()


def make_optimizer(model: Joint, args: argparse.Namespace) -> torch.optim.AdamW:
    """AdamW; the tagger has learned before, the branches have not, and their classifiers start from nothing."""
    groups: dict[tuple[float, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        rate = args.rate if name.startswith("tagger.") else args.branch_rate
        if any(name.startswith(f) for f in FRESH):
            rate *= 5
        plain = parameter.ndim < 2 or "norm" in name
        groups.setdefault((rate, plain), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": ps, "lr": 0.0, "peak": rate, "weight_decay": 0.0 if plain else 0.01}
            for (rate, plain), ps in groups.items()
        ],
        fused=True,
    )


def pack(
    groups: Sequence[list[Any]], lengths: Sequence[int], rng: random.Random
) -> list[list[Any]]:
    """Batches of groups of like length, so many that PIECES are not passed."""
    order = sorted(range(len(groups)), key=lambda n: lengths[n] + rng.random() * 8)
    batches: list[list[Any]] = []
    filled = PIECES
    for n in order:
        if filled + lengths[n] > PIECES:
            batches.append([])
            filled = 0
        batches[-1] += groups[n]
        filled += lengths[n]
    return batches


class Lessons:
    """All that is learned from, and the batches of a round."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.rng = random.Random(args.seed)
        base = Path(args.base)
        tokenizer = attribution_training.load_tokenizer(base)
        size, kept = attribution_training.SIZE, args.kept / "attribution"
        articles = load_articles(args.gold / "train", kept / "train.pkl", tokenizer, size)
        own = make_articles(read_own_sentences(OWN), tokenizer, size)
        self.annotated: list[Annotated] = [e for a in articles for e in a.examples]
        self.annotated += 3 * [e for a in own for e in a.examples]
        self.articles = load_articles(args.gold / "dev", kept / "dev.pkl", tokenizer, size)
        events = load_examples(sorted(args.rows.glob("*.yaml")), args.kept / "events")
        self.tells = find_telling(events)
        learned = [e for e in events if not is_apart(e.row, args.folds, args.fold)]
        self.event_windows = group_by_window(learned)
        self.events_apart = first_ways(
            [e for e in events if is_apart(e.row, args.folds, args.fold)]
        )
        news: list[Example] = pickle.loads(args.event_news.read_bytes())
        self.event_news = group_by_window([unlabelled(e) for e in news])
        acts = [e for path in LOTS for e in load_acts(path, args.kept / "acts/windows")]
        self.acts = [e for e in acts if e.lot not in APART]
        self.acts_apart = [e for e in acts if e.lot in APART]
        self.act_news: list[ActExample] = pickle.loads(args.act_news.read_bytes())
        log.info(
            "windows: %d annotated, %d with events, %d of news; with acts %d, of news %d",
            *map(
                len, (self.annotated, self.event_windows, self.event_news, self.acts, self.act_news)
            ),
        )

    def make_round(self, number: int) -> list[tuple[str, list[Any]]]:
        """The batches of a round: a share of the articles, a share of the ways of the rows, some running news."""
        rng, args = self.rng, self.args
        order = list(self.annotated)
        random.Random(args.seed + 1).shuffle(order)
        # Each article is met args.passes times in all rounds together.
        share = order * math.ceil(args.passes)
        most = int(len(order) * args.passes)
        part = share[:most][number :: args.rounds]
        lessons: list[tuple[str, list[Any]]] = [
            ("attributions", b) for b in attribution_training.make_batches(part, 32, rng)
        ]
        rows = rng.sample(self.event_windows, int(len(self.event_windows) * args.share))
        news = rng.sample(self.event_news, min(len(self.event_news), args.news))
        for windows in (rows, news):
            lengths = [len(w[0].window.ids) for w in windows]
            lessons += [("events", b) for b in pack(windows, lengths, rng)]
        acts = self.acts + rng.sample(self.act_news, min(len(self.act_news), args.act_windows))
        lengths = [sum(end - start for _, start, end in cut_tail(e.windows)) for e in acts]
        lessons += [("acts", b) for b in pack([[e] for e in acts], lengths, rng)]
        rng.shuffle(lessons)
        return lessons


def lesson_loss(
    model: Joint, kind: str, batch: list[Any], lessons: Lessons, generator: torch.Generator
) -> dict[str, Tensor]:
    """The weighed losses of a batch, of whichever kind it is."""
    args = lessons.args
    if kind == "attributions":
        losses = attribution_training.batch_loss(
            model.tagger, batch, LIMITS, args, lessons.rng, generator
        )
        weights = {"tags": 1.0, "pointer": 0.5, "roles": 1.0, "verdicts": 0.3}
        return {name: weights[name] * loss for name, loss in losses.items()}
    if kind == "events":
        scores = model.read_events(batch, args.hide)
        losses = losses_of(scores, batch, lessons.tells, args.smooth)
        return {
            "types": losses["types"],
            "statuses": 0.3 * losses["statuses"],
            "told": 0.3 * losses["told"],
        }
    acts, stances = model.read_acts(batch, args.hide)
    return {"acts": args.act_weight * sum_losses(acts.float(), stances.float(), batch)}


@torch.inference_mode()
def score_all(model: Joint, lessons: Lessons, every: int) -> dict[str, Any]:
    """The measures of each network on what was kept apart."""
    line: dict[str, Any] = score_articles(model.tagger, lessons.articles[::every], LIMITS)
    line["events"] = score(model.read_events, lessons.events_apart)
    pairs = [model.read_acts([e]) for e in lessons.acts_apart]
    line["acts"] = count_right(
        [(e.lot, cue) for e in lessons.acts_apart for cue in e.cues],
        [row for acts, _ in pairs for row in acts],
        [row for _, stances in pairs for row in stances],
    )
    return line


def write_checkpoints(model: Joint, out: Path) -> None:
    """One file for each network, as the exporters read them."""
    shape = model.tagger.shape
    own = {"branch_at": shape.branch_at, "branch_layers": shape.branch_layers}
    torch.save({"average": model.tagger.state_dict(), "args": own}, out / "attribution.pt")
    branch: EventBranch = model.events
    made = {"layers": branch.shape.layers}
    torch.save({"model": branch.state_dict(), "args": made}, out / "events.pt")
    torch.save({"model": model.acts.state_dict(), "args": made}, out / "acts.pt")


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    generator = torch.Generator().manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    lessons = Lessons(args)
    tagger = Network(Shape())
    tagger.load_state_dict(torch.load(args.start, weights_only=False)["average"])
    base = load_file(Path(args.base) / "model.safetensors")
    model = Joint(tagger, base)
    optimizer = make_optimizer(model, args)
    average = attribution_training.Average(model, args.decay)
    start, last = 0, args.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.state, average.steps = state["average"], state["average_steps"]
        start = state["round"]
        lessons.rng.setstate(state["rng"])
        generator.set_state(state["generator"])
        torch.set_rng_state(state["torch_rng"])
    for number in range(start, args.rounds):
        begun, cpu = time.time(), time.process_time()
        sums, counts = Counter[str](), Counter[str]()
        model.train()
        batches = lessons.make_round(number)
        for n, (kind, batch) in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * slope((number + n / len(batches)) / args.rounds)
            with torch.autocast("cpu", torch.bfloat16):
                losses = lesson_loss(model, kind, batch, lessons, generator)
            optimizer.zero_grad()
            torch.stack([loss.float() for loss in losses.values()]).sum().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            average.update(model)
            sums.update({k: float(v.detach()) for k, v in losses.items()})
            counts.update(losses.keys())
            if n % 100 == 99:
                log.info(
                    "round %d step %d of %d, %.0f s",
                    number + 1,
                    n + 1,
                    len(batches),
                    time.time() - begun,
                )
        line: dict[str, Any] = {"round": number + 1}
        line["losses"] = {k: round(v / counts[k], 4) for k, v in sums.items()}
        line |= {"seconds": round(time.time() - begun), "cpu": round(time.process_time() - cpu)}
        averaged = Joint(Network(Shape()), base)
        averaged.load_state_dict(average.state)
        write_checkpoints(averaged.eval(), args.out)
        state = {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "average": average.state,
            "average_steps": average.steps,
            "round": number + 1,
            "rng": lessons.rng.getstate(),
            "generator": generator.get_state(),
            "torch_rng": torch.get_rng_state(),
        }
        torch.save(state, last.with_suffix(".part"))
        last.with_suffix(".part").rename(last)
        line |= score_all(averaged, lessons, args.every)
        with (args.out / "scores.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        log.info("%s", json.dumps(line))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--gold", type=Path, required=True, help="folder with train/ and dev/ of PolNeAR"
    )
    parser.add_argument("--rows", type=Path, default=ROOT / "training/events/corpus")
    parser.add_argument("--base", required=True, help="folder with MiniLM")
    parser.add_argument(
        "--start", type=Path, required=True, help="the attribution tagger's checkpoint"
    )
    parser.add_argument(
        "--event-news", type=Path, required=True, help="what the event teacher wrote"
    )
    parser.add_argument("--act-news", type=Path, required=True, help="what the act teacher wrote")
    parser.add_argument("--kept", type=Path, default=Path("out"), help="folder of parsed examples")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument(
        "--passes", type=float, default=1.0, help="how often each article is met in all"
    )
    parser.add_argument(
        "--share", type=float, default=0.3, help="share of the rows' ways in a round"
    )
    parser.add_argument(
        "--news", type=int, default=1200, help="event windows of running news in a round"
    )
    parser.add_argument(
        "--act-windows", type=int, default=1200, help="act windows of running news in a round"
    )
    parser.add_argument("--act-weight", type=float, default=0.7)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--branch-rate", type=float, default=2.5e-4)
    parser.add_argument("--decay", type=float, default=0.998)
    parser.add_argument("--hide", type=float, default=0.05)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--every", type=int, default=3, help="score every n-th article")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_arguments())
