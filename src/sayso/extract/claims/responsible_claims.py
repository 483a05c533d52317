"""Claims about who is responsible for a deed: the ones that decide whether sayso can be trusted.

Comes in: an event and the ground of its report. Goes out: one claim for each doer and teller, with its rung on the
ladder. A doer that was read off through a denial, an accusation or a suspicion is never told by the outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace as dataclass_replace

from msgspec.structs import replace

from sayso.extract.attribution.owning_up import regrets_anothers
from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.claim_ground import (
    Ground,
    blamings_of,
    holds_span,
    is_antecedent,
    is_charged_aside,
    is_described,
    is_hinted,
    make_claim,
    words_of,
)
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.responsibilities import find_rung
from sayso.extract.claims.tellings import (
    Telling,
    denies_number,
    is_denial,
    tell_through,
    unnamed_id,
)
from sayso.extract.claims.tellings import words_of as words_in
from sayso.extract.claims.whose_part import whom_it_clears
from sayso.model import Attribution, Claim, Event, Span, Value

# Long enough for the two words before a name ("alleged", "apparently by").
_WORD_REACH = 20
# So far before its object a verb of blame can stand, in characters.
_SPEECH_REACH = 60
# So far apart a doer and his deed can stand with an adverb between them, in characters.
_CLAUSE_REACH = 60
_AUXILIARIES = frozenset({"was", "were", "been", "be", "is", "are", "being"})
_ABSENT = re.compile(r"\bthere (?:was|were|is|are|had been|has been|have been|never was)\b[^.;,]*$")
# "each other of shelling …": the parser may hang the charge on whom it is about.
_DONE = frozenset({"happened", "ongoing"})
_RECIPROCAL_END = re.compile(r" (?:of|for|over|side|party)\b.*", re.DOTALL)
# "arrested nine suspects, including a teacher, over the blast".
_INCLUDED = re.compile(r", (?:including|among them) [^,;.]*,")
# "acquitted Karic, a former officer, of killing".
_APPOSED = re.compile(r"^, [^,;.]{1,80}, (?=(?:of|for|over) )")
# "the colonel, who is on trial for killing": what is told of him in passing.
_WHO_IS = re.compile(
    r"^,? who (?=(?:is|are|was|were|has|have|had|faces|faced|went|goes|stood|stands) )"
)
# "a neighbour, which rejected the charge and": what is told of the accused in passing.
_TOLD_OF_HIM = re.compile(r", (?:which|who|whose)\b")
_UNDERGONE = re.compile(r"\b(?:been|was|were|being) (?:\w+ly )?$")
# "which were stolen": what befell a thing that is told of.
_DONE_TO = re.compile(r"\b(?:which|that) (?:(?:has|have|had) been|was|were) (?:\w+ly )?$")
# "jailed him for the murder, torture and | rape": each of the crimes stands behind the "for".
_CRIMES_BEFORE = re.compile(
    r"\b(for|of|with|over)(?:(?: (?!and\b)[\w-]+){1,3}(?:,| and|, and))+(?: the)? $"
)
_CLAUSE_END = re.compile(r"[.;,:!?\n]| and | but | who | which ")


def make_responsibilities(event: Event, ground: Ground) -> Iterator[Claim]:
    """Who is said to have done a deed, or not to have done it, by each of its tellers.

    "Kyiv and Moscow accused each other of shelling the dam." → RUS.GOV by UKR.GOV, and UKR.GOV by RUS.GOV
    """
    policy = ground.policy
    if event.type not in policy.deed_types or _is_verdict(event, ground):
        return
    if event.status not in policy.answered_statuses and not is_hinted(event, ground):
        return
    for telling in blamings_of(event, ground):
        if denies_occurrence(telling, event, ground) or _is_ruled_out(telling, event, ground):
            continue
        if (telling.act, telling.stance, event.status) == ("accuses", "denies", "negated"):
            continue  # "accused Malta of never taking in anyone" clears nobody
        if telling.stance == "denies" and _is_ahead(event, ground):
            continue
        for own, actor in _told_actors(event, telling, ground):
            if own.is_granted and _is_of_tellers(actor, own, event, ground):
                continue
            words = words_of(actor, event, ground)
            if words and words[0].exact.lower().split()[0] in policy.nobody_words:
                continue  # "No soldier left his camp"
            if _befell(words, event, ground):
                continue
            told = _through_speech(own, actor, event, ground)
            told = _named_by(told, event, words, ground)
            told = _as_weak_as_its_words(told, words, ground)
            told = _as_weak_as_its_adverb(told, event, words, ground)
            yield make_responsible(ground, event, actor, told, [event.trigger, *words])


def _befell(words: Sequence[Span], event: Event, ground: Ground) -> bool:
    """ "20 soldiers killed in clash with Chinese troops": who is told of as killed there answers for no clash."""
    root = event.same_as or event.id
    return any(
        argument.role == "recipient" and argument.span in words
        for other in ground.findings.events
        if other.id != event.id and (other.same_as or other.id) == root
        for argument in other.arguments
    )


def _is_ahead(event: Event, ground: Ground) -> bool:
    """ "They will not bomb us to the table": what will not be done, nobody denies to have done."""
    before = ground.document.text[max(0, event.trigger.start - _WORD_REACH) : event.trigger.start]
    return before.lower().rstrip().endswith(tuple(ground.policy.refusals_ahead))


def _is_ruled_out(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "ruled out any withdrawal": what somebody will not do, he does not deny to have done."""
    if telling.stance != "denies" or not telling.via or event.type in ground.policy.blamed_types:
        return False
    return rules_out(ground.attributions[telling.via[-1]], ground.policy)


def rules_out(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """ "ruled out a coup": who excludes a thing does not say of himself that he did not do it."""
    words = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not policy.open_words.isdisjoint(words)


def _is_of_tellers(actor: str, telling: Telling, event: Event, ground: Ground) -> bool:
    """Whether a deed is the teller's own side's: what a denial takes for granted is no admission yet."""
    is_same = any(ground.sides.is_same(teller, actor) for teller in telling.claimants)
    return is_same or _is_own_side(actor, telling, event, ground)


def _is_verdict(event: Event, ground: Ground) -> bool:
    """ "The court acquitted him" is what the court says, no deed to be responsible for."""
    return event.type == "CONCEDE" and any(
        cue.start <= event.trigger.start < cue.end
        for attribution in ground.findings.attributions
        if attribution.act == "clears"
        for cue in attribution.cue
    )


def _told_actors(event: Event, telling: Telling, ground: Ground) -> Iterator[tuple[Telling, str]]:
    """Each actor with who tells of it: those who accuse each other tell of one another."""
    actors = _accused_aside(event, telling, ground) or _doers(event, telling, ground)
    if _was_lost(event, ground) and {*actors} <= _deniers_of(event, ground):
        return
    if _is_own_toll(telling, event, ground):
        return
    actors = actors or _implied_actors(event, telling, ground)
    actors = on_behalf(actors, event, ground)
    actors = [actor for actor in actors if not _is_reciprocal(actor, ground)]
    if actors and not _blame_each_other(telling, actors):
        yield from ((telling, actor) for actor in actors)
    elif _is_mutual(telling, ground):
        for claimant in telling.claimants:
            others = (other for other in telling.claimants if other != claimant)
            yield from (
                (dataclass_replace(telling, claimants=(claimant,)), other) for other in others
            )


def _accused_aside(event: Event, telling: Telling, ground: Ground) -> Sequence[str]:
    """ "The army may be behind the raid, which villagers blamed on rebels": the villagers tell of the rebels."""
    charge = ground.attributions[telling.via[-1]] if telling.via else None
    if charge is None or not is_charged_aside(charge, event, ground):
        return ()
    return charge.accused


def _doers(event: Event, telling: Telling, ground: Ground) -> list[str]:
    """The doers of an event; the source of plain speech does nothing in its own content unless named there.

    In "Witnesses said gunmen loyal to him opened fire" a wrong parse lets the witnesses fire.
    """
    if not telling.via or telling.act not in ground.policy.plain_acts:
        return list(event.actors)
    parts = ground.attributions[telling.via[-1]].source
    outside = {
        argument.of
        for argument in event.arguments
        if argument.role == "actor"
        and any(p.start <= argument.span.start and argument.span.end <= p.end for p in parts)
    }
    inside = {a.of for a in event.arguments if a.role == "actor"} - outside
    wrong = {ground.actor_of.get(i or "") for i in outside} - {
        ground.actor_of.get(i or "") for i in inside
    }
    return [actor for actor in event.actors if actor not in wrong]


def _blame_each_other(telling: Telling, actors: Sequence[str]) -> bool:
    """ "Hamas and Fatah traded blame for the gunfight": whoever is blamed blames, too, and owns up to nothing."""
    is_joint = telling.act == "accuses" and len(telling.claimants) > 1
    return is_joint and {*actors} <= {*telling.claimants}


def _is_mutual(telling: Telling, ground: Ground) -> bool:
    """Whether joint accusers accuse one another."""
    if telling.act != "accuses" or len(telling.claimants) < 2 or not telling.via:
        return False
    if _blame_each_other(telling, ground.attributions[telling.via[-1]].accused or ("",)):
        return True
    speech = ground.attributions[telling.via[-1]]
    if speech.accused and all(_is_reciprocal(actor, ground) for actor in speech.accused):
        return True
    words = speech.content[0].exact.lower() if speech.content else ""
    return any(words.startswith(reciprocal) for reciprocal in ground.policy.reciprocal_words)


def _is_reciprocal(actor: str, ground: Ground) -> bool:
    """Whether an actor is nobody but "each other" or, in "each accused the other of it", "the other"."""
    told = [
        _RECIPROCAL_END.sub("", span.exact.lower()) for span in ground.mentions_of.get(actor, ())
    ]
    return bool(told) and {*ground.policy.reciprocal_words} >= {*told}


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
        is_denial = is_denial or (is_charge and attribution.act == "clears")
        if (is_denial or is_charge) and _is_joined(_end_of(attribution), event.trigger, ground):
            return Telling(
                claimants=attribution.actors
                or ((unnamed_id(ground.document),) if is_denial else telling.claimants),
                stance="denies" if is_denial else "asserts",
                via=(attribution.id,),
                printed=tuple(part.exact for part in attribution.source),
                act=attribution.act,
            )
    if _is_blamed(event, actor, ground):
        holders = _holders_of(actor, event, ground) or (unnamed_id(ground.document),)
        return dataclass_replace(telling, claimants=holders, act="accuses", printed=())
    if any(
        actor in denial.actors and _is_joined(denial.trigger.end, event.trigger, ground)
        for denial in ground.denials_before(event.trigger)
    ):
        return dataclass_replace(telling, claimants=(actor,), stance="denies", act="denies")
    return telling


def _named_by(telling: Telling, event: Event, words: list[Span], ground: Ground) -> Telling:
    """A deed that the outlet tells, and whose doer is named in somebody's words: he says who did it, not the outlet.

    "The blast, a spokesman claimed, was 'a crude trick by the army'": the army by the spokesman
    """
    if telling.act is not None or telling.stance != "asserts" or not words:
        return telling
    chain = [
        a
        for a in ground.contents.chain(words[0])
        if a.source
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
    words = words_of(actor, event, ground)
    if not words or words[0].start > event.trigger.start:
        return False
    text = ground.document.text
    before = text[max(0, words[0].start - _SPEECH_REACH) : words[0].start].lower()
    clause = _CLAUSE_END.split(before.replace(" and ", " "))[-1].split()
    behind = text[words[0].end : event.trigger.start].lower()
    after = set(behind.split())
    if _is_held_for(behind, clause, ground.policy):
        return True
    return any(
        not links.isdisjoint(after) and not verbs.isdisjoint(clause)
        for links, verbs in ground.policy.blame_frames
    )


def _holders_of(actor: str, event: Event, ground: Ground) -> tuple[str, ...]:
    """ "A court sentenced two men to death for the bombing": it is the court that holds them to have done it."""
    for other in reversed(ground.findings.events):
        if actor not in other.recipients or other.trigger.start > event.trigger.start:
            continue
        is_holding = not ground.policy.custody_words.isdisjoint(other.trigger.exact.lower().split())
        if is_holding and other.actors and _is_joined(other.trigger.end, event.trigger, ground):
            return other.actors
    return ()


def _is_held_for(behind: str, before: Sequence[str], policy: ClaimPolicy) -> bool:
    """Whether somebody is held for a deed, by the words from him to it and those before him in his clause."""
    behind = _WHO_IS.sub(" ", _INCLUDED.sub(" ", _CRIMES_BEFORE.sub(r"\1 ", behind)))
    words = behind.split()
    links = [i for i, word in enumerate(words) if word in policy.custody_links]
    if not links or _CLAUSE_END.search(behind):
        return False
    if policy.custody_words.isdisjoint({*before, *words[: links[-1]]}):
        return False
    rest = words[links[-1] + 1 :]
    return not rest or rest[0] in policy.custody_openings


def _end_of(attribution: Attribution) -> int:
    """Where the words of an attribution end that a deed can hang on."""
    return max(part.end for part in (*attribution.cue, *attribution.content))


def _is_joined(end: int, trigger: Span, ground: Ground) -> bool:
    """Whether no clause ends between two places: the later words belong to the earlier ones."""
    between = ground.document.text[min(end, trigger.start) : trigger.start]
    between = _APPOSED.sub(" ", _CRIMES_BEFORE.sub(r"\1 ", between))
    return not _CLAUSE_END.search(between)


def _as_weak_as_its_words(telling: Telling, words: list[Span], ground: Ground) -> Telling:
    """A telling no surer than the words that name the doer: "suspected members of the group", police said."""
    if telling.stance != "asserts" or not words:
        return telling
    text = ground.document.text
    before = text[max(0, words[0].start - _WORD_REACH) : words[0].start].split()
    after = text[words[0].end : words[0].end + _WORD_REACH].lower().lstrip(", ").split()[:1]
    if ground.policy.hedging_adverbs.intersection(after) and text[words[0].end] == ",":
        return dataclass_replace(telling, stance="suggests")
    near = before[-2:] if before[-1:] == ["by"] else before[-1:]
    said = [word.lower() for word in (*near, *words[0].exact.split())]
    is_called_suspect = telling.act is None and not ground.policy.suspects.isdisjoint(said)
    if is_called_suspect or ground.policy.hedging_words.intersection(said):
        return dataclass_replace(telling, stance="suggests")
    hedges = [
        a for a in ground.contents.chain(words[0]) if not a.source and a.id not in telling.via
    ]
    if any(a.stance in ("suggests", "doubts") for a in hedges):
        return dataclass_replace(telling, stance="suggests", via=(*telling.via, hedges[-1].id))
    return telling


def _as_weak_as_its_adverb(
    telling: Telling, event: Event, words: list[Span], ground: Ground
) -> Telling:
    """ "was apparently kidnapped by the group", "the army could be responsible for the strike": a guess."""
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
    said = {*before[-1:], *between.lower().split()}
    is_guess = any(word in said for word in ground.policy.hedging_adverbs)
    if actor == first:  # not "in May", which is written large
        is_guess = is_guess or not ground.policy.guessing_modals.isdisjoint(between.split())
    return dataclass_replace(telling, stance="suggests") if is_guess else telling


def _implied_actors(event: Event, telling: Telling, ground: Ground) -> tuple[str, ...]:
    """Who did a deed that names no doer: the accused of an accusation, the speaker of an admission or a denial."""
    for attribution in reversed(ground.contents.chain(event.trigger)):
        if attribution.accused:
            # "accused the army of violating the truce": nobody is charged with the truce itself
            is_truce = not ground.policy.truce_modes.isdisjoint(event.modes)
            is_of_thing = _was_done_to_thing(event, attribution, ground)
            return () if is_truce or is_of_thing else attribution.accused
        if attribution.act == "believes" and not attribution.source:
            return ()  # "accused of burning huts on suspicion that rebels had been fed there": by others
        is_denial = attribution.act in ground.policy.denying_acts and telling.stance == "denies"
        if is_denial and denies_number(attribution, ground.policy):
            return ()  # "rejected a claim of 2,000 dead": how many, and not whose deed
        if is_denial and event.trigger.exact.lower() in ground.policy.found_words:
            return ()  # "said that troops had found the bodies"
        if is_denial and rules_out(attribution, ground.policy):
            return ()
        if is_denial and (cleared := whom_it_clears(attribution, ground)):
            return cleared  # "said the rebels had nothing to do with the attack"
        if is_denial and event.status in _DONE and _says_plainly(attribution, ground.policy):
            return ()  # "said the bombs fell on an empty hillside and nobody was hurt": they fell
        if is_denial and (named := _named_before(event, attribution, ground)):
            return named
        if is_denial and event.trigger.exact.lower() in ground.policy.dying_words:
            return ()  # "denied that children were among the dead": that they died
        if is_denial:
            is_nobodys = _was_done_to_nobody(event, ground) or _opens_with_none(
                attribution, event, ground
            )
            return () if is_nobodys else attribution.actors
        if attribution.act in ground.policy.admitting_acts:
            is_found = event.trigger.exact.lower() in ground.policy.found_words
            if regrets_anothers(attribution):
                return ()
            if is_found or event.status == "attempted" or event.id in ground.answered:
                return ()  # "admitted we recovered two bodies", "said they had beaten off the assault"
            # "said it had repelled the attack": whom a deed was done to boasts of something else
            return tuple(actor for actor in attribution.actors if actor not in event.recipients)
    return ()


def _says_plainly(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """Whether a plain verb tells something, and no part of the speaker's own: not "said it was not behind the raid"."""
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    is_of_part = not (policy.part_words - policy.own_words).isdisjoint(words_in(attribution))
    return not is_of_part and not cue.isdisjoint(policy.plain_cues)


def _was_done_to_thing(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "said he had supplied explosives, which were stolen in 2005": by nobody that the charge names."""
    before = (
        ground.document.text[part.start : event.trigger.start]
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(_DONE_TO.search(words) for words in before)


def on_behalf(actors: Sequence[str], event: Event, ground: Ground) -> Sequence[str]:
    """ "A government spokesman denied that prisoners had been beaten": he does not speak of himself.

    The body he speaks for is who did not do it, if his words name it; else nothing is denied but that it was done.
    """
    denials = [a for a in ground.contents.chain(event.trigger) if is_denial(a)]
    deniers = {actor for denial in denials for actor in denial.actors}
    if not actors or not {*actors} <= deniers or not _is_told_as_undergone(event, denials, ground):
        return actors
    charged = {actor for a in ground.findings.attributions for actor in a.accused}
    found: list[str] = []
    for actor in actors:
        is_himself = actor in charged or not ground.sides.is_person(actor)
        found += [actor] if is_himself else ground.sides.bodies_of(actor)
    return found


def _is_told_as_undergone(event: Event, denials: Sequence[Attribution], ground: Ground) -> bool:
    """ "that prisoners had been beaten", with nobody in the words of the denial who did it."""
    doers = [a.span for a in event.arguments if a.role == "actor"]
    if any(holds_span(d.content, span) for d in denials for span in doers):
        return False
    before = ground.document.text[max(0, event.trigger.start - _WORD_REACH) : event.trigger.start]
    return _UNDERGONE.search(before) is not None


def _is_own_toll(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "The Tigers admit to 32 dead": their own; "admitted responsibility for the deaths" is another thing."""
    if event.trigger.exact.lower() not in ground.policy.loss_words or not event.figures:
        return False
    if telling.act not in ground.policy.admitting_acts or not telling.via:
        return False
    words = words_in(ground.attributions[telling.via[-1]])
    return len(words) <= ground.policy.tally_phrase_most and words[-1] in ground.policy.loss_words


def _was_lost(event: Event, ground: Ground) -> bool:
    """ "denied that a jet was shot down", "that hostages had been executed": no deed of the denier's own side."""
    denials = [a for a in ground.contents.chain(event.trigger) if is_denial(a)]
    doers = [a.span for a in event.arguments if a.role == "actor"]
    if not denials or any(holds_span(d.content, span) for d in denials for span in doers):
        return False
    done_to = [a.span for a in event.arguments if a.role in ("recipient", "target")]
    return any(
        not ground.policy.losses.isdisjoint(re.findall(r"[\w-]+", span.exact.lower()))
        for span in done_to
    )


def _deniers_of(event: Event, ground: Ground) -> set[str]:
    """Who denies what tells of a deed."""
    denials = (a for a in ground.contents.chain(event.trigger) if is_denial(a))
    return {actor for denial in denials for actor in denial.actors}


def _was_done_to_nobody(event: Event, ground: Ground) -> bool:
    """ "The police said no one had been abducted": that it happened is denied, not that they did it."""
    return any(
        argument.role in ("recipient", "target")
        and argument.span.exact.lower().split()[0] in ground.policy.nobody_words
        for argument in event.arguments
    )


def _opens_with_none(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """ "No shots were fired, both sides said": by nobody, and not only by those who say so."""
    starts = (p.start for p in attribution.content if p.start <= event.trigger.start < p.end)
    words = (ground.document.text[start : event.trigger.start].lower().split() for start in starts)
    return any(w[:1] == ["no"] for w in words)


def _named_before(event: Event, attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "said the army had nothing to do with the bombing": who is said to have had no part in it."""
    start = event.trigger.start
    parts = [p for p in attribution.content if p.start <= start < p.end]
    if not parts:
        return ()
    words = ground.document.text[parts[0].start : start].lower()
    if not any(f" {phrase} " in words for phrase in ground.policy.part_phrases):
        return ()
    inside = [
        mention
        for mention in ground.findings.mentions
        if mention.actor and parts[0].start <= mention.span.start and mention.span.end <= start
    ]
    first = min(inside, key=lambda mention: mention.span.start, default=None)
    return (first.actor,) if first is not None and first.actor else ()


def denies_occurrence(telling: Telling, event: Event, ground: Ground) -> bool:
    """Whether a denial is of the happening itself, whoever is meant to have done it.

    "Colombo denied that a massacre had taken place" and "said there had been no massacre" deny the occurrence;
    "Colombo denied a massacre" and "denied that its troops took part in a massacre" deny who did it.
    """
    if telling.stance != "denies":
        return False
    if event.trigger.exact.lower() in ground.policy.dying_words and not event.actors:
        return True  # "denied that the leader was dead"
    text = ground.document.text
    after = re.findall(
        r"\w+", text[event.trigger.end : event.trigger.end + 60].split(".", 1)[0].lower()
    )
    before = text[max(0, event.trigger.start - _SPEECH_REACH) : event.trigger.start].lower()
    is_absent = _ABSENT.search(before) is not None
    is_plain = not ground.policy.occurrence_words.intersection(after[:5])
    if not is_absent and is_plain and not _is_own_loss(telling, event, ground):
        return False
    contents = [span for i in telling.via for span in ground.attributions[i].content]
    actors = (a for a in event.arguments if a.role == "actor")
    named = [a.span for a in actors if ground.actor_of.get(a.of or "")]
    return not any(c.start <= span.start < c.end for c in contents for span in named)


def _is_own_loss(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "denied that its helicopter was shot down", "denied reports that Said was killed": that it happened at all."""
    if event.target is not None and event.target.split()[0].lower() in ground.policy.own_marks:
        return True
    done_to = event.recipients
    if not done_to:
        return False
    if all(ground.sides.is_same(teller, one) for teller in telling.claimants for one in done_to):
        return True
    persons = {actor.id for actor in ground.findings.actors if actor.kind == "person"}
    is_hearsay = any(not told.source for told in ground.contents.chain(event.trigger))
    return is_hearsay and persons.issuperset(done_to)


def make_responsible(
    ground: Ground, event: Event, actor: str, telling: Telling, evidence: Iterable[Span]
) -> Claim:
    """A claim that an actor did it, or did not, with its rung on the ladder."""
    telling = _never_owning(actor, telling, ground)
    claim = make_claim(ground, event, "responsible", Value(actor=actor), telling, evidence)
    rung = find_rung(telling, actor, ground.sides, ground.policy)
    if rung in ("accused", "accused_by_authority") and (
        _is_own_side(actor, telling, event, ground) or _is_own_deed(actor, telling, ground)
    ):
        rung = "admitted"
    if rung == "cleared" and _is_own_side(actor, telling, event, ground):
        rung = "denied"  # "said that its gunners had not fired"
    if rung == "fact" and ground.is_partys_own:
        rung = "admitted" if _is_first_person(actor, event, ground) else "accused"
    return replace(claim, responsibility=rung)


def _is_own_deed(actor: str, telling: Telling, ground: Ground) -> bool:
    """ "Chad's claim that it shot down two jets": told by him who did it, whatever the act is called."""
    speech = ground.attributions[telling.via[-1]] if telling.via else None
    if speech is None or actor in speech.accused:
        return False
    return actor in speech.actors and actor in telling.claimants


def _never_owning(actor: str, telling: Telling, ground: Ground) -> Telling:
    """Whoever answers a charge with an account of his own owns up to nothing by it."""
    is_answer = bool(telling.via) and tells_instead(ground.attributions[telling.via[-1]])
    if not is_answer or telling.stance == "denies":
        return telling
    is_own = any(ground.sides.is_same(actor, claimant) for claimant in telling.claimants)
    return dataclass_replace(telling, stance="denies") if is_own else telling


def _is_first_person(actor: str, event: Event, ground: Ground) -> bool:
    """ "Our forces took the post" in a communique's own voice: the party owns up to it."""
    return any(
        span.exact.lower().split()[0] in ground.policy.first_persons
        for span in words_of(actor, event, ground)
    )


def _is_own_side(actor: str, telling: Telling, event: Event, ground: Ground) -> bool:
    """ "The commander conceded that his men had looted the convoy": whom a speaker calls his own."""
    # In "Moscow dismissed a claim by Tbilisi that its aircraft …" the aircraft are Moscow's.
    is_plain = len(telling.via) == 1 or telling.act in ground.policy.admitting_acts
    if not telling.via or not is_plain or telling.act == "accuses":
        return False  # "elders accused his brigade": not the elders' brigade
    is_known = not actor.startswith(("doc:", "role:"))
    if is_known and not any(ground.sides.is_same(teller, actor) for teller in telling.claimants):
        return False  # "Its fighters killed three policemen, Serbian media reported"
    parts = ground.attributions[telling.via[-1]].content
    return any(
        words[0] in ground.policy.own_marks and ground.policy.own_forces.intersection(words[1:])
        for span in words_of(actor, event, ground)
        if any(part.start <= span.start and span.end <= part.end for part in parts)
        for words in [span.exact.lower().split()]
    )
