"""A full disk, a wrong file, a day that does not exist: one line that says so, an exit code, and nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sayso.errors import UsageError
from sayso.link.copies import find_copies
from sayso.model import Document
from sayso.store.erasing import erase_document
from sayso.store.tables import MIGRATIONS, open_store
from sayso.store.writer import StoreWriter
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports

SAYSO = Path(sys.executable).with_name("sayso")


def _sayso(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)


def _one_line(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    write_reports(path, *(made_report(number) for number in (1, 2, 3)))
    open_linked(path).close()
    return path


@pytest.mark.parametrize("most_bytes", [4_096, 40_960, 1_500_000])
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, most_bytes: int) -> None:
    """The file may not grow beyond a size: as on a full disk, SQLite cannot write on."""
    path = tmp_path / "full.db"
    script = f"""
import resource, signal, sys
from pathlib import Path
from sayso.errors import StoreError
from sayso.store.writer import StoreWriter
from tests.store.made_store import made_report
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))
try:
    with StoreWriter(Path({str(path)!r})) as writer:
        for number in range(1, 400):
            report = made_report(number, published="2020-01-01")
            writer.write(report, report.document.text.encode() * 9)
            print(report.document.id, flush=True)
except StoreError as error:
    sys.exit(f"told: {{error}}")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith("told: cannot"), done.stderr
    told = set(done.stdout.split())
    assert told or most_bytes < 1_000_000
    with closing(open_store(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        kept = {row[0] for row in connection.execute("SELECT document FROM current_readings")}
    assert told <= kept


def test_what_cannot_be_printed_is_told(store: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [SAYSO, "incidents", store, "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "sayso: No space left on device\n"


def test_wrong_files_are_refused_in_one_line(tmp_path: Path, store: Path, command: Path) -> None:
    foreign, newer, garbage = (tmp_path / name for name in ("foreign.db", "newer.db", "garbage.db"))
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE cats (name)")
    newer.write_bytes(store.read_bytes())
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    garbage.write_bytes(os.urandom(5_000))
    before = {path: path.read_bytes() for path in (foreign, garbage)}
    _one_line(_sayso(command, "incidents", foreign), 1, "not one of sayso's")
    _one_line(_sayso(command, "incidents", newer), 1, "newer sayso", "update sayso")
    _one_line(_sayso(command, "incidents", garbage), 1, "not a database")
    assert before == {path: path.read_bytes() for path in before}


def test_two_processes_may_make_one_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "both.db"
    script = f"""
from pathlib import Path
from tests.store.made_store import made_report, write_reports
import sys
first = int(sys.argv[1])
write_reports(Path({str(path)!r}), *(made_report(n, published="2020-01-01") for n in range(first, first + 20)))
"""
    both = [
        subprocess.Popen([sys.executable, "-c", script, first], stderr=subprocess.PIPE, text=True)
        for first in ("1", "101")
    ]
    errors = [each.communicate(timeout=120)[1] for each in both]
    assert [each.returncode for each in both] == [0, 0], errors
    with closing(open_store(path)) as connection:
        assert connection.execute("SELECT count(*) FROM current_readings").fetchone() == (40,)


def test_a_day_that_does_not_exist_is_linked(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_reports(path, made_report(1, published="2020-01-67"), made_report(2))
    connection = open_linked(path)
    assert list(dossiers_of(connection).rows(dossiers_of(connection).incident_ids()))
    words = " ".join(f"word{number}" for number in range(80))
    documents = [
        Document(id=f"d{n}", source_id="", text=words, published=day)
        for n, day in ((1, "2020-01-67"), (2, "2020-02-01"))
    ]
    [copy] = find_copies(documents)
    assert "no date tells which came first" in copy.reasons


def test_an_erased_report_is_told_as_erased(store: Path) -> None:
    report = made_report(1)
    with closing(open_store(store)) as connection:
        erase_document(connection, report.document.id, "ana", "by court order")
        with pytest.raises(UsageError, match="erased already"):
            erase_document(connection, report.document.id, "ana", "again")
    with StoreWriter(store) as writer:
        written = writer.write(report, b"raw")
    assert written.problem is not None and "by court order" in written.problem.reason


def test_a_store_that_goes_away_is_told(store: Path, command: Path) -> None:
    store.unlink()
    _one_line(_sayso(command, "incidents", store), 1, "no store at")
