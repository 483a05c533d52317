"""What the timeline draws: the incidents of a selection by day, week, month or year, and by grade.

Comes in: rows. Goes out: periods without gaps, each with counts by grade and the range of killed. The killed of several
incidents are added for the axis only, lowest with lowest and highest with highest: no incident's own toll is changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from sayso.incident_model import GradeName
from sayso.views.mapped import GRADES
from sayso.views.rows import IncidentRow

Grain = Literal["day", "week", "month", "year"]
# The finest grain that needs no more bars than this.
MOST_PERIODS = 120
_DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 30, "year": 366}


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """[start, end] in days, both included; how many incidents of each grade; the range of killed."""

    start: str
    end: str
    grades: dict[GradeName, int]
    killed: tuple[float, float]


class Periods(msgspec.Struct, frozen=True, kw_only=True):
    """The periods from the first incident to the last, and how many incidents have no day."""

    grain: Grain
    periods: tuple[Period, ...]
    undated: int


def make_periods(rows: Sequence[IncidentRow]) -> Periods:
    """The periods of some rows."""
    dated = [(day, row) for row in rows if (day := _day(row)) is not None]
    if not dated:
        return Periods(grain="day", periods=(), undated=len(rows))
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    grain = _grain((last - first).days)
    by_start: dict[date, list[IncidentRow]] = defaultdict(list)
    for day, row in dated:
        by_start[_start(day, grain)].append(row)
    return Periods(
        grain=grain,
        periods=tuple(_period(a, b, by_start[a]) for a, b in _spans(first, last, grain)),
        undated=len(rows) - len(dated),
    )


def _day(row: IncidentRow) -> date | None:
    """The day of a row; a month or a year counts from its first day."""
    parts = (row.day or "")[:10].split("-")
    if not parts[0]:
        return None
    try:
        return date.fromisoformat("-".join([*parts, "01", "01"][:3]))
    except ValueError:
        return None


def _grain(days: int) -> Grain:
    return next((g for g, length in _DAYS.items() if days / length < MOST_PERIODS), "year")


def _start(day: date, grain: Grain) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if grain == "year" else day


def _spans(first: date, last: date, grain: Grain) -> Iterator[tuple[date, date]]:
    start = _start(first, grain)
    while start <= last:
        # Past the longest period of this grain, the next one has surely begun.
        after = _start(start + timedelta(days={"month": 31}.get(grain, _DAYS[grain])), grain)
        yield start, after - timedelta(days=1)
        start = after


def _period(start: date, end: date, rows: Sequence[IncidentRow]) -> Period:
    counts = Counter(row.grade for row in rows)
    lows = [row.killed[0] or 0 for row in rows]
    highs = [row.killed[1] or row.killed[0] or 0 for row in rows]
    return Period(
        start=start.isoformat(),
        end=end.isoformat(),
        grades={grade: counts[grade] for grade in GRADES if counts[grade]},
        killed=(sum(lows), sum(highs)),
    )
