"""What exports are made from, out of a store: chosen incidents, their reports, and the rows under them.

Comes in: an open store, its dossiers, the ids of the chosen incidents, whether documents of no incident are wanted,
too, perhaps a day. Goes out: incidents, reports and plain rows, one at a time, always in the same order. Nothing
here changes the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sayso.incident_model import Incident, Judgement
from sayso.model import Report
from sayso.store.dossiers import Dossiers
from sayso.store.judgements import read_judgements
from sayso.store.linked import as_list, read_linked_report
from sayso.store.view import read_report

# What is asked of the store for each kind of row; ? is the list of documents, or null for all.
_OF_DOCUMENTS = "(? IS NULL OR {} IN (SELECT value FROM json_each(?)))"
_ROWS = {
    "sources": "SELECT DISTINCT digest, size FROM sources JOIN documents ON source_digest = digest WHERE "
    + _OF_DOCUMENTS.format("documents.id")
    + " ORDER BY digest",
    "inputs": "SELECT document, source_id FROM document_inputs WHERE "
    + _OF_DOCUMENTS.format("document")
    + " ORDER BY document, source_id",
    "readings": "SELECT readings.document, readings.id AS reading, readings.pipeline AS run_id FROM readings"
    " LEFT JOIN linked ON linked.document = readings.document"
    " LEFT JOIN current_readings ON current_readings.document = readings.document"
    " WHERE readings.id = coalesce(linked.reading, current_readings.reading) AND "
    + _OF_DOCUMENTS.format("readings.document")
    + " ORDER BY readings.document",
    "members": "SELECT incident, item, document, is_main FROM incident_members WHERE until IS NULL AND "
    + _OF_DOCUMENTS.format("document")
    + " ORDER BY incident, item",
    "redirects": "SELECT DISTINCT old, new FROM incident_redirects WHERE kind = 'merge' AND until IS NULL"
    " AND (? IS NULL OR ? IS NOT NULL) ORDER BY old",
    "runs": "SELECT id, pipeline AS run_id, versions, started, seconds, documents, claims, skipped, failed FROM runs"
    " WHERE (? IS NULL OR ? IS NOT NULL) ORDER BY started, id",
    "errors": "SELECT id, source_id, url, source_digest, stage, reason, skipped, pipeline AS run_id FROM errors"
    " WHERE (? IS NULL OR ? IS NOT NULL) ORDER BY id",
}


class StoreHoldings:
    """The holdings of an open store."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        dossiers: Dossiers,
        incidents: Sequence[str],
        as_of: str | None = None,
        *,
        all_documents: bool = False,
    ) -> None:
        self._connection, self._dossiers = connection, dossiers
        self._chosen, self._as_of = tuple(incidents), as_of
        self._documents = None if all_documents else self._documents_of(self._chosen)

    def incidents(self) -> Iterator[Incident]:
        """The chosen incidents, as they stand or stood; those of which nothing had been printed are left out."""
        for name in self._chosen:
            incident = self._dossiers.incident(name, self._as_of)
            if incident is not None:
                yield incident

    def documents(self) -> Iterator[str]:
        """The documents, in the order in which they were added."""
        rows = self._connection.execute(
            "SELECT id FROM documents JOIN current_readings ON document = id WHERE "
            + _OF_DOCUMENTS.format("id")
            + " ORDER BY documents.rowid",
            self._parameters(),
        )
        for (document,) in rows.fetchall():
            yield document

    def report(self, document: str) -> Report | None:
        """The report that incidents are put together from, else the current one."""
        found = read_linked_report(self._connection, document)
        return found if found is not None else read_report(self._connection, document)

    def judgements(self) -> Iterator[Judgement]:
        """The judgements about the documents, oldest first, withdrawn ones included."""
        wanted = self._documents
        for judgement in read_judgements(self._connection, wanted):
            if self._as_of is None or judgement.at[:10] <= self._as_of:
                yield judgement

    def stored(self, kind: str) -> Iterator[dict[str, Any]]:
        """Rows of one kind."""
        cursor = self._connection.execute(_ROWS[kind], self._parameters())
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def versions(self) -> dict[str, str]:
        """The digests of the pipelines that read the documents: the run ids of all rows."""
        runs = {row["run_id"] for row in self.stored("readings")}
        return {"readings": ", ".join(sorted(runs))} if runs else {}

    def _parameters(self) -> tuple[str | None, str | None]:
        listed = None if self._documents is None else as_list(self._documents)
        return listed, listed

    def _documents_of(self, incidents: Sequence[str]) -> list[str]:
        rows = self._connection.execute(
            "SELECT DISTINCT document FROM incident_members JOIN documents ON documents.id = document"
            " WHERE until IS NULL AND incident IN (SELECT value FROM json_each(?))"
            " AND (? IS NULL OR substr(published, 1, 10) <= ?) ORDER BY document",
            (as_list(incidents), self._as_of, self._as_of),
        )
        return [row[0] for row in rows]
