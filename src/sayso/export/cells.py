"""Cells that cannot hurt: text files with separators, safe to open in a spreadsheet.

Comes in: rows of words and numbers. Goes out: CSV with quotes (RFC 4180, CRLF) or tab-separated lines without them.

A cell of words that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms, a tab or a
line end) gets an apostrophe before it, as does one that begins with an apostrophe; `read_cell` takes it off again, so
nothing is lost. Numbers are written as numbers. Characters that turn the direction of writing are shown by their
number («U+202E»), control characters and NUL become U+FFFD: JSON and Parquet hold the words exactly.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from sayso.export.package import encode

Cell = str | int | float | bool | None

BOM = b"\xef\xbb\xbf"

_ACTIVE = frozenset("=+-@\t\r\n'＝＋－＠")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def show_plainly(words: str) -> str:
    """Words in which nothing is hidden: "abc‮def" → "abc«U+202E»def"."""
    if words.isascii() and words.isprintable():
        return words
    shown = _BIDI.sub(lambda m: f"«U+{ord(m[0]):04X}»", words)
    return _CONTROL.sub("\ufffd", shown)


def write_cell(cell: Cell, most: int | None = None) -> str:
    """A cell as it stands in the file: "=1+1" → "'=1+1"; -5 → "-5"; None → ""."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return _write_plain(cell)
    words = show_plainly(cell)
    if most is not None and len(words) > most:
        words = words[: most - 1] + "…"
    return "'" + words if words[:1] in _ACTIVE and words else words


def _write_plain(cell: float | bool) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return write_number(cell)


def write_number(number: float) -> str:
    """12.0 → "12"; 12.5 → "12.5"."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def read_cell(written: str) -> str:
    """The words of a cell as `write_cell` wrote them."""
    return written[1:] if written[:1] == "'" else written


class CsvFile:
    """A CSV file in the making; `bom`: with the mark by which Excel knows UTF-8."""

    def __init__(self, opened: IO[bytes], *, bom: bool = False, most: int | None = None) -> None:
        self._opened, self._most = opened, most
        self._line = io.StringIO(newline="")
        self._writer = csv.writer(self._line, lineterminator="\r\n")
        if bom:
            opened.write(BOM)

    def write(self, cells: Iterable[Cell]) -> None:
        """One row."""
        self._writer.writerow([write_cell(cell, self._most) for cell in cells])
        self._opened.write(encode(self._line.getvalue()))
        self._line.seek(0)
        self._line.truncate()


def write_tab_line(opened: IO[bytes], cells: Sequence[Cell], missing: str, most: int) -> None:
    """One line of a tab-separated layout, which knows no quotes: tabs and line ends become spaces."""
    row = []
    for cell in cells:
        if isinstance(cell, str):
            cell = _BREAKS.sub(" ", cell).strip()
        written = write_cell(cell, most)
        row.append(written if written else missing)
    opened.write(encode("\t".join(row) + "\n"))
