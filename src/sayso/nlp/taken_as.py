"""As what somebody was taken: "Rebels took the mayor hostage", "held two nuns captive".

Comes in: a parsed document with lemmas. Goes out: the same document, in which the mayor was taken, and "hostage" says
as what. The parser makes one noun of both, a mayor hostage, or a verb or a second object of "hostage". "Shot a Hamas
hostage" stays.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.word_places import find_words

_WITHIN = frozenset({"compound", "nmod", "amod"})
_OBJECTS = frozenset({"dobj", "dative"})
_JOINED = frozenset({"conj", "pobj"})


class TakenAs(LexiconHeader, frozen=True, kw_only=True):
    """The file `taken-as.yaml`."""

    takes: frozenset[str]
    taken: frozenset[str]


@lru_cache(maxsize=1)
def load_taken_as() -> TakenAs:
    """Read the words, once."""
    return read_lexicon("taken-as", TakenAs)


def mend_taken(doc: Doc) -> None:
    """Hang the mayor and "hostage" on "took"."""
    for state in find_words(doc, load_taken_as().taken):
        i = state.i
        if i < 2 or state.tag_ in ("NNS", "NNPS"):
            continue
        somebody = doc[i - 1]
        if somebody.head == state.head and somebody.dep_ in _OBJECTS:
            if state.dep_ in ("advcl", "dobj") and state.head.lemma_ in load_taken_as().takes:
                _say_as_what(state, state.head)
        elif somebody.head == state and somebody.dep_ in _WITHIN and _is_taken(somebody):
            verb = _taking_verb(state)
            if verb is not None:
                _part(somebody, state, verb)


def _is_taken(noun: Token) -> bool:
    """Whether a noun means people, and does not tell whose hostage somebody is."""
    if noun.tag_ == "NNS":
        return True
    if noun.tag_ == "NN" or noun.text.islower():
        return noun.lemma_.lower() in load_apposed_names().persons or _is_ones_own(noun)
    return noun.ent_type_ == "PERSON"


def _is_ones_own(noun: Token) -> bool:
    """ "his family": the pronoun stands right before it."""
    return noun.nbor(-1).tag_ == "PRP$"


def _taking_verb(state: Token) -> Token | None:
    """The verb whose object a noun is, or is of, or is joined to: "took dozens of villagers hostage"."""
    above = state
    while above.dep_ in _JOINED and above.head.i < above.i and above.head.pos_ != "VERB":
        above = above.head
        if above.dep_ == "prep" and above.lower_ != "of":
            return None
        above = above.head if above.dep_ == "prep" else above
    is_object = above.dep_ == "dobj" or (above == state and above.dep_ == "conj")
    verb = above.head
    is_taking = verb.pos_ == "VERB" and verb.lemma_ in load_taken_as().takes
    return verb if is_object and is_taking and verb.i < above.i else None


def _part(somebody: Token, state: Token, verb: Token) -> None:
    for child in [c for c in state.lefts if c != somebody]:
        child.head = somebody
    above = state.head
    if state.dep_ == "conj" and above == verb:  # "took a priest and two nuns hostage"
        above = next((c for c in verb.rights if c.dep_ == "dobj"), verb)
    somebody.head, somebody.dep_ = above, state.dep_
    _say_as_what(state, verb)


def _say_as_what(state: Token, verb: Token) -> None:
    for child in [c for c in state.rights if c.dep_ in ("prep", "npadvmod", "advmod", "punct")]:
        child.head = verb
    whom = state.nbor(-1)
    if whom.head == verb and whom.dep_ == "dative":
        whom.dep_ = "dobj"
    state.head, state.dep_, state.tag_, state.pos_ = verb, "oprd", "NN", "NOUN"
    state.lemma_ = state.lower_
