"""Put incidents of a store together, and keep what was put together until something of it changes.

Comes in: an open store, a policy, perhaps a day. Goes out: incidents, and the rows of the table. What is kept is
thrown away by whatever changes an incident (linking, judgements) and never used for another version of sayso or of
the policy; the state of an earlier day is always put together anew.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import msgspec

from sayso.config import sayso_version
from sayso.errors import StoreError
from sayso.incident_model import Incident, Judgement
from sayso.model import Report
from sayso.store.constraints import find_item
from sayso.store.framings import write_framings
from sayso.store.judgements import read_judgements
from sayso.store.linked import (
    MemberRow,
    follow_redirect,
    pack,
    read_copies,
    read_linked_profile,
    read_members,
    read_reading_of,
    read_redirects_to,
)
from sayso.store.nearby import find_nearby
from sayso.store.queue import write_claim_keys
from sayso.store.transactions import transaction
from sayso.store.view import read_report
from sayso.views.dossier import Dossier, Material, make_dossier, make_incident
from sayso.views.lists import make_lists
from sayso.views.policy import GradePolicy
from sayso.views.review_policy import ReviewPolicy, load_review_policy
from sayso.views.rows import IncidentRow, make_row
from sayso.views.sides import Sides
from sayso.views.statements import Told
from sayso.views.worth import weigh_claims

_MOST_REASONS = 3
# Dossiers that are put together before any of them is written: each write waits for the disk.
_AT_ONCE = 25
# Reports that stay unpacked: the incidents of one long report follow each other, and unpacking it takes seconds.
_MOST_UNPACKED = 8


class Dossiers:
    """The incidents of an open store under one policy; `keeps`: what is put together is written down."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        sides: Sides,
        policy: GradePolicy,
        *,
        keeps: bool = True,
        review: ReviewPolicy | None = None,
    ) -> None:
        self._connection = connection
        self._keeps = keeps
        self._sides, self._policy = sides, policy
        self._review = review or load_review_policy()
        self._unpacked: dict[str, Report] = {}
        self._version = f"{sayso_version()} {policy.name} {policy.digest} {self._review.name} {self._review.digest}"

    @property
    def policy_name(self) -> str:
        """The name of the policy that grades."""
        return self._policy.name

    @property
    def version(self) -> str:
        """Of sayso and of the policy: what is kept of another version is put together anew."""
        return self._version

    def incident_ids(self, *, with_asides: bool = False) -> list[str]:
        """All incidents, first minted first; without asides only those that some report is mainly about."""
        having = "" if with_asides else " HAVING max(is_main)"
        rows = self._connection.execute(
            "SELECT incident FROM incident_members JOIN incidents ON incidents.id = incident"
            f" WHERE until IS NULL GROUP BY incident{having} ORDER BY min(incidents.since), incident"
        )
        return [row[0] for row in rows]

    def fill(self) -> None:
        """Put together whatever is not kept: queues and lists over all incidents need it."""
        rows = self._connection.execute(
            "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL AND incident NOT IN"
            " (SELECT incident FROM dossiers WHERE version = ?) ORDER BY incident",
            (self._version,),
        ).fetchall()
        for _ in self.rows(row[0] for row in rows):
            pass

    def rows(self, incidents: Iterable[str]) -> Iterator[IncidentRow]:
        """The table's rows of some incidents; what is not kept is put together and kept, some at a time on disk."""
        names = iter(incidents)
        while some := list(islice(names, _AT_ONCE)):
            kept = [self._kept(name, "row") for name in some]
            if None in kept:
                with self._writing():
                    made = [self._row(name) for name in some]
                yield from made
            else:
                yield from (msgspec.json.decode(row, type=IncidentRow) for row in kept)

    def _row(self, name: str) -> IncidentRow:
        kept = self._kept(name, "row")
        if kept is not None:
            return msgspec.json.decode(kept, type=IncidentRow)
        return make_row(self._keep(name))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Whatever is written within reaches the disk at once, and other writers wait for it."""
        if not self._keeps:
            yield
            return
        with transaction(self._connection):
            yield

    def incident(self, name: str, as_of: str | None = None) -> Incident | None:
        """An incident as it stands, or as it stood on a day (None if nothing was printed by then)."""
        if as_of is not None:
            return make_incident(self._material(name), self._sides, self._policy, as_of)
        kept = self._kept(name, "dossier")
        if kept is not None:
            return msgspec.json.decode(zlib.decompress(kept), type=Incident)
        with self._writing():
            return self._keep(name)

    def find(self, name: str) -> str | None:
        """The incident of an id or an unambiguous start of one, redirects followed; None if there is none."""
        if len(name) < 4:
            return None
        rows = self._connection.execute(
            "SELECT id FROM incidents WHERE substr(id, 1, ?) = ?", (len(name), name)
        ).fetchall()
        found = {follow_redirect(self._connection, row[0]) for row in rows}
        if len(found) > 1:
            raise StoreError(f"{name} could be {', '.join(sorted(found)[:5])}: give more of the id")
        return found.pop() if found else None

    def find_of_report(self, name: str) -> str:
        """The incident that a report is mainly about, by the report's document id or input id."""
        rows = self._connection.execute(
            "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL AND is_main AND document IN"
            " (SELECT document FROM document_inputs WHERE source_id = ? OR document = ?)",
            (name, name),
        ).fetchall()
        if len(rows) != 1:
            raise StoreError(
                f"{len(rows)} incidents have {name} as a main report: run sayso incidents, or give its document id"
            )
        return str(rows[0][0])

    def _kept(self, name: str, column: str) -> Any:
        row = self._connection.execute(
            f"SELECT {column} FROM dossiers WHERE incident = ? AND version = ?",
            (name, self._version),
        ).fetchone()
        return row[0] if row is not None else None

    def _keep(self, name: str) -> Incident:
        material = self._material(name)
        dossier = make_dossier(material, self._sides, self._policy)
        if dossier is None:
            raise StoreError(f"incident {name} has no reports")
        incident = dossier.incident
        if self._keeps:
            self._write(name, dossier, {t.report.document.id: t.report for t in material.told})
        return incident

    def _write(self, name: str, dossier: Dossier, reports: dict[str, Report]) -> None:
        """Write down an incident and what a look at each of its claims is worth."""
        incident = dossier.incident
        row = msgspec.json.encode(make_row(incident)).decode()
        looks = weigh_claims(dossier.weighed, self._policy, self._review)
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO dossiers (incident, version, row, dossier, lists)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    name,
                    self._version,
                    row,
                    pack(incident),
                    msgspec.json.encode(make_lists(incident)).decode(),
                ),
            )
            write_claim_keys(self._connection, name, looks, reports)
            write_framings(self._connection, incident)

    def _material(self, name: str) -> Material:
        """Everything that an incident is put together from."""
        members = read_members(self._connection, [name])
        if not members:
            raise StoreError(f"incident {name} has no members")
        reports = {m.document: self._linked_report(m.document) for m in members}
        documents = list(reports)
        told = tuple(self._told(reports[m.document], m) for m in members)
        return Material(
            id=name,
            told=_join(told),
            copies=tuple(read_copies(self._connection, documents)),
            judgements=tuple(self._judgements(documents, {m.item for m in members})),
            earlier=tuple(self._earlier(reports.values())),
            nearby=find_nearby(
                self._connection, self._read_linked, told, self._sides, self._policy
            ),
            redirects=read_redirects_to(self._connection, name),
            run=(("sayso", sayso_version()),),
        )

    def _linked_report(self, document: str) -> Report:
        report = self._read_linked(document) or read_report(self._connection, document)
        if report is None:
            raise StoreError(f"document {document} has no reading: read it again")
        return report

    def _read_linked(self, document: str) -> Report | None:
        """The report that a document is linked by; a reading never changes, so that a few of them are kept."""
        reading = read_reading_of(self._connection, document)
        if reading is None:
            return None
        report = self._unpacked.pop(reading, None)
        report = report or read_report(self._connection, document, reading)
        if report is not None:
            self._unpacked[reading] = report  # the latest last
            if len(self._unpacked) > _MOST_UNPACKED:
                del self._unpacked[next(iter(self._unpacked))]
        return report

    def _told(self, report: Report, member: MemberRow) -> Told:
        profile = read_linked_profile(self._connection, member.document)
        strand = (
            next((s for s in profile.strands if s.item == member.item), None)
            if profile is not None
            else None
        )
        beside = (
            {e.event for s in profile.strands if s is not strand for e in s.events}
            if profile
            else set()
        )
        lead = member.item.partition("#")[2] or None
        score, reasons = self._link(member.item)
        return Told(
            report=report,
            events=_with_same(
                report, {e.event for e in strand.events} if strand else set(), beside
            ),
            lead=lead,
            is_main=member.is_main,
            source_ids=self._source_ids(member.document),
            score=score,
            reasons=reasons,
            scene=_as_printed(report.document.text, strand.scene if strand else ()),
        )

    def _link(self, item: str) -> tuple[float, tuple[str, ...]]:
        """The strongest link that holds an item, with its reasons; a lone one needs none."""
        row = self._connection.execute(
            "SELECT score, reasons FROM links WHERE until IS NULL AND (left_item = ? OR right_item = ?)"
            " ORDER BY score DESC, left_item, right_item LIMIT 1",
            (item, item),
        ).fetchone()
        if row is None:
            return 1.0, ()
        return row[0], tuple(msgspec.json.decode(row[1], type=list[str])[:_MOST_REASONS])

    def _source_ids(self, document: str) -> tuple[str, ...]:
        rows = self._connection.execute(
            "SELECT source_id FROM document_inputs WHERE document = ? ORDER BY source_id",
            (document,),
        )
        return tuple(row[0] for row in rows)

    def _judgements(self, documents: list[str], items: set[str]) -> Iterator[Judgement]:
        """The judgements about these documents; those on grades only where they are about this incident."""
        for judgement in read_judgements(self._connection, documents):
            if judgement.kind not in ("grade", "discounted") or self._is_about(judgement, items):
                yield judgement

    def _is_about(self, judgement: Judgement, items: set[str]) -> bool:
        anchor = judgement.left[0]
        profile = read_linked_profile(self._connection, anchor.document)
        if profile is None:
            return False
        return find_item(anchor, profile, self._linked_report(anchor.document)) in items

    def _earlier(self, reports: Iterable[Report]) -> Iterator[tuple[str, Report]]:
        """The earlier version of each page that changed."""
        for report in reports:
            revises = report.document.revises
            earlier = read_report(self._connection, revises) if revises is not None else None
            if earlier is not None:
                yield report.document.id, earlier


def _as_printed(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Names in the letters of the report: "kyauk kan" → "Kyauk Kan"."""
    found = (re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)
    return tuple(match.group() for match in found if match is not None)


def _with_same(report: Report, events: set[str], beside: set[str]) -> frozenset[str]:
    """Some events of a report, and all mentions of the same happenings that are told `beside` nothing else.

    "Strikes killed nine across the south. In Tyre, three died": those of Tyre are told as a happening of their own
    """
    roots = {e.id: e.same_as or e.id for e in report.events}
    wanted = {roots[event] for event in events if event in roots}
    same = {event for event, root in roots.items() if root in wanted}
    return frozenset(same - beside) | events


def _join(told: Iterable[Told]) -> tuple[Told, ...]:
    """Two strands of one report that came into one incident are one telling, led by the main one."""
    found: dict[str, Told] = {}
    for t in sorted(told, key=lambda t: (t.report.document.id, not t.is_main)):
        first = found.get(t.report.document.id)
        if first is None:
            found[t.report.document.id] = t
        else:
            found[t.report.document.id] = Told(
                report=first.report,
                events=first.events | t.events,
                lead=first.lead,
                is_main=first.is_main,
                source_ids=first.source_ids,
                score=first.score,
                reasons=first.reasons,
                scene=first.scene,
            )
    return tuple(found.values())
