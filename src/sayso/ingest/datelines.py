"""The dateline at the start of a report: place, perhaps a date, perhaps the agency, and a dash.

Comes in: the first paragraphs of a body. Goes out: the dateline's words and where the report itself begins. The
form decides, not a list of places: capitals before a dash, or a date or an agency's brackets before a dash.

"ALEPPO, Syria, May 3 (Reuters) — Rebels …" · "KABUL: A blast …" · "Damascus, SANA – The army …" ·
"NAIROBI, 4 May 2016 (IRIN) - Aid …" · "(CNN) — Two planes …" · "Beirut (AFP) - The truce …"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEARCHED = 160

_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_NAME = rf"{_UPPER}[\w.'’\-]{{0,24}}"
_MONTH = r"(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[A-Za-z]{0,6}\.?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ?"
_DATE = rf"(?:{_WEEKDAY})?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{2,4}})?"
_AGENCY = r"\([^()\n]{2,60}\)|\[[^\[\]\n]{2,60}\]|[A-Z]{2,12}(?: [A-Z]{2,12})?"
_BRACKETS = r"\([^()\n]{2,60}\)|\[[^\[\]\n]{2,60}\]"
_DASH = r"\s?(?:--+|[—–])\s?|\s-\s|-\s|\s_\s|\s-(?=[A-Z\"“])"
_CAPITALS = rf"{_UPPER}[A-ZÀ-ÖØ-Þ.'’\-]+(?:[ /]{_UPPER}[A-ZÀ-ÖØ-Þ.'’\-]+){{0,3}}"
_MIXED = rf"{_NAME}(?:[ /]{_NAME}){{0,3}}"
_REGIONS = rf"(?:,? {_NAME}(?: {_NAME}){{0,3}}){{0,2}}"

_FORMS = tuple(
    re.compile(form)
    for form in (
        # KABUL, Afghanistan, May 3 (Reuters) — · GAZA CITY — · TEHRAN (FNA)-
        rf"(?P<words>{_CAPITALS}{_REGIONS}(?:,? {_DATE})?(?:,? ?(?:{_AGENCY}))?(?:,? {_DATE})?)(?:{_DASH})",
        # Beirut, May 3 (AFP) — · Damascus (SANA) – · New Delhi, May 3:
        rf"(?P<words>{_MIXED}{_REGIONS},? (?:{_DATE},? ?(?:{_AGENCY})?|(?:{_BRACKETS})))(?:{_DASH}|: )",
        # Damascus, SANA – · Tehran, Nov 3, IRNA –
        rf"(?P<words>{_MIXED}{_REGIONS}, (?:{_DATE}, )?[A-Z]{{3,12}})(?:{_DASH})",
        # (CNN) —
        rf"(?P<words>{_BRACKETS})(?:{_DASH})",
        # KABUL: A blast
        rf"(?P<words>{_CAPITALS}(?:, {_NAME}(?: {_NAME}){{0,2}})?): ",
        # Gaza City — A strike
        rf"(?P<words>{_MIXED}(?:, {_NAME}(?: {_NAME})?)?)\s(?:--+|[—–-])\s",
    )
)
# What must follow: something that begins a sentence, or the end of the paragraph (a dateline on its own line).
_BODY_START = re.compile(r"[\"'“‘«(\[]{0,2}[A-ZÀ-ÖØ-Þ0-9$€£]|$")
# "UPDATE 2 -" and "WATCH:" are no places.
_NO_PLACES = frozenset(
    """
    update updated correction corrected clarification analysis opinion comment editorial exclusive breaking watch
    video live photos factbox timeline explainer insight feature interview review note advisory urgent alert
    question answer q a read more news by the
    """.split()
)


@dataclass(frozen=True)
class Dateline:
    """`words` as printed without the dash; `end` is where the dateline, with its dash, ends in the paragraph."""

    words: str
    end: int


def find_dateline(paragraph: str) -> Dateline | None:
    """Find the dateline at the start of a paragraph.

    "ALEPPO, Syria (AP) — Rebels shelled it." → Dateline("ALEPPO, Syria (AP)", 20)
    "Aleppo — long a ruin — fell." → None
    """
    start = paragraph[:_SEARCHED]
    for form in _FORMS:
        match = form.match(start)
        if match and _begins_report(start, match) and not _is_no_place(match["words"]):
            return Dateline(match["words"].strip(), match.end())
    return None


def _begins_report(start: str, match: re.Match[str]) -> bool:
    return bool(_BODY_START.match(start, match.end()))


def _is_no_place(words: str) -> bool:
    return words.split()[0].strip("([:,.").casefold() in _NO_PLACES
