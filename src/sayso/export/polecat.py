"""A POLECAT-like sheet: one row for each report in which an incident is told, 40 columns, tab-separated.

Comes in: incidents and their reports. Goes out: `polecat-like.tsv`. Missing is `None`, lists are joined by "; ", as
readers of the layout expect. The actor is the one whom that report itself names as a fact or who admits in it: what it
merely passes on is left out, since the layout would print it as the deed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sayso.config import sayso_version
from sayso.export.cells import Cell, write_tab_line
from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Column, Job, empty, fill_row
from sayso.export.holdings import Holdings
from sayso.export.package import Folder
from sayso.incident_model import IncidentDocument
from sayso.model import Actor, Event, EventType, Place, Report

LOSES = (
    "who says so: actors of accusations and of denials are left out, not printed as the deed's",
    "all events of a report but the one that leads in the incident",
    "intensity: sayso has no such scale",
    "COW codes and Wikipedia ids: no table",
)

_QUADS: dict[str, tuple[EventType, ...]] = {
    "VERBAL COOPERATION": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "MATERIAL COOPERATION": ("COOPERATE", "AID", "RETREAT"),
    "VERBAL CONFLICT": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "MATERIAL CONFLICT": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
_QUAD_OF = {kind: quad for quad, kinds in _QUADS.items() for kind in kinds}
_FACTUAL = frozenset({"fact", "admitted"})


@dataclass(frozen=True)
class Telling:
    """An incident in one report."""

    chosen: Chosen
    document: IncidentDocument
    report: Report

    @cached_property
    def event(self) -> Event | None:
        """The report's first event that claims of the incident are about, of the incident's type if one is."""
        own = [e for d, e in self.chosen.events if d == self.document.id]
        main = self.chosen.incident.types[:1]
        typed = [e for e in own if e.type in main]
        return min(typed or own, key=lambda e: (e.trigger.start, e.id), default=None)

    @cached_property
    def actors(self) -> list[Actor]:
        """Whom the report names as a fact, or who admits in it."""
        named = [
            c.value.actor
            for c in self.report.claims
            if c.property == "responsible"
            and c.responsibility in _FACTUAL
            and c.stance == "asserts"
            and c.id in self._standing
        ]
        return self._known(named)

    @cached_property
    def _standing(self) -> frozenset[str]:
        return frozenset(c.id for c in self.chosen.claims("responsible"))

    @cached_property
    def recipients(self) -> list[Actor]:
        """Who suffered it, by that report."""
        claims = {c.id for c in self.chosen.claims("recipient") if c.document == self.document.id}
        return self._known([c.value.actor for c in self.report.claims if c.id in claims])

    def _known(self, names: list[str | None]) -> list[Actor]:
        actors = {a.id: a for a in self.report.actors}
        return [actors[n] for n in dict.fromkeys(names) if n is not None and n in actors]

    @cached_property
    def place(self) -> Place | None:
        """Where, by that report's event, else by the incident."""
        places = {p.id: p for p in self.report.places}
        own = places.get(self.event.place or "") if self.event else None
        return own or self.chosen.place

    def has_point(self) -> bool:
        """Whether a point means anything at the place's precision."""
        precision = self.place.precision if self.place else None
        codes = self.chosen.policy.places.get(precision) if precision else None
        return codes is not None and codes.has_point


def _join(words: list[str]) -> Cell:
    return "; ".join(dict.fromkeys(words)) or None


def _first(words: list[str]) -> Cell:
    return words[0] if words else None


def _people(kinds: frozenset[str], telling: Telling) -> Cell:
    return _join([a.name for a in telling.report.actors if a.kind in kinds])


def _unit(telling: Telling, level: int) -> Cell:
    path = telling.place.admin_path if telling.place else ()
    return path[level] if len(path) > level else None


def _geonames(telling: Telling) -> Cell:
    name = (telling.place.gazetteer_id or "") if telling.place else ""
    return name.removeprefix("geonames:") if name.startswith("geonames:") else None


_ORGANISATIONS = frozenset(
    {
        "government",
        "armed_force",
        "police",
        "armed_group",
        "party",
        "igo",
        "ngo",
        "media",
        "company",
        "court",
    }
)


def _side_columns(who: str) -> tuple[Column[Telling], ...]:
    def side(telling: Telling) -> list[Actor]:
        return telling.actors if who == "Actor" else telling.recipients

    says = (
        "only whom this report itself names as a fact, or who admits in it"
        if who == "Actor"
        else "who suffered it, by this report's claims"
    )
    return (
        Column(f"{who} Name", says, lambda t: _join([a.name for a in side(t)])),
        Column(
            f"{who} Country",
            "ISO 3166-1 alpha-3",
            lambda t: _join([a.country for a in side(t) if a.country]),
        ),
        empty(f"{who} COW", "no table of Correlates of War codes"),
        Column(
            f"Primary {who} Sector",
            "first PLOVER role",
            lambda t: _first([r for a in side(t) for r in a.roles]),
        ),
        Column(
            f"{who} Sectors",
            "all PLOVER roles",
            lambda t: _join([r for a in side(t) for r in a.roles]),
        ),
        empty(f"{who} Title", "offices are not told apart from names"),
        Column(f"{who} Name Raw", "as above", lambda t: _join([a.name for a in side(t)])),
        empty(f"Wikipedia {who} ID", "no table"),
    )


COLUMNS: tuple[Column[Telling], ...] = (
    Column(
        "Event ID", "incident and document", lambda t: f"{t.chosen.incident.id}-{t.document.id}"
    ),
    Column(
        "Event Date",
        "first day by most claims, else day of the report",
        lambda t: t.chosen.first_day or (t.document.published or "")[:10] or None,
    ),
    Column(
        "Event Type",
        "PLOVER type of the report's event",
        lambda t: t.event.type if t.event else None,
    ),
    Column("Event Mode", "PLOVER mode", lambda t: _first(list(t.event.modes)) if t.event else None),
    empty("Intensity", "sayso has no such scale"),
    Column("Quad Code", "of the type", lambda t: _QUAD_OF[t.event.type] if t.event else None),
    Column(
        "Contexts", "PLOVER contexts", lambda t: _join(list(t.event.contexts)) if t.event else None
    ),
    *_side_columns("Actor"),
    *_side_columns("Recipient"),
    Column(
        "Placename",
        "where, by the report's event, else by the incident",
        lambda t: t.place.name if t.place else None,
    ),
    Column(
        "City",
        "the same, where it is a town or finer",
        lambda t: (
            t.place.name
            if t.place and t.place.precision in ("town", "neighbourhood", "exact")
            else None
        ),
    ),
    Column("District", "second unit below the country (GeoNames)", lambda t: _unit(t, 2)),
    Column("Province", "first unit below the country (GeoNames)", lambda t: _unit(t, 1)),
    Column("Country", "ISO 3166-1 alpha-3", lambda t: t.place.country if t.place else None),
    Column(
        "Latitude",
        "of the gazetteer; missing for provinces and countries",
        lambda t: t.place.lat if t.place and t.has_point() else None,
    ),
    Column("Longitude", "likewise", lambda t: t.place.lon if t.place and t.has_point() else None),
    Column("GeoNames ID", "where the place is GeoNames'", _geonames),
    Column("Raw Placename", "as printed", lambda t: t.place.span.exact if t.place else None),
    Column(
        "Feature Type", "precision of the place", lambda t: t.place.precision if t.place else None
    ),
    Column("Source", "the outlet", lambda t: t.document.outlet_name or t.document.outlet),
    Column(
        "Publication Date",
        "of the report",
        lambda t: t.document.published[:10] if t.document.published else None,
    ),
    Column("Story People", "persons of the report", lambda t: _people(frozenset({"person"}), t)),
    Column(
        "Story Organizations",
        "organisations and armed groups of the report",
        lambda t: _people(_ORGANISATIONS, t),
    ),
    Column(
        "Story Locations",
        "places of the report",
        lambda t: _join([p.name for p in t.report.places if p.used_as != "demonym"]),
    ),
    Column("Language", "of the report", lambda t: t.report.document.language),
    Column("Version", "of sayso", lambda _: f"sayso {sayso_version()}"),
)


def write_polecat(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the sheet: one row for each report of each incident."""
    with folder.open("polecat-like.tsv", "text/tab-separated-values") as opened:
        most = job.policy.most_characters
        write_tab_line(opened, [column.name for column in COLUMNS], "None", most)
        for chosen in choose_all(holdings, job.policy, job.sides):
            folder.count("incidents")
            for document in chosen.incident.documents:
                report = chosen.reports.get(document.id)
                if report is None:
                    folder.count("left out, report not at hand")
                    continue
                telling = Telling(chosen, document, report)
                write_tab_line(opened, fill_row(COLUMNS, telling), "None", most)
                folder.count("rows")
