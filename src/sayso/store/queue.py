"""The review queue: the claims of all incidents in the order of what a look at them is worth.

Comes in: an open store whose dossiers are kept. Goes out: a page of the queue with counts. The keys are made and thrown
away with the dossiers (`Dossiers.fill` makes those that are missing); the states are read from the log of steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

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
_ROWS = (
    "SELECT claim_keys.incident, json_extract(dossiers.row, '$.title'), claim, document, property, stance, rank,"
    f" weight, why, effect, line, {_STATE}, {_LAST.format('by')}, changed"
    " FROM claim_keys JOIN dossiers ON dossiers.incident = claim_keys.incident"
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
    skipped: Collection[str] = (),
    offset: int = 0,
    limit: int = PAGE,
) -> QueuePage:
    """A page of the queue: claims in some states, of some incidents (None: all), without those that were skipped.

    Whatever was decided and reads otherwise since is open again, in the place that its worth gives it.
    """
    where, parameters = _where(incidents, states, ranks, properties, skipped)
    rows = connection.execute(
        f"{_ROWS} WHERE {where} ORDER BY rank, weight DESC, claim_keys.claim LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    ).fetchall()
    by_rank, by_state = _counts(connection, incidents, states, ranks, properties, skipped)
    locks = read_locks(connection)
    return QueuePage(
        rows=tuple(_row(offset + n, row, locks) for n, row in enumerate(rows, 1)),
        total=sum(by_rank.values()),
        by_rank=by_rank,
        by_state=by_state,
    )


def read_queue_row(connection: sqlite3.Connection, claim: str) -> QueueRow | None:
    """One claim as the queue shows it, wherever it stands; None if no incident holds it."""
    row = connection.execute(f"{_ROWS} WHERE claim_keys.claim = ? LIMIT 1", (claim,)).fetchone()
    return _row(0, row, read_locks(connection)) if row is not None else None


def _where(
    incidents: Collection[str] | None,
    states: Collection[ReviewState],
    ranks: Collection[LookRank],
    properties: Collection[str] | None,
    skipped: Collection[str],
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
    if skipped:
        wanted.append("claim_keys.claim NOT IN (SELECT value FROM json_each(?))")
        parameters.append(as_list(skipped))
    return " AND ".join(wanted), parameters


def _numbers(ranks: Collection[LookRank]) -> str:
    return msgspec.json.encode([RANKS.index(rank) for rank in ranks]).decode()


def _counts(
    connection: sqlite3.Connection,
    incidents: Collection[str] | None,
    states: Collection[ReviewState],
    ranks: Collection[LookRank],
    properties: Collection[str] | None,
    skipped: Collection[str],
) -> tuple[dict[LookRank, int], dict[ReviewState, int]]:
    """(claims of the page's kind by rank, all claims of the same incidents by state)"""
    where, parameters = _where(incidents, states, ranks, properties, skipped)
    ranked = connection.execute(
        f"SELECT rank, count(*) FROM claim_keys WHERE {where} GROUP BY rank", parameters
    ).fetchall()
    everything = cast(Sequence[ReviewState], ("New", "Claimed", "Decided", "In review", "Final"))
    where, parameters = _where(incidents, everything, RANKS, properties, ())
    stated = connection.execute(
        f"SELECT {_STATE}, count(*) FROM claim_keys WHERE {where} GROUP BY 1", parameters
    ).fetchall()
    return {RANKS[r]: n for r, n in ranked}, dict(stated)


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
