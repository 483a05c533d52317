"""The states of a claim on the desk: which step leads where, and who may take it.

Comes in: the steps of one claim, oldest first. Goes out: where it stands, and whether somebody may take a next step.
Five states (after Bayanat's eleven): New → Claimed → Decided → In review → Final. Who decided does not review: what is
final has been looked at by two people. Every step back is a step of its own; the log is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sayso.errors import UsageError
from sayso.review_model import ReviewState, ReviewVerb, Standing, Step

# From which states a step can be taken. Deciding is open from anywhere: a judgement outranks the desk.
_FROM: dict[ReviewVerb, frozenset[ReviewState]] = {
    "take": frozenset({"New", "Claimed"}),
    "release": frozenset({"Claimed"}),
    "decide": frozenset({"New", "Claimed", "Decided", "In review", "Final"}),
    "undo": frozenset({"Decided", "In review", "Final"}),
    "take_review": frozenset({"Decided", "In review"}),
    "look": frozenset({"Decided", "In review"}),
    "finalise": frozenset({"In review"}),
    "return": frozenset({"In review"}),
    "reopen": frozenset({"Decided", "In review", "Final"}),
}
# Steps that whoever decided may not take.
_OF_REVIEWERS = frozenset({"take_review", "look", "finalise", "return"})


def find_standing(steps: Iterable[Step]) -> Standing:
    """Where a claim stands after its steps.

    take by ana, decide by ana, look by bob (who agrees) → Final, decided by ana, reviewed by bob
    """
    standings = [Standing()]
    for step in steps:
        standings.append(_after(standings, step))
    return standings[-1]


def _after(before: list[Standing], step: Step) -> Standing:
    now = before[-1]
    if step.verb == "take":
        return Standing(state="Claimed", holder=step.by)
    if step.verb == "release":
        return Standing()
    if step.verb == "decide":
        return Standing(
            state="Decided",
            holder=step.by,
            decided_by=step.by,
            verdict=step.verdict,
            judgement=step.judgement,
        )
    if step.verb == "undo":
        return _before_decision(before, step.judgement)
    if step.verb in _OF_REVIEWERS and step.judgement not in (None, now.judgement):
        # Steps of two stores that became one: a review holds for the decision that it was of, for no other.
        reviewed = next((s for s in reversed(before) if s.judgement == step.judgement), None)
        if reviewed is None:
            return now
        now = reviewed
    if step.verb in ("take_review", "look", "finalise"):
        return replace(now, state=step.state, holder=step.by, reviewer=step.by)
    if step.verb == "return":
        return replace(now, state="Claimed", holder=now.decided_by, reviewer=None)
    return Standing(state="Claimed", holder=step.by)


def _before_decision(before: list[Standing], judgement: str | None) -> Standing:
    """What stood before a judgement that is withdrawn; a later one than it stays."""
    if before[-1].judgement != judgement:
        return before[-1]
    for standing in reversed(before):
        if standing.judgement != judgement:
            return standing if standing.judgement is None else replace(standing, state="Decided")
    return Standing()


def next_state(now: Standing, verb: ReviewVerb, by: str, *, agrees: bool = False) -> ReviewState:
    """The state that a step leads to; refused where it cannot be taken, or not by this person.

    `agrees`: a second look that came to the first one's verdict makes the claim final.
    """
    if now.state not in _FROM[verb]:
        raise UsageError(f"{_VERB_WORDS[verb]}: not while the claim is {now.state}")
    if verb in _OF_REVIEWERS and by == now.decided_by:
        raise UsageError(f"{by} decided this claim: somebody else has to review it")
    if verb in ("take", "reopen", "return"):
        return "Claimed"
    if verb == "release":
        return "New"
    if verb == "decide":
        return "Decided"
    if verb == "take_review":
        return "In review"
    if verb == "look":
        return "Final" if agrees else "In review"
    return "Final"


_VERB_WORDS: dict[ReviewVerb, str] = {
    "take": "take",
    "release": "release",
    "decide": "decide",
    "undo": "undo",
    "take_review": "take for review",
    "look": "second look",
    "finalise": "make final",
    "return": "send back",
    "reopen": "reopen",
}
