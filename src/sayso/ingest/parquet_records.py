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
from sayso.ingest.archives import broken_off
from sayso.ingest.drafts import Draft
from sayso.ingest.inputs import MAX_PAGE_BYTES, RawInput, problem_input
from sayso.ingest.located import Located
from sayso.ingest.members import is_bomb, too_much_unpacked

FIELDS = ("id", "text", "title", "url", "outlet", "published", "language")
_BATCH_ROWS = 16
# Of one group of rows, unpacked: more cannot be read within a worker's memory.
_MOST_GROUP_BYTES = 1 << 30


def read_parquet(path: Path, name: str, first: int = 0) -> Iterator[Located]:
    """Read the rows from `first` on; groups of rows before it are not unpacked.

    Of a group that is broken, the row at which reading ends is a problem that names the rows which are lost with it.
    """
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)
        columns = _columns(file.schema_arrow)
    except (pyarrow.ArrowException, InputError, OSError) as error:
        yield Located(first, problem_input(f"{name}:{first + 1}", broken_off(error), "record"))
        return
    with file:
        begin = 0
        for number in range(file.num_row_groups):
            end = begin + file.metadata.row_group(number).num_rows
            if end > first:
                yield from _group(file, number, columns, begin, end, name, first)
            begin = end


def _group(
    file: Any, number: int, columns: list[str], begin: int, end: int, name: str, first: int
) -> Iterator[Located]:
    """The rows of one group, numbered `begin` to `end`, from `first` on."""
    from pyarrow import ArrowException

    position = begin
    try:
        _check_size(file.metadata.row_group(number))
        for batch in file.iter_batches(_BATCH_ROWS, [number], columns, use_threads=False):
            for row in batch.to_pylist():
                if position >= first:
                    yield Located(position, _raw(row, f"{name}:{position + 1}"))
                position += 1
        if position == end:
            return
        reason = "they are missing"
    except InputError as error:
        reason = error.reason
    except (ArrowException, OSError, ValueError) as error:
        reason = str(error)
    position = max(position, first)
    lost = InputError("ingest", f"rows {position + 1:,} to {end:,} cannot be read: {reason}"[:300])
    yield Located(position, problem_input(f"{name}:{position + 1}", lost, "record"))


def _check_size(group: Any) -> None:
    """Refuse a group of rows that unpacks to more than a worker can hold, or to far more than any news does."""
    if group.total_byte_size > _MOST_GROUP_BYTES:
        raise InputError("ingest", "a group of rows of more than 1 GB: write smaller groups")
    packed = sum(group.column(at).total_compressed_size for at in range(group.num_columns))
    if is_bomb(group.total_byte_size, packed):
        raise InputError("ingest", too_much_unpacked())


def count_rows(path: Path) -> int:
    """How many rows a file says it has; `InputError` if it cannot be read as one of articles."""
    import pyarrow.parquet

    if path.stat().st_size == 0:
        raise InputError("ingest", "empty file")
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _columns(file.schema_arrow)
            return int(file.metadata.num_rows)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError("ingest", f"no Parquet that can be read: {error}"[:300]) from error


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
