"""Bars on a shared axis: each speaker's toll from low to high, each party's position from day to day.

Comes in: an incident. Goes out: strips whose positions are percent of the width, ready to be drawn in any size. Nothing
is summed and nothing is rounded away: the words as printed stand beside each bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

from sayso.incident_model import Incident, Position, Toll
from sayso.views.titles import MONTHS
from sayso.views.wording import number_words, range_words

# The bars take this much of the width; what is left holds the arrow of an open end.
WIDTH = 92.0
_STEPS = (1, 2, 5, 10)
_MOST_TICKS = 6


@dataclass(frozen=True)
class Tick:
    """A mark of the axis."""

    at: float
    words: str


@dataclass(frozen=True)
class TollBar:
    """One speaker's figure: from `start` to `end` percent; `is_open`: "at least"; `exact`: what it says in numbers."""

    toll: Toll
    start: float
    end: float
    is_open: bool
    exact: str

    @property
    def is_point(self) -> bool:
        """One number, not a range."""
        return not self.is_open and self.end - self.start < 0.01


@dataclass(frozen=True)
class TollStrip:
    """The tolls of one counted class on one axis; `who` None: people as such."""

    counts: str
    who: str | None
    span: str
    best: str
    origins: int | None
    rule: str
    ticks: tuple[Tick, ...]
    bars: tuple[TollBar, ...]

    @property
    def words(self) -> str:
        """ "killed", "killed: children" """
        return self.counts + (f": {self.who}" if self.who else "")


def make_toll_strips(incident: Incident) -> tuple[TollStrip, ...]:
    """A strip for each class counted, in the incident's order, people as such before their classes."""
    classes = dict.fromkeys((t.counts, t.who) for t in incident.tolls)
    order = list(dict.fromkeys(counts for counts, _ in classes))
    ranked = sorted(classes, key=lambda c: (order.index(c[0]), c[1] is not None, c[1] or ""))
    return tuple(_make_strip(incident, counts, who) for counts, who in ranked)


def _make_strip(incident: Incident, counts: str, who: str | None) -> TollStrip:
    tolls = [t for t in incident.tolls if (t.counts, t.who) == (counts, who)]
    found = next((r for r in incident.toll_ranges if r.counts == counts and who is None), None)
    top, step = _nice(max((_top(t) for t in tolls), default=0.0))
    return TollStrip(
        counts=counts,
        who=who,
        span=range_words(found.min, found.max) if found else "",
        best=number_words(found.best) if found and found.best is not None else "",
        origins=found.origins if found else None,
        rule=found.rule if found else "each speaker's latest figure",
        ticks=_ticks(top, step),
        bars=tuple(_make_bar(t, top) for t in tolls),
    )


def _top(toll: Toll) -> float:
    return max(n for n in (toll.high, toll.central, toll.low, 0.0) if n is not None)


def _nice(top: float) -> tuple[float, float]:
    """(the axis's end, its step): 1, 2 or 5 times a power of ten, and few of them.

    29 → (30, 5); 1 → (1, 1)
    """
    if top <= 0:
        return 1.0, 1.0
    size = 10 ** floor(log10(top / _MOST_TICKS)) if top > _MOST_TICKS else 1.0
    step = next(s * size for s in _STEPS if s * size * _MOST_TICKS >= top)
    return max(step, -(-top // step) * step), step


def _ticks(top: float, step: float) -> tuple[Tick, ...]:
    count = round(top / step)
    return tuple(Tick(_percent(n * step, top), number_words(n * step)) for n in range(count + 1))


def _percent(number: float, top: float) -> float:
    return round(WIDTH * number / top, 2)


def _make_bar(toll: Toll, top: float) -> TollBar:
    """A bar from the lowest to the highest number printed; without an upper one it is open."""
    low = toll.low if toll.low is not None else toll.high or 0.0
    high = toll.high if toll.high is not None else low
    return TollBar(
        toll=toll,
        start=_percent(min(low, high), top),
        end=_percent(max(low, high), top),
        is_open=toll.high is None,
        exact=range_words(toll.low, toll.high),
    )


@dataclass(frozen=True)
class PositionBar:
    """A party's position from the day that it was first printed to the day that it changed, or to the last one."""

    position: Position
    start: float
    end: float
    is_over: bool


@dataclass(frozen=True)
class PositionStrip:
    """All positions of one party on the axis of days."""

    party: str
    name: str
    bars: tuple[PositionBar, ...]


def days_of(incident: Incident) -> tuple[str, ...]:
    """The days on which something of the incident was printed, in order."""
    printed = {d.published[:10] for d in incident.documents if d.published}
    return tuple(sorted(printed | {d.date for d in incident.timeline if d.date}))


def day_ticks(days: Sequence[str]) -> tuple[Tick, ...]:
    """The first and the last of some days, as marks of their axis; the year once, where it is one."""
    if not days:
        return ()
    first, last = _short(days[0]), _short(days[-1])
    if days[0][:4] == days[-1][:4] and first != last:
        first = first.rpartition(" ")[0]
    ends = {days[0]: first, days[-1]: last}
    return tuple(Tick(_day_percent(day, days), words) for day, words in ends.items())


def make_position_strips(
    positions: Iterable[Position], days: Sequence[str]
) -> tuple[PositionStrip, ...]:
    """A strip for each party, in the order of the positions; `days` span the axis."""
    parties: dict[str, list[Position]] = {}
    for position in positions:
        parties.setdefault(position.party, []).append(position)
    return tuple(
        PositionStrip(party, rows[0].name, tuple(_position_bar(p, days) for p in rows))
        for party, rows in parties.items()
    )


def _position_bar(position: Position, days: Sequence[str]) -> PositionBar:
    start = _day_percent(position.since, days) if position.since else 0.0
    end = _day_percent(position.until, days) if position.until else 100.0
    return PositionBar(position, start, max(end, start), position.until is not None)


def _day_percent(day: str, days: Sequence[str]) -> float:
    """Where a day stands between the first and the last, which has a little room after it."""
    try:
        first, last, this = (date.fromisoformat(d[:10]) for d in (days[0], days[-1], day))
    except (ValueError, IndexError):
        return 0.0
    length = (last - first).days
    part = (this - first).days / length if length else 0.0
    return round(WIDTH * min(1.0, max(0.0, part)), 2)


def _short(day: str) -> str:
    year, month, number = day[:10].split("-")
    return f"{int(number)} {MONTHS[int(month) - 1][:3]} {year}"
