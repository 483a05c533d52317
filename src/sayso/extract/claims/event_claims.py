"""The claims that events state by themselves: every value of every event, with who says so.

Comes in: the findings of one reading. Goes out: claims in text order, each with claimants, stance, chain, rung of
the responsibility ladder and evidence. What answers an event told elsewhere ("Moscow rejected the charge") is made in
answers.py. No claim is stronger than its words: what stands in a content is its source's, whatever verb it has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sayso.extract.claims.claim_ground import (
    Ground,
    is_hinted,
    is_of_told,
    make_claim,
    tellings_of,
    words_of,
)
from sayso.extract.claims.denied_figures import is_denied_figure
from sayso.extract.claims.responsible_claims import (
    is_ahead,
    is_ruled_out,
    is_what_was_broken,
    make_responsibilities,
)
from sayso.extract.claims.tellings import Telling
from sayso.extract.claims.truce_claims import make_truce_claims
from sayso.model import Claim, Event, Figure, Property, Span, Value

# "violated the hours-old humanitarian truce": how far behind its verb a truce can stand, in characters.
_TRUCE_REACH = 60


def make_event_claims(ground: Ground) -> list[Claim]:
    """The claims that events state by themselves, in text order.

    "Washington accused Damascus of the strike." → occurrence of "accused" (the outlet), occurrence of "strike"
    (Washington), responsible for "strike": SYR.GOV (Washington, accused_by_authority)
    """
    return [claim for event in ground.findings.events for claim in _claims_of(event, ground)]


def _claims_of(event: Event, ground: Ground) -> Iterator[Claim]:
    if event.attribution is not None:
        yield from _occurrences(event, ground)
        return
    if is_denied_figure(event, ground):
        return
    responsible = list(make_responsibilities(event, ground))
    denied_by = {claim.claimants for claim in responsible if claim.stance == "denies"}
    is_broken = is_what_was_broken(event, ground)
    for claim in _occurrences(event, ground):
        if is_broken and claim.stance == "denies":
            continue
        # "X denied bombing Y" denies that X did it, not that it was done.
        if claim.stance != "denies" or claim.claimants not in denied_by:
            yield claim
    if not is_broken:
        yield from responsible
    if event.cameo in ground.policy.breach_codes:
        yield from _breaches(event, ground)
    if event.status in ground.policy.described_statuses:
        yield from (
            claim
            for claim in _descriptions(event, ground)
            # … nor does a court that clears him deny how many died.
            if claim.stance != "denies" or claim.claimants not in denied_by
        )
    elif is_hinted(event, ground):
        # "say that 2,000 people may have died": how many is as much a guess as that they did
        yield from (toll for toll in _tolls(event, ground) if toll.stance == "suggests")


def _occurrences(event: Event, ground: Ground) -> Iterator[Claim]:
    if event.status not in ground.policy.occurring_statuses and not is_hinted(event, ground):
        return
    if event.status == "negated" and event.trigger.exact.lower() in ground.policy.harm_words:
        return  # "suffered no casualties", "no confirmation of the toll": no denial of what was done
    for telling in tellings_of(event, event.trigger, ground):
        denial = ground.attributions[telling.via[-1]] if telling.via else None
        if telling.stance == "denies" and denial and is_of_told(denial, event, ground):
            continue
        if is_ruled_out(telling, event, ground) or _is_refused(telling, event, ground):
            continue
        yield make_claim(
            ground, event, "occurrence", Value(event=event.id), telling, [event.trigger]
        )


def _is_refused(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "rejected talks with the junta", "said he would not attend the summit": nobody denies what has not been."""
    if telling.stance != "denies":
        return False
    speech = ground.attributions[telling.via[-1]] if telling.via else None
    is_matter = event.type in ground.policy.matter_types
    is_turned_down = is_matter and speech is not None and speech.act == "rejects"
    return is_turned_down or is_ahead(event, ground)


def _breaches(event: Event, ground: Ground) -> Iterator[Claim]:
    """ "Kyiv said Moscow had broken the truce." → violates the truce's event, or, untold, the truce in words."""
    truce = _truce_of(event, ground)
    words = next((a.span for a in event.arguments if a.role == "target"), event.trigger)
    value = Value(event=truce.id) if truce else Value(text=words.exact)
    for telling in tellings_of(event, event.trigger, ground):
        spans = [event.trigger, truce.trigger if truce else words]
        yield make_claim(ground, event, "violates", value, telling, spans)


def _truce_of(event: Event, ground: Ground) -> Event | None:
    """The truce told nearest to a breach: in its own words if it is there, else the latest one before it."""
    reach = event.trigger.end + _TRUCE_REACH
    near = ground.truces[
        : bisect_right(ground.truces, reach, key=lambda truce: truce.trigger.start)
    ]
    return next((truce for truce in reversed(near) if truce.id != event.id), None)


def _descriptions(event: Event, ground: Ground) -> Iterator[Claim]:
    for actor in event.recipients:
        spans = [event.trigger, *words_of(actor, event, ground)]
        yield from _described(event, "recipient", Value(actor=actor), spans, ground)
    if event.place and _is_told_by_teller(
        event, event.place, ground.places[event.place].span, ground
    ):
        spans = [event.trigger, ground.places[event.place].span]
        yield from _described(event, "place", Value(place=event.place), spans, ground)
    if event.time:
        time = ground.times[event.time]
        if _is_told_by_teller(event, time.id, time.span, ground):
            spans = [event.trigger, time.span]
            yield from _described(event, "time", Value(time=time.id), spans, ground)
    if event.cameo in ground.policy.control_codes:
        for actor in event.actors:
            spans = [event.trigger, *words_of(actor, event, ground)]
            yield from _described(event, "control", Value(actor=actor), spans, ground)
    yield from _tolls(event, ground)
    yield from make_truce_claims(event, ground)
    yield from _worded(event, ground)


def _is_told_by_teller(event: Event, id_: str, span: Span, ground: Ground) -> bool:
    """A place or time that the report tells in another voice is known of the event, but not claimed by its teller."""
    if any(argument.of == id_ for argument in event.arguments):
        return True
    return ground.voice_of(span) == ground.voice_of(event.trigger)


def _tolls(event: Event, ground: Ground) -> Iterator[Claim]:
    for figure in (ground.figures[i] for i in event.figures):
        toll = ground.policy.tolls.get(figure.counts or "")
        if figure.unit == "percent":
            continue  # "38 per cent more than in January"
        if toll is None or _is_some_of_told(figure, ground) or _was_spared(figure, event):
            continue
        for telling in tellings_of(event, figure.span, ground):
            spans = [event.trigger, figure.span]
            yield make_claim(ground, event, toll, Value(figure=figure.id), telling, spans)


def _was_spared(figure: Figure, event: Event) -> bool:
    """ "Gunmen attempted to abduct three judges": whom they meant to abduct was not abducted."""
    meant = (a.span for a in event.arguments if a.role in ("recipient", "target"))
    return event.status == "attempted" and any(
        span.start <= figure.span.start < span.end for span in meant
    )


def _is_some_of_told(figure: Figure, ground: Ground) -> bool:
    """ "wounding 200. … flew out 58 of the wounded": some of a number told before are no toll of their own."""
    if figure.scope != "share":
        return False
    if figure.high == 0:
        return True  # "none of the dead had been armed"
    return any(
        other.counts == figure.counts
        and other.scope != "share"
        and other.span.start < figure.span.start
        and (other.low or other.central or other.high or 0) > (figure.low or 0)
        for other in ground.figures.values()
    )


def _worded(event: Event, ground: Ground) -> Iterator[Claim]:
    properties: dict[str, Property] = {"means": "means", "cause": "cause", "terms": "terms"}
    for argument in event.arguments:
        if argument.role in properties:
            spans = [event.trigger, argument.span]
            value = Value(text=argument.span.exact)
            yield from _described(event, properties[argument.role], value, spans, ground)


def _described(
    event: Event, property_: Property, value: Value, spans: list[Span], ground: Ground
) -> Iterator[Claim]:
    """Describing words stand on the say-so of the event's own teller; who denies the event describes nothing."""
    for telling in tellings_of(event, event.trigger, ground):
        if telling.stance != "denies":
            yield make_claim(ground, event, property_, value, telling, spans)
