"""Open a store as it is: to copy it or to check it, whatever its schema, and without a trace.

Comes in: the path of a store. Goes out: an open connection that cannot write; what a store is made of. Nothing here
brings a store up to date (tables.py does).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sayso.errors import StoreError, UsageError
from sayso.store.tables import APPLICATION_ID, MIGRATIONS, check_ours, split_statements


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """Open an existing store to read, whatever its schema, and leave it so; also one in a read-only folder."""
    return _open(path)[0]


def address_as_it_is(path: Path) -> str:
    """The address by which `open_as_it_is` opens a store: to attach it to another database."""
    connection, address = _open(path)
    connection.close()
    return address


def _open(path: Path) -> tuple[sqlite3.Connection, str]:
    if not path.is_file():
        raise UsageError(f"no store at {path}")
    plain = path.resolve().as_uri()
    log = path.with_name(path.name + "-wal")
    # A reader without the right to write leaves an empty log behind: where none is, one that has it clears up.
    is_clean = not log.exists() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    address = f"{plain}?mode={'rw' if is_clean else 'ro'}"
    try:
        return _open_as_it_is(address, path), address
    except sqlite3.OperationalError as error:
        if (log.exists() and log.stat().st_size) or path.with_name(path.name + "-journal").exists():
            raise StoreError(f"cannot read {path} as a store: {error}") from error
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path} as a store: {error}") from error
    try:
        # Nobody can write here, and no log is left: SQLite may take the file as it is.
        address = f"{plain}?mode=ro&immutable=1"
        return _open_as_it_is(address, path), address
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path} as a store: {error}") from error


def _open_as_it_is(address: str, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=30)
    try:
        connection.execute("PRAGMA query_only = ON")
        [(application,)] = connection.execute("PRAGMA application_id")
        if application != APPLICATION_ID:
            raise UsageError(f"{path} is no store of sayso's")
        check_ours(connection, path, len(MIGRATIONS))
    except BaseException:
        connection.close()
        raise
    return connection


def make_schema(version: int) -> dict[tuple[str, str], str]:
    """(kind, name) → the statement of everything that a store of this version is made of."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for script in MIGRATIONS[:version]:
            for statement in split_statements(script):
                connection.execute(statement)
        return read_schema(connection)


def read_schema(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(kind, name) → the statement of everything that a store is made of, without what SQLite adds itself."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(row[0], row[1]): " ".join(row[2].split()) for row in rows if row[1][:7] != "sqlite_"}
