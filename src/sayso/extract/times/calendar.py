"""Calendar days and TIMEX3 values: which interval a value stands for, and which value a day has at a grain.

Comes in: dates and TIMEX3 values ("2016-05", "2016-W18", "2016-05-03TMO", "2016-05-01/2016-05-04"). Goes out:
half-open intervals as ISO dates, or ISO date-times without zone for grains below the day. Does not read text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# The hours that TIMEX3's parts of the day stand for; morning holds the small hours, night runs into the next day.
PART_HOURS = {
    "MO": (0, 12),
    "MI": (11, 14),
    "AF": (12, 18),
    "EV": (18, 24),
    "NI": (20, 30),
    "DT": (6, 18),
}
# First month of TIMEX3's seasons, as they fall in the northern hemisphere; each has three months.
SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:"
    r"-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?:(?P<part>[A-Z]{2})|(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?))?)?"
    r"|-W(?P<week>\d\d)(?P<weekend>-WE)?|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<season>SP|SU|FA|WI))?"
    r"|(?P<decade>\d{3})|(?P<century>\d\d)"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """[start, end) as ISO dates or date-times, and the grain of the value it came from."""

    start: str
    end: str
    grain: str


def interval_of(value: str) -> Interval | None:
    """The interval that a TIMEX3 date or time stands for; None for durations, sets and vague values.

    "2016-05" → Interval("2016-05-01", "2016-06-01", "month")
    """
    first, slash, last = value.partition("/")
    if slash:
        return _joined(interval_of(first), interval_of(last))
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    try:
        return _interval(match)
    except (
        ValueError,
        OverflowError,
        KeyError,
    ):  # 30 February, year 0, a part of day that TIMEX3 lacks
        return None


def third_of(interval: Interval, third: int) -> Interval:
    """The first (0), middle (1) or last (2) third of an interval of days: the last of May begins on the 21st."""
    start, end = date.fromisoformat(interval.start), date.fromisoformat(interval.end)
    days = (end - start).days
    cuts = [start + timedelta(days * i // 3) for i in range(3)] + [end]
    return Interval(cuts[third].isoformat(), cuts[third + 1].isoformat(), interval.grain)


def _joined(first: Interval | None, last: Interval | None) -> Interval | None:
    if first is None or last is None or not _is_before(first.start, last.end):
        return None
    return Interval(first.start, last.end, last.grain)


def _is_before(first: str, last: str) -> bool:
    return datetime.fromisoformat(first) < datetime.fromisoformat(last)


def _interval(match: re.Match[str]) -> Interval:
    parts = {
        name: int(found) for name, found in match.groupdict().items() if found and found.isdigit()
    }
    if "hour" in parts:
        return _clock_interval(parts)
    if match["part"]:
        start, end = PART_HOURS[match["part"]]
        midnight = datetime(parts["year"], parts["month"], parts["day"])
        return _moments(
            midnight + timedelta(hours=start), midnight + timedelta(hours=end), "part-of-day"
        )
    if "week" in parts:
        monday = date.fromisocalendar(parts["year"], parts["week"], 1)
        if match["weekend"]:
            return _days(monday + timedelta(5), monday + timedelta(7), "weekend")
        return _days(monday, monday + timedelta(7), "week")
    return _month_interval(parts, match["season"])


def _clock_interval(parts: dict[str, int]) -> Interval:
    start = datetime(parts["year"], parts["month"], parts["day"]) + timedelta(
        hours=parts["hour"], minutes=parts.get("minute", 0), seconds=parts.get("second", 0)
    )
    grain = "second" if "second" in parts else "minute" if "minute" in parts else "hour"
    return _moments(start, start + timedelta(**{grain + "s": 1}), grain)


def _month_interval(parts: dict[str, int], season: str | None) -> Interval:
    if "decade" in parts:
        return _months(parts["decade"] * 10, 1, 120, "decade")
    if "century" in parts:
        return _months(parts["century"] * 100, 1, 1200, "century")
    year = parts["year"]
    if "day" in parts:
        day = date(year, parts["month"], parts["day"])
        return _days(day, day + timedelta(1), "day")
    if "month" in parts:
        return _months(year, parts["month"], 1, "month")
    if "quarter" in parts:
        return _months(year, parts["quarter"] * 3 - 2, 3, "quarter")
    if "half" in parts:
        return _months(year, parts["half"] * 6 - 5, 6, "half-year")
    return (
        _months(year, SEASON_MONTHS[season], 3, "season")
        if season
        else _months(year, 1, 12, "year")
    )


def _months(year: int, month: int, count: int, grain: str) -> Interval:
    start = date(year, month, 1)
    return _days(start, add_months(start, count), grain)


def _days(start: date, end: date, grain: str) -> Interval:
    return Interval(start.isoformat(), end.isoformat(), grain)


def _moments(start: datetime, end: datetime, grain: str) -> Interval:
    timespec = "seconds" if grain == "second" else "minutes"
    return Interval(start.isoformat(timespec=timespec), end.isoformat(timespec=timespec), grain)


def add_months(day: date, count: int) -> date:
    """The same day so many months on; the last of the month where that day does not exist.

    31 January 2016 + 1 → 29 February 2016
    """
    month = day.year * 12 + day.month - 1 + count
    year, month = divmod(month, 12)
    last = _month_length(year, month + 1)
    return date(year, month + 1, min(day.day, last))


def _month_length(year: int, month: int) -> int:
    following = (
        date(year + month // 12, month % 12 + 1, 1)
        if (year, month) < (9999, 12)
        else date(9999, 12, 31)
    )
    return (following - timedelta(1)).day if (year, month) < (9999, 12) else 31


# How far one step of a unit goes: in days, or in months.
_STEP_DAYS = {"D": 1, "NI": 1, "W": 7, "WE": 7, "2W": 14}
_STEP_MONTHS = {
    "M": 1,
    "Q": 3,
    "H": 6,
    "Y": 12,
    "SP": 12,
    "SU": 12,
    "FA": 12,
    "WI": 12,
    "E": 120,
    "C": 1200,
}


def shift(day: date, count: float, unit: str) -> date | None:
    """The day so many units on (or back, if negative); None when it leaves the calendar.

    shift(date(2016, 5, 4), -2, "W") → 20 April 2016
    """
    try:
        if unit in _STEP_DAYS:
            return day + timedelta(days=round(count * _STEP_DAYS[unit]))
        return add_months(day, round(count * _STEP_MONTHS[unit]))
    except (ValueError, OverflowError, KeyError):
        return None


def value_at(day: date, unit: str) -> str:
    """The TIMEX3 value of the week, month, season … that a day lies in.

    value_at(date(2016, 5, 4), "W") → "2016-W18"
    """
    year = f"{day.year:04}"
    if unit in ("W", "WE", "2W"):
        week = day.isocalendar()
        return f"{week.year:04}-W{week.week:02}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{year}-{day.month:02}"
    if unit == "Q":
        return f"{year}-Q{(day.month + 2) // 3}"
    if unit == "H":
        return f"{year}-H{(day.month + 5) // 6}"
    if unit in SEASON_MONTHS:
        return f"{year}-{unit}"
    widths = {"Y": 4, "E": 3, "C": 2}
    return year[: widths[unit]] if unit in widths else day.isoformat()


def day_in(value: str) -> date | None:
    """The first day of what a value stands for, to count from; None where it has no interval."""
    interval = interval_of(value)
    return date.fromisoformat(interval.start[:10]) if interval else None
