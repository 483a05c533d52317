"""The search page: reports by their words, claims by field, and searches that somebody saved.

Comes in: a query string, a desk. Goes out: the page. Saving and taking off the list are signed.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template

from sayso.errors import UsageError
from sayso.model import ClaimStance, EventType, Property, Responsibility, Status
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.claim_search import ClaimFound, ClaimQuery, find_claims
from sayso.store.saved_searches import SearchPage, read_searches, save_search, withdraw_search
from sayso.store.searching import find_passages
from sayso.views.selection import make_day

A_PAGE = 50
_REPORTS = 20
_CHOICES: dict[str, tuple[str, ...]] = {
    "property": get_args(Property),
    "stance": get_args(ClaimStance),
    "responsibility": get_args(Responsibility),
    "status": get_args(Status),
    "type": get_args(EventType),
}
FIELDS = ("q", *_CHOICES, "value", "claimant", "outlet", "since", "until")


class NewSearch(msgspec.Struct, frozen=True):
    """The form that saves a search."""

    name: str
    page: SearchPage
    query: str = ""


@get("/search", sync_to_thread=True)
def search(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """Reports and claims that fit the query string, and the saved searches."""
    params = {name: str(request.query_params.get(name, "")).strip() for name in (*FIELDS, "page")}
    asked = parse_claim_query(params)
    page = int(params["page"]) if params["page"].isdecimal() and len(params["page"]) < 6 else 1
    is_asked = asked != ClaimQuery()
    found = _claims(desk, asked, page) if is_asked else []
    return Template(
        "search.html",
        context={
            "who": who,
            "asked": params,
            "choices": _CHOICES,
            "is_asked": is_asked,
            "reports": [
                passage
                for passage in find_passages(desk.connection, asked.q, _REPORTS)
                if desk.shows(passage.document)
            ],
            "claims": found[:A_PAGE],
            "has_more": len(found) > A_PAGE,
            "page": page,
            "query": request.url.query,
            "saved": read_searches(desk.connection),
        },
    )


def _claims(desk: Desk, asked: ClaimQuery, page: int) -> list[ClaimFound]:
    """A page of claims, and one more if there is one."""
    start = (page - 1) * A_PAGE
    return find_claims(desk.connection, asked, A_PAGE + 1, start, desk.hidden_documents)


def parse_claim_query(params: dict[str, str]) -> ClaimQuery:
    """What is asked of claims, from a query string's fields; empty ones ask nothing."""
    settings: dict[str, str] = {}
    for name in FIELDS:
        value = params.get(name, "")
        if not value:
            continue
        if name in _CHOICES and value not in _CHOICES[name]:
            raise UsageError(f"{value[:60]} is no {name}: choose among {', '.join(_CHOICES[name])}")
        settings[name] = make_day(value) if name in ("since", "until") else value
    return msgspec.convert(settings, ClaimQuery)


@post("/searches", opt={"role": "analyst"}, sync_to_thread=True)
def add_search(
    data: Annotated[NewSearch, Body(media_type=RequestEncodingType.URL_ENCODED)],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect:
    """Save a search under a name."""
    with desk.writing() as (connection, _):
        save_search(connection, data.name, data.page, data.query, who.name)
    return Redirect("/search#saved", status_code=303)


@post(
    "/searches/{name:str}/withdraw",
    opt={"role": "analyst"},
    sync_to_thread=True,
)
def drop_search(name: str, desk: NamedDependency[Desk], who: NamedDependency[Who]) -> Redirect:
    """Take a saved search off the list."""
    with desk.writing() as (connection, _):
        withdraw_search(connection, name, who.name)
    return Redirect("/search#saved", status_code=303)
