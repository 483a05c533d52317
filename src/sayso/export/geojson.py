"""Incidents as GeoJSON (RFC 7946): a point where the place is fine enough to have one, else no geometry.

Comes in: incidents. Goes out: `incidents.geojson`. A country or a province never gets a point: its feature has geometry
null, and says in its properties where it is. The precision stands beside every point.
"""

from __future__ import annotations

from typing import Any

from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import JsonList, to_json, without_none
from sayso.export.package import Folder, note_block

LOSES = (
    "claims: positions and tolls are summed up, their words are in the native export and the annotations",
    "all places of an incident but the one that most reports give",
)

PROPERTIES = (
    ("id", "the incident's id"),
    ("title", "by the rule named in title_rule"),
    (
        "place, precision, country, admin",
        "the place that most reports give, how fine it is, and the units that hold it",
    ),
    ("start, end", "when it happened by most claims; end is the day after the last"),
    ("first_reported, last_reported", "days of the first and last report"),
    ("types", "PLOVER types of the deed, the most reported first"),
    ("grade", "of the incident as a whole, by the policy named above"),
    ("parties", "each party that is blamed: its own grade and position; blamed is not guilty"),
    ("tolls", "for each kind: min, max, and best where three or more independent origins count"),
    (
        "reports, line",
        "how many reports, and how many texts and independent origins they come down to",
    ),
)


def make_feature(chosen: Chosen) -> dict[str, Any]:
    """One incident as a feature."""
    incident, where, point = chosen.incident, chosen.incident.place, chosen.point
    geometry = {"type": "Point", "coordinates": [point[1], point[0]]} if point else None
    positions = {
        g.party: [p.kind for p in incident.positions if p.party == g.party and p.until is None]
        for g in incident.grades
    }
    properties = {
        "id": incident.id,
        "title": incident.title,
        "title_rule": incident.title_rule,
        "place": where.name if where else None,
        "precision": where.precision if where else None,
        "country": where.country if where else None,
        "admin": list(chosen.place.admin_path) if chosen.place else [],
        "start": incident.dates.start,
        "end": incident.dates.end,
        "first_reported": incident.dates.first_reported,
        "last_reported": incident.dates.last_reported,
        "types": incident.types,
        "grade": chosen.grade,
        "parties": [
            {"id": g.party, "name": g.party_name, "grade": g.name, "positions": positions[g.party]}
            for g in incident.grades
            if g.party is not None
        ],
        "tolls": {
            t.counts: without_none({"min": t.min, "max": t.max, "best": t.best})
            for t in incident.toll_ranges
        },
        "reports": len(incident.documents),
        "line": incident.line,
    }
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": geometry,
        "properties": without_none(properties),
    }


def write_geojson(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the collection; what it says of itself stands at its end, in `sayso`."""
    with folder.open("incidents.geojson", "application/geo+json") as opened:
        features = JsonList(opened, b'{"type":"FeatureCollection","features":')
        for chosen in choose_all(holdings, job.policy, job.sides):
            features.add(make_feature(chosen))
            folder.count("incidents")
            folder.count("points", int(chosen.point is not None))
        note = to_json(note_block(job.note, folder.counts))
        features.close(b',"sayso":' + note + b"}\n")
