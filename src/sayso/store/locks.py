"""Locks on claims: somebody is on this one until then. A lock tells others, frees itself, and never blocks for ever.

Comes in: an open store, a claim, a name, the time. Goes out: the lock, or a refusal that says whose it is and until
when. Locks are no record of work: what was decided is in the steps.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from sayso.errors import UsageError
from sayso.review_model import Lock


def take_lock(
    connection: sqlite3.Connection,
    claim: str,
    by: str,
    minutes: int,
    now: datetime | None = None,
) -> Lock:
    """Take a claim's lock or hold one's own anew; refused while somebody else's runs."""
    now = now or datetime.now(UTC)
    until = now + timedelta(minutes=minutes)
    connection.execute(
        "INSERT INTO review_locks VALUES (?, ?, ?, ?) ON CONFLICT (claim) DO UPDATE SET"
        " since = CASE WHEN by = excluded.by AND until > excluded.since THEN since ELSE excluded.since END,"
        " by = excluded.by, until = excluded.until WHERE by = excluded.by OR until <= excluded.since",
        (claim, by, _stamp(now), _stamp(until)),
    )
    held = read_lock(connection, claim, now)
    assert held is not None  # noqa: S101 - it was there or was written
    if held.by != by:
        raise UsageError(_told(held, now))
    return held


def check_lock(
    connection: sqlite3.Connection, claim: str, by: str, now: datetime | None = None
) -> None:
    """Refuse if somebody else is on the claim."""
    now = now or datetime.now(UTC)
    held = read_lock(connection, claim, now)
    if held is not None and held.by != by:
        raise UsageError(_told(held, now))


def _told(held: Lock, now: datetime) -> str:
    left = datetime.fromisoformat(held.until) - now
    minutes = max(1, round(left.total_seconds() / 60))
    return f"{held.by} is on this claim: it frees itself in {minutes} minute{'' if minutes == 1 else 's'}"


def release_lock(connection: sqlite3.Connection, claim: str, by: str) -> None:
    """Give one's own lock back; somebody else's stays."""
    connection.execute("DELETE FROM review_locks WHERE claim = ? AND by = ?", (claim, by))


def read_lock(
    connection: sqlite3.Connection, claim: str, now: datetime | None = None
) -> Lock | None:
    """The lock that runs on a claim, if any."""
    row = connection.execute(
        "SELECT claim, by, since, until FROM review_locks WHERE claim = ? AND until > ?",
        (claim, _stamp(now or datetime.now(UTC))),
    ).fetchone()
    return Lock(claim=row[0], by=row[1], since=row[2], until=row[3]) if row is not None else None


def read_locks(connection: sqlite3.Connection, now: datetime | None = None) -> dict[str, Lock]:
    """All locks that run, by claim."""
    rows = connection.execute(
        "SELECT claim, by, since, until FROM review_locks WHERE until > ?",
        (_stamp(now or datetime.now(UTC)),),
    )
    return {r[0]: Lock(claim=r[0], by=r[1], since=r[2], until=r[3]) for r in rows}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
