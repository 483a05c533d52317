"""The day a report was published, as its own first lines print it: for texts that come with no date beside them.

Comes in: a text. Goes out: a date as printed, for `normalise_date`, or None. A line of its own among the first ones
("Mon May 2, 2016 9:14AM", "Date: 15 November 2024", "Published 6 Oct 2024"). A date within a sentence is none, nor is
one without its year. Datelines are not read ("KYIV, Sept 14, 2023 (Reuters) -").

When a page was changed ("Updated: …") is taken only where nothing says when it was published. A date told beside the
text goes before what is read here.
"""

from __future__ import annotations

import re

_LINES = 10  # a headline, a byline and the site's own lines may stand above the date
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_DATE = (
    rf"(?P<date>{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_LABEL = r"(?P<label>(?:date|published|posted|released|issued|(?:last )?(?:updated|modified))(?: on)?:? ?)?"
_CLOCK = (
    r"(?:,? (?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?)?(?: \(?[A-Za-z]{2,4}\)?)?)?"
)
_LINE = re.compile(rf"(?i)\W{{0,3}}{_LABEL}{_WEEKDAY}{_DATE}{_CLOCK}\W{{0,3}}")
_OF_A_CHANGE = ("updated", "modified", "last")


def find_printed_date(text: str) -> str | None:
    """Find the publication date that a text prints at its head.

    "Strike hits clinic\\nMon May 2, 2016 9:14AM\\n\\nA strike …" → "May 2, 2016"
    """
    lines = [line for each in text.splitlines() if (line := " ".join(each.split()))]
    dates = [match for line in lines[:_LINES] if (match := _LINE.fullmatch(line))]
    first = [match["date"] for match in dates if not _is_change(match)]
    if first:
        return first[0]
    return dates[0]["date"] if dates else None


def is_date_line(line: str) -> bool:
    """Whether a line is nothing but a date, perhaps with a clock and a label: "Published 6 Oct 2024"."""
    return _LINE.fullmatch(" ".join(line.split())) is not None


def _is_change(match: re.Match[str]) -> bool:
    return (match["label"] or "").casefold().startswith(_OF_A_CHANGE)
