"""What linking needs of one report: small, frozen, made once and stored with the reading.

Comes in: a `Report`. Goes out: a `Profile`: the document's date and outlet, and its strands. A strand is what the
report tells of one happening: the events that belong to it, and the words around them. Most reports have one strand; a
round-up has several; exactly one is the main one. A report without any event still has its main strand. Strands are
what linking puts into incidents: `Strand.item` names one everywhere, "<document id>#<event id>", or "<document id>#"
without an event. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from sayso.link.ordered import Stretches
from sayso.link.strands import (
    Draft,
    find_strands,
    is_beside,
    is_day,
    is_deed,
    is_fine,
    joined,
    stands_for_all,
)
from sayso.link.subjects import Subject, find_subject, is_headed_truce, is_truce
from sayso.link.words import (
    LinkingWords,
    Word,
    count_names,
    count_terms_of,
    find_words,
    load_linking_words,
    stem,
)
from sayso.model import Event, Figure, Place, Report, Span, TimeInterval

# How much a day counts that is told beside a deed, and not as its day.
_BESIDE = 0.4
# So near a word of speech, in characters, a day is that on which something was said.
_BESIDE_CUE = 25
LEAD_WORDS = 60
MOST_TERMS = 400
MOST_PLACES = 12
_NAMED = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


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
    same_as: str | None = None


class Strand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one report tells of one happening.

    `terms` are (word without ending, count), `names` (name in lower case, count), `lead` the terms of its beginning,
    `days` (ISO date, weight) on which its deeds are told to have been, `places` (place, weight) where; `spans` the
    stretches of the document's text that tell it, `towns` those that they name, in lower case, located or not.
    `scene` are those of them that its first deed is told with, `beside` those of what its report compares it with;
    `people` the full names of those whom it tells of and who tell nothing themselves. `is_overview`: what a round-up
    says of all its happenings together.
    """

    item: str
    document: str
    is_main: bool
    published: str | None = None
    events: tuple[EventProfile, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    lead: tuple[tuple[str, int], ...] = ()
    days: tuple[tuple[str, float], ...] = ()
    places: tuple[tuple[PlaceProfile, float], ...] = ()
    killed: tuple[float, ...] = ()
    injured: tuple[float, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    towns: tuple[str, ...] = ()
    scene: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    is_overview: bool = False
    subject: Subject | None = None


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report as linking sees it."""

    document: str
    published: str | None = None
    outlet: str | None = None
    strands: tuple[Strand, ...]


def make_profile(report: Report, words: LinkingWords | None = None) -> Profile:
    """The profile of a report; exactly one of its strands, the first, is the main one."""
    document, words = report.document, words or load_linking_words()
    found = find_words(document.text, words)
    drafts = find_strands(report, found, words)
    if stands_for_all(drafts[0], drafts):
        main = drafts[0]
        drafts = [
            joined([d for d in drafts if not is_beside(d, main)]),
            *(d for d in drafts if is_beside(d, main)),
        ]
    strands = [
        make_strand(report, draft, sorted(draft.sentences), found, words, number == 0)
        for number, draft in enumerate(drafts)
        if number == 0 or draft.events
    ]
    return Profile(
        document=document.id,
        published=document.published[:10] if document.published else None,
        outlet=document.outlet.id if document.outlet else None,
        strands=tuple(strands),
    )


def make_strand(
    report: Report,
    draft: Draft,
    sentences: list[tuple[int, int]],
    found: Sequence[Word],
    words: LinkingWords,
    is_main: bool,
) -> Strand:
    """The strand of some sentences of a report, with the events of its draft."""
    document = report.document
    stretches, own = Stretches(sentences), Stretches(draft.sentences)
    inside = [w for w in found if stretches.hold(w.start)]
    events = tuple(sorted(draft.events, key=lambda e: e.trigger.start))
    lead = next((e for e in events if is_deed(e)), next(iter(events), None))
    terms = count_terms_of(inside)
    return Strand(
        item=f"{document.id}#{lead.id if lead else ''}",
        document=document.id,
        is_main=is_main,
        published=document.published[:10] if document.published else None,
        events=_event_profiles(report, events),
        terms=_sorted(dict(terms.most_common(MOST_TERMS))),
        names=_sorted(dict(count_names(document.text, inside, words).most_common(MOST_TERMS))),
        lead=_sorted(count_terms_of(inside[:LEAD_WORDS])),
        days=_days(report, events, own if draft.is_compared else None)
        or (_days_beside(report, draft) if is_main else ()),
        places=_places(report, events, own),
        killed=_tolls(report, "killed", own),
        injured=_tolls(report, "injured", own),
        spans=tuple(sorted(draft.sentences)),
        towns=_narrow(report, draft.towns - draft.filed),
        scene=_narrow(report, draft.scene),
        beside=tuple(sorted(draft.beside)),
        people=_people(report, stretches),
        is_overview=draft.is_overview,
        subject=_subject(report, draft, events, is_main=is_main),
    )


def _subject(
    report: Report, draft: Draft, events: Sequence[Event], *, is_main: bool
) -> Subject | None:
    """What a strand is about: the main one what its headline says; history only beside the news of its report."""
    if is_main and is_headed_truce(report.document.title or "") and any(map(is_truce, events)):
        return "truce"
    found = find_subject(events, {t.id: t for t in report.times})
    return "attack" if found == "history" and draft.subjects != {"history"} else found


def _people(report: Report, sentences: Stretches) -> tuple[str, ...]:
    """The full names of those who are told of and tell nothing: victims and suspects, not spokesmen."""
    telling = {actor for attribution in report.attributions for actor in attribution.actors}
    private = {
        a.id: a.name.lower()
        for a in report.actors
        if a.kind == "person" and a.id.startswith("doc:") and a.id not in telling and " " in a.name
    }
    found = {private.get(m.actor or "") for m in report.mentions if sentences.hold(m.span.start)}
    return tuple(sorted(name for name in found if name))


def _narrow(report: Report, names: set[str]) -> tuple[str, ...]:
    """The names that are of no province or country."""
    wide = {p.name.lower() for p in report.places if p.precision in ("province", "country")}
    return tuple(sorted(names - wide))


def _sorted(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items()))


def _weights(events: Sequence[Event]) -> Iterator[tuple[Event, float]]:
    """Deeds that are told first tell most of what a report is about."""
    told = [e for e in events if e.status in ("happened", "ongoing", "attempted", "negated")]
    for rank, event in enumerate(told):
        yield event, (1.0 if is_deed(event) else 0.3) / (1 + 0.3 * rank)


def _days(
    report: Report, events: Sequence[Event], within: Stretches | None
) -> tuple[tuple[str, float], ...]:
    """The days of its deeds; only those told `within` some stretches, for what only dates another happening."""
    told = [t for t in report.times if within is None or within.hold(t.span.start)]
    times = {t.id: t for t in told}
    days: Counter[str] = Counter()
    for event, weight in _weights(events):
        # When something was said is no day of what is told.
        time = times.get(event.time or "") if event.attribution is None else None
        for day in _days_of(time, report.document.published) if time is not None else ():
            days[day] += weight  # type: ignore[assignment]
    return tuple((day, round(weight, 3)) for day, weight in sorted(days.items()))


def _days_beside(report: Report, draft: Draft) -> tuple[tuple[str, float], ...]:
    """ "The clinic took in 60 wounded on Monday after bombs hit the market": the day told beside a deed without one.

    Not the day on which something was said.
    """
    deeds = [e.trigger.start for e in draft.events if is_deed(e)]
    sentences = Stretches((a, b) for a, b in draft.sentences if any(a <= at < b for at in deeds))
    cues = [cue for told in report.attributions for cue in told.cue]
    near = (
        t
        for t in report.times
        if t.type == "DATE" and sentences.hold(t.span.start)
        if not any(_lie_near(cue, t.span) for cue in cues)
    )
    found = {day for time in near for day in _days_of(time, report.document.published)}
    return tuple((day, _BESIDE) for day in sorted(found)) if len(found) == 1 else ()


def _lie_near(cue: Span, day: Span) -> bool:
    return -_BESIDE_CUE <= day.start - cue.end <= _BESIDE_CUE


def _days_of(time: TimeInterval, published: str | None) -> tuple[str, ...]:
    """The days of a time that tells any; of a night both: some outlets count it by its evening, some by its morning.

    "Saturday night" names its evening.

    What is reported on the day of a night was done in the one that had passed.
    """
    if not is_day(time) or not time.start:
        return ()
    day = time.start[:10]
    if time.value is None or not time.value.endswith("TNI") or _NAMED.search(time.span.exact):
        return (day,)
    try:
        evening = date.fromisoformat(day)
    except ValueError:
        return (day,)
    if published is not None and day == published[:10]:
        evening -= timedelta(days=1)
    return evening.isoformat(), (evening + timedelta(days=1)).isoformat()


def _places(
    report: Report, events: Sequence[Event], sentences: Stretches
) -> tuple[tuple[PlaceProfile, float], ...]:
    """Where its deeds were; where none is told, the towns that are named with it."""
    places = {p.id: p for p in report.places}
    found: Counter[PlaceProfile] = Counter()
    for event, weight in _weights(events):
        place = places.get(event.place or "")
        if place is not None and place.gazetteer_id:
            found[_place_profile(place)] += weight  # type: ignore[assignment]
    for place in report.places:
        if place.gazetteer_id and is_fine(place) and sentences.hold(place.span.start):
            found[_place_profile(place)] += 0.1  # type: ignore[assignment]
    return tuple((place, round(weight, 3)) for place, weight in found.most_common(MOST_PLACES))


def _tolls(report: Report, counts: str, sentences: Stretches) -> tuple[float, ...]:
    values = {
        value
        for figure in report.figures
        if figure.counts == counts and sentences.hold(figure.span.start)
        for value in (figure.central if figure.central is not None else figure.low,)
        if value
    }
    return tuple(sorted(values))


def _event_profiles(report: Report, events: Sequence[Event]) -> tuple[EventProfile, ...]:
    places = {p.id: p for p in report.places}
    times = {t.id: t for t in report.times}
    figures = {f.id: f for f in report.figures}
    return tuple(_event_profile(event, places, times, figures) for event in events)


def _event_profile(
    event: Event,
    places: Mapping[str, Place],
    times: Mapping[str, TimeInterval],
    figures: Mapping[str, Figure],
) -> EventProfile:
    place = places.get(event.place or "")
    time = times.get(event.time or "")
    return EventProfile(
        event=event.id,
        type=event.type,
        status=event.status,
        trigger=event.trigger.exact.lower(),
        modes=event.modes,
        target=tuple(stem(word) for word in (event.target or "").lower().split()),
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
