"""What claims are made from and how one is made: findings looked up, tellings of an event, the claim itself.

Comes in: a document with its findings and the policy. Goes out: a `Ground` to ask, and single claims. Which claims an
event makes is decided in event_claims.py, responsible_claims.py and answers.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from functools import cached_property

from sayso.extract.attribution.voices import Contents
from sayso.extract.claims.charge_asides import (
    holds_span,
    is_antecedent,
    is_charged_aside,
    is_described,
    is_told_of_place,
)
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.numbered_statements import find_numbered_statement
from sayso.extract.claims.responsibilities import Sides
from sayso.extract.claims.tellings import Telling, is_denial, tell_through
from sayso.extract.claims.unanswered import is_told_in_wish, without_part, without_silence
from sayso.model import (
    Actor,
    Attribution,
    Claim,
    ClaimStance,
    Document,
    Event,
    Figure,
    Findings,
    Mention,
    Place,
    Property,
    Span,
    TimeInterval,
    Value,
)
from sayso.text import digest_of

# How far before its verb "may have" can stand, in characters.
_HINT_REACH = 40
# What stands behind these inside a denial is taken for granted there, but for "it was his men who fired".
_ASIDE = re.compile(r"\b(?:who|which|whose)\b[^.;,]*$")
# What something did that somebody is said to have done: "the rocket that killed 12 children".
_HARM_TOLD = re.compile(
    r"\b(?:the|a|an) (?:[\w'-]+ ){1,3}that (?:had |has )?"
    r"(?:killed|wounded|injured|hurt|maimed|hit|struck|destroyed|damaged|downed|sank)\b[^.;,]*$"
)
# What is said of a deed that is known: "that the attack …".
_THAT_THE = re.compile(r"\bthat (?:the|this|these|those) (?:\w+ )?$")
_CLEFT = re.compile(r"\b(?:it|this|that|these|those|they) (?:was|were|is|are|had been)\b[^.;,]*$")
_MEANWHILE = re.compile(
    r"(?:\b(?:when|whenever|after|before|while|once|until|during|amid)"
    r"|\b(?:killed|died|hurt|injured|wounded|harmed|arrested|detained) (?:in|at) (?:the|a|an|that|this|those|these)"
    r"|(?<!such )(?<!well )\bas (?:it|they|he|she|we|the|its|their|his|her|our))\b[^.;,]*$"
)
_DONE = frozenset({"happened", "ongoing", "historical"})
# How far before a deed the denial or accusation can stand through which its doer was read off, in characters.
_SPEECH_REACH = 100


@dataclass(frozen=True, slots=True)
class Others:
    """Ids of events that whoever speaks of them did not do by that, as the parse tells.

    `answered`: another deed answers them; `avenged`: by a deed of revenge; `avenging`: they are one; `described`: they
    only say which one is meant ("the murdered student"); `beside`: an admission or denial only brings them in ("denied
    that the delay was linked to the arrest"); `which`: they tell which ones are meant ("rebels advancing on Goma").
    """

    answered: frozenset[str] = frozenset()
    avenged: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    avenging: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    which: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ground:
    """What claims are made from: a document's findings, with what is looked up in them again and again."""

    document: Document
    findings: Findings
    policy: ClaimPolicy
    contents: Contents
    sides: Sides
    others: Others

    @cached_property
    def events(self) -> dict[str, Event]:
        return {event.id: event for event in self.findings.events}

    @cached_property
    def attributions(self) -> dict[str, Attribution]:
        return {attribution.id: attribution for attribution in self.findings.attributions}

    @cached_property
    def actors(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.findings.actors}

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

    def voice_of(self, span: Span) -> Attribution | None:
        """Whose words a span is in, but for a relative clause that describes it."""
        chain = self.contents.chain(span)
        return next((a for a in reversed(chain) if not is_antecedent(a, span, self.document)), None)

    def speech_before(self, span: Span) -> list[Attribution]:
        """The denials, admissions and accusations whose cue stands shortly before a span."""
        first = bisect_left(self._speech, span.start - _SPEECH_REACH, key=_cue_end)
        return self._speech[first : bisect_right(self._speech, span.start, key=_cue_end)]

    @cached_property
    def _speech(self) -> list[Attribution]:
        acts = {*self.policy.denying_acts, *self.policy.admitting_acts}
        found = (a for a in self.findings.attributions if a.cue and (a.accused or a.act in acts))
        return sorted(found, key=_cue_end)

    @cached_property
    def accusations(self) -> list[tuple[int, str]]:
        """(where the cue begins, id) of each accusation, in text order."""
        found = (a for a in self.findings.attributions if a.cue and a.act == "accuses")
        return sorted((attribution.cue[0].start, attribution.id) for attribution in found)

    def denials_before(self, span: Span) -> list[Event]:
        """The words of denial shortly before a span that no attribution was made of."""
        first = bisect_left(self._denials, span.start - _SPEECH_REACH, key=_trigger_end)
        return self._denials[first : bisect_right(self._denials, span.start, key=_trigger_end)]

    @cached_property
    def is_partys_own(self) -> bool:
        """Whether the report's own voice tells of its own fighting: then it is a party's communique.

        "At dawn FMLN units attacked the post, and half an hour later our forces had taken it. We killed one."
        "The enemy attacked 97 positions of our troops." tells as much.
        """
        policy = self.policy
        if any(self._names_own_forces(mention) for mention in self.findings.mentions):
            return True
        return any(
            argument.role == "actor"
            and is_first_person(argument.span, policy)
            and not self.contents.chain(argument.span)
            for event in self.findings.events
            if event.type in policy.blamed_types and event.status in policy.answered_statuses
            for argument in event.arguments
        )

    def is_in_statement(self, event: Event) -> bool:
        """Whether a deed stands in a statement that the report prints point by point: whoever states it tells it."""
        return self._points_start is not None and event.trigger.start >= self._points_start

    @cached_property
    def _points_start(self) -> int | None:
        return find_numbered_statement(
            self.document.text, self.policy.statement_openings, self.policy.first_persons
        )

    def _names_own_forces(self, mention: Mention) -> bool:
        """ "our troops", outside of anybody's words."""
        is_own = is_first_person(mention.span, self.policy)
        is_force = mention.kind in ("armed_force", "armed_group") and not mention.is_pronoun
        return is_own and is_force and not self.contents.chain(mention.span)

    @cached_property
    def _denials(self) -> list[Event]:
        words = self.policy.denial_words
        found = (e for e in self.findings.events if e.trigger.exact.lower() in words)
        return sorted((e for e in found if e.attribution is None), key=_trigger_end)


def is_first_person(words: Span, policy: ClaimPolicy) -> bool:
    """ "our forces", "we", "by us"; in "US forces" and "US STRIKES" the word is a country's name."""
    first = words.exact.split()[0]
    return first.lower() in policy.first_persons and first != "US"


def _trigger_end(event: Event) -> int:
    return event.trigger.end


def _cue_end(attribution: Attribution) -> int:
    return attribution.cue[-1].end


def make_ground(
    document: Document,
    findings: Findings,
    policy: ClaimPolicy,
    others: Others | None = None,
) -> Ground:
    """Gather what the claim rules look up."""
    actors = {actor.id: actor for actor in findings.actors}
    sides = Sides(actors, findings.mentions, findings.attributions, policy)
    contents = Contents(findings.attributions)
    return Ground(document, findings, policy, contents, sides, others or Others())


def tellings_of(event: Event, span: Span, ground: Ground) -> Iterator[Telling]:
    """On whose say-so words of an event stand, with the stance that the event's status gives them.

    "Police said rebels may have shelled it" is a hint of police's; what is merely supposed is told by nobody.
    "The strike, which Kyiv blamed on Moscow" tells of a strike in the words of whoever speaks there, not in Kyiv's;
    a denial in such a clause is told beside it.
    """
    chain = ground.contents.chain(span)
    chain = [a for a in chain if not is_described(a, span, ground.document)]
    chain = [a for a in chain if not _tells_purpose(a, event)]
    chain = [a for a in chain if not is_told_of_place(a, event, ground.document)]
    asides = {a.id for a in chain if is_antecedent(a, span, ground.document)}
    own: Sequence[Attribution] = [a for a in chain if a.id not in asides]
    if event.status == "happened":
        own = without_part(own, span, ground.document, ground.policy)
    denied_aside = any(a.id in asides and is_denial(a) for a in chain)
    is_negated = not denied_aside
    yield from _with_status(event, span, own, ground, is_negated=is_negated, is_harm_known=True)
    if asides:
        full = _with_status(event, span, chain, ground)
        yield from (telling for telling in full if telling.stance == "denies")


def _tells_purpose(attribution: Attribution, event: Event) -> bool:
    """ "The raid was intended to derail the talks": what for, and no word of whoever intended it."""
    is_nobodys = attribution.act == "intends" and not attribution.source
    is_behind = bool(attribution.cue) and attribution.cue[0].start > event.trigger.start
    return is_nobodys and is_behind and event.status == "happened"


def blamings_of(event: Event, ground: Ground) -> Iterator[Telling]:
    """On whose say-so somebody did it: in "the strike, which Kyiv blamed on Moscow" it is Kyiv's.

    Who only remarks on a deed in such a clause ("which he called an outrage") says nothing of who did it.
    """
    chain = ground.contents.chain(event.trigger)
    chain = [a for a in chain if not is_described(a, event.trigger, ground.document)]
    chain = [a for a in chain if not _tells_purpose(a, event)]
    chain = [a for a in chain if not is_told_of_place(a, event, ground.document)]
    asides = [a for a in chain if is_antecedent(a, event.trigger, ground.document)]
    doers = [argument.span for argument in event.arguments if argument.role == "actor"]
    named = any(is_antecedent(a, span, ground.document) for a in asides for span in doers)
    inside = any(holds_span(a.content, span) for a in asides for span in doers) and not named
    # "The woman soldiers arrested was charged with murder": who arrested her is no part of the charge.
    apart_from = [a for a in asides if named and a.accused and not {*a.accused} & {*event.actors}]
    asides = [a for a in asides if a not in apart_from]
    blaming = [a for a in asides if inside or a.accused or a.act in ground.policy.answering_acts]
    chain = [a for a in chain if a not in apart_from]
    own = [a for a in chain if a not in asides]
    if not blaming:
        yield from _with_status(event, event.trigger, own, ground)
        return
    if apart := [a for a in blaming if is_charged_aside(a, event, ground.document)]:
        yield from _with_status(event, event.trigger, own, ground)
        for charge in apart:
            around = [a for a in own if charge.cue and holds_span(a.content, charge.cue[0])]
            told = _with_status(event, event.trigger, [*around, charge], ground)
            yield from (telling for telling in told if telling.via[-1:] == (charge.id,))
        return
    if named and any(is_denial(a) for a in blaming):
        yield from _with_status(event, event.trigger, own, ground, is_negated=False)
    kept = [a for a in chain if a not in asides or a in blaming]
    yield from _with_status(event, event.trigger, kept, ground)


def _with_status(
    event: Event,
    span: Span,
    chain: Sequence[Attribution],
    ground: Ground,
    *,
    is_negated: bool = True,
    is_harm_known: bool = False,
) -> Iterator[Telling]:
    """`is_negated`: whether an event that is told as not done is so in these tellings, too.

    `is_harm_known`: whether to look for harm that is known whoever did it: it is asked what was done, not by whom.
    """
    is_hint = event.status == "hypothetical"
    if event.status in ground.policy.answered_statuses - {"negated"}:
        chain = without_silence(chain, span, ground.document, ground.policy)
    for telling in tell_through(chain, ground.document, ground.policy, span.start):
        if not telling.is_real and _is_to_be_answered(telling, event, span, ground):
            telling = dataclass_replace(telling, act="accuses", is_real=True)
        is_wished = not telling.is_real and not is_told_in_wish(chain, span, ground.policy)
        if is_wished and event.status in ground.policy.answered_statuses:
            continue
        if is_hint and telling.stance != "suggests":
            is_guess = _is_guessed(event, ground) or _may_have_been(event, ground)
            if telling.stance != "asserts" or not is_guess:
                continue
            telling = dataclass_replace(telling, stance="suggests")
        # In "denied that soldiers had shot him, as villagers claimed" the negation is the denier's alone.
        is_anothers = any(is_denial(ground.attributions[i]) for i in telling.via[:-1])
        is_undone = is_negated and event.status == "negated" and not is_anothers
        stance: ClaimStance = "denies" if is_undone else telling.stance
        parts = ground.attributions[telling.via[-1]].content if telling.via else ()
        if event.status == "negated" and _is_only_named(span, parts, ground):
            continue
        is_denied = event.status != "negated" and stance == "denies"
        is_granted = is_denied and (
            is_taken_for_granted(span, parts, ground)
            or (is_harm_known and _is_known_harm(span, parts, ground))
        )
        if is_granted and is_harm_known and not _is_only_named(span, parts, ground):
            telling = _told_around(telling, ground)
        stance = "asserts" if is_granted else stance
        yield dataclass_replace(telling, stance=stance, is_granted=is_granted)


def _told_around(denial: Telling, ground: Ground) -> Telling:
    """ "denied a strike that killed 12 children": that it killed them, whoever tells of the denial says.

    Not who did it: "denied it had struck the station when its shells killed 50" is no word of the outlet's on that.
    """
    outer = [ground.attributions[i] for i in denial.via[:-1]]
    around = tell_through(outer, ground.document, ground.policy)
    return around[0] if around else denial


def _is_to_be_answered(telling: Telling, event: Event, span: Span, ground: Ground) -> bool:
    """ "demanded an inquiry into the killing of nine pupils": that they were killed, whoever demands it says.

    Not "demanded that Oslo admit it had killed them".
    """
    if (telling.act, telling.stance) != ("demands", "asserts") or event.status not in _DONE:
        return False
    parts = ground.attributions[telling.via[-1]].content
    before = (
        ground.document.text[part.start : span.start].lower().split()
        for part in parts
        if part.start <= span.start < part.end
    )
    return any(not ground.policy.to_be_answered.isdisjoint(words) for words in before)


def is_taken_for_granted(span: Span, parts: Iterable[Span], ground: Ground) -> bool:
    """ "denied backing the rebels who seized the town": that they seized it is not what is denied.

    Nor is it, in "rejected suggestions that the patrol was drunk when it opened fire", that the patrol did; but in
    "rejected a report which said that soldiers did it" the report's own words are what is rejected.
    """
    own = [part for part in parts if part.start <= span.start < part.end]
    if any(ground.events[i].trigger == span for i in ground.others.which):
        return True  # "denied backing rebels advancing on Goma"
    if any(a.act == "condemns" and _is_part_of(a, own) for a in ground.contents.chain(span)[-1:]):
        return True  # "rejected criticism of the shelling": the criticism is rejected
    inner = [part for a in ground.contents.chain(span)[-1:] for part in a.content]
    within = [i for i in inner if i.start <= span.start and any(_is_inside(i, p) for p in own)]
    starts = [part.start for part in own if not any(_is_inside(i, part) for i in within)]
    starts += [i.start for i in within if span.start < i.end]
    text, policy = ground.document.text, ground.policy
    if _DESCRIBES.search(
        f"{text[max(0, span.start - 12) : span.start].lower()}|{span.exact.lower()}"
    ):
        return True
    return any(_grants(text[start : span.start].lower(), policy) for start in starts)


def _is_known_harm(span: Span, parts: Iterable[Span], ground: Ground) -> bool:
    """ "denied it had fired the rocket that killed 12 children": they were killed, whoever fired it."""
    text = ground.document.text
    before = (text[part.start : span.end].lower() for part in parts if part.start <= span.start)
    found = (_HARM_TOLD.search(words) for words in before)
    return any(f is not None and not _CLEFT.search(f.string[: f.start()]) for f in found)


def _is_only_named(span: Span, parts: Iterable[Span], ground: Ground) -> bool:
    """ "denied that patrols had delayed the operation": neither was it done nor not, for all that is said there."""
    text = ground.document.text
    before = (text[part.start : span.start].lower() for part in parts if part.start <= span.start)
    return any(f" {phrase} " in words for words in before for phrase in ground.policy.hiding_words)


def is_of_told(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """Whether a denial is of something about a deed told before, and not of the deed.

    "There was no evidence that the attack had come from Yemen" → True; "… that the attack had happened" → False
    """
    part = next((p for p in attribution.content if holds_span([p], event.trigger)), None)
    if event.same_as is None or part is None:
        return False
    text, at = ground.document.text, event.trigger
    behind = re.findall(r"[\w'’-]+", text[at.end : part.end].lower())
    is_named = _THAT_THE.search(text[part.start : at.start].lower()) is not None
    return is_named and len(behind) > 1 and ground.policy.occurrence_words.isdisjoint(behind[:5])


# "access to the besieged town": what describes a thing is told of it.
_DESCRIBES = re.compile(r"\b(?:to|into|from|near) (?:the|its|their) \|\w+ed$")


def _is_part_of(attribution: Attribution, own: Sequence[Span]) -> bool:
    return bool(attribution.cue) and holds_span(own, attribution.cue[0])


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start < inner.start and inner.end <= outer.end


def _grants(words: str, policy: ClaimPolicy) -> bool:
    """Whether a denial that begins so has come to what it takes for granted."""
    if words.endswith(tuple(f"{opening} " for opening in policy.hurt_openings)):
        return True  # "disputed that those | killed were civilians"
    if any(f" {phrase} " in words for phrase in policy.hiding_words):
        return True  # "called it a lie to cover a massacre"
    if (aside := _ASIDE.search(words)) is not None:
        return not _CLEFT.search(words[: aside.start()])
    return _MEANWHILE.search(words) is not None


def is_hinted(event: Event, ground: Ground) -> bool:
    """Whether a supposed event is told as perhaps done: "gang members may have set fire to the station"."""
    if event.status != "hypothetical":
        return False
    if _is_guessed(event, ground):
        return True
    before = ground.document.text[
        max(0, event.trigger.start - _HINT_REACH) : event.trigger.start
    ].lower()
    return any(f" {words} " in before for words in ground.policy.hinting_words)


def _is_guessed(event: Event, ground: Ground) -> bool:
    """ "the attacks could have been carried out by the group": the doer is a guess, the deed is none."""
    text, trigger = ground.document.text, event.trigger
    after = text[trigger.end : trigger.end + _HINT_REACH].lower().lstrip()
    before = text[max(0, trigger.start - _HINT_REACH) : trigger.start].lower()
    is_before = any(f" {words} " in before for words in ground.policy.guessed_by)
    return is_before or after.startswith(ground.policy.guessing_words)


def _may_have_been(event: Event, ground: Ground) -> bool:
    """ "The ELN may have kidnapped him": a guess of whoever says it; what "could have killed" somebody did not.

    In "they had mined the road and the bus may have been hit by a mine" only the second half is one.
    """
    before = ground.document.text[max(0, event.trigger.start - _HINT_REACH) : event.trigger.start]
    told = before.lower().rstrip().removesuffix(" been")
    hints = (words for words in ground.policy.hinting_words if not words.startswith("could"))
    return told.endswith(tuple(f" {words}" for words in hints))


def words_of(actor: str, event: Event, ground: Ground) -> list[Span]:
    """Where an event's words name an actor: the argument, else the accused's or speaker's mention nearest by."""
    arguments = [a.span for a in event.arguments if a.of and ground.actor_of.get(a.of) == actor]
    if arguments:
        return arguments[:1]
    named = ground.mentions_of.get(actor, [])
    after = bisect_right(named, event.trigger)
    return sorted(
        named[max(0, after - 1) : after + 1], key=lambda span: abs(span.start - event.trigger.start)
    )[:1]


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
