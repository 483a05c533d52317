"""The engine for one machine: a pool of warm processes, each with one task at a time.

Comes in: tasks, and how to make the work. Goes out: outcomes, as they end (tasks.py holds the contract). Workers are
started anew (spawn: nothing of the caller leaks into them), load once, use one thread each, and end with their parent,
however it ends. A worker that dies, is silent for longer than it asked for, or takes more memory than it may, costs
its task one try and nothing else. Tasks are taken from the stream only when a worker is free for them.

Not done here: more than one machine, and keeping what was found (the work itself writes it).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from sayso.engine.tasks import (
    ONE_THREAD,
    Again,
    Death,
    Limits,
    Make,
    Outcome,
    Spent,
    Task,
    given_up,
    own_memory,
    run_task,
    settle_in,
)
from sayso.errors import EngineError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

# How often the pool looks at its workers when none of them says anything.
_LOOK_SECONDS = 0.25
# A worker that holds more than this share of what it may have after a task is replaced by a fresh one.
_WORN_SHARE = 0.75
# So many workers in a row that die before they are ready are no accident.
_FALSE_STARTS = 3
# What a worker that ends itself says by its exit code.
_CODES: dict[Literal["time", "memory"], int] = {"time": 85, "memory": 86}
_PR_SET_PDEATHSIG = 1


def run_locally(
    tasks: Iterable[Task | None], make: Make, workers: int, again: Again, limits: Limits
) -> Iterator[Outcome]:
    """Work on the tasks with so many processes; None in the stream means that there is no task at the moment."""
    pool = _Pool(make, max(1, workers), again, limits)
    try:
        yield from pool.run(iter(tasks))
    finally:
        pool.close()


class _Member:
    """A worker as the pool sees it."""

    def __init__(self, process: SpawnProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.is_ready = False
        self.task: Task | None = None
        self.until: float | None = None
        self.condemned: Death | None = None

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()


class _Pool:
    def __init__(self, make: Make, workers: int, again: Again, limits: Limits) -> None:
        self._make, self._workers, self._again, self._limits = make, workers, again, limits
        self._members: list[_Member] = []
        self._waiting: deque[Task] = deque()
        self._false_starts = 0
        self._looked = 0.0

    def run(self, source: Iterator[Task | None]) -> Iterator[Outcome]:
        """Work until the stream and all tasks are done."""
        is_over = False
        while True:
            is_over = is_over or self._take(source)
            self._staff()
            self._hand_out()
            if is_over and not self._waiting and not any(m.task for m in self._members):
                return
            for member in self._heard():
                yield from self._listen(member)
            self._look()

    def close(self) -> None:
        """End every worker, whatever it does."""
        for member in self._members:
            member.process.kill()
        for member in self._members:
            member.process.join()
            member.pipe.close()
        self._members.clear()

    def _take(self, source: Iterator[Task | None]) -> bool:
        """Take tasks while workers are free for them; whether the stream has ended."""
        busy = sum(m.task is not None for m in self._members)
        while len(self._waiting) + busy < self._workers:
            try:
                task = next(source)
            except StopIteration:
                return True
            if task is None:
                return False
            self._waiting.append(task)
        return False

    def _staff(self) -> None:
        """Start workers while there are tasks for them."""
        busy = sum(m.task is not None for m in self._members)
        while len(self._members) < min(self._workers, busy + len(self._waiting)):
            self._members.append(self._start())

    def _start(self) -> _Member:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._make, self._limits, os.getpid()), daemon=True
        )
        with _environment(ONE_THREAD):
            process.start()
        theirs.close()
        return _Member(process, ours)

    def _hand_out(self) -> None:
        for member in self._members:
            if not self._waiting:
                return
            if member.is_ready and member.task is None:
                task = self._waiting.popleft()
                with suppress(OSError):  # it died just now: it will be heard of
                    member.pipe.send(task)
                member.task = task

    def _heard(self) -> list[_Member]:
        """The workers that said something or died, after a short wait."""
        by_pipe = {member.pipe: member for member in self._members}
        return [by_pipe[pipe] for pipe in wait(list(by_pipe), _LOOK_SECONDS)]  # type: ignore[index]

    def _listen(self, member: _Member) -> Iterator[Outcome]:
        try:
            word, said = member.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(member)
            return
        if word == "ready":
            member.is_ready, self._false_starts = True, 0
        elif word == "broken":
            raise EngineError(said)
        elif word == "allow":
            member.until = None if said is None else monotonic() + said
        else:
            member.task = member.until = None
            self._retire_if_worn(member)
            yield said

    def _bury(self, member: _Member) -> Iterator[Outcome]:
        """A worker died: its task is tried again, changed or given up, as the caller says."""
        self._members.remove(member)
        member.kill()
        member.pipe.close()
        death = member.condemned or _cause(member.process.exitcode)
        if not member.is_ready:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                raise EngineError(f"workers end before they are ready: {death.detail}")
            return
        if (task := member.task) is None:
            return
        answer = self._again(task, death)
        if isinstance(answer, Task):
            self._waiting.appendleft(answer)
        else:
            yield given_up(task, answer)

    def _retire_if_worn(self, member: _Member) -> None:
        limit, pid = self._limits.memory_bytes, member.process.pid
        if limit is None or pid is None or own_memory(pid) < limit * _WORN_SHARE:
            return
        self._members.remove(member)
        member.kill()
        member.pipe.close()

    def _look(self) -> None:
        """Kill the workers that are over their time or memory; what becomes of their tasks is told by their end."""
        now = monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        for member in self._members:
            if member.task is not None and member.condemned is None:
                member.condemned = self._verdict(member, now)
                if member.condemned is not None:
                    member.process.kill()

    def _verdict(self, member: _Member, now: float) -> Death | None:
        if member.until is not None and now > member.until:
            return Death("time", "over its time")
        limit, pid = self._limits.memory_bytes, member.process.pid
        if limit is not None and pid is not None and own_memory(pid) > limit:
            return Death("memory", f"over its memory of {limit / 1e9:g} GB")
        return None


def _cause(exitcode: int | None) -> Death:
    for reason, code in _CODES.items():
        if exitcode == code:
            return Spent(reason).death
    if exitcode is not None and exitcode < 0:
        with suppress(ValueError):
            return Death("ended", f"ended by signal {signal.Signals(-exitcode).name}")
    return Death("ended", f"ended with code {exitcode}")


class _PipeWatch:
    """The worker's end of the watch: a word through the pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def allow(self, seconds: float) -> None:
        self._pipe.send(("allow", seconds))

    def rest(self) -> None:
        self._pipe.send(("allow", None))


def _serve(pipe: Connection, make: Make, limits: Limits, parent: int) -> None:
    """The life of a worker: load, then task after task until the pipe closes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with(parent)
    try:
        try:
            work = make()
        except Exception as error:
            pipe.send(("broken", str(error) or repr(error)))
            return
        settle_in(limits)
        pipe.send(("ready", None))
        watch = _PipeWatch(pipe)
        while True:
            pipe.send(("done", run_task(work, pipe.recv(), watch)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Spent as spent:
        os._exit(_CODES[spent.reason])


def _die_with(parent: int) -> None:
    """End when the parent does, even if it is killed: by the kernel on Linux, else by a thread that waits for it."""
    if sys.platform == "linux":
        library: Any = ctypes.CDLL(None, use_errno=True)
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        return
    mother = multiprocessing.parent_process()
    if mother is not None:
        threading.Thread(target=_outlive_not, args=(mother,), daemon=True).start()


def _outlive_not(mother: Any) -> None:
    mother.join()
    os._exit(1)


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """These variables for what is started within: they are read when a library is loaded."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
