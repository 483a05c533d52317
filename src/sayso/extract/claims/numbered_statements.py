"""Statements printed whole, point by point: "The front states the following: 1. … 2. …" is the front's account.

Comes in: the text of a report and the words of `claims.yaml` that open such a statement. Goes out: where its first
point begins, or nothing. What begins with its first point and speaks of "us" is somebody's statement, too. A list in
the middle of a long report is none: what stands around it is the outlet's.
"""

from __future__ import annotations

import re
from collections.abc import Set

# A statement opens its report: so far into the text its first point can stand, in characters.
_OPENING = 600
_FIRST_POINT = re.compile(r":\s+1\.\s")
_OPENS_WITH_POINT = re.compile(r"\s*1\.\s")
_SECOND_POINT = re.compile(r"[.;:)]\s+2\.\s")
_STOPS = re.compile(r"[.;:]")
_WORDS = re.compile(r"\w+")


def find_numbered_statement(text: str, openings: Set[str], first_persons: Set[str]) -> int | None:
    """Where the points begin: "On the raid, the rebels state: 1. Our men were not there. 2. The army shot them."

    So it is with "1. The guards tortured our comrades. 2. We will answer them.", which has no opening.
    None in "The menu is as follows: 1. Soup.", which nobody states, nor where there is no second point.
    """
    opened = _OPENS_WITH_POINT.match(text)
    if opened is not None and _SECOND_POINT.search(text, opened.end()) is not None:
        said = {word.lower() for word in _WORDS.findall(text)}
        return None if said.isdisjoint(first_persons) else opened.end()
    first = _FIRST_POINT.search(text[:_OPENING])
    if first is None or _SECOND_POINT.search(text, first.end()) is None:
        return None
    opening = _STOPS.split(text[: first.start()])[-1]
    words = {word.lower() for word in _WORDS.findall(opening)}
    return None if words.isdisjoint(openings) else first.end()
