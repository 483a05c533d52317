"""What holds a position, by bisection: the same that going through all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.attribution.stretches import AttributedStretches, Stretches
from sayso.model import Attribution, Span

TEXT = "Police said the army admitted that it had shot at the boy."
_positions = st.integers(0, len(TEXT))


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, exact=TEXT[start:end])


def _attribution(number: int, **parts: tuple[Span, ...]) -> Attribution:
    return Attribution(id=f"a{number}", **parts)  # type: ignore[arg-type]


@given(st.lists(st.tuples(_positions, _positions)), _positions, _positions)
def test_it_finds_what_going_through_all_finds(
    ends: list[tuple[int, int]], one: int, other: int
) -> None:
    spans = [_span(*sorted(pair)) for pair in ends]
    rows = [(span, _attribution(n, content=(span,))) for n, span in enumerate(spans)]
    start, end = sorted((one, other))
    held = [row for row in rows if row[0].start <= start and end <= row[0].end]
    assert Stretches(rows).around(start, end) == held
    at = [row for row in rows if row[0].start <= start < row[0].end]
    assert Stretches(rows).at(start) == at


def test_source_cue_and_content_are_told_apart() -> None:
    police = _attribution(
        1, source=(_span(0, 6),), cue=(_span(7, 11),), content=(_span(12, len(TEXT) - 1),)
    )
    army = _attribution(
        2, source=(_span(12, 20),), cue=(_span(21, 29),), content=(_span(30, len(TEXT) - 1),)
    )
    stretches = AttributedStretches([police, army])
    assert stretches.is_cue(TEXT.index("said")) and not stretches.is_cue(TEXT.index("shot"))
    assert [a.id for _, a in stretches.sources.at(TEXT.index("army"))] == ["a2"]
    assert [a.id for _, a in stretches.contents.at(TEXT.index("shot"))] == ["a1", "a2"]
    assert stretches.told_at(0) == {"a1"} and stretches.told_at(len(TEXT) - 1) == set()
