"""Islamic and Persian dates against days that are known, and laws of their calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.times.calendar import Interval, third_of
from sayso.extract.times.timecalendars import islamic_day, persian_day


@pytest.mark.parametrize(
    ("persian", "day"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1395, 1, 1), date(2016, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_persian_days_are_known(persian: tuple[int, int, int], day: date) -> None:
    assert persian_day(*persian) == day


@pytest.mark.parametrize(
    ("islamic", "day"),
    [
        ((1436, 12, 10), date(2015, 9, 24)),
        ((1445, 9, 1), date(2024, 3, 11)),
        ((1422, 9, 1), date(2001, 11, 17)),
        ((1400, 1, 1), date(1979, 11, 21)),
    ],
)
def test_islamic_days_are_within_a_day(islamic: tuple[int, int, int], day: date) -> None:
    assert abs(islamic_day(*islamic) - day) <= timedelta(1)


@given(st.integers(1200, 1500), st.integers(1, 12))
def test_months_follow_each_other(year: int, month: int) -> None:
    for make, lengths in ((islamic_day, (29, 30)), (persian_day, (29, 30, 31))):
        after = make(year + month // 12, month % 12 + 1, 1)
        assert (after - make(year, month, 1)).days in lengths


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(3, 4000))
def test_thirds_make_the_whole(start: date, days: int) -> None:
    whole = Interval(start.isoformat(), (start + timedelta(days)).isoformat(), "month")
    thirds = [third_of(whole, i) for i in range(3)]
    assert thirds[0].start == whole.start and thirds[2].end == whole.end
    assert [t.end for t in thirds[:2]] == [t.start for t in thirds[1:]]
