"""What linking needs of one report: small, frozen, made once and stored with the reading.

Comes in: a `Report`. Goes out: a `Profile`: the document's date and outlet, and its strands. A strand is what the report
tells of one happening: the events that belong to it, and the words around them. Most reports have one strand; a round-up
has several; exactly one is the main one. A report without any event still has its main strand. Strands are what linking
puts into incidents: `Strand.item` names one everywhere, "<document id>#<event id>", or "<document id>#" without an
event. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from sayso.model import Event, Figure, Place, Report, TimeInterval

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class PlaceProfile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an event is said to have been."""

    name: str
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    precision: str | None = None
    admin_path: tuple[str, ...] = ()
    gazetteer_id: str | None = None


class FigureProfile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A toll that an event is told with."""

    counts: str
    low: float | None = None
    high: float | None = None
    central: float | None = None


class EventProfile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event of a report, with what can be compared; `start` and `end` are ISO dates, half-open."""

    event: str
    type: str
    status: str
    trigger: str
    modes: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: PlaceProfile | None = None
    start: str | None = None
    end: str | None = None
    figures: tuple[FigureProfile, ...] = ()
    weapons: tuple[str, ...] = ()
    same_as: str | None = None


class Strand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one report tells of one happening. `terms` are (word, count); `names` are names in lower case."""

    item: str
    document: str
    is_main: bool
    published: str | None = None
    events: tuple[EventProfile, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report as linking sees it."""

    document: str
    published: str | None = None
    outlet: str | None = None
    strands: tuple[Strand, ...]


def make_profile(report: Report) -> Profile:
    """The profile of a report; exactly one of its strands is the main one."""
    document = report.document
    events = tuple(_event_profile(report, event) for event in report.events)
    published = document.published[:10] if document.published else None
    words = Counter(m.group().lower() for m in _WORD.finditer(document.text))
    lead = _lead_event(events)
    main = Strand(
        item=f"{document.id}#{lead.event if lead else ''}",
        document=document.id,
        is_main=True,
        published=published,
        events=events,
        terms=tuple(sorted(words.items())),
    )
    return Profile(
        document=document.id,
        published=published,
        outlet=document.outlet.id if document.outlet else None,
        strands=(main,),
    )


def _lead_event(events: tuple[EventProfile, ...]) -> EventProfile | None:
    told = [e for e in events if e.status in ("happened", "ongoing", "attempted")]
    return next((e for e in told if e.type in ("ASSAULT", "COERCE")), None) or next(
        iter(told), None
    )


def _event_profile(report: Report, event: Event) -> EventProfile:
    places: dict[str, Place] = {p.id: p for p in report.places}
    times: dict[str, TimeInterval] = {t.id: t for t in report.times}
    figures: dict[str, Figure] = {f.id: f for f in report.figures}
    place = places.get(event.place or "")
    time = times.get(event.time or "")
    return EventProfile(
        event=event.id,
        type=event.type,
        status=event.status,
        trigger=event.trigger.exact.lower(),
        modes=event.modes,
        target=tuple(m.group().lower() for m in _WORD.finditer(event.target or "")),
        actors=event.actors,
        recipients=event.recipients,
        place=_place_profile(place) if place else None,
        start=time.start[:10] if time and time.start else None,
        end=time.end[:10] if time and time.end else None,
        figures=tuple(_figure_profile(figures[f]) for f in event.figures if f in figures),
        same_as=event.same_as,
    )


def _place_profile(place: Place) -> PlaceProfile:
    return PlaceProfile(
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        precision=place.precision,
        admin_path=place.admin_path,
        gazetteer_id=place.gazetteer_id,
    )


def _figure_profile(figure: Figure) -> FigureProfile:
    return FigureProfile(
        counts=figure.counts or "", low=figure.low, high=figure.high, central=figure.central
    )
