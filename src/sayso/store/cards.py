"""One claim as a card: its words in the report, who says them, what hangs on it, and what became of it so far.

Comes in: an open store, an incident, a claim, who looks. Goes out: a Card. Whoever takes a second look sees the claim
as the machine read it, and not what the first one decided: two looks that know of each other agree too easily.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec.structs import replace

from sayso.errors import StoreError
from sayso.incident_model import Incident, IncidentClaim, IncidentDocument
from sayso.model import Report, Span
from sayso.review_model import Card, QueueRow, Standing, Step
from sayso.store.comments import read_comments
from sayso.store.deciding import find_claim_report
from sayso.store.grounds import read_chain
from sayso.store.queue import read_queue_row
from sayso.store.review_steps import find_subject, read_steps
from sayso.views.standings import find_standing
from sayso.views.wording import PROPERTY_WORDS

_AROUND = 450
_BLIND = "somebody else decided: look yourself before you see how"


def read_card(connection: sqlite3.Connection, incident: Incident, claim: str, by: str) -> Card:
    """The card of a claim of an incident, as somebody who is to judge it sees it."""
    row = read_queue_row(connection, claim)
    shown = next((c for c in chain(*incident.claims.values()) if c.id == claim), None)
    if row is None or shown is None:
        raise StoreError(f"claim {claim} is not in incident {incident.id}")
    report, _ = find_claim_report(connection, claim)
    document = next(d for d in incident.documents if d.id == shown.document)
    subject = find_subject(connection, claim)
    steps = read_steps(connection, subject)
    standing = find_standing(steps)
    is_blind = must_look_blind(standing, steps, by)
    return _make_card(connection, row, shown, report, document, incident, steps, is_blind)


def must_look_blind(standing: Standing, steps: Iterable[Step], by: str) -> bool:
    """Whether somebody else's decision stands that this person has not looked at yet."""
    if standing.decided_by in (None, by) or standing.state not in ("Decided", "In review"):
        return False
    return not any(
        s.verb == "look" and s.by == by and s.judgement == standing.judgement for s in steps
    )


def _make_card(
    connection: sqlite3.Connection,
    row: QueueRow,
    shown: IncidentClaim,
    report: Report,
    document: IncidentDocument,
    incident: Incident,
    steps: tuple[Step, ...],
    is_blind: bool,
) -> Card:
    claim = next(c for c in report.claims if c.id == row.claim)
    evidence = claim.evidence if is_blind else shown.evidence
    subject = find_subject(connection, row.claim)
    pieces = tuple(cut_pieces(report.document.text, evidence))
    names = {actor.id: actor.name for actor in report.actors}
    claimants = (shown.printed_claimants if is_blind else None) or shown.claimants
    return Card(
        row=replace(row, by=None, why=_BLIND, effect="", line="") if is_blind else row,
        speaker=shown.speaker_name
        if not (is_blind and shown.printed_claimants)
        else ", ".join(names.get(c, c) for c in claimants),
        words=(shown.printed_value if is_blind else None) or shown.words,
        stance=(shown.printed_stance if is_blind else None) or shown.stance,
        responsibility=claim.responsibility if is_blind else shown.responsibility,
        claimants=claimants,
        published=shown.published,
        outlet=document.outlet_name,
        report=document.title or ", ".join(document.source_ids),
        url=document.url,
        language=report.document.language,
        pieces=pieces,
        goes_on=find_ends(report.document.text, pieces),
        chain=tuple(f"{t.source} – {t.cue} ({t.act})" for t in read_chain(report, claim)),
        links=tuple(_links(incident, report, row.claim)),
        merge_score=document.score,
        merge_reasons=document.reasons,
        standing=replace(find_standing(steps), verdict=None) if is_blind else find_standing(steps),
        steps=tuple(_covered(s) for s in steps) if is_blind else steps,
        comments=read_comments(connection, {subject, row.claim}),
        is_blind=is_blind,
        corrected=() if is_blind else tuple(_corrected(shown, names)),
    )


def _covered(step: Step) -> Step:
    """A step without what its verdict was and why."""
    return step if step.verdict is None else replace(step, verdict=None, comment="")


def _corrected(shown: IncidentClaim, names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(part, as the machine read it, as it was corrected)"""
    if shown.printed_value is not None:
        yield "value", shown.printed_value, shown.words
    if shown.printed_stance is not None:
        yield "stance", shown.printed_stance, shown.stance
    if shown.printed_claimants is not None:
        said = ", ".join(names.get(c, c) for c in shown.printed_claimants)
        yield "claimant", said, shown.speaker_name


def cut_pieces(text: str, evidence: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """The text around some words, cut where they begin and end: (piece, whether it is one of them).

    "Shells hit the depot. Two died." with "hit" → ("Shells ", False), ("hit", True), (" the depot. …", False)
    """
    spans = sorted(evidence)
    if not spans:
        yield text[: 2 * _AROUND], False
        return
    at = _word_before(text, spans[0].start - _AROUND)
    end = _word_after(text, spans[-1].end + _AROUND)
    for span in spans:
        if span.start > at:
            yield text[at : span.start], False
        if span.end > at:
            yield text[max(at, span.start) : span.end], True
            at = span.end
    if end > at:
        yield text[at:end], False


def find_ends(text: str, pieces: Iterable[tuple[str, bool]]) -> tuple[bool, bool]:
    """Whether the text goes on before and after some pieces of it."""
    whole = "".join(piece for piece, _ in pieces)
    return not text.startswith(whole), not text.rstrip().endswith(whole.rstrip())


def _word_before(text: str, at: int) -> int:
    if at <= 0:
        return 0
    found = text.find(" ", at)
    return found + 1 if 0 <= found - at < 40 else at


def _word_after(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    found = text.rfind(" ", 0, at)
    return found if 0 <= at - found < 40 else at


def _links(incident: Incident, report: Report, claim: str) -> Iterator[str]:
    """What the claim answers and what answers it, in words."""
    lines = {
        c.id: f"{c.speaker_name} {c.stance} – {PROPERTY_WORDS[c.property]}: {c.words}"
        for c in chain(*incident.claims.values())
    }
    for other in report.claims:
        for link in other.links:
            if other.id == claim and link.claim in lines:
                yield f"{link.relation} “{lines[link.claim]}”"
            elif link.claim == claim and other.id in lines:
                yield f"“{lines[other.id]}” {link.relation} it"
