"""Naming the accused by learned weights: the share decides, and a margin too small names nobody."""

from __future__ import annotations

import pytest

from sayso.extract.attribution.accused_scores import choose, load_accused_weights
from sayso.extract.attribution.accused_signs import Candidate

DOER = Candidate(3, ("role=subject deed=harm", "armed"))
VICTIM = Candidate(7, ("role=object deed=harm", "victim"))
WEIGHTS = {"role=subject deed=harm": 2.0, "armed": 1.0, "victim": -2.0}


def test_the_likeliest_noun_is_chosen() -> None:
    assert choose([VICTIM, DOER], WEIGHTS, 0.6) == DOER


def test_two_equal_nouns_name_nobody() -> None:
    assert choose([DOER, Candidate(9, DOER.signs)], WEIGHTS, 0.6) is None


def test_no_noun_names_nobody() -> None:
    assert choose([], WEIGHTS, 0.6) is None


def test_unknown_signs_weigh_nothing() -> None:
    assert choose([Candidate(1, ("never seen",)), DOER], WEIGHTS, 0.6) == DOER


def test_the_weights_that_ship_prefer_who_did_it_to_whom_it_was_done() -> None:
    weights = load_accused_weights()
    assert 0.5 < weights.threshold < 1.0
    assert set(weights.measured) >= {"a", "g", "h", "i", "all lots"}
    doer = Candidate(
        1, ("role=subject verb", "role=subject deed=harm", "kind=armed_force", "armed")
    )
    hurt = Candidate(2, ("role=object verb", "role=object deed=harm", "kind=civilians", "victim"))
    assert choose([hurt, doer], weights.weights, weights.threshold) == doer


@pytest.mark.parametrize("threshold", [0.6, 0.99])
def test_a_greater_share_is_asked_for_than_there_is(threshold: float) -> None:
    close = Candidate(5, ("role=subject deed=harm", "armed", "victim"))
    chosen = choose([DOER, close], WEIGHTS, threshold)
    assert chosen == (DOER if threshold < 0.8 else None)
