"""Words and places of several spans at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.export.report_rows import extent, join_overlaps
from sayso.model import Span

TEXT = "A court sentenced them to life and let the fourth man go free on Thursday."
_ENDS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12))
_SPANS = st.lists(
    _ENDS.map(lambda pair: Span(pair[0], pair[0] + pair[1], TEXT[pair[0] : pair[0] + pair[1]])),
    max_size=6,
)


@given(_SPANS)
def test_joined_spans_cover_the_same_characters_once(spans: list[Span]) -> None:
    spans = [Span(s.start, min(s.end, len(TEXT)), s.exact) for s in spans]
    joined = join_overlaps(spans)
    covered = [place for s in joined for place in range(s.start, s.end)]
    assert covered == sorted({place for s in spans for place in range(s.start, s.end)})
    assert all(TEXT[s.start : s.end] == s.exact for s in joined)


def test_an_extent_is_in_the_order_of_the_text() -> None:
    spans = (Span(66, 74, "Thursday"), Span(8, 25, "sentenced them to"), Span(18, 22, "them"))
    assert extent(spans) == (8, 74, "sentenced them to … Thursday")
    assert extent(()) == (None, None, "")


def test_withheld_spans_keep_their_masked_words() -> None:
    spans = (Span(0, 0, "killed"), Span(0, 0, "[withheld 1]"))
    assert extent(spans) == (None, None, "[withheld 1] … killed")
