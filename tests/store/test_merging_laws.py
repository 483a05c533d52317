"""Laws of merging, over whatever people do in stores that were one and went apart: nothing is lost, no order matters,
a merge adds nothing twice, and what is listed as a conflict is one — told by who knew what when it was signed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.incident_model import Judgement
from sayso.store import users
from sayso.store.audits import draw_audit, find_audit, judge_item
from sayso.store.checking import check_store
from sayso.store.comments import write_comment
from sayso.store.conflicts import find_conflicts
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
from sayso.store.merging import merge_stores
from sayso.store.restricting import lift_restriction, restrict
from sayso.store.review_steps import read_all_steps, read_steps
from sayso.store.reviewing import look_again, read_standing, take_step
from sayso.store.saved_searches import read_searches, save_search, withdraw_search
from sayso.store.tables import open_store
from tests.store.made_store import dossiers_of, open_linked, sealed_report, write_reports
from tests.store.merged import Dump, dump, hidden_documents, incidents_of, resolved

REPORTS = [sealed_report(n, story=n % 2) for n in range(1, 5)]
EXTRA = [sealed_report(n, story=n % 2) for n in range(5, 8)]
CLAIMS = [REPORTS[0].claims[0].id, REPORTS[1].claims[0].id]
PEOPLE = ("ana", "bob", "cy")
STORES = ("a", "b", "c")


class Act:
    """One thing that somebody does in a store; `pick` chooses among what there is."""

    def __init__(self, kind: str, by: str, pick: int) -> None:
        self.kind, self.by, self.pick = kind, by, pick

    def __repr__(self) -> str:
        return f"{self.by}: {self.kind} {self.pick}"

    def do(self, path: Path) -> None:
        """Do it, or leave it where the store refuses."""
        if self.kind == "read":
            write_reports(path, EXTRA[self.pick % len(EXTRA)])
            open_linked(path).close()
            return
        with closing(open_store(path)) as connection:
            try:
                _ACTS[self.kind](connection, self)
            except SaysoError:
                assert not connection.in_transaction

    @property
    def signature(self) -> Signature:
        return Signature(self.by, f"Reason {self.pick}.")

    @property
    def claim(self) -> str:
        return CLAIMS[self.pick % len(CLAIMS)]


def _verdict(c: sqlite3.Connection, act: Act) -> None:
    kind, correction = (
        ("accept", None),
        ("reject", None),
        ("correct", Correction(value="7")),
    )[act.pick // 2 % 3]
    judge_claim(c, kind, act.claim, act.signature, correction)  # type: ignore[arg-type]


def _withdraw(c: sqlite3.Connection, act: Act) -> None:
    standing = [j for j in read_judgements(c) if j.withdrawn_at is None]
    if standing:
        withdraw(c, standing[act.pick % len(standing)].id, act.signature)


def _incidents(c: sqlite3.Connection) -> list[str]:
    return dossiers_of(c).incident_ids()


def _same(c: sqlite3.Connection, act: Act) -> None:
    judge_same(c, _incidents(c)[:2], act.signature)


def _different(c: sqlite3.Connection, act: Act) -> None:
    names = _incidents(c)
    incident = dossiers_of(c).incident(names[act.pick % len(names)])
    assert incident is not None
    judge_different(c, incident.id, [incident.documents[0].id], act.signature)


def _grade(c: sqlite3.Connection, act: Act) -> None:
    names = _incidents(c)
    grade = ("Weak", "Fair", "Discounted")[act.pick % 3]
    judge_grade(c, dossiers_of(c), names[act.pick % len(names)], grade, None, act.signature)


def _restrict(c: sqlite3.Connection, act: Act) -> None:
    names = _incidents(c)
    role = users.ROLES[1 + act.pick % 3]
    restrict(c, names[act.pick % len(names)], role, act.by, "A witness is named.")


def _lift(c: sqlite3.Connection, act: Act) -> None:
    names = _incidents(c)
    lift_restriction(c, names[act.pick % len(names)], act.by, "Safe abroad.")


def _look(c: sqlite3.Connection, act: Act) -> None:
    verdict = ("accept", "reject")[act.pick // 2 % 2]
    look_again(c, verdict, act.claim, act.signature)  # type: ignore[arg-type]


def _audit(c: sqlite3.Connection, act: Act) -> None:
    if act.pick % 2:
        draw_audit(c, 2, act.pick, act.signature)
    judge_item(c, find_audit(c).id, 1, act.signature, is_right=True)


def _search(c: sqlite3.Connection, act: Act) -> None:
    known = read_searches(c)
    if act.pick % 2 and known:
        withdraw_search(c, known[0].id, act.by)
    else:
        save_search(c, f"search {act.pick}", "search", "q=x", act.by)


_ACTS: dict[str, Callable[[sqlite3.Connection, Act], object]] = {
    "verdict": _verdict,
    "withdraw": _withdraw,
    "same": _same,
    "different": _different,
    "grade": _grade,
    "look": _look,
    "take": lambda c, act: take_step(c, "take", act.claim, act.signature),
    "release": lambda c, act: take_step(c, "release", act.claim, act.signature),
    "review": lambda c, act: take_step(c, "take_review", act.claim, act.signature),
    "return": lambda c, act: take_step(c, "return", act.claim, act.signature),
    "reopen": lambda c, act: take_step(c, "reopen", act.claim, act.signature),
    "comment": lambda c, act: write_comment(c, "claim", act.claim, act.by, f"Note {act.pick}."),
    "restrict": _restrict,
    "lift": _lift,
    "audit": _audit,
    "search": _search,
}
_RARE: dict[str, Callable[[sqlite3.Connection, Act], object]] = {
    "erase": lambda c, act: erase_document(c, REPORTS[3].document.id, act.by, "Asked for."),
}
_ACTS |= _RARE

_acts = st.builds(
    Act,
    st.sampled_from(["read", *(k for k in _ACTS if k not in _RARE), "verdict", "verdict", *_RARE]),
    st.sampled_from(PEOPLE),
    st.integers(0, 11),
)
_history = st.lists(st.tuples(st.sampled_from(STORES[:2]), _acts), min_size=1, max_size=10)
_history_of_three = st.lists(st.tuples(st.sampled_from(STORES), _acts), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.db"
    write_reports(path, *REPORTS)
    open_linked(path).close()
    return path


def _short(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples < 50,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class Apart:
    """Stores that were one, and what everybody knew who signed in one of them."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.folder = folder
        self.knew: dict[str, frozenset[str]] = {}
        for name in STORES:
            shutil.copy(base, self.path(name))

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def do(self, name: str, act: Act) -> None:
        before = self.judgements(name)
        act.do(self.path(name))
        for new in self.judgements(name) - before:
            self.knew[new] = frozenset(before)

    def judgements(self, name: str) -> set[str]:
        with closing(open_store(self.path(name))) as connection:
            return {j.id for j in read_judgements(connection)}

    def merge(self, one: str, other: str) -> str:
        made = f"({one}{other})"
        merge_stores(self.path(one), self.path(other), self.path(made), "eve")
        return made


@_short(10)
@given(_history)
def test_merging_two_keeps_all_and_no_order_matters(
    base: Path, history: list[tuple[str, Act]]
) -> None:
    _try_two(base, history)


@pytest.mark.slow
@pytest.mark.soak
@_short(600)
@given(_history)
def test_merging_two_keeps_all_and_no_order_matters_at_length(
    base: Path, history: list[tuple[str, Act]]
) -> None:
    _try_two(base, history)


@_short(4)
@given(_history_of_three)
def test_merging_three_comes_to_the_same_however_it_is_done(
    base: Path, history: list[tuple[str, Act]]
) -> None:
    _try_three(base, history)


@pytest.mark.slow
@pytest.mark.soak
@_short(300)
@given(_history_of_three)
def test_merging_three_comes_to_the_same_however_it_is_done_at_length(
    base: Path, history: list[tuple[str, Act]]
) -> None:
    _try_three(base, history)


def _try_two(base: Path, history: list[tuple[str, Act]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        apart = Apart(base, Path(folder))
        for name, act in history:
            apart.do(name, act)
        made = apart.merge("a", "b")
        _check_nothing_is_lost(apart, ("a", "b"), made)
        _check_sound(apart, made)
        _check_conflicts(apart, made)
        _check_equal(apart, made, apart.merge("b", "a"))
        assert dump(apart.path(apart.merge(made, "b"))) == dump(apart.path(made)), "adds nothing"


def _try_three(base: Path, history: list[tuple[str, Act]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        apart = Apart(base, Path(folder))
        for name, act in history:
            apart.do(name, act)
        left = apart.merge(apart.merge("a", "b"), "c")
        right = apart.merge("a", apart.merge("b", "c"))
        _check_nothing_is_lost(apart, STORES, left)
        _check_conflicts(apart, left)
        _check_equal(apart, left, right)


def _check_equal(apart: Apart, one: str, other: str) -> None:
    assert _comparable(apart.path(one)) == _comparable(apart.path(other))
    assert incidents_of(apart.path(one)) == incidents_of(apart.path(other))
    assert hidden_documents(apart.path(one)) == hidden_documents(apart.path(other))
    with (
        closing(open_store(apart.path(one))) as left,
        closing(open_store(apart.path(other))) as right,
    ):
        assert _told(left) == _told(right)
        for claim in CLAIMS:
            assert read_standing(left, claim) == read_standing(right, claim)


def _told(connection: sqlite3.Connection) -> Counter[tuple[str, str, str]]:
    """Conflicts without the id of an incident: which of several ids one keeps depends on the order of merging."""
    return Counter(
        (c.kind, c.holds.judgement or c.holds.at, c.other.judgement or c.other.at)
        for c in find_conflicts(connection)
    )


def _comparable(path: Path) -> Dump:
    """Without what a merge itself adds: its trace, and restrictions of incidents that took over restricted reports."""
    rows = dump(path, tells_merges=False)
    rows["audit_trail"] = Counter(
        {
            r: n
            for r, n in rows["audit_trail"].items()
            if "it holds what was restricted" not in r[-1]
        }
    )
    del rows["restrictions"]
    return rows


def _check_nothing_is_lost(apart: Apart, names: tuple[str, ...], made: str) -> None:
    merged = dump(apart.path(made))
    aside = {row[:2] for row in merged["kept_aside"]}
    erased = {row[0] for name in names for row in dump(apart.path(name))["erasures"]}
    assert {row[0] for row in merged["erasures"]} == erased
    ids = resolved(apart.path(made))
    for name in names:
        rows = dump(apart.path(name))
        for table in (
            "audit_trail",
            "comments",
            "mapping_uses",
            "audit_verdicts",
            "audits",
            "users",
        ):
            assert rows[table] <= merged[table], table
        for table in ("judgements", "withdrawals", "saved_searches", "restrictions"):
            kept = {r[0] for r in merged[table]}
            assert {r[0] for r in rows[table]} <= kept, table
        # an anchor may have been blanked by an erasure
        assert _signed_steps(rows) <= _signed_steps(merged)
        documents = {r[0] for r in rows["documents"]}
        assert documents <= {r[0] for r in merged["documents"]}
        for table, column in (("readings", 1), ("claims", 2), ("documents", 0)):
            mine = {r for r in rows[table] if r[column] not in erased}
            lost = mine - set(merged[table])
            assert not lost or (table == "documents" and aside), (table, lost)
        for incident, held in resolved(apart.path(name)).items():
            left = {item for item in held if item.partition("#")[0] not in erased}
            assert not left or ids[incident], f"{incident} of {name} leads nowhere"
        for role, hidden in hidden_documents(apart.path(name)).items():
            assert hidden - erased <= hidden_documents(apart.path(made))[role], role


def _signed_steps(rows: Dump) -> Counter[tuple[object, ...]]:
    return Counter({row[:-1]: n for row, n in rows["review_steps"].items()})


def _check_sound(apart: Apart, made: str) -> None:
    assert check_store(apart.path(made), deep=True).findings == ()
    with closing(open_store(apart.path(made))) as connection:
        for claim in CLAIMS:
            steps = read_steps(connection, claim)
            standing = read_standing(connection, claim)
            assert not steps or steps[-1].state == standing.state, "the queue goes by the last step"
            verdicts = [j for j in _verdicts(connection) if j.left[0].claim == claim]
            holds = max(verdicts, key=lambda j: (j.at, j.id), default=None)
            if standing.judgement is not None:
                assert holds is not None and standing.judgement == holds.id, (
                    "as the incident has it"
                )
            if standing.state == "Final":
                looks = [s for s in read_all_steps(connection) if s.judgement == standing.judgement]
                assert any(s.verb == "look" and s.by != standing.decided_by for s in looks)


def _verdicts(connection: sqlite3.Connection) -> list[Judgement]:
    return [
        j
        for j in read_judgements(connection)
        if j.kind in ("accept", "reject", "correct") and j.withdrawn_at is None
    ]


def _check_conflicts(apart: Apart, made: str) -> None:
    """Listed are those standing verdicts on one claim that differ, of which neither signer knew the other's, and
    which nobody has put aside who knew them."""
    with closing(open_store(apart.path(made))) as connection:
        verdicts = _verdicts(connection)
        listed = {
            frozenset((c.holds.judgement, c.other.judgement))
            for c in find_conflicts(connection)
            if c.kind == "claim"
        }
    expected = set()
    for claim in CLAIMS:
        on_it = {j.id: j for j in verdicts if j.left[0].claim == claim}
        heads = [j for j in on_it.values() if not any(j.id in apart.knew[k] for k in on_it)]
        for one, other in combinations(heads, 2):
            if (one.kind, one.value) != (other.kind, other.value):
                expected.add(frozenset((one.id, other.id)))
    assert listed == expected
