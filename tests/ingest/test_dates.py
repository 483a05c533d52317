"""Publication dates in the ways of pages, feeds and people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.dates import normalise_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2016-05-04", "2016-05-04"),
        ("2016/5/4", "2016-05-04"),
        ("20160504", "2016-05-04"),
        ("2016-05-04T14:22:00Z", "2016-05-04T14:22:00+00:00"),
        ("2016-05-04T14:22:00.123+03:00", "2016-05-04T14:22:00+03:00"),
        ("2016-05-04T14:22:00+0300", "2016-05-04T14:22:00+03:00"),
        ("2016-05-04 14:22:00 +0300", "2016-05-04T14:22:00+03:00"),
        ("2016-05-04 14:22 UTC", "2016-05-04T14:22:00+00:00"),
        ("2016-05-04T14:22:00", "2016-05-04"),
        ("2016-05-04T00:00:00+03:00", "2016-05-04T00:00:00+03:00"),
        ("Wed, 04 May 2016 14:22:00 +0300", "2016-05-04T14:22:00+03:00"),
        ("Wed, 04 May 2016 14:22:00 GMT", "2016-05-04T14:22:00+00:00"),
        ("4 May 2016", "2016-05-04"),
        ("May 4, 2016", "2016-05-04"),
        ("Wednesday, May 4th, 2016", "2016-05-04"),
        ("  May 4,\n 2016 ", "2016-05-04"),
    ],
)
def test_dates(written: str, iso: str) -> None:
    assert normalise_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2016-13-40", "2016-02-30", "31 April 2016", "May 2016", "2016"),
        *("0000-00-00", "1462371720", "4 Brumaire 2016", "x" * 100, "99 May 2016"),
    ],
)
def test_no_dates(written: str) -> None:
    assert normalise_date(written) is None


@given(st.text(max_size=70))
def test_any_text(text: str) -> None:
    found = normalise_date(text)
    assert found is None or normalise_date(found) == found


@given(st.datetimes(timezones=st.timezones()))
def test_iso_is_kept(moment: object) -> None:
    from datetime import datetime

    assert isinstance(moment, datetime)
    whole = moment.replace(microsecond=0)
    found = normalise_date(whole.isoformat())
    assert found is not None
    assert datetime.fromisoformat(found) == datetime.fromisoformat(whole.isoformat())
