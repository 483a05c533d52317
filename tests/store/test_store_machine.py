"""A store under any order of reading, reading anew, judging, withdrawing, merging, splitting, restricting and erasing.

Membership alone is walked by Incidents in test_linking.py; here claims, grades, restrictions, erasures and new readings
come in between. A model of a few sets tells what must be there.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from msgspec.structs import replace

from sayso.errors import UsageError
from sayso.incident_model import Judgement, JudgementKind
from sayso.model import Report
from sayso.store.deciding import (
    Correction,
    Signature,
    judge_claim,
    judge_different,
    judge_same,
    withdraw,
)
from sayso.store.erasing import erase_document, read_erasure
from sayso.store.judgements import read_judgements
from sayso.store.linking import link_pending
from sayso.store.restricting import hidden_from, lift_restriction, read_restrictions, restrict
from sayso.store.tables import open_store
from sayso.store.view import read_report
from tests.store.made_store import RUN, dossiers_of, incident_of, made_report, write_reports

ANA = Signature("ana", "looked")
# A reading that finds what the one before found, and another that finds nothing in the report any more.
ANEW, EMPTY = "anew", "empty"


class Store(RuleBasedStateMachine):
    """One analyst's week."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.db"
        self.reports: dict[str, Report] = {}
        self.erased: set[str] = set()
        self.standing: dict[str, Judgement] = {}
        self.withdrawn: dict[str, Judgement] = {}
        self.restricted: set[str] = set()
        self.seen: set[str] = set()
        self.readings = 0

    @initialize()
    def start(self) -> None:
        self.connection = open_store(self.path)
        for story in (0, 0, 1):
            self.read(story)

    @property
    def documents(self) -> list[str]:
        return sorted(set(self.reports) - self.erased)

    @precondition(lambda self: len(self.reports) < 7)
    @rule(story=st.integers(0, 2))
    def read(self, story: int) -> None:
        report = made_report(len(self.reports) + 1, story)
        write_reports(self.path, report)
        self.reports[report.document.id] = report
        link_pending(self.connection)

    @rule(data=st.data())
    def read_the_same_again(self, data: st.DataObject) -> None:
        """Nothing changes, and what was erased does not come back."""
        name = data.draw(st.sampled_from(sorted(self.reports)))
        before = self._view()
        write_reports(self.path, self.reports[name])
        link_pending(self.connection)
        assert self._view() == before

    @rule(data=st.data())
    def read_anew(self, data: st.DataObject) -> None:
        """Another pipeline reads it: the same claims under another reading."""
        if not self.documents:
            return
        name = data.draw(st.sampled_from(self.documents))
        self.readings += 1
        report = replace(self.reports[name], run=RUN | {"lexicons": f"{ANEW} {self.readings}"})
        write_reports(self.path, report)
        self.reports[name] = report
        link_pending(self.connection)

    @rule(data=st.data(), kind=st.sampled_from(("accept", "reject", "correct")))
    def judge(self, data: st.DataObject, kind: JudgementKind) -> None:
        tolls = [
            claim.id
            for name in self.documents
            for claim in self.reports[name].claims
            if claim.property == "toll.killed"
        ]
        if not tolls:
            return
        claim = data.draw(st.sampled_from(tolls))
        right = Correction(value="77") if kind == "correct" else None
        made = judge_claim(self.connection, kind, claim, ANA, right)
        self.standing[made.id] = made
        shown = dossiers_of(self.connection).incident(
            incident_of(self.connection, made.left[0].document)
        )
        assert shown is not None and made.id in {j.id for j in shown.judgements}

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        incidents = sorted({incident_of(self.connection, d) for d in self.documents})
        if len(incidents) > 1:
            pair = data.draw(st.permutations(incidents))[:2]
            made = judge_same(self.connection, pair, ANA)
            self.standing[made.id] = made

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        if not self.documents:
            return
        name = data.draw(st.sampled_from(self.documents))
        incident = incident_of(self.connection, name)
        try:
            made = judge_different(self.connection, incident, [name], ANA)
        except UsageError:
            assert all(
                incident_of(self.connection, d) != incident for d in self.documents if d != name
            )
            return
        self.standing[made.id] = made

    @precondition(lambda self: bool(self.standing))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.standing)))
        self.withdrawn[name] = self.standing.pop(name)
        withdraw(self.connection, name, ANA)
        with pytest.raises(UsageError, match="was withdrawn"):
            withdraw(self.connection, name, ANA)

    @rule(data=st.data(), role=st.sampled_from(("analyst", "reviewer", "admin")))
    def hide(self, data: st.DataObject, role: Any) -> None:
        if self.documents:
            name = incident_of(self.connection, data.draw(st.sampled_from(self.documents)))
            restrict(self.connection, name, role, "ana", "A witness is named.")
            self.restricted.add(name)

    @precondition(lambda self: bool(self.restricted))
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.restricted)))
        lift_restriction(self.connection, name, "ana", "Safe abroad.")
        self.restricted.discard(name)

    @precondition(lambda self: len(self.documents) > 1)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.documents))
        erase_document(self.connection, name, "ana", "Asked for.")
        self.erased.add(name)

    @rule()
    def relink(self) -> None:
        link_pending(self.connection, full=True)

    @rule()
    def open_again(self) -> None:
        before = self._view()
        self.connection.close()
        self.connection = open_store(self.path)
        assert self._view() == before

    @rule()
    def take_everything_back(self) -> None:
        """Without judgements the store shows what one shows that never had any."""
        for name in sorted(self.standing):
            self.withdrawn[name] = self.standing.pop(name)
            withdraw(self.connection, name, ANA)
        link_pending(self.connection, full=True)
        plain = Path(self.folder.name) / f"plain-{len(list(self.path.parent.iterdir()))}.db"
        write_reports(plain, *(self.reports[name] for name in self.documents))
        other = open_store(plain)
        link_pending(other, full=True)
        assert _told(self.connection, self.documents) == _told(other, self.documents)
        other.close()

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for name in self.documents:
            report = read_report(self.connection, name)
            assert report is not None
            assert msgspec.json.encode(report.claims) == msgspec.json.encode(
                self.reports[name].claims
            )
            assert report.document.text == self.reports[name].document.text
        if self.reports:
            kept = {judgement.id: judgement for judgement in read_judgements(self.connection)}
            assert kept.keys() == self.standing.keys() | self.withdrawn.keys()
            assert {n for n, j in kept.items() if j.withdrawn_at is None} == set(self.standing)

    @invariant()
    def what_is_erased_stays_so(self) -> None:
        for name in self.erased:
            assert read_erasure(self.connection, name) is not None
            report = read_report(self.connection, name)
            assert report is None or not (report.claims or report.document.text)

    @invariant()
    def every_id_ever_shown_leads_somewhere_or_to_what_was_erased(self) -> None:
        if not self.reports:
            return
        dossiers = dossiers_of(self.connection)
        active = set(dossiers.incident_ids(with_asides=True))
        self.seen |= active
        lost = {name for name in self.seen if dossiers.find(name) not in active}
        assert not lost or self.erased

    @invariant()
    def restrictions_hide_from_lower_roles_alone(self) -> None:
        if not self.reports:
            return
        assert set(read_restrictions(self.connection)) <= self.seen | self.restricted
        assert hidden_from(self.connection, "admin") == (frozenset(), frozenset())
        hidden, _ = hidden_from(self.connection, "viewer")
        assert hidden_from(self.connection, "analyst")[0] <= hidden

    @invariant()
    def the_file_is_sound(self) -> None:
        if self.reports:
            assert self.connection.execute("PRAGMA foreign_key_check").fetchall() == []

    def _view(self) -> list[bytes]:
        """All that the incidents show."""
        dossiers = dossiers_of(self.connection)
        names = sorted(dossiers.incident_ids(with_asides=True))
        return [msgspec.json.encode(dossiers.incident(name)) for name in names]

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
        self.folder.cleanup()


def _told(connection: sqlite3.Connection, documents: list[str]) -> set[tuple[object, ...]]:
    """What a store shows without the names of its incidents: its groups of documents, and what is claimed in each."""
    dossiers = dossiers_of(connection)
    groups: dict[str, list[str]] = {}
    for name in documents:
        groups.setdefault(incident_of(connection, name), []).append(name)
    shown = {tuple(members): dossiers.incident(name) for name, members in groups.items()}
    return {
        (members, msgspec.json.encode((incident.claims, incident.tolls)))
        for members, incident in shown.items()
        if incident is not None
    }


def _machine(examples: int, steps: int) -> Any:
    class Sized(Store):
        """The machine at one size."""

    Sized.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    return Sized.TestCase


TestStore = _machine(4, 14)


@pytest.mark.soak
@pytest.mark.slow
class TestStoreAtLength(_machine(300, 40)):  # type: ignore[misc]
    """The same for longer."""
