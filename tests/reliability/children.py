"""Run the command line in a forked child that has the model already, and kill it: at a moment, or at its N-th step.

Comes in: arguments as a person gives them, and what is to go wrong. Goes out: a `Ran`: exit code, lines printed, words
on standard error, how many steps it took (steps.py). Starting the model takes three seconds, forking a process that
has it some hundredths of one: that is what makes hundreds of kills affordable. Workers are forks too. Unix only.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import yaml

import sayso.bulk.coding
import sayso.flow
from sayso.cli import main
from sayso.flow import Pipeline, read_document
from sayso.model import Document
from sayso.nlp.language import find_language
from tests.reliability.steps import Steps, count_steps

Wrong = Callable[[], None]

# What the commands load when they are called: loaded once, for all children.
_LOADED = (
    *("sayso.bulk.across", "sayso.bulk.loading", "sayso.bulk.running", "sayso.engine.local"),
    *("sayso.export.choosing", "sayso.export.exporting", "sayso.store.checking"),
    *("sayso.store.conflicts", "sayso.store.erasing", "sayso.store.merging", "sayso.store.users"),
    *("sayso.store.restricting", "sayso.terminal", "sayso.terminal_dossier", "duckdb"),
)
_READ = "HOMS — Shells killed 12 people on Monday, residents said. The army denied it."
_ORPHANS_SECONDS = 10.0


@dataclass(frozen=True)
class Fault:
    """What goes wrong: killed before step `at_step`, killed after some seconds, no file longer than so many bytes.

    `in_worker`: not the command is killed but one of its workers.
    """

    at_step: int | None = None
    after_seconds: float | None = None
    in_worker: bool = False
    most_bytes: int | None = None
    wrong: Wrong | None = None


@dataclass(frozen=True)
class Ran:
    """How a child ended. `lines` are whole lines on standard output: what it acknowledged."""

    code: int
    lines: tuple[str, ...]
    errors: str
    steps: int
    worker_steps: int
    was_hit: bool
    seconds: float


NOTHING = Fault()


@dataclass
class Running:
    """A child at work."""

    child: int
    steps: Steps
    fault: Fault
    out: IO[bytes]
    err: IO[bytes]
    alive: int
    started: float = field(default_factory=time.monotonic)

    def finish(self) -> Ran:
        """Wait until it and its workers have ended; kill it on the way if that is its fault."""
        code, was_hit = _wait(self)
        seconds = time.monotonic() - self.started
        _await_orphans(self.alive)
        printed = _written(self.out)
        return Ran(
            code=code,
            lines=tuple(printed[: printed.rfind("\n") + 1].splitlines()),
            errors=_written(self.err),
            steps=self.steps.of_command,
            worker_steps=self.steps.of_workers,
            was_hit=was_hit or self.steps.has_hit,
            seconds=seconds,
        )


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
        return self.start(commands, folder, fault, stdin).finish()

    def start(
        self,
        commands: Sequence[Sequence[str]],
        folder: Path,
        fault: Fault = NOTHING,
        stdin: str = "",
    ) -> Running:
        """Start commands, and go on; whoever starts them has them finish."""
        # they stay open until it has finished
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115
        alive, held = os.pipe()
        steps = Steps()
        child = os.fork()
        if child == 0:
            os.close(alive)
            self._be_child(commands, folder, fault, stdin, steps, (out.fileno(), err.fileno()))
        os.close(held)
        return Running(child, steps, fault, out, err, alive)

    def _be_child(
        self,
        commands: Sequence[Sequence[str]],
        folder: Path,
        fault: Fault,
        stdin: str,
        steps: Steps,
        streams: tuple[int, int],
    ) -> None:
        """The child's life; it never comes back."""
        code = 70
        try:
            gc.freeze()  # what it shares with its parent is not looked through, and so not copied
            for number, stream in enumerate(streams, 1):
                os.dup2(stream, number)
            os.chdir(folder)
            _use_temporary(folder / "tmp")
            sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8", write_through=True)
            sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), "utf-8", write_through=True)
            sys.stdin = io.StringIO(stdin)
            self._lend()
            if fault.wrong is not None:
                fault.wrong()
            count_steps(steps, fault.at_step, in_worker=fault.in_worker)
            if fault.most_bytes is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (fault.most_bytes, fault.most_bytes))
            code = next((c for c in map(_call, commands) if c), 0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _lend(self) -> None:
        """Give the child what is loaded already: the pipeline, the lexicons; its workers are forked with them."""
        for module in (sayso.flow, sayso.bulk.coding):
            patched: Any = module
            patched.load_pipeline = lambda _: self.pipeline
        flow: Any = sayso.flow
        flow.BATCH = self.batch
        processes: Any = multiprocessing
        forked = multiprocessing.get_context("fork")
        processes.get_context = lambda _=None: forked
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
        """Read the lexicons of the commands, load their modules and read a report, once for all children."""
        for name in _LOADED:
            import_module(name)
        find_language(_READ)
        read_document(self.pipeline, Document(id="d", source_id="", text=_READ, language="en"))
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


def _use_temporary(folder: Path) -> None:
    """Temporary files go here, so that what is left of them is seen."""
    folder.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def _written(stream: IO[bytes]) -> str:
    with stream:
        stream.seek(0)
        return stream.read().decode("utf-8", "replace")


def _wait(running: Running) -> tuple[int, bool]:
    """Wait for a child to end, so long at most: then it, or a worker of it, is killed. Its code; was one hit?"""
    child, fault = running.child, running.fault
    was_hit = False
    if fault.after_seconds is not None:
        until = running.started + fault.after_seconds
        while not was_hit:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status), False
            if time.monotonic() >= until:
                was_hit = _kill_worker(child) if fault.in_worker else _kill(child)
            time.sleep(0.001)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), was_hit


def _kill(process: int) -> bool:
    os.kill(process, signal.SIGKILL)
    return True


def _kill_worker(child: int) -> bool:
    """Kill one of a child's workers, if it has any just now."""
    workers = Path(f"/proc/{child}/task/{child}/children").read_text().split()
    with suppress(ProcessLookupError):
        return bool(workers) and _kill(int(workers[-1]))
    return False


def _await_orphans(alive: int) -> None:
    """Workers end a moment after the command that was killed: wait until nobody holds the other end."""
    until = time.monotonic() + _ORPHANS_SECONDS
    while (left := until - time.monotonic()) > 0:
        if select.select([alive], [], [], left)[0]:
            break
    os.close(alive)
    assert left > 0, "workers outlive the command"
