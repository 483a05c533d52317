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
    return GoldEvent(trigger, type_, status, None, None, None)


def _found(
    trigger: tuple[int, int], type_: str, status: str = "happened", happening: str | None = None
) -> dict[str, Any]:
    return {
        "trigger": trigger,
        "type": type_,
        "status": status,
        "happening": happening or str(trigger),
        "who": [],
        "whom": [],
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


REBELS, ALEPPO, NINE, IT = (0, 6), (15, 21), (31, 35), (60, 62)
WITH_ROLES = (
    GoldEvent(SHELLED, "ASSAULT", "happened", None, [REBELS], [ALEPPO]),
    GoldEvent(KILLING, "ASSAULT", "happened", None, [REBELS], [NINE]),
)


def _whom(*places: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """What finds both deeds and says of the first one that it was done to these."""
    return [
        _found(SHELLED, "ASSAULT") | {"who": [[REBELS]], "whom": [*places]},
        _found(KILLING, "ASSAULT"),
    ]


def test_who_and_whom_count_in_found_events_alone() -> None:
    measures = event_sentence_measures(_tally(WITH_ROLES, events_of(WITH_ROLES)[:1]))
    assert measures["who F1, of found"] == measures["whom F1, of found"] == 1
    assert measures["trigger recall"] == 0.5


@pytest.mark.parametrize(
    ("places", "precision", "recall"),
    [
        ([[ALEPPO]], 1, 0.5),
        ([[(8, 21)]], 1, 0.5),  # "shelled Aleppo" has the word in it
        ([[IT]], 0, 0),
        ([[ALEPPO], [IT]], 0.5, 0.5),
        ([[IT, ALEPPO]], 1, 0.5),  # known by its id alone: it stands in both places
    ],
)
def test_a_phrase_is_found_if_it_shares_a_character(
    places: list[list[tuple[int, int]]], precision: float, recall: float
) -> None:
    measures = event_sentence_measures(_tally(WITH_ROLES, _whom(*places)))
    assert (measures["whom precision"], measures["whom recall"]) == (precision, recall)


def test_one_found_phrase_is_not_two_gold_ones() -> None:
    gold = GoldEvent(SHELLED, "ASSAULT", "happened", None, [], [REBELS, ALEPPO])
    measures = event_sentence_measures(_tally((gold,), _whom([(0, 21)])[:1]))
    assert measures["whom precision"] == 1
    assert measures["whom recall"] == 0.5


def test_rows_without_who_and_whom_say_nothing_of_them() -> None:
    assert not [
        name for name in event_sentence_measures(_tally(GOLD, events_of(GOLD))) if "who" in name
    ]


def test_words_of_the_trigger_are_no_recipient() -> None:
    text_of_both = (7, 21)  # "shelled Aleppo" as the trigger
    gold = GoldEvent(text_of_both, "ASSAULT", "happened", None, [REBELS], [NINE])
    found = _found(SHELLED, "ASSAULT") | {"who": [[REBELS]], "whom": [[ALEPPO], [NINE]]}
    assert event_sentence_measures(_tally((gold,), [found]))["whom precision"] == 1


@pytest.mark.parametrize("whom", [[], [[REBELS]]])
def test_who_is_in_both_roles_counts_as_actor_alone(whom: list[list[tuple[int, int]]]) -> None:
    gold = GoldEvent(SHELLED, "CONSULT", "happened", None, [REBELS], [REBELS])
    tally = _tally((gold,), [_found(SHELLED, "CONSULT") | {"who": [[REBELS]], "whom": whom}])
    assert (tally["who.hit"], tally["whom.found"], tally["whom.gold"]) == (1, 0, 0)
