"""What was run on a store and what went wrong: runs of reading and of linking, errors by input.

Comes in: an open store. Goes out: rows, latest first.
"""

from __future__ import annotations

import sqlite3

import msgspec


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One run of reading. `versions`: what it was made with."""

    id: str
    started: str
    seconds: float
    documents: int
    claims: int
    skipped: int
    failed: int
    versions: dict[str, str]


class LinkRunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One run of linking that changed something."""

    id: int
    at: str
    seconds: float
    documents: int
    is_full: bool


class ErrorRow(msgspec.Struct, frozen=True, kw_only=True):
    """An input that could not be read, or was skipped: where it failed and why."""

    id: str
    source_id: str
    url: str | None
    stage: str
    reason: str
    skipped: bool


def read_runs(connection: sqlite3.Connection, limit: int = 100) -> list[RunRow]:
    """The latest runs of reading."""
    rows = connection.execute(
        "SELECT id, started, seconds, documents, claims, skipped, failed, versions FROM runs"
        " ORDER BY started DESC, id LIMIT ?",
        (limit,),
    )
    return [
        RunRow(
            id=r[0],
            started=r[1],
            seconds=r[2],
            documents=r[3],
            claims=r[4],
            skipped=r[5],
            failed=r[6],
            versions=msgspec.json.decode(r[7], type=dict[str, str]),
        )
        for r in rows
    ]


def read_link_runs(connection: sqlite3.Connection, limit: int = 100) -> list[LinkRunRow]:
    """The latest runs of linking."""
    rows = connection.execute(
        "SELECT id, at, seconds, documents, is_full FROM link_runs ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [
        LinkRunRow(id=r[0], at=r[1], seconds=r[2], documents=r[3], is_full=bool(r[4])) for r in rows
    ]


def count_errors(connection: sqlite3.Connection) -> list[tuple[str, bool, int]]:
    """(stage, skipped or failed, how many), most first."""
    rows = connection.execute(
        "SELECT stage, skipped, count(*) FROM errors GROUP BY stage, skipped ORDER BY 3 DESC, 1"
    )
    return [(r[0], bool(r[1]), r[2]) for r in rows]


def read_errors(
    connection: sqlite3.Connection, stage: str | None = None, limit: int = 100, offset: int = 0
) -> list[ErrorRow]:
    """Errors of a stage, or of all, latest first."""
    rows = connection.execute(
        "SELECT id, source_id, url, stage, reason, skipped FROM errors WHERE ? IS NULL OR stage = ?"
        " ORDER BY rowid DESC LIMIT ? OFFSET ?",
        (stage, stage, limit, offset),
    )
    return [
        ErrorRow(id=r[0], source_id=r[1], url=r[2], stage=r[3], reason=r[4], skipped=bool(r[5]))
        for r in rows
    ]
