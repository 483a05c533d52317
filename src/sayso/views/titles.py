"""What to call an incident, where and when it was: by a named rule from what most reports claim.

Comes in: statements and documents. Goes out: a title, the place, the dates. The rule `deed-place-day-1`: the kind of
deed that most reports tell, the finest place that most give, the day that most give. Never who did it: that is claimed.
Where nothing is told that happened, the rule `headline-1`: the headline of the first report, in quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from sayso.incident_model import Dates, IncidentPlace
from sayso.link.subjects import is_truce
from sayso.link.words import load_linking_words
from sayso.model import Document, Event, Place
from sayso.views.statements import Statement, Told

DEED_RULE, HEADLINE_RULE = "deed-place-day-1", "headline-1"

# A fine place counts when at least one in so many of the reports that give a place gives it.
LEAST_SHARE = 3

_PRECISION_WEIGHT = {
    "exact": 1.0,
    "neighbourhood": 1.0,
    "town": 1.0,
    "district": 0.8,
    None: 0.6,
    "province": 0.45,
    "country": 0.2,
}
_NAMING = frozenset({"place", "modifier", "dateline", "demonym"})
_WIDE = frozenset({"district", "province", "country"})
# So near behind a name, in characters, another place tells where it lies.
_BESIDE = 40
_MODE_WORDS = {
    "aerial": "Air strike",
    "heavy-weapons": "Attack with heavy weapons",
    "explosives": "Bombing",
    "firearms": "Shooting",
    "ceasefire": "Ceasefire",
    "abduct": "Abduction",
    "arrest": "Arrests",
    "execute": "Killing",
    "torture": "Torture",
}
_TYPE_WORDS = {
    "ASSAULT": "Attack",
    "COERCE": "Coercion",
    "RETREAT": "Retreat or truce",
    "AGREE": "Agreement",
}
MONTHS = (
    "January February March April May June July August September October November December".split()
)


def make_title(
    told: Sequence[Told],
    statements: Sequence[Statement],
    place: IncidentPlace | None,
    dates: Dates,
) -> tuple[str, str]:
    """(title, rule): ("Air strike in Dahyan, 9 August 2018", "deed-place-day-1")."""
    deed = _deed(statements)
    if deed is None:
        return _headline([t.report.document for t in told]), HEADLINE_RULE
    where = _where(told, statements, place)
    day = dates.first_reported
    when = (
        f", {_days_words(dates)}" if dates.start else f", reported {_day_words(day)}" if day else ""
    )
    return f"{deed}{where}{when}", DEED_RULE


def _where(
    told: Sequence[Told], statements: Sequence[Statement], place: IncidentPlace | None
) -> str:
    """ " in Mellit"; " in Kuma, near Mellit" and " in Mataw, Sagaing", where the gazetteer knows the village not."""
    village = _village(told)
    if place is None:
        return f" in {village}" if village else ""
    at = _at(told, statements, place)
    if village is None or village.casefold() == place.name.casefold():
        return f" {at} {place.name}"
    if at == "near":
        return f" in {village}, near {place.name}"
    is_wide = place.precision in _WIDE
    return f" in {village}, {place.name}" if is_wide else f" in {place.name}"


def _village(told: Sequence[Told]) -> str | None:
    """The town that the first deeds of half of the reports are told with."""
    counts = Counter(name for t in told for name in set(t.scene))
    name = max(sorted(counts), key=lambda n: counts[n], default=None)
    return name if name is not None and 2 * counts[name] >= len(told) else None


def _at(told: Sequence[Told], statements: Sequence[Statement], place: IncidentPlace) -> str:
    """ "near", where all that give the place say that it lies beside: "in Kuma, 40 km south of Mellit"."""
    texts = {t.report.document.id: t.report.document.text for t in told}
    spans = [
        (texts[s.shown.document], s.place.span.start)
        for s in statements
        if s.place is not None and s.place.name == place.name and s.shown.document in texts
    ]
    near = [
        any(m.start(1) == at for m in _beside().finditer(text, max(0, at - 40)))
        for text, at in spans
    ]
    return "near" if near and all(near) else "in"


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    return load_linking_words().beside


def _days_words(dates: Dates) -> str:
    """ "9 August 2018"; of a spell its first and last day: "28 October to 3 November 2024"."""
    start, end = dates.start or "", dates.end or ""
    try:
        last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    except ValueError:
        return _day_words(start)
    if last <= start:
        return _day_words(start)
    words = _day_words(start).split()
    kept = [w for w in words if w not in _day_words(last).split()[1:]] or words[:1]
    return f"{' '.join(kept)} to {_day_words(last)}"


def _deed(statements: Sequence[Statement]) -> str | None:
    """The kind of deed that most reports tell."""
    kinds: Counter[str] = Counter()
    told = {(s.shown.document, word) for s in statements for word in _deed_words(s.event)}
    kinds.update(word for _, word in told)
    named = [word for word in _MODE_WORDS.values() if kinds[word]]
    if named:
        return max(named, key=lambda word: (kinds[word], -named.index(word)))
    return max(sorted(kinds), key=lambda word: kinds[word], default=None)


def _deed_words(event: Event) -> Iterable[str]:
    found = [_MODE_WORDS[mode] for mode in event.modes if mode in _MODE_WORDS]
    if event.type == "AGREE" and is_truce(event):
        return [_MODE_WORDS["ceasefire"]]
    return found or [_TYPE_WORDS.get(event.type, event.type.capitalize())]


def _headline(documents: Sequence[Document]) -> str:
    first = min(documents, key=lambda d: (d.published or "9999", d.id))
    words = first.title or first.text.strip().split("\n", 1)[0] or first.source_id
    return f"“{words if len(words) <= 90 else words[:87].rstrip() + '…'}”"


def _day_words(day: str) -> str:
    """ "2018-08-09" → "9 August 2018" """
    parts = day[:10].split("-")
    if len(parts) != 3:
        return day
    return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"


def find_place(told: Sequence[Told], statements: Sequence[Statement]) -> IncidentPlace | None:
    """The place that most reports give, finer ones weighing more than provinces and countries."""
    claimed = [
        (s.shown.document, s.place)
        for s in statements
        if s.place is not None and s.shown.stance == "asserts"
    ]
    places = claimed or list(_event_places(told))
    first: dict[str, Place] = {}
    for _, place in places:
        first.setdefault(_place_key(place), place)
    if not first:
        return None
    counts = Counter(key for _, key in {(d, _place_key(p)) for d, p in places})
    documents = len({document for document, _ in places})
    often = [key for key in first if counts[key] * LEAST_SHARE >= documents] or list(first)
    best = max(
        sorted(often), key=lambda k: counts[k] * _PRECISION_WEIGHT.get(first[k].precision, 0.6)
    )
    place = first[best]
    if (ground := _other_ground(told, place)) is not None:
        return IncidentPlace(name=place.name, country=ground, lat=None, lon=None, precision=None)
    return IncidentPlace(
        name=place.name,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
    )


def _other_ground(told: Sequence[Told], place: Place) -> str | None:
    """The country of which the reports tell, where no country is known of a place or none of them tells of its country.

    "Kuma", near Mellit in Darfur, is not the one in Japan: then it has no point
    """
    countries: Counter[str] = Counter()
    for t in told:
        named = (p for p in t.report.places if p.name != place.name and p.used_as in _NAMING)
        countries.update({p.country for p in named if p.country})
    if not countries or (place.country is not None and countries[place.country]):
        return None
    if (beside := _ground_beside(told, place)) is not None:
        return beside
    ground, count = countries.most_common(1)[0]
    return ground if 2 * count >= len(told) else None


def _ground_beside(told: Sequence[Told], place: Place) -> str | None:
    """The country of the place named right behind: "Koh-e-Sabz, a village in Panjgur district" → Panjgur's."""
    grounds: Counter[str] = Counter()
    for t in told:
        own = [p for p in t.report.places if p.name == place.name]
        for one in own:
            behind = (
                p.country
                for p in t.report.places
                if p.country and p.used_as == "place" and 0 < p.span.start - one.span.end <= _BESIDE
            )
            grounds.update(set(behind))
    return grounds.most_common(1)[0][0] if grounds else None


def _place_key(place: Place) -> str:
    return place.gazetteer_id or place.name


def _event_places(told: Sequence[Told]) -> Iterable[tuple[str, Place]]:
    for t in told:
        places = {place.id: place for place in t.report.places}
        for event in t.report.events:
            if event.id in t.events and event.place in places:
                yield t.report.document.id, places[event.place]


def find_dates(told: Sequence[Told], statements: Sequence[Statement]) -> Dates:
    """The day that most reports give, and the days on which it was reported."""
    days = [t.report.document.published[:10] for t in told if t.report.document.published]
    last = max(days, default=None)
    votes: Counter[tuple[str, str]] = Counter()
    for _, (start, end) in {
        (s.shown.document, _whole_days(s.time.start, s.time.end))
        for s in statements
        if s.time is not None and s.time.start and s.time.end and s.shown.stance == "asserts"
    }:
        if (last is None or start <= last) and _length(start, end) <= 31:
            votes[start, end] += 1
    chosen = max(sorted(votes), key=lambda v: (votes[v], -_length(*v)), default=None)
    return Dates(
        start=chosen[0] if chosen else None,
        end=chosen[1] if chosen else None,
        first_reported=min(days, default=None),
        last_reported=last,
    )


def _whole_days(start: str, end: str) -> tuple[str, str]:
    """ "On the morning of 9 September" is that day, and no other one than "on 9 September"."""
    first, last = start[:10], end[:10]
    if first < last:
        return first, last
    try:
        return first, (date.fromisoformat(first) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return first, last


def _length(start: str, end: str) -> int:
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)) // timedelta(days=1)
    except ValueError:
        return 9999
