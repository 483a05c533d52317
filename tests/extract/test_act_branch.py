"""What the network that reads acts is shown: which window, what of the one before, which cues are marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.extract.attribution.act_branch import TAIL, ActBranch, Floats, mark_windows, score_cues
from sayso.extract.attribution.tagger import Scored
from sayso.extract.attribution.windows import Window


def window(tokens: Sequence[int], firsts: Sequence[int] | None = None) -> Window:
    """A window whose every piece is of the token given."""
    size = len(tokens)
    return Window(
        ids=np.zeros(size, dtype=np.int64),
        features=np.zeros((size, 5), dtype=np.int64),
        tokens=np.array(tokens, dtype=np.int64),
        firsts=np.arange(size) if firsts is None else np.array(firsts),
        blocks=((0, size),),
    )


class Echo:
    """Stands where the graph stands: its scores are the states that it is given."""

    def run(self, names: Sequence[str], inputs: dict[str, Floats]) -> list[Floats]:
        return [inputs["states"], -inputs["states"]]


def scored(tokens: Sequence[int]) -> Scored:
    """A window that was read: the states of a piece tell its token."""
    middle = np.array(tokens, dtype=np.float32)[:, None]
    return Scored(window(tokens), np.zeros((len(tokens), 4), np.float32), middle, middle)


def test_only_windows_with_a_cue_are_read() -> None:
    windows = [window(range(5)), window(range(5, 9)), window(range(9, 12))]
    [marked] = mark_windows(windows, [(10, [10])])
    assert marked.number == 2
    assert marked.places == ((0, 5),)
    assert marked.marks.tolist() == [0, 0, 0, 0, 0, 1, 0]


def test_all_cues_of_a_window_and_of_the_end_before_it_are_marked_at_once() -> None:
    windows = [window(range(5)), window(range(5, 9))]
    first, second = mark_windows(windows, [(3, [3]), (6, [6, 7]), (8, [8])])
    assert first.marks.tolist() == [0, 0, 0, 1, 0]
    assert first.places == ((0, 3),)
    assert second.marks.tolist() == [0, 0, 0, 1, 0, 0, 1, 1, 1]
    assert second.places == ((1, 6), (2, 8))


def test_no_more_than_the_end_of_the_window_before_is_read_again() -> None:
    long = TAIL + 30
    windows = [window(range(long)), window(range(long, long + 3))]
    [marked] = mark_windows(windows, [(long + 1, [long + 1])])
    assert len(marked.marks) == TAIL + 3
    assert marked.places == ((0, TAIL + 1),)


def test_a_quotation_without_a_cue_is_not_read() -> None:
    assert list(mark_windows([window(range(4))], [(-1, [])])) == []


def test_a_piece_that_begins_no_word_is_no_ones_head() -> None:
    [marked] = mark_windows([window([0, 1, 1, 2], firsts=[0, 1, 3])], [(1, [1])])
    assert marked.places == ((0, 1),)
    assert marked.marks.tolist() == [0, 1, 1, 0]


def test_a_cue_is_scored_by_the_states_of_its_head_with_the_mark_added() -> None:
    branch = ActBranch(Echo(), np.array([[0.0], [100.0]], dtype=np.float32))
    long = TAIL + 30
    windows = [scored(range(long)), scored(range(long, long + 3))]
    found = score_cues(branch, windows, [(long - 1, [long - 1]), (long + 1, [long + 1])])
    assert {cue: scores.tolist() for cue, scores in found.items()} == {
        0: [long + 99, -long - 99],
        1: [long + 101, -long - 101],
    }


def test_windows_that_nobody_asks_about_are_not_scored() -> None:
    branch = ActBranch(Echo(), np.zeros((2, 1), dtype=np.float32))
    windows = [scored(range(5)), scored(range(5, 9))]
    asked = score_cues(branch, windows, [(3, [3]), (6, [6])], lambda cue: cue == 1)
    assert set(asked) == {1}
