"""What linking keeps in a store, read back: profiles, members, copies, redirects.

Comes in: an open store. Goes out: values, as they stand now. Nothing here changes the store.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from sayso.errors import StoreError
from sayso.incident_model import Copy
from sayso.link.profiles import Profile
from sayso.model import Report
from sayso.store.identities import Known
from sayso.store.view import read_report


class MemberRow(NamedTuple):
    """An item in an incident."""

    incident: str
    item: str
    document: str
    is_main: bool


def as_list(values: Iterable[str]) -> str:
    """Values for `IN (SELECT value FROM json_each(?))`: any number of them in one parameter."""
    return msgspec.json.encode(sorted(values)).decode()


def pack(value: object) -> bytes:
    """A value as compressed JSON."""
    return zlib.compress(msgspec.json.encode(value), 6)


def read_linked_report(connection: sqlite3.Connection, document: str) -> Report | None:
    """The report of the reading that a document is linked by."""
    reading = read_reading_of(connection, document)
    return read_report(connection, document, reading) if reading is not None else None


def read_reading_of(connection: sqlite3.Connection, document: str) -> str | None:
    """The reading that a document is linked by."""
    row = connection.execute(
        "SELECT reading FROM linked WHERE document = ?", (document,)
    ).fetchone()
    return str(row[0]) if row is not None else None


def read_linked_profile(connection: sqlite3.Connection, document: str) -> Profile | None:
    """The profile that a document is linked by."""
    return next(read_profiles(connection, [document]), None)


def read_profiles(
    connection: sqlite3.Connection, documents: Iterable[str] | None = None
) -> Iterator[Profile]:
    """The profiles that documents are linked by, of some documents or of all, in the order of their ids."""
    select = (
        "SELECT profile FROM linked JOIN profiles ON profiles.reading = linked.reading"
        + (
            " WHERE linked.document IN (SELECT value FROM json_each(?))"
            if documents is not None
            else ""
        )
        + " ORDER BY linked.document"
    )
    parameters = () if documents is None else (as_list(documents),)
    for (packed,) in connection.execute(select, parameters):
        yield unpack_profile(packed)


def unpack_profile(packed: bytes) -> Profile:
    try:
        return msgspec.json.decode(zlib.decompress(packed), type=Profile)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise StoreError(f"a stored profile is damaged: {error}") from error


_MEMBERS = "SELECT incident, item, document, is_main FROM incident_members WHERE until IS NULL"


def read_members(connection: sqlite3.Connection, incidents: Iterable[str]) -> list[MemberRow]:
    """The members of some incidents."""
    rows = connection.execute(
        f"{_MEMBERS} AND incident IN (SELECT value FROM json_each(?)) ORDER BY incident, item",
        (as_list(incidents),),
    )
    return [MemberRow(r[0], r[1], r[2], bool(r[3])) for r in rows]


def read_memberships(connection: sqlite3.Connection, documents: Iterable[str]) -> list[MemberRow]:
    """In which incidents some documents are."""
    rows = connection.execute(
        f"{_MEMBERS} AND document IN (SELECT value FROM json_each(?)) ORDER BY incident, item",
        (as_list(documents),),
    )
    return [MemberRow(r[0], r[1], r[2], bool(r[3])) for r in rows]


def read_known(connection: sqlite3.Connection, documents: Iterable[str] | None) -> list[Known]:
    """The incidents that hold or held items of some documents (None: all), with their members of last."""
    where, parameters = "", ()
    if documents is not None:
        where = (
            " WHERE incident IN (SELECT incident FROM incident_members"
            " WHERE document IN (SELECT value FROM json_each(?)))"
        )
        parameters = (as_list(documents),)  # type: ignore[assignment]
    rows = connection.execute(
        f"SELECT incident, item, until FROM incident_members{where}",
        parameters,
    ).fetchall()
    open_items: dict[str, set[str]] = {}
    closed: dict[str, dict[int, set[str]]] = {}
    for incident, item, until in rows:
        if until is None:
            open_items.setdefault(incident, set()).add(item)
        else:
            closed.setdefault(incident, {}).setdefault(until, set()).add(item)
    known = [Known(name, frozenset(items)) for name, items in open_items.items()]
    known += [
        Known(name, frozenset(by_run[max(by_run)]), is_active=False)
        for name, by_run in closed.items()
        if name not in open_items
    ]
    return known


def read_copies(connection: sqlite3.Connection, documents: Iterable[str]) -> list[Copy]:
    """The copies of which some documents are either side."""
    listed = as_list(documents)
    rows = connection.execute(
        "SELECT DISTINCT copy FROM copies WHERE until IS NULL"
        " AND (document IN (SELECT value FROM json_each(?)) OR original IN (SELECT value FROM json_each(?)))",
        (listed, listed),
    )
    found = [msgspec.json.decode(row[0], type=Copy) for row in rows]
    return sorted(found, key=lambda c: (c.document, c.of))


def follow_redirect(connection: sqlite3.Connection, incident: str) -> str:
    """Where an incident's id leads now: itself, or what it was merged into."""
    seen = {incident}
    while True:
        row = connection.execute(
            "SELECT new FROM incident_redirects WHERE old = ? AND kind = 'merge' AND until IS NULL",
            (incident,),
        ).fetchone()
        if row is None or row[0] in seen:
            return incident
        incident = row[0]
        seen.add(incident)


def read_redirects_to(connection: sqlite3.Connection, incident: str) -> tuple[str, ...]:
    """The ids that lead to an incident, through however many merges."""
    found: list[str] = []
    wanted = [incident]
    while wanted:
        rows = connection.execute(
            "SELECT old FROM incident_redirects WHERE new = ? AND kind = 'merge' AND until IS NULL",
            (wanted.pop(),),
        ).fetchall()
        fresh = [row[0] for row in rows if row[0] not in found and row[0] != incident]
        found += fresh
        wanted += fresh
    return tuple(sorted(found))


def read_splits(
    connection: sqlite3.Connection, incident: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what was split off from an incident, what it was itself split from), as far as both still are."""
    rows = connection.execute(
        "SELECT old, new FROM incident_redirects WHERE kind = 'split' AND until IS NULL"
        " AND (old = ? OR new = ?) ORDER BY since",
        (incident, incident),
    ).fetchall()
    off = dict.fromkeys(new for old, new in rows if old == incident)
    of = dict.fromkeys(old for old, new in rows if new == incident)
    return tuple(off), tuple(of)
