"""Answers: claims about a deed that is told elsewhere in the report, and the ties between claims.

Comes in: the claims that events state by themselves. Goes out: the denials ("Moscow rejected the charge") and bare
accusations ("Kyiv blamed Moscow") that point to an earlier deed, as claims of that deed; and for every claim its links:
what it denies, repeats or counters. A denial of nothing that the report tells stays a REJECT event with its content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from sayso.extract.event_claims import Ground, make_responsible
from sayso.extract.tellings import Telling
from sayso.model import Attribution, Claim, ClaimLink, Event, Relation, Span
from sayso.nlp.readings import Reading


def make_answers(reading: Reading, ground: Ground, claims: Sequence[Claim]) -> list[Claim]:
    """Claims of denials and accusations whose own content names no deed.

    "Kyiv said Russian shells hit the depot. Moscow rejected the charge." → responsible for "hit": RUS.MIL, denied by
    RUS.GOV
    """
    known = list(claims)
    made: list[Claim] = []
    for attribution in ground.attributions:
        new = list(_answers_of(reading, ground, attribution, known))
        made += new
        known += new
    return made


def _answers_of(
    reading: Reading, ground: Ground, attribution: Attribution, known: Sequence[Claim]
) -> Iterator[Claim]:
    if not attribution.actors or not attribution.cue or _is_inside_unreal(attribution, ground):
        return
    if any(attribution.id in claim.via for claim in known if claim.property == "responsible"):
        return
    if attribution.stance == "denies" and attribution.act in ground.policy.denying_acts:
        yield from _denials(reading, ground, attribution, known)
    elif attribution.accused and attribution.stance in ("asserts", "suggests"):
        yield from _accusations(reading, ground, attribution)


def _is_inside_unreal(attribution: Attribution, ground: Ground) -> bool:
    by_id = {a.id: a for a in ground.attributions}
    outer, seen = by_id.get(attribution.via or ""), set[str]()
    while outer is not None and outer.id not in seen:
        if outer.act in ground.policy.unreal_acts or outer.stance == "withholds":
            return True
        seen.add(outer.id)
        outer = by_id.get(outer.via or "")
    return False


def _denials(
    reading: Reading, ground: Ground, attribution: Attribution, known: Sequence[Claim]
) -> Iterator[Claim]:
    """A denier denies the latest charge against its own side; a pointer word lets it deny a charge against others."""
    charges = list(_charges_before(reading, ground, attribution, known))
    own = [c for c in charges if _concerns(c, attribution, ground)]
    if not own and not _points_back(attribution, ground):
        return
    others = [c for c in charges if not set(c.claimants) & set(attribution.actors)]
    denied = (own or others)[-1:]
    for charge in denied:
        event = _event(ground, charge)
        telling = _telling_of(attribution, "denies")
        actor = charge.value.actor or ""
        yield make_responsible(
            ground, event, actor, telling, [*attribution.cue, *attribution.content]
        )


def _charges_before(
    reading: Reading, ground: Ground, attribution: Attribution, known: Sequence[Claim]
) -> list[Claim]:
    at = attribution.cue[0].start
    charges = [
        claim
        for claim in known
        if claim.property == "responsible"
        and claim.stance in ("asserts", "suggests")
        and claim.responsibility != "admitted"
        and _event(ground, claim).type in ground.policy.blamed_types
        and _is_within_reach(
            reading, _event(ground, claim).trigger, at, ground.policy.reach_sentences
        )
    ]
    return sorted(charges, key=lambda claim: max(span.start for span in claim.evidence))


def _is_within_reach(reading: Reading, span: Span, at: int, sentences: int) -> bool:
    starts = [s.start_char for s in reading.sentences]
    there = sum(start <= span.start for start in starts)
    here = sum(start <= at for start in starts)
    return 0 <= here - there <= sentences


def _concerns(claim: Claim, attribution: Attribution, ground: Ground) -> bool:
    return any(ground.sides.is_same(actor, claim.value.actor or "") for actor in attribution.actors)


def _points_back(attribution: Attribution, ground: Ground) -> bool:
    words = {
        w.strip(".,;:'\"”“").lower() for part in attribution.content for w in part.exact.split()
    }
    return not attribution.content or bool(words & ground.policy.accusation_words)


def _accusations(reading: Reading, ground: Ground, attribution: Attribution) -> Iterator[Claim]:
    """ "Kyiv blamed Moscow." lays the latest deed of harm told before it at Moscow's door."""
    at = attribution.cue[0].start
    deeds = [
        event
        for event in ground.findings.events
        if event.type in ground.policy.blamed_types
        and event.status in ("happened", "ongoing", "attempted")
        and event.trigger.start < at
        and _is_within_reach(reading, event.trigger, at, ground.policy.reach_sentences)
    ]
    for event in deeds[-1:]:
        telling = _telling_of(
            attribution, "suggests" if attribution.stance == "suggests" else "asserts"
        )
        for actor in attribution.accused:
            evidence = [event.trigger, *attribution.cue, *attribution.content]
            yield make_responsible(ground, event, actor, telling, evidence)


def _telling_of(attribution: Attribution, stance: str) -> Telling:
    return Telling(
        claimants=attribution.actors,
        stance="denies"
        if stance == "denies"
        else "suggests"
        if stance == "suggests"
        else "asserts",
        via=tuple(i for i in (attribution.via, attribution.id) if i),
        printed=tuple(part.exact for part in attribution.source),
        act=attribution.act,
    )


def _event(ground: Ground, claim: Claim) -> Event:
    return next(event for event in ground.findings.events if event.id == claim.event)


def with_links(ground: Ground, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The same claims, each linked to the earlier claims that it denies, repeats or counters.

    A denial denies every earlier assertion of the same value by somebody else; a claim repeats the first that says
    the same; what answers a denial, and an accusation by one who stands accused of the same happening, counters.
    """
    happening = {event.id: event.same_as or event.id for event in ground.findings.events}
    ordered = sorted(claims, key=lambda claim: (claim.evidence[0].start, claim.id))
    return tuple(
        replace(claim, links=tuple(_links(claim, ordered[:index], happening, ground)))
        for index, claim in enumerate(ordered)
    )


def _links(
    claim: Claim, earlier: Sequence[Claim], happening: dict[str, str], ground: Ground
) -> Iterator[ClaimLink]:
    repeated = False
    for other in earlier:
        if happening[other.event] != happening[claim.event] or other.property != claim.property:
            continue
        relation = _relation(claim, other, happening, ground)
        if relation is None or (relation == "repeats" and repeated):
            continue
        repeated = repeated or relation == "repeats"
        yield ClaimLink(claim=other.id, relation=relation)


def _relation(
    claim: Claim, other: Claim, happening: dict[str, str], ground: Ground
) -> Relation | None:
    if claim.claimants == other.claimants:
        return None
    if _same_value(claim, other, happening, ground):
        if (claim.stance == "denies") != (other.stance == "denies"):
            return "denies" if claim.stance == "denies" else "counters"
        return "repeats" if claim.stance == other.stance else None
    return "counters" if _is_counter(claim, other, ground) else None


def _same_value(claim: Claim, other: Claim, happening: dict[str, str], ground: Ground) -> bool:
    if claim.property == "occurrence":
        return True
    if claim.value.actor and other.value.actor:
        return ground.sides.is_same(claim.value.actor, other.value.actor)
    return _printed(claim, ground) == _printed(other, ground)


def _printed(claim: Claim, ground: Ground) -> tuple[object, ...]:
    """What two claims must share to say the same: a figure's bounds, a place's or time's name, the words."""
    value, findings = claim.value, ground.findings
    figures = [(f.low, f.high, f.central, f.who) for f in findings.figures if f.id == value.figure]
    places = [p.gazetteer_id or p.name for p in findings.places if p.id == value.place]
    times = [t.value or t.span.exact for t in findings.times if t.id == value.time]
    return (*figures, *places, *times, value.text)


def _is_counter(claim: Claim, other: Claim, ground: Ground) -> bool:
    if claim.property != "responsible" or "denies" in (claim.stance, other.stance):
        return False
    accused = other.value.actor or ""
    return any(ground.sides.is_same(claimant, accused) for claimant in claim.claimants)
