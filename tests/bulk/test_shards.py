"""Shards hold every article once, whatever the format; their ids are those of their content."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from sayso.bulk.shards import BrokenArchive, Shard, plan_shards, read_shard
from sayso.errors import InputError
from sayso.ingest.inputs import RawInput

from ..ingest.warcs import make_answer, make_page, make_record, make_story, pack

ARTICLES = 11


def _line(number: int) -> bytes:
    return b'{"id": "%d", "text": "Kyiv denied charge %d."}\n' % (number, number)


def _write(folder: Path, kind: str, numbers: range = range(ARTICLES)) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"news.{kind}"
    stories = [make_story(number) for number in numbers]
    lines = b"".join(map(_line, numbers))
    if kind == "warc":
        path.write_bytes(b"".join(stories))
    elif kind == "warc.gz":
        path.write_bytes(pack(stories))
    elif kind == "jsonl":
        path.write_bytes(lines)
    elif kind == "jsonl.gz":
        path.write_bytes(gzip.compress(lines, mtime=0))
    elif kind == "jsonl.zst":
        path.write_bytes(pyarrow.Codec("zstd").compress(lines, asbytes=True))
    elif kind == "parquet":
        texts = [f"Kyiv denied charge {number}." for number in numbers]
        pyarrow.parquet.write_table(pyarrow.table({"text": texts}), path, row_group_size=4)
    else:
        path.mkdir()
        for number in numbers:
            (path / f"{number:02}.html").write_bytes(make_page(f"Market {number}"))
    return path


KINDS = ["warc", "warc.gz", "jsonl", "jsonl.gz", "jsonl.zst", "parquet", "folder"]
ENTERED = ["warc", "warc.gz", "jsonl"]


def _plan(*paths: Path, size: int = 3) -> list[Shard]:
    planned = list(plan_shards(paths, size))
    assert all(isinstance(one, Shard) for one in planned), planned
    return [one for one in planned if isinstance(one, Shard)]


def _raws(shards: list[Shard]) -> list[RawInput]:
    return [located.raw for shard in shards for located in read_shard(shard)]


@pytest.mark.parametrize("kind", KINDS)
def test_shards_hold_every_article_once_in_order(tmp_path: Path, kind: str) -> None:
    path = _write(tmp_path, kind)
    shards = _plan(path)
    assert [shard.articles for shard in shards] == [3, 3, 3, 2]
    assert len({shard.id for shard in shards}) == len(shards)
    raws = _raws(shards)
    assert raws == _raws(_plan(path, size=1000))
    assert len({raw.source_id for raw in raws}) == len({raw.data for raw in raws}) == ARTICLES
    assert [position for s in shards for position, *_ in read_shard(s)] == list(range(ARTICLES))
    assert all(str(tmp_path) not in raw.source_id for raw in raws)
    assert all((shard.offset is not None) == (kind in ENTERED) for shard in shards)


@pytest.mark.parametrize("kind", KINDS)
def test_the_ids_of_an_archive_stay_where_it_is_moved_to(tmp_path: Path, kind: str) -> None:
    path = _write(tmp_path / "a", kind)
    before = [shard.id for shard in _plan(path)]
    shutil.move(tmp_path / "a", tmp_path / "b")
    assert [shard.id for shard in _plan(tmp_path / "b" / path.name)] == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_changed_has_other_ids(tmp_path: Path, kind: str) -> None:
    before = [shard.id for shard in _plan(_write(tmp_path / "a", kind))]
    grown = [shard.id for shard in _plan(_write(tmp_path / "b", kind, range(ARTICLES + 1)))]
    other = [shard.id for shard in _plan(_write(tmp_path / "c", kind, range(1, ARTICLES + 1)))]
    assert before[-1] != grown[-1]
    assert before[:3] == grown[:3] or kind not in (*ENTERED, "folder")
    assert not set(before) & set(other)


@pytest.mark.parametrize("kind", ["warc", "jsonl", "jsonl.gz"])
def test_an_archive_that_changes_while_it_is_coded_is_refused(tmp_path: Path, kind: str) -> None:
    path = _write(tmp_path, kind)
    last = _plan(path)[-1]
    shutil.rmtree(tmp_path)
    _write(tmp_path, kind, range(ARTICLES - 1))
    with pytest.raises(InputError, match="has changed"):
        list(read_shard(last))


def test_a_folder_is_searched_for_archives_and_pages(tmp_path: Path) -> None:
    for kind in ("warc", "jsonl.gz", "parquet"):
        _write(tmp_path / "2016", kind)
    (tmp_path / "b.txt").write_text("Kyiv denied it.")
    (tmp_path / "a.html").write_bytes(make_page())
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / ".hidden.jsonl").write_bytes(_line(1))
    shards = _plan(tmp_path, size=100)
    assert [(shard.name, shard.articles) for shard in shards] == [
        ("2016/news.jsonl.gz", ARTICLES),
        ("2016/news.parquet", ARTICLES),
        ("2016/news.warc", ARTICLES),
        ("", 2),
    ]
    assert [raw.source_id for raw in _raws(shards[3:])] == ["a.html", "b.txt"]


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.warc.gz", b"", "empty file"),
    "empty lines": ("a.jsonl", b"", "empty file"),
    "empty table": ("a.parquet", b"", "empty file"),
    "no WARC": ("a.warc", b"<html>", "no WARC file"),
    "no WARC, packed": ("a.warc.gz", gzip.compress(b"<html>"), "no WARC file"),
    "no Parquet": ("a.parquet", b"PAR1 and then nothing", "no Parquet"),
    "no articles": ("a.warc", make_record(make_answer(status="404 Not Found")), "no article"),
    "unknown": ("a.zip", b"PK", "tells of no archive"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_archive_is_said(tmp_path: Path, name: str) -> None:
    file, data, said = BROKEN[name]
    (tmp_path / file).write_bytes(data)
    good = _write(tmp_path, "jsonl")
    broken, *shards = plan_shards([tmp_path / file, good], 100)
    assert isinstance(broken, BrokenArchive)
    assert said in broken.reason
    assert len(shards) == 1


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing, empty = plan_shards([tmp_path / "nowhere.warc", tmp_path / "empty"])
    assert isinstance(missing, BrokenArchive) and "no such file" in missing.reason
    assert isinstance(empty, BrokenArchive) and "no archive and no page" in empty.reason


def test_what_is_passed_over_is_told_of_once(tmp_path: Path) -> None:
    request = make_record(b"GET / HTTP/1.1\r\n\r\n", kind="request")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(pack([part for n in range(5) for part in (request, make_story(n), request)]))
    passed: list[str] = []
    for shard in _plan(path, size=2):
        list(read_shard(shard, passed.append))
    assert passed == ["request record"] * 10


def test_a_damaged_record_is_in_one_shard(tmp_path: Path) -> None:
    records = [make_story(number) for number in range(6)]
    packed = [bytearray(pack([record])) for record in records]
    packed[2][60:80] = b"\0" * 20
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(packed))
    raws = _raws(_plan(path, size=2))
    assert [raw.problem is not None for raw in raws] == [False, False, True, False, False, False]
