"""Denials in apposition: "the governor said rebels poisoned the wells, an accusation they reject".

Comes in: a denial that stands right behind what it denies, and the claims of the report. Goes out: whether the sentence
holds a charge, which the denial then is of like any other; and where it holds none, the denial of the one deed that it
tells. Charges of other sentences are not what such a denial is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.extract.claims.claim_ground import Ground, make_claim
from sayso.extract.claims.denied_claims import telling_of
from sayso.extract.claims.records import Record
from sayso.extract.claims.tellings import is_denial
from sayso.model import Attribution, Claim, Event, Value

_NOUN = re.compile(r"(?:an?|the|something)\b", re.IGNORECASE)
_THAT = re.compile(r"\s+(?:that\s+|which\s+)?")
# "… days before the shelling, an account the army rejects": the shelling is not what is rejected.
_CIRCUMSTANCE = re.compile(r"\b(?:before|after|since|during|until|following|amid)\b[^.;,]*$")


def is_comment(attribution: Attribution, ground: Ground) -> bool:
    """Whether a denial stands in apposition: a comma, a noun, and who denies it."""
    if not is_denial(attribution) or not attribution.source or not attribution.content:
        return False
    text, noun, source = ground.document.text, attribution.content[0], attribution.source[0]
    is_behind = text[: noun.start].rstrip().endswith(",") and _NOUN.match(noun.exact) is not None
    return is_behind and _THAT.fullmatch(text[noun.end : max(noun.end, source.start)]) is not None


def has_charge(attribution: Attribution, ground: Ground, record: Record) -> bool:
    """Whether a charge that the denial can be of stands in its own sentence."""
    at = attribution.cue[0].start
    charges = record.charges_before(at)
    return any(
        record.is_same_sentence(ground.events[charge.event].trigger.start, at) for charge in charges
    )


def make_comment_denials(
    attribution: Attribution, ground: Ground, record: Record
) -> Iterator[Claim]:
    """The denial of the one deed that the sentence tells, if it tells one as more than a circumstance."""
    at = attribution.cue[0].start
    told = [e for e in ground.findings.events if _is_told(e, at, ground, record)]
    if len({event.same_as or event.id for event in told}) != 1:
        return
    evidence = [told[0].trigger, *attribution.cue, *attribution.content]
    yield make_claim(
        ground,
        told[0],
        "occurrence",
        Value(event=told[0].id),
        telling_of(attribution, ground),
        evidence,
    )


def _is_told(event: Event, at: int, ground: Ground, record: Record) -> bool:
    start = event.trigger.start
    is_deed = event.attribution is None and event.type in ground.policy.deed_types
    if not is_deed or start > at or not record.is_same_sentence(start, at):
        return False
    voice = ground.voice_of(event.trigger)
    opens = voice.content[0].start if voice is not None else max(0, start - 100)
    return _CIRCUMSTANCE.search(ground.document.text[opens:start].lower()) is None
