"""Write what a run of linking changed: copies, members, redirects, links.

Comes in: what linking proposes for all items or for some. Goes out: rows; what is proposed no more is closed by the
run that no longer proposes it, never deleted. A run that changes nothing writes nothing, not even its own row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from sayso.config import sayso_version
from sayso.incident_model import Copy
from sayso.link.incidents import Link
from sayso.store.identities import Group, Identities, assign_ids, document_of, incident_id
from sayso.store.linked import as_list, read_known, read_members, read_memberships

_MEMBERS = "SELECT rowid, incident, item, is_main FROM incident_members WHERE until IS NULL"


class LinkRows:
    """One run of linking; `touched` are the incidents whose dossiers have to be put together anew."""

    def __init__(
        self, connection: sqlite3.Connection, documents: int, profile_version: str
    ) -> None:
        self._connection = connection
        self._documents = documents
        self._version = profile_version
        self._id: int | None = None
        self.touched: set[str] = set()

    @property
    def id(self) -> int:
        """The number of the run; its row is written when it is first needed."""
        if self._id is None:
            versions = {"sayso": sayso_version(), "profile": self._version}
            cursor = self._connection.execute(
                "INSERT INTO link_runs (at, versions, is_full, seconds, documents) VALUES (?, ?, 0, 0, ?)",
                (
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    msgspec.json.encode(versions).decode(),
                    self._documents,
                ),
            )
            self._id = cursor.lastrowid
        assert self._id is not None  # noqa: S101 - SQLite gives every row one
        return self._id

    def close(self, *, is_full: bool, seconds: float) -> None:
        """Note how long it took, and throw away the dossiers of what it touched."""
        if self._id is not None:
            self._connection.execute(
                "UPDATE link_runs SET is_full = ?, seconds = ? WHERE id = ?",
                (int(is_full), round(seconds, 3), self._id),
            )
        drop_dossiers(self._connection, self.touched)

    def touch(self, documents: Iterable[str]) -> None:
        """The incidents of some documents have changed."""
        self.touched |= {row.incident for row in read_memberships(self._connection, documents)}

    def touched_and_left(self) -> frozenset[str]:
        """The incidents that changed and still have members."""
        members = read_members(self._connection, self.touched)
        return frozenset(member.incident for member in members)

    def write_copies(self, found: Iterable[Copy], document: str | None) -> None:
        """Close what is no copy any more, add what is new; with `document` only its own are looked at."""
        copies = {msgspec.json.encode(copy).decode(): copy for copy in found}
        where = "" if document is None else " AND (document = ? OR original = ?)"
        rows = self._connection.execute(
            f"SELECT rowid, copy FROM copies WHERE until IS NULL{where}",
            () if document is None else (document, document),
        ).fetchall()
        for rowid, copy in rows:
            if copy not in copies:
                self._close("copies", rowid)
                self._touch_copy(msgspec.json.decode(copy, type=Copy))
        for encoded in sorted(copies.keys() - {copy for _, copy in rows}):
            copy = copies[encoded]
            self._connection.execute(
                "INSERT INTO copies VALUES (?, ?, ?, ?, NULL)",
                (copy.document, copy.of, encoded, self.id),
            )
            self._touch_copy(copy)

    def _touch_copy(self, copy: Copy) -> None:
        self.touch((copy.document, copy.of))

    def write_groups(
        self,
        groups: Sequence[Group],
        main: Mapping[str, bool],
        first: Callable[[Group], str],
        scope: set[str] | None,
    ) -> Identities:
        """Give the groups their ids, and write which members came, went or moved; scope None: everything."""
        documents = None if scope is None else {document_of(i) for group in groups for i in group}
        known = read_known(self._connection, documents)
        if scope is not None:
            # An incident outside the scope shares documents with it, not items: it keeps what it has.
            known = [k for k in known if k.id in scope or not k.is_active]
        identities = assign_ids(known, groups, _minter(first), self._exists)
        for name in sorted(identities.minted):
            item = first(identities.groups[name])
            self._connection.execute(
                "INSERT INTO incidents VALUES (?, ?, ?)", (name, item, self.id)
            )
        self._write_members(identities, main, scope)
        self._write_redirects(identities)
        return identities

    def _exists(self, incident: str) -> bool:
        row = self._connection.execute("SELECT 1 FROM incidents WHERE id = ?", (incident,))
        return row.fetchone() is not None

    def _write_members(
        self, identities: Identities, main: Mapping[str, bool], scope: set[str] | None
    ) -> None:
        wanted = {
            (name, item, int(main[item]))
            for name, group in identities.groups.items()
            for item in group
        }
        where = "" if scope is None else " AND incident IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(
            f"{_MEMBERS}{where}", () if scope is None else (as_list(scope),)
        ).fetchall()
        for rowid, *member in rows:
            if tuple(member) not in wanted:
                self._close("incident_members", rowid)
                self.touched.add(member[0])
        standing = {tuple(member) for _, *member in rows}
        for incident, item, is_main in sorted(wanted - standing):
            self._connection.execute(
                "INSERT INTO incident_members VALUES (?, ?, ?, ?, ?, NULL)",
                (incident, item, document_of(item), is_main, self.id),
            )
            self.touched.add(incident)

    def _write_redirects(self, identities: Identities) -> None:
        """New redirects for ids that are no more; those of ids that are back are closed."""
        for name in sorted(identities.groups):
            for (rowid,) in self._connection.execute(
                "SELECT rowid FROM incident_redirects WHERE old = ? AND kind = 'merge' AND until IS NULL",
                (name,),
            ).fetchall():
                self._close("incident_redirects", rowid)
        rows = [(old, new, "merge") for old, new in sorted(identities.merged.items())]
        rows += [(old, new, "split") for old, new in identities.split]
        for old, new, kind in rows:
            self._connection.execute(
                "INSERT INTO incident_redirects VALUES (?, ?, ?, ?, NULL)",
                (old, new, kind, self.id),
            )
            self.touched |= {old, new}

    def write_links(self, links: Sequence[Link], items: Iterable[str] | None) -> None:
        """The links among some items (None: all), with score and reasons."""
        wanted = {
            (k.left, k.right, round(k.score, 4), msgspec.json.encode(k.reasons).decode())
            for k in links
        }
        select = (
            "SELECT rowid, left_item, right_item, score, reasons FROM links WHERE until IS NULL"
        )
        where = "" if items is None else " AND left_item IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(
            select + where, () if items is None else (as_list(items),)
        ).fetchall()
        for rowid, *link in rows:
            if tuple(link) not in wanted:
                self._close("links", rowid)
        for link in sorted(wanted - {tuple(link) for _, *link in rows}):
            self._connection.execute(
                "INSERT INTO links VALUES (?, ?, ?, ?, ?, NULL)", (*link, self.id)
            )

    def _close(self, table: str, rowid: int) -> None:
        self._connection.execute(
            f"UPDATE {table} SET until = ? WHERE rowid = ?",
            (self.id, rowid),
        )


def drop_dossiers(connection: sqlite3.Connection, incidents: Iterable[str]) -> None:
    """Throw away the dossiers of some incidents: they are put together anew when somebody asks."""
    names = [(name,) for name in sorted(incidents)]
    connection.executemany("DELETE FROM dossiers WHERE incident = ?", names)
    connection.executemany("DELETE FROM framings WHERE incident = ?", names)


def _minter(first: Callable[[Group], str]) -> Callable[[Group, int], str]:
    def mint(group: Group, turn: int) -> str:
        return incident_id(first(group), turn)

    return mint
