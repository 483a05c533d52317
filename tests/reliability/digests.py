"""What a store holds, as one digest: nothing of when it was written, by which run, or in which order.

Comes in: the path of a store. Goes out: for each table its rows, hashed, so that what differs can be named. Two stores
that went through the same work, one of them with kills between, must agree.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

# Columns that tell when, or by which run: they differ between two times that the same is done.
_WHEN = frozenset(
    {
        "at",
        "since",
        "until",
        "started",
        "seconds",
        "created_at",
        "disabled_at",
        "lifted_at",
        "seen_at",
    }
    | {"expires_at", "ended_at", "number", "digest_of_password", "password"}
)
# Tables of runs, and what is computed from the rest and may be thrown away at any time.
_LEFT_OUT = frozenset({"runs", "link_runs", "sessions", "audit_trail", "claim_keys", "framings"})
# Ids that hold the hour of their making.
_SIGNED = frozenset({"judgements", "judged_documents", "withdrawals", "review_steps"})


def digest_store(path: Path) -> dict[str, str]:
    """Table → digest of its rows."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE 'documents_text%' ORDER BY name"
        ).fetchall()
        found = {name: _digest(connection, name) for (name,) in names if name not in _LEFT_OUT}
        words = connection.execute("SELECT text FROM documents ORDER BY id").fetchall()
        found["words found"] = hashlib.sha256(repr(words).encode()).hexdigest()[:16]
    return found


def _digest(connection: sqlite3.Connection, table: str) -> str:
    cursor = connection.execute(f"SELECT * FROM {table}")
    columns = [column[0] for column in cursor.description]
    rows = {
        json.dumps(
            [
                _plain(value, name, table)
                for name, value in zip(columns, row, strict=True)
                if name not in _WHEN or (name == "until" and value is None)
            ],
            default=str,
        )
        for row in cursor
        if not _is_closed(table, columns, row)
    }
    return f"{len(rows)} {hashlib.sha256(chr(10).join(sorted(rows)).encode()).hexdigest()[:16]}"


def _is_closed(table: str, columns: list[str], row: tuple[object, ...]) -> bool:
    """Whether linking proposes it no more: how often it was linked meanwhile must not matter."""
    return (
        "until" in columns and table != "review_locks" and row[columns.index("until")] is not None
    )


def _plain(value: object, name: str, table: str) -> object:
    if isinstance(value, bytes):
        try:
            value = zlib.decompress(value)
        except zlib.error:
            return value.hex()
        return hashlib.sha256(value).hexdigest()
    if table in _SIGNED and name in ("id", "judgement"):
        return _without_hour(value)
    return value


def _without_hour(value: object) -> object:
    """A judgement without its id and hour; what else names one by its id says nothing."""
    if isinstance(value, str) and value.startswith("{"):
        row = json.loads(value)
        return {key: part for key, part in row.items() if key not in ("id", "at")}
    return ""
