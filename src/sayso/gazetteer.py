"""The gazetteer: which places go by a name, and what each lies in.

Comes in: a name as printed. Goes out: the places it may mean, with coordinates, kind, population and containers.
Reads a local SQLite index that `gazetteer_index.py` builds once; safe in many threads and processes. Does not
choose between places of one name: that takes the report (extract/places/places.py).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

import msgspec

from sayso.errors import SaysoError
from sayso.gazetteer_index import Kind, article_key, inputs_digest, name_key

log = logging.getLogger(__name__)

_CACHED_NAMES = 50_000
_MOST_CANDIDATES = 60
_MAX_NAME = 80
_DEEPEST = 6

_BY_KEY = (
    "SELECT p.gid, p.name, p.lat, p.lon, p.country, p.kind, p.population, p.parent, n.rank "
    "FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? ORDER BY p.population DESC LIMIT ?"
)
_BY_GID = (
    "SELECT gid, name, lat, lon, country, kind, population, parent, 0 FROM place WHERE gid = ?"
)

_BY_COUNTRY = (
    "SELECT gid, name, lat, lon, country, kind, population, parent, 0 FROM place "
    "WHERE country = ? AND kind = 'country'"
)


class Candidate(msgspec.Struct, frozen=True):
    """A place that a name may mean. `rank`: 0 it is the place's name, 1 a known spelling, 2 another name."""

    gid: str
    name: str
    lat: float
    lon: float
    country: str | None
    kind: Kind
    population: int
    parent: str | None
    rank: int = 0


class Gazetteer:
    """A read-only index of places, with a user's own beside it. Holds one database connection for each thread."""

    def __init__(self, path: Path, own: dict[str, tuple[Candidate, ...]] | None = None) -> None:
        self.path = path
        self.own = own or {}
        self._own_by_gid = {place.gid: place for places in self.own.values() for place in places}
        self._local = threading.local()
        self._find = lru_cache(maxsize=_CACHED_NAMES)(self._read_candidates)
        self._place = lru_cache(maxsize=_CACHED_NAMES)(self._read_place)

    def __reduce__(
        self,
    ) -> tuple[type[Gazetteer], tuple[Path, dict[str, tuple[Candidate, ...]]]]:
        return Gazetteer, (self.path, self.own)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The places that go by a name, the largest first.

        "al-Hasakah" → the city and the governorate of Hasakah; "Wednesday" → ().
        """
        if not name or len(name) > _MAX_NAME:
            return ()
        return self._find(name)

    def population(self, name: str) -> int:
        """How many people live in the largest place of a name; 0 where there is none."""
        return max((c.population for c in self.candidates(name) if c.rank == 0), default=0)

    def place(self, gid: str) -> Candidate | None:
        """The place with this id."""
        return self._place(gid)

    def country(self, iso3: str) -> Candidate | None:
        """The country with this code."""
        found = self._rows(_BY_COUNTRY, (iso3,))
        return found[0] if found else None

    def containers(self, place: Candidate) -> tuple[Candidate, ...]:
        """What a place lies in, the smallest first: Sukkari → Aleppo, Aleppo Governorate, Syria."""
        chain: list[Candidate] = []
        parent = place.parent
        while parent and len(chain) < _DEEPEST:
            holder = self._place(parent)
            if holder is None:
                break
            chain.append(holder)
            parent = holder.parent
        return tuple(chain)

    def _read_candidates(self, name: str) -> tuple[Candidate, ...]:
        key = name_key(name)
        if not key:
            return ()
        found = self.own.get(key, ()) + self._rows(_BY_KEY, (key, _MOST_CANDIDATES))
        return found or self._rows(_BY_KEY, ("~" + article_key(key), _MOST_CANDIDATES))

    def _read_place(self, gid: str) -> Candidate | None:
        if gid in self._own_by_gid:
            return self._own_by_gid[gid]
        found = self._rows(_BY_GID, (gid,))
        return found[0] if found else None

    def _rows(self, query: str, values: tuple[str | int, ...]) -> tuple[Candidate, ...]:
        return tuple(Candidate(*row) for row in self._connection().execute(query, values))

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork: each process opens its own.
        known: tuple[int, sqlite3.Connection] | None = getattr(self._local, "connection", None)
        if known is not None and known[0] == os.getpid():
            return known[1]
        uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
        self._local.connection = (os.getpid(), connection)
        return connection


def cache_folder() -> Path:
    """Where sayso keeps what it can build again: $SAYSO_HOME, or the platform's cache folder."""
    if home := os.environ.get("SAYSO_HOME"):
        return Path(home)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sayso"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "sayso"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso"


def gazetteer_path() -> Path:
    """The index's file: its name changes with everything that it is built from."""
    return cache_folder() / f"gazetteer-{inputs_digest()}.sqlite"


def open_gazetteer(path: Path | None = None, *, anew: bool = False) -> Gazetteer:
    """Open the gazetteer; build its index first where there is none, or `anew` (some 20 seconds).

    A new index takes the old one's place when it is whole: if building fails, the old one is still there.
    """
    path = path or gazetteer_path()
    if anew or not path.exists():
        log.info("building the gazetteer's index at %s (once, some 20 seconds)", path)
        _build_apart(path)
    return Gazetteer(path)


def _build_apart(path: Path) -> None:
    """Build in a process of its own, so that this one does not keep the memory that building takes."""
    command = [sys.executable, "-m", "sayso.gazetteer_index", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode or not path.exists():
        tail = done.stderr.strip().rsplit("\n", 1)[-1]
        raise SaysoError(
            f"building the gazetteer at {path} failed ({tail}); "
            + ("the old one is still there" if path.exists() else 'run "sayso load gazetteer"')
        )
