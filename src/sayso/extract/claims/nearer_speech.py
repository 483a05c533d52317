"""Whether a denial answers what was said nearer by than a charge: a hint, a denial, an accusation without a deed.

Comes in: a denial, the charge or deed that it might answer, and what is said between them. Goes out: whether it is
that other speech which the denial is of, or whose denying it goes on with. Which charge it answers if none is nearer
is decided in answered_charges.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.denied_deeds import own_deeds
from sayso.extract.claims.points_back import points_back
from sayso.extract.claims.records import Record
from sayso.extract.claims.tellings import words_of
from sayso.model import Attribution, Claim, Event

# "the accusation", "such a charge", "that latest allegation".
_FEW = 3
# "this was not true", "that it was a lie".
_SHORT = 5


def answers_nearer(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """Whether an accusation that makes no claim stands between a charge and a denial, and is what the denial denies.

    "The army was said to have bombed a market. He was accused of sloth, a charge his office rejected."
    """
    at = attribution.cue[0].start
    last = bisect_left(ground.accusations, (at,)) - 1
    if last < 0:
        return False
    start, name = ground.accusations[last]
    return charge.evidence[0].start < start and name not in charge.via


def answers_other_charge(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground
) -> bool:
    """ "A Serb raid killed nine. Bonn accused the Serbs of breaking a treaty. Belgrade rejected the accusation": that.

    Not where the accuser told the deed himself, too.
    """
    words, at = words_of(attribution), attribution.cue[0].start
    if not charges or len(words) > _FEW or ground.policy.charge_words.isdisjoint(words):
        return False
    last = bisect_left(ground.accusations, (at,)) - 1
    start, name = ground.accusations[last] if last >= 0 else (-1, "")
    if start < max(span.start for span in charges[-1].evidence):
        return False
    accusation = ground.attributions[name]
    is_own = any(
        ground.sides.is_same(one, denier)
        for one in accusation.accused
        for denier in attribution.actors
    )
    return is_own and not any(
        name in charge.via or set(charge.claimants) & set(accusation.actors) for charge in charges
    )


def answers_bare_charge(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """ "accused them of vanity, a charge they dismissed": an accusation without a deed is nearer than the deed."""
    at = attribution.cue[0].start
    last = bisect_left(ground.accusations, (at,)) - 1
    return last >= 0 and ground.accusations[last][0] > told.trigger.start


def answers_other_speech(
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


def contradicts_denial(attribution: Attribution, ground: Ground) -> bool:
    """ "Police denied using bullets. Activists rejected that account": what they reject is the denial."""
    if ground.policy.account_nouns.isdisjoint(words_of(attribution)):
        return False
    last = last_speech(attribution, ground)
    return last is not None and last.stance == "denies"


def denies_again(attribution: Attribution, ground: Ground) -> bool:
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
    return bool(own_deeds(last, ground))


def goes_on_denying(attribution: Attribution, ground: Ground, record: Record) -> bool:
    """ "It rejects the idea that officers left their post, saying none had been there": one denial, and of no more."""
    at = attribution.cue[0].start
    is_going_on = attribution.cue[0].exact.lower().endswith("ing")
    return is_going_on and any(
        other.stance == "denies"
        and other.cue
        and other.cue[0].start < at
        and record.is_same_sentence(other.cue[0].start, at)
        and _is_by_same(other, attribution, ground)
        and (bool(own_deeds(other, ground)) or not points_back(other, ground))
        for other in ground.attributions.values()
        if other.id != attribution.id
    )


def _is_by_same(one: Attribution, other: Attribution, ground: Ground) -> bool:
    return any(ground.sides.is_same(a, b) for a in one.actors for b in other.actors)


def last_speech(attribution: Attribution, ground: Ground) -> Attribution | None:
    """What others said last before a denial."""
    at = attribution.cue[0].start
    before = [
        other
        for other in ground.attributions.values()
        if other.cue and other.cue[0].start < at and not set(other.actors) & set(attribution.actors)
    ]
    return max(before, key=lambda other: other.cue[0].start, default=None)


def means_another(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """Whether a bare "that" stands for what somebody said after a charge.

    "The group accuses Israel of breaking the truce. Aides said Washington had not been told. An official denied that."
    """
    last = _said_between(attribution, charge, ground)
    return last is not None and last.id not in charge.via


def means_neighbour(
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
    """What others said last between a charge and a bare "that", "it", "that account"."""
    words, at = words_of(attribution), attribution.cue[0].start
    is_pronoun = len(words) == 1 and words[0] in ground.policy.pronouns
    if not is_pronoun and not _means_what_was_said(words, ground.policy):
        return None
    between = [
        other
        for other in ground.attributions.values()
        if other.cue  # a loose quotation has none
        and charge.evidence[-1].end < other.cue[0].start < at
        and not set(other.actors) & set(attribution.actors)
    ]
    last = max(between, key=lambda other: other.cue[0].start, default=None)
    if last is None or is_pronoun:
        return last
    is_more_of_it = last.stance == "withholds" or set(last.actors) & set(charge.claimants)
    return None if is_more_of_it else last


def _means_what_was_said(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that account", "that this was not true", "there had been no such incidents"."""
    if any(pair == ("no", "such") for pair in pairwise(words)):
        return True
    if len(words) == 1:  # "claims an official described as absurd"
        return words[0] in policy.true_words
    if len(words) <= _FEW and words[0] in policy.pointing_words:
        return words[-1] in policy.told_nouns
    rest = words[1:] if words[0] == "that" and words[1] in policy.pronouns else words
    is_short = 1 < len(rest) <= _SHORT and rest[0] in policy.pronouns
    return is_short and rest[1] in policy.being_words and rest[-1] in policy.true_words


def is_of_nearer_deed(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> bool:
    """ "Shops were looted, radio reported, though police said there had been no such thing": the looting is denied.

    Only where nobody is said to have done it.
    """
    told = record.told_before(attribution.cue[0].start, attribution)
    last = _said_between(attribution, charges[-1], ground) if charges and told else None
    if told is None or last is None or told.actors or told.status == "negated":
        return False
    return any(said.id == last.id for said in ground.contents.chain(told.trigger))
