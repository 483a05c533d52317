"""Read a store: the current report of a document, a claim by its id, what is in there.

Comes in: the path of a store. Goes out: reports as they were written. Nothing here changes the store.
"""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec.structs import replace

from sayso.errors import StoreError
from sayso.model import Report
from sayso.store.searching import find_documents
from sayso.store.tables import open_store_to_read

COUNTED = ("documents", "readings", "claims", "runs", "errors", "sources")


class StoreView:
    """An open store to read from; a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = open_store_to_read(path)

    def __enter__(self) -> StoreView:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def view_counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {
            table: self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in COUNTED
        }

    def view_report(self, name: str) -> Report:
        """The current report of a document, by document id, claim id, input id or an unambiguous start of an id."""
        documents = self._find_documents(name)
        if not documents:
            raise StoreError(
                f"nothing called {name} in {self._path}: look with sayso show {self._path}"
            )
        if len(documents) > 1:
            raise StoreError(
                f"{name} could be {', '.join(sorted(documents)[:5])}: give more of the id"
            )
        return self._report_of(documents.pop())

    def view_reports(self) -> list[tuple[str, str, str]]:
        """(document id, input id, title) of every document, in the order in which they were added."""
        rows = self._connection.execute(
            "SELECT documents.id, min(source_id), coalesce(title, substr(text, 1, 60)) FROM documents"
            " JOIN document_inputs ON document = documents.id GROUP BY documents.rowid ORDER BY documents.rowid"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def search(self, words: str) -> list[str]:
        """Ids of the documents whose title or text hold all these words, best first."""
        return find_documents(self._connection, words)

    def _find_documents(self, name: str) -> set[str]:
        exact = self._ids("SELECT document FROM document_inputs WHERE source_id = ?", name)
        start = _like_start(name)
        return (
            exact
            or self._ids("SELECT id FROM documents WHERE id LIKE ? ESCAPE '\\'", start)
            or self._ids("SELECT document FROM current_claims WHERE id LIKE ? ESCAPE '\\'", start)
        )

    def _ids(self, query: str, parameter: str) -> set[str]:
        return {row[0] for row in self._connection.execute(query, (parameter,))}

    def _report_of(self, document: str) -> Report:
        report = read_report(self._connection, document)
        if report is None:
            raise StoreError(f"document {document} has no reading in {self._path}: read it again")
        return report


def read_report(
    connection: sqlite3.Connection, document: str, reading: str | None = None
) -> Report | None:
    """The report of a document's current reading, or of the one named; None if there is none."""
    row = connection.execute(
        "SELECT report, text FROM readings JOIN documents ON documents.id = document WHERE readings.id ="
        " coalesce(?, (SELECT reading FROM current_readings WHERE current_readings.document = ?))",
        (reading, document),
    ).fetchone()
    return unpack_report(row[0], row[1]) if row is not None else None


def unpack_report(packed: bytes, text: str) -> Report:
    """A report from its stored form, its document's text put back."""
    try:
        report = msgspec.json.decode(zlib.decompress(packed), type=Report)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise StoreError(f"a stored reading is damaged: {error}") from error
    return replace(report, document=replace(report.document, text=text))


def _like_start(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped + "%" if len(name) >= 4 else escaped


def is_store(path: Path) -> bool:
    """Whether a file is a store that this sayso can read."""
    try:
        open_store_to_read(path).close()
    except (StoreError, sqlite3.Error):
        return False
    return True
