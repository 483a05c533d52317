"""Ingest as a whole: one result per input, ids from content, options that only fill gaps, and nothing that raises."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.config import Settings
from sayso.errors import UsageError
from sayso.ingest.documents import Ingested, document_id, read_inputs, read_raw
from sayso.ingest.drafts import Draft
from sayso.ingest.furniture import load_furniture
from sayso.ingest.inputs import RawInput
from sayso.ingest.records import read_record

FURNITURE = load_furniture()


def read(data: bytes, chosen: Settings | None = None) -> list[Ingested]:
    return list(read_inputs(["-"], chosen, stdin=io.BytesIO(data), furniture=FURNITURE))


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_a_record_becomes_a_document() -> None:
    data = line(
        id="a1",
        text="Kyiv denied it.\r\n",
        url="https://www.press.example/1",
        published="May 4, 2016",
        language="en",
    )
    [item] = read(data)
    document = item.document
    assert item.problem is None
    assert item.raw == data.strip()
    assert document.source_digest == hashlib.sha256(data.strip()).hexdigest()
    assert (document.source_id, document.text) == ("a1", "Kyiv denied it.\r\n")
    assert document.id == document_id("https://www.press.example/1", "Kyiv denied it.\r\n")
    assert document.published == "2016-05-04"
    assert document.language == "en"
    assert document.outlet is not None
    assert document.outlet.name == "press.example"


def test_ids_come_from_address_and_text() -> None:
    same = [
        item.document.id
        for item in read(
            line(id=1, text="x") + line(id=2, text="x") + line(id=3, text="x", url="u")
        )
    ]
    assert same[0] == same[1] != same[2]


def test_options_fill_only_what_is_missing() -> None:
    chosen = Settings(published="2020-01-02", outlet="The Other", url="https://other.example/")
    full, bare = read(
        line(
            id=1,
            text="x",
            outlet="The Nowhere Paper",
            published="2016-05-04",
            url="https://p.example/",
        )
        + line(id=2, text="x"),
        chosen,
    )
    assert full.document.published == "2016-05-04"
    assert full.document.outlet is not None
    assert full.document.outlet.name == "The Nowhere Paper"
    assert full.document.url == "https://p.example/"
    assert bare.document.published == "2020-01-02"
    assert bare.document.url == "https://other.example/"


def test_a_wrong_option_is_wrong_usage_at_once() -> None:
    with pytest.raises(UsageError, match="is no date"):
        read_inputs(["-"], Settings(published="soon"))


def test_a_date_that_is_none_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    [item] = read(line(id=1, text="x", published="soon"))
    assert item.problem is None
    assert item.document.published is None
    assert "soon" in caplog.text


def test_bad_lines_hurt_nobody_else() -> None:
    data = (
        line(id="a", text="x")
        + b"{broken\n"
        + line(id="b")
        + line(id="c", text="  ")
        + line(id="d", text="y")
    )
    items = read(data)
    assert [item.document.source_id for item in items] == ["a", "-:2", "b", "c", "d"]
    assert [item.problem is None for item in items] == [True, False, False, False, True]
    assert [item.problem.skipped for item in items if item.problem] == [False, False, True]
    assert all(item.document.text == "" for item in items if item.problem)
    assert len({item.document.id for item in items}) == 5


def test_title_byline_and_dateline_are_taken_from_a_plain_text() -> None:
    text = "Strike kills 12 in Aleppo\n\nBy Jane Doe\n\nALEPPO (AFP) — Witnesses said that a strike hit a school.\n"
    [item] = read(text.encode())
    document = item.document
    assert (document.title, document.byline, document.dateline) == (
        "Strike kills 12 in Aleppo",
        "Jane Doe",
        "ALEPPO (AFP)",
    )
    assert document.text == text


def test_medium_at_the_head_of_a_plain_text_is_its_outlet_unless_told() -> None:
    text = b"Strike kills 12 in Aleppo\nNuba Hills Voice\nMay 4, 2016\n\nA strike hit a school, witnesses said.\n"
    [item] = read(text)
    assert item.document.outlet is not None and item.document.outlet.name == "Nuba Hills Voice"
    assert item.document.published == "2016-05-04"
    [told] = read(text, Settings(outlet="The Other"))
    assert told.document.outlet is not None and told.document.outlet.name == "The Other"


NASTY: dict[str, bytes] = {
    "01-empty.txt": b"",
    "02-blank.txt": b" \r\n\t\n",
    "03-bom-only.txt": b"\xef\xbb\xbf",
    "04-utf16.txt": "Kyiv denied that it had shelled the town.".encode("utf-16"),
    "05-latin.txt": "The café was hit, the mayor said on Tuesday.".encode("cp1252"),
    "06-binary.txt": bytes(range(256)) * 4,
    "07-empty.html": b"",
    "08-no-article.html": b"<html><body><a href='/'>Home</a></body></html>",
    "09-deep.html": b"<div>" * 50_000,
    "10-broken.jsonl": b'{"id": "a", "text": "Kyiv denied it."}\n{"id": \n\xff\xfe\n["x"]\n',
    "11-empty.jsonl": b"\n\n",
    "12-control.txt": "A\x01B\x0cC\x85D\u2029E".encode(),
    "13-one-line.txt": b"Rebels shelled the port. " * 30_000,
    "14-text.html": b"no markup at all",
    "15-svg.html": b"<svg><script><![CDATA[</svg>]]>",
    "16-cut.txt": "Kyiv’s denial came late, the envoy said: “We know nothing of it.”".encode()[:-1],
    "17-nul.jsonl": b'{"id": "n", "text": "a\\u0000b"}\n',
}


def test_a_mistake_of_ours_costs_its_own_input_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def poisoned(line: bytes) -> Draft:
        if b"poison" in line:
            raise KeyError("half \ud800")
        return read_record(line)

    monkeypatch.setattr("sayso.ingest.documents.read_record", poisoned)
    lines = b'{"id":"a","text":"Kyiv denied it."}\n{"id":"b","text":"poison"}\n{"id":"c","text":"It did."}\n'
    found = list(read_inputs(["-"], stdin=io.BytesIO(lines)))
    assert [each.document.source_id for each in found] == ["a", "b", "c"]
    assert [each.problem is None for each in found] == [True, False, True]
    assert found[1].problem is not None and "KeyError" in found[1].problem.reason
    found[1].problem.reason.encode("utf-8")


def test_a_nasty_folder(tmp_path: Path) -> None:
    for name, data in NASTY.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "18-dangling.txt").symlink_to(tmp_path / "nowhere")
    items = list(read_inputs([str(tmp_path)], furniture=FURNITURE))
    states = {
        item.document.source_id: "read"
        if item.problem is None
        else "skipped"
        if item.problem.skipped
        else "failed"
        for item in items
    }
    assert states == {
        "01-empty.txt": "skipped",
        "02-blank.txt": "skipped",
        "03-bom-only.txt": "skipped",
        "04-utf16.txt": "read",
        "05-latin.txt": "read",
        "06-binary.txt": "failed",
        "07-empty.html": "skipped",
        "08-no-article.html": "failed",
        "09-deep.html": "failed",
        "a": "read",
        "10-broken.jsonl:2": "failed",
        "10-broken.jsonl:3": "failed",
        "10-broken.jsonl:4": "failed",
        "11-empty.jsonl": "skipped",
        "12-control.txt": "read",
        "13-one-line.txt": "read",
        "14-text.html": states["14-text.html"],
        "15-svg.html": "failed",
        "16-cut.txt": "read",
        "n": "read",
        "18-dangling.txt": "failed",
    }
    assert all(item.problem is None or item.problem.reason for item in items)


def test_a_page_with_furniture() -> None:
    html = """<!doctype html><html><head><title>Army denies strike</title>
    <meta property="og:site_name" content="The Nowhere Paper">
    <meta property="article:published_time" content="2016-05-04T14:22:00+03:00"></head>
    <body><nav><ul><li><a href="/">Home</a></li></ul></nav><article><h1>Army denies strike</h1>
    <p>DAMASCUS, Syria - The army denied on Tuesday that its jets had hit a school in Aleppo, state media said.</p>
    <p>Rebels had accused the government of killing at least 12 people, nine of them pupils, in the strike.</p>
    <p>The paper can also be reached via the following mirror addresses: www.paper.example, www.paper2.example</p>
    <p>Share this article</p></article></body></html>"""
    [item] = list(read_inputs(["-"], stdin=io.BytesIO(html.encode()), furniture=FURNITURE))
    document = item.document
    kinds = [
        (region.kind, document.text[region.start : region.end][:24]) for region in document.regions
    ]
    assert kinds[:3] == [
        ("headline", "Army denies strike"),
        ("dateline", "DAMASCUS, Syria -"),
        ("body", "The army denied on Tuesd"),
    ]
    assert kinds[3] == ("body", "Rebels had accused the g")
    assert {kind for kind, _ in kinds[4:]} <= {"boilerplate"}
    assert document.published == "2016-05-04T14:22:00+03:00"
    assert document.outlet is not None
    assert document.outlet.name == "The Nowhere Paper"


@given(st.text(min_size=1))
def test_text_of_any_record_is_kept(text: str) -> None:
    [item] = read(line(id="a", text=text))
    assert item.problem is not None if not text.strip() else item.document.text == text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["html", "text", "record"]))
def test_any_bytes_give_one_result(data: bytes, media: str) -> None:
    raw = RawInput("x", media, data)  # type: ignore[arg-type]
    item = read_raw(raw, Settings(), FURNITURE)
    assert (item.problem is None) == bool(item.document.text.strip())
    assert item.document.source_id
    for region in item.document.regions:
        assert 0 <= region.start < region.end <= len(item.document.text)
