"""Laws of numbers: what is written in words reads back as the same number, at its own place."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.extract.figures.figure_words import FigureRows
from sayso.extract.grammar.numbers import (
    Number,
    NumberScanner,
    NumberWords,
    load_vague_policy,
    make_number_scanner,
    parse_number,
)
from sayso.lexicon import read_lexicon

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = [(10**9, "billion"), (10**6, "million"), (10**3, "thousand")]


@pytest.fixture(scope="module")
def words() -> NumberWords:
    return read_lexicon("figures", FigureRows).numbers


@pytest.fixture(scope="module")
def scanner(words: NumberWords) -> NumberScanner:
    return make_number_scanner(words, load_vague_policy())


def in_words(number: int, *, british: bool) -> str:
    """A number as an English newspaper writes it out."""
    for worth, name in SCALES:
        if number >= worth:
            first, rest = divmod(number, worth)
            head = f"{in_words(first, british=british)} {name}"
            link = " and " if british and 0 < rest < 100 else " "
            return head + (link + in_words(rest, british=british) if rest else "")
    if number >= 100:
        first, rest = divmod(number, 100)
        link = " and " if british else " "
        return f"{SMALL[first]} hundred" + (link + in_words(rest, british=british) if rest else "")
    if number >= 20:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    return SMALL[number]


@given(st.integers(0, 10**9), st.booleans())
@example(10**9, True)
@example(206_001, True)
@example(1_000_017, False)
@example(100, False)
def test_number_words_round_trip(words: NumberWords, number: int, british: bool) -> None:
    assert parse_number(in_words(number, british=british), words) == number


@given(st.integers(0, 10**12))
def test_digits_round_trip_with_and_without_separators(words: NumberWords, number: int) -> None:
    assert parse_number(f"{number:,}", words) == number
    assert parse_number(str(number), words) == number


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_two_numbers_in_a_sentence_are_two(
    scanner: NumberScanner, first: int, second: int, british: bool
) -> None:
    text = f"Police held {in_words(first, british=british)} men; {second:,} women fled."
    numbers = list(scanner.scan(text))
    assert [n.value for n in numbers] == [first, second]
    assert text[numbers[0].start : numbers[0].end] == in_words(first, british=british)


@given(st.text())
def test_any_text_is_scanned_in_order_and_never_raises(scanner: NumberScanner, text: str) -> None:
    _check_order(text, list(scanner.scan(text)))


@given(
    st.lists(
        st.sampled_from(
            "a an half one two hundred thousand million dozen and of 12 1.5 3,000 k m % - – / $ third dozens "
            "several tens percent ſix İ K . , 2016-05-04 9/11".split()
        ),
        max_size=12,
    ),
    st.sampled_from(["", " ", "-"]),
)
def test_number_words_in_any_order_never_raise(
    scanner: NumberScanner, pieces: list[str], glue: str
) -> None:
    text = glue.join(pieces)
    _check_order(text, list(scanner.scan(text)))


def _check_order(text: str, numbers: list[Number]) -> None:
    ends = [0, *(n.end for n in numbers)]
    for end, number in zip(ends, numbers, strict=False):
        assert end <= number.start < number.end <= len(text)
        assert number.value is None or number.value >= 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a million", 500_000),
        ("half a dozen", 6),
        ("two and a half million", 2_500_000),
        ("1.2m", 1_200_000),
        ("3k", 3_000),
        ("1.2 billion", 1_200_000_000),
        ("a hundred and five", 105),
        ("fifteen hundred", 1500),
        ("Twenty-One", 21),
    ],
)
def test_forms_of_numbers(words: NumberWords, text: str, value: float) -> None:
    assert parse_number(text, words) == value


def test_endless_digits_are_no_number(words: NumberWords) -> None:
    assert parse_number("1" * 400, words) is None


@pytest.mark.parametrize("text", ["a", "half", "and", "m", "", "hundreds", "twelve and three"])
def test_what_is_no_single_number(words: NumberWords, text: str) -> None:
    assert parse_number(text, words) is None


@pytest.mark.parametrize(
    "text", ["MH17", "S-300", "Su-25", "M23", "9/11", "10:30", "12th", "#12", "http://x/12"]
)
def test_numbers_within_names_are_not_scanned(scanner: NumberScanner, text: str) -> None:
    assert list(scanner.scan(text)) == []


def test_every_vague_phrase_of_the_policy_is_found_whole(scanner: NumberScanner) -> None:
    for phrase, value in scanner.policy.plain.items():
        [number] = scanner.scan(phrase)
        assert (number.value, number.kind, number.end) == (value, "vague", len(phrase)), phrase
    for phrase in scanner.policy.unknown:
        [number] = scanner.scan(phrase)
        assert (number.value, number.kind) == (None, "unknown")


def test_the_policy_says_its_name(scanner: NumberScanner) -> None:
    assert scanner.policy.name == "vague-numbers-1"
    assert (scanner.policy.plain["dozens"], scanner.policy.plain["scores"]) == (24, 40)
