"""One row an incident: what lists, facets, the map and exports show and filter by.

Comes in: an incident. Goes out: its row. A row holds nothing that the incident does not hold.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sayso.incident_model import GradeName, Incident, SpeakerGroup
from sayso.model import EventType

ReviewState = Literal["new", "judged", "signed", "stale"]


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the table of incidents shows and filters by.

    `graded` are (party, name, grade), `stances` (party, name, position), `speakers` (id, name, group) and `outlets`
    (id, name). `start` and `end` are those of the happening, [start, end). `review` is the furthest that people came:
    new (nobody judged anything), judged, signed (a grade), stale (what a judgement was about has changed since).
    """

    id: str
    title: str
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    start: str | None
    end: str | None
    first_reported: str | None
    last_reported: str | None
    types: tuple[EventType, ...]
    line: str
    articles: int
    texts: int
    origins: int
    killed: tuple[float | None, float | None]
    injured: tuple[float | None, float | None]
    grade: GradeName
    party_only: bool
    graded: tuple[tuple[str, str, GradeName], ...]
    stances: tuple[tuple[str, str, str], ...]
    speakers: tuple[tuple[str, str, SpeakerGroup], ...]
    outlets: tuple[tuple[str, str], ...]
    review: ReviewState
    documents: int
    is_main: bool

    @property
    def day(self) -> str | None:
        """The day that it is listed by: of the happening, else of the first report."""
        return self.start or self.first_reported


def make_row(incident: Incident) -> IncidentRow:
    """The row of an incident."""
    whole = next(grade for grade in incident.grades if grade.party is None)
    articles, texts, origins = (int(part.split(" ")[0]) for part in incident.line.split(", "))
    place, dates = incident.place, incident.dates
    return IncidentRow(
        id=incident.id,
        title=incident.title,
        place=place.name if place else None,
        country=place.country if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        precision=place.precision if place else None,
        start=dates.start,
        end=dates.end,
        first_reported=dates.first_reported,
        last_reported=dates.last_reported,
        types=incident.types,
        line=incident.line,
        articles=articles,
        texts=texts,
        origins=origins,
        killed=_range(incident, "killed"),
        injured=_range(incident, "injured"),
        grade=whole.name,
        party_only=whole.party_only,
        graded=tuple(
            (g.party, g.party_name or g.party, g.name) for g in incident.grades if g.party
        ),
        stances=tuple(dict.fromkeys((p.party, p.name, p.kind) for p in incident.positions)),
        speakers=tuple((s.id, s.name, s.group) for s in incident.speakers),
        outlets=_outlets(incident),
        review=_review(incident),
        documents=len(incident.documents),
        is_main=any(document.main for document in incident.documents),
    )


def _range(incident: Incident, counts: str) -> tuple[float | None, float | None]:
    found = (t for t in incident.toll_ranges if t.counts == counts)
    return next(((toll.min, toll.max) for toll in found), (None, None))


def _outlets(incident: Incident) -> tuple[tuple[str, str], ...]:
    """The outlets of the reports, each once, in the order in which they reported."""
    named = {d.outlet: d.outlet_name or d.outlet for d in incident.documents if d.outlet}
    return tuple(named.items())


def _review(incident: Incident) -> ReviewState:
    standing = [note for note in incident.judgements if note.withdrawn_at is None]
    if any(note.stale for note in standing) or any(grade.stale for grade in incident.grades):
        return "stale"
    if any(note.kind in ("grade", "discounted") for note in standing):
        return "signed"
    return "judged" if standing else "new"
