"""Let every incident's id lead to one incident that has members, whatever two stores said of it before they became one.

Comes in: an open store whose members were just written, and the run that wrote them. Goes out: redirects; those that
led in a circle, to two places or nowhere are closed, never deleted. In a store that was never merged there are none.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from sayso.store.identities import Known, document_of
from sayso.store.link_rows import LinkRows
from sayso.store.linked import read_known


def mend_redirects(store: sqlite3.Connection, rows: LinkRows) -> int:
    """Let every id lead to one incident that has members; how many did not.

    In one store i1 was merged into i2, in the other i2 into i1: neither leads in a circle afterwards.
    """
    living = {
        row[0]
        for row in store.execute(
            "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL"
        )
    }
    known = {k.id: k for k in read_known(store, None)}
    mended = 0
    for name in sorted(known.keys() - living):
        if _end(store, name) in living:
            continue
        target = _where_now(store, known[name])
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
