"""Folders for what is being made: gone when it is made, and after a kill with the next one that is begun there.

Comes in: where. Goes out: an empty folder there that nobody else may look into. It is locked as long as its process
lives, however that ends; whoever begins one first sweeps away those beside it that nobody holds. Where a file system
knows no locks on folders (some shared ones, Windows) nothing is swept: an unfinished folder can be deleted by hand.
What goes wrong when writing is the caller's to explain.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from weakref import finalize

PREFIX = ".sayso-unfinished-"


class UnfinishedFolder:
    """A folder of one's own for what is being made; a context manager, or closed by `close`.

    with UnfinishedFolder(target.parent) as unfinished:
        (unfinished.path / "a").write_text("…")
        (unfinished.path / "a").replace(target)
    """

    def __init__(self, where: Path | None = None) -> None:
        where = where or Path(gettempdir())
        sweep(where)
        self.path, lock = _make(where)
        self._end = finalize(self, _remove, self.path, lock)

    def __enter__(self) -> UnfinishedFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Throw away what is still in it."""
        self._end()


def sweep(where: Path) -> None:
    """Remove what killed processes of this user left unfinished in a folder."""
    if os.name == "nt":
        return
    try:
        left = [path for path in where.iterdir() if path.name.startswith(PREFIX)]
    except OSError:
        return
    for path in left:
        with suppress(OSError):
            _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        told = os.fstat(descriptor)
        if stat.S_ISDIR(told.st_mode) and told.st_uid == os.geteuid():
            _lock(descriptor, waits=False)
            rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def _make(where: Path) -> tuple[Path, int | None]:
    """A new folder and what holds its lock; None where there are no such locks."""
    while True:
        path = Path(mkdtemp(prefix=PREFIX, dir=where))
        if os.name == "nt":
            return path, None
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # somebody else, who begins too, took it for left and swept it away
            continue
        with suppress(OSError):
            _lock(descriptor, waits=True)
        if path.exists():
            return path, descriptor
        os.close(descriptor)  # the same, between opening and locking


def _lock(descriptor: int, *, waits: bool) -> None:
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove(path: Path, descriptor: int | None) -> None:
    rmtree(path, ignore_errors=True)
    if descriptor is not None:
        os.close(descriptor)
