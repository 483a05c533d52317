"""What the names of one report tell of each other: votes for countries, for provinces and for stretches of land.

Comes in: the groups of one report (a name, the places that it may mean, how likely each is), its demonyms and its
words. Goes out: for each place of each group, how much of the other names lies in its country, its province and near
it. A local paper names no state, but its towns lie side by side; and only one country has sheriffs and selectmen. Does
not choose: place_resolution.py adds the votes to what speaks for a place by itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from sayso.gazetteer import Candidate

# A name told often says more, but not as often as it is told.
MOST_VOTES = 3.0
# A cell is so many degrees wide; what lies in the cells around counts as near: up to some 150 km.
_CELL_DEGREES = 0.75
# What is less likely than this is nobody's neighbour.
_LEAST_SHARE = 0.05
# The points of these are far from most that lies in them.
_WIDE = frozenset({"country", "province", "region", "continent", "sea", "river", "mountain"})

Cell = tuple[int, int]
Key = TypeVar("Key")


@dataclass
class Group:
    """The toponyms of one name, and the candidates for it with what speaks for each by itself."""

    members: list[int]
    kinds: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    beside: frozenset[str]
    is_elsewhere: bool = False  # the words put it into something that holds no place of this name
    base: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    @property
    def votes(self) -> float:
        return capped(len(self.members))

    def share_out(self, sharpness: float) -> None:
        """Divide the group's votes among its candidates by their scores."""
        best = max(self.scores)
        raw = [math.exp(sharpness * (score - best)) for score in self.scores]
        total = sum(raw)
        self.shares = [value / total * self.votes for value in raw]


def capped(count: float) -> float:
    """How many votes a name has that is told so often."""
    return min(math.sqrt(count), MOST_VOTES)


def find_signs(words: Sequence[str], signs: Mapping[str, str]) -> Counter[str]:
    """Countries that the words of a report tell by themselves: "sheriff" → USA, "crown court" → GBR; each word once."""
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return Counter(signs[word] for word in (set(words) | pairs) if word in signs)


@dataclass(frozen=True)
class Votes:
    """How much of a report's names lies in each country, province and cell."""

    countries: Mapping[str, float]
    provinces: Mapping[str, float]
    cells: Mapping[Cell, float]

    def for_candidates(self, group: Group) -> Iterator[tuple[float, float, float, float]]:
        """For each candidate the votes of the other groups: its country's, its province's, those near, those in it."""
        own = count_votes([group], {})
        for candidate in group.candidates:
            country, province = candidate.country or "", province_of(candidate) or ""
            yield (
                _rest(self.countries, own.countries, country),
                _rest(self.provinces, own.provinces, province),
                _rest(self.cells, own.cells, _cell_of(candidate))
                if candidate.kind not in _WIDE
                else 0.0,
                0.0 if candidate.kind == "province" else self.provinces.get(candidate.gid, 0.0),
            )


def count_votes(groups: Iterable[Group], countries: Mapping[str, float]) -> Votes:
    """Add up the shares of all candidates; `countries` are votes by words that name no place."""
    by_country = defaultdict(float, countries)
    by_province: defaultdict[str, float] = defaultdict(float)
    by_cell: defaultdict[Cell, float] = defaultdict(float)
    for group in groups:
        for candidate, share in zip(group.candidates, group.shares, strict=True):
            if candidate.country:
                by_country[candidate.country] += share
            if province := province_of(candidate):
                by_province[province] += share
            if share >= _LEAST_SHARE and candidate.kind not in _WIDE:
                for cell in _cells_around(candidate):
                    by_cell[cell] += share
    return Votes(by_country, by_province, by_cell)


def province_of(candidate: Candidate) -> str | None:
    if candidate.kind == "province":
        return candidate.gid
    return candidate.parent if candidate.kind != "country" else None


def _rest(votes: Mapping[Key, float], own: Mapping[Key, float], key: Key) -> float:
    return max(votes.get(key, 0.0) - own.get(key, 0.0), 0.0)


def _cell_of(candidate: Candidate) -> Cell:
    return math.floor(candidate.lat / _CELL_DEGREES), math.floor(candidate.lon / _CELL_DEGREES)


def _cells_around(candidate: Candidate) -> Iterator[Cell]:
    row, column = _cell_of(candidate)
    for i in (row - 1, row, row + 1):
        for j in (column - 1, column, column + 1):
            yield i, j
