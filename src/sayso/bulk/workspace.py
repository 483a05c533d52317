"""Where the second stage works: the keys of all shards in a DuckDB file, and profiles and texts in files beside it.

Comes in: the keys.parquet of finished shards. Goes out: a `Workspace`: `documents`, numbered in the order of their
publication, each once however often an archive holds it; what does not fit into memory lies in the workspace's folder,
which is gone when it is closed. The numbers, and so everything made of them, are the same whatever the order of shards.
"""

from __future__ import annotations

import shutil
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Generic, NamedTuple, TypeVar

import duckdb
import msgspec
import numpy as np
import pyarrow as pa

T = TypeVar("T")


class AcrossLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the second stage may take: what needs more than `memory` (of DuckDB) goes to the disk."""

    memory: str = "1GB"
    threads: int = 1
    # Texts and strands that are held ready for comparing.
    held_ready: int = 4000


class Turn(NamedTuple):
    """The numbers [first, end) that are looked at together, and the days they are of; None: without a date."""

    first: int
    end: int
    first_day: int | None
    last_day: int | None


class Workspace:
    """A folder with a database; use as a context manager."""

    def __init__(self, folder: Path, limits: AcrossLimits) -> None:
        self.folder, self.limits = folder, limits
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._elsewhere = ExitStack()
        try:
            database = self._elsewhere.enter_context(_database_folder(folder))
            self.connection = _connect(database, limits)
        except BaseException:
            self._elsewhere.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.connection.close()
        finally:
            self._elsewhere.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, statement: str, *parameters: object, **named: object) -> None:
        """Execute a statement, its parameters in order or by name."""
        self.connection.execute(statement, named or list(parameters))

    def count(self) -> int:
        """How many documents there are."""
        return int(self.one("SELECT count(*) FROM documents"))

    def rows(self, statement: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched in pieces on a cursor of their own."""
        cursor = self.connection.cursor()
        cursor.execute(statement, list(parameters))
        while piece := cursor.fetchmany(2048):
            yield from piece
        cursor.close()

    def one(self, statement: str, *parameters: object) -> Any:
        """The first value of a query."""
        # All of it is fetched: a result that was left unread would stand in the way of `insert`.
        rows = self.connection.execute(statement, list(parameters)).fetchall()
        return rows[0][0] if rows else None

    def insert(self, table: str, columns: Mapping[str, Any]) -> None:
        """Rows into a table, given as columns."""
        rows = pa.table({name: pa.array(_typed(values)) for name, values in columns.items()})
        if rows.num_rows:
            self.connection.register("new_rows", rows)
            self.connection.execute(f"INSERT INTO {table} SELECT * FROM new_rows")
            self.connection.unregister("new_rows")

    def turns(self, costs: str, most: int) -> list[Turn]:
        """Numbers cut into turns by what each costs, of `most` together or of one number; those without a date apart.

        `costs` is a query for (number, day, cost). A turn takes in months where little was published and part of a
        day where much was: what is held at once grows neither with the archive nor with how dense it is.
        """
        rows = self.rows(
            "SELECT min(number), max(number) + 1, min(day), max(day) FROM ("
            f" SELECT number, day, sum(cost) OVER (ORDER BY number) // {most} AS turn FROM ({costs})"
            ") GROUP BY day IS NULL, turn ORDER BY min(number)"
        )
        return [Turn(*row) for row in rows]


def _connect(folder: Path, limits: AcrossLimits) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(folder / "work.duckdb"),
        config={
            "memory_limit": limits.memory,
            "threads": str(limits.threads),
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "true",
        },
    )


def take_in_keys(work: Workspace, keys: Iterable[Path]) -> None:
    """Number the documents of some keys.parquet, each once."""
    work.run(
        "CREATE VIEW keys AS SELECT *, split_part(filename, '/', -2) AS shard"
        f" FROM read_parquet({_listed(keys)}, filename = true)"
    )
    work.run(
        "CREATE TABLE documents AS SELECT"
        " row_number() OVER (ORDER BY day IS NULL, published, text_digest, document) - 1 AS number,"
        " document, shard, position, published, day, outlet FROM ("
        "  SELECT document, shard, position, published, day, outlet, text_digest FROM keys"
        "  QUALIFY row_number() OVER"
        "   (PARTITION BY document ORDER BY published NULLS LAST, shard, position) = 1"
        " ) ORDER BY number"
    )


def _typed(values: Any) -> Any:
    """A column with its type: numbers of sixty-four bits are not guessed at."""
    return np.array(values) if isinstance(values, array) else values


@contextmanager
def _database_folder(folder: Path) -> Iterator[Path]:
    """Where the database lies: in the folder, or in a temporary one where DuckDB cannot take its name as it is.

    What follows a "?" are options to it, and a "\\" parts folders; it looks through links.
    """
    folder = folder.resolve()
    if not set("?\\") & set(str(folder)):
        yield folder
        return
    with TemporaryDirectory(prefix="sayso-across-") as elsewhere:
        yield Path(elsewhere)


def as_pattern(path: Path) -> str:
    """A path as DuckDB reads it: what would stand for other characters stands for itself."""
    return "".join(f"[{c}]" if c in "[*?" else c for c in str(path))


def _listed(paths: Iterable[Path]) -> str:
    quoted = ("'" + as_pattern(path).replace("'", "''") + "'" for path in sorted(paths))
    return f"[{', '.join(quoted)}]"


class Spool:
    """Bytes under numbers, in a file; memory holds where each lies: sixteen bytes a number."""

    def __init__(self, path: Path, count: int) -> None:
        self._file = path.open("w+b")
        self._starts = array("q", [0]) * count
        self._lengths = array("q", [0]) * count
        self._end = 0

    def put(self, number: int, data: bytes) -> None:
        """Keep some bytes; each number once."""
        self._file.seek(self._end)
        self._file.write(data)
        self._starts[number], self._lengths[number] = self._end, len(data)
        self._end += len(data)

    def __getitem__(self, number: int) -> bytes:
        self._file.seek(self._starts[number])
        return self._file.read(self._lengths[number])


class Ready(Generic[T]):
    """The latest values made, at most so many; the others are made anew when they are asked for."""

    def __init__(self, make: Callable[[int], T], most: int) -> None:
        self._make, self._most = make, most
        self._held: OrderedDict[int, T] = OrderedDict()

    def __getitem__(self, number: int) -> T:
        if number in self._held:
            self._held.move_to_end(number)
            return self._held[number]
        value = self._held[number] = self._make(number)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return value
