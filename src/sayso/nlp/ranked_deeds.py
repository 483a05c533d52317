"""Deeds told again by their rank: "…, where police shot 20 pupils in 1976, in one of the worst massacres of its time".

Comes in: a parsed document. Goes out: the same document, in which ", in one of the worst" behind a relative clause
hangs on the verb of that clause. Else those who dig for the dead on Friday do so in a massacre.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_LONGEST = 8


def mend_ranked(doc: Doc) -> None:
    """Hang "in one of the worst massacres" on the clause that it stands behind."""
    for link in find_words(doc, ("in",)):
        if link.i == 0 or link.dep_ != "prep" or link.nbor(-1).text != ",":
            continue
        if not any(t.tag_ in ("JJS", "RBS") for t in doc[link.i : link.i + _LONGEST]):
            continue
        clause = _clause_before(link)
        if clause is not None and any(t.tag_ in ("JJS", "RBS") for t in link.subtree):
            link.head = clause


def _clause_before(link: Token) -> Token | None:
    """The verb of a relative clause that ends at the comma before a preposition, below the verb that this hangs on."""
    clauses = (up for up in link.nbor(-2).ancestors if up.dep_ == "relcl") if link.i > 1 else ()
    clause = next(iter(clauses), None)
    if clause is None or clause.i < link.head.i or not link.head.is_ancestor(clause):
        return None
    return clause if clause.right_edge.i == link.i - 2 else None
