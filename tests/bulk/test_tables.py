"""The tables of a shard: the same bytes in whatever order, the report whole, claims that can be counted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from sayso.bulk.keys import read_profile
from sayso.bulk.tables import SCHEMAS, ShardTables
from sayso.ingest.documents import Ingested
from sayso.link.profiles import make_profile
from sayso.model import Report
from tests.bulk.made_shards import SKIPPED
from tests.conftest import ReadText
from tests.store.made_store import made_report


def _write(folder: Path, reports: dict[int, Report]) -> dict[str, str]:
    tables = ShardTables()
    for position, report in reports.items():
        tables.add(position, Ingested(report.document, b"raw"), report)
    folder.mkdir()
    return tables.write(folder)


def test_the_order_of_adding_does_not_matter(tmp_path: Path) -> None:
    reports = {n: made_report(n, n % 3) for n in range(4)} | {9: SKIPPED}
    first = _write(tmp_path / "a", reports)
    second = _write(tmp_path / "b", dict(reversed(reports.items())))
    assert first == second
    assert set(first) == {f"{name}.parquet" for name in SCHEMAS}
    for name in first:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_shard_of_nothing_has_all_its_tables(tmp_path: Path) -> None:
    _write(tmp_path / "a", {})
    for name, schema in SCHEMAS.items():
        table = pq.read_table(tmp_path / "a" / f"{name}.parquet")
        assert (table.num_rows, table.schema) == (0, schema)


def test_the_report_is_kept_as_read_prints_it(tmp_path: Path) -> None:
    reports = {0: made_report(1), 3: SKIPPED}
    _write(tmp_path / "a", reports)
    rows = pq.read_table(tmp_path / "a/documents.parquet").to_pylist()
    assert [row["position"] for row in rows] == [0, 3]
    assert [row["report"].encode() for row in rows] == [
        msgspec.json.encode(report) for report in reports.values()
    ]
    [error] = pq.read_table(tmp_path / "a/errors.parquet").to_pylist()
    assert (error["stage"], error["reason"], error["skipped"]) == (
        "language",
        "written in de",
        True,
    )


def test_keys_hold_the_profile_that_linking_makes(tmp_path: Path) -> None:
    _write(tmp_path / "a", {0: made_report(1), 1: SKIPPED})
    [row] = pq.read_table(tmp_path / "a/keys.parquet").to_pylist()
    assert read_profile(row["profile"]) == make_profile(made_report(1))
    assert row["published"] == "2020-01-02"
    assert row["types"] == ["ASSAULT"]


def test_half_of_a_surrogate_pair_ends_its_own_row_only(tmp_path: Path) -> None:
    broken = made_report(2)
    broken = replace(broken, document=replace(broken.document, title="a\ud800b"))
    _write(tmp_path / "a", {0: made_report(1), 1: broken})
    [error] = pq.read_table(tmp_path / "a/errors.parquet").to_pylist()
    assert (error["position"], error["stage"]) == (1, "write")
    assert pq.read_table(tmp_path / "a/keys.parquet").num_rows == 1


@pytest.mark.model
def test_claims_are_readable_without_the_report(tmp_path: Path, read_text: ReadText) -> None:
    report = read_text(
        "Washington accused Damascus of shelling the market in Homs on Tuesday. "
        "At least 12 people were killed, residents said.",
        published="2016-05-04",
    )
    _write(tmp_path / "a", {0: report})
    path = str(tmp_path / "a/claims.parquet")
    [blamed] = duckdb.execute(
        "SELECT value, value_id, claimant_names, responsibility, event_type, place, country, time_start"
        " FROM read_parquet(?) WHERE property = 'responsible' AND stance = 'asserts'",
        [path],
    ).fetchall()
    assert blamed[1] == "SYR.GOV"
    assert blamed[3:] == ("accused_by_authority", "ASSAULT", "Homs", "SYR", "2016-05-03")
    [(low, bound, counts)] = duckdb.execute(
        "SELECT low, bound, counts FROM read_parquet(?) WHERE property = 'toll.killed'", [path]
    ).fetchall()
    assert (low, bound, counts) == (12.0, "at_least", "killed")
    spans = pq.read_table(tmp_path / "a/spans.parquet").to_pylist()
    text = report.document.text
    assert spans and all(text[s["start"] : s["end"]] == s["exact"] for s in spans)
