"""The review queue: the claims of all incidents in the order of what a look at them is worth.

Comes in: an open store whose dossiers are kept. Goes out: a page of the queue with counts. The keys are made and thrown
away with the dossiers (`Dossiers.fill` makes those that are missing); the states are read from the log of steps.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_args

import msgspec

from sayso.model import Report
from sayso.review_model import RANKS, Look, LookRank, QueuePage, QueueRow, ReviewState
from sayso.store.linked import as_list
from sayso.store.locks import read_locks
from sayso.store.review_steps import find_subjects

# What still wants somebody: new, taken, or decided on words that changed since.
OPEN: tuple[ReviewState, ...] = ("New", "Claimed")
PAGE = 50

# The last step of a claim; found by index, one claim after the other, so that a page costs no more than its rows.
_LAST = (
    "(SELECT {} FROM review_steps WHERE review_steps.claim = subject ORDER BY number DESC LIMIT 1)"
)
_STATE = f"coalesce({_LAST.format('state')}, 'New')"
_TITLE = "(SELECT json_extract(row, '$.title') FROM dossiers WHERE dossiers.incident = claim_keys.incident)"
_ROWS = (
    f"SELECT incident, {_TITLE}, claim, document, property, stance, rank,"
    f" weight, why, effect, line, {_STATE}, {_LAST.format('by')}, changed"
    " FROM claim_keys"
)


def write_claim_keys(
    connection: sqlite3.Connection,
    incident: str,
    looks: Iterable[Look],
    reports: Mapping[str, Report],
) -> None:
    """Keep what a look at each claim of an incident is worth, beside its dossier."""
    subjects = find_subjects(connection, reports)
    rows = []
    for look in looks:
        subject = subjects.get(look.claim)
        rows.append(
            (
                incident,
                look.claim,
                look.document,
                look.property,
                look.stance,
                RANKS.index(look.rank),
                look.weight,
                look.why,
                look.effect,
                look.line,
                subject.claim if subject is not None else look.claim,
                subject.changed if subject is not None else None,
            )
        )
    connection.executemany(
        "INSERT INTO claim_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
    )


def read_queue(
    connection: sqlite3.Connection,
    *,
    incidents: Collection[str] | None = None,
    states: Collection[ReviewState] = OPEN,
    ranks: Collection[LookRank] = RANKS,
    properties: Collection[str] | None = None,
    not_by: str | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> QueuePage:
    """A page of the queue: claims in some states, of some incidents (None: all).

    Whatever was decided and reads otherwise since is open again, in the place that its worth gives it. `not_by`:
    without those whose last step this person took, who may not review them.
    """
    where, parameters = _where(incidents, states, ranks, properties, not_by)
    rows = connection.execute(
        f"{_ROWS} WHERE {where} ORDER BY rank, weight DESC, claim LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    ).fetchall()
    by_rank, by_state = _count(connection, incidents, states, ranks, properties, not_by)
    locks = read_locks(connection)
    return QueuePage(
        rows=tuple(_row(offset + n, row, locks) for n, row in enumerate(rows, 1)),
        total=sum(by_rank.values()),
        by_rank=by_rank,
        by_state=by_state,
    )


def find_next(
    connection: sqlite3.Connection,
    by: str,
    *,
    after: str | None = None,
    incidents: Collection[str] | None = None,
    states: Collection[ReviewState] = OPEN,
    ranks: Collection[LookRank] = RANKS,
    properties: Collection[str] | None = None,
    not_by: str | None = None,
) -> QueueRow | None:
    """The next claim of the queue that nobody else is on: behind a claim, else from the top; None if none waits."""
    where, parameters = _where(incidents, states, ranks, properties, not_by)
    locks = read_locks(connection)
    taken = as_list(claim for claim, lock in locks.items() if lock.by != by)
    free = f"{where} AND claim NOT IN (SELECT value FROM json_each(?)) AND claim <> ?"
    order = "ORDER BY rank, weight DESC, claim LIMIT 1"
    behind = "(rank, -weight, claim) > (SELECT rank, -weight, claim FROM claim_keys WHERE claim = ? LIMIT 1)"
    wanted = [*parameters, taken, after or ""]
    row = connection.execute(
        f"{_ROWS} WHERE {free} AND {behind} {order}", [*wanted, after or ""]
    ).fetchone()
    row = row or connection.execute(f"{_ROWS} WHERE {free} {order}", wanted).fetchone()
    return _row(0, row, locks) if row is not None else None


def read_queue_row(connection: sqlite3.Connection, claim: str) -> QueueRow | None:
    """One claim as the queue shows it, wherever it stands; None if no incident holds it."""
    row = connection.execute(f"{_ROWS} WHERE claim_keys.claim = ? LIMIT 1", (claim,)).fetchone()
    return _row(0, row, read_locks(connection)) if row is not None else None


def count_done(connection: sqlite3.Connection) -> tuple[int, int]:
    """(claims that somebody decided, all claims)"""
    [(done,)] = connection.execute(
        "SELECT count(*) FROM review_steps WHERE number IN (SELECT max(number) FROM review_steps GROUP BY claim)"
        " AND state IN ('Decided', 'In review', 'Final')"
    )
    [(total,)] = connection.execute("SELECT count(DISTINCT claim) FROM claim_keys")
    return done, total


def _where(
    incidents: Collection[str] | None,
    states: Collection[ReviewState],
    ranks: Collection[LookRank],
    properties: Collection[str] | None,
    not_by: str | None,
) -> tuple[str, list[Any]]:
    wanted = [
        f"({_STATE} IN (SELECT value FROM json_each(?))"
        + (" OR changed IS NOT NULL)" if set(OPEN) <= set(states) else ")"),
        "rank IN (SELECT value FROM json_each(?))",
    ]
    parameters: list[Any] = [as_list(states), _numbers(ranks)]
    for column, values in (("claim_keys.incident", incidents), ("property", properties)):
        if values is not None:
            wanted.append(f"{column} IN (SELECT value FROM json_each(?))")
            parameters.append(as_list(values))
    if not_by is not None:
        wanted.append(f"coalesce({_LAST.format('by')}, '') <> ?")
        parameters.append(not_by)
    return " AND ".join(wanted), parameters


def _numbers(ranks: Collection[LookRank]) -> str:
    return msgspec.json.encode([RANKS.index(rank) for rank in ranks]).decode()


def _count(
    connection: sqlite3.Connection,
    incidents: Collection[str] | None,
    states: Collection[ReviewState],
    ranks: Collection[LookRank],
    properties: Collection[str] | None,
    not_by: str | None,
) -> tuple[dict[LookRank, int], dict[ReviewState, int]]:
    """(claims that a page could show by rank, all claims of the same incidents by state), in one walk over the keys."""
    where, parameters = _where(incidents, get_args(ReviewState), RANKS, properties, None)
    own = f"coalesce({_LAST.format('by')}, '') = ?" if not_by is not None else "? IS NOT NULL"
    rows = connection.execute(
        f"SELECT rank, {_STATE}, changed IS NOT NULL, {own}, count(*) FROM claim_keys WHERE {where}"
        " GROUP BY 1, 2, 3, 4",
        (not_by, *parameters),
    )
    by_rank: Counter[LookRank] = Counter()
    by_state: Counter[ReviewState] = Counter()
    takes_changed = set(OPEN) <= set(states)
    for rank, state, is_changed, is_own, count in rows:
        by_state[state] += count
        is_wanted = state in states or (takes_changed and is_changed)
        if is_wanted and not is_own and RANKS[rank] in ranks:
            by_rank[RANKS[rank]] += count
    return dict(by_rank), dict(by_state)


def _row(number: int, row: tuple[Any, ...], locks: Mapping[str, Any]) -> QueueRow:
    incident, title, claim, document, prop, stance, rank, weight, why, effect, line, *rest = row
    state, by, changed = rest
    return QueueRow(
        number=number,
        incident=incident,
        title=title,
        claim=claim,
        document=document,
        property=prop,
        stance=stance,
        rank=RANKS[rank],
        weight=weight,
        why=why,
        effect=effect,
        line=line,
        state=state,
        by=by,
        machine_updated=changed,
        lock=locks.get(claim),
    )
