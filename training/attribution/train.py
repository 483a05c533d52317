"""Train the attribution tagger: MiniLM-L6 on PolNeAR's training part.

    python training/attribution/train.py --gold ../shared/data/attribution --base MODEL_DIR --out out/attribution/seed1

Comes in: annotated articles and MiniLM's weights. Goes out: a checkpoint after every epoch and a line of scores on the
development part for each. Run it again and it goes on from the last checkpoint. Seeded; one thread unless told.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from examples import UNKNOWN, Example, load_articles, make_articles, read_own_sentences
from network import Network, Shape, load_base
from predict import score_articles
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from sayso.extract.attribution.cue_branches import (
    CONTENT,
    CUE,
    SOURCE,
    Candidate,
    Thresholds,
    find_candidates,
    make_candidate,
)

log = logging.getLogger("train")
SIZE = 128


class Average:
    """A running average of the weights: what is scored and kept (Polyak & Juditsky 1992)."""

    def __init__(self, network: Network, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.state = {k: v.detach().clone() for k, v in network.state_dict().items()}

    def update(self, network: Network) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, value in network.state_dict().items():
            self.state[name].lerp_(value.detach(), 1 - decay)


def make_batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of windows of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.window.ids) + rng.random() * 12)
    batches = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches


def stack(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """ids, features, mask, tags of a batch, padded."""
    length = max(len(e.window.ids) for e in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    features = torch.zeros(len(batch), length, batch[0].window.features.shape[1], dtype=torch.long)
    mask = torch.zeros(len(batch), length)
    tags = torch.full((len(batch), length), UNKNOWN)
    for n, example in enumerate(batch):
        size = len(example.window.ids)
        ids[n, :size] = torch.from_numpy(example.window.ids)
        features[n, :size] = torch.from_numpy(example.window.features)
        mask[n, :size] = 1
        tags[n, :size] = torch.from_numpy(example.tags)
    return ids, features, mask, tags


def hide_words(ids: Tensor, share: float, masked: int, generator: torch.Generator) -> Tensor:
    """Some pieces masked, so that names and topics count less than the words around them."""
    hidden = (torch.rand(ids.shape, generator=generator) < share) & (ids > 999)
    return torch.where(hidden, masked, ids)


def batch_loss(
    network: Network,
    batch: Sequence[Example],
    limits: Thresholds,
    args: argparse.Namespace,
    rng: random.Random,
    generator: torch.Generator,
) -> dict[str, Tensor]:
    ids, features, mask, tags = stack(batch)
    middle, top = network.encode(hide_words(ids, args.hide, 103, generator), features, mask)
    logits = network.tag(top).float()
    losses = {
        "tags": nn.functional.cross_entropy(
            logits.flatten(0, 1), tags.flatten(), ignore_index=UNKNOWN
        )
    }
    chances = logits.detach().softmax(-1).numpy()
    asked = [pick_cues(example, chances[n], limits, rng) for n, example in enumerate(batch)]
    losses["pointer"] = pointer_loss(network, top, batch, asked)
    roles, verdicts = branch_losses(network, middle, batch, asked)
    return losses | {"roles": roles, "verdicts": verdicts}


# A cue to be followed: the pieces that are marked, and the number of the gold attribution, if it is one.
Asked = tuple[Candidate, int | None]


def pick_cues(
    example: Example, chances: np.ndarray, limits: Thresholds, rng: random.Random
) -> list[Asked]:
    """The gold cues, marked as annotated or as the tagger sees them, and what the tagger wrongly takes for one."""
    found = find_candidates(example.window, chances[: len(example.window.ids)], limits)
    asked: list[Asked] = []
    used: set[int] = set()
    for n, gold in enumerate(example.golds):
        touching = [c for c in found if set(c.cue) & set(gold.cue)]
        used.update(id(c) for c in touching)
        if touching and rng.random() < 0.5:
            asked.append((touching[0], n))
        else:
            asked.append((make_candidate(example.window, gold.cue, 1.0, limits), n))
    wrong = sorted((c for c in found if id(c) not in used), key=lambda c: -c.score)
    return asked + [(c, None) for c in wrong[: len(example.golds) // 2 + 1]]


def pointer_loss(
    network: Network, top: Tensor, batch: Sequence[Example], asked: Sequence[list[Asked]]
) -> Tensor:
    """Each token of a source or content points to its cue, the others to nothing."""
    asks, cues = network.point(top)
    losses = []
    for n, example in enumerate(batch):
        if not asked[n]:
            continue
        heads = torch.tensor([int(c.cue.min()) for c, _ in asked[n]])
        firsts = torch.from_numpy(example.window.firsts)
        keys = torch.cat([cues[n, heads], network.nothing[None].to(cues.dtype)])
        scores = (asks[n, firsts] @ keys.T).float() / asks.shape[-1] ** 0.5
        wanted = np.full(len(example.window.ids), len(asked[n]))
        for m, (_, gold) in enumerate(asked[n]):
            if gold is not None:
                for role in (SOURCE, CONTENT):
                    wanted[example.golds[gold].owned[role]] = m
        losses.append(
            nn.functional.cross_entropy(scores, torch.from_numpy(wanted[example.window.firsts]))
        )
    return torch.stack(losses).mean() if losses else top.sum() * 0


def branch_losses(
    network: Network, middle: Tensor, batch: Sequence[Example], asked: Sequence[list[Asked]]
) -> tuple[Tensor, Tensor]:
    """The branch names source, cue and content of the cue it follows, and whether it is one."""
    every = [(n, c, gold) for n, cues in enumerate(asked) for c, gold in cues]
    if not every:
        return middle.sum() * 0, middle.sum() * 0
    order = sorted(range(len(every)), key=lambda k: every[k][1].end - every[k][1].start)
    role_losses, verdict_losses = [], []
    for share in np.array_split(np.array(order), min(4, len(order))):
        roles, verdicts = _branch_losses(network, middle, batch, [every[k] for k in share])
        role_losses.append(roles)
        verdict_losses.append(verdicts)
    known = sum(c.end - c.start for _, c, _ in every)
    return torch.stack(role_losses).sum() / known, torch.stack(verdict_losses).sum() / len(every)


def _branch_losses(
    network: Network,
    middle: Tensor,
    batch: Sequence[Example],
    every: Sequence[tuple[int, Candidate, int | None]],
) -> tuple[Tensor, Tensor]:
    """Summed losses of cues whose stretches are of like length."""
    length = max(c.end - c.start for _, c, _ in every)
    places = torch.zeros(len(every), length, dtype=torch.long)
    marks = torch.zeros(len(every), length, dtype=torch.long)
    mask = torch.zeros(len(every), length)
    wanted = torch.full((len(every), length), UNKNOWN)
    for k, (n, c, gold) in enumerate(every):
        size = c.end - c.start
        places[k, :size] = torch.arange(c.start, c.end) + n * middle.shape[1]
        marks[k, torch.from_numpy(c.marked)] = 1
        mask[k, :size] = 1
        tags = batch[n].tags
        row = np.where(tags == UNKNOWN, UNKNOWN, 0)
        if gold is not None:
            for role in (SOURCE, CONTENT, CUE):
                row[batch[n].golds[gold].owned[role]] = role
        wanted[k, :size] = torch.from_numpy(row[c.start : c.end])
    sliced = middle.flatten(0, 1)[places.flatten()].view(len(every), length, -1)
    logits, verdicts = network.follow(sliced, marks, mask)
    truth = torch.tensor([float(gold is not None) for _, _, gold in every])
    return (
        nn.functional.cross_entropy(
            logits.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN, reduction="sum"
        ),
        nn.functional.binary_cross_entropy_with_logits(verdicts.float(), truth, reduction="sum"),
    )


def make_optimizer(network: Network, args: argparse.Namespace) -> torch.optim.Optimizer:
    """AdamW; what starts from nothing learns faster than what was trained before."""
    fresh = ("features", "mark", "tags", "asks", "cues", "nothing", "owned", "verdict")
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        plain = parameter.ndim < 2 or "norm" in name
        groups.setdefault((name.startswith(fresh), plain), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": args.rate * (args.fresh if is_fresh else 1),
                "weight_decay": 0.0 if plain else 0.01,
            }
            for (is_fresh, plain), parameters in groups.items()
        ],
        fused=True,
    )


def slope(step: int, steps: int, warm: float = 0.06) -> float:
    """Linear warming up, then linear cooling down."""
    if step < steps * warm:
        return (step + 1) / (steps * warm)
    return max(0.0, (steps - step) / (steps * (1 - warm)))


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    generator = torch.Generator().manual_seed(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(Path(args.base))
    kept = Path(args.kept or out)
    articles = load_articles(Path(args.gold) / "train", kept / "train.pkl", tokenizer, SIZE)
    development = load_articles(Path(args.gold) / "dev", kept / "dev.pkl", tokenizer, SIZE)
    articles = random.Random(args.seed).sample(articles, int(len(articles) * args.share))
    examples = [e for article in articles for e in article.examples]
    own = make_articles(read_own_sentences(args.sentences), tokenizer, SIZE)
    examples += args.repeat * [e for article in own for e in article.examples]
    network = Network(Shape(branch_at=args.branch_at, branch_layers=args.branch_layers))
    load_base(network, load_file(Path(args.base) / "model.safetensors"))
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=False)["average"])
    optimizer = make_optimizer(network, args)
    average = Average(network, args.decay)
    steps = args.epochs * -(-len(examples) // args.batch)
    # Weak candidates too: the branch learns from what the tagger wrongly takes for a cue.
    limits = Thresholds(asked=0.12)
    step = start = 0
    last = out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average.state, average.steps = state["average"], state["average_steps"]
        step, start = state["step"], state["epoch"]
        rng.setstate(state["rng"])
        generator.set_state(state["generator"])
    for epoch in range(start, args.epochs):
        begun, cpu = time.time(), time.process_time()
        sums: Counter[str] = Counter()
        network.train()
        for n, batch in enumerate(make_batches(examples, args.batch, rng)):
            for group in optimizer.param_groups:
                group.setdefault("peak", group["lr"])
                group["lr"] = group["peak"] * slope(step, steps)
            with torch.autocast("cpu", torch.bfloat16, enabled=not args.plain):
                losses = batch_loss(network, batch, limits, args, rng, generator)
            loss = (
                losses["tags"]
                + 0.5 * losses["pointer"]
                + losses["roles"]
                + 0.3 * losses["verdicts"]
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.update(network)
            step += 1
            sums.update({k: float(v.detach()) for k, v in losses.items()} | {"n": 1})
            if n % 50 == 49:
                log.info(
                    "epoch %d step %d %s %.0f s", epoch + 1, step, _means(sums), time.time() - begun
                )
        line = {"epoch": epoch + 1, "losses": _means(sums), "seconds": time.time() - begun}
        line["cpu"] = time.process_time() - cpu
        scored = Network(network.shape)
        scored.load_state_dict(average.state)
        line |= score_articles(scored.eval(), development[:: args.every], limits)
        with (out / "scores.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        log.info("%s", json.dumps(line))
        torch.save(
            {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average.state,
                "average_steps": average.steps,
                "step": step,
                "epoch": epoch + 1,
                "rng": rng.getstate(),
                "generator": generator.get_state(),
                "args": vars(args),
            },
            last.with_suffix(".part"),
        )
        last.with_suffix(".part").rename(last)


def _means(sums: Counter[str]) -> dict[str, float]:
    return {k: round(v / sums["n"], 4) for k, v in sums.items() if k != "n"}


def load_tokenizer(base: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--gold", required=True, help="folder with train/ and dev/ of PolNeAR")
    parser.add_argument(
        "--base", required=True, help="folder with MiniLM's model.safetensors and tokenizer.json"
    )
    parser.add_argument("--out", required=True)
    parser.add_argument("--kept", help="folder of the parsed examples (default: --out)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--fresh", type=float, default=5.0)
    parser.add_argument("--decay", type=float, default=0.996)
    parser.add_argument("--hide", type=float, default=0.05)
    parser.add_argument(
        "--start", type=Path, help="go on from the averaged weights of this checkpoint"
    )
    parser.add_argument(
        "--sentences", type=Path, nargs="*", default=[], help="our own labelled sentences, too"
    )
    parser.add_argument("--repeat", type=int, default=3, help="how often each of these is seen")
    parser.add_argument("--share", type=float, default=1.0, help="share of the training articles")
    parser.add_argument("--branch-at", type=int, default=3)
    parser.add_argument("--branch-layers", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, help="score every n-th development article")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="no bfloat16")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_arguments())
