"""Which text a report is: after copies, wire credits and owners, how many texts there are and whose.

Comes in: the documents of an incident and the copies among them. Goes out: Texts, which tell for a passage on which
document's words it rests, whose outlet's they are, and why. Does not look at claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sayso.incident_model import Copy
from sayso.ingest.outlets import find_outlet, read_outlets
from sayso.model import Document, Outlet, Span
from sayso.views.sides import load_sides

# A report is another one's text when it has this little of its own.
WHOLE_COPY_SHARE = 0.5

_CREDIT = re.compile(r"\(([^()\n]{2,40})\)")
_REPORTING = re.compile(
    r"^(?:reporting|reported|story|source) (?:by|from|:) ([^;.\n(]{2,40})", re.I | re.M
)
# "… had been in the building. (AFP)", "… — Reuters": whose words they were, at the very end.
_SIGNED = re.compile(r"(?:\(|[–—]\s*|--\s*)([^()\n–—]{2,40}?)\)?\s*$")
_HEAD, _TAIL = 160, 300


@dataclass(frozen=True)
class Texts:
    """The documents, their copies, and their credits."""

    documents: dict[str, Document]
    copies: tuple[Copy, ...]
    credits: dict[str, Outlet]
    roots: dict[str, str]

    def text_of(self, document: str) -> str:
        """The document whose text it is in the main: its own, or that of the one it repeats."""
        return self.roots.get(document, document)

    def rest_on(self, document: Document, evidence: Sequence[Span]) -> tuple[str, str]:
        """(document, outlet) on whose words a passage rests: a copied paragraph on the original's."""
        source = self.text_of(document.id)
        if source == document.id:
            source = self._passage_source(document.id, evidence)
        return source, self.outlet_of(source)

    def outlet_of(self, document: str) -> str:
        """The outlet that a document's own words are: the agency that it credits, if any."""
        credited = self.credits.get(document)
        return f"outlet:{credited.id}" if credited is not None else self.own_outlet_of(document)

    def own_outlet_of(self, document: str) -> str:
        """The outlet that published a document."""
        found = self.documents.get(document)
        outlet = found.outlet if found is not None else None
        return f"outlet:{outlet.id}" if outlet is not None else f"outlet:unknown@{document[:13]}"

    def outlet_name(self, outlet: str) -> str:
        """An outlet's name for people."""
        plain = outlet.removeprefix("outlet:")
        name = self._names.get(plain) or _registered().get(plain)
        return name or (
            "unknown outlet" if "unknown@" in outlet else outlet.removeprefix("outlet:")
        )

    def owner_of(self, outlet: str) -> str | None:
        """Who owns an outlet, as far as the registry or a report tells."""
        plain = outlet.removeprefix("outlet:")
        told = (outlet.owner for outlet in self._told.get(plain, ()))
        return next((owner for owner in told if owner), None) or _owners().get(plain)

    def side_behind(self, outlet: str) -> str | None:
        """The state (ISO 3166-1 alpha-3) that runs an outlet, or the armed group that owns it; None if none is known.

        "outlet:sana" → SYR; "outlet:al-manar" → armed-group:hezbollah
        """
        plain = outlet.removeprefix("outlet:")
        told = self._told.get(plain, ())
        found = next((o for o in told if o.state_affiliated is not None), None)
        found = found or find_outlet(plain)
        if found is not None and found.state_affiliated:
            return found.country
        group = load_sides().groups.get((self.owner_of(outlet) or "").casefold())
        return group.id if group is not None else None

    def copy_of(self, document: str) -> Copy | None:
        """The copy that makes a document another's text."""
        return max(self._copies.get(document, ()), key=lambda c: (c.share, c.of), default=None)

    @cached_property
    def _told(self) -> dict[str, list[Outlet]]:
        """What the documents tell of each outlet: looked up for every statement of an incident."""
        told: dict[str, list[Outlet]] = {}
        for document in self.documents.values():
            if document.outlet is not None:
                told.setdefault(document.outlet.id, []).append(document.outlet)
        return told

    @cached_property
    def _copies(self) -> dict[str, list[Copy]]:
        """The copies of documents that are here, by the later document."""
        found: dict[str, list[Copy]] = {}
        for copy in self.copies:
            if copy.of in self.documents:
                found.setdefault(copy.document, []).append(copy)
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        told = {d.outlet.id: d.outlet.name for d in self.documents.values() if d.outlet}
        credited = {o.id: o.name for o in self.credits.values()}
        return credited | told

    def _passage_source(self, document: str, evidence: Sequence[Span]) -> str:
        if not evidence:
            return document
        start, end = evidence[0].start, evidence[-1].end
        for copy in self._copies.get(document, ()):
            inside = sum(max(0, min(end, b) - max(start, a)) for a, b in copy.spans)
            if 2 * inside > end - start:
                return self.text_of(copy.of)
        return document


def make_texts(documents: Iterable[Document], copies: Sequence[Copy]) -> Texts:
    """Follow copies to their first text, and find the wire credits."""
    known = {document.id: document for document in documents}
    inside = tuple(c for c in copies if c.document in known)
    whole = {
        c.document: c.of
        for c in sorted(inside, key=lambda c: (c.share, c.of))
        if c.share >= WHOLE_COPY_SHARE and c.of in known
    }
    roots = {document: _root(document, whole) for document in known}
    credited = ((d.id, find_credit(d)) for d in known.values())
    return Texts(known, inside, {i: outlet for i, outlet in credited if outlet is not None}, roots)


def _root(document: str, whole: dict[str, str]) -> str:
    seen = {document}
    while document in whole and whole[document] not in seen:
        document = whole[document]
        seen.add(document)
    return document


def find_credit(document: Document) -> Outlet | None:
    """The agency that a report credits with its words, if it is not its own.

    "SANAA, Aug 9 (Reuters) - …" in another paper → Reuters; "Reporting by Meridian Wire; editing …" → Meridian Wire;
    "… in the building. (AFP)" → Agence France-Presse
    """
    named = [m[1] for m in _CREDIT.finditer(document.dateline or "")]
    named += [m[1] for m in _REPORTING.finditer(document.text[-_TAIL:])]
    named += _agency_names().findall(document.byline or "")
    opening = [m[1] for m in _CREDIT.finditer(document.text[:_HEAD])]
    named += [name for name in opening if _agency_names().fullmatch(name)]
    signed = (m[1] for m in _SIGNED.finditer(document.text[-_TAIL:]))
    named += [name for name in signed if _agency_names().fullmatch(name)]
    own = document.outlet.id if document.outlet else None
    for name in named:
        outlet = find_outlet(name)
        if outlet is not None and outlet.id != own:
            return outlet
    return None


@lru_cache(maxsize=1)
def _agency_names() -> re.Pattern[str]:
    """All names of news agencies, the longest first."""
    names = {name for row in read_outlets() if row.agency for name in (row.name, *row.aliases)}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


@lru_cache(maxsize=1)
def _registered() -> dict[str, str]:
    return {row.id: row.name for row in read_outlets()}


@lru_cache(maxsize=1)
def _owners() -> dict[str, str]:
    return {row.id: row.owner for row in read_outlets() if row.owner}
