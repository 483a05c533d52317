"""Count the steps of a command and of its workers, and end one of them before a step.

Comes in: a fault. Goes out: `Steps`, in memory that all these processes share. A step is whatever can be seen on the
disk or by another process: an SQL statement, a flush to the disk, a file or folder made, renamed or removed, a worker's
mark, a line printed. What libraries write below Python (DuckDB, Parquet) is no step: kills at a moment are for that.
"""

from __future__ import annotations

import mmap
import os
import signal
import sqlite3
import struct
import sys
from collections.abc import Callable
from typing import Any

_NAMES = "fsync rename replace unlink mkdir rmdir link pwrite".split()


class Steps:
    """How many steps were taken, by the command and by its workers, and whether one of them was ended for it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 24)

    def _read(self, place: int) -> int:
        return int(struct.unpack_from("q", self._memory, 8 * place)[0])

    def _write(self, place: int, number: int) -> None:
        struct.pack_into("q", self._memory, 8 * place, number)

    @property
    def of_command(self) -> int:
        return self._read(0)

    @property
    def of_workers(self) -> int:
        return self._read(1)

    @property
    def has_hit(self) -> bool:
        return bool(self._read(2))

    def hit(self) -> None:
        """Note that somebody is ended: nobody else is."""
        self._write(2, 1)

    def take(self, *, is_worker: bool) -> int:
        """One step more; how many it are."""
        number = self._read(int(is_worker)) + 1
        self._write(int(is_worker), number)
        return number


def count_steps(steps: Steps, last: int | None, *, in_worker: bool) -> None:
    """Count the steps of this process and its forks from now on; one ends itself before step `last`."""
    command = os.getpid()

    def step(*_: object) -> None:
        is_worker = os.getpid() != command
        number = steps.take(is_worker=is_worker)
        if last is None or is_worker != in_worker or steps.has_hit:
            return
        if number >= last:
            steps.hit()
            os.kill(os.getpid(), signal.SIGKILL)

    def stepped(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            step()
            return function(*arguments, **options)

        return call

    for name in _NAMES:
        setattr(os, name, stepped(getattr(os, name)))
    database: Any = sqlite3
    connect = database.connect

    def connected(*arguments: Any, **options: Any) -> Any:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(step)
        return connection

    database.connect = connected
    stream: Any = sys.stdout
    stream.write = stepped(stream.write)
