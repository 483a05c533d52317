"""The audit's pages: draw a sample, judge it item by item, read precision with intervals, accept what it vouches for.

Comes in: forms and ids. Goes out: pages. A sample can be left and gone on with at any time.
"""

from __future__ import annotations

from typing import Any, cast, get_args

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from sayso.errors import StoreError, UsageError
from sayso.review_model import Audit, AuditItem, WrongPart
from sayso.serve.desk import Desk
from sayso.serve.pages.forms import Form, many_fields, one_field, sign_form
from sayso.serve.pages.review import put_together
from sayso.serve.who import Who
from sayso.store.audits import (
    draw_audit,
    find_audit,
    judge_item,
    next_item,
    read_audits,
    read_items,
    read_verdicts,
    report_audit,
)
from sayso.store.bulk import accept_group, read_groups
from sayso.store.cards import cut_pieces, find_ends
from sayso.views.audits import standing_verdicts
from sayso.views.review_policy import load_review_policy

PART_WORDS: dict[WrongPart, str] = {
    "claimant": "who says it",
    "stance": "how it is said",
    "value": "what is said",
    "property": "what it is about",
    "event": "of which event",
    "span": "in which words",
    "incident": "of which incident",
}
_MOST_ITEMS = 5000


@get("/audit", sync_to_thread=True)
def list_audits(desk: NamedDependency[Desk], who: NamedDependency[Who]) -> Template:
    """All audits, and the form that draws one."""
    return _list(desk, who)


def _list(desk: Desk, who: Who, problem: str = "") -> Template:
    audits = read_audits(desk.connection)
    reports = [report_audit(desk.connection, audit) for audit in audits]
    return Template(
        "audit/list.html",
        context={"who": who, "reports": reports, "problem": problem},
        status_code=409 if problem else 200,
    )


@post("/audit/draw", sync_to_thread=True, opt={"role": "analyst"})
def draw_sample(
    data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect | Template:
    """Draw a sample by a seed."""
    try:
        size = _whole(one_field(data, "size"), "size", _MOST_ITEMS)
        seed = _whole(one_field(data, "seed"), "seed", 10**9)
        with desk.writing() as (connection, _):
            is_stratified = one_field(data, "stratified") == "yes"
            signature = sign_form(data, who)
            audit = draw_audit(connection, size, seed, signature, is_stratified=is_stratified)
    except UsageError as error:
        return _list(desk, who, str(error))
    return Redirect(f"/audit/{audit.id}", status_code=303)


def _whole(words: str, name: str, most: int) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 10 or int(words) > most:
        raise UsageError(f"the {name} is a whole number up to {most}")
    return int(words)


@get("/audit/{name:str}", sync_to_thread=True)
def show_audit(
    name: FromPath[str], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """What an audit found so far."""
    return _show(desk, who, name)


def _show(desk: Desk, who: Who, name: str, problem: str = "") -> Template:
    put_together(desk)
    audit = find_audit(desk.connection, name)
    policy = load_review_policy()
    following = next_item(desk.connection, audit.id, who.name, desk.hidden_documents)
    standing = standing_verdicts(read_verdicts(desk.connection, audit.id))
    return Template(
        "audit/report.html",
        context={
            "who": who,
            "report": report_audit(desk.connection, audit),
            "following": following,
            "own": sum(who.name in given for given in standing.values()),
            "groups": read_groups(desk.connection, audit, policy),
            "least": policy.accept_least,
            "parts": PART_WORDS,
            "problem": problem,
        },
        status_code=409 if problem else 200,
    )


@get("/audit/{name:str}/{number:int}", sync_to_thread=True)
def show_item(
    name: FromPath[str],
    number: FromPath[int],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Template:
    """One claim of the sample, in its report."""
    return _item(desk, who, name, number)


def _must_show(desk: Desk, name: str, number: int) -> tuple[Audit, AuditItem]:
    """An item that may be seen, with its audit."""
    audit = find_audit(desk.connection, name)
    item = next((i for i in read_items(desk.connection, audit.id) if i.number == number), None)
    if item is None:
        raise StoreError(f"{audit.id} has no item {number}")
    if not desk.shows(item.document):
        raise PermissionDeniedException(
            f"item {number} is of a restricted incident: somebody else judges it"
        )
    return audit, item


def _item(desk: Desk, who: Who, name: str, number: int, problem: str = "") -> Template:
    audit, item = _must_show(desk, name, number)
    standing = standing_verdicts(read_verdicts(desk.connection, audit.id))
    report = desk.report(item.document)
    text = report.document.text if report is not None else ""
    pieces = list(cut_pieces(text, item.evidence))
    return Template(
        "audit/item.html",
        context={
            "who": who,
            "audit": audit,
            "item": item,
            "language": report.document.language if report is not None else None,
            "pieces": pieces,
            "goes_on": find_ends(text, pieces),
            "own": standing.get(number, {}).get(who.name),
            "judged": sum(who.name in given for given in standing.values()),
            "parts": PART_WORDS,
            "names": {a.id: a.name for a in report.actors} if report is not None else {},
            "problem": problem,
        },
        status_code=409 if problem else 200,
    )


@post("/audit/{name:str}/{number:int}/judge", sync_to_thread=True, opt={"role": "analyst"})
def judge_sampled(
    name: FromPath[str],
    number: FromPath[int],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect | Template:
    """Right, or wrong in some parts; then the next one."""
    verdict = one_field(data, "verdict")
    known = get_args(WrongPart)
    parts = [cast(WrongPart, p) for p in many_fields(data, "part") if p in known]
    try:
        if verdict not in ("right", "wrong"):
            raise UsageError("a claim of the sample is right or wrong")
        if verdict == "wrong" and not parts:
            raise UsageError("say which part is wrong")
        _must_show(desk, name, number)
        with desk.writing() as (connection, _):
            audit = find_audit(connection, name)
            is_right = verdict == "right"
            given = () if is_right else parts
            signature = sign_form(data, who)
            judge_item(connection, audit.id, number, signature, is_right=is_right, parts=given)
            following = next_item(connection, audit.id, who.name, desk.hidden_documents)
    except UsageError as error:
        return _item(desk, who, name, number, str(error))
    where = f"/{following.number}" if following is not None else ""
    return Redirect(f"/audit/{audit.id}{where}", status_code=303)


@post("/audit/{name:str}/accept", sync_to_thread=True, opt={"role": "reviewer"})
def accept_sure(
    name: FromPath[str], data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect | Template:
    """Accept all untouched claims of a kind that the audit vouches for."""
    if desk.hidden_incidents:
        raise PermissionDeniedException(
            "some incidents are restricted: whoever sees all accepts at once"
        )
    try:
        with desk.writing() as (connection, dossiers):
            dossiers.fill()
            audit = find_audit(connection, name)
            prop, stance = one_field(data, "property"), one_field(data, "stance")
            signature = sign_form(data, who)
            accept_group(connection, audit, load_review_policy(), prop, stance, signature)
    except UsageError as error:
        return _show(desk, who, name, str(error))
    return Redirect(f"/audit/{audit.id}#bulk", status_code=303)


AUDIT_HANDLERS: tuple[Any, ...] = (
    list_audits,
    draw_sample,
    show_audit,
    show_item,
    judge_sampled,
    accept_sure,
)
