"""Laws of figures: limits in order, exact spans, links that exist and never run in a circle; the lexicon's shape."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.figures.figure_words import FigureRows, load_figure_lexicon
from sayso.extract.figures.figures import find_figures
from sayso.extract.figures.quantities import find_quantities, limits_of
from sayso.flow import Pipeline
from sayso.lexicon import read_lexicon
from sayso.model import Figure
from sayso.nlp.readings import Reading, read_parses
from tests.conftest import make_document

LEXICON = load_figure_lexicon()
BOUNDS = [
    "at least",
    "about",
    "up to",
    "nearly",
    "over",
    "fewer than",
    "between 3 and",
    "some",
    "an estimated",
    "",
]
NUMBERS = [
    "29",
    "a dozen",
    "dozens",
    "1.2 million",
    "half",
    "a third",
    "10-15",
    "two",
    "20 percent",
    "3k",
    "one",
    "$5",
]
NOUNS = [
    "people",
    "of them",
    "soldiers",
    "of the dead",
    "villages",
    "deaths",
    "others",
    "",
    "women",
    "tons of wheat",
]
VERBS = [
    "were killed",
    "fled",
    "were wounded",
    "said so",
    "died",
    ", including",
    "rose to",
    "up from",
    "of whom",
    ".",
]

pieces = st.lists(
    st.sampled_from(
        [*BOUNDS, *NUMBERS, *NOUNS, *VERBS, "The death toll", "Police arrested", "and", "; "]
    ),
    max_size=30,
)


def read(pipeline: Pipeline, text: str) -> Reading:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    return reading


def check_laws(text: str, figures: tuple[Figure, ...]) -> None:
    ids = [figure.id for figure in figures]
    assert len(set(ids)) == len(ids)
    for figure in figures:
        assert text[figure.span.start : figure.span.end] == figure.span.exact
        values = [v for v in (figure.low, figure.central, figure.high) if v is not None]
        assert values == sorted(values)
        assert {figure.part_of, figure.derived_from} <= {None, *ids}
        assert figure.counts is not None
        assert figure.counts[0].isalpha()
        assert len(chain_of(figure, figures)) <= len(figures)
    starts = [figure.span.start for figure in figures]
    assert starts == sorted(starts)


def chain_of(figure: Figure, figures: tuple[Figure, ...]) -> list[str]:
    """The wholes of a figure, outwards; as long as the list of figures if they run in a circle."""
    by_id = {f.id: f for f in figures}
    chain: list[str] = []
    while figure.part_of is not None:
        assert figure.part_of not in chain, "a figure is part of itself"
        chain.append(figure.part_of)
        figure = by_id[figure.part_of]
    return chain


@pytest.mark.model
@given(pieces)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_laws_hold_for_any_order_of_number_words(pipeline: Pipeline, words: list[str]) -> None:
    reading = read(pipeline, " ".join(words) or ".")
    check_laws(reading.document.text, find_figures(reading, (), LEXICON))


@pytest.mark.model
@given(st.text(min_size=1, max_size=200))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_unicode_is_read(pipeline: Pipeline, text: str) -> None:
    reading = read(pipeline, text)
    check_laws(text, find_figures(reading, (), LEXICON))


@given(st.text())
def test_quantities_of_any_text_keep_their_place(text: str) -> None:
    for quantity in find_quantities(text, 0, LEXICON):
        assert 0 <= quantity.start < quantity.end <= len(text)


@given(st.floats(0, 1e12), st.sampled_from(sorted(read_lexicon("figures", FigureRows).bounds)))
def test_limits_are_in_order(value: float, bound: str) -> None:
    for kind in ("exact", "vague"):
        low, high, central, _ = limits_of(value, None, bound, kind)  # type: ignore[arg-type]
        known = [v for v in (low, central, high) if v is not None]
        assert known == sorted(known)


@pytest.mark.model
def test_a_find_is_the_same_twice(pipeline: Pipeline) -> None:
    reading = read(
        pipeline, "At least 29 people, including 12 children, were killed and dozens wounded."
    )
    assert find_figures(reading, (), LEXICON) == find_figures(reading, (), LEXICON)


@pytest.mark.model
def test_boilerplate_has_no_figures(pipeline: Pipeline) -> None:
    from sayso.model import Region

    text = "Twelve people were killed.\n\nShared by 300 people."
    document = make_document(text, regions=(Region(28, len(text), "boilerplate"),))
    [reading] = read_parses(pipeline.parser, [document])
    assert [f.span.exact for f in find_figures(reading, (), LEXICON)] == ["Twelve"]


def test_no_word_counts_two_things() -> None:
    """A verb in two rows would count whatever row came last."""
    rows = read_lexicon("figures", FigureRows).counted
    for column in ("object", "subject", "beside", "nouns", "weak", "phrases"):
        seen = Counter(word for row in rows for word in getattr(row, column))
        assert [word for word, times in seen.items() if times > 1] == [], column


def test_no_bound_phrase_has_two_bounds() -> None:
    rows = read_lexicon("figures", FigureRows)
    for table in (rows.bounds, rows.bounds_after):
        seen = Counter(word for words in table.values() for word in words)
        assert [word for word, times in seen.items() if times > 1] == []


def test_words_are_in_small_letters() -> None:
    rows = read_lexicon("figures", FigureRows)
    words = [
        w for row in rows.counted for w in (*row.object, *row.beside, *row.nouns, *row.phrases)
    ]
    words += [w for phrases in rows.bounds.values() for w in phrases]
    assert [w for w in words if w != w.lower()] == []
