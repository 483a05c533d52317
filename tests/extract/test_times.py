"""Laws of the times stage: calendar values and intervals, word patterns, and what holds for any text."""

from __future__ import annotations

import gc
import re
import time
from datetime import date, datetime, timedelta

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract.grammar.regexstarts import first_characters
from sayso.extract.times.calendar import add_months, interval_of, shift, value_at
from sayso.extract.times.timelengths import duration_value, read_number
from sayso.extract.times.times import (
    TimeLexicon,
    TimeRules,
    find_times,
    load_time_rules,
    published_day,
)
from sayso.extract.times.timewords import WordPatterns
from sayso.lexicon import read_lexicon
from sayso.model import Region, TimeInterval
from sayso.nlp.readings import Reading
from tests.conftest import make_document

RULES = load_time_rules()
BLANK = spacy.blank("en")
DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 1, 1))

# Texts made of words that time rules look at, with marks and numbers between.
_TIME_WORDS = sorted(
    {word for words in RULES.words.values() for word in words}
    | {"May", "March", "Friday", "the", "of", "a", "on", "-", "–", ",", ".", "\n\n", "'s", "end"}
)
_PIECES = st.one_of(
    st.sampled_from(_TIME_WORDS),
    st.integers(0, 100_000).map(str),
    st.sampled_from(
        ["8:30", "24:00", "2016-02-30", "31/02/2016", "1990s", "31st", "3.5", "9999", "0000"]
    ),
)
TIME_TEXTS = st.lists(_PIECES, max_size=40).map(" ".join)


def times_of(
    text: str, published: str | None = "2016-05-04", rules: TimeRules = RULES
) -> tuple[TimeInterval, ...]:
    """The times of a text that is cut into words, but not parsed."""
    document = make_document(text, published, regions=())
    return find_times(Reading(document, BLANK.make_doc(text)), rules)


def check_times(text: str, times: tuple[TimeInterval, ...]) -> None:
    position = 0
    for time_found in times:
        span = time_found.span
        assert text[span.start : span.end] == span.exact
        assert span.start >= position, "times are in text order, none inside another"
        position = span.end
        check_interval(time_found)
    assert len({t.id for t in times}) == len(times)


def check_interval(found: TimeInterval) -> None:
    if found.start and found.end:
        assert datetime.fromisoformat(found.start) < datetime.fromisoformat(found.end)
    if found.type in ("DATE", "TIME") and (found.start or found.end):
        interval = interval_of(found.value or "")
        assert interval is not None
        # "Late May" is a third of its value's interval; a day of the Islamic calendar may be one off.
        slack = timedelta(1) if interval.grain == "day" else timedelta(0)
        starts, ends = datetime.fromisoformat(interval.start), datetime.fromisoformat(interval.end)
        assert not found.start or starts - datetime.fromisoformat(found.start) <= slack
        assert not found.end or datetime.fromisoformat(found.end) - ends <= slack
        if not re.match(r"(?i)early|mid|late|the \w+ of", found.span.exact) and not slack:
            assert found.start in (None, interval.start) and found.end in (None, interval.end)
        assert found.grain == interval.grain
    if found.value is None:
        assert (found.start, found.end, found.anchor) == (None, None, None)
    if found.direction in ("since", "from"):
        assert found.end is None
    if found.direction in ("until", "by"):
        assert found.start is None


@given(
    TIME_TEXTS,
    st.sampled_from(["2016-05-04", "2016-05-04T23:59:00+03:00", None, "0001-01-01", "9999-12-31"]),
)
@settings(max_examples=300, deadline=None)
def test_any_words_of_time_keep_the_laws(text: str, published: str | None) -> None:
    check_times(text, times_of(text, published))


@given(st.text(max_size=300), st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_text_keeps_the_laws(text: str, published: str) -> None:
    check_times(text, times_of(text, published))


@given(
    DAYS, st.sampled_from(["D", "W", "WE", "M", "Q", "H", "Y", "E", "C", "SP", "SU", "FA", "WI"])
)
def test_a_value_has_an_interval_that_begins_with_the_value(day: date, unit: str) -> None:
    value = value_at(day, unit)
    interval = interval_of(value)
    if interval is None:  # the first years and the last century leave the calendar
        assert day.year < 100 or day.year > 9800
        return
    assert date.fromisoformat(interval.start) < date.fromisoformat(interval.end)
    assert value_at(date.fromisoformat(interval.start), unit) == value
    if unit in ("D", "W", "M", "Q", "H", "Y", "E", "C"):
        assert date.fromisoformat(interval.start) <= day < date.fromisoformat(interval.end)


@given(DAYS, st.integers(-600, 600))
def test_months_are_added_and_taken_away(day: date, count: int) -> None:
    moved = shift(day, count, "M")
    if moved is None:
        return
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day <= day.day
    if moved.day == day.day:
        assert shift(moved, -count, "M") == day


def test_the_last_of_the_month_stays_the_last() -> None:
    assert add_months(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert shift(date(9999, 12, 31), 1, "D") is None


@given(st.text(max_size=30))
def test_no_value_raises(value: str) -> None:
    interval_of(value)


@given(st.integers(1, 400), st.sampled_from(["D", "W", "M", "Y"]))
def test_ago_is_exact(count: int, unit: str) -> None:
    name = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[unit]
    published = date(2016, 5, 4)
    expected = shift(published, -count, unit)
    [found] = times_of(f"It was hit {count} {name} ago.")
    assert expected is not None
    assert (found.span.exact, found.value) == (f"{count} {name} ago", value_at(expected, unit))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2059, 12, 31)))
def test_a_full_date_is_read_in_every_format(day: date) -> None:
    month = day.strftime("%B")
    for text in (
        f"on {month} {day.day}, {day.year}, it",
        f"on {day.day} {month} {day.year} it",
        f"on the {day.day}th of {month} {day.year}, it",
        f"on {day.isoformat()} it",
        f"on {day.day}.{day.month}.{day.year} it",
        f"on {day.year}/{day.month:02}/{day.day:02} it",
    ):
        [found] = times_of(text)
        assert (found.value, found.start) == (day.isoformat(), day.isoformat()), text
        assert found.end == (day + timedelta(1)).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "the " * 20_000,
        "May " * 10_000,
        "1 - 2 - " * 10_000,
        "two hundred and " * 8_000,
        "early late mid - " * 8_000,
        "9" * 60_000,
        "a.m." * 15_000,
        "\n" * 60_000,
        "from 1 May to " * 3_000,
        "' " * 30_000,
    ],
)
def test_long_junk_takes_linear_time(text: str) -> None:
    """Ten times the text takes about ten times as long; the bound leaves room for a busy machine."""
    reading = [
        Reading(make_document(part), BLANK.make_doc(part))
        for part in (text[: len(text) // 10], text)
    ]
    seconds = []
    gc.disable()  # what other tests hold in memory is none of the text's
    try:
        for one in reading:
            begin = time.process_time()
            find_times(one, RULES)
            seconds.append(time.process_time() - begin)
    finally:
        gc.enable()
    assert seconds[1] < 30 * seconds[0] + 0.5, seconds


def test_boilerplate_holds_no_times() -> None:
    text = "Share on Friday.\n\nThe raid came on 4 May 2016."
    document = make_document(text, "2016-05-06", regions=(Region(0, 16, "boilerplate"),))
    [found] = find_times(Reading(document, BLANK.make_doc(text)), RULES)
    assert found.span.exact == "4 May 2016"


def test_the_day_of_publication_is_the_local_one() -> None:
    assert published_day("2016-05-04T23:30:00+03:00") == date(2016, 5, 4)
    assert published_day("2016-05-04") == date(2016, 5, 4)
    assert published_day("May 2016") is None
    assert published_day(None) is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("twenty four", 24),
        ("a hundred", 100),
        ("two thousand", 2000),
        ("1,200", 1200),
        ("two and a half", 2.5),
        ("three hundred and ten", 310),
        ("a dozen", 12),
        ("several", None),
        ("", None),
    ],
)
def test_number_words(words: str, number: float | None) -> None:
    assert read_number(words, RULES.words["numword"]) == number


def test_lengths_in_units_that_timex3_lacks() -> None:
    assert duration_value(2, "2W") == "P4W"
    assert duration_value(48, "TH") == "PT48H"
    assert duration_value(None, "M") == "PXM"
    assert duration_value(1, "E") == "P10Y"


def test_first_characters_of_a_pattern() -> None:
    assert first_characters("(?:a|b)?c") == {"a", "b", "c"}
    assert first_characters("(?<=x)(?P<n>[de]f*)g|h+i") == {"d", "e", "h"}
    assert first_characters(r"(?:\.){0,6}(?!z)a") == {".", "a"}


def test_the_longest_pattern_wins() -> None:
    patterns = WordPatterns(
        {"month": ["may"]}, {}, ["<month>", "<month> {day:<DD>}"], frozenset(["month"])
    )
    words = patterns.read_words("on May 4, not may 4")
    assert [(found.pattern, found.captures) for found in patterns.find(words)] == [
        (1, {"day": (2, 3)})
    ]


def test_the_lexicon_is_whole() -> None:
    """Every class that a pattern names exists (else it would not load), every kind is known, every join is used."""
    lexicon = read_lexicon("times", TimeLexicon)
    kinds = {row.kind for row in lexicon.atoms}
    for join in lexicon.joins:
        assert {join.first, *join.next} <= kinds, join
    assert set(lexicon.capital) <= set(lexicon.words)
    assert lexicon.slash_order in ("mdy", "dmy")
