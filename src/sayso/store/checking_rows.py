"""Check what points at what: readings, members, redirects, judgements, steps of the desk, erasures.

Comes in: an open store of the current schema. Goes out: findings. Plain pointers are foreign keys, which SQLite checks
(checking.py); here is what no foreign key tells.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import get_args

import msgspec

from sayso.incident_model import Judgement
from sayso.review_model import ReviewState
from sayso.store.findings import READ_AGAIN, RELINK, RESTORE, Finding

_ERASED = "(SELECT document FROM erasures)"
_CLAIM = "(SELECT 1 FROM claims WHERE claims.id = {})"
# (where, what is wrong, what to do, the query for the ids).
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "current_readings",
        "shows a reading of another document",
        READ_AGAIN,
        "SELECT current_readings.document FROM current_readings JOIN readings ON readings.id = reading"
        " WHERE readings.document <> current_readings.document",
    ),
    (
        "documents",
        "has no reading",
        READ_AGAIN,
        "SELECT id FROM documents WHERE id NOT IN (SELECT document FROM current_readings)"
        f" AND id NOT IN {_ERASED}",
    ),
    (
        "claims",
        "is said to be of another document than its reading",
        RESTORE,
        "SELECT claims.id FROM claims JOIN readings ON readings.id = reading"
        " WHERE readings.document <> claims.document",
    ),
    (
        "linked",
        "is linked by a reading of another document",
        RELINK,
        "SELECT linked.document FROM linked JOIN readings ON readings.id = reading"
        " WHERE readings.document <> linked.document",
    ),
    (
        "linked",
        "is in no incident",
        RELINK,
        "SELECT document FROM linked WHERE document NOT IN"
        " (SELECT document FROM incident_members WHERE until IS NULL)",
    ),
    (
        "incident_members",
        "is said to be of another document",
        RELINK,
        "SELECT item FROM incident_members WHERE substr(item || '#', 1, length(document) + 1) <> document || '#'",
    ),
    (
        "incident_members",
        "is in two incidents at once",
        RELINK,
        "SELECT item FROM incident_members WHERE until IS NULL GROUP BY item HAVING count(*) > 1",
    ),
    (
        "incident_members",
        "is no document that is linked",
        RELINK,
        "SELECT item FROM incident_members WHERE until IS NULL AND document NOT IN (SELECT document FROM linked)",
    ),
    (
        "review_steps",
        "is about a claim that is not there",
        RESTORE,
        f"SELECT DISTINCT claim FROM review_steps WHERE document NOT IN {_ERASED}"
        f" AND NOT EXISTS {_CLAIM.format('review_steps.claim')}",
    ),
    (
        "audit_items",
        "is about a claim that is not there",
        RESTORE,
        f"SELECT claim FROM audit_items WHERE document NOT IN {_ERASED}"
        f" AND NOT EXISTS {_CLAIM.format('audit_items.claim')}",
    ),
    (
        "comments",
        "is about an incident that is not there",
        RESTORE,
        "SELECT about FROM comments WHERE kind = 'incident' AND about NOT IN (SELECT id FROM incidents)",
    ),
    (
        "comments",
        "is about a claim that is not there",
        RESTORE,
        "SELECT about FROM comments WHERE kind = 'claim' AND substr(about, 1, 1) <> 'm'"
        f" AND NOT EXISTS {_CLAIM.format('about')} AND NOT EXISTS (SELECT 1 FROM erasures)",
    ),
    (
        "erasures",
        "is erased and still holds words",
        "erase it in a copy that was made before, or ask for help: what is erased must be gone",
        "SELECT documents.id FROM documents JOIN erasures ON document = documents.id WHERE text <> ''"
        " OR title IS NOT NULL OR url IS NOT NULL OR documents.source_digest IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM readings WHERE readings.document = documents.id)"
        " OR EXISTS (SELECT 1 FROM kept_aside WHERE kept_aside.document = documents.id)",
    ),
)


def check_rows(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Everything that points at something points at what is there."""
    for where, problem, todo, query in _ROWS:
        for (name,) in connection.execute(query):
            yield Finding(where=f"{where} {name}", problem=problem, todo=todo)
    yield from _check_states(connection)
    yield from _check_redirects(connection)
    yield from _check_judgements(connection)


def _check_states(connection: sqlite3.Connection) -> Iterator[Finding]:
    known = get_args(ReviewState)
    for number, state in connection.execute("SELECT number, state FROM review_steps"):
        if state not in known:
            yield Finding(
                where=f"review_steps {number}", problem=f"no state is called {state}", todo=RESTORE
            )


def _check_redirects(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Every id of an incident ends at one incident that has members, by one way and without a circle."""
    leads: dict[str, list[str]] = {}
    for old, new in connection.execute(
        "SELECT DISTINCT old, new FROM incident_redirects WHERE kind = 'merge' AND until IS NULL ORDER BY old, new"
    ):
        leads.setdefault(old, []).append(new)
    living = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL"
        )
    }
    [(is_linked,)] = connection.execute("SELECT count(*) FROM linked")
    for (name,) in connection.execute("SELECT id FROM incidents ORDER BY id"):
        problem = _follow(name, leads, living, bool(is_linked))
        # What held only what was erased since leads nowhere, rightly.
        if problem == "leads nowhere" and not _has_documents(connection, name):
            continue
        if problem is not None:
            yield Finding(where=f"incidents {name}", problem=problem, todo=RELINK)


def _follow(
    name: str, leads: dict[str, list[str]], living: set[str], is_linked: bool
) -> str | None:
    if name in living:
        return "is redirected and has members" if name in leads else None
    seen = {name}
    while name in leads:
        if len(leads[name]) > 1:
            return "leads to two incidents"
        name = leads[name][0]
        if name in seen:
            return "leads in a circle"
        seen.add(name)
    return "leads nowhere" if is_linked and name not in living else None


def _has_documents(connection: sqlite3.Connection, incident: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM incident_members WHERE incident = ? LIMIT 1", (incident,)
    ).fetchone()
    return row is not None


def _check_judgements(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Judgements are what their columns say, are found under their documents, and hold on to claims that are there."""
    erased = {row[0] for row in connection.execute("SELECT document FROM erasures")}
    rows = connection.execute("SELECT id, kind, by, at, reason, judgement FROM judgements")
    for name, *told, stored in rows.fetchall():
        where = f"judgements {name}"
        try:
            judgement = msgspec.json.decode(stored, type=Judgement)
        except msgspec.MsgspecError as error:
            yield Finding(where=where, problem=f"cannot be read: {error}", todo=RESTORE)
            continue
        if [judgement.kind, judgement.by, judgement.at, judgement.reason] != told:
            yield Finding(
                where=where, problem="was signed otherwise than it is listed", todo=RESTORE
            )
        anchors = (*judgement.left, *judgement.right)
        listed = {
            row[0]
            for row in connection.execute(
                "SELECT document FROM judged_documents WHERE judgement = ?", (name,)
            )
        }
        if listed != {anchor.document for anchor in anchors}:
            yield Finding(where=where, problem="is not listed under its documents", todo=RESTORE)
        for anchor in anchors:
            if anchor.claim is None or anchor.document in erased:
                continue
            if not connection.execute(
                f"SELECT EXISTS {_CLAIM.format('?')}", (anchor.claim,)
            ).fetchone()[0]:
                problem = f"is about claim {anchor.claim}, which is not there"
                yield Finding(where=where, problem=problem, todo=RESTORE)
