"""Archives give each article once with its place; what is damaged is said, with where, and reading goes on."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter

from sayso.config import Settings
from sayso.ingest.archives import kind_of, read_archive
from sayso.ingest.documents import read_raw
from sayso.ingest.inputs import MAX_PAGE_BYTES
from sayso.ingest.located import Located
from sayso.ingest.members import FREE_BYTES
from sayso.ingest.regions import load_furniture
from sayso.ingest.warc import Reader, read_warc, read_with_fastwarc, read_with_warcio

from .warcs import make_answer, make_page, make_record, make_story, pack

READERS = [read_with_fastwarc, read_with_warcio]
Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def _read(path: Path, reader: Reader | None = None) -> tuple[list[Located], list[str]]:
    passed: list[str] = []
    if reader is not None:
        found = read_warc(path, path.name, pass_over=passed.append, readers=(reader,))
    else:
        kind = kind_of(path)
        assert kind is not None
        found = read_archive(path, kind, pass_over=passed.append)
    return list(found), passed


def _reasons(found: list[Located]) -> list[str | None]:
    return [one.raw.problem.reason if one.raw.problem else None for one in found]


MIXED = [
    make_record(b"software: test\r\n", kind="warcinfo", content_type="application/warc-fields"),
    make_record(b"GET / HTTP/1.1\r\n\r\n", kind="request", content_type="application/http"),
    make_story(1),
    make_record(make_answer(status="404 Not Found")),
    make_record(make_answer(b"\x89PNG", content_type="image/png")),
    make_record(make_answer(b""), kind="revisit"),
    make_record(b"x: y\r\n", kind="metadata", content_type="application/warc-fields"),
    make_record(make_page(), kind="resource", content_type="text/html"),
    make_record(b"Kyiv denied it.", kind="conversion", content_type="text/plain"),
    make_record(make_answer(content_type=None)),
]
PASSED = [
    *("warcinfo record", "request record", "status 404", "image/png"),
    *("revisit record", "metadata record"),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("layout", ["plain", "packed", "whole"])
def test_both_libraries_give_the_articles_of_every_layout(
    write: Write, layout: str, reader: Reader
) -> None:
    joined = b"".join(MIXED)
    data = {"plain": joined, "packed": pack(MIXED), "whole": gzip.compress(joined)}[layout]
    found, passed = _read(write("news.warc.gz", data), reader)
    assert passed == PASSED
    assert [one.position for one in found] == [0, 1, 2, 3]
    assert [one.raw.media for one in found] == ["html", "html", "text", "html"]
    assert _reasons(found) == [None] * 4
    first = found[0].raw
    assert first.url == "https://harbour-gazette.example/1"
    assert first.charset == "utf-8"
    assert first.fetched == "2016-05-04T14:22:00Z"
    assert first.data == make_page("Market 1 shelled")
    assert all((one.offset is None) == (layout == "whole") for one in found)


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n3;a=b\r\n<p>\r\n0\r\n\r\n" % (len(data), data)


def _with(writer: type, data: bytes) -> bytes:
    out = io.BytesIO()
    packer = writer(out)
    packer.write(data)
    packer.close()
    return out.getvalue()


ENCODED: dict[str, tuple[bytes, tuple[str, ...], bytes]] = {
    "gzip": (gzip.compress(make_page()), ("Content-Encoding: gzip",), make_page()),
    "deflate": (zlib.compress(make_page()), ("Content-Encoding: deflate",), make_page()),
    "raw deflate": (zlib.compress(make_page())[2:-4], ("Content-Encoding: deflate",), make_page()),
    "brotli": (_with(BrotliWriter, make_page()), ("Content-Encoding: br",), make_page()),
    "zstd": (_with(ZstdWriter, make_page()), ("Content-Encoding: zstd",), make_page()),
    "chunks": (_chunked(make_page()), ("Transfer-Encoding: chunked",), make_page() + b"<p>"),
    "both": (
        _chunked(gzip.compress(b"a"))[: -len(b"3;a=b\r\n<p>\r\n0\r\n\r\n")] + b"0\r\n\r\n",
        ("Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        b"a",
    ),
    "undone before": (
        make_page(),
        ("Content-Encoding: br, gzip", "Transfer-Encoding: chunked"),
        make_page(),
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ENCODED)
def test_encodings_of_the_web_are_undone(write: Write, name: str, reader: Reader) -> None:
    body, headers, page = ENCODED[name]
    [found], _ = _read(write("a.warc", make_record(make_answer(body, headers=headers))), reader)
    assert found.raw.problem is None
    assert found.raw.data == page


BAD_BODIES: dict[str, tuple[bytes, tuple[str, ...], str]] = {
    "cut off": (gzip.compress(make_page())[:-20], ("Content-Encoding: gzip",), "gzip packing"),
    "bomb": (
        gzip.compress(b" " * (MAX_PAGE_BYTES + 1)),
        ("Content-Encoding: gzip",),
        "unpacks to more than 10 MB",
    ),
    "bomb of brotli": (
        _with(BrotliWriter, b" " * (MAX_PAGE_BYTES + 1)),
        ("Content-Encoding: br",),
        "unpacks to more than 10 MB",
    ),
    "chunk": (b"ff\r\nshort", ("Transfer-Encoding: chunked",), "cut off"),
    "unknown": (b"abc", ("Content-Encoding: x-secret",), "not known"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_page_that_cannot_be_unpacked_is_a_problem_of_its_own(write: Write, name: str) -> None:
    body, headers, said = BAD_BODIES[name]
    data = [make_record(make_answer(body, headers=headers)), make_story(2)]
    found, _ = _read(write("a.warc.gz", pack(data)))
    reason, after = _reasons(found)
    assert reason is not None and said in reason
    assert after is None


STORIES = [make_story(number) for number in range(5)]
PACKED = [gzip.compress(story, mtime=0) for story in STORIES]
_MIDDLE = len(PACKED[0] + PACKED[1])


def _damaged() -> dict[str, tuple[str, bytes, list[str | None]]]:
    broken = bytearray(b"".join(PACKED))
    broken[_MIDDLE + 60 : _MIDDLE + 90] = b"\0" * 30
    short = make_record(make_answer(), length=40)
    long = make_record(make_answer(), length=len(make_answer()) + 100)
    huge = make_record(make_answer(), length=10**12)
    large = make_record(make_answer(b"x" * (MAX_PAGE_BYTES + 100_000)))
    two = STORIES[:2]
    return {
        "broken member": (
            "a.warc.gz",
            bytes(broken),
            [None, None, f"byte {_MIDDLE:,}", None, None],
        ),
        "cut off, packed": (
            "a.warc.gz",
            b"".join(PACKED)[:-50],
            [None] * 4 + ["ends in the middle"],
        ),
        "cut off, plain": ("a.warc", b"".join(STORIES)[:-50], [None] * 4 + ["cut off"]),
        "too short": ("a.warc", two[0] + short + two[1], [None, "Content-Length", None]),
        "too long": ("a.warc", two[0] + long + two[1], [None, "Content-Length", None]),
        "far too long": ("a.warc", two[0] + huge + two[1], [None, "Content-Length", None]),
        "too short, packed": ("a.warc.gz", pack([two[0], short, two[1]]), [None, "Length", None]),
        "too long, packed": ("a.warc.gz", pack([two[0], long, two[1]]), [None, "cut off", None]),
        "too large": ("a.warc", two[0] + large + two[1], [None, "10,1", None]),
        "too large, packed": ("a.warc.gz", pack([two[0], large, two[1]]), [None, "10,1", None]),
        "bomb": (
            "a.warc.gz",
            pack([two[0], make_record(make_answer(b" " * (FREE_BYTES + (1 << 20)))), two[1]]),
            [None, "500 times", None],
        ),
        "garbage between": ("a.warc", two[0] + b"garbage\r\n" + two[1], [None, "garbage", None]),
        "garbage between members": (
            "a.warc.gz",
            PACKED[0] + b"garbage" + PACKED[1],
            [None, "7 bytes", None],
        ),
        "garbage behind": ("a.warc.gz", PACKED[0] + b"garbage", [None, "7 bytes"]),
        "padding behind": ("a.warc.gz", PACKED[0] + b"\0" * 512, [None]),
        "no length": (
            "a.warc",
            two[0] + two[0].replace(b"Content-Length", b"Content-Size") + two[1],
            [None, "without a Content-Length", None],
        ),
        "head without end": (
            "a.warc",
            two[0] + b"WARC/1.0\r\n" + b"a" * 99_999,
            [None, "does not end"],
        ),
        "no status": ("a.warc", two[0] + make_record(b"hello"), [None, "status"]),
        "whole, broken": (
            "a.warc.gz",
            gzip.compress(b"".join(STORIES))[:-9],
            [None] * 4 + ["ends"],
        ),
    }


DAMAGED = _damaged()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_said_and_reading_goes_on(
    write: Write, name: str, reader: Reader
) -> None:
    file, data, expected = DAMAGED[name]
    found, _ = _read(write(file, data), reader)
    reasons = _reasons(found)
    assert len(reasons) == len(expected), reasons
    for reason, wanted in zip(reasons, expected, strict=True):
        assert (reason is None) == (wanted is None), reasons
        assert wanted is None or wanted in (reason or "")


@pytest.mark.parametrize("name", DAMAGED)
def test_reading_begun_at_any_article_gives_the_same(write: Write, name: str) -> None:
    file, data, _ = DAMAGED[name]
    path = write(file, data)
    found, _ = _read(path)
    for one in found:
        if one.offset is not None:
            rest = list(read_archive(path, "warc", first=one.position, offset=one.offset))
            assert rest == found[one.position :]


def test_a_damaged_record_that_was_no_article_is_passed_over(write: Write) -> None:
    request = make_record(b"GET / HTTP/1.1\r\n\r\n", kind="request", length=9999)
    found, passed = _read(write("a.warc", STORIES[0] + request + STORIES[1]))
    assert _reasons(found) == [None, None]
    assert passed == ["broken request record"]


def test_a_plain_text_is_read_in_the_encoding_it_was_sent_in(write: Write) -> None:
    answer = make_answer(
        "Киев отрицал это.".encode("cp1251"), content_type="text/plain; charset=cp1251"
    )
    [found], _ = _read(write("a.warc", make_record(answer)))
    item = read_raw(found.raw, Settings(), load_furniture())
    assert item.document.text == "Киев отрицал это."


def _lines(*numbers: int) -> bytes:
    return b"".join(b'{"id": "%d", "text": "Kyiv denied it."}\n' % number for number in numbers)


def _zstd(data: bytes) -> bytes:
    packed: bytes = pyarrow.Codec("zstd").compress(data, asbytes=True)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "a.jsonl": bytes,
    "a.jsonl.gz": gzip.compress,
    "a.jsonl.zst": _zstd,
}


@pytest.mark.parametrize("name", PACKERS)
def test_lines_are_numbered_and_blank_ones_are_none(write: Write, name: str) -> None:
    data = b"\xef\xbb\xbf" + _lines(1) + b"\n" + _lines(2, 3).rstrip()
    found, _ = _read(write(name, PACKERS[name](data)))
    assert [one.raw.source_id for one in found] == [f"{name}:1", f"{name}:3", f"{name}:4"]
    assert [json.loads(one.raw.data)["id"] for one in found] == ["1", "2", "3"]
    assert [one.offset is None for one in found] == [name != "a.jsonl"] * 3


def test_a_line_that_is_too_long_is_named(write: Write) -> None:
    found, _ = _read(write("a.jsonl", _lines(1) + b"x" * (MAX_PAGE_BYTES + 9) + b"\n" + _lines(2)))
    assert _reasons(found) == [None, "line of more than 10 MB", None]


def test_lines_behind_a_broken_member_are_read(write: Write) -> None:
    first, second, third = (gzip.compress(_lines(n, n), mtime=0) for n in (1, 2, 3))
    found, _ = _read(write("a.jsonl.gz", first + second[:20] + b"\0\0\0" + second[23:] + third))
    reasons = _reasons(found)
    assert reasons[:2] == [None, None]
    assert reasons[2] is not None and f"byte {len(first)}" in reasons[2]
    assert [json.loads(one.raw.data)["id"] for one in found[3:]] == ["3", "3"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_packed_lines_that_are_cut_off_end_in_a_problem(write: Write, name: str) -> None:
    many = b"".join(b'{"id": "%d", "text": "%d"}\n' % (n, n * 7919**9) for n in range(20_000))
    found, _ = _read(write(name, PACKERS[name](many)[:-400]))
    *before, last = _reasons(found)
    assert not any(before)
    assert last is not None


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_bomb_is_not_unpacked(write: Write, name: str) -> None:
    line = b'{"id": "1", "text": "%s"}\n' % (b"a" * 1_000_000)
    found, _ = _read(write(name, PACKERS[name](line * 100)))
    *before, last = _reasons(found)
    assert not any(before)
    assert last is not None and "500 times" in last
    assert len(found) * len(line) <= FREE_BYTES + len(line)


def _table(write: Write, columns: dict[str, object], **options: object) -> Path:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out, **options)
    return write("a.parquet", out.getvalue())


def test_rows_are_records_or_pages(write: Write) -> None:
    import datetime

    path = _table(
        write,
        {
            "id": [7, 8, 9],
            "text": ["Kyiv denied it.", None, None],
            "html": [None, make_page().decode(), None],
            "url": ["https://a.example/1", "https://a.example/2", None],
            "published": [datetime.date(2016, 5, 4)] * 3,
            "other": [[1], [2], [3]],
        },
    )
    found, _ = _read(path)
    items = [read_raw(one.raw, Settings(), load_furniture()) for one in found]
    assert [item.document.source_id for item in items] == ["7", "8", "9"]
    assert [item.document.published for item in items[:2]] == ["2016-05-04"] * 2
    assert "Market shelled" in items[1].document.text
    assert items[2].problem is not None and 'no "text"' in items[2].problem.reason


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"title": ["a"]}, 'no column "text" or "html": there are title'),
        ({"text": [["a", "b"]]}, 'the column "text" holds list'),
        ({"text": [{"a": 1}]}, 'the column "text" holds struct'),
    ],
)
def test_columns_that_hold_no_articles_are_refused(
    write: Write, columns: dict[str, object], said: str
) -> None:
    [reason] = _reasons(_read(_table(write, columns))[0])
    assert reason is not None and said in reason


def test_rows_behind_a_broken_group_are_read(write: Write) -> None:
    texts = [f"text number {number} " + "abc" * 50 for number in range(60)]
    path = _table(
        write, {"text": texts}, row_group_size=20, compression="gzip", use_dictionary=False
    )
    metadata = pyarrow.parquet.ParquetFile(path).metadata
    column = metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.data_page_offset
    data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    found, _ = _read(write("b.parquet", bytes(data)))
    reasons = _reasons(found)
    assert len(reasons) == 41
    assert [at for at, reason in enumerate(reasons) if reason] == [20]
    assert (reasons[20] or "").startswith("rows 21 to 40 cannot be read")
    assert found[21].position == 40


def test_parquet_that_unpacks_to_far_too_much_is_refused(write: Write) -> None:
    path = _table(write, {"text": ["a" * 9_000_000] * 8}, compression="zstd", use_dictionary=False)
    [reason] = _reasons(_read(path)[0])
    assert reason is not None and "500 times" in reason
