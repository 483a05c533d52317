"""Pair quotation marks: text → the stretches that stand between them. No parse, no model.

Comes in: a text and its paragraphs. Goes out: quoted stretches in text order, marks included, each with its paragraph,
whether it was closed, and the stretches quoted inside it. Typographic, straight, doubled, angular, low and single
marks, in any house style; apostrophes, feet and inches are none. A quotation may run over paragraphs: each opens
anew, or the first alone opens and the last alone closes. Who is quoted is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sayso.text import find_paragraphs

_MARK = re.compile("\"\"|''|``|,,(?=\\S)|[“”„‟\"＂«»‹›‘’‚']")
_SAME = {'""': '"', "＂": '"', ",,": "„", "‟": "”"}
# What closes what. Houses differ, editors err, and old wires close `` with ".
_CLOSED_BY = {
    "“": "”\"''",
    '"': '"”',
    "”": '”"',
    "„": "“”\"''",
    "``": "''\"”",
    "''": "''",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’'",
    "'": "'’",
    "‚": "‘’'",
}
_FAMILIES = {
    sign: number for number, signs in enumerate(("“\"”„``''", "«»‹›", "‘'’‚")) for sign in signs
}
_FAMILIES |= {"``": 0, "''": 0}
_SINGLE = 2
_FACES_LEFT = frozenset({"”", "»", "›"})
_AMBIGUOUS = frozenset({'"', "''"})
_PAUSES = frozenset(",.!?")
_BEFORE_OPENING = frozenset(" \t\n\r\xa0([{—–-/:*_>“\"‘'„«‹`")
# A quotation that only its first paragraph opens and its last closes is seldom longer.
_MOST_BRIDGED = 6


class _Mark(NamedTuple):
    """A mark, and whether what stands beside it lets it open or close; `plural`: it may be that of "the rebels'"."""

    start: int
    end: int
    sign: str
    opens: bool
    closes: bool
    plural: bool

    @property
    def family(self) -> int:
        return _FAMILIES[self.sign]


@dataclass(frozen=True)
class Quoted:
    """A quoted stretch of characters, marks included. `continues`: the next one is of the same quotation."""

    start: int
    end: int
    paragraph: int
    closed: bool = True
    continues: bool = False
    inner: tuple[tuple[int, int], ...] = ()


def mark_quoted(text: str) -> bytearray:
    """For each character 1 if it stands inside quotation marks (marks included), over paragraphs, else 0.

    'He said "go".' → 1 for the four characters of '"go"'
    """
    inside = bytearray(len(text))
    for quoted in find_quoted(text, list(find_paragraphs(text))):
        inside[quoted.start : quoted.end] = b"\x01" * (quoted.end - quoted.start)
    return inside


def find_quoted(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quoted]:
    """Find the outermost quoted stretches of a text, in order.

    '"We left," he said. "Nobody stayed."' → '"We left,"', '"Nobody stayed."'
    """
    marks = [_find_marks(text, start, end) for start, end in paragraphs]
    found: list[Quoted] = []
    number = 0
    while number < len(paragraphs):
        start, end = paragraphs[number]
        quoted = list(
            _pair(marks[number], number, start, end, _opening(marks, paragraphs, number + 1))
        )
        left_open = quoted[-1] if quoted and not quoted[-1].closed else None
        bridged = _bridge(paragraphs, marks, left_open) if left_open else []
        found += quoted[:-1] if left_open else quoted
        if left_open and bridged:
            found += [_continued(left_open), *bridged[:-1]]
            number = bridged[-1].paragraph
            # What follows the closing mark in its paragraph is paired anew.
            marks[number] = [m for m in marks[number] if m.start >= bridged[-1].end]
            found.append(bridged[-1])
            continue
        if left_open:
            found += _left_open(text, left_open, marks, number, paragraphs)
        number += 1
    return _without_overlaps(found)


def _opening(
    marks: Sequence[Sequence[_Mark]], paragraphs: Sequence[tuple[int, int]], number: int
) -> str | None:
    """The mark that a paragraph begins with."""
    if number >= len(paragraphs) or not marks[number]:
        return None
    first = marks[number][0]
    return first.sign if first.start == paragraphs[number][0] else None


def _without_overlaps(found: list[Quoted]) -> list[Quoted]:
    return [q for n, q in enumerate(found) if n == 0 or q.start >= found[n - 1].end]


def _continued(quoted: Quoted) -> Quoted:
    return Quoted(quoted.start, quoted.end, quoted.paragraph, quoted.closed, True, quoted.inner)


def _left_open(
    text: str,
    quoted: Quoted,
    marks: Sequence[Sequence[_Mark]],
    number: int,
    paragraphs: Sequence[tuple[int, int]],
) -> Iterator[Quoted]:
    """A quotation that its paragraph does not close counts if the next opens anew, or if it began the paragraph.

    Or if a colon stands before it: 'He said: "We left.'
    """
    start = paragraphs[number][0]
    after_colon = text[max(start, quoted.start - 3) : quoted.start].rstrip().endswith(":")
    following = _opening(marks, paragraphs, number + 1)
    family = next(m.family for m in marks[number] if m.start == quoted.start)
    if following is not None and _FAMILIES[following] == family:
        yield _continued(quoted)
    elif (quoted.start == start or after_colon) and family != _SINGLE:
        yield quoted


def _bridge(
    paragraphs: Sequence[tuple[int, int]], marks: Sequence[Sequence[_Mark]], quoted: Quoted
) -> list[Quoted]:
    """The paragraphs up to a mark that only closes, when the first alone was opened."""
    opening = next(m for m in marks[quoted.paragraph] if m.start == quoted.start)
    found: list[Quoted] = []
    if opening.family == _SINGLE:
        return found
    last = min(len(paragraphs), quoted.paragraph + 1 + _MOST_BRIDGED)
    for number in range(quoted.paragraph + 1, last):
        start, end = paragraphs[number]
        mark = next((m for m in marks[number] if m.family != _SINGLE), None)
        if mark is None:
            found.append(Quoted(start, end, number, closed=False, continues=True))
        elif mark.closes and not mark.opens and mark.sign in _CLOSED_BY[opening.sign]:
            return [*found, Quoted(start, mark.end, number)]
        else:
            return []
    return []


def _find_marks(text: str, start: int, end: int) -> list[_Mark]:
    return [_read_mark(text, match, start, end) for match in _MARK.finditer(text, start, end)]


def _read_mark(text: str, match: re.Match[str], start: int, end: int) -> _Mark:
    sign = _SAME.get(match.group(), match.group())
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    dots = text.startswith(("..", "…"), match.end())
    opens = (before in _BEFORE_OPENING or before.isspace()) and not after.isspace()
    opens = opens and (dots or after not in ",.;:!?)")
    closes = not before.isspace() and before not in "([{" and not after.isalnum()
    if _FAMILIES[sign] == _SINGLE:
        opens = opens and sign != "’" and not _is_year(text, match.end())
    plural = before in "sz" and after == " " and text[match.end() + 1 : match.end() + 2].islower()
    return _Mark(match.start(), match.end(), sign, opens, closes, plural)


def _is_year(text: str, at: int) -> bool:
    """The "68" of "the '68 generation"."""
    return text[at : at + 2].isdigit() and not text[at + 2 : at + 3].isdigit()


def _pair(
    marks: Sequence[_Mark], paragraph: int, start: int, end: int, following: str | None
) -> Iterator[Quoted]:
    """The outermost quotations of a paragraph; the last may be left open. `following` opens the next paragraph."""
    goes_on = _next_singles(marks)
    later = _last_of_each(marks)
    if following in ("‘", "'"):
        later["’"] = len(marks)
    opened: int | None = None
    for at, mark in enumerate(marks):
        if opened is None:
            opened = at if _may_open(mark, at, later) else None
        elif _may_close(marks[opened], mark, at, goes_on):
            yield _between(marks, opened, at, paragraph)
            opened = None
        elif _opens_again(marks[opened], mark):
            if marks[opened].start == start:
                yield Quoted(start, mark.start, paragraph, closed=False)
            opened = at
    if opened is not None:
        yield Quoted(marks[opened].start, end, paragraph, closed=False)


def _between(marks: Sequence[_Mark], opened: int, closed: int, paragraph: int) -> Quoted:
    inside = [m for m in marks[opened + 1 : closed] if m.family != marks[opened].family]
    inner = tuple((q.start, q.end) for q in _inner(inside, paragraph))
    return Quoted(marks[opened].start, marks[closed].end, paragraph, inner=inner)


def _inner(marks: Sequence[_Mark], paragraph: int) -> Iterator[Quoted]:
    goes_on, later, opened = _next_singles(marks), _last_of_each(marks), -1
    for at, mark in enumerate(marks):
        if opened < 0:
            opened = at if _may_open(mark, at, later) else -1
        elif _may_close(marks[opened], mark, at, goes_on):
            yield Quoted(marks[opened].start, mark.end, paragraph)
            opened = -1


def _last_of_each(marks: Sequence[_Mark]) -> dict[str, int]:
    """Where each sign that may close stands last."""
    return {
        mark.sign: at
        for at, mark in enumerate(marks)
        if mark.closes or (not mark.opens and mark.family != _SINGLE)
    }


def _next_singles(marks: Sequence[_Mark]) -> list[bool]:
    """For each mark: whether the next single mark that tells anything closes, plurals' apostrophes left out."""
    found = [False] * len(marks)
    closes = False
    for at in range(len(marks) - 1, -1, -1):
        found[at] = closes
        mark = marks[at]
        if mark.family == _SINGLE and mark.opens != mark.closes and not mark.plural:
            closes = mark.closes
    return found


def _may_open(mark: _Mark, at: int, later: dict[str, int]) -> bool:
    is_closed_later = any(later.get(sign, -1) > at for sign in _closing_signs(mark.sign))
    if mark.sign in _FACES_LEFT:
        return mark.opens and not mark.closes and is_closed_later
    if mark.family == _SINGLE:
        return mark.opens and is_closed_later
    if mark.sign in _AMBIGUOUS:
        return mark.opens or (not mark.closes and is_closed_later)
    return mark.opens or not mark.closes


def _closing_signs(sign: str) -> tuple[str, ...]:
    signs = _CLOSED_BY.get(sign, "")
    return ("''", *signs.replace("''", "")) if "''" in signs else tuple(signs)


def _may_close(opening: _Mark, mark: _Mark, at: int, goes_on: list[bool]) -> bool:
    if mark.sign not in _closing_signs(opening.sign):
        return mark.sign == opening.sign and mark.closes and not mark.opens
    if mark.family == _SINGLE:
        return mark.closes and not (mark.plural and goes_on[at])
    return not _opens_again(opening, mark)


def _opens_again(opening: _Mark, mark: _Mark) -> bool:
    """A mark that can only open, within a quotation of its kind: the closing mark before it was lost."""
    return mark.sign == opening.sign and mark.opens and not mark.closes and mark.family != _SINGLE
