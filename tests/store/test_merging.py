"""Two stores become one: each thing that can differ, one at a time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from sayso.errors import SaysoError, StoreError, UsageError
from sayso.store import users
from sayso.store.audit_trail import read_trail
from sayso.store.audits import draw_audit, judge_item, read_verdicts
from sayso.store.checking import check_store
from sayso.store.comments import read_comments, write_comment
from sayso.store.conflicts import Conflict, find_conflicts
from sayso.store.deciding import (
    Correction,
    Signature,
    judge_claim,
    judge_different,
    judge_grade,
    judge_same,
    withdraw,
)
from sayso.store.erasing import erase_document
from sayso.store.judgements import read_judgements
from sayso.store.linked import follow_redirect, read_members, read_memberships
from sayso.store.merging import Merge, merge_stores
from sayso.store.queue import read_queue
from sayso.store.restricting import hidden_from, lift_restriction, read_restrictions, restrict
from sayso.store.review_steps import read_steps
from sayso.store.reviewing import decide, look_again, read_standing, take_step, undo
from sayso.store.saved_searches import read_searches, save_search, withdraw_search
from sayso.store.tables import MIGRATIONS, open_store
from tests.store.made_store import (
    RUN,
    dossiers_of,
    open_linked,
    sealed_report,
    write_reports,
)
from tests.store.merged import dump, incidents_of, resolved

ANA, BOB, CY, DAN = (Signature(name, "Read it.") for name in ("ana", "bob", "cy", "dan"))
REPORTS = [sealed_report(n, story=n % 3) for n in range(1, 7)]
DOCUMENTS = [report.document.id for report in REPORTS]
TOLL = REPORTS[0].claims[0].id


class Two(NamedTuple):
    """Two stores that were one until now."""

    a: sqlite3.Connection
    b: sqlite3.Connection
    folder: Path

    def merge(self, name: str = "c.db") -> Merge:
        return merge_stores(self.folder / "a.db", self.folder / "b.db", self.folder / name, "eve")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.db"
    write_reports(path, *REPORTS)
    open_linked(path).close()
    return path


@pytest.fixture
def two(base: Path, tmp_path: Path) -> Two:
    for name in ("a.db", "b.db"):
        shutil.copy(base, tmp_path / name)
    return Two(open_store(tmp_path / "a.db"), open_store(tmp_path / "b.db"), tmp_path)


def _conflicts(two: Two, name: str = "c.db") -> tuple[Conflict, ...]:
    with closing(open_store(two.folder / name)) as connection:
        return find_conflicts(connection)


def _incident(connection: sqlite3.Connection, document: str) -> str:
    return dossiers_of(connection).find_of_report(document)


def test_readings_and_judgements_of_both_are_kept_and_work(two: Two) -> None:
    write_reports(two.folder / "a.db", sealed_report(11))
    write_reports(two.folder / "b.db", sealed_report(12, 1))
    one = judge_claim(two.a, "accept", TOLL, ANA)
    other = judge_claim(two.b, "reject", REPORTS[1].claims[0].id, BOB)
    made = two.merge()
    assert made.conflicts == ()
    assert made.counts["documents"] == (7, 7, 8)
    with closing(open_store(two.folder / "c.db")) as c:
        assert read_judgements(c) == [one, other]
        assert {m.document for m in read_memberships(c, DOCUMENTS)} == set(DOCUMENTS)
        for document in (sealed_report(11).document.id, sealed_report(12, 1).document.id):
            assert read_memberships(c, [document]), "what only one had is linked with the rest"
        assert [t.action for t in read_trail(c)] == ["merge"]
        assert len(dossiers_of(c).incident_ids()) == 3
    assert check_store(two.folder / "c.db", deep=True).findings == ()


def test_inputs_stay_as_they_are(two: Two) -> None:
    judge_claim(two.a, "accept", TOLL, ANA)
    two.a.close()
    two.b.close()
    before = {p.name: p.read_bytes() for p in two.folder.iterdir()}
    two.merge()
    assert {p.name: p.read_bytes() for p in two.folder.iterdir() if p.name != "c.db"} == before


def test_without_a_target_nothing_is_written(two: Two) -> None:
    judge_claim(two.a, "accept", TOLL, ANA)
    judge_claim(two.b, "reject", TOLL, BOB)
    two.a.close()
    two.b.close()
    made = merge_stores(two.folder / "a.db", two.folder / "b.db", None, "eve")
    assert [c.kind for c in made.conflicts] == ["claim"] and made.into is None
    assert {p.name for p in two.folder.iterdir()} == {"a.db", "b.db"}


def test_merge_with_itself_is_itself(two: Two) -> None:
    judge_claim(two.a, "accept", TOLL, ANA)
    users.add_user(two.a, "Ada", "correct horse battery", "admin", "root")
    merge_stores(two.folder / "a.db", two.folder / "a.db", two.folder / "aa.db", "eve")
    assert dump(two.folder / "aa.db") == dump(two.folder / "a.db")
    assert resolved(two.folder / "aa.db") == resolved(two.folder / "a.db")


@pytest.mark.parametrize("name", ["a.db", "b.db"])
def test_neither_input_is_overwritten(two: Two, name: str) -> None:
    with pytest.raises(UsageError, match="stays as it is"):
        merge_stores(two.folder / "a.db", two.folder / "b.db", two.folder / name, "eve", force=True)
    two.merge()
    with pytest.raises(UsageError, match="--force"):
        two.merge()


def test_what_cannot_be_merged_leaves_nothing(two: Two) -> None:
    (two.folder / "letter.db").write_text("dear all")
    with pytest.raises(SaysoError):
        merge_stores(two.folder / "a.db", two.folder / "letter.db", two.folder / "c.db", "eve")
    names = {p.name for p in two.folder.iterdir()}
    assert not [n for n in names if n.startswith((".", "c.db"))]


def test_verdicts_that_differ_are_listed_and_the_later_holds(two: Two) -> None:
    first = judge_claim(two.b, "reject", TOLL, BOB)
    second = judge_claim(two.a, "correct", TOLL, ANA, Correction(value="12"))
    [conflict] = two.merge().conflicts
    assert (conflict.kind, conflict.about) == ("claim", TOLL)
    assert (conflict.holds.judgement, conflict.other.judgement) == (second.id, first.id)
    assert (conflict.holds.says, conflict.other.says) == ("correct 12", "reject")
    assert _conflicts(two) == (conflict,), "it stays listed in the merged store"
    with closing(open_store(two.folder / "c.db")) as c:
        assert read_standing(c, TOLL).judgement == second.id
        [row] = [r for r in read_queue(_filled(c), states=["Decided"]).rows if r.claim == TOLL]
        assert row.by == "ana"
        judge_claim(c, "accept", TOLL, CY)
        assert find_conflicts(c) == (), "somebody who knew both decided"


def _filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    dossiers_of(connection).fill()
    return connection


def test_withdrawing_one_of_two_ends_the_conflict(two: Two) -> None:
    gone = judge_claim(two.b, "reject", TOLL, BOB)
    judge_claim(two.a, "accept", TOLL, ANA)
    two.merge()
    with closing(open_store(two.folder / "c.db")) as c:
        withdraw(c, gone.id, BOB)
        assert find_conflicts(c) == ()
        assert read_standing(c, TOLL).decided_by == "ana"
        assert read_steps(c, TOLL)[-1].state == "Decided"


Act = Callable[[sqlite3.Connection], object]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda a: judge_claim(a, "accept", TOLL, ANA), lambda b: judge_claim(b, "accept", TOLL, BOB)),
        (
            lambda a: judge_claim(a, "accept", TOLL, ANA),
            lambda b: judge_claim(b, "reject", REPORTS[0].claims[1].id, BOB),
        ),
        (
            lambda a: judge_same(a, [_incident(a, d) for d in DOCUMENTS[:2]], ANA),
            lambda b: judge_same(b, [_incident(b, d) for d in DOCUMENTS[1:3]], BOB),
        ),
        (
            lambda a: judge_grade(a, dossiers_of(a), _incident(a, DOCUMENTS[0]), "Weak", None, ANA),
            lambda b: judge_grade(b, dossiers_of(b), _incident(b, DOCUMENTS[1]), "Fair", None, BOB),
        ),
        (
            lambda a: judge_grade(a, dossiers_of(a), _incident(a, DOCUMENTS[0]), "Weak", None, ANA),
            lambda b: judge_grade(b, dossiers_of(b), _incident(b, DOCUMENTS[0]), "Weak", None, BOB),
        ),
        (
            lambda a: take_step(a, "take", TOLL, ANA),
            lambda b: take_step(b, "take", REPORTS[1].claims[0].id, BOB),
        ),
    ],
)  # fmt: skip
def test_what_does_not_contradict_is_no_conflict(two: Two, one: Act, other: Act) -> None:
    one(two.a)
    other(two.b)
    assert two.merge().conflicts == ()


def test_who_knew_the_earlier_verdict_is_in_no_conflict_with_it(two: Two) -> None:
    judge_claim(two.a, "accept", TOLL, ANA)
    two.a.close()
    two.b.close()
    shutil.copy(two.folder / "a.db", two.folder / "b.db")
    with closing(open_store(two.folder / "b.db")) as b:
        judge_claim(b, "reject", TOLL, BOB)
    assert two.merge().conflicts == ()


def test_grades_that_differ_are_listed(two: Two) -> None:
    incident = _incident(two.a, DOCUMENTS[0])
    judge_grade(two.a, dossiers_of(two.a), incident, "Weak", None, ANA)
    judge_grade(two.b, dossiers_of(two.b), incident, "Discounted", None, BOB)
    [conflict] = two.merge().conflicts
    assert (conflict.kind, conflict.about) == ("grade", incident)
    assert (conflict.holds.says, conflict.other.says) == ("Discounted", "Weak")


def test_grades_of_incidents_that_became_one_are_compared(two: Two) -> None:
    """Graded apart under two ids: only in the merge it is one incident."""
    one, other = (_incident(two.a, d) for d in DOCUMENTS[:2])
    judge_grade(two.a, dossiers_of(two.a), one, "Weak", None, ANA)
    judge_grade(two.b, dossiers_of(two.b), other, "Fair", None, BOB)
    judge_same(two.b, [one, other], BOB)
    [conflict] = two.merge().conflicts
    assert (conflict.kind, conflict.holds.by, conflict.other.by) == ("grade", "bob", "ana")


def test_same_and_different_are_listed(two: Two) -> None:
    incident = _incident(two.a, DOCUMENTS[0])
    inside = [m.document for m in read_members(two.a, [incident])]
    other = _incident(two.a, DOCUMENTS[1])
    judge_same(two.a, [incident, other], ANA)
    judge_different(two.b, incident, inside[:1], BOB)
    [conflict] = two.merge().conflicts
    assert conflict.kind == "membership" and conflict.what == "one incident or two"
    assert (conflict.holds.by, conflict.other.by) == ("bob", "ana")
    with closing(open_store(two.folder / "c.db")) as c:
        assert _incident(c, inside[0]) != _incident(c, inside[1]), "the later holds"


def test_what_contradicts_only_through_a_third_is_listed(two: Two) -> None:
    """ana: 1 and 2 are one; bob: 2 and 3 are one, 1 and 3 are not."""
    one, second, third = (_incident(two.a, d) for d in DOCUMENTS[:3])
    judge_same(two.b, [one, third], BOB)
    both = follow_redirect(two.b, one)
    back = judge_different(two.b, both, [DOCUMENTS[0], DOCUMENTS[3]], BOB)
    judge_same(two.b, [second, _incident(two.b, DOCUMENTS[2])], BOB)
    judge_same(two.a, [one, second], ANA)
    conflicts = two.merge().conflicts
    assert {c.kind for c in conflicts} == {"membership"}
    assert any(
        {c.holds.judgement, c.other.judgement} >= {back.id} and "others" in c.what
        for c in conflicts
    )


def test_review_of_one_decision_is_no_review_of_the_other(two: Two) -> None:
    """ana accepted and cy agreed, bob rejected in between: his verdict holds, and nobody has looked at it."""
    decide(two.a, "accept", TOLL, ANA)
    rejected = decide(two.b, "reject", TOLL, BOB)
    assert look_again(two.a, "accept", TOLL, CY).state == "Final"
    conflicts = two.merge().conflicts
    assert [c.kind for c in conflicts] == ["claim", "review"]
    with closing(open_store(two.folder / "c.db")) as c:
        standing = read_standing(c, TOLL)
        assert (standing.state, standing.judgement) == ("Decided", rejected.id)
        assert standing.reviewer is None
        assert read_steps(c, TOLL)[-1].state == "Decided", "the queue goes by the last step"
        assert len(read_steps(c, TOLL)) == 3


def test_states_that_differ_are_listed(two: Two) -> None:
    two.b.close()
    decide(two.a, "accept", TOLL, ANA)
    two.a.close()
    shutil.copy(two.folder / "a.db", two.folder / "b.db")
    with (
        closing(open_store(two.folder / "a.db")) as a,
        closing(open_store(two.folder / "b.db")) as b,
    ):
        look_again(a, "accept", TOLL, BOB)
        undo(b, TOLL, ANA)
    [conflict] = two.merge().conflicts
    assert (conflict.kind, conflict.about) == ("review", TOLL)
    assert {conflict.holds.says, conflict.other.says} == {"look → Final", "undo → New"}
    with closing(open_store(two.folder / "c.db")) as c:
        assert read_standing(c, TOLL).state == "New", "what is withdrawn stays withdrawn"


def test_two_on_one_claim_are_told(two: Two) -> None:
    take_step(two.a, "take", TOLL, ANA)
    take_step(two.b, "take", TOLL, BOB)
    [conflict] = two.merge().conflicts
    assert (conflict.kind, conflict.holds.by, conflict.other.by) == ("review", "bob", "ana")


def test_merges_that_went_opposite_ways_lead_to_one(two: Two) -> None:
    """i1 was merged into i2 in one store and i2 into i1 in the other: neither id leads in a circle."""
    first, second = (_incident(two.a, d) for d in DOCUMENTS[:2])
    write_reports(two.folder / "a.db", sealed_report(13, 2), sealed_report(16, 2))
    write_reports(two.folder / "b.db", sealed_report(14, 1), sealed_report(17, 1))
    for connection in two[:2]:
        judge_same(
            open_linked(two.folder / ("a.db" if connection is two.a else "b.db")),
            [first, second],
            ANA,
        )
    made = two.merge()
    assert made.conflicts == ()
    ids = resolved(two.folder / "c.db")
    assert ids[first] == ids[second] != frozenset()
    assert check_store(two.folder / "c.db").findings == ()


def test_ids_and_comments_of_both_keep_leading_to_their_incident(two: Two) -> None:
    first, second = (_incident(two.a, d) for d in DOCUMENTS[:2])
    judge_same(two.a, [first, second], ANA)
    write_comment(two.b, "incident", second, "bob", "A hospital, not a bazaar.")
    two.merge()
    with closing(open_store(two.folder / "c.db")) as c:
        now = follow_redirect(c, second)
        assert now == follow_redirect(c, first)
        names = {now, *dossiers_of(c).incident(now).redirects}  # type: ignore[union-attr]
        assert [k.words for k in read_comments(c, names)] == ["A hospital, not a bazaar."]


def test_stricter_restriction_wins_and_follows_its_reports(two: Two) -> None:
    incident = _incident(two.a, DOCUMENTS[0])
    inside = {m.document for m in read_members(two.a, [incident])}
    restrict(two.a, incident, "analyst", "ana", "A witness is named.")
    restrict(two.b, incident, "admin", "bob", "Asked for by the family.")
    judge_different(two.b, incident, [DOCUMENTS[0]], BOB)
    two.merge()
    with closing(open_store(two.folder / "c.db")) as c:
        assert hidden_from(c, "reviewer")[1] >= inside - {DOCUMENTS[0]}
        assert hidden_from(c, "viewer")[1] >= inside, "what left the incident took it along"
        assert {r.role for r in read_restrictions(c).values()} == {"analyst", "admin"}
    assert check_store(two.folder / "c.db").findings == ()


def test_restriction_lifted_in_one_store_alone_stays(two: Two) -> None:
    incident = _incident(two.a, DOCUMENTS[0])
    restrict(two.a, incident, "analyst", "ana", "A witness is named.")
    two.a.close()
    two.b.close()
    shutil.copy(two.folder / "a.db", two.folder / "b.db")
    with closing(open_store(two.folder / "b.db")) as b:
        lift_restriction(b, incident, "bob", "Safe abroad.")
    two.merge()
    with closing(open_store(two.folder / "c.db")) as c:
        assert list(read_restrictions(c)) == [incident]
        assert {t.action for t in read_trail(c)} >= {"restrict", "lift restriction"}


def test_what_was_erased_in_one_store_is_gone(two: Two) -> None:
    secret = "Zyxwvutian of Qwertzstadt"
    told = sealed_report(21, tail=f"The witness {secret} told it. " * 3)
    for name in ("a.db", "b.db"):
        write_reports(two.folder / name, told, sealed_report(22))
        open_linked(two.folder / name).close()
    words = Correction(words=f"The witness {secret} told it.")
    judge_claim(two.b, "correct", told.claims[0].id, BOB, words)
    draw_audit(two.b, 99, 1, BOB)
    gone = erase_document(two.a, told.document.id, "ana", "Asked for by the witness.")
    two.b.execute("UPDATE documents SET title = ? WHERE id = ?", (secret, told.document.id))
    made = two.merge()
    for path in two.folder.glob("c.db*"):
        raw = path.read_bytes()
        assert not [w for w in ("Zyxwvutian", "zyxwvutian", "Qwertzstadt") if w.encode() in raw]
    with closing(open_store(two.folder / "c.db")) as c:
        assert [row[0] for row in c.execute("SELECT document FROM erasures")] == [gone.document]
        assert len(read_judgements(c)) == 1, "who judged, when and why, stays"
        assert not c.execute(
            "SELECT 1 FROM sources WHERE digest = ?", (gone.source_digest,)
        ).fetchone()
    assert made.counts["documents"] == (8, 8, 8)
    assert check_store(two.folder / "c.db", deep=True).findings == ()
    again = merge_stores(two.folder / "c.db", two.folder / "b.db", two.folder / "d.db", "eve")
    assert dump(two.folder / "d.db") == dump(two.folder / "c.db"), again.settled


def test_users_of_both_the_stricter_of_two(two: Two) -> None:
    password, later = "correct horse battery", "a later one of ben's"
    users.add_user(two.b, "Ada", password, "admin", "root")
    users.add_user(two.b, "Ben", password, "viewer", "Ada")
    users.add_user(two.a, "Ben", later, "reviewer", "Ada")
    token = users.start_session(two.b, users.find_user(two.b, "Ada"))
    made = two.merge()
    assert made.settled["users"] == 1
    with closing(open_store(two.folder / "c.db")) as c:
        roles = {user.name: user.role for user in users.read_users(c)}
        assert roles == {"Ada": "admin", "Ben": "viewer"}
        assert users.find_session_user(c, token) is None, "everybody logs in anew"
        assert users.check_login(c, "Ben", later) is not None, "the password that was set last"
        added = {(t.what, t.detail) for t in read_trail(c) if t.action == "add user"}
        assert added == {("Ada", "admin"), ("Ben", "viewer"), ("Ben", "reviewer")}


def test_logs_searches_and_audits_of_both(two: Two) -> None:
    save_search(two.a, "grain", "search", "q=grain", "ana")
    gone = save_search(two.b, "ports", "search", "q=ports", "bob")
    audit = draw_audit(two.a, 3, 1, ANA)
    two.a.close()
    two.b.close()
    shutil.copy(two.folder / "a.db", two.folder / "d.db")
    with (
        closing(open_store(two.folder / "a.db")) as a,
        closing(open_store(two.folder / "d.db")) as d,
    ):
        judge_item(a, audit.id, 1, ANA, is_right=True)
        judge_item(d, audit.id, 1, DAN, is_right=False, parts=["value"])
    with closing(open_store(two.folder / "b.db")) as b:
        withdraw_search(b, gone.id, "bob")
    two.merge()
    merge_stores(two.folder / "c.db", two.folder / "d.db", two.folder / "e.db", "eve")
    with closing(open_store(two.folder / "e.db")) as e:
        assert [v.by for v in read_verdicts(e, audit.id)] == ["ana", "dan"]
        assert [s.name for s in read_searches(e)] == ["grain"]
        assert e.execute("SELECT count(*) FROM saved_searches").fetchone() == (2,)


def test_readings_of_two_pipelines_the_one_run_last_is_shown(two: Two) -> None:
    later = replace(REPORTS[0], run=RUN | {"lexicons": "2"})
    write_reports(two.folder / "b.db", later)
    two.b.execute(
        "UPDATE runs SET started = '2099-01-01' WHERE versions LIKE '%\"lexicons\":\"2\"%'"
    )
    made = two.merge()
    assert made.settled["current_readings"] == 1
    with closing(open_store(two.folder / "c.db")) as c:
        rows = c.execute(
            "SELECT reading FROM current_readings WHERE document = ?", (DOCUMENTS[0],)
        ).fetchall()
        shown = two.b.execute(
            "SELECT reading FROM current_readings WHERE document = ?", (DOCUMENTS[0],)
        ).fetchall()
        assert rows == shown
        assert c.execute("SELECT count(*) FROM readings").fetchone() == (7,)


def test_one_reading_told_otherwise_is_taken_whole(two: Two) -> None:
    """One id, two reports: a machine that does not read alike twice. The claims are those of the report that stands."""
    told = sealed_report(15)
    figure = replace(told.figures[0], low=11.0)
    for name, extra in (("a.db", {}), ("b.db", {"figures": (figure,)})):
        write_reports(two.folder / name, replace(told, **extra))
    made = two.merge()
    assert made.settled["readings"] == 1
    assert check_store(two.folder / "c.db", deep=True).findings == ()
    with closing(open_store(two.folder / "c.db")) as c:
        assert c.execute("SELECT count(*) FROM kept_aside WHERE kind = 'readings'").fetchone() == (
            1,
        )


def test_versions_of_a_page_read_in_opposite_order_do_not_follow_each_other(tmp_path: Path) -> None:
    pages = [sealed_report(n, url="https://paper.example/1") for n in (1, 2)]
    for name, order in (("a.db", (0, 1)), ("b.db", (1, 0))):
        for number in order:
            write_reports(tmp_path / name, pages[number])
    merge_stores(tmp_path / "a.db", tmp_path / "b.db", tmp_path / "c.db", "eve")
    with closing(open_store(tmp_path / "c.db")) as c:
        rows = dict(c.execute("SELECT id, revises FROM documents").fetchall())
    first, second = (page.document.id for page in pages)
    assert rows == {first: None, second: first}
    merge_stores(tmp_path / "c.db", tmp_path / "b.db", tmp_path / "d.db", "eve")
    assert dump(tmp_path / "d.db") == dump(tmp_path / "c.db")


def test_older_store_is_merged_and_stays_old(two: Two) -> None:
    open_store(two.folder / "old.db", MIGRATIONS[:4]).close()
    before = (two.folder / "old.db").read_bytes()
    merge_stores(two.folder / "old.db", two.folder / "a.db", two.folder / "c.db", "eve")
    assert (two.folder / "old.db").read_bytes() == before
    assert incidents_of(two.folder / "c.db") == incidents_of(two.folder / "a.db")


def test_newer_store_is_refused(two: Two) -> None:
    two.b.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer sayso"):
        two.merge()
