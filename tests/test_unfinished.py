"""What is being made lies in a folder of its own, which is gone at the end, or after a kill with the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sayso.unfinished import PREFIX, UnfinishedFolder, sweep

_HOLDS = """
import sys, time
from pathlib import Path
from sayso.unfinished import UnfinishedFolder
held = UnfinishedFolder(Path(sys.argv[1]))
(held.path / "secret").write_text("a name")
print(held.path, flush=True)
time.sleep(600)
"""


def test_it_is_gone_at_the_end(tmp_path: Path) -> None:
    with UnfinishedFolder(tmp_path) as unfinished:
        assert unfinished.path.parent == tmp_path
        assert unfinished.path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_another_one_stays_as_long_as_its_process_lives(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        held = Path(holder.stdout.readline().strip())
        with UnfinishedFolder(tmp_path):
            assert (held / "secret").read_text() == "a name"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert held.exists()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_only_bears_the_name_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("kept")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"{PREFIX}link").symlink_to(elsewhere)
    (folder / f"{PREFIX}file").write_text("kept")
    sweep(folder)
    assert sorted(os.listdir(folder)) == [f"{PREFIX}file", f"{PREFIX}link"]  # noqa: PTH208
    assert (elsewhere / "mine").read_text() == "kept"


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")


def test_one_that_is_swept_before_it_is_held_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make_and_lose(**asked: object) -> str:
        path = mkdtemp(prefix=str(asked["prefix"]), dir=str(asked["dir"]))
        if not made:
            sweep(tmp_path)  # as another process does that begins in the same moment
        made.append(path)
        return path

    monkeypatch.setattr("sayso.unfinished.mkdtemp", make_and_lose)
    with UnfinishedFolder(tmp_path) as unfinished:
        assert len(made) == 2
        assert [str(unfinished.path)] == made[1:] == [str(path) for path in tmp_path.iterdir()]


def test_many_begun_at_once_do_not_sweep_each_other(tmp_path: Path) -> None:
    def begin(_: int) -> bool:
        with UnfinishedFolder(tmp_path) as unfinished:
            (unfinished.path / "a").write_text("a")
            return (unfinished.path / "a").exists()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(begin, range(400)))
    assert list(tmp_path.iterdir()) == []
