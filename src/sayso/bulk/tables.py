"""The tables of a shard: what was read of it, as five Parquet files whose bytes depend on nothing but what was read.

Comes in: reports, each with its position in the archive, in any order. Goes out: documents.parquet (one row an input,
with its whole report as JSON), claims.parquet (one row a claim), spans.parquet, errors.parquet and keys.parquet
(what the second stage compares). The same reports give the same bytes: rows stand in the order of the archive,
dictionaries in the order of the rows, the compression is fixed, and neither clock nor machine is written down.
`TABLES` says what the columns hold (docs/bulk-tables.md is checked against it).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from sayso.bulk.keys import make_key_row
from sayso.bulk.rows import Row, claim_rows, document_row, error_row, span_rows
from sayso.ingest.documents import Ingested
from sayso.link.words import load_linking_words
from sayso.model import Document, Problem, Report

COMPRESSION_LEVEL = 3
ROWS_PER_GROUP = 65_536

_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.uint64())

SCHEMAS: dict[str, pa.Schema] = {
    "documents": pa.schema(
        [
            ("document", pa.string()),
            ("source_id", pa.string()),
            ("position", pa.int64()),
            ("url", pa.string()),
            ("outlet", pa.string()),
            ("outlet_name", pa.string()),
            ("outlet_country", pa.string()),
            ("title", pa.string()),
            ("byline", pa.string()),
            ("dateline", pa.string()),
            ("published", pa.string()),
            ("language", pa.string()),
            ("words", pa.int64()),
            ("digest", pa.string()),
            ("problem_stage", pa.string()),
            ("problem_reason", pa.string()),
            ("problem_skipped", pa.bool_()),
            ("report", pa.large_string()),
        ]
    ),
    "claims": pa.schema(
        [
            ("document", pa.string()),
            ("outlet", pa.string()),
            ("published", pa.string()),
            ("claim", pa.string()),
            ("event", pa.string()),
            ("event_type", pa.string()),
            ("event_status", pa.string()),
            ("modes", _TEXTS),
            ("cameo", pa.string()),
            ("trigger", pa.string()),
            ("property", pa.string()),
            ("value", pa.string()),
            ("value_id", pa.string()),
            ("stance", pa.string()),
            ("claimants", _TEXTS),
            ("claimant_names", _TEXTS),
            ("responsibility", pa.string()),
            ("via", _TEXTS),
            ("place", pa.string()),
            ("lat", pa.float64()),
            ("lon", pa.float64()),
            ("country", pa.string()),
            ("time_start", pa.string()),
            ("time_end", pa.string()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("central", pa.float64()),
            ("bound", pa.string()),
            ("counts", pa.string()),
            ("evidence", pa.string()),
        ]
    ),
    "spans": pa.schema(
        [
            ("document", pa.string()),
            ("owner_kind", pa.string()),
            ("owner", pa.string()),
            ("role", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("exact", pa.string()),
        ]
    ),
    "errors": pa.schema(
        [
            ("document", pa.string()),
            ("source_id", pa.string()),
            ("position", pa.int64()),
            ("url", pa.string()),
            ("digest", pa.string()),
            ("stage", pa.string()),
            ("reason", pa.string()),
            ("skipped", pa.bool_()),
        ]
    ),
    "keys": pa.schema(
        [
            ("document", pa.string()),
            ("position", pa.int64()),
            ("published", pa.string()),
            ("day", pa.int64()),
            ("outlet", pa.string()),
            ("text_digest", pa.string()),
            ("shingles", _NUMBERS),
            ("terms", _TEXTS),
            ("names", _TEXTS),
            ("days", _TEXTS),
            ("places", _TEXTS),
            ("cells", _TEXTS),
            ("countries", _TEXTS),
            ("types", _TEXTS),
            ("profile", pa.binary()),
        ]
    ),
}


class ShardTables:
    """The rows of one shard, in the making.

    tables = ShardTables()
    tables.add(position, item, report)
    tables.write(folder)                 # {"claims.parquet": "<sha256>", …}
    """

    def __init__(self) -> None:
        self._rows: dict[int, dict[str, list[Row]]] = {}
        self._words = load_linking_words()

    def add(self, position: int, item: Ingested, report: Report) -> None:
        """Take in the report of the input at a position; a second one for a position replaces the first."""
        digest = report.document.source_digest
        if digest is None and item.raw is not None:
            digest = sha256(item.raw).hexdigest()
        try:
            self._rows[position] = self._make_rows(position, report, digest)
        except UnicodeEncodeError as error:
            # Half of a surrogate pair is no character: neither JSON nor Parquet can hold it.
            refused = _refused(report, str(error.reason))
            self._rows[position] = self._make_rows(position, refused, digest)

    def _make_rows(self, position: int, report: Report, digest: str | None) -> dict[str, list[Row]]:
        rows = {"documents": [document_row(position, report, digest)]}
        if report.problem is not None:
            return rows | {"errors": [error_row(position, report, digest)]}
        return rows | {
            "claims": list(claim_rows(report)),
            "spans": list(span_rows(report)),
            "keys": [make_key_row(position, report, self._words)],
        }

    def write(self, folder: Path) -> dict[str, str]:
        """Write the five files into an existing folder, flushed to the disk; file name → SHA-256."""
        digests = {}
        for name in SCHEMAS:
            path = folder / f"{name}.parquet"
            rows = [
                row for _, by_table in sorted(self._rows.items()) for row in by_table.get(name, ())
            ]
            write_table(path, SCHEMAS[name], rows)
            digests[path.name] = file_digest(path)
        return digests


def write_table(path: Path, schema: pa.Schema, rows: Iterable[Row]) -> None:
    """Rows as a Parquet file, flushed to the disk, a group of rows in memory; the same rows give the same bytes."""
    stream = iter(rows)
    with path.open("wb") as file:
        with pq.ParquetWriter(
            file, schema, compression="zstd", compression_level=COMPRESSION_LEVEL
        ) as writer:
            while group := list(islice(stream, ROWS_PER_GROUP)):
                columns = zip(zip(*group, strict=True), schema, strict=True)
                arrays = [pa.array(values, type=field.type) for values, field in columns]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        file.flush()
        os.fsync(file.fileno())


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    total = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


def _refused(report: Report, reason: str) -> Report:
    """The report of an input whose words cannot be written down: its problem, under an id that can."""
    source_id = report.document.source_id.encode("utf-8", "replace").decode()
    document = Document(
        id=report.document.id, source_id=source_id, source_digest=report.document.source_digest
    )
    problem = Problem(stage="write", reason=f"half of a surrogate pair: {reason}")
    return replace(Report(document=document, run=report.run), problem=problem)
