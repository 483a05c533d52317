"""Which documents of a shard are wanted: by date, country, outlet, kind of event, property, claimant or incident.

Comes in: the folder of a shard and a `Choice`. Goes out: positions. Within one filter any value will do, and all
filters have to hold; inputs that were not read have no date, outlet or event, and stay away as soon as one of these is
asked for. Words are compared whole and without regard to case; they are parameters, never part of a statement.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec
from msgspec.structs import replace

from sayso.bulk.workspace import as_pattern
from sayso.errors import UsageError


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted; `documents` are ids, None: any. Countries are ISO 3166-1 alpha-3, days inclusive."""

    since: str | None = None
    until: str | None = None
    countries: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    documents: tuple[str, ...] | None = None


_KEYS = "position IN (SELECT position FROM read_parquet($keys) WHERE {})"
_CLAIMS = "document IN (SELECT document FROM read_parquet($claims) WHERE {})"
_ANY = "list_has_any(list_transform({}, lambda word: lower(word)), $words)"


def choose_documents(shard: Path, choice: Choice) -> set[int]:
    """The positions of the documents that are wanted."""
    conditions: list[tuple[str, object]] = []
    if choice.since is not None:
        conditions.append(("left(published, 10) >= $words", choice.since))
    if choice.until is not None:
        conditions.append(("left(published, 10) <= $words", choice.until))
    for statement, wanted in (
        (
            "list_contains($words, lower(outlet)) OR list_contains($words, lower(outlet_name))",
            choice.outlets,
        ),
        (_KEYS.format(_ANY.format("countries")), choice.countries),
        (_KEYS.format(_ANY.format("types")), choice.types),
        (_CLAIMS.format("list_contains($words, lower(property))"), choice.properties),
        (
            _CLAIMS.format(f"{_ANY.format('claimants')} OR {_ANY.format('claimant_names')}"),
            choice.claimants,
        ),
    ):
        if wanted:
            conditions.append((statement, [word.lower() for word in wanted]))
    if choice.documents is not None:
        conditions.append(("list_contains($words, document)", list(choice.documents)))
    paths = {
        name: as_pattern(shard / f"{name}.parquet") for name in ("documents", "keys", "claims")
    }
    with duckdb.connect() as connection:
        found = _positions(connection, "true", None, paths)
        for statement, words in conditions:
            found &= _positions(connection, statement, words, paths)
    return found


def _positions(
    connection: duckdb.DuckDBPyConnection, condition: str, words: object, paths: dict[str, str]
) -> set[int]:
    statement = f"SELECT position FROM read_parquet($documents) WHERE {condition}"
    named: dict[str, object] = {n: p for n, p in paths.items() if f"${n}" in statement}
    if words is not None:
        named["words"] = words
    return {row[0] for row in connection.execute(statement, named).fetchall()}


def find_incidents(members: Path, choice: Choice) -> Choice:
    """The choice with the documents of its incidents; the start of an id will do if it is of one only."""
    documents: set[str] = set()
    with duckdb.connect() as connection:
        for asked in choice.incidents:
            rows = connection.execute(
                "SELECT DISTINCT incident, document FROM read_parquet(?) WHERE starts_with(incident, ?)",
                [as_pattern(members), asked],
            ).fetchall()
            found = {incident for incident, _ in rows}
            if len(found) != 1:
                how_many = f"{len(found)} incidents begin so" if found else "there is none"
                raise UsageError(f"no incident is called {asked}: {how_many}")
            documents |= {document for _, document in rows}
    return replace(choice, documents=tuple(sorted(documents)))
