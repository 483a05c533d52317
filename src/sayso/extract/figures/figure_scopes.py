"""Scopes: of what a toll is the toll, of one event, a day, a period, a whole war.

Comes in: a sentence with its numbers, and the times that begin with "since". Goes out: for a number of the sentence
its scope. Words between the number and the next one outrank those of the rest of the clause: "killed 1,033 since June,
119 of them in the past day". Does not decide what is a toll, nor what is a share or replaced: figure_links.py does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from spacy.tokens import Token

from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.grammar.noun_phrases import Line
from sayso.model import TimeInterval

_EVENT = "event"
# "since 2011" is a war's length, "since March" part of one.
_WAR_GRAINS = frozenset({"year", "decade", "century"})
_CLAUSE_ENDS = ";"
_REACH = 400


@dataclass(frozen=True)
class Aside:
    """What a sentence tells of its speaker, from `start` to `end`, beside what is said from `said` to `until`."""

    start: int
    end: int
    said: int
    until: int


@dataclass(frozen=True)
class Scoping:
    """A sentence made ready: its numbers, in small letters its words, and where a "since" stands with its scope."""

    line: Line
    starts: tuple[int, ...]
    since: tuple[tuple[int, str], ...]
    asides: tuple[Aside, ...]
    lexicon: FigureLexicon

    def scope_at(self, start: int, end: int, inherited: str | None) -> str:
        """What the toll at some place of the sentence is a toll of; `inherited` is what the toll before it was."""
        text = self.line.lower
        first, last = max(0, start - _REACH), min(len(text), end + _REACH)
        left = max(first, text.rfind(_CLAUSE_ENDS, first, start) + 1)
        right = text.find(_CLAUSE_ENDS, end, last)
        right = last if right < 0 else right
        for total in self.lexicon.running_total.finditer(text, left, right):
            left, right = (total.start(), right) if total.start() < start else (left, total.start())
            if right == total.start():
                break
        following = bisect_right(self.starts, start)
        upto = self.starts[following] if following < len(self.starts) else right
        asides = [aside for aside in self.asides if aside.said <= start < aside.until]
        own = self._within(end, min(upto, right), asides)
        return own or inherited or self._within(left, right, asides) or _EVENT

    def _within(self, start: int, end: int, asides: Sequence[Aside]) -> str | None:
        text = self.line.lower
        for scope, cue in self.lexicon.scopes.items():
            for match in cue.finditer(text, start, end):
                if not self._is_ranked(match.start()) and not _is_in(match.start(), asides):
                    return scope
            if any(
                s == scope and start <= at < end and not _is_in(at, asides) for at, s in self.since
            ):
                return scope
        return None

    def _is_ranked(self, at: int) -> bool:
        """ "the deadliest attack in two weeks": the time says how rare the event is, not since when was counted."""
        return _is_ranked(self.line, at, self.lexicon)


def _is_in(at: int, asides: Iterable[Aside]) -> bool:
    return any(aside.start <= at < aside.end for aside in asides)


def _asides(line: Line) -> Iterator[Aside]:
    """ "The rebels, who have been at war since April, said 100 had died": the war is older than what they tell of."""
    offset = line.sentence.start_char
    telling = {t.head.i for t in line.sentence if t.dep_ == "ccomp"}
    for verb in (line.sentence.doc[i] for i in sorted(telling)):
        said = [c for c in verb.children if c.dep_ == "ccomp"]
        speakers = [c for c in verb.children if c.dep_ == "nsubj"]
        clauses = [
            r for s in speakers for t in (s, *s.rights) for r in t.rights if r.dep_ == "relcl"
        ]
        for what, clause in product(said, clauses):
            yield Aside(*_reach_of(clause, offset), *_reach_of(what, offset))


def _reach_of(token: Token, offset: int) -> tuple[int, int]:
    last = token.right_edge
    return token.left_edge.idx - offset, last.idx + len(last) - offset


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
    asides = tuple(_asides(line)) if " wh" in line.lower or " that " in line.lower else ()
    return Scoping(line, tuple(sorted(starts)), tuple(known), asides, lexicon)
