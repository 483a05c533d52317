"""Whether a candidate is a cue: what is asked of the network and of the parse, and how trees add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sayso.extract.attribution.cue_branches import CONTENT, CUE, LABELS, SOURCE, Candidate, Floats
from sayso.extract.attribution.cue_verdicts import (
    SIGNS,
    VerdictWeights,
    add_trees,
    judge_cues,
    load_verdict_weights,
    read_cue_signs,
)
from tests.extract.test_labelling import make_candidate, make_tree

# Asks for one sign, then for another one on the right.
WEIGHTS = VerdictWeights(
    asks=np.array([[0, 1, 1]]),
    cuts=np.array([[0.0, np.inf, 2.0]], dtype=np.float32),
    leaves=np.array([[-1.0, 9.0, 1.0, 3.0]], dtype=np.float32),
    start=0.5,
)


def make_tags(*labels: int) -> Floats:
    tags = np.full((9, LABELS), 0.02, dtype=np.float32)
    for place, label in enumerate(labels, 1):
        tags[place, label] = 0.94
    return tags


TAGS = make_tags(SOURCE, CUE, 0, CONTENT, CONTENT, CONTENT, 0)


def sign(signs: Floats, name: str, row: int = 0) -> float:
    return float(signs[row, SIGNS.index(name)])


def beside(candidate: Candidate, place: int, score: float) -> Candidate:
    return Candidate(candidate.window, np.array([place]), candidate.start, candidate.end, score)


def test_what_would_be_said_and_who_says_it_is_counted() -> None:
    candidate = make_candidate()
    signs = read_cue_signs(make_tree(), [candidate], [TAGS], [(TAGS[1:8], 0.9)])
    assert signs.shape == (1, len(SIGNS))
    assert np.isclose(sign(signs, "content words"), np.log1p(3))
    assert np.isclose(sign(signs, "source words"), np.log1p(1))
    assert np.isclose(sign(signs, "content mean"), 0.94)
    assert sign(signs, "content ahead") == 0, "all behind the cue"
    assert sign(signs, "content gap") == 2, "Monday stands between"
    assert sign(signs, "source gap") == -1
    assert sign(signs, "is VERB") == sign(signs, "has ccomp") == sign(signs, "is ROOT") == 1
    assert sign(signs, "is NOUN") == sign(signs, "depth") == 0


def test_a_candidate_without_content_has_its_signs() -> None:
    tags = make_tags(0, CUE)
    signs = read_cue_signs(make_tree(), [make_candidate()], [tags], [(tags[1:8], 0.9)])
    assert np.isfinite(signs).all()
    assert sign(signs, "content words") == sign(signs, "source words") == 0
    assert sign(signs, "content mean") < 0


def test_a_better_cue_beside_it_has_the_words() -> None:
    said = make_candidate()
    fled = beside(said, 6, 0.4)
    signs = read_cue_signs(make_tree(), [said, fled], [TAGS] * 2, [(TAGS[1:8], 0.9)] * 2)
    assert sign(signs, "inside", 1) > 0 > sign(signs, "inside", 0), "fled is what police said"
    assert [sign(signs, "better beside", row) for row in (0, 1)] == [0, 1]
    assert [sign(signs, "shared", row) for row in (0, 1)] == [0, 1]
    assert sign(signs, "best beside", 1) > sign(signs, "best beside", 0)


def test_trees_add_up() -> None:
    rows = np.array([[-1, 5], [1, 2], [1, 3]], dtype=np.float32)
    assert add_trees(rows, WEIGHTS).tolist() == [-0.5, 1.5, 3.5]
    twice = VerdictWeights(
        np.vstack([WEIGHTS.asks] * 2),
        np.vstack([WEIGHTS.cuts] * 2),
        np.vstack([WEIGHTS.leaves] * 2),
        0,
    )
    assert add_trees(rows, twice).tolist() == [-2, 2, 6]


def test_verdicts_are_shares() -> None:
    tree, candidate = make_tree(), make_candidate()
    [verdict] = judge_cues(tree, [candidate], [TAGS], [(TAGS[1:8], 0.9)], WEIGHTS)
    assert 0 < verdict < 1
    assert judge_cues(tree, [], [], [], WEIGHTS) == []


def test_the_shipped_weights_ask_for_signs_that_there_are() -> None:
    folder = Path(__file__).parents[2] / "src" / "sayso" / "weights" / "attribution"
    weights = load_verdict_weights(folder / "verdicts-balanced.npz")
    assert weights.asks.max() < len(SIGNS)
    assert weights.asks.shape == weights.cuts.shape
    assert weights.leaves.shape[1] == weights.asks.shape[1] + 1 == 2**weights.depth
