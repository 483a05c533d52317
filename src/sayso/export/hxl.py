"""A humanitarian sheet: plain headers, then the row of HXL tags (standard 1.1), then one row an incident.

Comes in: incidents. Goes out: `incidents-hxl.csv`. The tags are those that conflict data sets on the Humanitarian Data
Exchange bear; `+min`, `+max`, `+best`, `+claimant`, `+grade` and `+independent` are sayso's own attributes, which the
standard allows. Dates are days, numbers numbers: what is not known is empty.
"""

from __future__ import annotations

from sayso.export.cells import Cell, CsvFile
from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Column, Job, fill_row
from sayso.export.holdings import Holdings
from sayso.export.package import Folder

LOSES = (
    "which claim gives which figure, and denials: description holds them as words",
    "a second actor is who suffered it; actors that are merely accused are not named (see the cells policy)",
)


def _toll(chosen: Chosen, counts: str, which: str) -> Cell:
    found = chosen.toll(counts)
    return getattr(found, which) if found else None


def _url(chosen: Chosen) -> Cell:
    return next((d.url for d in chosen.incident.documents if d.url), None)


COLUMNS: tuple[tuple[str, Column[Chosen]], ...] = (
    ("#meta+id+incident", Column("incident", "the incident's id", lambda c: c.incident.id)),
    ("#date+occurred", Column("date", "first day, by most claims", lambda c: c.first_day)),
    ("#date+end", Column("end date", "last day", lambda c: c.last_day)),
    (
        "#date+year",
        Column("year", "of date", lambda c: int(c.first_day[:4]) if c.first_day else None),
    ),
    (
        "#date+reported",
        Column(
            "first reported", "day of the first report", lambda c: c.incident.dates.first_reported
        ),
    ),
    (
        "#event+type",
        Column(
            "event type",
            "PLOVER type of the deed, the most reported",
            lambda c: c.incident.types[0] if c.incident.types else None,
        ),
    ),
    (
        "#event+mode",
        Column("mode", "PLOVER mode, the most reported", lambda c: c.modes[0] if c.modes else None),
    ),
    (
        "#group+name+first",
        Column(
            "actor",
            "cells policy: only a party that may be named; never one that is merely accused",
            lambda c: c.actor.name if c.actor else None,
        ),
    ),
    (
        "#group+name+second",
        Column(
            "recipient",
            "who most independent reports say suffered it",
            lambda c: c.recipient.name if c.recipient else None,
        ),
    ),
    (
        "#group+name+claimant",
        Column(
            "claimants",
            "who says who did it, or that it happened",
            lambda c: "; ".join(c.sources_of_blame),
        ),
    ),
    (
        "#country+name",
        Column("country", "of the place", lambda c: c.country.name if c.country else None),
    ),
    (
        "#country+code",
        Column(
            "country code", "ISO 3166-1 alpha-3", lambda c: c.country.iso3 if c.country else None
        ),
    ),
    (
        "#adm1+name",
        Column("admin 1", "largest unit below the country (GeoNames)", lambda c: c.admin(1)),
    ),
    ("#adm2+name", Column("admin 2", "the next", lambda c: c.admin(2))),
    ("#adm3+name", Column("admin 3", "the next", lambda c: c.admin(3))),
    (
        "#loc+name",
        Column(
            "place",
            "the place that most reports give",
            lambda c: c.incident.place.name if c.incident.place else None,
        ),
    ),
    (
        "#loc+precision",
        Column(
            "place precision",
            "exact, neighbourhood, town, district, province, country",
            lambda c: c.incident.place.precision if c.incident.place else None,
        ),
    ),
    (
        "#geo+lat",
        Column(
            "latitude",
            "of the gazetteer; empty for provinces and countries",
            lambda c: c.point[0] if c.point else None,
        ),
    ),
    ("#geo+lon", Column("longitude", "likewise", lambda c: c.point[1] if c.point else None)),
    (
        "#affected+killed+min",
        Column(
            "killed min",
            "lowest of everybody's latest figures",
            lambda c: _toll(c, "killed", "min"),
        ),
    ),
    ("#affected+killed+max", Column("killed max", "highest", lambda c: _toll(c, "killed", "max"))),
    (
        "#affected+killed+best",
        Column(
            "killed best",
            "median of three or more independent origins, else empty",
            lambda c: _toll(c, "killed", "best"),
        ),
    ),
    (
        "#affected+injured+min",
        Column("injured min", "as killed", lambda c: _toll(c, "injured", "min")),
    ),
    (
        "#affected+injured+max",
        Column("injured max", "as killed", lambda c: _toll(c, "injured", "max")),
    ),
    (
        "#affected+displaced+min",
        Column("displaced min", "as killed", lambda c: _toll(c, "displaced", "min")),
    ),
    (
        "#affected+displaced+max",
        Column("displaced max", "as killed", lambda c: _toll(c, "displaced", "max")),
    ),
    (
        "#status+grade",
        Column("grade", "of the incident as a whole, by the policy named above", lambda c: c.grade),
    ),
    ("#meta+source", Column("sources", "the outlets", lambda c: "; ".join(c.outlets))),
    (
        "#meta+source+independent+num",
        Column("independent origins", "of the harm", lambda c: c.harm_origins),
    ),
    ("#meta+url", Column("address", "of the first report that has one", _url)),
    ("#description", Column("description", "title, then the claims in words", lambda c: c.notes)),
)


def write_hxl(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the sheet."""
    columns = [column for _, column in COLUMNS]
    with folder.open("incidents-hxl.csv", "text/csv") as opened:
        sheet = CsvFile(opened, bom=job.bom, most=job.policy.most_characters)
        sheet.write(column.name for column in columns)
        sheet.write(tag for tag, _ in COLUMNS)
        for chosen in choose_all(holdings, job.policy, job.sides):
            sheet.write(fill_row(columns, chosen))
            folder.count("incidents")
