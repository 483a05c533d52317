"""Which statements are about the incident itself, and which were only told beside it.

Comes in: the statements of an incident, and for each report the event that leads. Goes out: the same statements, those
told of something else marked as asides. A report of a strike also tells that the war began in March, that the other
side fired a missile the day before, that it hides behind children: none of that blames anybody for this strike.

A happening is tied to the incident when it is one that leads, or shares its day or its place and contradicts neither,
or breaks the truce that it is about. What day or place contradict is an aside, and so is who did a deed of another
type, what a report of those days tells as history, and, of an attack, how a truce stands. What is neither counts only
where its report has nothing tied to say on the same property. Leading are the first happenings of the reports, of the
type that most of them lead with; where half of the reports are about a ceasefire, and lead with no attack, that is what
the incident is about. What the accused itself says that it did counts where nothing contradicts it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields
from datetime import date, timedelta
from math import cos, radians, sqrt

from msgspec.structs import replace

from sayso.link.subjects import is_death, is_truce
from sayso.model import EventType, Place, Property
from sayso.views.statements import Statement, Told

# Sameness of place: a town and its quarter, a village and the gazetteer's point for its district town.
SAME_PLACE_KM = 40.0
# Time zones, "overnight", and the day on which it became known.
DAYS_APART = 1
_LONGEST_DAYS = 8
_SHOT_DOWN = re.compile(r"sho(?:t|ot|ots|oting) down|down(?:ed|ing)\b|intercept", re.IGNORECASE)
# Who tells of something later than this tells the incident itself as history.
_NEWS_DAYS = 30
_HARM = frozenset({"ASSAULT", "COERCE"})
_COARSE = frozenset({"country", "province"})
_KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Setting:
    """Where and when most reports put what they lead with, and whether that is a truce."""

    places: tuple[Place, ...]
    days: tuple[tuple[str, str], ...]
    is_truce: bool = False


def mark_asides(statements: Sequence[Statement], told: Sequence[Told]) -> list[Statement]:
    """The statements, those that are not about the incident's own happening marked as asides."""
    read = [s for s in statements if s.shown.made_by is None]
    truces = _truces_led_with(told, read)
    leading = truces or _leading(told)
    setting = _setting(read, leading, is_truce=bool(truces))
    happenings: dict[str, list[Statement]] = defaultdict(list)
    for s in read:
        happenings[s.happening].append(s)
    ties = {
        name: True if name in leading else _tie(rows, setting) for name, rows in happenings.items()
    }
    tied = {(s.shown.document, s.shown.property) for s in read if ties[s.happening] is True}
    owned = _owned(read, ties)
    deeds = _deeds(read, leading)
    return [
        s
        if s.shown.made_by is not None
        or (
            (_is_core(s, ties[s.happening], tied) or s.happening in owned)
            and not _blames_for_else(s, deeds)
        )
        else with_fields(s, shown=replace(s.shown, aside=True))
        for s in statements
    ]


def _is_core(s: Statement, tie: bool | None, tied: set[tuple[str, Property]]) -> bool:
    """None: neither tied nor contradicted; then the report must have nothing tied to say on this."""
    if tie is not None:
        return tie
    return (s.shown.document, s.shown.property) not in tied


def _owned(statements: Sequence[Statement], ties: dict[str, bool | None]) -> set[str]:
    """What the accused says that it did, where neither day nor place speaks against it.

    "Russia attacked the port, the governor said. Moscow said it had struck a depot": its account of the same night
    """
    blamed = {
        (s.shown.document, s.value_side.id)
        for s in statements
        if ties[s.happening] is True and s.shown.property == "responsible" and s.value_side
    }
    return {
        s.happening
        for s in statements
        if ties[s.happening] is None
        and s.shown.property == "responsible"
        and s.shown.stance == "asserts"
        and s.side is not None
        and s.value_side is not None
        and s.side.id == s.value_side.id
        and (s.shown.document, s.side.id) in blamed
    }


def _deeds(statements: Sequence[Statement], leading: set[str]) -> set[tuple[str, EventType]]:
    """For each happening the types of deed that somebody can be blamed for: those led with, and breaches.

    "Clashes broke out. The rebels said they had shot down a jet": no blame for the clashes, if no report leads with it.
    """
    kinds = {s.event.type for s in statements if s.happening in leading}
    breaches = {s.happening for s in statements if s.shown.property == "violates"}
    return {
        (s.happening, s.event.type)
        for s in statements
        if not kinds or s.event.type in kinds or s.happening in breaches
        if s.happening in leading or _SHOT_DOWN.search(s.event.trigger.exact) is None
    }


def _blames_for_else(s: Statement, deeds: set[tuple[str, EventType]]) -> bool:
    """ "The prison stands in territory occupied by Russia": that is no blame for the attack on the prison."""
    return s.shown.property == "responsible" and (s.happening, s.event.type) not in deeds


def _truces_led_with(told: Sequence[Told], statements: Sequence[Statement]) -> set[str]:
    """The truces of an incident that is about one: half of its reports tell of them, and lead with no attack.

    "Jets bombed a monastery three days after a ceasefire took hold": of the bombing
    """
    truces = {s.happening for s in statements if is_truce(s.event)}
    about = [t for t in told if _leads_with_truce(t)]
    return truces if 2 * len(about) >= len(told) else set()


def _leads_with_truce(told: Told) -> bool:
    """Whether of truces and attacks a report tells a truce first; what it tells as history leads nothing."""
    news = (
        is_truce(e)
        for e in sorted(told.report.events, key=lambda e: e.trigger.start)
        if e.id in told.events
        and e.attribution is None
        and e.status != "historical"
        and (e.type in _HARM or is_truce(e))
    )
    return next(news, False)


def _leading(told: Sequence[Told]) -> set[str]:
    """The happenings that the reports lead with, as "<document>#<first event of the happening>"."""
    types: dict[str, EventType] = {}
    for t in told:
        events = {e.id: e for e in t.report.events}
        if t.lead in events:
            lead = events[t.lead]
            types[f"{t.report.document.id}#{lead.same_as or lead.id}"] = lead.type
    counts = Counter(types.values())
    return {name for name, kind in types.items() if counts[kind] == max(counts.values())}


def _setting(
    statements: Sequence[Statement], leading: set[str], *, is_truce: bool = False
) -> Setting:
    """The place and day that most reports give for what they lead with."""
    own = [s for s in statements if s.happening in leading] or list(statements)
    days = {
        (s.shown.document, s.time.start[:10], s.time.end[:10])
        for s in own
        if s.time is not None and s.time.start and s.time.end and s.shown.stance == "asserts"
    }
    votes = Counter((a, b) for _, a, b in days if _length(a, b) <= _LONGEST_DAYS)
    places = {
        (s.shown.document, s.place)
        for s in own
        if s.place is not None and s.place.precision not in _COARSE
    }
    by_name: dict[str, list[Place]] = defaultdict(list)
    for _, place in sorted(places, key=lambda pair: (pair[0], pair[1].span)):
        by_name[place.name].append(place)
    most = max((len(found) for found in by_name.values()), default=0)
    return Setting(
        places=tuple(found[0] for _, found in sorted(by_name.items()) if len(found) == most),
        days=tuple(day for day, count in votes.items() if count == max(votes.values())),
        is_truce=is_truce,
    )


def _tie(rows: Iterable[Statement], setting: Setting) -> bool | None:
    """True: shares day or place; False: another day or another place, or background; None: nothing to go by."""
    rows = list(rows)
    if setting.is_truce and any(s.shown.property == "violates" for s in rows):
        return True
    if not setting.is_truce and all(is_truce(s.event) for s in rows):
        return False
    days = [_day_fits(s, setting) for s in rows if s.time is not None and s.time.start]
    if True not in days and _is_background(rows, setting):
        return False
    places = [
        _place_fits(s.place, setting)
        for s in rows
        if s.place is not None and s.place.precision not in _COARSE
    ]
    told = [fit for fit in (*days, *places) if fit is not None]
    if told:
        return all(told)
    return False if all(s.event.status == "historical" for s in rows) else None


def _is_background(rows: Sequence[Statement], setting: Setting) -> bool:
    """ "In January a drone had killed 11 in the town", in a report of those days: another deed than the one of Monday.

    Months later the incident itself is history: then its place tells.
    """
    if any(s.event.status != "historical" for s in rows):
        return False
    return any(_days_between(day, s.day) <= _NEWS_DAYS for s in rows for _, day in setting.days)


def _days_between(start: str, end: str | None) -> int:
    return _length(start, end) if end is not None else 9999


def _day_fits(s: Statement, setting: Setting) -> bool | None:
    """Whether its day is that of the incident; of a longer spell, "last year", only that it is not.

    "A soldier who was wounded in the ambush died on Monday": of a later death only the same day tells
    """
    if not setting.days or s.time is None or not s.time.start or not s.time.end:
        return None
    spell = s.time.start[:10], s.time.end[:10]
    fits = any(_days_meet(spell, day) for day in setting.days)
    if fits:
        return True if _length(*spell) <= _LONGEST_DAYS else None
    is_later = all(spell[0] > start for start, _ in setting.days)
    return None if is_later and is_death(s.event) else False


def _days_meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    slack = timedelta(days=DAYS_APART)
    try:
        a, b, c, d = (date.fromisoformat(day) for day in (*one, *other))
    except ValueError:
        return False
    return a - slack < d and c - slack < b


def _place_fits(place: Place | None, setting: Setting) -> bool | None:
    if place is None or not setting.places:
        return None
    return any(_is_same_place(place, other) for other in setting.places)


def _is_same_place(one: Place, other: Place) -> bool:
    if one.name == other.name or (one.gazetteer_id and one.gazetteer_id == other.gazetteer_id):
        return True
    km = distance_km(one, other)
    return km is not None and km <= SAME_PLACE_KM


def distance_km(one: Place, other: Place) -> float | None:
    """How far apart two places are, as the crow flies; None where one of them has no point."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_of_points((one.lat, one.lon), (other.lat, other.lon))


def distance_of_points(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points (lat, lon), near enough for what is near."""
    width = cos(radians((one[0] + other[0]) / 2)) * (one[1] - other[1])
    return _KM_A_DEGREE * sqrt((one[0] - other[0]) ** 2 + width**2)


def _length(start: str, end: str) -> int:
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return 9999
