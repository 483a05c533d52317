"""Pieces of a text: they join to it exactly, each carries what covers it, and layers that overlap stay apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Attribution, Claim, Event, Region, Report, Span, Value
from sayso.views.pieces import KINDS, Annotation, annotate, cut_blocks, cut_parts, cut_pieces
from tests.conftest import make_document

# Letters of several directions and widths, direction controls, breaks of all kinds, a character outside the BMP.
LETTERS = st.sampled_from(
    ["a", "B", "é", "ש", "ع", "😀", " ", "\n", "\r", "\u2028", "\u202e", "\u2066"]
)
TEXTS = st.lists(LETTERS, max_size=60).map("".join)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[str, list[Annotation], list[Region]]:
    """A text with annotations and regions anywhere, also where they make no sense."""
    text = draw(TEXTS)
    bounds = st.integers(-3, len(text) + 3)
    annotations = [
        Annotation(f"a{number}", draw(st.sampled_from(KINDS)), draw(bounds), draw(bounds))
        for number in range(draw(st.integers(0, 8)))
    ]
    regions = [
        Region(min(a, b), max(a, b), draw(st.sampled_from(["headline", "boilerplate", "body"])))
        for a, b in draw(st.lists(st.tuples(bounds, bounds), max_size=3))
    ]
    return text, annotations, regions


@given(annotated())
def test_pieces_join_to_the_text_and_carry_exactly_what_covers_them(
    made: tuple[str, list[Annotation], list[Region]],
) -> None:
    text, annotations, regions = made
    pieces = cut_pieces(text, annotations, regions)
    assert "".join(p.text for p in pieces) == text
    sound = [a for a in annotations if 0 <= a.start < a.end <= len(text)]
    for piece in pieces:
        assert piece.text == text[piece.start : piece.start + len(piece.text)] != ""
        for at in range(piece.start, piece.start + len(piece.text)):
            assert set(piece.over) == {a for a in sound if a.start <= at < a.end}
        assert set(piece.opens) == {a for a in sound if a.start == piece.start}
        assert set(piece.closes) == {a for a in sound if a.end == piece.start + len(piece.text)}


@given(annotated())
def test_an_annotations_pieces_join_to_its_words(
    made: tuple[str, list[Annotation], list[Region]],
) -> None:
    text, annotations, regions = made
    pieces = [p for b in cut_blocks(text, annotations, regions) for p in b.pieces]
    assert "".join(p.text for p in pieces) == text
    for a in annotations:
        if 0 <= a.start < a.end <= len(text):
            words = "".join(p.text for p in pieces if any(o is a for o in p.over))
            assert words == text[a.start : a.end]


@given(annotated(), st.integers(1, 30))
def test_parts_join_to_the_text_and_show_in_each_what_covers_it(
    made: tuple[str, list[Annotation], list[Region]], most: int
) -> None:
    text, annotations, regions = made
    words, covered = "", []
    for part in cut_parts(text, most):
        for block in cut_blocks(text, annotations, regions, part):
            for piece in block.pieces:
                covered += [frozenset(piece.ids)] * len(piece.text)
                words += piece.text
    assert words == text
    sound = [a for a in annotations if 0 <= a.start < a.end <= len(text)]
    assert covered == [
        frozenset(a.id for a in sound if a.start <= at < a.end) for at in range(len(text))
    ]


@given(TEXTS)
def test_direction_controls_stand_alone_with_their_names(text: str) -> None:
    for piece in cut_pieces(text, []):
        assert (piece.control is not None) == (piece.text in ("\u202e", "\u2066"))
        if piece.control is None:
            assert "\u202e" not in piece.text
            assert "\u2066" not in piece.text


def test_blocks_end_after_their_breaks_and_know_their_region() -> None:
    text = "A headline\r\n\r\nThe body.\nShare this"
    regions = [Region(0, 10, "headline"), Region(24, 34, "boilerplate")]
    blocks = cut_blocks(text, [], regions)
    assert ["".join(p.text for p in b.pieces) for b in blocks] == [
        "A headline\r\n\r\n",
        "The body.\n",
        "Share this",
    ]
    assert [b.region for b in blocks] == ["headline", "body", "boilerplate"]


def test_content_in_content_is_deeper_and_has_the_inner_stance() -> None:
    text = "Kyiv said Moscow denied firing."
    document = make_document(text)
    report = Report(
        document=document,
        attributions=(
            Attribution(id="a1", cue=(_span(text, "said"),), content=(_span(text, text[10:-1]),)),
            Attribution(
                id="a2",
                cue=(_span(text, "denied"),),
                content=(_span(text, "firing"),),
                stance="denies",
            ),
        ),
        events=(Event(id="e1", trigger=_span(text, "firing"), type="ASSAULT", status="negated"),),
        claims=(
            Claim(
                id="c1",
                event="e1",
                property="occurrence",
                value=Value(event="e1"),
                stance="denies",
                claimants=(),
                evidence=(_span(text, "denied firing"),),
            ),
        ),
    )
    pieces = {p.text: p for p in cut_pieces(text, annotate(report))}
    assert (pieces["firing"].depth, pieces["Moscow "].depth) == (2, 1)
    assert (pieces["firing"].tone, pieces["Moscow "].tone) == ("negated", "sure")
    assert pieces["firing"].kinds == ("content", "event", "claim")
    assert pieces["denied"].ids == ("a1", "c1", "a2")


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)
