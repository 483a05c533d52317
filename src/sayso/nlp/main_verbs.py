"""Main verbs that the parser takes for participles: "An enemy drone intruded into the airspace of Japan."

Comes in: a parsed document with its headlines. Goes out: the same document, in which the drone is the subject of
"intruded", and in "A mob set ablaze the house of a judge." the mob sets the house so. Nothing is changed in headlines,
nor where a sentence has another verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OWN = frozenset({"nsubj", "nsubjpass", "mark", "aux", "auxpass", "agent"})


class MainVerbs(LexiconHeader, frozen=True, kw_only=True):
    """The file `main-verbs.yaml`."""

    undirected: frozenset[str]
    states: frozenset[str]
    ends: frozenset[str]
    ending: frozenset[str]
    past_nouns: frozenset[str]
    goes: frozenset[str]


@lru_cache(maxsize=1)
def load_main_verbs() -> MainVerbs:
    """Read the verbs, once."""
    return read_lexicon("main-verbs", MainVerbs)


def mend_main_verbs(doc: Doc, headlines: Sequence[tuple[int, int]]) -> None:
    """Make a participle right behind a noun that has no verb its verb."""
    words = load_main_verbs()
    for state in doc:
        if state.lower_ in words.states and state.i and state.nbor(-1).lower_ == "set":
            _give_object(state.nbor(-1), state)
        if state.lower_ in words.ends and state.i and state.dep_ == "amod":
            _part_end(state.nbor(-1), state, words)
    for verb in doc:
        is_set = verb.lower_ == "set" and any(c.lower_ in words.states for c in verb.rights)
        if not (is_set or verb.lower_ in words.undirected) or verb.dep_ != "acl":
            continue
        noun = verb.head
        if verb.i != noun.i + 1 or any(c.dep_ in _OWN for c in verb.children):
            continue
        is_printed = any(start <= verb.i < end for start, end in headlines)
        if not is_printed and noun.i < verb.i and _has_no_verb(noun):
            _make_main(verb, noun)


def _give_object(verb: Token, state: Token) -> None:
    """ "set | ablaze | the house": the house is what is set so."""
    objects = [
        c for c in (*state.rights, *verb.rights) if c.dep_ in ("pobj", "dobj") and c.tag_ in _NOUNS
    ]
    thing = next((c for c in objects if c.i > state.i), None)
    if thing is not None:
        thing.head, thing.dep_ = verb, "dobj"
        state.head, state.dep_ = verb, "oprd"


def _part_end(verb: Token, state: Token, words: MainVerbs) -> None:
    """ "for shooting | dead | two men": no dead men were shot."""
    thing = state.head
    if verb.lower_ in words.ending and thing.dep_ == "dobj" and thing.head == verb:
        state.head, state.dep_ = verb, "oprd"


def _has_no_verb(noun: Token) -> bool:
    """Whether a noun is all that its sentence, or a clause told by a verb of speech, has for a main verb."""
    if noun.tag_ not in _NOUNS or any(child.dep_ in _SUBJECTS for child in noun.children):
        return False
    return noun.dep_ == "ROOT" or (noun.dep_ in ("ccomp", "dobj") and noun.head.dep_ == "ROOT")


def _make_main(verb: Token, noun: Token) -> None:
    above, role = noun.head, noun.dep_
    verb.head, verb.dep_ = (verb, "ROOT") if role == "ROOT" else (above, "ccomp")
    verb.tag_ = "VBD"
    for child in [c for c in noun.rights if c.i > verb.i]:
        child.head = verb
    noun.head, noun.dep_ = verb, "nsubj"
