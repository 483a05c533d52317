"""What hostile reports cannot do: run a formula or a script, break a table, hide a character, end a field."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from sayso.export.exporting import FORMATS
from tests.exports.hostile import TITLES, hostile_holdings
from tests.exports.made_export import export_files, made, made_holdings, read_tabs, told

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module", params=list(FORMATS))
def files(request: pytest.FixtureRequest) -> tuple[str, dict[str, bytes]]:
    """A format and its files."""
    return request.param, export_files(request.param, hostile_holdings())


def test_every_text_file_is_utf8_without_nul(files: tuple[str, dict[str, bytes]]) -> None:
    for name, content in files[1].items():
        if not name.endswith(".parquet"):
            content.decode("utf-8")
            assert b"\x00" not in content
            assert b"\x1b" not in content


def test_no_sheet_holds_a_formula_or_breaks(files: tuple[str, dict[str, bytes]]) -> None:
    csv.field_size_limit(10_000_000)
    for name, content in files[1].items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
            assert len({len(row) for row in rows}) == 1, name
            for cell in (cell for row in rows for cell in row):
                assert not re.match(r"[=@＝＋－＠\t\r\n]", cell), (name, cell[:40])
                assert not re.match(r"[+-](?!\d+(\.\d+)?\Z)", cell), (name, cell[:40])
                assert len(cell) <= 32_001
                assert not _BIDI.search(cell)


def test_tab_separated_files_keep_their_shape(files: tuple[str, dict[str, bytes]]) -> None:
    widths = {"gdelt-like.export.tsv": 61, "gdelt-like.mentions.tsv": 16, "polecat-like.tsv": 40}
    for name, content in files[1].items():
        if name.endswith(".tsv"):
            rows = read_tabs(content)
            assert {len(row) for row in rows} == {widths[name]}
            assert len(rows) == len(TITLES) + (name == "polecat-like.tsv")
            assert not _BIDI.search(content.decode())


def test_json_is_json(files: tuple[str, dict[str, bytes]]) -> None:
    for name, content in files[1].items():
        if name.endswith((".json", ".geojson", ".jsonld")) and "ftm" not in name:
            json.loads(content)
        if name.endswith((".jsonl", ".ftm.json")):
            for line in content.split(b"\n")[:-1]:
                assert isinstance(json.loads(line), dict)


class _Page(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_page_holds_our_elements_only_and_asks_for_nothing() -> None:
    ours = set(
        "html head meta title style body header h1 h2 h3 p strong section dl dt dd bdi div ul ol li span table caption"
        " thead tbody tr th td blockquote footer br".split()
    )
    quiet = {
        "lang",
        "charset",
        "content",
        "http-equiv",
        "name",
        "aria-labelledby",
        "id",
        "class",
        "dir",
    }
    for name, content in export_files("dossier", hostile_holdings()).items():
        if name.endswith(".html"):
            page = _Page()
            page.feed(content.decode())
            assert page.elements <= ours
            assert page.attributes <= quiet
            assert not _BIDI.search("".join(page.text))
            assert "default-src 'none'" in content.decode()
            assert not re.search(r"@import|url\(", content.decode().partition("</style>")[0])


def test_a_page_shows_a_script_as_words() -> None:
    pages = export_files("dossier", hostile_holdings())
    page = _Page()
    page.feed(pages["dossier-i2.html"].decode())
    assert "<script>alert(1)</script>" in "".join(page.text)


def test_bibtex_entries_are_balanced_and_all_there() -> None:
    text = export_files("citations", hostile_holdings())["citations.bib"].decode()
    assert len(re.findall(r"^@article\{sayso-", text, re.MULTILINE)) == len(TITLES)
    for entry in text.split("\n@article{")[1:]:
        depth = 1
        for place, sign in enumerate(entry):
            depth += (sign == "{") - (sign == "}")
            if depth == 0:
                assert not entry[place + 1 :].strip()
                break
        assert depth == 0
        assert r"\input{" not in entry


@pytest.mark.parametrize("name", FORMATS)
def test_half_a_character_breaks_nothing(name: str) -> None:
    incident, reports = made(told([{"who": "residents", "killed": 12}], title="half \ud83d of one"))
    for file, content in export_files(name, made_holdings((incident, reports))).items():
        if not file.endswith(".parquet"):
            assert "half" not in file
            content.decode("utf-8")


def test_the_exact_words_are_in_jsonl() -> None:
    lines = export_files("native", hostile_holdings())["jsonl/documents.jsonl"].splitlines()
    titles = [json.loads(line)["title"] for line in lines]
    assert titles == list(TITLES)
