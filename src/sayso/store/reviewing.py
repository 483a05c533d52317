"""The desk: take a claim, decide it, look at it a second time, make it final, send it back, undo.

Comes in: an open store, a claim, who acts and why. Goes out: where the claim stands then. Each act is a signed step
with a comment, and each decision a judgement that takes effect at once (store/deciding.py). Nobody reviews a decision
of their own, and nobody decides while somebody else's lock runs.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from sayso.errors import StoreError, UsageError
from sayso.incident_model import Judgement
from sayso.review_model import ReviewVerb, Standing, Step, Verdict
from sayso.store.deciding import (
    Correction,
    Signature,
    find_claim_report,
    judge_claim,
    withdraw,
)
from sayso.store.judgements import read_judgement
from sayso.store.link_rows import drop_dossiers
from sayso.store.linked import read_memberships
from sayso.store.locks import check_lock, release_lock
from sayso.store.review_steps import find_subject, read_steps, write_step
from sayso.store.transactions import transaction
from sayso.views.judged import make_anchor
from sayso.views.standings import find_standing, next_state

# Steps that are about the decision that stands: they name it, so that they are never taken for a review of another.
_ON_DECISIONS = frozenset({"take_review", "finalise", "return", "reopen"})


def read_standing(connection: sqlite3.Connection, claim: str) -> Standing:
    """Where a claim stands."""
    return find_standing(read_steps(connection, find_subject(connection, claim)))


def take_step(
    connection: sqlite3.Connection, verb: ReviewVerb, claim: str, signature: Signature
) -> Standing:
    """Take, release, take for review, make final, send back or reopen a claim."""
    if verb in ("decide", "look", "undo"):
        raise UsageError(f"{verb} takes a verdict: use decide, second or undo")
    with transaction(connection):
        _write(connection, verb, claim, signature)
    return read_standing(connection, claim)


def decide(
    connection: sqlite3.Connection,
    verdict: Verdict,
    claim: str,
    signature: Signature,
    correction: Correction | None = None,
) -> Judgement:
    """Accept, reject or correct a claim that is new, taken, or one's own decision; the lock is given back."""
    with transaction(connection):  # what it looks at must not change before it writes
        _, found = find_claim_report(connection, claim)
        check_lock(connection, found, signature.by)
        now = read_standing(connection, found)
        if now.state in ("In review", "Final"):
            raise UsageError(f"the claim is {now.state}: reopen it first")
        if now.state == "Decided" and now.decided_by != signature.by:
            raise UsageError(f"{now.decided_by} decided this claim: review it, or reopen it")
        judgement = judge_claim(connection, verdict, found, signature, correction)
        release_lock(connection, found, signature.by)
    return judgement


def look_again(
    connection: sqlite3.Connection,
    verdict: Verdict,
    claim: str,
    signature: Signature,
    correction: Correction | None = None,
    *,
    is_blind: bool = True,
) -> Standing:
    """A second look at a decision of somebody else: the same verdict makes it final, another one leaves it in review.

    The second verdict changes nothing by itself: whoever looked may then make the first final, or send it back.
    """
    correction = correction or Correction()
    if (verdict == "correct") == correction.is_empty:
        raise UsageError("correct takes what is right; accept and reject take nothing")
    _, found = find_claim_report(connection, claim)
    check_lock(connection, found, signature.by)
    now = read_standing(connection, found)
    first = read_judgement(connection, now.judgement) if now.judgement is not None else None
    agrees = first is not None and _is_same(first, verdict, correction)
    if any(
        s.verb == "look" and s.by == signature.by and s.judgement == now.judgement
        for s in read_steps(connection, find_subject(connection, found))
    ):
        is_blind = False
    with transaction(connection):
        _write(
            connection,
            "look",
            found,
            signature,
            agrees=agrees,
            verdict=verdict,
            judgement=now.judgement,
            is_blind=is_blind,
        )
    release_lock(connection, found, signature.by)
    return read_standing(connection, found)


def _is_same(first: Judgement, verdict: Verdict, correction: Correction) -> bool:
    """Whether two verdicts say the same; corrections also of what."""
    if first.kind != verdict:
        return False
    words = first.span.exact if first.span is not None else None
    ours = (correction.value, correction.stance, correction.claimant, correction.words)
    return verdict != "correct" or ours == (first.value, first.stance, first.claimant, words)


def undo(connection: sqlite3.Connection, claim: str, signature: Signature) -> Judgement:
    """Withdraw the decision that stands on a claim; only whoever decided, or reviews, undoes it."""
    _, found = find_claim_report(connection, claim)
    now = read_standing(connection, found)
    if now.judgement is None:
        raise UsageError("nothing is decided on this claim")
    if signature.by not in (now.decided_by, now.reviewer):
        raise UsageError(f"{now.decided_by} decided this claim: review it, or reopen it")
    return withdraw(connection, now.judgement, signature)


def undo_last(connection: sqlite3.Connection, signature: Signature) -> Judgement:
    """Withdraw the last decision of a person that stands."""
    row = connection.execute(
        "SELECT judgement FROM review_steps WHERE verb = 'decide' AND by = ? AND judgement NOT IN"
        " (SELECT judgement FROM withdrawals) ORDER BY number DESC LIMIT 1",
        (signature.by,),
    ).fetchone()
    if row is None:
        raise UsageError(f"{signature.by} has decided nothing that could be undone")
    return withdraw(connection, row[0], signature)


def _write(
    connection: sqlite3.Connection,
    verb: ReviewVerb,
    claim: str,
    signature: Signature,
    *,
    agrees: bool = False,
    verdict: Verdict | None = None,
    judgement: str | None = None,
    is_blind: bool = False,
) -> None:
    report, found = find_claim_report(connection, claim)
    subject = find_subject(connection, found)
    now = find_standing(read_steps(connection, subject))
    state = next_state(now, verb, signature.by, agrees=agrees)
    read = next((c for c in report.claims if c.id == found), None)
    if read is None:
        raise StoreError(f"claim {found} is in no current reading")
    step = Step(
        claim=subject,
        document=report.document.id,
        verb=verb,
        state=state,
        by=signature.by,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        comment=signature.reason,
        verdict=verdict,
        judgement=judgement or (now.judgement if verb in _ON_DECISIONS else None),
        is_blind=is_blind,
    )
    write_step(connection, step, make_anchor(report, read))
    _forget_change(connection, found, report.document.id)


def _forget_change(connection: sqlite3.Connection, claim: str, document: str) -> None:
    """A step on a claim that the machine changed has seen the change: its key is made anew."""
    row = connection.execute(
        "SELECT 1 FROM claim_keys WHERE claim = ? AND changed IS NOT NULL", (claim,)
    ).fetchone()
    if row is not None:
        drop_dossiers(connection, {m.incident for m in read_memberships(connection, [document])})
