"""The commands of an audit: draw a sample of claims, judge it item by item, report precision with intervals.

Comes in: the path of a store and options. Goes out: what is printed. Imports that take time stand inside the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from sayso.cli_incidents import open_dossiers, print_json, signed
from sayso.cli_options import STORE
from sayso.review_model import WrongPart

AUDIT = click.option("--audit", "name", metavar="ID", help="Which one; the latest if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group()
@STORE
@click.pass_context
def audit(context: click.Context, store: Path) -> None:
    """How right the claims of this store are: a random sample, judged by people, with intervals.

    Draw once, then next and judge in turn; it can be left and gone on with at any time.
    """
    context.obj = store


@audit.command("draw")
@click.option("--size", default=100, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same claims.")
@click.option("--stratified", is_flag=True, help="As evenly as may be over properties and stances.")
@signed
def audit_draw(store: Path, size: int, seed: int, stratified: bool, by: str, reason: str) -> None:
    """Draw a sample of the current claims."""
    from sayso.store.audits import draw_audit
    from sayso.store.deciding import Signature

    with open_dossiers(store, None) as (connection, _):
        drawn = draw_audit(connection, size, seed, Signature(by, reason), is_stratified=stratified)
    click.echo(f"{drawn.id}  {drawn.size} of {drawn.population} claims drawn")


@audit.command("next")
@click.option("--by", required=True, metavar="NAME", help="Who judges.")
@AUDIT
@JSON
@click.pass_obj
def audit_next(store: Path, by: str, name: str | None, as_json: bool) -> None:
    """The next claim that somebody has not judged, in its report."""
    from sayso.store.audits import find_audit, next_item
    from sayso.store.cards import cut_pieces
    from sayso.store.view import read_report
    from sayso.terminal import make_console
    from sayso.terminal_review import render_item

    with open_dossiers(store, None, keeps=False) as (connection, _):
        drawn = find_audit(connection, name)
        item = next_item(connection, drawn.id, by)
        if item is None:
            click.echo(f"{drawn.id}: {by} has judged all {drawn.size}")
            return
        if as_json:
            print_json(item)
            return
        report = read_report(connection, item.document)
        text = report.document.text if report is not None else ""
        make_console().print(render_item(item, drawn.size, cut_pieces(text, item.evidence)))


@audit.command("judge")
@click.argument("number", type=int)
@click.argument("verdict", type=click.Choice(["right", "wrong"]))
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(get_args(WrongPart)),
    help="Which part is wrong; may be given again.",
)
@AUDIT
@signed
def audit_judge(
    store: Path,
    number: int,
    verdict: str,
    parts: tuple[WrongPart, ...],
    name: str | None,
    by: str,
    reason: str,
) -> None:
    """Say whether an item is right, or what of it is wrong."""
    from sayso.store.audits import find_audit, judge_item
    from sayso.store.deciding import Signature

    with open_dossiers(store, None) as (connection, _):
        drawn = find_audit(connection, name)
        signature = Signature(by, reason)
        is_right = verdict == "right"
        judge_item(connection, drawn.id, number, signature, is_right=is_right, parts=parts)
    click.echo(f"{drawn.id}  {number}  {verdict}")


@audit.command("report")
@AUDIT
@JSON
@click.pass_obj
def audit_report(store: Path, name: str | None, as_json: bool) -> None:
    """Precision on this store, by property and stance, with 95 % intervals."""
    from sayso.store.audits import find_audit, report_audit
    from sayso.terminal import make_console
    from sayso.terminal_review import render_audit

    with open_dossiers(store, None, keeps=False) as (connection, _):
        report = report_audit(connection, find_audit(connection, name))
        if as_json:
            print_json(report)
        else:
            make_console().print(render_audit(report))
