"""The views for SQL: they agree with the incidents, hold nothing packed, and have a type for each column."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sayso.incident_model import Incident
from sayso.store.deciding import Signature, judge_grade, withdraw
from sayso.store.sql_views import VIEWS
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

VIEW_NAMES = [view.name for view in VIEWS]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "made.db"
    write_reports(path, *(made_report(n, n % 2) for n in range(6)))
    with closing(open_linked(path)) as connection:
        dossiers = dossiers_of(connection)
        names = dossiers.incident_ids()
        signature = Signature("Mara Olin", "read all reports")
        judgement = judge_grade(connection, dossiers, names[0], "Fair", None, signature)
        withdraw(connection, judgement.id, Signature("Mara Olin", "too early"))
        assert len(list(dossiers.rows(dossiers.incident_ids()))) == 2
    return path


@pytest.fixture
def connection(store: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(store)) as found:
        found.row_factory = sqlite3.Row
        yield found


def rows(connection: sqlite3.Connection, query: str, *values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, values)]


def incidents(connection: sqlite3.Connection) -> list[Incident]:
    connection.row_factory = None
    dossiers = dossiers_of(connection)
    found = [dossiers.incident(name) for name in dossiers.incident_ids()]
    connection.row_factory = sqlite3.Row
    assert all(found)
    return [incident for incident in found if incident is not None]


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_no_column_is_packed_and_each_has_a_type(connection: sqlite3.Connection, view: str) -> None:
    columns = rows(connection, "SELECT name, type FROM pragma_table_info(?)", view)
    assert columns
    assert {c["type"] for c in columns} <= {"TEXT", "INTEGER", "REAL"}, columns
    for row in connection.execute("SELECT * FROM " + view):  # noqa: S608 - a constant of ours
        assert not [value for value in row if isinstance(value, bytes)]


def test_the_list_of_views_is_the_store_s(connection: sqlite3.Connection) -> None:
    found = rows(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v\\_%' ESCAPE '\\'",
    )
    assert {row["name"] for row in found} == set(VIEW_NAMES)


def test_incidents_and_their_lists_are_the_dossiers(connection: sqlite3.Connection) -> None:
    for incident in incidents(connection):
        [row] = rows(connection, "SELECT * FROM v_incidents WHERE incident = ?", incident.id)
        assert row["title"] == incident.title
        assert row["start_date"] == incident.dates.start
        killed = [(t.min, t.max) for t in incident.toll_ranges if t.counts == "killed"]
        assert [(row["killed_min"], row["killed_max"])] == killed
        tolls = rows(connection, "SELECT * FROM v_tolls WHERE incident = ?", incident.id)
        assert [(t["speaker"], t["low"], t["high"], t["claim"]) for t in tolls] == [
            (t.speaker, t.low, t.high, t.claim) for t in incident.tolls
        ]
        assert tolls
        grades = rows(connection, "SELECT * FROM v_grades WHERE incident = ?", incident.id)
        assert [(g["party"], g["grade"], g["rule"]) for g in grades] == [
            (g.party, g.name, g.rule) for g in incident.grades
        ]
        assert grades[0]["reasons"] == "; ".join(incident.grades[0].reasons) or None
        positions = rows(connection, "SELECT * FROM v_positions WHERE incident = ?", incident.id)
        assert len(positions) == len(incident.positions)
        ranges = rows(connection, "SELECT * FROM v_toll_ranges WHERE incident = ?", incident.id)
        assert [r["rule"] for r in ranges] == [r.rule for r in incident.toll_ranges]
        documents = rows(
            connection, "SELECT * FROM v_incident_documents WHERE incident = ?", incident.id
        )
        assert {(d["document"], bool(d["is_main"]), d["outlet"]) for d in documents} == {
            (d.id, d.main, d.outlet) for d in incident.documents
        }


def test_claims_stand_with_their_words_and_what_the_incident_makes_of_them(
    connection: sqlite3.Connection,
) -> None:
    for incident in incidents(connection):
        told = {c.id: c for claims in incident.claims.values() for c in claims}
        found = rows(connection, "SELECT * FROM v_incident_claims WHERE incident = ?", incident.id)
        assert {row["claim"] for row in found} == set(told)
        for row in found:
            claim = told[row["claim"]]
            assert (row["speaker"], row["stance"], row["property"]) == (
                claim.speaker,
                claim.stance,
                claim.property,
            )
            assert row["claimants"] == "; ".join(claim.claimants)
            assert bool(row["counts"]) == (claim.struck_by is None and not claim.aside)
            text = rows(
                connection, "SELECT text FROM v_documents WHERE document = ?", row["document"]
            )
            cut = text[0]["text"][row["quote_start"] : row["quote_end"]]
            assert row["quote"].startswith(cut)


def test_judgements_stay_with_their_withdrawal(connection: sqlite3.Connection) -> None:
    [row] = rows(connection, "SELECT * FROM v_judgements")
    assert (row["kind"], row["grade"], row["signed_by"]) == ("grade", "Fair", "Mara Olin")
    assert row["withdrawn_reason"] == "too early"
    assert row["document"]


def test_a_claim_is_found_by_its_id_without_reading_all(connection: sqlite3.Connection) -> None:
    plan = rows(connection, "EXPLAIN QUERY PLAN SELECT * FROM v_claims WHERE claim = 'c1'")
    assert any("claims_by_id" in step["detail"] for step in plan), json.dumps(plan)
    plan = rows(
        connection, "EXPLAIN QUERY PLAN SELECT * FROM v_incident_claims WHERE incident = 'i1'"
    )
    assert any("claims_by_id" in step["detail"] for step in plan), json.dumps(plan)


def test_duckdb_reads_them_as_they_are(store: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        connection.execute("LOAD sqlite")
    except duckdb.Error as error:
        pytest.skip(
            f"DuckDB's sqlite extension is not installed here, and nothing is downloaded: {error}"[
                :200
            ]
        )
    connection.execute(f"ATTACH '{store}' AS s (TYPE sqlite, READ_ONLY)")
    for view in VIEW_NAMES:
        types = connection.execute(f"DESCRIBE s.{view}").fetchall()
        assert not [column for column in types if column[1] == "BLOB"]
        connection.execute("SELECT * FROM s." + view).fetchall()  # noqa: S608 - a constant of ours
