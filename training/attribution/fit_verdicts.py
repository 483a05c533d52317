"""Fit the verdicts on cues: which of the tagger's candidates are cues (extract/attribution/cue_verdicts.py).

    PYTHONPATH=src python training/attribution/fit_verdicts.py GOLD [KEPT.npz]

Comes in: PolNeAR's training part and the development parts of our own sentences, read with the tagger of the balanced
setting: for each candidate its signs, and whether an annotated cue shares a token with it. Goes out: small trees,
boosted on the logistic loss (Friedman 2001). The tagger has learned from both and is surer there than elsewhere: its
scores on the training part are first mapped to what they would be on the development part (on both, the odds of being
a cue are a line over the score's). Nothing else is taken from that part: printed is how trees and the bare score do
on it. No chance but the seed. numpy alone; KEPT is a file for the signs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from examples import read_own_sentences
from numpy.typing import NDArray

from sayso.config import Settings
from sayso.evaluate.attribution_scores import GoldArticle, article_document, read_polnear
from sayso.extract.attribution.cue_verdicts import (
    SCORES,
    SIGNS,
    VerdictWeights,
    add_trees,
    read_cue_signs,
)
from sayso.extract.attribution.tagger import (
    Tagger,
    answer_candidates,
    find_asked,
    load_tagger,
    read_windows,
)
from sayso.extract.grammar.trees import Tree, read_tree
from sayso.flow import load_pipeline
from sayso.nlp.readings import read_parses

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "sayso" / "weights" / "attribution"
SENTENCES = ROOT / "tests" / "sentences"
TREES, DEPTH, RATE, BINS = 250, 4, 0.06, 32
# What a leaf's odds are drawn to 0 by, and the least weight (of p · (1 − p)) on either side of a cut.
RIDGE, LEAST_WEIGHT = 5.0, 15.0
# What share of candidates and of signs each tree sees.
ROWS, COLUMNS = 0.7, 0.5
PARTS = ("train", "dev", "own")
# How much a candidate of our own sentences counts beside one of an article.
OWN_WEIGHT = 2.0
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Signs, and whether each candidate is a cue.
Rows = tuple[Floats, Floats]


def read_rows(golds: Sequence[GoldArticle], tagger: Tagger) -> Rows:
    """The candidates of some articles."""
    pipeline = load_pipeline(Settings(attribution="fast"))
    signs, right = [np.zeros((0, len(SIGNS)))], [np.zeros(0)]
    for start in range(0, len(golds), 32):
        some = golds[start : start + 32]
        documents = [article_document(gold) for gold in some]
        pipeline.parser.meet(documents)
        with pipeline.parser.nlp.memory_zone():
            readings = read_parses(pipeline.parser, documents)
            for gold, reading in zip(some, readings, strict=True):
                windows, tree = read_windows(reading, tagger), read_tree(reading)
                asked = list(find_asked(tagger, windows))
                if not asked:
                    continue
                answers = answer_candidates(tagger, windows, asked)
                candidates = [candidate for _, candidate in asked]
                tags = [windows[n].tags for n, _ in asked]
                signs.append(read_cue_signs(tree, candidates, tags, answers).astype(np.float64))
                cues = _cue_tokens(tree, gold)
                is_cue = [bool(cues & {*c.window.tokens[c.cue].tolist()}) for c in candidates]
                right.append(np.array(is_cue, dtype=np.float64))
    return np.vstack(signs), np.concatenate(right)


def _cue_tokens(tree: Tree, gold: GoldArticle) -> set[int]:
    starts, ends = np.array(tree.starts), np.array(tree.ends)
    return {
        int(t)
        for roles in gold.attributions
        for start, end in roles["cue"]
        for t in np.nonzero((starts < end) & (ends > start))[0]
    }


def load_rows(gold: Path, tagger: Tagger, kept: Path | None) -> dict[str, Rows]:
    """The candidates of the three parts, from the kept file if it is there."""
    if kept is not None and kept.exists():
        with np.load(kept) as file:
            return {part: (file[f"{part}0"], file[f"{part}1"]) for part in PARTS}
    rows = {part: read_rows(read_polnear(gold / part), tagger) for part in ("train", "dev")}
    own = read_own_sentences(sorted(SENTENCES.glob("attributions_dev_*.yaml")))
    rows["own"] = read_rows(own, tagger)
    if kept is not None:
        np.savez(kept, **{f"{part}{n}": rows[part][n] for part in rows for n in range(2)})
    return rows


def as_unseen(train: Rows, dev: Rows) -> Floats:
    """The signs of the training part with its scores as they would be had the tagger not learned from it."""
    signs = train[0].copy()
    score = SIGNS.index("score")
    slope, bias = fit_line(train[0][:, score], train[1])
    slope_unseen, bias_unseen = fit_line(dev[0][:, score], dev[1])
    for name in SCORES:
        column = SIGNS.index(name)
        signs[:, column] = (slope * signs[:, column] + bias - bias_unseen) / slope_unseen
    return signs


def fit_line(odds: Floats, right: Floats) -> tuple[float, float]:
    """Logistic regression on one number (Newton): slope and bias."""
    inputs, weights = np.stack([odds, np.ones_like(odds)], 1), np.zeros(2)
    for _ in range(20):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        curve = (inputs * (likely * (1 - likely))[:, None]).T @ inputs
        weights += np.linalg.solve(curve, inputs.T @ (right - likely))
    return float(weights[0]), float(weights[1])


def fit(signs: Floats, right: Floats, counts: Floats) -> VerdictWeights:
    """Boost trees on the logistic loss."""
    chance = np.random.default_rng(0)
    edges = [np.unique(np.quantile(c, np.linspace(0, 1, BINS + 1)[1:-1])) for c in signs.T]
    bins = np.stack([np.searchsorted(e, c) for e, c in zip(edges, signs.T, strict=True)], 1)
    start = float(np.log(right.mean() / (1 - right.mean())))
    odds, inner = np.full(len(right), start), 2**DEPTH - 1
    asks, cuts = np.zeros((TREES, inner), np.int64), np.full((TREES, inner), np.inf)
    leaves = np.zeros((TREES, inner + 1))
    for n in range(TREES):
        likely = 1 / (1 + np.exp(-odds))
        slope, curve = (right - likely) * counts, likely * (1 - likely) * counts
        seen = chance.random(len(right)) < ROWS
        columns = np.sort(chance.permutation(len(SIGNS))[: int(len(SIGNS) * COLUMNS)])
        node = np.zeros(len(right), np.int64)
        for level in range(DEPTH):
            first = 2**level - 1
            of_level = [a[seen] for a in (node - first, slope, curve, bins)]
            for place, (sign, cut) in enumerate(_best_cuts(*of_level, columns, 2**level), first):
                if cut >= 0:
                    asks[n, place], cuts[n, place] = sign, edges[sign][cut]
            node = 2 * node + 1 + (signs[np.arange(len(node)), asks[n, node]] > cuts[n, node])
        node -= inner
        pull = np.bincount(node[seen], slope[seen], inner + 1)
        leaves[n] = RATE * pull / (np.bincount(node[seen], curve[seen], inner + 1) + RIDGE)
        odds += leaves[n, node]
    return VerdictWeights(asks, cuts.astype(np.float32), leaves.astype(np.float32), start)


def _best_cuts(
    node: Ints, slope: Floats, curve: Floats, bins: Ints, columns: Ints, nodes: int
) -> list[tuple[int, int]]:
    """For each node of a level the sign and the bin up to which a row goes left; −1 where no cut is worth it."""
    width = len(columns)
    flat = ((node[:, None] * width + np.arange(width)) * BINS + bins[:, columns]).ravel()
    size, shape = nodes * width * BINS, (nodes, width, BINS)
    pulls = np.bincount(flat, np.repeat(slope, width), size).reshape(shape)
    weights = np.bincount(flat, np.repeat(curve, width), size).reshape(shape)
    left, left_weight = pulls.cumsum(2)[..., :-1], weights.cumsum(2)[..., :-1]
    whole, whole_weight = pulls.sum(2)[..., None], weights.sum(2)[..., None]
    right, right_weight = whole - left, whole_weight - left_weight
    gain = left**2 / (left_weight + RIDGE) + right**2 / (right_weight + RIDGE)
    gain -= whole**2 / (whole_weight + RIDGE)
    gain[(left_weight < LEAST_WEIGHT) | (right_weight < LEAST_WEIGHT)] = -1
    best = gain.reshape(nodes, -1).argmax(1)
    return [
        (int(columns[b // (BINS - 1)]), int(b % (BINS - 1)) if gain[n].flat[b] > 0 else -1)
        for n, b in enumerate(best)
    ]


def score(odds: Floats, right: Floats, golds: int) -> dict[str, float]:
    """How far off the shares are (nats), and F1 of cues at each threshold; those never asked about count as lost."""
    likely = np.clip(1 / (1 + np.exp(-odds)), 1e-9, 1 - 1e-9)
    loss = -np.mean(np.where(right > 0, np.log(likely), np.log(1 - likely)))
    row = {"loss": float(loss)}
    for least in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        taken = likely >= least
        row[f"F1 from {least}"] = 2 * (taken & (right > 0)).sum() / (taken.sum() + golds)
    return {name: round(float(value), 4) for name, value in row.items()}


def write_weights(weights: VerdictWeights, path: Path) -> None:
    np.savez_compressed(
        path,
        asks=weights.asks.astype(np.uint8),
        cuts=weights.cuts.astype(np.float32),
        leaves=weights.leaves.astype(np.float16),
        start=np.float32(weights.start),
    )


def main(gold: Path, kept: Path | None) -> None:
    rows = load_rows(gold, load_tagger("balanced"), kept)
    golds = sum(len(article.attributions) for article in read_polnear(gold / "dev"))
    print(json.dumps({part: len(found[1]) for part, found in rows.items()}), flush=True)
    weights = fit(
        np.vstack([as_unseen(rows["train"], rows["dev"]), rows["own"][0]]),
        np.concatenate([rows["train"][1], rows["own"][1]]),
        np.repeat([1.0, OWN_WEIGHT], [len(rows["train"][1]), len(rows["own"][1])]),
    )
    signs, right = rows["dev"]
    for name, odds in (
        ("score", signs[:, SIGNS.index("score")]),
        ("all", add_trees(signs.astype(np.float32), weights)),
    ):
        print(json.dumps({"signs": name} | score(odds, right, golds)), flush=True)
    write_weights(weights, WEIGHTS / "verdicts-balanced.npz")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
