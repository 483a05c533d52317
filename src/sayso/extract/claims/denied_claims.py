"""What a denial denies: the deed in its own words, or the charge that somebody told before it.

Comes in: a denial without a claim of its own, and the record of what was told before. Goes out: the claims that it
makes, each with stance "denies". A denial of nothing that the report tells gives none and stays a REJECT event. Whether
a denial points back is decided in points_back.py, to which charge in answered_charges.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.answered_charges import (
    find_answered_charges,
    find_charge_around,
    find_own_charges,
    is_of_own_people,
    is_plea,
)
from sayso.extract.claims.charge_asides import holds_span
from sayso.extract.claims.claim_ground import Ground, is_of_told, is_taken_for_granted, make_claim
from sayso.extract.claims.denied_deeds import (
    is_general,
    is_of_before,
    is_of_habit,
    names_talks,
    own_deeds,
)
from sayso.extract.claims.nearer_speech import answers_bare_charge, last_speech
from sayso.extract.claims.points_back import is_boast, is_of_else, points_back
from sayso.extract.claims.records import Record
from sayso.extract.claims.responsible_claims import make_responsible
from sayso.extract.claims.tellings import Telling, rules_out, turns_down, unnamed_id, words_of
from sayso.extract.claims.told_actors import on_behalf
from sayso.extract.claims.whose_part import own_part, whom_it_clears, whose_part
from sayso.model import Attribution, Claim, Event, Span, Value

# "were not there | when | the camp was attacked": where somebody was meanwhile.
_WHEN = re.compile(r"\b(?:when|while|at the time|(?:day|night|morning|evening|hour) of)\b")
# "holding them", "detaining any of the men".
_SHORT = 5
# "those | killed".
_REACH = 12
_DEAD = frozenset({"killed", "slain", "dead", "murdered", "shot"})


def make_denials(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """The claims of one denial.

    "Kyiv said Russian shells hit the depot. Moscow rejected the charge." → "hit": RUS, denied by RUS.GOV
    """
    if attribution.act == "clears" and not attribution.accused and len(words_of(attribution)) < 2:
        return  # "an assertion that he had seen no evidence for": nobody is cleared of a deed
    own = [] if tells_instead(attribution) else own_deeds(attribution, ground)
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
        if not denied:
            yield from _of_alibi(attribution, own, ground)
    elif (cleared := _said_guiltless(attribution, ground)) is not None:
        yield from _of_guilt(attribution, cleared, ground, record)
    elif claiming := (
        _claiming_inside(attribution, ground) or _claimed_before(attribution, ground)
    ):
        for actor in claiming:
            yield from _of_guilt(attribution, actor, ground, record)
    elif (
        _is_wish(attribution, ground)
        or _is_of_what_they_were(attribution, ground)
        or _answers_demand(attribution, ground)
    ):
        return
    elif _is_of_holding(attribution, ground):
        yield from _of_holding(attribution, ground, record)
    elif not turns_down(attribution, ground.policy) and not names_talks(attribution, ground):
        if points_back(attribution, ground):
            yield from _of_charge(attribution, ground, record)
        elif _is_plain(attribution, ground):
            answered = list(_of_own_charge(attribution, ground, record))
            yield from answered or _of_told_account(attribution, ground, record)


def _of_alibi(attribution: Attribution, told: Sequence[Event], ground: Ground) -> Iterator[Claim]:
    """ "said its troops were not in the area when the camp was attacked": that they attacked it.

    Not "denied that his men were there when shells hit it": that denies only where they were.
    """
    if not (_is_plain(attribution, ground) and is_of_own_people(attribution, ground)):
        return
    text = ground.document.text
    for event in told:
        start = max(part.start for part in attribution.content if part.start <= event.trigger.start)
        if event.type not in ground.policy.blamed_types or not _WHEN.search(
            text[start : event.trigger.start].lower()
        ):
            continue
        evidence = [event.trigger, *attribution.cue, *attribution.content]
        for actor in whose_part(attribution, ground):
            yield make_responsible(ground, event, actor, telling_of(attribution, ground), evidence)


def _is_of_holding(attribution: Attribution, ground: Ground) -> bool:
    """ "denied holding them", "denied having them"; not "denied having shot at it": there it only helps a verb."""
    words, policy = words_of(attribution), ground.policy
    whom = policy.so_words | policy.pronouns
    is_helper = words[0] == "having" and not (len(words) > 1 and words[1] in whom)
    return words[0] in policy.holding_words and not is_helper


def _of_holding(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """ "Two organisers were abducted. The army has denied holding them": that the army took them."""
    words, words_for = words_of(attribution), ground.policy.so_words | ground.policy.pronouns
    event = record.held_before(attribution.cue[0].start)
    if event is None or len(words) > _SHORT or words_for.isdisjoint(words[1:]):
        return
    evidence = [event.trigger, *attribution.cue, *attribution.content]
    for actor in attribution.actors:
        yield make_responsible(ground, event, actor, telling_of(attribution, ground), evidence)


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
    last = last_speech(attribution, ground)
    return last is not None and last.act in ground.policy.unreal_acts


def _said_guiltless(attribution: Attribution, ground: Ground) -> str | None:
    """ "denied that the army was responsible": the army, where the denial names nothing but whose deed it was not."""
    if not attribution.content[-1].exact.lower().rstrip(".").endswith(ground.policy.bare_endings):
        return None
    inside = (
        mention
        for mention in ground.findings.mentions
        if mention.actor and holds_span(attribution.content, mention.span)
    )
    first = min(inside, key=lambda mention: mention.span.start, default=None)
    return first.actor if first is not None else None


def _claiming_inside(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "rejected the Tigers' claim of responsibility": the Tigers, who own up to a deed told before."""
    inner = (a for a in ground.attributions.values() if a.via == attribution.id)
    return next((a.actors for a in inner if a.act == "claims-credit" and a.actors), ())


def _claimed_before(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "A front claimed the blast; officials rejected the claim": that the front did it, and not that there was one."""
    words = words_of(attribution)
    if words[-1:] != ["claim"] or not (ground.policy.so_words | {"the"}).issuperset(words[:-1]):
        return ()
    last = last_speech(attribution, ground)
    is_boast = last is not None and last.act == "claims-credit"
    return last.actors if last is not None and is_boast else ()


def _of_guilt(
    attribution: Attribution, actor: str, ground: Ground, record: Record
) -> Iterator[Claim]:
    at = attribution.cue[0].start
    event = record.deed_before(at)
    if event is not None:
        event = _charged_beside(event, actor, at, ground, record) or event
        evidence = [event.trigger, *attribution.cue, *attribution.content]
        telling = telling_of(attribution, ground)
        yield make_responsible(ground, event, actor, telling, evidence)


def _charged_beside(
    deed: Event, actor: str, at: int, ground: Ground, record: Record
) -> Event | None:
    """ "Rebels burned huts after the raid, nuns said. The envoy denied the rebels were involved": in the burning."""
    charged = [
        ground.events[c.event]
        for c in record.charges_before(at)
        if ground.sides.is_same(c.value.actor or "", actor) and record.is_blamed(c)
    ]
    beside = [e for e in charged if record.is_same_sentence(e.trigger.start, deed.trigger.start)]
    return beside[-1] if beside and deed.id not in {e.id for e in beside} else None


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
    charges = find_answered_charges(attribution, ground, record)
    if charges is None:
        return
    if charges and (done := _carried_out(attribution, charges, ground, record)) is not None:
        evidence = [done.trigger, *attribution.cue, *attribution.content]
        for actor in attribution.actors:
            yield make_responsible(ground, done, actor, telling_of(attribution, ground), evidence)
    elif charges:
        yield from _of_charges(attribution, charges, ground, record)
    elif attribution.act != "clears" and not is_boast(words_of(attribution), ground.policy):
        yield from _of_told_deed(attribution, ground, record)


def _of_charges(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> Iterator[Claim]:
    """ "said its jets had hit a depot. 'All those killed were fighters'": who owned up to it does not deny it so."""
    telling, evidence = telling_of(attribution, ground), [*attribution.cue, *attribution.content]
    for charge in charges:
        event = ground.events[charge.event]
        if record.is_owned_up(event, attribution):
            continue
        for actor in own_part(attribution, ground) or (charge.value.actor or "",):
            yield make_responsible(ground, event, actor, telling, evidence)


def _of_told_deed(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """ "The school was hit on Monday. The army denied any role": that the army did it; "denied it": that it was hit."""
    at = attribution.cue[0].start
    is_of_part = _denies_part(attribution, ground)
    told = record.told_before(at, attribution, of_part=is_of_part) or record.denied_after(at)
    told = told or record.asked_after(at, attribution)
    if told is None or answers_bare_charge(attribution, told, ground):
        return
    if _disputes_account(attribution, told, ground):
        return
    if around := find_charge_around(told, at, ground, record):
        yield from _of_charges(attribution, around, ground, record)
        return
    telling, evidence = telling_of(attribution, ground), [*attribution.cue, *attribution.content]
    if record.is_laid_at_a_door(told) and told.actors:
        for actor in told.actors:
            # "accused of having ordered the massacre": not that there was one
            yield make_responsible(ground, told, actor, telling, evidence)
    elif is_of_part and attribution.actors:
        if _is_of_others(attribution, told, ground):
            return  # "Italy shut its ports. Malta said it had kept to the law": it did not shut them
        if is_plea(attribution, ground) and not _is_by_denier(attribution, told, ground):
            return  # "tried for helping the man who shot nine. He pleaded not guilty": not of the shots
        for actor in whose_part(attribution, ground):
            yield make_responsible(ground, told, actor, telling, evidence)
    elif not (_is_told_by_denier(attribution, told, ground) or _is_of_known_dead(told, ground)):
        yield _occurrence(told, telling, [told.trigger, *evidence], ground)


def _is_by_denier(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """Whether nobody is said to have done a deed but whoever denies."""
    return not told.actors or any(
        ground.sides.is_same(a, b) for a in attribution.actors for b in told.actors
    )


def _is_of_known_dead(told: Event, ground: Ground) -> bool:
    """ "alleged that four of those killed were villagers; police rejected that": killed they were, all the same."""
    before = ground.document.text[max(0, told.trigger.start - _REACH) : told.trigger.start].lower()
    return before.split()[-1:] == ["those"] and told.trigger.exact.lower() in _DEAD


def _is_told_by_denier(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """Whether a deed stands on the word of whoever denies something now: he does not deny that it was done."""
    chain = ground.contents.chain(told.trigger)
    if not chain or chain[-1].stance != "asserts" or told.status == "negated":
        return False
    return bool(chain[-1].actors) and set(chain[-1].actors) == set(attribution.actors)


def _disputes_account(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """ "The army said it had killed nine. A councillor disputed its account": of what, he says himself, if he does."""
    chain = ground.contents.chain(told.trigger)
    owns = chain and any(
        ground.sides.is_same(a, b) or ground.sides.is_of_one_force(a, b)
        for a in chain[-1].actors
        for b in told.actors
    )
    return bool(owns) and not ground.policy.account_nouns.isdisjoint(words_of(attribution))


def _carried_out(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> Event | None:
    """ "The army surrounded it in 2012. It was hit in an attack in 2013. It denies carrying it out": the attack."""
    if tuple(words_of(attribution)[-3:]) not in ground.policy.carried_out:
        return None
    told = record.told_before(attribution.cue[0].start, attribution, of_part=True)
    last = max(ground.events[c.event].trigger.start for c in charges)
    return told if told is not None and told.trigger.start > last else None


def _is_of_others(attribution: Attribution, told: Event, ground: Ground) -> bool:
    """Whether a denial speaks of its own side and names no part in a deed that others did."""
    words = set(words_of(attribution)) & ground.policy.part_words - ground.policy.clause_subjects
    is_of_own = bool(words) or is_of_own_people(attribution, ground)
    if not is_of_own or not words <= ground.policy.own_words:
        return False
    happening = told.same_as or told.id
    doers = {
        actor
        for event in ground.events.values()
        if (event.same_as or event.id) == happening
        for actor in event.actors
    }
    return bool(doers) and not any(
        ground.sides.is_same(a, b) for a in attribution.actors for b in doers
    )


def _denies_part(attribution: Attribution, ground: Ground) -> bool:
    """Whether a source says that it had no part in a thing, or nobody there, not that there was none."""
    is_part = bool(ground.policy.part_words.intersection(words_of(attribution)))
    return is_part or is_of_own_people(attribution, ground)


def _is_plain(attribution: Attribution, ground: Ground) -> bool:
    words = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not words.isdisjoint(ground.policy.plain_cues)


def _is_wish(attribution: Attribution, ground: Ground) -> bool:
    """ "We do not want war": no deed is denied."""
    cue = [word for part in attribution.cue for word in part.exact.lower().split()]
    opening = words_of(attribution)[: ground.policy.opening_words_most]
    return not ground.policy.wish_words.isdisjoint((*cue, *opening))


def _of_own_charge(
    attribution: Attribution, ground: Ground, record: Record, *, is_before: bool = False
) -> Iterator[Claim]:
    """A denial that tells no deed ("he had been on leave") is of the latest charge against the denier's own side."""
    charges = find_own_charges(attribution, ground, record, is_before=is_before)
    yield from _of_charges(attribution, charges, ground, record)


def _of_told_account(attribution: Attribution, ground: Ground, record: Record) -> Iterator[Claim]:
    """ "Hanoi called the sinking piracy. Beijing said the trawler had turned over": of what was told right before."""
    is_answer = attribution.act == "denies" and attribution.via is None
    if is_answer and not is_of_else(words_of(attribution), ground.policy):
        yield from _of_charge(attribution, ground, record)


def make_general_denials(
    attribution: Attribution, ground: Ground, record: Record
) -> Iterator[Claim]:
    """ "It did not target civilians" is of nobody in particular: so of the charge that was told before, too."""
    own = [event for event in own_deeds(attribution, ground) if event.status == "negated"]
    if not own or attribution.stance != "denies" or not all(is_general(e, ground) for e in own):
        return
    if is_of_before(attribution, ground) or is_of_habit(attribution, ground):
        return
    yield from _of_own_charge(attribution, ground, record, is_before=True)


def telling_of(attribution: Attribution, ground: Ground) -> Telling:
    """The telling of a denial: by its source, named or not."""
    return Telling(
        claimants=attribution.actors or (unnamed_id(ground.document),),
        stance="denies",
        via=tuple(i for i in (attribution.via, attribution.id) if i),
        printed=tuple(part.exact for part in attribution.source),
        act=attribution.act,
    )
