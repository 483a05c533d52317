"""All or nothing: what is written inside is written whole, or not at all.

A store's connections begin no transaction by themselves: `with connection:` would hold nothing together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction, or a part of the one that runs already."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself: rolling back again would hide the reason.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
