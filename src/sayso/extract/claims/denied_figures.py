"""Denials of a number: "nine died, a toll the army contests", "officials dispute that figure", "denied any losses".

Comes in: a denial whose whole content is a word for a number, and the tolls told before it. Goes out: denials of the
nearest of those tolls. That the deed was done is not what is denied. A number that no claim tells is denied by nobody:
the denial stays a REJECT event with its content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.claims.claim_ground import Ground, make_claim
from sayso.extract.claims.denied_claims import telling_of
from sayso.extract.claims.records import Record
from sayso.extract.claims.tellings import is_denial, words_of
from sayso.model import Attribution, Claim, Event

_TOLL = "toll."


def denies_figure(attribution: Attribution, ground: Ground) -> bool:
    """Whether a denial is of a number: "the toll", "that figure", "their estimate", "called it exaggerated"."""
    if not is_denial(attribution):
        return False
    words = words_of(attribution)
    if words and words[-1] in ground.policy.exaggerated_words:
        return True
    is_short = 0 < len(words) <= ground.policy.tally_phrase_most
    # "a figure that they called | misleading"
    is_tally = words[-1:] and not ground.policy.tally_words.isdisjoint((words[-1], *words[1:2]))
    return is_short and (bool(is_tally) or _are_losses(words, ground))


def _are_losses(words: Sequence[str], ground: Ground) -> bool:
    """ "JNIM denied any losses", "denied suffering casualties": how many died; not "denied causing any deaths"."""
    *before, last = words
    is_plain = ground.policy.loss_describers.issuperset(before)
    return is_plain and last in ground.policy.loss_words


def is_denied_figure(event: Event, ground: Ground) -> bool:
    """Whether an event is nothing but the word for a number in such a denial: "a toll the army contests"."""
    if event.trigger.exact.lower() not in ground.policy.tally_words:
        return False
    voice = ground.contents.voice(event.trigger)
    return voice is not None and denies_figure(voice, ground)


def make_figure_denials(
    attribution: Attribution, ground: Ground, record: Record, claims: Sequence[Claim]
) -> Iterator[Claim]:
    """The claims of a denial of a number.

    "Rebels said they killed 60 soldiers, a toll the army contests." → toll.killed 60, denied by the army
    """
    at = attribution.cue[0].start
    tolls = [
        claim
        for claim in claims
        if claim.value.figure
        and claim.property.startswith(_TOLL)
        and claim.stance in ("asserts", "suggests")
        and ground.figures[claim.value.figure].part_of is None
        and not set(claim.claimants) & set(attribution.actors)
        and record.is_within_reach(ground.figures[claim.value.figure].span.start, at)
    ]
    if not tolls:
        return
    nearest = max(tolls, key=lambda claim: ground.figures[claim.value.figure or ""].span.start)
    evidence = [*attribution.cue, *attribution.content]
    yield make_claim(
        ground,
        ground.events[nearest.event],
        nearest.property,
        nearest.value,
        telling_of(attribution, ground),
        evidence,
    )
