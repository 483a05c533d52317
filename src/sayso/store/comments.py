"""Comments on claims and incidents: signed, dated, kept; a comment judges nothing.

Comes in: an open store, what is commented, words. Goes out: rows, and comments in the order of their times. Those of an
incident that was merged into another stand with both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from sayso.errors import UsageError
from sayso.review_model import Comment
from sayso.store.linked import as_list
from sayso.text import digest_of


def write_comment(
    connection: sqlite3.Connection,
    kind: Literal["claim", "incident"],
    about: str,
    by: str,
    words: str,
) -> Comment:
    """Add a comment."""
    if not by.strip() or not words.strip():
        raise UsageError("a comment takes a name and words")
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    name = "k" + digest_of(kind, about, by, at, words, length=12)
    comment = Comment(id=name, kind=kind, about=about, by=by, at=at, words=words)
    connection.execute(
        "INSERT OR IGNORE INTO comments VALUES (?, ?, ?, ?, ?, ?)",
        (name, kind, about, by, at, words),
    )
    return comment


def read_comments(connection: sqlite3.Connection, about: Iterable[str]) -> tuple[Comment, ...]:
    """The comments on some claims or incidents, oldest first."""
    rows = connection.execute(
        "SELECT id, kind, about, by, at, words FROM comments"
        " WHERE about IN (SELECT value FROM json_each(?)) ORDER BY at, id",
        (as_list(about),),
    )
    return tuple(
        Comment(id=r[0], kind=r[1], about=r[2], by=r[3], at=r[4], words=r[5]) for r in rows
    )
