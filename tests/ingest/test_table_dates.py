"""Dates of tables: read where they can mean one day only, refused where they cannot."""

from __future__ import annotations

import pytest

from sayso.ingest.table_dates import find_order, read_table_date


@pytest.mark.parametrize(
    ("written", "layout", "expected"),
    [
        ("2016-05-04", None, "2016-05-04"),
        ("4 May 2016", None, "2016-05-04"),
        ("2016-05-04T14:22:00Z", None, "2016-05-04T14:22:00+00:00"),
        ("25/12/2016", None, "2016-12-25"),
        ("12/25/2016", None, "2016-12-25"),
        ("05/05/2016", None, "2016-05-05"),
        ("04/05/2016", "day-first", "2016-05-04"),
        ("04/05/2016", "month-first", "2016-04-05"),
        ("4-5-16", "day-first", "2016-05-04"),
        ("4/5/71", "day-first", "1971-05-04"),
        ("04.05.2016", None, "2016-05-04"),
        ("04/05/2016 14:22", "day-first", "2016-05-04"),
        ("04/05/2016, 2:22 PM", "month-first", "2016-04-05"),
        ("42494", "serial", "2016-05-04"),
        ("42494.6", "serial", "2016-05-04"),
        ("04 May 16", "%d %b %y", "2016-05-04"),
    ],
)
def test_what_is_read(written: str, layout: str | None, expected: str) -> None:
    assert read_table_date(written, layout) == expected


@pytest.mark.parametrize(
    ("written", "layout", "reason"),
    [
        ("04/05/2016", None, "could be 2016-05-04 or 2016-04-05"),
        ("31/02/2016", None, "is no date"),
        ("25/12/2016", "month-first", "is no date"),
        ("42494", None, "is no date"),
        ("last Tuesday", "day-first", "is no date"),
        ("May 2016", None, "is no date"),
        ("4 May", "%d %b %y", "is not written as %d %b %y"),
    ],
)
def test_what_is_refused(written: str, layout: str | None, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_table_date(written, layout)


def test_the_order_is_told_by_numbers_over_twelve() -> None:
    assert find_order(["04/05/2016", "25/12/2016"]) == "day-first"
    assert find_order(["04/05/2016", "12/25/2016"]) == "month-first"
    assert find_order(["04/05/2016", "05/06/2016"]) is None
    assert find_order(["13/05/2016", "05/14/2016"]) is None
    assert find_order(["13.05.2016", "no date"]) is None
