"""The words that the tokenizer keeps: which ones, how many, and that they change no token."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.nlp import known_runs
from sayso.nlp.known_runs import KnownRuns
from sayso.nlp.readings import load_parser, read_parses
from tests.conftest import make_document

TEXT = (
    "Rebels in the U.S.-backed militia didn't fire (they said), but the army's 3.5-tonne lorries were hit at 4p.m. "
    "“They didn't,” the army's spokesman said: the U.S.-backed militia (they said) hit the lorries at 4p.m."
)


def test_a_run_is_kept_when_it_is_met_again() -> None:
    cut: list[str] = []
    runs = KnownRuns(cut.append)
    runs.learn(["the army said the bridge fell", "nobody knew"])
    assert cut == ["the"]
    runs.learn(["the army knew"])
    assert cut == ["the", "army", "knew"]
    assert "bridge" in runs.met
    assert "army" not in runs.met


def test_neither_long_runs_nor_too_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_runs, "MOST_KEPT", 2)
    cut: list[str] = []
    runs = KnownRuns(cut.append)
    runs.learn([f"{'x' * 31} " * 2 + "a a b b c c"])
    assert cut == ["a", "b"]


@pytest.mark.model
def test_what_is_kept_changes_no_token() -> None:
    parser, document = load_parser(), make_document(TEXT)

    def tokens() -> list[tuple[str, int, str, str]]:
        with parser.nlp.memory_zone():
            [reading] = read_parses(parser, [document])
            return [(t.text, t.idx, t.lemma_, t.pos_) for t in reading.doc]

    before = tokens()
    parser.meet([document])
    assert parser.runs is not None
    assert {"(they", "4p.m.", "U.S.-backed"} <= parser.runs.kept
    assert tokens() == before


@pytest.mark.model
def test_what_a_reading_was_asked_for_is_made_once(pipeline: Pipeline) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(TEXT)])
    assert reading.once(lambda r: len(r.doc)) == len(reading.doc)

    def words(reading: object) -> list[str]:
        return ["made"]

    assert reading.once(words) is reading.once(words)
    assert [token.i for token in reading.tokens] == list(range(len(reading.doc)))
    assert reading.token_at == {token.idx: token.i for token in reading.doc}
