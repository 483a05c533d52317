"""Saved searches: query strings with a name, signed, withdrawn rather than deleted.

Comes in: an open store. Goes out: rows.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Literal

import msgspec

from sayso.errors import StoreError, UsageError
from sayso.store.transactions import transaction
from sayso.text import digest_of

SearchPage = Literal["incidents", "search"]


class SavedSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A query string that somebody wants to find again, and the page that it belongs to."""

    id: str
    name: str
    page: SearchPage
    query: str
    by: str
    at: str


def save_search(
    connection: sqlite3.Connection, name: str, page: SearchPage, query: str, by: str
) -> SavedSearch:
    """Save a search under a name."""
    if not name.strip():
        raise UsageError("a saved search takes a name")
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    made = SavedSearch(
        id="q" + digest_of(name, page, query, by, at, length=12),
        name=name.strip(),
        page=page,
        query=query,
        by=by,
        at=at,
    )
    with transaction(connection):
        connection.execute(
            "INSERT INTO saved_searches VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
            (made.id, made.name, made.page, made.query, made.by, made.at),
        )
    return made


def withdraw_search(connection: sqlite3.Connection, name: str, by: str) -> None:
    """Take a saved search off the list."""
    with transaction(connection):
        done = connection.execute(
            "UPDATE saved_searches SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ? AND withdrawn_at IS NULL",
            (datetime.now(UTC).isoformat(timespec="seconds"), by, name),
        )
    if not done.rowcount:
        raise StoreError(f"no saved search is called {name}")


def read_searches(connection: sqlite3.Connection) -> list[SavedSearch]:
    """All saved searches, by name."""
    rows = connection.execute(
        "SELECT id, name, page, query, by, at FROM saved_searches WHERE withdrawn_at IS NULL ORDER BY name, at"
    )
    return [SavedSearch(id=r[0], name=r[1], page=r[2], query=r[3], by=r[4], at=r[5]) for r in rows]
