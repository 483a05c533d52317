"""Where a worker is in its shard, kept in a file, so that whoever finds it dead knows over what it died.

Comes in: positions in an archive. Goes out: the stretch of positions that was in work. Written before each article is
opened and before each batch is read, a few microseconds; never flushed, since a process that dies takes nothing with it
and after a power cut the shard begins anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import NamedTuple

from sayso.engine.tasks import Spent

_WIDTH = 48


class Mark(NamedTuple):
    """The positions in work, last one included, and since when; `is_named` tells whether any were."""

    first: int
    last: int
    seconds: float

    @property
    def is_named(self) -> bool:
        """Whether articles were in work, rather than the archive or the files of the shard."""
        return self.first >= 0

    @property
    def is_one(self) -> bool:
        """Whether one single article was in work."""
        return self.is_named and self.first == self.last


class MarkFile:
    """The worker's side: an open file that says where it is."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def at(self, first: int, last: int) -> None:
        """These positions are in work now."""
        os.pwrite(self._descriptor, f"{first} {last}".ljust(_WIDTH).encode(), 0)

    def nowhere(self) -> None:
        """No article is in work: the archive is read on, or files are written."""
        self.at(-1, -1)


@contextmanager
def open_mark(path: Path) -> Iterator[MarkFile]:
    """Keep a mark at a path for as long as a shard is worked on; it stays where the worker is about to die."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    is_dying = False
    try:
        mark = MarkFile(descriptor)
        mark.nowhere()
        yield mark
    except (Spent, MemoryError):
        is_dying = True
        raise
    finally:
        os.close(descriptor)
        if not is_dying:
            path.unlink(missing_ok=True)


def take_mark(path: Path) -> Mark | None:
    """The mark that a dead worker left, taken away; None if it had not begun."""
    try:
        words = path.read_text("ascii").split()
        since = path.stat().st_mtime
        path.unlink()
        return Mark(int(words[0]), int(words[1]), max(0.0, time() - since))
    except (OSError, ValueError, IndexError):
        return None
