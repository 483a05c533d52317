"""The lexicon's and the tagger's word on an event, weighed against each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sayso.extract.events.event_tagger import Floats, WordScores
from sayso.extract.events.event_weights import CLASSES, STATUSES, EventWeights, load_event_weights
from sayso.extract.events.events import find_events
from sayso.extract.events.learned_events import LearnedEvents, draw_to_report
from sayso.flow import Pipeline, Stages
from sayso.model import Event, EventType, Status
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

SURE = 6.0

ReadWith = Callable[[str, dict[str, WordScores]], tuple[Event, ...]]


def _scores(
    type_: str, status: Status = "happened", sure: float = SURE, told: float = 0.0
) -> WordScores:
    """Scores that give nearly all to one type and one status, in a text of which nothing is known."""
    return WordScores(
        _logs(CLASSES.index(type_), len(CLASSES), sure),
        _logs(STATUSES.index(status), len(STATUSES), sure),
        told,
    )


def _logs(best: int, size: int, sure: float) -> Floats:
    raw = np.zeros(size, dtype=np.float32)
    raw[best] = sure
    logs: Floats = raw - np.log(np.exp(raw).sum())
    return logs


@pytest.fixture(scope="module")
def weights() -> EventWeights:
    return load_event_weights()


@pytest.fixture
def read_with(pipeline: Pipeline, weights: EventWeights) -> ReadWith:
    """Read a text with made-up scores of some of its words; all others tell nothing, surely."""

    def read(text: str, said: dict[str, WordScores]) -> tuple[Event, ...]:
        [reading] = read_parses(pipeline.parser, [make_document(text)])
        plain = Stages(pipeline, reading).find_all()
        scores = {t.i: said.get(t.text, _scores("nothing")) for t in reading.doc}
        learned = LearnedEvents(scores, weights, {kind.type: kind for kind in weights.kinds})
        return find_events(reading, plain, pipeline.events, lambda tokens: learned)

    return read


@pytest.mark.model
def test_a_word_that_the_lexicon_does_not_know_tells_an_event(read_with: ReadWith) -> None:
    text = "Soldiers perforated the granary of Bor on Friday."
    [event] = read_with(text, {"perforated": _scores("COERCE", sure=12)})
    assert (event.trigger.exact, event.type, event.cameo) == ("perforated", "COERCE", "170")
    assert event.target == "the granary"
    assert not read_with(text, {})
    # Violence takes a surer word than any other deed.
    assert read_with(text, {"perforated": _scores("ASSAULT", sure=12)})
    assert read_with(text, {"perforated": _scores("COERCE", sure=3.0)})
    assert not read_with(text, {"perforated": _scores("ASSAULT", sure=3.0)})


@pytest.mark.model
def test_of_what_somebody_is_charged_with_or_denies_less_is_enough(read_with: ReadWith) -> None:
    said = {"perforated": _scores("ASSAULT", sure=3.0)}
    assert not read_with("Soldiers perforated the granary of Bor on Friday.", said)
    charged = "Elders accused the soldiers who perforated the granary of Bor."
    assert "perforated" in {event.trigger.exact for event in read_with(charged, said)}
    denied = "The army denied that it had perforated the granary of Bor."
    assert "perforated" in {event.trigger.exact for event in read_with(denied, said)}
    # What it never does is no deed, nor is what beside a charge only answers it.
    habit = "The army denied that it does perforated the granary of Bor."
    assert "perforated" not in {event.trigger.exact for event in read_with(habit, said)}
    beside = "Elders accused the army of shelling Bor. The army denied that it had perforated it."
    assert "perforated" not in {event.trigger.exact for event in read_with(beside, said)}


@pytest.mark.model
def test_a_captain_who_is_charged_plays_no_game(read_with: ReadWith) -> None:
    said = {"torched": _scores("ASSAULT", sure=12)}
    text = "Prosecutors accused the captain of leading a squad which torched two houses."
    assert "torched" in {event.trigger.exact for event in read_with(text, said)}
    told = "The captain of a squad torched two houses."
    assert not read_with(told, said)


@pytest.mark.model
def test_who_is_described_is_no_event(read_with: ReadWith) -> None:
    text = "Soldiers perforated the granary, and loyal activists and troops watched in Bor."
    said = {word: _scores("MOBILIZE", sure=12) for word in ("Soldiers", "activists", "troops")}
    assert not read_with(text, said)
    assert len(read_with(text, said | {"perforated": _scores("COERCE", sure=12)})) == 1


@pytest.mark.model
def test_a_word_of_the_lexicon_that_surely_tells_nothing_goes(read_with: ReadWith) -> None:
    text = "Visitors attacked the town of Bor on Friday."
    assert not read_with(text, {"attacked": _scores("nothing", sure=12)})
    assert read_with(text, {"attacked": _scores("ASSAULT", sure=12)})


@pytest.mark.model
def test_what_somebody_armed_does_stays_unless_the_text_surely_tells_nothing(
    read_with: ReadWith,
) -> None:
    text = "Rebels attacked the town of Bor on Friday."
    assert read_with(text, {"attacked": _scores("nothing", sure=12)})
    assert not read_with(text, {"attacked": _scores("nothing", sure=12, told=-20.0)})


@pytest.mark.model
def test_in_a_text_that_tells_no_events_more_must_speak_for_one(read_with: ReadWith) -> None:
    text = "Visitors attacked the town of Bor on Friday."
    assert read_with(text, {"attacked": _scores("ASSAULT", sure=2.5)})
    assert not read_with(text, {"attacked": _scores("ASSAULT", sure=2.5, told=-20.0)})


def test_a_sentence_is_drawn_to_the_one_that_surely_tells_an_event() -> None:
    drawn = draw_to_report({0: _scores("nothing", told=-2.0), 1: _scores("ASSAULT", told=4.0)}, 0.5)
    assert [word.told for word in drawn.values()] == [1.0, 4.0]


@pytest.mark.model
def test_a_plain_word_of_the_lexicon_never_goes(read_with: ReadWith) -> None:
    text = "The army carried out airstrikes on a market."
    assert read_with(text, {"airstrikes": _scores("nothing", sure=12)})


@pytest.mark.model
def test_the_tagger_may_know_the_type_better(read_with: ReadWith) -> None:
    [event] = read_with("The guild struck on Friday.", {"struck": _scores("PROTEST", sure=12)})
    assert (event.type, event.cameo) == ("PROTEST", "140")


@pytest.mark.model
def test_statuses_are_weighed(read_with: ReadWith) -> None:
    text = "Rebels shelled Aleppo."
    [event] = read_with(text, {"shelled": _scores("ASSAULT", "attempted", sure=12)})
    assert event.status == "attempted"


@pytest.mark.model
def test_what_is_hardly_likelier_done_than_not_is_not_told_as_done(read_with: ReadWith) -> None:
    done, old = STATUSES.index("happened"), STATUSES.index("historical")
    doubtful = _scores("ASSAULT")
    doubtful.statuses[:] = -8.0
    doubtful.statuses[[done, old]] = np.log([0.45, 0.55])
    [event] = read_with("The men who shelled Aleppo keep bees.", {"shelled": doubtful})
    assert event.status == "historical"


def test_a_word_unknown_to_the_lexicon_may_be_of_any_type(weights: EventWeights) -> None:
    assert len({weights.told["nothing"][type_] for type_ in CLASSES[1:]}) == 1


def test_the_kinds_cover_all_types(weights: EventWeights) -> None:
    assert sorted(kind.type for kind in weights.kinds) == sorted(CLASSES[1:])


def test_the_fitted_tables_are_shares(weights: EventWeights) -> None:
    assert set(weights.ruled) == set(STATUSES)
    assert {name for row in weights.told.values() for name in row} <= set(CLASSES)
    sums = [sum(row.values()) for row in weights.told.values()]
    sums += [sum(row.values()) for row in weights.ruled.values()]
    assert all(0.85 < found <= 1.01 for found in sums)


def test_without_scores_nothing_is_judged(weights: EventWeights) -> None:
    learned = LearnedEvents({}, weights, {})
    assert learned.weigh_type((1, 2), "air-strike") is None
    assert learned.weigh_status(1, "negated") == "negated"


def test_rows_of_the_table_are_kinds_of_the_lexicon(
    weights: EventWeights, pipeline: Pipeline
) -> None:
    names = {name.partition(" ")[0] for name in weights.told} - {"nothing", "speech"}
    assert names <= set(pipeline.events.kinds)


def test_a_type_is_named_as_in_the_model(weights: EventWeights) -> None:
    told: dict[EventType, float] = weights.propose_as
    assert set(told) <= set(CLASSES)
