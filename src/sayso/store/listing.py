"""The documents of a store as a list.

Comes in: an open store. Goes out: rows, latest first, a page at a time.
"""

from __future__ import annotations

import sqlite3

import msgspec


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A document without its text. `source_digest`: SHA-256 of the bytes that it was read from."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    language: str | None
    source_digest: str | None
    revises: str | None


def count_documents(
    connection: sqlite3.Connection, outlet: str = "", hidden: frozenset[str] = frozenset()
) -> int:
    """How many documents there are, of one outlet or of all; without the hidden and the erased ones."""
    where, parameters = _where(outlet, hidden)
    [(count,)] = connection.execute(f"SELECT count(*) FROM documents {where}", parameters)
    return int(count)


def read_documents(
    connection: sqlite3.Connection,
    outlet: str,
    limit: int,
    offset: int,
    hidden: frozenset[str] = frozenset(),
) -> list[DocumentRow]:
    """Documents of an outlet, or of all ("")."""
    where, parameters = _where(outlet, hidden)
    rows = connection.execute(
        "SELECT id, title, outlet, url, published, language, source_digest, revises FROM documents"
        f" {where} ORDER BY published DESC, id DESC LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )
    fields = [field.name for field in msgspec.structs.fields(DocumentRow)]
    return [DocumentRow(**dict(zip(fields, row, strict=True))) for row in rows]


def _where(outlet: str, hidden: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    conditions, parameters = ["id NOT IN (SELECT document FROM erasures)"], []
    if outlet:
        conditions.append("outlet = ?")
        parameters.append(outlet)
    if hidden:
        conditions.append("id NOT IN (SELECT value FROM json_each(?))")
        parameters.append(msgspec.json.encode(sorted(hidden)).decode())
    return f"WHERE {' AND '.join(conditions)}", tuple(parameters)
