"""Which id each group of items keeps: an incident's id is minted once and stays with most of its members.

Comes in: the members that each incident had last, and the groups that linking proposes now. Goes out: an id for each
group and redirects for ids that are no more. A merge leaves the id of the larger and redirects the other; a split
leaves the id with the larger part and gives the rest a new one, or the id that it had before it was merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.text import digest_of

Group = tuple[str, ...]

# An item weighs more than its document: a report read anew keeps its incident though its events are counted anew.
_ITEM_WEIGHT = 1000


@dataclass(frozen=True)
class Known:
    """An incident of before: its members when it last had any, and whether it has them still."""

    id: str
    items: frozenset[str]
    is_active: bool = True


@dataclass(frozen=True)
class Identities:
    """The groups by id; `merged`: id that is no more → id of where most of it is; `split`: (from, new id)."""

    groups: dict[str, Group]
    merged: dict[str, str]
    split: tuple[tuple[str, str], ...]
    minted: frozenset[str]


def assign_ids(
    known: Iterable[Known],
    groups: Sequence[Group],
    mint: Callable[[Group, int], str],
    exists: Callable[[str], bool] = lambda name: False,
) -> Identities:
    """Give every group an id.

    known i1 {a, b}, i2 {c}; groups (a, b, c) → i1 keeps (a, b, c), i2 redirects to i1
    """
    known = sorted(known, key=lambda k: k.id)
    kept = _kept(known, groups)
    used = {k.id for k in known}
    ids: dict[str, Group] = {}
    minted = set()
    for number, group in enumerate(groups):
        name = kept.get(number)
        if name is None:
            name = _fresh(group, mint, lambda name: name in used or exists(name))
            minted.add(name)
        used.add(name)
        ids[name] = group
    return Identities(ids, *_redirects(known, ids, minted), frozenset(minted))


def _kept(known: Sequence[Known], groups: Sequence[Group]) -> dict[int, str]:
    """Group number → the incident that it is: the greatest overlap first, living ids before dissolved ones."""
    overlaps = _overlaps(known, groups)
    order = sorted(
        overlaps, key=lambda o: (-overlaps[o], not known[o[0]].is_active, known[o[0]].id, o[1])
    )
    kept: dict[int, str] = {}
    taken: set[int] = set()
    for which, number in order:
        if which not in taken and number not in kept:
            kept[number] = known[which].id
            taken.add(which)
    return kept


def _overlaps(known: Sequence[Known], groups: Sequence[Group]) -> dict[tuple[int, int], int]:
    by_item: dict[str, list[int]] = defaultdict(list)
    by_document: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for item in group:
            by_item[item].append(number)
            by_document[document_of(item)].add(number)
    overlaps: dict[tuple[int, int], int] = defaultdict(int)
    for which, incident in enumerate(known):
        for item in incident.items:
            for number in by_item.get(item, ()):
                overlaps[which, number] += _ITEM_WEIGHT
            for number in by_document.get(document_of(item), ()):
                overlaps[which, number] += 1
    return overlaps


def document_of(item: str) -> str:
    """The document of an item: "d1#e3" → "d1"."""
    return item.partition("#")[0]


def first_item(group: Group, published: Mapping[str, str | None], main: Mapping[str, bool]) -> str:
    """The item that an incident is named after: of the report that came first, what it is mainly about."""
    return min(group, key=lambda i: (published[document_of(i)] or "9999", not main[i], i))


def incident_id(item: str, turn: int = 0) -> str:
    """The id of an incident whose first item this is; a number tells a later one of the same item apart."""
    return "i" + digest_of(item, *([str(turn)] if turn else []), length=12)


def _fresh(group: Group, mint: Callable[[Group, int], str], is_taken: Callable[[str], bool]) -> str:
    turn = 0
    while is_taken(name := mint(group, turn)):
        turn += 1
    return name


def _redirects(
    known: Sequence[Known], ids: dict[str, Group], minted: set[str]
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    where: dict[str, str] = {item: name for name, group in ids.items() for item in group}
    documents: dict[str, str] = {document_of(item): name for item, name in sorted(where.items())}
    merged: dict[str, str] = {}
    split = set()
    for incident in known:
        held = _held(incident.items, where, documents)
        if incident.id not in ids:
            if incident.is_active and held:
                merged[incident.id] = max(sorted(held), key=lambda name: held[name])
        elif incident.is_active:
            split |= {(incident.id, name) for name in held if name in minted}
    return merged, tuple(sorted(split))


def _held(
    items: Iterable[str], where: Mapping[str, str], documents: Mapping[str, str]
) -> dict[str, int]:
    """Where an incident's members are now, and how many."""
    held: dict[str, int] = defaultdict(int)
    for item in items:
        name = where.get(item) or documents.get(document_of(item))
        if name is not None:
            held[name] += 1
    return held
