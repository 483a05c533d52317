"""The commands over coded shards: across · load shards.

Comes in: a folder that `sayso code` wrote, and options. Goes out: what is printed. Part of the command line (cli.py):
imports that take time stand inside the commands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.errors import UsageError

if TYPE_CHECKING:
    from sayso.bulk.loading import LoadSummary

# What DuckDB takes for a size.
_SIZE = re.compile(r"\d+(\.\d+)?\s?[KMGT]i?B", re.IGNORECASE)

_SHARDS = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")


@click.command()
@_SHARDS
@click.option(
    "--memory",
    default="1GB",
    show_default=True,
    metavar="SIZE",
    help="What the database may hold in memory; the rest goes to the disk, into DIR.",
)
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 64))
def across(folder: Path, memory: str, threads: int) -> None:
    """Find copies and incidents across all shards of DIR (sayso code … --out DIR).

    Writes copies.parquet, incidents.parquet and members.parquet into DIR/across. Without new shards a rerun does
    nothing.
    """
    if not _SIZE.fullmatch(memory):
        raise UsageError(f'--memory "{memory}" is no size: write it as 500MB or 2GB')
    from sayso.bulk.across import FOLDER, link_shards
    from sayso.bulk.workspace import AcrossLimits

    with _telling() as say:
        manifest, is_new = link_shards(folder, AcrossLimits(memory=memory, threads=threads), say)
    click.echo(
        f"documents: {manifest.documents}, shards: {manifest.shards}, copies: {manifest.copies},"
        f" incidents: {manifest.incidents}, pairs compared: {manifest.compared}"
    )
    click.echo(f"{folder / FOLDER}: {'written' if is_new else 'nothing has changed'}")


@click.command("shards")
@_SHARDS
@click.argument("store", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.db")
@click.option("--since", metavar="DATE", help="Only reports published on or after a day.")
@click.option("--until", metavar="DATE", help="Only reports published on or before a day.")
@click.option("--country", multiple=True, metavar="ISO3", help="Only with a place in it: SYR.")
@click.option("--outlet", multiple=True, metavar="NAME", help="Only of this outlet: id or name.")
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Only with such an event: ASSAULT."
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME",
    help="Only with such a claim: toll.killed.",
)
@click.option(
    "--claimant",
    "claimants",
    multiple=True,
    metavar="NAME",
    help="Only with a claim of theirs: id or name.",
)
@click.option(
    "--incident",
    "incidents",
    multiple=True,
    metavar="ID",
    help="Only reports of this incident (sayso across finds them).",
)
def load_shards_command(
    folder: Path,
    store: Path,
    since: str | None,
    until: str | None,
    **words: tuple[str, ...],
) -> None:
    """Bring reports of coded shards into a store, without reading them again.

    A filter may be given several times: any of its values will do. All filters have to hold. Then "sayso incidents
    FILE.db" links what was loaded.
    """
    from sayso.bulk.choosing import Choice
    from sayso.bulk.loading import load_shards

    choice = Choice(
        since=_day(since),
        until=_day(until),
        countries=words["country"],
        outlets=words["outlet"],
        types=words["types"],
        properties=words["properties"],
        claimants=words["claimants"],
        incidents=words["incidents"],
    )
    with _telling() as say:
        summary = load_shards(folder, store, choice, say=say)
    _tell(summary)
    if summary.damaged:
        raise click.exceptions.Exit(1)


def _tell(summary: LoadSummary) -> None:
    from sayso.terminal import safe

    click.echo(
        f"{summary.documents} documents with {summary.claims} claims, {summary.problems} inputs that were not read;"
        f" raw bytes of {summary.raw_kept} kept, of {summary.raw_missing} not"
    )
    for shard, position, reason in summary.damaged:
        where = f"shard {shard}" if position is None else f"shard {shard}, position {position}"
        click.echo(f"damaged: {where}: {safe(reason)}", err=True)


def _day(day: str | None) -> str | None:
    if day is None:
        return None
    from sayso.ingest.dates import normalise_date

    normal = normalise_date(day)
    if normal is None:
        raise UsageError(f'"{day}" is no date: write it as 2016-05-04')
    return normal[:10]


@contextmanager
def _telling() -> Iterator[Any]:
    """A line on standard error that tells what is being done, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda words: None
        return
    from sayso.terminal import make_console

    with make_console(stderr=True).status("") as status:
        yield status.update
