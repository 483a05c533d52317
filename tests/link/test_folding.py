"""Threads of one story are one incident; two stories that one report tells are not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from sayso.link.folding import ALIKE, fold_groups
from sayso.link.incidents import Constraint, Group

Alike = dict[tuple[str, str], float]


def _fold(groups: Sequence[Group], alike: Alike, *apart: tuple[str, str]) -> list[Group]:
    constraints = [Constraint(left=a, right=b, same=False) for a, b in apart]
    return fold_groups(groups, lambda a, b: alike.get((a, b), 0.0), constraints)


def test_threads_that_the_same_reports_tell_are_folded() -> None:
    groups = [("a#1", "b#1"), ("a#2", "b#2")]
    alike = {("a#1", "b#2"): 0.9, ("a#2", "b#1"): 0.8}
    assert _fold(groups, alike) == [("a#1", "a#2", "b#1", "b#2")]
    assert _fold(groups, alike, ("a#1", "b#2")) == groups, "judged to be different"


def test_two_incidents_of_two_round_ups_are_not() -> None:
    groups = [("a#1", "b#1"), ("a#2", "b#2")]
    assert _fold(groups, {("a#1", "b#2"): 0.2, ("a#2", "b#1"): ALIKE}) == groups


def test_groups_that_share_no_report_or_hold_only_one_are_left() -> None:
    assert _fold([("a#1",), ("b#1",)], {("a#1", "b#1"): 1.0}) == [("a#1",), ("b#1",)]
    assert _fold([("a#1",), ("a#2",)], {}) == [("a#1",), ("a#2",)]


def test_no_order_of_the_groups_matters() -> None:
    groups: list[Group] = [("a#1", "b#1"), ("a#2", "c#1"), ("b#2", "c#2"), ("d#1",)]
    alike = {("a#1", "c#1"): 0.9, ("a#2", "b#1"): 0.9, ("b#1", "c#2"): 0.6, ("a#1", "b#2"): 0.6}
    assert len({tuple(_fold(list(order), alike)) for order in permutations(groups)}) == 1
