"""The native export: everything that was read and put together, as Parquet, CSV and JSON Lines side by side.

Comes in: holdings. Goes out: one file a table in each of the three folders `parquet`, `csv` and `jsonl`. Documents are
read one at a time and rows written in batches, so that memory stays flat however large the store is. The documents'
texts are left out unless asked for: they are their publishers'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sayso.export.cells import Cell, CsvFile
from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import to_json, whole_characters
from sayso.export.native_tables import (
    INCIDENT_ROWS,
    REPORT_ROWS,
    TABLES,
    Kind,
    Row,
    Table,
    document_row,
    judgement_row,
    make_read,
)
from sayso.export.package import Folder, note_block

LOSES = (
    "the bytes of the sources, and the texts unless they were asked for (--text)",
    "in CSV: characters that turn the direction of writing are shown by number, cells are cut at 32,000 characters;"
    " JSON Lines and Parquet hold everything as it is",
)

_BATCH = 4096
_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "list": pa.string(),
}


class TableFile:
    """One table in three formats, in the making."""

    def __init__(self, table: Table, job: Job, folder: Folder, stack: ExitStack) -> None:
        self._table = table
        self._batch: list[Row] = []
        self._jsonl: IO[bytes] = stack.enter_context(
            folder.open(f"jsonl/{table.name}.jsonl", "application/x-ndjson")
        )
        opened = stack.enter_context(folder.open(f"csv/{table.name}.csv", "text/csv"))
        self._csv = CsvFile(opened, bom=job.bom, most=job.policy.most_characters)
        self._csv.write(name for name, _ in table.columns)
        schema = pa.schema([(name, _TYPES[kind]) for name, kind in table.columns])
        sink = stack.enter_context(
            folder.open(f"parquet/{table.name}.parquet", "application/vnd.apache.parquet")
        )
        note = to_json(note_block(job.note, {}))
        self._schema = schema.with_metadata({b"sayso": note})
        self._parquet = stack.enter_context(
            pq.ParquetWriter(sink, self._schema, compression="zstd", store_schema=True)
        )

    def write(self, row: Row) -> None:
        """One row in all three."""
        names = {name: row.get(name) for name, _ in self._table.columns}
        self._jsonl.write(to_json(names) + b"\n")
        cells = {name: _cell(names[name], kind) for name, kind in self._table.columns}
        self._csv.write(cells.values())
        self._batch.append(cells)
        if len(self._batch) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits for Parquet."""
        if self._batch:
            self._parquet.write_batch(pa.RecordBatch.from_pylist(self._batch, self._schema))
            self._batch = []


def _cell(value: Any, kind: Kind) -> Cell:
    if value is None:
        return None
    if kind == "list":
        return to_json(value).decode()
    if kind == "truth":
        return bool(value)
    if kind == "number":
        return float(value)
    return int(value) if kind == "whole" else whole_characters(value)


def write_native(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write all tables."""
    with ExitStack() as stack:
        files = {table.name: TableFile(table, job, folder, stack) for table in TABLES}
        for name, row in _rows(holdings, job):
            files[name].write(row)
            folder.count(name)
        for file in files.values():
            file.flush()


def _rows(holdings: Holdings, job: Job) -> Iterator[tuple[str, Row]]:
    runs = {row["document"]: row["run_id"] for row in holdings.stored("readings")}
    for document in holdings.documents():
        report = holdings.report(document)
        if report is None:
            continue
        read = make_read(report, runs.get(document))
        yield "documents", document_row(read, with_text=job.with_text)
        for name, rows_of in REPORT_ROWS.items():
            yield from ((name, row) for row in rows_of(read))
    yield from _incident_rows(holdings)
    yield from (("judgements", judgement_row(j)) for j in holdings.judgements())
    for kind in ("sources", "inputs", "redirects", "runs", "errors"):
        yield from ((kind, dict(row)) for row in holdings.stored(kind))


def _incident_rows(holdings: Holdings) -> Iterator[tuple[str, Row]]:
    seen: set[tuple[str, str]] = set()
    for incident in holdings.incidents():
        for name, rows_of in INCIDENT_ROWS.items():
            yield from ((name, row) for row in _fresh(name, rows_of(incident), seen))


def _fresh(name: str, rows: Iterable[Row], seen: set[tuple[str, str]]) -> Iterator[Row]:
    """The rows; a copy that two incidents hold stands once."""
    for row in rows:
        if name == "clusters":
            pair = (row["document"], row["original"])
            if pair in seen:
                continue
            seen.add(pair)
        yield row
