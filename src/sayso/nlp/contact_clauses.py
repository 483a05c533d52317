"""Clauses right behind the noun that they are about: "The woman soldiers shot in Hebron was a teacher".

Comes in: a parsed document. Goes out: the same document, in which the soldiers shoot and the woman was a teacher. The
parser makes one noun of both, and she shoots, or the "woman soldiers" were. Only where the number tells: "a man police
shot", "the woman soldiers shot was"; "two women soldiers shot in Hebron" were shot.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.coreference_words import load_coreference_words
from sayso.nlp.persons import load_persons
from sayso.nlp.word_places import find_words

_PAST = frozenset({"VBD", "VBN"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_LEFT = frozenset({"det", "nummod", "amod", "poss"})
_OWN = frozenset({"dobj", "auxpass", "aux", "agent"})


class ContactClauses(LexiconHeader, frozen=True, kw_only=True):
    """The file `contact-clauses.yaml`; see the file for each row's meaning."""

    doers: frozenset[str]
    describes: frozenset[str]
    uninflected: frozenset[str]
    singular: frozenset[str]
    one: frozenset[str]


@lru_cache(maxsize=1)
def load_contact_clauses() -> ContactClauses:
    """Read the words, once."""
    return read_lexicon("contact-clauses", ContactClauses)


def mend_contact_clauses(doc: Doc) -> None:
    """Part a noun from the doer behind it, and hang the doer's verb on the noun."""
    lexicon = load_contact_clauses()
    for doer in find_words(doc, lexicon.doers):
        if not 0 < doer.i < len(doc) - 1:
            continue
        noun, verb = doer.nbor(-1), doer.nbor(1)
        if noun.dep_ != "compound" or noun.head != doer or not _is_somebody(noun):
            continue
        main = _main_verb(doer, verb)
        if main is not None and _is_gap(verb) and _is_one_beside_many(noun, doer, main, lexicon):
            _part(noun, doer, verb, main)


def _is_somebody(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return lemma in load_persons() or lemma in load_coreference_words().general_persons


def _is_gap(verb: Token) -> bool:
    return verb.tag_ in _PAST and not any(child.dep_ in _OWN for child in verb.children)


def _main_verb(doer: Token, verb: Token) -> Token | None:
    """The verb behind, whose subject the doer is to the parser, or the doer's own verb is."""
    if verb.head == doer and verb.dep_ == "acl" and doer.dep_ in _SUBJECTS:
        return doer.head if doer.head.i > verb.i else None
    is_clause = doer.head == verb and doer.dep_ in _SUBJECTS and verb.dep_ in _SUBJECTS
    return verb.head if is_clause and verb.head.i > verb.i else None


def _is_one_beside_many(noun: Token, doer: Token, main: Token, lexicon: ContactClauses) -> bool:
    """ "a man | police", "the woman | soldiers shot | was"; no "women soldiers"."""
    if noun.tag_ == "NNS":
        is_men = noun.lower_ == "men" or noun.lower_ not in lexicon.describes
        return is_men and doer.lower_ in lexicon.uninflected
    if any(child.lower_ in lexicon.one for child in (*doer.lefts, *noun.lefts)):
        return True
    finite = (main, *(child for child in main.lefts if child.dep_ in ("aux", "auxpass")))
    return any(word.lower_ in lexicon.singular for word in finite)


def _part(noun: Token, doer: Token, verb: Token, main: Token) -> None:
    is_passive = any(child.dep_ == "auxpass" for child in main.children)
    for child in [c for c in doer.lefts if c.dep_ in _LEFT and c.i < noun.i]:
        child.head = noun
    noun.head, noun.dep_ = main, "nsubjpass" if is_passive else "nsubj"
    doer.head, doer.dep_ = verb, "nsubj"
    verb.head, verb.dep_, verb.tag_ = noun, "relcl", "VBD"
