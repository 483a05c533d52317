"""Killed at any moment, a backup, a restore and a merge leave a whole file or the one that was there."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from sayso.store.backing_up import make_backup, restore_backup
from sayso.store.checking import check_store
from sayso.store.merging import merge_stores
from tests.store.made_store import open_linked, sealed_report, write_reports

_ACTS: dict[str, Callable[[Path, Path, Path], object]] = {
    "backup": lambda one, _, target: make_backup(one, target, force=True),
    "restore": lambda one, _, target: restore_backup(one, target, force=True),
    "merge": lambda one, other, target: merge_stores(one, other, target, "eve", force=True),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("killed")
    for name, numbers in (("one.db", range(1, 7)), ("other.db", range(4, 10))):
        write_reports(folder / name, *(sealed_report(n, n % 3) for n in numbers))
        open_linked(folder / name).close()
    return folder / "one.db", folder / "other.db"


@pytest.mark.parametrize("act", _ACTS)
def test_killed_a_few_times(act: str, stores: tuple[Path, Path], tmp_path: Path) -> None:
    _kill(act, stores, tmp_path, times=3)


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("act", _ACTS)
def test_killed_hundreds_of_times(act: str, stores: tuple[Path, Path], tmp_path: Path) -> None:
    _kill(act, stores, tmp_path, times=200)


def _kill(act: str, stores: tuple[Path, Path], folder: Path, times: int) -> None:
    target = folder / "target.db"
    before = [path.read_bytes() for path in stores]
    documents = {6, 9} if act == "merge" else {6}
    started = time.monotonic()
    _ACTS[act](*stores, target)
    takes = time.monotonic() - started
    random = Random(act)
    for _ in range(times):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    _ACTS[act](*stores, target)
            finally:
                os._exit(1)
        time.sleep(random.uniform(0, 2 * takes))
        assert os.waitpid(child, os.WNOHANG) == (0, 0), "it ended by itself"
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert check_store(target).findings == ()
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] in documents
    assert [path.read_bytes() for path in stores] == before
    _ACTS[act](*stores, target)
