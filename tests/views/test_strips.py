"""Bars on a shared axis: nothing beyond it, open ends open, every number that is drawn printed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sayso.incident_model import Incident, Position, Toll
from sayso.views.strips import (
    WIDTH,
    day_ticks,
    days_of,
    make_position_strips,
    make_toll_strips,
)
from tests.views.made import made_incident

ROW: dict[str, Any] = {
    "reports": [
        {
            "outlet": "one",
            "claims": [
                {"who": "RUS", "killed": "12-"},
                {"who": "UKR", "killed": "20-35"},
                {"who": "outlet", "killed": "29"},
                {"who": "UKR", "responsible": "RUS"},
            ],
        },
        {"outlet": "two", "claims": [{"who": "RUS", "act": "denies", "responsible": "RUS"}]},
    ]
}


def test_each_speaker_has_one_bar_with_its_exact_number() -> None:
    [strip] = make_toll_strips(made_incident(ROW))
    told = {b.toll.speaker_name: (b.exact, b.is_open, b.is_point) for b in strip.bars}
    assert told == {
        "Russia": ("12+", True, False),
        "Ukraine": ("20–35", False, False),
        "one": ("29", False, True),
    }
    assert strip.span == "12–35"


def test_bars_share_the_axis_that_the_ticks_mark() -> None:
    [strip] = make_toll_strips(made_incident(ROW))
    assert [t.words for t in strip.ticks] == ["0", "10", "20", "30", "40"]
    at = {t.words: t.at for t in strip.ticks}
    ukraine = next(b for b in strip.bars if b.toll.speaker == "UKR")
    assert ukraine.start == at["20"]
    assert at["30"] < ukraine.end < at["40"]


@given(
    st.lists(
        st.tuples(st.integers(0, 10**7), st.one_of(st.none(), st.integers(0, 10**7))),
        min_size=1,
        max_size=6,
    )
)
def test_no_bar_leaves_the_axis_and_ticks_are_few(
    bounds: list[tuple[int, int | None]],
) -> None:
    tolls = tuple(
        _toll(number, low, None if more is None else low + more)
        for number, (low, more) in enumerate(bounds)
    )
    [strip] = make_toll_strips(Incident(id="i1", title="", title_rule="", tolls=tolls))
    assert len(strip.bars) == len(tolls)
    assert 2 <= len(strip.ticks) <= 8
    assert [t.at for t in strip.ticks] == sorted({t.at for t in strip.ticks})
    assert strip.ticks[-1].at == WIDTH
    for bar in strip.bars:
        assert 0 <= bar.start <= bar.end <= WIDTH
        assert bar.exact
        assert bar.is_open == (bar.toll.high is None)


def test_classes_stand_apart_and_after_people_as_such() -> None:
    tolls = (_toll(1, 40, 40, who="children"), _toll(2, 51, 51), _toll(3, 7, 7, counts="injured"))
    strips = make_toll_strips(Incident(id="i1", title="", title_rule="", tolls=tolls))
    assert [s.words for s in strips] == ["killed", "killed: children", "injured"]
    assert [len(s.bars) for s in strips] == [1, 1, 1]


def test_a_position_that_changed_ends_where_the_next_begins() -> None:
    days = ("2020-01-01", "2020-01-05", "2020-01-11")
    [strip] = make_position_strips(
        [
            Position(party="RUS", name="Russia", kind="denies", since=days[0], until=days[1]),
            Position(party="RUS", name="Russia", kind="admits", since=days[1]),
        ],
        days,
    )
    denies, admits = strip.bars
    assert (denies.start, denies.end, denies.is_over) == (0.0, admits.start, True)
    assert admits.start == round(WIDTH * 0.4, 2)
    assert admits.end == 100.0


def test_days_are_those_of_reports_in_order() -> None:
    incident = made_incident(ROW)
    assert days_of(incident) == ("2020-01-02", "2020-01-03")
    assert [t.words for t in day_ticks(days_of(incident))] == ["2 Jan", "3 Jan 2020"]
    assert [t.words for t in day_ticks(("2020-12-30", "2021-01-02"))] == [
        "30 Dec 2020",
        "2 Jan 2021",
    ]
    assert [t.words for t in day_ticks(("2020-12-30",))] == ["30 Dec 2020"]
    assert day_ticks(()) == ()


def _toll(
    number: int, low: float, high: float | None, counts: str = "killed", who: str | None = None
) -> Toll:
    return Toll(
        counts=counts,
        who=who,
        speaker=f"s{number}",
        speaker_name=f"Speaker {number}",
        group="third",
        words=str(low),
        low=low,
        high=high,
        central=low,
        as_of=None,
        claim=f"c{number}",
    )
