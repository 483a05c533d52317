"""Claims about who is responsible for a deed: the ones that decide whether sayso can be trusted.

Comes in: an event and the ground of its report. Goes out: one claim for each doer and teller, with its rung on the
ladder. A doer that was read off through a denial, an accusation or a suspicion is never told by the outlet. Who the
doers are is decided in told_actors.py, on whose say-so in actor_tellings.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace as dataclass_replace

from msgspec.structs import replace

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.actor_tellings import is_held_for_it, telling_of_actor
from sayso.extract.claims.charge_asides import holds_span
from sayso.extract.claims.claim_ground import (
    Ground,
    blamings_of,
    is_first_person,
    is_hinted,
    make_claim,
    words_of,
)
from sayso.extract.claims.local_accusers import is_local_charge
from sayso.extract.claims.responsibilities import find_rung
from sayso.extract.claims.tellings import Telling, rules_out
from sayso.extract.claims.told_actors import told_actors
from sayso.model import Attribution, Claim, Event, Mention, Span, Value

# Long enough for the words before a deed that say it is still ahead ("would no longer").
_WORD_REACH = 20
_AHEAD_REACH = 36
_MADE_BY_ALL = frozenset({"RETREAT", "AGREE"})
# "his men": one man's, of no body and no group.
_ONE_MANS = frozenset({"his", "her"})
# So far before a deed "there was no" can stand, in characters.
_ABSENCE_REACH = 60
# Two who may have done it are named within so many characters.
_REACH_OF_TWO = 100
_TWO = 2
_OR = re.compile(r"\bor\b")
_ABSENT = re.compile(r"\bthere (?:was|were|is|are|had been|has been|have been|never was)\b[^.;,]*$")


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
        if denies_occurrence(telling, event, ground) or is_ruled_out(telling, event, ground):
            continue
        if (telling.act, telling.stance, event.status) == ("accuses", "denies", "negated"):
            continue  # "accused Malta of never taking in anyone" clears nobody
        if telling.stance == "denies" and is_ahead(event, ground):
            continue
        for own, actor in told_actors(event, telling, ground):
            is_beside = event.id in ground.others.beside and actor in own.claimants
            if own.stance == "denies" and is_beside:
                continue  # "denied that his resignation was linked to the murder"
            if own.is_granted and _is_of_tellers(actor, own, event, ground):
                continue
            words = words_of(actor, event, ground)
            if own.stance == "asserts" and _is_side_of_truce(event, ground):
                continue
            if words and words[0].exact.lower().split()[0] in policy.nobody_words:
                continue  # "No soldier left his camp"
            if _befell(words, event, ground):
                continue
            told = telling_of_actor(own, actor, words, event, ground)
            if told.stance == "asserts" and _is_one_of_two(actor, event, ground):
                told = dataclass_replace(told, stance="suggests")
            yield make_responsible(ground, event, actor, told, [event.trigger, *words])


def _is_one_of_two(actor: str, event: Event, ground: Ground) -> bool:
    """ "Russian or Syrian jets bombed it", "soldiers or militiamen": one of the two, and nobody says which."""
    if len(event.actors) < _TWO or actor not in event.actors:
        return False
    root = event.same_as or event.id
    tellings = [e for e in ground.findings.events if (e.same_as or e.id) == root]
    named = (sorted({a.span for a in e.arguments if a.role == "actor"}) for e in tellings)
    ends = ((spans[0].start, max(s.end for s in spans)) for spans in named if len(spans) >= _TWO)
    text = ground.document.text
    return any(_OR.search(text, start, min(end, start + _REACH_OF_TWO)) for start, end in ends)


def _is_side_of_truce(event: Event, ground: Ground) -> bool:
    """ "The truce between the army and the M23 held": they are its sides, and nobody lays it at their door.

    Whoever alone declares one, or is said to have broken it, does answer for that.
    """
    is_truce = not ground.policy.truce_modes.isdisjoint(event.modes)
    is_noun = event.trigger.exact.lower() in ground.policy.truce_nouns
    return is_truce and is_noun and len(event.actors) > 1


def _befell(words: Sequence[Span], event: Event, ground: Ground) -> bool:
    """ "20 soldiers killed in clash with Chinese troops": who is told of as killed there answers for no clash.

    Who "opened fire and was killed" does.
    """
    root = event.same_as or event.id
    return any(
        argument.role == "recipient" and argument.span in words
        for other in ground.findings.events
        if other.trigger.start < event.trigger.start and (other.same_as or other.id) == root
        for argument in other.arguments
    )


def is_ahead(event: Event, ground: Ground) -> bool:
    """ "They will not bomb us to the table": what will not be done, nobody denies to have done.

    Nor does he in "will not directly attack the voters".
    """
    before = ground.document.text[max(0, event.trigger.start - _AHEAD_REACH) : event.trigger.start]
    words = before.lower().split()
    if words and words[-1].endswith("ly"):
        words.pop()
    return " ".join(words).endswith(tuple(ground.policy.refusals_ahead))


def is_ruled_out(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "ruled out any withdrawal": what somebody will not do, he does not deny to have done."""
    if telling.stance != "denies" or not telling.via or event.type in ground.policy.blamed_types:
        return False
    return rules_out(ground.attributions[telling.via[-1]], ground.policy)


def _is_of_tellers(actor: str, telling: Telling, event: Event, ground: Ground) -> bool:
    """Whether a deed is the teller's own side's: what a denial takes for granted is no admission yet."""
    is_same = any(ground.sides.is_same(teller, actor) for teller in telling.claimants)
    return is_same or _is_own_side(actor, telling, event, ground)


def is_what_was_broken(event: Event, ground: Ground) -> bool:
    """ "The army said it had not broken the truce": of the breach it speaks, and not of who made the truce."""
    own = event.trigger
    return event.type in _MADE_BY_ALL and any(
        other.trigger.start < own.start and own.end <= other.trigger.end
        for other in ground.findings.events
        if other.type == "ASSAULT"
    )


def _is_verdict(event: Event, ground: Ground) -> bool:
    """ "The court acquitted him" is what the court says, no deed to be responsible for."""
    return event.type == "CONCEDE" and any(
        cue.start <= event.trigger.start < cue.end
        for attribution in ground.findings.attributions
        if attribution.act == "clears"
        for cue in attribution.cue
    )


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
    before = text[max(0, event.trigger.start - _ABSENCE_REACH) : event.trigger.start].lower()
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
    if _is_of_own_unit(telling, event, ground):
        return True
    done_to = event.recipients
    if not done_to:
        return False
    if all(ground.sides.is_same(teller, one) for teller in telling.claimants for one in done_to):
        return True
    persons = {actor.id for actor in ground.findings.actors if actor.kind == "person"}
    is_hearsay = any(not told.source for told in ground.contents.chain(event.trigger))
    return is_hearsay and persons.issuperset(done_to)


def _is_of_own_unit(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "The general staff denied reports that a military unit was attacked": one of its own, of no other nation."""
    words = (event.target or "").split()
    if ground.policy.own_units.isdisjoint(word.lower() for word in words):
        return False
    if any(word[:1].isupper() for word in words[1:2]) or "actor" in {
        a.role for a in event.arguments
    }:
        return False
    return bool(telling.claimants) and all(map(ground.sides.is_authority, telling.claimants))


def make_responsible(
    ground: Ground, event: Event, actor: str, telling: Telling, evidence: Iterable[Span]
) -> Claim:
    """A claim that an actor did it, or did not, with its rung on the ladder."""
    policy, telling = ground.policy, _never_owning(actor, telling, ground)
    claim = make_claim(ground, event, "responsible", Value(actor=actor), telling, evidence)
    rung = find_rung(telling, actor, ground.sides, policy)
    if rung == "accused" and _is_told_in_office(telling, ground):
        rung = "accused_by_authority"
    if rung in ("accused", "accused_by_authority") and (
        _is_own_side(actor, telling, event, ground) or _is_own_deed(actor, telling, ground)
    ):
        rung = "admitted"
    if rung == "admitted" and is_local_charge(actor, telling, event, ground):
        rung = "accused_by_authority"
    if (
        rung == "admitted"
        and actor not in telling.claimants
        and is_held_for_it(event, actor, ground)
    ):
        rung = find_rung(dataclass_replace(telling, act="accuses"), actor, ground.sides, policy)
    if rung == "cleared" and _is_own_side(actor, telling, event, ground):
        rung = "denied"  # "said that its gunners had not fired"
    if rung == "fact" and (ground.is_partys_own or ground.is_in_statement(event)):
        rung = "admitted" if _is_first_person(actor, event, ground) else "accused"
    return replace(claim, responsibility=rung)


def _is_told_in_office(telling: Telling, ground: Ground) -> bool:
    """ "It was officially announced that": nobody is named, and it is an authority's word."""
    speech = ground.attributions[telling.via[-1]] if telling.via else None
    if speech is None or speech.source:
        return False
    words = {word for cue in speech.cue for word in cue.exact.lower().split()}
    return not ground.policy.authority_adverbs.isdisjoint(words)


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
    return any(is_first_person(span, ground.policy) for span in words_of(actor, event, ground))


def _is_harmed(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "They had been beaten by their guards", "two of them had": who was harmed by his own does not own up.

    "The brigade said its own guns had hit it": a body may.
    """
    done_to = [a.span for a in event.arguments if a.role == "recipient"]
    return any(
        holds_span(done_to, mention.span)
        and mention.span.exact.lower() in ground.policy.harmed_words
        and (mention.actor in telling.claimants or _is_unnamed(mention, ground))
        for mention in ground.findings.mentions
    )


def _is_unnamed(mention: Mention, ground: Ground) -> bool:
    """ "they", of whom nothing else is known."""
    return mention.actor is None and mention.span.exact.lower() in ground.policy.harmed_subjects


def _is_own_side(actor: str, telling: Telling, event: Event, ground: Ground) -> bool:
    """ "The commander conceded that his men had looted the convoy": whom a speaker calls his own."""
    # In "Moscow dismissed a claim by Tbilisi that its aircraft …" the aircraft are Moscow's.
    is_plain = len(telling.via) == 1 or telling.act in ground.policy.admitting_acts
    if not telling.via or not is_plain or telling.act == "accuses":
        return False  # "elders accused his brigade": not the elders' brigade
    if telling.act not in ground.policy.admitting_acts and _is_harmed(telling, event, ground):
        return False
    is_known = not actor.startswith(("doc:", "role:"))
    if is_known and not any(ground.sides.is_same(teller, actor) for teller in telling.claimants):
        return False  # "Its fighters killed three policemen, Serbian media reported"
    teller = ground.attributions[telling.via[-1]]
    parts, is_one = teller.content, _is_one_man(teller, telling, ground)
    return any(
        not _is_of_thing(span, telling, ground)
        and words[0] in ground.policy.own_marks
        and (is_one or words[0] not in _ONE_MANS)
        and ground.policy.own_forces.intersection(words[1:])
        for span in words_of(actor, event, ground)
        if any(part.start <= span.start and span.end <= part.end for part in parts)
        for words in [span.exact.lower().split()]
    )


def _is_one_man(teller: Attribution, telling: Telling, ground: Ground) -> bool:
    """Whether "his men" can be the teller's: not in "Amnesty says his men shot 12", "Residents say his men …"."""
    if teller.source_kind == "named":
        return any(ground.sides.is_person(one) for one in telling.claimants)
    return teller.source_kind in ("role", "anonymous")


def _is_of_thing(words: Span, telling: Telling, ground: Ground) -> bool:
    """ "Pirates approached a tanker but turned back when its guards fired, the agency said": not the agency's guards.

    In "Its troops had bombed the market, the ministry said" nothing stands before that has troops.
    """
    if not words.exact.lower().startswith("its "):
        return False
    parts = ground.attributions[telling.via[-1]].content
    before = (
        ground.document.text[part.start : words.start].lower().split()
        for part in parts
        if part.start <= words.start < part.end
    )
    means = (m for m in ground.findings.mentions if m.span.start == words.start and m.is_pronoun)
    is_known = next(means, None) is not None
    return not is_known and any(not ground.policy.manned.isdisjoint(b) for b in before)
