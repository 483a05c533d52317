"""A UCDP-GED-like sheet: one row for each incident in which somebody counts at least one death, 49 columns.

Comes in: incidents. Goes out: `ged-like.csv`. `source_original` is what sayso knows best: on whose say-so. `best` is
the median of three or more independent origins, else empty. Ids of conflicts, dyads and sides are UCDP's to give and
stay empty.
"""

from __future__ import annotations

from sayso.export.cells import Cell, CsvFile
from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Column, Job, empty, fill_row
from sayso.export.country_codes import priogrid_cell
from sayso.export.holdings import Holdings
from sayso.export.package import Folder

LOSES = (
    "incidents in which nobody counts a death are left out; the README counts them",
    "denials, rival accusations and who gives which figure: see the native export",
    "who the dead were: sayso does not add up classes, so all stand in deaths_unknown",
    "codes of conflicts, dyads, sides and countries that are UCDP's and Gleditsch and Ward's own",
)

_OWN = "an id that UCDP gives"


def has_death(chosen: Chosen) -> bool:
    """Whether somebody counts at least one."""
    killed = chosen.toll("killed")
    return killed is not None and (killed.high or killed.low or 0) >= 1


def _violence(chosen: Chosen) -> Cell:
    """Only where the sides may be named: state-based, non-state, one-sided."""
    sides = [chosen.actor, chosen.recipient]
    kinds = ["state" if s and s.kind in _STATE else s.kind if s else None for s in sides]
    if chosen.recipient_kind == "civilians" and kinds[0] in ("state", "armed_group"):
        return 3
    if kinds in (["state", "armed_group"], ["armed_group", "state"], ["state", "state"]):
        return 1
    return 2 if kinds == ["armed_group", "armed_group"] else None


_STATE = frozenset({"state", "government", "armed_force", "police"})


def _dyad(chosen: Chosen) -> Cell:
    if chosen.actor is None or chosen.recipient is None:
        return None
    return f"{chosen.actor_name} - {_side_b(chosen)}"


def _side_b(chosen: Chosen) -> Cell:
    if chosen.recipient_kind == "civilians":
        return "Civilians"
    return chosen.recipient.name if chosen.recipient else None


def _clarity(chosen: Chosen) -> Cell:
    """1: day and town are told; 2: not."""
    day, where = chosen.day_codes, chosen.place_codes
    return 1 if day and where and day.date_prec == 1 and where.where_prec == 1 else 2


def _number(value: float | None) -> Cell:
    return None if value is None else int(value) if float(value).is_integer() else value


def _killed(chosen: Chosen, which: str) -> Cell:
    killed = chosen.toll("killed")
    return _number(getattr(killed, which)) if killed else None


def _point_text(chosen: Chosen) -> Cell:
    return f"POINT ({chosen.point[1]} {chosen.point[0]})" if chosen.point else None


def _path(chosen: Chosen) -> Cell:
    path = chosen.place.admin_path if chosen.place else ()
    where = chosen.incident.place
    names = [where.name] if where else []
    return ", ".join(dict.fromkeys([*names, *reversed(path)])) or None


def _article(chosen: Chosen) -> Cell:
    """Outlet, day, headline; as UCDP's own cells do it, the reports are parted by semicolons."""
    told = (
        ",".join(
            (d.outlet_name or "unknown outlet", (d.published or "no date")[:10], d.title or "")
        )
        for d in chosen.incident.documents
    )
    return ";".join('"' + words.replace('"', '""') + '"' for words in told)


def _last_report(chosen: Chosen) -> Cell:
    days = [d.published[:10] for d in chosen.incident.documents if d.published]
    return max(days, default=None)


def _headline(chosen: Chosen) -> Cell:
    return next((d.title for d in chosen.incident.documents if d.title), None)


COLUMNS: tuple[Column[Chosen], ...] = (
    Column("id", "a number made of the incident's id", lambda c: c.number),
    Column("relid", "the incident's id", lambda c: c.incident.id),
    Column("year", "of date_start", lambda c: int(c.first_day[:4]) if c.first_day else None),
    empty("active_year", "depends on a year's total of deaths in UCDP's own dyad"),
    Column("code_status", "always Machine: nobody has checked the row", lambda _: "Machine"),
    Column(
        "type_of_violence",
        "1, 2 or 3 where both sides may be named (see side_a), else empty",
        _violence,
    ),
    empty("conflict_dset_id", _OWN),
    empty("conflict_new_id", _OWN),
    empty("conflict_name", _OWN),
    empty("dyad_dset_id", _OWN),
    empty("dyad_new_id", _OWN),
    Column("dyad_name", "side_a - side_b, where both are named", _dyad),
    empty("side_a_dset_id", _OWN),
    empty("side_a_new_id", _OWN),
    Column(
        "side_a",
        "cells policy: a party that says so itself, or whom independent origins name undenied and without a rival;"
        " else the policy's word for nobody named",
        lambda c: c.actor_name,
    ),
    empty("side_b_dset_id", _OWN),
    empty("side_b_new_id", _OWN),
    Column(
        "side_b", "who most independent reports say suffered it; Civilians where they are", _side_b
    ),
    Column(
        "number_of_sources",
        "reports, copies included (UCDP's meaning); origins are in the native export",
        lambda c: len(c.incident.documents),
    ),
    Column("source_article", "outlet, day and headline of each report", _article),
    Column("source_office", "the outlets", lambda c: ";".join(c.outlets)),
    Column("source_date", "day of the last report", _last_report),
    Column("source_headline", "of the first report that has one", _headline),
    Column(
        "source_original",
        "on whose say-so: who says who did it, or else who tells that it happened",
        lambda c: ";".join(c.sources_of_blame),
    ),
    Column(
        "where_prec",
        "cells policy, from the place's precision",
        lambda c: c.place_codes.where_prec if c.place_codes else None,
    ),
    Column(
        "where_coordinates",
        "the place that most reports give",
        lambda c: c.incident.place.name if c.incident.place else None,
    ),
    Column("where_description", "the place and the units that hold it", _path),
    Column("adm_1", "the largest unit below the country (GeoNames)", lambda c: c.admin(1)),
    Column("adm_2", "the next", lambda c: c.admin(2)),
    Column(
        "latitude",
        "of the gazetteer; empty for provinces and countries",
        lambda c: c.point[0] if c.point else None,
    ),
    Column("longitude", "likewise", lambda c: c.point[1] if c.point else None),
    Column("geom_wkt", "the same point", _point_text),
    Column(
        "priogrid_gid",
        "by PRIO-GRID's formula from the point",
        lambda c: priogrid_cell(*c.point) if c.point else None,
    ),
    Column("country", "of the place", lambda c: c.country.name if c.country else None),
    empty("country_id", "no table of Gleditsch and Ward's numbers"),
    empty("region", "no sourced table of UCDP's regions"),
    Column("event_clarity", "1 if day and town are told, else 2", _clarity),
    Column(
        "date_prec",
        "cells policy, from the length of the interval",
        lambda c: c.day_codes.date_prec if c.day_codes else None,
    ),
    Column("date_start", "first day, by most claims", lambda c: c.first_day),
    Column("date_end", "last day", lambda c: c.last_day),
    empty("deaths_a", "no class of dead is added up to a side"),
    empty("deaths_b", "likewise"),
    empty("deaths_civilians", "likewise: see actor classes in the native export"),
    Column("deaths_unknown", "best", lambda c: _killed(c, "best")),
    Column(
        "best",
        "median of the central figures of three or more independent origins, else empty",
        lambda c: _killed(c, "best"),
    ),
    Column("high", "highest of everybody's latest figures", lambda c: _killed(c, "high")),
    Column("low", "lowest of everybody's latest figures", lambda c: _killed(c, "low")),
    empty("gwnoa", "no table of Gleditsch and Ward's numbers"),
    empty("gwnob", "likewise"),
)


def write_ucdp(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the sheet."""
    with folder.open("ged-like.csv", "text/csv") as opened:
        sheet = CsvFile(opened, bom=job.bom, most=job.policy.most_characters)
        sheet.write(column.name for column in COLUMNS)
        for chosen in choose_all(holdings, job.policy, job.sides):
            folder.count("incidents selected")
            if not has_death(chosen):
                folder.count("left out, no death counted")
                continue
            sheet.write(fill_row(COLUMNS, chosen))
            folder.count("rows")
