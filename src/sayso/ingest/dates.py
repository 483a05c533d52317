"""Publication dates → ISO 8601. Comes in: a date as pages, feeds and people write it. Goes out: ISO, or None.

A date-time keeps its zone; one without zone is cut to its date, since nobody can say which hour it was. A month
or a year alone is no publication date. Words for relative dates ("yesterday") are not read here.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})"
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
)
_MAX_LENGTH = 64


def normalise_date(written: str) -> str | None:
    """Read a publication date.

    "2016-05-04T14:22:00Z" → "2016-05-04T14:22:00+00:00"; "Wed, 04 May 2016 14:22:00 +0300" →
    "2016-05-04T14:22:00+03:00"; "May 4, 2016" → "2016-05-04"; "2016-05-04 14:22" → "2016-05-04"; "May 2016" → None
    """
    words = " ".join(written.split())
    if not words or len(words) > _MAX_LENGTH:
        return None
    return _from_iso(words) or _from_words(words) or _from_mail(words)


def _from_iso(words: str) -> str | None:
    if not _ISO.match(words) and not re.match(r"\d{8}(?:T|$)", words):
        return None
    # "2016-05-04 14:22:00 +0300" is common in page metadata; ISO has no space before the zone
    candidate = re.sub(r"(?<=\d) (?=[+-]\d{2}:?\d{2}$)", "", words)
    candidate = re.sub(r" (?:UTC|GMT)$", "+00:00", candidate)
    try:
        moment = datetime.fromisoformat(candidate)
    except ValueError:
        match = _ISO.fullmatch(words)
        return _make_date(*match.groups()) if match else None
    return _moment(moment, has_time=len(candidate) > 10)


def _from_words(words: str) -> str | None:
    if match := _DAY_FIRST.fullmatch(words):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(words):
        month, day, year = match.groups()
    else:
        return None
    number = _MONTHS.get(month.lower())
    return _make_date(year, str(number), day) if number else None


def _from_mail(words: str) -> str | None:
    """RFC 2822, as feeds write it."""
    try:
        return _moment(parsedate_to_datetime(words), has_time=True)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _moment(moment: datetime, *, has_time: bool) -> str:
    if not has_time or moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def _make_date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
