"""Find quotations: stretches of text between quotation marks.

Comes in: a reading. Goes out: quotations in text order, as characters and as tokens, marks included; those inside
others one level down. How marks are paired stands in quotation_marks.py. Who is quoted is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.extract.attribution.quotation_marks import find_quoted, mark_quoted
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.nlp.readings import Reading

_MARKS = "'\"‘’“”«»"
_ENDS = (".", "!", "?", "…", ",", ";", ":")
_LONGEST_CROSSHEAD = 4

__all__ = ["Quotation", "Quotations", "find_quotations", "mark_quoted"]


@dataclass(frozen=True)
class Quotation:
    """A quotation, marks included. `continues`: the next one is of the same speech; all such share a `speech`."""

    start: int
    end: int
    tokens: Stretch
    paragraph: int
    continues: bool = False
    closed: bool = True
    speech: int = 0


@dataclass(frozen=True)
class Quotations:
    """The quotations of a text, in order; they do not overlap. Found by the tokens at their edges."""

    found: list[Quotation]
    starts: list[int]
    by_end: dict[int, Quotation]
    inner: Quotations | None = None

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

    def last_within(self, first: int, last: int) -> Quotation | None:
        """The last quotation that starts at or behind the one token and ends before or at the other."""
        at = bisect_left(self.starts, last) - 1
        inside = at >= 0 and self.starts[at] >= first and self.found[at].tokens[1] <= last
        return self.found[at] if inside else None

    def speech_of(self, quotation: Quotation) -> list[Quotation]:
        """A quotation with those of the paragraphs before and after that it goes on from and into."""
        at = bisect_left(self.starts, quotation.tokens[0])
        first, last = at, at + 1
        while first > 0 and self.found[first - 1].speech == quotation.speech:
            first -= 1
        while last < len(self.found) and self.found[last].speech == quotation.speech:
            last += 1
        return self.found[first:last]


def find_quotations(reading: Reading, tree: Tree) -> Quotations:
    """Find the quotations of a text, in order.

    '"We left," he said. "Nobody stayed."' → '"We left,"', '"Nobody stayed."'
    """
    found: list[Quotation] = []
    inner: list[Quotation] = []
    speech, goes_on = 0, False
    for quoted in find_quoted(reading.document.text, reading.paragraphs):
        speech += not goes_on
        goes_on = quoted.continues
        tokens = _tokens_between(tree, quoted.start, quoted.end)
        if (
            tokens[0] >= tokens[1]
            or reading.is_boilerplate(quoted.start)
            or _is_crosshead(reading.document.text, quoted.start, quoted.end)
        ):
            goes_on = False
            continue
        place = quoted.paragraph
        found.append(
            Quotation(quoted.start, quoted.end, tokens, place, goes_on, quoted.closed, speech)
        )
        for start, end in quoted.inner:
            within = _tokens_between(tree, start, end)
            if within[0] < within[1]:
                inner.append(Quotation(start, end, within, place, speech=-len(inner) - 1))
    return _indexed(found, _indexed(inner, None))


def _is_crosshead(text: str, start: int, end: int) -> bool:
    """ "\n'Iron fist'\n": a few words in quotation marks alone on their line head what follows; nobody says them."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    words = text[start:end].strip(_MARKS)
    is_alone = line == text[start:end].strip() and line_start > 0 and line_end >= 0
    return is_alone and len(words.split()) <= _LONGEST_CROSSHEAD and words[-1:] not in _ENDS


def _indexed(found: Iterable[Quotation], inner: Quotations | None) -> Quotations:
    kept = list(found)
    return Quotations(kept, [q.tokens[0] for q in kept], {q.tokens[1]: q for q in kept}, inner)


def _tokens_between(tree: Tree, start: int, end: int) -> Stretch:
    """The tokens that lie between two characters."""
    return bisect_right(tree.ends, start), bisect_left(tree.starts, end)
