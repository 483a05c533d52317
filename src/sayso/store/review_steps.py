"""The desk's log in a store: steps added, read back, and found again for claims whose report was read anew.

Comes in: an open store and steps. Goes out: rows, and the steps of a claim. Nothing here decides whether a step may be
taken (views/standings.py) or what it does to an incident (store/reviewing.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sayso.incident_model import Anchor
from sayso.model import Report
from sayso.review_model import Step
from sayso.store.linked import as_list, read_linked_report
from sayso.views.judged import find_claim

_COLUMNS = "claim, document, verb, state, by, at, comment, verdict, judgement, is_blind"


@dataclass(frozen=True)
class Subject:
    """Under which id the steps of a claim stand; `changed`: why what was decided has to be looked at again."""

    claim: str
    changed: str | None


def write_step(connection: sqlite3.Connection, step: Step, anchor: Anchor) -> None:
    """Add a step to the log."""
    connection.execute(
        f"INSERT INTO review_steps ({_COLUMNS}, anchor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            step.claim,
            step.document,
            step.verb,
            step.state,
            step.by,
            step.at,
            step.comment,
            step.verdict,
            step.judgement,
            int(step.is_blind),
            msgspec.json.encode(anchor).decode(),
        ),
    )


def read_steps(connection: sqlite3.Connection, claim: str) -> tuple[Step, ...]:
    """The steps of a claim, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM review_steps WHERE claim = ? ORDER BY number", (claim,)
    )
    return tuple(_step(row) for row in rows)


def read_all_steps(connection: sqlite3.Connection) -> list[Step]:
    """All steps, oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM review_steps ORDER BY number")
    return [_step(row) for row in rows]


def find_step_of(connection: sqlite3.Connection, judgement: str) -> Step | None:
    """The step that wrote a judgement."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM review_steps WHERE judgement = ? AND verb = 'decide'", (judgement,)
    ).fetchone()
    return _step(row) if row is not None else None


def _step(row: tuple[str, ...]) -> Step:
    names = _COLUMNS.split(", ")
    return msgspec.convert(dict(zip(names, row, strict=True)), Step, strict=False)


def find_subjects(
    connection: sqlite3.Connection, reports: Mapping[str, Report]
) -> dict[str, Subject]:
    """Claim id of now → under which id its steps stand, for the claims of some reports that have any.

    A report read anew may give the same words another id: their steps are found by document, property and words.
    """
    rows = connection.execute(
        "SELECT claim, document, anchor FROM review_steps WHERE number IN (SELECT max(number) FROM review_steps"
        " WHERE document IN (SELECT value FROM json_each(?)) GROUP BY claim) ORDER BY number",
        (as_list(reports),),
    ).fetchall()
    found: dict[str, Subject] = {}
    for claim, document, anchor in rows:
        now, changed = find_claim(reports[document], msgspec.json.decode(anchor, type=Anchor))
        if now is not None:
            found[now.id] = Subject(claim, changed)
    return found


def find_subject(connection: sqlite3.Connection, claim: str) -> str:
    """Under which id the steps of a claim stand: its own, or the one that it had before it was read anew."""
    row = connection.execute(
        "SELECT subject FROM claim_keys WHERE claim = ? LIMIT 1", (claim,)
    ).fetchone()
    if row is not None:
        return str(row[0])
    told = connection.execute(
        "SELECT document FROM review_steps WHERE document IN (SELECT document FROM claims WHERE id = ?) LIMIT 1",
        (claim,),
    ).fetchone()
    report = read_linked_report(connection, told[0]) if told is not None else None
    if report is None:
        return claim
    found = find_subjects(connection, {report.document.id: report}).get(claim)
    return found.claim if found is not None else claim
