"""Quotations as coreference sees them: what stands in one, and who speaks it.

Comes in: a reading. Goes out: whether a character is quoted, the whole sentences that are, and the subjects beside such
a quotation in its sentence. Whom a pronoun means, pronouns.py decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Token

from sayso.nlp.chains import SUBJECTS
from sayso.nlp.readings import Reading

_QUOTED = re.compile(
    r"“[^”]{1,2000}”?|\"[^\"]{1,2000}\"?|«[^»]{1,2000}»?|''(?:[^']|'(?!')){1,2000}''"
)
_MARKS = "“”\"«»'"
_FEWEST_WORDS = 4
_ENDS = frozenset(",.!?")


class QuotedWords:
    """The quotations of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._spans = [m.span() for m in _QUOTED.finditer(reading.document.text)]
        self._starts = [start for start, _ in self._spans]
        self._beside: dict[tuple[int, int], list[Token]] = {}

    def holds(self, position: int, outside: int = -1) -> bool:
        """Whether a position stands in a quotation, and another outside of it."""
        quote = self._at(position)
        return quote is not None and not quote[0] <= outside < quote[1]

    def goes_on(self, position: int, later: int) -> bool:
        """Whether a later place is in the same quotation, or the next one of its paragraph: one voice says both.

        '"They took my son," Ann Poe said. "They shot him."' → the second "They" goes on from the first
        """
        one, other = self._at(position), self._at(later)
        if one is None or other is None:
            return False
        between = self._reading.document.text[one[1] : other[0]]
        return bisect_right(self._starts, later) - bisect_right(self._starts, position) <= 1 and (
            "\n" not in between
        )

    def sentence_at(self, position: int) -> tuple[int, int] | None:
        """The quotation around a position, if it is of whole sentences: "He ran," and no 'had "done his duty"'."""
        quote = self._at(position)
        if quote is None:
            return None
        words = self._reading.document.text[quote[0] : quote[1]].strip(_MARKS).split()
        is_ended = len(words) == _FEWEST_WORDS - 1 and words[-1][-1] in _ENDS  # "They beat me,"
        is_long = len(words) >= _FEWEST_WORDS or is_ended
        return quote if is_long and words[0][:1].isupper() else None

    def speakers_beside(self, quote: tuple[int, int]) -> list[Token]:
        """The subjects outside a quotation in the sentences in which it begins and ends.

        '"He ran. He hid," Ann Poe said.' → Poe
        """
        if quote not in self._beside:
            self._beside[quote] = list(self._find_beside(*quote))
        return self._beside[quote]

    def _find_beside(self, start: int, end: int) -> Iterator[Token]:
        sentences = self._reading.sentences
        starts = [sentence.start_char for sentence in sentences]
        near = {bisect_right(starts, place) - 1 for place in (start, end - 1)}
        for i in sorted(near):
            for token in sentences[i] if i >= 0 else ():
                if token.dep_ in SUBJECTS and not start <= token.idx < end:
                    yield token

    def _at(self, position: int) -> tuple[int, int] | None:
        before = bisect_right(self._starts, position) - 1
        if before < 0 or position >= self._spans[before][1]:
            return None
        return self._spans[before]
