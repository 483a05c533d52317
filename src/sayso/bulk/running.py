"""Code archives: shards are planned, given to an engine, and what becomes of each is kept and counted.

    archives → shards → engine (coding.py) → OUT, shard by shard

Comes in: archives, what to do with them, an engine. Goes out: a summary; on the way, progress. What is finished is
skipped, what cannot be coded is put into the quarantine, and only what concerns all shards alike (a full disk, an
engine that does not start) ends the run; what was finished by then is kept.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec

from sayso.bulk.coding import Plan, ShardOutcome, judge_shard, make_coder
from sayso.bulk.filters import Filters
from sayso.bulk.manifest import (
    Counts,
    Manifest,
    Quarantined,
    broken_files,
    digest_of_shards,
    read_configuration,
)
from sayso.bulk.output import SHARDS, Output, open_output
from sayso.bulk.poison import Poison, ShardTask
from sayso.bulk.shards import BrokenArchive, Shard, plan_shards
from sayso.engine.tasks import Engine, Limits, Outcome, Task
from sayso.errors import EngineError, OutputError

# Shards that are planned ahead of those at work.
_PLANNED_AHEAD = 10_000
# So many articles, and the rest of their shard, are judged by the filters in a dry run.
_JUDGED_ARTICLES = 1_000


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """How a run treats what is there. `again`: code anew what has another configuration; `retry`: the shards in which
    articles were left out; `verify`: compare the digests of finished shards, and code anew what is broken.
    """

    again: bool = False
    retry: bool = False
    verify: bool = False
    workers: int = 1


class Summary(msgspec.Struct, kw_only=True):
    """What a run did. `counts` are of the shards that this run coded, `digest` is over all that are finished."""

    shards: int = 0
    coded: int = 0
    there_before: int = 0
    repaired: int = 0
    counts: Counts = msgspec.field(default_factory=Counts)
    quarantine: list[Quarantined] = []
    seconds: float = 0.0
    stopped: bool = False
    digest: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether something could not be coded, or was not got to."""
        return bool(self.stopped or self.quarantine or self.counts.failed)


class DryRun(msgspec.Struct, kw_only=True):
    """What a run would do. The filters are judged on the first articles only."""

    shards: int = 0
    articles: int = 0
    finished: int = 0
    judged: int = 0
    dropped: dict[str, int] = {}
    broken: list[Quarantined] = []


class Progress(msgspec.Struct, frozen=True):
    """Where a run stands. `shards` is None until all are planned."""

    done: int
    shards: int | None
    articles: int
    seconds: float
    left_seconds: float | None


Tell = Callable[[Progress], None]


def code_archives(
    archives: Sequence[Path],
    plan: Plan,
    choice: Choice,
    engine: Engine,
    tell: Tell = lambda _: None,
) -> Summary:
    """Code archives into `plan.out`; Ctrl-C ends it, with what is finished kept."""
    with open_output(plan.out, plan.configuration, again=choice.again) as output:
        return _Run(archives, plan, choice, output, tell).code(engine)


def dry_run_of(archives: Sequence[Path], plan: Plan) -> DryRun:
    """What coding these archives would do; nothing is written, no model is loaded."""
    known = read_configuration(plan.out)
    output = Output(plan.out, plan.configuration.digest()) if known == plan.configuration else None
    found = DryRun()
    for planned in plan_shards(archives, plan.configuration.articles_per_shard):
        if isinstance(planned, BrokenArchive):
            found.broken.append(_broken(planned))
            continue
        found.shards += 1
        found.articles += planned.count
        found.finished += output is not None and output.finished(planned.id) is not None
        if found.judged < _JUDGED_ARTICLES and plan.filters != Filters():
            counts = judge_shard(plan, planned)
            found.judged += counts.articles
            for reason, number in counts.dropped.items():
                found.dropped[reason] = found.dropped.get(reason, 0) + number
    return found


class _Run:
    def __init__(
        self, archives: Sequence[Path], plan: Plan, choice: Choice, output: Output, tell: Tell
    ) -> None:
        self._plan, self._choice, self._output, self._tell = plan, choice, output, tell
        self._planner = _Planner(archives, plan.configuration.articles_per_shard)
        self._summary = Summary()
        self._started = monotonic()
        self._shards: dict[str, Shard] = {}
        self._total: int | None = None
        self._broken: list[Quarantined] = []

    def code(self, engine: Engine) -> Summary:
        """Code what is not finished yet."""
        plan, summary = self._plan, self._summary
        memory = plan.article.memory_bytes
        outcomes = engine(
            self._tasks(),
            partial(make_coder, plan),
            self._choice.workers,
            Poison(plan.out, plan.article),
            Limits(memory_bytes=memory),
        )
        try:
            with closing(outcomes):
                for outcome in outcomes:
                    self._take(outcome)
                    self._tell(self._progress())
        except KeyboardInterrupt:
            summary.stopped = True
        finally:
            self._planner.stop()
            self._keep_quarantine()
        summary.seconds = monotonic() - self._started
        summary.digest = digest_of_shards(self._output.all_finished())
        return summary

    def _tasks(self) -> Iterator[Task | None]:
        """A task for each shard that is not finished; None while the next one is not planned yet."""
        for planned in self._planner.take():
            if planned is None:
                self._tell(self._progress())
                yield None
            elif isinstance(planned, BrokenArchive):
                self._broken.append(_broken(planned))
            elif self._is_to_be_coded(planned):
                yield Task(planned.id, ShardTask(planned))
        self._total = self._summary.shards

    def _is_to_be_coded(self, shard: Shard) -> bool:
        if shard.id in self._shards:
            return False  # the same archive, named twice
        summary = self._summary
        self._shards[shard.id] = shard
        summary.shards += 1
        manifest = self._output.finished(shard.id)
        if manifest is None:
            return True
        if self._choice.verify and broken_files(self._folder(shard.id), manifest):
            summary.repaired += 1
            self._output.remove(shard.id)
            return True
        if self._choice.retry and manifest.left_out:
            self._output.remove(shard.id)
            return True
        summary.there_before += 1
        return False

    def _folder(self, shard_id: str) -> Path:
        return self._plan.out / SHARDS / shard_id

    def _take(self, outcome: Outcome) -> None:
        """Count an outcome; what concerns all shards alike is raised."""
        if outcome.error is None:
            done: ShardOutcome = outcome.value
            self._summary.coded += 1
            self._summary.counts.add(done.counts)
            return
        if outcome.kind == OutputError.__name__:
            raise OutputError(outcome.error)
        if outcome.kind == EngineError.__name__:
            raise EngineError(outcome.error)
        shard = self._shards[outcome.key]
        reason = outcome.error if outcome.kind == "Death" else f"{outcome.kind}: {outcome.error}"
        self._broken.append(Quarantined(archive=shard.archive, shard=shard.id, reason=reason))

    def _keep_quarantine(self) -> None:
        """Write down what could not be coded: of this run, and the articles left out of any shard that is there."""
        entries = [*self._broken]
        for manifest in self._output.all_finished():
            entries += _left_out(manifest)
        self._summary.quarantine = entries
        self._output.write_quarantine(entries)

    def _progress(self) -> Progress:
        summary, seconds = self._summary, monotonic() - self._started
        done, failed = summary.coded, len(self._broken)
        left = None
        if self._total is not None and done:
            still = self._total - summary.there_before - done - failed
            left = max(0.0, still * seconds / done)
        return Progress(
            done=done + summary.there_before,
            shards=self._total,
            articles=summary.counts.articles,
            seconds=seconds,
            left_seconds=left,
        )


def _broken(archive: BrokenArchive) -> Quarantined:
    return Quarantined(archive=archive.archive, reason=archive.reason)


def _left_out(manifest: Manifest) -> Iterator[Quarantined]:
    for article in manifest.left_out:
        yield Quarantined(
            archive=manifest.shard.archive,
            shard=manifest.shard.id,
            position=article.position,
            source_id=article.source_id,
            reason=article.reason,
        )


class _Planner:
    """Plans shards in a thread of its own, so that coding begins with the first one."""

    def __init__(self, archives: Sequence[Path], articles_per_shard: int) -> None:
        self._planned: queue.Queue[Any] = queue.Queue(_PLANNED_AHEAD)
        self._is_stopped = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._plan, args=(archives, articles_per_shard), daemon=True
        )
        self._thread.start()

    def take(self) -> Iterator[Shard | BrokenArchive | None]:
        """What is planned, in order; None while nothing is at hand."""
        while True:
            try:
                found = self._planned.get(timeout=0.05)
            except queue.Empty:
                yield None
                continue
            if found is self:
                break
            yield found
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Plan no further."""
        self._is_stopped.set()

    def _plan(self, archives: Sequence[Path], articles_per_shard: int) -> None:
        try:
            for planned in plan_shards(archives, articles_per_shard):
                self._put(planned)
                if self._is_stopped.is_set():
                    return
        except Exception as error:
            self._error = error
        self._put(self)

    def _put(self, found: object) -> None:
        while not self._is_stopped.is_set():
            try:
                self._planned.put(found, timeout=0.2)
                return
            except queue.Full:
                continue
