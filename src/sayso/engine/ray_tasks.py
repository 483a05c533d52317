"""The engine for many machines: tasks of Ray, on this machine or on a cluster that is there already.

Comes in: tasks, and how to make the work. Goes out: outcomes, as they end (tasks.py holds the contract). Ray's workers
keep what `make` loaded for as long as they live. Only a window of tasks is in flight; a task whose worker or machine
dies is tried again, changed or given up as the caller says; Ray itself never repeats one. Every machine needs sayso and
sees the same folders under the same names: tasks hold paths, not articles.

Nothing is sent to anybody: Ray's usage statistics are switched off.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import Any, TextIO

from sayso.engine.tasks import (
    ONE_THREAD,
    Again,
    Death,
    Limits,
    Make,
    Outcome,
    Spent,
    Task,
    Work,
    given_up,
    run_task,
    settle_in,
)
from sayso.errors import EngineError

# In flight for each worker: one at work, one that waits where it will be worked on.
_IN_FLIGHT = 2
_LOOK_SECONDS = 0.25


class RayEngine:
    """Ray as an engine; `address` is a cluster's ("auto", "ray://head:10001"), none: this machine alone."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address

    def __call__(
        self,
        tasks: Iterable[Task | None],
        make: Make,
        workers: int,
        again: Again,
        limits: Limits,
    ) -> Iterator[Outcome]:
        """Work on the tasks; None in the stream means that there is no task at the moment."""
        ray = _import_ray()
        is_ours = not ray.is_initialized()
        if is_ours:
            _start_ray(ray, self._address, workers)
        window = _Window(ray, make, workers, again, limits)
        try:
            yield from window.run(iter(tasks))
        finally:
            window.close()
            if is_ours:
                ray.shutdown()


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise EngineError('ray is not installed: pip install "sayso[ray]"') from error
    return ray


def _start_ray(ray: Any, address: str | None, workers: int) -> None:
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    try:
        if address is None:
            ray.init(num_cpus=workers, include_dashboard=False, **quiet)
        else:
            ray.init(address=address, **quiet)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        where = "on this machine" if address is None else f"at {address}"
        raise EngineError(f"no ray {where}: {error}") from error


class _Window:
    """The tasks in flight, and those that wait for room."""

    def __init__(self, ray: Any, make: Make, workers: int, again: Again, limits: Limits) -> None:
        self._ray, self._again = ray, again
        self._remote = ray.remote(num_cpus=1, max_retries=0)(_do)
        self._made_by = pickle.dumps((make, limits))
        self._room = workers * _IN_FLIGHT
        self._flying: dict[Any, Task] = {}
        self._waiting: deque[Task] = deque()

    def run(self, source: Iterator[Task | None]) -> Iterator[Outcome]:
        """Work until the stream and all tasks are done."""
        is_over = False
        while True:
            is_over = is_over or self._take(source)
            while self._waiting and len(self._flying) < self._room:
                task = self._waiting.popleft()
                self._flying[self._remote.remote(self._made_by, task)] = task
            if not self._flying:
                if is_over:
                    return
                sleep(_LOOK_SECONDS)
                continue
            ended, _ = self._ray.wait(list(self._flying), timeout=_LOOK_SECONDS)
            for reference in ended:
                yield from self._land(reference)

    def close(self) -> None:
        """Call back what is still in flight."""
        for reference in self._flying:
            self._ray.cancel(reference, force=True)
        self._flying.clear()

    def _take(self, source: Iterator[Task | None]) -> bool:
        """Take tasks while there is room in the window; whether the stream has ended."""
        while len(self._flying) + len(self._waiting) < self._room:
            try:
                task = next(source)
            except StopIteration:
                return True
            if task is None:
                return False
            self._waiting.append(task)
        return False

    def _land(self, reference: Any) -> Iterator[Outcome]:
        task = self._flying.pop(reference)
        result = self._result(reference)
        if isinstance(result, Outcome):
            yield result
            return
        answer = self._again(task, result)
        if isinstance(answer, Task):
            self._waiting.appendleft(answer)
        else:
            yield given_up(task, answer)

    def _result(self, reference: Any) -> Outcome | Death:
        try:
            result: Outcome | Death | str = self._ray.get(reference)
        except self._ray.exceptions.OutOfMemoryError:
            return Death("memory", "ended by Ray: the machine is out of memory")
        except self._ray.exceptions.RayError as error:
            return Death("ended", f"{type(error).__name__}: {str(error).splitlines()[0]}"[:200])
        if isinstance(result, str):
            raise EngineError(result)
        return result


class _ExitWatch:
    """A worker that is over its time ends itself: a thread below Python sees to it, whatever Python is stuck in."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def allow(self, seconds: float) -> None:
        faulthandler.dump_traceback_later(seconds, exit=True, file=self._out)

    def rest(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def _do(made_by: bytes, task: Task) -> Outcome | Death | str:
    """One task, in a worker of Ray; text says why no work could be made."""
    os.environ.update(ONE_THREAD)
    try:
        work = _warm(made_by)
    except Exception as error:
        return str(error) or repr(error)
    with Path(os.devnull).open("w") as nowhere:
        try:
            return run_task(work, task, _ExitWatch(nowhere))
        except Spent as spent:
            _warm.cache_clear()
            return spent.death


@lru_cache(maxsize=1)
def _warm(made_by: bytes) -> Work:
    """What was loaded in this worker, kept for the tasks that come after."""
    make, limits = pickle.loads(made_by)  # noqa: S301 - written by the engine itself
    work: Work = make()
    settle_in(limits)
    return work
