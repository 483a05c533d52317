"""The command `code`: archives of news into Parquet, shard by shard.

Comes in: archives and options. Goes out: a folder, progress on standard error, a summary. Imports that take time stand
inside the command; what expected errors do is said in cli.py.
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal, get_args

import click

from sayso.config import AttributionSetting, Settings
from sayso.errors import UsageError

if TYPE_CHECKING:
    from sayso.bulk.coding import Plan
    from sayso.bulk.filters import Filters
    from sayso.bulk.running import DryRun, Progress, Summary
    from sayso.engine.tasks import Engine

EngineName = Literal["local", "ray"]

_LINE_SECONDS = 30.0
_SHOWN_QUARANTINE = 10
_UNITS = {"": 1, "B": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def _bytes_of(_: click.Context, __: click.Parameter, written: str) -> int | None:
    """ "2GB" → 2_000_000_000; "none" → None"""
    if written.lower() == "none":
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", written.strip(), re.IGNORECASE)
    if match is None:
        raise click.BadParameter(f'"{written}" is no size: write it as 2GB, 1500MB or none')
    return int(float(match[1]) * _UNITS[match[2].upper()])


@click.command()
@click.argument(
    "archives",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="ARCHIVE…",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the shards go; a run that was ended goes on there.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(list(get_args(EngineName))),
    default="local",
    show_default=True,
    help="Processes of this machine, or tasks of Ray (sayso[ray]).",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many shards are coded at once; as many as there are processors if not given.",
)
@click.option(
    "--ray-address", metavar="ADDRESS", help='A cluster that runs: "auto", or ray://HOST:10001.'
)
@click.option(
    "--articles-per-shard",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="How many articles are coded, written and, after a crash, repeated together.",
)
@click.option(
    "--attribution",
    type=click.Choice(list(get_args(AttributionSetting))),
    default=Settings().attribution,
    show_default=True,
    help="How sources are found.",
)
@click.option(
    "--places",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.csv",
    help="Your own places (sayso read --help).",
)
@click.option(
    "--actors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Your own actors; may be given again.",
)
@click.option("--published", metavar="DATE", help="Publication date of articles that tell none.")
@click.option("--outlet-name", metavar="NAME", help="Outlet of articles that tell none.")
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="Only articles in this language."
)
@click.option("--since", metavar="DATE", help="Only articles published on or after a day.")
@click.option("--until", metavar="DATE", help="Only articles published on or before a day.")
@click.option(
    "--outlet", "outlets", multiple=True, metavar="NAME", help="Only articles of this outlet."
)
@click.option(
    "--keyword",
    "keywords",
    multiple=True,
    metavar="WORD",
    help="Only articles that hold one of these.",
)
@click.option(
    "--seconds-per-article",
    type=click.FloatRange(min=0.01),
    default=60.0,
    show_default=True,
    help="An article that takes longer is left out, and listed.",
)
@click.option(
    "--memory-per-worker",
    default="2GB",
    show_default=True,
    callback=_bytes_of,
    metavar="SIZE",
    help="An article that takes more is left out, and listed; none: no limit.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Code anew what DIR holds of another configuration: it is removed.",
)
@click.option("--retry", is_flag=True, help="Code anew the shards in which articles were left out.")
@click.option(
    "--verify",
    is_flag=True,
    help="Compare the digests of finished shards; code anew what is broken.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON object.")
def code(
    archives: tuple[Path, ...],
    out: Path,
    engine_name: EngineName,
    workers: int | None,
    ray_address: str | None,
    articles_per_shard: int,
    attribution: AttributionSetting,
    places: Path | None,
    actors: tuple[Path, ...],
    published: str | None,
    outlet_name: str | None,
    languages: tuple[str, ...],
    since: str | None,
    until: str | None,
    outlets: tuple[str, ...],
    keywords: tuple[str, ...],
    seconds_per_article: float,
    memory_per_worker: int | None,
    again: bool,
    retry: bool,
    verify: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Code archives of news into Parquet, shard by shard; a run that was ended goes on where it was.

    An ARCHIVE is a WARC file (.warc, .warc.gz), JSONL (.jsonl, .gz, .zst), a Parquet file, or a folder of pages and
    texts. Each shard becomes a folder with documents, claims, spans, errors and keys (docs/bulk.md).
    """
    if ray_address is not None and engine_name != "ray":
        raise UsageError("--ray-address wants --engine ray")
    from sayso.bulk.coding import Plan
    from sayso.bulk.identity import make_configuration
    from sayso.bulk.poison import Article
    from sayso.bulk.running import Choice, code_archives, dry_run_of
    from sayso.engine.tasks import usable_processors
    from sayso.ingest.documents import checked_settings

    settings = checked_settings(
        Settings(
            attribution=attribution,
            published=published,
            outlet=outlet_name,
            places=str(places.resolve()) if places else None,
            actors=tuple(path.resolve() for path in actors),
        )
    )
    filters = _filters(languages, since, until, outlets, keywords)
    plan = Plan(
        out=out.resolve(),
        settings=settings,
        filters=filters,
        configuration=make_configuration(settings, filters, articles_per_shard),
        article=Article(seconds_per_article, memory_per_worker),
    )
    if dry_run:
        _print_dry_run(dry_run_of(archives, plan), as_json=as_json)
        return
    choice = Choice(again=again, retry=retry, verify=verify, workers=workers or usable_processors())
    with _ended_by_signals(), _told_progress() as tell:
        summary = code_archives(archives, plan, choice, _engine(engine_name, ray_address), tell)
    _print_summary(summary, plan, as_json=as_json)
    if summary.has_failed:
        raise click.exceptions.Exit(1)


def _filters(
    languages: tuple[str, ...],
    since: str | None,
    until: str | None,
    outlets: tuple[str, ...],
    keywords: tuple[str, ...],
) -> Filters:
    from sayso.bulk.filters import Filters

    return Filters(
        languages=languages, since=since, until=until, outlets=outlets, keywords=keywords
    )


def _engine(name: EngineName, address: str | None) -> Engine:
    if name == "ray":
        from sayso.engine.ray_tasks import RayEngine

        return RayEngine(address)
    from sayso.engine.local import run_locally

    return run_locally


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: with what is finished kept."""

    def end(_: int, __: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _told_progress() -> Iterator[Callable[[Progress], None]]:
    """Progress on standard error: a bar where somebody looks, else a line now and then."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("shards, {task.fields[rest]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("code", total=None, rest="planning")
        yield lambda p: bar.update(task, completed=p.done, total=p.shards, rest=_rest(p))


class _Lines:
    """A line of progress every half minute."""

    def __init__(self) -> None:
        self._told = monotonic()

    def tell(self, progress: Progress) -> None:
        """Say where the run stands, if it was not said just now."""
        if monotonic() - self._told < _LINE_SECONDS:
            return
        self._told = monotonic()
        of = "" if progress.shards is None else f" of {progress.shards}"
        click.echo(f"{progress.done}{of} shards, {_rest(progress)}", err=True)


def _rest(progress: Progress) -> str:
    rate = progress.articles / progress.seconds if progress.seconds else 0.0
    left = "" if progress.left_seconds is None else f", {_time(progress.left_seconds)} left"
    return f"{progress.articles:,} articles, {rate:.1f} a second{left}"


def _time(seconds: float) -> str:
    """90 → "1:30", 7,300 → "2:01:40" """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _print_summary(summary: Summary, plan: Plan, *, as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(summary).decode())
        return
    from sayso.bulk.manifest import QUARANTINE_FILE
    from sayso.terminal import safe

    counts = summary.counts
    shards = [f"{summary.coded} coded"]
    shards += [f"{summary.there_before} finished before"] if summary.there_before else []
    shards += [f"{summary.repaired} of them broken and coded anew"] if summary.repaired else []
    click.echo(f"{summary.shards} shards: {', '.join(shards)}")
    told = [f"{counts.read:,} read", f"{counts.claims:,} claims"]
    told += [f"{counts.skipped:,} skipped"] if counts.skipped else []
    told += [f"{counts.failed:,} failed"] if counts.failed else []
    told += [f"{counts.left_out:,} left out"] if counts.left_out else []
    told += [f"{number:,} dropped: {reason}" for reason, number in sorted(counts.dropped.items())]
    rate = counts.articles / summary.seconds if summary.seconds else 0.0
    click.echo(
        f"{counts.articles:,} articles: {', '.join(told)};"
        f" {_time(summary.seconds)}, {rate:.1f} articles a second"
    )
    for entry in summary.quarantine[:_SHOWN_QUARANTINE]:
        where = entry.archive if entry.position is None else f"{entry.archive}, {entry.source_id}"
        click.echo(f"not coded: {safe(where)}: {safe(entry.reason)}")
    if len(summary.quarantine) > _SHOWN_QUARANTINE:
        more = len(summary.quarantine) - _SHOWN_QUARANTINE
        click.echo(f"not coded: {more} more, in {plan.out / QUARANTINE_FILE}")
    if summary.stopped:
        click.echo("stopped: what is finished is kept; the same command goes on")
    click.echo(f"digest {summary.digest}")


def _print_dry_run(found: DryRun, *, as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found).decode())
        return
    from sayso.terminal import safe

    click.echo(
        f"{found.shards} shards, {found.articles:,} articles; {found.finished} shards finished before"
    )
    if found.judged:
        told = [f"{number:,} dropped: {reason}" for reason, number in sorted(found.dropped.items())]
        click.echo(f"of the first {found.judged:,} articles {', '.join(told) or 'none dropped'}")
    for entry in found.broken:
        click.echo(f"cannot be read: {safe(entry.archive)}: {safe(entry.reason)}")
