"""What an analyst decides on a dossier: a grade, a merge, a split, the withdrawal of a judgement.

Comes in: a form. Goes out: a judgement in the store, signed by whoever is at the desk, and the way back to the page.
Merging and splitting keep every id: the old ones lead to where their reports are now.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from sayso.errors import StoreError, UsageError
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.deciding import (
    Signature,
    judge_different,
    judge_grade,
    judge_same,
    withdraw,
)
from sayso.store.dossiers import Dossiers
from sayso.store.judgements import read_judgement

Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/incidents/{name:str}/grade", sync_to_thread=True, opt={"role": "analyst"})
def sign_grade(
    name: str, data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Sign a grade for a party, or for the whole."""
    with desk.writing() as (connection, dossiers):
        found = find_shown(desk, name)
        party = one_of(data, "party") or None
        judge_grade(connection, dossiers, found, one_of(data, "grade"), party, _sign(data, who))
    return _back(found, "grades")


@post("/incidents/{name:str}/merge", sync_to_thread=True, opt={"role": "analyst"})
def merge(
    name: str, data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Join incidents: what all of them hold is one from now on."""
    found = find_shown(desk, name)
    with desk.writing() as (connection, dossiers):
        named = [*many_of(data, "incident"), *one_of(data, "other").split()]
        others = [find_shown(desk, other) for other in named]
        judge_same(connection, [found, *others], _sign(data, who))
        stays = _find(dossiers, found)
    return _back(stays, "history", came_from=found if found != stays else "")


@post("/incidents/{name:str}/split", sync_to_thread=True, opt={"role": "analyst"})
def split(
    name: str, data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Take reports out: what they tell of it is another incident."""
    found = find_shown(desk, name)
    with desk.writing() as (connection, dossiers):
        judge_different(connection, found, many_of(data, "document"), _sign(data, who))
        stays = _find(dossiers, found)
    return _back(stays, "split")


@post("/incidents/{name:str}/withdraw", sync_to_thread=True, opt={"role": "analyst"})
def withdraw_judgement(
    name: str, data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Withdraw a judgement: it stays, struck, and has no effect from now on."""
    found = find_shown(desk, name)
    judgement = read_judgement(desk.connection, one_of(data, "judgement"))
    if not all(desk.shows(anchor.document) for anchor in (*judgement.left, *judgement.right)):
        raise StoreError(f"no judgement is called {one_of(data, 'judgement')}")
    with desk.writing() as (connection, dossiers):
        withdraw(connection, judgement.id, _sign(data, who))
        found = _find(dossiers, found)
    return _back(found, "history")


def one_of(data: dict[str, Any], name: str) -> str:
    """The value of a field, the last where it came twice; "" where it did not come."""
    values = many_of(data, name)
    return values[-1] if values else ""


def many_of(data: dict[str, Any], name: str) -> list[str]:
    """All values of a field."""
    value = data.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [str(v).strip() for v in values if str(v).strip()]


def _sign(data: dict[str, Any], who: Who) -> Signature:
    reason = one_of(data, "reason")
    if not reason:
        raise UsageError("a judgement takes a reason: go back and say why")
    return Signature(who.name, reason)


def find_shown(desk: Desk, name: str) -> str:
    """The incident of an id, if whoever asks may see it."""
    found = desk.find_incident(name)
    if found is None:
        raise StoreError(f"no incident is called {name}")
    return found


def _find(dossiers: Dossiers, name: str) -> str:
    found = dossiers.find(name)
    if found is None:
        raise StoreError(f"no incident is called {name}")
    return found


def _back(incident: str, section: str, came_from: str = "") -> Redirect:
    query = f"?from={quote(came_from)}" if came_from else ""
    return Redirect(f"/incidents/{quote(incident)}{query}#{section}", status_code=303)
