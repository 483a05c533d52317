"""The commands of the review desk: review, and `judge add`.

Comes in: the path of a store and options. Goes out: what is printed. Imports that take time stand inside the commands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sayso.cli_incidents import confirm, find_incident, judge, open_dossiers, print_json, signed
from sayso.cli_options import STORE
from sayso.incident_model import EvidenceKind
from sayso.model import ClaimStance, Property
from sayso.review_model import RANKS, LookRank, ReviewState, ReviewVerb, Verdict

if TYPE_CHECKING:
    from sayso.store.deciding import Correction

JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group()
@STORE
@click.pass_context
def review(context: click.Context, store: Path) -> None:
    """The review desk: claims in the order of what a look is worth, each looked at by two people.

    New → Claimed → Decided → In review → Final. Each step is signed and takes a comment; who decided does not review.
    """
    context.obj = store


def _corrections(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--span", "words", metavar="WORDS|START-END", help="The words that say it."),
        click.option("--claimant", help="Whose word it is; outlet for the outlet's own."),
        click.option("--stance", type=click.Choice(get_args(ClaimStance)), help="How it is said."),
        click.option("--value", help="With correct: what is right."),
    ):
        command = option(command)
    return command


def _correction(options: dict[str, Any]) -> Correction:
    from sayso.store.deciding import Correction

    names = ("value", "stance", "claimant", "words")
    return Correction(**{name: options[name] for name in names})


@review.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(get_args(ReviewState)))
@click.option("--rank", "ranks", multiple=True, type=click.Choice(RANKS))
@click.option("--property", "properties", multiple=True, type=click.Choice(get_args(Property)))
@click.option(
    "--where", "query", default="", metavar="QUERY", help="Incidents: grade=Contested&country=SYR"
)
@click.option("--from", "offset", default=0, type=click.IntRange(0), help="How many to leave out.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@JSON
@click.pass_obj
def review_list(
    store: Path,
    states: tuple[ReviewState, ...],
    ranks: tuple[LookRank, ...],
    properties: tuple[str, ...],
    query: str,
    offset: int,
    limit: int,
    as_json: bool,
) -> None:
    """The queue: what would change a grade, new casualty figures, doubtful merges, the rest."""
    from urllib.parse import parse_qsl

    from sayso.store.linking import link_pending
    from sayso.store.queue import OPEN, read_queue
    from sayso.terminal import make_console
    from sayso.terminal_review import render_queue
    from sayso.views.selection import parse_selection, select

    with open_dossiers(store, None) as (connection, dossiers):
        link_pending(connection)
        dossiers.fill()
        incidents = None
        if query:
            rows = dossiers.rows(dossiers.incident_ids(with_asides=True))
            chosen = parse_selection(parse_qsl(query, keep_blank_values=True))
            incidents = {row.id for row in select(rows, chosen)}
        page = read_queue(
            connection,
            incidents=incidents,
            states=states or OPEN,
            ranks=ranks or RANKS,
            properties=properties or None,
            offset=offset,
            limit=limit,
        )
        if as_json:
            print_json(page)
        else:
            make_console().print(render_queue(page))


@review.command("show")
@click.argument("claim")
@click.option("--by", default="", metavar="NAME", help="Who looks: a second look is blind.")
@JSON
@click.pass_obj
def review_show(store: Path, claim: str, by: str, as_json: bool) -> None:
    """One claim in its report, with what hangs on it and its steps so far."""
    from sayso.errors import StoreError
    from sayso.store.cards import read_card
    from sayso.store.deciding import find_claim_report
    from sayso.store.queue import read_queue_row
    from sayso.terminal import make_console
    from sayso.terminal_review import render_card

    with open_dossiers(store, None) as (connection, dossiers):
        dossiers.fill()
        _, found = find_claim_report(connection, claim)
        row = read_queue_row(connection, found)
        incident = dossiers.incident(row.incident) if row is not None else None
        if incident is None:
            raise StoreError(f"no incident holds the claim {found}")
        card = read_card(connection, incident, found, by)
        if as_json:
            print_json(card)
        else:
            make_console().print(render_card(card))


def _stepping(name: str, verb: ReviewVerb, told: str) -> None:
    """A command that takes one step."""

    @review.command(name, help=told)
    @click.argument("claim")
    @signed
    def step(store: Path, claim: str, by: str, reason: str) -> None:
        from sayso.store.deciding import Signature
        from sayso.store.reviewing import take_step

        with open_dossiers(store, None) as (connection, dossiers):
            dossiers.fill()
            standing = take_step(connection, verb, claim, Signature(by, reason))
        click.echo(f"{claim}  {standing.state}")


_stepping("take", "take", "Take a claim: others see that somebody works on it.")
_stepping("release", "release", "Give a claim back.")
_stepping("final", "finalise", "Make a claim final: somebody else than who decided.")
_stepping("return", "return", "Send a claim back to who decided.")
_stepping("reopen", "reopen", "Open a claim anew that was decided.")


@review.command("decide")
@click.argument("claim")
@click.argument("verdict", type=click.Choice(get_args(Verdict)))
@_corrections
@signed
def review_decide(
    store: Path, claim: str, verdict: Verdict, by: str, reason: str, **options: Any
) -> None:
    """Accept, reject or correct a claim, unless somebody else is on it."""
    from sayso.store.deciding import Signature
    from sayso.store.reviewing import decide

    with open_dossiers(store, None) as (connection, dossiers):
        dossiers.fill()
        signature = Signature(by, reason)
        confirm(decide(connection, verdict, claim, signature, _correction(options)))


@review.command("second")
@click.argument("claim")
@click.argument("verdict", type=click.Choice(get_args(Verdict)))
@_corrections
@click.option("--seen", is_flag=True, help="The first verdict was known: not a blind look.")
@signed
def review_second(
    store: Path, claim: str, verdict: Verdict, seen: bool, by: str, reason: str, **options: Any
) -> None:
    """A second look: the same verdict makes the claim final, another one leaves it in review."""
    from sayso.store.deciding import Signature
    from sayso.store.reviewing import look_again

    with open_dossiers(store, None) as (connection, dossiers):
        dossiers.fill()
        signature = Signature(by, reason)
        correction = _correction(options)
        standing = look_again(connection, verdict, claim, signature, correction, is_blind=not seen)
    click.echo(f"{claim}  {standing.state}")


@review.command("undo")
@click.argument("claim", required=False)
@signed
def review_undo(store: Path, claim: str | None, by: str, reason: str) -> None:
    """Withdraw one's decision on a claim; without CLAIM one's last."""
    from sayso.store.deciding import Signature
    from sayso.store.reviewing import undo, undo_last

    with open_dossiers(store, None) as (connection, dossiers):
        dossiers.fill()
        signature = Signature(by, reason)
        done = undo(connection, claim, signature) if claim else undo_last(connection, signature)
        confirm(done)


@review.command("comment")
@click.argument("about", metavar="CLAIM|INCIDENT")
@click.argument("words")
@click.option("--by", required=True, metavar="NAME", help="Who comments.")
@click.pass_obj
def review_comment(store: Path, about: str, words: str, by: str) -> None:
    """Note something about a claim or an incident."""
    from sayso.store.comments import write_comment
    from sayso.store.deciding import find_claim_report

    with open_dossiers(store, None) as (connection, dossiers):
        incident = dossiers.find(about)
        name = incident or find_claim_report(connection, about)[1]
        comment = write_comment(connection, "incident" if incident else "claim", name, by, words)
    click.echo(f"{comment.id}  {comment.kind}  written")


@review.command("agreement")
@click.option("--all", "everything", is_flag=True, help="Also second looks that were not blind.")
@JSON
@click.pass_obj
def review_agreement(store: Path, everything: bool, as_json: bool) -> None:
    """How far people who judged the same claims agree: the share, and Cohen's kappa."""
    from sayso.store.review_steps import read_all_steps
    from sayso.terminal import make_console
    from sayso.terminal_review import render_agreement
    from sayso.views.agreement import find_verdicts, measure_agreement

    with open_dossiers(store, None, keeps=False) as (connection, _):
        steps = read_all_steps(connection)
    agreement = measure_agreement(find_verdicts(steps, blind=not everything), blind=not everything)
    if as_json:
        print_json(agreement)
    else:
        make_console().print(render_agreement(agreement))


@review.command("bulk")
@click.argument("group", required=False, nargs=2, metavar="[PROPERTY STANCE]")
@click.option(
    "--audit", "name", metavar="ID", help="The audit that vouches; the latest if left out."
)
@click.option("--by", metavar="NAME", help="Who accepts.")
@click.option("--reason", help="Why.")
@click.pass_obj
def review_bulk(
    store: Path,
    group: tuple[str, str] | None,
    name: str | None,
    by: str | None,
    reason: str | None,
) -> None:
    """Accept all untouched claims of a kind, where an audit vouches for the kind; without a kind list them.

    Claims on which a grade hangs are never accepted so.
    """
    from sayso.store.audits import find_audit
    from sayso.store.bulk import accept_group, read_groups
    from sayso.store.deciding import Signature
    from sayso.terminal import make_console
    from sayso.terminal_review import render_groups
    from sayso.views.review_policy import load_review_policy

    policy = load_review_policy()
    with open_dossiers(store, None) as (connection, dossiers):
        dossiers.fill()
        audit = find_audit(connection, name)
        if not group:
            groups = read_groups(connection, audit, policy)
            make_console().print(render_groups(groups, policy.accept_least))
            return
        signature = Signature(by or "", reason or "")
        count = accept_group(connection, audit, policy, *group, signature)
    click.echo(f"{count} claims accepted")


@judge.command("add")
@click.argument("incident")
@click.option("--property", "prop", required=True, type=click.Choice(get_args(Property)))
@click.option("--value", required=True, help="An actor's id or name, 29, 29-35, 29+, a day, words.")
@click.option("--claimant", required=True, help="Whose word it is: an actor's id or a name.")
@click.option(
    "--stance", type=click.Choice(get_args(ClaimStance)), default="asserts", show_default=True
)
@click.option("--evidence", required=True, metavar="WORDS", help="What it rests on, described.")
@click.option("--kind", required=True, type=click.Choice(get_args(EvidenceKind)))
@click.option("--words", default="", help="The words that say it, in their own language.")
@click.option("--url", help="Where the evidence is.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of evidence: its SHA-256 is kept, not the file.",
)
@click.option("--digest", help="The SHA-256 of a file of evidence.")
@click.option("--language", help="Its language: ar, uk, fa …")
@click.option("--captured", metavar="DATE", help="When it was recorded or printed.")
@click.option("--point", metavar="LAT,LON", help="Of a place.")
@signed
def judge_add(
    store: Path,
    incident: str,
    by: str,
    reason: str,
    **options: Any,
) -> None:
    """Add a claim that no machine read: from a video, a testimony, a report in another language."""
    from sayso.incident_model import Evidence, MadeClaim
    from sayso.store.deciding import Signature, add_claim

    lat, lon = _point(options["point"])
    made = MadeClaim(
        property=options["prop"],
        value=options["value"],
        claimant=options["claimant"],
        stance=options["stance"],
        lat=lat,
        lon=lon,
        evidence=Evidence(
            kind=options["kind"],
            description=options["evidence"],
            url=options["url"],
            digest=_digest(options["path"]) or options["digest"],
            language=options["language"],
            captured=options["captured"],
            words=options["words"],
        ),
    )
    with open_dossiers(store, None) as (connection, dossiers):
        found = find_incident(dossiers, incident)
        confirm(add_claim(connection, dossiers, found, made, Signature(by, reason)))


def _digest(path: Path | None) -> str | None:
    from hashlib import sha256

    return sha256(path.read_bytes()).hexdigest() if path is not None else None


def _point(words: str | None) -> tuple[float | None, float | None]:
    from sayso.errors import UsageError

    if words is None:
        return None, None
    try:
        lat, lon = (float(part) for part in words.split(","))
    except ValueError as error:
        raise UsageError(f"{words} is no point: write it as 35.15,35.95") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise UsageError(f"{words} is no point on the earth")
    return lat, lon
