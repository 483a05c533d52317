"""Whatever protects somebody in one of two stores protects them in the merge: passwords, erasures, restrictions.

Comes in: an open store to which two others are attached as `one` and `other`, their rows written. Goes out: the later
password of each user, nothing of what was erased in either, and restrictions that go with the reports that they hide.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sayso.store.audit_trail import write_trace
from sayso.store.erasing import forget_document, remake_word_index
from sayso.store.linked import read_members
from sayso.store.merge_rows import SIDES
from sayso.store.restricting import Restriction, read_restrictions
from sayso.store.users import ROLES


def take_latest_passwords(store: sqlite3.Connection) -> None:
    """Of two passwords of one user the one that was set last: the other may have been changed because it was known."""
    last = (
        "SELECT coalesce(max(at), '') FROM {}.audit_trail"
        " WHERE what = ? AND action IN ('add user', 'change password')"
    )
    rows = store.execute(
        "SELECT mine.name, mine.password, theirs.password FROM one.users AS mine"
        " JOIN other.users AS theirs ON theirs.name = mine.name WHERE mine.password <> theirs.password"
    ).fetchall()
    for name, *passwords in rows:
        times = [store.execute(last.format(side), (name,)).fetchone()[0] for side in SIDES]
        _, password = max(zip(times, passwords, strict=True))
        store.execute("UPDATE main.users SET password = ? WHERE name = ?", (password, name))


def forget_erased(store: sqlite3.Connection) -> None:
    """What was erased in one store is erased here, by the same hand that erases (erasing.py)."""
    erased = store.execute("SELECT document, source_digest FROM main.erasures").fetchall()
    for document, digest in erased:
        forget_document(store, document)
        store.execute(
            "DELETE FROM main.sources WHERE digest = ?1 AND NOT EXISTS"
            " (SELECT 1 FROM main.documents WHERE source_digest = ?1)",
            (digest,),
        )
    if erased:
        store.execute(
            "UPDATE main.errors SET source_digest = NULL WHERE source_digest NOT IN (SELECT digest FROM main.sources)"
        )
        remake_word_index(store)


def keep_restricted(store: sqlite3.Connection, by: str, copies: dict[str, Path]) -> None:
    """Whatever report only some roles could see in either store takes the same role here, in whichever incident it is.

    An incident keeps its restriction with its id; a report that linking moves to another incident takes it along.
    """
    for copy in copies.values():
        with closing(sqlite3.connect(copy)) as was:
            for restriction in read_restrictions(was).values():
                for member in read_members(was, [restriction.incident]):
                    _restrict_item(store, by, restriction, member.item, member.document)


def _restrict_item(
    store: sqlite3.Connection, by: str, restriction: Restriction, item: str, document: str
) -> None:
    now = store.execute(
        "SELECT incident FROM main.incident_members WHERE until IS NULL AND (item = ?1 OR document = ?2)"
        " ORDER BY item = ?1 DESC, is_main DESC, incident LIMIT 1",
        (item, document),
    ).fetchone()
    if now is None:
        return
    here = read_restrictions(store).get(now[0])
    if here is not None and ROLES.index(here.role) >= ROLES.index(restriction.role):
        return
    for at in (restriction.at, datetime.now(UTC).isoformat(timespec="microseconds")):
        added = store.execute(
            "INSERT OR IGNORE INTO main.restrictions VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            (now[0], restriction.role, restriction.by, at, restriction.reason),
        )
        if added.rowcount:
            break
    told = f"{restriction.role}: it holds what was restricted as {restriction.incident}"
    write_trace(store, by, "restrict", now[0], told)
