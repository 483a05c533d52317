"""On whose say-so, and how surely, somebody did a deed: a doer can have another teller than the deed, and a weaker one.

Comes in: the telling of a deed, one of its doers and the words that name him. Goes out: the telling of him. Whoever was
read off through a denial, an accusation or an arrest is told by those who speak there; whoever stands beside
"suspected" or "apparently" is only suggested. Who the doers are is decided in told_actors.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace as dataclass_replace

from sayso.extract.claims.charge_asides import (
    is_antecedent,
    is_described,
    is_told_of_place,
)
from sayso.extract.claims.claim_ground import Ground, words_of
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import Telling, tell_through, unnamed_id
from sayso.model import Attribution, ClaimStance, Event, Span

# Long enough for the two words before a name ("alleged", "apparently by").
_WORD_REACH = 20
# So far before its object a verb of blame can stand, in characters.
_SPEECH_REACH = 60
# So far apart a doer and his deed can stand with an adverb between them, in characters.
_CLAUSE_REACH = 60
_SUPPOSED_REACH = 50
# "presumably by | suspected | members of | the Front".
_BY_MEMBERS = re.compile(
    r"(?<![\w-])[\w-]{1,20} by (?:[\w-]{1,20} ){1,4}(?:of|from|belonging to|linked to) (?:the |an? )?$"
)
_MEMBERS_REACH = 70
_ARTICLES_AND_LINKS = frozenset({"the", "a", "an", "to", "from", "for", "with", "of"})
_LINKS = frozenset({"by", "in", "for", "with", "over", "during", "through", "of", "and"})
_FEW = 4
_AUXILIARIES = frozenset({"was", "were", "been", "be", "is", "are", "being"})
# "arrested nine suspects, including a teacher, over the blast".
_INCLUDED = re.compile(r", (?:including|among them) [^,;.]*,")
# "acquitted Karic, a former officer, of killing".
_APPOSED = re.compile(r"(?:, [^,;.]{1,80}){1,3}, (?=(?:of|for|over) )")
# "the colonel, who is on trial for killing": what is told of him in passing.
_WHO_IS = re.compile(
    r"^,? who (?=(?:is|are|was|were|has|have|had|faces|faced|went|goes|stood|stands) )"
)
# "the rebels, | who killed 40".
_WHO_DID = re.compile(r",? (?:who|which|that) (?:(?:has|have|had|also|then|later) )*$")
# "a neighbour, which rejected the charge and": what is told of the accused in passing.
_TOLD_OF_HIM = re.compile(r", (?:which|who|whose)\b")
# "jailed him for the murder, torture and | rape": each of the crimes stands behind the "for".
_CRIMES_BEFORE = re.compile(
    r"\b(for|of|with|over)(?:(?: (?!and\b)[\w-]+){1,3}(?:,| and|, and))+(?: the)? $"
)
# "in the | raid", "during its night | raid".
_ON_OCCASION = re.compile(r" (?:in|during|at) (?:(?:the|an?|its|their|his|this|that) )?(?:\w+ )?$")
# "the main line of inquiry | was that the front".
_INQUIRY = re.compile(r" (?:is|was|remains|remained) that (?:\w+ ){0,3}$")
_INQUIRY_REACH = 60
# "to 6,060 years in prison for the killings" is one clause.
_CLAUSE_END = re.compile(r"[;:!?\n]|[.,](?!\d)| and | but | who | which ")


def telling_of_actor(
    telling: Telling, actor: str, words: list[Span], event: Event, ground: Ground
) -> Telling:
    """On whose say-so an actor did a deed, given who tells of the deed and the `words` that name the actor.

    "Khartoum accused the rebels of breaking the truce by shelling Kadugli." → the rebels, accused by Khartoum
    """
    around = ground.contents.chain(event.trigger)
    if any(is_told_of_place(charge, event, ground.document) for charge in around):
        return telling
    told = _through_speech(telling, actor, event, ground)
    told = _named_by(told, event, words, ground)
    told = _as_weak_as_its_words(told, words, ground)
    return _as_weak_as_its_adverb(told, event, words, ground)


def _through_speech(telling: Telling, actor: str, event: Event, ground: Ground) -> Telling:
    """The telling of a deed whose doer was read off through a denial or an accusation: that one's, not the outlet's.

    In "the rebels denied any part in the ambush" and "Khartoum accused the rebels of breaking the truce by shelling
    Kadugli" the outlet lays nothing at the rebels' door.
    """
    if telling.act is not None or event.status == "negated":
        return telling
    for attribution in ground.speech_before(event.trigger):
        is_denial = attribution.act in ground.policy.denying_acts and actor in attribution.actors
        is_charge = attribution.stance == "asserts" and actor in attribution.accused
        is_charge = is_charge and not is_described(attribution, event.trigger, ground.document)
        is_charge = is_charge and not _is_of_charged(attribution, actor, event, ground)
        is_charge = is_charge and not _is_aside(attribution, event, ground)
        is_denial = is_denial or (is_charge and attribution.act == "clears")
        is_owned = actor in attribution.actors and _is_admitted_beside(attribution, event, ground)
        if (is_denial or is_charge or is_owned) and _is_joined(
            _end_of(attribution), event.trigger, ground
        ):
            return Telling(
                claimants=attribution.actors or (unnamed_id(ground.document),),
                stance="denies" if is_denial else "asserts",
                via=(attribution.id,),
                printed=tuple(part.exact for part in attribution.source),
                act=attribution.act,
            )
    if _is_blamed(event, actor, ground):
        holders = _holders_of(actor, event, ground) or (unnamed_id(ground.document),)
        stance: ClaimStance = "suggests" if _is_only_connected(event, actor, ground) else "asserts"
        return dataclass_replace(
            telling, claimants=holders, act="accuses", stance=stance, printed=()
        )
    if any(
        actor in denial.actors and _is_joined(denial.trigger.end, event.trigger, ground)
        for denial in ground.denials_before(event.trigger)
    ):
        return dataclass_replace(telling, claimants=(actor,), stance="denies", act="denies")
    return telling


def _is_of_charged(charge: Attribution, actor: str, event: Event, ground: Ground) -> bool:
    """ "A group accused of kidnapping shelled a village": the verb behind is of the group, and no part of the charge.

    It is one in "accused of breaking the truce by shelling it".
    """
    between = ground.document.text[_end_of(charge) : event.trigger.start].lower().split()
    if not _LINKS.isdisjoint(between):
        return False
    return any(is_antecedent(charge, w, ground.document) for w in words_of(actor, event, ground))


def _is_aside(charge: Attribution, event: Event, ground: Ground) -> bool:
    """ "accused the gang, | who killed a mayor in 2021, | of planting it": what is told of it between two parts."""
    at = event.trigger.start
    ends = [part.end for part in charge.content if part.end <= at]
    goes_on = any(part.start > at for part in charge.content)
    return goes_on and any(_TOLD_OF_HIM.match(ground.document.text[end:at]) for end in ends)


def _named_by(telling: Telling, event: Event, words: list[Span], ground: Ground) -> Telling:
    """A deed that the outlet tells, and whose doer is named in somebody's words: he says who did it, not the outlet.

    "The blast, a spokesman claimed, was 'a crude trick by the army'": the army by the spokesman
    """
    if telling.act is not None or telling.stance != "asserts" or not words:
        return telling
    if _WHO_DID.match(ground.document.text[words[0].end : event.trigger.start]):
        return telling  # "The UN urged restraint from the rebels, who killed 40": so says who tells of the deed
    chain = [
        a
        for a in ground.contents.chain(words[0])
        if a.source
        # "asked for help for the miner, who was beaten by soldiers": that is told, and not asked for.
        and a.act not in ground.policy.unreal_acts
        and not is_antecedent(a, words[0], ground.document)
        # "blamed a neighbour, which rejected it and recalled its envoy": the charge is told, and over.
        and not (a.act == "accuses" and _is_past_charge(a, words[0], event, ground))
    ]
    at = words[0].start
    told = tell_through(chain, ground.document, ground.policy, at) if chain else []
    return next((t for t in told if t.stance != "denies"), telling)


def _is_past_charge(charge: Attribution, named: Span, event: Event, ground: Ground) -> bool:
    between = ground.document.text[named.end : event.trigger.start]
    return event.trigger.start > _end_of(charge) or _TOLD_OF_HIM.match(between) is not None


def _is_blamed(event: Event, actor: str, ground: Ground) -> bool:
    """ "We hold the government and the army responsible for this attack": blame, whoever speaks.

    So does who arrests, tries or jails somebody for a deed: "Police arrested two officers for killing a priest".
    """
    around = _words_around(event, actor, ground)
    if around is None:
        return False
    clause, behind = around
    if _is_held_for(behind, clause, ground.policy) or _custody_of(actor, event, ground):
        return True
    after = set(behind.split())
    return any(
        not links.isdisjoint(after) and not verbs.isdisjoint(clause)
        for links, verbs in ground.policy.blame_frames
    )


def is_held_for_it(event: Event, actor: str, ground: Ground) -> bool:
    """ "The army admitted that three soldiers had been arrested over the killings": that they are held for them."""
    around = _words_around(event, actor, ground)
    if around is None:
        return False
    clause, behind = around
    return _is_held_for(behind, clause, ground.policy) or bool(_custody_of(actor, event, ground))


def _words_around(event: Event, actor: str, ground: Ground) -> tuple[list[str], str] | None:
    """The words of the clause before an actor's name, and those from there to the deed; None where that comes first."""
    words = words_of(actor, event, ground)
    if not words or words[0].start > event.trigger.start:
        return None
    text = ground.document.text
    before = text[max(0, words[0].start - _SPEECH_REACH) : words[0].start].lower()
    clause = _CLAUSE_END.split(before.replace(" and ", " "))[-1].split()
    return clause, text[words[0].end : event.trigger.start].lower()


def _is_only_connected(event: Event, actor: str, ground: Ground) -> bool:
    """ "arrested four men in connection with the blast", "questioned two over it": perhaps it was they."""
    [named, *_] = words_of(actor, event, ground)
    text = ground.document.text
    between = text[named.end : event.trigger.start].lower()
    hints = (*ground.policy.custody_phrases, *ground.policy.custody_hints)
    if any(f" {hint} " in between for hint in hints):
        return True
    before = text[max(0, named.start - _SPEECH_REACH) : named.start].lower()
    said = ground.policy.custody_words.intersection((*before.split(), *between.split()))
    return bool(said) and said <= ground.policy.custody_doubts


def _holders_of(actor: str, event: Event, ground: Ground) -> tuple[str, ...]:
    """ "A court sentenced two men to death for the bombing": it is the court that holds them to have done it."""
    held = _custody_of(actor, event, ground)
    if held is not None and held.actors:
        return held.actors
    for other in reversed(ground.findings.events):
        if not _is_custody_of(other, actor, event, ground):
            continue
        if other.actors and _is_joined(other.trigger.end, event.trigger, ground):
            return other.actors
    return ()


def _custody_of(actor: str, event: Event, ground: Ground) -> Event | None:
    """ "arrested Ruiz and Vega over the killing": the arrest, whoever is named between it and what it is for."""
    for other in reversed(ground.findings.events):
        if not _is_custody_of(other, actor, event, ground):
            continue
        held = (a.span.end for a in other.arguments if a.role == "recipient")
        named = [end for end in held if end < event.trigger.start]
        text = ground.document.text[max(other.trigger.end, *named, 0) : event.trigger.start]
        custody = other.trigger.exact.lower().split()
        if _is_held_for(text.lower(), custody, ground.policy):
            return other
    return None


def _is_custody_of(other: Event, actor: str, event: Event, ground: Ground) -> bool:
    """Whether somebody is arrested, tried or jailed by an event that is told before another."""
    if actor not in other.recipients or other.trigger.start > event.trigger.start:
        return False
    return not ground.policy.custody_words.isdisjoint(other.trigger.exact.lower().split())


def _is_held_for(behind: str, before: Sequence[str], policy: ClaimPolicy) -> bool:
    """Whether somebody is held for a deed, by the words from him to it and those before him in his clause."""
    for phrase in policy.custody_phrases:
        behind = behind.replace(f" {phrase} ", " over ")
    behind = _APPOSED.sub(" ", _INCLUDED.sub(" ", _CRIMES_BEFORE.sub(r"\1 ", behind)))
    behind = _WHO_IS.sub(" ", behind)
    words = behind.split()
    links = [
        i for i, w in enumerate(words) if w in policy.custody_links or _is_in_deed(words, i, policy)
    ]
    if not links or _CLAUSE_END.search(behind):
        return False
    if policy.custody_words.isdisjoint({*before, *words[: links[-1]]}):
        return False
    rest = words[links[-1] + 1 :]
    return not rest or rest[0] in policy.custody_openings


def _is_in_deed(words: Sequence[str], at: int, policy: ClaimPolicy) -> bool:
    """ "arrested in the | killing", "in the stabbing of"; not "arrested in the town"."""
    rest = words[at + 1 : at + _FEW]
    is_next = len(words) - at <= 2
    return words[at] == "in" and (is_next or not policy.custody_deeds.isdisjoint(rest))


def _end_of(attribution: Attribution) -> int:
    """Where the words of an attribution end that a deed can hang on."""
    return max(part.end for part in (*attribution.cue, *attribution.content))


def _is_admitted_beside(speech: Attribution, event: Event, ground: Ground) -> bool:
    """ "The navy admitted six dead farmers | in the raid": the raid is of what it owns up to."""
    if speech.act not in ground.policy.admitting_acts or not speech.content:
        return False
    start, end = speech.content[0].start, event.trigger.start
    return _ON_OCCASION.search(ground.document.text, max(start, end - _WORD_REACH), end) is not None


def _is_joined(end: int, trigger: Span, ground: Ground) -> bool:
    """Whether no clause ends between two places: the later words belong to the earlier ones."""
    between = ground.document.text[min(end, trigger.start) : trigger.start]
    between = _APPOSED.sub(" ", _CRIMES_BEFORE.sub(r"\1 ", between))
    return not _CLAUSE_END.search(between)


def _as_weak_as_its_words(telling: Telling, words: list[Span], ground: Ground) -> Telling:
    """A telling no surer than the words that name the doer: "suspected members of the group", police said."""
    if telling.stance != "asserts" or not words:
        return telling
    if telling.act in ground.policy.admitting_acts and _is_teller(words[0], telling, ground):
        return telling  # "An alleged spokesman claimed the attack": he is alleged, and claims it
    text = ground.document.text
    before = text[max(0, words[0].start - _WORD_REACH) : words[0].start].split()
    after = text[words[0].end : words[0].end + _WORD_REACH].lower().lstrip(", ").split()[:1]
    if ground.policy.hedging_adverbs.intersection(after) and text[words[0].end] == ",":
        return dataclass_replace(telling, stance="suggests")
    near = _by_members(text[: words[0].start]) or (
        before[-2:] if before[-1:] == ["by"] else before[-1:]
    )
    said = [word.lower() for word in (*near, *words[0].exact.split())]
    is_called_suspect = telling.act is None and not ground.policy.suspects.isdisjoint(said)
    if _is_supposed(text[: words[0].start], ground.policy):
        return dataclass_replace(telling, stance="suggests")
    if is_called_suspect or ground.policy.hedging_words.intersection(said):
        return dataclass_replace(telling, stance="suggests")
    hedges = [
        a
        for a in ground.contents.chain(words[0])
        if not a.source
        and a.id not in telling.via
        # "The group, which was thought to be inactive, claimed the attack": of itself, and not of the attack.
        and not is_antecedent(a, words[0], ground.document)
    ]
    if any(a.stance in ("suggests", "doubts") for a in hedges):
        return dataclass_replace(telling, stance="suggests", via=(*telling.via, hedges[-1].id))
    return telling


def _by_members(before: str) -> list[str]:
    """ "shot, [apparently by members of] | the Front": the words about those of its people who did it."""
    found = _BY_MEMBERS.search(before[-_MEMBERS_REACH:])
    return found.group().split() if found is not None else []


def _is_supposed(before: str, policy: ClaimPolicy) -> bool:
    """ "gunmen believed to be | bandits", "gunmen thought to belong to the | Front"."""
    words = before[-_SUPPOSED_REACH:].split()
    while words and words[-1].lower() in _ARTICLES_AND_LINKS:
        words.pop()
    return (
        words[-1:] != []
        and words[-1] in policy.supposed_verbs
        and words[-2:-1] == ["to"]
        and (not policy.supposing_words.isdisjoint(words[:-2]))
    )


def _is_teller(words: Span, telling: Telling, ground: Ground) -> bool:
    """Whether the words for a doer stand in the source of who tells of him."""
    source = ground.attributions[telling.via[-1]].source if telling.via else ()
    return any(part.start <= words.start and words.end <= part.end for part in source)


def _as_weak_as_its_adverb(
    telling: Telling, event: Event, words: list[Span], ground: Ground
) -> Telling:
    """ "was apparently kidnapped by the group", "the army could be responsible for the strike": a guess.

    Not "carried out an apparently unlawful strike": only what it is in law is guessed.
    """
    if telling.stance != "asserts" or not words:
        return telling
    text, trigger, actor = ground.document.text, event.trigger, words[0]
    first, last = sorted((trigger, actor))
    between = text[first.end : last.start]
    if len(between) > _CLAUSE_REACH or _CLAUSE_END.search(between):
        between = ""
    before = text[max(0, trigger.start - _WORD_REACH) : trigger.start].lower().split()
    while before and before[-1] in _AUXILIARIES:
        before.pop()
    said = [*before[-1:], *between.lower().split()]
    is_guess = any(
        word in ground.policy.hedging_adverbs and following not in ground.policy.judged_as
        for word, following in zip(said, (*said[1:], ""), strict=False)
    )
    if actor == first:  # not "in May", which is written large
        is_guess = is_guess or not ground.policy.guessing_modals.isdisjoint(between.split())
        is_guess = is_guess or _is_line_of_inquiry(text[: actor.start], ground.policy)
    return dataclass_replace(telling, stance="suggests") if is_guess else telling


def _is_line_of_inquiry(before: str, policy: ClaimPolicy) -> bool:
    """ "the main line of inquiry was that | the front | had laid the bomb": what is looked into, and no charge."""
    near = before[-_INQUIRY_REACH:].lower()
    opening = _INQUIRY.search(near)
    return opening is not None and near[: opening.start()].endswith(policy.inquiry_phrases)
