"""Toponyms that stand side by side, and what each asks of the other.

Comes in: the toponyms of one report with all their candidates. Goes out: the same, with the kind that their neighbours
ask for. In "Oklahoma, New York and Oregon" all are states, in "Egypt and Niger" both are countries, and in "Buffalo,
New York" the second is the state that the first lies in. Does not choose a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from sayso.extract.places.toponym_walk import Toponym
from sayso.gazetteer import Candidate
from sayso.gazetteer_index import Kind

_JOINS = frozenset({",", "and", "or", "&"})
_LEAST_PROVINCES = 2


def ask_for_kinds(doc: Doc, toponyms: list[Toponym]) -> list[Toponym]:
    """Let what stands beside a name ask for a kind, where the name could be several.

    "in Ohio, Washington and Oregon" → Washington is a province
    """
    asked = list(toponyms)
    for row in _rows(doc, toponyms):
        firsts = {i: _first_of(toponyms[i]) for i in row if toponyms[i].demonym is None}
        for i in firsts:
            others = [c for j, c in firsts.items() if j != i and c is not None]
            kind = _asked_kind(toponyms[i], others)
            if kind is not None and not toponyms[i].kinds:
                asked[i] = replace(toponyms[i], kinds=(kind,))
    for i in range(1, len(toponyms)):
        if not asked[i].kinds and _is_state_of(doc, toponyms[i - 1], toponyms[i]):
            asked[i] = replace(toponyms[i], kinds=("province",))
    return asked


def _asked_kind(toponym: Toponym, others: list[Candidate]) -> Kind | None:
    provinces = [c.country for c in others if c.kind == "province"]
    if any(provinces.count(c.country) >= _LEAST_PROVINCES for c in _named(toponym, "province")):
        return "province"
    is_ambiguous = len({c.kind for c in toponym.candidates if c.rank < 2}) > 1
    if is_ambiguous and _named(toponym, "country") and not provinces:
        return "country" if any(c.kind == "country" for c in others) else None
    return None


def _is_state_of(doc: Doc, town: Toponym, state: Toponym) -> bool:
    """ "Buffalo, New York" is a town and its state; in "Harlem, New York" it is the city."""
    if state.start - town.end != 1 or doc[town.end].text != ",":
        return False
    parents = {c.parent for c in town.candidates}
    is_part = any(c.gid in parents for c in _named(state, "town", "capital"))
    return not is_part and any(c.gid in parents for c in _named(state, "province"))


def _named(toponym: Toponym, *kinds: Kind) -> list[Candidate]:
    return [c for c in toponym.candidates if c.kind in kinds and c.rank < 2]


def _first_of(toponym: Toponym) -> Candidate | None:
    """What a name is before anything else: the country, else the largest place that bears it."""
    named = [c for c in toponym.candidates if c.rank < 2]
    return max(named, key=lambda c: (c.kind == "country", c.population), default=None)


def _rows(doc: Doc, toponyms: list[Toponym]) -> Iterator[list[int]]:
    row: list[int] = []
    for i, toponym in enumerate(toponyms):
        if row and not _is_joined(doc, toponyms[row[-1]], toponym):
            yield row
            row = []
        row.append(i)
    yield row


def _is_joined(doc: Doc, one: Toponym, other: Toponym) -> bool:
    if one.end >= other.start:
        return False
    return all(doc[i].lower_ in _JOINS for i in range(one.end, other.start))
