"""What is only supposed: a deed below a condition or a question, however deep.

Comes in: a verb of a clause. Goes out: whether some clause above it is opened by "if" or "whether". Nobody says there
that it was done: neither who speaks nor who is asked, and least of all the outlet.
"""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Token

from sayso.extract.grammar.voice import children, climb, is_verb

_BELOW_VERBS = frozenset({"ccomp", "xcomp", "csubj", "csubjpass", "conj"})
_BELOW_NOUNS = frozenset({"acl", "ccomp"})
# Where a noun with a clause stands below its verb: "if there is proof that", "if reports that … are true".
_OF_CLAUSE = frozenset({"nsubj", "nsubjpass", "attr", "acomp"})


def is_supposed(verb: Token, conditions: Set[str]) -> bool:
    """Whether a verb stands in a condition or a question, or says what would be found there.

    "would leave if it turned out that police had shot them", "asked whether he thought that they had" → True;
    "left when it turned out that police had shot them" → False
    """
    if _opens_condition(verb, conditions):
        return True
    below = verb
    for above in climb(verb):
        if not _belongs_to(below, above):
            return False
        if _opens_condition(above, conditions):
            return True
        below = above
    return False


def _opens_condition(verb: Token, conditions: Set[str]) -> bool:
    return any(mark.lower_ in conditions for mark in children(verb, "mark"))


def _belongs_to(below: Token, above: Token) -> bool:
    if below.dep_ in _OF_CLAUSE:
        return is_verb(above)
    if is_verb(above):
        return below.dep_ in _BELOW_VERBS and is_verb(below)
    is_clause = below.dep_ in _BELOW_NOUNS and bool(children(below, "mark"))
    return is_clause or (below.dep_ in _BELOW_VERBS and above.pos_ == "ADJ")
