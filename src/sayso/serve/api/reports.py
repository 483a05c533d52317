"""Reports and claims over the API: a report as `sayso read --json` prints it, claims by field, what a claim stands on.

Comes in: query parameters. Goes out: reports, claims, grounds.
"""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from sayso.model import ClaimStance, EventType, Property, Report, Responsibility, Status
from sayso.serve.api.answers import MAY_MISS, Limit, Offset, Page, make_page
from sayso.serve.api.incidents import Day
from sayso.serve.desk import Desk
from sayso.store.claim_search import ClaimFound, ClaimQuery, find_claims
from sayso.store.grounds import Ground, read_ground
from sayso.store.listing import DocumentRow, count_documents, read_documents
from sayso.views.selection import make_day

Words = Annotated[str, QueryParameter(max_length=500)]


class DocumentPage(Page[DocumentRow], frozen=True, kw_only=True):
    """Documents, latest first."""


class ClaimPage(Page[ClaimFound], frozen=True, kw_only=True):
    """Claims that fit; not counted, since that would take longer than finding them."""


@get("/documents", sync_to_thread=True, tags=["reports"])
def get_documents(
    desk: NamedDependency[Desk], outlet: Words = "", limit: Limit = 50, offset: Offset = 0
) -> DocumentPage:
    """The documents of the store, or of one outlet."""
    hidden = desk.hidden_documents
    count = count_documents(desk.connection, outlet, hidden)
    found = make_page(
        read_documents(desk.connection, outlet, limit, offset, hidden), limit, offset, count
    )
    return DocumentPage(items=found.items, count=found.count, next=found.next)


@get("/documents/{name:str}", raises=MAY_MISS, sync_to_thread=True, tags=["reports"])
def get_document(name: FromPath[str], desk: NamedDependency[Desk]) -> Report:
    """The current report of a document: its text and everything found in it."""
    report = desk.report(name)
    if report is None:
        raise NotFoundException(f"no document is called {name}")
    return report


@get("/claims", sync_to_thread=True, tags=["reports"])
def get_claims(
    desk: NamedDependency[Desk],
    q: Words = "",
    claim_property: Annotated[Property | None, QueryParameter(query="property")] = None,
    stance: FromQuery[ClaimStance | None] = None,
    responsibility: FromQuery[Responsibility | None] = None,
    status: FromQuery[Status | None] = None,
    event_type: Annotated[EventType | None, QueryParameter(query="type")] = None,
    value: Words = "",
    claimant: Words = "",
    outlet: Words = "",
    document: Words = "",
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> ClaimPage:
    """The claims of current readings that fit all fields."""
    asked = ClaimQuery(
        q=q,
        property=claim_property,
        stance=stance,
        responsibility=responsibility,
        status=status,
        type=event_type,
        value=value,
        claimant=claimant,
        outlet=outlet,
        document=document,
        since=make_day(since) if since else None,
        until=make_day(until) if until else None,
    )
    found = make_page(
        find_claims(desk.connection, asked, limit + 1, offset, desk.hidden_documents), limit, offset
    )
    return ClaimPage(items=found.items, count=None, next=found.next)


@get("/claims/{name:str}", raises=MAY_MISS, sync_to_thread=True, tags=["reports"])
def get_ground(name: FromPath[str], desk: NamedDependency[Desk]) -> Ground:
    """What a claim stands on, down to the digest of the bytes it was read from."""
    ground = read_ground(desk.connection, name)
    if not desk.shows(ground.document):
        raise NotFoundException(f"no claim is called {name}")
    return ground
