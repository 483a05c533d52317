"""Audits in a store: a seeded sample of claims is drawn and kept, judged item by item, and reported.

Comes in: an open store, a seed, a size, verdicts. Goes out: rows; items with what the claim said when it was drawn, so
that a later reading changes no audit. The same seed over the same claims draws the same sample. A verdict is signed; a
person's later verdict on an item stands in the place of the earlier, which is kept.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

import msgspec

from sayso.errors import StoreError, UsageError
from sayso.model import Span
from sayso.review_model import Audit, AuditItem, AuditReport, AuditVerdict, WrongPart
from sayso.store.deciding import Signature
from sayso.store.transactions import transaction
from sayso.text import digest_of
from sayso.views.audits import make_audit_report, standing_verdicts

_CLAIMS = (
    "SELECT current_claims.id, current_claims.document, property, stance, current_claims.reading"
    " FROM current_claims ORDER BY current_claims.id, current_claims.document"
)
_ITEM = (
    "SELECT claims.document, coalesce(documents.title, substr(documents.text, 1, 60)), property, value, stance,"
    " claimants, responsibility, trigger, evidence FROM claims JOIN documents ON documents.id = claims.document"
    " WHERE reading = ? AND claims.id = ?"
)


class _Row(NamedTuple):
    claim: str
    document: str
    claimed: str
    stance: str
    reading: str

    @property
    def stratum(self) -> tuple[str, str]:
        """What strata are made of: the property and the stance."""
        return self.claimed, self.stance


def draw_audit(
    connection: sqlite3.Connection,
    size: int,
    seed: int,
    signature: Signature,
    *,
    is_stratified: bool = False,
) -> Audit:
    """Draw a sample of the current claims: simple, or as even as may be over properties and stances."""
    population = [_Row(*row) for row in connection.execute(_CLAIMS)]
    if size < 1 or not population:
        raise UsageError(f"{size} of {len(population)} claims cannot be drawn")
    drawn = _draw(population, min(size, len(population)), Random(seed), is_stratified)  # noqa: S311 - a sample, no secret
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    claims = [row.claim for row in drawn]
    audit = Audit(
        id="q" + digest_of(str(seed), signature.by, at, *claims, length=12),
        by=signature.by,
        at=at,
        reason=signature.reason,
        seed=seed,
        size=len(drawn),
        population=len(population),
        is_stratified=is_stratified,
    )
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for row in population:
        sizes[row.stratum] += 1
    with transaction(connection):
        connection.execute(
            "INSERT INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                audit.id,
                audit.by,
                audit.at,
                audit.reason,
                audit.seed,
                audit.size,
                audit.population,
                int(audit.is_stratified),
            ),
        )
        for number, row in enumerate(drawn, 1):
            item = _read_item(connection, row, number, sizes[row.stratum])
            encoded = msgspec.json.encode(item).decode()
            connection.execute(
                "INSERT INTO audit_items VALUES (?, ?, ?, ?, ?)",
                (audit.id, number, row.claim, row.document, encoded),
            )
    return audit


def _draw(population: Sequence[_Row], size: int, random: Random, is_stratified: bool) -> list[_Row]:
    if not is_stratified:
        return random.sample(population, size)
    strata: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in population:
        strata[row.stratum].append(row)
    mixed = {name: random.sample(rows, len(rows)) for name, rows in sorted(strata.items())}
    drawn: list[_Row] = []
    turn = 0
    while len(drawn) < size:
        drawn += [rows[turn] for rows in mixed.values() if turn < len(rows)]
        turn += 1
    return random.sample(drawn[:size], size)


def _read_item(connection: sqlite3.Connection, row: _Row, number: int, stratum: int) -> AuditItem:
    found = connection.execute(_ITEM, (row.reading, row.claim)).fetchone()
    document, title, prop, value, stance, claimants, responsibility, trigger, evidence = found
    return AuditItem(
        number=number,
        claim=row.claim,
        document=document,
        title=title,
        property=prop,
        value=value,
        stance=stance,
        claimants=tuple(msgspec.json.decode(claimants, type=list[str])),
        responsibility=responsibility,
        trigger=trigger,
        evidence=tuple(msgspec.json.decode(evidence, type=list[Span])),
        stratum=stratum,
    )


def read_audits(connection: sqlite3.Connection) -> list[Audit]:
    """All audits, the latest first."""
    rows = connection.execute(
        "SELECT id, by, at, reason, seed, size, population, is_stratified FROM audits ORDER BY at DESC, id"
    )
    return [
        Audit(
            id=r[0],
            by=r[1],
            at=r[2],
            reason=r[3],
            seed=r[4],
            size=r[5],
            population=r[6],
            is_stratified=bool(r[7]),
        )
        for r in rows
    ]


def find_audit(connection: sqlite3.Connection, name: str | None = None) -> Audit:
    """The audit of an id or of an unambiguous start of one; without a name the latest."""
    audits = read_audits(connection)
    if not audits:
        raise StoreError("no audit was drawn yet: sayso audit FILE.db draw")
    found = audits[:1] if name is None else [a for a in audits if a.id.startswith(name)]
    if len(found) != 1 or (name is not None and len(name) < 4):
        raise StoreError(f"{len(found)} audits are called {name}: give the whole id")
    return found[0]


def read_items(connection: sqlite3.Connection, audit: str) -> list[AuditItem]:
    """The items of an audit in the order in which they are judged."""
    rows = connection.execute(
        "SELECT item FROM audit_items WHERE audit = ? ORDER BY number", (audit,)
    )
    return [msgspec.json.decode(row[0], type=AuditItem) for row in rows]


def read_verdicts(connection: sqlite3.Connection, audit: str) -> list[AuditVerdict]:
    """All verdicts of an audit, oldest first."""
    rows = connection.execute(
        "SELECT verdict FROM audit_verdicts WHERE audit = ? ORDER BY number", (audit,)
    )
    return [msgspec.json.decode(row[0], type=AuditVerdict) for row in rows]


def next_item(
    connection: sqlite3.Connection, audit: str, by: str, hidden: Collection[str] = ()
) -> AuditItem | None:
    """The first item that a person has not judged and may see; None when all are done.

    What was erased since cannot be judged any more.
    """
    standing = standing_verdicts(read_verdicts(connection, audit))
    items = read_items(connection, audit)
    return next(
        (
            item
            for item in items
            if item.trigger
            and item.document not in hidden
            and by not in standing.get(item.number, {})
        ),
        None,
    )


def judge_item(
    connection: sqlite3.Connection,
    audit: str,
    number: int,
    signature: Signature,
    *,
    is_right: bool,
    parts: Sequence[WrongPart] = (),
) -> AuditVerdict:
    """Say whether an item is right, or which parts of it are wrong."""
    if is_right == bool(parts):
        raise UsageError("right takes no part, wrong takes the parts that are (--part)")
    known = connection.execute(
        "SELECT 1 FROM audit_items WHERE audit = ? AND number = ?", (audit, number)
    ).fetchone()
    if known is None:
        raise UsageError(f"{audit} has no item {number}")
    verdict = AuditVerdict(
        number=number,
        by=signature.by,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        verdict="right" if is_right else "wrong",
        parts=tuple(parts),
        comment=signature.reason,
    )
    connection.execute(
        "INSERT INTO audit_verdicts (audit, verdict) VALUES (?, ?)",
        (audit, msgspec.json.encode(verdict).decode()),
    )
    return verdict


def report_audit(connection: sqlite3.Connection, audit: Audit) -> AuditReport:
    """Precision on this corpus, as far as the audit was judged."""
    return make_audit_report(
        audit, read_items(connection, audit.id), read_verdicts(connection, audit.id)
    )
