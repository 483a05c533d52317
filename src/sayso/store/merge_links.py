"""What linking proposed in two stores: its history united, everything linked anew, every incident's id kept.

Comes in: an open store to which two others are attached as `one` and `other`, its documents, readings and judgements
written. Goes out: incidents. Where one of the two holds all that the other does, its incidents are taken as they are.
Else all has to be linked anew under the judgements of both (linking.py): the id of every incident of either leads to
where most of its members are then; which of several ids an incident keeps is for linking to say (identities.py).
"""

from __future__ import annotations

import sqlite3

from sayso.store.merge_logs import number_rows, unite_logs
from sayso.store.merge_rows import SIDES

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
