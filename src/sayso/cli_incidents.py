"""The commands over incidents: incidents · judge · why, and the dossier that `show` prints.

Comes in: the path of a store and options. Goes out: what is printed. Part of the command line (cli.py): imports that
take time stand inside the commands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sayso.cli_options import AS_OF, POLICY, STORE
from sayso.errors import StoreError, UsageError
from sayso.model import ClaimStance

if TYPE_CHECKING:
    import sqlite3

    from sayso.incident_model import Judgement, JudgementKind
    from sayso.store.deciding import Correction
    from sayso.store.dossiers import Dossiers
    from sayso.views.rows import IncidentRow


@click.command()
@STORE
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line (sayso schema incident)."
)
@click.option("--place", help="Only incidents whose place, or country code, is this.")
@click.option(
    "--party", help="Only those that this party is blamed in or speaks in: a name or an id."
)
@click.option(
    "--since", metavar="DATE", help="Only those that happened or were reported on or after a day."
)
@click.option(
    "--until", metavar="DATE", help="Only those that happened or were reported on or before a day."
)
@click.option("--grade", help="Only those of this grade, as a whole or for a party.")
@click.option(
    "--stance",
    help="Only those in which somebody (--party, if given) accuses, denies, admits, clears,"
    " withholds or is silent.",
)
@click.option(
    "--all", "with_asides", is_flag=True, help="Also those that reports only tell in passing."
)
@click.option("--relink", is_flag=True, help="Link everything anew, not only what is pending.")
@AS_OF
@POLICY
def incidents(
    store: Path,
    as_json: bool,
    place: str | None,
    party: str | None,
    since: str | None,
    until: str | None,
    grade: str | None,
    stance: str | None,
    with_asides: bool,
    relink: bool,
    as_of: str | None,
    policy: str | None,
) -> None:
    """Link what is pending into incidents, then list them: grade, place, day, tolls, independent origins.

    The table shows the incidents that some report is mainly about.
    """
    from sayso.store.linking import link_pending
    from sayso.terminal import make_console
    from sayso.terminal_incidents import render_incidents
    from sayso.views.selection import fits, parse_selection, sort_rows

    asked = {
        "place": place,
        "party": party,
        "since": since,
        "until": until,
        "grade": grade,
        "stance": stance,
        "as_of": as_of,
        "all": "1" if with_asides else None,
    }
    wanted = parse_selection((name, value) for name, value in asked.items() if value is not None)
    with open_dossiers(store, policy) as (connection, dossiers):
        link_pending(connection, full=relink)
        names = dossiers.incident_ids(with_asides=with_asides)
        if as_json:
            for name, row in _rows(dossiers, names, wanted.as_of):
                if fits(row, wanted):
                    print_json(dossiers.incident(name, wanted.as_of))
            return
        rows = [row for _, row in _rows(dossiers, names, wanted.as_of) if fits(row, wanted)]
        make_console().print(render_incidents(sort_rows(rows), dossiers.policy_name))


def _rows(
    dossiers: Dossiers, names: list[str], as_of: str | None
) -> Iterator[tuple[str, IncidentRow]]:
    if as_of is None:
        yield from zip(names, dossiers.rows(names), strict=True)
        return
    from sayso.views.rows import make_row

    for name in names:
        incident = dossiers.incident(name, as_of)
        if incident is not None:
            yield name, make_row(incident)


def show_incident(
    store: Path,
    name: str,
    *,
    of_report: bool,
    as_json: bool,
    everything: bool,
    as_of: str | None,
    policy: str | None,
) -> bool:
    """Print an incident's dossier; False if nothing of the store's incidents is called so."""
    from sayso.terminal import make_console, safe
    from sayso.terminal_dossier import render_dossier

    with open_dossiers(store, policy, keeps=False) as (_, dossiers):
        found = dossiers.find_of_report(name) if of_report else dossiers.find(name)
        if found is None:
            return False
        incident = dossiers.incident(found, _day(as_of))
        if incident is None:
            raise StoreError(f"nothing of incident {found} had been printed by {safe(as_of or '')}")
        if as_json:
            print_json(incident)
        else:
            make_console().print(render_dossier(incident, everything=everything))
    return True


@click.group()
@STORE
@click.pass_context
def judge(context: click.Context, store: Path) -> None:
    """Decide what the machine only proposes: signed, dated, with a reason, and withdrawable.

    Judgements outrank the machine and survive a new reading; they are flagged once what they were about changes.
    """
    context.obj = store


def signed(command: Callable[..., None]) -> Callable[..., None]:
    """A command under `judge FILE.db` and its like: gets the store, and takes who signs and why."""
    by = click.option("--by", required=True, metavar="NAME", help="Who decides.")
    reason = click.option("--reason", required=True, help="Why.")
    return click.pass_obj(by(reason(command)))


@judge.command("same")
@click.argument("names", nargs=-1, required=True, metavar="INCIDENT…")
@signed
def judge_same(store: Path, names: tuple[str, ...], by: str, reason: str) -> None:
    """Merge incidents: their ids lead to one from now on."""
    from sayso.store import deciding

    with open_dossiers(store, None) as (connection, dossiers):
        found = [find_incident(dossiers, name) for name in names]
        confirm(deciding.judge_same(connection, found, deciding.Signature(by, reason)))


@judge.command("different")
@click.argument("incident")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT…")
@signed
def judge_different(
    store: Path, incident: str, documents: tuple[str, ...], by: str, reason: str
) -> None:
    """Split an incident: what these documents tell of it becomes another one."""
    from sayso.store import deciding

    with open_dossiers(store, None) as (connection, dossiers):
        signature = deciding.Signature(by, reason)
        found = find_incident(dossiers, incident)
        confirm(deciding.judge_different(connection, found, documents, signature))


@judge.command("accept")
@click.argument("claim")
@signed
def judge_accept(store: Path, claim: str, by: str, reason: str) -> None:
    """Sign that a claim was read rightly: it is shown as looked at."""
    _judge_claim(store, "accept", claim, by, reason)


@judge.command("reject")
@click.argument("claim")
@signed
def judge_reject(store: Path, claim: str, by: str, reason: str) -> None:
    """Sign that a claim is none: it stays visible and counts for nothing."""
    _judge_claim(store, "reject", claim, by, reason)


@judge.command("correct")
@click.argument("claim")
@click.option("--value", help="An actor's id or name, a number, 29-35, 29+, a day, or words.")
@click.option("--stance", type=click.Choice(get_args(ClaimStance)), help="How it is said.")
@click.option(
    "--claimant", help="Whose word it is: an actor's id or name, or outlet for the outlet's own."
)
@click.option(
    "--span",
    "words",
    metavar="WORDS|START-END",
    help="The words of the report that say it, exactly.",
)
@signed
def judge_correct(
    store: Path,
    claim: str,
    value: str | None,
    stance: ClaimStance | None,
    claimant: str | None,
    words: str | None,
    by: str,
    reason: str,
) -> None:
    """Sign what a claim's words really say; the machine's reading stays beside it."""
    from sayso.store.deciding import Correction

    correction = Correction(value=value, stance=stance, claimant=claimant, words=words)
    _judge_claim(store, "correct", claim, by, reason, correction)


def _judge_claim(
    store: Path,
    kind: JudgementKind,
    claim: str,
    by: str,
    reason: str,
    correction: Correction | None = None,
) -> None:
    from sayso.store import deciding

    with open_dossiers(store, None) as (connection, _):
        signature = deciding.Signature(by, reason)
        confirm(deciding.judge_claim(connection, kind, claim, signature, correction))


@judge.command("grade")
@click.argument("incident")
@click.argument("grade")
@click.option("--party", help="The party's id; without it, the incident as a whole.")
@signed
def judge_grade(
    store: Path, incident: str, grade: str, party: str | None, by: str, reason: str
) -> None:
    """Sign a grade: Confirmed, Fair, Weak, Contested, Discounted or Ungraded."""
    from sayso.store import deciding

    with open_dossiers(store, None) as (connection, dossiers):
        found = find_incident(dossiers, incident)
        signature = deciding.Signature(by, reason)
        confirm(deciding.judge_grade(connection, dossiers, found, grade, party, signature))


@judge.command("withdraw")
@click.argument("judgement")
@signed
def judge_withdraw(store: Path, judgement: str, by: str, reason: str) -> None:
    """Withdraw a judgement: it stays, struck, and has no effect from now on."""
    from sayso.store import deciding

    with open_dossiers(store, None) as (connection, _):
        confirm(deciding.withdraw(connection, judgement, deciding.Signature(by, reason)))


def confirm(judgement: Judgement) -> None:
    """Tell that a judgement was written or withdrawn."""
    what = "withdrawn" if judgement.withdrawn_at else "written"
    click.echo(f"{judgement.id}  {judgement.kind}  {what}")


@click.command()
@STORE
@click.argument("claim", metavar="CLAIM")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def why(store: Path, claim: str, as_json: bool) -> None:
    """From a claim to its words, its document and the digest of the raw bytes it was read from."""
    from sayso.store.grounds import read_ground
    from sayso.terminal import make_console
    from sayso.terminal_ground import render_ground

    with open_dossiers(store, None, keeps=False) as (connection, _):
        ground = read_ground(connection, claim)
        if as_json:
            print_json(ground)
        else:
            make_console().print(render_ground(ground))


def find_incident(dossiers: Dossiers, name: str) -> str:
    """The incident of an id, a start of one, or an id that leads to it."""
    found = dossiers.find(name)
    if found is None:
        raise UsageError(f"no incident is called {name}: sayso incidents lists them")
    return found


@contextmanager
def open_dossiers(
    store: Path, policy: str | None, *, keeps: bool = True
) -> Iterator[tuple[sqlite3.Connection, Dossiers]]:
    """An open store with its dossiers; without `keeps` it is only read."""
    from sayso.store.dossiers import Dossiers
    from sayso.store.tables import open_store, open_store_to_read
    from sayso.views.policy import DEFAULT_POLICY, load_policy
    from sayso.views.sides import load_sides

    if not store.is_file():
        raise StoreError(f'no store at {store}: make one with "sayso read … --store {store}"')
    opened = open_store(store) if keeps else open_store_to_read(store)
    with closing(opened) as connection:
        graded_by = load_policy(policy or DEFAULT_POLICY)
        yield connection, Dossiers(connection, load_sides(), graded_by, keeps=keeps)


def _day(day: str | None) -> str | None:
    from sayso.views.selection import make_day

    return None if day is None else make_day(day)


def print_json(value: Any) -> None:
    """One JSON value a line."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()
