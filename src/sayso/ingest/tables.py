"""A table of articles → one raw input a row. Comes in: a CSV or XLSX file and a mapping. Goes out: `RawInput`s.

What is wrong with a row is the problem of that row, with its number, its column and the reason; the others are read.
Blank rows give nothing. The bytes that are kept of a row are its cells as JSON, under the names of their columns.
Row numbers are those that a spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sayso.errors import InputError
from sayso.ingest.drafts import Draft
from sayso.ingest.encodings import decode_text
from sayso.ingest.inputs import Fetch, RawInput, fetch_named, problem_input
from sayso.ingest.mappings import FIELDS, Field, Mapping, column_key, propose_mapping
from sayso.ingest.spreadsheets import TableRow, column_number, read_workbook
from sayso.ingest.table_dates import read_table_date

log = logging.getLogger(__name__)

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")
MAX_TABLE_BYTES = 300_000_000
MAX_CELL_CHARACTERS = 1_000_000
# Excel cuts what is longer than this, and says nothing.
_FULL_CELL = 32_767
_DELIMITERS = ",;\t|"
_SNIFF_ROWS = 40
_UNGUESSED = "no column is named like a text or an address: say with --mapping which holds them (see: sayso mapping)"


def read_table(
    path: Path, source_id: str, mapping: Mapping | None, fetch: Fetch
) -> Iterator[RawInput]:
    """Read a table by its mapping, or by a guess at one."""
    try:
        rows = read_rows(path, mapping)
        head = list(islice(rows, _SNIFF_ROWS))
        mapping = mapping or propose_mapping([row.cells for row in head], path.stem)
        if mapping is None:
            raise InputError("ingest", _UNGUESSED)
        reader = _RowReader(mapping, head, source_id, fetch)
        found = False
        for row in (each for part in (head, rows) for each in part):
            for raw in reader.read(row):
                found = True
                yield raw
        if not found:
            raise InputError("ingest", "empty: no rows in it", skipped=True)
    except InputError as error:
        yield problem_input(source_id, error, "row")


def propose_for(path: Path, sheet: str | None = None) -> tuple[Mapping | None, list[TableRow]]:
    """A guess at the mapping of a table, and the rows that it was guessed from."""
    named = Mapping(name="any", columns={"text": "any"}, sheet=sheet) if sheet else None
    head = list(islice(read_rows(path, named), _SNIFF_ROWS))
    mapping = propose_mapping([row.cells for row in head], path.stem)
    if mapping is not None and sheet is not None:
        from msgspec.structs import replace

        mapping = replace(mapping, sheet=sheet)
    return mapping, head


def read_rows(path: Path, mapping: Mapping | None) -> Iterator[TableRow]:
    """The rows of a file, cells as text."""
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise InputError("ingest", f"table of more than {MAX_TABLE_BYTES / 1e6:g} MB: split it")
    data = path.read_bytes()
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return read_workbook(data, mapping.sheet if mapping else None)
    return _read_csv(decode_table(data, mapping.encoding if mapping else None), mapping)


def decode_table(data: bytes, encoding: str | None) -> str:
    """The characters of a CSV file; an encoding that the mapping names must fit."""
    if encoding is None:
        return decode_text(data)
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise InputError("ingest", f"cannot be read as {encoding}: {error}"[:200]) from error


def _read_csv(text: str, mapping: Mapping | None) -> Iterator[TableRow]:
    text = text.removeprefix("\ufeff")
    stated = re.match(r"sep=(.)\r?\n", text)  # how Excel is told the delimiter
    delimiter = (mapping.delimiter if mapping else None) or (stated and stated[1])
    # the limit is the module's, for all of its readers: there is no other way to set it
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    lines = csv.reader(
        io.StringIO(text[stated.end() :] if stated else text, newline=""),
        delimiter=delimiter or find_delimiter(text),
    )
    number = 1 if stated else 0
    while True:
        number += 1
        try:
            yield TableRow(number, tuple(next(lines)))
        except StopIteration:
            return
        except csv.Error as error:
            yield TableRow(
                number,
                problem=f"cannot be read ({error}): perhaps a quotation mark that is never closed",
            )


def find_delimiter(text: str) -> str:
    """The delimiter under which the first rows have the same number of cells, and most of them."""
    best, delimiter = (0.0, 0), ","
    for candidate in _DELIMITERS:
        try:
            rows = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=candidate)
            widths = [len(row) for row in islice(rows, _SNIFF_ROWS) if row]
        except csv.Error:
            continue
        common = max(set(widths), key=widths.count, default=0)
        score = (widths.count(common) / max(1, len(widths)), common)
        if common > 1 and score > best:
            best, delimiter = score, candidate
    return delimiter


class _RowReader:
    """Reads rows by a mapping; it remembers what `fill_down` needs."""

    def __init__(
        self, mapping: Mapping, head: list[TableRow], source_id: str, fetch: Fetch
    ) -> None:
        self._mapping, self._source_id, self._fetch = mapping, source_id, fetch
        self._header = _find_header(mapping, head)
        self._names = next((row.cells for row in head if row.number == self._header), ())
        self._columns = {
            field: [_find_column(each, self._names) for each in _as_tuple(column)]
            for field, column in mapping.columns.items()
        }
        self._above: dict[Field, str] = {}

    def read(self, row: TableRow) -> Iterator[RawInput]:
        """The raw input of a row; none for the header, what stands above it, and blank rows."""
        if row.number <= self._header and row.problem is None:
            return
        if row.problem is None and not any(cell.strip() for cell in row.cells):
            return
        source_id = self._id(row) or f"{self._source_id}:{row.number}"
        data = self._raw(row)
        try:
            if row.problem is not None:
                raise InputError("ingest", f"row {row.number}: {row.problem}")
            yield self._make(row, self._cells(row), source_id, data)
        except InputError as error:
            problem = problem_input(source_id, error, "row", None)
            yield RawInput(source_id, "row", data, problem=problem.problem)

    def _id(self, row: TableRow) -> str | None:
        [at] = self._columns.get("id", [-1])
        if not 0 <= at < len(row.cells) or at in row.wrong:
            return None
        return " ".join(row.cells[at].split())[:200] or None

    def _make(
        self, row: TableRow, cells: dict[Field, str], source_id: str, data: bytes
    ) -> RawInput:
        draft = self._draft(row, cells, source_id)
        if draft.text.strip():
            return RawInput(source_id, "row", data, url=draft.url, told=draft)
        if draft.url is None or ("text" in self._columns and not self._mapping.fetch):
            wanted: Field = "text" if "text" in self._columns else "url"
            raise InputError("ingest", f'row {row.number}, column "{self._name(wanted)}": empty')
        fetched = fetch_named(draft.url, self._fetch)
        return RawInput(
            source_id,
            fetched.media,
            fetched.data,
            url=fetched.url,
            charset=fetched.charset,
            fetched=fetched.fetched,
            problem=fetched.problem,
            told=draft,
        )

    def _draft(self, row: TableRow, cells: dict[Field, str], source_id: str) -> Draft:
        return Draft(
            text=cells.get("text", ""),
            source_id=source_id,
            url=cells.get("url"),
            outlet=cells.get("outlet"),
            title=cells.get("title"),
            byline=cells.get("byline"),
            published=self._published(row, cells.get("published")),
            language=cells.get("language"),
        )

    def _published(self, row: TableRow, written: str | None) -> str | None:
        if written is None:
            return None
        try:
            return read_table_date(written, self._mapping.dates)
        except ValueError as error:
            if self._mapping.bad_dates == "leave-out":
                return None
            where = f'row {row.number}, column "{self._name("published")}"'
            raise InputError("ingest", f"{where}: {error}") from error

    def _cells(self, row: TableRow) -> dict[Field, str]:
        found: dict[Field, str] = {}
        for field in FIELDS:
            if field not in self._columns:
                continue
            value = self._value(row, field)
            if value is None and field in self._mapping.fill_down:
                value = self._above.get(field)
            if value is not None:
                found[field] = self._above[field] = value
        return found

    def _value(self, row: TableRow, field: Field) -> str | None:
        """What a row's columns of a field hold; text keeps every character."""
        parts = []
        for at in self._columns[field]:
            if at in row.wrong:
                raise InputError(
                    "ingest", f'row {row.number}, column "{self._label(at)}": {row.wrong[at]}'
                )
            cell = row.cells[at] if at < len(row.cells) else ""
            self._check_size(row, at, cell)
            if cell.strip():
                parts.append(cell if field == "text" else " ".join(cell.split()))
        return "\n\n".join(parts) or None

    def _check_size(self, row: TableRow, at: int, cell: str) -> None:
        where = f'row {row.number}, column "{self._label(at)}"'
        if len(cell) > MAX_CELL_CHARACTERS:
            raise InputError("ingest", f"{where}: more than {MAX_CELL_CHARACTERS:,} characters")
        if len(cell) == _FULL_CELL:
            log.warning("%s: as long as a spreadsheet's cell can be: it may have been cut", where)
        if "\0" in cell or (not cell.isascii() and any("\ud800" <= c <= "\udfff" for c in cell)):
            raise InputError("ingest", f"{where}: holds what is no character")

    def _raw(self, row: TableRow) -> bytes:
        named = {self._label(at): cell for at, cell in enumerate(row.cells) if cell}
        return json.dumps(named, ensure_ascii=False).encode("utf-8", "replace")

    def _name(self, field: Field) -> str:
        return self._label(self._columns[field][0])

    def _label(self, at: int) -> str:
        """The column's name in the header, or its number."""
        name = self._names[at].strip() if at < len(self._names) else ""
        return name if name and self._names.count(self._names[at]) == 1 else str(at + 1)


def _as_tuple(column: str | int | tuple[str | int, ...]) -> tuple[str | int, ...]:
    return column if isinstance(column, tuple) else (column,)


def _find_header(mapping: Mapping, head: list[TableRow]) -> int:
    """The row with the columns' names: as the mapping says, or the first in which all that it names stand."""
    if mapping.header is not None:
        return mapping.header
    wanted = {
        column_key(name)
        for column in mapping.columns.values()
        for name in _as_tuple(column)
        if isinstance(name, str)
    }
    for row in head:
        if wanted <= {column_key(cell) for cell in row.cells}:
            return row.number
    filled = (row.number for row in head if any(cell.strip() for cell in row.cells))
    return next(filled, 0) if wanted else 0


def _find_column(column: str | int, names: tuple[str, ...]) -> int:
    if isinstance(column, int):
        if column < 1:
            raise InputError("ingest", "columns are numbered from 1")
        return column - 1
    found = [at for at, name in enumerate(names) if column_key(name) == column_key(column)]
    exact = [at for at in found if names[at] == column]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        raise InputError("ingest", f'{len(found)} columns are called "{column}": give the number')
    if not names and re.fullmatch(r"[A-Za-z]{1,3}", column):
        return column_number(column)
    there = ", ".join(name for name in names if name.strip())
    raise InputError("ingest", f'no column "{column}": there are {there or "none"}'[:300])
