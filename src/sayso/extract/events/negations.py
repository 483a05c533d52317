"""Negation: whether a verb is said not to have been done.

Comes in: a verb. Goes out: yes or no, by "not", "nobody", "no" with its subject or object, "at no time", "without",
"rather than". What governs the verb ("denied shelling it") is in governors.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.grammar.voice import children


def is_negated(verb: Token, lexicon: EventLexicon) -> bool:
    """Whether a verb is negated: "did not shell the camp", "nobody fired", "has expelled no diplomat"."""
    negations = lexicon.statuses.negations
    for child in verb.children:
        if (child.dep_ == "neg" and not _is_number_sign(child)) or (
            child.dep_ in ("advmod", "preconj") and child.lower_ in negations
        ):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in ("nobody", "none")
            or any(_is_no(d) for d in children(child, "det", "cc", "preconj"))
        ):
            return True
        if child.dep_ == "dobj" and is_none(child):
            return True
        if child.dep_ in ("prep", "advmod") and _is_never(child, verb):
            return True
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return True
    return _is_instead(verb) or _is_neither(verb)


def _is_neither(verb: Token) -> bool:
    """ "has neither confirmed | nor denied | that it shelled the camp"."""
    first = verb.head
    if verb.dep_ != "conj" or first.i > verb.i:
        return False
    is_joined = any(c.lower_ == "nor" and c.dep_ == "cc" and c.i < verb.i for c in first.rights)
    return is_joined and any(c.lower_ == "neither" for c in first.lefts)


def _is_never(phrase: Token, verb: Token) -> bool:
    """ "At no time did they ask", "not once has he apologised": the auxiliary stands before the subject."""
    subjects = children(verb, "nsubj", "nsubjpass")
    auxiliaries = children(verb, "aux", "auxpass")
    if not subjects or not auxiliaries or not phrase.i < auxiliaries[0].i < subjects[0].i:
        return False
    return any(word.lower_ in ("no", "not") for word in phrase.subtree)


def _is_instead(verb: Token) -> bool:
    """ "turned back rather than shell the port", "talks instead of shelling it"."""
    before = [token.lower_ for token in verb.doc[max(0, verb.i - 2) : verb.i]]
    return before in (["rather", "than"], ["instead", "of"])


def _is_no(word: Token) -> bool:
    return word.lower_ in ("no", "neither") and not _is_number_sign(word)


def _is_number_sign(word: Token) -> bool:
    """ "detachment no 4", "unit No. 7": nothing is denied."""
    behind = word.doc[word.i + 1 : word.i + 2]
    return word.lower_ in ("no", "no.") and any(t.is_digit for t in behind)


def is_none(thing: Token) -> bool:
    """ "no doubt", "has expelled no diplomat", "extradited none of them"; not "no fewer than nine"."""
    if thing.lower_ in ("none", "nobody"):
        return True
    return any(
        _is_no(det) and det.nbor().tag_ not in ("JJR", "RBR") for det in children(thing, "det")
    )
