"""Fit the weights with which a match is taken for a toponym (`weights` in src/sayso/lexicons/place-words.yaml).

    python training/fit_place_weights.py FOLDER      prints the weights as YAML, for a person to look at and paste

FOLDER holds the development sets geo_gwn, geo_lgl, geo_trnews and geo_geovirus (JSON lines). Logistic regression
over the names that `evidence` gives, each set weighing the same, with a light ridge. Weights in FIXED are not
fitted: the contract decides them (names inside names are no places), or the sets hold too little war to tell.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sayso.extract.places.place_words import PlaceLexicon
from sayso.extract.places.places import load_place_lexicon
from sayso.extract.places.toponym_evidence import evidence
from sayso.extract.places.toponym_walk import Toponym, Walk
from sayso.extract.places.toponyms import search_report
from sayso.gazetteer import Gazetteer, open_gazetteer
from sayso.model import Document
from sayso.nlp.readings import load_parser, read_parses

SETS = ("geo_gwn", "geo_lgl", "geo_trnews", "geo_geovirus")
FIXED = {
    "before embedding": -6.0,
    "after organisation of": -6.0,
    "ent ORG of embedding": -4.0,
    "unknown GPE": -2.4,
    "unknown LOC": -1.6,
    "after title": -4.0,
    "after place verb": 1.4,
    "before firm": -2.0,
    "before a person": -2.0,
    "part of a longer name": -1.0,
}
RIDGE, STEPS, RATE = 2e-4, 1500, 0.05


def read_set(path: Path) -> Iterator[tuple[Document, list[tuple[int, int]]]]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        id_ = str(row["id"])
        document = Document(id=id_, source_id=id_, text=row["text"], language="en")
        yield document, [(t["start"], t["end"]) for t in row["toponyms"]]


def examples(
    path: Path, gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> Iterator[tuple[list[str], bool]]:
    documents, golds = zip(*read_set(path), strict=True)
    for reading, gold in zip(read_parses(load_parser(), documents), golds, strict=True):
        walk = Walk(reading, gazetteer, lexicon)
        matches: list[Toponym] = []
        search_report(walk, lambda m, seen=matches, g=gold: seen.append(m) or is_gold(m, g))
        yield from ((evidence(walk, match), is_gold(match, gold)) for match in matches)


def is_gold(match: Toponym, gold: list[tuple[int, int]]) -> bool:
    return any(start < match.span.end and match.span.start < end for start, end in gold)


def fit(rows: list[list[str]], labels: list[bool], shares: list[float]) -> dict[str, float]:
    names = sorted({name for row in rows for name in row})
    index = {name: i for i, name in enumerate(names)}
    seen = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        seen[i, [index[name] for name in row]] = 1
    gold, weigh = np.array(labels, float), np.array(shares) / sum(shares)
    fixed = [(index[name], value) for name, value in FIXED.items() if name in index]
    theta, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        for i, value in fixed:
            theta[i] = value
        gradient = seen.T @ (weigh * (1 / (1 + np.exp(-seen @ theta)) - gold)) + RIDGE * theta
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        theta -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(theta[i]), 2) for name, i in index.items()} | FIXED


def main(folder: Path) -> None:
    gazetteer, lexicon = open_gazetteer(), load_place_lexicon()
    rows: list[list[str]] = []
    labels: list[bool] = []
    shares: list[float] = []
    for name in SETS:
        found = list(examples(folder / f"{name}.jsonl", gazetteer, lexicon))
        rows += [row for row, _ in found]
        labels += [label for _, label in found]
        shares += [1 / len(found)] * len(found)
    for name, weight in sorted(fit(rows, labels, shares).items()):
        sys.stdout.write(f"  {name}: {weight}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
