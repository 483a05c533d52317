"""What the boards of places and times count, on a made document."""

from __future__ import annotations

import pytest

from sayso.evaluate.place_scores import place_measures, tally_places
from sayso.evaluate.time_scores import tally_times, time_measures
from sayso.extract.times.calendar import interval_of


def test_places_are_counted_by_distance_country_and_use() -> None:
    gold = {
        "toponyms": [
            {"start": 0, "end": 6, "lat": 36.2, "lon": 37.2, "cc": "SY", "literal": True},
            {"start": 10, "end": 16, "lat": 33.5, "lon": 36.3, "cc": "SY", "literal": False},
            {"start": 20, "end": 26, "lat": 35.0, "lon": 38.0, "cc": "SY", "literal": True},
        ]
    }
    gold["toponyms"][2]["kind"] = "Mixed"
    found = [
        {"start": 0, "end": 6, "lat": 36.2, "lon": 37.1, "cc": "SY", "is_literal": True},
        {"start": 10, "end": 16, "lat": 40.0, "lon": -80.0, "cc": "US", "is_literal": True},
        {"start": 20, "end": 26, "lat": 39.0, "lon": 38.0, "cc": "SY", "is_large": True}
        | {"is_literal": False},
    ]
    measures = place_measures(tally_places(gold, found))
    assert measures["≤161 km of found"] == pytest.approx(1 / 3)
    assert measures["≤161 km of found below countries"] == pytest.approx(1 / 2)
    assert measures["country, of found"] == pytest.approx(2 / 3)
    assert measures["literal or not, of found"] == pytest.approx(1 / 3)
    assert measures["same, without mixed"] == pytest.approx(1 / 2)
    assert measures["literal F1"] == pytest.approx(1 / 2)


def test_intervals_are_equal_overlapping_or_missed() -> None:
    spans = [(0, 5), (10, 15), (20, 25), (30, 35)]
    wanted = ["2016-05-04", "2016-05", "2014", "P2D"]
    found = ["2016-05-04", "2016-05-20", None, "P2D"]
    gold = {
        "timexes": [
            {"start": s, "end": e, "value": v} for (s, e), v in zip(spans, wanted, strict=True)
        ]
    }
    predicted = [
        {"start": s, "end": e, "value": v, "interval": interval_of(v) if v else None}
        for (s, e), v in zip(spans, found, strict=True)
    ]
    measures = time_measures(tally_times(gold, predicted))
    assert measures["interval equal"] == pytest.approx(1 / 3)
    assert measures["interval overlapping"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("value", ["1998-02-30", "1998-05-03TXX", "PXM", "XXXX-WXX-1"])
def test_values_without_an_interval_have_none(value: str) -> None:
    assert interval_of(value) is None
