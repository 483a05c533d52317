"""How scores become attributions: runs, thresholds, one owner for each token of content, sources that are shared."""

from __future__ import annotations

import numpy as np

from sayso.extract.cue_branches import (
    CONTENT,
    CUE,
    SOURCE,
    Candidate,
    Floats,
    Thresholds,
    decide,
    decide_alone,
    find_candidates,
    find_heads,
)
from sayso.extract.windows import Window

LIMITS = Thresholds()


def make_window(words: int) -> Window:
    """One block of words, one piece each, with a mark before and behind."""
    tokens = np.array([-1, *range(words), -1])
    return Window(
        ids=np.zeros(words + 2, dtype=np.int64),
        features=np.zeros((words + 2, 5), dtype=np.int64),
        tokens=tokens,
        firsts=np.arange(1, words + 1),
        blocks=((1, words + 1),),
    )


def make_scores(roles: str, sure: float = 0.9) -> Floats:
    """Scores of pieces: one letter each, "s" source, "c" cue, "t" content (text), "." none; marks added."""
    scores = np.full((len(roles) + 2, 4), (1 - sure) / 3, dtype=np.float32)
    scores[[0, -1]] = [1, 0, 0, 0]
    for place, letter in enumerate(roles, 1):
        scores[place, ".sct".index(letter)] = sure
    return scores


def follow(candidates: list[Candidate], *roles: str) -> list[tuple[Floats, float]]:
    return [
        (make_scores(r)[c.start : c.end], 0.9) for c, r in zip(candidates, roles, strict=True)
    ]


def test_a_run_of_cue_tokens_is_one_candidate() -> None:
    window, tags = make_window(8), make_scores("s.cc.ttc")
    candidates = find_candidates(window, tags, LIMITS)
    assert [c.cue.tolist() for c in candidates] == [[3, 4], [8]]
    assert [(c.start, c.end) for c in candidates] == [(1, 9), (1, 9)]


def test_the_branch_looks_at_its_own_paragraph_alone() -> None:
    window = make_window(6)
    split = Window(window.ids, window.features, window.tokens, window.firsts, ((1, 4), (4, 7)))
    candidates = find_candidates(split, make_scores("scttsc"), LIMITS)
    assert [(c.start, c.end) for c in candidates] == [(1, 4), (4, 7)]


def test_content_has_one_owner_and_a_source_may_have_two() -> None:
    window, tags = make_window(6), make_scores("scttct")
    candidates = find_candidates(window, tags, LIMITS)
    answers = follow(candidates, "sctt..", "s..tct")
    answers[1] = (answers[1][0] * 0.8, answers[1][1])
    first, second = decide(window, candidates, answers, LIMITS)
    assert (first.source, first.cue, first.content) == ((0,), (1,), (2, 3))
    assert (second.source, second.cue, second.content) == ((0,), (4,), (5,))


def test_a_candidate_that_the_branch_rejects_is_none() -> None:
    window, tags = make_window(3), make_scores("sct", sure=0.6)
    candidates = find_candidates(window, tags, LIMITS)
    [(roles, _)] = follow(candidates, "sct")
    assert decide(window, candidates, [(roles, 0.1)], LIMITS) == []
    assert len(decide(window, candidates, [(roles, 0.9)], LIMITS)) == 1


def test_the_branch_may_correct_the_extent_of_the_cue() -> None:
    window, tags = make_window(5), make_scores("sc.tt")
    candidates = find_candidates(window, tags, LIMITS)
    [found] = decide(window, candidates, follow(candidates, "scctt"), LIMITS)
    assert found.cue == (1, 2)


def test_the_pointer_shares_out_the_tokens_among_the_cues() -> None:
    window, tags = make_window(6), make_scores("sctsct")
    candidates = find_candidates(window, tags, LIMITS)
    assert find_heads(candidates, LIMITS).tolist() == [2, 5]
    pointers = np.zeros((8, 3), dtype=np.float32)
    pointers[[1, 3], 0] = pointers[[4, 6], 1] = 1
    first, second = decide_alone(window, tags, candidates, pointers, LIMITS)
    assert (first.source, first.content) == ((0,), (2,))
    assert (second.source, second.content) == ((3,), (5,))


def test_the_roles_are_those_of_training() -> None:
    assert (SOURCE, CUE, CONTENT) == (1, 2, 3)
