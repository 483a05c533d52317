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
_CAPITALS = rf"{_UPPER}[A-ZÀ-ÖØ-Þ.'’\-]+(?:[ /]{_UPPER}[A-ZÀ-ÖØ-Þ.'’\-]+){{0,5}}"
_MIXED = rf"{_NAME}(?:[ /]{_NAME}){{0,3}}"
_REGIONS = rf"(?:, {_NAME}(?: {_NAME}){{0,3}}){{0,2}}"

_OPENERS = (
    r"[\"“‘'0-9]|(?:The|An?|At|In|On|After|As|When|For|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Scores"
    r"|Hundreds|Thousands|Several|Some|Many|Most|More|Nearly|About|Around|Police|Rebels|Fighting|Residents)\b"
)

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
        # Gaza City — A strike
        rf"(?P<words>{_MIXED}(?:, {_NAME}(?: {_NAME}){{0,2}})?)\s(?:--+|—)\s",
        rf"(?P<words>{_MIXED}, {_NAME}(?: {_NAME}){{0,2}})\s[–-]\s",
        # Gaza City - A strike, but not "Israel - Hamas talks fail"
        rf"(?P<words>{_MIXED})\s[–-]\s(?={_OPENERS})",
    )
)
# KABUL: A blast — as papers in South Asia and the Gulf write it; a headline may begin so as well.
_COLON_FORM = re.compile(
    rf"(?P<words>(?=[A-Z .'/-]{{4}})(?=[^:]{{0,12}}[AEIOUY]){_CAPITALS}(?:, {_NAME}(?: {_NAME}){{0,2}})?): "
)
_FEWEST_SPACES = 7
# What must follow: something that begins a sentence, or the end of the paragraph (a dateline on its own line).
_BODY_START = re.compile(r"[\"'“‘«(\[]{0,2}[A-ZÀ-ÖØ-Þ0-9$€£]|$")


@dataclass(frozen=True)
class Dateline:
    """`words` as printed without the dash; `end` is where the dateline, with its dash, ends in the paragraph."""

    words: str
    end: int


def find_dateline(
    paragraph: str, no_places: frozenset[str] = frozenset(), *, is_first: bool = True
) -> Dateline | None:
    """Find the dateline at the start of a paragraph; one that begins with a word of `no_places` is none.

    `is_first`: the paragraph begins the body; further down "KABUL: …" would be a speaker in a transcript.

    "ALEPPO, Syria (AP) — Rebels shelled it." → Dateline("ALEPPO, Syria (AP)", 20)
    "Aleppo — long a ruin — fell." → None
    """
    start = paragraph[:_SEARCHED]
    forms = (*_FORMS, _COLON_FORM) if is_first and _is_sentence(paragraph) else _FORMS
    for form in forms:
        match = form.match(start)
        if match and _BODY_START.match(start, match.end()):
            first = match["words"].split()[0].strip("([:,.").casefold()
            return None if first in no_places else Dateline(match["words"].strip(), match.end())
    return None


def _is_sentence(paragraph: str) -> bool:
    """Whether it ends as a sentence does and is no mere label: "PD: Man shot" is a headline."""
    return (
        paragraph.rstrip("\"'”’) ")[-1:] in (".", "!", "?")
        and paragraph.count(" ") >= _FEWEST_SPACES
    )
