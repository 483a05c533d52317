"""Backups are whole, made while others write, never half a file; a restore replaces nothing that is in use."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from sayso.errors import SaysoError, StoreError, UsageError
from sayso.store import backing_up
from sayso.store.backing_up import make_backup, restore_backup
from sayso.store.feeds import watch_lock
from sayso.store.restricting import hidden_from, restrict
from sayso.store.tables import MIGRATIONS, open_store
from sayso.store.writer import StoreWriter
from tests.store.made_store import dossiers_of, made_report, open_linked, write_reports


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    write_reports(path, *(made_report(n, story=n % 3) for n in range(1, 5)))
    return path


def _documents(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM documents")}


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_backup_is_one_file_that_holds_everything_and_restores(store: Path, tmp_path: Path) -> None:
    kept = make_backup(store, tmp_path / "kept.db")
    assert kept.counts["documents"] == 4 and kept.schema_version == len(MIGRATIONS)
    assert _files(tmp_path) == {"made.db", "kept.db"}
    write_reports(store, made_report(9))
    restore_backup(tmp_path / "kept.db", store, force=True)
    assert _documents(store) == {"d1", "d2", "d3", "d4"}
    restore_backup(tmp_path / "kept.db", tmp_path / "new.db")
    open_linked(tmp_path / "new.db").close()
    assert _files(tmp_path) == {"made.db", "kept.db", "new.db"}


def test_what_the_log_holds_is_in_the_backup(store: Path, tmp_path: Path) -> None:
    """A writer that never ended: its rows are in the log beside the store alone."""
    writer = StoreWriter(store)
    report = made_report(7)
    writer.write(report, b"seven")
    assert (tmp_path / "made.db-wal").stat().st_size
    make_backup(store, tmp_path / "kept.db")
    writer.__exit__(None, None, None)
    assert "d7" in _documents(tmp_path / "kept.db")


def test_backup_of_a_moment_while_others_write(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes while pages are copied waits for nothing, and the copy holds what there was when it began."""
    monkeypatch.setattr(backing_up, "PAGES", 8)
    written: list[int] = []

    def write_more(remaining: int, total: int) -> None:
        assert remaining <= total
        if remaining and len(written) < 5:
            written.append(len(written) + 20)
            writer = threading.Thread(
                target=write_reports, args=(store, made_report(written[-1], published="2020-03-01"))
            )
            writer.start()
            writer.join(timeout=20)
            assert not writer.is_alive(), "a writer waited for the backup"

    make_backup(store, tmp_path / "kept.db", progress=write_more)
    assert len(written) == 5
    assert _documents(tmp_path / "kept.db") == {"d1", "d2", "d3", "d4"}
    assert len(_documents(store)) == 9


def test_nothing_is_overwritten_unless_told_so(store: Path, tmp_path: Path) -> None:
    make_backup(store, tmp_path / "kept.db")
    before = (tmp_path / "kept.db").read_bytes()
    write_reports(store, made_report(9))
    with pytest.raises(UsageError, match="--force"):
        make_backup(store, tmp_path / "kept.db")
    assert (tmp_path / "kept.db").read_bytes() == before
    make_backup(store, tmp_path / "kept.db", force=True)
    assert "d9" in _documents(tmp_path / "kept.db")
    for force in (True, False):
        with pytest.raises(UsageError, match="itself"):
            make_backup(store, store, force=force)
    (tmp_path / "letter.txt").write_text("not a store " * 99)
    with pytest.raises(StoreError):
        make_backup(store, tmp_path / "letter.txt", force=True)
    assert (tmp_path / "letter.txt").read_text().startswith("not a store")


@contextmanager
def _reading(store: Path) -> Iterator[None]:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("SELECT count(*) FROM documents").fetchone()
        yield


@contextmanager
def _writing(store: Path) -> Iterator[None]:
    with closing(open_store(store)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("using", [_reading, _writing, watch_lock])
def test_no_store_in_use_is_replaced(
    store: Path, tmp_path: Path, using: Callable[[Path], AbstractContextManager[None]]
) -> None:
    make_backup(store, tmp_path / "kept.db")
    write_reports(store, made_report(9))
    with using(store), pytest.raises(StoreError, match=r"in use|at work"):
        restore_backup(tmp_path / "kept.db", store, force=True)
    assert "d9" in _documents(store)
    assert not [name for name in _files(tmp_path) if name.endswith(".part")]


def test_log_of_a_store_that_is_gone_is_not_taken_for_the_restored_ones(
    store: Path, tmp_path: Path
) -> None:
    make_backup(store, tmp_path / "kept.db")
    writer = StoreWriter(store)
    writer.write(made_report(7), b"seven")
    shutil.copy(tmp_path / "made.db-wal", tmp_path / "new.db-wal")
    writer.__exit__(None, None, None)
    with pytest.raises(StoreError, match="log of a store that is gone"):
        restore_backup(tmp_path / "kept.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_damaged_store_gives_no_backup(store: Path, tmp_path: Path) -> None:
    raw = bytearray(store.read_bytes())
    for page in range(8, len(raw) // 4096):
        raw[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    store.write_bytes(raw)
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        make_backup(store, tmp_path / "kept.db")
    assert _files(tmp_path) == {"made.db"}


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000, b"a letter"])
def test_what_is_no_store_is_not_restored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept.db").write_bytes(content)
    with pytest.raises(SaysoError):
        restore_backup(tmp_path / "kept.db", tmp_path / "new.db")
    assert _files(tmp_path) == {"kept.db"}


def test_full_disk_leaves_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up, "_to_disk", refuse)
    with pytest.raises(StoreError, match="No space left"):
        make_backup(store, tmp_path / "kept.db")
    assert _files(tmp_path) == {"made.db"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_backup_is_read_by_nobody_who_may_not_read_the_store(
    store: Path, tmp_path: Path, mode: int
) -> None:
    store.chmod(mode)
    make_backup(store, tmp_path / "kept.db")
    assert stat.S_IMODE((tmp_path / "kept.db").stat().st_mode) & ~mode == 0
    restore_backup(tmp_path / "kept.db", tmp_path / "new.db")
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) & ~mode == 0


def test_backup_keeps_what_is_restricted(store: Path, tmp_path: Path) -> None:
    with closing(open_linked(store)) as connection:
        incident = dossiers_of(connection).incident_ids()[0]
        restrict(connection, incident, "reviewer", "Ada", "A witness is named.")
        hidden = hidden_from(connection, "analyst")
    make_backup(store, tmp_path / "kept.db")
    with closing(open_store(tmp_path / "kept.db")) as connection:
        assert hidden_from(connection, "analyst") == hidden != (frozenset(), frozenset())


def test_older_store_is_backed_up_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path / "old.db", MIGRATIONS[:3]).close()
    before = (tmp_path / "old.db").read_bytes()
    assert make_backup(tmp_path / "old.db", tmp_path / "kept.db").schema_version == 3
    assert (tmp_path / "old.db").read_bytes() == before


def test_store_in_a_folder_that_cannot_be_written_is_backed_up(store: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    shutil.copy(store, closed / "made.db")
    (closed / "made.db").chmod(0o400)
    closed.chmod(0o500)
    try:
        make_backup(closed / "made.db", tmp_path / "kept.db")
    finally:
        closed.chmod(0o700)
    assert _documents(tmp_path / "kept.db") == _documents(store)
