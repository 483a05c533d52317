"""Small disks that get full, and folders that cannot be written to, as real ones as the machine allows.

Comes in: a folder, a size. Goes out: a disk of its own there (tmpfs), which is gone afterwards. Whoever may not mount
one is told so, and the test is skipped.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FILLER = "filler"
_BLOCK = 4096
# Linux: capget and capset in the version of two words; the rights to pass over what a file's mode says.
_VERSION = 0x20080522
_OVERRIDES = (1 << 1) | (1 << 2)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of some megabytes at a folder that is made for it."""
    if sys.platform != "linux":
        pytest.skip("small disks are mounted on Linux only")
    folder.mkdir()
    mounted = _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def make_read_only(disk: Path) -> None:
    """From now on nothing can be written to a disk."""
    _mount("-o", "remount,ro", str(disk)).check_returncode()


def _mount(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(words, 1, "", "there is no mount")


def fill(disk: Path, left: int) -> None:
    """Fill a disk until so many bytes are left, to a block."""
    free = os.statvfs(disk)
    with (disk / _FILLER).open("wb") as file:
        blocks = max(0, free.f_bavail * free.f_frsize - left) // _BLOCK
        for _ in range(blocks):
            file.write(bytes(_BLOCK))


def make_room(disk: Path) -> None:
    """Take away what filled it."""
    (disk / _FILLER).unlink()


def used(disk: Path) -> int:
    """How many bytes of a disk are in use."""
    told = os.statvfs(disk)
    return (told.f_blocks - told.f_bfree) * told.f_frsize


def mind_modes() -> None:
    """Whoever is root minds the modes of files from now on, as everybody else does."""
    if os.geteuid() != 0:
        return
    library = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    if library.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[0] &= ~_OVERRIDES  # the effective ones of the first word
    if library.capset(head, sets):
        raise OSError(ctypes.get_errno(), "capset")
