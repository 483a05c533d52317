"""Gerunds of charges that the parser takes for a modifier: parsed once more with one that it cannot mistake.

Comes in: a parsed document. Goes out: the same document, in which "accused the army of hiding weapons" has the parse of
"accused the army of killing weapons". Else "hiding" is a noun before the weapons, and nobody is charged with a deed.
Only behind a word of charge or of answer: "a stock of hunting rifles" stays what it is.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_valued

_MODIFIERS = frozenset({"compound", "amod", "npadvmod", "nmod"})
_WHERE = frozenset({"in", "at", "near", "from", "around", "inside", "outside"})
_ENDING = "ing"
_TAG = "VBG"
_LEAST_BEFORE = 2
_MOST_WORDS = 10  # from "accused" to its "of"


class ChargedGerunds(LexiconHeader, frozen=True, kw_only=True):
    """The file `charged-gerunds.yaml`: words of charge before "of", words of answer, nouns of kinds of deeds."""

    charges: frozenset[str]
    answers: frozenset[str]
    kinds: frozenset[str]
    no_deeds: frozenset[str]
    shown: str


@lru_cache(maxsize=1)
def load_charged_gerunds() -> ChargedGerunds:
    """Read the words, once."""
    return read_lexicon("charged-gerunds", ChargedGerunds)


def mend_gerunds(nlp: Language, doc: Doc) -> None:
    """Give sentences with a misread charge or answer the parse of what they mean."""
    lexicon = load_charged_gerunds()
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for token in find_valued(doc, "DEP", _MODIFIERS | {"pcomp"}):
        if token.lower_.endswith(_ENDING) and is_misread(token, lexicon):
            sentence = token.sent
            shown = changes.setdefault((sentence.start, sentence.end), {})
            shown[token.i - sentence.start] = Shown(lexicon.shown, _TAG)
        elif token.dep_ == "pcomp" and token.head.lower_ == "of":
            _hang_on_charge(token.head, lexicon)
    parse_again(nlp, doc, changes)


def _hang_on_charge(link: Token, lexicon: ChargedGerunds) -> None:
    """ "accused troops and their | fighters of | burning a clinic": all of them, and the accuser burned nothing."""
    first = link.head
    while first.dep_ == "conj":
        first = first.head
    if first.dep_ == "pobj" and first.head.dep_ == "prep" and first.head.lower_ in _WHERE:
        first = first.head.head  # "accused people in the valley of | hiding them"
        if first.lower_ in lexicon.charges:
            link.head = first
            return
    if first != link.head and first.dep_ == "dobj" and first.head.lower_ in lexicon.charges:
        link.head = first.head


def is_misread(gerund: Token, lexicon: ChargedGerunds) -> bool:
    """ "accused the army of hiding/compound weapons", "denied hiding/amod weapons", and not "of mining crimes"."""
    noun = gerund.head
    if gerund.dep_ not in _MODIFIERS or noun.i <= gerund.i or gerund.lower_ in lexicon.no_deeds:
        return False
    if noun.lower_ in lexicon.kinds or gerund.i - gerund.sent.start < _LEAST_BEFORE:
        return False
    before = gerund.nbor(-1)
    if before.lower_ in lexicon.answers:
        return not any(child.dep_ == "auxpass" for child in before.children)
    if before.lower_ != "of":
        return False
    ahead = gerund.doc[max(gerund.sent.start, before.i - _MOST_WORDS) : before.i]
    return any(token.lower_ in lexicon.charges for token in ahead)
