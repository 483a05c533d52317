"""Erase a document: its text, words and spans go for good; that it was erased, by whom and why, stays.

Comes in: an open store, a document, who asks and why. Goes out: the store without anything that quotes the document:
text, title, address, inputs, raw bytes, readings, claims, profiles, words counted for linking, copies, links, the
quoted words in judgements, in the review desk's steps and in audits, what a watched feed told of it but the address.
The pages of the database that held them are overwritten (SQLite's secure_delete and VACUUM), and the full-text index is
made anew. Backups and exports made before are not reached, and the summary says so.

Its id stays, so that reading the same report again is refused (writer.py) until the erasure's reason is gone.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

import msgspec
from msgspec.structs import replace

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Anchor, Judgement
from sayso.review_model import AuditItem
from sayso.store.audit_trail import write_trace
from sayso.store.link_keys import LinkKeys
from sayso.store.link_rows import drop_dossiers
from sayso.store.linked import read_linked_profile, read_memberships
from sayso.store.transactions import transaction
from sayso.unfinished import sweep

_SELECT = "SELECT document, by, at, reason, source_digest FROM erasures"


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That a document was erased."""

    document: str
    by: str
    at: str
    reason: str
    source_digest: str | None = None


def erase_document(connection: sqlite3.Connection, document: str, by: str, reason: str) -> Erasure:
    """Erase a document; there is no way back."""
    if not by.strip() or not reason.strip():
        raise UsageError("an erasure takes a name and a reason")
    row = connection.execute(
        "SELECT source_digest FROM documents WHERE id = ?", (document,)
    ).fetchone()
    if row is None:
        raise StoreError(f"no document is called {document}")
    if read_erasure(connection, document) is not None:
        _overwrite(connection)  # whoever erased it may have been stopped before
        raise UsageError(f"{document} is erased already")
    made = Erasure(
        document=document,
        by=by.strip(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason.strip(),
        source_digest=row[0],
    )
    connection.execute("PRAGMA secure_delete = ON")
    with transaction(connection):
        forget_document(connection, document)
        remake_word_index(connection)
        connection.execute(
            "INSERT INTO erasures VALUES (?, ?, ?, ?, ?)",
            (made.document, made.by, made.at, made.reason, made.source_digest),
        )
        write_trace(connection, made.by, "erase", document, made.reason)
    _overwrite(connection)
    return made


def _overwrite(connection: sqlite3.Connection) -> None:
    """Leave no word of what was erased: in freed pages, or in a backup, merge or export that was killed."""
    overwrite_freed_pages(connection)
    [store] = [row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"]
    for where in {Path(store).parent, Path(gettempdir())} if store else ():
        sweep(where)


def forget_document(connection: sqlite3.Connection, document: str) -> None:
    """Take everything that quotes a document out of all tables, within a transaction; the word index is stale then."""
    digests = connection.execute("SELECT source_digest FROM documents WHERE id = ?", (document,))
    [(digest,)] = digests.fetchall()
    _erase_linking(connection, document)
    _erase_readings(connection, document)
    _erase_text(connection, document, digest)
    _blank_judgements(connection, document)
    _blank_looks(connection, document)
    connection.execute("DELETE FROM kept_aside WHERE document = ?", (document,))


def remake_word_index(connection: sqlite3.Connection) -> None:
    """Make the index of words anew: a word deleted from it alone would stay in its older segments."""
    connection.execute("INSERT INTO documents_text (documents_text) VALUES ('rebuild')")


def read_erasure(connection: sqlite3.Connection, document: str) -> Erasure | None:
    """The erasure of a document; None if it was not erased."""
    rows = connection.execute(f"{_SELECT} WHERE document = ?", (document,))
    return next((_erasure(row) for row in rows), None)


def read_erasures(connection: sqlite3.Connection) -> list[Erasure]:
    """All erasures, latest first."""
    return [_erasure(row) for row in connection.execute(f"{_SELECT} ORDER BY at DESC, document")]


def _erasure(row: tuple[str, str, str, str, str | None]) -> Erasure:
    return Erasure(document=row[0], by=row[1], at=row[2], reason=row[3], source_digest=row[4])


def _erase_linking(connection: sqlite3.Connection, document: str) -> None:
    """What linking keeps of a document's words; it leaves its incidents."""
    incidents = {row.incident for row in read_memberships(connection, [document])}
    profile = read_linked_profile(connection, document)
    if profile is not None:
        LinkKeys(connection).let_go(profile)
    item = f"{document}#%"
    for table in ("linked", "profiles", "link_keys", "deeds", "copies", "incident_members"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    connection.execute("DELETE FROM copies WHERE original = ?", (document,))
    connection.execute(
        "DELETE FROM links WHERE left_item LIKE ? OR right_item LIKE ?", (item, item)
    )
    drop_dossiers(connection, incidents)


def _erase_readings(connection: sqlite3.Connection, document: str) -> None:
    """What was read in it, by every pipeline."""
    readings = [
        r[0] for r in connection.execute("SELECT id FROM readings WHERE document = ?", (document,))
    ]
    connection.execute("DELETE FROM current_readings WHERE document = ?", (document,))
    for reading in readings:
        connection.execute("DELETE FROM claims WHERE reading = ?", (reading,))
        connection.execute("DELETE FROM readings WHERE id = ?", (reading,))


def _erase_text(connection: sqlite3.Connection, document: str, digest: str | None) -> None:
    """The words, where they came from, and the bytes unless another document was read from the same ones."""
    connection.execute(
        "UPDATE documents SET url = NULL, title = NULL, text = '', source_digest = NULL WHERE id = ?",
        (document,),
    )
    connection.execute("DELETE FROM document_inputs WHERE document = ?", (document,))
    # What a feed told of it. Its address stays there: without it the page would be fetched and stored anew.
    connection.execute(
        "UPDATE feed_items SET item = json_object('url', url)"
        " WHERE url IN (SELECT url FROM feed_attempts WHERE document = ?)",
        (document,),
    )
    connection.execute("UPDATE documents SET revises = NULL WHERE revises = ?", (document,))
    if digest is not None:
        connection.execute(
            "UPDATE errors SET source_digest = NULL WHERE source_digest = ?", (digest,)
        )
        connection.execute(
            "DELETE FROM sources WHERE digest = ? AND NOT EXISTS"
            " (SELECT 1 FROM documents WHERE source_digest = ?)",
            (digest, digest),
        )


def _blank_judgements(connection: sqlite3.Connection, document: str) -> None:
    """What people decided stays, with who and why; the words that they held on to go."""
    rows = connection.execute(
        "SELECT id, judgement FROM judgements WHERE id IN (SELECT judgement FROM judged_documents WHERE document = ?)",
        (document,),
    ).fetchall()
    for name, stored in rows:
        judgement = msgspec.json.decode(stored, type=Judgement)
        blank = replace(
            judgement,
            left=tuple(_blank(anchor, document) for anchor in judgement.left),
            right=tuple(_blank(anchor, document) for anchor in judgement.right),
            span=None,
        )
        connection.execute(
            "UPDATE judgements SET judgement = ? WHERE id = ?",
            (msgspec.json.encode(blank).decode(), name),
        )


def _blank_looks(connection: sqlite3.Connection, document: str) -> None:
    """The desk's steps and the audits' verdicts stay, with who and when; the words that they were about go."""
    anchor = msgspec.json.encode(Anchor(document=document)).decode()
    connection.execute("UPDATE review_steps SET anchor = ? WHERE document = ?", (anchor, document))
    rows = connection.execute(
        "SELECT audit, number, item FROM audit_items WHERE document = ?", (document,)
    ).fetchall()
    for audit, number, stored in rows:
        item = msgspec.json.decode(stored, type=AuditItem)
        blank = replace(item, title="", value="", claimants=(), trigger="", evidence=())
        connection.execute(
            "UPDATE audit_items SET item = ? WHERE audit = ? AND number = ?",
            (msgspec.json.encode(blank).decode(), audit, number),
        )


def _blank(anchor: Anchor, document: str) -> Anchor:
    if anchor.document != document:
        return anchor
    return Anchor(document=document, property=anchor.property, claim=anchor.claim)


def overwrite_freed_pages(connection: sqlite3.Connection) -> None:
    """Write the database and its log anew, so that no page holds what is gone."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
