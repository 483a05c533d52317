"""Deeds and harms tied by the clause: "a strike killed 29", "burst into the hall, hurling grenades".

Comes in: two tellings of one sentence. Goes out: whether its grammar makes them one happening, or keeps them apart
("died as troops entered"). Tellings of different sentences are compared in same_deeds.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.answered_deeds import (
    befell_before,
    comes_after,
    is_response_to,
    is_set_apart,
)
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.circumstances import distance
from sayso.extract.events.deed_tellings import (
    Telling,
    are_apart,
    are_turned_round,
    has_other,
    is_another,
    is_definite,
    is_done_to_doer,
    is_elsewhere,
    is_harm,
)
from sayso.extract.events.deeds_in_a_row import are_of_one_row, sums_up
from sayso.extract.events.happening_words import load_happening_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import surface_subjects
from sayso.extract.grammar.voice import children, climb, is_described, is_passive, is_verb

_SAME = frozenset({"him", "her", "them"})
_DAYS = frozenset({"DATE", "TIME"})
_OBJECTS = frozenset({"dobj", "nsubjpass"})
_MEANWHILE = frozenset({"during", "amid", "amidst"})
_LATER = frozenset({"later", "afterwards", "separately", "elsewhere"})


def is_looked_on(deed: Token) -> bool:
    """ "was shot dead while covering | a raid |": the raid is what he looked on at, and not what killed him."""
    verb = deed.head
    is_object = deed.dep_ == "dobj" and verb.tag_ == "VBG"
    return is_object and verb.lemma_ in load_happening_words().looks_on


def is_in_unrest(harm: Token, deed: Token) -> bool:
    """ "stormed a prison during unrest, | in which 238 died |": in that, and not by the storming."""
    clause = next((t for t in (harm, *climb(harm)) if t.dep_ == "relcl"), None)
    if clause is None or deed not in climb(clause):
        return False
    noun = clause.head
    is_beside = noun.dep_ == "pobj" and noun.head.lower_ in _MEANWHILE and noun != deed
    return is_beside and any(
        inner.lower_ == "which"
        for prep in children(harm, "prep")
        for inner in children(prep, "pobj")
    )


def is_in_one_clause(later: Telling, earlier: Telling) -> bool:
    """A deed and what it did to people, tied by the clause."""
    one, other = later.trigger, earlier.trigger
    if later.sentence != earlier.sentence or {one.kind.type, other.kind.type} != {"ASSAULT"}:
        return False
    if is_in_unrest(one.token, other.token) or is_looked_on(one.token) or is_looked_on(other.token):
        return False
    if is_done_to_doer(later, earlier):
        return False
    if are_of_one_row(one.token, other.token) or sums_up(one.token, other.token):
        return False
    if _goes_on(one.token, other.token):
        return True
    if is_in_series(one.token, other.token) and not is_elsewhere(later, earlier):
        return True
    if _met_it(earlier, later) or _met_it(later, earlier):
        return True
    if are_turned_round(later, earlier):
        return False
    if _strikes_back(later, earlier) or _befell_before(one.token, other.token):
        return False
    if befell_before(one.token, other.token) or befell_before(other.token, one.token):
        return False
    if _is_said_beside(one.token, other.token) or is_response_to(one.token, other.token):
        return False
    if _is_later_besides(one.token, other.token):
        return False
    if is_harm(one) != is_harm(other) and _is_cause_told(one.token, other.token):
        return True
    if _is_blamed_for(one.token, other):
        return True
    if _is_done_in(one.token, other.token) or _is_done_in(other.token, one.token):
        return True
    if later.counts_war != earlier.counts_war:
        return False  # "killed forty, bringing the month's toll to 112"
    if is_harm(one) == is_harm(other):
        is_subject = other.token.dep_ == "nsubj" and other.token.head == one.token
        if is_subject or _is_of_subject(other.token, one.token) or _is_onslaught(later, earlier):
            return True
        is_near = is_harm(one) and distance(one.token, other.token) <= 3
        return is_near and not is_elsewhere(later, earlier)
    if has_other(one.token) and has_other(other.token):
        return False
    harm, deed = (one, other) if is_harm(one) else (other, one)
    if is_verb(harm.token) and deed.token in surface_subjects(harm.token, frozenset()):
        return True  # "the attack on a house in Qana, in southern Lebanon, which killed 28"
    if comes_after(harm.token, deed.token) or is_set_apart(harm.token, deed.token):
        return False
    if is_meanwhile(later, earlier):
        return False
    suffered, done = (later, earlier) if harm is one else (earlier, later)
    if is_elsewhere(later, earlier) or _beats_off(suffered, done):
        return False
    is_free = not suffered.has_actor or harm.token.head.ent_type_ in _DAYS
    is_its_effect = is_free and tells_of(harm, deed)
    return is_its_effect or distance(one.token, other.token) <= 4


def _met_it(suffered: Telling, done: Telling) -> bool:
    """Whether people suffered one deed when its doers did another: see `befell_when`."""
    is_doers = done.has_actor and done.doers.isdisjoint(suffered.harmed)
    is_told = is_doers and suffered.hits_people and not suffered.has_actor
    if not is_told or not befell_when(suffered.trigger.token, done.trigger.token):
        return False
    return done.trigger.kind.family in load_happening_words().onslaughts and not is_elsewhere(
        suffered, done
    )


def befell_when(harm: Token, deed: Token) -> bool:
    """ "A guest was shot dead when gunmen stormed the hotel": one happening, and the gunmen's.

    Not "as" or "after": what befell somebody then may be another's deed, in answer to this one.
    """
    if not is_verb(harm) or deed.dep_ != "advcl" or deed.head != harm:
        return False
    is_bare = is_passive(harm) and not children(harm, "agent")
    return is_bare and any(m.lower_ == "when" for m in children(deed, "advmod", "mark"))


def _strikes_back(later: Telling, earlier: Telling) -> bool:
    """ "His men came under attack and fired back, killing two": whom the attack befell did what comes after."""
    struck = earlier.target
    is_verb_told = not later.trigger.is_noun and not earlier.trigger.is_noun
    is_deed = is_verb_told and not is_harm(earlier.trigger) and not earlier.actors
    return is_deed and struck is not None and struck in later.actors


def _is_later_besides(one: Token, other: Token) -> bool:
    """ "Troops killed three men, and a nurse was stabbed near Gao hours later": another deed, of whom is not told."""
    own = children(one, "nsubj", "nsubjpass")
    if one.dep_ != "conj" or not own or not (other == one.head or other in climb(one)):
        return False
    return any(t.lower_ in _LATER for t in (*children(one, "advmod"), *children(one, "npadvmod")))


def _befell_before(one: Token, other: Token) -> bool:
    """ "fought the bandits, killed two and freed five kidnapped women": that was done to the women before."""
    return any(
        is_described(told)
        and told.head.dep_ in _OBJECTS
        and is_verb(told.head.head)
        and deed not in told.head.subtree
        for told, deed in ((one, other), (other, one))
    )


def _is_cause_told(one: Token, other: Token) -> bool:
    """ "26 people have been killed in air strikes since Monday": in these, however long they have gone on."""
    first, second = sorted((one, other), key=lambda token: token.i)
    link = second.head
    return second.dep_ == "pobj" and link.lower_ in ("in", "by") and link.head == first


def _is_blamed_for(deed: Token, told: Trigger) -> bool:
    """ "A blast killed nine, a nurse said, blaming | an air strike |": that is what the blast was."""
    is_blamed = deed.dep_ == "dobj" and deed.head.lemma_ == "blame" and deed.i > told.token.i
    is_harm_told = is_harm(told) or told.token.lemma_.lower() in load_argument_words().blasts
    return is_blamed and is_harm_told and not children(deed.head, "dative")


def _is_done_in(noun: Token, verb: Token) -> bool:
    """ "Three buses were burned in an attack on a depot": what was done in it; "in an earlier attack" is another."""
    link = noun.head
    is_in = noun.dep_ == "pobj" and link.lower_ in ("in", "during") and link.head == verb
    return is_in and is_verb(verb) and not is_another(noun) and not is_definite(noun)


def _beats_off(harm: Telling, deed: Telling) -> bool:
    """ "repelled four attacks and killed 60 rebels": who beats an attack off has not led it."""
    verb = deed.trigger.token.head
    is_told = deed.trigger.is_noun and deed.status == "attempted" and harm.status != "attempted"
    return (
        is_told
        and harm.has_actor
        and harm.trigger.token.dep_ == "conj"
        and harm.trigger.token.head == verb
    )


def _is_said_beside(later: Token, earlier: Token) -> bool:
    """ "said guerrillas killed a farmer and that five tribesmen were killed": a second thing that is said."""
    if later.dep_ != "conj" or later.head != earlier:
        return False
    is_clause = any(mark.lower_ == "that" for mark in children(later, "mark"))
    return is_clause and bool(children(later, "nsubj", "nsubjpass"))


def _is_of_subject(participle: Token, verb: Token) -> bool:
    """ "A mine laid by rebels exploded": what is told of the mine, and what it did."""
    noun = participle.head
    return participle.dep_ == "acl" and noun.dep_ == "nsubj" and noun.head == verb


def _is_onslaught(later: Telling, earlier: Telling) -> bool:
    """ "Gunmen attacked a village and shot dead nine farmers": whom they met in what they attacked.

    Not what they did to another place or thing: "ambushed a patrol and burned a mill".
    """
    verb, before = later.trigger.token, earlier.trigger.token
    if verb.dep_ != "conj" or verb.head != before or is_another(verb):
        return False
    if later.target is not None and later.target.lower_ in _SAME and earlier.target is not None:
        return True  # "dragged 23 workers from a bus and shot them"
    if children(verb, "nsubj", "nsubjpass") or not later.hits_people:
        return False
    is_onslaught = earlier.trigger.kind.family in load_happening_words().onslaughts
    return is_onslaught and not are_apart(later.place, earlier.place)


def tells_of(harm: Trigger, deed: Trigger) -> bool:
    """ "an air strike on a clinic in Duma that killed nine": no clinic kills, nor does a town."""
    if harm.token.dep_ != "relcl" or not deed.is_noun:
        return False
    if (
        harm.token.head.ent_type_ in _DAYS
    ):  # "the bombing in Jaffa on 9 August, in which 15 were killed"
        verb = next((up for up in climb(harm.token.head) if is_verb(up)), None)
        return deed.token.head == verb and deed.token.dep_ in ("dobj", "nsubj", "nsubjpass")
    for noun in climb(harm.token):
        if noun == deed.token or is_verb(noun):
            return noun == deed.token
    return False


def _goes_on(later: Token, earlier: Token) -> bool:
    """ "burst into the hall, hurling grenades and shooting at guests": one happening in its parts."""
    if later.dep_ == "conj" and later.head == earlier and later.tag_ == earlier.tag_ == "VBN":
        return not children(later, "nsubj", "nsubjpass", "auxpass", "dobj")  # "stabbed or hacked"
    while later.dep_ == "conj" and later.tag_ == "VBG" and later.head.i > earlier.i:
        later = later.head
    if later.tag_ != "VBG" or later.dep_ != "advcl" or later.head != earlier:
        return False
    return not children(later, "nsubj", "mark") and later.i > earlier.i


def is_in_series(later: Token, earlier: Token) -> bool:
    """ "Nine people were killed, [thirty injured] and forty houses burned": one "were" for all."""
    is_next = later.dep_ == "conj" and later.head == earlier
    is_next = is_next or (earlier.dep_ == "ccomp" and earlier.head == later)
    if not is_next or later.tag_ != "VBN" or earlier.tag_ != "VBN":
        return False
    own = children(later, "nsubjpass") and not children(later, "aux", "auxpass", "agent")
    return bool(own) and bool(children(earlier, "nsubjpass"))


def is_meanwhile(one: Telling, other: Telling) -> bool:
    """ "40 killed as army advances", "died when troops entered": whoever comes where has killed nobody by that.

    In "Rebels entered the town and killed nine" who came is who killed. Nor did they shell it, in "Shelling went on as
    troops entered the town".
    """
    return any(
        (is_harm(harm.trigger) or one.sentence == other.sentence)
        and deed.trigger.kind.harmless
        and not any(actor in deed.actors for actor in harm.actors)
        for harm, deed in ((one, other), (other, one))
    )


def are_one_after_other(one: Telling, other: Telling) -> bool:
    """ "an offensive after the deaths of nine soldiers": two happenings of one sentence; not "died after an attack"."""
    if one.sentence != other.sentence or _is_named_behind_semicolon(one, other):
        return False
    pairs = ((one, other), (other, one))
    if any(befell_before(a.trigger.token, b.trigger.token) for a, b in pairs):
        return True
    if any(is_harm(a.trigger) and is_set_apart(a.trigger.token, b.trigger.token) for a, b in pairs):
        return True
    return any(
        comes_after(first.trigger.token, then.trigger.token)
        and not (then.trigger.kind.consequence and not first.trigger.kind.consequence)
        for first, then in pairs
    )


def _is_named_behind_semicolon(later: Telling, earlier: Telling) -> bool:
    """ "Anger grew after an ambush; the Front said it had led the attack": a sentence of its own, on what was told."""
    first, name = earlier.trigger.token, later.trigger.token
    is_named = later.trigger.is_noun and later.target is None and is_definite(name)
    return is_named and any(t.text == ";" for t in name.doc[first.i : name.i])
