"""Judge: what somebody decides about incidents, claims and grades becomes a judgement, and takes effect at once.

Comes in: an open store, what is judged, who signs and why. Goes out: the judgement as written. Merging and splitting
links anew only what is touched; nothing is deleted, and a withdrawal brings back what there was.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import cast, get_args

import msgspec
from msgspec.structs import replace

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Anchor, GradeName, Judgement, JudgementKind, MadeClaim
from sayso.model import Claim, ClaimStance, Report, Span, make_span
from sayso.review_model import Step, Verdict
from sayso.store.constraints import find_event
from sayso.store.dossiers import Dossiers
from sayso.store.judgements import read_judgement, write_judgement, write_withdrawal
from sayso.store.link_rows import drop_dossiers
from sayso.store.linked import (
    MemberRow,
    read_linked_report,
    read_members,
    read_memberships,
)
from sayso.store.linking import relink_documents
from sayso.store.review_steps import find_step_of, find_subject, read_steps, write_step
from sayso.store.transactions import transaction
from sayso.store.view import read_report
from sayso.text import digest_of
from sayso.views.judged import CLAIM_KINDS, make_anchor
from sayso.views.standings import find_standing
from sayso.views.typed import is_readable, read_days


class Signature(msgspec.Struct, frozen=True):
    """Who decides, and why: no judgement without both."""

    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise UsageError("a judgement takes a name (--by) and a reason (--reason)")


def judge_same(
    connection: sqlite3.Connection, incidents: Sequence[str], signature: Signature
) -> Judgement:
    """Merge incidents: all that they hold is one from now on."""
    if len(set(incidents)) < 2:
        raise UsageError("same takes two or more different incidents")
    members = read_members(connection, incidents)
    anchors = [_event_anchor(connection, member) for member in members]
    first = [a for a, m in zip(anchors, members, strict=True) if m.incident == incidents[0]]
    others = [a for a, m in zip(anchors, members, strict=True) if m.incident != incidents[0]]
    return _write(connection, _new("same", signature, tuple(first), tuple(others)))


def judge_different(
    connection: sqlite3.Connection, incident: str, documents: Iterable[str], signature: Signature
) -> Judgement:
    """Split an incident: what these documents tell of it is another one."""
    members = read_members(connection, [incident])
    inside = {member.document for member in members}
    leaving = {_find_document(name, inside, connection) for name in documents}
    if not leaving or leaving == inside:
        raise UsageError(f"different takes some, not all, of the documents of {incident}")
    left = [_event_anchor(connection, m) for m in members if m.document in leaving]
    right = [_event_anchor(connection, m) for m in members if m.document not in leaving]
    return _write(connection, _new("different", signature, tuple(left), tuple(right)))


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What is right of a claim; what is None was read rightly. `words`: those of the report that say it."""

    value: str | None = None
    stance: ClaimStance | None = None
    claimant: str | None = None
    words: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it corrects nothing."""
        return all(part is None for part in (self.value, self.stance, self.claimant, self.words))


def judge_claim(
    connection: sqlite3.Connection,
    kind: JudgementKind,
    claim: str,
    signature: Signature,
    correction: Correction | None = None,
) -> Judgement:
    """Accept or reject a claim, or correct what was misread of it."""
    correction = correction or Correction()
    if (kind == "correct") == correction.is_empty:
        raise UsageError(
            "correct takes what is right (--value, --stance, --claimant, --span); accept and reject take none"
        )
    report, found = find_claim_report(connection, claim)
    read = next(c for c in report.claims if c.id == found)
    if correction.value is not None and not is_readable(read.property, correction.value):
        raise UsageError(
            f"{correction.value} is no value of {read.property}: write 29, 29-35 or 29+, a day as 2018-08-09"
        )
    judgement = _new(
        kind,
        signature,
        (make_anchor(report, read),),
        value=correction.value,
        stance=correction.stance,
        claimant=correction.claimant,
        span=_find_words(report, read, correction.words),
    )
    return _write(connection, judgement)


def _find_words(report: Report, claim: Claim, words: str | None) -> Span | None:
    """The words of the report that somebody gives, the ones nearest to the claim's own; or START-END."""
    if words is None:
        return None
    text = report.document.text
    start, _, end = words.partition("-")
    if start.isdecimal() and end.isdecimal() and 0 <= int(start) < int(end) <= len(text):
        return make_span(text, int(start), int(end))
    near = claim.evidence[0].start if claim.evidence else 0
    places = [m.start() for m in re.finditer(re.escape(words), text)] if words else []
    if not places:
        raise UsageError(f"the report does not say “{words}”: give its words exactly, or START-END")
    at = min(places, key=lambda place: abs(place - near))
    return make_span(text, at, at + len(words))


def add_claim(
    connection: sqlite3.Connection,
    dossiers: Dossiers,
    incident: str,
    made: MadeClaim,
    signature: Signature,
) -> Judgement:
    """Add a claim that no machine read to an incident, by evidence of its own."""
    _check_made(made)
    shown = dossiers.incident(incident)
    told = (
        [claim.event_type for claims in shown.claims.values() for claim in claims] if shown else []
    )
    if shown is None or not told:
        raise UsageError(f"{incident} tells of no event that something could be claimed of")
    first = _event_anchor(connection, _first_member(connection, shown.id))
    made = replace(made, event_type=(shown.types or told)[0])
    return _write(connection, _new("add", signature, (first,), made=made))


def _check_made(made: MadeClaim) -> None:
    if not is_readable(made.property, made.value):
        raise UsageError(
            f"{made.value} is no value of {made.property}: write 29, 29-35 or 29+, a day as 2018-08-09"
        )
    if not made.claimant.strip() or not made.evidence.description.strip():
        raise UsageError("a claim takes who says it (--claimant) and what it rests on (--evidence)")
    evidence = made.evidence
    if evidence.captured is not None and read_days(evidence.captured) is None:
        raise UsageError(f"{evidence.captured} is no day: write it as 2018-08-09")
    if evidence.digest is not None and not re.fullmatch(r"[0-9a-f]{64}", evidence.digest):
        raise UsageError(f"{evidence.digest} is no SHA-256: 64 hexadecimal digits")
    if (made.lat is None) != (made.lon is None) or (made.lat and made.property != "place"):
        raise UsageError("a point takes latitude and longitude, and stands with a place")


def find_added(connection: sqlite3.Connection, claim: str) -> str | None:
    """The incident that a claim was added to by a person, where that is now; None for any other claim."""
    row = connection.execute(
        "SELECT judgement FROM judgements WHERE id = ? AND kind = 'add'",
        ("j" + claim.removeprefix("m"),),
    ).fetchone()
    if row is None or not claim.startswith("m"):
        return None
    anchor = msgspec.json.decode(row[0], type=Judgement).left[0]
    report = read_linked_report(connection, anchor.document)
    event = find_event(anchor, report) if report is not None else None
    members = read_memberships(connection, [anchor.document])
    exact = [m for m in members if event is not None and m.item == f"{m.document}#{event.id}"]
    return next((m.incident for m in (*exact, *members)), None)


def judge_grade(
    connection: sqlite3.Connection,
    dossiers: Dossiers,
    incident: str,
    grade: str,
    party: str | None,
    signature: Signature,
) -> Judgement:
    """Sign a grade for a party of an incident, or for the whole; Discounted is a kind of its own."""
    name = next((g for g in get_args(GradeName) if g.lower() == grade.lower()), None)
    if name is None:
        raise UsageError(f"no grade {grade}: one of {', '.join(get_args(GradeName))}")
    shown = dossiers.incident(incident)
    graded = [g for g in shown.grades if g.party == party] if shown is not None else []
    if shown is None or not graded:
        known = ", ".join(g.party for g in shown.grades if g.party) if shown else ""
        raise UsageError(f"nobody called {party} is graded in {incident}: {known or 'nobody is'}")
    first = _event_anchor(connection, _first_member(connection, shown.id))
    judgement = _new(
        "discounted" if name == "Discounted" else "grade",
        signature,
        (first,),
        party=party,
        grade=name,
        claims=graded[0].claims,
    )
    return _write(connection, judgement)


def withdraw(connection: sqlite3.Connection, judgement: str, signature: Signature) -> Judgement:
    """Withdraw a judgement: it stays, and has no effect from now on."""
    found = read_judgement(connection, judgement)
    if found.withdrawn_at is not None:
        raise UsageError(
            f"{found.id} was withdrawn on {found.withdrawn_at[:10]} by {found.withdrawn_by}"
        )
    with transaction(connection):
        at = _now()
        write_withdrawal(connection, found.id, signature.by, at, signature.reason)
        undone = _undone(connection, found, signature, at)
        if undone is not None:
            write_step(connection, undone, found.left[0])
        _take_effect(connection, found)
    return read_judgement(connection, found.id)


def find_claim_report(connection: sqlite3.Connection, claim: str) -> tuple[Report, str]:
    """(report, claim id) of a claim's id or an unambiguous start of one."""
    if len(claim) < 4:
        raise StoreError(f"{claim} is too short for a claim's id: give at least four characters")
    rows = connection.execute(
        "SELECT DISTINCT id, document FROM claims WHERE id >= ? AND id < ? LIMIT 6",
        (claim, claim + "\U0010ffff"),
    ).fetchall()
    if not rows:
        raise StoreError(
            f"no claim is called {claim}: sayso show FILE.db INCIDENT --json lists them"
        )
    if len(rows) > 1:
        raise StoreError(
            f"{claim} could be {', '.join(r[0] for r in rows[:5])}: give more of the id"
        )
    name, document = rows[0]
    current = read_linked_report(connection, document) or read_report(connection, document)
    if current is not None and any(c.id == name for c in current.claims):
        return current, name
    row = connection.execute("SELECT reading FROM claims WHERE id = ? LIMIT 1", (name,)).fetchone()
    earlier = read_report(connection, document, row[0])
    if earlier is None:
        raise StoreError(f"the reading of claim {name} is gone")
    return earlier, name


def _new(
    kind: JudgementKind,
    signature: Signature,
    left: tuple[Anchor, ...],
    right: tuple[Anchor, ...] = (),
    *,
    value: str | None = None,
    party: str | None = None,
    grade: GradeName | None = None,
    claims: tuple[str, ...] = (),
    stance: ClaimStance | None = None,
    claimant: str | None = None,
    span: Span | None = None,
    made: MadeClaim | None = None,
) -> Judgement:
    at = _now()
    about = msgspec.json.encode(
        (kind, left, right, value, party, grade, stance, claimant, span, made)
    ).decode()
    return Judgement(
        id="j" + digest_of(about, signature.by, at, length=12),
        kind=kind,
        by=signature.by,
        at=at,
        reason=signature.reason,
        left=left,
        right=right,
        value=value,
        party=party,
        grade=grade,
        claims=claims,
        stance=stance,
        claimant=claimant,
        span=span,
        made=made,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _write(connection: sqlite3.Connection, judgement: Judgement) -> Judgement:
    with transaction(connection):
        write_judgement(connection, judgement)
        if judgement.kind in CLAIM_KINDS:
            write_step(connection, _decided(connection, judgement), judgement.left[0])
        _take_effect(connection, judgement)
    return judgement


def _decided(connection: sqlite3.Connection, judgement: Judgement) -> Step:
    """The desk's step of a judgement about a claim: whoever judges has decided, on the desk or not."""
    anchor = judgement.left[0]
    return Step(
        claim=find_subject(connection, anchor.claim or ""),
        document=anchor.document,
        verb="decide",
        state="Decided",
        by=judgement.by,
        at=judgement.at,
        comment=judgement.reason,
        verdict=cast(Verdict, judgement.kind),
        judgement=judgement.id,
    )


def _undone(
    connection: sqlite3.Connection, judgement: Judgement, signature: Signature, at: str
) -> Step | None:
    """The desk's step of a withdrawal: back to where the claim stood before."""
    decided = find_step_of(connection, judgement.id)
    if decided is None:
        return None
    step = Step(
        claim=decided.claim,
        document=decided.document,
        verb="undo",
        state="New",
        by=signature.by,
        at=at,
        comment=signature.reason,
        judgement=judgement.id,
    )
    after = find_standing((*read_steps(connection, decided.claim), step))
    return replace(step, state=after.state)


def _take_effect(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Link anew what a judgement on membership touches; put together anew whatever it is about."""
    documents = {anchor.document for anchor in (*judgement.left, *judgement.right)}
    if judgement.kind in ("same", "different"):
        relink_documents(connection, documents)
    drop_dossiers(connection, {row.incident for row in read_memberships(connection, documents)})


def _event_anchor(connection: sqlite3.Connection, member: MemberRow) -> Anchor:
    """Hold on to an item by its event's word; an item without event by its document."""
    report = read_linked_report(connection, member.document)
    event = member.item.partition("#")[2]
    found = next((e for e in report.events if e.id == event), None) if report else None
    if found is None:
        return Anchor(document=member.document)
    return Anchor(document=member.document, exact=found.trigger.exact, start=found.trigger.start)


def _first_member(connection: sqlite3.Connection, incident: str) -> MemberRow:
    """The member that an incident is called after, if it is still in it, else its first main one."""
    members = read_members(connection, [incident])
    row = connection.execute("SELECT item FROM incidents WHERE id = ?", (incident,)).fetchone()
    return min(members, key=lambda m: (m.item != row[0], not m.is_main, m.item))


def _find_document(name: str, inside: set[str], connection: sqlite3.Connection) -> str:
    """A document of an incident by its id, a start of it, or the input id that it came under."""
    if name in inside:
        return name
    found = {document for document in inside if len(name) >= 4 and document.startswith(name)}
    rows = connection.execute("SELECT document FROM document_inputs WHERE source_id = ?", (name,))
    found |= {row[0] for row in rows} & inside
    if len(found) != 1:
        raise UsageError(f"{len(found)} documents of the incident are called {name}")
    return found.pop()
