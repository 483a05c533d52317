"""Incidents, reports and parties as FollowTheMoney entities, one JSON object a line.

Comes in: incidents. Goes out: `entities.ftm.json`. An incident is an Event, a report an Article, a party a LegalEntity,
a PublicBody or a Person. `involved` holds only those whom the cell policy lets be named; who is merely accused hangs on
an UnknownLink whose role says by whom, so that no accusation becomes an edge like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from sayso.export.cells import show_plainly, write_cell
from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Job
from sayso.export.country_codes import country_codes
from sayso.export.holdings import Holdings
from sayso.export.json_lines import to_json
from sayso.export.package import Folder
from sayso.incident_model import IncidentClaim, IncidentDocument
from sayso.model import ActorKind
from sayso.text import digest_of

LOSES = (
    "positions of claims in texts; quotes stand in the links' summaries",
    "claims of properties other than who did it and who suffered it; tolls stand in the event's description",
    "independence and copies",
)
FIELDS = (
    (
        "Event",
        "an incident; involved: only parties that the cells policy lets be named; proof: its reports",
    ),
    ("Article", "a report"),
    ("LegalEntity, PublicBody, Organization, Person", "a party that is blamed or speaks"),
    (
        "UnknownLink",
        "a claim of who did it or who suffered it: role says by whom and with which stance",
    ),
)

_SCHEMAS: dict[ActorKind | None, str] = {
    "person": "Person",
    "state": "PublicBody",
    "government": "PublicBody",
    "armed_force": "PublicBody",
    "police": "PublicBody",
    "court": "PublicBody",
    "armed_group": "Organization",
    "party": "Organization",
    "igo": "Organization",
    "ngo": "Organization",
    "media": "Organization",
    "company": "Organization",
}
Properties = dict[str, Iterable[str | None]]


def _entity(kind: str, name: str, properties: Properties) -> dict[str, Any]:
    kept = {
        key: [show_plainly(v) for v in dict.fromkeys(values) if v]
        for key, values in properties.items()
    }
    return {
        "id": f"sayso-{name}",
        "schema": kind,
        "properties": {key: values for key, values in kept.items() if values},
    }


def _country(iso3: str | None) -> str | None:
    found = country_codes(iso3)
    return found.iso2.lower() if found and found.iso2 else None


def _side_name(side: str) -> str:
    return f"actor-{digest_of(side, length=16)}"


def _event(chosen: Chosen) -> dict[str, Any]:
    incident = chosen.incident
    tolls = [
        f"{t.counts}: {write_cell(t.min) or '?'} to {write_cell(t.max) or '?'}"
        for t in incident.toll_ranges
    ]
    return _entity(
        "Event",
        incident.id,
        {
            "name": [incident.title],
            "startDate": [chosen.first_day],
            "endDate": [chosen.last_day],
            "location": [incident.place.name if incident.place else None],
            "country": [_country(incident.place.country if incident.place else None)],
            "summary": [f"Grade {chosen.grade}; {incident.line}"],
            "description": ["; ".join(tolls), chosen.notes],
            "recordId": [incident.id],
            "involved": [f"sayso-{_side_name(n.id)}" for n in chosen.named],
            "proof": [f"sayso-{d.id}" for d in incident.documents],
        },
    )


def _article(chosen: Chosen, document: IncidentDocument) -> dict[str, Any]:
    report = chosen.reports.get(document.id)
    return _entity(
        "Article",
        document.id,
        {
            "title": [document.title],
            "fileName": [document.source_ids[0] if document.source_ids else document.id],
            "publishedAt": [document.published[:10] if document.published else None],
            "publisher": [document.outlet_name],
            "sourceUrl": [document.url if (document.url or "").startswith("http") else None],
            "author": [report.document.byline if report else None],
            "language": ["eng" if report and report.document.language == "en" else None],
        },
    )


def _side(chosen: Chosen, side: str, name: str) -> dict[str, Any]:
    found = chosen.describe(side, name)
    country = _country(found.country)
    return _entity(
        _SCHEMAS.get(found.kind, "LegalEntity"),
        _side_name(side),
        {"name": [name], "country": [country], "notes": [f"sayso id {side}"]},
    )


def _link(chosen: Chosen, claim: IncidentClaim, number: int) -> dict[str, Any]:
    what = "did it" if claim.property == "responsible" else "suffered it"
    document = next((d for d in chosen.incident.documents if d.id == claim.document), None)
    return _entity(
        "UnknownLink",
        f"claim-{claim.id}-{number}",
        {
            "subject": [f"sayso-{_side_name(claim.value)}"],
            "object": [f"sayso-{chosen.incident.id}"],
            "role": [f"{claim.speaker_name} {claim.stance} that it {what}"],
            "status": [claim.responsibility],
            "date": [claim.published],
            "summary": [claim.quote],
            "recordId": [claim.id],
            "publisher": [document.outlet_name if document else None],
            "sourceUrl": [
                document.url if document and (document.url or "").startswith("http") else None
            ],
        },
    )


def _linking(chosen: Chosen) -> Iterator[IncidentClaim]:
    """The claims that tie a side to the incident: those of sides that have a name of their own."""
    sides = {g.party for g in chosen.incident.grades if g.party} | set(chosen.sides.known)
    sides |= set(chosen.sides.countries)
    for prop in ("responsible", "recipient"):
        for claim in chosen.claims(prop):
            if claim.value in sides:
                yield claim


def make_entities(chosen: Chosen) -> Iterator[dict[str, Any]]:
    """All entities of one incident."""
    yield _event(chosen)
    for document in chosen.incident.documents:
        yield _article(chosen, document)
    sides = {n.id: n.name for n in chosen.named}
    claims = list(_linking(chosen))
    names = {g.party: g.party_name for g in chosen.incident.grades if g.party}
    sides |= {c.value: names.get(c.value) or chosen.sides.name_of(c.value) for c in claims}
    for side, name in sides.items():
        yield _side(chosen, side, name)
    for number, claim in enumerate(claims):
        yield _link(chosen, claim, number)


def write_followthemoney(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the entities; one that several incidents share stands once."""
    seen: set[str] = set()
    with folder.open("entities.ftm.json", "application/json+ftm") as opened:
        for chosen in choose_all(holdings, job.policy, job.sides):
            folder.count("incidents")
            for entity in make_entities(chosen):
                _write_once(opened, entity, seen, folder)


def _write_once(opened: IO[bytes], entity: dict[str, Any], seen: set[str], folder: Folder) -> None:
    if entity["id"] not in seen:
        seen.add(entity["id"])
        opened.write(to_json(entity) + b"\n")
        folder.count(f"{entity['schema']} entities")
