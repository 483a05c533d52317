"""Whether words around a name or pronoun let it mean somebody: the conjunct that has the role, what a preposition leads
to, "it" that is no mere form.

Comes in: tokens and the word lists of the actor lexicon. Goes out: tokens and truths. Makes no mentions (mentions.py).
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon, RoleFile


def first_conjunct(token: Token) -> Token:
    """ "Paris and [Rome] said": the first of those joined, which has the role of all."""
    for _ in range(8):
        if token.dep_ != "conj" or token.head.i >= token.i:
            return token
        token = token.head
    return token


def leads_to_actor(preposition: Token, lexicon: ActorLexicon, is_capital: bool) -> bool:
    """ "pressure on [Damascus]", "talks with Tehran": somebody; "a blast in Damascus": a place."""
    word = preposition.lower_
    words = lexicon.words
    if word in words.locative or word not in words.towards:
        return False
    above = preposition.head
    if is_capital and word == "between" and above.lemma_.lower() in load_actor_words().on_the_way:
        return False  # "a bus between Bamako and Segou", "ambushed between Basra and Baghdad"
    if word == "with" and _is_where(above):
        return False
    if word in {"against", "between", "by", "with"}:
        return not is_capital or word in {"against", "with"} or preposition.head.lemma_ != "be"
    if is_capital and word == "of" and above.lemma_.lower() in words.on_ground:
        return False  # "the shelling of Sarajevo"
    if is_capital:
        return above.lemma_.lower() in words.deeds or above.lemma_ in words.addresses
    return word not in {"from", "to", "for", "of", "on"} or above.lemma_.lower() in words.deeds


def _is_where(border: Token) -> bool:
    """ "near the border with Niger": a place. "Closed the border with Niger", "its border with Niger" concern Niger."""
    is_own = any(child.dep_ == "poss" for child in border.lefts)
    is_border = border.lemma_.lower() in load_actor_words().borders
    return is_border and border.dep_ == "pobj" and not is_own


def is_referring(token: Token, words: RoleFile) -> bool:
    """Whether "it" can mean somebody: "it was behind the blast"; not "it is clear", "it rained", "it took hours"."""
    if token.lower_ == "its":
        return True
    verb = token.head
    if token.dep_ in {"dobj", "dative"}:
        return verb.lemma_ in words.hearers
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    if verb.lemma_ not in load_actor_words().expletive:
        return True
    return verb.lemma_ == "be" and any(t.lower_ in words.of_somebody for t in verb.rights)
