"""Ids that incidents keep: whatever is merged, split and put back, no id leads nowhere and none is given twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.store.identities import Group, Identities, Known, assign_ids

ITEMS = [f"d{n}#e1" for n in range(8)] + ["d0#e5", "d1#e5"]


def _mint(group: Group, turn: int) -> str:
    return f"i-{group[0]}" + (f"-{turn}" if turn else "")


def _known(**groups: str) -> list[Known]:
    return [Known(name, frozenset(items.split())) for name, items in groups.items()]


def test_a_merge_leaves_the_id_of_the_larger_and_redirects_the_other() -> None:
    made = assign_ids(_known(i1="a#1 b#1", i2="c#1"), [("a#1", "b#1", "c#1")], _mint)
    assert made.groups == {"i1": ("a#1", "b#1", "c#1")}
    assert made.merged == {"i2": "i1"}
    assert not made.minted


def test_a_split_leaves_the_id_with_the_larger_part_and_mints_one_for_the_rest() -> None:
    made = assign_ids(_known(i1="a#1 b#1 c#1"), [("a#1", "b#1"), ("c#1",)], _mint)
    assert made.groups == {"i1": ("a#1", "b#1"), "i-c#1": ("c#1",)}
    assert made.split == (("i1", "i-c#1"),)


def test_what_was_merged_gets_its_own_id_back() -> None:
    merged = Known("i2", frozenset({"c#1"}), is_active=False)
    made = assign_ids([*_known(i1="a#1 b#1 c#1"), merged], [("a#1", "b#1"), ("c#1",)], _mint)
    assert set(made.groups) == {"i1", "i2"}
    assert not made.merged


def test_a_report_read_anew_keeps_its_incident_though_its_events_are_counted_anew() -> None:
    made = assign_ids(_known(i1="a#e1 b#e1"), [("a#e2", "b#e7"), ("x#e1",)], _mint)
    assert made.groups["i1"] == ("a#e2", "b#e7")


@st.composite
def _partitions(draw: st.DrawFn) -> list[Group]:
    items = draw(st.lists(st.sampled_from(ITEMS), unique=True, min_size=1))
    groups: dict[int, list[str]] = {}
    for item in items:
        groups.setdefault(draw(st.integers(0, 4)), []).append(item)
    return [tuple(sorted(group)) for group in groups.values()]


@given(st.lists(_partitions(), min_size=1, max_size=6))
def test_through_any_history_no_id_is_lost_or_given_twice(history: list[list[Group]]) -> None:
    last: dict[str, frozenset[str]] = {}
    active: set[str] = set()
    leads: dict[str, str] = {}
    for groups in history:
        known = [Known(name, items, name in active) for name, items in last.items()]
        made = assign_ids(known, groups, _mint)
        assert sorted(made.groups.values()) == sorted(groups)
        assert not made.minted & last.keys(), "a new id is new"
        _check_redirects(made, known)
        leads = {old: new for old, new in leads.items() if old not in made.groups} | made.merged
        last |= {name: frozenset(group) for name, group in made.groups.items()}
        active = set(made.groups)
        again = assign_ids(
            [Known(name, items, name in active) for name, items in last.items()], groups, _mint
        )
        assert again.groups == made.groups, "nothing changed: every id stays"
        assert not again.minted
        assert not again.merged


def _check_redirects(made: Identities, known: list[Known]) -> None:
    here = {item for group in made.groups.values() for item in group}
    for incident in known:
        if incident.is_active and incident.items & here:
            assert incident.id in made.groups or made.merged[incident.id] in made.groups
