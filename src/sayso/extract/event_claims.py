"""The claims that events state by themselves: every value of every event, with who says so.

Comes in: the findings of one reading. Goes out: claims in text order, each with claimants, stance, chain, rung of
the responsibility ladder and evidence. What answers an event told elsewhere ("Moscow rejected the charge") is made in
answers.py. No claim is stronger than its words: what stands in a content is its source's, whatever verb it has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from functools import cached_property

from msgspec.structs import replace

from sayso.extract.claim_policy import ClaimPolicy
from sayso.extract.responsibilities import Sides, find_rung
from sayso.extract.tellings import Telling, find_tellings
from sayso.extract.voices import Contents
from sayso.model import (
    Attribution,
    Claim,
    ClaimStance,
    Document,
    Event,
    Figure,
    Findings,
    Place,
    Property,
    Span,
    TimeInterval,
    Value,
)
from sayso.text import digest_of

# "violated the hours-old humanitarian truce": how far behind its verb a truce can stand, in characters.
_TRUCE_REACH = 60


@dataclass(frozen=True)
class Ground:
    """What claims are made from: a document's findings, with what is looked up in them again and again."""

    document: Document
    findings: Findings
    policy: ClaimPolicy
    contents: Contents
    sides: Sides

    @cached_property
    def events(self) -> dict[str, Event]:
        return {event.id: event for event in self.findings.events}

    @cached_property
    def attributions(self) -> dict[str, Attribution]:
        return {attribution.id: attribution for attribution in self.findings.attributions}

    @cached_property
    def actor_of(self) -> dict[str, str | None]:
        """Mention id → actor id."""
        return {mention.id: mention.actor for mention in self.findings.mentions}

    @cached_property
    def mentions_of(self) -> dict[str, list[Span]]:
        """Actor id → the spans that name it, in text order."""
        named: dict[str, list[Span]] = {}
        for mention in self.findings.mentions:
            if mention.actor:
                named.setdefault(mention.actor, []).append(mention.span)
        return {actor: sorted(spans) for actor, spans in named.items()}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return {figure.id: figure for figure in self.findings.figures}

    @cached_property
    def places(self) -> dict[str, Place]:
        return {place.id: place for place in self.findings.places}

    @cached_property
    def times(self) -> dict[str, TimeInterval]:
        return {time.id: time for time in self.findings.times}

    @cached_property
    def truces(self) -> list[Event]:
        """Events whose mode says truce, in text order."""
        modes = self.policy.truce_modes
        found = [event for event in self.findings.events if modes.intersection(event.modes)]
        return sorted(found, key=lambda event: event.trigger.start)


def make_ground(document: Document, findings: Findings, policy: ClaimPolicy) -> Ground:
    """Gather what the claim rules look up."""
    actors = {actor.id: actor for actor in findings.actors}
    sides = Sides(actors, findings.mentions, findings.attributions, policy)
    return Ground(document, findings, policy, Contents(findings.attributions), sides)


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
    responsible = list(_responsibilities(event, ground))
    denied_by = {claim.claimants for claim in responsible if claim.stance == "denies"}
    for claim in _occurrences(event, ground):
        # "X denied bombing Y" denies that X did it, not that it was done.
        if claim.stance != "denies" or claim.claimants not in denied_by:
            yield claim
    yield from responsible
    if event.cameo in ground.policy.breach_codes:
        yield from _breaches(event, ground)
    if event.status in ground.policy.described_statuses:
        yield from _descriptions(event, ground)


def _occurrences(event: Event, ground: Ground) -> Iterator[Claim]:
    if event.status not in ground.policy.occurring_statuses:
        return
    for telling in _tellings(event, event.trigger, ground):
        yield make_claim(
            ground, event, "occurrence", Value(event=event.id), telling, [event.trigger]
        )


def _responsibilities(event: Event, ground: Ground) -> Iterator[Claim]:
    policy = ground.policy
    if event.type not in policy.deed_types or event.status not in policy.answered_statuses:
        return
    for telling in _tellings(event, event.trigger, ground):
        if _denies_occurrence(telling, event, ground):
            continue
        for actor in event.actors or _implied_actors(event, telling, ground):
            evidence = [event.trigger, *_words_of(actor, event, ground)]
            yield make_responsible(ground, event, actor, telling, evidence)


def _implied_actors(event: Event, telling: Telling, ground: Ground) -> tuple[str, ...]:
    """Who did a deed that names no doer: the accused of an accusation, the speaker of an admission or a denial."""
    for attribution in reversed(ground.contents.chain(event.trigger)):
        if attribution.accused:
            return attribution.accused
        if attribution.act in ground.policy.admitting_acts or (
            attribution.act in ground.policy.denying_acts and telling.stance == "denies"
        ):
            return attribution.actors
    return ()


def _breaches(event: Event, ground: Ground) -> Iterator[Claim]:
    """ "Kyiv said Moscow had broken the truce." → violates the truce's event, or, untold, the truce in words."""
    truce = _truce_of(event, ground)
    words = next((a.span for a in event.arguments if a.role == "target"), event.trigger)
    value = Value(event=truce.id) if truce else Value(text=words.exact)
    for telling in _tellings(event, event.trigger, ground):
        spans = [event.trigger, truce.trigger if truce else words]
        yield make_claim(ground, event, "violates", value, telling, spans)


def _truce_of(event: Event, ground: Ground) -> Event | None:
    """The truce told nearest to a breach: in its own words if it is there, else the latest one before it."""
    reach = event.trigger.end + _TRUCE_REACH
    near = ground.truces[
        : bisect_right(ground.truces, reach, key=lambda truce: truce.trigger.start)
    ]
    return next((truce for truce in reversed(near) if truce.id != event.id), None)


def _denies_occurrence(telling: Telling, event: Event, ground: Ground) -> bool:
    """Whether a denial is of the happening itself, whoever is meant to have done it.

    "Colombo denied that a massacre had taken place" denies the occurrence; "Colombo denied a massacre" and "denied that
    its troops took part in a massacre" deny who did it.
    """
    if telling.stance != "denies":
        return False
    text = ground.document.text
    after = text[event.trigger.end : event.trigger.end + 60].split(".", 1)[0].lower().split()
    if not ground.policy.occurrence_words.intersection(after[:5]):
        return False
    contents = [span for i in telling.via for span in ground.attributions[i].content]
    named = [a.span for a in event.arguments if a.role == "actor"]
    return not any(c.start <= span.start < c.end for c in contents for span in named)


def _descriptions(event: Event, ground: Ground) -> Iterator[Claim]:
    for actor in event.recipients:
        spans = [event.trigger, *_words_of(actor, event, ground)]
        yield from _described(event, "recipient", Value(actor=actor), spans, ground)
    if event.place:
        spans = [event.trigger, ground.places[event.place].span]
        yield from _described(event, "place", Value(place=event.place), spans, ground)
    if event.time:
        time = next(t for t in ground.findings.times if t.id == event.time)
        yield from _described(
            event, "time", Value(time=time.id), [event.trigger, time.span], ground
        )
    if event.cameo in ground.policy.control_codes:
        for actor in event.actors:
            spans = [event.trigger, *_words_of(actor, event, ground)]
            yield from _described(event, "control", Value(actor=actor), spans, ground)
    yield from _tolls(event, ground)
    yield from _worded(event, ground)


def _tolls(event: Event, ground: Ground) -> Iterator[Claim]:
    for figure in (ground.figures[i] for i in event.figures):
        toll = ground.policy.tolls.get(figure.counts or "")
        if toll is not None:
            for telling in _tellings(event, figure.span, ground):
                spans = [event.trigger, figure.span]
                yield make_claim(ground, event, toll, Value(figure=figure.id), telling, spans)


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
    for telling in _tellings(event, event.trigger, ground):
        if telling.stance != "denies":
            yield make_claim(ground, event, property_, value, telling, spans)


def _tellings(event: Event, span: Span, ground: Ground) -> Iterator[Telling]:
    for telling in find_tellings(span, ground.contents, ground.document, ground.policy):
        if not telling.is_real and event.status in ground.policy.answered_statuses:
            continue
        stance: ClaimStance = "denies" if event.status == "negated" else telling.stance
        yield dataclass_replace(telling, stance=stance)


def _words_of(actor: str, event: Event, ground: Ground) -> list[Span]:
    """Where an event's words name an actor: the argument, else the accused's or speaker's mention nearest by."""
    arguments = [a.span for a in event.arguments if a.of and ground.actor_of.get(a.of) == actor]
    if arguments:
        return arguments[:1]
    named = ground.mentions_of.get(actor, [])
    after = bisect_right(named, event.trigger)
    return sorted(
        named[max(0, after - 1) : after + 1], key=lambda span: abs(span.start - event.trigger.start)
    )[:1]


def make_responsible(
    ground: Ground, event: Event, actor: str, telling: Telling, evidence: Iterable[Span]
) -> Claim:
    """A claim that an actor did it, or did not, with its rung on the ladder."""
    claim = make_claim(ground, event, "responsible", Value(actor=actor), telling, evidence)
    return replace(claim, responsibility=find_rung(telling, actor, ground.sides, ground.policy))


def make_claim(
    ground: Ground,
    event: Event,
    property_: Property,
    value: Value,
    telling: Telling,
    evidence: Iterable[Span],
) -> Claim:
    """One claim; its id is a digest of what is printed, so that a better lexicon does not change it."""
    spans = tuple(sorted(set(evidence)))
    return Claim(
        id=_claim_id(ground, event, property_, value, telling, spans),
        event=event.id,
        property=property_,
        value=value,
        stance=telling.stance,
        claimants=telling.claimants,
        via=telling.via,
        evidence=spans,
    )


def _claim_id(
    ground: Ground,
    event: Event,
    property_: Property,
    value: Value,
    telling: Telling,
    evidence: tuple[Span, ...],
) -> str:
    printed = [span.exact for span in evidence if span != event.trigger]
    trigger = f"{event.trigger.start}:{event.trigger.exact}"
    places = " ".join(f"{span.start}:{span.end}" for span in evidence)
    parts = [
        ground.document.id,
        trigger,
        property_,
        "|".join(printed) or (value.text or value.actor or ""),
    ]
    claimants = "|".join(telling.printed) or "|".join(telling.claimants)
    return "c" + digest_of(*parts, telling.stance, claimants, places)
