"""Laws of the windows that the learned tagger reads: nothing lost, nothing twice, nothing too long."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.attribution.windows import SIZES, Window, WordPieces, cut_windows, read_features
from sayso.extract.grammar.trees import Tree, read_tree
from sayso.flow import Pipeline
from sayso.nlp.readings import Reading, read_parses
from tests.conftest import make_document

SIZE = 32

pytestmark = pytest.mark.model


class LetterPieces(WordPieces):
    """A stand-in vocabulary: a piece for every three letters, so that the laws need no file."""

    def __init__(self) -> None:
        self.memo = {}
        self.start, self.stop, self.unknown = 1, 2, 3

    def of(self, word: str) -> tuple[int, ...]:
        return tuple(10 + len(word[i : i + 3]) for i in range(0, len(word), 3))[:8] or (3,)


def read(pipeline: Pipeline, text: str) -> tuple[Reading, Tree]:
    [reading] = read_parses(pipeline.parser, [make_document(text, regions=())])
    return reading, read_tree(reading)


def cut(reading: Reading, tree: Tree) -> list[Window]:
    return list(cut_windows(tree, reading.text, reading.paragraphs, LetterPieces(), SIZE))


def check_laws(tree: Tree, windows: list[Window]) -> None:
    told = [int(w.tokens[p]) for w in windows for p in w.firsts]
    assert told == [t for t in range(len(tree)) if tree.pos[t] != "SPACE"]
    for window in windows:
        assert len(window.ids) == len(window.tokens) == len(window.features) <= SIZE + 1
        assert (window.features < np.array(SIZES)).all()
        inside = [p for start, end in window.blocks for p in range(start, end)]
        assert set(window.firsts) <= set(inside)
        assert (window.tokens[inside] >= 0).all()


def test_every_token_stands_in_one_window(pipeline: Pipeline) -> None:
    text = (
        "Ankara denied on Monday that its drones had hit the depot near Kobani.\n\n"
        "“We bombed nobody,” a spokesman said. “Ask the others.”\n\n"
        + "The commission, which has counted the graves of both villages, named no culprit, " * 6
        + "and left."
    )
    reading, tree = read(pipeline, text)
    windows = cut(reading, tree)
    check_laws(tree, windows)
    assert len(windows) > 3


@given(
    st.text(
        alphabet=st.sampled_from('ab C.,"“”«»\n 1é漢\u202e\u0000'),
        max_size=300,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_laws_hold_for_any_text(pipeline: Pipeline, text: str) -> None:
    reading, tree = read(pipeline, text)
    check_laws(tree, cut(reading, tree))


def test_a_paragraph_that_fits_is_not_cut(pipeline: Pipeline) -> None:
    text = "Kabul fell.\n\nHerat held out for a day.\n\nKandahar did not."
    reading, tree = read(pipeline, text)
    [window] = cut(reading, tree)
    assert len(window.blocks) == 3


def test_quotation_marks_are_open_until_they_close_or_the_paragraph_ends(
    pipeline: Pipeline,
) -> None:
    reading, tree = read(pipeline, 'He said "never again.\n\nThen he left. “No,” she said.')
    features = read_features(tree, reading.text, reading.paragraphs)
    quoted = {tree.words[t] for t in range(len(tree)) if features[t, 3] == 2}
    assert {"never", "again", "no"} <= quoted
    assert not quoted & {"he", "then", "left", "she", "said"}
