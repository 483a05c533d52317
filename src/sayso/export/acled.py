"""An ACLED-like sheet: one row an incident, 31 columns, and a list of the ids that are no more.

Comes in: incidents. Goes out: `acled-like.csv` and `sayso_deletions.csv`. The layout has no column for who says so: the
actor is named only where the cell policy allows, and the claims stand in `notes`. It is a layout that readers of such
data know, not data of that project, nor endorsed by it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from sayso.export.cells import Cell, CsvFile
from sayso.export.chosen import Chosen, Named, choose_all
from sayso.export.columns import Column, Job, empty, fill_row
from sayso.export.holdings import Holdings
from sayso.export.package import Folder

LOSES = (
    "who says so: claims and denials stand in notes, as words; the native export keeps them apart",
    "the range of a toll: fatalities is its lowest figure, the others stand in notes",
    "precision of place between town and district, and every place but the one that most reports give",
    "independence: how many reports are copies of one text",
)

DELETIONS = (
    ("event_id_cnty", "an id that is no more"),
    ("merged_into", "the incident that it was merged into: its row stands in the sheet"),
)


def _type(named: Named | None, chosen: Chosen, *, numeric: bool) -> Cell:
    row = chosen.actor_type(named)
    if row is None:
        return None
    return row.number if numeric else row.word


def _interaction(chosen: Chosen, *, numeric: bool) -> Cell:
    """ACLED joins the two types; as numbers the smaller one comes first."""
    types = [chosen.actor_type(chosen.actor), chosen.actor_type(chosen.recipient)]
    found = [t for t in types if t is not None]
    if len(found) < len(types):
        return None
    if numeric:
        return int("".join(str(n) for n in sorted(t.number for t in found)))
    return "-".join(t.word for t in found)


def _actor2(chosen: Chosen) -> Cell:
    """Civilians are "Civilians (Yemen)", as users of the layout filter for; others by name."""
    recipient = chosen.recipient
    if recipient is None:
        return None
    if chosen.recipient_kind == "civilians":
        where = chosen.country
        return f"Civilians ({where.name})" if where else "Civilians"
    return recipient.name


def _stamp(chosen: Chosen) -> Cell:
    day = chosen.incident.dates.last_reported
    if day is None:
        return None
    return int(datetime.fromisoformat(day[:10]).replace(tzinfo=UTC).timestamp())


def _tags(chosen: Chosen) -> Cell:
    tags = [
        f"grade={chosen.grade}",
        f"independent origins of the harm={chosen.harm_origins}",
        f"actor1 by {chosen.why_actor}",
    ]
    if chosen.first_day is None and chosen.incident.dates.first_reported:
        tags.append(f"first reported={chosen.incident.dates.first_reported}")
    return "; ".join(tags)


def acled_columns(*, numeric: bool = False) -> tuple[Column[Chosen], ...]:
    """The 31 columns."""
    place = lambda c: c.incident.place.name if c.incident.place else None  # noqa: E731 - a cell
    return (
        Column(
            "event_id_cnty", "the incident's id, stable across exports", lambda c: c.incident.id
        ),
        Column(
            "event_date",
            "first day, by most claims; empty if no report tells",
            lambda c: c.first_day,
        ),
        Column("year", "of event_date", lambda c: int(c.first_day[:4]) if c.first_day else None),
        Column(
            "time_precision",
            "cells policy, from the length of the interval (1 day, 2 up to a week, 3 longer)",
            lambda c: c.day_codes.time_precision if c.day_codes else None,
        ),
        Column(
            "disorder_type",
            "cells policy, from type and mode of the deed",
            lambda c: c.kind.disorder if c.kind else None,
        ),
        Column(
            "event_type",
            "cells policy, likewise; empty where its words would say more than was claimed",
            lambda c: c.kind.event if c.kind else None,
        ),
        Column(
            "sub_event_type", "cells policy, likewise", lambda c: c.kind.sub if c.kind else None
        ),
        Column(
            "actor1",
            "cells policy: a party that says so itself, or whom independent origins name undenied and without a"
            " rival; else the policy's word for nobody named. Being accused is not enough",
            lambda c: c.actor_name,
        ),
        Column(
            "assoc_actor_1",
            "other parties that may be named by the same rule",
            lambda c: "; ".join(n.name for n in c.named[1:]),
        ),
        Column(
            "inter1",
            "cells policy, from the kind of actor1",
            lambda c: _type(c.actor, c, numeric=numeric),
        ),
        Column(
            "actor2",
            "who most independent reports say suffered it; civilians by their country",
            _actor2,
        ),
        Column(
            "assoc_actor_2",
            "the same in the report's words",
            lambda c: c.recipient.name if c.recipient else None,
        ),
        Column(
            "inter2",
            "cells policy, from the kind of actor2",
            lambda c: _type(c.recipient, c, numeric=numeric),
        ),
        Column(
            "interaction",
            "inter1 and inter2, if both are known",
            partial(_interaction, numeric=numeric),
        ),
        Column(
            "civilian_targeting",
            "where actor2 are civilians",
            lambda c: "Civilian targeting" if c.recipient_kind == "civilians" else None,
        ),
        Column(
            "iso",
            "ISO 3166-1 number of the country (GeoNames)",
            lambda c: c.country.iso_number if c.country else None,
        ),
        empty("region", "no sourced table of ACLED's regions"),
        Column(
            "country",
            "of the place that most reports give",
            lambda c: c.country.name if c.country else None,
        ),
        Column(
            "admin1", "the place's largest unit below the country (GeoNames)", lambda c: c.admin(1)
        ),
        Column("admin2", "the next", lambda c: c.admin(2)),
        Column("admin3", "the next", lambda c: c.admin(3)),
        Column("location", "the place that most reports give", place),
        Column(
            "latitude",
            "of the gazetteer; empty for provinces and countries",
            lambda c: c.point[0] if c.point else None,
        ),
        Column("longitude", "likewise", lambda c: c.point[1] if c.point else None),
        Column(
            "geo_precision",
            "cells policy, from the place's precision",
            lambda c: c.place_codes.geo_precision if c.place_codes else None,
        ),
        Column(
            "source", "the outlets, in the order of their reports", lambda c: "; ".join(c.outlets)
        ),
        Column(
            "source_scale",
            "International if an outlet is of another country, National if all are of this one, else empty",
            lambda c: c.source_scale,
        ),
        Column(
            "notes",
            "title, then the claims in words: who says what, when, and as what",
            lambda c: c.notes,
        ),
        Column(
            "fatalities",
            "the lowest of everybody's latest figures; empty, not 0, if nobody gives one",
            lambda c: t.low if (t := c.toll("killed")) else None,
        ),
        Column("tags", "grade, number of independent origins of the harm", _tags),
        Column("timestamp", "last report's day, Unix time", _stamp),
    )


def write_acled(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the sheet and the list of deletions."""
    columns = acled_columns(numeric=job.inter_numeric)
    replaced: list[tuple[str, str]] = []
    with folder.open("acled-like.csv", "text/csv") as opened:
        sheet = CsvFile(opened, bom=job.bom, most=job.policy.most_characters)
        sheet.write(column.name for column in columns)
        for chosen in choose_all(holdings, job.policy, job.sides):
            sheet.write(fill_row(columns, chosen))
            folder.count("incidents")
            replaced += [(old, chosen.incident.id) for old in chosen.incident.redirects]
    with folder.open("sayso_deletions.csv", "text/csv") as opened:
        sheet = CsvFile(opened, bom=job.bom)
        sheet.write(name for name, _ in DELETIONS)
        for row in sorted(replaced):
            sheet.write(row)
            folder.count("deletions")
