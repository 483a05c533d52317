"""Gerunds of charges that look like modifiers: what the parse becomes, and which stay."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.nlp.readings import read_parses
from tests.conftest import make_document


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "gerund", "lemma"),
    [
        (
            "The ministry accused the Chadian army of hiding weapons in a hospital.",
            "hiding",
            "hide",
        ),
        ("He was suspected of mistreating prisoners at the fort.", "mistreating", "mistreat"),
    ],
)
def test_gerund_of_a_charge_takes_an_object(
    pipeline: Pipeline, text: str, gerund: str, lemma: str
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    [token] = [t for t in reading.doc if t.text == gerund]
    assert (token.dep_, token.lemma_) == ("pcomp", lemma)
    assert [t.dep_ for t in token.children if t.tag_ == "NNS"] == ["dobj"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "gerund"),
    [
        ("The ministry accused the company of mining offences in the park.", "mining"),
        ("The company was denied operating licences for two ports.", "operating"),
    ],
)
def test_modifier_stays_a_modifier(pipeline: Pipeline, text: str, gerund: str) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    [token] = [t for t in reading.doc if t.text == gerund]
    assert token.dep_ in ("compound", "amod")
