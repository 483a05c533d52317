"""Which strands of which reports tell one incident: candidate pairs, scores, groups.

Comes in: profiles, and what people have judged (`Constraint`). Goes out: a `Linking`: groups of items and the links
that hold each group together, each with score and reasons. An item is a strand's name, "<document>#<event>". Every
strand is in exactly one group; a group of one is an incident told once.

    linker = Linker(constraints=(Constraint(left="d1#e1", right="d2#e3", same=True),))
    linker.add(profile)              # Change(removed=(old groups), added=(new groups), links=(…)): the rest stays
    linker.linking()                 # all groups and links
    relink(profiles, constraints)    # the same from nothing, whatever the order of the profiles

Adding looks at the new report's candidates and groups anew what they are linked with, directly or not (up to
`MOST_REGROUPED` strands, beyond that only the groups it touches). How rare a word is stays as it was when the linker
was made; a full relink counts again. Groups have no ids of their own: their members are sorted, and whoever stores them
mints ids. Proposes, never decides: a constraint overrules any score. A constraint may name any event of a strand, or
"<document>#" for the main strand; one about two events of one strand has no effect: strands are not split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from sayso.link.average_link import group_nodes
from sayso.link.candidates import CandidateIndex
from sayso.link.pair_features import Compared, compare_ready
from sayso.link.pair_scores import PairModel, explain_pair, load_pair_model, score_pair
from sayso.link.profiles import Profile, Strand
from sayso.link.term_counts import TermCounts, count_terms
from sayso.link.words import load_word_shares

# A score below this tells nothing: such pairs count as 0 when groups are made.
LEAST_SCORE = 0.1
MOST_REGROUPED = 400
# Two strands of one report were taken apart for a reason; enough links to other reports still bring them together.
SAME_REPORT = -0.2

Group = tuple[str, ...]
Pair = tuple[str, str]


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
    """The strands met so far, how they compare, and how they group."""

    def __init__(
        self,
        profiles: Iterable[Profile] = (),
        constraints: Sequence[Constraint] = (),
        *,
        counts: TermCounts | None = None,
        model: PairModel | None = None,
    ) -> None:
        strands = sorted((s for p in profiles for s in p.strands), key=lambda s: s.item)
        self._model = model or load_pair_model()
        self._counts = counts or count_terms(strands, load_word_shares())
        self._constraints = tuple(constraints)
        self._index = CandidateIndex()
        self._numbered: list[Compared] = []
        self._items: dict[str, Compared] = {}
        self._names: dict[str, str] = {}
        self._scores: dict[str, dict[str, float]] = {}
        self._group_of: dict[str, Group] = {}
        self._of_document: dict[str, list[str]] = defaultdict(list)
        for strand in strands:
            self._take(strand)
        self._joined: dict[str, set[str]] = {}
        self._note_judged()
        for compared in self._numbered:
            self._compare(compared)
        self._regroup(set(self._items))

    def add(self, profile: Profile) -> Change:
        """Take in one more report; one that was added before changes nothing."""
        new = [s for s in profile.strands if s.item not in self._items]
        for compared in [self._take(strand) for strand in new]:
            self._compare(compared)
        self._note_judged()
        touched = self._touched([strand.item for strand in new])
        removed = {self._group_of[item] for item in touched if item in self._group_of}
        added = self._regroup(touched)
        return Change(
            removed=tuple(sorted(removed - added)),
            added=tuple(sorted(added - removed)),
            links=tuple(link for group in sorted(added - removed) for link in self._links(group)),
        )

    def linking(self) -> Linking:
        """All groups, and the links inside them."""
        groups = tuple(sorted(set(self._group_of.values())))
        return Linking(groups=groups, links=tuple(k for g in groups for k in self._links(g)))

    def groups(self) -> tuple[Group, ...]:
        """All groups, without the links: explaining every link takes most of the time."""
        return tuple(sorted(set(self._group_of.values())))

    def score(self, left: str, right: str) -> float:
        """The score of any two items that were added, candidates or not."""
        return score_pair(self._items[left], self._items[right], self._counts, self._model)

    def _take(self, strand: Strand) -> Compared:
        compared = compare_ready(strand, self._counts)
        self._index.add(compared, self._counts)
        self._numbered.append(compared)
        self._items[strand.item] = compared
        self._scores[strand.item] = {}
        self._of_document[strand.document].append(strand.item)
        for event in strand.events:
            self._names[f"{strand.document}#{event.event}"] = strand.item
        self._names[strand.item] = strand.item
        if strand.is_main:
            self._names.setdefault(f"{strand.document}#", strand.item)
        return compared

    def _compare(self, compared: Compared) -> None:
        item, document = compared.strand.item, compared.strand.document
        for number in self._index.find(compared, self._counts):
            other = self._numbered[number]
            name = other.strand.item
            if other.strand.document == document or name in self._scores[item]:
                continue
            # The sums of a pair come out the same whichever of the two was added first.
            a, b = (compared, other) if item < name else (other, compared)
            score = score_pair(a, b, self._counts, self._model)
            if score >= LEAST_SCORE:
                self._scores[item][name] = self._scores[name][item] = round(score, 6)

    def _touched(self, items: Sequence[str]) -> set[str]:
        """The items linked with these, directly or not; beyond a limit only those in groups next to them."""
        reached, edge = set(items), list(items)
        while edge and len(reached) <= MOST_REGROUPED:
            fresh = {n for item in edge for n in self._beside(item)} - reached
            reached |= fresh
            edge = sorted(fresh)
        if len(reached) <= MOST_REGROUPED:
            return reached
        beside = {n for item in items for n in self._beside(item)}
        return set(items) | {m for n in beside for m in self._group_of.get(n, (n,))}

    def _beside(self, item: str) -> set[str]:
        return {*self._scores[item], *self._siblings(item), *self._joined.get(item, ())}

    def _siblings(self, item: str) -> list[str]:
        return self._of_document[self._items[item].strand.document]

    def _note_judged(self) -> None:
        """Find the strands that the judgements speak of, as far as they are there."""
        self._same = self._judged(same=True) if self._constraints else []
        self._different = self._judged(same=False) if self._constraints else []
        self._joined = {}
        for a, b in self._same:
            self._joined.setdefault(a, set()).add(b)
            self._joined.setdefault(b, set()).add(a)

    def _judged(self, *, same: bool) -> list[Pair]:
        pairs = []
        for c in self._constraints:
            left, right = self._names.get(c.left), self._names.get(c.right)
            if c.same == same and left and right and left != right:
                pairs.append((min(left, right), max(left, right)))
        return sorted(pairs)

    def _regroup(self, items: set[str]) -> set[Group]:
        scores = {
            (item, other): score
            for item in items
            for other, score in self._scores[item].items()
            if item < other and other in items
        }
        for item in items:
            for other in self._siblings(item):
                if item < other and other in items:
                    scores[item, other] = SAME_REPORT
        groups = group_nodes(
            items,
            scores,
            self._model.threshold,
            same=[(a, b) for a, b in self._same if a in items and b in items],
            different=self._different,
        )
        for group in groups:
            for item in group:
                self._group_of[item] = group
        return set(groups)

    def _links(self, group: Group) -> list[Link]:
        inside, links = set(group), []
        judged = {pair for pair in self._same if inside.issuperset(pair)}
        pairs = {
            (item, other): score
            for item in group
            for other, score in self._scores[item].items()
            if item < other and other in inside
        } | dict.fromkeys(judged, 1.0)
        for (left, right), score in sorted(pairs.items()):
            a, b = self._items[left], self._items[right]
            reasons = explain_pair(a, b)
            if (left, right) in judged:
                reasons = ("judged to be the same", *reasons)
            links.append(Link(left=left, right=right, score=score, reasons=reasons))
        return links


def relink(profiles: Iterable[Profile], constraints: Sequence[Constraint] = ()) -> Linking:
    """Link everything from nothing: the same groups whatever the order of the profiles."""
    return Linker(profiles, constraints).linking()
