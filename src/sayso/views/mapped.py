"""What the map draws: the incidents of a selection gathered by place, with how exactly the place is known.

Comes in: rows. Goes out: one mark for each place. A country is never a point: its mark has no coordinates and is drawn
as an area; a place nobody resolved is counted and not drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from sayso.incident_model import GradeName
from sayso.views.rows import IncidentRow

Shape = Literal["dot", "ring", "area", "country"]
# A dot is a place, a ring a district around a point, an area a province, a country itself.
SHAPES: dict[str, Shape] = {
    "exact": "dot",
    "neighbourhood": "dot",
    "town": "dot",
    "district": "ring",
    "province": "area",
    "country": "country",
}
GRADES: tuple[GradeName, ...] = (
    "Confirmed",
    "Contested",
    "Fair",
    "Weak",
    "Discounted",
    "Ungraded",
)
_MOST_NAMED = 12


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark on the map. `incidents`: (id, title) of the first few; `grades`: how many of each grade."""

    shape: Shape
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    count: int
    grades: dict[GradeName, int]
    incidents: tuple[tuple[str, str], ...]


class MapData(msgspec.Struct, frozen=True, kw_only=True):
    """All marks, how many incidents they stand for, and how many have no place to draw."""

    marks: tuple[Mark, ...]
    placed: int
    unplaced: int


def make_map(rows: Sequence[IncidentRow]) -> MapData:
    """The marks of some rows, the fullest last so that small ones stay on top."""
    places: dict[tuple[object, ...], list[IncidentRow]] = defaultdict(list)
    for row in rows:
        shape = SHAPES.get(row.precision or "")
        if shape == "country" and row.country:
            places["country", row.country].append(row)
        elif shape is not None and shape != "country" and row.lat is not None:
            places[shape, row.lat, row.lon].append(row)
    marks = [_mark(rows) for rows in places.values()]
    placed = sum(mark.count for mark in marks)
    return MapData(
        marks=tuple(sorted(marks, key=lambda m: (-m.count, m.name, m.shape))),
        placed=placed,
        unplaced=len(rows) - placed,
    )


def _mark(rows: Sequence[IncidentRow]) -> Mark:
    first = rows[0]
    shape = SHAPES[first.precision or ""]
    is_country = shape == "country"
    return Mark(
        shape=shape,
        name=first.place or first.country or "",
        country=first.country,
        lat=None if is_country else first.lat,
        lon=None if is_country else first.lon,
        count=len(rows),
        grades=_in_order(row.grade for row in rows),
        incidents=tuple((row.id, row.title) for row in rows[:_MOST_NAMED]),
    )


def _in_order(grades: Iterable[GradeName]) -> dict[GradeName, int]:
    counts = Counter(grades)
    return {grade: counts[grade] for grade in GRADES if counts[grade]}
