"""What a claim stands on: its words, who says them through whom, the document, and the bytes that it was read from.

Comes in: an open store and a claim's id. Goes out: a Ground. The digest is computed anew from the stored bytes, so
that a changed or lost original shows.
"""

from __future__ import annotations

import sqlite3
import zlib
from hashlib import sha256

import msgspec

from sayso.incident_model import JudgementNote
from sayso.model import Claim, Report, Span
from sayso.store.deciding import find_claim_report
from sayso.store.judgements import read_judgements
from sayso.store.linked import read_memberships
from sayso.views.judged import apply_judgements, value_key

_AROUND = 200


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the chain by which the words came: who, by which cue, in which act."""

    source: str
    cue: str
    act: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Everything under a claim, from the top to the bytes."""

    claim: str
    property: str
    value: str
    stance: str
    claimants: tuple[str, ...]
    responsibility: str | None
    chain: tuple[Telling, ...]
    evidence: tuple[Span, ...]
    before: str
    after: str
    document: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    source_ids: tuple[str, ...]
    source_digest: str | None
    source_size: int | None
    source_is_intact: bool | None
    readings: tuple[str, ...]
    versions: dict[str, str]
    incidents: tuple[str, ...]
    judgements: tuple[JudgementNote, ...]


def read_ground(connection: sqlite3.Connection, name: str) -> Ground:
    """The ground of a claim, by its id or an unambiguous start of it."""
    report, found = find_claim_report(connection, name)
    claim = next(c for c in report.claims if c.id == found)
    document = report.document
    digest, size, is_intact = _source(connection, document.id)
    start, end = _extent(claim)
    notes = apply_judgements(
        read_judgements(connection, [document.id]), {document.id: report}
    ).notes
    return Ground(
        claim=claim.id,
        property=claim.property,
        value=value_key(report, claim),
        stance=claim.stance,
        claimants=tuple(_name(report, c) for c in claim.claimants),
        responsibility=claim.responsibility,
        chain=tuple(read_chain(report, claim)),
        evidence=claim.evidence,
        before=document.text[max(0, start - _AROUND) : start],
        after=document.text[end : end + _AROUND],
        document=document.id,
        title=document.title,
        outlet=document.outlet.name if document.outlet else None,
        url=document.url,
        published=document.published,
        source_ids=_inputs(connection, document.id),
        source_digest=digest,
        source_size=size,
        source_is_intact=is_intact,
        readings=_readings(connection, claim.id),
        versions=report.run,
        incidents=_incidents(connection, report, claim),
        judgements=tuple(note for note in notes if note.claim == claim.id),
    )


def _extent(claim: Claim) -> tuple[int, int]:
    if not claim.evidence:
        return 0, 0
    return claim.evidence[0].start, claim.evidence[-1].end


def _name(report: Report, actor: str) -> str:
    named = next((a.name for a in report.actors if a.id == actor), None)
    outlet = report.document.outlet
    if named is None and actor.startswith("outlet:") and outlet is not None:
        return outlet.name
    return named or actor


def read_chain(report: Report, claim: Claim) -> list[Telling]:
    """The steps by which a claim's words came, outermost first."""
    attributions = {a.id: a for a in report.attributions}
    return [
        Telling(
            source=" … ".join(s.exact for s in attributions[i].source) or "nobody named",
            cue=" … ".join(s.exact for s in attributions[i].cue),
            act=attributions[i].act,
        )
        for i in claim.via
        if i in attributions
    ]


def _source(
    connection: sqlite3.Connection, document: str
) -> tuple[str | None, int | None, bool | None]:
    """(digest, size, whether the stored bytes still have that digest)"""
    row = connection.execute(
        "SELECT digest, size, bytes FROM documents JOIN sources ON digest = source_digest WHERE id = ?",
        (document,),
    ).fetchone()
    if row is None:
        return None, None, None
    try:
        is_intact = sha256(zlib.decompress(row[2])).hexdigest() == row[0]
    except zlib.error:
        is_intact = False
    return row[0], row[1], is_intact


def _inputs(connection: sqlite3.Connection, document: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT source_id FROM document_inputs WHERE document = ? ORDER BY source_id", (document,)
    )
    return tuple(row[0] for row in rows)


def _readings(connection: sqlite3.Connection, claim: str) -> tuple[str, ...]:
    """The readings in which the claim was found: the same words give the same id in each."""
    rows = connection.execute("SELECT reading FROM claims WHERE id = ? ORDER BY reading", (claim,))
    return tuple(row[0] for row in rows)


def _incidents(connection: sqlite3.Connection, report: Report, claim: Claim) -> tuple[str, ...]:
    """The incidents that hold the claim's happening: those of its strand, else all of its document."""
    members = read_memberships(connection, [report.document.id])
    exact = [m.incident for m in members if m.item == f"{report.document.id}#{claim.event}"]
    return tuple(dict.fromkeys(exact or [m.incident for m in members]))
