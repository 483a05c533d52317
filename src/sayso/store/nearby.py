"""Actions told in other incidents, close in place and time: what "nearby" rests on when an incident is graded.

Comes in: an open store, the reports of an incident, the policy's distances. Goes out: actions of sides that they
declare themselves, or that others than parties report. What only an enemy says is none. A place that is known no
better than to its district tells nothing of nearness.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import cos, radians

from sayso.link.profiles import Profile
from sayso.model import Claim, Event, Report
from sayso.store.linked import read_memberships
from sayso.views.grades import NearbyAction
from sayso.views.policy import GradePolicy
from sayso.views.sides import Sides
from sayso.views.speakers import with_ground
from sayso.views.statements import Told

MOST_REPORTS = 20
# Whose dossiers are put together anew when a report comes in: wider than any sensible policy.
WIDEST_KM, WIDEST_DAYS = 50.0, 7
_FINE = frozenset({"exact", "neighbourhood", "town"})
_DEEDS = frozenset({"ASSAULT", "COERCE"})
_DONE = frozenset({"happened", "ongoing", "attempted"})
_KM_A_DEGREE = 111.2


def write_deeds(connection: sqlite3.Connection, profile: Profile) -> None:
    """Note the deeds of a report that have a day and a point, in the place of those of its earlier reading."""
    connection.execute("DELETE FROM deeds WHERE document = ?", (profile.document,))
    connection.executemany(
        "INSERT OR IGNORE INTO deeds VALUES (?, ?, ?, ?, ?)",
        [
            (profile.document, e.event, e.start[:10], e.place.lat, e.place.lon)
            for strand in profile.strands
            for e in strand.events
            if e.type in _DEEDS and e.status in _DONE and e.start and e.place is not None
            if e.place.lat is not None and e.place.lon is not None and e.place.precision in _FINE
        ],
    )


def documents_near(connection: sqlite3.Connection, document: str) -> set[str]:
    """The documents that tell of deeds near those of one."""
    deeds = connection.execute("SELECT event FROM deeds WHERE document = ?", (document,)).fetchall()
    near = _deeds_near(connection, [(document, row[0]) for row in deeds], WIDEST_KM, WIDEST_DAYS)
    return {name for name, _ in near} - {document}


def find_nearby(
    connection: sqlite3.Connection,
    read: Callable[[str], Report | None],
    told: Sequence[Told],
    sides: Sides,
    policy: GradePolicy,
) -> tuple[NearbyAction, ...]:
    """The actions told in other incidents near the deeds of this one; `read` gives the linked report of a document."""
    own = {(t.report.document.id, event) for t in told for event in t.events}
    near = sorted(_deeds_near(connection, own, policy.near_radius_km, policy.near_days) - own)
    reports: dict[str, Report | None] = {}
    found: dict[tuple[str, str], NearbyAction] = {}
    for document, event in near:
        if document not in reports and len(reports) < MOST_REPORTS:
            reports[document] = read(document)
        report = reports.get(document)
        if report is not None:
            for side, words in _actions(report, event, sides, policy):
                incident = _incident_of(connection, document, event)
                found.setdefault((side, incident), NearbyAction(side, incident, words))
    return tuple(found[key] for key in sorted(found))


def _deeds_near(
    connection: sqlite3.Connection, deeds: Iterable[tuple[str, str]], km: float, days: int
) -> set[tuple[str, str]]:
    near: set[tuple[str, str]] = set()
    for document, event in deeds:
        row = connection.execute(
            "SELECT day, lat, lon FROM deeds WHERE document = ? AND event = ?", (document, event)
        ).fetchone()
        if row is not None:
            day, lat, lon = row
            near |= set(_around(connection, day, (lat, lon), km, days))
    return near


def _around(
    connection: sqlite3.Connection, day: str, point: tuple[float, float], km: float, days: int
) -> Iterator[tuple[str, str]]:
    lat, lon = point
    try:
        middle = date.fromisoformat(day)
        first, last = middle - timedelta(days), middle + timedelta(days)
    except (ValueError, OverflowError):
        return
    rows = connection.execute(
        "SELECT document, event, lat, lon FROM deeds WHERE day BETWEEN ? AND ? AND lat BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat(), lat - km / _KM_A_DEGREE, lat + km / _KM_A_DEGREE),
    )
    for document, event, other_lat, other_lon in rows:
        width = cos(radians((lat + other_lat) / 2)) * (lon - other_lon)
        if _KM_A_DEGREE * ((lat - other_lat) ** 2 + width**2) ** 0.5 <= km:
            yield document, event


def _actions(
    report: Report, event_id: str, sides: Sides, policy: GradePolicy
) -> Iterator[tuple[str, str]]:
    """(side, words) of those who did a deed by their own word, or by that of somebody who is no armed side.

    A charge reports no action, whoever brings it.
    """
    events: dict[str, Event] = {e.id: e for e in report.events}
    actors = with_ground(report)
    acts = {a.id: a.act for a in report.attributions}
    day = report.document.published[:10] if report.document.published else None
    for claim in report.claims:
        is_charge = bool(claim.via) and acts.get(claim.via[-1]) in policy.charging_acts
        if claim.event == event_id and _asserts_deed(claim) and not is_charge:
            did = claim.value.actor or ""
            doer = sides.side_of(did, actors.get(did), day)
            tellers = [sides.side_of(c, actors.get(c), day) for c in claim.claimants]
            if doer is not None and any(
                t is None or t.id == doer.id or not t.is_armed for t in tellers
            ):
                yield doer.id, f"{doer.name}: “{events[event_id].trigger.exact}”"


def _asserts_deed(claim: Claim) -> bool:
    return claim.property == "responsible" and claim.stance == "asserts" and bool(claim.value.actor)


def _incident_of(connection: sqlite3.Connection, document: str, event: str) -> str:
    members = read_memberships(connection, [document])
    exact = [m.incident for m in members if m.item == f"{document}#{event}"]
    return (exact or [m.incident for m in members] or [document])[0]
