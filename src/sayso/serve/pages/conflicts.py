"""Conflicts: what two people signed otherwise before their stores were merged, side by side, and ending one.

Comes in: a desk, or a form. Goes out: the page; a judgement or a withdrawal in the store. Whoever has both sides before
them signs one of them, or withdraws one; a third verdict is given where the thing itself is (`decide_at`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Anchor
from sayso.serve.desk import Desk
from sayso.serve.pages.forms import Form, one_field, sign_form
from sayso.serve.who import Who
from sayso.store.conflicts import Conflict, SignedSide, read_anchors
from sayso.store.deciding import Correction, judge_claim, judge_grade, withdraw
from sayso.store.judgements import read_judgement
from sayso.views.judged import CLAIM_KINDS

KIND_WORDS = {
    "claim": "One claim, two verdicts",
    "grade": "One incident, two grades",
    "membership": "One incident, or two",
    "review": "One claim, two places on the desk",
}


class ShownReport(msgspec.Struct, frozen=True):
    """A report that a conflict is about: its title, and the address of what was judged in it."""

    title: str
    outlet: str
    address: str
    exact: str


class ShownConflict(msgspec.Struct, frozen=True):
    """A conflict with the reports it is about, and the address where somebody may decide anew."""

    conflict: Conflict
    reports: tuple[ShownReport, ...]
    decide_at: str

    @property
    def sides(self) -> tuple[tuple[SignedSide, bool], ...]:
        """Both sides, the one that holds first, each with whether it holds."""
        return (self.conflict.holds, True), (self.conflict.other, False)


@get("/conflicts", sync_to_thread=True)
def show_conflicts(desk: NamedDependency[Desk], who: NamedDependency[Who]) -> Template:
    """All conflicts that stand, of what may be seen."""
    shown = [_show(desk, conflict) for conflict in desk.conflicts()]
    return Template(
        "conflicts.html", context={"who": who, "conflicts": shown, "kind_words": KIND_WORDS}
    )


@post("/conflicts/withdraw", sync_to_thread=True, opt={"role": "analyst"})
def withdraw_side(data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]) -> Redirect:
    """Withdraw one side's judgement: the other holds from now on."""
    _, side = _find_side(desk, one_field(data, "judgement"))
    signature = sign_form(data, who)
    with desk.writing() as (connection, _):
        withdraw(connection, side, signature)
    return Redirect("/conflicts", status_code=303)


@post("/conflicts/sign", sync_to_thread=True, opt={"role": "analyst"})
def sign_side(data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]) -> Redirect:
    """Sign what one side says, having seen both: it holds from now on, and both stay on record."""
    conflict, side = _find_side(desk, one_field(data, "judgement"))
    signature = sign_form(data, who)
    with desk.writing() as (connection, dossiers):
        said = read_judgement(connection, side)
        if said.kind in CLAIM_KINDS:
            words = f"{said.span.start}-{said.span.end}" if said.span is not None else None
            correction = Correction(
                value=said.value, stance=said.stance, claimant=said.claimant, words=words
            )
            claim = said.left[0].claim or ""
            judge_claim(connection, said.kind, claim, signature, correction)
        elif said.grade is not None:
            judge_grade(connection, dossiers, conflict.about, said.grade, said.party, signature)
        else:
            raise UsageError(
                "whether reports tell of one incident is settled by withdrawing one of the two"
            )
    return Redirect("/conflicts", status_code=303)


def _find_side(desk: Desk, name: str) -> tuple[Conflict, str]:
    """The conflict that a judgement is a side of, if it may be seen."""
    for conflict in desk.conflicts():
        if name and name in (conflict.holds.judgement, conflict.other.judgement):
            return conflict, name
    raise StoreError(f"no judgement {name} is in a conflict: it may have ended meanwhile")


def _show(desk: Desk, conflict: Conflict) -> ShownConflict:
    anchors = read_anchors(desk.connection, conflict)
    reports = tuple(_show_report(desk, anchor) for anchor in anchors)
    return ShownConflict(conflict, reports, _decide_at(conflict))


def _show_report(desk: Desk, anchor: Anchor) -> ShownReport:
    report = desk.report(anchor.document)
    address = f"/documents/{quote(anchor.document, safe='')}"
    if anchor.claim is not None:
        name = quote(anchor.claim, safe="")
        address += f"?claim={name}#c-{name}"
    document = report.document if report is not None else None
    title = (document.title if document else None) or anchor.document
    outlet = document.outlet.name if document and document.outlet else "unknown outlet"
    return ShownReport(title, outlet, address, anchor.exact)


def _decide_at(conflict: Conflict) -> str:
    name = quote(conflict.about, safe="")
    if conflict.kind == "grade":
        return f"/incidents/{name}#grades"
    return f"/review/{name}" if conflict.kind in ("claim", "review") else ""


CONFLICT_HANDLERS: tuple[Any, ...] = (show_conflicts, withdraw_side, sign_side)
