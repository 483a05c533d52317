"""A disk that gets full: one clear line, exit code 1, nothing half written; with room the same command completes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.reliability.children import Children, Fault, Ran
from tests.reliability.disks import fill, make_room, small_disk, used
from tests.reliability.jobs import Job
from tests.reliability.killing import Uninterrupted, differences, make_jobs, run_job, run_whole
from tests.reliability.wholeness import names_in

pytestmark = pytest.mark.model
MEGABYTES = 64
SHORT = ("code", "export")
LONG = (
    *(*SHORT, "across", "backup, merge", "restore", "load shards"),
    *("read --store", "relink", "migration", "erase"),
)
# Of the room that a command takes, what is left: nothing, next to nothing, some, almost enough. What it takes in
# between is not counted: one that leaves less than LEAST beside what was there is given that.
LEAST = 65_536
SHARES = (0.0, 0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)


@pytest.mark.parametrize("name", SHORT)
def test_a_full_disk(children: Children, tmp_path: Path, name: str) -> None:
    assert _told_on_full_disks(children, tmp_path, name, (0.4,)) == 1


@pytest.mark.soak
@pytest.mark.parametrize("name", LONG)
def test_disks_of_all_sizes(children: Children, tmp_path: Path, name: str) -> None:
    told = _told_on_full_disks(children, tmp_path, name, SHARES)
    print(f"{name}: told {told} of {len(SHARES)} times")
    assert told >= len(SHARES) // 2


def _told_on_full_disks(
    children: Children, folder: Path, name: str, shares: tuple[float, ...]
) -> int:
    """How often a command found a disk full, of so many; each time it must say so, and lose nothing."""
    (folder / "made").mkdir()
    [job] = [job for job in make_jobs(folder / "made") if job.name == name]
    told = 0
    with small_disk(folder / "disk", MEGABYTES) as disk:
        needed, whole = _room_for(children, job, disk)
        for share in shares:
            told += _is_told(children, job, disk, int(share * needed), whole)
    return told


def _room_for(children: Children, job: Job, disk: Path) -> tuple[int, Uninterrupted]:
    """How many bytes a command takes beside what was there; what it takes in between is not counted."""
    (disk / "prepared").mkdir()
    job.prepare(disk / "prepared")
    before = 2 * used(disk)
    whole = run_whole(children, job, disk / "whole")
    needed = used(disk) - before
    for name in ("prepared", "whole"):
        shutil.rmtree(disk / name)
    return max(needed, LEAST), whole


def _is_told(children: Children, job: Job, disk: Path, left: int, whole: Uninterrupted) -> bool:
    folder = disk / "place"
    folder.mkdir()
    job.prepare(folder)
    (folder / "tmp").mkdir()
    names = names_in(folder)
    commands = job.commands(folder)
    fill(disk, left)
    ran = children.run(commands, folder, stdin=job.stdin)
    _check_told(ran, f"{job.name} with {left} bytes left")
    make_room(disk)
    assert job.lost(folder, ran.lines) == []
    assert job.wrong(folder) == []
    if ran.code:
        assert_nothing_new(folder, names, whole)
    again = run_job(children, job, folder)
    assert again.code == 0, again.errors
    assert job.wrong(folder) == []
    assert list(differences(job, folder, whole)) == []
    shutil.rmtree(folder)
    return ran.code == 1


def _check_told(ran: Ran, where: str) -> None:
    """One line says what is wrong; `sayso code` may tell its progress before."""
    assert "Traceback" not in ran.errors, f"{where}: {ran.errors}"
    if ran.code == 0:
        return
    assert ran.code == 1, f"{where}: {ran.code}, {ran.errors}"
    told = [line for line in ran.errors.splitlines() if line.startswith("sayso: ")]
    assert len(told) == 1 and ran.errors.rstrip().endswith(told[0]), f"{where}: {ran.errors}"
    assert any(word in told[0] for word in FULL), f"{where}: {told}"


FULL = ("No space left", "no space left", "is full", "disk I/O error", "not enough space")


def assert_nothing_new(folder: Path, before: set[str], whole: Uninterrupted) -> None:
    """What came to be there bears a name that a whole run gives, too: no half is left under another.

    Where `sayso code` works, something may lie as long as the next run has not begun.
    """
    new = {name for name in names_in(folder) - before if not name.startswith("out/working/")}
    assert new <= whole.names


def test_files_that_may_not_grow(children: Children, tmp_path: Path) -> None:
    """Where no disk can be mounted: the limit of the system on the size of files has the same outcome."""
    (tmp_path / "made").mkdir()
    [job] = [job for job in make_jobs(tmp_path / "made") if job.name == "export"]
    whole = run_whole(children, job, tmp_path / "whole")
    folder = tmp_path / "place"
    folder.mkdir()
    job.prepare(folder)
    ran = children.run(job.commands(folder), folder, Fault(most_bytes=2_000), job.stdin)
    assert ran.code == 1 and "Traceback" not in ran.errors, ran.errors
    assert ran.errors.count("\n") == 1, ran.errors
    assert not (folder / "native").exists()
    assert run_job(children, job, folder).code == 0
    assert list(differences(job, folder, whole)) == []
