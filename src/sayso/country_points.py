"""The point that stands for a country: between two published ones.

Comes in: the lexicon `country-points`. Goes out: latitude and longitude for each country. Where on the map a whole
country's label hangs is a convention, and data sets follow GeoNames or Wikidata (Wikipedia): ours lies between the
two, so that it can be compared with either, and never so far from GeoNames' that it is no longer the place of its id.
"""

from __future__ import annotations

from math import asin, cos, hypot, radians, sin, sqrt

from sayso.lexicon import LexiconHeader, read_lexicon

Point = tuple[float, float]

# Two places are taken to be one when they lie within 100 miles (161 km): this leaves a margin.
FARTHEST_KM = 100.0
_EARTH_RADIUS_KM = 6371.0088


class CountryPoints(LexiconHeader, frozen=True, kw_only=True):
    """The file `country-points.yaml`: [latitude, longitude] by ISO 3166-1 alpha-3 code."""

    points: dict[str, Point]
    wikidata: dict[str, Point]


def read_country_points() -> dict[str, Point]:
    """The point of each country and territory.

    China: 35 N 105 E in GeoNames, 35 N 103 E in Wikidata → (35.0, 104.0)
    """
    lexicon = read_lexicon("country-points", CountryPoints)
    return {
        iso3: point_between(point, lexicon.wikidata.get(iso3, point))
        for iso3, point in lexicon.points.items()
    }


def point_between(ours: Point, theirs: Point) -> Point:
    """Half way from one point to another, but no farther than `FARTHEST_KM` from the first."""
    km = _distance_km(ours, theirs)
    share = min(0.5, FARTHEST_KM / km) if km else 0.0
    lat, lon = (a + share * (b - a) for a, b in zip(ours, theirs, strict=True))
    return round(lat, 3), round(lon, 3)


def _distance_km(one: Point, other: Point) -> float:
    lat, other_lat = radians(one[0]), radians(other[0])
    half_lat, half_lon = (other_lat - lat) / 2, radians(other[1] - one[1]) / 2
    chord = hypot(sin(half_lat), sqrt(cos(lat) * cos(other_lat)) * sin(half_lon))
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, chord))
