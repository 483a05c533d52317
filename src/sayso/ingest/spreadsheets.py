"""XLSX → rows of cells as text. Comes in: the bytes of a workbook. Goes out: `TableRow`s, one by one, or a reason.

A workbook is a zip of XML: before anything of it is opened, its directory is checked for what it would unpack to, and
its parts for document types, which no spreadsheet has and entity bombs need. Cells give their values: of a formula the
result that was saved with it (none if the program that wrote the file saved none), never the formula. A merged cell's
value stands in all cells that it covers. Colours, comments and hidden rows mean nothing here; hidden rows are read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sayso.errors import InputError

MAX_UNPACKED_BYTES = 300_000_000
MAX_PARTS = 2_000
MAX_SHARE = 200  # how many times its packed size a large part may unpack to; text packs to a tenth
_LARGE_PART = 1_000_000
_MAX_MERGED_CELLS = 200_000
_HEAD_BYTES = 65_536
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"'
)
_DOCTYPES = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True)
class TableRow:
    """A row: its number as a spreadsheet shows it, its cells as text, and what is wrong with some of them or all."""

    number: int
    cells: tuple[str, ...] = ()
    wrong: dict[int, str] = field(default_factory=dict)
    problem: str | None = None


def read_workbook(data: bytes, sheet: str | None = None) -> Iterator[TableRow]:
    """The rows of one sheet, the first if none is named."""
    _check_package(data)
    try:
        yield from _rows(data, sheet)
    except InputError:
        raise
    except (
        Exception
    ) as error:  # openpyxl lets through whatever a damaged part makes it stumble over
        raise InputError(
            "ingest", f"cannot be read as a workbook: {type(error).__name__}: {error}"[:300]
        ) from error


def _rows(data: bytes, sheet: str | None) -> Iterator[TableRow]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        names = [found.title for found in book.worksheets]
        if sheet is not None and sheet not in names:
            raise InputError("ingest", f'no sheet "{sheet}": there are {", ".join(names)}'[:300])
        if not names:
            raise InputError("ingest", "no sheet in this workbook")
        page: Any = book[sheet or names[0]]
        page.reset_dimensions()  # what a file says of its size is not to be trusted
        merged = _Merged(_merged_cells(data, getattr(page, "_worksheet_path", "")))
        for number, cells in enumerate(page.iter_rows(), 1):
            yield merged.filled(_row(number, cells))
    finally:
        book.close()


def _row(number: int, cells: tuple[Any, ...]) -> TableRow:
    wrong = {
        at: f"the cell holds the error {cell.value}"
        for at, cell in enumerate(cells)
        if getattr(cell, "data_type", None) == "e"
    }
    return TableRow(number, tuple(_written(cell.value) for cell in cells), wrong)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class _Merged:
    """The areas of merged cells: the value of the first cell of each is kept while rows go by."""

    def __init__(self, areas: dict[tuple[int, int], tuple[int, int]]) -> None:
        self._areas = areas  # (row, column) covered → the area's first (row, column)
        self._values: dict[tuple[int, int], str] = {}
        self._firsts = set(areas.values())

    def filled(self, row: TableRow) -> TableRow:
        if not self._areas:
            return row
        width = max([len(row.cells), *(at + 1 for line, at in self._areas if line == row.number)])
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        for at, cell in enumerate(cells):
            here = (row.number, at)
            if here in self._firsts:
                self._values[here] = cell
            elif here in self._areas:
                cells[at] = self._values.get(self._areas[here], "")
        return TableRow(row.number, tuple(cells), row.wrong)


def _merged_cells(data: bytes, part: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Covered cell → first cell of its area; they stand behind the rows, so they are looked for apart."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if part.lstrip("/") not in package.namelist():
            return found
        tail = b""
        with package.open(part.lstrip("/")) as stream:
            while piece := stream.read(1 << 20):
                for match in _MERGED.finditer(tail + piece):
                    _add_area(found, _cell(match[1]), _cell(match[2]))
                tail = (tail + piece)[-300:]
    return found


def _add_area(
    found: dict[tuple[int, int], tuple[int, int]], first: tuple[int, int], last: tuple[int, int]
) -> None:
    size = (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
    if size <= 0 or len(found) + size > _MAX_MERGED_CELLS:
        raise InputError("ingest", f"more than {_MAX_MERGED_CELLS:,} merged cells: unmerge them")
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            if (row, column) != first:
                found[row, column] = first


def _cell(name: bytes) -> tuple[int, int]:
    """b"B12" → (12, 1): the row from one, the column from zero."""
    letters = name.rstrip(b"0123456789")
    return int(name[len(letters) :]), column_number(letters.decode("ascii"))


def column_number(letters: str) -> int:
    """The column of a letter, from zero: "A" → 0, "AB" → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_package(data: bytes) -> None:
    """Refuse what would unpack to more than a table can be, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _check_sizes(parts)
            for part in parts:
                # what is read stops at the size that the directory states: it cannot lie upwards
                with package.open(part) as stream:
                    head = stream.read(_HEAD_BYTES)
                if any(mark in head for mark in _DOCTYPES):
                    raise InputError("ingest", f"{part.filename[:100]} declares a document type")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        reason = f"not an XLSX workbook ({error})"[:200]
        raise InputError("ingest", f"{reason}: save it as .xlsx, without a password") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise InputError("ingest", f"a workbook of {len(parts)} parts: refused")
    size = sum(part.file_size for part in parts)
    bombs = [
        part for part in parts if part.file_size > max(_LARGE_PART, part.compress_size * MAX_SHARE)
    ]
    if size > MAX_UNPACKED_BYTES or bombs:
        raise InputError(
            "ingest",
            f"would unpack from {len(parts)} parts to {size / 1e6:.0f} MB: split the table into parts",
        )
