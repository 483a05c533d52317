"""How scores become attributions: runs, thresholds, one owner for each token of content, sources that are shared."""

from __future__ import annotations

import numpy as np

from sayso.extract.attribution.cue_branches import (
    CONTENT,
    CUE,
    SOURCE,
    Answer,
    Candidate,
    Floats,
    Thresholds,
    decide,
    find_candidates,
    find_likely_cues,
    label_tokens,
    point_answers,
)
from sayso.extract.attribution.windows import Window

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


def follow(candidates: list[Candidate], *roles: str) -> list[Answer]:
    return [(make_scores(r)[c.start : c.end], 0.9) for c, r in zip(candidates, roles, strict=True)]


def test_a_run_of_cue_tokens_is_one_candidate() -> None:
    window, tags = make_window(8), make_scores("s.cc.ttc")
    candidates = find_candidates(window, tags, LIMITS)
    assert [c.cue.tolist() for c in candidates] == [[3, 4], [8]]
    assert [(c.start, c.end) for c in candidates] == [(1, 9), (1, 9)]


def test_tokens_that_are_cues_if_the_rules_say_so() -> None:
    window, limits = make_window(5), Thresholds(asked=0.9, ruled=0.6)
    assert find_candidates(window, make_scores("s.c.t", 0.7), limits) == []
    assert list(find_likely_cues(window, make_scores("s.c.t", 0.7), limits)) == [2]
    assert list(find_likely_cues(window, make_scores("s.c.t", 0.5), limits)) == []


def test_the_branch_looks_at_its_own_paragraph_alone() -> None:
    whole = make_window(6)
    tokens = np.array([-1, 0, 1, 2, -1, 3, 4, 5, -1])
    split = Window(
        np.zeros(9, dtype=np.int64),
        np.zeros((9, 5), dtype=np.int64),
        tokens,
        np.array([1, 2, 3, 5, 6, 7]),
        ((1, 4), (5, 8)),
    )
    [one] = find_candidates(whole, make_scores("s.cc.t"), LIMITS)
    assert (one.start, one.end) == (1, 7)
    scores = make_scores("s.c.c.t")
    found = find_candidates(split, scores, LIMITS)
    assert [(c.cue.tolist(), c.start, c.end) for c in found] == [([3], 1, 4), ([5], 5, 8)]


def test_content_has_one_owner_and_a_source_may_have_two() -> None:
    window, tags = make_window(8), make_scores("sctttctt")
    candidates = find_candidates(window, tags, LIMITS)
    answers = follow(candidates, "scttt...", "s..ttctt")
    weak = answers[1][0] * np.float32(0.9)
    first, second = decide(candidates, [answers[0], (weak, 0.9)], LIMITS)
    assert (first.source, first.cue, first.content) == ((0,), (1,), (2, 3, 4))
    assert (second.source, second.cue, second.content) == ((0,), (5,), (6, 7))


def test_a_candidate_that_the_branch_rejects_is_none() -> None:
    window, tags = make_window(4), make_scores("sctt", sure=0.6)
    candidates = find_candidates(window, tags, LIMITS)
    [(roles, _)] = follow(candidates, "sctt")
    assert decide(candidates, [(roles, 0.1)], LIMITS) == []
    assert len(decide(candidates, [(roles, 0.9)], LIMITS)) == 1
    assert decide([], [], LIMITS) == []


def test_the_branch_may_correct_the_extent_of_the_cue() -> None:
    window, tags = make_window(5), make_scores("sc.tt")
    candidates = find_candidates(window, tags, LIMITS)
    [found] = decide(candidates, follow(candidates, "scctt"), LIMITS)
    assert found.cue == (1, 2)


def test_a_hole_in_a_content_is_closed_and_a_crumb_is_dropped() -> None:
    scores = make_scores("sctttttt.......")[1:-1]
    scores[5] = [0.5, 0.05, 0.05, 0.4]
    scores[13] = [0.4, 0.05, 0.05, 0.5]
    [labels] = label_tokens([scores], LIMITS)
    assert (labels == CONTENT).tolist() == [False] * 2 + [True] * 6 + [False] * 7
    assert label_tokens([], LIMITS) == []


def test_rows_of_unlike_length_do_not_disturb_each_other() -> None:
    short, long = make_scores("sct")[1:-1], make_scores("..sctttt...tttt")[1:-1]
    together = label_tokens([short, long], LIMITS)
    assert together[0].tolist() == label_tokens([short], LIMITS)[0].tolist()
    assert together[1].tolist() == label_tokens([long], LIMITS)[0].tolist()


def test_the_pointer_shares_out_the_tokens_among_the_cues() -> None:
    window, tags = make_window(8), make_scores("scttsctt")
    candidates = find_candidates(window, tags, LIMITS)
    pointers = np.full((10, 3), 0.05, dtype=np.float32)
    pointers[1:5, 0] = pointers[5:9, 1] = 0.9
    first, second = decide(candidates, point_answers(candidates, tags, pointers), LIMITS)
    assert (first.source, first.cue, first.content) == ((0,), (1,), (2, 3))
    assert (second.source, second.cue, second.content) == ((4,), (5,), (6, 7))


def test_the_roles_are_those_of_training() -> None:
    assert (SOURCE, CUE, CONTENT) == (1, 2, 3)
