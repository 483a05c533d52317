"""The command line: read · mapping · watch · code · across · incidents · show · judge · why · actors · load …

Only this file and its commands print and exit.

Exit codes: 0 everything was read or skipped with a reason, 1 something failed (the rest was read), 2 wrong usage.
Imports that take time stand inside the commands, so that `sayso --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, get_args

import click

from sayso.cli_across import across, load_shards_command
from sayso.cli_audit import audit
from sayso.cli_code import code
from sayso.cli_export import export_command
from sayso.cli_incidents import incidents, judge, show_incident, why
from sayso.cli_inputs import chosen_mapping, mapping, tell_guesses, watch
from sayso.cli_keep import backup, check, conflicts, merge, restore
from sayso.cli_options import AS_OF, POLICY, SECONDS
from sayso.cli_review import review
from sayso.cli_serve import serve
from sayso.cli_users import erase, restrict, users
from sayso.config import AttributionSetting, Settings
from sayso.deadline import SECONDS_PER_ARTICLE
from sayso.errors import SaysoError, UsageError

if TYPE_CHECKING:
    from sayso.ingest.documents import Ingested
    from sayso.ingest.export_layouts import Layout
    from sayso.ingest.mappings import Mapping
    from sayso.model import Report
    from sayso.store.writer import StoreWriter
    from sayso.terminal import Summary


class SaysoCommands(click.Group):
    """Expected errors end in one line and an exit code, not in a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except UsageError as error:
            click.echo(f"sayso: {error}", err=True)
            context.exit(2)
        except SaysoError as error:
            click.echo(f"sayso: {error}", err=True)
            context.exit(1)
        except BrokenPipeError:
            # The reader went away (sayso read … | head): nothing is wrong, and nothing more can be said.
            sys.stderr.close()
            context.exit(0)
        except OSError as error:
            _give_up_output()
            click.echo(f"sayso: {_told(error)}", err=True)
            context.exit(1)
        except Exception as error:
            # what has not been loaded has raised nothing
            database = sys.modules.get("sqlite3")
            if database is None or not isinstance(error, database.Error):
                raise
            click.echo(f"sayso: store: {error}", err=True)
            context.exit(1)


def _told(error: OSError) -> str:
    """What the system says, and of which file; without a name it is mostly the output that cannot be written."""
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror or error}"


def _give_up_output() -> None:
    """Throw away what could not be written (/dev/full), lest it fail once more when the process ends."""
    import os

    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from sayso.config import model_version, sayso_version, stack_drift, stack_versions

    click.echo(f"sayso {sayso_version()}")
    click.echo(f"model {model_version(Settings().model)}")
    click.echo(
        "stack " + ", ".join(f"{name} {version}" for name, version in stack_versions().items())
    )
    for drift in stack_drift():
        click.echo(f"slow: {drift}")
    context.exit()


@click.group(cls=SaysoCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Versions of sayso, its model and the stack below.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell on standard error what is being done.")
def main(verbose: bool) -> None:
    """Read news reports about conflict: who did what to whom, where, when, how many — and on whose say-so."""
    import logging

    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL,
        format="%(name)s: %(message)s",
        stream=sys.stderr,
    )


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="PATH|URL|-…")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object a line, one line per input (sayso schema).",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also record in this SQLite file.",
)
@click.option(
    "--published", metavar="DATE", help="Publication date of input that tells none: 2016-05-04."
)
@click.option(
    "--outlet", metavar="NAME", help="Outlet of input that tells none: a name or a domain."
)
@click.option("--url", metavar="URL", help="Address of input that tells none.")
@click.option(
    "--attribution",
    type=click.Choice(list(get_args(AttributionSetting))),
    default=Settings().attribution,
    show_default=True,
    help="How sources are found: rules (fast), a learned tagger in one pass (balanced) or in two (accurate).",
)
@click.option(
    "--places",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Your own places: name,lat,lon and, if wanted, country,kind,names,within,population.",
)
@click.option(
    "--actors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Your own actors, YAML or CSV (sayso actors FILE checks it); may be given again.",
)
@click.option(
    "--mapping",
    "mapped_by",
    metavar="NAME|FILE.yaml",
    help="Which column of a table holds what (sayso mapping proposes it); --store remembers it by its name.",
)
@click.option(
    "--layout",
    type=click.Choice(["nexis", "factiva", "ninjs"]),
    help="Read text or JSON files as an export of many articles in this layout.",
)
@SECONDS
@click.option("--all", "all_claims", is_flag=True, help="Print bare occurrences too.")
@click.option(
    "--allow-private", is_flag=True, help="Fetch from private and loopback addresses as well."
)
def read(
    inputs: tuple[str, ...],
    as_json: bool,
    store: Path | None,
    published: str | None,
    outlet: str | None,
    url: str | None,
    attribution: AttributionSetting,
    places: Path | None,
    actors: tuple[Path, ...],
    mapped_by: str | None,
    layout: Layout | None,
    seconds_per_article: float,
    all_claims: bool,
    allow_private: bool,
) -> None:
    """Read reports and print what they claim.

    Input is an HTML page, a plain-text file, a JSONL file ({"id", "text", "title"?, "url"?, "outlet"?, "published"?,
    "language"?} a line), a table of articles (CSV, XLSX), a folder of these, an http(s) address, or - for standard
    input.
    """
    from sayso.terminal import Summary

    settings = Settings(
        attribution=attribution,
        published=published,
        outlet=outlet,
        url=url,
        allow_private=allow_private,
        places=str(places) if places else None,
        actors=actors,
    )
    columns = chosen_mapping(mapped_by, store)
    if columns is None:
        tell_guesses(inputs)
    summary = Summary()
    started = monotonic()
    with ExitStack() as stack:
        writer = _open_writer(stack, store)
        for report, item in _read_all(
            inputs, settings, columns, layout, seconds_per_article, quiet=as_json
        ):
            if writer is not None:
                report = _written(writer, report, item)
            summary.count(report)
            _print_report(report, as_json=as_json, all_claims=all_claims)
    summary.seconds = monotonic() - started
    _print_summary(summary, as_json=as_json)
    if summary.failed:
        raise click.exceptions.Exit(1)


def _open_writer(stack: ExitStack, store: Path | None) -> StoreWriter | None:
    if store is None:
        return None
    from sayso.store.writer import StoreWriter

    return stack.enter_context(StoreWriter(store))


def _written(writer: StoreWriter, report: Report, item: Ingested) -> Report:
    """Record a report; what goes out says so where it was not recorded, because its document was erased."""
    stored = writer.write(report, item.raw)
    if report.problem is not None or stored.problem is None:
        return report
    from sayso.flow import problem_report
    from sayso.model import Document

    document, problem = report.document, stored.problem
    blank = Document(id=document.id, source_id=document.source_id, text="")
    return problem_report(
        blank, problem.stage, problem.reason, skipped=problem.skipped, run=report.run
    )


def _read_all(
    inputs: tuple[str, ...],
    settings: Settings,
    columns: Mapping | None = None,
    layout: Layout | None = None,
    seconds: float = SECONDS_PER_ARTICLE,
    *,
    quiet: bool,
) -> Iterator[tuple[Report, Ingested]]:
    from sayso.flow import load_pipeline, read_reports
    from sayso.ingest.documents import checked_settings, read_inputs

    settings = checked_settings(settings)
    pipeline = load_pipeline(settings)
    items = read_inputs(inputs, settings, mapping=columns, layout=layout, seconds=seconds)
    with _progress(quiet=quiet) as advance:
        for pair in read_reports(pipeline, items, seconds):
            advance()
            yield pair


def _progress(*, quiet: bool) -> Any:
    """A counter on standard error while standard output goes elsewhere; nothing where both are the terminal."""
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not quiet):
        return nullcontext(lambda: None)
    return _Counter()


class _Counter:
    """Reports read and reports a second, for work long enough to wonder."""

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.completed} reports read"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        task = self._progress.add_task("read", total=None)
        self._progress.start()
        return lambda: self._progress.advance(task)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _print_report(report: Report, *, as_json: bool, all_claims: bool) -> None:
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()
        return
    from sayso.terminal import make_console, render_report

    make_console().print(render_report(report, all_claims=all_claims))


def _print_summary(summary: Summary, *, as_json: bool) -> None:
    from sayso.terminal import make_console, render_summary

    make_console(stderr=as_json).print(render_summary(summary))


@main.command()
@click.argument("store", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.db")
@click.argument("name", required=False, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The incident or report as one JSON object.")
@click.option("--all", "everything", is_flag=True, help="Everything: bare occurrences, all rows.")
@click.option(
    "--dossier", is_flag=True, help="ID is a report's: show the incident that it is mainly about."
)
@AS_OF
@POLICY
def show(
    store: Path,
    name: str | None,
    as_json: bool,
    everything: bool,
    dossier: bool,
    as_of: str | None,
    policy: str | None,
) -> None:
    """Show an incident's dossier, or a stored report; without ID list the reports.

    ID is an incident's, a document's or a claim's (a start is enough), or the input id of a report.
    """
    from sayso.store.view import StoreView

    if name is not None and show_incident(
        store,
        name,
        of_report=dossier,
        as_json=as_json,
        everything=everything,
        as_of=as_of,
        policy=policy,
    ):
        return
    with StoreView(store) as view:
        if name is None:
            _print_contents(view.view_counts(), view.view_reports())
        else:
            _print_report(view.view_report(name), as_json=as_json, all_claims=everything)


def _print_contents(counts: dict[str, int], rows: list[tuple[str, str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from sayso.terminal import make_console, safe

    table = Table("document", "input", "title", box=None)
    for document, source_id, title in rows:
        table.add_row(document[:12], Text(safe(source_id)), Text(safe(title)))
    make_console().print(table)
    click.echo(", ".join(f"{number} {what}" for what, number in counts.items()))


@main.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE…",
)
@click.option(
    "--in",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="Also read this report or folder and count where each row is meant; may be given again.",
)
def actors(files: tuple[Path, ...], inputs: tuple[str, ...]) -> None:
    """Check your own actors and list them: which replace shipped ones, which names they take over, which are met."""
    from sayso.extract.actors.known_actors import load_actor_lexicon, tell_own_actors

    rows = tell_own_actors(load_actor_lexicon(files), load_actor_lexicon())
    if not inputs:
        _print_table(("id", "name", "names", "instead of"), [row[:4] for row in rows])
        return
    settings = Settings(actors=files)
    counts: dict[str, int] = {}
    for report, _ in _read_all(inputs, settings, quiet=False):
        for mention in report.mentions:
            if mention.actor is not None:
                counts[mention.actor] = counts.get(mention.actor, 0) + 1
    _print_table(
        ("id", "name", "names", "instead of", "mentions"),
        [(*row, str(counts.get(row[0], 0))) for row in rows],
    )


def _print_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from sayso.terminal import make_console, safe

    table = Table(*head, box=None)
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    make_console().print(table)


@main.command()
@click.argument("of", type=click.Choice(["report", "incident"]), default="report")
def schema(of: str) -> None:
    """Print the JSON Schema of one line of `sayso read --json`, or of `sayso incidents --json`."""
    import json

    from sayso.incident_model import incident_schema
    from sayso.model import report_schema

    click.echo(json.dumps(report_schema() if of == "report" else incident_schema(), indent=2))


@main.command()
@click.argument("dataset", metavar="DATASET")
@click.argument(
    "folders",
    nargs=-1,
    default=("tests",),
    type=click.Path(path_type=Path, exists=True),
    metavar="[FOLDER]…",
)
@click.option(
    "--attribution",
    type=click.Choice(list(get_args(AttributionSetting))),
    default=Settings().attribution,
    show_default=True,
    help="How sources are found.",
)
@click.option("--limit", type=int, help="Only the first documents of each set.")
@click.option("--json", "as_json", is_flag=True, help="The scores as one JSON object.")
def evaluate(
    dataset: str,
    folders: tuple[Path, ...],
    attribution: AttributionSetting,
    limit: int | None,
    as_json: bool,
) -> None:
    """Score sayso on a gold set, or on all.

    Sets: attribution, events, pairs, responsibility, roles, places, times, sentences, event-sentences, figures,
    linking, roundups, copies. Each FOLDER holds some of them: one with attribution/, events/, geotime/ and linking/ the
    public ones; our own sentences lie in the checkout's tests/, which is searched if no folder is given.
    """
    from sayso.evaluate.boards import render_scores, score_datasets
    from sayso.terminal import make_console

    scores = score_datasets(dataset, folders, limit, Settings(attribution=attribution))
    if as_json:
        import json

        click.echo(json.dumps(scores, indent=2))
    else:
        make_console().print(render_scores(scores))


@main.group()
def load() -> None:
    """Load what was made elsewhere: knowledge that sayso keeps outside its stores, reports of coded archives."""


@load.command("gazetteer")
@click.argument(
    "dump", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[DUMP.txt]"
)
@click.option("--force", is_flag=True, help="Build the index anew even if it is there.")
def load_gazetteer(dump: Path | None, force: bool) -> None:
    """Build the local index of place names (once, some 20 seconds).

    With DUMP.txt, GeoNames' export of all countries or of one (allCountries.txt, SD.txt), add its places to the index.
    """
    from sayso.gazetteer import gazetteer_path, open_gazetteer

    path = gazetteer_path()
    is_needed = force or not path.exists()
    if not is_needed and dump is None:
        click.echo(f"gazetteer: there already, {path}")
        return
    if is_needed:
        click.echo("gazetteer: building the index of place names, some 20 seconds", err=True)
        with _waiting():
            open_gazetteer(path, anew=force)
    if dump is not None:
        _add_dump(path, dump)
    click.echo(f"gazetteer: {path.stat().st_size / 1e6:.0f} MB in {path}")


def _waiting() -> Any:
    """A spinner with the time gone by, where somebody looks."""
    if not sys.stderr.isatty():
        return nullcontext()
    from sayso.terminal import make_console

    return make_console(stderr=True).status("reading places and names")


def _add_dump(path: Path, dump: Path) -> None:
    from rich.progress import Progress

    from sayso.gazetteer_dump import add_dump, render_count
    from sayso.terminal import make_console

    console = make_console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        size = dump.stat().st_size if dump.is_file() else None
        task = progress.add_task("adding places", total=size)
        count = add_dump(path, dump, lambda length: progress.advance(task, length))
    for line in render_count(count):
        click.echo(line)
    if count.wrong and not count.added and not count.known:
        raise click.exceptions.Exit(1)


_COMMANDS = (
    mapping,
    watch,
    code,
    across,
    incidents,
    judge,
    why,
    review,
    audit,
    serve,
    export_command,
    users,
    restrict,
    erase,
    backup,
    restore,
    check,
    merge,
    conflicts,
)
for _command in _COMMANDS:
    main.add_command(_command)
load.add_command(load_shards_command)
