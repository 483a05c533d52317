"""What to do when a worker dies over a shard: find the article that did it, leave that out, and code the rest.

Comes in: a task and the death of its worker. Goes out: the task to try next, or the reason to give the shard up.

A death over a batch of articles has the batch read one by one; a death over one article has that left out. A worker
that was over its time or memory is believed at once. One that just ended may have been killed by somebody: the same
task is tried again unchanged first, so that a kill from outside never changes what is found.

    killed → again · killed at the same batch → one by one · killed at one article twice → without it
    over its time → one by one → over its time at one article → without it
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sayso.bulk.manifest import LeftOut
from sayso.bulk.marks import Mark, take_mark
from sayso.bulk.output import WORKING
from sayso.bulk.shards import Shard
from sayso.deadline import over_time
from sayso.engine.tasks import Death, Task

# A shard that ends so many workers while no article is in work, or by so many articles, is given up.
MOST_NAMELESS = 5
MOST_LEFT_OUT = 20
# Deaths at the same place that make it suspect.
_SUSPECT = 2
_GRACE_SECONDS, _GRACE_TIMES = 20.0, 10.0


class ShardTask(msgspec.Struct, frozen=True):
    """A shard to code: without the articles left out, and with these stretches of positions read one by one."""

    shard: Shard
    left_out: tuple[LeftOut, ...] = ()
    alone: tuple[tuple[int, int], ...] = ()


class Article(msgspec.Struct, frozen=True):
    """What one article may take of a worker."""

    seconds: float
    memory_bytes: int | None

    @property
    def allowed_seconds(self) -> float:
        """By the clock: after so long its worker is ended from outside. `seconds` are the processor's, and come first
        unless what runs is stuck below Python or the machine does ten other things at once.
        """
        return _GRACE_SECONDS + _GRACE_TIMES * self.seconds

    def over_time(self) -> str:
        """The reason for an article over its time."""
        return over_time(self.seconds)

    def over_memory(self) -> str:
        """The reason for an article over its memory."""
        return f"took more than {(self.memory_bytes or 0) / 1e9:g} GB of memory"


class Poison:
    """The answer to deaths, for the tasks of one run."""

    def __init__(self, out: Path, article: Article) -> None:
        self._out, self._article = out, article
        self._nameless: Counter[str] = Counter()
        self._deaths: Counter[tuple[str, int, int]] = Counter()

    def __call__(self, task: Task, death: Death) -> Task | str:
        """The task to try next, or why there is none."""
        shard: ShardTask = task.load
        mark = take_mark(mark_path(self._out, shard.shard.id))
        if mark is None or not mark.is_named:
            return self._nameless_death(task, death)
        is_sure = death.reason != "ended" or mark.seconds >= self._article.allowed_seconds
        place = (task.key, mark.first, mark.last)
        self._deaths[place] += 1
        if not is_sure and self._deaths[place] < _SUSPECT:
            return task
        if not mark.is_one:
            return Task(task.key, replace(shard, alone=(*shard.alone, (mark.first, mark.last))))
        if len(shard.left_out) >= MOST_LEFT_OUT:
            return f"more than {MOST_LEFT_OUT} of its articles end the workers that read them"
        found = LeftOut(mark.first, self._reason(death, mark))
        return Task(task.key, replace(shard, left_out=(*shard.left_out, found)))

    def _nameless_death(self, task: Task, death: Death) -> Task | str:
        self._nameless[task.key] += 1
        if self._nameless[task.key] < MOST_NAMELESS:
            return task
        return f"ended {MOST_NAMELESS} workers while no article was being read; the last one: {death.detail}"

    def _reason(self, death: Death, mark: Mark) -> str:
        if death.reason == "memory":
            return self._article.over_memory()
        if death.reason == "time" or mark.seconds >= self._article.allowed_seconds:
            return self._article.over_time()
        return f"ends the worker that reads it: {death.detail}"


def mark_path(out: Path, shard_id: str) -> Path:
    """Where the worker of a shard tells where it is."""
    return out / WORKING / f"{shard_id}.at"
