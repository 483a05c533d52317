"""The articles of a Parquet file: one a row, in columns named like the fields of a JSONL record or `html`.

Comes in: a path, and the row to begin with. Goes out: one `Located` a row: a record with the fields of JSONL (`id`,
`text`, `title`, `url`, `outlet`, `published`, `language`), or a page where there is no text but `html`. Days and times
are written in ISO 8601. A file without `text` or `html`, or with columns that hold no such thing, is refused as a
whole; a row with too much in it is a problem of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import InputError
from sayso.ingest.archives import Located, broken_off
from sayso.ingest.drafts import Draft
from sayso.ingest.inputs import MAX_PAGE_BYTES, RawInput, problem_input

FIELDS = ("id", "text", "title", "url", "outlet", "published", "language")
_BATCH_ROWS = 16
# Of one group of rows, unpacked: more cannot be read within a worker's memory.
_MOST_GROUP_BYTES = 1 << 30


def read_parquet(path: Path, name: str, first: int = 0) -> Iterator[Located]:
    """Read the rows from `first` on; groups of rows before it are not unpacked."""
    from pyarrow import ArrowException

    position = 0
    try:
        for position, row in _rows(path, first):
            yield Located(position, _raw(row, f"{name}:{position + 1}"))
        return
    except (ArrowException, InputError, OSError, EOFError) as error:
        found = broken_off(error)
    position = max(first, position + 1 if position else 0)
    yield Located(position, problem_input(f"{name}:{position + 1}", found, "record"))


def count_rows(path: Path) -> int:
    """How many rows a file says it has."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        return int(file.metadata.num_rows)


def _rows(path: Path, first: int) -> Iterator[tuple[int, dict[str, Any]]]:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path, memory_map=False) as file:
        columns = _columns(file.schema_arrow)
        begin = 0
        for number in range(file.num_row_groups):
            group = file.metadata.row_group(number)
            if begin + group.num_rows > first:
                if group.total_byte_size > _MOST_GROUP_BYTES:
                    raise InputError(
                        "ingest", "a group of rows of more than 1 GB: write smaller groups"
                    )
                position = begin
                for batch in file.iter_batches(_BATCH_ROWS, [number], columns, use_threads=False):
                    for row in batch.to_pylist():
                        if position >= first:
                            yield position, row
                        position += 1
            begin += group.num_rows


def _columns(schema: Any) -> list[str]:
    """The columns that are read; an `InputError` if an article cannot be made of them."""
    from pyarrow import types

    names = [name for name in (*FIELDS, "html") if name in schema.names]
    if "text" not in names and "html" not in names:
        found = ", ".join(schema.names)[:100]
        raise InputError("ingest", f'no column "text" or "html": there are {found}')
    for name in names:
        kind = schema.field(name).type
        value = kind.value_type if types.is_dictionary(kind) else kind
        if types.is_nested(value) or types.is_boolean(value):
            raise InputError("ingest", f'the column "{name}" holds {kind}, not words')
    return names


def _raw(row: dict[str, Any], source_id: str) -> RawInput:
    html = row.pop("html", None)
    facts = {name: _written(value) for name, value in row.items() if value is not None}
    if html is not None and not (facts.get("text") or "").strip():
        data = html if isinstance(html, bytes) else str(html).encode()
        if len(data) > MAX_PAGE_BYTES:
            return problem_input(source_id, _too_large(), "html", facts.get("url"))
        told = Draft(
            "",
            source_id=facts.get("id"),
            outlet=facts.get("outlet"),
            title=facts.get("title"),
            published=facts.get("published"),
            language=facts.get("language"),
        )
        charset = None if isinstance(html, bytes) else "utf-8"
        return RawInput(source_id, "html", data, url=facts.get("url"), charset=charset, told=told)
    data = msgspec.json.encode(facts)
    if len(data) > MAX_PAGE_BYTES:
        return problem_input(source_id, _too_large(), "record", facts.get("url"))
    return RawInput(source_id, "record", data)


def _written(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _too_large() -> InputError:
    return InputError("ingest", f"row of more than {MAX_PAGE_BYTES / 1e6:g} MB")
