"""Check a store: is it whole, does everything point at what is there, do all words stand where they are said to stand?

Comes in: the path of a store. Goes out: findings, each with what to do; none for a sound store. Nothing is written, and
nothing mended. The file, its tables and its logs are looked at here; what points at what in checking_rows.py; bytes,
texts and spans in checking_words.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sayso.errors import StoreError
from sayso.store.checking_rows import check_rows
from sayso.store.checking_words import check_index_words, check_words
from sayso.store.findings import RESTORE, Checked, Finding
from sayso.store.tables import MIGRATIONS, make_schema, open_as_it_is, read_schema, schema_version

_MOST_PROBLEMS = 100
_COUNTED = (
    "sources",
    "documents",
    "readings",
    "claims",
    "incidents",
    "judgements",
    "review_steps",
    "audit_trail",
)
# Logs whose rows are numbered from one without a gap: a missing number is a missing row.
_NUMBERED = (
    ("audit_trail", "id"),
    ("review_steps", "number"),
    ("audit_verdicts", "number"),
)


def check_store(path: Path, *, deep: bool = False) -> Checked:
    """Check a store; `deep` also looks at every earlier reading, and compares the index of words with the texts."""
    try:
        with closing(open_as_it_is(path)) as connection:
            return _check(connection, path, deep)
    except sqlite3.DatabaseError as error:
        problem = f"SQLite cannot read on: {error}"
    except StoreError as error:
        problem = str(error)
    found = Finding(where="file", problem=problem, todo=RESTORE)
    return Checked(path=str(path), is_deep=deep, checked={}, findings=(found,))


def _check(connection: sqlite3.Connection, path: Path, deep: bool) -> Checked:
    version = schema_version(connection)
    findings = list(_check_file(connection))
    notes = []
    missing = list(_check_schema(connection, version))
    findings += missing
    if version < len(MIGRATIONS):
        notes.append(
            f"schema {version} of {len(MIGRATIONS)}: back it up, then open it by any command that writes;"
            " only the file and its tables were looked at"
        )
    elif not any(f.where.startswith("table") for f in missing):
        findings += _check_logs(connection)
        findings += check_rows(connection)
        findings += check_words(connection, deep=deep)
        if deep:
            findings += check_index_words(path)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    checked = {
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in _COUNTED
        if table in tables
    }
    return Checked(
        path=str(path),
        is_deep=deep,
        checked=checked,
        findings=tuple(findings),
        notes=tuple(notes),
    )


def _check_file(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (problem,) in connection.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})"):
        if problem != "ok":
            yield Finding(where="file", problem=problem, todo=RESTORE)
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        where = table if rowid is None else f"{table} row {rowid}"
        yield Finding(where=where, problem=f"points at nothing in {parent}", todo=RESTORE)


def _check_schema(connection: sqlite3.Connection, version: int) -> Iterator[Finding]:
    """Tables, indexes, views and triggers are those that this version makes: a trigger keeps the logs from change."""
    found = read_schema(connection)
    for (kind, name), statement in make_schema(version).items():
        if (kind, name) not in found:
            yield Finding(where=f"{kind} {name}", problem="is not there", todo=RESTORE)
        elif found[kind, name] != statement:
            yield Finding(where=f"{kind} {name}", problem="is not as sayso made it", todo=RESTORE)


def _check_logs(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The logs are whole, and every act that is to leave a trace left one."""
    for table, number in _NUMBERED:
        [(count, first, last)] = connection.execute(
            f"SELECT count(*), min({number}), max({number}) FROM {table}"
        )
        if count and (first != 1 or last != count):
            yield Finding(
                where=table,
                problem=f"{last - count} of {last} rows are missing",
                todo="somebody deleted from a log: compare with a backup",
            )
    for act, query in _TRACED.items():
        for (what,) in connection.execute(query, (act,)):
            yield Finding(
                where=f"audit_trail {what}",
                problem=f"no trace of “{act}”",
                todo="somebody wrote past sayso: compare with a backup",
            )


_TRACES = "(SELECT what FROM audit_trail WHERE action = ?1)"
_TRACED = {
    "add user": f"SELECT name FROM users WHERE name NOT IN {_TRACES}",
    "disable user": f"SELECT name FROM users WHERE disabled_at IS NOT NULL AND name NOT IN {_TRACES}",
    "restrict": f"SELECT DISTINCT incident FROM restrictions WHERE incident NOT IN {_TRACES}",
    "erase": f"SELECT document FROM erasures WHERE document NOT IN {_TRACES}",
}
