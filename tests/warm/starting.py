"""The command `sayso` of a warm process, one for all workers of a test run.

Comes in: a folder that the workers share. Goes out: the path of a script called `sayso` there, to be run in place of
the installed one. The first worker that asks starts the process (tests/warm/server.py); it ends with the last one.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.warm.client import STAY
from tests.warm.locks import alone

_ROOT = Path(__file__).parents[2]
_CLIENT = Path(__file__).with_name("client.py")
_SECONDS = 120


@contextmanager
def warm_command(folder: Path) -> Iterator[Path]:
    """The path of the command, as long as the server is held."""
    folder.mkdir(exist_ok=True)
    command, address = folder / "sayso", folder / "socket"
    with alone(folder / "lock"):
        held = _stay(address) or _start(address)
        script = f'#!/bin/sh\nexec "{sys.executable}" -IS "{_CLIENT}" "{address}" "$@"\n'
        fresh = folder / f"sayso-{os.getpid()}"
        fresh.write_text(script, "utf-8")
        fresh.chmod(0o755)
        fresh.replace(command)
    with held:
        yield command


def _start(address: Path) -> socket.socket:
    """Start a server, and wait until it answers."""
    address.unlink(missing_ok=True)
    log = address.with_name("log")
    with log.open("w") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm.server", str(address)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    until = time.monotonic() + _SECONDS
    while (held := _stay(address)) is None:
        assert server.poll() is None, f"the warm process ended: {log.read_text()}"
        assert time.monotonic() < until, "the warm process does not answer"
        time.sleep(0.05)
    return held


def _stay(address: Path) -> socket.socket | None:
    """A connection that holds the server; None if there is none."""
    connection = socket.socket(socket.AF_UNIX)
    with suppress(OSError):
        connection.connect(str(address))
        connection.sendall(STAY)
        return connection
    connection.close()
    return None
