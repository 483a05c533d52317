"""Which of the charges told in a report a denial answers: "Moscow rejected the charge" → the latest against Moscow.

Comes in: a denial and the record of what was told. Goes out: the charges of one accusation, those that the denial is
of; or none where it is of the deed, or of something said nearer by (nearer_speech.py). What is claimed by the denial is
decided in denied_claims.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.claims.charge_asides import holds_span
from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.named_charges import (
    find_last_named,
    means_own_sentence,
    told_by_others,
    whose_account,
)
from sayso.extract.claims.nearer_speech import (
    answers_nearer,
    answers_other_charge,
    answers_other_speech,
    contradicts_denial,
    denies_again,
    goes_on_denying,
    is_of_nearer_deed,
    means_another,
    means_neighbour,
)
from sayso.extract.claims.records import Record
from sayso.extract.claims.tellings import words_of
from sayso.extract.claims.whose_part import spoken_of, whom_it_clears
from sayso.model import Attribution, Claim, Event, Span

# "none of its fighters": so many words tell of whom a denial speaks.
_OPENING = 4
_HAS = frozenset({"have", "has", "had"})
_NONE = frozenset({"no", "neither", "never"})


def find_answered_charges(
    attribution: Attribution, ground: Ground, record: Record
) -> Sequence[Claim] | None:
    """The charges that a denial answers: the latest against its own side, else the latest one by anybody else.

    "Kyiv said Russian shells hit the depot. Moscow rejected the charge." → "hit": RUS by UKR.GOV
    Empty where no charge is told: then it is the deed that is denied. None where the denial is of something else.
    """
    charges = [
        charge
        for charge in record.charges_before(attribution.cue[0].start)
        if _may_clear(attribution, charge, ground) and not _tells_who_denies(charge, attribution)
    ]
    if owners := whose_account(attribution, ground):
        charges = [c for c in charges if _is_told_by(c.claimants, owners, ground)]
        after = [] if charges else _charged_after(attribution, ground, record)
        if after and _is_told_by(after[0].claimants, owners, ground):
            return after  # "described the UN report, which accuses Bonn of arming rebels, as lies"
        if not charges:
            return [] if _is_deed_told_by(owners, attribution, ground, record) else None
    own = [
        charge
        for charge in charges
        if _concerns(charge, attribution, ground)
        and (charge.via or record.is_blamed(charge))
        and not _is_told_by_himself(charge, attribution, ground)
    ]  # no "doctor who treated the wounded" denies that he did, if only the outlet tells it
    absent = _said_absent(attribution, ground)
    if absent and not any(_is_of_any(c, (*absent, *attribution.actors), ground) for c in charges):
        return None
    others = _charges_on_others(attribution, charges, ground, record)
    others = list(dict.fromkeys(_told_by_the_way(c, charges, ground) or c for c in others))
    at, is_of_sentence = attribution.cue[0].start, means_own_sentence(attribution, ground)
    if is_of_sentence:
        own = [c for c in own if record.is_same_sentence(c.evidence[-1].start, at)]
    if _is_of_something_else(attribution, own, others, ground, record):
        return [] if is_of_nearer_deed(attribution, own or others, ground, record) else None
    if not own and is_of_sentence:
        near = (c for c in others if record.is_same_sentence(c.evidence[-1].start, at))
        others = [c for c in near if c.via]
        if not others:
            return None
    brought = [c for c in charges if not _is_of_own_side(c, attribution, ground)]
    if named := find_last_named(attribution, brought, ground, record):
        return named
    if others and not own and _answers_nearer_deed(attribution, others[-1], ground, record):
        return []
    if own and not own[-1].via and _answers_others_deed(attribution, own[-1], ground, record):
        return []
    told = told_by_others(attribution, own or others, ground)
    chosen = _chosen(attribution, _of_accusers(attribution, told, ground), ground)
    return chosen or _charged_after(attribution, ground, record)


def _tells_who_denies(charge: Claim, attribution: Attribution) -> bool:
    """ "The militia, which has held Ituri since 2018, rejected the charge": what the outlet tells of it in passing."""
    return not charge.via and holds_span(attribution.source, charge.evidence[-1])


def find_own_charges(
    attribution: Attribution, ground: Ground, record: Record, *, is_before: bool = False
) -> Sequence[Claim]:
    """The latest charge against the denier's own side; `is_before`: only one that was told before the denial."""
    charges = record.charges_before(attribution.cue[0].start)
    own = [c for c in charges if record.is_blamed(c) and _concerns(c, attribution, ground)]
    chosen = _chosen(attribution, own, ground)
    if not chosen and not is_before:
        chosen = _charged_after(attribution, ground, record)
    return chosen


def _charges_on_others(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> list[Claim]:
    """The charges that a denier may answer though they are not against its own side, nor brought by it."""
    if attribution.actors and (
        _is_of_own_part(attribution, ground) or is_plea(attribution, ground)
    ):
        return []  # who denies a role of his own says nothing of what others are charged with
    others = [
        charge
        for charge in charges
        if record.is_blamed(charge)
        and not _is_of_own_side(charge, attribution, ground)
        and not _is_told_by_doer(charge, ground)
    ]
    if is_of_own_people(attribution, ground):
        others = [c for c in others if not _is_surely_another(c, attribution, ground)]
    return others


def is_plea(attribution: Attribution, ground: Ground) -> bool:
    """ "pleaded not guilty": to what he himself is charged with."""
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not ground.policy.plea_cues.isdisjoint(cue)


def _told_by_the_way(charge: Claim, charges: Sequence[Claim], ground: Ground) -> Claim | None:
    """ "accused Bonn of hiding the rebels who shot a nun. The envoy called the charge baseless": that Bonn hid them.

    The charge against the accused, for one that the accusation tells of others.
    """
    accusation = ground.attributions[charge.via[-1]] if charge.via else None
    if accusation is None or accusation.act != "accuses" or not accusation.accused:
        return None
    if _is_of_any(charge, accusation.accused, ground):
        return None
    same = (c for c in charges if c.via == charge.via)
    return next((c for c in same if _is_of_any(c, accusation.accused, ground)), None)


def find_charge_around(told: Event, at: int, ground: Ground, record: Record) -> Sequence[Claim]:
    """What the accused of an accusation is charged with that tells a deed only by the way, and lays it at no door.

    "accused Bonn of arming the wreckers who blew it up": that Bonn armed them
    """
    accusation = next((a for a in ground.contents.chain(told.trigger) if a.accused), None)
    if accusation is None or accusation.act != "accuses":
        return ()
    charges = [c for c in record.charges_before(at) if c.via[-1:] == (accusation.id,)]
    if any(c.event == told.id for c in charges):
        return ()
    return [c for c in charges if _is_of_any(c, accusation.accused, ground)]


def _is_of_something_else(
    attribution: Attribution,
    own: Sequence[Claim],
    others: Sequence[Claim],
    ground: Ground,
    record: Record,
) -> bool:
    """Whether a denial is of what was said nearer by than those charges, or of no more than was denied already."""
    is_others = bool(others) and not own
    return (
        (not own and _is_retold(attribution, ground))
        or (is_others and answers_nearer(attribution, others[-1], ground))
        or answers_other_speech(attribution, own or others, ground)
        or (not own and contradicts_denial(attribution, ground))
        or (bool(own) and denies_again(attribution, ground))
        or answers_other_charge(attribution, own, ground)
        or goes_on_denying(attribution, ground, record)
        or (is_others and means_another(attribution, others[-1], ground))
        or (bool(own) and means_neighbour(attribution, own[-1], ground, record))
    )


def _is_told_by_doer(charge: Claim, ground: Ground) -> bool:
    """ "The army said soldiers had killed nine. A councillor disputed it": that is no charge of the army's."""
    charged = charge.value.actor or ""
    return any(ground.sides.is_of_one_force(teller, charged) for teller in charge.claimants)


def _answers_nearer_deed(
    attribution: Attribution, charge: Claim, ground: Ground, record: Record
) -> bool:
    """ "Protesters threw stones, police said. A nun said she had been beaten. Bonn rejected the claim": hers."""
    told = record.told_before(attribution.cue[0].start, attribution)
    if told is None or told.actors or told.status == "negated":
        return False
    said = max(span.start for span in charge.evidence)
    chain = ground.contents.chain(told.trigger)
    is_another = (told.same_as or told.id) != (ground.events[charge.event].same_as or charge.event)
    return (
        bool(chain) and is_another and told.trigger.start > said and chain[-1].id not in charge.via
    )


def _answers_others_deed(
    attribution: Attribution, charge: Claim, ground: Ground, record: Record
) -> bool:
    """ "Army and rebels battle for Goma. The rebels say they hold the port. The army denies this": that they do."""
    told = record.told_before(attribution.cue[0].start, attribution)
    if told is None or not told.actors or not means_another(attribution, charge, ground):
        return False
    is_own = any(ground.sides.is_same(a, b) for a in told.actors for b in attribution.actors)
    is_own = is_own or any(
        ground.sides.is_of_one_force(a, b) for a in told.actors for b in attribution.actors
    )
    fought = ground.events[charge.event]
    is_another = (told.same_as or told.id) != (fought.same_as or fought.id)
    return is_another and not is_own and told.trigger.start > charge.evidence[-1].end


def _is_told_by(tellers: Sequence[str], owners: Sequence[str], ground: Ground) -> bool:
    return any(ground.sides.is_same(one, other) for one in tellers for other in owners)


def _is_deed_told_by(
    owners: Sequence[str], attribution: Attribution, ground: Ground, record: Record
) -> bool:
    """ "China said a boat had been rammed. Manila called the Chinese account absurd": the deed is of that account."""
    told = record.told_before(attribution.cue[0].start, attribution)
    chain = ground.contents.chain(told.trigger) if told is not None else []
    return bool(chain) and _is_told_by(chain[-1].actors, owners, ground)


def _said_absent(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "There were no Georgian soldiers on the square": the Georgians, and nobody's deed who shelled it."""
    if words_of(attribution)[:1] != ["there"]:
        return ()
    inside = (m for m in ground.findings.mentions if holds_span(attribution.content, m.span))
    return tuple(
        m.actor
        for m in inside
        if m.actor and not m.actor.startswith("doc:") and not _is_where(m.span, ground)
    )


def _is_where(span: Span, ground: Ground) -> bool:
    """ "no flights over Darfur": where nobody was, and not who."""
    before = ground.document.text[max(0, span.start - 20) : span.start].split()
    return bool(before) and before[-1] in ground.policy.where_links


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


def is_of_own_people(attribution: Attribution, ground: Ground) -> bool:
    """ "said none of its fighters had been in the building", "said they had no men there"."""
    words, policy = words_of(attribution), ground.policy
    opening = [word for word in words if word != "that"][:_OPENING]
    has_none = len(opening) > 2 and opening[1] in _HAS and opening[2] in _NONE
    has_none = has_none and opening[0] in policy.clause_subjects
    return has_none or not policy.own_marks.isdisjoint(opening)


def _is_surely_another(charge: Claim, attribution: Attribution, ground: Ground) -> bool:
    """Whether who is charged is known, and no "commandos" whose officer the denier may be."""
    charged = charge.value.actor or ""
    known = (charged, *attribution.actors)
    if not any(actor.startswith("doc:") for actor in known):
        return True
    # "Moscow said its planes had not flown": no rebels are its own; nor are soldiers or police the rebels' own
    sides, deniers = ground.sides, attribution.actors
    if all(sides.is_armed_group(actor) for actor in deniers):
        return sides.is_authority(charged)
    return all(sides.is_authority(actor) for actor in deniers) and sides.is_armed_group(charged)


def _may_clear(attribution: Attribution, charge: Claim, ground: Ground) -> bool:
    """ "The court acquitted him": of what he was charged with, and nobody else."""
    if attribution.act != "clears" or not attribution.accused:
        return True
    charged = charge.value.actor or ""
    return any(ground.sides.is_same(one, charged) for one in attribution.accused)


def _is_told_by_himself(charge: Claim, attribution: Attribution, ground: Ground) -> bool:
    """ "He shot two men, police said. Police said he had taken his own life": they said it, and do not deny it.

    Who "denied" what he once owned up to does.
    """
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    is_plain = not cue.isdisjoint(ground.policy.plain_cues)
    charged = charge.value.actor or ""
    is_his = any(ground.sides.is_same(actor, charged) for actor in attribution.actors)
    return is_plain and not is_his and not {*charge.claimants}.isdisjoint(attribution.actors)


def _is_of_own_side(charge: Claim, attribution: Attribution, ground: Ground) -> bool:
    """Whether the denier's own side brought the charge: Washington accuses, the Pentagon denies something else."""
    return any(
        ground.sides.is_same(teller, denier)
        for teller in charge.claimants
        for denier in attribution.actors
    )


def _charged_after(attribution: Attribution, ground: Ground, record: Record) -> list[Claim]:
    """A denial told before what it denies: of the charge behind it, first of one against the denier's own side."""
    behind = [
        charge
        for charge in record.charges_after(attribution.cue[0].start)
        if record.is_blamed(charge) and not _is_of_own_side(charge, attribution, ground)
    ]
    own = [charge for charge in behind if _concerns(charge, attribution, ground)] or behind
    return [charge for charge in own if charge.via == own[0].via]


def _of_accusers(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground
) -> Sequence[Claim]:
    """ "denied the charge": what somebody was accused of, where anybody accused; not what was told beside."""
    if ground.policy.charge_words.isdisjoint(words_of(attribution)):
        return charges
    accusing = [c for c in charges if c.via and ground.attributions[c.via[-1]].act == "accuses"]
    return accusing or charges


def _chosen(attribution: Attribution, charges: Sequence[Claim], ground: Ground) -> Sequence[Claim]:
    """All charges of the latest accusation, or "the first" or "the second" of them, where the denial says which."""
    words, last = set(words_of(attribution)), charges[-1:]
    together = [c for c in charges if last and _is_of_one_charge(c, last[0], ground)]
    together.sort(key=lambda claim: claim.evidence[0].start)
    if len(together) > 1 and words & ground.policy.former_words:
        return together[:1]
    if len(together) > 1 and words & ground.policy.latter_words:
        return together[1:2]
    return together if last and last[0].via else last


def _is_of_one_charge(charge: Claim, last: Claim, ground: Ground) -> bool:
    """ "Diaz blamed the rebels, saying that commandos had laid it": the rebels and the commandos in one breath."""
    if charge.via == last.via or not (charge.via and last.via):
        return charge.via == last.via
    one, other = (ground.attributions[c.via[-1]] for c in (charge, last))
    is_same = bool(one.source) and one.source == other.source
    return is_same and {one.act, other.act} == {"accuses"}


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
