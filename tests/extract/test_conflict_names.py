"""The names of tests/cases/names: each name and spelling, told without context, is the place that it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sayso.evaluate.place_scores import distance_km
from sayso.lexicon import read_rows
from sayso.model import Place
from tests.conftest import ReadText

_ROWS: list[dict[str, Any]] = read_rows(
    Path(__file__).parents[1] / "cases" / "names" / "conflict-names.yaml"
)
_LEAD = "Shells hit "


def _params() -> list[Any]:
    return [
        pytest.param(
            row,
            id=row["name"],
            marks=[pytest.mark.xfail(reason=row["gap"], strict=True)] if "gap" in row else [],
        )
        for row in _ROWS
    ]


@pytest.mark.model
@pytest.mark.parametrize("row", _params())
def test_every_spelling_is_the_place(row: dict[str, Any], read_text: ReadText) -> None:
    wrong = []
    for name in (row["name"], *row["spellings"]):
        places = read_text(f"{_LEAD}{name} on Monday, residents said.").places
        if not any(_is_right(place, name, row) for place in places):
            wrong.append((name, [(p.name, p.country, p.lat, p.lon) for p in places]))
    assert not wrong


def _is_right(place: Place, name: str, row: dict[str, Any]) -> bool:
    overlaps = place.span.start < len(_LEAD) + len(name) and place.span.end > len(_LEAD)
    if not overlaps or place.lat is None or place.country != row["country"]:
        return False
    return distance_km({"lat": place.lat, "lon": place.lon}, row) <= float(row["km"])


def test_the_table_is_large_and_nearly_all_right() -> None:
    right = [row for row in _ROWS if "gap" not in row]
    assert len(_ROWS) >= 60
    assert len(right) / len(_ROWS) >= 57 / 60
