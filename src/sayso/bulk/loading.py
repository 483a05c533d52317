"""Bring documents of shards into a project store, as if the store had read them: nothing is read by the model again.

Comes in: a folder that `sayso code` wrote, a selection, a store. Goes out: the same documents, readings and claims
under the same ids as `sayso read --store` gives, each report one transaction; loading again adds nothing, and a load
that was cut off is ended by the next one. The raw bytes come from the archive if it is where it was and holds them
still; otherwise they are counted as not kept, and the store holds none. A row that is damaged is recorded as a problem
of the stage "load", and the rest is loaded. Shards are taken in the order of their archives, so that versions of one
page come as they came to coding.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from sayso.bulk.across import FOLDER, MANIFEST, finished_shards, read_across_manifest
from sayso.bulk.choosing import Choice, choose_documents, find_incidents
from sayso.bulk.manifest import read_manifest
from sayso.bulk.shards import read_shard
from sayso.config import sayso_version
from sayso.errors import SaysoError, StoreError, UsageError
from sayso.ingest.documents import document_id
from sayso.model import Document, Problem, Report
from sayso.store.writer import StoreWriter, pipeline_digest

# Gives the bytes of a shard's inputs, in the order of their positions; an error ends them: the rest are not kept.
Raws = Callable[[Path], Iterator[tuple[int, bytes]]]


@dataclass
class LoadSummary:
    """What a load did; `damaged` are (shard, position or None for all of it, reason)."""

    documents: int = 0
    claims: int = 0
    problems: int = 0
    raw_kept: int = 0
    raw_missing: int = 0
    damaged: list[tuple[str, int | None, str]] = field(default_factory=list)


class _Row(NamedTuple):
    position: int
    document: str
    source_id: str
    digest: str | None
    report: str


class _Place(msgspec.Struct, frozen=True):
    archive: str = ""
    first: int = 0


class _ShardManifest(msgspec.Struct, frozen=True):
    shard: _Place = _Place()


def archived_bytes(shard: Path) -> Iterator[tuple[int, bytes]]:
    """The bytes of a shard's articles, from the archive that its manifest names."""
    manifest = read_manifest(shard)
    if manifest is not None:
        for located in read_shard(manifest.shard):
            yield located.position, located.raw.data


def load_shards(
    folder: Path,
    store: Path,
    choice: Choice | None = None,
    raws: Raws = archived_bytes,
    say: Callable[[str], None] = lambda words: None,
) -> LoadSummary:
    """Bring the chosen documents of all finished shards into a store."""
    choice = choice or Choice()
    if choice.incidents:
        if read_across_manifest(folder) is None:
            raise UsageError(f'no incidents in {folder}: find them with "sayso across {folder}"')
        choice = find_incidents(folder / FOLDER / "members.parquet", choice)
    summary = LoadSummary()
    shards = sorted(finished_shards(folder), key=_place_of)
    with _Writers(store, summary) as writers:
        for number, shard in enumerate(shards, 1):
            say(f"shard {number} of {len(shards)}: {summary.documents} documents so far")
            try:
                _load_shard(shard, choice, raws, writers)
            except (OSError, pa.ArrowException, duckdb.Error) as error:
                summary.damaged.append((shard.name, None, str(error)))
    return summary


def _place_of(shard: Path) -> tuple[str, int, str]:
    """Where a shard lies among the archives; one whose manifest does not tell comes by its id."""
    try:
        place = msgspec.json.decode((shard / MANIFEST).read_bytes(), type=_ShardManifest).shard
    except msgspec.MsgspecError:
        place = _Place()
    return place.archive, place.first, shard.name


def _load_shard(shard: Path, choice: Choice, raws: Raws, writers: _Writers) -> None:
    chosen = choose_documents(shard, choice)
    if not chosen:
        return
    sources = _Sources(raws(shard))
    for row in _rows(shard / "documents.parquet", chosen):
        try:
            report = _report_of(row)
            writers.write(report, sources.find(row))
        except (msgspec.MsgspecError, KeyError, ValueError, TypeError) as error:
            writers.write_damaged(shard.name, row, f"{type(error).__name__}: {error}")
        except StoreError as error:
            # What the store refuses for its content is the row's fault; a full disk or a lock is not.
            if not isinstance(error.__cause__, sqlite3.IntegrityError | sqlite3.DataError):
                raise
            writers.write_damaged(shard.name, row, str(error))


def _rows(path: Path, chosen: set[int]) -> Iterator[_Row]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(64, columns=list(_Row._fields)):
            positions = enumerate(batch.column("position").to_pylist())
            kept = [number for number, position in positions if position in chosen]
            for values in batch.take(kept).to_pylist():
                yield _Row(**values)


def _report_of(row: _Row) -> Report:
    """The report of a row, if it is the one that the row says it is."""
    report = msgspec.json.decode(row.report, type=Report)
    document = report.document
    if document.id != row.document:
        raise ValueError(f"the row is of {row.document}, its report of {document.id}")
    if report.problem is None and document.id != document_id(document.url, document.text):
        raise ValueError("the text is not the one that was read")
    return report


class _Sources:
    """The bytes of a shard's inputs, taken in step with its rows."""

    def __init__(self, raws: Iterator[tuple[int, bytes]]) -> None:
        self._raws = raws
        self._next: tuple[int, bytes] | None = self._take()

    def find(self, row: _Row) -> bytes | None:
        """The bytes that a row was read from; None if the archive does not hold them, or others."""
        while self._next is not None and self._next[0] < row.position:
            self._next = self._take()
        if self._next is None or self._next[0] != row.position:
            return None
        data = self._next[1]
        return data if sha256(data).hexdigest() == row.digest else None

    def _take(self) -> tuple[int, bytes] | None:
        try:
            return next(self._raws, None)
        except (OSError, SaysoError):
            return None


class _Writers:
    """One writer at a time: what was read by other versions is recorded as a run of its own."""

    def __init__(self, store: Path, summary: LoadSummary) -> None:
        self._store, self._summary = store, summary
        self._stack = ExitStack()
        self._writer: StoreWriter | None = None
        self._pipeline = ""

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def write(self, report: Report, raw: bytes | None) -> None:
        """Write a report, with its bytes if there are any."""
        self._for(report.run).write(report, raw)
        summary = self._summary
        if report.problem is None:
            summary.documents += 1
            summary.claims += len(report.claims)
        else:
            summary.problems += 1
        if raw is not None:
            summary.raw_kept += 1
        elif report.document.source_digest is not None:
            summary.raw_missing += 1

    def write_damaged(self, shard: str, row: _Row, reason: str) -> None:
        """Record a row that cannot be loaded, and go on."""
        self._summary.damaged.append((shard, row.position, reason))
        document = Document(id=row.document, source_id=row.source_id)
        problem = Problem(stage="load", reason=f"shard {shard}, position {row.position}: {reason}")
        run = {"sayso": sayso_version()}
        self._for(run).write(Report(document=document, run=run, problem=problem))

    def _for(self, run: dict[str, str]) -> StoreWriter:
        pipeline = pipeline_digest(run)
        if self._writer is None or pipeline != self._pipeline:
            self._stack.close()
            self._writer = self._stack.enter_context(StoreWriter(self._store))
            self._pipeline = pipeline
        return self._writer
