"""What a denial denies: the deed in its own words, or the charge that somebody told before it.

Comes in: a denial without a claim of its own, and the record of what was told before. Goes out: the claims that it
makes, each with stance "denies". A denial of nothing that the report tells gives none and stays a REJECT event.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.claim_ground import (
    Ground,
    is_of_told,
    is_taken_for_granted,
    make_claim,
)
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.records import Record
from sayso.extract.claims.responsible_claims import make_responsible, on_behalf, rules_out
from sayso.extract.claims.tellings import Telling, turns_down, unnamed_id, words_of
from sayso.extract.claims.whose_part import spoken_of, whom_it_clears, whose_part
from sayso.model import Attribution, Claim, Event, Span, Value

_CARRIED_OUT = {("carrying", "it", "out"), ("carried", "it", "out"), ("carrying", "them", "out")}
# "none of its fighters": so many words tell of whom a denial speaks.
_OPENING = 4
# "that a farce", "that an outright lie".
_FEW = 4
_QUOTES = ("'", '"', "“", "‘", "«")


def make_denials(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """The claims of one denial.

    "Kyiv said Russian shells hit the depot. Moscow rejected the charge." → "hit": RUS, denied by RUS.GOV
    """
    if attribution.act == "clears" and not attribution.accused and len(words_of(attribution)) < 2:
        return  # "an assertion that he had seen no evidence for": nobody is cleared of a deed
    own = [] if tells_instead(attribution) else _own_deeds(attribution, ground)
    denied = [e for e in own if not is_taken_for_granted(e.trigger, attribution.content, ground)]
    if own:
        for event in denied[:1]:
            charged = _charged_with(attribution, event, ground, record)
            charged = charged or list(whom_it_clears(attribution, ground))
            if charged and not event.actors:
                telling = telling_of(attribution, ground)
                evidence = [event.trigger, *attribution.cue]
                for actor in charged:
                    yield make_responsible(ground, event, actor, telling, evidence)
                continue
            yield from _of_deed(attribution, event, ground)
    elif (cleared := _said_guiltless(attribution, ground)) is not None:
        yield from _of_guilt(attribution, cleared, ground, record)
    elif claiming := _claiming_inside(attribution, ground):
        for actor in claiming:
            yield from _of_guilt(attribution, actor, ground, record)
    elif (
        _is_wish(attribution, ground)
        or _is_of_what_they_were(attribution, ground)
        or _answers_demand(attribution, ground)
    ):
        return
    elif not turns_down(attribution, ground.policy) and not _names_talks(attribution, ground):
        if points_back(attribution, ground):
            yield from _of_charge(attribution, ground, record)
        elif _is_plain(attribution, ground):
            yield from _of_own_charge(attribution, ground, record)


def _charged_with(
    attribution: Attribution, event: Event, ground: Ground, record: Record
) -> list[str]:
    """ "Police accused rebels of the attack, which the rebels denied": that they did it, not that it was done."""
    if attribution.act not in ground.policy.denying_acts or not attribution.actors:
        return []
    same = {
        e.id for e in ground.events.values() if (e.same_as or e.id) == (event.same_as or event.id)
    }
    charges = record.charges_before(attribution.cue[0].start)
    named = (
        c.value.actor
        for c in charges
        if c.event in same and c.claimants != attribution.actors
        if any(ground.sides.is_same(a, c.value.actor or "") for a in attribution.actors)
    )
    return list(dict.fromkeys(actor for actor in named if actor))


def _is_of_what_they_were(attribution: Attribution, ground: Ground) -> bool:
    """ "rejecting the group's claim that they were soldiers": what is denied is told there, and is no deed."""
    inner = (a for a in ground.attributions.values() if a.via == attribution.id)
    parts = ground.policy.part_words - ground.policy.own_words
    return any(
        words[:1] == ["that"] and len(words) > 2 and parts.isdisjoint(words)
        for words in (words_of(a) for a in inner if a.act in ("says", "believes"))
    )


def _answers_demand(attribution: Attribution, ground: Ground) -> bool:
    """ "They repeated their demand. The state ruled that out": what was asked for is refused, no deed denied."""
    if not rules_out(attribution, ground.policy) or len(words_of(attribution)) > 1:
        return False
    last = _last_speech(attribution, ground)
    return last is not None and last.act in ground.policy.unreal_acts


def _said_guiltless(attribution: Attribution, ground: Ground) -> str | None:
    """ "denied that the army was responsible": the army, where the denial names nothing but whose deed it was not."""
    if not attribution.content[-1].exact.lower().rstrip(".").endswith(ground.policy.bare_endings):
        return None
    inside = (
        mention
        for mention in ground.findings.mentions
        if mention.actor and _holds(attribution.content, mention.span)
    )
    first = min(inside, key=lambda mention: mention.span.start, default=None)
    return first.actor if first is not None else None


def _claiming_inside(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "rejected the Tigers' claim of responsibility": the Tigers, who own up to a deed told before."""
    inner = (a for a in ground.attributions.values() if a.via == attribution.id)
    return next((a.actors for a in inner if a.act == "claims-credit" and a.actors), ())


def _of_guilt(
    attribution: Attribution, actor: str, ground: Ground, record: Record
) -> Iterator[Claim]:
    event = record.deed_before(attribution.cue[0].start)
    if event is not None:
        evidence = [event.trigger, *attribution.cue, *attribution.content]
        telling = telling_of(attribution, ground)
        yield make_responsible(ground, event, actor, telling, evidence)


def _own_deeds(attribution: Attribution, ground: Ground) -> list[Event]:
    """The deeds in a denial's own words, those that can be laid at somebody's door first."""
    if turns_down(attribution, ground.policy):
        return []
    inside = [
        event
        for event in ground.findings.events
        if event.attribution is None
        and event.type in ground.policy.deed_types
        and _holds(attribution.content, event.trigger)
        and not _is_only_wanted(attribution, event, ground)
        and not _is_condition(attribution, event, ground)
        and not tells_instead(attribution, event.trigger.start)
    ]
    return sorted(inside, key=lambda event: event.type not in ground.policy.blamed_types)


def _names_talks(attribution: Attribution, ground: Ground) -> bool:
    """ "ruled out peace talks": what is turned down is told there, and is no charge."""
    return any(
        event.type in ground.policy.matter_types
        and event.attribution is None
        and _holds(attribution.content, event.trigger)
        for event in ground.findings.events
    )


def _is_only_wanted(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """Whether a deed in a denial's words is what somebody inside them demands, plans or threatens."""
    chain = ground.contents.chain(event.trigger)
    inner = chain[chain.index(attribution) + 1 :] if attribution in chain else []
    own = {*attribution.actors, *attribution.accused}
    return any(a.act in ground.policy.unreal_acts and not set(a.actors) & own for a in inner)


def _is_condition(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """ "ruled out talks unless the Tigers laid down their arms": that they did is not denied."""
    before = (
        ground.document.text[part.start : event.trigger.start]
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(not ground.policy.condition_words.isdisjoint(b.lower().split()) for b in before)


def _holds(parts: Sequence[Span], span: Span) -> bool:
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def _of_deed(attribution: Attribution, event: Event, ground: Ground) -> Iterator[Claim]:
    """ "denied that any ransom had been paid": that it was; "acquitted him of ordering it": that he did."""
    named = attribution.accused if attribution.act == "clears" else event.actors
    doers = on_behalf(named, event, ground)
    telling, evidence = telling_of(attribution, ground), [event.trigger, *attribution.cue]
    is_harm = event.trigger.exact.lower() in ground.policy.harm_words
    if is_harm and event.status == "negated" and not doers:
        return  # "There were no casualties, the mayor said": a toll of none
    if event.type not in ground.policy.deed_types or not doers:
        if not is_of_told(attribution, event, ground):
            yield _occurrence(event, telling, evidence, ground)
        return
    for actor in doers:
        yield make_responsible(ground, event, actor, telling, evidence)


def _occurrence(event: Event, telling: Telling, evidence: Sequence[Span], ground: Ground) -> Claim:
    return make_claim(ground, event, "occurrence", Value(event=event.id), telling, evidence)


def _of_charge(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """A denier denies the latest charge against its own side, else the latest one by anybody else, else the deed."""
    at = attribution.cue[0].start
    charges = [c for c in record.charges_before(at) if _may_clear(attribution, c, ground)]
    own = [
        charge
        for charge in charges
        if _concerns(charge, attribution, ground) and (charge.via or record.is_blamed(charge))
    ]  # no "doctor who treated the wounded" denies that he did, if only the outlet tells it
    others = [
        charge
        for charge in charges
        if record.is_blamed(charge) and not _is_of_own_side(charge, attribution, ground)
    ]
    absent = _said_absent(attribution, ground)
    if absent and not any(_is_of_any(c, (*absent, *attribution.actors), ground) for c in charges):
        return
    if attribution.actors and _is_of_own_part(attribution, ground):
        others = []  # who denies a role of his own says nothing of what others are charged with
    elif _is_of_own_people(attribution, ground):
        others = [c for c in others if not _is_surely_another(c, attribution)]
    if not own and _is_retold(attribution, ground):
        return
    if not own and others and _answers_nearer(attribution, others[-1], ground):
        return
    if _answers_other_speech(attribution, own or others, ground):
        return
    if not own and _contradicts_denial(attribution, ground):
        return
    if (own and _denies_again(attribution, ground)) or _goes_on_denying(
        attribution, ground, record
    ):
        return
    if not own and others and _means_another(attribution, others[-1], ground):
        return
    if own and _means_neighbour(attribution, own[-1], ground, record):
        return
    telling, evidence = telling_of(attribution, ground), [*attribution.cue, *attribution.content]
    chosen = _chosen(attribution, own or others) or _charged_after(attribution, ground, record)
    if chosen and (done := _carried_out(attribution, chosen, ground, record)) is not None:
        for actor in attribution.actors:
            yield make_responsible(ground, done, actor, telling, [done.trigger, *evidence])
        return
    for charge in chosen:
        event = ground.events[charge.event]
        yield make_responsible(ground, event, charge.value.actor or "", telling, evidence)
    if chosen or attribution.act == "clears":
        return
    is_of_part = _denies_part(attribution, ground)
    told = record.told_before(at, attribution, of_part=is_of_part) or record.denied_after(at)
    told = told or record.asked_after(at)
    if told is None or _answers_bare_charge(attribution, told, ground):
        return
    if record.is_laid_at_a_door(told) and told.actors:
        for (
            actor
        ) in told.actors:  # "accused of having ordered the massacre": not that there was one
            yield make_responsible(ground, told, actor, telling, evidence)
    elif is_of_part and attribution.actors:
        if _is_of_others(attribution, told, ground):
            return  # "Italy shut its ports. Malta said it had kept to the law": it did not shut them
        for actor in whose_part(attribution, ground):
            yield make_responsible(ground, told, actor, telling, evidence)
    else:
        yield _occurrence(told, telling, [told.trigger, *evidence], ground)


def _carried_out(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> Event | None:
    """ "The army surrounded it in 2012. It was hit in an attack in 2013. It denies carrying it out": the attack."""
    if tuple(words_of(attribution)[-3:]) not in _CARRIED_OUT:
        return None
    told = record.told_before(attribution.cue[0].start, attribution, of_part=True)
    last = max(ground.events[c.event].trigger.start for c in charges)
    return told if told is not None and told.trigger.start > last else None


def _said_absent(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "There were no Georgian soldiers on the square": the Georgians, and nobody's deed who shelled it."""
    if words_of(attribution)[:1] != ["there"]:
        return ()
    inside = (m for m in ground.findings.mentions if _holds(attribution.content, m.span))
    return tuple(m.actor for m in inside if m.actor and not m.actor.startswith("doc:"))


def _is_of_any(charge: Claim, actors: Sequence[str], ground: Ground) -> bool:
    charged = charge.value.actor or ""
    return any(ground.sides.is_same(actor, charged) for actor in actors)


def _is_of_own_part(attribution: Attribution, ground: Ground) -> bool:
    """ "denied any role", "was not involved"."""
    return not ground.policy.own_part_words.isdisjoint(words_of(attribution))


def _is_retold(attribution: Attribution, ground: Ground) -> bool:
    """ "The warders said they had no keys," a prisoner said: retold, and no answer to what others are charged with."""
    words, policy = words_of(attribution), ground.policy
    named = policy.accusation_words | policy.so_words | (policy.part_words - policy.own_words)
    return attribution.via is not None and len(words) > 1 and named.isdisjoint(words)


def _is_of_own_people(attribution: Attribution, ground: Ground) -> bool:
    """ "said none of its fighters had been in the building"."""
    return not ground.policy.own_marks.isdisjoint(words_of(attribution)[:_OPENING])


def _is_surely_another(charge: Claim, attribution: Attribution) -> bool:
    """Whether who is charged is known, and no "commandos" whose officer the denier may be."""
    known = (charge.value.actor or "", *attribution.actors)
    return not any(actor.startswith("doc:") for actor in known)


def _may_clear(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """ "The court acquitted him": of what he was charged with, and nobody else."""
    if attribution.act != "clears" or not attribution.accused:
        return True
    charged = charge.value.actor or ""
    return any(ground.sides.is_same(one, charged) for one in attribution.accused)


def _answers_nearer(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """Whether an accusation that makes no claim stands between a charge and a denial, and is what the denial denies.

    "The army was said to have bombed a market. He was accused of sloth, a charge his office rejected."
    """
    at = attribution.cue[0].start
    last = bisect_left(ground.accusations, (at,)) - 1
    if last < 0:
        return False
    start, name = ground.accusations[last]
    return charge.evidence[0].start < start and name not in charge.via


def _is_of_own_side(charge: Claim, attribution: Attribution, ground: Ground) -> bool:
    """Whether the denier's own side brought the charge: Washington accuses, the Pentagon denies something else."""
    return any(
        ground.sides.is_same(teller, denier)
        for teller in charge.claimants
        for denier in attribution.actors
    )


def _answers_other_speech(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground
) -> bool:
    """Whether a denial names another kind of speech, told before it, and no charge was made by that.

    "London accused Minsk of the raid. Minsk suggested that a drill had been seen. Paris called the suggestion absurd."
    """
    acts = {
        act for word in words_of(attribution) for act in ground.policy.speech_nouns.get(word, ())
    }
    at = attribution.cue[0].start
    told = [
        o
        for o in ground.attributions.values()
        if o.act in acts and o.cue and o.cue[0].start < at
        if not set(o.actors) & set(attribution.actors)
    ]
    last = max(told, key=lambda other: other.cue[0].start, default=None)
    return last is not None and not any(last.id in charge.via for charge in charges[-1:])


def _is_of_others(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """Whether a denial speaks of its own side and names no part in a deed that others did."""
    words = set(words_of(attribution)) & ground.policy.part_words
    if not words or not words <= ground.policy.own_words or not told.actors:
        return False
    return not any(ground.sides.is_same(a, b) for a in attribution.actors for b in told.actors)


def _answers_bare_charge(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """ "accused them of vanity, a charge they dismissed": an accusation without a deed is nearer than the deed."""
    at = attribution.cue[0].start
    last = bisect_left(ground.accusations, (at,)) - 1
    return last >= 0 and ground.accusations[last][0] > told.trigger.start


def _contradicts_denial(attribution: Attribution, ground: Ground) -> bool:
    """ "Police denied using bullets. Activists rejected that account": what they reject is the denial."""
    if ground.policy.account_nouns.isdisjoint(words_of(attribution)):
        return False
    last = _last_speech(attribution, ground)
    return last is not None and last.stance == "denies"


def _denies_again(attribution: Attribution, ground: Ground) -> bool:
    """ "denied that live rounds had been used. "We used no bullets," she said": the same denial, of no other charge."""
    if not ground.policy.own_words.intersection(words_of(attribution)):
        return False
    at = attribution.cue[0].start
    last = max(
        (o for o in ground.attributions.values() if o.cue and o.cue[0].start < at and not o.via),
        key=lambda other: other.cue[0].start,
        default=None,
    )
    if last is None or last.stance != "denies" or not _is_by_same(last, attribution, ground):
        return False
    return bool(_own_deeds(last, ground))


def _goes_on_denying(attribution: Attribution, ground: Ground, record: Record) -> bool:
    """ "It rejects the idea that officers left their post, saying none had been there": one denial, and of no more."""
    at = attribution.cue[0].start
    is_going_on = attribution.cue[0].exact.lower().endswith("ing")
    return is_going_on and any(
        other.stance == "denies"
        and other.cue
        and other.cue[0].start < at
        and record.is_same_sentence(other.cue[0].start, at)
        and _is_by_same(other, attribution, ground)
        and (bool(_own_deeds(other, ground)) or not points_back(other, ground))
        for other in ground.attributions.values()
        if other.id != attribution.id
    )


def _is_by_same(one: Attribution, other: Attribution, ground: Ground) -> bool:
    return any(ground.sides.is_same(a, b) for a in one.actors for b in other.actors)


def _last_speech(attribution: Attribution, ground: Ground) -> Attribution | None:
    """What others said last before a denial."""
    at = attribution.cue[0].start
    before = [
        other
        for other in ground.attributions.values()
        if other.cue and other.cue[0].start < at and not set(other.actors) & set(attribution.actors)
    ]
    return max(before, key=lambda other: other.cue[0].start, default=None)


def _means_another(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """Whether a bare "that" stands for what somebody said after a charge.

    "The group accuses Israel of breaking the truce. Aides said Washington had not been told. An official denied that."
    """
    last = _said_between(attribution, charge, ground)
    return last is not None and last.id not in charge.via


def _means_neighbour(
    attribution: Attribution, charge: Claim, ground: Ground, record: Record
) -> bool:
    """Whether a bare "that" stands for what another says in the same sentence.

    "Police killed hundreds. A paper suggested that Israeli drones had helped; the army dismissed that."
    """
    last = _said_between(attribution, charge, ground)
    at = attribution.cue[0].start
    return (
        last is not None
        and last.id not in charge.via
        and record.is_same_sentence(last.cue[0].start, at)
        and not record.is_same_sentence(charge.evidence[-1].start, at)
    )


def _said_between(attribution: Attribution, charge: Claim, ground: Ground) -> Attribution | None:
    """What others said last between a charge and a bare "that" or "it"."""
    words, at = words_of(attribution), attribution.cue[0].start
    if len(words) != 1 or words[0] not in ground.policy.pronouns:
        return None
    between = [
        other
        for other in ground.attributions.values()
        if other.cue  # a loose quotation has none
        and charge.evidence[-1].end < other.cue[0].start < at
        and not set(other.actors) & set(attribution.actors)
    ]
    return max(between, key=lambda other: other.cue[0].start, default=None)


def _is_plain(attribution: Attribution, ground: Ground) -> bool:
    words = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not words.isdisjoint(ground.policy.plain_cues)


def _of_own_charge(
    attribution: Attribution, ground: Ground, record: Record, *, is_before: bool = False
) -> Iterator[Claim]:
    """A denial that tells no deed ("he had been on leave") is of the latest charge against the denier's own side."""
    charges = record.charges_before(attribution.cue[0].start)
    own = [c for c in charges if record.is_blamed(c) and _concerns(c, attribution, ground)]
    telling, evidence = telling_of(attribution, ground), [*attribution.cue, *attribution.content]
    chosen = _chosen(attribution, own)
    if not chosen and not is_before:
        chosen = _charged_after(attribution, ground, record)
    for charge in chosen:
        event = ground.events[charge.event]
        yield make_responsible(ground, event, charge.value.actor or "", telling, evidence)


def make_general_denials(
    attribution: Attribution, ground: Ground, record: Record
) -> Iterator[Claim]:
    """ "It did not target civilians" is of nobody in particular: so of the charge that was told before, too."""
    own = [event for event in _own_deeds(attribution, ground) if event.status == "negated"]
    if not own or attribution.stance != "denies" or not all(_is_general(e, ground) for e in own):
        return
    yield from _of_own_charge(attribution, ground, record, is_before=True)


def _is_general(event: Event, ground: Ground) -> bool:
    """Whether a deed is done to no one in particular: "attack civilians", "kill anyone", not "shell the market"."""
    words = (event.target or "").split()
    if not words or event.type not in ground.policy.blamed_types:
        return False
    is_bare = words[0].islower() and words[0] not in ground.policy.particular_words
    return is_bare and not words[0].isdigit()


def _charged_after(attribution: Attribution, ground: Ground, record: Record) -> list[Claim]:
    """A denial told before what it denies: of the charge behind it, first of one against the denier's own side."""
    behind = [
        charge
        for charge in record.charges_after(attribution.cue[0].start)
        if record.is_blamed(charge) and not _is_of_own_side(charge, attribution, ground)
    ]
    own = [charge for charge in behind if _concerns(charge, attribution, ground)] or behind
    return [charge for charge in own if charge.via == own[0].via]


def _chosen(attribution: Attribution, charges: Sequence[Claim]) -> Sequence[Claim]:
    """All charges of the latest accusation, or "the first" or "the second" of them, where the denial says which."""
    words, last = set(words_of(attribution)), charges[-1:]
    together = [c for c in charges if last and c.via == last[0].via]
    together.sort(key=lambda claim: claim.evidence[0].start)
    if len(together) > 1 and words & {"first", "former"}:
        return together[:1]
    if len(together) > 1 and words & {"second", "latter"}:
        return together[1:2]
    return together if last and last[0].via else last


def _concerns(claim: Claim, attribution: Attribution, ground: Ground) -> bool:
    """Whether a charge is against the denier's own side, or him of whom he speaks."""
    charged = claim.value.actor or ""
    parties = (
        *attribution.actors,
        *spoken_of(attribution, ground),
        *whom_it_clears(attribution, ground),
    )
    return any(
        ground.sides.is_same(actor, charged) or ground.sides.is_of_one_force(actor, charged)
        for actor in parties
    )


def _denies_part(attribution: Attribution, ground: Ground) -> bool:
    """Whether a source says that it had no part in a thing, not that there was none."""
    return bool(ground.policy.part_words.intersection(words_of(attribution)))


def points_back(attribution: Attribution, ground: Ground) -> bool:
    """Whether a denial is of what was told before: "it", "the charge", "any involvement", "we were not there"."""
    policy, words = ground.policy, words_of(attribution)
    if words[0] == "to":
        return False  # "refused to leave" answers no charge
    if rules_out(attribution, policy) and policy.accusation_words.isdisjoint(words):
        return False  # "ruled out early elections"
    if _is_of_no_such(words, policy) or _is_of_other_matter(words, policy):
        return False
    if _names_own_doing(words, policy) or _names_what_was_charged(words, policy):
        return False
    if len(words) <= policy.bare_words_most or _speaks_of_own(words, policy):
        return True
    if _tells_own_part(words, policy):
        return True
    if tuple(words[1:3]) in policy.elliptic_words:
        return True  # "They had not"
    is_clause = words[0] == "that" and not _is_pronoun(attribution, words, policy)
    is_clause = is_clause or _is_own_clause(words, policy)
    is_gerund = words[0].endswith("ing") and words[0] not in policy.accusation_words
    if (is_gerund or words[0] in policy.clausal_words) and not policy.so_words.intersection(words):
        return False  # "having lost any aircraft": its own words say what is denied
    is_short = len(words) <= policy.pointing_words_most
    return is_short and not is_clause and bool(policy.accusation_words.intersection(words))


def _names_own_doing(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "mistreating prisoners", "poisoning wells": the denial says itself of what; not "carrying it out"."""
    if len(words) < 2 or not words[0].endswith("ing"):
        return False
    known = policy.accusation_words | policy.so_words | policy.part_words | policy.own_words
    return known.isdisjoint(words) and words[0] not in policy.clausal_words


def _is_of_other_matter(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "not involved in the decision", "no role in the elections": no part in something else than the deed told."""
    parts = policy.part_words - policy.own_words - policy.clause_subjects
    links = (
        i
        for i, word in enumerate(words[1:], 1)
        if word in policy.part_links and words[i - 1] in parts
    )
    at = next(links, None)
    if at is None or not words[at + 1 :]:
        return False
    told = policy.so_words | policy.accusation_words | policy.deed_nouns
    return told.isdisjoint(words[at + 1 :])


def _tells_own_part(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that it was involved", "it had played no part in it": his own part in what was told; not "that it was ill"."""
    rest = words[1:] if words[0] == "that" else words
    if len(rest) < 3 or rest[0] not in policy.clause_subjects or rest[1] not in policy.clause_verbs:
        return False
    return not (policy.part_words - policy.own_words - policy.clause_subjects).isdisjoint(rest[2:])


def _names_what_was_charged(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "the suggestion that its officers left the post": it says so itself; not "the charge that it was behind it"."""
    told = (i for i, word in enumerate(words[:-1]) if word in policy.accusation_words)
    at = next((i for i in told if words[i + 1] == "that"), None)
    if at is None:
        return False
    return (policy.so_words | policy.part_words - policy.own_words).isdisjoint(words[at + 2 :])


def _is_of_no_such(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "no such request had been registered": of a request that was told, and of no deed; not "no such attack"."""
    at = next((i for i, word in enumerate(words[:4]) if word == "such"), None)
    if at is None or at + 1 >= len(words) or words[at - 1] not in ("no", "any"):
        return False
    named = words[at + 1]
    return named in policy.asked_words


def _is_own_clause(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "denied it had ever used the building", "denied the group had men there": what is denied stands there.

    Not "it was involved", "the army had a part in it", "they did so".
    """
    subject = 2 if words[0] in policy.clause_openers else 1
    is_subject = subject == 2 or words[0] in policy.clause_subjects
    if (
        not is_subject
        or words[subject : subject + 1] == []
        or words[subject] not in policy.clause_verbs
    ):
        return False
    rest = {*words[subject + 1 :]}
    return rest.isdisjoint(policy.so_words) and rest.isdisjoint(policy.part_words)


def _speaks_of_own(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "we were not there", "none of its jets"; not "that the airliner had strayed from its course"."""
    after = (*words[1:], "")
    own = [(one, then) for one, then in zip(words, after, strict=True) if one in policy.own_words]
    forces = policy.own_forces | policy.own_people | policy.own_words
    return any(one not in policy.own_marks or then in forces for one, then in own)


def _is_wish(attribution: Attribution, ground: Ground) -> bool:
    """ "We do not want war": no deed is denied."""
    cue = [word for part in attribution.cue for word in part.exact.lower().split()]
    opening = words_of(attribution)[: ground.policy.opening_words_most]
    return not ground.policy.wish_words.isdisjoint((*cue, *opening))


def _is_pronoun(attribution: Attribution, words: Sequence[str], policy: ClaimPolicy) -> bool:
    """Whether "that" stands for something: "that as fantasy", "that 'a libel on a soldier'", "that is untrue"."""
    second = (attribution.content[0].exact.split()[1:2] or [""])[0]
    first = attribution.content[0].exact.split()[0].lower()
    is_short = first.endswith(("'s", "’s"))
    if words[1] in policy.accusation_words - policy.so_words - {"any"}:
        return True  # "that version 'a cover-up'"
    if attribution.act == "rejects" and words[1] in ("a", "an") and len(words) <= _FEW:
        return True  # "called that a farce", and not "denied that a soldier had shot him"
    return is_short or words[1] in policy.being_words or words[1] == "as" or second[:1] in _QUOTES


def telling_of(attribution: Attribution, ground: Ground) -> Telling:
    """The telling of a denial: by its source, named or not."""
    return Telling(
        claimants=attribution.actors or (unnamed_id(ground.document),),
        stance="denies",
        via=tuple(i for i in (attribution.via, attribution.id) if i),
        printed=tuple(part.exact for part in attribution.source),
        act=attribution.act,
    )
