"""What linking proposed in two stores: its history united, everything linked anew, every incident's id kept.

Comes in: an open store to which two others are attached as `one` and `other`, its documents, readings and judgements
written. Goes out: incidents. Where one of the two holds all that the other does, its incidents are taken as they are.
Else all is linked anew under the judgements of both, and the id of every incident of either leads to where most of its
members are now; which of several ids an incident keeps is for linking to say (identities.py).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from sayso.store.identities import Known, document_of
from sayso.store.link_rows import LinkRows
from sayso.store.linked import read_known
from sayso.store.linking import PROFILE_VERSION, link_pending
from sayso.store.merge_logs import number_rows, unite_logs
from sayso.store.merge_rows import SIDES
from sayso.store.transactions import transaction

_RUN = "at, versions, is_full, seconds, documents"
# Table → what a row proposes; it stands from one run until another.
_PROPOSED = {
    "incident_members": "incident, item, document, is_main",
    "incident_redirects": "old, new, kind",
    "copies": "document, original, copy",
    "links": "left_item, right_item, score, reasons",
}
_COMPUTED = ("profiles", "linked", "term_counts", "link_keys", "deeds")
# What linking depends on, beside what it proposed.
_GROUNDS = (
    "SELECT id FROM {}.documents",
    "SELECT document, reading FROM {}.current_readings",
    "SELECT document FROM {}.erasures",
    "SELECT id FROM {}.judgements WHERE kind IN ('same', 'different')",
    "SELECT w.judgement FROM {}.withdrawals AS w JOIN {}.judgements AS j ON j.id = w.judgement"
    " WHERE kind IN ('same', 'different')",
    "SELECT id, item FROM {}.incidents",
)


def merge_links(store: sqlite3.Connection) -> None:
    """Unite what was ever proposed in both stores; what one of them proposes no more is proposed no more."""
    runs = _merge_runs(store)
    for side in SIDES:
        store.execute(f"CREATE TEMP TABLE run_{side} (there INTEGER PRIMARY KEY, here INTEGER)")
        store.executemany(f"INSERT INTO run_{side} VALUES (?, ?)", runs[side])
    store.execute(
        "INSERT INTO main.incidents SELECT id, min(item), min(here) FROM ("
        + " UNION ALL ".join(
            f"SELECT id, item, here FROM {side}.incidents JOIN run_{side} ON there = since"
            for side in SIDES
        )
        + ") GROUP BY id ORDER BY id"
    )
    for table in _PROPOSED:
        store.execute(
            f"INSERT INTO main.{table} SELECT {_PROPOSED[table]}, since, min(until) FROM ("
            + " UNION ALL ".join(_side_rows(table, side) for side in SIDES)
            + f") GROUP BY {_PROPOSED[table]}, since ORDER BY since, {_PROPOSED[table]}"
        )


def _merge_runs(store: sqlite3.Connection) -> dict[str, list[tuple[int, int]]]:
    """Write the runs of both; for each store (number of a run there, number here)."""
    logs = {
        side: store.execute(f"SELECT id, {_RUN} FROM {side}.link_runs ORDER BY id").fetchall()
        for side in SIDES
    }
    rows = {side: [tuple(row[1:]) for row in log] for side, log in logs.items()}
    united = unite_logs(rows["one"], rows["other"], lambda row: str(row[0]))
    numbers = {key: number for number, key in enumerate(united, 1)}
    store.executemany(
        f"INSERT INTO main.link_runs (id, {_RUN}) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, *row) for (row, _), number in numbers.items()],
    )
    return {
        side: [
            (row[0], numbers[key])
            for row, key in zip(logs[side], number_rows(rows[side]), strict=True)
        ]
        for side in SIDES
    }


def _side_rows(table: str, side: str) -> str:
    """The rows of one store under the numbers that its runs have here."""
    columns = ", ".join(f"was.{column}" for column in _PROPOSED[table].split(", "))
    return (
        f"SELECT {columns}, begun.here AS since, ended.here AS until FROM {side}.{table} AS was"
        f" JOIN run_{side} AS begun ON begun.there = was.since LEFT JOIN run_{side} AS ended ON ended.there = was.until"
    )


def take_links(store: sqlite3.Connection) -> bool:
    """Take the incidents of the store that holds all that the other does; False if neither does."""
    for side in SIDES:
        if _holds_all(store, side):
            for table in _COMPUTED:
                store.execute(f"INSERT INTO main.{table} SELECT * FROM {side}.{table}")
            return True
    return False


def _holds_all(store: sqlite3.Connection, side: str) -> bool:
    pairs = [(query.format("main", "main"), query.format(side, side)) for query in _GROUNDS]
    pairs += [
        (f"SELECT {columns}, since, until FROM main.{table}", _side_rows(table, side))
        for table, columns in _PROPOSED.items()
    ]
    return not any(
        store.execute(f"SELECT * FROM ({a}) EXCEPT SELECT * FROM ({b}) LIMIT 1").fetchone()
        for here, there in pairs
        for a, b in ((here, there), (there, here))
    )


def link_anew(store: sqlite3.Connection) -> None:
    """Link everything anew, and see to it that every incident's id leads somewhere."""
    link_pending(store, full=True)
    with transaction(store):
        mend_redirects(store)


def mend_redirects(store: sqlite3.Connection) -> int:
    """Let every id lead to one incident that has members; how many did not.

    In one store i1 was merged into i2, in the other i2 into i1: neither leads in a circle afterwards.
    """
    rows = LinkRows(store, 0, PROFILE_VERSION)
    living = {
        row[0]
        for row in store.execute(
            "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL"
        )
    }
    known = {k.id: k for k in read_known(store, None)}
    mended = 0
    for name in sorted(known.keys() - living):
        leads = _leads(store, name)
        target = _where_now(store, known[name])
        if len(leads) == 1 and _end(store, name) in living:
            continue
        if target is None:
            continue
        store.execute(
            "UPDATE incident_redirects SET until = ? WHERE old = ? AND kind = 'merge' AND until IS NULL",
            (rows.id, name),
        )
        store.execute(
            "INSERT INTO incident_redirects VALUES (?, ?, 'merge', ?, NULL)",
            (name, target, rows.id),
        )
        mended += 1
    return mended


def _leads(store: sqlite3.Connection, name: str) -> list[str]:
    rows = store.execute(
        "SELECT DISTINCT new FROM incident_redirects WHERE old = ? AND kind = 'merge' AND until IS NULL",
        (name,),
    )
    return [row[0] for row in rows]


def _end(store: sqlite3.Connection, name: str) -> str | None:
    """Where an id leads by redirects that leave no choice; None for a circle or a choice."""
    seen = {name}
    while leads := _leads(store, name):
        name = leads[0]
        if len(leads) > 1 or name in seen:
            return None
        seen.add(name)
    return name


def _where_now(store: sqlite3.Connection, incident: Known) -> str | None:
    """The incident that holds most of what another one held last."""
    held: Counter[str] = Counter()
    for item in incident.items:
        found: list[Any] = store.execute(
            "SELECT incident FROM incident_members WHERE until IS NULL AND item = ?", (item,)
        ).fetchall() or store.execute(
            "SELECT incident FROM incident_members WHERE until IS NULL AND document = ?"
            " ORDER BY is_main DESC, incident",
            (document_of(item),),
        ).fetchmany(1)
        held.update(row[0] for row in found)
    return max(sorted(held), key=lambda name: held[name], default=None)
