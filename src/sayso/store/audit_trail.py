"""The audit trail: who did what at the workbench, in the order in which it was done. Only ever added to.

Comes in: an open store, an act. Goes out: rows; the database itself refuses to change or delete them.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import msgspec


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One act. `what`: what it was done to (a user, an incident, a document, an address)."""

    id: int
    at: str
    by: str
    action: str
    what: str
    detail: str


def write_trace(
    connection: sqlite3.Connection, by: str, action: str, what: str, detail: str = ""
) -> None:
    """Add an act."""
    connection.execute(
        "INSERT INTO audit_trail (at, by, action, what, detail) VALUES (?, ?, ?, ?, ?)",
        (datetime.now(UTC).isoformat(timespec="milliseconds"), by, action, what, detail),
    )


def read_trail(
    connection: sqlite3.Connection, what: str | None = None, limit: int = 100, offset: int = 0
) -> list[Trace]:
    """The acts, or those on one thing, latest first."""
    rows = connection.execute(
        "SELECT id, at, by, action, what, detail FROM audit_trail WHERE ? IS NULL OR what = ?"
        " ORDER BY id DESC LIMIT ? OFFSET ?",
        (what, what, limit, offset),
    )
    return [Trace(id=r[0], at=r[1], by=r[2], action=r[3], what=r[4], detail=r[5]) for r in rows]
