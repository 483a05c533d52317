"""Kill a job, look at what is left, run it again: what must hold after every kill.

Comes in: a job, and how often it is to be killed. Goes out: a `Killed` for each time, with what went wrong, if
anything. After a kill nothing that was acknowledged is lost, nothing is half written, and running the job again gives
what it gives without a kill, does nothing twice and leaves nothing beside it. Half of the kills are at a step, some at
a moment; where a command has workers, every other kill is of one of them. What they were is told by their number, so
that a series can be gone on with.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import msgspec

from sayso.unfinished import sweep
from tests.reliability.bulk_jobs import make_bulk_jobs
from tests.reliability.children import Children, Fault, Ran
from tests.reliability.jobs import Job, make_store_jobs
from tests.reliability.wholeness import names_in

# Where kills fall: their share of a life grows by this each time, which spreads any number of them evenly.
_GOLDEN = 0.6180339887
# So many tries for each kill that is wanted: some come when all is over.
_TRIES = 3


class Uninterrupted(msgspec.Struct, frozen=True):
    """A job as it goes without a kill."""

    steps: int
    worker_steps: int
    seconds: float
    digest: dict[str, str]
    names: set[str]


class Killed(msgspec.Struct, frozen=True, kw_only=True):
    """One try: whether the kill hit or came too late, what had been acknowledged, what was wrong."""

    job: str
    number: int
    steps: int
    was_hit: bool
    acknowledged: int
    wrong: tuple[str, ...] = ()


def make_jobs(folder: Path) -> list[Job]:
    """All jobs; what they start from is made once, in a folder."""
    return [*make_store_jobs(folder), *make_bulk_jobs(folder)]


def kill_jobs(
    children: Children,
    folder: Path,
    kills: int,
    names: tuple[str, ...] = (),
    before: Iterable[Killed] = (),
) -> Iterator[Killed]:
    """Kill every job until so many kills have hit; `before`: those that were made already."""
    made, done = folder / "made", list(before)
    made.mkdir(parents=True)
    for number, job in enumerate(make_jobs(made)):
        if not names or job.name in names:
            known = [killed for killed in done if killed.job == job.name]
            yield from kill_job(children, job, folder / f"job{number}", kills, known)


def kill_job(
    children: Children, job: Job, folder: Path, kills: int, before: list[Killed]
) -> Iterator[Killed]:
    """Kill one job until so many kills have hit."""
    hits = sum(killed.was_hit for killed in before)
    if hits >= kills:
        return
    whole = run_whole(children, job, folder / "whole")
    for number in range(len(before), _TRIES * kills):
        place = folder / str(number)
        killed = _kill_once(children, job, place, number, whole)
        shutil.rmtree(place)
        yield killed
        hits += killed.was_hit
        if hits == kills:
            return


def run_whole(children: Children, job: Job, folder: Path) -> Uninterrupted:
    """A job without a kill: how many steps it takes, how long, what comes out."""
    folder.mkdir(parents=True)
    job.prepare(folder)
    ran = run_job(children, job, folder)
    assert ran.code == 0, f"{job.name}: {ran.errors}"
    assert job.lost(folder, ran.lines) == []
    wrong = job.wrong(folder)
    assert not wrong, wrong
    return Uninterrupted(
        ran.steps, ran.worker_steps, ran.seconds, job.digest(folder), names_in(folder)
    )


def run_job(children: Children, job: Job, folder: Path) -> Ran:
    """A job without any fault."""
    return children.run(job.commands(folder), folder, stdin=job.stdin)


def fault_of(job: Job, number: int, whole: Uninterrupted) -> Fault:
    """The fault of this number."""
    share = (Random(job.name).random() + number * _GOLDEN) % 1
    in_worker = job.has_workers and number % 2 == 1
    is_moment = number % 8 in (3, 6) if job.has_workers else number % 4 == 3
    if is_moment:
        return Fault(after_seconds=share * whole.seconds, in_worker=in_worker)
    steps = whole.worker_steps if in_worker else whole.steps
    return Fault(at_step=max(1, round(share * steps)), in_worker=in_worker)


def _kill_once(
    children: Children, job: Job, folder: Path, number: int, whole: Uninterrupted
) -> Killed:
    folder.mkdir()
    job.prepare(folder)
    fault = fault_of(job, number, whole)
    ran = children.run(job.commands(folder), folder, fault, job.stdin)
    problems = [f"lost: {name}" for name in job.lost(folder, ran.lines)]
    if ran.code != 0 and (fault.in_worker or not ran.was_hit):
        problems.append(f"it failed: {ran.errors.strip()[-300:]}")
    problems += job.wrong(folder)
    finished = job.finished(folder)
    again = run_job(children, job, folder)
    if again.code != 0:
        problems.append(f"the rerun failed: {again.errors.strip()[-300:]}")
    problems += [f"after the rerun, {problem}" for problem in job.wrong(folder)]
    problems += [f"{k} was done again" for k in _not_in(finished, job.finished(folder))]
    problems += differences(job, folder, whole)
    where = f"{job.name} {number}, {fault}"
    return Killed(
        job=job.name,
        number=number,
        steps=whole.steps + whole.worker_steps,
        was_hit=ran.was_hit,
        acknowledged=len(ran.lines),
        wrong=tuple(f"{where}: {problem}" for problem in problems),
    )


def _not_in(before: dict[str, int], after: dict[str, int]) -> list[str]:
    return sorted(name for name, what in before.items() if after.get(name) != what)


def differences(job: Job, folder: Path, whole: Uninterrupted) -> Iterator[str]:
    """In what a folder is not what an uninterrupted run leaves; what the next command sweeps away is gone."""
    for place in (folder, folder / "tmp"):
        sweep(place)
    left = job.digest(folder)
    for name in sorted(whole.digest.keys() | left.keys()):
        if whole.digest.get(name) != left.get(name):
            yield f"{name} differs from an uninterrupted run"
    for name in sorted(names_in(folder) ^ whole.names):
        yield f"{name} is there in one run only"


class Row(msgspec.Struct):
    """What happened to one job."""

    job: str
    steps: int = 0
    kills: int = 0
    late: int = 0
    acknowledged: int = 0
    wrong: int = 0

    def cells(self) -> str:
        """The row, as Markdown."""
        steps = (
            self.steps or ""
        )  # none are counted of all together, or of a command in its own process
        numbers = (steps, self.kills, self.late, self.acknowledged, self.wrong)
        return f"| {self.job} | {' | '.join(map(str, numbers))} |"


def table(series: Iterable[Killed]) -> str:
    """The counts, as Markdown."""
    rows: dict[str, Row] = {}
    whole = Row("all")
    for killed in series:
        row = rows.setdefault(killed.job, Row(killed.job))
        row.steps = killed.steps
        for each in (row, whole):
            each.kills += killed.was_hit
            each.late += not killed.was_hit
            each.acknowledged += killed.acknowledged
            each.wrong += len(killed.wrong)
    return "\n".join(
        [
            "| command | steps | kills | ended before the kill | lines acknowledged | wrong |",
            "|---|--:|--:|--:|--:|--:|",
            *(row.cells() for row in rows.values()),
            whole.cells(),
        ]
    )
