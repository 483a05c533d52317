"""Rows of two stores under one id: which of them stands, and where the other is kept.

Comes in: an open, empty store to which two others are attached as `one` and `other`. Goes out: the rows of both. Where
both hold an id with different rows, a rule chooses, the same whichever store is named first and whatever was merged
before; the rest is kept aside. Logs (merge_logs.py) and what linking proposed (merge_links.py) are united elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sayso.store.users import ROLES

Row = dict[str, Any]
SIDES = ("one", "other")


@dataclass(frozen=True)
class Kind:
    """A table whose rows have ids. `rank`: the least of several rows stands; the others are kept aside if `keeps`."""

    table: str
    key: tuple[str, ...]
    rank: Callable[[Row], tuple[Any, ...]]
    keeps: bool = True
    document: str | None = None


def _at(column: str) -> Callable[[Row], tuple[Any, ...]]:
    return lambda row: (row[column],)


def _shortest(column: str) -> Callable[[Row], tuple[Any, ...]]:
    """What an erasure blanked is shorter, and outranks what still quotes."""
    return lambda row: (len(row[column]), row[column])


KINDS: tuple[Kind, ...] = (
    Kind(
        "sources", ("digest",), _shortest("bytes"), keeps=False
    ),  # the same bytes, packed otherwise
    Kind("document_inputs", ("document", "source_id"), lambda row: ()),
    Kind("runs", ("id",), _at("started")),
    Kind("errors", ("id",), lambda row: (row["url"] is None, row["source_digest"] is None)),
    Kind("judgements", ("id",), _shortest("judgement"), keeps=False),
    Kind("judged_documents", ("document", "judgement"), lambda row: ()),
    Kind("withdrawals", ("judgement",), _at("at")),
    Kind("saved_searches", ("id",), lambda row: (row["withdrawn_at"] is None, row["withdrawn_at"])),
    # The stricter of two rows: who was disabled is, and nobody gets more by a merge.
    Kind("users", ("name",), lambda row: (row["disabled_at"] is None, ROLES.index(row["role"]))),
    Kind(
        "restrictions",
        ("incident", "at"),
        lambda row: (row["lifted_at"] is not None, -ROLES.index(row["role"])),
    ),
    Kind("erasures", ("document",), _at("at")),
    Kind("mappings", ("id",), _at("at")),
    Kind("feed_items", ("url",), _at("found"), keeps=False),
    Kind("comments", ("id",), _at("at")),
    Kind("audits", ("id",), _at("at")),
    Kind("audit_items", ("audit", "number"), _shortest("item"), keeps=False),
)
DOCUMENTS = Kind(
    "documents", ("id",), lambda row: (sum(v is None for v in row.values()),), document="id"
)


def merge_kind(store: sqlite3.Connection, kind: Kind) -> int:
    """Write the rows of both stores; how many ids had rows that differ."""
    columns = columns_of(store, kind.table)
    names = ", ".join(columns)
    matches = " AND ".join(f"mine.{c} = theirs.{c}" for c in kind.key)
    order = ", ".join(kind.key)
    store.execute(
        f"INSERT INTO main.{kind.table} ({names}) SELECT {names} FROM one.{kind.table} UNION ALL"
        f" SELECT {names} FROM other.{kind.table} AS theirs WHERE NOT EXISTS"
        f" (SELECT 1 FROM one.{kind.table} AS mine WHERE {matches}) ORDER BY {order}"
    )
    differing = 0
    for key, rows in read_candidates(store, kind, columns):
        chosen = choose(kind, rows)
        keep_aside(store, kind, key, [row for row in rows if row != chosen])
        marks = ", ".join("?" * len(columns))
        store.execute(
            f"INSERT OR REPLACE INTO main.{kind.table} ({names}) VALUES ({marks})",
            tuple(chosen.values()),
        )
        differing += 1
    return differing


def columns_of(store: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table, in their order."""
    return [row[1] for row in store.execute(f"PRAGMA main.table_info({table})")]


def read_candidates(
    store: sqlite3.Connection, kind: Kind, columns: list[str]
) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    """(id, all rows that it ever had) of each id that has more than one in both stores together."""
    keys = _differing(store, kind, columns)
    asides = read_asides(store, kind.table)
    for key in sorted(keys | asides.keys(), key=repr):
        rows = [row for side in SIDES for row in _rows(store, side, kind, columns, key)]
        found = [row for n, row in enumerate(rows) if row not in rows[:n]]
        found += [row for row in asides.get(key, []) if row not in found]
        yield key, found


def _differing(store: sqlite3.Connection, kind: Kind, columns: list[str]) -> set[tuple[Any, ...]]:
    rest = [c for c in columns if c not in kind.key]
    if not rest:
        return set()
    keys = ", ".join(f"mine.{c}" for c in kind.key)
    matches = " AND ".join(f"mine.{c} = theirs.{c}" for c in kind.key)
    differs = " OR ".join(f"mine.{c} IS NOT theirs.{c}" for c in rest)
    return set(
        store.execute(
            f"SELECT {keys} FROM one.{kind.table} AS mine JOIN other.{kind.table} AS theirs ON {matches}"
            f" WHERE {differs}"
        )
    )


def _rows(
    store: sqlite3.Connection, side: str, kind: Kind, columns: list[str], key: tuple[Any, ...]
) -> Iterator[Row]:
    where = " AND ".join(f"{c} = ?" for c in kind.key)
    for row in store.execute(
        f"SELECT {', '.join(columns)} FROM {side}.{kind.table} WHERE {where}", key
    ):
        yield dict(zip(columns, row, strict=True))


def choose(kind: Kind, rows: Iterable[Row]) -> Row:
    """The row that stands: least by the rule, then by its content, so that no order matters."""
    return min(rows, key=lambda row: (kind.rank(row), repr(sorted(row.items()))))


def read_asides(store: sqlite3.Connection, table: str) -> dict[tuple[Any, ...], list[Row]]:
    """Id → the rows of a table that either store kept aside."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for key, row in store.execute(
        "SELECT key, row FROM one.kept_aside WHERE kind = ?1 UNION"
        " SELECT key, row FROM other.kept_aside WHERE kind = ?1 ORDER BY 1, 2",
        (table,),
    ):
        found.setdefault(tuple(json.loads(key)), []).append(json.loads(row))
    return found


def keep_aside(
    store: sqlite3.Connection, kind: Kind, key: tuple[Any, ...], rows: Iterable[Row]
) -> None:
    """Keep rows that do not stand."""
    if not kind.keeps:
        return
    store.executemany(
        "INSERT OR IGNORE INTO main.kept_aside VALUES (?, ?, ?, ?)",
        [
            (
                kind.table,
                json.dumps(key),
                json.dumps(row, sort_keys=True, ensure_ascii=False),
                row.get(kind.document) if kind.document else None,
            )
            for row in rows
        ],
    )


def merge_documents(store: sqlite3.Connection) -> int:
    """Write the documents of both, earlier versions of a page before later ones; how many had rows that differ."""
    columns = columns_of(store, "documents")
    names = ", ".join(columns)
    chosen = {}
    candidates = {}
    for key, rows in read_candidates(store, DOCUMENTS, columns):
        chosen[key[0]] = choose(DOCUMENTS, rows)
        candidates[key[0]] = rows
    light = {
        row[0]: (row[1], row[2] or "")
        for side in reversed(SIDES)
        for row in store.execute(f"SELECT id, revises, published FROM {side}.documents")
    }
    light |= {name: (row["revises"], row["published"] or "") for name, row in chosen.items()}
    depths, cut = _versions(light)
    marks = ", ".join("?" * len(columns))
    for name in sorted(light, key=lambda name: (depths[name], light[name][1], name)):
        row = chosen.get(name)
        if row is None:
            [row] = [dict(zip(columns, r, strict=True)) for r in _stored(store, names, name)]
        if name in cut:
            candidates.setdefault(name, [row])
            row = row | {"revises": None}
        store.execute(f"INSERT INTO main.documents ({names}) VALUES ({marks})", tuple(row.values()))
        keep_aside(store, DOCUMENTS, (name,), [r for r in candidates.get(name, []) if r != row])
    return len(chosen)


def _stored(store: sqlite3.Connection, names: str, name: str) -> list[tuple[Any, ...]]:
    return store.execute(
        f"SELECT {names} FROM one.documents WHERE id = ?1 UNION ALL"
        f" SELECT {names} FROM other.documents WHERE id = ?1 LIMIT 1",
        (name,),
    ).fetchall()


def _versions(light: dict[str, tuple[str | None, str]]) -> tuple[dict[str, int], set[str]]:
    """(how many versions each document follows, the documents that follow none though they said so).

    Two stores that read a page's versions in opposite order would have each follow the other: the one printed first
    follows none.
    """
    cut: set[str] = set()
    seen: set[str] = set()
    for start in sorted(light):
        path: list[str] = []
        name: str | None = start
        while name is not None and name in light and name not in seen and name not in path:
            path.append(name)
            name = light[name][0]
        if name is not None and name in path:
            cut.add(min(path[path.index(name) :], key=lambda n: (light[n][1], n)))
        seen |= set(path)
    depths: dict[str, int] = {}
    for start in light:
        path, name = [], start
        while name is not None and name in light and name not in depths:
            path.append(name)
            name = None if name in cut else light[name][0]
        depth = depths.get(name, -1) if name is not None else -1
        for number, each in enumerate(reversed(path), 1):
            depths[each] = depth + number
    return depths, cut


def merge_readings(store: sqlite3.Connection) -> int:
    """Write the readings of both with their claims; how many were read differently under one id.

    Reports of one reading differ by the name of the input alone, as long as reading the same gives the same; where it
    did not, the whole reading of one store stands, and the other's is kept aside.
    """
    kind = Kind("readings", ("id",), lambda row: (), document="document")
    same = "FROM one.readings AS mine JOIN other.readings AS theirs ON mine.id = theirs.id"
    asides = read_asides(store, "readings")
    store.execute("CREATE TEMP TABLE from_other (reading TEXT PRIMARY KEY)")
    differing = 0
    for name, mine, theirs, document in store.execute(
        f"SELECT mine.id, mine.report, theirs.report, mine.document {same} WHERE mine.report <> theirs.report"
    ).fetchall():
        reports = [zlib.decompress(packed).decode() for packed in (mine, theirs)]
        if reports[1] < reports[0]:
            store.execute("INSERT INTO from_other VALUES (?)", (name,))
        if _found(reports[0]) != _found(reports[1]):
            differing += 1
            row = {"id": name, "document": document, "report": max(reports)}
            asides.setdefault((name,), []).append(row)
    for key, rows in asides.items():
        keep_aside(store, kind, key, rows)
    store.execute(
        "INSERT INTO main.readings SELECT * FROM one.readings WHERE id NOT IN (SELECT reading FROM from_other)"
        " UNION ALL SELECT * FROM other.readings WHERE id IN (SELECT reading FROM from_other)"
        " OR id NOT IN (SELECT id FROM one.readings) ORDER BY id"
    )
    store.execute(
        "INSERT INTO main.claims SELECT * FROM one.claims WHERE reading NOT IN (SELECT reading FROM from_other)"
        " UNION ALL SELECT * FROM other.claims WHERE reading IN (SELECT reading FROM from_other)"
        " OR reading NOT IN (SELECT id FROM one.readings) ORDER BY reading, id"
    )
    store.execute("DROP TABLE from_other")
    return differing


def _found(report: str) -> Row:
    """A report without what its input was called."""
    found: Row = json.loads(report)
    for name in ("source_id", "source_digest", "revises"):
        found["document"].pop(name, None)
    return found


def merge_current_readings(store: sqlite3.Connection) -> int:
    """Which reading of each document is shown: where the stores differ, the one whose pipeline was run last."""
    kind = Kind("current_readings", ("document",), lambda row: (), document="document")
    store.execute(
        "INSERT INTO main.current_readings SELECT document, reading FROM one.current_readings UNION ALL"
        " SELECT document, reading FROM other.current_readings WHERE document NOT IN"
        " (SELECT document FROM one.current_readings) ORDER BY document"
    )
    last_run = (
        "SELECT coalesce(max(started), '') FROM main.runs WHERE pipeline ="
        " (SELECT pipeline FROM main.readings WHERE id = ?)"
    )
    differing = 0
    for key, rows in read_candidates(store, kind, ["document", "reading"]):
        latest = max(
            rows,
            key=lambda row: (store.execute(last_run, (row["reading"],)).fetchone(), row["reading"]),
        )
        keep_aside(store, kind, key, [row for row in rows if row != latest])
        store.execute(
            "INSERT OR REPLACE INTO main.current_readings VALUES (?, ?)",
            (key[0], latest["reading"]),
        )
        differing += 1
    return differing
