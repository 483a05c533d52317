"""Clauses of what is reported: "investigating reports that soldiers had come, shooting two men".

Comes in: a parsed document. Goes out: the same document, in which the soldiers shot two men, and not who investigates.
The parser hangs the participle on the main verb, and the clause on another noun ("both the strike and reports that").
In "claims on state radio | that it planned to | strike the palace" it takes "that" for what is to be struck, beside the
palace: it opens what is claimed.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.coreference_words import load_coreference_words
from sayso.nlp.word_places import find_words

_CLAUSES = frozenset({"acl", "relcl", "ccomp"})


class ReportsThat(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `reports-that.yaml`."""

    reports: frozenset[str]


@lru_cache(maxsize=1)
def load_reports_that() -> ReportsThat:
    """Read the nouns, once."""
    return read_lexicon("reports-that", ReportsThat)


def mend_reports_that(doc: Doc) -> None:
    """Hang the clause on its noun, and what its subject did by the way on the clause."""
    for noun in find_words(doc, load_reports_that().reports):
        _open_clause(noun)
        if noun.i + 3 >= noun.sent.end or noun.nbor(1).lower_ != "that":
            continue
        clause = noun.nbor(1).head
        is_told = clause.dep_ in _CLAUSES and any(c.dep_ == "nsubj" for c in clause.lefts)
        if noun.nbor(1).dep_ != "mark" or not is_told or clause.i < noun.i:
            continue
        above = clause.head if clause.head != noun else noun.head
        if clause.head != noun and clause.dep_ == "relcl" and noun in clause.head.conjuncts:
            clause.head, clause.dep_ = noun, "acl"
        for doing in (c for c in _verb_above(above).rights if _is_by_the_way(c, clause)):
            doing.head = clause


def _open_clause(noun: Token) -> None:
    """Make "that" open the clause behind a noun of speech where the verb that it stands with has another object."""
    for clause in noun.rights:
        if clause.dep_ != "relcl":
            continue
        that = clause.left_edge
        objects = [c for c in that.head.children if c.dep_ == "dobj"]
        if that.lower_ == "that" and that.dep_ == "dobj" and len(objects) > 1:
            that.head, that.dep_, that.tag_ = clause, "mark", "IN"
            clause.dep_ = "acl"


def _verb_above(token: Token) -> Token:
    while token.pos_ != "VERB" and token.head != token:
        token = token.head
    return token


def _is_by_the_way(doing: Token, clause: Token) -> bool:
    """ ", shooting two men", right behind the clause; not "rejected claims that they had shot two, saying …"."""
    is_free = doing.tag_ == "VBG" and doing.dep_ == "advcl"
    is_free = is_free and doing.lemma_ in load_coreference_words().harms
    return is_free and doing.i - 1 == clause.right_edge.i + 1 and doing.nbor(-1).text == ","
