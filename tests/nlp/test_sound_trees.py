"""What mends a parse leaves a tree: from every word, heads lead to the root of its sentence, and to no circle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from sayso.flow import Pipeline
from sayso.lexicon import read_rows
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

CASES = Path(__file__).parents[1] / "cases"
# Texts in which a noun hung below the verb that it was to govern.
ONCE_CIRCLES = (
    "More losses in Cape Town for a team, for a club, that some fans believed was once unbeatable.",
)


def _circles(doc: Doc) -> list[str]:
    heads = np.array([token.head.i for token in doc])
    up = heads
    for _ in range(len(heads).bit_length()):
        up = up[up]
    return [token.text for token, root in zip(doc, up, strict=True) if heads[root] != root]


@pytest.mark.model
@pytest.mark.parametrize("text", ONCE_CIRCLES)
def test_no_circle(text: str, pipeline: Pipeline) -> None:
    with pipeline.parser.nlp.memory_zone():
        for reading in read_parses(pipeline.parser, [make_document(text)]):
            assert _circles(reading.doc) == []


@pytest.mark.model
def test_no_circle_in_cases(pipeline: Pipeline) -> None:
    texts = [read_rows(path)[0]["text"] for path in sorted(CASES.glob("*.yaml"))]
    with pipeline.parser.nlp.memory_zone():
        found = {
            reading.document.text: circles
            for reading in read_parses(pipeline.parser, map(make_document, texts))
            if (circles := _circles(reading.doc))
        }
    assert found == {}
