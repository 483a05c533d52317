"""A process that has the models, and forks a child for each command: `python -m tests.warm.server SOCKET`.

Comes in: over the socket, from tests/warm/client.py, a command's words, folder and environment, and its three standard
streams. Goes out: its exit code. Starting sayso takes three seconds of the processor, forking a process that has
started some hundredths of one. The child is a process of its own: streams, folder, environment, open files, temporary
files, SQLite connections are not shared with any other command (the server has none open). Unix only.

What it does not show is what starting up does: imports, their order, the console script. For that some tests start
the real command. The server ends when the last client that said it stays (`STAY`) is gone.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import logging
import os
import pkgutil
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import sayso
from sayso.config import Settings
from sayso.flow import load_pipeline
from tests.warm.client import STAY
from tests.warm.lending import lend_for_good

# Modules that need what is not always installed, or that run when they are imported.
_NOT_LOADED = ("sayso.__main__", "sayso.engine.ray")


def load_everything() -> None:
    """Load what a command may need: the pipelines and every module."""
    fast, balanced = (load_pipeline(Settings(attribution=a)) for a in ("fast", "balanced"))
    lend_for_good((fast, balanced))
    for module in pkgutil.walk_packages(sayso.__path__, "sayso."):
        if not module.name.startswith(_NOT_LOADED):
            import_module(module.name)
    gc.freeze()  # what a child shares with its parent is not looked through, and so not copied


def serve(listener: socket.socket) -> None:
    """Answer until nobody stays any more."""
    signal.signal(signal.SIGCHLD, _bury)
    staying: set[socket.socket] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is listener:
                    connection = _answer(listener)
                    if connection is not None:
                        staying.add(connection)
                        selector.register(connection, selectors.EVENT_READ)
                    continue
                gone = next(c for c in staying if c is key.fileobj)
                selector.unregister(gone)
                gone.close()
                staying.remove(gone)
                if not staying:
                    return


def _bury(*_: object) -> None:
    """Wait for the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(listener: socket.socket) -> socket.socket | None:
    """Start what a client asks for, in a child; the connection, if the client stays."""
    connection, _ = listener.accept()
    kind, streams, _, _ = socket.recv_fds(connection, 1, 3)
    if kind == STAY:
        return connection
    with connection, connection.makefile("rb") as asked:
        request = json.loads(asked.read())
        if os.fork() == 0:
            listener.close()
            _be_command(connection, streams, **request)
    for stream in streams:
        os.close(stream)
    return None


def _be_command(
    connection: socket.socket,
    streams: list[int],
    words: list[str],
    folder: str,
    environment: dict[str, str],
) -> NoReturn:
    """The child's life: what the interpreter does around `main()`, and the code that it ends with."""
    code = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["sayso", *words]
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a stream
        sys.stdout, sys.stderr = (_output(number) for number in (1, 2))
        logging.getLogger().handlers.clear()
        code = call()
        atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()
    finally:
        connection.sendall(bytes([code & 255]))
        os._exit(code)


def _output(number: int) -> io.TextIOWrapper:
    return open(
        number,
        "w",
        encoding="utf-8",
        errors="strict" if number == 1 else "backslashreplace",
        buffering=1 if number == 2 or os.isatty(number) else -1,
        closefd=False,
    )


def call() -> int:
    """Run the command that is in `sys.argv`; its exit code, as the interpreter makes it."""
    from sayso.cli import main

    code = 0
    try:
        main(prog_name="sayso")
    except SystemExit as end:
        code = int(end.code or 0)
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        code = code or 120
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as waiting:
        load_everything()
        waiting.bind(sys.argv[1])
        waiting.listen(64)
        try:
            serve(waiting)
        finally:
            Path(sys.argv[1]).unlink(missing_ok=True)
