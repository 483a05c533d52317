"""Fit how the tagger's and the lexicon's word are weighed, on rows that the tagger has not learned from.

    python training/events/fit_weights.py --rows training/events/corpus --folds 5 --lexicon …/event-tagging.yaml

Comes in: labelled rows, the shipped event tagger, trained with a fold of them kept apart. Goes out: the fitted parts of
lexicons/event-tagging.yaml: how often each kind of the lexicon tells which type, how often the
rules' status is which (counted over all rows), and the weights of a log-linear mixture (fitted on the rows apart).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import yaml
from event_examples import UNKNOWN
from event_lessons import is_apart
from torch import Tensor

from sayso.config import Settings
from sayso.evaluate.event_rows import EventSentence, read_event_sentences
from sayso.extract.attribution.tagger import load_tagger, read_windows
from sayso.extract.events.event_tagger import WordScores, load_event_tagger, score_words
from sayso.extract.events.event_weights import (
    CLASSES,
    NOTHING,
    STATUSES,
    EventWeights,
    load_event_weights,
)
from sayso.extract.events.events import find_events
from sayso.extract.grammar.trees import Tree, head_of, read_tree
from sayso.flow import Pipeline, Stages, load_pipeline
from sayso.model import Status
from sayso.nlp.readings import read_parses

# The line in the lexicon below which everything is written anew.
FITTED = "# Fitted; written anew by training/events/fit_weights.py."
_TELLING = frozenset({"VERB", "NOUN", "ADJ"})
# A kind is held to tell its own type, or nothing, until it was met often enough.
_BELIEF = 3.0
_SPREAD = 0.4


class Recorder:
    """Stands where the tagger's scores stand and writes down what it is asked: the lexicon's word on each trigger."""

    # It says nothing, so it is sure of no event either.
    is_eventful = False

    def __init__(self, weights: EventWeights) -> None:
        self.weights = weights
        self.scores: dict[int, WordScores] = {}
        self.told: list[tuple[tuple[int, ...], str]] = []
        self.ruled: dict[int, Status] = {}

    def asked(self, tokens: Iterable[int]) -> Recorder:
        """Whatever sentences are asked about, the lexicon's word is written down."""
        return self

    def weigh_type(self, tokens: Iterable[int], told: str) -> None:
        self.told.append((tuple(tokens), told))

    def weigh_status(self, token: int, ruled: Status) -> Status:
        self.ruled[token] = ruled
        return ruled


@dataclass
class Row:
    """What the lexicon says of a row: positions of its words in the text, and what each is told to be."""

    name: str
    told: list[tuple[list[int], str, int]]  # places of the words, kind, gold class
    ruled: list[tuple[int, Status, int]]  # place of the word, the rules' status, gold status
    words: dict[int, int]  # place of any other word that may tell an event → gold class
    scores: dict[
        int, WordScores
    ]  # place of a word → what the tagger says of it; of rows apart only


def read_rows(
    pipeline: Pipeline, sentences: Sequence[EventSentence], folds: int, fold: int
) -> list[Row]:
    rows = []
    weights = load_event_weights()
    tagger = load_event_tagger()
    readings = read_parses(pipeline.parser, [s.document for s in sentences])
    for sentence, reading in zip(sentences, readings, strict=True):
        recorder = Recorder(weights)
        stages = Stages(pipeline, reading)
        findings = stages.find_all()
        find_events(reading, findings, pipeline.events, recorder.asked)
        places = {t.i: t.idx for t in reading.doc}
        told = [
            (
                [places[t] for t in tokens],
                key,
                gold_class(sentence, [reading.doc[t] for t in tokens]),
            )
            for tokens, key in recorder.told
        ]
        ruled = [
            (places[t], status, gold_status(sentence, reading.doc[t]))
            for t, status in recorder.ruled.items()
        ]
        taken = {t for tokens, _ in recorder.told for t in tokens}
        tree = read_tree(reading)
        rest = {t for event in sentence.events for t in rest_of(tree, *event.trigger)}
        words = {
            t.idx: gold_class(sentence, [t])
            for t in reading.doc
            if t.pos_ in _TELLING and t.i not in taken and t.i not in rest
        }
        scores = {}
        if is_apart(sentence.id, folds, fold) and pipeline.tagger is not None:
            windows = read_windows(reading, pipeline.tagger)
            scores = {places[t]: s for t, s in score_words(tagger, windows, tree).items()}
        rows.append(Row(sentence.id, told, ruled, words, scores))
    return rows


def rest_of(tree: Tree, start: int, end: int) -> list[int]:
    """The words of a trigger beside its head: whether they tell it nobody asks."""
    tokens = [t for t in range(len(tree)) if tree.starts[t] < end and tree.ends[t] > start]
    return [t for t in tokens if t != head_of(tree, tokens)]


def gold_class(sentence: EventSentence, tokens: Sequence) -> int:
    for event in sentence.events:
        start, end = event.trigger
        if any(t.idx < end and t.idx + len(t) > start for t in tokens):
            return CLASSES.index(event.type)
    return 0


def gold_status(sentence: EventSentence, token) -> int:
    for event in sentence.events:
        start, end = event.trigger
        if token.idx < end and token.idx + len(token) > start:
            if sentence.document.published is not None and event.status == "historical":
                return UNKNOWN
            return STATUSES.index(event.status)
    return UNKNOWN


def count_told(rows: Sequence[Row], own: dict[str, str]) -> dict[str, dict[str, float]]:
    """Kind → type → share, smoothed towards the kind's own type and nothing.

    Of a word that the lexicon does not know it cannot tell the type: all are as likely, else the commonest would win.
    """
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        for _, key, gold in row.told:
            counts[key][gold] += 1
        counts[NOTHING].update(row.words.values())
    table = {}
    for key in sorted({*own, *counts}):
        seen = counts[key]
        prior = np.full(len(CLASSES), _SPREAD / len(CLASSES))
        if key in own:
            prior[CLASSES.index(own[key])] += _BELIEF * 0.7
            prior[0] += _BELIEF * 0.3
        shares = prior + np.array([seen[c] for c in range(len(CLASSES))])
        shares /= shares.sum()
        table[key] = {
            c: round(float(s), 4) for c, s in zip(CLASSES, shares, strict=True) if s >= 0.01
        }
    none = table[NOTHING][NOTHING]
    table[NOTHING] = {c: round((1 - none) / (len(CLASSES) - 1), 4) for c in CLASSES[1:]} | {
        NOTHING: none
    }
    return table


def count_ruled(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    table = {}
    for status in STATUSES:
        shares = np.full(len(STATUSES), 0.3)
        shares[STATUSES.index(status)] += 2
        for row in rows:
            for _, ruled, gold in row.ruled:
                if ruled == status and gold != UNKNOWN:
                    shares[gold] += 1
        shares /= shares.sum()
        table[status] = {s: round(float(v), 3) for s, v in zip(STATUSES, shares, strict=True)}
    return table


def logs(table: dict[str, dict[str, float]], key: str, names: Sequence[str]) -> np.ndarray:
    return np.log(np.array([table[key].get(n, 3e-3) for n in names], dtype=np.float32))


def type_items(
    rows: Sequence[Row], table: dict
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The tagger's scores, the lexicon's, the gold class of each trigger and other word, its sentence's log-odds."""
    net, told, gold, texts = [], [], [], []
    most = load_event_weights().told_most
    for row in rows:
        asked = [(places, key, wanted) for places, key, wanted in row.told if key in table]
        asked += [([place], NOTHING, wanted) for place, wanted in row.words.items()]
        for places, key, wanted in asked:
            known = [row.scores[p] for p in places if p in row.scores]
            if known:
                surest = min(known, key=lambda s: s.types[0])
                net.append(surest.types)
                told.append(logs(table, key, CLASSES))
                gold.append(wanted)
                texts.append(min(surest.told, most))
    return np.array(net), np.array(told), np.array(gold), np.array(texts, dtype=np.float32)


def status_items(rows: Sequence[Row], table: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    net, told, gold = [], [], []
    for row in rows:
        for place, ruled, wanted in row.ruled:
            if wanted != UNKNOWN and place in row.scores:
                net.append(row.scores[place].statuses)
                told.append(logs(table, ruled, STATUSES))
                gold.append(wanted)
    return np.array(net), np.array(told), np.array(gold)


def fit(
    net: np.ndarray,
    told: np.ndarray,
    gold: np.ndarray,
    texts: np.ndarray | None = None,
    tie: float = 0.02,
) -> tuple[list[float], list[float], dict]:
    """Weights and biases of the mixture of greatest likelihood, the biases held a little towards none.

    `texts`: log-odds of the sentences, that count for all classes but the first; without them the third weight is idle.
    """
    x, y, wanted = torch.tensor(net), torch.tensor(told), torch.tensor(gold)
    of_text = torch.zeros_like(x)
    if texts is not None:
        of_text[:, 1:] = torch.tensor(texts)[:, None]
    weights = torch.tensor([0.7, 0.5, 0.3], requires_grad=True)
    bias = torch.zeros(x.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=200)

    def loss() -> Tensor:
        optimizer.zero_grad()
        mixed = weights[0] * x + weights[1] * y + weights[2] * of_text + bias
        value = torch.nn.functional.cross_entropy(mixed, wanted) + tie * (bias**2).mean()
        value.backward()
        return value

    optimizer.step(loss)
    with torch.no_grad():
        mixed = weights[0] * x + weights[1] * y + weights[2] * of_text + bias
    right = {
        "net": float((x.argmax(1) == wanted).float().mean()),
        "told": float((y.argmax(1) == wanted).float().mean()),
        "both": float((mixed.argmax(1) == wanted).float().mean()),
        "n": len(gold),
    }
    return weights.tolist(), bias.tolist(), right


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5, help="one row of so many was kept apart")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--lexicon", type=Path, required=True, help="lexicons/event-tagging.yaml")
    args = parser.parse_args()
    sentences = [s for path in sorted(args.rows.glob("*.yaml")) for s in read_event_sentences(path)]
    plain = load_pipeline(Settings(attribution="fast"))
    pipeline = replace(plain, tagger=load_tagger("balanced"))
    rows = read_rows(pipeline, sentences, args.folds, args.fold)
    own = {kind.name: kind.type for kind in pipeline.events.kinds.values()}
    apart = [r for r in rows if is_apart(r.name, args.folds, args.fold)]
    others = [r for r in rows if not is_apart(r.name, args.folds, args.fold)]
    type_fit = fit(*type_items(apart, count_told(others, own)))
    status_fit = fit(*status_items(apart, count_ruled(others)))
    told = count_told(rows, own)
    fitted = {
        "type_weights": [round(v, 3) for v in type_fit[0][:2]],
        "told_weight": round(type_fit[0][2], 3),
        "status_weights": [round(v, 3) for v in status_fit[0][:2]],
        "type_bias": {c: round(v, 2) for c, v in zip(CLASSES, type_fit[1], strict=True)},
        "status_bias": {s: round(v, 2) for s, v in zip(STATUSES, status_fit[1], strict=True)},
    }
    lines = [f"{name}: {flow(value)}" for name, value in fitted.items()]
    lines += ["told:", *(f"  {flow(key)}: {flow(row)}" for key, row in told.items())]
    lines += ["ruled:", *(f"  {key}: {flow(row)}" for key, row in count_ruled(rows).items())]
    head = args.lexicon.read_text("utf-8").partition(FITTED)[0]
    args.lexicon.write_text(head + FITTED + "\n" + "\n".join(lines) + "\n", "utf-8")
    print(json.dumps({"types": type_fit[2], "statuses": status_fit[2]}))


def flow(value: object) -> str:
    return (
        yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True)
        .replace("\n...", "")
        .strip()
    )


if __name__ == "__main__":
    main()
