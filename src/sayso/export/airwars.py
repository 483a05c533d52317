"""An Airwars-like workbook in CSV: six tables of an incident sheet, joined by `code`.

Comes in: incidents. Goes out: `incidents.csv`, `belligerents.csv`, `casualties.csv`, `infrastructure.csv`,
`victims.csv`, `sources.csv`. This layout has a place for what is suspected: every party that is blamed has a row, with
its own grade and position. Names of victims are people's to confirm: `victims.csv` has its header only.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from sayso.export.cells import Cell, CsvFile
from sayso.export.chosen import Chosen, choose_all, tell_claim
from sayso.export.columns import Column, Job, empty, fill_row
from sayso.export.holdings import Holdings
from sayso.export.package import Folder
from sayso.incident_model import Grade, IncidentDocument, Toll

LOSES = (
    "which words a claim stands on, and links between claims",
    "victims' names: sayso does not list the dead",
    "strike status, blast damage and geolocation as an assessor signs them",
    "MGRS coordinates",
)

R = TypeVar("R")


@dataclass(frozen=True)
class Suspect:
    """A party that is blamed in an incident, with its own grade."""

    chosen: Chosen
    grade: Grade


def _slug(words: str | None) -> str | None:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-") if words else None


def _toll(chosen: Chosen, counts: str, which: str) -> Cell:
    found = chosen.toll(counts)
    return getattr(found, which) if found else None


def _accuracy(chosen: Chosen) -> Cell:
    return chosen.incident.place.precision if chosen.incident.place else None


def _summary(chosen: Chosen) -> Cell:
    return chosen.notes


INCIDENT_COLUMNS: tuple[Column[Chosen], ...] = (
    Column("code", "the incident's id", lambda c: c.incident.id),
    Column("date", "first day, by most claims", lambda c: c.first_day),
    Column("country_slug", "of the place", lambda c: _slug(c.country.name) if c.country else None),
    Column(
        "latitude",
        "of the gazetteer; empty for provinces and countries",
        lambda c: c.point[0] if c.point else None,
    ),
    Column("longitude", "likewise", lambda c: c.point[1] if c.point else None),
    Column("geolocation_accuracy_slug", "precision of the place", _accuracy),
    empty("strike_status_slug", "an assessor's to sign"),
    Column(
        "civilian_harm_status_slug",
        "grade as a whole, by the policy named above",
        lambda c: c.grade.casefold(),
    ),
    Column(
        "civilian_non_combatants_killed_min",
        "lowest of everybody's latest figures of the killed; sayso does not tell civilians from others",
        lambda c: _toll(c, "killed", "min"),
    ),
    Column(
        "civilian_non_combatants_killed_max",
        "highest, likewise",
        lambda c: _toll(c, "killed", "max"),
    ),
    Column(
        "civilian_non_combatants_injured_min",
        "lowest figure of the injured",
        lambda c: _toll(c, "injured", "min"),
    ),
    Column(
        "civilian_non_combatants_injured_max",
        "highest, likewise",
        lambda c: _toll(c, "injured", "max"),
    ),
    empty(
        "persons_directly_participating_in_hostilities_killed_min",
        "classes of the dead are not added up: see casualties.csv",
    ),
    empty("persons_directly_participating_in_hostilities_killed_max", "likewise"),
    empty("num_victims_named", "sayso does not list the dead"),
    Column("summary", "title, then the claims in words", _summary),
    Column("permalink", "the incident's id as a fragment", lambda c: f"#{c.incident.id}"),
)


def _conceded(suspect: Suspect, counts: str, which: str) -> Cell:
    """What the party itself counts."""
    own = [
        t
        for t in suspect.chosen.incident.tolls
        if t.speaker == suspect.grade.party and t.counts == counts and t.who is None
    ]
    values = [v for t in own if (v := t.low if which == "min" else (t.high or t.low)) is not None]
    return (min(values) if which == "min" else max(values)) if values else None


def _statements(suspect: Suspect) -> Cell:
    """What the party says, in words."""
    return (
        "; ".join(
            tell_claim(c)
            for claims in suspect.chosen.incident.claims.values()
            for c in claims
            if c.speaker == suspect.grade.party and not c.aside and c.judged != "reject"
        )
        or None
    )


def _accusations(suspect: Suspect) -> Cell:
    """Who blames the party, in words."""
    return (
        "; ".join(
            tell_claim(c)
            for c in suspect.chosen.claims("responsible")
            if c.value == suspect.grade.party and c.speaker != suspect.grade.party
        )
        or None
    )


def _place(suspect: Suspect) -> Cell:
    where = suspect.chosen.incident.place
    return where.name if where else None


BELLIGERENT_COLUMNS: tuple[Column[Suspect], ...] = (
    Column("code", "the incident's id", lambda s: s.chosen.incident.id),
    Column("belligerent_id", "the party's id", lambda s: s.grade.party),
    Column("belligerent_name", "its name", lambda s: s.grade.party_name),
    Column("belligerent_slug", "its name, for addresses", lambda s: _slug(s.grade.party_name)),
    Column(
        "type",
        "known if its grade is Confirmed, else suspected",
        lambda s: "known" if s.grade.name == "Confirmed" else "suspected",
    ),
    Column("assessment_name", "its grade, by the policy named above", lambda s: s.grade.name),
    Column("assessment_slug", "likewise", lambda s: s.grade.name.casefold()),
    Column(
        "deaths_conceded_min",
        "lowest figure that the party itself gives",
        lambda s: _conceded(s, "killed", "min"),
    ),
    Column("deaths_conceded_max", "highest", lambda s: _conceded(s, "killed", "max")),
    Column(
        "injuries_conceded_min",
        "lowest figure that the party itself gives",
        lambda s: _conceded(s, "injured", "min"),
    ),
    Column("injuries_conceded_max", "highest", lambda s: _conceded(s, "injured", "max")),
    Column("location", "the place that most reports give", _place),
    empty("mgrs_coordinate", "sayso gives latitude and longitude"),
    empty("mgrs_accuracy", "likewise"),
    Column("civcas_statements", "what the party says, in words", _statements),
    Column("strike_reports", "who blames the party, in words", _accusations),
)

Casualty = tuple[Chosen, Toll]
CASUALTY_COLUMNS: tuple[Column[Casualty], ...] = (
    Column("code", "the incident's id", lambda c: c[0].incident.id),
    Column("counts", "killed, injured, missing, displaced, detained", lambda c: c[1].counts),
    Column("who", "class of people, empty for people as such", lambda c: c[1].who),
    Column("min", "as the speaker's words say", lambda c: c[1].low),
    Column("max", "likewise; empty: open", lambda c: c[1].high),
    Column("speaker", "who counts", lambda c: c[1].speaker_name),
    Column("words", "as printed", lambda c: c[1].words),
    Column("as_of", "day of the speaker's latest figure", lambda c: c[1].as_of),
    Column("claim", "id of the claim", lambda c: c[1].claim),
)

Hit = tuple[Chosen, str, str]
INFRASTRUCTURE_COLUMNS: tuple[Column[Hit], ...] = (
    Column("code", "the incident's id", lambda h: h[0].incident.id),
    Column("target", "what an event is told to have hit, as printed", lambda h: h[1]),
    Column("document", "id of the report", lambda h: h[2]),
)

VICTIM_COLUMNS: tuple[Column[Chosen], ...] = (
    Column("code", "the incident's id", lambda c: c.incident.id),
    empty("name", "sayso does not list the dead: the table has its header only"),
    empty("age", "likewise"),
    empty("gender", "likewise"),
)

Told = tuple[Chosen, IncidentDocument]


def _language(told: Told) -> Cell:
    report = told[0].reports.get(told[1].id)
    return report.document.language if report else None


SOURCE_COLUMNS: tuple[Column[Told], ...] = (
    Column("code", "the incident's id", lambda t: t[0].incident.id),
    Column("name", "the outlet", lambda t: t[1].outlet_name or t[1].outlet),
    Column("title", "headline", lambda t: t[1].title),
    Column("media", "always article", lambda _: "article"),
    Column("language", "of the report", _language),
    Column("url", "address", lambda t: t[1].url),
    empty("archive_url", "sayso keeps the bytes, not an archive's address"),
    Column("published", "day", lambda t: t[1].published),
    Column("copy_of", "document whose text it repeats", lambda t: t[1].copy_of),
    Column("document", "id of the document", lambda t: t[1].id),
)


def write_airwars(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the six tables."""
    sheets = _Sheets(folder, job)
    try:
        incidents = sheets.open("incidents.csv", INCIDENT_COLUMNS)
        belligerents = sheets.open("belligerents.csv", BELLIGERENT_COLUMNS)
        casualties = sheets.open("casualties.csv", CASUALTY_COLUMNS)
        infrastructure = sheets.open("infrastructure.csv", INFRASTRUCTURE_COLUMNS)
        sheets.open("victims.csv", VICTIM_COLUMNS)
        sources = sheets.open("sources.csv", SOURCE_COLUMNS)
        for chosen in choose_all(holdings, job.policy, job.sides):
            incidents.write(fill_row(INCIDENT_COLUMNS, chosen))
            folder.count("incidents")
            for grade in chosen.incident.grades:
                if grade.party is not None:
                    belligerents.write(fill_row(BELLIGERENT_COLUMNS, Suspect(chosen, grade)))
                    folder.count("belligerents")
            for toll in chosen.incident.tolls:
                casualties.write(fill_row(CASUALTY_COLUMNS, (chosen, toll)))
                folder.count("casualties")
            targets = dict.fromkeys((e.target, d) for d, e in chosen.events if e.target)
            for target, document in targets:
                infrastructure.write(
                    fill_row(INFRASTRUCTURE_COLUMNS, (chosen, target or "", document))
                )
                folder.count("infrastructure")
            for told in chosen.incident.documents:
                sources.write(fill_row(SOURCE_COLUMNS, (chosen, told)))
                folder.count("sources")
    finally:
        sheets.close()


class _Sheets:
    """Several sheets open at once."""

    def __init__(self, folder: Folder, job: Job) -> None:
        self._folder, self._job = folder, job
        self._opened = ExitStack()

    def open(self, name: str, columns: tuple[Column[R], ...]) -> CsvFile:
        opened = self._opened.enter_context(self._folder.open(name, "text/csv"))
        sheet = CsvFile(opened, bom=self._job.bom, most=self._job.policy.most_characters)
        sheet.write(column.name for column in columns)
        return sheet

    def close(self) -> None:
        self._opened.close()
