"""Harm told behind a deed that somebody only speaks of: "called a strike to protest the attack, injuring 30 people".

Comes in: the token of a verb. Goes out: whether it tells what that deed did, and not what the subject of its clause
did. Who did the deed is read elsewhere.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words


def is_harm_of_reacted(verb: Token) -> bool:
    """ "Parties called a strike to protest the attack on a hall, injuring 30": not they injured them.

    In "The army condemned the rebels, killing nine of them" nothing between has a deed for its object that harms.
    """
    words = load_clause_words()
    if verb.tag_ != "VBG" or verb.lemma_ not in words.harms | words.causes:
        return False
    main = verb.head
    return any(
        word.lemma_ in words.reacting and word.i < verb.i and _has_deed(word)
        for word in (main, *main.subtree)
    )


def _has_deed(verb: Token) -> bool:
    deeds = load_clause_words().deeds
    return any(child.dep_ == "dobj" and child.lemma_.lower() in deeds for child in verb.children)
