"""The desk: what a page or the API may ask of a store, within one request.

Comes in: the path of a store, a policy. Goes out: rows, incidents, reports, as `sayso incidents` and `sayso show` give
them. A desk opens its own connection and closes it; the rows of all incidents are kept between requests, until any
connection has changed the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sayso.incident_model import Incident
from sayso.model import Report
from sayso.store.conflicts import Conflict, find_conflicts, read_anchors
from sayso.store.dossiers import Dossiers
from sayso.store.restricting import hidden_from
from sayso.store.searching import find_incidents
from sayso.store.tables import open_store, open_store_to_read
from sayso.store.users import Role
from sayso.store.view import read_report
from sayso.views.policy import GradePolicy
from sayso.views.rows import IncidentRow, make_row
from sayso.views.selection import Facet, Selection, count_facets, select
from sayso.views.sides import Sides

_MOST_DAYS_KEPT = 8


@dataclass(frozen=True)
class Shelf:
    """What all requests share: the store's path, the policy, and the rows as last read."""

    store: Path
    policy: GradePolicy
    sides: Sides
    rows: RowCache = field(default_factory=lambda: RowCache())


class RowCache:
    """The rows of all incidents, by day, and the state of the store that they were read in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._watch: sqlite3.Connection | None = None
        self._state: int | None = None
        self._rows: dict[str | None, tuple[IncidentRow, ...]] = {}

    def rows(self, shelf: Shelf, as_of: str | None) -> tuple[IncidentRow, ...]:
        """All rows as of a day (None: now), read anew after any change of the store."""
        with self._lock:
            if self._watch is None:
                self._watch = open_store_to_read(shelf.store, any_thread=True)
            while self._changed() or as_of not in self._rows:
                while len(self._rows) > _MOST_DAYS_KEPT:
                    self._rows.pop(next(key for key in self._rows if key is not None))
                # What is put together here is written, which is a change: the second turn finds it all there.
                self._rows[as_of] = tuple(_read_rows(shelf, as_of))
            return self._rows[as_of]

    def _changed(self) -> bool:
        """Whether the store has changed since last asked; if so, nothing that was kept holds."""
        assert self._watch is not None  # noqa: S101 - opened by whoever asks
        [(state,)] = self._watch.execute("PRAGMA data_version")
        if state == self._state:
            return False
        self._state = state
        self._rows.clear()
        return True


def _read_rows(shelf: Shelf, as_of: str | None) -> Iterator[IncidentRow]:
    with closing(open_store(shelf.store)) as connection:
        dossiers = Dossiers(connection, shelf.sides, shelf.policy)
        names = dossiers.incident_ids(with_asides=True)
        if as_of is None:
            yield from dossiers.rows(names)
            return
        for name in names:
            incident = dossiers.incident(name, as_of)
            if incident is not None:
                yield make_row(incident)


class Desk:
    """An open store for one request."""

    def __init__(self, shelf: Shelf, connection: sqlite3.Connection, role: Role = "admin") -> None:
        self.shelf = shelf
        self.connection = connection
        self.hidden_incidents, self.hidden_documents = hidden_from(connection, role)
        self._dossiers = Dossiers(connection, shelf.sides, shelf.policy, keeps=False)

    def rows(self, as_of: str | None = None) -> tuple[IncidentRow, ...]:
        """The rows of all incidents that may be seen."""
        rows = self.shelf.rows.rows(self.shelf, as_of)
        hidden = self.hidden_incidents
        return tuple(row for row in rows if row.id not in hidden) if hidden else rows

    def select(self, selection: Selection) -> list[IncidentRow]:
        """The rows that fit a selection, sorted as it says."""
        return select(self.rows(selection.as_of), selection, self._within(selection))

    def facets(self, selection: Selection, most: int | None = None) -> dict[str, Facet]:
        """What each facet offers under a selection, with counts; all of it, or the `most` frequent values."""
        rows, within = self.rows(selection.as_of), self._within(selection)
        return count_facets(rows, selection, within, most)

    def _within(self, selection: Selection) -> frozenset[str] | None:
        return find_incidents(self.connection, selection.q) if selection.q else None

    def find_incident(self, name: str) -> str | None:
        """The id of an incident by its id, a start of it, or an id that leads to it; None for what may not be seen."""
        found = self._dossiers.find(name)
        return None if found in self.hidden_incidents else found

    def incident(self, name: str, as_of: str | None = None) -> Incident | None:
        """An incident as it stands, or stood on a day; None if nothing of it was printed by then, or may be seen."""
        if name in self.hidden_incidents:
            return None
        return self._dossiers.incident(name, as_of)

    def report(self, document: str) -> Report | None:
        """The current report of a document; what is erased or may not be seen is not there."""
        if document in self.hidden_documents:
            return None
        return read_report(self.connection, document)

    def shows(self, document: str) -> bool:
        """Whether a document may be seen: ask before anything of it is shown that does not come through a desk."""
        return document not in self.hidden_documents

    def conflicts(self) -> list[Conflict]:
        """The conflicts that stand, without those about anything that may not be seen."""
        return [found for found in find_conflicts(self.connection) if self._shows_conflict(found)]

    def _shows_conflict(self, conflict: Conflict) -> bool:
        if conflict.kind == "grade" and self.find_incident(conflict.about) is None:
            return False
        return all(self.shows(a.document) for a in read_anchors(self.connection, conflict))

    @contextmanager
    def writing(self) -> Iterator[tuple[sqlite3.Connection, Dossiers]]:
        """A connection that may write, with the dossiers that it keeps up to date."""
        with closing(open_store(self.shelf.store)) as connection:
            yield connection, Dossiers(connection, self.shelf.sides, self.shelf.policy)


@contextmanager
def open_desk(shelf: Shelf, role: Role = "admin") -> Iterator[Desk]:
    """A desk for one request of somebody with a role."""
    with closing(open_store_to_read(shelf.store, any_thread=True)) as connection:
        yield Desk(shelf, connection, role)
