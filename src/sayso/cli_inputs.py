"""Getting reports in, on the command line: mapping · watch, and what `sayso read` does about tables.

Only the command line prints and exits; what expected errors do is said in one place (cli.py): imports that take time
stand inside the commands.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from sayso.cli_options import SECONDS
from sayso.config import AttributionSetting, Settings
from sayso.errors import SaysoError, UsageError

if TYPE_CHECKING:
    from sayso.ingest.mappings import Mapping
    from sayso.watch import Stop

_SHOWN_CHARACTERS = 60


@click.command()
@click.argument("table", required=False, type=click.Path(path_type=Path), metavar="[TABLE]")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; the first if not given.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.db",
    help="Without TABLE: print the mappings that this store remembers.",
)
def mapping(table: Path | None, sheet: str | None, store: Path | None) -> None:
    """Propose which column of a table of articles (CSV, XLSX) holds what.

    Prints the mapping as YAML, with what the columns hold, to look over, correct and keep:
    sayso mapping articles.xlsx > articles.yaml; sayso read articles.xlsx --mapping articles.yaml
    """
    if table is not None:
        click.echo(_proposal(table, sheet), nl=False)
    elif store is not None:
        click.echo("---\n".join(_kept(store)), nl=False)
    else:
        raise UsageError("give a table to propose a mapping for, or --store to see those kept")


def _proposal(table: Path, sheet: str | None) -> str:
    from sayso.errors import InputError
    from sayso.ingest.mappings import write_mapping
    from sayso.ingest.tables import propose_for

    try:
        found, head = propose_for(table, sheet)
    except OSError as error:
        raise UsageError(f"no table at {table}: {error.strerror}") from error
    except InputError as error:
        raise UsageError(f"{table}: {error.reason}") from error
    if found is None:
        rows = "\n".join(f"  {row.number}: {_cut(' | '.join(row.cells))}" for row in head[:5])
        raise UsageError(
            f"{table}: no column is named like a text or an address; the first rows are\n{rows}"
        )
    names = [cell for row in head for cell in row.cells if row.number == (found.header or 1)]
    used = {str(column) for column in found.columns.values()}
    lines = [f"# {table.name}: guessed from the names of its columns; look it over"]
    samples = [row.cells for row in head if row.number > (found.header or 1)]
    for at, name in enumerate(names):
        sample = next((c[at] for c in samples if at < len(c) and c[at].strip()), "")
        mark = "" if name in used else "not used: "
        lines.append(f"#   {mark}{_cut(name)} = {_cut(sample)}")
    return "\n".join(lines) + "\n" + write_mapping(found)


def _cut(words: str) -> str:
    from sayso.terminal import safe

    line = safe(" ".join(words.split()))
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def _kept(store: Path) -> list[str]:
    from sayso.ingest.mappings import write_mapping
    from sayso.store.mappings import kept_mappings
    from sayso.store.tables import open_store_to_read

    with closing(open_store_to_read(store)) as connection:
        return [write_mapping(found) for found in kept_mappings(connection).values()]


def chosen_mapping(wanted: str | None, store: Path | None) -> Mapping | None:
    """The mapping of `--mapping`: a file's, or one that the store remembers; the store is told that it was used."""
    if wanted is None:
        return None
    from sayso.ingest.mappings import load_mapping
    from sayso.store.mappings import find_mapping, keep_mapping
    from sayso.store.tables import open_store

    path = Path(wanted)
    if store is None:
        return load_mapping(path)
    loaded = load_mapping(path) if path.is_file() else None
    with closing(open_store(store)) as connection:
        loaded = loaded or find_mapping(connection, wanted)
        keep_mapping(connection, loaded)
    return loaded


@click.command()
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS.yaml|URL…")
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.db",
    help="Where to record; made if it is not there.",
)
@click.option("--once", is_flag=True, help="Go round once and end: for cron.")
@click.option(
    "--every", metavar="TIME", help="How often each feed is asked: 90s, 15m, 2h; 15m if not given."
)
@click.option(
    "--host-delay",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two questions to one host; its robots.txt may ask for more.",
)
@click.option(
    "--attribution",
    type=click.Choice(list(get_args(AttributionSetting))),
    default=Settings().attribution,
    show_default=True,
    help="How sources are found.",
)
@SECONDS
@click.option(
    "--allow-private", is_flag=True, help="Fetch from private and loopback addresses as well."
)
def watch(
    feeds: tuple[str, ...],
    store: Path,
    once: bool,
    every: str | None,
    host_delay: float,
    attribution: AttributionSetting,
    seconds_per_article: float,
    allow_private: bool,
) -> None:
    """Watch RSS and Atom feeds: fetch, read and record what is new in them, until stopped (Ctrl-C, SIGTERM).

    Prints a line for whatever is done. With --once the exit code is 1 if something failed; it will be tried again.
    """
    from sayso.ingest.feeds import load_feeds, read_seconds
    from sayso.store.feeds import watch_lock
    from sayso.watch import Watcher

    chosen, listed = load_feeds(feeds)
    seconds = read_seconds(every or listed or "15m")
    stop = _stop_on_signals()
    with watch_lock(store):
        watcher = Watcher(
            store,
            chosen,
            Settings(attribution=attribution, allow_private=allow_private),
            tell=_tell,
            stop=stop,
            every_seconds=seconds,
            host_seconds=host_delay,
            article_seconds=seconds_per_article,
        )
        if not once:
            watcher.run()
            _tell("stopped")
            return
        done = watcher.run_once()
    _tell(
        f"{done.feeds} feeds asked, {done.new_items} new items,"
        f" {done.stored} stored, {done.skipped} skipped, {done.failed} failed"
    )
    if done.failed:
        raise click.exceptions.Exit(1)


def _tell(line: str) -> None:
    """A line of the log, with the time; what came from a feed cannot steer the terminal."""
    from datetime import UTC, datetime

    from sayso.terminal import safe

    click.echo(f"{datetime.now(UTC).isoformat(timespec='seconds')} {safe(line)}")
    sys.stdout.flush()


def _stop_on_signals() -> Stop:
    """A wish to end that the first SIGINT or SIGTERM sets; the second one ends the process as usual."""
    import signal

    from sayso.watch import Stop

    stop = Stop()
    former = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, _: object) -> None:
        stop.set()
        for each, handler in former.items():
            signal.signal(each, handler)

    for each in former:
        signal.signal(each, on_signal)
    return stop


def tell_guesses(inputs: tuple[str, ...]) -> None:
    """Say on standard error how tables without a mapping are going to be read."""
    from sayso.ingest.tables import TABLE_ENDINGS, propose_for

    for given in inputs:
        path = Path(given)
        if path.suffix.lower() not in TABLE_ENDINGS or not path.is_file():
            continue
        try:
            found, _ = propose_for(path)
        except (SaysoError, OSError):
            continue  # the row's problem says it
        if found is not None:
            pairs = (f"{field} ← {_cut(str(column))}" for field, column in found.columns.items())
            click.echo(
                f"{path.name}: columns guessed, {', '.join(pairs)} (sayso mapping {path.name} shows more)",
                err=True,
            )
