"""Getting reports in, on the command line: mapping · watch, and what `sayso read` does about tables.

Only the command line prints and exits; what expected errors do is said in one place (cli.py): imports that take time
stand inside the commands.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.errors import SaysoError, UsageError

if TYPE_CHECKING:
    from sayso.ingest.mappings import Mapping

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
