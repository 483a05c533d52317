"""What a deed was done to, where that stands beside its verb: damage to a thing, the target of an attack, a whole.

Comes in: the noun of a deed with the verb that carries it, or what was hit, as tokens. Goes out: tokens of what was
done to. Does not look at plain objects and prepositions of the deed itself: `arguments` does.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import StatusFile
from sayso.extract.grammar.clauses import objects_of, surface_subjects, with_conjuncts
from sayso.extract.grammar.voice import children, is_verb

_TO = ("to", "on")


def damaged_by(noun: Token, verb: Token | None, words: StatusFile) -> list[Token]:
    """ "The explosion caused serious damage to the embassy and to two houses." → embassy, houses

    Also of what it did besides: "The blast destroyed a bank, and caused damage to an embassy".
    """
    if verb is None or noun.head != verb:
        return []
    verbs = [verb]
    if noun.dep_ == "nsubj":
        verbs += [t for t in children(verb, "conj") if is_verb(t) and not children(t, "nsubj")]
    return [t for one in verbs if one.lemma_ in words.harm_verbs for t in _harmed_by(one, words)]


def _harmed_by(verb: Token, words: StatusFile) -> list[Token]:
    harms = [obj for obj in children(verb, "dobj") if obj.lemma_ in words.harms]
    found = [t for harm in harms for t in _behind(harm)]
    return found or (_behind(verb) if harms else [])


def _behind(word: Token) -> list[Token]:
    """What stands behind "to" or "on", and behind the next "to"."""
    links = [p for p in children(word, "prep") if p.lower_ in _TO]
    links += [joined for p in links for joined in children(p, "conj") if joined.lower_ in _TO]
    return [t for link in links for t in children(link, "pobj")]


def ruined_by(noun: Token, ruins: frozenset[str], control: frozenset[str]) -> list[Token]:
    """ "The depot was destroyed by blasts that rebels set off." → depot"""
    verb = noun.head.head
    if noun.dep_ != "pobj" or noun.head.dep_ != "agent" or verb.lemma_ not in ruins:
        return []
    return surface_subjects(verb, control)


def escaped_from(noun: Token, words: StatusFile) -> list[Token]:
    """ "The judge emerged unscathed from the blast", "a blast from which he escaped unharmed": it was aimed at him."""
    return [
        who
        for link in _links_to(noun)
        if link.lower_ == "from" and (verb := _escape_at(link.head, words)) is not None
        for who in surface_subjects(verb, words.object_control)
    ]


def _links_to(noun: Token) -> list[Token]:
    """What stands before a noun, and before "which" behind it."""
    links = [noun.head] if noun.dep_ == "pobj" else []
    below = (t for clause in children(noun, "relcl") for t in clause.subtree)
    return links + [t.head for t in below if t.dep_ == "pobj" and t.lower_ == "which"]


def _escape_at(word: Token, words: StatusFile) -> Token | None:
    """The verb of "escaped unharmed", whichever of the two words it is asked for."""
    verb = word if is_verb(word) else word.head
    is_safe = any(t.lower_ in words.unharmed for t in (word, *verb.children))
    return verb if is_safe and verb.lemma_ in words.escapes else None


def aimed_at(noun: Token, words: StatusFile) -> list[Token]:
    """ "The institutes were the target of bomb attacks.", "The target of the raid was the hall." → institutes, hall"""
    aim = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    if aim is None or aim.lemma_ not in words.aims or aim.head.lemma_ not in ("be", "become"):
        return []
    if aim.dep_ == "attr":
        beside = children(aim.head, "nsubj")
    elif aim.dep_ == "nsubj":
        beside = children(aim.head, "attr")
    else:
        beside = []
    return [joined for token in beside for joined in with_conjuncts(token)]


def wholes_of(tokens: list[Token], words: StatusFile) -> list[Token]:
    """ "damaged the windows of the consulate": what has the windows was hit too."""
    parts = [t for t in tokens if t.lemma_.lower() in words.parts]
    return [whole for part in parts for whole in objects_of(part, ("of", "in"))]
