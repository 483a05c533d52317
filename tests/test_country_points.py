"""The point of a country lies between two conventions, near enough to either where they are near each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.countries import load_countries
from sayso.country_points import FARTHEST_KM, Point, point_between, read_country_points
from sayso.evaluate.place_scores import distance_km

_POINTS = st.tuples(st.floats(-80, 80), st.floats(-170, 170))
_SLACK_KM = 0.2


def _km(one: Point, other: Point) -> float:
    return distance_km({"lat": one[0], "lon": one[1]}, {"lat": other[0], "lon": other[1]})


def test_a_point_lies_half_way_between_near_ones() -> None:
    assert point_between((35.0, 105.0), (35.0, 103.0)) == (35.0, 104.0)


def test_a_point_never_leaves_its_own_for_a_far_one() -> None:
    moved = point_between((60.0, -113.0), (60.0, -95.0))
    assert moved[1] > -113.0 and abs(_km((60.0, -113.0), moved) - FARTHEST_KM) < 20


@given(ours=_POINTS, theirs=st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_a_point_is_about_as_near_to_one_as_to_the_other(ours: Point, theirs: Point) -> None:
    other = (ours[0] + theirs[0], ours[1] + theirs[1])
    middle = point_between(ours, other)
    assert _km(ours, middle) <= max(_km(ours, other) * 0.51, FARTHEST_KM) + _SLACK_KM


def test_every_country_has_a_point() -> None:
    points = read_country_points()
    countries = {row.iso3 for row in load_countries().rows if row.id == row.iso3}
    assert countries <= set(points)
    assert points["CHN"] == (35.0, 104.0) and points["USA"] == (39.76, -98.5)
