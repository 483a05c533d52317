"""A claim added by hand, and the comments on an incident.

Comes in: a form. Goes out: a signed claim beside the machine's, or a comment, and the way back to the dossier.
"""

from __future__ import annotations

from typing import Any, cast, get_args
from urllib.parse import quote

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Evidence, EvidenceKind, Incident, IncidentClaim, MadeClaim
from sayso.model import ClaimStance, Property
from sayso.serve.desk import Desk
from sayso.serve.pages.forms import Form, one_field, sign_form
from sayso.serve.who import Who
from sayso.store.comments import read_comments, write_comment
from sayso.store.deciding import add_claim, withdraw
from sayso.views.propositions import PROPERTY_ORDER

_FIELDS = (
    "property value claimant stance kind description words url digest language captured lat lon reason"
).split()


@get("/incidents/{name:str}/add", sync_to_thread=True, opt={"role": "analyst"})
def open_adding(
    name: FromPath[str], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The form for a claim that no machine read, and the comments on the incident."""
    return _show(desk, who, _find(desk, name), {})


def _find(desk: Desk, name: str) -> Incident:
    found = desk.find_incident(name)
    incident = desk.incident(found) if found is not None else None
    if incident is None:
        raise StoreError(f"no incident is called {name}")
    return incident


def _show(
    desk: Desk, who: Who, incident: Incident, filled: dict[str, str], problem: str = ""
) -> Template:
    names = {incident.id, *incident.redirects}
    return Template(
        "review/add.html",
        context={
            "who": who,
            "incident": incident,
            "properties": PROPERTY_ORDER,
            "stances": get_args(ClaimStance),
            "kinds": get_args(EvidenceKind),
            "filled": {name: filled.get(name, "") for name in _FIELDS},
            "problem": problem,
            "added": _added(incident),
            "comments": read_comments(desk.connection, names),
        },
        status_code=409 if problem else 200,
    )


@post("/incidents/{name:str}/claims", sync_to_thread=True, opt={"role": "analyst"})
def add_by_hand(
    name: FromPath[str], data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect | Template:
    """Add a claim; a form that lacks something comes back as it was filled in."""
    incident = _find(desk, name)
    filled = {field: one_field(data, field) for field in _FIELDS}
    try:
        made = _make_claim(filled)
        with desk.writing() as (connection, dossiers):
            add_claim(connection, dossiers, incident.id, made, sign_form(data, who))
    except UsageError as error:
        return _show(desk, who, incident, filled, str(error))
    return Redirect(f"/incidents/{quote(incident.id)}/add#added", status_code=303)


@post("/incidents/{name:str}/claims/withdraw", sync_to_thread=True, opt={"role": "analyst"})
def withdraw_added(
    name: FromPath[str], data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect | Template:
    """Withdraw a claim that somebody added: it stays with the judgements, struck, and counts for nothing."""
    incident = _find(desk, name)
    added = {claim.document for claim in _added(incident)}
    judgement = one_field(data, "judgement")
    try:
        if judgement not in added:
            raise UsageError("that claim is not added here, or withdrawn already")
        with desk.writing() as (connection, _):
            withdraw(connection, judgement, sign_form(data, who))
    except UsageError as error:
        return _show(desk, who, incident, {}, str(error))
    return Redirect(f"/incidents/{quote(incident.id)}/add#added", status_code=303)


def _added(incident: Incident) -> list[IncidentClaim]:
    """The claims of an incident that people added."""
    return [c for claims in incident.claims.values() for c in claims if c.made_by is not None]


def _make_claim(filled: dict[str, str]) -> MadeClaim:
    closed = (("property", Property), ("stance", ClaimStance), ("kind", EvidenceKind))
    for name, words in closed:
        if filled[name] not in get_args(words):
            raise UsageError(f"choose a {name}")
    return MadeClaim(
        property=cast(Property, filled["property"]),
        value=filled["value"],
        claimant=filled["claimant"],
        stance=cast(ClaimStance, filled["stance"]),
        lat=_degrees(filled["lat"], 90),
        lon=_degrees(filled["lon"], 180),
        evidence=Evidence(
            kind=cast(EvidenceKind, filled["kind"]),
            description=filled["description"],
            url=filled["url"] or None,
            digest=filled["digest"] or None,
            language=filled["language"] or None,
            captured=filled["captured"] or None,
            words=filled["words"],
        ),
    )


def _degrees(words: str, most: int) -> float | None:
    if not words:
        return None
    try:
        degrees = float(words)
    except ValueError as error:
        raise UsageError(f"{words[:40]} is no latitude or longitude: write it as 35.15") from error
    if not -most <= degrees <= most:
        raise UsageError(f"{words[:40]} is not on the earth")
    return degrees


@post("/incidents/{name:str}/comment", sync_to_thread=True, opt={"role": "analyst"})
def comment_incident(
    name: FromPath[str], data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Note something about an incident; it decides nothing."""
    incident = _find(desk, name)
    with desk.writing() as (connection, _):
        write_comment(connection, "incident", incident.id, who.name, one_field(data, "words"))
    return Redirect(f"/incidents/{quote(incident.id)}/add#comments", status_code=303)


ADDING_HANDLERS: tuple[Any, ...] = (
    open_adding,
    add_by_hand,
    withdraw_added,
    comment_incident,
)
