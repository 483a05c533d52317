"""Relative clauses whose verb looks like a participle: what the parser is shown, and that nothing else moves."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.nlp.readings import Reading, read_parses
from tests.conftest import make_document

MISREAD = (
    "The militia, which residents accused of looting homes, denied it.",
    "The hostages, whom rebels kidnapped in May, were freed.",
    "Nine people died in a raid that some villagers blamed on soldiers.",
)


def _verb_and_subject(reading: Reading, verb: str) -> tuple[str, list[str], str]:
    [token] = [t for t in reading.doc if t.text == verb]
    return token.dep_, [t.text for t in token.children if t.dep_ == "nsubj"], token.head.text


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "verb", "subject", "noun"),
    [
        (MISREAD[0], "accused", "residents", "militia"),
        (MISREAD[1], "kidnapped", "rebels", "hostages"),
        (MISREAD[2], "blamed", "villagers", "raid"),
        (
            "Chad, which Sudan's army accuses of arming rebels, denied it.",
            "accuses",
            "army",
            "Chad",
        ),
        (
            "The raid, which villagers blamed on soldiers, killed nine.",
            "blamed",
            "villagers",
            "raid",
        ),
    ],
)
def test_the_verb_of_the_clause_is_a_verb(
    pipeline: Pipeline, text: str, verb: str, subject: str, noun: str
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    assert reading.doc.text == text
    assert _verb_and_subject(reading, verb) == ("relcl", [subject], noun)


@pytest.mark.model
def test_the_main_verb_is_the_main_verb(pipeline: Pipeline) -> None:
    text = "The raid, which villagers blamed on soldiers, killed nine."
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    assert _verb_and_subject(reading, "killed") == ("ROOT", ["raid"], "killed")


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The police denied a claim that soldiers accused of theft had been freed.",
        "The governor spoke of men who were accused of theft.",
        "The village, which soldiers burned last week, lies near the border.",
        "Officers accused of torture signed a statement that the court rejected.",
    ],
)
def test_other_sentences_keep_their_parse(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    monkeypatch.setattr("sayso.nlp.readings.mend_relatives", lambda *_: None)
    [plain] = read_parses(pipeline.parser, [make_document(text)])
    assert _parse(reading) == _parse(plain)


@pytest.mark.model
def test_the_parser_still_needs_it(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.nlp.readings.mend_relatives", lambda *_: None)
    for text, verb in zip(MISREAD, ("accused", "kidnapped", "blamed"), strict=True):
        [plain] = read_parses(pipeline.parser, [make_document(text)])
        assert _verb_and_subject(plain, verb)[0] == "acl"


def _parse(reading: Reading) -> list[tuple[str, str, str, int, bool]]:
    return [(t.text, t.dep_, t.tag_, t.head.i, bool(t.is_sent_start)) for t in reading.doc]
