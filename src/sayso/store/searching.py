"""Full-text search: which documents hold some words, and which incidents they are in.

Comes in: an open store, words. Goes out: ids. All words must stand in title or text; there is no query language, so
that no input is malformed.
"""

from __future__ import annotations

import sqlite3

import msgspec


def find_documents(connection: sqlite3.Connection, words: str) -> list[str]:
    """Ids of the documents whose title or text hold all these words, best first."""
    quoted = _quoted(words)
    if not quoted:
        return []
    rows = connection.execute(
        "SELECT documents.id FROM documents_text JOIN documents ON documents.rowid = documents_text.rowid"
        " WHERE documents_text MATCH ? ORDER BY rank",
        (quoted,),
    )
    return [row[0] for row in rows]


def _quoted(words: str) -> str:
    """Every word as a phrase of its own."""
    return " ".join('"' + w.replace('"', '""') + '"' for w in words.replace("\0", " ").split())


def find_incidents(connection: sqlite3.Connection, words: str) -> frozenset[str]:
    """The incidents some report of which holds all these words."""
    rows = connection.execute(
        "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL AND document IN"
        " (SELECT value FROM json_each(?))",
        (msgspec.json.encode(find_documents(connection, words)).decode(),),
    )
    return frozenset(row[0] for row in rows)


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A report that holds the words, with some of its text around them. `pieces`: (text, is one of the words)."""

    document: str
    title: str | None
    outlet: str | None
    published: str | None
    pieces: tuple[tuple[str, bool], ...]


# Marks around found words: of a private plane. A report that holds them spoils its own marking, and nothing else.
_OPEN, _CLOSE = "\U000f0001", "\U000f0002"


def find_passages(connection: sqlite3.Connection, words: str, limit: int) -> list[Passage]:
    """The best reports for some words, each with the passage that holds them."""
    if not _quoted(words):
        return []
    rows = connection.execute(
        "SELECT documents.id, documents.title, outlet, published, snippet(documents_text, 1, ?, ?, '…', 40)"
        " FROM documents_text JOIN documents ON documents.rowid = documents_text.rowid"
        " WHERE documents_text MATCH ? ORDER BY rank LIMIT ?",
        (_OPEN, _CLOSE, _quoted(words), limit),
    )
    return [
        Passage(document=r[0], title=r[1], outlet=r[2], published=r[3], pieces=_pieces(r[4]))
        for r in rows
    ]


def _pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for part in snippet.split(_OPEN):
        word, mark, rest = part.partition(_CLOSE)
        found += [(word, True), (rest, False)] if mark else [(part, False)]
    return tuple((text, is_word) for text, is_word in found if text)
