"""Tables become raw inputs: one a row, what is wrong named by row and column, the rest read."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from sayso.config import Settings
from sayso.errors import InputError
from sayso.ingest import spreadsheets, tables
from sayso.ingest.documents import Ingested, read_inputs
from sayso.ingest.inputs import RawInput
from sayso.ingest.mappings import Mapping
from sayso.ingest.outlets import find_outlet

MAPPING = Mapping(
    name="desk",
    columns={"text": "Body", "title": "Headline", "outlet": "Paper", "published": "Day"},
)
PAGE = (
    b"<html><head><title>Raid</title></head><body><article>"
    b"<p>The army denied the raid on Telwara, and said so twice.</p></article></body></html>"
)
ASKED: list[str] = []


def fetch(url: str) -> RawInput:
    ASKED.append(url)
    if "missing" in url:
        raise InputError("fetch", "HTTP 404 Not Found")
    return RawInput(url, "html", PAGE, url=url, fetched="2026-11-28T00:00:00+00:00")


def read(path: Path, mapping: Mapping | None = MAPPING) -> list[Ingested]:
    return list(read_inputs([str(path)], Settings(), fetch=fetch, mapping=mapping))


def write_csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "articles.csv"
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(folder: Path, rows: list[list[Any]], merge: str | None = None) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    path = folder / "articles.xlsx"
    book.save(path)
    return path


def reasons(items: list[Ingested]) -> list[str]:
    return [item.problem.reason for item in items if item.problem is not None]


def test_each_row_is_a_document_with_what_the_table_tells(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "Headline,Body,Paper,Day\n"
        'Raid denied,"The army denied it.\r\nTwice, in fact.",The Harbour Gazette,2016-05-04\n'
        "\n"
        "Market hit,Shells hit the market.,The Harbour Gazette,4 May 2016\n",
    )
    first, second = read(path)
    assert first.document.text == "The army denied it.\r\nTwice, in fact."
    assert first.document.title == "Raid denied"
    assert first.document.published == second.document.published == "2016-05-04"
    assert first.document.outlet == find_outlet("The Harbour Gazette")
    assert (first.document.source_id, second.document.source_id) == (
        "articles.csv:2",
        "articles.csv:4",
    )
    assert first.raw is not None
    assert json.loads(first.raw)["Headline"] == "Raid denied"


def test_reading_again_gives_the_same_ids(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "Body,Day,Headline,Paper\nThey denied it.,2016-05-04,a,b\n")
    assert [i.document.id for i in read(path)] == [i.document.id for i in read(path)]


def test_a_wrong_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "Body,Day,Headline,Paper\n"
        "They denied it.,soon,a,b\n"
        ",2016-05-04,a,b\n"
        "They denied it again.,04/05/2016,a,b\n"
        "They confirmed it.,2016-05-04,a,b\n",
    )
    items = read(path)
    assert len(items) == 4
    assert reasons(items) == [
        'row 2, column "Day": "soon" is no date that can be read',
        'row 3, column "Body": empty',
        'row 4, column "Day": "04/05/2016" could be 2016-05-04 or 2016-04-05: say "dates: day-first" or'
        ' "dates: month-first" in the mapping',
    ]
    assert items[3].document.text == "They confirmed it."
    assert items[0].raw is not None


def test_a_bad_date_can_be_left_out(tmp_path: Path) -> None:
    from msgspec.structs import replace

    path = write_csv(tmp_path, "Body,Day,Headline,Paper\nThey denied it.,soon,a,b\n")
    [item] = read(path, replace(MAPPING, bad_dates="leave-out"))
    assert item.problem is None
    assert item.document.published is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["Headline", "Body", "Day"], ["Café hit", "The café, “Noor”, was hit.", "2016-05-04"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    [item] = read(write_csv(tmp_path, text, encoding), None)
    assert item.document.text == "The café, “Noor”, was hit."
    assert item.document.title == "Café hit"


def test_a_stated_delimiter_and_a_cp1251_table(tmp_path: Path) -> None:
    stated = write_csv(tmp_path, "sep=;\r\nBody;Day\r\nThey, all, denied it.;2016-05-04\r\n")
    [item] = read(stated, None)
    assert (item.document.text, item.document.source_id) == (
        "They, all, denied it.",
        "articles.csv:3",
    )
    russian = write_csv(tmp_path, "Body,Day\nОни отрицают это,2016-05-04\n", "cp1251")
    mapping = Mapping(name="r", columns={"text": "Body"}, encoding="cp1251")
    assert read(russian, mapping)[0].document.text == "Они отрицают это"
    assert (
        "cannot be read as ascii"
        in reasons(read(russian, Mapping(name="r", columns={"text": "Body"}, encoding="ascii")))[0]
    )


def test_a_table_without_header_is_read_by_letters_and_numbers(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "2016-05-04,Raid,They denied it.,Twice.\n")
    mapping = Mapping(name="x", columns={"text": ("C", 4), "published": "A"}, header=0)
    [item] = read(path, mapping)
    assert item.document.text == "They denied it.\n\nTwice."
    assert item.document.published == "2016-05-04"


def test_blank_cells_can_mean_the_one_above(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "Body,Paper\nThey denied it.,The Echo\nAnd again.,\n")
    mapping = Mapping(name="x", columns={"text": "Body", "outlet": "Paper"}, fill_down=("outlet",))
    assert [i.document.outlet for i in read(path, mapping)] == [find_outlet("The Echo")] * 2


def test_rows_of_addresses_are_fetched(tmp_path: Path) -> None:
    ASKED.clear()
    path = write_csv(
        tmp_path,
        "Link,Date,Ref\nhttps://paper.example/a,2016-05-04,r1\nhttps://paper.example/missing,2016-05-04,r2\n"
        "ftp://paper.example/b,2016-05-04,r3\nnot a link,2016-05-04,r4\n,2016-05-04,r5\n",
    )
    items = read(path, None)
    assert ASKED == ["https://paper.example/a", "https://paper.example/missing"]
    assert "denied the raid" in items[0].document.text
    assert items[0].document.published == "2016-05-04"
    assert items[0].document.url == "https://paper.example/a"
    assert [i.document.source_id for i in items] == ["r1", "r2", "r3", "r4", "r5"]
    assert [r.split(":")[0] for r in reasons(items)] == [
        "HTTP 404 Not Found",
        "ftp",
        "not a link is no web address",
        'row 6, column "Link"',
    ]


def test_addresses_of_one_host_are_asked_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    path = write_csv(tmp_path, "Link\nhttp://127.0.0.1:1/a\nhttp://127.0.0.1:1/b\n")
    assert len(reasons(list(read_inputs([str(path)], Settings())))) == 2
    assert len(waits) == 1
    assert 1 < waits[0] <= 2


def test_text_in_the_table_is_not_fetched_unasked(tmp_path: Path) -> None:
    ASKED.clear()
    path = write_csv(tmp_path, "Body,Link\n,https://paper.example/a\nThey denied it.,\n")
    columns: dict[Any, Any] = {"text": "Body", "url": "Link"}
    assert reasons(read(path, Mapping(name="x", columns=columns))) == [
        'row 2, column "Body": empty'
    ]
    assert ASKED == []
    assert len(reasons(read(path, Mapping(name="x", columns=columns, fetch=True)))) == 0
    assert ASKED == ["https://paper.example/a"]


def test_huge_cells_and_quotes_that_never_close_cost_their_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_CELL_CHARACTERS", 1_000)
    path = write_csv(
        tmp_path,
        f"Body,Day\nThey denied it.,2016-05-04\n{'x' * 2_000},2016-05-04\nAnd again.,2016-05-04\n",
    )
    items = read(path, Mapping(name="x", columns={"text": "Body"}))
    assert [i.document.text for i in items] == ["They denied it.", "", "And again."]
    assert "row 3: cannot be read (field larger than field limit" in reasons(items)[0]


def test_columns_that_are_not_there_or_twice(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "Body,Note,note\na,b,c\n")
    assert reasons(read(path, Mapping(name="x", columns={"text": "Story"}))) == [
        'no column "Story": there are Body, Note, note'
    ]
    assert (
        "2 columns are called"
        in reasons(read(path, Mapping(name="x", columns={"text": "NOTE"})))[0]
    )
    assert read(path, Mapping(name="x", columns={"text": "Note"}))[0].document.text == "b"


def test_empty_and_unguessable_tables_are_one_problem(tmp_path: Path) -> None:
    [item] = read(write_csv(tmp_path, "Body\n\n\n"), Mapping(name="x", columns={"text": "Body"}))
    assert item.problem is not None
    assert item.problem.skipped
    [item] = read(write_csv(tmp_path, "Name,Age\nx,1\n"), None)
    assert item.problem is not None
    assert "no column is named like" in item.problem.reason


def test_tables_in_folders_are_read_only_by_a_mapping(tmp_path: Path) -> None:
    write_csv(tmp_path, "Body\nThey denied it.\n")
    assert "no .html" in reasons(read(tmp_path, None))[0]
    [item] = read(tmp_path, Mapping(name="x", columns={"text": "Body"}))
    assert item.document.text == "They denied it."


def test_a_workbook_gives_values_dates_and_numbers(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path,
        [
            ["Monthly list", None, None],
            [],
            ["Ref", "Text", "Date"],
            [7.0, "The army denied it.", datetime(2016, 5, 4)],
            [None, None, None],
            [8, "They confirmed it.", datetime(2016, 5, 4, 14, 22)],
            [9, "They denied it again.", "#REF!"],
        ],
    )
    items = read(path, None)
    assert [i.document.source_id for i in items] == ["7", "8", "9"]
    assert [i.document.published for i in items] == ["2016-05-04", "2016-05-04", None]
    assert reasons(items) == ['row 7, column "Date": the cell holds the error #REF!']


def test_a_formula_gives_its_saved_value_and_never_itself(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path, [["Text"], ['=CONCATENATE("a", "b")'], ["They denied it."]])
    data = path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            body = (
                old.read(part)
                .replace(b"<v></v>", b"<v>They said so.</v>")
                .replace(b"<v />", b"<v>They said so.</v>")
            )
            if part.filename.endswith("sheet1.xml"):
                body = body.replace(b'<c r="A2">', b'<c r="A2" t="str">')
                assert b"They said so." in body
            new.writestr(part, body)
    assert [i.document.text for i in read(path, None)] == ["They denied it."]  # no value was saved
    path.write_bytes(packed.getvalue())
    assert [i.document.text for i in read(path, None)] == ["They said so.", "They denied it."]


def test_merged_cells_stand_for_all_that_they_cover(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path,
        [
            ["Outlet", "Text"],
            ["The Echo", "They denied it."],
            [None, "They denied it again."],
            ["The Gazette", "They confirmed it."],
        ],
        merge="A2:A3",
    )
    names = [i.document.outlet.name if i.document.outlet else None for i in read(path, None)]
    assert names == ["The Echo", "The Echo", "The Gazette"]


def test_another_sheet_by_name(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path, [["Text"], ["They denied it."]])
    mapping = Mapping(name="x", columns={"text": "Text"}, sheet="Tabelle")
    assert reasons(read(path, mapping)) == ['no sheet "Tabelle": there are Sheet']


def _package(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 nothing", "not an XLSX workbook"),
        (b"", "not an XLSX workbook"),
        (b"Headline,Body\n", "not an XLSX workbook"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "articles.xlsx"
    path.write_bytes(data)
    assert reason in reasons(read(path))[0]


def test_bombs_are_refused_before_they_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("openpyxl.load_workbook", never)
    path = tmp_path / "articles.xlsx"
    bomb = _package(path, **{"xl/worksheets/sheet1.xml": b" " * 30_000_000})
    assert "would unpack" in reasons(read(bomb))[0]
    many = _package(path, **{f"part{number}": b"x" for number in range(2_001)})
    assert "2001 parts" in reasons(read(many))[0]
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for text in (entities, entities.decode().encode("utf-16")):
        assert "declares a document type" in reasons(read(_package(path, **{"xl/s.xml": text})))[0]
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 1_000)
    large = _package(path, part=bytes(range(256)) * 8)
    assert "would unpack" in reasons(read(large))[0]


def test_a_damaged_workbook_is_a_problem_and_not_the_end(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path, [["Text"], ["They denied it."]])
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            new.writestr(part, b"<broken" if "sheet1" in part.filename else old.read(part))
    path.write_bytes(packed.getvalue())
    assert "cannot be read as a workbook" in reasons(read(path))[0]
