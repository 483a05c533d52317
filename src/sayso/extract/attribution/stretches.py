"""Which stretches of a text that belong to attributions hold a place in it, without going through them all.

Comes in: attributions. Goes out: their sources, cues and contents, sorted once, ready to be asked what holds a span or
a position. Does not say whose words a span stands in: that is voices.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from sayso.model import Attribution, Span

Stretch = tuple[Span, Attribution]


class Stretches:
    """Stretches of a text, each with the attribution it is of.

    "Police said the army fled." with the cues → at the "s" of "said": ("said", police's saying)
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        rows = sorted(enumerate(stretches), key=lambda row: (row[1][0].start, row[1][0].end))
        self._rows = [(stretch[0].end, order, stretch) for order, stretch in rows]
        self._starts = [stretch[0].start for _, stretch in rows]
        # The furthest end among all stretches so far: where it lies before a span, nothing further left can hold it.
        self._furthest = list(accumulate((end for end, _, _ in self._rows), max))

    def around(self, start: int, end: int) -> list[Stretch]:
        """The stretches that hold all from `start` to `end`, in the order in which they came."""
        found: list[tuple[int, Stretch]] = []
        index = bisect_right(self._starts, start) - 1
        while index >= 0 and self._furthest[index] >= end:
            last, order, stretch = self._rows[index]
            if last >= end:
                found.append((order, stretch))
            index -= 1
        return [stretch for _, stretch in sorted(found, key=_order)] if found else []

    def at(self, position: int) -> list[Stretch]:
        """The stretches that hold the character at a position, in the order in which they came."""
        return self.around(position, position + 1)


class AttributedStretches:
    """What a report's attributions are made of: `sources`, `cues` and `contents`, each as Stretches."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self.sources = Stretches((part, a) for a in attributions for part in a.source)
        self.cues = Stretches((part, a) for a in attributions for part in a.cue)
        self.contents = Stretches((part, a) for a in attributions for part in a.content)

    def is_cue(self, position: int) -> bool:
        """Whether a position is in a word of saying: "said" of "said on Monday that"."""
        return bool(self.cues.at(position))

    def told_at(self, position: int) -> set[str]:
        """The ids of the attributions of whose source, cue or content a position is part."""
        whole = (self.sources, self.cues, self.contents)
        return {a.id for stretches in whole for _, a in stretches.at(position)}


def _order(found: tuple[int, Stretch]) -> int:
    return found[0]
