"""Which strands of which reports tell one incident: candidate pairs, scores, clusters.

Comes in: profiles, and what people have judged (`Constraint`). Goes out: a `Linking`: groups of items and the links
that hold each group together, each with score and reasons. An item is a strand's name, "<document>#<event>". Every
strand is in exactly one group; a group of one is an incident told once.

    linker = Linker(constraints=(Constraint(left="d1#e1", right="d2#e3", same=True),))
    linker.add(profile)              # Change(removed=(old groups), added=(new groups), links=(…)): the rest stays
    linker.linking()                 # all groups and links
    relink(profiles, constraints)    # the same from nothing, whatever the order of the profiles

Groups have no ids of their own: their members are sorted, and whoever stores them mints ids. Proposes, never decides:
a constraint overrules any score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sayso.link.pair_scores import TermCounts, count_terms, score_pair
from sayso.link.profiles import Profile, Strand

Group = tuple[str, ...]


class Constraint(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody judged that two items are (`same`) or are not the same incident."""

    left: str
    right: str
    same: bool


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two items are proposed to tell one incident; `left` < `right`."""

    left: str
    right: str
    score: float
    reasons: tuple[str, ...]


class Linking(msgspec.Struct, frozen=True, kw_only=True):
    """Every item in exactly one group (members sorted, groups sorted), and the links inside the groups."""

    groups: tuple[Group, ...]
    links: tuple[Link, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What adding a profile did: groups that are no more, groups that are new, links of the new groups."""

    removed: tuple[Group, ...]
    added: tuple[Group, ...]
    links: tuple[Link, ...]


class Linker:
    """The strands met so far, and how they group."""

    def __init__(
        self,
        profiles: Iterable[Profile] = (),
        constraints: Sequence[Constraint] = (),
        *,
        counts: TermCounts | None = None,
        threshold: float = 0.3,
    ) -> None:
        self.constraints = tuple(constraints)
        self.threshold = threshold
        self._counts = counts
        self._strands: dict[str, Strand] = {s.item: s for p in profiles for s in p.strands}
        self._linking = self._link()

    def add(self, profile: Profile) -> Change:
        """Take in one more report."""
        before = self._linking
        self._strands |= {strand.item: strand for strand in profile.strands}
        self._linking = self._link()
        old, new = set(before.groups), set(self._linking.groups)
        added = tuple(sorted(new - old))
        items = {item for group in added for item in group}
        links = tuple(link for link in self._linking.links if link.left in items)
        return Change(removed=tuple(sorted(old - new)), added=added, links=links)

    def linking(self) -> Linking:
        """All groups, and the links inside them."""
        return self._linking

    def _link(self) -> Linking:
        strands = [self._strands[item] for item in sorted(self._strands)]
        counts = self._counts or count_terms(strands)
        links = []
        for i, a in enumerate(strands):
            for b in strands[i + 1 :]:
                scored = score_pair(a, b, counts)
                if scored.score >= self.threshold:
                    links.append(
                        Link(left=a.item, right=b.item, score=scored.score, reasons=scored.reasons)
                    )
        return _linked(strands, links, self.constraints)


def relink(profiles: Iterable[Profile], constraints: Sequence[Constraint] = ()) -> Linking:
    """Link everything from nothing: the same groups whatever the order of the profiles."""
    return Linker(profiles, constraints).linking()


def _linked(strands: list[Strand], links: list[Link], constraints: Sequence[Constraint]) -> Linking:
    """Join along the links, the strongest first, unless a judgement keeps two items apart."""
    group_of = {s.item: {s.item} for s in strands}
    apart = [(c.left, c.right) for c in constraints if not c.same]
    joins = [(c.left, c.right) for c in constraints if c.same]
    joins += [(k.left, k.right) for k in sorted(links, key=lambda k: (-k.score, k.left, k.right))]
    for left, right in joins:
        if left not in group_of or right not in group_of:
            continue
        one, other = group_of[left], group_of[right]
        if one is other or _kept_apart(one, other, apart):
            continue
        one |= other
        for item in other:
            group_of[item] = one
    groups = {tuple(sorted(group)) for group in group_of.values()}
    inside = tuple(k for k in links if group_of[k.left] is group_of[k.right])
    return Linking(groups=tuple(sorted(groups)), links=inside)


def _kept_apart(one: set[str], other: set[str], apart: list[tuple[str, str]]) -> bool:
    return any((a in one and b in other) or (b in one and a in other) for a, b in apart)
