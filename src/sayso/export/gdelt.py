"""GDELT-2.0-like files: Events (61 columns) and Mentions (16), tab-separated, without headers.

Comes in: incidents. Goes out: `gdelt-like.export.tsv`, one row an incident, and `gdelt-like.mentions.tsv`, one row for
each report in which it is told. Codes are strings with their leading zeros. An actor is coded only where the cell
policy names it: a file of this layout is read as fact.
"""

from __future__ import annotations

from datetime import date

from sayso.export.cells import Cell, write_tab_line
from sayso.export.chosen import Chosen, Named, choose_all
from sayso.export.columns import Column, Job, empty, fill_row
from sayso.export.country_codes import cameo_quad
from sayso.export.holdings import Holdings
from sayso.export.package import Folder
from sayso.incident_model import IncidentDocument
from sayso.model import Actor, Report

LOSES = (
    "who says so, denials and tolls: the layout has no columns for them",
    "incidents of which no report and no claim tells a day bear the day of the first report, as in GDELT",
    "Goldstein scale, tone and GDELT's own ids of places: no sourced table, and sayso measures no tone",
    "religion, ethnicity and known groups of actors",
)


def _event_day(chosen: Chosen) -> str | None:
    return chosen.first_day or chosen.incident.dates.first_reported


def _compact(day: str | None) -> str | None:
    return day[:10].replace("-", "") if day else None


def _fraction(chosen: Chosen) -> Cell:
    """The year and the part of it that had passed, as GDELT counts it."""
    day = _event_day(chosen)
    if day is None:
        return None
    found = date.fromisoformat(day[:10])
    return f"{found.year + (found.month * 30 + found.day) / 365:.4f}"


def _stamp(day: str | None) -> str | None:
    compact = _compact(day)
    return f"{compact}000000" if compact else None


def _roles(chosen: Chosen, named: Named | None) -> tuple[str, ...]:
    if named is None:
        return ()
    found: Actor | None = next(
        (
            a
            for r in chosen.reports.values()
            for a in r.actors
            if a.id == named.id or a.name == named.name
        ),
        None,
    )
    return found.roles if found else ()


def _actor_code(chosen: Chosen, named: Named | None) -> Cell:
    """Country and roles, as CAMEO puts them together: "YEMREB"."""
    if named is None:
        return None
    return (named.country or "") + "".join(_roles(chosen, named)[:2]) or None


def _actor_columns(number: int) -> tuple[Column[Chosen], ...]:
    def named(chosen: Chosen) -> Named | None:
        return chosen.actor if number == 1 else chosen.recipient

    says = (
        "cells policy: a party that says so itself or whom independent origins name undenied; else empty"
        if number == 1
        else "who most independent reports say suffered it"
    )
    head = f"Actor{number}"

    def role(place: int) -> Column[Chosen]:
        def fill(chosen: Chosen) -> Cell:
            roles = _roles(chosen, named(chosen))
            return roles[place] if len(roles) > place else None

        return Column(f"{head}Type{place + 1}Code", "PLOVER sector role of the actor", fill)

    return (
        Column(f"{head}Code", f"{says}; country and roles", lambda c: _actor_code(c, named(c))),
        Column(
            f"{head}Name", says, lambda c: n.name.upper() if (n := named(c)) is not None else None
        ),
        Column(
            f"{head}CountryCode",
            "ISO 3166-1 alpha-3",
            lambda c: n.country if (n := named(c)) else None,
        ),
        empty(f"{head}KnownGroupCode", "no table of CAMEO's groups"),
        empty(f"{head}EthnicCode", "sayso does not tell ethnicity"),
        empty(f"{head}Religion1Code", "sayso does not tell religion"),
        empty(f"{head}Religion2Code", "sayso does not tell religion"),
        role(0),
        role(1),
        role(2),
    )


def _geo_columns(head: str) -> tuple[Column[Chosen], ...]:
    names = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
    if head != "Action":
        return tuple(empty(f"{head}Geo_{name}", "no place of an actor is told") for name in names)
    return (
        Column("ActionGeo_Type", "0 none, 1 country, 4 place, 5 province", _geo_type),
        Column("ActionGeo_FullName", "the place and the units that hold it", _full_name),
        Column(
            "ActionGeo_CountryCode",
            "FIPS 10-4 (GeoNames)",
            lambda c: c.country.fips if c.country else None,
        ),
        empty("ActionGeo_ADM1Code", "no table of FIPS 10-4 units"),
        empty("ActionGeo_ADM2Code", "no table of FIPS 10-4 units"),
        Column(
            "ActionGeo_Lat",
            "of the gazetteer; empty for provinces and countries",
            lambda c: c.point[0] if c.point else None,
        ),
        Column("ActionGeo_Long", "likewise", lambda c: c.point[1] if c.point else None),
        Column("ActionGeo_FeatureID", "GeoNames id, where the place is GeoNames'", _feature),
    )


def _geo_type(chosen: Chosen) -> Cell:
    where = chosen.incident.place
    if where is None:
        return 0
    return {"country": 1, "province": 5}.get(where.precision or "", 4)


def _full_name(chosen: Chosen) -> Cell:
    where = chosen.incident.place
    if where is None:
        return None
    path = chosen.place.admin_path if chosen.place else ()
    return ", ".join(dict.fromkeys([where.name, *reversed(path)]))


def _feature(chosen: Chosen) -> Cell:
    name = (chosen.place.gazetteer_id or "") if chosen.place else ""
    return name.removeprefix("geonames:") if name.startswith("geonames:") else None


def _mentions(chosen: Chosen) -> int:
    return len(chosen.events)


def _address(document: IncidentDocument) -> str:
    return document.url or (document.source_ids[0] if document.source_ids else document.id)


EVENT_COLUMNS: tuple[Column[Chosen], ...] = (
    Column("GLOBALEVENTID", "a number made of the incident's id", lambda c: c.number),
    Column(
        "SQLDATE",
        "first day by most claims, else the day of the first report",
        lambda c: _compact(_event_day(c)),
    ),
    Column("MonthYear", "of SQLDATE", lambda c: d[:6] if (d := _compact(_event_day(c))) else None),
    Column("Year", "of SQLDATE", lambda c: d[:4] if (d := _event_day(c)) else None),
    Column("FractionDate", "of SQLDATE", _fraction),
    *_actor_columns(1),
    *_actor_columns(2),
    Column(
        "IsRootEvent",
        "1 where some report is mainly about it",
        lambda c: int(any(d.main for d in c.incident.documents)),
    ),
    Column("EventCode", "CAMEO code that most reports' events have", lambda c: c.cameo),
    Column("EventBaseCode", "its first three digits", lambda c: c.cameo[:3] if c.cameo else None),
    Column("EventRootCode", "its first two digits", lambda c: c.cameo[:2] if c.cameo else None),
    Column(
        "QuadClass",
        "of the root; empty for roots 09 and 14, on which tables differ",
        lambda c: cameo_quad(c.cameo),
    ),
    empty("GoldsteinScale", "no sourced table"),
    Column("NumMentions", "events of reports that the incident's claims are about", _mentions),
    Column(
        "NumSources",
        "independent origins of the harm: not outlets, which GDELT counts",
        lambda c: c.harm_origins,
    ),
    Column("NumArticles", "reports, copies included", lambda c: len(c.incident.documents)),
    empty("AvgTone", "sayso measures no tone"),
    *_geo_columns("Actor1"),
    *_geo_columns("Actor2"),
    *_geo_columns("Action"),
    Column(
        "DATEADDED", "day of the first report", lambda c: _stamp(c.incident.dates.first_reported)
    ),
    Column(
        "SOURCEURL",
        "address of the first report, or its input id",
        lambda c: _address(c.incident.documents[0]) if c.incident.documents else None,
    ),
)

Told = tuple[Chosen, IncidentDocument]


def _report(told: Told) -> Report | None:
    return told[0].reports.get(told[1].id)


def _first_event(told: Told) -> tuple[int, int] | None:
    """(sentence, offset) of the first event that a claim of the incident is about in a report."""
    chosen, document = told
    starts = [e.trigger.start for d, e in chosen.events if d == document.id and e.trigger.end]
    report = _report(told)
    if not starts or report is None:
        return None
    first = min(starts)
    return report.document.text.count(". ", 0, first) + 1, first


def _place_of(told: Told, which: int) -> Cell:
    found = _first_event(told)
    return found[which] if found else None


MENTION_COLUMNS: tuple[Column[Told], ...] = (
    Column("GLOBALEVENTID", "as in Events", lambda t: t[0].number),
    Column("EventTimeDate", "day of the event", lambda t: _stamp(_event_day(t[0]))),
    Column("MentionTimeDate", "day of the report", lambda t: _stamp(t[1].published)),
    Column(
        "MentionType",
        "1 (web) with an address, else 2 (citation only)",
        lambda t: 1 if t[1].url else 2,
    ),
    Column("MentionSourceName", "the outlet", lambda t: t[1].outlet_name or t[1].outlet),
    Column("MentionIdentifier", "address or input id", lambda t: _address(t[1])),
    Column(
        "SentenceID",
        "sentence of the first event, counted by full stops",
        lambda t: _place_of(t, 0),
    ),
    Column("Actor1CharOffset", "-1: not told apart", lambda _: -1),
    Column("Actor2CharOffset", "-1: not told apart", lambda _: -1),
    Column(
        "ActionCharOffset",
        "of the first event's word, in code points of the text",
        lambda t: -1 if (o := _place_of(t, 1)) is None else o,
    ),
    Column("InRawText", "1: found in the text as it is", lambda _: 1),
    Column(
        "Confidence",
        "how strongly the report is linked to the incident, in percent",
        lambda t: round(min(max(t[1].score, 0.0), 1.0) * 100),
    ),
    Column(
        "MentionDocLen",
        "characters of the text",
        lambda t: len(r.document.text) if (r := _report(t)) and r.document.text else None,
    ),
    empty("MentionDocTone", "sayso measures no tone"),
    empty("MentionDocTranslationInfo", "nothing is translated"),
    empty("Extras", "reserved by GDELT"),
)


def write_gdelt(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write Events and Mentions side by side."""
    most = job.policy.most_characters
    with (
        folder.open("gdelt-like.export.tsv", "text/tab-separated-values") as events,
        folder.open("gdelt-like.mentions.tsv", "text/tab-separated-values") as mentions,
    ):
        for chosen in choose_all(holdings, job.policy, job.sides):
            write_tab_line(events, fill_row(EVENT_COLUMNS, chosen), "", most)
            folder.count("incidents")
            for document in chosen.incident.documents:
                write_tab_line(mentions, fill_row(MENTION_COLUMNS, (chosen, document)), "", most)
                folder.count("mentions")
