"""A claim's words in their place, and who told whom: what a dossier opens when a cell of the matrix is asked about.

Comes in: a claim of an incident and the report that it stands in. Goes out: the sentence around it cut into what is
evidence and what is not, and the chain of attributions, the outermost first. The words are the document's, unaltered.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso.incident_model import IncidentClaim
from sayso.model import Report, Span
from sayso.views.pieces import Piece, cut_pieces, mark_claim

_REACH = 500


@dataclass(frozen=True)
class Teller:
    """One step of a chain: who, by which words, in which act."""

    source: str
    cue: str
    act: str


@dataclass(frozen=True)
class Quote:
    """A claim with its words in their place and the chain by which they came."""

    claim: IncidentClaim
    pieces: tuple[Piece, ...]
    chain: tuple[Teller, ...]
    outlet: str
    title: str


def make_quote(claim: IncidentClaim, report: Report | None) -> Quote:
    """The quote of a claim; without its report the words that the dossier keeps, nothing marked in them."""
    if report is None:
        pieces = cut_pieces(claim.quote, ())
        return Quote(claim, tuple(pieces), (), "", "")
    document = report.document
    return Quote(
        claim=claim,
        pieces=tuple(_pieces(claim, document.text)),
        chain=chain_of(report, claim.id),
        outlet=document.outlet.name if document.outlet else "unknown outlet",
        title=document.title or document.source_id,
    )


def _pieces(claim: IncidentClaim, text: str) -> list[Piece]:
    """The quote cut at the evidence, which may reach beyond it: then it is made to hold it all."""
    if not claim.evidence:
        return cut_pieces(claim.quote, ())
    first, last = claim.evidence[0].start, claim.evidence[-1].end
    at = text.find(claim.quote, max(0, first - _REACH), first + len(claim.quote))
    start = min(first, at) if at >= 0 else first
    end = max(last, at + len(claim.quote)) if at >= 0 else last
    moved = [Span(s.start - start, s.end - start, s.exact) for s in claim.evidence]
    return cut_pieces(text[start:end], mark_claim(claim.id, moved))


def chain_of(report: Report, claim: str) -> tuple[Teller, ...]:
    """Who told whom, the outermost first; nobody where the outlet itself says it."""
    found = next((c for c in report.claims if c.id == claim), None)
    attributions = {a.id: a for a in report.attributions}
    return tuple(
        Teller(
            source=" … ".join(s.exact for s in attributions[name].source) or "nobody named",
            cue=" … ".join(s.exact for s in attributions[name].cue),
            act=attributions[name].act,
        )
        for name in (found.via if found is not None else ())
        if name in attributions
    )
