"""Run the command line in a forked child that has the model already, and kill it: at a moment, or at its N-th step.

Comes in: arguments as a person gives them, and what is to go wrong. Goes out: a `Ran`: exit code, lines printed, words
on standard error, how many steps it took. A step is whatever can be seen on the disk or by another process: an SQL
statement, a flush to the disk, a renamed file, a line printed. Starting the model takes three seconds, forking a
process that has it some hundredths of one: that is what makes hundreds of kills affordable. Unix only.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import yaml

import sayso.flow
from sayso.cli import main
from sayso.flow import Pipeline

Wrong = Callable[[], None]


@dataclass(frozen=True)
class Fault:
    """What goes wrong: killed before step `at_step`, killed after some seconds, no file longer than so many bytes."""

    at_step: int | None = None
    after_seconds: float | None = None
    most_bytes: int | None = None
    wrong: Wrong | None = None


@dataclass(frozen=True)
class Ran:
    """How a child ended. `lines` are whole lines on standard output: what it acknowledged."""

    code: int
    lines: tuple[str, ...]
    errors: str
    steps: int
    seconds: float

    @property
    def was_killed(self) -> bool:
        """Whether it was killed."""
        return self.code == -signal.SIGKILL


NOTHING = Fault()


@dataclass
class Children:
    """Makes children that all have the pipeline; `batch`: how many reports are read before the first is written."""

    pipeline: Pipeline
    batch: int = 2
    _yaml: dict[Any, Any] = field(default_factory=dict)

    def run(
        self,
        commands: Sequence[Sequence[str]],
        folder: Path,
        fault: Fault = NOTHING,
        stdin: str = "",
    ) -> Ran:
        """Run commands one after the other in a folder; the first that fails ends it."""
        started = time.monotonic()
        with TemporaryFile() as out, TemporaryFile() as err:
            steps_in, steps_out = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(steps_in)
                streams = (out.fileno(), err.fileno(), steps_out)
                self._be_child(commands, folder, fault, stdin, streams)
            os.close(steps_out)
            code = _wait(child, fault.after_seconds)
            counted = os.read(steps_in, 100)
            os.close(steps_in)
            seconds = time.monotonic() - started
            out.seek(0)
            err.seek(0)
            printed = out.read().decode("utf-8", "replace")
            whole = printed[: printed.rfind("\n") + 1].splitlines()
            errors = err.read().decode("utf-8", "replace")
        return Ran(code, tuple(whole), errors, int(counted or b"0"), seconds)

    def _be_child(
        self,
        commands: Sequence[Sequence[str]],
        folder: Path,
        fault: Fault,
        stdin: str,
        streams: tuple[int, int, int],
    ) -> None:
        """The child's life; it never comes back."""
        code = 70
        try:
            out, err, counter = streams
            os.dup2(out, 1)
            os.dup2(err, 2)
            os.chdir(folder)
            sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8", write_through=True)
            sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), "utf-8", write_through=True)
            sys.stdin = io.StringIO(stdin)
            steps = _count_steps(fault.at_step)
            self._lend()
            if fault.wrong is not None:
                fault.wrong()
            if fault.most_bytes is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (fault.most_bytes, fault.most_bytes))
            code = next((c for c in map(_call, commands) if c), 0)
            os.write(counter, str(steps[0]).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _lend(self) -> None:
        """Give the child what is loaded already: the pipeline, the lexicons."""
        patched: Any = sayso.flow
        patched.load_pipeline = lambda _: self.pipeline
        patched.BATCH = self.batch
        plain = yaml.load

        def load(stream: Any, **options: Any) -> Any:
            if not isinstance(stream, bytes):
                return plain(stream, **options)
            if stream not in self._yaml:
                self._yaml[stream] = plain(stream, **options)
            return self._yaml[stream]

        reader: Any = yaml
        reader.load = load

    def warm(self, path: Path) -> None:
        """Read the lexicons of the commands once, for all children."""
        for file in path.rglob("*.yaml"):
            from sayso.lexicon import _WordLoader

            data = file.read_bytes()
            self._yaml[data] = yaml.load(data, Loader=_WordLoader)  # noqa: S506 - a safe loader


def _call(command: Sequence[str]) -> int:
    try:
        main(list(command), standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _count_steps(last: int | None) -> list[int]:
    """Count the steps of this process from now on; it ends itself before step `last`."""
    steps = [0]

    def step(*_: object) -> None:
        steps[0] += 1
        if steps[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepped(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            step()
            return function(*arguments, **options)

        return call

    database: Any = sqlite3
    connect = database.connect

    def connected(*arguments: Any, **options: Any) -> Any:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(step)
        return connection

    database.connect = connected
    os.fsync = stepped(os.fsync)
    os.rename = stepped(os.rename)
    os.replace = stepped(os.replace)
    os.unlink = stepped(os.unlink)
    write = sys.stdout.write

    def written(words: str) -> int:
        step()
        return write(words)

    sys.stdout.write = written  # type: ignore[method-assign]
    return steps


def _wait(child: int, seconds: float | None) -> int:
    """Wait for a child to end, so long at most: then it is killed."""
    if seconds is not None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def spread(kills: int, steps: int, seconds: float, offset: float) -> list[Fault]:
    """Faults evenly over a life: three of four at a step, the fourth at a moment; `offset`, 0–1, moves all."""
    faults = []
    for number in range(kills):
        share = (number + offset) / kills
        at = Fault(at_step=max(1, round(share * steps)))
        faults.append(
            replace(at, at_step=None, after_seconds=share * seconds) if number % 4 == 3 else at
        )
    return faults
