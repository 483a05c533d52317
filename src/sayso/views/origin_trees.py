"""Independence as a tree: an origin, the texts that rest on it, the articles that print each text, and why.

Comes in: an incident. Goes out: for each proposition its line ("12 articles, 4 texts, 2 origins") and the tree under
it. Counts nothing itself: what counts was decided where origins are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sayso.incident_model import (
    Copy,
    Incident,
    IncidentDocument,
    Independence,
    Origin,
    Proposition,
)
from sayso.views.matrix import is_weighty


@dataclass(frozen=True)
class Article:
    """A report that prints a text; `reason`: why it adds no origin; `signs`: how it is known to be a copy."""

    document: IncidentDocument
    reason: str | None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cluster:
    """Reports of one text."""

    articles: tuple[Article, ...]


@dataclass(frozen=True)
class OriginBranch:
    """An origin with the texts that rest on it."""

    origin: Origin
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class OriginTree:
    """A proposition's independence."""

    proposition: Proposition
    independence: Independence
    branches: tuple[OriginBranch, ...]


def make_origin_trees(incident: Incident, *, everything: bool = False) -> tuple[OriginTree, ...]:
    """A tree for each proposition that somebody asserts; those that carry the matter, or all."""
    found = {o.proposition: o for o in incident.origins}
    shown = [p for p in incident.propositions if p.id in found and (everything or is_weighty(p))]
    documents = {d.id: d for d in incident.documents}
    copies: dict[str, Copy] = {}
    for copy in incident.copies:
        if copy.document not in copies or copy.share > copies[copy.document].share:
            copies[copy.document] = copy
    return tuple(
        OriginTree(
            proposition=p,
            independence=found[p.id],
            branches=tuple(_make_branch(o, documents, copies) for o in found[p.id].origins),
        )
        for p in shown
    )


def _make_branch(
    origin: Origin, documents: Mapping[str, IncidentDocument], copies: Mapping[str, Copy]
) -> OriginBranch:
    reasons = {c.document: c.reason for c in origin.collapsed}
    clusters: dict[str, list[Article]] = {}
    for name in origin.documents:
        document = documents.get(name)
        if document is not None:
            copy = copies.get(name) if document.copy_of else None
            article = Article(document, reasons.get(name), copy.reasons if copy else ())
            clusters.setdefault(_text_of(document, documents), []).append(article)
    return OriginBranch(origin, tuple(Cluster(tuple(found)) for found in clusters.values()))


def _text_of(document: IncidentDocument, documents: Mapping[str, IncidentDocument]) -> str:
    """The first report of a document's text."""
    seen: set[str] = set()
    while document.id not in seen and (earlier := documents.get(document.copy_of or "")):
        seen.add(document.id)
        document = earlier
    return document.id
