"""Scopes: of what a toll is the toll, of one event, a day, a period, a whole war.

Comes in: a sentence with its numbers, and the times that begin with "since". Goes out: for a number of the sentence
its scope. Words between the number and the next one outrank those of the rest of the clause: "killed 1,033 since June,
119 of them in the past day". Does not decide what is a toll, nor what is a share or replaced: figure_links.py does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.grammar.noun_phrases import Line
from sayso.model import TimeInterval

_EVENT = "event"
# "since 2011" is a war's length, "since March" part of one.
_WAR_GRAINS = frozenset({"year", "decade", "century"})
_CLAUSE_ENDS = ";"
_REACH = 400


@dataclass(frozen=True)
class Scoping:
    """A sentence made ready: its numbers, in small letters its words, and where a "since" stands with its scope."""

    line: Line
    starts: tuple[int, ...]
    since: tuple[tuple[int, str], ...]
    lexicon: FigureLexicon

    def scope_at(self, start: int, end: int, inherited: str | None) -> str:
        """What the toll at some place of the sentence is a toll of; `inherited` is what the toll before it was."""
        text = self.line.lower
        first, last = max(0, start - _REACH), min(len(text), end + _REACH)
        left = max(first, text.rfind(_CLAUSE_ENDS, first, start) + 1)
        right = text.find(_CLAUSE_ENDS, end, last)
        right = last if right < 0 else right
        following = bisect_right(self.starts, start)
        upto = self.starts[following] if following < len(self.starts) else right
        own = self._within(end, min(upto, right))
        return own or inherited or self._within(left, right) or _EVENT

    def _within(self, start: int, end: int) -> str | None:
        text = self.line.lower
        for scope, cue in self.lexicon.scopes.items():
            for match in cue.finditer(text, start, end):
                if not self._is_ranked(match.start()):
                    return scope
            if any(s == scope and start <= at < end for at, s in self.since):
                return scope
        return None

    def _is_ranked(self, at: int) -> bool:
        """ "the deadliest attack in two weeks": the time says how rare the event is, not since when was counted."""
        return _is_ranked(self.line, at, self.lexicon)


def _is_ranked(line: Line, at: int, lexicon: FigureLexicon) -> bool:
    return bool(lexicon.ranked.search(line.lower, max(0, at - 45), at))


def make_scoping(
    line: Line, starts: Iterable[int], times: Sequence[TimeInterval], lexicon: FigureLexicon
) -> Scoping:
    """Gather what tells the scopes of a sentence; `starts` are those of its numbers, within the sentence.

    "Flooding has killed 1,033 people since June, 119 of them in the past day." → 1,033 "period", 119 "day"
    """
    first, last = line.sentence.start_char, line.sentence.end_char
    since = tuple(
        (time.span.start - first, "war" if time.grain in _WAR_GRAINS else "period")
        for time in times
        if first <= time.span.start < last
    )
    known = [(at, scope) for at, scope in since if not _is_ranked(line, at, lexicon)]
    return Scoping(line, tuple(sorted(starts)), tuple(known), lexicon)
