"""What two stores and their merge are compared by: all that people and readings made, without numbers of rows."""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from sayso.store.linked import follow_redirect, read_members
from sayso.store.restricting import hidden_from
from sayso.store.users import ROLES

# Tables that people and readings make, and the columns that number their rows.
TABLES = (
    "sources documents document_inputs readings current_readings claims runs errors judgements judged_documents"
    " withdrawals saved_searches users restrictions erasures mappings feed_items comments audits audit_items"
    " signed_apart kept_aside audit_trail mapping_uses feed_visits feed_attempts review_steps audit_verdicts"
).split()
_NUMBERS = {"audit_trail": "id", "review_steps": "number", "audit_verdicts": "number"}

Dump = dict[str, Counter[tuple[Any, ...]]]


def dump(path: Path, *, tells_merges: bool = True) -> Dump:
    """Table → its rows; `tells_merges`: with the traces that merges leave."""
    with closing(sqlite3.connect(path)) as connection:
        return {table: _rows(connection, table, tells_merges) for table in TABLES}


def _rows(
    connection: sqlite3.Connection, table: str, tells_merges: bool
) -> Counter[tuple[Any, ...]]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(c for c in columns if c != _NUMBERS.get(table))
    where = "" if tells_merges or table != "audit_trail" else " WHERE action <> 'merge'"
    rows = connection.execute(f"SELECT {names} FROM {table}{where}")  # noqa: S608
    return Counter(tuple(zlib.decompress(v) if type(v) is bytes else v for v in r) for r in rows)


def incidents_of(path: Path) -> frozenset[frozenset[str]]:
    """The incidents by what they hold."""
    with closing(sqlite3.connect(path)) as connection:
        return frozenset(_held(connection).values())


def resolved(path: Path) -> dict[str, frozenset[str]]:
    """Every incident's id → what the incident holds that it leads to."""
    with closing(sqlite3.connect(path)) as connection:
        held = _held(connection)
        names = [row[0] for row in connection.execute("SELECT id FROM incidents")]
        return {n: held.get(follow_redirect(connection, n), frozenset()) for n in names}


def _held(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    names = {row[0] for row in connection.execute("SELECT DISTINCT incident FROM incident_members")}
    members = read_members(connection, names)
    return {n: frozenset(m.item for m in members if m.incident == n) for n in names}


def hidden_documents(path: Path) -> dict[str, frozenset[str]]:
    """Role → the documents that it may not see."""
    with closing(sqlite3.connect(path)) as connection:
        return {role: hidden_from(connection, role)[1] for role in ROLES}
