"""Rows of the views for SQL, by incident. Comes in: an open store, ids of incidents. Goes out: rows of cells.

The state of an earlier day is what had been printed by then; what an incident makes of it is today's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.store.sql_views import VIEWS
from sayso.store.tables import open_store_to_read

Rows = list[tuple[Any, ...]]


def view_columns(view: str) -> tuple[str, ...]:
    """The names of a view's columns."""
    return next(tuple(c[0] for c in each.columns) for each in VIEWS if each.name == view)


def read_all_documents(connection: sqlite3.Connection) -> Rows:
    """Every report, as v_documents has it."""
    return connection.execute("SELECT * FROM v_documents").fetchall()


def read_all_claims(connection: sqlite3.Connection) -> Rows:
    """Every claim, as v_incident_claims has it; of one that stands in no incident what is the incident's is empty."""
    own = set(view_columns("v_claims"))
    columns = ", ".join(
        f"{'c' if name in own else 'i'}.{name}" for name in view_columns("v_incident_claims")
    )
    return connection.execute(
        f"SELECT {columns} FROM v_claims AS c LEFT JOIN v_incident_claims AS i ON i.claim = c.claim"
    ).fetchall()


def read_documents_of(
    connection: sqlite3.Connection, incidents: Iterable[str], as_of: str | None = None
) -> Rows:
    """The reports in some incidents, each once, as v_documents has them."""
    return connection.execute(
        "SELECT * FROM v_documents WHERE document IN (SELECT document FROM v_incident_documents"
        f" WHERE {_IN_INCIDENTS})",
        _in_incidents(incidents, as_of),
    ).fetchall()


def read_claims_of(
    connection: sqlite3.Connection, incidents: Iterable[str], as_of: str | None = None
) -> Rows:
    """The claims in some incidents, as v_incident_claims has them."""
    return connection.execute(
        f"SELECT * FROM v_incident_claims WHERE {_IN_INCIDENTS}", _in_incidents(incidents, as_of)
    ).fetchall()


def read_query(path: Path, query: str, values: Sequence[object]) -> tuple[tuple[str, ...], Rows]:
    """The names of the columns and the rows of somebody's own query, which cannot change the store."""
    connection = open_store_to_read(path)
    try:
        found = connection.execute(query, values)
        return tuple(column[0] for column in found.description or ()), found.fetchall()
    finally:
        connection.close()


_IN_INCIDENTS = (
    "incident IN (SELECT value FROM json_each(?)) AND (? IS NULL OR substr(published, 1, 10) <= ?)"
)


def _in_incidents(
    incidents: Iterable[str], as_of: str | None
) -> tuple[str, str | None, str | None]:
    return msgspec.json.encode(list(incidents)).decode(), as_of, as_of
