"""For what somebody is praised, dismissed or shot: "The army dismissed two officers for beating a driver".

Comes in: the "for" before a gerund. Goes out: whoever did what stands behind it, where that is the object of the verb
before, and not its subject. "Used drones for bombing the camp", "apologised for killing him" stay the subject's. So
with "used to": "the shells used to bomb the camp" tells nobody who did.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.voice import is_gerund_before_object
from sayso.nlp.coreference_words import load_coreference_words
from sayso.nlp.persons import load_persons

_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_ON = frozenset({"on", "against", "upon"})


def find_done_for(preposition: Token) -> Token | None:
    """ "thanked soldiers for killing him": soldiers; "imposed sanctions on two colonels for torturing": colonels."""
    if preposition.lower_ != "for" or not _is_for_deed(preposition):
        return None
    governor = preposition.head
    if governor.dep_ in ("dobj", "pobj"):
        return governor if _is_somebody(governor) and _is_objects(governor) else None
    objects = [c for c in governor.children if c.dep_ == "dobj" and c.i < preposition.i]
    if objects and governor.dep_ == "conj" and governor.lemma_ in load_clause_words().hurts:
        # "arrested nine men and seized two boats for smuggling": the men
        objects += [c for c in governor.head.children if c.dep_ == "dobj"]
    named = (t for noun in objects for t in (noun, *_put_on(noun), *_put_on(governor)))
    return next((t for t in named if _is_somebody(t)), None)


def is_done_with(verb: Token) -> bool:
    """ "accused Chad of sending the shells used to bomb the camp": who used them is not told."""
    used = verb.head
    if verb.dep_ != "xcomp" or used.lemma_ != "use" or used.dep_ not in ("acl", "advcl"):
        return False
    if used.i == 0 or used.nbor(-1).pos_ not in ("NOUN", "PROPN"):
        return False
    return not any(c.dep_ in ("nsubj", "nsubjpass", "dobj", "aux") for c in used.children)


def _is_for_deed(preposition: Token) -> bool:
    """ "held them for questioning": whoever holds them asks; "for beating inmates" may hang on the inmates."""
    gerunds = [c for c in preposition.children if c.dep_ == "pcomp" and c.tag_ == "VBG"]
    nouns = (c for c in preposition.children if c.dep_ == "pobj")
    gerunds += [c for noun in nouns for c in noun.lefts if is_gerund_before_object(c)]
    return any(g.lemma_ not in load_clause_words().examines for g in gerunds)


def _is_objects(noun: Token) -> bool:
    """Whether a noun is whom something is done to: "fined [a man]", "sanctions on [a man]"."""
    link = noun.head
    return noun.dep_ == "dobj" or (link.lower_ in _ON and link.head.dep_ in ("dobj", "ROOT"))


def _put_on(noun: Token) -> list[Token]:
    links = (c for c in noun.children if c.dep_ == "prep" and c.lower_ in _ON)
    return [t for link in links for t in link.children if t.dep_ == "pobj"]


def _is_somebody(token: Token) -> bool:
    words, lemma = load_coreference_words(), token.lemma_.lower()
    if token.ent_type_ in _NAMED:
        return True
    known = load_persons() | words.general_persons | words.tells_of_others
    known |= words.collectives | words.forces | words.bodies
    return lemma in known - words.machines
