"""Map marks and timeline periods: no point for a country, no gap between periods, nothing counted twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.views.mapped import make_map
from sayso.views.periods import MOST_PERIODS, make_periods
from tests.views.test_selection import ROW


def test_country_is_an_area_and_never_a_point() -> None:
    found = make_map([replace(ROW, precision="country", place="Yemen")])
    [mark] = found.marks
    assert (mark.shape, mark.lat, mark.lon, mark.country) == ("country", None, None, "YEM")


def test_incidents_of_one_place_share_a_mark_and_unplaced_ones_are_counted() -> None:
    rows = [
        ROW,
        replace(ROW, id="i2", grade="Weak"),
        replace(ROW, id="i3", lat=None, precision=None),
    ]
    found = make_map(rows)
    [mark] = found.marks
    assert (mark.count, mark.grades) == (2, {"Contested": 1, "Weak": 1})
    assert (found.placed, found.unplaced) == (2, 1)


@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=1, max_size=20))
def test_periods_have_no_gap_and_hold_every_incident(days: list[date]) -> None:
    made = make_periods([replace(ROW, start=day.isoformat()) for day in days])
    assert len(made.periods) <= MOST_PERIODS + 1
    assert sum(sum(period.grades.values()) for period in made.periods) == len(days)
    for left, right in zip(made.periods, made.periods[1:], strict=False):
        assert date.fromisoformat(left.end) + timedelta(days=1) == date.fromisoformat(right.start)
    assert made.periods[0].start <= min(days).isoformat()
    assert made.periods[-1].end >= max(days).isoformat()


def test_incident_without_a_day_is_counted_apart() -> None:
    made = make_periods([replace(ROW, start=None, first_reported=None), ROW])
    assert (made.undated, len(made.periods)) == (1, 1)
    assert made.periods[0].killed == (29, 51)
