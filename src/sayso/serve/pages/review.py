"""The review desk's pages: the queue, one claim's card with its four keys, and how far reviewers agree.

Comes in: a query string or a form, a desk, who is there. Goes out: pages. What is sent becomes a signed step or a
judgement in the store, and leads to the next claim. Works by keyboard, by touch, and without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Literal, NamedTuple, cast, get_args
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Incident
from sayso.model import ClaimStance, Property
from sayso.review_model import RANKS, Card, LookRank, ReviewState, ReviewVerb, Verdict
from sayso.serve.desk import Desk
from sayso.serve.pages.forms import Form, one_field, sign_form
from sayso.serve.who import Who
from sayso.store.cards import read_card
from sayso.store.comments import write_comment
from sayso.store.conflicts import may_conflict
from sayso.store.deciding import Correction, find_added
from sayso.store.locks import read_lock, release_lock, take_lock
from sayso.store.queue import count_done, find_next, read_queue, read_queue_row
from sayso.store.review_steps import read_all_steps
from sayso.store.reviewing import decide, look_again, read_standing, take_step, undo, undo_last
from sayso.views.agreement import find_verdicts, measure_agreement
from sayso.views.review_policy import ReviewPolicy, load_review_policy
from sayso.views.selection import Selection, parse_selection

A_PAGE = 30
Which = Literal["open", "second", "final"]
_STATES: dict[Which, tuple[ReviewState, ...]] = {
    "open": ("New", "Claimed"),
    "second": ("Decided", "In review"),
    "final": ("Final",),
}
RANK_WORDS: dict[LookRank, tuple[str, str]] = {
    "grade": ("Changes a grade", "Without this claim some grade would be another."),
    "casualties": (
        "New figure",
        "Without this claim a toll would be another, or nobody else gives it.",
    ),
    "merge": ("Doubtful merge", "Its report is held in the incident by a weak link."),
    "rest": ("Rest", "Nothing else hangs on it alone."),
}


class Wanted(NamedTuple):
    """What somebody works through: which part of the queue, of which incidents, and the query that says so."""

    which: Which
    ranks: tuple[LookRank, ...]
    properties: tuple[str, ...]
    selection: Selection

    def query(self, **more: str) -> str:
        """As a query string, with more fields."""
        pairs = [*self.selection.pairs()]
        pairs += [("queue", self.which)] if self.which != "open" else []
        pairs += [("rank", rank) for rank in self.ranks if len(self.ranks) < len(RANKS)]
        pairs += [("property", name) for name in self.properties]
        return urlencode([*pairs, *more.items()])

    def with_ranks(self, *ranks: LookRank) -> Wanted:
        """The same of other ranks."""
        return self._replace(ranks=ranks or RANKS)


def read_wanted(pairs: Iterable[tuple[str, Any]]) -> Wanted:
    """What a query string asks to work through; the incidents' filters hold here as everywhere."""
    rows = [(name, str(value)) for name, value in pairs]
    asked = [value for name, value in rows if name == "queue"]
    which = cast(Which, asked[-1] if asked else "open")
    if which not in get_args(Which):
        raise UsageError(f"{which[:40]} is no part of the queue: open, second or final")
    ranks = tuple(rank for rank in RANKS if ("rank", rank) in rows)
    known = get_args(Property)
    properties = tuple(value for name, value in rows if name == "property" and value in known)
    return Wanted(which, ranks or RANKS, properties, parse_selection(rows))


def put_together(desk: Desk) -> None:
    """Put together what was decided on last: the rest is kept, and the rows of all incidents are not asked for."""
    with desk.writing() as (_, dossiers):
        dossiers.fill()


def _narrowed(desk: Desk, wanted: Wanted) -> frozenset[str] | None:
    """The incidents that are asked for and may be seen; None for all.

    Whatever is not put together yet is, before the queue is read.
    """
    put_together(desk)
    if wanted.selection == Selection():
        return frozenset(row.id for row in desk.rows()) if desk.hidden_incidents else None
    return frozenset(row.id for row in desk.select(wanted.selection))


@get("/review", sync_to_thread=True)
def list_queue(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The queue: what to look at first, and why."""
    pairs = list(request.query_params.multi_items())
    wanted = read_wanted(pairs)
    asked = next((str(v) for name, v in reversed(pairs) if name == "page"), "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    incidents = _narrowed(desk, wanted)
    everything = read_queue(
        desk.connection,
        incidents=incidents,
        states=_STATES[wanted.which],
        properties=wanted.properties or None,
        not_by=who.name if wanted.which == "second" else None,
        limit=0,
    )
    page = read_queue(
        desk.connection,
        incidents=incidents,
        states=_STATES[wanted.which],
        ranks=wanted.ranks,
        properties=wanted.properties or None,
        not_by=who.name if wanted.which == "second" else None,
        offset=max(0, number - 1) * A_PAGE,
        limit=A_PAGE,
    )
    done, total = count_done(desk.connection)
    return Template(
        "review/queue.html",
        context={
            "who": who,
            "page": page,
            "ranks": [(rank, *RANK_WORDS[rank], everything.by_rank.get(rank, 0)) for rank in RANKS],
            "all_ranks": everything.total,
            "wanted": wanted,
            "number": max(1, number),
            "pages": max(1, -(-page.total // A_PAGE)),
            "done": done,
            "total": total,
            "rank_words": RANK_WORDS,
            "has_conflicts": may_conflict(desk.connection),
        },
    )


@get("/review/next", sync_to_thread=True)
def open_next(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """The next claim that waits and that nobody else is on."""
    pairs = list(request.query_params.multi_items())
    wanted = read_wanted(pairs)
    after = next((str(v) for name, v in reversed(pairs) if name == "after"), None)
    return _next(desk, who, wanted, after)


def _next(desk: Desk, who: Who, wanted: Wanted, after: str | None, told: str = "") -> Redirect:
    found = find_next(
        desk.connection,
        who.name,
        after=after,
        incidents=_narrowed(desk, wanted),
        states=_STATES[wanted.which],
        ranks=wanted.ranks,
        properties=wanted.properties or None,
        not_by=who.name if wanted.which == "second" else None,
    )
    more = {"told": told} if told else {}
    if found is None:
        return Redirect(f"/review?{wanted.query(**more)}", status_code=303)
    return Redirect(f"/review/{found.claim}?{wanted.query(**more)}", status_code=303)


@get("/review/{claim:str}", sync_to_thread=True)
def open_card(
    request: Request[Any, Any, Any],
    claim: FromPath[str],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Template | Redirect:
    """One claim, in its report; one that a person added stands with those of its incident."""
    incident = find_added(desk.connection, claim)
    if incident is not None and incident not in desk.hidden_incidents:
        return Redirect(f"/incidents/{incident}/add#added", status_code=303)
    pairs = list(request.query_params.multi_items())
    told = next((str(v) for name, v in pairs if name == "told"), "")
    return _show_card(desk, who, read_wanted(pairs), claim, told=_TOLD.get(told, ""))


_TOLD = {
    "accept": "Accepted.",
    "reject": "Rejected.",
    "correct": "Corrected.",
    "look": "Looked at.",
    "undone": "Undone: decide anew, or leave it.",
    "skip": "Left as it was.",
}


def _show_card(
    desk: Desk, who: Who, wanted: Wanted, claim: str, *, told: str = "", problem: str = ""
) -> Template:
    incident = _incident_of(desk, claim)
    card = read_card(desk.connection, incident, claim, who.name)
    done, total = count_done(desk.connection)
    policy = load_review_policy()
    return Template(
        "review/card.html",
        context={
            "who": who,
            "card": card,
            "incident": incident,
            "wanted": wanted,
            "query": wanted.query(),
            "told": told,
            "problem": problem,
            "done": done,
            "total": total,
            "may": _may(card, who),
            "offered": _offered(policy),
            "stances": get_args(ClaimStance),
            "rank_words": RANK_WORDS,
            "lock_minutes": policy.lock_minutes,
            "words_said": " … ".join(piece for piece, is_said in card.pieces if is_said),
        },
        status_code=409 if problem else 200,
    )


def _incident_of(desk: Desk, claim: str) -> Incident:
    """The incident of a claim that may be seen: ask before anything is done with it."""
    put_together(desk)
    row = read_queue_row(desk.connection, claim)
    incident = desk.incident(row.incident) if row is not None else None
    if row is None or incident is None or not desk.shows(row.document):
        raise StoreError(f"no incident holds a claim {claim}")
    return incident


def _offered(policy: ReviewPolicy) -> dict[Verdict, tuple[str, ...]]:
    return {
        "accept": policy.accept_comments,
        "reject": policy.reject_comments,
        "correct": policy.correct_comments,
    }


def _may(card: Card, who: Who) -> set[str]:
    """What this person may do with the claim now."""
    state, decided_by = card.standing.state, card.standing.decided_by
    is_own = decided_by == who.name
    may: set[str] = set()
    lock = card.row.lock
    is_free = lock is None or lock.by == who.name
    if is_free and who.may("analyst") and state in ("New", "Claimed"):
        may |= {"decide", "release" if card.standing.holder == who.name else "take"}
    if is_free and who.may("analyst") and state == "Decided" and is_own:
        may |= {"decide", "undo"}
    if is_free and who.may("reviewer") and card.is_blind:
        may |= {"decide", "look"}
    if who.may("reviewer") and state == "In review" and not is_own and not card.is_blind:
        may |= {"finalise", "return"}
    if who.may("analyst") and state in ("Final", "In review"):
        may |= {"reopen"}
    return may


@post("/review/{claim:str}/lock", sync_to_thread=True, opt={"role": "analyst"})
def hold_claim(
    claim: FromPath[str], data: Form, desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """Tell others that somebody is on a claim; the page asks for it anew while it is open."""
    _incident_of(desk, claim)
    with desk.writing() as (connection, _):
        with suppress(UsageError):
            take_lock(connection, claim, who.name, load_review_policy().lock_minutes)
        lock = read_lock(connection, claim)
    return Template("review/lock.html", context={"lock": lock, "who": who, "claim": claim})


@post("/review/{claim:str}/decide", sync_to_thread=True, opt={"role": "analyst"})
def decide_claim(
    request: Request[Any, Any, Any],
    claim: FromPath[str],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect | Template:
    """Accept, reject or correct a claim, or look at it a second time; then the next one."""
    wanted = read_wanted(request.query_params.multi_items())
    verdict = cast(Verdict, one_field(data, "verdict"))
    _incident_of(desk, claim)
    try:
        if verdict not in get_args(Verdict):
            raise UsageError("a decision is accept, reject or correct")
        signature = sign_form(data, who)
        correction = _correction(desk, claim, who, data) if verdict == "correct" else Correction()
        with desk.writing() as (connection, _):
            standing = read_standing(connection, claim)
            if standing.decided_by not in (None, who.name) and standing.state != "Claimed":
                if not who.may("reviewer"):
                    raise UsageError("a second look takes the role of reviewer")
                after = look_again(connection, verdict, claim, signature, correction)
                if after.state == "In review":
                    return Redirect(f"/review/{claim}?{wanted.query(told='look')}", status_code=303)
            else:
                decide(connection, verdict, claim, signature, correction)
    except UsageError as error:
        return _show_card(desk, who, wanted, claim, problem=str(error))
    return _next(desk, who, wanted, claim, told=verdict)


def _correction(desk: Desk, claim: str, who: Who, data: dict[str, Any]) -> Correction:
    """What a form corrects: the fields that say otherwise than the card did."""
    incident = _incident_of(desk, claim)
    card = read_card(desk.connection, incident, claim, who.name)
    said = " … ".join(piece for piece, is_said in card.pieces if is_said)
    value, claimant = one_field(data, "value"), one_field(data, "claimant")
    stance, words = one_field(data, "stance"), one_field(data, "words")
    return Correction(
        value=value if value not in ("", card.words) else None,
        claimant=claimant if claimant not in ("", card.speaker) else None,
        stance=cast(ClaimStance, stance)
        if stance in get_args(ClaimStance) and stance != card.stance
        else None,
        words=words if words not in ("", said) else None,
    )


@post("/review/{claim:str}/skip", sync_to_thread=True, opt={"role": "analyst"})
def skip_claim(
    request: Request[Any, Any, Any],
    claim: FromPath[str],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect:
    """Leave a claim as it is, free for others, and go on with the next."""
    with desk.writing() as (connection, _):
        release_lock(connection, claim, who.name)
    return _next(desk, who, read_wanted(request.query_params.multi_items()), claim, told="skip")


@post("/review/{claim:str}/step", sync_to_thread=True, opt={"role": "analyst"})
def step_claim(
    request: Request[Any, Any, Any],
    claim: FromPath[str],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect | Template:
    """Take a claim or give it back, make it final, send it back, reopen it, or withdraw one's decision."""
    wanted = read_wanted(request.query_params.multi_items())
    verb = one_field(data, "verb")
    _incident_of(desk, claim)
    try:
        if verb not in ("take", "release", "finalise", "return", "reopen", "undo"):
            raise UsageError("a step is take, release, finalise, return, reopen or undo")
        if verb in ("finalise", "return") and not who.may("reviewer"):
            raise UsageError("that takes the role of reviewer")
        signature = sign_form(data, who)
        with desk.writing() as (connection, _):
            if verb == "undo":
                undo(connection, claim, signature)
            else:
                take_step(connection, cast(ReviewVerb, verb), claim, signature)
    except UsageError as error:
        return _show_card(desk, who, wanted, claim, problem=str(error))
    return Redirect(f"/review/{claim}?{wanted.query()}", status_code=303)


@post("/review/undo", sync_to_thread=True, opt={"role": "analyst"})
def undo_decision(
    request: Request[Any, Any, Any],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect | Template:
    """Withdraw one's last decision, and show that claim again."""
    wanted = read_wanted(request.query_params.multi_items())
    try:
        with desk.writing() as (connection, _):
            undone = undo_last(connection, sign_form(data, who))
    except UsageError as error:
        return _show_card(desk, who, wanted, one_field(data, "claim"), problem=str(error))
    claim = undone.left[0].claim or ""
    return Redirect(f"/review/{claim}?{wanted.query(told='undone')}", status_code=303)


@post("/review/{claim:str}/comment", sync_to_thread=True, opt={"role": "analyst"})
def comment_claim(
    request: Request[Any, Any, Any],
    claim: FromPath[str],
    data: Form,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect | Template:
    """Note something about a claim; it decides nothing."""
    wanted = read_wanted(request.query_params.multi_items())
    _incident_of(desk, claim)
    try:
        with desk.writing() as (connection, _):
            write_comment(connection, "claim", claim, who.name, one_field(data, "words"))
    except UsageError as error:
        return _show_card(desk, who, wanted, claim, problem=str(error))
    return Redirect(f"/review/{claim}?{wanted.query()}#comments", status_code=303)


@get("/review/agreement", sync_to_thread=True)
def show_agreement(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """How far people who judged the same claims agree."""
    blind = request.query_params.get("looks") != "all"
    steps = read_all_steps(desk.connection)
    agreement = measure_agreement(find_verdicts(steps, blind=blind), blind=blind)
    return Template(
        "review/agreement.html",
        context={"who": who, "agreement": agreement, "verdicts": get_args(Verdict)},
    )


REVIEW_HANDLERS = (
    list_queue,
    open_next,
    open_card,
    hold_claim,
    decide_claim,
    skip_claim,
    step_claim,
    undo_decision,
    comment_claim,
    show_agreement,
)
