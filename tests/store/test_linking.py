"""Incidents in a store: linked once, kept by id, merged, split, put back; nothing is lost whatever the order."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

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

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Incident, Judgement
from sayso.model import Place, Report, TimeInterval
from sayso.store.deciding import (
    Correction,
    Signature,
    judge_claim,
    judge_different,
    judge_grade,
    judge_same,
    withdraw,
)
from sayso.store.dossiers import Dossiers
from sayso.store.linked import follow_redirect
from sayso.store.linking import link_pending, read_pending
from sayso.store.tables import MIGRATIONS, open_store
from tests.store.made_store import (
    RUN,
    TAILS,
    dossiers_of,
    incident_of,
    made_report,
    open_linked,
    write_reports,
)

ANA = Signature("ana", "looked")
KEPT = ("incidents", "incident_members", "incident_redirects", "judgements", "withdrawals", "links")


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    return {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in KEPT}  # noqa: S608


def _groups(connection: sqlite3.Connection) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for incident, item in connection.execute(
        "SELECT incident, item FROM incident_members WHERE until IS NULL"
    ):
        groups.setdefault(incident, set()).add(item)
    return {frozenset(items) for items in groups.values()}


def test_reports_of_one_story_are_one_incident_and_linking_again_adds_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, 1))
    connection = open_linked(path)
    assert incident_of(connection, "d1") == incident_of(connection, "d2")
    assert incident_of(connection, "d3") != incident_of(connection, "d1")
    before, [(runs,)] = _rows(connection), connection.execute("SELECT count(*) FROM link_runs")
    link_pending(connection)
    link_pending(connection, full=True)
    assert _rows(connection) == before
    assert connection.execute("SELECT count(*) FROM link_runs").fetchone() == (runs,)


def test_an_added_report_joins_its_incident_and_the_id_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(3, 1))
    connection = open_linked(path)
    first = incident_of(connection, "d1")
    write_reports(path, made_report(2))
    assert [p.document for p in read_pending(connection)] == ["d2"]
    link_pending(connection)
    assert incident_of(connection, "d2") == first
    [row] = dossiers_of(connection).rows([first])
    assert row.documents == 2


def test_adding_one_by_one_and_all_at_once_give_the_same_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [made_report(n, n % 3) for n in range(1, 10)]
    write_reports(tmp_path / "all.db", *reports)
    at_once = _groups(open_linked(tmp_path / "all.db"))
    monkeypatch.setattr("sayso.store.linking.SMALL", 0)
    for report in reversed(reports):
        write_reports(tmp_path / "one.db", report)
        connection = open_linked(tmp_path / "one.db")
    assert _groups(connection) == at_once
    assert len(at_once) == 3


def test_merge_and_withdrawal(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, 1))
    connection = open_linked(path)
    one, other = incident_of(connection, "d1"), incident_of(connection, "d3")
    judgement = judge_same(connection, [one, other], ANA)
    assert incident_of(connection, "d3") == one
    assert follow_redirect(connection, other) == one
    assert dossiers_of(connection).find(other) == one
    shown = dossiers_of(connection).incident(one)
    assert shown is not None
    assert shown.redirects == (other,)
    assert [note.kind for note in shown.judgements] == ["same"]
    link_pending(connection, full=True)
    assert incident_of(connection, "d3") == one, "a judgement outranks the machine"
    withdraw(connection, judgement.id, Signature("bob", "two places"))
    assert incident_of(connection, "d3") == other, "the id that it had is there again"
    assert follow_redirect(connection, other) == other
    with pytest.raises(UsageError, match="was withdrawn"):
        withdraw(connection, judgement.id, ANA)


def test_split_and_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3))
    connection = open_linked(path)
    one = incident_of(connection, "d1")
    judgement = judge_different(connection, one, ["r3"], ANA)
    assert incident_of(connection, "d1") == incident_of(connection, "d2") == one
    split = incident_of(connection, "d3")
    assert split != one
    link_pending(connection, full=True)
    assert incident_of(connection, "d3") == split
    withdraw(connection, judgement.id, ANA)
    assert incident_of(connection, "d3") == one
    assert dossiers_of(connection).find(split) == one


def test_the_later_judgement_outranks_the_earlier(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, 1))
    connection = open_linked(path)
    judge_same(connection, [incident_of(connection, "d1"), incident_of(connection, "d3")], ANA)
    judge_different(connection, incident_of(connection, "d3"), ["r3"], ANA)
    assert incident_of(connection, "d3") != incident_of(connection, "d1")
    judge_same(connection, [incident_of(connection, "d1"), incident_of(connection, "d3")], ANA)
    assert incident_of(connection, "d3") == incident_of(connection, "d1")


def test_judgements_take_names_reasons_and_things_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2))
    connection = open_linked(path)
    one = incident_of(connection, "d1")
    with pytest.raises(UsageError, match="takes a name"):
        Signature(" ", "why")
    with pytest.raises(UsageError, match="different incidents"):
        judge_same(connection, [one, one], ANA)
    with pytest.raises(UsageError, match="not all"):
        judge_different(connection, one, ["r1", "r2"], ANA)
    with pytest.raises(UsageError, match="0 documents"):
        judge_different(connection, one, ["r9"], ANA)
    with pytest.raises(StoreError, match="no claim"):
        judge_claim(connection, "accept", "cffff", ANA)
    with pytest.raises(UsageError, match="takes what is right"):
        judge_claim(connection, "correct", "cffff", ANA)
    with pytest.raises(UsageError, match="no grade"):
        judge_grade(connection, dossiers_of(connection), one, "Certain", None, ANA)
    assert _rows(connection)["judgements"] == 0


def test_a_claim_that_is_rejected_or_corrected_changes_the_dossier_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told = [[{"who": who, "killed": 10}] for who in ("ICRC", "UN")]
    write_reports(path, made_report(1, claims=told[0]), made_report(2, claims=told[1]))
    connection = open_linked(path)
    one = incident_of(connection, "d1")
    dossiers = dossiers_of(connection)
    first, second = (t.claim for t in _incident(dossiers, one).tolls)
    judge_claim(connection, "reject", first, ANA)
    assert [t.claim for t in _incident(dossiers, one).tolls] == [second]
    corrected = judge_claim(connection, "correct", second, ANA, Correction(value="3-5"))
    [toll] = _incident(dossiers, one).tolls
    assert (toll.low, toll.high) == (3, 5)
    withdraw(connection, corrected.id, ANA)
    [toll] = _incident(dossiers, one).tolls
    assert toll.low == 10


def _incident(dossiers: Dossiers, name: str) -> Incident:
    incident = dossiers.incident(name)
    assert incident is not None
    return incident


def test_a_signed_grade_stays_with_its_incident_through_a_merge(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1), made_report(2), made_report(3, 1))
    connection = open_linked(path)
    one, other = incident_of(connection, "d1"), incident_of(connection, "d3")
    judge_grade(connection, dossiers_of(connection), one, "fair", None, ANA)
    assert _incident(dossiers_of(connection), one).grades[0].name == "Fair"
    assert _incident(dossiers_of(connection), other).grades[0].signed_by is None
    judge_same(connection, [one, other], ANA)
    assert _incident(dossiers_of(connection), one).grades[0].signed_by == "ana"


def test_a_page_that_changed_revises_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    old = made_report(1, url="https://paper.example/1", outlet="paper")
    claims = [{"who": "residents", "killed": 29}, {"who": "outlet", "happened": True}]
    new = made_report(
        2,
        url="https://paper.example/1",
        outlet="paper",
        claims=claims,
        tail=" ".join(
            [*[TAILS[0]] * 3, "Correction: an earlier version of this article gave a lower toll."]
        ),
    )
    write_reports(path, old, new)
    write_reports(path, old)
    connection = open_linked(path)
    incident = _incident(dossiers_of(connection), incident_of(connection, "d1"))
    assert [(d.id, d.revises) for d in incident.documents] == [("d1", None), ("d2", "d1")]
    [revision] = incident.revisions
    assert (revision.document, revision.revises) == ("d2", "d1")
    assert len(revision.changed) == 1
    assert revision.notice is not None
    assert "Correction" in revision.notice
    assert [t.words for t in incident.tolls] == ["29"], (
        "the version that was replaced counts no more"
    )


def test_a_new_reading_keeps_ids_and_judgements_find_their_claims(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    report = made_report(1)
    write_reports(path, report, made_report(2))
    connection = open_linked(path)
    one = incident_of(connection, "d1")
    claim = next(c for c in report.claims if c.property == "toll.killed")
    judge_claim(connection, "accept", claim.id, ANA)
    renamed = [replace(c, id="n" + c.id[1:]) for c in report.claims]
    write_reports(path, replace(report, claims=tuple(renamed), run=RUN | {"lexicons": "1"}))
    link_pending(connection)
    assert incident_of(connection, "d1") == one
    [note] = _incident(dossiers_of(connection), one).judgements
    assert (note.claim, note.stale) == ("n" + claim.id[1:], False)
    figure = replace(report.figures[0], span=replace(report.figures[0].span, exact="11"))
    write_reports(path, replace(report, figures=(figure,), run=RUN | {"lexicons": "2"}))
    link_pending(connection)
    [note] = _incident(dossiers_of(connection), one).judgements
    assert note.stale
    assert "'10'" in (note.why_stale or "")


def test_an_old_store_is_brought_up_to_date_and_linked(tmp_path: Path) -> None:
    write_reports(tmp_path / "new.db", made_report(1), made_report(2))
    old = open_store(tmp_path / "old.db", MIGRATIONS[:1])
    old.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
    tables = (
        "sources",
        "documents",
        "document_inputs",
        "readings",
        "current_readings",
        "claims",
        "runs",
    )
    for table in tables:
        old.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")  # noqa: S608
    old.close()
    connection = open_linked(tmp_path / "old.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert incident_of(connection, "d1") == incident_of(connection, "d2")
    assert connection.execute("SELECT count(*) FROM claims").fetchone() == (4,)


def test_a_document_without_any_event_is_placed_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    bare = made_report(1)
    write_reports(path, replace(bare, events=(), claims=()), made_report(2, 1))
    connection = open_linked(path)
    incident = _incident(dossiers_of(connection), incident_of(connection, "d1"))
    assert incident.title_rule == "headline-1"
    assert [d.main for d in incident.documents] == [True]


def test_an_action_declared_in_another_incident_nearby_is_near(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told: dict[str, Any] = {"outlet": "wire", "published": "2020-01-03"}
    harm = [{"who": who, "killed": 9} for who in ("ICRC", "UN")]
    blame = {"who": "armed-group:houthis", "act": "accuses", "responsible": "SAU.MIL"}
    strike = made_report(1, claims=[*harm, blame], **told)
    raid = made_report(2, 1, claims=[{"who": "SAU.MIL", "responsible": "SAU.MIL"}], **told)
    write_reports(path, _at(strike, 15.35, 44.2), _at(raid, 15.36, 44.21))
    connection = open_linked(path)
    if incident_of(connection, "d1") == incident_of(connection, "d2"):
        judge_different(connection, incident_of(connection, "d1"), ["r2"], ANA)
    graded = _incident(dossiers_of(connection), incident_of(connection, "d1")).grades
    [grade] = [g for g in graded if g.party == "SAU"]
    assert (grade.name, grade.near) == ("Fair", "likely")
    assert any("an action nearby is told" in reason for reason in grade.reasons)
    write_reports(path, replace(_at(raid, 25.0, 44.21), run=RUN | {"lexicons": "far"}))
    link_pending(connection)
    graded = _incident(dossiers_of(connection), incident_of(connection, "d1")).grades
    assert [g.name for g in graded if g.party == "SAU"] == ["Weak"], "it was elsewhere"


def _at(report: Report, lat: float, lon: float) -> Report:
    """A made report whose event has a point and a day."""
    span = report.events[0].trigger
    place = Place(id="p1", span=span, name="Somewhere", lat=lat, lon=lon, precision="town")
    time = TimeInterval(
        id="t1", span=span, type="DATE", value="2020-01-01", start="2020-01-01", end="2020-01-02"
    )
    events = tuple(replace(e, place="p1", time="t1") for e in report.events)
    return replace(report, events=events, places=(place,), times=(time,))


class Incidents(RuleBasedStateMachine):
    """Any order of adding, merging, splitting, withdrawing and linking anew."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.db"
        self.documents: list[str] = []
        self.seen: set[str] = set()
        self.standing: list[Judgement] = []
        self.rows: dict[str, int] = {}

    @initialize()
    def start(self) -> None:
        self.connection = open_store(self.path)
        self.add(0)
        self.add(1)

    @rule(story=st.integers(0, 2))
    def add(self, story: int) -> None:
        number = len(self.documents) + 1
        write_reports(self.path, made_report(number, story))
        self.documents.append(f"d{number}")
        link_pending(self.connection)

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        incidents = sorted({incident_of(self.connection, d) for d in self.documents})
        if len(incidents) > 1:
            pair = data.draw(
                st.lists(st.sampled_from(incidents), min_size=2, max_size=2, unique=True)
            )
            self.standing.append(judge_same(self.connection, pair, ANA))
            assert follow_redirect(self.connection, pair[0]) == follow_redirect(
                self.connection, pair[1]
            )

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        document = data.draw(st.sampled_from(self.documents))
        incident = incident_of(self.connection, document)
        others = [
            d
            for d in self.documents
            if incident_of(self.connection, d) == incident and d != document
        ]
        if others:
            self.standing.append(
                judge_different(self.connection, incident, ["r" + document[1:]], ANA)
            )
            assert all(
                incident_of(self.connection, d) != incident_of(self.connection, document)
                for d in others
            )

    @precondition(lambda self: bool(self.standing))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        judgement = data.draw(st.sampled_from(self.standing))
        self.standing.remove(judgement)
        withdraw(self.connection, judgement.id, ANA)

    @rule()
    def relink(self) -> None:
        link_pending(self.connection, full=True)

    @rule()
    def undo_everything(self) -> None:
        for judgement in self.standing:
            withdraw(self.connection, judgement.id, ANA)
        self.standing = []
        link_pending(self.connection, full=True)
        assert len(_groups(self.connection)) == len(
            {_story(self.connection, document) for document in self.documents}
        )

    @invariant()
    def every_document_has_one_main_incident_and_no_item_two(self) -> None:
        if not self.documents:
            return
        members = self.connection.execute(
            "SELECT item, document, is_main FROM incident_members WHERE until IS NULL"
        ).fetchall()
        assert len({item for item, _, _ in members}) == len(members)
        assert sorted(d for _, d, is_main in members if is_main) == sorted(self.documents)

    @invariant()
    def no_id_ever_shown_leads_nowhere(self) -> None:
        if not self.documents:
            return
        dossiers = dossiers_of(self.connection)
        active = set(dossiers.incident_ids(with_asides=True))
        self.seen |= active
        for name in self.seen:
            assert dossiers.find(name) in active

    @invariant()
    def nothing_is_deleted(self) -> None:
        if self.documents:
            rows = _rows(self.connection)
            assert all(rows[table] >= count for table, count in self.rows.items())
            self.rows = rows

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
        self.folder.cleanup()


def _story(connection: sqlite3.Connection, document: str) -> str:
    [(text,)] = connection.execute("SELECT text FROM documents WHERE id = ?", (document,))
    return str(text)[-40:]


TestIncidents = Incidents.TestCase
TestIncidents.settings = settings(
    max_examples=25,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
