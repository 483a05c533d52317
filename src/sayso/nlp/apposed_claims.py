"""Claims named behind what is told: "said they had been beaten, claims an official called absurd".

Comes in: a parsed document. Goes out: the same document, in which "claims" and "charges" are nouns beside what is
told, and the official's verb describes them: the parser lets whoever speaks claim something once more. In "told aides
that guards had shot, a claim he rejected" nobody is told a claim: it is what the clause before it tells. In ", a |
practice rights groups | say is illegal" the groups say so of a practice: "a" goes with no plural.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.relative_verbs import load_relative_verbs
from sayso.nlp.word_places import find_words

_CLAUSES = frozenset({"ccomp", "relcl", "acl", "advcl"})
_WHICH = frozenset({"which", "that"})
_BESIDE = frozenset({"relcl", "parataxis", "dep", "ccomp"})
_OBJECTS = frozenset({"dobj", "ccomp", "xcomp"})


class ApposedClaims(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `apposed-claims.yaml`; see the file for each row's meaning."""

    plurals: frozenset[str]
    singulars: frozenset[str]
    counts: frozenset[str]


@lru_cache(maxsize=1)
def load_apposed_claims() -> ApposedClaims:
    """Read the words, once."""
    return read_lexicon("apposed-claims", ApposedClaims)


def mend_apposed_claims(doc: Doc) -> None:
    """Make a noun of "claims", and set a claim beside the clause that tells it."""
    words = load_apposed_claims()
    for claim in find_words(doc, words.plurals | words.singulars):
        if claim.i < 2:
            continue
        if claim.tag_ == "VBZ" and claim.nbor(-1).text == "," and claim.lower_ in words.plurals:
            _mend_verb(claim)
        elif claim.dep_ == "dobj" and claim.doc[claim.left_edge.i - 1].text == ",":
            _set_beside(claim)
    for article in find_words(doc, ("a", "an")):
        if 1 < article.i < len(doc) - 3 and article.nbor(-1).text == ",":
            _part_plural(article)


def _mend_verb(claim: Token) -> None:
    """ ", | claims | an official described as absurd": no verb, where the official's has no object of its own."""
    if any(child.dep_ in ("nsubj", "nsubjpass", "aux") for child in claim.lefts):
        return
    clause = next((c for c in claim.rights if c.dep_ in _CLAUSES), None)
    if clause is None or clause.lower_ not in load_relative_verbs().speech:
        return
    is_which = any(c.lower_ in _WHICH for c in clause.lefts)
    has_object = any(c.dep_ in _OBJECTS and c.i > clause.i for c in clause.children)
    if not is_which and has_object:
        return
    claim.tag_, claim.pos_, claim.dep_, clause.dep_ = "NNS", "NOUN", "appos", "relcl"


def _part_plural(article: Token) -> None:
    """ ", a practice | rights groups | say": who says so is another noun than the one with "a"."""
    groups, noun = article.head, article.nbor(1)
    if groups.tag_ != "NNS" or noun.tag_ != "NN" or noun.i >= groups.i or not noun.is_alpha:
        return
    if groups.dep_ == "poss":
        groups = groups.head
    verb = groups.head
    is_subject = groups.dep_ == "nsubj" and verb.dep_ in _BESIDE and verb.head.i < article.i
    if not is_subject or verb.i != groups.i + 1 or noun.lower_ in load_apposed_claims().counts:
        return
    noun.head, noun.dep_ = verb.head, "appos"
    article.head = noun
    verb.head, verb.dep_ = noun, "relcl"


def _set_beside(claim: Token) -> None:
    """ "told aides that guards had shot, | a claim he rejected |": beside the clause, and no second object."""
    if not any(child.dep_ == "relcl" for child in claim.rights):
        return
    told = [c for c in claim.head.rights if c.dep_ in ("ccomp", "xcomp") and c.i < claim.i]
    if told:
        claim.head, claim.dep_ = told[-1], "appos"
