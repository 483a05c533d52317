"""How numbers, ranges, grades and positions read, wherever they are shown: one wording for terminal, page and export.

Comes in: values of an incident. Goes out: words.
"""

from __future__ import annotations

from sayso.incident_model import Grade
from sayso.model import Property

POSITION_WORDS = {
    "accuses": "accuses",
    "denies": "denies",
    "admits": "admits",
    "clears": "clears",
    "withholds": "will not say",
    "silent": "is silent",
}
# What each property is about, for people: "who did it: Syria".
PROPERTY_WORDS: dict[Property, str] = {
    "occurrence": "it happened",
    "responsible": "who did it",
    "recipient": "to whom",
    "place": "where",
    "time": "when",
    "toll.killed": "killed",
    "toll.injured": "injured",
    "toll.displaced": "displaced",
    "toll.detained": "detained",
    "toll.missing": "missing",
    "cause": "why",
    "means": "by what means",
    "terms": "on what terms",
    "violates": "who broke the truce",
    "control": "who holds it",
}
# A sign beside the word, so that neither colour nor reading is needed to tell them apart at a glance.
STANCE_MARKS = {"asserts": "●", "suggests": "◐", "doubts": "○", "denies": "✕"}
PRECISION_WORDS = {
    "exact": "the exact spot",
    "neighbourhood": "known to the neighbourhood",
    "town": "known to the town",
    "district": "known to the district only",
    "province": "known to the province only",
    "country": "known to the country only",
}
TRUCE_WORDS = {
    "planned": "is to begin",
    "agreed": "is agreed",
    "begun": "holds or began",
    "extended": "is extended",
    "ended": "has ended",
    "breached": "is said to be broken",
    "denied_breach": "is said not to be broken",
}


def grade_words(grade: Grade) -> str:
    """ "Contested, party-only" """
    return grade.name + (", party-only" if grade.party_only else "")


def range_words(low: float | None, high: float | None) -> str:
    """ "29–51", "51", "29+" for an open end, "" for nothing."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{number_words(low)}+"
    if low is None or low == high:
        return number_words(high)
    return f"{number_words(low)}–{number_words(high)}"


def number_words(number: float | None) -> str:
    """ "1,400,000" """
    if number is None:
        return "?"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
