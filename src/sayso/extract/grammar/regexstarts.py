"""The characters that a regular expression can begin with, so that it is tried only where it can match.

Comes in: an expression made of plain and escaped characters, sets, groups, look-arounds and the quantifiers
? * + {0,n}, as timewords.py writes them. Goes out: a set of characters. Other syntax of `re` is not understood.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<open>\((?:\?:|\?P<\w+>)?)|(?P<close>\))|(?P<bar>\|)"
    r"|\[(?P<set>(?:\\.|[^\]\\])*)\]|\\(?P<escaped>.)|(?P<plain>.)",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"[?*+]|\{0,\d+\}")


def first_characters(source: str) -> frozenset[str]:
    """The characters that a match can begin with.

    "(?:a|b)?c" → a, b, c
    """
    starts, _, _ = _alternatives(source, 0)
    return frozenset(starts)


def _alternatives(source: str, position: int) -> tuple[set[str], bool, int]:
    """What alternatives can begin with, whether one can be empty, and where they end."""
    starts, can_be_empty = set[str](), False
    while True:
        found, is_empty, position = _sequence(source, position)
        starts |= found
        can_be_empty = can_be_empty or is_empty
        if source[position : position + 1] != "|":
            return starts, can_be_empty, position
        position += 1


def _sequence(source: str, position: int) -> tuple[set[str], bool, int]:
    starts, is_open = set[str](), True
    while position < len(source) and source[position] not in "|)":
        found, is_empty, position = _item(source, position)
        quantifier = _QUANTIFIER.match(source, position)
        if quantifier:
            is_empty = is_empty or quantifier.group() != "+"
            position = quantifier.end()
        if is_open:
            starts |= found
        is_open = is_open and is_empty
    return starts, is_open, position


def _item(source: str, position: int) -> tuple[set[str], bool, int]:
    match = _PIECE.match(source, position)
    if match is None or match.lastgroup in ("close", "bar"):
        raise ValueError(f"cannot read {source!r} at {position}")
    if match.lastgroup in ("look", "open"):
        starts, is_empty, end = _alternatives(source, match.end())
        is_look = match.lastgroup == "look"
        return set() if is_look else starts, is_look or is_empty, end + 1
    return set(match[match.lastgroup or "plain"]) - {"\\"}, False, match.end()
