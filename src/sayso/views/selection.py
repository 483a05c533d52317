"""Which incidents somebody wants to see: one set of filters for the command line, the page, the API and exports.

Comes in: pairs of a query string ("grade=Contested&party=Syria"), and rows. Goes out: the rows that fit, in the order
asked for, and for each facet what a click would show. Within a field any value may fit; across fields all must. Names
are compared without case; a party, speaker or outlet is meant by its id or its name, a place by its name or by its
country's code or name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from heapq import nsmallest
from typing import Literal, get_args
from urllib.parse import urlencode

import msgspec

from sayso.errors import UsageError
from sayso.incident_model import GradeName, PositionKind
from sayso.model import EventType
from sayso.views.rows import IncidentRow, ReviewState

Sort = Literal["latest", "earliest", "killed", "reports", "origins"]
FACETS = (
    "grade",
    "party",
    "stance",
    "speaker",
    "outlet",
    "place",
    "country",
    "type",
    "origins",
    "review",
)

Facet = tuple[tuple[str, str, int], ...]


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wanted. `within`: only these incidents, as full text (`q`) has found them; None: no full text asked.

    `as_of`: as it stood on a day; `all`: also incidents that reports only tell in passing; `origins`: at least so many
    independent origins; `bounds`: west, south, east, north of what the map shows.
    """

    q: str = ""
    grade: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    origins: int = 0
    since: str | None = None
    until: str | None = None
    bounds: tuple[float, float, float, float] | None = None
    as_of: str | None = None
    all: bool = False
    sort: Sort = "latest"

    def query(self) -> str:
        """The query string that gives this selection again, always in one order."""
        return urlencode(list(self.pairs()))

    def pairs(self) -> Iterable[tuple[str, str]]:
        """The pairs of the query string; what says nothing is left out."""
        for field in msgspec.structs.fields(self):
            value = getattr(self, field.name)
            if value == field.default or not value:
                continue
            if field.name == "bounds":
                yield "bounds", ",".join(f"{v:g}" for v in value)
            elif isinstance(value, tuple):
                yield from ((field.name, str(v)) for v in value)
            else:
                yield field.name, "1" if value is True else str(value)

    def without(self, field: str, value: str | None = None) -> Selection:
        """The selection without one field, or without one of its values."""
        kept = getattr(self, field)
        if value is not None and isinstance(kept, tuple):
            return msgspec.structs.replace(
                self, **{field: tuple(v for v in kept if v.casefold() != value.casefold())}
            )
        default = next(f.default for f in msgspec.structs.fields(self) if f.name == field)
        return msgspec.structs.replace(self, **{field: default})

    def having(self, field: str, value: str) -> Selection:
        """The selection with one value more."""
        if field == "origins":
            return msgspec.structs.replace(self, origins=int(value))
        kept = getattr(self.without(field, value), field)
        return msgspec.structs.replace(self, **{field: (*kept, value)})

    def has(self, field: str, value: str) -> bool:
        """Whether a value of a field is asked for."""
        if field == "origins":
            return str(self.origins) == value
        return value.casefold() in {v.casefold() for v in getattr(self, field)}


_DAYS = ("since", "until", "as_of")
_WORDS: dict[str, tuple[str, ...]] = {
    "grade": get_args(GradeName),
    "stance": get_args(PositionKind),
    "type": get_args(EventType),
    "review": get_args(ReviewState),
    "sort": get_args(Sort),
}
_MANY = {f.name for f in msgspec.structs.fields(Selection) if f.default == ()}


def parse_selection(pairs: Iterable[tuple[str, str]]) -> Selection:
    """The selection of a query string's pairs; empty values say nothing, unknown names are left to others.

    "grade=contested&since=2018-08-01" → Selection(grade=("Contested",), since="2018-08-01")
    """
    found: dict[str, list[str]] = {}
    known = {f.name for f in msgspec.structs.fields(Selection)}
    for name, value in pairs:
        if name in known and value.strip():
            found.setdefault(name, []).append(_checked(name, value.strip()))
    settings: dict[str, object] = {}
    for name, values in found.items():
        if name in _MANY:
            settings[name] = tuple(dict.fromkeys(values))
        elif name == "origins":
            settings[name] = _whole(values[-1])
        elif name == "all":
            settings[name] = values[-1].casefold() in ("1", "true", "yes", "on")
        elif name == "bounds":
            settings[name] = _bounds(values[-1])
        else:
            settings[name] = values[-1]
    return msgspec.convert(settings, Selection)


def _checked(name: str, value: str) -> str:
    """A day as a day, a word of a closed list as that list spells it."""
    if name in _DAYS:
        return make_day(value)
    words = _WORDS.get(name)
    if words is None:
        return value
    for word in words:
        if word.casefold() == value.casefold():
            return word
    raise UsageError(f"{value} is no {name}: choose among {', '.join(words)}")


def make_day(value: str) -> str:
    """A day as written in ISO 8601."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise UsageError(f"{value} is no day: write it as 2018-08-09") from error


def _whole(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise UsageError(f"{value[:40]} is no number of origins")
    return int(value)


def _bounds(value: str) -> tuple[float, ...]:
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError as error:
        raise UsageError(f"{value[:60]} are no bounds: west,south,east,north") from error
    if not (-90 <= south <= north <= 90 and abs(west) <= 540 and abs(east) <= 540):
        raise UsageError(f"{value[:60]} are no bounds: west,south,east,north")
    return west, south, east, north


Test = Callable[[IncidentRow], bool]


def select(
    rows: Iterable[IncidentRow], selection: Selection, within: frozenset[str] | None = None
) -> list[IncidentRow]:
    """The rows that fit, sorted. `within`: the incidents that the full text (`q`) was found in."""
    tests = list(_tests(selection, within).values())
    return sort_rows(
        [row for row in rows if all(test(row) for test in tests)],
        selection.sort,
    )


def fits(row: IncidentRow, selection: Selection) -> bool:
    """Whether one row fits, full text left aside."""
    return all(test(row) for test in _tests(selection, None).values())


def sort_rows(rows: Iterable[IncidentRow], sort: Sort = "latest") -> list[IncidentRow]:
    """The latest first, or what else is asked for first; what has no day, no toll last."""
    latest = sorted(rows, key=lambda r: (r.day or "", r.id), reverse=True)
    if sort == "earliest":
        return sorted(latest, key=lambda r: (r.day or "9999", r.id))
    if sort == "killed":
        return sorted(latest, key=lambda r: r.killed[1] or r.killed[0] or 0, reverse=True)
    if sort == "reports":
        return sorted(latest, key=lambda r: r.articles, reverse=True)
    if sort == "origins":
        return sorted(latest, key=lambda r: r.origins, reverse=True)
    return latest


def count_facets(
    rows: Iterable[IncidentRow],
    selection: Selection,
    within: frozenset[str] | None = None,
    most: int | None = None,
) -> dict[str, Facet]:
    """For each facet its (value, label, how many incidents fit it and all other fields), most first.

    A row counts for a facet when it fits everything else, so that the values beside a chosen one stay open. With `most`
    only so many of each are given, and the chosen ones: a store of a million claims has thousands of speakers.
    """
    tests = list(_tests(selection, within).items())
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in FACETS}
    for row in rows:
        failed = _failed(row, tests)
        if len(failed) > 1:
            continue
        for name in FACETS if not failed else failed & counts.keys():
            counts[name].update(set(_VALUES[name](row)))
    return {name: _facet(name, counts[name], selection, most) for name in FACETS}


def _failed(row: IncidentRow, tests: Sequence[tuple[str, Test]]) -> set[str]:
    failed: set[str] = set()
    for name, test in tests:
        if not test(row):
            failed.add(name)
            if len(failed) > 1:
                break
    return failed


def _facet(
    name: str, counts: Counter[tuple[str, str]], selection: Selection, most: int | None
) -> Facet:
    if name == "origins":
        return _at_least(counts)

    def order(item: tuple[tuple[str, str], int]) -> tuple[int, str, str]:
        (value, label), count = item
        return -count, label.casefold(), value

    if most is None or len(counts) <= most:
        first = sorted(counts.items(), key=order)
    else:
        chosen = _folded(getattr(selection, name))
        kept = [item for item in counts.items() if chosen and _folded(item[0]) & chosen]
        first = [*nsmallest(most, counts.items(), key=order), *kept]
        first = sorted(dict(first).items(), key=order)
    return tuple((value, label, count) for (value, label), count in first)


def _at_least(counts: Counter[tuple[str, str]]) -> Facet:
    """ "2 or more" holds what has three, too."""
    numbers = Counter({int(value): count for (value, _), count in counts.items()})
    return tuple(
        (str(least), f"{least} or more", sum(n for k, n in numbers.items() if k >= least))
        for least in range(1, max(numbers, default=0) + 1)
    )


_VALUES: dict[str, Callable[[IncidentRow], Iterable[tuple[str, str]]]] = {
    "grade": lambda r: {(g, g) for g in (r.grade, *(grade for _, _, grade in r.graded))},
    "party": lambda r: [(p, n) for p, n, _ in (*r.graded, *r.stances)],
    "stance": lambda r: {(kind, kind) for _, _, kind in r.stances},
    "speaker": lambda r: [(name, label) for name, label, _ in r.speakers],
    "outlet": lambda r: r.outlets,
    "place": lambda r: [(r.place, r.place)] if r.place else [],
    "country": lambda r: [(r.country, r.country)] if r.country else [],
    "type": lambda r: [(kind, kind) for kind in r.types],
    "origins": lambda r: [(str(r.origins), str(r.origins))],
    "review": lambda r: [(r.review, r.review)],
}


def _tests(selection: Selection, within: frozenset[str] | None) -> dict[str, Test]:
    """What a row must pass, by the facet that it belongs to; fields that say nothing test nothing."""
    tests: dict[str, Test] = {}
    for name in ("grade", "speaker", "outlet", "country", "type", "review"):
        wanted = _folded(getattr(selection, name))
        if wanted:
            tests[name] = _any_of(name, wanted)
    if selection.place:
        tests["place"] = _place_test(_folded(selection.place))
    tests |= _party_tests(_folded(selection.party), _folded(selection.stance))
    if selection.origins:
        tests["origins"] = lambda row: row.origins >= selection.origins
    if selection.since or selection.until:
        tests["days"] = lambda row: _fits_days(row, selection.since, selection.until)
    if selection.bounds:
        tests["bounds"] = _bounds_test(selection.bounds)
    if selection.id:
        tests["id"] = lambda row: row.id in selection.id
    if within is not None:
        tests["q"] = lambda row: row.id in within
    if not selection.all:
        tests["all"] = lambda row: row.is_main
    return tests


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value.casefold() for value in values)


def _any_of(name: str, wanted: frozenset[str]) -> Test:
    values = _VALUES[name]
    return lambda row: any(
        value.casefold() in wanted or label.casefold() in wanted for value, label in values(row)
    )


def _place_test(wanted: frozenset[str]) -> Test:
    return lambda row: (
        (row.place or "").casefold() in wanted or (row.country or "").casefold() in wanted
    )


def _party_tests(parties: frozenset[str], stances: frozenset[str]) -> dict[str, Test]:
    """Who is blamed or speaks; with a stance, who takes it: both fields then test one position."""

    def is_wanted(party: str, name: str) -> bool:
        return not parties or party.casefold() in parties or name.casefold() in parties

    def takes_it(row: IncidentRow) -> bool:
        return any(kind in stances and is_wanted(party, name) for party, name, kind in row.stances)

    def is_there(row: IncidentRow) -> bool:
        return any(is_wanted(party, name) for party, name, _ in (*row.graded, *row.stances))

    tests: dict[str, Test] = {}
    if parties:
        tests["party"] = is_there
    if stances:
        tests["stance"] = takes_it
    return tests


def _fits_days(row: IncidentRow, since: str | None, until: str | None) -> bool:
    first = row.start or row.first_reported
    last = row.start or row.last_reported
    if first is None or last is None:
        return False
    return (since is None or last[:10] >= since) and (until is None or first[:10] <= until)


def _bounds_test(bounds: tuple[float, float, float, float]) -> Test:
    west, south, east, north = bounds

    def is_inside(row: IncidentRow) -> bool:
        if row.lat is None or row.lon is None:
            return False
        turn = (row.lon - west) % 360
        return south <= row.lat <= north and (east - west >= 360 or turn <= (east - west) % 360)

    return is_inside
