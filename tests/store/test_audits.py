"""Audits: drawn by a seed, kept, judged in turn, reported with intervals; and what an audit vouches for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.errors import StoreError, UsageError
from sayso.review_model import Audit, AuditItem, AuditVerdict, LookRank, ReviewState, WrongPart
from sayso.store.audits import (
    draw_audit,
    find_audit,
    judge_item,
    next_item,
    read_items,
    read_verdicts,
    report_audit,
)
from sayso.store.bulk import accept_group, read_groups
from sayso.store.deciding import Signature, judge_claim
from sayso.store.queue import read_queue
from sayso.views.audits import make_audit_report
from sayso.views.intervals import make_interval, weigh_strata, wilson
from sayso.views.review_policy import load_review_policy
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

ANA, BOB = Signature("ana", "read it"), Signature("bob", "read it")


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    """Twelve reports of one story, each with a toll, an occurrence and a place: 24 claims and one denial."""
    path = tmp_path / "a.db"
    reports = [made_report(n) for n in range(1, 13)]
    denial = [{"who": "SYR.GOV", "act": "denies", "responsible": "SYR"}]
    write_reports(path, *reports, made_report(13, claims=denial))
    return open_linked(path)


def test_a_seed_draws_the_same_claims_and_another_draws_others(
    connection: sqlite3.Connection,
) -> None:
    drawn = [
        [i.claim for i in read_items(connection, draw_audit(connection, 10, seed, ANA).id)]
        for seed in (7, 7, 8)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 10


def test_a_stratified_sample_holds_what_is_rare(connection: sqlite3.Connection) -> None:
    audit = draw_audit(connection, 6, 1, ANA, is_stratified=True)
    items = read_items(connection, audit.id)
    assert ("responsible", "denies") in {(i.property, i.stance) for i in items}
    assert {i.property: i.stratum for i in items} == {
        "toll.killed": 12,
        "occurrence": 12,
        "responsible": 1,
    }
    assert audit.population == 25
    assert all(i.evidence[0].exact and i.trigger == "strike" for i in items)


def test_an_audit_is_gone_on_with_where_it_was_left(connection: sqlite3.Connection) -> None:
    audit = draw_audit(connection, 3, 1, ANA)
    assert find_audit(connection).id == find_audit(connection, audit.id[:6]).id == audit.id
    first = next_item(connection, audit.id, "ana")
    assert first is not None
    judge_item(connection, audit.id, first.number, ANA, is_right=True)
    second = next_item(connection, audit.id, "ana")
    assert second is not None
    assert second.number == 2
    others = next_item(connection, audit.id, "bob")
    assert others is not None
    assert others.number == 1
    for number in (2, 3):
        judge_item(connection, audit.id, number, ANA, is_right=False, parts=["stance"])
    assert next_item(connection, audit.id, "ana") is None
    report = report_audit(connection, audit)
    assert (report.judged, report.overall.right, report.parts) == (3, 1, {"stance": 2})


def test_a_later_verdict_stands_and_the_earlier_is_kept(connection: sqlite3.Connection) -> None:
    audit = draw_audit(connection, 2, 1, ANA)
    judge_item(connection, audit.id, 1, ANA, is_right=False, parts=["value", "claimant"])
    judge_item(connection, audit.id, 1, ANA, is_right=True)
    assert report_audit(connection, audit).overall.right == 1
    assert len(read_verdicts(connection, audit.id)) == 2
    with pytest.raises(sqlite3.IntegrityError, match="give another one"):
        connection.execute("UPDATE audit_verdicts SET verdict = '{}'")


def test_where_people_differ_it_is_disputed_and_wrong(connection: sqlite3.Connection) -> None:
    audit = draw_audit(connection, 2, 1, ANA)
    judge_item(connection, audit.id, 1, ANA, is_right=True)
    judge_item(connection, audit.id, 1, BOB, is_right=False, parts=["event"])
    report = report_audit(connection, audit)
    assert (report.disputed, report.overall.right, report.people) == (1, 0, ("ana", "bob"))


def test_what_an_audit_does_not_take(connection: sqlite3.Connection) -> None:
    with pytest.raises(StoreError, match="no audit was drawn"):
        find_audit(connection)
    audit = draw_audit(connection, 99, 1, ANA)
    assert audit.size == 25, "no more than there are"
    with pytest.raises(UsageError, match="cannot be drawn"):
        draw_audit(connection, 0, 1, ANA)
    with pytest.raises(UsageError, match="no item 26"):
        judge_item(connection, audit.id, 26, ANA, is_right=True)
    with pytest.raises(UsageError, match="right takes no part"):
        judge_item(connection, audit.id, 1, ANA, is_right=True, parts=["value"])
    with pytest.raises(UsageError, match="right takes no part"):
        judge_item(connection, audit.id, 1, ANA, is_right=False)
    with pytest.raises(StoreError, match="0 audits"):
        find_audit(connection, "qffff")


def test_only_what_an_audit_vouches_for_is_accepted_at_once(
    connection: sqlite3.Connection,
) -> None:
    policy = load_review_policy()
    dossiers_of(connection).fill()
    audit = draw_audit(connection, 25, 1, ANA)
    with pytest.raises(
        UsageError, match="vouches for nothing of occurrence, asserts; it takes 90%"
    ):
        accept_group(connection, audit, policy, "occurrence", "asserts", BOB)
    for item in read_items(connection, audit.id):
        is_right = item.property == "occurrence"
        parts: tuple[WrongPart, ...] = () if is_right else ("value",)
        judge_item(connection, audit.id, item.number, ANA, is_right=is_right, parts=parts)
    with pytest.raises(UsageError, match="vouches for 76% at least"):
        accept_group(connection, audit, policy, "occurrence", "asserts", BOB)
    eased = replace(policy, accept_least=0.7)
    judge_claim(connection, "reject", read_items(connection, audit.id)[0].claim, ANA)
    dossiers_of(connection).fill()
    groups = {(g.property, g.stance): g for g in read_groups(connection, audit, eased)}
    sure = groups["occurrence", "asserts"]
    assert (sure.is_sure, sure.found.judged) == (True, 12)
    assert not groups["toll.killed", "asserts"].is_sure
    ranks: tuple[LookRank, ...] = ("grade",)
    hanging = {r.claim for r in read_queue(connection, ranks=ranks).rows}
    count = accept_group(connection, audit, eased, "occurrence", "asserts", BOB)
    assert count == sure.open > 0
    dossiers_of(connection).fill()
    states: tuple[ReviewState, ...] = ("Decided",)
    decided = read_queue(connection, states=states).rows
    assert not hanging & {row.claim for row in decided if row.by == "bob"}
    with pytest.raises(UsageError, match="no untouched claims"):
        accept_group(connection, audit, eased, "occurrence", "asserts", BOB)
    [reason] = {
        row[0]
        for row in connection.execute("SELECT reason FROM judgements WHERE by = 'bob' LIMIT 1")
    }
    assert f"audit {audit.id} found 12 of 12 such claims right, 76% at least" in reason


def test_wilson_is_wilsons() -> None:
    assert wilson(0.9, 10) == pytest.approx((0.5958, 0.9821), abs=5e-4)
    assert wilson(1.0, 12)[0] == pytest.approx(0.7575, abs=5e-4)
    assert make_interval("x", 0, 0).share is None


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_stays_inside(judged: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, judged))
    interval = make_interval("x", right, judged)
    assert interval.share is not None
    assert interval.low is not None
    assert interval.high is not None
    assert 0 <= interval.low <= interval.share + 1e-9
    assert interval.share - 1e-9 <= interval.high <= 1


def test_strata_are_weighed_by_their_size() -> None:
    """9 of 10 right of 900 like this, 0 of 10 of 100 like that: 81 %, not 45 %."""
    interval = weigh_strata("x", [(9, 10, 900), (0, 10, 100), (0, 0, 50)])
    assert interval.share == pytest.approx(0.81)
    plain = make_interval("x", 81, 100)
    assert interval.low is not None
    assert plain.low is not None
    assert interval.low < plain.low, "twenty looks tell less than a hundred"


def test_facts_that_are_allegations_are_told() -> None:
    audit = Audit(
        id="q1", by="a", at="", reason="", seed=1, size=2, population=2, is_stratified=False
    )
    items = [
        AuditItem(
            number=n,
            claim=f"c{n}",
            document="d",
            title="t",
            property="responsible",
            value="SYR",
            stance="asserts",
            claimants=("outlet:x",),
            responsibility="fact" if n < 3 else "accused",
            trigger="strike",
            evidence=(),
            stratum=3,
        )
        for n in (1, 2, 3)
    ]
    verdicts = [
        AuditVerdict(number=n, by="a", at="", verdict="wrong" if n == 2 else "right")
        for n in (1, 2, 3)
    ]
    report = make_audit_report(audit, items, verdicts)
    assert (report.facts.right, report.facts.judged) == (1, 2)
