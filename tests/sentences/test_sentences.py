"""Our own labelled sentences can be read, are consistent, and the test part is frozen and apart from all the rest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.show_sentence_agreement import agreement_table

from sayso.evaluate.figure_rows import (
    FigureSentence,
    GoldFigure,
    read_figure_sentences,
    sort_figure_rows,
)
from sayso.evaluate.figure_scores import judge_figures
from sayso.evaluate.sentence_rows import Sentence, read_sentences, sort_rows

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEST = HERE / "attributions_test.yaml"
SECOND = HERE / "attributions_test_second.yaml"
DEVELOPMENT = sorted(HERE.glob("attributions_dev_*.yaml"))
FILES = [path for path in (TEST, SECOND, *DEVELOPMENT) if path.exists()]

SHARED_WORDS = 6
# "the Syrian Observatory for Human Rights": a name of several words, or a single word.
_WORD = re.compile(r"([A-Z]\w+(?:(?:['’]s)? (?:(?:of|for|the|and) )*[A-Z]\w+)+)|(\w+)")
# The only stances that these acts have. Who turns down an offer rejects it, and denies nothing.
STANCES_OF = {
    "denies": {"denies"},
    "rejects": {"denies", "asserts"},
    "declines": {"withholds"},
    "doubts": {"doubts"},
}


@cache
def _sentences(path: Path) -> tuple[Sentence, ...]:
    return tuple(read_sentences(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_can_be_read(path: Path) -> None:
    _, problems = sort_rows(path)
    assert not problems


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_act_and_stance_agree(path: Path) -> None:
    wrong = [
        f"{sentence.id}: {a.act} with {a.stance}"
        for sentence in _sentences(path)
        for a in sentence.attributions
        if a.stance not in STANCES_OF.get(a.act, {"asserts", "suggests"})
    ]
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_attribution_stands_twice(path: Path) -> None:
    twice = [
        sentence.id
        for sentence in _sentences(path)
        if len({str((a.cue, a.content, a.source)) for a in sentence.attributions})
        < len(sentence.attributions)
    ]
    assert not twice


def test_there_are_enough() -> None:
    rows = [sentence for path in (TEST, *DEVELOPMENT) for sentence in _sentences(path)]
    assert len(rows) >= 600
    labels = [a for sentence in rows for a in sentence.attributions]
    assert len({a.act for a in labels}) >= 23
    assert sum(a.depth > 0 for a in labels) >= 60
    assert sum(a.stance == "denies" for a in labels) >= 60
    assert sum(bool(a.accused) for a in labels) >= 60
    assert sum(not sentence.attributions for sentence in rows) >= 20


def test_the_test_part_is_frozen() -> None:
    stated = dict(
        re.findall(
            r"^ {4}((?:attributions|figures)_\S+\.yaml) ([0-9a-f]{64})$",
            (HERE / "README.md").read_text("utf-8"),
            re.M,
        )
    )
    frozen = [path for path in (TEST, SECOND, HERE / "figures_test.yaml") if path.exists()]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in frozen}
    assert stated == found, "the test part was changed after it was frozen"


def test_the_second_labeller_had_the_same_texts() -> None:
    if SECOND.exists():
        assert [s.text for s in _sentences(SECOND)] == [s.text for s in _sentences(TEST)]


def test_the_page_tells_the_agreement() -> None:
    if SECOND.exists():
        assert agreement_table(HERE) in (HERE / "README.md").read_text("utf-8")


def test_the_test_part_is_no_copy_of_the_rest() -> None:
    known = {run for text in _other_texts() for run in runs(text)}
    copies = [
        (sentence.id, sorted(shared))
        for sentence in _sentences(TEST)
        if (shared := known & set(runs(sentence.text)))
    ]
    assert not copies


def _other_texts() -> Iterator[str]:
    """Every text of the development parts, of the cases, and every piece of text in a lexicon."""
    for path in DEVELOPMENT:
        yield from (sentence.text for sentence in _sentences(path))
    lexicons = (ROOT / "src/sayso/lexicons").glob("*.yaml")
    cases = chain((ROOT / "tests/cases").glob("*.yaml"), (ROOT / "tests/apart").glob("*.yaml"))
    for path in chain(lexicons, cases):
        yield from _strings(yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader))  # noqa: S506


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Six words in a row, capitals and punctuation left aside. A name counts as one word, however long it is."""
    words = [name or word for name, word in _WORD.findall(text)]
    words = [word.lower() for word in words]
    return (tuple(words[i : i + SHARED_WORDS]) for i in range(len(words) - SHARED_WORDS + 1))


def test_no_text_stands_twice() -> None:
    texts = [s for path in (TEST, *DEVELOPMENT) for s in _sentences(path)]
    seen: dict[str, Sentence] = {}
    twice = [(s.id, seen[s.text].id) for s in texts if seen.setdefault(s.text, s) is not s]
    assert not twice


FIGURES = [path for path in sorted(HERE.glob("figures_*.yaml")) if path.exists()]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_every_row_of_figures_can_be_read(path: Path) -> None:
    sentences, problems = sort_figure_rows(path)
    assert not problems
    texts = [sentence.document.text for sentence in sentences]
    assert len(set(texts)) == len(texts), "a text stands twice"


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_perfect_reader_of_figures_gets_everything(path: Path) -> None:
    for sentence in read_figure_sentences(path):
        labels = [_as_found(sentence, figure) for figure in sentence.figures]
        for judgement in judge_figures(sentence, labels):
            assert all(judgement.is_right.values()), (sentence.document.source_id, judgement)


def _as_found(sentence: FigureSentence, gold: GoldFigure) -> dict[str, Any]:
    spans = [figure.span for figure in sentence.figures]
    label = gold.label
    return {
        "start": gold.span[0],
        "end": gold.span[1],
        "part_of": None if gold.part_of is None else spans[gold.part_of],
        "revises": None if gold.revises is None else spans[gold.revises],
        "speakers": [gold.speaker],
        "single": False,
        "unit": None,
        **{n: getattr(label, n) for n in ("counts", "who", "low", "high", "central")},
        "bound": label.bound,
        "scope": label.scope,
    }
