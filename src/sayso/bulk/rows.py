"""Rows of one report for the tables of a shard, flat enough to be counted and joined without reading JSON.

Comes in: reports with their position in the archive. Goes out: tuples in the order of the columns that bulk/tables.py
lists. A claim's row tells of its event what an analyst filters by, and of its value what it is in words and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sayso.model import Claim, Figure, Place, Report, Span, TimeInterval
from sayso.store.writer import value_words

Row = tuple[Any, ...]


def document_row(position: int, report: Report, digest: str | None) -> Row:
    """The row of any input, read or not; `report` is what `sayso read --json` prints."""
    document, problem, outlet = report.document, report.problem, report.document.outlet
    return (
        document.id,
        document.source_id,
        position,
        document.url,
        outlet.id if outlet else None,
        outlet.name if outlet else None,
        outlet.country if outlet else None,
        document.title,
        document.byline,
        document.dateline,
        document.published,
        document.language,
        len(document.text.split()),
        digest,
        problem.stage if problem else None,
        problem.reason if problem else None,
        problem.skipped if problem else None,
        msgspec.json.encode(report).decode(),
    )


def error_row(position: int, report: Report, digest: str | None) -> Row:
    """The row of an input that was skipped or failed."""
    document, problem = report.document, report.problem
    assert problem is not None  # noqa: S101 - the caller asked
    return (
        document.id,
        document.source_id,
        position,
        document.url,
        digest,
        problem.stage,
        problem.reason,
        problem.skipped,
    )


def claim_rows(report: Report) -> Iterator[Row]:
    """One row a claim; place and time are the claim's own where it claims one, otherwise its event's."""
    document = report.document
    outlet = document.outlet.id if document.outlet else None
    words = _Words(report)
    for claim in report.claims:
        event = words.events[claim.event]
        place = words.places.get(claim.value.place or event.place or "")
        time = words.times.get(claim.value.time or event.time or "")
        figure = words.figures.get(claim.value.figure or "")
        yield (
            document.id,
            outlet,
            document.published,
            claim.id,
            event.id,
            event.type,
            event.status,
            list(event.modes),
            event.cameo,
            event.trigger.exact,
            claim.property,
            words.value(claim),
            _value_id(claim),
            claim.stance,
            list(claim.claimants),
            [words.name(actor) for actor in claim.claimants],
            claim.responsibility,
            list(claim.via),
            *_place(place),
            *_time(time),
            *_figure(figure),
            claim.evidence[0].exact if claim.evidence else None,
        )


class _Words:
    """What a report's claims point to."""

    def __init__(self, report: Report) -> None:
        self.events = {event.id: event for event in report.events}
        self.places = {place.id: place for place in report.places}
        self.times = {time.id: time for time in report.times}
        self.figures = {figure.id: figure for figure in report.figures}
        self._words = value_words(report)
        self._names = {actor.id: actor.name for actor in report.actors}
        if report.document.outlet:
            self._names |= {f"outlet:{report.document.outlet.id}": report.document.outlet.name}

    def name(self, actor: str) -> str:
        return self._names.get(actor, actor)

    def value(self, claim: Claim) -> str | None:
        """A claim's value in words: a name, a figure as printed, a place, a time, a trigger, or text."""
        if claim.value.actor:
            return self.name(claim.value.actor)
        pointed = _value_id(claim)
        return self._words.get(pointed, pointed) if pointed else claim.value.text


def _value_id(claim: Claim) -> str | None:
    value = claim.value
    return value.actor or value.place or value.time or value.figure or value.event


def _place(place: Place | None) -> Row:
    return (None,) * 4 if place is None else (place.name, place.lat, place.lon, place.country)


def _time(time: TimeInterval | None) -> Row:
    return (None, None) if time is None else (time.start, time.end)


def _figure(figure: Figure | None) -> Row:
    if figure is None:
        return (None,) * 5
    return (figure.low, figure.high, figure.central, figure.bound, figure.counts)


def span_rows(report: Report) -> Iterator[Row]:
    """Every stretch of words that something found in a report stands on."""
    for kind, owner, role, span in _spans(report):
        yield report.document.id, kind, owner, role, span.start, span.end, span.exact


def _spans(report: Report) -> Iterator[tuple[str, str, str, Span]]:
    for mention in report.mentions:
        yield "mention", mention.id, "span", mention.span
        yield "mention", mention.id, "head", mention.head
    for attribution in report.attributions:
        for role, spans in (
            ("source", attribution.source),
            ("cue", attribution.cue),
            ("content", attribution.content),
        ):
            for span in spans:
                yield "attribution", attribution.id, role, span
    for event in report.events:
        yield "event", event.id, "trigger", event.trigger
        for argument in event.arguments:
            yield "event", event.id, argument.role, argument.span
    for kind, found in (
        ("figure", report.figures),
        ("place", report.places),
        ("time", report.times),
    ):
        for one in found:
            yield kind, one.id, "span", one.span
    for claim in report.claims:
        for span in claim.evidence:
            yield "claim", claim.id, "evidence", span
