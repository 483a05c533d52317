"""Loading shards: the store that reading would have made, whatever happens on the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from sayso.bulk.across import link_shards
from sayso.bulk.choosing import Choice
from sayso.bulk.loading import load_shards
from sayso.bulk.manifest import Counts, Manifest
from sayso.bulk.shards import Shard, plan_shards, read_shard
from sayso.bulk.tables import SCHEMAS, ShardTables, write_table
from sayso.cli import main
from sayso.config import Settings
from sayso.errors import UsageError
from sayso.ingest.documents import Ingested, document_id, read_raw
from sayso.ingest.regions import load_furniture
from sayso.model import Report
from sayso.store.writer import StoreWriter
from tests.bulk.made_shards import SKIPPED, write_shards
from tests.store.made_store import RUN, made_report

TABLES = ("sources documents document_inputs readings current_readings claims errors").split()


def _contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a store holds, but for when it was written; reports as values: 12 and 12.0 are one number."""
    with closing(sqlite3.connect(path)) as connection:
        contents = {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
            for table in TABLES
        }
        runs = "SELECT id, pipeline, versions, documents, claims, skipped, failed FROM runs"
        contents["runs"] = sorted(connection.execute(runs).fetchall())
    contents["readings"] = [
        (*row[:3], msgspec.json.decode(zlib.decompress(row[3]), type=Report))
        for row in contents["readings"]
    ]
    return contents


def _read(path: Path, read: list[tuple[Report, Ingested]]) -> dict[str, list[tuple[Any, ...]]]:
    with StoreWriter(path) as writer:
        for report, item in read:
            writer.write(report, item.raw)
    return _contents(path)


def _whole(report: Report) -> Report:
    """A made report with the id that ingest gives its text."""
    document = report.document
    return replace(report, document=replace(document, id=document_id(document.url, document.text)))


def _made(count: int) -> list[Report]:
    return [_whole(made_report(number, number % 3)) for number in range(count)]


@pytest.mark.model
def test_a_loaded_store_is_the_one_that_reading_makes(
    tmp_path: Path, sample_read: list[tuple[Report, Ingested]]
) -> None:
    write_shards(tmp_path / "out", [report for report, _ in sample_read], 3, in_order=True)

    def raws(shard: Path) -> Iterator[tuple[int, bytes]]:
        ids = pq.read_table(shard / "documents.parquet")["document"].to_pylist()
        by_id = {report.document.id: item.raw for report, item in sample_read}
        for position, name in enumerate(ids):
            yield position, by_id[name] or b""

    summary = load_shards(tmp_path / "out", tmp_path / "a.db", raws=raws)
    assert (summary.raw_kept, summary.raw_missing) == (len(sample_read), 0)
    loaded = _contents(tmp_path / "a.db")
    assert loaded == _read(tmp_path / "b.db", sample_read)
    load_shards(tmp_path / "out", tmp_path / "a.db", raws=raws)
    assert _contents(tmp_path / "a.db") == loaded


def _coded(archive: Path, out: Path) -> None:
    """Shards of an archive with their manifests, read by no model."""
    for shard in plan_shards([archive], 2):
        assert isinstance(shard, Shard)
        tables = ShardTables()
        for located in read_shard(shard):
            item = read_raw(located.raw, Settings(), load_furniture())
            tables.add(located.position, item, Report(document=item.document, run=RUN))
        folder = out / "shards" / shard.id
        folder.mkdir(parents=True)
        manifest = Manifest(
            shard=shard, configuration="c", files=tables.write(folder), counts=Counts()
        )
        (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))


def test_raw_bytes_come_from_the_archive_as_long_as_it_holds_them(tmp_path: Path) -> None:
    lines = [
        msgspec.json.encode({"id": f"r{n}", "text": f"Shells hit market {n} in Homs."})
        for n in range(5)
    ]
    archive = tmp_path / "news.jsonl"
    archive.write_bytes(b"\n".join(lines) + b"\n")
    _coded(archive, tmp_path / "out")
    summary = load_shards(tmp_path / "out", tmp_path / "a.db")
    assert (summary.documents, summary.raw_kept, summary.raw_missing) == (5, 5, 0)
    kept = {zlib.decompress(row[2]) for row in _contents(tmp_path / "a.db")["sources"]}
    assert kept == set(lines)
    # In the order of the archive, whatever the ids of the shards.
    inputs = [
        row[1] for row in _rows(tmp_path / "a.db", "SELECT rowid, id FROM documents ORDER BY rowid")
    ]
    sources = dict(_rows(tmp_path / "a.db", "SELECT document, source_id FROM document_inputs"))
    assert [sources[name] for name in inputs] == [f"r{n}" for n in range(5)]
    lines[3] = lines[3].replace(b"Homs", b"Hama")
    archive.write_bytes(b"\n".join(lines) + b"\n")
    summary = load_shards(tmp_path / "out", tmp_path / "b.db")
    assert (summary.documents, summary.raw_kept, summary.raw_missing) == (5, 4, 1)
    archive.unlink()
    summary = load_shards(tmp_path / "out", tmp_path / "c.db")
    assert (summary.documents, summary.raw_kept, summary.raw_missing) == (5, 0, 5)


def _rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_bytes_that_are_others_are_not_kept(tmp_path: Path) -> None:
    [report] = _made(1)
    report = replace(report, document=replace(report.document, source_digest="0" * 64))
    write_shards(tmp_path / "out", [report, SKIPPED])
    summary = load_shards(
        tmp_path / "out", tmp_path / "a.db", raws=lambda shard: iter([(0, b"other bytes")])
    )
    assert (summary.documents, summary.problems) == (1, 1)
    assert (summary.raw_kept, summary.raw_missing) == (0, 1)
    contents = _contents(tmp_path / "a.db")
    assert contents["sources"] == [] and len(contents["errors"]) == 1


def test_an_archive_that_is_gone_ends_nothing(tmp_path: Path) -> None:
    def raws(shard: Path) -> Iterator[tuple[int, bytes]]:
        raise FileNotFoundError(shard)
        yield 0, b""

    write_shards(tmp_path / "out", _made(3))
    assert load_shards(tmp_path / "out", tmp_path / "a.db", raws=raws).documents == 3


def _damage(path: Path, changes: dict[int, dict[str, Any]]) -> None:
    rows = pq.read_table(path).to_pylist()
    for number, change in changes.items():
        rows[number] |= change
    write_table(path, SCHEMAS["documents"], [tuple(row.values()) for row in rows])


def test_a_bad_row_is_recorded_and_the_rest_loaded(tmp_path: Path) -> None:
    reports = _made(5)
    [name] = write_shards(tmp_path / "out", reports)
    stranger = msgspec.json.encode(reports[0]).decode()
    doubled = replace(reports[3], claims=(*reports[3].claims, *reports[3].claims))
    headless = replace(reports[4], events=())
    _damage(
        tmp_path / "out/shards" / name / "documents.parquet",
        {
            1: {"report": stranger[:900]},
            2: {"report": stranger},
            3: {"report": msgspec.json.encode(doubled).decode()},
            4: {"report": msgspec.json.encode(headless).decode()},
        },
    )
    summary = load_shards(tmp_path / "out", tmp_path / "a.db")
    assert [(shard, position) for shard, position, _ in summary.damaged] == [
        (name, position) for position in (1, 2, 3, 4)
    ]
    contents = _contents(tmp_path / "a.db")
    assert [row[0] for row in contents["documents"]] == [reports[0].document.id]
    assert {row[4] for row in contents["errors"]} == {"load"} and len(contents["errors"]) == 4
    told = CliRunner().invoke(
        main, ["load", "shards", str(tmp_path / "out"), str(tmp_path / "b.db")]
    )
    assert told.exit_code == 1 and told.output.count("damaged: ") == 4


def test_a_damaged_shard_ends_nothing(tmp_path: Path) -> None:
    names = write_shards(tmp_path / "out", _made(4), 2)
    (tmp_path / "out/shards" / names[0] / "documents.parquet").write_bytes(b"PAR1")
    summary = load_shards(tmp_path / "out", tmp_path / "a.db")
    assert summary.documents == 2
    assert [(shard, position) for shard, position, _ in summary.damaged] == [(names[0], None)]


def test_what_other_versions_read_is_a_run_of_its_own(tmp_path: Path) -> None:
    old, new = _made(2)
    new = replace(new, run={**new.run, "sayso": "9"})
    write_shards(tmp_path / "out", [old, new], 1)
    load_shards(tmp_path / "out", tmp_path / "a.db")
    runs = _contents(tmp_path / "a.db")["runs"]
    assert sorted(msgspec.json.decode(row[2])["sayso"] for row in runs) == ["0", "9"]
    assert {row[3] for row in runs} == {1}


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(), {0, 1, 2, 3, 4, 5}),
        (Choice(since="2018-01-01"), {0, 1, 3, 4}),
        (Choice(since="2018-01-01", until="2018-12-31"), {1, 4}),
        (Choice(outlets=("PAPER-2", "paper-3")), {2, 3}),
        (Choice(types=("assault",)), {0, 1, 2, 3, 4, 5}),
        (Choice(types=("AID",)), set()),
        (Choice(properties=("toll.killed",)), {0, 1, 2, 3, 4, 5}),
        (Choice(properties=("toll.injured",)), set()),
        (Choice(countries=("YEM",)), set()),
        (Choice(claimants=("outlet:paper-4",)), {4}),
    ],
)
def test_only_what_was_asked_for_is_loaded(
    tmp_path: Path, choice: Choice, wanted: set[int]
) -> None:
    reports = _made(6)
    write_shards(tmp_path / "out", [*reports, SKIPPED], 4)
    summary = load_shards(tmp_path / "out", tmp_path / "a.db", choice)
    ids = {reports[number].document.id for number in wanted}
    loaded = _contents(tmp_path / "a.db")["documents"] if summary.documents else []
    assert {row[0] for row in loaded} == ids
    assert summary.problems == (choice == Choice())


def test_the_reports_of_an_incident_are_loaded(tmp_path: Path) -> None:
    tmp_path = tmp_path / "[a]*"
    write_shards(tmp_path / "out", _made(6), 4)
    with pytest.raises(UsageError, match="sayso across"):
        load_shards(tmp_path / "out", tmp_path / "a.db", Choice(incidents=("i",)))
    link_shards(tmp_path / "out")
    members = pq.read_table(tmp_path / "out/across/members.parquet").to_pylist()
    incident = members[0]["incident"]
    wanted = {row["document"] for row in members if row["incident"] == incident}
    assert len(wanted) == 2
    load_shards(tmp_path / "out", tmp_path / "a.db", Choice(incidents=(incident[:8],)))
    assert {row[0] for row in _contents(tmp_path / "a.db")["documents"]} == wanted
    with pytest.raises(UsageError, match="3 incidents begin so"):
        load_shards(tmp_path / "out", tmp_path / "a.db", Choice(incidents=("i",)))


def test_the_command_filters_and_tells_what_it_did(tmp_path: Path) -> None:
    write_shards(tmp_path / "out", _made(6))
    command = ["load", "shards", str(tmp_path / "out"), str(tmp_path / "a.db")]
    done = CliRunner().invoke(main, [*command, "--since", "1 Jan 2018", "--until", "2018-12-31"])
    assert done.exit_code == 0
    assert done.output.startswith("2 documents with 4 claims, 0 inputs that were not read")
    refused = CliRunner().invoke(main, [*command, "--since", "someday"])
    assert refused.exit_code == 2 and '"someday" is no date' in refused.output


def test_a_load_that_was_killed_is_ended_by_the_next_one(tmp_path: Path) -> None:
    write_shards(tmp_path / "out", _made(30), 4)
    store = tmp_path / "a.db"
    code = (
        "import sys; from pathlib import Path; from sayso.bulk.loading import load_shards;"
        " load_shards(Path(sys.argv[1]), Path(sys.argv[2]), say=lambda words: print(words, flush=True))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out"), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as loading:
        assert loading.stdout is not None
        for line in loading.stdout:
            if line.startswith("shard 4"):
                time.sleep(0.005)
                loading.kill()
                break
    assert loading.returncode == -9
    half = _contents(store)
    assert 12 <= len(half["documents"]) < 30
    assert len(half["readings"]) == len(half["documents"]) == len(half["current_readings"])
    load_shards(tmp_path / "out", store)
    load_shards(tmp_path / "out", tmp_path / "b.db")
    assert _contents(store) == _contents(tmp_path / "b.db")
