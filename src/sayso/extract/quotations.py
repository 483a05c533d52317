"""Find quotations: stretches of text between quotation marks.

Comes in: a reading. Goes out: quotations in text order, as characters and as tokens, marks included. Typographic,
straight, doubled ('' and ``), angular and low marks; a quotation may run over paragraphs if each one opens anew. An
unbalanced mark gives nothing, unless the paragraph begins with it. Who is quoted is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sayso.extract.trees import Stretch, Tree
from sayso.nlp.readings import Reading

_MARK = re.compile(r"“|”|\"|''|``|«|»|„|‟|＂|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)")
_OPENING = {"“": "”", "``": "''", "«": "»", "„": "“”", "‘": "’"}
_SINGLE = "‘'’"


@dataclass(frozen=True)
class Quotation:
    """A quotation, marks included. `continues`: the next paragraph opens again before this one was closed."""

    start: int
    end: int
    tokens: Stretch
    paragraph: int
    continues: bool = False


@dataclass(frozen=True)
class Quotations:
    """The quotations of a text, in order; they do not overlap. Found by the tokens at their edges."""

    found: list[Quotation]
    starts: list[int]
    by_end: dict[int, Quotation]

    def holding(self, token: int) -> Quotation | None:
        """The quotation that a token stands in."""
        before = bisect_right(self.starts, token) - 1
        if before < 0 or token >= self.found[before].tokens[1]:
            return None
        return self.found[before]

    def starting(self, first: int, last: int) -> Quotation | None:
        """The first quotation that starts at one of these tokens."""
        at = bisect_left(self.starts, first)
        return self.found[at] if at < len(self.starts) and self.starts[at] <= last else None

    def ending(self, *ends: int) -> Quotation | None:
        """The quotation that ends before one of these tokens."""
        return next((self.by_end[end] for end in ends if end in self.by_end), None)


def find_quotations(reading: Reading, tree: Tree) -> Quotations:
    """Find the outermost quotations of a text, in order.

    '"We left," he said. "Nobody stayed."' → '"We left,"', '"Nobody stayed."'
    """
    found = _find_all(reading, tree)
    return Quotations(found, [q.tokens[0] for q in found], {q.tokens[1]: q for q in found})


def _find_all(reading: Reading, tree: Tree) -> list[Quotation]:
    paragraphs = reading.paragraphs
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        for quote_start, quote_end, closed in _in_paragraph(reading.document.text, start, end):
            opens_anew = following is not None and _opens_at(reading.document.text, following)
            if not closed and not (opens_anew or quote_start == start):
                continue
            tokens = _tokens_between(tree, quote_start, quote_end)
            if tokens[0] < tokens[1] and not reading.is_boilerplate(quote_start):
                continues = not closed and opens_anew
                found.append(Quotation(quote_start, quote_end, tokens, number, continues))
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """[start, end) of each outermost quotation of a paragraph, and whether it was closed."""
    found: list[tuple[int, int, bool]] = []
    opened: tuple[int, str] | None = None
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if opened is None:
            if _can_open(text, match, start):
                opened = (match.start(), mark)
        elif _closes(text, opened[1], match, end):
            found.append((opened[0], match.end(), True))
            opened = None
    if opened is not None and opened[1] not in _SINGLE:
        found.append((opened[0], end, False))
    return found


def _can_open(text: str, match: re.Match[str], start: int) -> bool:
    mark = match.group()
    if mark in _OPENING:
        return True
    if mark in "”»’":
        return False
    after = text[match.end() : match.end() + 1]
    before = text[match.start() - 1 : match.start()] if match.start() > start else ""
    if mark == "'":
        return (not before or before in " (—–-[\n") and after.isalnum()
    return bool(after.strip()) and not (before.isalnum() or before in tuple(",.!?"))


def _closes(text: str, opening: str, match: re.Match[str], end: int) -> bool:
    mark = match.group()
    after = text[match.end() : match.end() + 1] if match.end() < end else ""
    if opening == "'":
        # A plural's apostrophe ("the rebels' camp") is no closing mark before another word.
        return mark in "'’" and not (text[match.start() - 1] == "s" and after == " ")
    if opening in _OPENING:
        return mark in _OPENING[opening] or (opening == "“" and mark == '"')
    return mark == opening or (opening == '"' and mark == "”")


def _opens_at(text: str, position: int) -> bool:
    return text.startswith(("“", '"', "''", "``", "«", "„", "‘"), position)


def _tokens_between(tree: Tree, start: int, end: int) -> Stretch:
    """The tokens that lie between two characters."""
    return bisect_right(tree.ends, start), bisect_left(tree.starts, end)
