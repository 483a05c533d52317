"""What the network that reads acts is shown: which window, what of the one before, which cues are marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.extract.attribution.act_branch import TAIL, mark_windows
from sayso.extract.attribution.tagger import Scored
from sayso.extract.attribution.windows import Window

WIDTH = 4


def window(tokens: Sequence[int]) -> Scored:
    """A window whose every token is one piece; its states tell its tokens."""
    size = len(tokens)
    window = Window(
        ids=np.zeros(size, dtype=np.int64),
        features=np.zeros((size, 5), dtype=np.int64),
        tokens=np.array(tokens, dtype=np.int64),
        firsts=np.arange(size, dtype=np.int64),
        blocks=((0, size),),
    )
    middle = np.repeat(np.array(tokens, dtype=np.float32)[:, None], WIDTH, axis=1)
    return Scored(window, np.zeros((size, 4), np.float32), middle, middle)


def test_only_windows_with_a_cue_are_read() -> None:
    windows = [window(range(5)), window(range(5, 9)), window(range(9, 12))]
    [marked] = mark_windows(windows, [(10, [10])])
    assert marked.middle[:, 0].tolist() == [5, 6, 7, 8, 9, 10, 11]
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
    assert len(marked.middle) == TAIL + 3
    assert marked.middle[0, 0] == long - TAIL
    assert marked.middle[marked.places[0][1], 0] == long + 1


def test_a_quotation_without_a_cue_is_not_read() -> None:
    assert list(mark_windows([window(range(4))], [(-1, [])])) == []


def test_a_piece_that_begins_no_word_is_no_ones_head() -> None:
    scored = window([0, 1, 1, 2])
    pieces = Window(
        ids=scored.window.ids,
        features=scored.window.features,
        tokens=scored.window.tokens,
        firsts=np.array([0, 1, 3]),
        blocks=scored.window.blocks,
    )
    [marked] = mark_windows([Scored(pieces, scored.tags, scored.middle, scored.top)], [(1, [1])])
    assert marked.places == ((0, 1),)
    assert marked.marks.tolist() == [0, 1, 1, 0]
