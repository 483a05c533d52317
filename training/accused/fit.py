"""Learn which noun of a charge's content names the accused, and say what the weights are worth, lot by lot.

    python training/accused/fit.py src/sayso/lexicons/accused-weights.yaml

Examples are the development parts of our labelled sentences (tests/sentences/): every attribution that the pipeline
finds there, whose label names an accused, with the nouns of its content and their signs (accused_signs.py). A softmax
over the nouns of one content is fitted by gradient descent from zero, with a ridge: no chance is involved, the same
sentences give the same weights. Each lot is scored by weights that never saw it. numpy alone; three minutes, most of
them for reading. Lots A to H and I differ in how they were written: tests/sentences/README.md.
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sayso.config import Settings
from sayso.evaluate.sentence_rows import Sentence, Spans, read_sentences
from sayso.evaluate.sentence_scores import judge_sentence
from sayso.extract.actors.actors import find_actors
from sayso.extract.actors.mentions import find_mentions
from sayso.extract.attribution.accused_signs import Candidate, find_candidates, read_deeds
from sayso.extract.attribution.attributions import find_drafts
from sayso.extract.attribution.speakers import index_mentions
from sayso.extract.attribution.tagger import read_windows
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.extract.places.places import find_places
from sayso.extract.times.times import find_times
from sayso.flow import Pipeline, load_pipeline
from sayso.nlp.coref import link_mentions
from sayso.nlp.readings import Reading, read_parses

ROOT = Path(__file__).parents[2]
RIDGE = 1.0
STEPS = 400
RATE = 0.06
INERTIA = 0.8
LEAST_SEEN = 4
THRESHOLD = 0.6
HEADER = """\
name: accused-weights
source: >-
  learned by training/accused/fit.py from the development parts of sayso's own labelled sentences (tests/sentences/)
licence: Apache-2.0
date: "2026-11-28"
note: >-
  What each sign of a noun weighs (extract/attribution/accused_signs.py); a noun's share among those of its content
  is a softmax of the sums. `threshold` is the share from which on a noun is named. `measured`: each lot by weights
  that were learned from the others.
  Written by the script: not to be edited by hand.
"""


@dataclass(frozen=True)
class Example:
    """One charge: the signs of each noun of its content, which of them name the accused, whether rules named any."""

    lot: str
    nouns: list[tuple[str, ...]]
    right: frozenset[int]
    is_named: bool


def read_examples(pipeline: Pipeline, folder: Path) -> list[Example]:
    """The charges of every development part of our sentences."""
    examples = []
    for path in sorted(folder.glob("attributions_dev_*.yaml")):
        sentences = read_sentences(path)
        documents = [sentence.document for sentence in sentences]
        with pipeline.parser.nlp.memory_zone():
            readings = list(read_parses(pipeline.parser, documents))
            for sentence, reading in zip(sentences, readings, strict=True):
                examples += _examples_of(pipeline, path.stem[-1], sentence, reading)
    return examples


def _examples_of(
    pipeline: Pipeline, lot: str, sentence: Sentence, reading: Reading
) -> list[Example]:
    times = find_times(reading, pipeline.times)
    places = find_places(reading, times, pipeline.gazetteer, pipeline.places)
    found = link_mentions(reading, find_mentions(reading, places, pipeline.actors))
    _, mentions = find_actors(reading, found, pipeline.actors, places)
    tagger = pipeline.tagger
    windows = () if tagger is None else read_windows(reading, tagger)
    tree, _, drafts = find_drafts(reading, mentions, pipeline.cues, tagger, windows)
    index, deeds = index_mentions(mentions), read_deeds(pipeline.cues)
    predicted = [
        {
            "cue": _spans(tree, draft.cue),
            "content": _spans(tree, draft.content),
            "act": draft.act,
            "stance": draft.stance,
            "depth": 0,
            "accused": [],
            "denied": [],
            "denies_deed": False,
        }
        for draft in drafts
    ]
    examples = []
    for judgement in judge_sentence(sentence, predicted):
        if judgement.found is None or not judgement.gold.accused:
            continue
        draft = drafts[judgement.found]
        nouns = list(find_candidates(tree, draft, drafts, index, pipeline.cues, deeds))
        right = {_right_noun(tree, nouns, words) for words in judgement.gold.accused} - {None}
        if right:
            signs = [noun.signs for noun in nouns]
            named = frozenset(place for place in right if place is not None)
            examples.append(Example(lot, signs, named, bool(draft.accused)))
    return examples


def _spans(tree: Tree, stretches: Sequence[Stretch]) -> Spans:
    return [(tree.starts[start], tree.ends[end - 1]) for start, end in stretches]


def _right_noun(tree: Tree, nouns: Sequence[Candidate], words: Spans) -> int | None:
    """The first noun of the accused's words that owns no other: "the colonel's | men"."""
    inside = [
        place
        for place, noun in enumerate(nouns)
        if any(start <= tree.starts[noun.noun] < end for start, end in words)
    ]
    heads = [p for p in inside if not any(s.startswith("role=owner") for s in nouns[p].signs)]
    return next(iter(heads or inside), None)


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """One weight a sign, of signs that are seen often enough."""
    seen = Counter(sign for e in examples for sign in {s for noun in e.nouns for s in noun})
    names = sorted(sign for sign, times in seen.items() if times >= LEAST_SEEN)
    places = {name: place for place, name in enumerate(names)}
    tables = [_table(example, places) for example in examples]
    weights, speed = np.zeros(len(names)), np.zeros(len(names))
    for step in range(STEPS):
        slope = -RIDGE * weights
        for example, table in zip(examples, tables, strict=True):
            share = _shares(table @ weights)
            wanted = np.zeros(len(share))
            wanted[list(example.right)] = share[list(example.right)]
            slope += table.T @ (wanted / wanted.sum() - share)
        speed = INERTIA * speed + (1 - INERTIA) * slope
        weights += RATE / (1 + step / 100) * speed
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _table(example: Example, places: dict[str, int]) -> np.ndarray:
    table = np.zeros((len(example.nouns), len(places)))
    for row, signs in enumerate(example.nouns):
        table[row, [places[sign] for sign in signs if sign in places]] = 1.0
    return table


def _shares(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def measure(examples: Sequence[Example], weights: dict[str, float]) -> Counter[str]:
    """How often the likeliest noun is right, of all charges and of those that rules leave without a name."""
    tally: Counter[str] = Counter()
    for example in examples:
        scores = np.array([sum(weights.get(sign, 0.0) for sign in s) for s in example.nouns])
        best, share = int(scores.argmax()), float(_shares(scores).max())
        kinds = ["all"] if example.is_named else ["all", "nameless"]
        for kind in kinds:
            tally[kind] += 1
            tally[f"{kind} right"] += best in example.right
            tally[f"{kind} sure"] += share >= THRESHOLD
            tally[f"{kind} sure and right"] += share >= THRESHOLD and best in example.right
    return tally


def main() -> None:
    """Fit, score each lot by the others, write the weights."""
    logging.basicConfig(level=logging.CRITICAL)
    pipeline = load_pipeline(Settings(attribution="balanced"))
    examples = read_examples(pipeline, ROOT / "tests" / "sentences")
    measured = {}
    total: Counter[str] = Counter()
    for lot in sorted({example.lot for example in examples}):
        rest = [example for example in examples if example.lot != lot]
        tally = measure([e for e in examples if e.lot == lot], fit_weights(rest))
        total += tally
        measured[lot] = _told(tally)
    measured["all lots"] = _told(total)
    weights = fit_weights(examples)
    kept = {name: weight for name, weight in weights.items() if weight}
    Path(sys.argv[1]).write_text(_as_lexicon(measured, kept), "utf-8")
    sys.stdout.write("\n".join(f"{lot}: {told}" for lot, told in measured.items()) + "\n")


def _as_lexicon(measured: dict[str, str], weights: dict[str, float]) -> str:
    rows = [f'  {json.dumps(lot)}: "{told}"' for lot, told in measured.items()]
    return "\n".join(
        [
            HEADER,
            f"threshold: {THRESHOLD}",
            "measured:",
            *rows,
            "weights:",
            *(f"  {json.dumps(name)}: {weight}" for name, weight in weights.items()),
            "",
        ]
    )


def _told(tally: Counter[str]) -> str:
    return (
        f"likeliest noun right {tally['all right']} of {tally['all']};"
        f" where rules name nobody {tally['nameless right']} of {tally['nameless']},"
        f" sure of {tally['nameless sure']}, {tally['nameless sure and right']} of these right"
    )


if __name__ == "__main__":
    main()
