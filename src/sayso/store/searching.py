"""Full-text search: which documents hold some words, and which incidents they are in.

Comes in: an open store, words. Goes out: ids. All words must stand in title or text; there is no query language, so
that no input is malformed.
"""

from __future__ import annotations

import sqlite3

import msgspec


def find_documents(connection: sqlite3.Connection, words: str) -> list[str]:
    """Ids of the documents whose title or text hold all these words, best first."""
    quoted = " ".join(
        '"' + word.replace('"', '""') + '"' for word in words.replace("\0", " ").split()
    )
    if not quoted:
        return []
    rows = connection.execute(
        "SELECT documents.id FROM documents_text JOIN documents ON documents.rowid = documents_text.rowid"
        " WHERE documents_text MATCH ? ORDER BY rank",
        (quoted,),
    )
    return [row[0] for row in rows]


def find_incidents(connection: sqlite3.Connection, words: str) -> frozenset[str]:
    """The incidents some report of which holds all these words."""
    rows = connection.execute(
        "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL AND document IN"
        " (SELECT value FROM json_each(?))",
        (msgspec.json.encode(find_documents(connection, words)).decode(),),
    )
    return frozenset(row[0] for row in rows)
