"""Two analysts' stores become one: whatever either holds is kept, and where they signed otherwise, it is listed.

Comes in: the paths of two stores. Goes out: a third one, whole and checked, or nothing; and what the two differ in.
Both stay as they are: copies of them are read, brought up to date where they are older. Which row stands where both
have one under the same id: merge_rows.py. The desk's and other logs: merge_logs.py. Incidents: merge_links.py. What two
people signed apart: conflicts.py. What was erased in one store is erased in the merge; what was restricted in one is
restricted to the same roles, wherever it is now. Sessions end, locks are given back. A merge of a store with one that
adds nothing is that store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir

import msgspec

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Judgement
from sayso.store.audit_trail import write_trace
from sayso.store.backing_up import check_free, copy_store, folder_beside, replacing
from sayso.store.conflicts import (
    Conflict,
    find_apart,
    find_apart_steps,
    find_conflicts,
    pair_of,
)
from sayso.store.erasing import overwrite_freed_pages
from sayso.store.linking import link_pending
from sayso.store.merge_links import merge_links, take_links
from sayso.store.merge_logs import LoggedStep, NthStep, number_rows, unite_logs, unite_steps
from sayso.store.merge_protection import forget_erased, keep_restricted, take_latest_passwords
from sayso.store.merge_rows import (
    KINDS,
    SIDES,
    columns_of,
    merge_current_readings,
    merge_documents,
    merge_kind,
    merge_readings,
)
from sayso.store.tables import open_store
from sayso.store.transactions import transaction

# Tables whose rows people count by; what each store holds of them is told.
COUNTED = ("documents", "readings", "claims", "judgements", "review_steps", "comments", "incidents")
# Log → the column of its time.
_LOGS = {
    "audit_trail": "at",
    "mapping_uses": "at",
    "feed_visits": "at",
    "feed_attempts": "at",
    "audit_verdicts": "verdict",
}
_STEP = ", ".join(LoggedStep._fields)


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """What became of two stores. `counts`: table → rows in the one, in the other, in the merge; `settled`: table → ids
    of which the stores held different rows, one of which stands by a rule while the other is kept aside."""

    one: str
    other: str
    into: str | None
    counts: dict[str, tuple[int, int, int]]
    settled: dict[str, int]
    conflicts: tuple[Conflict, ...]


def merge_stores(
    one: Path, other: Path, into: Path | None, by: str, *, force: bool = False
) -> Merge:
    """Merge two stores into a third; without `into` nothing is kept, and only what would come of it is told."""
    if into is not None:
        for store in (one, other):
            if into.exists() and store.exists() and into.samefile(store):
                raise UsageError(
                    f"{into} is {store} itself, which stays as it is: choose another name"
                )
        check_free(into, force=force)
        if not into.parent.is_dir():
            raise UsageError(f"there is no folder {into.parent}")
    with folder_beside(into or Path(gettempdir(), "merged.db")) as folder:
        made = folder / "merged.db"
        told = _make(one, other, made, by, into)
        if into is not None:
            with replacing(into, force=force) as part:
                made.replace(part)
                part.chmod(one.stat().st_mode & other.stat().st_mode & 0o666)
    return told


def _make(one: Path, other: Path, made: Path, by: str, into: Path | None) -> Merge:
    copies = dict(zip(SIDES, (made.with_name("one.db"), made.with_name("other.db")), strict=True))
    for path, copy in zip((one, other), copies.values(), strict=True):
        copy_store(path, copy)
        open_store(copy).close()
    try:
        made.touch(mode=0o600)
        with closing(open_store(made)) as store:
            store.execute("PRAGMA journal_mode = MEMORY")
            store.execute("PRAGMA synchronous = OFF")
            store.execute("PRAGMA foreign_keys = OFF")
            store.execute("PRAGMA secure_delete = ON")
            for side, copy in copies.items():
                store.execute(f"ATTACH ? AS {side}", (str(copy),))
            settled = _unite(store, by, sorted((one.name, other.name)), copies)
            counts = {table: _counts(store, table) for table in COUNTED}
            conflicts = find_conflicts(store)
            for side in SIDES:
                store.execute(f"DETACH {side}")
            if store.execute("SELECT 1 FROM erasures").fetchone():
                overwrite_freed_pages(store)
            store.execute("PRAGMA journal_mode = DELETE")
            _check(store)
    except sqlite3.Error as error:
        raise StoreError(f"cannot merge {one} and {other}: {error}; nothing was written") from error
    return Merge(
        one=str(one),
        other=str(other),
        into=str(into) if into is not None else None,
        counts=counts,
        settled=settled,
        conflicts=conflicts,
    )


def _counts(store: sqlite3.Connection, table: str) -> tuple[int, int, int]:
    one, other, merged = (
        int(store.execute(f"SELECT count(*) FROM {side}.{table}").fetchone()[0])
        for side in (*SIDES, "main")
    )
    return one, other, merged


def _check(store: sqlite3.Connection) -> None:
    found = [row[0] for row in store.execute("PRAGMA integrity_check(3)")]
    found = [] if found == ["ok"] else found
    found += [f"{row[0]} → {row[2]}" for row in store.execute("PRAGMA foreign_key_check")]
    if found:
        raise StoreError(
            f"the stores do not fit together ({'; '.join(found[:3])}); nothing was written: sayso check each of them"
        )


def _unite(
    store: sqlite3.Connection, by: str, names: Sequence[str], copies: dict[str, Path]
) -> dict[str, int]:
    """Write all that both hold, then what follows from it; which tables had rows that differ."""
    with transaction(store):
        settled = {"documents": merge_documents(store)}
        settled |= {kind.table: merge_kind(store, kind) for kind in KINDS}
        take_latest_passwords(store)
        settled["readings"] = merge_readings(store)
        settled["current_readings"] = merge_current_readings(store)
        for table, column in _LOGS.items():
            _merge_log(store, table, column)
        _merge_steps(store)
        _note_apart(store)
        merge_links(store)
        forget_erased(store)
        is_one = take_links(store)
    if not is_one:
        link_pending(store, full=True)
    with transaction(store):
        keep_restricted(store, by, copies)
    if not any(_adds_nothing(store, side) for side in SIDES):
        write_trace(store, by, "merge", " and ".join(names), "two stores became this one")
    return {table: number for table, number in settled.items() if number}


def _merge_log(store: sqlite3.Connection, table: str, column: str) -> None:
    columns = [c for c in columns_of(store, table) if c not in ("id", "number")]
    names, at = ", ".join(columns), columns.index(column)
    logs = [
        store.execute(f"SELECT {names} FROM {side}.{table} ORDER BY rowid").fetchall()
        for side in SIDES
    ]
    time_of = _verdict_time if table == "audit_verdicts" else str
    united = unite_logs(logs[0], logs[1], lambda row: time_of(row[at]))
    marks = ", ".join("?" * len(columns))
    store.executemany(
        f"INSERT INTO main.{table} ({names}) VALUES ({marks})", [row for row, _ in united]
    )


def _verdict_time(verdict: str) -> str:
    return str(msgspec.json.decode(verdict)["at"])


def _merge_steps(store: sqlite3.Connection) -> None:
    """The steps of both desks; an anchor that an erasure blanked is blank."""
    standing = {
        row[0]: (row[1], row[0])
        for row in store.execute(
            "SELECT id, at FROM main.judgements WHERE id NOT IN (SELECT judgement FROM main.withdrawals)"
        )
    }
    anchors: dict[NthStep, str] = {}
    logs = []
    for side in SIDES:
        rows = store.execute(
            f"SELECT {_STEP}, anchor FROM {side}.review_steps ORDER BY number"
        ).fetchall()
        logs.append([LoggedStep(*row[:-1]) for row in rows])
        for key, row in zip(number_rows(logs[-1]), rows, strict=True):
            anchors[key] = min(anchors.get(key, row[-1]), row[-1], key=lambda a: (len(a), a))
    united = unite_steps(logs[0], logs[1], standing)
    store.executemany(
        f"INSERT INTO main.review_steps ({_STEP}, anchor) VALUES ({', '.join('?' * 11)})",
        [(*key[0], anchors[key]) for key in united],
    )
    one, other = (set(number_rows(log)) for log in logs)
    pairs = find_apart_steps([k[0] for k in one - other], [k[0] for k in other - one])
    _write_apart(store, "step", pairs)


def _note_apart(store: sqlite3.Connection) -> None:
    """Which judgements of the one were signed without those of the other."""
    mine, theirs = (
        {row[0] for row in store.execute(f"SELECT id FROM {side}.judgements")} for side in SIDES
    )
    judgements = [
        msgspec.json.decode(row[0], type=Judgement)
        for row in store.execute("SELECT judgement FROM main.judgements ORDER BY id")
    ]
    one = [j for j in judgements if j.id not in theirs]
    other = [j for j in judgements if j.id not in mine]
    _write_apart(store, "judgement", find_apart(one, other))
    store.execute(
        "INSERT OR IGNORE INTO main.signed_apart SELECT * FROM one.signed_apart"
        " UNION SELECT * FROM other.signed_apart"
    )


def _write_apart(store: sqlite3.Connection, kind: str, pairs: set[tuple[str, str]]) -> None:
    store.executemany(
        "INSERT OR IGNORE INTO main.signed_apart VALUES (?, ?, ?)",
        [(kind, *pair_of(*pair)) for pair in sorted(pairs)],
    )


def _adds_nothing(store: sqlite3.Connection, side: str) -> bool:
    """Whether a store holds all rows of the merge that people or readings made."""
    tables = ["documents", "readings", "users", "restrictions", "erasures", "withdrawals", "runs"]
    tables += [
        "document_inputs",
        "errors",
        "judgements",
        "saved_searches",
        "mappings",
        "feed_items",
    ]
    tables += ["comments", "audits", "audit_items", "current_readings", "signed_apart"]
    queries: list[tuple[str, str]] = []
    for table in tables:
        columns = ", ".join(columns_of(store, table))
        queries.append(
            (f"SELECT {columns} FROM main.{table}", f"SELECT {columns} FROM {side}.{table}")
        )
    queries += [
        (f"SELECT count(*) FROM main.{table}", f"SELECT count(*) FROM {side}.{table}")
        for table in (*_LOGS, "review_steps")
    ]
    return not any(
        store.execute(f"SELECT * FROM ({a}) EXCEPT SELECT * FROM ({b}) LIMIT 1").fetchone()
        for a, b in queries
    )
