"""Users of a store's workbench, their passwords and sessions.

Comes in: an open store, names, passwords, tokens. Goes out: users. Passwords are kept as argon2id (RFC 9106), tokens as
their SHA-256: whoever reads the store can log in as nobody. A session ends by itself after a time without use, and
after a longer time in any case.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Literal, get_args

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from sayso.errors import StoreError, UsageError
from sayso.store.audit_trail import write_trace
from sayso.store.transactions import transaction

Role = Literal["viewer", "analyst", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

SHORTEST_PASSWORD = 10
# Longer ones cost time and tell nothing more.
LONGEST_PASSWORD = 1000
IDLE = timedelta(hours=8)
LONGEST_SESSION = timedelta(days=14)
# Use is noted so often at most: reading a page is no reason to write.
_NOTED = timedelta(minutes=5)
_NAME = re.compile(r"[\w.@+-][\w .@+'-]{0,63}")


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may log in, or could until `disabled_at`."""

    name: str
    role: Role
    created_at: str
    created_by: str
    disabled_at: str | None = None
    seen_at: str | None = None

    @property
    def seen_long_ago(self) -> bool:
        """Whether a session was last noted as used long enough ago to note it again."""
        return self.seen_at is None or datetime.fromisoformat(self.seen_at) + _NOTED < _now()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Compared with where a name is unknown, so that an unknown name takes as long as a wrong password."""
    return _hasher().hash(secrets.token_urlsafe(16))


def add_user(connection: sqlite3.Connection, name: str, password: str, role: str, by: str) -> User:
    """Add a user. Names are compared as they are written; a password takes at least ten characters."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise UsageError(
            f"{name[:64]!r} is no name for a user: letters, digits, spaces and . @ + ' - only"
        )
    if role not in ROLES:
        raise UsageError(f"{role} is no role: choose among {', '.join(ROLES)}")
    _check_password(password)
    hashed = _hasher().hash(password)
    with transaction(connection):
        if any(user.name.casefold() == name.casefold() for user in read_users(connection)):
            raise UsageError(f"there is a user {name} already")
        connection.execute(
            "INSERT INTO users VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            (name, hashed, role, _now().isoformat(timespec="seconds"), by),
        )
        write_trace(connection, by, "add user", name, role)
    return find_user(connection, name)


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(f"a password takes at least {SHORTEST_PASSWORD} characters")


def change_password(connection: sqlite3.Connection, name: str, password: str, by: str) -> None:
    """Set another password; all sessions of the user end."""
    _check_password(password)
    find_user(connection, name)
    with transaction(connection):
        connection.execute(
            "UPDATE users SET password = ? WHERE name = ?", (_hasher().hash(password), name)
        )
        _end_sessions(connection, name)
        write_trace(connection, by, "change password", name)


def change_role(connection: sqlite3.Connection, name: str, role: str, by: str) -> None:
    """Give a user another role; the last admin stays one."""
    if role not in ROLES:
        raise UsageError(f"{role} is no role: choose among {', '.join(ROLES)}")
    with transaction(connection):
        before = find_user(connection, name)
        if role != "admin":
            _keep_an_admin(connection, before)
        connection.execute("UPDATE users SET role = ? WHERE name = ?", (role, name))
        write_trace(connection, by, "change role", name, f"{before.role} → {role}")


def disable_user(connection: sqlite3.Connection, name: str, by: str) -> None:
    """Let a user log in no more: what they signed stays."""
    with transaction(connection):
        _keep_an_admin(connection, find_user(connection, name))
        connection.execute(
            "UPDATE users SET disabled_at = ?, disabled_by = ? WHERE name = ? AND disabled_at IS NULL",
            (_now().isoformat(timespec="seconds"), by, name),
        )
        _end_sessions(connection, name)
        write_trace(connection, by, "disable user", name)


def _keep_an_admin(connection: sqlite3.Connection, user: User) -> None:
    admins = [u.name for u in read_users(connection) if u.role == "admin" and not u.disabled_at]
    if admins == [user.name]:
        raise UsageError(f"{user.name} is the last admin: make another one first")


def find_user(connection: sqlite3.Connection, name: str) -> User:
    """The user of a name."""
    found = next((user for user in read_users(connection) if user.name == name), None)
    if found is None:
        raise StoreError(f"no user is called {name[:64]}")
    return found


def read_users(connection: sqlite3.Connection) -> list[User]:
    """All users, by name."""
    rows = connection.execute(
        "SELECT name, role, created_at, created_by, disabled_at FROM users ORDER BY name"
    )
    return [
        User(name=r[0], role=r[1], created_at=r[2], created_by=r[3], disabled_at=r[4]) for r in rows
    ]


def check_login(connection: sqlite3.Connection, name: str, password: str) -> User | None:
    """The user of a name and password; None for a wrong one, an unknown one and a disabled one, after the same work."""
    row = connection.execute(
        "SELECT password FROM users WHERE name = ? AND disabled_at IS NULL", (name,)
    ).fetchone()
    try:
        _hasher().verify(row[0] if row else _nobodys_hash(), password[:LONGEST_PASSWORD])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return None
    return find_user(connection, name) if row else None


def start_session(connection: sqlite3.Connection, user: User) -> str:
    """A new session's token, which is known to nobody else."""
    token = secrets.token_urlsafe(32)
    now = _now()
    with transaction(connection):
        connection.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, NULL)",
            (
                _digest(token),
                user.name,
                now.isoformat(timespec="seconds"),
                now.isoformat(timespec="seconds"),
                (now + LONGEST_SESSION).isoformat(timespec="seconds"),
            ),
        )
        write_trace(connection, user.name, "log in", user.name)
    return token


def find_session_user(connection: sqlite3.Connection, token: str) -> User | None:
    """Whose session a token is, if it still runs."""
    row = connection.execute(
        "SELECT name, role, created_at, created_by, seen_at, expires_at FROM sessions JOIN users ON name = user"
        " WHERE digest = ? AND ended_at IS NULL AND disabled_at IS NULL",
        (_digest(token),),
    ).fetchone()
    now = _now()
    if row is None or datetime.fromisoformat(row[5]) < now:
        return None
    if datetime.fromisoformat(row[4]) + IDLE < now:
        return None
    return User(name=row[0], role=row[1], created_at=row[2], created_by=row[3], seen_at=row[4])


def touch_session(connection: sqlite3.Connection, token: str) -> None:
    """Note that a session is in use."""
    with transaction(connection):
        connection.execute(
            "UPDATE sessions SET seen_at = ? WHERE digest = ? AND ended_at IS NULL",
            (_now().isoformat(timespec="seconds"), _digest(token)),
        )


def end_session(connection: sqlite3.Connection, token: str) -> None:
    """Log out."""
    with transaction(connection):
        row = connection.execute(
            "UPDATE sessions SET ended_at = ? WHERE digest = ? AND ended_at IS NULL RETURNING user",
            (_now().isoformat(timespec="seconds"), _digest(token)),
        ).fetchone()
        if row is not None:
            write_trace(connection, row[0], "log out", row[0])


def _end_sessions(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(
        "UPDATE sessions SET ended_at = ? WHERE user = ? AND ended_at IS NULL",
        (_now().isoformat(timespec="seconds"), name),
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
