"""A store for notebooks and scripts: incidents, tolls, claims and documents as tables (docs/notebook.md).

Comes in: the path of a store, filters as on the command line and on the pages. Goes out: `Table`s with the columns of
the views that docs/sql.md lists, and incidents and reports as values. Nothing here judges or changes what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, overload

from sayso.errors import SaysoError, StoreError
from sayso.incident_model import Incident, Toll
from sayso.model import Report
from sayso.store.dossiers import Dossiers
from sayso.store.linking import link_pending
from sayso.store.searching import find_incidents
from sayso.store.tables import open_store, open_store_to_read
from sayso.store.view import StoreView
from sayso.store.view_rows import (
    read_all_claims,
    read_all_documents,
    read_claims_of,
    read_documents_of,
    read_query,
    view_columns,
)
from sayso.views.policy import DEFAULT_POLICY, load_policy
from sayso.views.rows import IncidentRow, make_row
from sayso.views.selection import Selection, parse_selection, select
from sayso.views.sides import load_sides

if TYPE_CHECKING:
    from pandas import DataFrame

Words = str | Iterable[str]
_SHOWN_ROWS = 20


class Filters(TypedDict, total=False):
    """What incidents are chosen by, as on the command line and on the pages; lists mean any of these."""

    q: str
    grade: Words
    party: Words
    stance: Words
    speaker: Words
    outlet: Words
    place: Words
    country: Words
    type: Words
    review: Words
    id: Words
    origins: int
    since: str
    until: str
    bounds: tuple[float, float, float, float]
    as_of: str
    all: bool
    sort: str


class Table(Sequence[dict[str, Any]]):
    """Rows with named columns: a sequence of dicts that can become a data frame."""

    def __init__(self, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
        self.columns = tuple(columns)
        self._rows = [tuple(row) for row in rows]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(at, slice):
            return [self._named(row) for row in self._rows[at]]
        return self._named(self._rows[at])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self._named, self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows: {', '.join(self.columns)}>"

    def _named(self, row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self.columns, row, strict=True))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dicts."""
        return list(self)

    def to_pandas(self) -> DataFrame:
        """The rows as a data frame; dates stay text, as they were printed: some have a zone, some only a day."""
        try:
            import pandas
        except ImportError as error:
            raise SaysoError('pandas is not installed: pip install "sayso[pandas]"') from error
        return pandas.DataFrame(self._rows, columns=list(self.columns))

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows, nothing of them taken for markup."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{'' if v is None else escape(str(v))}</td>" for v in row)
            + "</tr>"
            for row in self._rows[:_SHOWN_ROWS]
        )
        left = len(self) - _SHOWN_ROWS
        more = f"<p>and {left} more</p>" if left > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class Project:
    """An open store; a context manager, if it is to be closed before the program ends."""

    def __init__(
        self, path: str | PathLike[str], *, policy: str | None = None, update: bool = True
    ) -> None:
        self._path = Path(fspath(path))
        if not self._path.is_file():
            raise StoreError(
                f'no store at {self._path}: make one with "sayso read … --store {self._path}"'
            )
        graded_by = load_policy(policy or DEFAULT_POLICY)
        self.policy = graded_by.name
        self._connection = open_store(self._path) if update else open_store_to_read(self._path)
        self._dossiers = Dossiers(self._connection, load_sides(), graded_by, keeps=update)
        if update:
            link_pending(self._connection)

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        self._connection.close()

    def incidents(self, **filters: Unpack[Filters]) -> Table:
        """One row an incident: `project.incidents(grade="Contested", since="2016-01-01")`."""
        rows = self._selected(_selection(filters))
        columns = view_columns("v_incidents")
        return Table(
            columns, (_incident_cells(row, self._dossiers.version, columns) for row in rows)
        )

    def tolls(self, **filters: Unpack[Filters]) -> Table:
        """One row a speaker's latest figure in the chosen incidents; figures are never summed."""
        wanted = _selection(filters)
        columns = view_columns("v_tolls")
        incidents = (self.incident(row.id, wanted.as_of) for row in self._selected(wanted))
        rows = (_toll_cells(i.id, toll, columns) for i in incidents for toll in i.tolls)
        return Table(columns, rows)

    def claims(self, **filters: Unpack[Filters]) -> Table:
        """One row a claim in the chosen incidents, with its words; without filters every claim of the store.

        `incident` and what follows from it (proposition, speaker …) is None for a claim that stands in no incident.
        """
        wanted = _selection(filters)
        names = [row.id for row in self._selected(wanted)]
        rows = (
            read_all_claims(self._connection)
            if not filters
            else read_claims_of(self._connection, names, wanted.as_of)
        )
        return Table(view_columns("v_incident_claims"), rows)

    def documents(self, **filters: Unpack[Filters]) -> Table:
        """One row a report in the chosen incidents, with its text; without filters every report of the store."""
        wanted = _selection(filters)
        rows = (
            read_all_documents(self._connection)
            if not filters
            else read_documents_of(
                self._connection, [row.id for row in self._selected(wanted)], wanted.as_of
            )
        )
        return Table(view_columns("v_documents"), rows)

    def sql(self, query: str, *values: object) -> Table:
        """The answer to a query of your own: `project.sql("SELECT * FROM v_grades WHERE grade = ?", "Fair")`.

        It can only read: what people decide goes through `sayso judge`.
        """
        return Table(*read_query(self._path, query, values))

    def incident(self, name: str, as_of: str | None = None) -> Incident:
        """An incident by its id or the start of it: rival claims side by side (docs/incident-model.md)."""
        found = self._dossiers.find(name)
        incident = self._dossiers.incident(found, as_of) if found is not None else None
        if incident is None:
            raise StoreError(f"no incident is called {name}" + (f" by {as_of}" if as_of else ""))
        return incident

    def report(self, name: str) -> Report:
        """The current report of a document, by its id or its input id (docs/model.md)."""
        with StoreView(self._path) as view:
            return view.view_report(name)

    def _selected(self, wanted: Selection) -> list[IncidentRow]:
        names = self._dossiers.incident_ids(with_asides=wanted.all)
        within = find_incidents(self._connection, wanted.q) if wanted.q else None
        if wanted.as_of is None:
            return select(self._dossiers.rows(names), wanted, within)
        stood = (self._dossiers.incident(name, wanted.as_of) for name in names)
        return select((make_row(incident) for incident in stood if incident), wanted, within)


def _selection(filters: Filters) -> Selection:
    """The filters as a selection; a wrong name or value is refused as it is everywhere."""
    unknown = filters.keys() - Filters.__annotations__.keys()
    if unknown:
        known = ", ".join(Filters.__annotations__)
        raise TypeError(f"no filter is called {', '.join(sorted(unknown))}: there are {known}")
    return parse_selection(pair for name, value in filters.items() for pair in _pairs(name, value))


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None or value is False:
        return
    if name == "bounds":
        yield name, ",".join(map(str, value))
    elif isinstance(value, (str, int)):
        yield name, "1" if value is True else str(value)
    else:
        yield from ((name, str(each)) for each in value)


def _incident_cells(row: IncidentRow, version: str, columns: Iterable[str]) -> tuple[Any, ...]:
    cells = {
        "incident": row.id,
        "start_date": row.start,
        "end_date": row.end,
        "types": "; ".join(row.types),
        "killed_min": row.killed[0],
        "killed_max": row.killed[1],
        "injured_min": row.injured[0],
        "injured_max": row.injured[1],
        "policy": version,
    }
    return tuple(cells[name] if name in cells else getattr(row, name) for name in columns)


def _toll_cells(incident: str, toll: Toll, columns: Iterable[str]) -> tuple[Any, ...]:
    cells = {"incident": incident, "speaker_group": toll.group}
    return tuple(cells[name] if name in cells else getattr(toll, name) for name in columns)
