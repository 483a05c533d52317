"""Incidents over the API: the list under the same filters as the page, one dossier, what facets offer.

Comes in: query parameters. Goes out: rows, and incidents as `sayso incidents --json` prints them.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from sayso.incident_model import GradeName, Incident, PositionKind
from sayso.model import EventType
from sayso.serve.api.answers import MAY_MISS, Limit, Offset, Page
from sayso.serve.desk import Desk
from sayso.views.rows import IncidentRow, ReviewState
from sayso.views.selection import Selection, Sort, parse_selection

Day = Annotated[str | None, QueryParameter(description="A day, as 2018-08-09.", max_length=10)]


class IncidentPage(Page[IncidentRow], frozen=True, kw_only=True):
    """Incidents of a selection, with the policy that grades them and the query string that selects them."""

    policy: str
    query: str


class FacetCount(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a facet offers, and how many incidents a click on it would show."""

    value: str
    label: str
    count: int


def provide_selection(
    q: Annotated[str, QueryParameter(max_length=500, description="Words in the reports.")] = "",
    grade: FromQuery[list[GradeName] | None] = None,
    party: FromQuery[list[str] | None] = None,
    stance: FromQuery[list[PositionKind] | None] = None,
    speaker: FromQuery[list[str] | None] = None,
    outlet: FromQuery[list[str] | None] = None,
    place: FromQuery[list[str] | None] = None,
    country: FromQuery[list[str] | None] = None,
    event_type: Annotated[list[EventType] | None, QueryParameter(query="type")] = None,
    review: FromQuery[list[ReviewState] | None] = None,
    incident: Annotated[list[str] | None, QueryParameter(query="id")] = None,
    origins: Annotated[int, QueryParameter(ge=0, le=1000, description="At least.")] = 0,
    since: Day = None,
    until: Day = None,
    bounds: Annotated[str, QueryParameter(description="west,south,east,north in degrees.")] = "",
    as_of: Day = None,
    with_asides: Annotated[bool, QueryParameter(query="all")] = False,
    sort: FromQuery[Sort] = "latest",
) -> Selection:
    """The selection that the query parameters ask for; the same names as on the page."""
    many: dict[str, list[str] | None] = {
        "grade": list(grade or ()),
        "party": party,
        "stance": list(stance or ()),
        "speaker": speaker,
        "outlet": outlet,
        "place": place,
        "country": country,
        "type": list(event_type or ()),
        "review": list(review or ()),
        "id": incident,
    }
    one = {
        "q": q,
        "since": since or "",
        "until": until or "",
        "bounds": bounds,
        "as_of": as_of or "",
        "origins": str(origins) if origins else "",
        "all": "1" if with_asides else "",
        "sort": sort,
    }
    pairs = [(name, value) for name, values in many.items() for value in values or ()]
    return parse_selection([*pairs, *one.items()])


@get("/incidents", sync_to_thread=True, tags=["incidents"])
def get_incidents(
    desk: NamedDependency[Desk],
    selection: NamedDependency[Selection],
    limit: Limit = 50,
    offset: Offset = 0,
) -> IncidentPage:
    """The incidents that fit, a row each."""
    rows = desk.select(selection)
    return IncidentPage(
        items=tuple(rows[offset : offset + limit]),
        count=len(rows),
        next=offset + limit if offset + limit < len(rows) else None,
        policy=desk.shelf.policy.name,
        query=selection.query(),
    )


@get("/facets", sync_to_thread=True, tags=["incidents"])
def get_facets(
    desk: NamedDependency[Desk], selection: NamedDependency[Selection]
) -> dict[str, list[FacetCount]]:
    """What each facet offers under a selection."""
    return {
        name: [FacetCount(value=v, label=label, count=n) for v, label, n in values]
        for name, values in desk.facets(selection).items()
    }


@get("/incidents/{name:str}", raises=MAY_MISS, sync_to_thread=True, tags=["incidents"])
def get_incident(name: FromPath[str], desk: NamedDependency[Desk], as_of: Day = None) -> Incident:
    """One dossier, as it stands or as it stood on a day; an id that was merged leads to its successor."""
    found = desk.find_incident(name)
    day = parse_selection([("as_of", as_of or "")]).as_of
    incident = desk.incident(found, day) if found else None
    if incident is None:
        raise NotFoundException(f"no incident is called {name}" + (f" as of {day}" if day else ""))
    return incident
