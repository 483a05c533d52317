"""What the second stage found, as tables: copies, incidents and their members.

Comes in: a workspace with its copies, the strands and their groups. Goes out: rows in the order of their ids. An
incident bears the id that a new store gives the same group. Its place, day and tolls are what its reports tell most,
for finding it: no grade, no count of origins: a project store makes those (sayso load shards, sayso incidents).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from sayso.bulk.groups import Numbers
from sayso.bulk.rows import Row
from sayso.bulk.strands import Strands, ToldStrand
from sayso.bulk.workspace import Workspace
from sayso.incident_model import Copy
from sayso.link.profiles import PlaceProfile
from sayso.link.strands import DEEDS
from sayso.store.identities import document_of, first_item, incident_id

_STRETCHES = pa.list_(pa.list_(pa.int64(), 2))
_BATCH = 20_000

OUTCOMES: dict[str, pa.Schema] = {
    "copies": pa.schema(
        [
            ("document", pa.string()),
            ("original", pa.string()),
            ("share", pa.float64()),
            ("own_share", pa.float64()),
            ("spans", _STRETCHES),
            ("original_spans", _STRETCHES),
            ("reasons", pa.list_(pa.string())),
        ]
    ),
    "incidents": pa.schema(
        [
            ("incident", pa.string()),
            ("first_document", pa.string()),
            ("is_aside", pa.bool_()),
            ("documents", pa.int64()),
            ("outlets", pa.int64()),
            ("copies", pa.int64()),
            ("first_reported", pa.string()),
            ("last_reported", pa.string()),
            ("day", pa.string()),
            ("place", pa.string()),
            ("lat", pa.float64()),
            ("lon", pa.float64()),
            ("country", pa.string()),
            ("types", pa.list_(pa.string())),
            ("killed_min", pa.float64()),
            ("killed_max", pa.float64()),
        ]
    ),
    "members": pa.schema(
        [
            ("incident", pa.string()),
            ("item", pa.string()),
            ("document", pa.string()),
            ("is_main", pa.bool_()),
            ("shard", pa.string()),
            ("position", pa.int64()),
            ("published", pa.string()),
            ("outlet", pa.string()),
        ]
    ),
}


def write_groups(work: Workspace, strands: Strands, groups: Numbers) -> None:
    """Put incidents and members into the workspace."""
    work.run(
        "CREATE TABLE members (incident VARCHAR, item VARCHAR, is_main BOOLEAN, number BIGINT)"
    )
    work.run("CREATE TABLE incidents (incident VARCHAR, row VARCHAR)")
    order = np.argsort(groups, kind="stable").tolist()
    found, told = list[tuple[str, str]](), list[tuple[str, str, bool, int]]()
    for _, numbers in groupby(order, key=lambda strand: int(groups[strand])):
        members = {number: strands.told(number) for number in numbers}
        items = {s.item: s for s in members.values()}
        published = {s.document: s.published for s in members.values()}
        first = first_item(tuple(items), published, {i: s.is_main for i, s in items.items()})
        incident = incident_id(first)
        found.append((incident, _facts(first, list(members.values()))))
        for number, strand in members.items():
            document = int(strands.document_of[number])
            told.append((incident, strand.item, strand.is_main, document))
        if len(told) >= _BATCH:
            _flush(work, found, told)
    _flush(work, found, told)


def _flush(work: Workspace, found: list[Any], told: list[Any]) -> None:
    for table, rows, names in (
        ("incidents", found, ("incident", "row")),
        ("members", told, ("incident", "item", "is_main", "number")),
    ):
        if rows:
            columns = zip(*rows, strict=True)
            work.insert(table, dict(zip(names, map(list, columns), strict=True)))
        rows.clear()


def _facts(first: str, strands: list[ToldStrand]) -> str:
    """What the reports of an incident tell most, as JSON: the columns that need no other table."""
    published = sorted(s.published for s in strands if s.published)
    days, places = Counter[str](), Counter[PlaceProfile]()
    for strand in strands:
        days.update(dict(strand.days))
        places.update(dict(strand.places))
    day = min(days, key=lambda d: (-days[d], d), default=None)
    place = min(places, key=lambda p: (-places[p], p.name, p.gazetteer_id or ""), default=None)
    killed = sorted(n for s in strands for n in s.killed)
    row = {
        "first_document": document_of(first),
        "is_aside": not any(s.is_main for s in strands),
        "first_reported": published[0] if published else None,
        "last_reported": published[-1] if published else None,
        "day": day,
        "place": place.name if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "types": sorted({e.type for s in strands for e in s.events if e.type in DEEDS}),
        "killed_min": killed[0] if killed else None,
        "killed_max": killed[-1] if killed else None,
    }
    return msgspec.json.encode(row).decode()


def copy_rows(work: Workspace) -> Iterator[Row]:
    """The rows of copies.parquet."""
    for (packed,) in work.rows("SELECT copy FROM copies ORDER BY document, original"):
        copy = msgspec.json.decode(packed, type=Copy)
        yield (
            copy.document,
            copy.of,
            copy.share,
            copy.own_share,
            copy.spans,
            copy.of_spans,
            copy.reasons,
        )


def incident_rows(work: Workspace) -> Iterator[Row]:
    """The rows of incidents.parquet; `copies` counts the reports that repeat another one of the incident."""
    work.run(
        "CREATE TABLE repeated AS SELECT a.incident, count(DISTINCT copies.document) AS copies"
        " FROM copies JOIN documents d ON d.document = copies.document"
        " JOIN documents o ON o.document = copies.original"
        " JOIN members a ON a.number = d.number"
        " JOIN members b ON b.number = o.number AND b.incident = a.incident GROUP BY a.incident"
    )
    counted = work.rows(
        "SELECT incident, any_value(row), count(DISTINCT number), count(DISTINCT outlet),"
        " coalesce(any_value(copies), 0)"
        " FROM incidents JOIN members USING (incident) JOIN documents USING (number)"
        " LEFT JOIN repeated USING (incident) GROUP BY incident ORDER BY incident"
    )
    names = OUTCOMES["incidents"].names
    for incident, packed, documents, outlets, copies in counted:
        row = msgspec.json.decode(packed)
        row |= {"incident": incident, "documents": documents, "outlets": outlets, "copies": copies}
        yield tuple(row[name] for name in names)


def member_rows(work: Workspace) -> Iterator[Row]:
    """The rows of members.parquet."""
    yield from work.rows(
        "SELECT incident, item, document, is_main, shard, position, published, outlet"
        " FROM members JOIN documents USING (number) ORDER BY incident, item"
    )
