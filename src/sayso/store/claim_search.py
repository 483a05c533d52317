"""Find claims by field and by words, a page at a time.

Comes in: an open store, what is asked. Goes out: claims of current readings with their document's outlet, day and the
words that say them. Words are looked up in the full text of the reports, then in the evidence; the value of a claim is
compared from its beginning, a claimant by id or a part of it.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from sayso.model import ClaimStance, EventType, Property, Responsibility, Status
from sayso.store.searching import find_documents

# Full text may be found in very many reports; claims are looked for in the best of them.
_MOST_DOCUMENTS = 5000
MOST_OFFSET = 100_000
# Claims up to so many are looked up one by one; of more, some stand in the latest documents.
MANY = 5000


class ClaimQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked of claims; what is left empty is not asked."""

    q: str = ""
    property: Property | None = None
    stance: ClaimStance | None = None
    responsibility: Responsibility | None = None
    status: Status | None = None
    type: EventType | None = None
    value: str = ""
    claimant: str = ""
    outlet: str = ""
    document: str = ""
    since: str | None = None
    until: str | None = None


class ClaimFound(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with where it stands. `quote`: the words of its evidence."""

    id: str
    document: str
    title: str | None
    outlet: str | None
    published: str | None
    trigger: str
    event_type: EventType
    status: Status
    property: Property
    value: str
    stance: ClaimStance
    responsibility: Responsibility | None
    claimants: tuple[str, ...]
    quote: str


def find_claims(
    connection: sqlite3.Connection,
    asked: ClaimQuery,
    limit: int,
    offset: int = 0,
    hidden: frozenset[str] = frozenset(),
) -> list[ClaimFound]:
    """The claims that fit, those of the latest reports first; none of the documents that are `hidden`."""
    where, parameters = _where(connection, asked)
    if hidden:
        where.append("d.id NOT IN (SELECT value FROM json_each(?))")
        parameters.append(msgspec.json.encode(sorted(hidden)).decode())
    few = _few(connection, asked)
    if few is None:
        # Many fit: they are met soon, going through the documents from the latest on.
        tables, seed = _BY_DOCUMENT, []
    else:
        tables, seed = _BY_CLAIM, [few]
    rows = connection.execute(
        "SELECT c.id, c.document, d.title, d.outlet, d.published, c.trigger, c.event_type, c.status, c.property,"
        " c.value, c.stance, c.responsibility, c.claimants, c.evidence"
        f" FROM {tables} WHERE {' AND '.join(where) or '1'}"
        " ORDER BY d.published DESC, d.id DESC LIMIT ? OFFSET ?",
        (*seed, *parameters, limit, min(offset, MOST_OFFSET)),
    )
    return [_found(row) for row in rows]


_BY_DOCUMENT = (
    "documents AS d CROSS JOIN current_readings AS r ON r.document = d.id"
    " CROSS JOIN claims AS c ON c.reading = r.reading"
)
_BY_CLAIM = (
    "json_each(?) AS f CROSS JOIN claims AS c ON c.reading = f.value ->> 0 AND c.id = f.value ->> 1"
    " CROSS JOIN current_readings AS r ON r.reading = c.reading CROSS JOIN documents AS d ON d.id = r.document"
)


def _few(connection: sqlite3.Connection, asked: ClaimQuery) -> str | None:
    """The claims that one index finds, as JSON, if they are few; None if they are many, or no index helps."""
    if asked.value:
        where, parameters = "value >= ? COLLATE NOCASE AND value < ? COLLATE NOCASE", [asked.value]
        parameters.append(_after(asked.value))
    elif asked.stance is not None and asked.property is not None:
        where, parameters = "stance = ? AND property = ?", [asked.stance, asked.property]
    else:
        return None
    rows = connection.execute(
        f"SELECT reading, id FROM claims WHERE {where} LIMIT ?", (*parameters, MANY + 1)
    ).fetchall()
    return msgspec.json.encode(rows).decode() if len(rows) <= MANY else None


def _after(words: str) -> str:
    """What stands behind all words that begin with these."""
    return words + "\U0010ffff"


def _where(connection: sqlite3.Connection, asked: ClaimQuery) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    parameters: list[Any] = []

    def add(condition: str, *values: Any) -> None:
        where.append(condition)
        parameters.extend(values)

    if asked.q:
        documents = find_documents(connection, asked.q)[:_MOST_DOCUMENTS]
        add("d.id IN (SELECT value FROM json_each(?))", msgspec.json.encode(documents).decode())
        for word in asked.q.split():
            add("c.evidence LIKE ? ESCAPE '\\'", f"%{_escaped(word)}%")
    for column in ("property", "stance", "responsibility", "status"):
        value = getattr(asked, column)
        if value is not None:
            add(f"c.{column} = ?", value)
    if asked.type is not None:
        add("c.event_type = ?", asked.type)
    if asked.value:
        add(
            "c.value >= ? COLLATE NOCASE AND c.value < ? COLLATE NOCASE",
            asked.value,
            _after(asked.value),
        )
    if asked.claimant:
        add("c.claimants LIKE ? ESCAPE '\\'", f"%{_escaped(asked.claimant)}%")
    if asked.outlet:
        add("d.outlet = ?", asked.outlet)
    if asked.document:
        add("d.id = ?", asked.document)
    if asked.since:
        add("d.published >= ?", asked.since)
    if asked.until:
        add("substr(d.published, 1, 10) <= ?", asked.until)
    return where, parameters


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(row: tuple[Any, ...]) -> ClaimFound:
    evidence = msgspec.json.decode(row[13])
    return ClaimFound(
        id=row[0],
        document=row[1],
        title=row[2],
        outlet=row[3],
        published=row[4],
        trigger=row[5],
        event_type=row[6],
        status=row[7],
        property=row[8],
        value=row[9],
        stance=row[10],
        responsibility=row[11],
        claimants=tuple(msgspec.json.decode(row[12])),
        quote=" … ".join(span["exact"] for span in evidence),
    )
