"""One query string, one selection: what parses, what fits, what the facets count."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.errors import UsageError
from sayso.views.rows import IncidentRow
from sayso.views.selection import Selection, count_facets, fits, parse_selection, select

ROW = IncidentRow(
    id="i1",
    title="Air strike in Dahyan",
    place="Dahyan",
    country="YEM",
    lat=17.0,
    lon=43.6,
    precision="town",
    start="2018-08-09",
    end="2018-08-10",
    first_reported="2018-08-09",
    last_reported="2018-08-12",
    types=("ASSAULT",),
    line="3 articles, 2 texts, 2 origins",
    articles=3,
    texts=2,
    origins=2,
    killed=(29, 51),
    injured=(None, None),
    grade="Contested",
    party_only=False,
    graded=(("SAU", "Saudi Arabia", "Contested"), ("YEM.H", "Houthis", "Weak")),
    stances=(("SAU", "Saudi Arabia", "denies"), ("YEM.H", "Houthis", "accuses")),
    speakers=(("SAU", "Saudi Arabia", "party"),),
    outlets=(("bbc", "BBC"),),
    review="new",
    documents=3,
    is_main=True,
)
ROWS = [
    ROW,
    replace(ROW, id="i2", grade="Fair", graded=(), stances=(), origins=1, country="SYR"),
    replace(ROW, id="i3", is_main=False),
]


def _asked(query: str) -> Selection:
    return parse_selection(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("query", "fitting"),
    [
        ("", ["i2", "i1"]),
        ("all=1", ["i3", "i2", "i1"]),
        ("grade=contested", ["i1"]),
        ("grade=weak", ["i1"]),
        ("grade=Weak&grade=Fair", ["i2", "i1"]),
        ("party=houthis", ["i1"]),
        ("party=YEM.H&stance=accuses", ["i1"]),
        ("party=YEM.H&stance=denies", []),
        ("place=syr", ["i2"]),
        ("country=SYR&grade=Contested", []),
        ("origins=2", ["i1"]),
        ("outlet=BBC", ["i2", "i1"]),
        ("since=2018-08-10", []),
        ("until=2018-08-09", ["i2", "i1"]),
        ("bounds=43,16,44,18", ["i2", "i1"]),
        ("bounds=170,-10,190,10", []),
        ("id=i1&id=i3", ["i1"]),
        ("unknown=1&page=2", ["i2", "i1"]),
    ],
)
def test_what_fits(query: str, fitting: list[str]) -> None:
    asked = _asked(query)
    assert [row.id for row in select(ROWS, asked)] == fitting
    assert sorted(row.id for row in ROWS if fits(row, asked)) == sorted(fitting)


def test_full_text_binds_too() -> None:
    assert [row.id for row in select(ROWS, _asked("q=bus"), frozenset({"i2"}))] == ["i2"]


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "grade=Excellent",
        "bounds=1,2",
        "bounds=0,50,0,-50",
        "origins=-1",
        "sort=x",
    ],
)
def test_what_means_nothing_is_refused(query: str) -> None:
    with pytest.raises(UsageError):
        _asked(query)


def test_facet_counts_what_a_click_would_show() -> None:
    facets = count_facets(ROWS, _asked("grade=Fair"))
    # The values beside the chosen one stay open; other facets count what is shown.
    assert ("Contested", "Contested", 1) in facets["grade"]
    assert facets["country"] == (("SYR", "SYR", 1),)
    assert facets["party"] == ()
    assert count_facets(ROWS, _asked(""))["origins"] == (
        ("1", "1 or more", 2),
        ("2", "2 or more", 1),
    )


@given(
    st.builds(
        Selection,
        q=st.text().map(str.strip),
        grade=st.lists(st.sampled_from(["Weak", "Fair"]), unique=True).map(tuple),
        party=st.lists(st.text(min_size=1).map(str.strip).filter(bool), unique=True).map(tuple),
        since=st.none() | st.dates().map(str),
        origins=st.integers(0, 99),
        all=st.booleans(),
        bounds=st.none() | st.just((-10.5, -20.0, 30.25, 40.0)),
    )
)
def test_selection_comes_back_from_its_query_string(selection: Selection) -> None:
    assert _asked(selection.query()) == selection


def test_values_are_added_and_taken_away() -> None:
    both = _asked("grade=Weak").having("grade", "Fair")
    assert both.grade == ("Weak", "Fair")
    assert both.has("grade", "fair")
    assert both.without("grade", "Weak").grade == ("Fair",)
    assert both.without("grade") == Selection()
