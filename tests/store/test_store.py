"""The store: what goes in comes out, twice adds nothing, a broken file says so, an old one is brought up to date."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import StoreError
from sayso.model import Claim, Event, Problem, Report, Span, Value
from sayso.store.tables import MIGRATIONS, open_store
from sayso.store.view import StoreView
from sayso.store.writer import StoreWriter
from tests.conftest import make_document

RUN = {"sayso": "0", "model": "none", "attribution": "fast", "lexicons": "0"}


def _report(text: str = "Shells hit the depot.", run: dict[str, str] | None = None) -> Report:
    trigger = Span(7, 10, "hit")
    event = Event(id="e1", trigger=trigger, type="ASSAULT")
    claim = Claim(
        id="c1",
        event="e1",
        property="occurrence",
        value=Value(event="e1"),
        stance="asserts",
        claimants=("outlet:a-paper",),
        evidence=(trigger,),
    )
    return Report(document=make_document(text), events=(event,), claims=(claim,), run=run or RUN)


def _counts(path: Path) -> dict[str, int]:
    with StoreView(path) as view:
        return view.view_counts()


def test_a_report_comes_out_as_it_went_in(tmp_path: Path) -> None:
    report = _report()
    with StoreWriter(tmp_path / "a.db") as writer:
        writer.write(report, b"raw")
    with StoreView(tmp_path / "a.db") as view:
        assert view.view_report(report.document.id) == report
        assert view.view_report("case") == report
        assert view.view_report(report.document.id[:8]) == report
        assert view.search("depot") == [report.document.id]
        assert view.search("harbour") == []


def test_writing_twice_adds_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        with StoreWriter(tmp_path / "a.db") as writer:
            writer.write(_report(), b"raw")
            counts = _counts(tmp_path / "a.db")
    assert _counts(tmp_path / "a.db") == counts | {"runs": 1}
    assert counts == {
        "documents": 1,
        "readings": 1,
        "claims": 1,
        "runs": 1,
        "errors": 0,
        "sources": 1,
    }


def test_another_pipeline_is_another_reading_and_the_current_one(tmp_path: Path) -> None:
    newer = _report(run=RUN | {"lexicons": "1"})
    with StoreWriter(tmp_path / "a.db") as writer:
        writer.write(_report())
        writer.write(newer)
    with StoreView(tmp_path / "a.db") as view:
        assert view.view_counts()["readings"] == 2
        assert view.view_counts()["documents"] == 1
        assert view.view_report("case").run["lexicons"] == "1"


def test_a_problem_is_kept_with_its_bytes_and_is_no_document(tmp_path: Path) -> None:
    problem = Problem(stage="language", reason="written in German", skipped=True)
    with StoreWriter(tmp_path / "a.db") as writer:
        writer.write(Report(document=make_document(""), problem=problem, run=RUN), b"bytes")
    counts = _counts(tmp_path / "a.db")
    assert (counts["errors"], counts["documents"], counts["sources"]) == (1, 0, 1)


def test_a_write_that_fails_leaves_nothing_half_written(tmp_path: Path) -> None:
    orphan = Claim(
        id="c2",
        event="e1",
        property="occurrence",
        value=Value(event="gone"),
        stance="asserts",
        claimants=(),
    )
    broken = Report(document=make_document("x"), events=_report().events, claims=(orphan,), run=RUN)
    with StoreWriter(tmp_path / "a.db") as writer:
        with pytest.raises(KeyError):
            writer.write(broken, b"raw")
        writer.write(_report())
    assert _counts(tmp_path / "a.db")["documents"] == 1
    assert _counts(tmp_path / "a.db")["sources"] == 0


def test_a_killed_writer_loses_nothing_that_was_written(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.store.test_store import _report\n"
        "from sayso.store.writer import StoreWriter\n"
        "writer = StoreWriter(Path(sys.argv[1]))\n"
        "for n in range(5): writer.write(_report(f'Shells hit depot {n}.'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.db")], cwd=root, check=False
    )
    assert done.returncode == -9
    assert _counts(tmp_path / "a.db")["documents"] == 5


def test_foreign_missing_and_newer_files_say_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("this is not a database, whatever its name says" * 20)
    with pytest.raises(StoreError, match="cannot open"):
        open_store(tmp_path / "notes.txt")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE birds (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="not one of sayso's"):
        open_store(tmp_path / "other.db")
    with pytest.raises(StoreError, match="no store at"):
        StoreView(tmp_path / "none.db")
    newer = open_store(tmp_path / "newer.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="newer sayso"):
        StoreView(tmp_path / "newer.db")


def test_an_older_store_is_brought_up_to_date_and_keeps_its_rows(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "a.db") as writer:
        writer.write(_report())
    later = (*MIGRATIONS, "CREATE TABLE extra (name TEXT); INSERT INTO extra VALUES ('kept');")
    connection = open_store(tmp_path / "a.db", later)
    assert connection.execute("SELECT name FROM extra").fetchall() == [("kept",)]
    assert connection.execute("SELECT count(*) FROM claims").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db").close()
    with pytest.raises(StoreError):
        open_store(tmp_path / "a.db", (*MIGRATIONS, "CREATE TABLE extra (name TEXT); NONSENSE;"))
    connection = open_store(tmp_path / "a.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    assert "extra" not in names


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=40))
def test_no_search_words_break_the_query(tmp_path: Path, words: str) -> None:
    with StoreWriter(tmp_path / "a.db") as writer:
        writer.write(_report())
    with StoreView(tmp_path / "a.db") as view:
        assert view.search(words.encode("utf-8", "ignore").decode()) in (
            [],
            [_report().document.id],
        )
