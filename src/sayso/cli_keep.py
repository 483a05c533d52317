"""The commands that keep a store safe: backup · restore · check · merge · conflicts.

Comes in: paths and options. Goes out: what is printed. Imports that take time stand inside the commands.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli_incidents import open_dossiers, print_json
from sayso.cli_options import STORE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sayso.store.backing_up import Kept
    from sayso.store.conflicts import Conflict, SignedSide

_FILE = click.Path(path_type=Path, dir_okay=False)
FORCE = click.option(
    "--force", is_flag=True, help="Replace what is there, unless somebody has it open."
)
JSON = click.option("--json", "as_json", is_flag=True, help="As one JSON object.")


@click.command()
@STORE
@click.argument("target", type=_FILE, metavar="TARGET")
@FORCE
@JSON
def backup(store: Path, target: Path, force: bool, as_json: bool) -> None:
    """Copy a store into one file as it stands now, while others read and write it.

    The copy is checked before it gets its name. It holds all that the store holds, users and what is restricted
    included, and may be read by nobody who may not read the store.
    """
    from sayso.store.backing_up import make_backup

    _tell(make_backup(store, target, force=force), as_json=as_json)


@click.command()
@click.argument("copy", type=_FILE, metavar="BACKUP")
@STORE
@FORCE
@JSON
def restore(copy: Path, store: Path, force: bool, as_json: bool) -> None:
    """Put a backup in the place of a store; what stood there is only replaced by --force, and never while in use."""
    from sayso.store.backing_up import restore_backup

    _tell(restore_backup(copy, store, force=force), as_json=as_json)


def _tell(kept: Kept, *, as_json: bool) -> None:
    if as_json:
        print_json(kept)
        return
    counts = ", ".join(f"{count} {table}" for table, count in kept.counts.items())
    click.echo(f"{kept.path}  {kept.size / 1e6:.1f} MB, checked: {counts}")


@click.command()
@click.argument("store", type=click.Path(path_type=Path), metavar="FILE.db")
@click.option(
    "--deep", is_flag=True, help="Also every earlier reading, and the index of words by its words."
)
@JSON
def check(store: Path, deep: bool, as_json: bool) -> None:
    """Whether a store is whole: digests, spans, redirects, pointers, logs. Nothing is written or mended.

    One line a finding, with what to do about it. Exit code: 0 nothing found, 1 something found, 2 wrong usage.
    """
    from sayso.store.checking import check_store
    from sayso.terminal import safe

    checked = check_store(store, deep=deep)
    if as_json:
        print_json(checked)
    else:
        for finding in checked.findings:
            click.echo(safe(str(finding)))
        for note in checked.notes:
            click.echo(f"note: {note}")
        counts = ", ".join(f"{count} {table}" for table, count in checked.checked.items())
        found = f"{len(checked.findings)} found" if checked.findings else "nothing found"
        click.echo(f"{store}: {found} in {counts}" if counts else f"{store}: {found}")
    if checked.findings:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("one", type=_FILE, metavar="A.db")
@click.argument("other", type=_FILE, metavar="B.db")
@click.option("--into", type=_FILE, metavar="C.db", help="The store to write; A and B stay.")
@click.option("--by", metavar="NAME", help="Who merges; your user name if left out.")
@FORCE
@JSON
def merge(
    one: Path, other: Path, into: Path | None, by: str | None, force: bool, as_json: bool
) -> None:
    """Make one store of two analysts' stores; list what they signed otherwise.

    All that either holds is kept: reports, readings, judgements as they were signed, comments, users, logs. What is
    restricted in one is restricted, what is erased in one is erased. Without --into nothing is written: it tells what
    would come of it.
    """
    from sayso.store.merging import merge_stores

    made = merge_stores(one, other, into, by or getpass.getuser(), force=force)
    if as_json:
        print_json(made)
        return
    for table, (mine, theirs, merged) in made.counts.items():
        click.echo(f"{table}: {mine} and {theirs} → {merged}")
    for table, number in made.settled.items():
        click.echo(
            f"{table}: {number} of which the two hold different rows; the rest is kept aside"
        )
    _print_conflicts(made.conflicts)
    click.echo(
        f"{into}  written, checked" if into else "nothing was written: --into C.db writes it"
    )


@click.command()
@STORE
@JSON
def conflicts(store: Path, as_json: bool) -> None:
    """What two people signed otherwise in stores that were merged, as long as nobody has decided.

    The later one holds meanwhile. A judgement that somebody signs now ends a conflict; so does withdrawing one of the
    two.
    """
    from sayso.store.conflicts import find_conflicts

    with open_dossiers(store, None, keeps=False) as (connection, _):
        found = find_conflicts(connection)
    if as_json:
        print_json(found)
    else:
        _print_conflicts(found)


def _print_conflicts(found: Iterable[Conflict]) -> None:
    found = list(found)
    for conflict in found:
        click.echo(
            f"conflict  {conflict.kind} {_safe(conflict.about)}, {_safe(conflict.what)}:"
            f" {_signed(conflict.holds)} (holds); {_signed(conflict.other)}"
        )
    click.echo(f"{len(found)} conflict{'' if len(found) == 1 else 's'}")


def _signed(side: SignedSide) -> str:
    name = f" {side.judgement}" if side.judgement else ""
    return f"{_safe(side.by)} on {side.at[:10]} “{_safe(side.says)}”{name}"


def _safe(words: str) -> str:
    from sayso.terminal import safe

    return safe(words)
