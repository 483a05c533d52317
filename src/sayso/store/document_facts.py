"""What a store knows of documents beside their text: inputs, raw bytes, versions, copies, incidents.

Comes in: an open store and ids. Goes out: values as they stand. Nothing here changes the store.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable

import msgspec

from sayso.errors import StoreError
from sayso.incident_model import Copy
from sayso.store.linked import as_list, read_copies


class DocumentName(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a link names it."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    source_id: str


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds a document. `earlier` and `later` are versions of the same page; `incidents`: (id, whether the
    report is mainly about it)."""

    source_ids: tuple[str, ...]
    source_digest: str | None
    source_size: int | None
    earlier: tuple[DocumentName, ...]
    later: tuple[DocumentName, ...]
    copies: tuple[tuple[Copy, DocumentName], ...]
    incidents: tuple[tuple[str, bool], ...]


def read_document_facts(connection: sqlite3.Connection, document: str) -> DocumentFacts:
    """What surrounds one document."""
    source = connection.execute(
        "SELECT digest, size FROM documents JOIN sources ON digest = source_digest WHERE id = ?",
        (document,),
    ).fetchone()
    copies = read_copies(connection, [document])
    others = [c.of if c.document == document else c.document for c in copies]
    names = read_document_names(connection, others)
    return DocumentFacts(
        source_ids=_source_ids(connection, document),
        source_digest=source[0] if source else None,
        source_size=source[1] if source else None,
        earlier=_versions(connection, document, later=False),
        later=_versions(connection, document, later=True),
        copies=tuple(
            (copy, names[other])
            for copy, other in zip(copies, others, strict=True)
            if other in names
        ),
        incidents=_incidents(connection, document),
    )


def read_document_names(
    connection: sqlite3.Connection, documents: Iterable[str]
) -> dict[str, DocumentName]:
    """The names of some documents, by id."""
    rows = connection.execute(
        "SELECT documents.id, title, outlet, published, min(source_id) FROM documents"
        " JOIN document_inputs ON document = documents.id"
        " WHERE documents.id IN (SELECT value FROM json_each(?)) GROUP BY documents.id",
        (as_list(documents),),
    )
    return {
        row[0]: DocumentName(
            id=row[0], title=row[1], outlet=row[2], published=row[3], source_id=row[4]
        )
        for row in rows
    }


def read_source_digests(connection: sqlite3.Connection, documents: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of the raw bytes of some documents, as far as they are kept."""
    rows = connection.execute(
        "SELECT id, source_digest FROM documents WHERE source_digest IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (as_list(documents),),
    )
    return dict(rows.fetchall())


def read_source_bytes(connection: sqlite3.Connection, document: str) -> tuple[str, bytes]:
    """(digest, bytes) as a document's input came."""
    row = connection.execute(
        "SELECT digest, bytes FROM documents JOIN sources ON digest = source_digest WHERE id = ?",
        (document,),
    ).fetchone()
    if row is None:
        raise StoreError(f"no raw bytes of document {document} are kept")
    try:
        return row[0], zlib.decompress(row[1])
    except zlib.error as error:
        raise StoreError(f"the raw bytes of document {document} are damaged") from error


def _source_ids(connection: sqlite3.Connection, document: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT source_id FROM document_inputs WHERE document = ? ORDER BY source_id", (document,)
    )
    return tuple(row[0] for row in rows)


def _versions(
    connection: sqlite3.Connection, document: str, *, later: bool
) -> tuple[DocumentName, ...]:
    """The versions after a document, or those before it, the nearest first."""
    step = (
        "SELECT id FROM documents WHERE revises = ?"
        if later
        else "SELECT revises FROM documents WHERE id = ? AND revises IS NOT NULL"
    )
    found: list[str] = []
    waiting = [document]
    while waiting:
        rows = connection.execute(step, (waiting.pop(0),)).fetchall()
        fresh = [row[0] for row in rows if row[0] not in found and row[0] != document]
        found += fresh
        waiting += fresh
    names = read_document_names(connection, found)
    return tuple(names[name] for name in found if name in names)


def _incidents(connection: sqlite3.Connection, document: str) -> tuple[tuple[str, bool], ...]:
    rows = connection.execute(
        "SELECT incident, max(is_main) FROM incident_members WHERE until IS NULL AND document = ?"
        " GROUP BY incident ORDER BY max(is_main) DESC, incident",
        (document,),
    )
    return tuple((row[0], bool(row[1])) for row in rows)
