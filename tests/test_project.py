"""A store in a notebook: tables with the columns of the views, filtered as everywhere else."""

from __future__ import annotations

import builtins
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.errors import SaysoError, StoreError, UsageError
from sayso.project import Filters, Project, Table
from sayso.store.view_rows import view_columns
from sayso.views.selection import Selection
from tests.store.made_store import made_report, write_reports


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("store") / "made.db"
    write_reports(found, *(made_report(n, n % 2) for n in range(6)))
    return found


@pytest.fixture(scope="module")
def project(path: Path) -> Project:
    return sayso.open(path)


def test_incidents_have_the_columns_of_the_view_and_its_values(
    project: Project, path: Path
) -> None:
    table = project.incidents()
    assert table.columns == view_columns("v_incidents")
    assert len(table) == 2
    with sqlite3.connect(path) as connection:
        stored = connection.execute("SELECT * FROM v_incidents ORDER BY incident").fetchall()
    connection.close()
    assert sorted(tuple(row.values()) for row in table) == stored


def test_tolls_are_the_views_too(project: Project) -> None:
    stored = project.sql("SELECT * FROM v_tolls").to_dicts()
    assert stored
    assert sorted(project.tolls(), key=str) == sorted(stored, key=str)
    assert {row["words"] for row in project.tolls(since="2020-01-01")} < {
        row["words"] for row in stored
    }


def test_filters_are_those_of_the_pages(project: Project) -> None:
    assert set(Filters.__annotations__) == set(Selection.__struct_fields__)
    [late] = project.incidents(since="2020-01-01")
    assert [row["incident"] for row in project.incidents(id=[late["incident"]])] == [
        late["incident"]
    ]
    assert len(project.incidents(grade=["Weak", "Fair", "Contested", "Ungraded"])) == 2
    assert len(project.incidents(place="nowhere")) == 0
    assert len(project.incidents(q="aubergines")) == 1
    with pytest.raises(TypeError, match="no filter is called colour"):
        project.incidents(colour="red")  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="is no grade"):
        project.incidents(grade="splendid")
    with pytest.raises(UsageError, match="is no day"):
        project.claims(since="soon")


def test_claims_and_documents_of_some_incidents_or_all(project: Project) -> None:
    [late] = project.incidents(since="2020-01-01")
    some, every = project.claims(id=late["incident"]), project.claims()
    assert some.columns == every.columns
    assert {row["incident"] for row in some} == {late["incident"]}
    assert {row["claim"] for row in some} < {row["claim"] for row in every}
    assert all(row["quote"] for row in some)
    assert len(project.documents(id=late["incident"])) == 3
    assert len(project.documents()) == 6


def test_the_state_of_a_day_is_what_was_printed_by_then(project: Project) -> None:
    [late] = project.incidents(since="2020-01-01")
    days = sorted(row["published"] for row in project.documents(id=late["incident"]))
    then = project.documents(id=late["incident"], as_of=days[0])
    assert [row["published"] for row in then] == days[:1]
    assert len(project.incidents(as_of="1999-01-01")) == 0
    claims = project.claims(id=late["incident"], as_of=days[0])
    assert {row["published"] for row in claims} == set(days[:1])


def test_a_query_can_read_and_not_write(project: Project) -> None:
    assert project.sql("SELECT count(*) AS n FROM v_documents WHERE outlet LIKE ?", "%")[0] == {
        "n": 6
    }
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        project.sql("DELETE FROM claims")


def test_incidents_and_reports_as_values(project: Project) -> None:
    [late] = project.incidents(since="2020-01-01")
    assert project.incident(late["incident"][:6]).title == late["title"]
    document = project.documents()[0]["document"]
    assert project.report(document).document.id == document
    with pytest.raises(StoreError, match="no incident is called"):
        project.incident("i0000000000")


def test_without_update_the_store_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write_reports(path, made_report(1))
    with sayso.open(path, update=False) as project:
        assert len(project.incidents()) == 0
        assert len(project.documents()) == 1
    with sayso.open(path) as project:
        assert len(project.incidents()) == 1
    with pytest.raises(StoreError, match="no store at"):
        sayso.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_table_is_a_sequence_and_shows_itself_safely() -> None:
    table = Table(("a", "b"), [(1, "<script>"), (None, "x")] * 20)
    assert table[0] == {"a": 1, "b": "<script>"}
    assert [row["a"] for row in table[:2]] == [1, None]
    assert len(table.to_dicts()) == len(table) == 40
    shown = table._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "and 20 more" in shown
    assert repr(table) == "<40 rows: a, b>"


def test_a_data_frame_has_numbers_where_numbers_are(project: Project) -> None:
    pytest.importorskip("pandas")
    frame = project.tolls().to_pandas()
    assert list(frame.columns) == list(view_columns("v_tolls"))
    assert frame.low.dtype.kind == "f"
    assert frame.low.sum() == sum(row["low"] for row in project.tolls())
    empty = project.tolls(place="nowhere").to_pandas()
    assert (len(empty), list(empty.columns)) == (0, list(frame.columns))


def test_without_pandas_it_says_what_to_install(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *rest: Any, **named: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(SaysoError, match=r'pip install "sayso\[pandas\]"'):
        project.incidents().to_pandas()


def test_importing_sayso_loads_next_to_nothing() -> None:
    slow = ("spacy", "pandas", "msgspec", "sqlite3")
    code = f"import sys, sayso; print([m for m in sys.modules if m.split('.')[0] in {slow}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
