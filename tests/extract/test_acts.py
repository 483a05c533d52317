"""Acts read from given cues, as a tagger finds them: any stretches of any text give an act, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.attribution.acts import find_accused, read_act
from sayso.extract.grammar.trees import Stretch, Tree, read_tree
from sayso.flow import Pipeline
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

TEXT = (
    "Kyiv said Russian shells had hit the depot; Moscow neither confirmed nor denied it. "
    '"Who gave the order?" asked the judge. Reportedly, no group claimed responsibility for the blast.'
)
GIVEN = [
    ("Reuters said the bridge may have been mined.", "said", "the bridge may", "reports", "suggests"),
    ("The rebels claimed responsibility for the blast.", "claimed", "the blast", "claims-credit", "asserts"),
    ("The colonel issued a denial that he had fled.", "issued a denial", "that he", "denies", "denies"),
    ("They kept denying that they had fled.", "kept denying", "that they", "denies", "denies"),
    ("Manila has yet to acknowledge the loss.", "has yet to acknowledge", "the loss", "declines", "withholds"),
    ("He frobnicated that the town was lost.", "frobnicated", "that the", "says", "asserts"),
]  # fmt: skip

stretches = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda s: (s[0], min(s[0] + s[1], 41))),
    max_size=3,
)


def _tree(pipeline: Pipeline, text: str) -> Tree:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    return read_tree(reading)


@pytest.mark.model
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(cue=stretches, source=stretches, content=stretches)
def test_any_stretches_have_an_act(
    pipeline: Pipeline, cue: list[Stretch], source: list[Stretch], content: list[Stretch]
) -> None:
    tree = _tree(pipeline, TEXT)
    inside = [[s for s in part if s[1] <= len(tree)] for part in (cue, source, content)]
    act, stance = read_act(tree, inside[0], inside[1], inside[2], pipeline.cues)
    assert act and stance
    for start, end in find_accused(tree, inside[0], inside[2], pipeline.cues):
        assert 0 <= start < end <= len(tree)


@pytest.mark.model
@pytest.mark.parametrize(("text", "cue", "content", "act", "stance"), GIVEN)
def test_an_act_is_read_from_a_given_cue(
    pipeline: Pipeline, text: str, cue: str, content: str, act: str, stance: str
) -> None:
    tree = _tree(pipeline, text)
    given_cue, said = _stretch(tree, text, cue), _stretch(tree, text, content)
    found = read_act(tree, [given_cue], [(0, 1)], [(said[0], len(tree) - 1)], pipeline.cues)
    assert found == (act, stance)


def _stretch(tree: Tree, text: str, words: str) -> Stretch:
    start = text.index(words)
    inside = [t for t, at in enumerate(tree.starts) if start <= at < start + len(words)]
    return inside[0], inside[-1] + 1
