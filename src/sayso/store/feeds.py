"""What a store knows of the feeds that are watched into it. Comes in: visits, items, attempts. Goes out: what is due.

Every visit and every attempt is a row of its own, so that what was tried, when and why it failed can be looked up; the
last one of a feed or of a page is its state. One process at a time watches into a store: `watch_lock`.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TextIO

import msgspec

from sayso.errors import StoreError
from sayso.ingest.feeds import FeedItem


class Visit(NamedTuple):
    """One time that a feed was asked for; `outcome` is read, unchanged or failed."""

    feed: str
    at: str
    outcome: str
    stage: str | None = None
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    items: int = 0
    new_items: int = 0
    failures: int = 0
    next_at: str = ""


class Attempt(NamedTuple):
    """One time that an item's page was asked for; `outcome` is stored, skipped, failed or given up."""

    url: str
    at: str
    outcome: str
    stage: str | None = None
    reason: str | None = None
    document: str | None = None
    next_at: str | None = None


class DueItem(NamedTuple):
    """An item whose page is to be fetched now, and how often that failed before."""

    feed: str
    item: FeedItem
    failures: int


# What a system says when somebody else holds a lock: Unix the first, Windows the others.
_HELD = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})
_VISIT = ", ".join(Visit._fields)
_LAST = "(SELECT max(rowid) FROM feed_attempts WHERE feed_attempts.url = feed_items.url)"


def last_visit(connection: sqlite3.Connection, feed: str) -> Visit | None:
    """The last visit of a feed."""
    row = connection.execute(
        f"SELECT {_VISIT} FROM feed_visits WHERE feed = ? ORDER BY rowid DESC LIMIT 1", (feed,)
    ).fetchone()
    return Visit(*row) if row is not None else None


def write_visit(connection: sqlite3.Connection, visit: Visit) -> None:
    """Record a visit."""
    connection.execute(f"INSERT INTO feed_visits ({_VISIT}) VALUES ({_marks(Visit)})", visit)


def write_items(
    connection: sqlite3.Connection, feed: str, at: str, items: Iterable[FeedItem]
) -> int:
    """Record items; how many were new to the store."""
    new = 0
    for item in items:
        row = (item.url, feed, at, msgspec.json.encode(item).decode())
        new += connection.execute(
            "INSERT OR IGNORE INTO feed_items VALUES (?, ?, ?, ?)", row
        ).rowcount
    return new


def write_attempt(connection: sqlite3.Connection, attempt: Attempt) -> None:
    """Record an attempt at an item's page."""
    connection.execute(f"INSERT INTO feed_attempts VALUES ({_marks(Attempt)})", attempt)


def due_items(connection: sqlite3.Connection, feeds: Iterable[str], now: str) -> list[DueItem]:
    """The items of some feeds that were never tried, or whose time to be tried again has come.

    What was never tried comes first: a page that keeps its host busy must not keep the others from being read.
    """
    rows = connection.execute(
        f"SELECT feed, item, (SELECT count(*) FROM feed_attempts WHERE feed_attempts.url = feed_items.url)"
        f" FROM feed_items LEFT JOIN feed_attempts AS last ON last.rowid = {_LAST}"
        " WHERE feed IN (SELECT value FROM json_each(?))"
        " AND (last.url IS NULL OR (last.outcome = 'failed' AND last.next_at <= ?))"
        " ORDER BY last.url IS NOT NULL, found, feed_items.url",
        (msgspec.json.encode(list(feeds)).decode(), now),
    )
    return [
        DueItem(feed, msgspec.json.decode(item, type=FeedItem), tried) for feed, item, tried in rows
    ]


def next_due(connection: sqlite3.Connection, feeds: Iterable[str]) -> str | None:
    """When the next failed item of some feeds is to be tried again."""
    [(found,)] = connection.execute(
        f"SELECT min(last.next_at) FROM feed_items JOIN feed_attempts AS last ON last.rowid = {_LAST}"
        " WHERE last.outcome = 'failed' AND feed IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(feeds)).decode(),),
    )
    return found if found is None else str(found)


def document_at(connection: sqlite3.Connection, url: str) -> str | None:
    """The document that was read from an address, by whatever way it came."""
    row = connection.execute(
        "SELECT id FROM documents WHERE url = ? ORDER BY rowid DESC LIMIT 1", (url,)
    ).fetchone()
    return str(row[0]) if row is not None else None


def written_time(moment: datetime) -> str:
    """A moment as these tables hold it: sorted as text, it is sorted by time."""
    return moment.isoformat(timespec="seconds")


def _marks(kind: type[Visit] | type[Attempt]) -> str:
    return ", ".join("?" * len(kind._fields))


@contextmanager
def watch_lock(store: Path) -> Iterator[None]:
    """Hold the right to watch into a store; the system lets go of it when the process ends, however it ends."""
    path = store.with_name(store.name + ".watch")
    try:
        lock = path.open("a")
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
    with lock:
        _take(lock, path, store)
        yield


def _take(lock: TextIO, path: Path, store: Path) -> None:
    """Lock an open file, by whatever means the system has."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            raise StoreError(f"another sayso watch is at work on {store}") from error
        raise StoreError(f"cannot lock {path}: {error.strerror or error}") from error
