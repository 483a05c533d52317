"""Groups from pair scores: average-link agglomeration, the same whatever the order, that keeps what is judged.

Comes in: nodes (any sortable names), scores of some pairs (a pair without a score counts as 0), nodes judged to be one
or to be different. Goes out: groups. Groups are joined as long as the mean score between two of them reaches
`threshold`, the best pair first, ties by name; so one doubtful link cannot chain two incidents together (Sokal &
Michener 1958). Two groups of `TWIN_SIZE` or more that each hold together well are joined only if they hold to each
other nearly as well: two incidents of one kind, told by many, look alike all over.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

TWIN_SIZE = 4
TWIN_SHARE = 0.7

Pair = tuple[str, str]


def group_nodes(
    nodes: Iterable[str],
    scores: Mapping[Pair, float],
    threshold: float,
    same: Sequence[Pair] = (),
    different: Sequence[Pair] = (),
) -> list[tuple[str, ...]]:
    """Group some nodes.

    nodes a, b, c; scores {(a, b): .9, (b, c): .5}; threshold .4 → (a, b), (c,): the mean of c to both is .25
    """
    state = _State(sorted(nodes), scores, different)
    for left, right in sorted(same):
        state.join_judged(left, right)
    state.agglomerate(threshold)
    return sorted(tuple(sorted(members)) for members in state.members.values())


class _State:
    """The groups so far, each under the name of one member, with the sums of scores between and within them."""

    def __init__(
        self, nodes: Sequence[str], scores: Mapping[Pair, float], different: Sequence[Pair]
    ) -> None:
        self.members = {node: [node] for node in nodes}
        self.leader = {node: node for node in nodes}
        self.between: dict[str, dict[str, float]] = {node: {} for node in nodes}
        self.within = dict.fromkeys(nodes, 0.0)
        self.apart: dict[str, set[str]] = {node: set() for node in nodes}
        self.version = dict.fromkeys(nodes, 0)
        for (a, b), score in scores.items():
            self.between[a][b] = self.between[b][a] = score
        for a, b in different:
            if a in self.apart and b in self.apart and a != b:
                self.apart[a].add(b)
                self.apart[b].add(a)

    def join_judged(self, left: str, right: str) -> None:
        """Join two nodes that somebody judged to be one, unless somebody judged otherwise."""
        if left not in self.leader or right not in self.leader:
            return
        a, b = sorted((self.leader[left], self.leader[right]))
        if a != b and b not in self.apart[a]:
            self._join(a, b)

    def agglomerate(self, threshold: float) -> None:
        """Join the best two groups until no mean reaches the threshold."""
        heap = [
            (-self._mean(a, b), a, b, self.version[a], self.version[b])
            for a in self.members
            for b in self.between[a]
            if a < b and self._mean(a, b) >= threshold
        ]
        heapq.heapify(heap)
        while heap:
            minus, a, b, version_a, version_b = heapq.heappop(heap)
            if self.version.get(a) != version_a or self.version.get(b) != version_b:
                continue
            if b in self.apart[a] or -minus < self._asked_of_twins(a, b):
                continue
            self._join(a, b)
            for other in self.between[a]:
                mean = self._mean(a, other)
                if mean >= threshold:
                    x, y = sorted((a, other))
                    heapq.heappush(heap, (-mean, x, y, self.version[x], self.version[y]))

    def _mean(self, a: str, b: str) -> float:
        return self.between[a][b] / (len(self.members[a]) * len(self.members[b]))

    def _asked_of_twins(self, a: str, b: str) -> float:
        if min(len(self.members[a]), len(self.members[b])) < TWIN_SIZE:
            return 0.0
        return TWIN_SHARE * min(self._own_mean(a), self._own_mean(b))

    def _own_mean(self, a: str) -> float:
        size = len(self.members[a])
        return self.within[a] / (size * (size - 1) / 2)

    def _join(self, a: str, b: str) -> None:
        """Put group b into group a."""
        self.within[a] += self.within.pop(b) + self.between[a].pop(b, 0.0)
        self.between[b].pop(a, None)
        for other, total in self.between.pop(b).items():
            del self.between[other][b]
            self.between[a][other] = self.between[a].get(other, 0.0) + total
            self.between[other][a] = self.between[a][other]
        for other in self.apart.pop(b):
            self.apart[other].discard(b)
            self.apart[other].add(a)
            self.apart[a].add(other)
        for node in self.members[b]:
            self.leader[node] = a
        self.members[a] += self.members.pop(b)
        self.version[a] += 1
        del self.version[b]
