"""Cells that cannot hurt: no formula runs, nothing hidden, nothing lost that the other formats do not hold."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export.cells import BOM, CsvFile, read_cell, show_plainly, write_cell, write_tab_line

_ACTIVE = "=+-@\t\r\n＝＋－＠"
_WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn"]))


@given(_WORDS)
def test_words_come_back_as_they_were(words: str) -> None:
    assert read_cell(write_cell(words)) == words


@given(st.text())
def test_no_cell_of_words_begins_with_what_a_spreadsheet_runs(words: str) -> None:
    written = write_cell(words)
    assert written[:1] not in _ACTIVE or not written


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''",
        "'",
        "＝1",
        '=HYPERLINK("http://x.example")',
    ],
)
def test_formulas_are_defused_and_can_be_had_back(words: str) -> None:
    assert write_cell(words) == "'" + words
    assert read_cell(write_cell(words)) == words


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (-5, "-5"),
        (-5.5, "-5.5"),
        (12.0, "12"),
        (1e15, "1000000000000000.0"),
        (0, "0"),
        (True, "true"),
        (None, ""),
    ],
)
def test_numbers_stay_numbers(number: float | None, written: str) -> None:
    assert write_cell(number) == written


def test_nothing_is_hidden() -> None:
    assert show_plainly("a\u202eb\u2066c\u200f") == "a«U+202E»b«U+2066»c«U+200F»"
    assert show_plainly("a\x00b\x1bc\x85\ud800") == "a\ufffdb\ufffdc\ufffd\ufffd"
    assert show_plainly("tab\tline\n") == "tab\tline\n"
    assert write_cell("\u202e=1") == "«U+202E»=1"


def test_a_long_cell_is_cut_and_says_so() -> None:
    assert write_cell("x" * 50, most=10) == "x" * 9 + "…"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_a_sheet_keeps_its_shape_whatever_is_in_it(rows: list[list[str]]) -> None:
    opened = io.BytesIO()
    sheet = CsvFile(opened)
    for row in rows:
        sheet.write(row)
    text = opened.getvalue().decode("utf-8")
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert [len(row) for row in read] == [2] * len(rows)
    shown = [[show_plainly(cell) for cell in row] for row in rows]
    assert [[read_cell(cell) for cell in row] for row in read] == shown


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_a_tab_separated_line_stays_one_line(cells: list[str]) -> None:
    opened = io.BytesIO()
    write_tab_line(opened, cells, "None", 100)
    text = opened.getvalue().decode("utf-8")
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    assert text.count("\t") == 2


def test_the_mark_for_excel_stands_first() -> None:
    opened = io.BytesIO()
    CsvFile(opened, bom=True).write(["é"])
    assert opened.getvalue() == BOM + "é\r\n".encode()
