"""Which strands are worth comparing: those that share telling words, names, or a town on a day.

Comes in: strands made ready, one by one. Goes out: for a strand the numbers of others, the most promising first. Keys
that many share count only among reports of the same weeks, and not at all if they are commonplace then. So the work for
one strand stays small in a store of any size. Nothing is scored here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable

from sayso.link.pair_features import Compared
from sayso.link.term_counts import TermCounts

TOP_TERMS = 18
TOP_NAMES = 8
LEAST_WEIGHT = 0.25
# A list shorter than this is looked through whole; a longer one only within the window.
SHORT_LIST = 40
WINDOW_DAYS = 14
COMMONPLACE = 150
MOST_CANDIDATES = 40
_UNDATED = -1
_NEWS_DAYS = 3
# So many killed on one day are counted by few other reports of that day.
_LEAST_TOLL = 5


def blocking_keys(compared: Compared, counts: TermCounts) -> dict[str, float]:
    """The keys of a strand, with how much sharing each tells."""
    terms = sorted(compared.terms, key=lambda t: (-compared.terms[t], t))[:TOP_TERMS]
    keys = {t: compared.terms[t] for t in terms if counts.weight(t) > LEAST_WEIGHT}
    full = compared.full_names
    told = sorted(full, key=lambda n: (-full[n], n))[:TOP_NAMES]
    keys |= {f"name:{name}": 0.5 * full[name] for name in told}
    for town in compared.towns:
        keys |= {f"at:{town}/{day}": 0.3 for day in _days(compared)}
    for toll in compared.strand.killed:
        if toll >= _LEAST_TOLL:
            keys |= {f"killed:{toll:g}/{day}": 0.3 for day in _days(compared)}
    return keys


def _days(compared: Compared) -> Iterable[int]:
    """The days of its deeds; where it tells none, news is of the day of publication or of the three before."""
    if compared.days or compared.published is None:
        return compared.days
    return range(compared.published - _NEWS_DAYS, compared.published + 1)


class CandidateIndex:
    """The keys of the strands met so far."""

    def __init__(self) -> None:
        self._days: list[int] = []
        self._lists: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, compared: Compared, counts: TermCounts) -> int:
        """Take in a strand; its number."""
        number = len(self._days)
        day = _UNDATED if compared.published is None else compared.published
        self._days.append(day)
        for key in blocking_keys(compared, counts):
            insort(self._lists[key], (day, number))
        return number

    def find(self, compared: Compared, counts: TermCounts) -> list[int]:
        """The strands worth comparing with this one, those that share most first."""
        shared: dict[int, float] = defaultdict(float)
        for key, weight in blocking_keys(compared, counts).items():
            for number in self._sharing(key, compared.published):
                shared[number] += weight
        best = sorted(shared, key=lambda n: (-shared[n], n))
        return best[:MOST_CANDIDATES]

    def _sharing(self, key: str, day: int | None) -> list[int]:
        found = self._lists.get(key, [])
        if len(found) <= SHORT_LIST:
            return [number for _, number in found]
        if day is None:
            return [number for _, number in found] if len(found) <= COMMONPLACE else []
        undated = bisect_left(found, (0, 0))
        first = bisect_left(found, (day - WINDOW_DAYS, 0), lo=undated)
        last = bisect_right(found, (day + WINDOW_DAYS, len(self._days)), lo=first)
        if undated + last - first > COMMONPLACE:
            return []
        return [number for _, number in (*found[:undated], *found[first:last])]
