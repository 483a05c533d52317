"""Fold together groups that the same reports tell: the threads of one story, not two incidents.

Comes in: the groups that linking proposes, the profiles, and the constraints. Goes out: fewer groups. The linker
takes each report apart into strands and seldom puts two strands of one report into one group: right for a round-up,
wrong for three reports that each tell of one strike, of who is blamed for it, and of the inquiry. Where several
groups hold strands of the same reports, and neither their days nor their towns contradict each other, they are one
incident. What somebody judged to be different is never folded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from sayso.link.incidents import Constraint
from sayso.link.profiles import PlaceProfile, Profile, Strand
from sayso.store.identities import Group, document_of
from sayso.views.core import SAME_PLACE_KM, distance_km

# Two groups are threads of one story when they share this many reports, and this share of the smaller one's.
SHARED_REPORTS = 2
SHARED_SHARE = 0.5
DAYS_APART = 1
# Days and places of less weight are only named, not told of a deed that leads.
TELLING = 0.5
_FINE = frozenset({"exact", "neighbourhood", "town"})


def fold_groups(
    groups: Sequence[Group], profiles: Iterable[Profile], constraints: Sequence[Constraint] = ()
) -> list[Group]:
    """The groups, threads of one story folded: what shares most first, ties by name, so that no order matters.

    (a#1, b#1, c#1) and (a#2, b#2), both of Tuesday → (a#1, a#2, b#1, b#2, c#1)
    """
    strands = {s.item: s for profile in profiles for s in profile.strands}
    apart = [(c.left, c.right) for c in constraints if not c.same]
    folded = sorted(groups)
    while (pairs := _threads(folded, strands, apart)) != []:
        folded = _join(folded, pairs)
    return folded


def _threads(
    groups: Sequence[Group], strands: dict[str, Strand], apart: Sequence[tuple[str, str]]
) -> list[tuple[int, int]]:
    """The pairs of groups that are threads of one story, each group in one pair at most."""
    documents = [{document_of(item) for item in group} for group in groups]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(documents):
        for name in names:
            holding[name].append(number)
    shared = Counter(pair for numbers in holding.values() for pair in combinations(numbers, 2))
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for (one, other), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        smaller = min(len(documents[one]), len(documents[other]))
        is_thread = count >= SHARED_REPORTS and count >= SHARED_SHARE * smaller
        if is_thread and not {one, other} & taken:
            if _are_apart(groups[one], groups[other], apart):
                continue
            if not _contradict(groups[one], groups[other], strands):
                pairs.append((one, other))
                taken |= {one, other}
    return pairs


def _join(groups: Sequence[Group], pairs: Sequence[tuple[int, int]]) -> list[Group]:
    joined = {number for pair in pairs for number in pair}
    rest = [group for number, group in enumerate(groups) if number not in joined]
    return sorted([*rest, *(tuple(sorted((*groups[a], *groups[b]))) for a, b in pairs)])


def _are_apart(one: Group, other: Group, apart: Sequence[tuple[str, str]]) -> bool:
    left, right = set(one), set(other)
    return any((a in left and b in right) or (b in left and a in right) for a, b in apart)


def _contradict(one: Group, other: Group, strands: dict[str, Strand]) -> bool:
    """Whether most strands of the one tell of another day, or of another town, than most of the other."""
    return _other_days(_days(one, strands), _days(other, strands)) or _other_towns(
        _towns(one, strands), _towns(other, strands)
    )


def _days(group: Group, strands: dict[str, Strand]) -> set[int]:
    """The days that most strands of a group give for what they tell."""
    told = [{day for day, weight in strands[item].days if weight >= TELLING} for item in group]
    return {date.fromisoformat(day).toordinal() for day in _agreed(told)}


def _agreed(told: Sequence[set[str]]) -> set[str]:
    counts = Counter(value for values in told for value in values)
    return {value for value, count in counts.items() if 2 * count > len(told)}


def _other_days(one: set[int], other: set[int]) -> bool:
    if not one or not other:
        return False
    return all(abs(a - b) > DAYS_APART for a in one for b in other)


def _towns(group: Group, strands: dict[str, Strand]) -> list[PlaceProfile]:
    """The towns that most strands of a group give; a town that is only named tells nothing."""
    places = [
        {
            p.name: p
            for p, weight in strands[item].places
            if weight >= TELLING and p.precision in _FINE
        }
        for item in group
    ]
    known = {name: place for found in places for name, place in found.items()}
    return [known[name] for name in sorted(_agreed([set(found) for found in places]))]


def _other_towns(one: list[PlaceProfile], other: list[PlaceProfile]) -> bool:
    if not one or not other:
        return False
    return not any(_are_near(a, b) for a in one for b in other)


def _are_near(one: PlaceProfile, other: PlaceProfile) -> bool:
    if one.name == other.name:
        return True
    km = distance_km(one, other)
    return km is not None and km <= SAME_PLACE_KM
