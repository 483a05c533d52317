"""The contract of the engines: tasks go in, one outcome for each comes out, in whatever order they end.

An engine takes tasks from a stream as it has room for them, gives each to a warm worker, and yields an outcome. A
worker that dies does not end the run: the caller says whether its task is to be tried again, changed, or given up
(`again`). An exception that the work raises is an outcome; it is not tried again.

    engine(tasks, make, workers, again, limits) → Iterator[Outcome]

`make` is called once in each worker and returns the work: what is slow to load is loaded there. It must be a function
that another process can import, or a functools.partial of one; what it is given and what tasks hold must be pickled.

Engines know nothing of what is worked on. They keep no state on disk and promise no order.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

# Libraries that would start threads of their own: what runs in parallel are the workers.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
TRIES = 3


@dataclass(frozen=True)
class Task:
    """A piece of work: its name, and what the work is called with."""

    key: str
    load: Any


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the value that the work returned, or `error`, and `kind`: the name of the exception.

    A task that was given up because it killed its workers is of the kind "Death".
    """

    key: str
    value: Any = None
    error: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Death:
    """A worker died over a task. `reason`: over its time, over its memory, or ended by something else (`detail`)."""

    reason: Literal["time", "memory", "ended"]
    detail: str


@dataclass(frozen=True)
class Limits:
    """What a worker may use at most; None: whatever there is."""

    memory_bytes: int | None = None


class Spent(Exception):  # noqa: N818 - it says what the worker is
    """Raised by work that cannot be relied on any more: its worker ends, and that counts as a death for this reason."""

    def __init__(self, reason: Literal["time", "memory"]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.death = Death(reason, f"over its {reason}")


class Watch(Protocol):
    """How work tells that it gets on: a worker that says nothing for longer than it asked for is killed."""

    def allow(self, seconds: float) -> None:
        """From now on, so long may pass until the next word."""

    def rest(self) -> None:
        """From now on, any time may pass."""


Work = Callable[[Any, Watch], Any]
Make = Callable[[], Work]
Again = Callable[[Task, Death], Task | str]


class Engine(Protocol):
    """What all engines are called like."""

    def __call__(
        self,
        tasks: Iterable[Task | None],
        make: Make,
        workers: int,
        again: Again,
        limits: Limits,
    ) -> Generator[Outcome, None, None]:
        """Work on the tasks and yield their outcomes; None in the stream means that there is no task at the moment."""


class TryAgain:
    """The plain answer to a death: the same task again, up to so many times in all."""

    def __init__(self, tries: int = TRIES) -> None:
        self._tries = tries
        self._deaths: dict[str, int] = {}

    def __call__(self, task: Task, death: Death) -> Task | str:
        self._deaths[task.key] = deaths = self._deaths.get(task.key, 0) + 1
        if deaths < self._tries:
            return task
        return f"{deaths} workers died over it; the last one: {death.detail}"


def given_up(task: Task, reason: str) -> Outcome:
    """The outcome of a task that is not tried again."""
    return Outcome(task.key, error=reason, kind="Death")


def run_task(work: Work, task: Task, watch: Watch) -> Outcome:
    """Do the work; what it raises is its outcome. `Spent` is a death, which the caller has to die."""
    try:
        return Outcome(task.key, value=work(task.load, watch))
    except Spent:
        raise
    except MemoryError as error:
        raise Spent("memory") from error
    except Exception as error:
        return Outcome(task.key, error=str(error) or repr(error), kind=type(error).__name__)
    finally:
        watch.rest()


def settle_in(limits: Limits) -> None:
    """To be called by a worker when its work is made: what was loaded is never looked at by the collector again."""
    gc.collect()
    gc.freeze()
    bound_memory(limits)


def bound_memory(limits: Limits) -> None:
    """Let allocations fail before the machine runs out: Linux counts private memory (RLIMIT_DATA), others do not."""
    if limits.memory_bytes is None or sys.platform != "linux":
        return
    import resource

    _, highest = resource.getrlimit(resource.RLIMIT_DATA)
    asked = limits.memory_bytes
    if highest != resource.RLIM_INFINITY:
        asked = min(asked, highest)
    resource.setrlimit(resource.RLIMIT_DATA, (asked, highest))


def own_memory(pid: int) -> int:
    """Bytes of memory that a process has for itself alone; 0 where the system does not tell (it is not Linux)."""
    try:
        with open(f"/proc/{pid}/status", "rb") as status:  # noqa: PTH123 - asked for several times a second
            for line in status:
                if line.startswith(b"RssAnon:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
