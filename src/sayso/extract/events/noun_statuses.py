"""The status that an event noun has: "plans for a raid", "no attack", "a truce that is to begin on Monday".

Comes in: a trigger that is a noun, with the verb that carries it, and the lexicon. Goes out: one status: by words
before it, by what governs it, by what is told of it, else that of its carrier. Verbs are in verb_statuses.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.argument_words import is_anothers_to_end
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.governors import JOINED, has_to, noun_governor_status
from sayso.extract.events.negations import is_negated, is_none
from sayso.extract.events.suppositions import is_supposed
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.truce_ends import find_lapse
from sayso.extract.events.verb_statuses import (
    WHO,
    governed_status,
    lasts,
    modal_status,
    verb_status,
)
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.clauses import measured
from sayso.extract.grammar.voice import children, is_gerund_before_object, is_subject, is_verb
from sayso.model import Status

# What stands behind these the verb does not carry: "No deal was signed at the talks".
_BESIDE = frozenset({"at", "during", "amid", "after", "before", "since"})
_KNOWN = frozenset({"the", "this", "that", "these", "those"})
_JOINING = frozenset({"and", "or", "nor", "&"})


def noun_status(trigger: Trigger, lexicon: EventLexicon) -> Status:
    """ "no attack took place" → negated, "talks are due to resume" → planned, "condemned the attack" → happened."""
    noun, carrier = trigger.token, trigger.carrier
    if is_gerund_before_object(noun):
        return governed_status(noun, lexicon) or "happened"
    if _is_only_discussed(trigger, lexicon):
        return "hypothetical"
    if trigger.kind.family == "truce" and (lapse := find_lapse(noun, lexicon)):
        return lapse
    if _is_come_upon(noun, lexicon):
        return "attempted"
    if _is_stopped(noun, lexicon):
        return "negated"
    if is_judged(noun):
        return _from_modifiers(noun, lexicon) or "happened"
    if _has_purpose(noun, lexicon) or _was_planned_by(noun, lexicon):
        return _from_modifiers(noun, lexicon) or "happened"
    if carrier is not None and _is_of_earlier(noun, carrier, lexicon):
        return "historical"
    first = _first_joined(noun)
    carried = carrier if carrier is not None and carries(first, carrier, lexicon) else None
    if carried is not None and trigger.kind.type == "ASSAULT" and is_anothers_to_end(carried):
        return "happened"
    if carried is not None and first.dep_ == "nsubj" and _is_to_nobody(carried):
        return "happened"  # "The raid killed nobody"
    if carried is not None and is_negated(carried, lexicon):
        # "Nobody has claimed the bombing", "the army has not admitted the killing": it was done for all that.
        return "happened" if carried.lemma_ in lexicon.statuses.admits else "negated"
    if first != noun and _from_modifiers(first, lexicon) == "negated":
        return "negated"
    own = (
        _from_modifiers(noun, lexicon)
        or noun_governor_status(noun, lexicon)
        or _from_distance(noun)
    )
    if own is not None:
        return own
    if noun.dep_ == "pobj" and noun.head.lower_ == "since":
        return "happened"  # "the line, silent since a clash in August, would be restored"
    if any(_is_to_come(clause, lexicon) for clause in children(noun, "relcl")):
        return "planned"
    if _is_on(noun):
        return "ongoing"
    if (
        carrier is not None
        and is_subject(noun)
        and (expected := _from_expectation(carrier, lexicon)) is not None
    ):
        return expected
    if carried is None:
        return "happened"
    status = verb_status(carried, lexicon)
    is_guess = status == "hypothetical" and _is_held_for(noun, lexicon)
    return (
        "happened" if is_guess and not is_supposed(carried, lexicon.statuses.conditions) else status
    )


def _is_come_upon(noun: Token, lexicon: EventLexicon) -> bool:
    """ "A bomb was found near the station", "defused two mines": laid, and not gone off."""
    words = lexicon.statuses.negatives
    is_done_to = noun.dep_ in ("dobj", "nsubjpass") and noun.lemma_.lower() in words.goods
    return is_done_to and noun.head.lemma_ in words.comes_upon


def _is_of_earlier(noun: Token, carrier: Token, lexicon: EventLexicon) -> bool:
    """ "The group has carried out similar attacks", "often stages such raids": other deeds than the one told of."""
    if noun.tag_ != "NNS" or noun.head != carrier or is_negated(carrier, lexicon):
        return False
    is_like = any(c.lower_ in lexicon.statuses.likenesses for c in noun.lefts)
    is_had = carrier.tag_ == "VBN" and any(
        aux.lower_ in ("has", "have") for aux in children(carrier, "aux")
    )
    is_habit = carrier.tag_ in ("VBZ", "VBP") and bool(children(carrier, "advmod"))
    return is_like and (is_had or is_habit)


def _is_to_nobody(verb: Token) -> bool:
    return any(is_none(thing) for thing in children(verb, "dobj")) and not children(verb, "neg")


def _is_stopped(noun: Token, lexicon: EventLexicon) -> bool:
    """ "Access remains severely constrained", "deliveries are still suspended": it goes on no more."""
    verb = noun.head
    is_state = verb.lemma_ == "be" or lexicon.governor_status.get(verb.lemma_) == "ongoing"
    if noun.dep_ != "nsubj" or not is_state or is_negated(verb, lexicon):
        return False
    words = children(verb, "acomp", "oprd")
    return any(word.lower_ in lexicon.statuses.stopped for word in words)


def is_judged(noun: Token) -> bool:
    """ "The army's shelling may amount to a war crime": it was done; "attacks on clinics may" is said of any."""
    if noun.dep_ != "nsubj" or noun.head.lemma_ not in load_clause_words().judged_as:
        return False
    return any(child.dep_ == "poss" or child.lower_ in _KNOWN for child in noun.lefts)


def _has_purpose(noun: Token, lexicon: EventLexicon) -> bool:
    """ "The raid was intended to derail the talks": it was done; not "was meant to begin on Monday"."""
    verb, words = noun.head, lexicon.statuses
    if noun.dep_ != "nsubjpass" or verb.lemma_ not in words.purposes or is_negated(verb, lexicon):
        return False
    ends = [child for child in children(verb, "xcomp") if has_to(child)]
    is_told = any(aux.tag_ == "VBD" for aux in children(verb, "auxpass"))
    return is_told and any(end.lemma_ not in words.begins for end in ends)


def _was_planned_by(noun: Token, lexicon: EventLexicon) -> bool:
    """ "The attack had been planned by exiles": it was made; not "was planned for Monday", "an attack was planned"."""
    verb = noun.head
    if noun.dep_ != "nsubjpass" or verb.lemma_ not in lexicon.statuses.plotted:
        return False
    is_told = any(aux.tag_ in ("VBD", "VBN") for aux in children(verb, "auxpass"))
    has_plotters = bool(children(verb, "agent")) and not is_negated(verb, lexicon)
    return is_told and has_plotters and any(c.lower_ in _KNOWN for c in children(noun, "det"))


def _is_held_for(noun: Token, lexicon: EventLexicon) -> bool:
    """ "Rebels may be behind the blast": a guess at who did it, and none at whether it was."""
    return noun.dep_ == "pobj" and noun.head.lower_ in lexicon.statuses.responsible


def _first_joined(noun: Token) -> Token:
    """ "there will be no more bombings, kidnappings or murders": what is said of the first noun holds for all.

    A noun with a determiner or number of its own stands for itself: "no raids and two kidnappings", as after "but".
    """
    first = noun
    for _ in range(JOINED):
        if first.dep_ != "conj" or is_verb(first.head) or children(first, "det", "nummod", "poss"):
            break
        if any(cc.lower_ not in _JOINING for cc in children(first.head, "cc")):
            break
        first = first.head
    return first


def _is_only_discussed(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "will discuss sanctions": not imposed by that; "discussed the attack" speaks of one that was."""
    noun = trigger.token
    if trigger.kind.type in ("ASSAULT", "COERCE") or noun.dep_ != "dobj":
        return False
    is_known = any(
        child.dep_ == "poss" or child.lower_ in ("the", "these", "those") for child in noun.children
    )
    return noun.head.lemma_ in lexicon.statuses.discusses and not is_known


def _from_expectation(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "Talks are due to resume", "the strike was expected to begin": the subject's own event is still to come."""
    if lexicon.governor_status.get(verb.lemma_) == "ongoing" and verb.tag_ != "VBN":
        return "ongoing"
    if verb.lemma_ == "be" and any(c.dep_ == "xcomp" and has_to(c) for c in verb.children):
        return "planned"
    described = children(verb, "acomp") if verb.lemma_ == "be" else []
    if any(lexicon.governor_status.get(word.lemma_.lower()) == "planned" for word in described):
        return "negated" if is_negated(verb, lexicon) else "planned"
    for word in (verb, *children(verb, "acomp")):
        if any(child.dep_ == "xcomp" and has_to(child) for child in word.children):
            status = lexicon.governor_status.get(word.lemma_.lower())
            if status in ("planned", "hypothetical", "demanded"):
                return status
    return None


def _is_to_come(clause: Token, lexicon: EventLexicon) -> bool:
    """ "a ceasefire that is to begin on Monday", "talks that will open in May", "that was due to start"."""
    if any(child.lower_ in WHO for child in children(clause, "nsubj", "nsubjpass")):
        verbs = [clause, *(c for c in children(clause, "xcomp") if has_to(c))]
        return (
            _from_expectation(clause, lexicon) == "planned"
            or modal_status(clause, lexicon) == "planned"
            or any(modal_status(verb, lexicon) == "planned" for verb in verbs)
        )
    return False


def _is_on(noun: Token) -> bool:
    """ "is on a hunger strike", where the strike is the trigger."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "on" and lasts(noun.head.head)


def _from_distance(noun: Token) -> Status | None:
    """ "Ten years after the war": background."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("after", "since"):
        return None
    counted = [child for child in noun.head.children if child.dep_ == "npadvmod"]
    return (
        "historical"
        if any(child.lemma_ in ("year", "decade", "century") for child in counted)
        else None
    )


def _from_modifiers(noun: Token, lexicon: EventLexicon) -> Status | None:
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("amod", "det", "compound", "nmod", "advmod", "neg"):
            status = lexicon.modifier_status.get(child.lower_)
            if status is not None and child.lower_ not in ("current",):
                return status
    return None


def carries(noun: Token, carrier: Token, lexicon: EventLexicon) -> bool:
    """Whether a verb only carries an event noun: "carried out a raid", "came under attack", "the talks began"."""
    words = lexicon.statuses
    if carrier.head == noun:
        return True
    noun = measured(noun)
    lemma = carrier.lemma_
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return (
            lemma in words.occurs
            or lemma in words.carriers_do
            or lemma in ("kill", "wound", "injure", "be")
        )
    if (noun.head.head if noun.dep_ == "pobj" else noun.head) != carrier:
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ in _BESIDE:
        return False
    return noun.dep_ in ("dobj", "attr", "pobj") and (
        lemma in words.carriers_do or lemma in words.carriers_undergo or lemma == "be"
    )
