"""The command `export`: chosen incidents of a store, in a format.

Comes in: the path of a store and options. Goes out: files in a folder, or one on standard output. Imports that take
time stand inside the command.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli_options import AS_OF, POLICY, STORE
from sayso.errors import StoreError, UsageError

if TYPE_CHECKING:
    import sqlite3

    from sayso.export.package import Exported
    from sayso.views.selection import Selection

FORMAT_NAMES = (
    *("native", "acled", "ucdp", "gdelt", "polecat", "hxl", "airwars"),
    *("geojson", "annotations", "prov", "ftm", "dossier", "citations"),
)


@click.command("export")
@STORE
@click.option(
    "--format", "name", required=True, type=click.Choice(FORMAT_NAMES), help="See docs/exports.md."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A folder, a .zip file, or - for the main file on standard output; sayso-FORMAT if left out.",
)
@click.option(
    "--select",
    metavar="QUERY",
    help='Filters as the page writes them: "grade=Contested&since=2018-08-01".',
)
@click.option(
    "--place", multiple=True, help="Only incidents whose place, or country code, is this."
)
@click.option(
    "--party", multiple=True, help="Only those that this party is blamed in or speaks in."
)
@click.option(
    "--since", metavar="DATE", help="Only those that happened or were reported on or after a day."
)
@click.option(
    "--until", metavar="DATE", help="Only those that happened or were reported on or before a day."
)
@click.option("--grade", multiple=True, help="Only those of this grade, as a whole or for a party.")
@click.option(
    "--stance",
    multiple=True,
    help="Only those in which somebody (--party, if given) takes this position.",
)
@click.option(
    "--id", "ids", multiple=True, metavar="INCIDENT", help="Only this incident; may be given again."
)
@click.option(
    "--all", "with_asides", is_flag=True, help="Also incidents that reports only tell in passing."
)
@AS_OF
@POLICY
@click.option(
    "--cells",
    metavar="NAME|FILE.yaml",
    help="Choose cells by this policy: shipped, or a file of your own.",
)
@click.option(
    "--redact",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.yaml",
    help="Mask the persons and places that this file names, everywhere.",
)
@click.option("--bom", is_flag=True, help="Begin CSV with the mark by which Excel knows UTF-8.")
@click.option("--numeric", is_flag=True, help="Types of actors as numbers (acled).")
@click.option(
    "--text",
    "with_text",
    is_flag=True,
    help="With the documents' texts (native): mind whose they are.",
)
def export_command(
    store: Path,
    name: str,
    out: Path | None,
    select: str | None,
    place: tuple[str, ...],
    party: tuple[str, ...],
    since: str | None,
    until: str | None,
    grade: tuple[str, ...],
    stance: tuple[str, ...],
    ids: tuple[str, ...],
    with_asides: bool,
    as_of: str | None,
    policy: str | None,
    cells: str | None,
    redact: Path | None,
    bom: bool,
    numeric: bool,
    with_text: bool,
) -> None:
    """Export incidents and what they stand on.

    Without a filter everything is exported that the table of incidents shows; `native` then also holds documents that
    tell of no incident. Each export has a README.txt: which policy chose each cell, and what was lost.
    """
    from urllib.parse import parse_qsl

    from sayso.export.cell_policy import DEFAULT_CELLS
    from sayso.export.choosing import export_store
    from sayso.export.exporting import Options
    from sayso.export.redaction import read_redaction
    from sayso.store.linking import link_pending
    from sayso.store.tables import open_store
    from sayso.views.policy import DEFAULT_POLICY, load_policy
    from sayso.views.selection import parse_selection

    if not store.is_file():
        raise StoreError(f'no store at {store}: make one with "sayso read … --store {store}"')
    many = {"place": place, "party": party, "grade": grade, "stance": stance, "id": ids}
    one = {"since": since, "until": until, "as_of": as_of, "all": "1" if with_asides else None}
    pairs = parse_qsl(select or "")
    pairs += [(field, value) for field, values in many.items() for value in values]
    pairs += [(field, value) for field, value in one.items() if value is not None]
    selection = parse_selection(pairs)
    target = _target(name, out)
    options = Options(
        cells=cells or DEFAULT_CELLS,
        redaction=read_redaction(redact) if redact else None,
        bom=bom,
        inter_numeric=numeric,
        with_text=with_text,
    )
    graded_by = load_policy(policy or DEFAULT_POLICY)
    with closing(open_store(store)) as connection:
        link_pending(connection)
        selection = _with_whole_ids(connection, selection)
        with export_store(connection, name, selection, graded_by, options, keeps=True) as exported:
            _hand_out(exported, target)


def _target(name: str, out: Path | None) -> Path:
    """Where to write: an old export is never mixed with a new one, lest a name survive in what was not replaced."""
    target = out or Path(f"sayso-{name}")
    if str(target) == "-" or target.suffix == ".zip":
        return target
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise UsageError(f"{target} is there already: choose a new folder, a .zip file, or -")
    return target


def _with_whole_ids(connection: sqlite3.Connection, selection: Selection) -> Selection:
    """The selection with whole ids for starts of ids, and ids that lead to them; who names an incident wants it."""
    from msgspec.structs import replace

    from sayso.store.dossiers import Dossiers
    from sayso.views.policy import load_policy
    from sayso.views.sides import load_sides

    dossiers = Dossiers(connection, load_sides(), load_policy(), keeps=False)
    found = {name: dossiers.find(name) for name in selection.id}
    for name, incident in found.items():
        if incident is None:
            raise UsageError(f"no incident is called {name}: sayso incidents lists them")
    ids = tuple(sorted({incident for incident in found.values() if incident is not None}))
    return replace(selection, id=ids, all=selection.all or bool(ids))


def _hand_out(exported: Exported, target: Path) -> None:
    if str(target) == "-":
        for piece in exported.main.chunks():
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    if target.suffix == ".zip":
        exported.save_zip(target)
        click.echo(str(target))
    else:
        for path in exported.save(target):
            click.echo(str(path))
    counts = ", ".join(f"{number} {what}" for what, number in exported.counts.items())
    click.echo(counts or "nothing fits the selection", err=True)
