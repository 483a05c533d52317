"""The flow as a whole: laws that hold for any text, and runs in which single reports go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as dataclass_replace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.times.times import find_times
from sayso.flow import Pipeline, read_document, read_documents, read_reports
from sayso.ingest.documents import Ingested
from sayso.model import Problem, Region, Report
from sayso.nlp.readings import MAX_CHARACTERS
from tests.conftest import make_document

pytestmark = pytest.mark.model

STORY = "Kyiv said Russian shells hit a market in Kherson on Friday, killing at least six people. Moscow denied it."
WORDS = (
    "Russia Damascus rebels said denied accused that killed at least 12 people in Aleppo on Friday , . \" “ ” ' ( ) — "
    "the attack bombing ceasefire which , who of bombing would if not 2016 Monday AFP: \n\n \n over half of 23 million"
).split(" ")


def spans_of(item: Any) -> Iterator[dict[str, Any]]:
    """Every span in a report as JSON has it."""
    if isinstance(item, dict):
        if set(item) == {"start", "end", "exact"}:
            yield item
        for part in item.values():
            yield from spans_of(part)
    elif isinstance(item, list | tuple):
        for part in item:
            yield from spans_of(part)


def check_laws(report: Report) -> None:
    """What holds for every report, whatever its text."""
    assert report.problem is None, report.problem
    text = report.document.text
    for span in spans_of(msgspec.to_builtins(report)):
        assert text[span["start"] : span["end"]] == span["exact"] != ""
    ids = _check_ids(report)
    _check_references(report, ids)
    _check_chains(report)


def _check_ids(report: Report) -> set[str]:
    lists = (
        report.actors,
        report.mentions,
        report.attributions,
        report.events,
        report.figures,
        report.places,
        report.times,
        report.claims,
    )
    ids = [item.id for items in lists for item in items]
    assert len(ids) == len(set(ids)), "two things of one report share an id"
    return set(ids)


def _check_references(report: Report, ids: set[str]) -> None:
    pointed = [m.actor for m in report.mentions] + [m.voice for m in report.mentions]
    for attribution in report.attributions:
        pointed += [
            *attribution.actors,
            *attribution.addressees,
            *attribution.accused,
            attribution.via,
        ]
    for event in report.events:
        pointed += [*event.actors, *event.recipients, *event.brokers, *event.figures]
        pointed += [event.place, event.time, event.same_as, event.attribution]
    for figure in report.figures:
        pointed += [figure.part_of, figure.derived_from]
    pointed += [place.contained_in for place in report.places]
    for claim in report.claims:
        pointed += [claim.event, *claim.via, *(link.claim for link in claim.links)]
        value = claim.value
        pointed += [value.actor, value.place, value.time, value.figure, value.event]
        pointed += [c for c in claim.claimants if not c.endswith("#unnamed")]
    lost = {i for i in pointed if i is not None and i not in ids and not i.startswith("outlet:")}
    assert not lost, f"ids that lead nowhere: {lost}"


def _check_chains(report: Report) -> None:
    same_as = {event.id: event.same_as for event in report.events}
    for event in report.events:
        assert event.same_as is None or same_as[event.same_as] is None, "same_as of same_as"
    via = {attribution.id: attribution.via for attribution in report.attributions}
    for name in via:
        seen, now = set[str](), via[name]
        while now is not None:
            assert now not in seen, "a circle of attributions"
            seen.add(now)
            now = via[now]
    for claim in report.claims:
        assert claim.claimants
        assert (claim.responsibility is not None) == (claim.property == "responsible")


NO_LIMIT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@NO_LIMIT
@given(text=st.text(max_size=200))
def test_any_text_obeys_the_laws(pipeline: Pipeline, text: str) -> None:
    check_laws(read_document(pipeline, make_document(text.encode("utf-8", "ignore").decode())))


@NO_LIMIT
@given(words=st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_heap_of_news_words_obeys_the_laws(pipeline: Pipeline, words: list[str]) -> None:
    check_laws(read_document(pipeline, make_document(" ".join(words), "2016-05-04")))


@pytest.mark.parametrize(
    "text",
    [
        STORY.upper(),
        STORY.lower(),
        STORY.replace(" ", "\u00a0"),
        STORY.replace(". ", ".\r\n\r\n"),
        "“" * 300 + STORY,
        '"He said: "They said: "' + STORY,
        "« " + STORY + " »",
        "(" * 500,
        "said " * 2000,
        "a" * 20_000,
        "\u202e" + STORY + "\u202c",
        STORY.replace("a", "a\u0301"),
        "😀🏽\u200d🚀 " + STORY,
    ],
    ids=range(13),
)
def test_odd_texts_obey_the_laws(pipeline: Pipeline, text: str) -> None:
    check_laws(read_document(pipeline, make_document(text, "2016-05-04")))


def test_a_long_transcript_is_read(pipeline: Pipeline) -> None:
    turns = [f"SPEAKER {n}: We said that rebels killed {n} men in Aleppo.\n\n" for n in range(1500)]
    report = read_document(pipeline, make_document("".join(turns)))
    check_laws(report)
    assert len(report.document.text.split()) > 15_000
    assert len(report.claims) > 1500


def test_furniture_yields_nothing_and_moves_nothing(pipeline: Pipeline) -> None:
    furniture = "\n\nRebels killed 30 men in Homs - read more. Share this on every channel."
    regions = (
        Region(0, len(STORY), "body"),
        Region(len(STORY) + 2, len(STORY + furniture), "boilerplate"),
    )
    plain = read_document(pipeline, make_document(STORY, "2022-12-24"))
    framed = read_document(
        pipeline, make_document(STORY + furniture, "2022-12-24", regions=regions)
    )
    for name in ("mentions", "attributions", "events", "figures", "places", "times"):
        found = [
            getattr(item, "span", None) or getattr(item, "trigger", None)
            for item in getattr(framed, name)
        ]
        assert all(span is None or span.end <= len(STORY) for span in found), name
        assert len(getattr(framed, name)) == len(getattr(plain, name)), name


def test_a_text_too_long_is_refused_and_the_others_are_read(pipeline: Pipeline) -> None:
    texts = [STORY, "shells fell. " * (MAX_CHARACTERS // 12), STORY + " More."]
    reports = list(read_documents(pipeline, [make_document(text) for text in texts]))
    assert [report.problem is None for report in reports] == [True, False, True]
    problem = reports[1].problem
    assert problem is not None and problem.stage == "parse" and "characters" in problem.reason
    assert reports[2].claims


def test_one_stage_that_breaks_ends_its_own_report_alone(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(reading: Any, rules: Any) -> Any:
        if "poison" in reading.document.text:
            raise RuntimeError("a broken clock")
        return find_times(reading, rules)

    monkeypatch.setattr("sayso.flow.find_times", poisoned)
    texts = [f"{STORY} Report {n}." + (" poison" if n == 20 else "") for n in range(40)]
    reports = list(read_documents(pipeline, [make_document(text) for text in texts]))
    assert [n for n, report in enumerate(reports) if report.problem] == [20]
    assert reports[20].problem == Problem(stage="times", reason="RuntimeError: a broken clock")
    assert not reports[20].claims and reports[21].claims


def test_problems_of_ingest_keep_their_place(pipeline: Pipeline) -> None:
    good = Ingested(make_document(STORY))
    bad = dataclass_replace(good, problem=Problem(stage="ingest", reason="no such file"))
    outcome = [
        report.problem is None for report, _ in read_reports(pipeline, [bad, good, bad, good])
    ]
    assert outcome == [False, True, False, True]


def test_reading_again_and_in_another_batch_gives_the_same(pipeline: Pipeline) -> None:
    document = make_document(STORY, "2022-12-24")
    others = [make_document(f"{STORY} Report {n}.") for n in range(20)]
    alone = msgspec.json.encode(read_document(pipeline, document))
    among = [msgspec.json.encode(r) for r in read_documents(pipeline, [*others, document])]
    assert among[-1] == alone


def test_claim_ids_hang_on_printed_words_alone(
    pipeline: Pipeline,
) -> None:
    ids = {c.id for c in read_document(pipeline, make_document(STORY, "2022-12-24")).claims}
    later = {c.id for c in read_document(pipeline, make_document(STORY, "2023-12-24")).claims}
    assert ids == later, "the publication date is not part of a claim's words"
