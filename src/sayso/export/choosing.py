"""From an open store and a selection to an export: the way that the command line, the page and the API all take.

Comes in: an open store, the name of a format, a selection, a policy. Goes out: an Exported of exactly the incidents
that the selection shows, in the order that it asks for.
"""

from __future__ import annotations

import sqlite3

from sayso.config import sayso_version
from sayso.export.exporting import PLAIN, Options, export
from sayso.export.package import Exported, Note
from sayso.review_model import Interval
from sayso.store.audits import read_audits, report_audit
from sayso.store.dossiers import Dossiers
from sayso.store.holdings import StoreHoldings
from sayso.store.linked import read_members
from sayso.store.searching import find_incidents
from sayso.views.policy import GradePolicy, load_policy
from sayso.views.rows import IncidentRow, make_row
from sayso.views.selection import Selection, select
from sayso.views.sides import load_sides

_EVERYTHING = Selection()


def export_store(
    connection: sqlite3.Connection,
    name: str,
    selection: Selection = _EVERYTHING,
    policy: GradePolicy | None = None,
    options: Options = PLAIN,
    *,
    keeps: bool = False,
    hidden: frozenset[str] = frozenset(),
) -> Exported:
    """Export what a selection shows of an open store; without one, all main incidents and, natively, every document.

    `keeps`: the connection may write, and what is put together is kept for the next time. `hidden`: incidents that
    whoever exports may not see; their documents are left out with them, and so are documents of no incident, which may
    be earlier versions of the same pages.
    """
    graded_by = policy or load_policy()
    dossiers = Dossiers(connection, load_sides(), graded_by, keeps=keeps)
    chosen = [n for n in _chosen(connection, dossiers, selection) if n not in hidden]
    is_everything = name == "native" and not selection.query() and not hidden
    holdings = StoreHoldings(
        connection,
        dossiers,
        chosen,
        selection.as_of,
        all_documents=is_everything,
        hidden=frozenset(m.document for m in read_members(connection, hidden)),
    )
    note = Note(
        policy=f"{graded_by.name} {graded_by.digest}",
        selection=selection.query(),
        as_of=selection.as_of,
        run={"sayso": sayso_version()} | holdings.versions(),
        audit=audit_words(connection),
    )
    return export(name, holdings, note, options)


def audit_words(connection: sqlite3.Connection) -> str:
    """ "45 of 50 claims right: 90 % (79–96 %); by property: …": the latest audit of which something was judged."""
    for audit in read_audits(connection):
        report = report_audit(connection, audit)
        if report.judged:
            parts = [_interval_words(report.overall)]
            for what, intervals in (("property", report.by_property), ("stance", report.by_stance)):
                told = ", ".join(f"{i.of} {_interval_words(i)}" for i in intervals if i.judged)
                parts.append(f"by {what}: {told}")
            drawn = f"audit {audit.id} of {audit.size} claims, drawn on {audit.at[:10]}"
            return "; ".join([drawn, *parts, report.rule])
    return ""


def _interval_words(interval: Interval) -> str:
    words = f"{interval.right:g} of {interval.judged} right"
    if interval.share is None or interval.low is None or interval.high is None:
        return words
    return f"{words}: {interval.share:.0%} ({interval.low:.0%}–{interval.high:.0%})"


def _chosen(connection: sqlite3.Connection, dossiers: Dossiers, selection: Selection) -> list[str]:
    names = dossiers.incident_ids(with_asides=True)
    rows: list[IncidentRow]
    if selection.as_of is None:
        rows = list(dossiers.rows(names))
    else:
        found = (dossiers.incident(name, selection.as_of) for name in names)
        rows = [make_row(incident) for incident in found if incident is not None]
    within = find_incidents(connection, selection.q) if selection.q else None
    return [row.id for row in select(rows, selection, within)]
