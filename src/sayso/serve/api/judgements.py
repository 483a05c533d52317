"""Judgements over the API: what people decided, and deciding. Signed by whoever asks, with a reason, as everywhere.

Comes in: JSON. Goes out: judgements. A body that is no JSON is refused: a form of another site cannot send one.
"""

from __future__ import annotations

import sqlite3
from typing import Annotated, Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody, QueryParameter

from sayso.errors import UsageError
from sayso.incident_model import GradeName, Judgement
from sayso.serve.api.answers import MAY_REFUSE, Limit, Offset, Page, make_page
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store import deciding
from sayso.store.deciding import find_claim_report
from sayso.store.judgements import read_judgements

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Id = Annotated[str, msgspec.Meta(min_length=4, max_length=200)]


class JudgementPage(Page[Judgement], frozen=True, kw_only=True):
    """Judgements, oldest first, withdrawn ones included."""


class SameIncident(
    msgspec.Struct, frozen=True, tag_field="kind", tag="same", forbid_unknown_fields=True
):
    """These incidents are one."""

    incidents: Annotated[list[Id], msgspec.Meta(min_length=2, max_length=100)]
    reason: Text


class DifferentIncident(
    msgspec.Struct, frozen=True, tag_field="kind", tag="different", forbid_unknown_fields=True
):
    """What these documents tell of an incident is another one."""

    incident: Id
    documents: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=1000)]
    reason: Text


class AcceptClaim(
    msgspec.Struct, frozen=True, tag_field="kind", tag="accept", forbid_unknown_fields=True
):
    """A claim was read rightly."""

    claim: Id
    reason: Text


class RejectClaim(
    msgspec.Struct, frozen=True, tag_field="kind", tag="reject", forbid_unknown_fields=True
):
    """A claim is none."""

    claim: Id
    reason: Text


class CorrectClaim(
    msgspec.Struct, frozen=True, tag_field="kind", tag="correct", forbid_unknown_fields=True
):
    """What a claim's words really say."""

    claim: Id
    value: Text
    reason: Text


class SignGrade(
    msgspec.Struct, frozen=True, tag_field="kind", tag="grade", forbid_unknown_fields=True
):
    """The grade of an incident for a party, or as a whole."""

    incident: Id
    grade: GradeName
    reason: Text
    party: str | None = None


Decision = SameIncident | DifferentIncident | AcceptClaim | RejectClaim | CorrectClaim | SignGrade


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a judgement is withdrawn."""

    reason: Text


@get("/judgements", sync_to_thread=True, tags=["judgements"])
def get_judgements(
    desk: NamedDependency[Desk],
    document: Annotated[str, QueryParameter(max_length=200)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> JudgementPage:
    """All judgements, or those about one document."""
    known = read_judgements(desk.connection, [document] if document else None)
    found = [j for j in known if all(desk.shows(a.document) for a in (*j.left, *j.right))]
    page = make_page(found[offset : offset + limit], limit, offset, len(found))
    return JudgementPage(items=page.items, count=page.count, next=page.next)


@post(
    "/judgements",
    opt={"role": "analyst"},
    raises=MAY_REFUSE,
    sync_to_thread=True,
    tags=["judgements"],
)
def add_judgement(
    data: JSONBody[Decision], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Judgement:
    """Decide; it takes effect at once."""
    signature = deciding.Signature(who.name, data.reason)
    with desk.writing() as (connection, dossiers):
        if isinstance(data, SameIncident):
            incidents = [_incident(desk, name) for name in data.incidents]
            return deciding.judge_same(connection, incidents, signature)
        if isinstance(data, DifferentIncident):
            incident = _incident(desk, data.incident)
            return deciding.judge_different(connection, incident, data.documents, signature)
        if isinstance(data, SignGrade):
            incident = _incident(desk, data.incident)
            return deciding.judge_grade(
                connection, dossiers, incident, data.grade, data.party, signature
            )
        if not desk.shows(find_claim_report(connection, data.claim)[0].document.id):
            raise NotFoundException(f"no claim is called {data.claim}")
        return _judge_claim(connection, data, signature)


def _judge_claim(
    connection: sqlite3.Connection,
    data: AcceptClaim | RejectClaim | CorrectClaim,
    signature: deciding.Signature,
) -> Judgement:
    kinds: dict[type, Literal["accept", "reject", "correct"]] = {
        AcceptClaim: "accept",
        RejectClaim: "reject",
        CorrectClaim: "correct",
    }
    value = data.value if isinstance(data, CorrectClaim) else None
    return deciding.judge_claim(connection, kinds[type(data)], data.claim, signature, value)


@post(
    "/judgements/{name:str}/withdraw",
    opt={"role": "analyst"},
    raises=MAY_REFUSE,
    status_code=200,
    sync_to_thread=True,
    tags=["judgements"],
)
def withdraw_judgement(
    name: FromPath[str],
    data: JSONBody[Withdrawal],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Judgement:
    """Withdraw a judgement: it stays, struck, and has no effect from now on."""
    known = next((j for j in read_judgements(desk.connection) if j.id == name), None)
    if known is None or not all(desk.shows(a.document) for a in (*known.left, *known.right)):
        raise NotFoundException(f"no judgement is called {name}")
    with desk.writing() as (connection, _):
        return deciding.withdraw(connection, name, deciding.Signature(who.name, data.reason))


def _incident(desk: Desk, name: str) -> str:
    found = desk.find_incident(name)
    if found is None:
        raise UsageError(f"no incident is called {name}")
    return found
