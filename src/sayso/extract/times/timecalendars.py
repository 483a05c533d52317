"""Months of the Islamic and the Persian calendar: "10 Muharram 1437", "22 Bahman 1357", "during Ramadan" → value.

Comes in: a Scene whose atom names such a month. Goes out: its Meaning as Gregorian dates. The Islamic calendar is the
tabular (civil) one: where the moon decides, a month begins up to a day earlier or later, so a day's interval has a day
more on either side. Years above 1700 are taken to be Gregorian. Knows no Hebrew, Coptic or Ethiopian months.
"""

from __future__ import annotations

from datetime import date, timedelta

from sayso.extract.times.calendar import Interval
from sayso.extract.times.timelines import Meaning, Scene, outer_year

# Ordinals (Rata Die) of the day before 1 Muharram 1 (16 July 622 Julian) and of 1 Farvardin 1 (19 March 622 Julian).
_ISLAMIC_EPOCH = 227_014
_PERSIAN_EPOCH = 226_895
_FIRST_GREGORIAN = 1700
# Before it neither calendar had begun; no report is so old.
_LEAST_YEAR = 700
_DAYS_UNSURE = timedelta(1)


def islamic_day(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar: (1437, 9, 1) → 7 June 2016."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    return date.fromordinal(_ISLAMIC_EPOCH + before + day)


def persian_day(year: int, month: int, day: int) -> date:
    """A day of the Persian solar calendar, by its cycle of 33 years: (1357, 11, 22) → 11 February 1979."""
    before = 365 * (year - 1) + (8 * year + 21) // 33
    months = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return date.fromordinal(_PERSIAN_EPOCH + before + months + day - 1)


def resolve_other_month(scene: Scene) -> Meaning | None:
    """The month, or the day of it; without a year the one nearest to publication."""
    code = str(scene.words["calendar_month"].get(scene.word("month") or "", ""))
    if not code:
        return Meaning("DATE")
    is_islamic, month = code[0] == "I", int(code[1:])
    day = scene.number("day", "ordinal")
    if day is not None and not 1 <= day <= (30 if is_islamic else 31):
        return None
    try:
        year, anchor = _year(scene, is_islamic, month)
        if year is None:
            return Meaning("DATE")
        first, last = _days_of(is_islamic, year, month, day)
    except (ValueError, OverflowError):  # no day of the calendar, or none that `date` can hold
        return None
    return _meaning(first, last, is_islamic and day is not None, anchor)


def _meaning(first: date, last: date, is_unsure: bool, anchor: str | None) -> Meaning:
    value = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    if not is_unsure:
        return Meaning("DATE", value, anchor)
    start, end = first - _DAYS_UNSURE, last + _DAYS_UNSURE + timedelta(1)
    return Meaning(
        "DATE", value, anchor, interval=Interval(start.isoformat(), end.isoformat(), "day")
    )


def _days_of(is_islamic: bool, year: int, month: int, day: int | None) -> tuple[date, date]:
    make = islamic_day if is_islamic else persian_day
    if day is not None:
        return make(year, month, day), make(year, month, day)
    after = make(year + month // 12, month % 12 + 1, 1)
    return make(year, month, 1), after - timedelta(1)


def _year(scene: Scene, is_islamic: bool, month: int) -> tuple[int | None, str | None]:
    written = scene.number("year") or int(outer_year(scene) or 0)
    if 0 < written < _FIRST_GREGORIAN:
        return written, None
    line = scene.timeline
    if written:
        return _year_in(is_islamic, month, date(written, 7, 1), ahead=None), None
    if line.today is None or not _LEAST_YEAR < line.today.year < date.max.year - 2:
        return None, None
    ahead = {"past": False, "future": True}.get(line.tense or "")
    return _year_in(is_islamic, month, line.today, ahead=ahead), line.today_id


def _year_in(is_islamic: bool, month: int, near: date, *, ahead: bool | None) -> int:
    """The year whose month begins nearest to a day; `ahead`: after it, or before it."""
    guess = round((near.year - 622) * 33 / 32) if is_islamic else near.year - 621
    make = islamic_day if is_islamic else persian_day
    years = range(guess - 2, guess + 3)
    starts = {year: (make(year, month, 1) - near).days for year in years}
    fit = [y for y, d in starts.items() if ahead is None or (d > -30 if ahead else d <= 0)]
    return min(fit, key=lambda y: abs(starts[y]))
