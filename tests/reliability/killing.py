"""Kill a job, look at what is left, run it again: what must hold after every kill.

Comes in: a job, and how it is to be killed. Goes out: `Killed`, with what went wrong, if anything. After a kill nothing
that was acknowledged is lost, nothing is half written (`sayso check` finds nothing), and running the job again gives
what it gives without a kill.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sayso.store.checking import check_store
from tests.reliability.children import Children, Fault, spread
from tests.reliability.jobs import Job, make_jobs, run_job


@dataclass(frozen=True)
class Uninterrupted:
    """A job as it goes without a kill."""

    steps: int
    seconds: float
    digest: dict[str, str]


@dataclass
class Tally:
    """What happened to one job: kills that hit or came too late, what had been acknowledged, what was wrong."""

    job: str
    steps: int = 0
    kills: int = 0
    late: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_jobs(
    children: Children, folder: Path, kills: int, seed: int, names: tuple[str, ...] = ()
) -> list[Tally]:
    """Kill every job so many times, evenly over its life; the seed says where the first kill falls."""
    made = folder / "made"
    made.mkdir(parents=True)
    random = Random(seed)
    return [
        kill_job(children, job, folder / f"job{number}", kills, random.random())
        for number, job in enumerate(make_jobs(children, made))
        if not names or job.name in names
    ]


def kill_job(children: Children, job: Job, folder: Path, kills: int, offset: float) -> Tally:
    """Kill one job so many times."""
    whole = run_whole(children, job, folder / "whole")
    tally = Tally(job.name, whole.steps)
    for number, fault in enumerate(spread(kills, whole.steps, whole.seconds, offset)):
        place = folder / str(number)
        _kill_once(children, job, place, fault, whole, tally)
        shutil.rmtree(place)
    return tally


def run_whole(children: Children, job: Job, folder: Path) -> Uninterrupted:
    """A job without a kill: how many steps it takes, how long, what comes out."""
    folder.mkdir(parents=True)
    job.prepare(folder)
    ran = run_job(children, job, folder)
    assert ran.code == 0, f"{job.name}: {ran.errors}"
    assert job.lost(folder, ran.lines) == []
    wrong = stores_wrong(folder)
    assert not wrong, wrong
    return Uninterrupted(ran.steps, ran.seconds, job.digest(folder))


def _kill_once(
    children: Children, job: Job, folder: Path, fault: Fault, whole: Uninterrupted, tally: Tally
) -> None:
    folder.mkdir()
    job.prepare(folder)
    ran = children.run(job.commands(folder), folder, fault, job.stdin)
    where = f"{job.name}, {fault}"
    if not ran.was_killed:
        tally.late += 1
    else:
        tally.kills += 1
    tally.acknowledged += len(ran.lines)
    problems = [f"lost: {name}" for name in job.lost(folder, ran.lines)]
    problems += stores_wrong(folder)
    again = run_job(children, job, folder)
    if again.code != 0:
        problems.append(f"the rerun failed: {again.errors.strip()[-300:]}")
    problems += [f"after the rerun, {problem}" for problem in stores_wrong(folder)]
    left = job.digest(folder)
    problems += [
        f"{name} differs from an uninterrupted run"
        for name in sorted(whole.digest.keys() | left.keys())
        if whole.digest.get(name) != left.get(name)
    ]
    tally.wrong += [f"{where}: {problem}" for problem in problems]


def stores_wrong(folder: Path) -> list[str]:
    """What `sayso check` finds in the stores of a folder."""
    return [
        f"{path.name}: {finding}"
        for path in sorted(folder.glob("*.db"))
        if _has_tables(path)
        for finding in check_store(path, deep=True).findings
    ]


def _has_tables(path: Path) -> bool:
    """Whether anything is in it yet: a kill before the first transaction leaves an empty database, which is no harm."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None


def table(tallies: list[Tally]) -> str:
    """The counts, as Markdown."""
    rows = [
        f"| {t.job} | {t.steps} | {t.kills} | {t.late} | {t.acknowledged} | {len(t.wrong)} |"
        for t in tallies
    ]
    kills, late = sum(t.kills for t in tallies), sum(t.late for t in tallies)
    lines, wrong = sum(t.acknowledged for t in tallies), sum(len(t.wrong) for t in tallies)
    return "\n".join(
        [
            "| command | steps | kills | ended before the kill | lines acknowledged | wrong |",
            "|---|--:|--:|--:|--:|--:|",
            *rows,
            f"| all | | {kills} | {late} | {lines} | {wrong} |",
        ]
    )
