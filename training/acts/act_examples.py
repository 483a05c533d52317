"""Read what the acts are learned from: labelled sentences → the features and the labels of each attribution.

Comes in: files of labelled sentences, those of tests/sentences (`*.yaml`) and our own with acts alone (`*.txt`,
training/acts/README.md). Goes out: one example for each attribution that sayso finds there, with what the rules read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sayso.config import Settings
from sayso.evaluate.act_rows import Mark, read_act_rows
from sayso.evaluate.sentence_rows import Spans, read_sentences, row_document
from sayso.evaluate.sentence_scores import judge_sentence
from sayso.extract.attribution.act_branch import load_act_branch, score_cues
from sayso.extract.attribution.act_features import read_word_lists
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.learned_acts import Floats, cues_of, read_features
from sayso.extract.attribution.tagger import Scored, load_tagger
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.flow import Pipeline, load_pipeline, read_documents
from sayso.ingest.regions import Furniture, load_furniture
from sayso.lexicon import read_rows
from sayso.model import Act, Document, Stance

# The graph that is shipped stands here before the rest is learned (training/joint/, export_acts.py).
WEIGHTS = Path(__file__).parents[2] / "src/sayso/weights/acts"


@dataclass(frozen=True)
class Example:
    """An attribution as sayso finds it, and the act and stance that it has."""

    lot: str
    text: str
    cue: str
    signs: frozenset[str]
    states: Floats
    network: Floats  # log-probabilities of acts and stances; empty where the network was not asked
    ruled: tuple[Act, Stance]
    gold: tuple[Act, Stance]


@dataclass(frozen=True)
class Recorded:
    """A draft as the reader of acts would get it."""

    found: dict[str, Any]
    signs: frozenset[str]
    states: Floats
    network: Floats

    @property
    def cue(self) -> Spans:
        cue: Spans = self.found["cue"]
        return cue


class Recorder:
    """Stands where the reader of acts stands, and writes down the drafts of a report."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.cues = pipeline.cues
        self.lists = read_word_lists(pipeline.cues.file)
        self.branch = load_act_branch(WEIGHTS)
        self.drafts: list[Recorded] = []

    def __call__(self, tree: Tree, drafts: Sequence[Draft], windows: Sequence[Scored]) -> None:
        features = list(read_features(tree, drafts, windows, self.cues, self.lists))
        read = score_cues(self.branch, windows, cues_of(drafts))
        nothing = np.zeros(0, dtype=np.float32)
        for number, (draft, (signs, states)) in enumerate(zip(drafts, features, strict=True)):
            network = read.get(number, nothing)
            self.drafts.append(Recorded(_labels(tree, draft), signs, states, network))


def _labels(tree: Tree, draft: Draft) -> dict[str, Any]:
    def spans(stretches: Sequence[Stretch]) -> Spans:
        return [(tree.starts[start], tree.ends[end - 1]) for start, end in stretches]

    return {
        "source": spans(draft.source),
        "cue": spans(draft.cue),
        "content": spans(draft.content),
        "act": draft.act,
        "stance": draft.stance,
        "depth": 0,
        "accused": [],
        "denied": [],
        "denies_deed": False,
    }


def make_examples(paths: Sequence[Path]) -> Iterator[Example]:
    """The examples of some files; an attribution that sayso does not find makes none."""
    # Without the weights that are to be made.
    plain = load_pipeline(Settings(attribution="fast"))
    recorder = Recorder(plain)
    pipeline = replace(plain, tagger=load_tagger("balanced"), acts=recorder)
    furniture = load_furniture()
    for path in paths:
        if path.parent.name == "cases":
            yield from _cases(path, pipeline, recorder, furniture)
        elif path.suffix == ".yaml":
            yield from _labelled(path, pipeline, recorder)
        else:
            yield from _marked(path, pipeline, recorder, furniture)


def _read(pipeline: Pipeline, recorder: Recorder, document: Document) -> list[Recorded]:
    recorder.drafts = []
    list(read_documents(pipeline, [document]))
    return recorder.drafts


def _labelled(path: Path, pipeline: Pipeline, recorder: Recorder) -> Iterator[Example]:
    for sentence in read_sentences(path):
        drafts = _read(pipeline, recorder, sentence.document)
        for judgement in judge_sentence(sentence, [draft.found for draft in drafts]):
            if judgement.found is not None:
                gold = judgement.gold
                mark = Mark(*(gold.cue or gold.content)[0], gold.act, gold.stance)
                yield _example(path.stem, sentence.text, drafts[judgement.found], mark)


def _cases(
    path: Path, pipeline: Pipeline, recorder: Recorder, furniture: Furniture
) -> Iterator[Example]:
    """The rows of tests/cases where the rules read just the acts that are named, or where none is named.

    They tell what the lexicon's idioms mean, and what is to be left as it is.
    """
    for number, row in enumerate(read_rows(path), 1):
        expected = row.get("expect", {})
        wanted = expected.get("attributions", ()) if isinstance(expected, dict) else ()
        acts = sorted(a["act"] for a in wanted if "act" in a)
        if "gap" in row or not isinstance(row.get("text"), str):
            continue
        document = row_document(f"{path.stem}:{number}", row["text"], None, furniture)
        drafts = _read(pipeline, recorder, document)
        if acts and sorted(draft.found["act"] for draft in drafts) != acts:
            continue
        for draft in drafts:
            if draft.cue:
                mark = Mark(*draft.cue[0], draft.found["act"], draft.found["stance"])
                yield _example("cases", row["text"], draft, mark)


def _marked(
    path: Path, pipeline: Pipeline, recorder: Recorder, furniture: Furniture
) -> Iterator[Example]:
    for text, marks in read_act_rows(path):
        document = row_document(path.stem, text, None, furniture)
        drafts = _read(pipeline, recorder, document)
        for mark in marks:
            sharing = [(_shared(draft.cue, mark), n) for n, draft in enumerate(drafts)]
            most, n = max(sharing, default=(0, 0))
            if most:
                yield _example(path.stem, text, drafts[n], mark)


def _shared(cue: Spans, mark: Mark) -> int:
    return sum(max(0, min(end, mark.end) - max(start, mark.start)) for start, end in cue)


def _example(lot: str, text: str, draft: Recorded, mark: Mark) -> Example:
    act, stance = draft.found["act"], draft.found["stance"]
    return Example(
        lot=lot,
        text=text,
        cue=text[mark.start : mark.end],
        signs=draft.signs,
        states=draft.states.astype(np.float32),
        network=draft.network,
        ruled=(act, stance),
        gold=(mark.act, mark.stance),
    )
