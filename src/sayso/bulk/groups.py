"""Groups among the strands of all shards: those that a store's linking would make of them, a part at a time.

Comes in: the table `alike`, the strands. Goes out: for each strand the number of its group, which is that of its first
strand. Two groups are joined only if their mean score reaches the model's threshold, so some pair between them must:
strands that no chain of such pairs joins are never in one group, and each part can be grouped alone by
link/average_link.py. Threads of one story are then folded round by round as link/folding.py does.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, groupby

import numpy as np
from numpy.typing import NDArray

from sayso.bulk.copies import Say
from sayso.bulk.strands import Strands
from sayso.bulk.workspace import Workspace
from sayso.link.average_link import group_nodes
from sayso.link.folding import ALIKE, choose_threads, mean_alike
from sayso.link.incidents import SAME_REPORT
from sayso.link.pair_scores import PairModel, score_pair

Numbers = NDArray[np.int64]
Pair = tuple[int, int]


def group_strands(work: Workspace, strands: Strands, model: PairModel, say: Say) -> Numbers:
    """The group of each strand."""
    parts = _find_parts(work, len(strands), model.threshold)
    groups = np.arange(len(strands), dtype=np.int64)
    for names, scores in _read_parts(work, parts):
        for group in _group_part(names, scores, strands, model.threshold):
            groups[list(group)] = group[0]
    say("incidents: folding threads of one story")
    _fold(groups, strands, model)
    return groups


def _find_parts(work: Workspace, count: int, threshold: float) -> Numbers:
    """For each strand the first one that a chain of alike pairs leads to."""
    leads_to = array("q", range(count))

    def first(strand: int) -> int:
        while leads_to[strand] != strand:
            leads_to[strand] = leads_to[leads_to[strand]]
            strand = leads_to[strand]
        return strand

    for one, other in work.rows("SELECT one, other FROM alike WHERE score >= ?", threshold):
        a, b = sorted((first(one), first(other)))
        leads_to[b] = a
    for strand in range(count):
        leads_to[strand] = leads_to[leads_to[strand]]
    return np.array(leads_to, dtype=np.int64)


def _read_parts(
    work: Workspace, parts: Numbers
) -> Iterator[tuple[dict[int, str], dict[tuple[str, str], float]]]:
    """Each part of more than one strand: its strands and their names, and the scores within it, by name."""
    work.run("CREATE TABLE parts (strand BIGINT, part BIGINT)")
    work.insert("parts", {"strand": np.arange(len(parts)), "part": parts})
    pairs = work.rows(
        "SELECT a.part, one, other, score FROM alike JOIN parts a ON a.strand = one"
        " JOIN parts b ON b.strand = other WHERE a.part = b.part ORDER BY a.part, one, other"
    )
    for _, rows in groupby(pairs, key=lambda row: row[0]):
        # A part may hold much of the archive: each name is held once, each score once.
        names: dict[int, str] = {}
        scores: dict[tuple[str, str], float] = {}
        for _, one, other, score in rows:
            for strand in (one, other):
                if strand not in names:
                    names[strand] = _name(strand)
            scores[names[one], names[other]] = score
        yield names, scores
    work.run("DROP TABLE parts")


def _group_part(
    names: dict[int, str],
    scores: dict[tuple[str, str], float],
    strands: Strands,
    threshold: float,
) -> list[tuple[int, ...]]:
    of_document = strands.first_of_document
    # Strands are numbered by name: those of one document stand side by side.
    for _, same in groupby(sorted(names), key=lambda strand: int(of_document[strand])):
        for a, b in combinations(same, 2):
            scores[names[a], names[b]] = SAME_REPORT
    groups = group_nodes(names.values(), scores, threshold)
    return [tuple(int(name) for name in group) for group in groups]


def _name(strand: int) -> str:
    """A name that sorts as the number does."""
    return f"{strand:012d}"


class _Members:
    """The strands of each group, sorted."""

    def __init__(self, groups: Numbers) -> None:
        self._order = np.argsort(groups, kind="stable")
        self._sorted = groups[self._order]
        self._changed: dict[int, list[int]] = {}

    def __getitem__(self, group: int) -> list[int]:
        changed = self._changed.get(group)
        if changed is not None:
            return changed
        first, end = np.searchsorted(self._sorted, [group, group + 1])
        members: list[int] = self._order[first:end].tolist()
        return members

    def join(self, one: int, other: int) -> list[int]:
        """Join two groups under the first one's number."""
        self._changed[one] = sorted((*self[one], *self[other]))
        return self._changed[one]


def _fold(groups: Numbers, strands: Strands, model: PairModel) -> None:
    """Fold threads of one story, the most alike first; each round as link/folding.py makes one."""
    members = _Members(groups)
    alike = _alike(strands, model)
    means: dict[Pair, float] = {}
    fresh: set[int] | None = None
    while True:
        for pair in _sharing_a_report(groups, strands, members, fresh):
            left, right = (_items(members[group], strands) for group in pair)
            mean = mean_alike(left, right, alike)
            if mean >= ALIKE:
                means[pair] = mean
        chosen = choose_threads(means)
        if not chosen:
            return
        gone = {group for pair in chosen for group in pair}
        means = {pair: mean for pair, mean in means.items() if not gone & set(pair)}
        for one, other in chosen:
            groups[members.join(one, other)] = one
        fresh = {one for one, _ in chosen}


def _alike(strands: Strands, model: PairModel) -> Callable[[str, str], float]:
    def alike(left: str, right: str) -> float:
        one, other = (int(name.partition("#")[2]) for name in (left, right))
        return score_pair(strands.compared[one], strands.compared[other], strands.counts, model)

    return alike


def _items(members: Sequence[int], strands: Strands) -> tuple[str, ...]:
    """Names of strands that sort as their numbers do, each with its document's before the #."""
    first = strands.first_of_document
    return tuple(f"{_name(int(first[strand]))}#{_name(strand)}" for strand in members)


def _sharing_a_report(
    groups: Numbers, strands: Strands, members: _Members, fresh: set[int] | None
) -> set[Pair]:
    """The pairs of groups that share a report, of which one is new (None: all are); none of one report alone."""
    documents = (
        _documents_of_many(strands)
        if fresh is None
        else {int(strands.first_of_document[s]) for group in fresh for s in members[group]}
    )
    pairs: set[Pair] = set()
    for first in documents:
        end = first + int(np.searchsorted(strands.first_of_document[first:], first, side="right"))
        held = sorted(set(groups[first:end].tolist()))
        for pair in combinations(held, 2):
            if fresh is None or fresh & set(pair):
                pairs.add(pair)
    return {pair for pair in pairs if len(members[pair[0]]) + len(members[pair[1]]) > 2}


def _documents_of_many(strands: Strands) -> list[int]:
    firsts, counts = np.unique(strands.first_of_document, return_counts=True)
    found: list[int] = firsts[counts > 1].tolist()
    return found
