"""Read what a deed left, told behind the first of it: "left 12 dead, dozens wounded and thousands displaced".

Comes in: a verb of a parse. Goes out: whether its subject was left so; the parse makes clauses of them, whose verbs
nobody does. In "The raid left four dead and guards wounded a looter" the guards did.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words

_STATES = frozenset({"oprd", "acomp", "ccomp"})
_STEPS = 4


def is_left_so(verb: Token) -> bool:
    """Whether a participle tells how its subject was left.

    "The blast left two dead and | dozens | injured" → True; "The blast left two dead, and rescuers injured a third"
    """
    deps = {child.dep_ for child in verb.children}
    if verb.tag_ not in ("VBN", "VBD") or deps & {"aux", "dobj", "agent", "mark", "prt"}:
        return False
    words = load_clause_words()
    if verb.lemma_ not in words.left_so and verb.lower_ not in words.left_so:
        return False
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    return subject is not None and any(_leaves(other, subject) for other in _joined(verb))


def _joined(verb: Token) -> Iterator[Token]:
    """The clauses that a verb is joined to, and one that the parse hangs on it."""
    yield from (child for child in verb.children if child.dep_ == "ccomp" and child.i < verb.i)
    for _ in range(_STEPS):
        if verb.dep_ not in ("conj", "dep", "parataxis"):
            return
        verb = verb.head
        yield verb


def _leaves(verb: Token, subject: Token) -> bool:
    """ "left 12 people dead", before the subject."""
    if verb.lemma_ != "leave" or verb.i > subject.i:
        return False
    states = [child for child in verb.children if child.dep_ in _STATES and child.i < subject.i]
    left = [child for child in verb.children if child.dep_ == "dobj"]
    told = [*states, *(c for noun in left for c in noun.children if c.dep_ in ("acl", "amod"))]
    return any(t.i > verb.i and t.lower_ in load_clause_words().left_so for t in told)


def is_left_by_it(verb: Token) -> bool:
    """ "The army fights the rebels. It has left 90 dead": the fighting has, whatever "it" could name."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    states = (child for child in verb.children if child.dep_ in _STATES)
    is_state = any(t.i > verb.i and t.lower_ in load_clause_words().left_so for t in states)
    return verb.lemma_ == "leave" and is_state and [t.lower_ for t in subjects] == ["it"]
