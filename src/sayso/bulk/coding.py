"""Code one shard: its articles → reports → Parquet, within limits for each article.

Comes in: a shard and what to do with it. Goes out: the shard's folder, whole, and what was counted. This is the work
that engines give to their workers. Articles are read in batches, which is faster; a batch in which one takes too long
or too much is read again one by one, and what is over its limit alone is recorded as a problem of the stage "limit".

Limits are kept three times over: by an alarm and by allocations that fail (here, the usual case), by whoever watches
the worker (engine), and by leaving out what killed workers (poison.py).
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sayso.bulk.filters import Filters
from sayso.bulk.manifest import Configuration, Counts, LeftOut, Manifest
from sayso.bulk.marks import MarkFile, open_mark
from sayso.bulk.output import WORKING, finish_shard, is_full, output_error
from sayso.bulk.poison import Article, ShardTask, mark_path
from sayso.bulk.shards import Shard, read_shard
from sayso.bulk.tables import ShardTables
from sayso.config import Settings
from sayso.deadline import LIMIT, OverTime, alarm
from sayso.engine.tasks import Spent, Watch, Work
from sayso.errors import EngineError, InputError, OutputError
from sayso.flow import Pipeline, load_pipeline, problem_report, read_reports
from sayso.ingest.documents import Ingested, read_raw
from sayso.ingest.inputs import RawInput, problem_input
from sayso.ingest.regions import Furniture, load_furniture
from sayso.model import Problem, Report

log = logging.getLogger(__name__)

# A batch shares one memory zone; so much text takes a few seconds at the slowest setting, far below an article's limit.
_BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 200_000
_CHARACTERS_A_SECOND = 3_000


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a worker has to know beside its shards."""

    out: Path
    settings: Settings
    filters: Filters
    configuration: Configuration
    article: Article


class ShardOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a shard that is finished."""

    shard: str
    archive: str
    counts: Counts
    left_out: tuple[LeftOut, ...]


def make_coder(plan: Plan) -> Work:
    """Load what coding needs, once in each worker."""
    import pyarrow

    logging.basicConfig(level=logging.CRITICAL)
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    pipeline = load_pipeline(plan.settings)
    if pipeline.run != plan.configuration.run:
        raise EngineError(
            f"this worker would read with {pipeline.run}, the run with {plan.configuration.run}:"
            " the same sayso has to be installed everywhere"
        )
    return partial(code_shard, pipeline, load_furniture(), plan)


def code_shard(
    pipeline: Pipeline, furniture: Furniture, plan: Plan, task: ShardTask, watch: Watch
) -> ShardOutcome:
    """Code a shard and put its folder in its place."""
    try:
        return _code_shard(pipeline, furniture, plan, task, watch)
    except OSError as error:
        if not is_full(error):
            raise
        # the mark of where a worker is, or what a library unpacks when it is loaded
        raise OutputError(
            f"no space left for {plan.out}, or for temporary files: make room and run the same command again"
        ) from error


def _code_shard(
    pipeline: Pipeline, furniture: Furniture, plan: Plan, task: ShardTask, watch: Watch
) -> ShardOutcome:
    shard = task.shard
    with open_mark(mark_path(plan.out, shard.id)) as mark:
        coder = _Coder(pipeline, furniture, plan, task, _Limits(plan.article, mark, watch))
        tables = ShardTables()
        for position, item, report in coder.reports():
            tables.add(position, item, report)
        with _new_folder(plan.out, shard.id) as folder:
            manifest = Manifest(
                shard=shard,
                configuration=plan.configuration.digest(),
                files=tables.write(folder),
                counts=coder.counts,
                left_out=tuple(coder.left_out),
            )
            finish_shard(plan.out, folder, manifest)
    return ShardOutcome(
        shard=shard.id,
        archive=shard.archive,
        counts=coder.counts,
        left_out=manifest.left_out,
    )


def judge_shard(plan: Plan, shard: Shard) -> Counts:
    """Count what the filters would drop of a shard, without reading any of it with the model."""
    furniture, counts = load_furniture(), Counts()
    for located in read_shard(shard):
        counts.articles += 1
        item = read_raw(located.raw, plan.settings, furniture)
        reason = plan.filters.reason_to_drop(item.document) if item.problem is None else None
        if reason is not None:
            counts.drop(reason)
    return counts


@contextmanager
def _new_folder(out: Path, shard_id: str) -> Iterator[Path]:
    """A folder to write a shard into; what cannot be written whole takes no room afterwards."""
    folder = out / WORKING / f"{shard_id}-{os.uname().nodename}-{os.getpid()}"
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        raise output_error(out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Article:
    position: int
    item: Ingested


class _Coder:
    """The articles of one shard on their way to reports."""

    def __init__(
        self,
        pipeline: Pipeline,
        furniture: Furniture,
        plan: Plan,
        task: ShardTask,
        limits: _Limits,
    ) -> None:
        self._pipeline, self._furniture = pipeline, furniture
        self._plan, self._task, self._limits = plan, task, limits
        self._avoided = {one.position: one.reason for one in task.left_out}
        self.counts = Counts()
        self.left_out: list[LeftOut] = []

    def reports(self) -> Iterator[tuple[int, Ingested, Report]]:
        """The report of each article that no filter drops, with its position, in order."""
        for batch in self._batches():
            for article, report in self._read(batch):
                self._count(article.item, report)
                yield article.position, article.item, report

    def _batches(self) -> Iterator[list[_Article]]:
        room = min(_BATCH_CHARACTERS, int(_CHARACTERS_A_SECOND * self._plan.article.seconds))
        batch: list[_Article] = []
        characters = 0
        for article in self._articles():
            batch.append(article)
            characters += len(article.item.document.text)
            if len(batch) >= _BATCH_ARTICLES or characters >= room:
                yield batch
                batch, characters = [], 0
        if batch:
            yield batch

    def _articles(self) -> Iterator[_Article]:
        """The articles that are to be read, without what the filters drop."""
        for located in read_shard(self._task.shard, self._pass_over):
            self.counts.articles += 1
            item = self._ingest(located.position, located.raw)
            reason = (
                self._plan.filters.reason_to_drop(item.document) if item.problem is None else None
            )
            if reason is None:
                yield _Article(located.position, item)
            else:
                self.counts.drop(reason)

    def _pass_over(self, _: str) -> None:
        self.counts.passed_over += 1

    def _ingest(self, position: int, raw: RawInput) -> Ingested:
        reason = self._avoided.get(position)
        if reason is None:
            found: list[Ingested] = []
            over = self._limits.run(position, position, lambda: found.append(self._read_raw(raw)))
            if over is None:
                return found[0]
            reason = over
        self._leave_out(position, reason, raw.source_id)
        problem = Problem(stage=LIMIT, reason=reason)
        # its bytes are not looked at again, only digested
        item = read_raw(
            dataclass_replace(raw, data=b"", problem=problem), self._plan.settings, self._furniture
        )
        digest = hashlib.sha256(raw.data).hexdigest() if raw.data else None
        return dataclass_replace(item, document=replace(item.document, source_digest=digest))

    def _read_raw(self, raw: RawInput) -> Ingested:
        try:
            return read_raw(raw, self._plan.settings, self._furniture)
        except (OverTime, MemoryError):
            raise
        except Exception as error:
            log.exception("%s", raw.source_id)
            failure = InputError("ingest", f"{type(error).__name__}: {error}"[:300])
            problem = problem_input(raw.source_id, failure, raw.media, raw.url)
            return read_raw(problem, self._plan.settings, self._furniture)

    def _read(self, batch: list[_Article]) -> Iterator[tuple[_Article, Report]]:
        first, last = batch[0].position, batch[-1].position
        if not any(start <= last and first <= end for start, end in self._task.alone):
            reports, over = self._read_within(batch)
            if over is None:
                yield from zip(batch, reports, strict=True)
                return
        for article in batch:
            yield article, self._read_alone(article)

    def _read_alone(self, article: _Article) -> Report:
        reports, over = self._read_within([article])
        if over is None:
            return reports[0]
        document = article.item.document
        self._leave_out(article.position, over, document.source_id)
        return problem_report(document, LIMIT, over, run=self._pipeline.run)

    def _read_within(self, batch: Sequence[_Article]) -> tuple[list[Report], str | None]:
        """The reports of a batch, or why they cannot be relied on: something was over its limit."""
        reports: list[Report] = []

        def read() -> None:
            items = [article.item for article in batch]
            reports.extend(report for report, _ in read_reports(self._pipeline, items))

        over = self._limits.run(batch[0].position, batch[-1].position, read, is_model=True)
        if over is None and any(map(_ran_out, reports)):
            over = self._plan.article.over_memory()
        return reports, over

    def _leave_out(self, position: int, reason: str, source_id: str) -> None:
        self.left_out.append(LeftOut(position, reason, source_id))

    def _count(self, item: Ingested, report: Report) -> None:
        counts, problem = self.counts, report.problem
        counts.claims += len(report.claims)
        if problem is None:
            counts.read += 1
            counts.characters += len(report.document.text)
        elif problem.stage == LIMIT:
            counts.left_out += 1
        elif problem.skipped:
            counts.skipped += 1
        else:
            counts.failed += 1


def _ran_out(report: Report) -> bool:
    """Whether a stage ended for want of memory: the flow takes that for the article's own failure."""
    return report.problem is not None and report.problem.reason.startswith(MemoryError.__name__)


class _Limits:
    """Runs a piece of work on articles within their limits, and tells where the worker is."""

    def __init__(self, article: Article, mark: MarkFile, watch: Watch) -> None:
        self._article, self._mark, self._watch = article, mark, watch

    def run(
        self, first: int, last: int, work: Callable[[], None], *, is_model: bool = False
    ) -> str | None:
        """Do the work; the reason if it was over a limit."""
        self._mark.at(first, last)
        self._watch.allow(self._article.allowed_seconds)
        try:
            with alarm(self._article.seconds) as rung:
                work()
            reason = self._article.over_time() if rung else None
        except OverTime as error:
            if is_model:  # it broke out of the flow: what spaCy holds is in an unknown state
                raise Spent("time") from error
            reason = self._article.over_time()
        except MemoryError:
            if is_model:
                raise
            reason = self._article.over_memory()
        self.rest()
        return reason

    def rest(self) -> None:
        """No article is in work: the archive is read on, or files are written."""
        self._mark.nowhere()
        self._watch.rest()
