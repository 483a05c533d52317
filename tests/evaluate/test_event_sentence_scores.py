"""Scores of our own sentences labelled with events."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sayso.evaluate.event_rows import EventSentence, GoldEvent
from sayso.evaluate.event_sentence_scores import (
    confusion_counts,
    event_sentence_measures,
    events_of,
    tally_event_sentence,
)
from sayso.evaluate.tallies import Tally
from sayso.model import EventType, Status
from tests.conftest import make_document

TEXT = "Rebels shelled Aleppo, killing nine, and threatened to raze it."
SHELLED, KILLING, THREATENED, RAZE = (7, 14), (23, 30), (41, 51), (55, 59)


def _gold(trigger: tuple[int, int], type_: EventType, status: Status = "happened") -> GoldEvent:
    return GoldEvent(trigger, type_, status, None, [], [])


def _found(
    trigger: tuple[int, int], type_: str, status: str = "happened", happening: str | None = None
) -> dict[str, Any]:
    return {
        "trigger": trigger,
        "type": type_,
        "status": status,
        "happening": happening or str(trigger),
    }


GOLD = (
    _gold(SHELLED, "ASSAULT"),
    _gold(THREATENED, "THREATEN"),
    _gold(RAZE, "ASSAULT", "threatened"),
)


def _tally(gold: tuple[GoldEvent, ...], found: list[dict[str, Any]]) -> Tally:
    return tally_event_sentence(EventSentence(make_document(TEXT), gold), found)


def test_a_perfect_reader_scores_one() -> None:
    measures = event_sentence_measures(_tally(GOLD, events_of(GOLD)))
    assert measures["type macro-F1"] == measures["typed trigger F1"] == 1
    assert measures["status, of found"] == measures["status, of all"] == 1
    assert measures["told as done, and was not"] == 0


def test_finding_nothing_scores_nothing() -> None:
    measures = event_sentence_measures(_tally(GOLD, []))
    assert measures["type macro-F1"] == measures["trigger F1"] == measures["status, of all"] == 0


def test_a_second_mention_of_a_happening_counts_neither_way() -> None:
    shelled = _found(SHELLED, "ASSAULT", happening="e1")
    rest = [_found(THREATENED, "THREATEN"), _found(RAZE, "ASSAULT", "threatened")]
    same = _tally(GOLD, [shelled, _found(KILLING, "ASSAULT", happening="e1"), *rest])
    assert event_sentence_measures(same)["trigger precision"] == 1
    another = _tally(GOLD, [shelled, _found(KILLING, "ASSAULT"), *rest])
    assert event_sentence_measures(another)["trigger precision"] == 0.75


def test_a_wrong_type_costs_both_types() -> None:
    tally = _tally(GOLD[:1], [_found(SHELLED, "COERCE")])
    assert (tally["ASSAULT.gold"], tally["ASSAULT.found"], tally["COERCE.found"]) == (1, 0, 1)
    assert confusion_counts(tally)["type"] == {"ASSAULT>COERCE": 1}
    assert event_sentence_measures(tally)["trigger F1"] == 1


@pytest.mark.parametrize(
    ("status", "told", "kept"), [("happened", 1, 0), ("ongoing", 1, 0), ("planned", 0, 0)]
)
def test_what_a_hard_negative_yields(status: str, told: int, kept: int) -> None:
    measures = event_sentence_measures(_tally((), [_found(SHELLED, "ASSAULT", status)]))
    assert measures["hard negatives with a deed done"] == told
    assert measures["hard negatives kept empty"] == kept


def test_a_status_told_wrongly_as_done() -> None:
    tally: Tally = Counter()
    tally.update(_tally(GOLD, [_found(RAZE, "ASSAULT", "happened")]))
    measures = event_sentence_measures(tally)
    assert measures["status, of found"] == 0
    assert measures["told as done, and was not"] == 1
