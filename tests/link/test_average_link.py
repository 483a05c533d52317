"""Groups from scores: order, chains, twins, judgements."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sayso.link.average_link import group_nodes

NODES = "abcdefgh"
PAIRS = list(combinations(NODES, 2))
SCORES = st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 100).map(lambda n: n / 100))


@given(SCORES, st.permutations(NODES), st.randoms(use_true_random=False))
def test_order_does_not_matter(
    scores: dict[tuple[str, str], float], nodes: list[str], dice: object
) -> None:
    backwards = {(b, a): scores[a, b] for a, b in reversed(list(scores))}
    expected = group_nodes(NODES, scores, 0.35)
    assert group_nodes(nodes, backwards, 0.35) == expected
    assert sorted(node for group in expected for node in group) == list(NODES)


@given(SCORES, st.sampled_from(PAIRS))
def test_a_judgement_always_holds(
    scores: dict[tuple[str, str], float], pair: tuple[str, str]
) -> None:
    together = group_nodes(NODES, scores, 0.35, same=[pair])
    assert any(set(pair) <= set(group) for group in together)
    apart = group_nodes(NODES, scores, 0.35, different=[pair])
    assert not any(set(pair) <= set(group) for group in apart)


def test_one_doubtful_link_does_not_chain_two_groups() -> None:
    scores = {("a", "b"): 0.9, ("c", "d"): 0.9, ("b", "c"): 0.8}
    assert group_nodes("abcd", scores, 0.35) == [("a", "b"), ("c", "d")]


def test_twins_that_hold_together_well_are_not_joined() -> None:
    scores = {pair: 0.9 for four in ("abcd", "efgh") for pair in combinations(four, 2)}
    scores |= {(a, b): 0.5 for a in "abcd" for b in "efgh"}
    assert group_nodes(NODES, scores, 0.35) == [tuple("abcd"), tuple("efgh")]
