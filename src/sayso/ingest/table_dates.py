"""Dates as tables hold them → ISO 8601. Comes in: one cell and the mapping's layout. Goes out: ISO, or why not.

What pages and feeds write is read by dates.py; tables also hold 4/5/2016, 04.05.2016 and numbers of days. Which of
4/5 is the day cannot be told from one cell: the mapping says it, or the cell is refused. A date is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sayso.ingest.dates import normalise_date

DAY_FIRST, MONTH_FIRST, SERIAL = "day-first", "month-first", "serial"

_NUMBERS = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T,]+\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?"
)
# Spreadsheets count days from here (their day 60 is a 29 February 1900 that never was; nothing is so old).
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
# Two digits of a year: POSIX's rule, 69–99 are of the last century.
_LAST_CENTURY = 69


def read_table_date(written: str, layout: str | None = None) -> str:
    """Read a date of a table; a ValueError says why it cannot be read.

    "04/05/2016", day-first → "2016-05-04"; "04/05/2016", no layout → ValueError; "25/12/2016" → "2016-12-25"
    """
    words = " ".join(written.split())
    found = _by_layout(words, layout) or normalise_date(words) or _from_numbers(words, layout)
    if found is None:
        raise ValueError(f'"{words[:60]}" is no date that can be read')
    return found


def find_order(cells: Iterable[str]) -> str | None:
    """Whether days or months stand first in a column, told by numbers over twelve; None if nothing tells it."""
    firsts, seconds = set(), set()
    for cell in cells:
        if (match := _NUMBERS.fullmatch(" ".join(cell.split()))) and match[2] != ".":
            firsts.add(int(match[1]) > 12)
            seconds.add(int(match[3]) > 12)
    if True in firsts and True not in seconds:
        return DAY_FIRST
    return MONTH_FIRST if True in seconds and True not in firsts else None


def _by_layout(words: str, layout: str | None) -> str | None:
    """Read by a layout of strftime ("%d %b %y"), or as a spreadsheet's number of days."""
    if layout is not None and "%" in layout:
        try:
            moment = datetime.strptime(words, layout)
        except ValueError as error:
            raise ValueError(f'"{words[:60]}" is not written as {layout}') from error
        return moment.isoformat(timespec="seconds") if moment.tzinfo else moment.date().isoformat()
    number = re.fullmatch(r"(\d{5})(?:\.\d+)?", words) if layout == SERIAL else None
    if number and int(number[1]) in _SERIALS:
        return (_DAY_ZERO + timedelta(days=int(number[1]))).isoformat()
    return None


def _from_numbers(words: str, layout: str | None) -> str | None:
    match = _NUMBERS.fullmatch(words)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if match[2] == ".":  # 04.05.2016: nobody writes months first with dots
        return day_first
    if layout == DAY_FIRST:
        return day_first
    if layout == MONTH_FIRST:
        return month_first
    if day_first and month_first and day_first != month_first:
        raise ValueError(
            f'"{words[:60]}" could be {day_first} or {month_first}: say "dates: {DAY_FIRST}" or'
            f' "dates: {MONTH_FIRST}" in the mapping'
        )
    return day_first or month_first


def _year(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (1900 if number >= _LAST_CENTURY else 2000)


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
