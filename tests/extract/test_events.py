"""Laws of the events stage and of its lexicon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.events.event_lexicon import EventFile, EventLexicon, Kind, load_event_lexicon
from sayso.extract.events.events import find_events
from sayso.flow import Pipeline, read_document
from sayso.lexicon import read_lexicon
from sayso.model import Event, EventType, Region, Report
from tests.conftest import ReadText, make_document

ROOT_TYPES = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "09": "ACCUSE",
    "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE",
    "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip
# CAMEO2PLOVER (2021) below the roots. The manual counts embargoes and sanctions (163) as SANCTION, the map does not.
LONGER = {
    "175": "ASSAULT", "1712": "ASSAULT", "191": "COERCE", "192": "COERCE", "0813": "RETREAT", "0814": "RETREAT",
}  # fmt: skip


def plover_type(cameo: str) -> str:
    for length in (4, 3):
        if cameo[:length] in LONGER:
            return LONGER[cameo[:length]]
    if cameo.startswith("08"):
        return "CONCEDE" if cameo[:3] in ("080", "081", "082", "083") else "RETREAT"
    return ROOT_TYPES[cameo[:2]]


@pytest.fixture(scope="module")
def lexicon() -> EventLexicon:
    return load_event_lexicon()


def kinds() -> Iterator[Kind]:
    yield from read_lexicon("events", EventFile).kinds


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.name)
def test_type_and_code_of_a_kind_agree(kind: Kind) -> None:
    assert plover_type(kind.cameo) == kind.type


def test_the_lexicon_is_large_and_names_are_unique() -> None:
    found = list(kinds())
    words = [
        word
        for kind in found
        for word in (*kind.nouns, *kind.verbs, *(w for c in kind.when for w in c.words))
    ]
    assert len(words) >= 1200
    assert len({kind.name for kind in found}) == len(found)


def test_no_trigger_belongs_to_two_types_without_a_condition() -> None:
    seen: dict[tuple[str, str], Kind] = {}
    doubles = []
    for kind in kinds():
        for words in (*(("v", w) for w in kind.verbs), *(("n", w) for w in kind.nouns)):
            other = seen.setdefault(words, kind)
            if other.type != kind.type and not kind.anaphor:
                doubles.append((words, other.name, kind.name))
    assert not doubles


def test_every_type_has_words_of_its_own() -> None:
    by_type: dict[str, int] = {}
    for kind in kinds():
        by_type[kind.type] = by_type.get(kind.type, 0) + len(kind.nouns) + len(kind.verbs)
    assert set(by_type) == set(get_args(EventType))
    assert min(by_type.values()) >= 30


def test_a_participle_before_a_noun_tells_one_kind() -> None:
    forms = [form for kind in kinds() for form in kind.described]
    assert len(forms) == len(set(forms))


def test_no_word_is_listed_twice_for_a_kind() -> None:
    for kind in kinds():
        for words in (kind.nouns, kind.verbs):
            assert len(words) == len(set(words)), [w for w in words if words.count(w) > 1]


@pytest.mark.model
def test_who_is_fired_and_who_is_fired_on(read_text: ReadText) -> None:
    assert not read_text("The mayor fired the police chief on Friday.").events
    found = read_text("The guards fired on the crowd.").events
    assert [event.type for event in found] == ["ASSAULT"]


def test_classes_named_in_conditions_exist(lexicon: EventLexicon) -> None:
    known = set(lexicon.classes) | {"name", "any", "place_name", "ccomp"}
    for kind in kinds():
        for condition in kind.when:
            for name in condition.object + condition.subject:
                assert name in known or name.isascii()


STORY = (
    "A missile struck a school bus in Dahyan on Thursday, killing 29 children. "
    "Riyadh denied that its jets had hit the bus. "
    "The attack was condemned by the United Nations. Rebels threatened to retaliate. The strike, the worst in months, "
    "wounded dozens, and the incident is being investigated. Another raid hit Saada."
)


@pytest.mark.model
def test_same_as_points_to_an_earlier_event_and_never_chains(read_text: ReadText) -> None:
    report = read_text(STORY, "2018-08-10")
    assert any(event.same_as for event in report.events)
    assert_laws(report)


def assert_laws(report: Report) -> None:
    text, order = report.document.text, {event.id: i for i, event in enumerate(report.events)}
    by_id = {event.id: event for event in report.events}
    for event in report.events:
        spans = [event.trigger, *(argument.span for argument in event.arguments)]
        assert all(text[span.start : span.end] == span.exact for span in spans)
        if event.same_as is not None:
            assert order[event.same_as] < order[event.id]
            assert by_id[event.same_as].same_as is None
        assert_ids_exist(event, report)


def assert_ids_exist(event: Event, report: Report) -> None:
    assert event.place is None or event.place in {place.id for place in report.places}
    assert event.time is None or event.time in {time.id for time in report.times}
    assert set(event.figures) <= {figure.id for figure in report.figures}
    assert event.attribution is None or event.attribution in {a.id for a in report.attributions}


@pytest.mark.model
def test_boilerplate_has_no_events(pipeline: Pipeline) -> None:
    text = "Rebels attacked a camp.\n\nShare this: rebels attacked a camp"
    start = text.index("Share")
    regions = (Region(0, start - 2, "body"), Region(start, len(text), "boilerplate"))
    report = read_document(pipeline, make_document(text, regions=regions))
    assert report.events
    assert all(event.trigger.start < start for event in report.events)


WORDS = st.sampled_from(
    "the rebels army attack attacked strike killed 12 on in Aleppo denied that was by accused of bombing . , ceasefire "
    "not no will if troops “ ” and shelling hit who to threatened claimed responsibility for Moscow".split()
)


@pytest.mark.model
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(WORDS, min_size=1, max_size=40), noise=st.text(max_size=30))
def test_any_text_is_read_and_keeps_the_laws(
    words: list[str], noise: str, read_text: ReadText
) -> None:
    report = read_text(" ".join(words) + " " + noise)
    assert report.problem is None
    assert_laws(report)


def calls_for(pipeline: Pipeline, repeats: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many calls the events stage makes for a long chain of joined words."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    def counted(*arguments: Any) -> tuple[Event, ...]:
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            return find_events(*arguments)
        finally:
            sys.setprofile(before)

    with monkeypatch.context() as patch:
        patch.setattr("sayso.flow.find_events", counted)
        read_document(pipeline, make_document("shelling and " * repeats))
    return calls


@pytest.mark.model
def test_joined_words_cost_in_proportion_to_their_number(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = (calls_for(pipeline, n, monkeypatch) for n in (200, 800))
    assert short > 0
    assert long < 6 * short
