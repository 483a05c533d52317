"""What is parsed in pieces is whole again, and no sentence is longer than the limit."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.model import Document
from sayso.nlp import pieces
from sayso.nlp.pieces import LONGEST_SENTENCE
from sayso.nlp.readings import Reading, read_parses

NEWS = "\n\n".join(
    f"Rebels of group {n} killed {n} people in Homs, the ministry said. Moscow denied it."
    for n in range(2, 40)
)


def _read(pipeline: Pipeline, text: str) -> Reading:
    [reading] = read_parses(pipeline.parser, [Document(id="d1", source_id="a", text=text)])
    return reading


def _found(reading: Reading) -> list[tuple[str, str, str, int, bool | None, str]]:
    return [
        (t.text, t.tag_, t.dep_, t.head.i, t.is_sent_start, t.ent_type_) for t in reading.tokens
    ]


@pytest.mark.model
def test_a_text_in_pieces_is_read_as_the_whole(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _found(_read(pipeline, NEWS))
    monkeypatch.setattr(pieces, "MOST_TOKENS", 200)
    assert _found(_read(pipeline, NEWS)) == whole


@pytest.mark.model
@pytest.mark.parametrize(
    "phrase", ["he said ", '" ', ". ", "killed 12 in Homs ", "and the army said that rebels left "]
)
def test_an_endless_sentence_is_cut_and_keeps_its_words(pipeline: Pipeline, phrase: str) -> None:
    text = "The army spoke. " + phrase * 1_000
    reading = _read(pipeline, text)
    assert reading.doc.text.lower() == text.lower()
    assert max(len(sentence) for sentence in reading.doc.sents) <= LONGEST_SENTENCE
    assert all(token.tag_ for token in reading.tokens if not token.is_space)


@pytest.mark.model
def test_a_long_sentence_is_cut_at_a_comma(pipeline: Pipeline) -> None:
    text = "Kyiv named " + "Ivan Petrov and Olha Koval, " * 200 + "who denied it."
    starts = [s.start for s in _read(pipeline, text).doc.sents][1:]
    reading = _read(pipeline, text)
    assert starts and all(reading.tokens[start - 1].text == "," for start in starts)
