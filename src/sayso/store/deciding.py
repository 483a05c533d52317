"""Judge: what somebody decides about incidents, claims and grades becomes a judgement, and takes effect at once.

Comes in: an open store, what is judged, who signs and why. Goes out: the judgement as written. Merging and splitting
links anew only what is touched; nothing is deleted, and a withdrawal brings back what there was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import get_args

import msgspec

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Anchor, GradeName, Judgement, JudgementKind
from sayso.model import Report
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
from sayso.store.view import read_report
from sayso.text import digest_of
from sayso.views.judged import make_anchor


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


def judge_claim(
    connection: sqlite3.Connection,
    kind: JudgementKind,
    claim: str,
    signature: Signature,
    value: str | None = None,
) -> Judgement:
    """Accept or reject a claim, or correct its value."""
    if (kind == "correct") == (value is None):
        raise UsageError("correct takes the right value (--value), accept and reject take none")
    report, found = find_claim_report(connection, claim)
    anchor = make_anchor(report, next(c for c in report.claims if c.id == found))
    return _write(connection, _new(kind, signature, (anchor,), value=value))


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
    connection.execute("BEGIN IMMEDIATE")
    try:
        write_withdrawal(connection, found.id, signature.by, _now(), signature.reason)
        _take_effect(connection, found)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
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
) -> Judgement:
    at = _now()
    about = msgspec.json.encode((kind, left, right, value, party, grade)).decode()
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
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _write(connection: sqlite3.Connection, judgement: Judgement) -> Judgement:
    connection.execute("BEGIN IMMEDIATE")
    try:
        write_judgement(connection, judgement)
        _take_effect(connection, judgement)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return judgement


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
