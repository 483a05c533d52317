"""Judgements in a store: added, withdrawn, never changed.

Comes in: judgements, or the documents that they are about. Goes out: rows, and judgements with their withdrawals.
What a judgement does to an incident is computed elsewhere (views/judged.py for claims and grades,
store/constraints.py for membership).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from sayso.errors import StoreError
from sayso.incident_model import Judgement

_SELECT = (
    "SELECT judgements.judgement, withdrawals.at, withdrawals.by, withdrawals.reason FROM judgements"
    " LEFT JOIN withdrawals ON withdrawals.judgement = judgements.id"
)


def write_judgement(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Add a judgement; the same one twice is one."""
    connection.execute(
        "INSERT OR IGNORE INTO judgements VALUES (?, ?, ?, ?, ?, ?)",
        (
            judgement.id,
            judgement.kind,
            judgement.by,
            judgement.at,
            judgement.reason,
            msgspec.json.encode(judgement).decode(),
        ),
    )
    documents = {anchor.document for anchor in (*judgement.left, *judgement.right)}
    connection.executemany(
        "INSERT OR IGNORE INTO judged_documents VALUES (?, ?)",
        [(document, judgement.id) for document in sorted(documents)],
    )


def write_withdrawal(
    connection: sqlite3.Connection, judgement: str, by: str, at: str, reason: str
) -> None:
    """Withdraw a judgement; withdrawing twice keeps the first withdrawal."""
    connection.execute(
        "INSERT OR IGNORE INTO withdrawals VALUES (?, ?, ?, ?)", (judgement, by, at, reason)
    )


def read_judgement(connection: sqlite3.Connection, start: str) -> Judgement:
    """The judgement of an id or of an unambiguous start of one."""
    rows = connection.execute(
        f"{_SELECT} WHERE substr(judgements.id, 1, ?) = ?", (len(start), start)
    ).fetchall()
    if len(rows) != 1 or len(start) < 4:
        raise StoreError(f"{len(rows)} judgements are called {start}: give the whole id")
    return _judgement(rows[0])


def read_judgements(
    connection: sqlite3.Connection, documents: Iterable[str] | None = None
) -> list[Judgement]:
    """All judgements, or those about some documents, oldest first, withdrawn ones included."""
    if documents is None:
        rows = connection.execute(_SELECT).fetchall()
    else:
        rows = connection.execute(
            f"{_SELECT} WHERE judgements.id IN (SELECT judgement FROM judged_documents"
            " WHERE document IN (SELECT value FROM json_each(?)))",
            (msgspec.json.encode(sorted(documents)).decode(),),
        ).fetchall()
    return sorted((_judgement(row) for row in rows), key=lambda j: (j.at, j.id))


def _judgement(row: tuple[str, str | None, str | None, str | None]) -> Judgement:
    judgement = msgspec.json.decode(row[0], type=Judgement)
    return replace(judgement, withdrawn_at=row[1], withdrawn_by=row[2], withdrawn_reason=row[3])
