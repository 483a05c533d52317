"""Deeds of violence that are told too plainly to be doubted: who bears arms, or a weapon, does harm to somebody.

Comes in: a trigger of the lexicon, the tokens of those who bear arms, how surely its sentence is of a text that tells
events. Goes out: whether it stands, though the event tagger takes the sentence for sport or trade ("Soldiers killed the
goalkeeper of the district team"). Knows nothing of the tagger's scores of words.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from spacy.tokens import Token

from sayso.extract.events.event_weights import EventWeights
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import children_of_agent, objects_of, with_conjuncts
from sayso.extract.grammar.voice import children, is_verb

_AT = ("at", "against")
_DAYS = frozenset({"DATE", "TIME"})
_CLAUSES = frozenset({"advcl", "conj", "xcomp"})


def is_plain_deed(
    trigger: Trigger, weights: EventWeights, armed: Container[int], told: float
) -> bool:
    """Whether a weapon, or somebody armed, does what a verb of violence tells.

    "A landmine wounded a shepherd", "a rocket hit a house, wounding a girl", "soldiers killed the goalkeeper", "the war
    has killed 400,000 people", "a pupil opened fire, killing two"
    """
    verb, kind = trigger.token, trigger.kind
    if not is_verb(verb):
        return False
    if kind.family in weights.by_weapons and any(is_weapon(t, weights) for t in _doers(verb)):
        return True
    if _is_of_shooting(verb, kind.family, weights):
        return True
    if kind.family in weights.by_wars and _is_toll_of_war(verb, weights):
        return True
    least = weights.by_armed.get(kind.family)
    if least is None or told < least or kind.type != "ASSAULT":
        return False
    fighters = (d for d in _doers(verb) if d.i in armed and d.lemma_.lower() not in weights.craft)
    return any(fighters) and _is_done_to_somebody(trigger)


def _is_of_shooting(verb: Token, family: str, weights: EventWeights) -> bool:
    """ "A pupil | opened fire | at a party, | killing | one and | wounding | two": each of the three."""
    shot = verb
    while family in weights.by_weapons and shot.dep_ in _CLAUSES and not _is_shot(shot, weights):
        shot = shot.head
    if not _is_shot(shot, weights):
        return False
    behind = children(shot, "advcl", "conj")
    return any(c.lemma_ in weights.fells and children(c, "dobj") for c in behind)


def _is_shot(verb: Token, weights: EventWeights) -> bool:
    objects = weights.fired.get(verb.lemma_)
    return objects is not None and any(c.lemma_ in objects for c in children(verb, "dobj"))


def is_aimed(verb: Token) -> bool:
    """ "launched 133 drones at Odesa", "against the port": at somebody or something, and no test or deployment."""
    if not is_verb(verb):
        return False
    aims = objects_of(verb, _AT) + [t for o in children(verb, "dobj") for t in objects_of(o, _AT)]
    return any(aim.ent_type_ not in _DAYS for aim in aims)


def is_done_by_fighters(trigger: Trigger, weights: EventWeights) -> bool:
    """Whether a weapon or a fighting unit does it: "The fleet blockaded the port", "had the rocket exploded"."""
    if not is_verb(trigger.token):
        return False
    return any(
        is_weapon(doer, weights) or doer.lemma_.lower() in weights.fighters
        for doer in _doers(trigger.token)
    )


def _doers(verb: Token) -> Iterator[Token]:
    """The subjects of a verb, or those "by" whom it is done; of a participle those of the verb it hangs on."""
    found = children(verb, "nsubj") + children_of_agent(verb)
    if not found and verb.dep_ in _CLAUSES and not children(verb, "nsubjpass"):
        found = children(verb.head, "nsubj")
    if verb.dep_ == "ccomp" and any(doer.pos_ == "PRON" for doer in found):
        # "The pilot denied that he had targeted it".
        found = children(verb.head, "nsubj")
    for doer in found:
        yield from with_conjuncts(doer)


def _is_toll_of_war(verb: Token, weights: EventWeights) -> bool:
    """ "The war has killed 400,000 people", "3,000 have been displaced by the fighting"."""
    causes = [*_doers(verb), *objects_of(verb, ("in", "during"))]
    if not any(cause.lemma_.lower() in weights.wars for cause in causes):
        return False
    struck = children(verb, "dobj", "nsubjpass")
    return any(child.like_num for one in struck for child in one.subtree)


def is_weapon(doer: Token, weights: EventWeights) -> bool:
    """ "A mortar shell", "artillery fire"; a fire alone is a blaze."""
    if doer.lemma_.lower() in weights.weapons:
        return True
    if doer.lemma_.lower() not in weights.of_weapons:
        return False
    return any(c.lemma_.lower() in weights.weapons for c in children(doer, "compound", "amod"))


def _is_done_to_somebody(trigger: Trigger) -> bool:
    """Whether the deed has an object, or a preposition brings one in: "fired on the crowd"."""
    verb = trigger.token
    if children(verb, "dobj", "nsubjpass"):
        return True
    return any(
        prep.lower_ in trigger.kind.recipient and children(prep, "pobj")
        for prep in children(verb, "prep")
    )
