"""Add a full GeoNames dump (allCountries.txt, or one country's) to the gazetteer's index.

Comes in: an index that `gazetteer_index.py` built, and GeoNames' tab-separated export (CC BY 4.0) of 19 columns. Goes
out: the same index with what it lacked; a wrong row is named with its number and the rest is added. The file is
streamed, one row at a time. Adds settlements, administrative units, and the kinds of site that wars are told of; not
every hill and school, which would only be namesakes.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sayso.countries import load_countries
from sayso.errors import GazetteerError, UsageError
from sayso.gazetteer_index import Kind, Row, is_latin_name, name_rows, read_table
from sayso.lexicon import lexicon_folder

log = logging.getLogger(__name__)

_COLUMNS = 19
_BATCH = 5_000
_SHOWN_ERRORS = 20
_LEAST_TOWN = 5_000
# GeoNames' feature classes and codes (geonames.org/export/codes.html) that we take, and what they are to us.
_KINDS: dict[str, Kind] = {
    "A.ADM1": "province",
    "A.ADM2": "district",
    "A.ADM3": "district",
    "P.PPLX": "neighbourhood",
    "P.PPLC": "capital",
    "L.CMPRF": "camp",
    "S.CMPRF": "camp",
    "L.RGN": "region",
    "T.ISL": "island",
    "T.MT": "mountain",
    "T.MTS": "mountain",
    "H.STM": "river",
    "H.SEA": "sea",
    "H.STRT": "sea",
}
_SITES = frozenset({"AIRB", "AIRF", "AIRP", "BDG", "DAM", "HSP", "INSM", "PRN", "PS", "PSN"})


@dataclass
class DumpCount:
    """What became of a dump's rows; `errors` holds the first ones, as "row 3: …"."""

    read: int = 0
    added: int = 0
    known: int = 0
    left_out: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)


def add_dump(
    index: Path, dump: Path, progress: Callable[[int], None] = lambda _: None
) -> DumpCount:
    """Add a dump's places to the index: to a copy, which then takes the index's place.

    `progress` is told how many bytes were read.
    """
    if not dump.is_file():
        raise UsageError(f"no GeoNames dump at {dump}")
    if not index.exists():
        raise GazetteerError(f'no gazetteer at {index}: run "sayso load gazetteer"')
    handle, name = tempfile.mkstemp(prefix=index.name, suffix=".part", dir=index.parent)
    os.close(handle)
    part = Path(name)
    try:
        shutil.copyfile(index, part)
        count = _add(part, dump, progress)
        part.chmod(0o644)
        part.replace(index)
    finally:
        part.unlink(missing_ok=True)
    return count


def _add(part: Path, dump: Path, progress: Callable[[int], None]) -> DumpCount:
    connection = sqlite3.connect(part)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        return _Loader(connection).load(dump, progress)
    except sqlite3.DatabaseError as error:
        raise GazetteerError(f"the gazetteer at {part} cannot be added to: {error}") from error
    finally:
        connection.close()


class _Loader:
    """Adds rows to an open index. Holds nothing but one batch."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.count = DumpCount()
        [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM place")
        self.next_id = int(last) + 1
        self.iso3 = {c.iso2: c.iso3 for c in load_countries().rows if c.iso2}
        self.parents = _parents()
        rows = connection.execute("SELECT country, gid FROM place WHERE kind = 'country'")
        self.countries = dict(rows.fetchall())

    def load(self, dump: Path, progress: Callable[[int], None]) -> DumpCount:
        batch: list[Row] = []
        with dump.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                row = self._row(number, line)
                if row is not None:
                    batch.append(row)
                if len(batch) >= _BATCH:
                    self._write(batch)
                    batch.clear()
                progress(len(line))
        self._write(batch)
        self.connection.commit()
        return self.count

    def _row(self, number: int, line: bytes) -> Row | None:
        if not line.strip():
            return None
        self.count.read += 1
        try:
            row = self._read(line.decode("utf-8").rstrip("\r\n").split("\t"))
        except ValueError as error:
            self.count.wrong += 1
            if len(self.count.errors) < _SHOWN_ERRORS:
                self.count.errors.append(f"row {number}: {error}")
            return None
        if row is None:
            self.count.left_out += 1
        return row

    def _read(self, cells: list[str]) -> Row | None:
        if len(cells) != _COLUMNS:
            raise ValueError(f"{len(cells)} columns, not {_COLUMNS}")
        geoname, name, _, alternates, lat, lon, feature, code, iso2 = cells[:9]
        population = _whole(cells[14], "population")
        kind = _kind_of(feature, code, population)
        if kind is None:
            return None
        if not geoname.isdigit() or not name:
            raise ValueError(f"no id or no name: {geoname!r}, {name!r}")
        iso3 = self.iso3.get(iso2)
        parent = self.parents.get(f"{iso2}.{cells[10]}") if kind != "province" else None
        others = filter(is_latin_name, alternates.split(","))
        return Row(
            f"geonames:{geoname}",
            name,
            _degrees(lat, 90),
            _degrees(lon, 180),
            iso3,
            kind,
            population,
            parent or self.countries.get(iso3 or ""),
            (name, *others),
        )

    def _write(self, batch: list[Row]) -> None:
        for row in batch:
            values = (row.gid, row.name, row.lat, row.lon, row.country, row.kind, row.population)
            added = self.connection.execute(
                "INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?)",
                (self.next_id, *values, row.parent),
            ).rowcount
            if not added:
                self.count.known += 1
                continue
            self.connection.executemany(
                "INSERT OR IGNORE INTO name VALUES (?,?,?)", name_rows(row, self.next_id)
            )
            self.next_id += 1
            self.count.added += 1


def _parents() -> dict[str, str]:
    rows: Iterable[list[str]] = read_table(lexicon_folder() / "provinces.tsv")
    return {row[1]: f"geonames:{row[2]}" for row in rows}


def _kind_of(feature: str, code: str, population: int) -> Kind | None:
    known = _KINDS.get(f"{feature}.{code}")
    if known is not None:
        return known
    if feature == "S" and code in _SITES:
        return "site"
    if feature != "P" or code in ("PPLH", "PPLQ", "PPLW"):  # no longer there
        return None
    return "town" if population >= _LEAST_TOWN else "village"


def _whole(cell: str, what: str) -> int:
    try:
        return int(cell or 0)
    except ValueError:
        raise ValueError(f"{what} {cell!r} is no whole number") from None


def _degrees(cell: str, most: int) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is no coordinate") from None
    if not -most <= value <= most:
        raise ValueError(f"{cell} is not within ±{most} degrees")
    return value


def render_count(count: DumpCount) -> Iterator[str]:
    """The lines that tell what became of the rows."""
    yield (
        f"gazetteer: {count.read} rows read, {count.added} places added, {count.known} known before, "
        f"{count.left_out} of other kinds left out, {count.wrong} wrong"
    )
    yield from (f"gazetteer: {error}" for error in count.errors)
    if count.wrong > len(count.errors):
        yield f"gazetteer: and {count.wrong - len(count.errors)} more wrong rows"
