"""Restrictions: incidents that only some roles may see, with who said so and why.

Comes in: an open store, an incident, the least role. Goes out: rows. A restriction is lifted, never deleted. If a
restricted incident is merged into another one, that one is restricted, too; its documents are restricted with it.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import msgspec

from sayso.errors import UsageError
from sayso.store.audit_trail import write_trace
from sayso.store.linked import as_list, follow_redirect, read_members, read_redirects_to
from sayso.store.transactions import transaction
from sayso.store.users import ROLES, Role


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that takes at least a role to see."""

    incident: str
    role: Role
    by: str
    at: str
    reason: str


def restrict(
    connection: sqlite3.Connection, incident: str, role: str, by: str, reason: str
) -> None:
    """From now on an incident takes at least this role to see."""
    if role not in ROLES or role == "viewer":
        raise UsageError(f"{role} restricts nothing: choose among {', '.join(ROLES[1:])}")
    if not reason.strip():
        raise UsageError("a restriction takes a reason")
    with transaction(connection):
        _lift(connection, incident, by)
        connection.execute(
            "INSERT INTO restrictions VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            (incident, role, by, _now(), reason.strip()),
        )
        write_trace(connection, by, "restrict", incident, f"{role}: {reason.strip()}")


def lift_restriction(connection: sqlite3.Connection, incident: str, by: str, reason: str) -> None:
    """An incident is restricted no more."""
    if not reason.strip():
        raise UsageError("lifting a restriction takes a reason")
    with transaction(connection):
        if not _lift(connection, incident, by):
            raise UsageError(f"{incident} is not restricted")
        write_trace(connection, by, "lift restriction", incident, reason.strip())


def _lift(connection: sqlite3.Connection, incident: str, by: str) -> bool:
    """Lift what restricts an incident, under its own id or under one that leads to it."""
    done = connection.execute(
        "UPDATE restrictions SET lifted_at = ?, lifted_by = ? WHERE lifted_at IS NULL"
        " AND incident IN (SELECT value FROM json_each(?))",
        (_now(), by, as_list((incident, *read_redirects_to(connection, incident)))),
    )
    return done.rowcount > 0


def read_restrictions(connection: sqlite3.Connection) -> dict[str, Restriction]:
    """The restriction of each incident that has one, under the id that the incident has now."""
    rows = connection.execute(
        "SELECT incident, role, by, at, reason FROM restrictions WHERE lifted_at IS NULL ORDER BY at"
    )
    found: dict[str, Restriction] = {}
    for row in rows:
        now = follow_redirect(connection, row[0])
        known = found.get(now)
        if known is None or ROLES.index(row[1]) > ROLES.index(known.role):
            found[now] = Restriction(incident=now, role=row[1], by=row[2], at=row[3], reason=row[4])
    return found


def hidden_from(
    connection: sqlite3.Connection, role: Role
) -> tuple[frozenset[str], frozenset[str]]:
    """(incidents, documents) that a role may not see: the restricted incidents, and every report in one of them."""
    level = ROLES.index(role)
    incidents = [
        name for name, r in read_restrictions(connection).items() if ROLES.index(r.role) > level
    ]
    documents = {member.document for member in read_members(connection, incidents)}
    return frozenset(incidents), frozenset(documents)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
