"""Things that stand in a text, looked up by place: what of them begins within a stretch, without going through all.

Comes in: things and where each begins. Goes out: those of a stretch, in the order in which they came. A dense report of
a megabyte has five thousand sentences and a hundred thousand words: looking through all words for each sentence took
minutes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Ordered(Generic[Thing]):
    """Things by where they begin."""

    def __init__(self, things: Sequence[Thing], start: Callable[[Thing], int]) -> None:
        rows = sorted((start(thing), number) for number, thing in enumerate(things))
        self._starts = [at for at, _ in rows]
        self._numbers = [number for _, number in rows]
        self._things = things

    def within(self, start: int, end: int) -> list[Thing]:
        """The things that begin in [start, end)."""
        numbers = self._numbers[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [self._things[number] for number in sorted(numbers)]


class Stretches:
    """Stretches of a text that do not overlap."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._stretches = sorted(stretches)
        self._starts = [start for start, _ in self._stretches]

    def hold(self, position: int) -> bool:
        """Whether a character stands in one of them: (0, 5), (9, 12) hold 3 and 9, not 5."""
        before = bisect_right(self._starts, position) - 1
        return before >= 0 and position < self._stretches[before][1]
