"""A user's own list of places, for one run: `sayso read --places FILE.csv`.

Comes in: a CSV file with the columns name, lat, lon and, if wanted, country (ISO 3166-1 alpha-3), kind, names (other
spellings, with | between them), within (the name of what it lies in) and population. Goes out: candidates that the
gazetteer offers beside its own; all wrong rows are named at once, by number. Nothing of it is kept after the run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from sayso.countries import load_countries
from sayso.errors import UsageError
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import Kind, name_key
from sayso.text import digest_of

_NEEDED = ("name", "lat", "lon")
_KNOWN = (*_NEEDED, "country", "kind", "names", "within", "population")
_SHOWN_ERRORS = 20
_KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}


@dataclass(frozen=True)
class OwnPlaces:
    """The places of a list by the key of each name, and the digest of the file."""

    by_key: dict[str, tuple[Candidate, ...]]
    digest: str


def read_own_places(path: Path, gazetteer: Gazetteer) -> OwnPlaces:
    """Read and check a list.

    name,lat,lon,country,kind,within
    Field Post 4,15.61,32.51,SDN,site,Khartoum
    """
    raw = _read_bytes(path)
    rows, errors = csv.DictReader(io.StringIO(_text_of(raw, path), newline="")), []
    columns = [name.strip().lower() for name in rows.fieldnames or ()]
    rows.fieldnames = columns
    _check_columns(path, columns)
    countries = {c.iso3 for c in load_countries().rows}
    by_key: dict[str, tuple[Candidate, ...]] = {}
    for number, cells in enumerate(rows, 2):
        try:
            place, names = _read_row(number, cells, countries, gazetteer)
        except ValueError as error:
            errors.append(f"row {number}: {error}")
            continue
        for key in {name_key(name) for name in (place.name, *names)} - {""}:
            by_key[key] = (*by_key.get(key, ()), place)
    if errors:
        more = f"; and {len(errors) - _SHOWN_ERRORS} more" if len(errors) > _SHOWN_ERRORS else ""
        raise UsageError(f"{path}: " + "; ".join(errors[:_SHOWN_ERRORS]) + more)
    if not by_key:
        raise UsageError(f"{path}: no places in it")
    return OwnPlaces(by_key, digest_of(raw, length=12))


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"no list of places at {path}: {error.strerror}") from error


def _text_of(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 (byte {error.start})") from error


def _check_columns(path: Path, columns: list[str]) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in _KNOWN]
    if missing or unknown:
        raise UsageError(
            f"{path}: columns are {', '.join(_KNOWN)}; missing: {', '.join(missing) or 'none'}, "
            f"unknown: {', '.join(unknown) or 'none'}"
        )


def _read_row(
    number: int, cells: Mapping[str | None, str | None], countries: set[str], gazetteer: Gazetteer
) -> tuple[Candidate, tuple[str, ...]]:
    if None in cells or None in cells.values():
        raise ValueError("more or fewer cells than columns")
    row = {str(name): (value or "").strip() for name, value in cells.items()}
    if not name_key(row["name"]):
        raise ValueError("no name")
    country = row.get("country", "").upper() or None
    if country is not None and country not in countries:
        raise ValueError(f"country {country!r} is no ISO 3166-1 alpha-3 code")
    kind = _KINDS.get(row.get("kind", "").lower() or "site")
    if kind is None:
        raise ValueError(f"kind {row['kind']!r} is none of {', '.join(_KINDS)}")
    population = row.get("population", "") or "0"
    if not population.isdigit():
        raise ValueError(f"population {population!r} is no whole number")
    parent = _parent(row.get("within", ""), country, gazetteer)
    place = Candidate(
        gid=f"own:{number}",
        name=row["name"],
        lat=_degrees(row["lat"], 90, "lat"),
        lon=_degrees(row["lon"], 180, "lon"),
        country=country or (parent.country if parent else None),
        kind=kind,
        population=int(population),
        parent=parent.gid if parent else None,
    )
    return place, tuple(_spellings(row.get("names", "")))


def _spellings(cell: str) -> Iterator[str]:
    return (name.strip() for name in cell.split("|") if name.strip())


def _degrees(cell: str, most: int, what: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"{what} {cell!r} is no number") from None
    if not -most <= value <= most:
        raise ValueError(f"{what} {cell} is not within ±{most}")
    return value


def _parent(name: str, country: str | None, gazetteer: Gazetteer) -> Candidate | None:
    """The largest place of a name, in the country if one is given; without a name, the country."""
    if not name:
        return gazetteer.country(country) if country else None
    fit = [c for c in gazetteer.candidates(name) if country in (None, c.country)]
    if not fit:
        raise ValueError(f"within {name!r}: no such place in the gazetteer")
    return min(fit, key=lambda c: (c.rank, -c.population))
