"""Answers: claims about a deed that is told elsewhere in the report, and the ties between claims.

Comes in: the claims that events state by themselves. Goes out: the denials ("Moscow rejected the charge") and bare
accusations ("Kyiv blamed Moscow") that point to an earlier deed, as claims of that deed; and for every claim its links:
what it denies, repeats or counters. A denial of nothing that the report tells stays a REJECT event with its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace as dataclass_replace

from msgspec.structs import replace

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.commented_claims import (
    has_charge,
    is_comment,
    make_comment_denials,
)
from sayso.extract.claims.corrections import with_corrections
from sayso.extract.claims.denied_claims import (
    make_denials,
    make_general_denials,
    telling_of,
)
from sayso.extract.claims.denied_figures import denies_figure, make_figure_denials
from sayso.extract.claims.records import Record
from sayso.extract.claims.responsible_claims import make_responsible
from sayso.extract.claims.tellings import is_denial, words_of
from sayso.model import Attribution, Claim, ClaimLink, Event, Relation, Span, time_words
from sayso.nlp.readings import Reading

# "suspect the Ansaru group, a splinter of Boko Haram", "the province (ISWAP)": what only describes the accused.
_APPOSED = re.compile(r"\([^)]*\)?|, (?:an?|the|its)\b.*|\b(?:who|which|whose)\b.*", re.DOTALL)
# "a trader, | who | was accused | of hiding it |": the content's own, and no clause on the accused.
_PRONOUNS = frozenset({"who", "whom", "which", "that"})
# "it was the rebels who had broken the truce": what they did is what they are blamed for.
_CLEFT = re.compile(r"(?:that )?it (?:was|is|had been)\b", re.IGNORECASE)
_RELATIVE = re.compile(r" (?:who|which|that (?:has|have|had|is|was|were)) [^.;,]*$")
# "the paramilitary | RSF" describes them; "of backing | the RSF" is a charge.
# "blamed gunners in the hills": where they are, if no deed stands there.
_WHERE = re.compile(
    r"\b(?:from|in|near|across|along|around|inside|outside)(?:\s+(?!of \w+ing\b)[\w'’-]+){1,4}\W*$"
)
# "blamed the army's use of mortars": by what it is said to have done it.
_WITH = re.compile(r"['’]s use of(?:\s+[\w'’-]+){1,4}\W*$")
# "blamed Israel for what it called a massacre": a name for the deed.
_CALLED = re.compile(
    r"\bfor what (?:[\w'’-]+ ){1,4}?(?:called|described as|termed|said was|labelled|labeled) [^.;,]*"
)
# "blamed a militia that controls the valley", by words of the policy.
_THAT = re.compile(r"\bthat ([a-z]+)\b.*", re.DOTALL)
_LINK = re.compile(r"\b(?:of|for|over|on|with|that|to|by|and|in)\b|[a-z]ing\b")
# How many different earlier sayings about one property of one happening a claim is compared with.
_MOST_COMPARED = 100


def make_answers(reading: Reading, ground: Ground, claims: Sequence[Claim]) -> list[Claim]:
    """Claims of denials and accusations whose own content names no deed.

    "Kyiv said Russian shells hit the depot. Moscow rejected the charge." → responsible for "hit": RUS.MIL, denied by
    RUS.GOV
    """
    told = _told(claims, ground)
    record = Record(reading, ground, claims)
    made: list[Claim] = []
    for attribution in sorted(ground.findings.attributions, key=_position):
        if not _can_answer(attribution, ground):
            continue
        if attribution.id in told and not tells_instead(attribution):
            made.extend(make_general_denials(attribution, ground, record))
            continue
        if denies_figure(attribution, ground):
            made.extend(make_figure_denials(attribution, ground, record, claims))
            continue
        if is_comment(attribution, ground) and not has_charge(attribution, ground, record):
            made.extend(make_comment_denials(attribution, ground, record))
            continue
        for claim in _answers_of(attribution, ground, record):
            record.add(claim)
            made.append(claim)
    return made


# By these acts somebody may own up to a deed that was told before.
_FEW_WORDS = 4
_CHARGING = frozenset({"accuses", "believes", "suggests"})
_OWNING = frozenset({"says", "admits", "claims-credit"})


def _told(claims: Sequence[Claim], ground: Ground) -> set[str]:
    """The attributions whose own words make a claim: who is responsible, or which deed is denied."""
    responsible = {
        i
        for claim in claims
        if claim.property == "responsible"
        for i in claim.via
        if not _only_describes(claim, i, ground)
    }
    denied = (claim for claim in claims if claim.stance == "denies" and claim.via)
    types = ground.policy.deed_types
    return responsible | {c.via[-1] for c in denied if ground.events[c.event].type in types}


def _only_describes(claim: Claim, name: str, ground: Ground) -> bool:
    """ "blamed guerrillas who seized the village last week": that they did is not what they are blamed for."""
    attribution, trigger = ground.attributions[name], ground.events[claim.event].trigger
    if attribution.act != "accuses" or not attribution.accused:
        return False
    return any(
        not _CLEFT.match(part.exact)
        and _RELATIVE.search(ground.document.text[part.start : trigger.start]) is not None
        for part in attribution.content
        if part.start <= trigger.start < part.end
    )


def _position(attribution: Attribution) -> tuple[int, str]:
    return (attribution.cue[0].start if attribution.cue else 0, attribution.id)


def _can_answer(attribution: Attribution, ground: Ground) -> bool:
    """Whether somebody charges, denies or owns up; "the rebels were blamed" charges them, whoever does."""
    is_told = bool(attribution.source or (attribution.accused and attribution.act in _CHARGING))
    return is_told and bool(attribution.cue) and not _is_inside_unreal(attribution, ground)


def _answers_of(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    if is_denial(attribution) and attribution.act in (*ground.policy.denying_acts, "clears"):
        yield from make_denials(attribution, ground, record)
    elif (
        attribution.accused
        and (attribution.actors or not attribution.source)
        and attribution.stance in ("asserts", "suggests")
    ):
        yield from _accusations(attribution, ground, record)
    elif attribution.stance == "asserts" and _claims_credit(attribution, ground):
        yield from _credits(attribution, ground, record)
    elif attribution.act == "confirms" and attribution.stance == "asserts":
        yield from _confirms_own(attribution, ground, record)


def _confirms_own(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """ "Residents said soldiers shelled it. The army confirmed the shelling": who is charged with it owns up to it.

    Not to the deaths, nor to what he only confirms of others.
    """
    words = words_of(attribution)
    if not words or len(words) > _FEW_WORDS or words[-1] in ground.policy.harm_words:
        return
    named = [e for e in ground.events.values() if _holds_event(attribution, e)]
    if len(named) != 1 or named[0].type not in ground.policy.blamed_types:
        return
    event = named[0]
    same = {
        e.id for e in ground.events.values() if (e.same_as or e.id) == (event.same_as or event.id)
    }
    telling = dataclass_replace(telling_of(attribution, ground), stance="asserts")
    for charge in record.charges_before(attribution.cue[0].start):
        charged = charge.value.actor or ""
        is_own = any(
            ground.sides.is_same(actor, charged) or ground.sides.is_of_one_force(actor, charged)
            for actor in attribution.actors
        )
        if charge.event in same and is_own and charge.claimants != attribution.actors:
            evidence = [event.trigger, *attribution.cue]
            claim = make_responsible(ground, event, charged, telling, evidence)
            yield replace(claim, responsibility="admitted")
            return


def _holds_event(attribution: Attribution, event: Event) -> bool:
    parts = attribution.content
    return any(p.start <= event.trigger.start and event.trigger.end <= p.end for p in parts)


def _claims_credit(attribution: Attribution, ground: Ground) -> bool:
    """ "The group claimed responsibility.", "The front said that it was responsible."."""
    if attribution.act in _OWNING and _owns_up(attribution, ground):
        return True
    is_credit = attribution.act == "claims-credit" and _names_no_deed(attribution, ground)
    return is_credit and not _credits_another(attribution, ground)


def _owns_up(attribution: Attribution, ground: Ground) -> bool:
    """ "said that it was responsible", "said its fighters had carried it out"."""
    words = [word for word in words_of(attribution) if word != "that"]
    if " ".join(words) in ground.policy.owning_up:
        return True  # "pleaded guilty"
    if words[:1] and words[0] in ground.policy.own_marks:
        return " ".join(words[2:]) in ground.policy.owning_up
    if not words or " ".join(words[1:]) not in ground.policy.owning_up:
        return False
    return any(
        mention.is_pronoun and mention.actor in attribution.actors
        for mention in ground.findings.mentions
        if any(p.start <= mention.span.start < p.end for p in attribution.content)
    )


def _credits(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """The latest deed of harm told before a claim of credit that names none itself.

    "A bomb killed nine. Soldiers shot two looters. The Front claimed responsibility." → killed
    """
    told = reversed(record.deeds_before(attribution.cue[0].start))
    event = next((e for e in told if not _is_anothers(e, attribution, ground)), None)
    if event is None:
        return
    telling = dataclass_replace(telling_of(attribution, ground), stance="asserts")
    for actor in attribution.actors:
        named = _named_in(attribution.source, actor, attribution.actors, ground)
        evidence = [event.trigger, *named, *attribution.cue]
        yield make_responsible(ground, event, actor, telling, evidence)


def _named_in(
    parts: Sequence[Span], actor: str, actors: Sequence[str], ground: Ground
) -> Sequence[Span]:
    """Where one of several is named: "Hamas" in "both Hamas and the Islamic Jihad"; of one alone all the words.

    A claim is told from another by what is printed for it.
    """
    spans = ground.mentions_of.get(actor, []) if len(actors) > 1 else []
    inside = [s for s in spans if any(p.start <= s.start and s.end <= p.end for p in parts)]
    return inside or parts


def _names_no_deed(attribution: Attribution, ground: Ground) -> bool:
    """ "claimed responsibility", "claimed responsibility in a message to reporters": for what, is told before."""
    words, policy = words_of(attribution), ground.policy
    if policy.credit_words.issuperset(words):
        return True
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not policy.credit_words.isdisjoint(cue) and words[0] in policy.credit_ways


def _credits_another(attribution: Attribution, ground: Ground) -> bool:
    """ "The governor said the rebels may be behind it": the rebels are, and the governor claims no credit."""
    start, end = attribution.cue[0].start, attribution.content[0].start
    return any(
        start < mention.span.start < end and mention.actor not in (None, *attribution.actors)
        for mention in ground.findings.mentions
    )


def _is_anothers(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """Whether a deed is told as one side's that is not the claimant's: a state's reprisal is no rebel's to claim."""
    states = [actor for actor in event.actors if ground.sides.is_authority(actor)]
    return any(
        not (ground.sides.is_same(actor, claimant) or ground.sides.is_of_one_force(actor, claimant))
        for actor in states
        for claimant in attribution.actors
    )


def _is_inside_unreal(attribution: Attribution, ground: Ground) -> bool:
    """Whether somebody only asks for an answer, or will not say that it was given.

    "The group's claim of responsibility could not be verified": that it claims it is told.
    """
    outer, seen = ground.attributions.get(attribution.via or ""), set[str]()
    is_known = attribution.act == "claims-credit" and attribution.cue[-1].exact.endswith(" of")
    while outer is not None and outer.id not in seen:
        is_withheld = outer.stance == "withholds" and not is_known
        if outer.act in ground.policy.unreal_acts or is_withheld:
            return True
        seen.add(outer.id)
        outer = ground.attributions.get(outer.via or "")
    return False


def _accusations(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """ "Kyiv blamed Moscow." lays the latest deed of harm told before it at Moscow's door."""
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    if not cue.isdisjoint(ground.policy.designating):
        return  # "The group, which has been outlawed there since 2002": for what, is not told
    event = record.denied_before(attribution) or record.opened_by(attribution)
    event = event or record.deed_before(attribution.cue[0].start)
    if event is None or not _names_no_charge(attribution, ground):
        return
    event = record.denied_by(attribution, event) or event
    outer = ground.attributions.get(attribution.via or "")
    if not attribution.source and outer and set(attribution.accused) <= set(outer.accused):
        return  # "The governor said responsibility rested with the rebels": he says so, once
    if record.tells_of_another(attribution, event):
        return
    telling = dataclass_replace(
        telling_of(attribution, ground),
        stance="suggests" if attribution.stance == "suggests" else "asserts",
    )
    for actor in attribution.accused:
        named = _named_in(attribution.content, actor, attribution.accused, ground)
        evidence = [event.trigger, *attribution.cue, *named]
        others = tuple(claimant for claimant in telling.claimants if claimant != actor)
        if others:  # "traded blame": nobody accuses himself
            told = dataclass_replace(telling, claimants=others)
            yield make_responsible(ground, event, actor, told, evidence)


def _names_no_charge(attribution: Attribution, ground: Ground) -> bool:
    """Whether an accusation says whom it blames and not for what: "blamed rebels for it", not "of wanting to flee"."""
    accused = [span for actor in attribution.accused for span in ground.mentions_of.get(actor, [])]
    if attribution.content[-1].exact.lower().endswith(ground.policy.bare_endings):
        return True
    if _tells_sighting(attribution, ground):
        return True
    parts = [part for part in attribution.content if part.exact.lower() not in _PRONOUNS]
    days = [time.span for time in ground.findings.times]  # "blamed on the army on Friday"
    rest = " ".join(_without(part, [*accused, *days]) for part in parts).lower()
    rest = _WITH.sub(" ", _APPOSED.sub(" ", _CALLED.sub(" ", rest)))
    relative = _THAT.search(rest)
    if relative is not None and relative[1] in ground.policy.describing_verbs:
        rest = rest[: relative.start()]
    if not any(_holds_deed(part, ground) for part in attribution.content):
        rest = _WHERE.sub(" ", rest)
    words = rest.split()
    return all(word.strip(".,;:'\"”“") in ground.policy.bare_words for word in words)


def _tells_sighting(attribution: Attribution, ground: Ground) -> bool:
    """ "suggesting that an aircraft of the coalition had been seen above Aleppo": who may have done it, and no deed."""
    words, policy = {*words_of(attribution)}, ground.policy
    is_sighting = not policy.sightings.isdisjoint(words) and not policy.means_words.isdisjoint(
        words
    )
    return is_sighting and not any(_holds_deed(part, ground) for part in attribution.content)


def _holds_deed(part: Span, ground: Ground) -> bool:
    """Whether an event is told within a span."""
    return any(part.start <= e.trigger.start < part.end for e in ground.events.values())


def _without(part: Span, named: Sequence[Span]) -> str:
    """The words of a span outside the named ones."""
    words = part.exact
    for span in named:
        if part.start <= span.start and span.end <= part.end:
            start, end = span.start - part.start, span.end - part.start
            start = 0 if _LINK.search(words[:start].lower()) is None else start
            words = words[:start] + " " * (end - start) + words[end:]
    return words


def with_links(ground: Ground, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The same claims, each linked to the earlier claims that it denies, repeats or counters.

    A denial denies every earlier assertion of the same value by somebody else; a claim repeats the first that says
    the same; what answers a denial, and an accusation by one who stands accused of the same happening, counters.
    """
    ordered = sorted(claims, key=lambda claim: (claim.evidence[0].start, claim.id))
    groups: dict[tuple[str, str], list[Claim]] = {}
    linked = []
    for claim in ordered:
        event = ground.events[claim.event]
        earlier = groups.setdefault((event.same_as or event.id, claim.property), [])
        linked.append(replace(claim, links=tuple(_links(claim, earlier, ground))))
        if not any(_says_again(claim, other, ground) for other in earlier):
            earlier.append(claim)
            del earlier[:-_MOST_COMPARED]
    return tuple(with_corrections(ground, linked))


def _says_again(claim: Claim, other: Claim, ground: Ground) -> bool:
    """Whether the same people say the same again: later claims are linked to the first time."""
    is_same_telling = (claim.claimants, claim.stance) == (other.claimants, other.stance)
    return is_same_telling and _same_value(claim, other, ground)


def _links(claim: Claim, earlier: Sequence[Claim], ground: Ground) -> Iterator[ClaimLink]:
    repeated = False
    for other in earlier:
        relation = _relation(claim, other, ground)
        if relation is None and _answers_charge(claim, other, earlier, ground):
            relation = "counters"
        if relation is None or (relation == "repeats" and repeated):
            continue
        repeated = repeated or relation == "repeats"
        yield ClaimLink(claim=other.id, relation=relation)


def _relation(claim: Claim, other: Claim, ground: Ground) -> Relation | None:
    if claim.claimants == other.claimants:
        return None
    if _same_value(claim, other, ground):
        if (claim.stance == "denies") != (other.stance == "denies"):
            return "denies" if claim.stance == "denies" else "counters"
        return "repeats" if claim.stance == other.stance else None
    return "counters" if _is_counter(claim, other, ground) else None


def _same_value(claim: Claim, other: Claim, ground: Ground) -> bool:
    if claim.property == "occurrence":
        return True
    if claim.value.actor and other.value.actor:
        return ground.sides.is_same(claim.value.actor, other.value.actor)
    return _printed(claim, ground) == _printed(other, ground)


def _printed(claim: Claim, ground: Ground) -> tuple[object, ...]:
    """What two claims must share to say the same: a figure's bounds, a place's or time's name, the words."""
    value = claim.value
    figure, place, time = (
        ground.figures.get(value.figure or ""),
        ground.places.get(value.place or ""),
        ground.times.get(value.time or ""),
    )
    return (
        (figure.low, figure.high, figure.central, figure.who) if figure else None,
        (place.gazetteer_id or place.name) if place else None,
        time_words(time) if time else None,
        value.text,
    )


def _is_counter(claim: Claim, other: Claim, ground: Ground) -> bool:
    if claim.property != "responsible" or "denies" in (claim.stance, other.stance):
        return False
    accused = other.value.actor or ""
    return any(ground.sides.is_same(claimant, accused) for claimant in claim.claimants)


def _answers_charge(claim: Claim, other: Claim, earlier: Sequence[Claim], ground: Ground) -> bool:
    """Whether one who has denied a charge lays the deed at another's door: "blamed the coalition instead"."""
    if claim.property != "responsible" or "denies" in (claim.stance, other.stance):
        return False
    if set(claim.claimants) & set(other.claimants):
        return False
    denied = [
        d for d in earlier if d.stance == "denies" and set(d.claimants) & set(claim.claimants)
    ]
    return any(_same_value(d, other, ground) for d in denied)
