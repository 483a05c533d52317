"""Exports of made incidents, read back as bytes: no model, no store."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from sayso.export.cells import read_cell
from sayso.export.exporting import PLAIN, Options, export
from sayso.export.holdings import GivenHoldings
from sayso.export.package import Note
from sayso.incident_model import Incident
from sayso.model import Report
from tests.views.made import made_incident, make_material

NOTE = Note(policy="airwars-like-1 0", selection="grade=Weak", run={"sayso": "0", "readings": "p1"})


class Where(dict[str, Any]):
    """A place that stands in a made report's text by its name alone."""

    def __str__(self) -> str:
        return str(self["name"])


MARQAB = Where(
    name="Marqab",
    country="SYR",
    lat=35.15,
    lon=35.95,
    precision="town",
    admin_path=("Syria", "Tartus"),
    gazetteer_id="geonames:1",
)
SYRIA = Where(name="Syria", country="SYR", lat=35.0, lon=38.0, precision="country")
DAY = ["2020-01-01", "2020-01-02"]
WHERE = [{"who": "outlet", "place": MARQAB}, {"who": "outlet", "time": DAY}]


def told(claims: Iterable[dict[str, Any]], **row: Any) -> dict[str, Any]:
    """One report in Marqab on the first of January."""
    return {"outlet": "a-paper", "claims": [*claims, *WHERE]} | row


def made(*reports: dict[str, Any], **row: Any) -> tuple[Incident, list[Report]]:
    """An incident with its reports."""
    full = {"reports": list(reports)} | row
    return made_incident(full), [t.report for t in make_material(full).told]


def made_holdings(*pairs: tuple[Incident, list[Report]]) -> GivenHoldings:
    """Holdings of several incidents, each with an id, documents and claims of its own."""
    incidents, reports = [], []
    for number, (incident, own) in enumerate(pairs, 1):
        names = {r.document.id: f"{r.document.id}-{number}" for r in own}
        renamed = tuple(replace(d, id=names[d.id]) for d in incident.documents)
        claims = {
            name: tuple(replace(c, document=names[c.document]) for c in group)
            for name, group in incident.claims.items()
        }
        incidents.append(
            replace(incident, id=f"i{number}", documents=renamed, copies=(), claims=claims)
        )
        reports += [replace(r, document=replace(r.document, id=names[r.document.id])) for r in own]
    return GivenHoldings(incidents, reports)


def export_files(
    name: str, holdings: GivenHoldings, options: Options = PLAIN, note: Note = NOTE
) -> dict[str, bytes]:
    """File name → bytes."""
    with export(name, holdings, note, options) as exported:
        return {file.name: file.read() for file in exported.files}


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Rows by header, cells as they were before they were made safe."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [
        {name: read_cell(cell) for name, cell in zip(rows[0], row, strict=True)} for row in rows[1:]
    ]


def read_header(content: bytes) -> list[str]:
    """The header of a CSV file."""
    return next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_tabs(content: bytes) -> list[list[str]]:
    """The fields of a tab-separated file, which knows no quotes."""
    return [line.split("\t") for line in content.decode().split("\n")[:-1]]


def only(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """The only row."""
    (row,) = rows
    return row
