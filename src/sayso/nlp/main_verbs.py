"""Main verbs that the parser takes for participles: "An enemy drone intruded into the airspace of Japan."

Comes in: a parsed document with its headlines. Goes out: the same document, in which the drone is the subject of
"intruded", and of "charged" in "Police in riot gear charged at students"; and in "A mob set ablaze the house of a
judge." the mob sets the house so. In "Men armed with axes hacked a farmer to death." the men hacked him: a participle
that describes a noun has no object. Nothing is changed in headlines, nor where a sentence has another verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_valued, find_words

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
    present_nouns: frozenset[str]
    goes: frozenset[str]
    gives: frozenset[str]
    harms: frozenset[str]
    rushes: dict[str, frozenset[str]]
    wields: frozenset[str]
    hyphened: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def load_main_verbs() -> MainVerbs:
    """Read the verbs, once."""
    return read_lexicon("main-verbs", MainVerbs)


def mend_main_verbs(doc: Doc, headlines: Sequence[tuple[int, int]]) -> None:
    """Make a participle right behind a noun that has no verb its verb."""
    words = load_main_verbs()
    for state in find_words(doc, words.states | words.ends):
        if state.lower_ in words.states and state.i and state.nbor(-1).lower_ == "set":
            _give_object(state.nbor(-1), state)
        if state.lower_ in words.ends and state.i and state.dep_ == "amod":
            _part_end(state.nbor(-1), state, words)
    for verb in find_words(doc, words.undirected | {"set"}):
        is_set = verb.lower_ == "set" and any(c.lower_ in words.states for c in verb.rights)
        if not (is_set or verb.lower_ in words.undirected) or verb.dep_ != "acl":
            continue
        noun = verb.head
        if verb.i != noun.i + 1 or any(c.dep_ in _OWN for c in verb.children):
            continue
        is_printed = any(start <= verb.i < end for start, end in headlines)
        if not is_printed and noun.i < verb.i and _has_no_verb(noun):
            _make_main(verb, noun)
    for verb in find_valued(doc, "DEP", {"acl"}):
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and _acts(verb, words):
            doer = _first_noun(verb) if _rushes(verb, words) else _described_root(verb)
            is_printed = any(start <= verb.i < end for start, end in headlines)
            if doer is not None and _has_no_verb(doer) and not is_printed:
                _make_main(verb, doer)


def _acts(verb: Token, words: MainVerbs) -> bool:
    """Whether a form is no participle: by its object, by that of the verb joined to it, or as one does it to nobody."""
    if any(c.dep_ in _OWN for c in verb.children):
        return False
    if verb.lower_ in words.undirected or _rushes(verb, words) or _has_object(verb, words):
        return True
    link, joined = verb.doc[verb.i + 1 : verb.i + 2], verb.doc[verb.i + 2 : verb.i + 3]
    return any(t.lower_ == "and" for t in link) and any(
        t.tag_ in ("VBD", "VBN") and t.dep_ == "conj" and _has_object(t, words) for t in joined
    )


def _first_noun(verb: Token) -> Token:
    """ "[Police] on horseback charged": the noun that what stands between belongs to."""
    noun = verb.head
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        noun = noun.head.head
    return noun


def _rushes(verb: Token, words: MainVerbs) -> bool:
    """ "charged at students": no one is charged at anybody with a deed."""
    return any(
        t.lower_ in words.rushes.get(verb.lower_, ()) for t in verb.doc[verb.i + 1 : verb.i + 2]
    )


def _has_object(verb: Token, words: MainVerbs) -> bool:
    """ "hacked to death a shopkeeper": not "a prize given the winner"."""
    things = [c for c in verb.rights if c.dep_ == "dobj" and c.tag_ in _NOUNS]
    is_time = any(c.ent_type_ in ("DATE", "TIME") for c in things)
    return bool(things) and not is_time and verb.lower_ not in words.gives


def _described_root(verb: Token) -> Token | None:
    """The noun without a verb that another participle before this one describes: "Men | armed with axes | hacked …"."""
    for first in verb.ancestors:
        if first.dep_ == "acl" and first.tag_ in ("VBN", "VBG") and first.i < verb.i:
            noun = first.head
            is_next = noun.i < first.i and not any(t.is_punct for t in noun.doc[noun.i : verb.i])
            return noun if is_next else None
    noun = verb.head
    others = [c for c in noun.children if c.dep_ == "acl" and noun.i < c.i < verb.i]
    return noun if others else None


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
    return noun.dep_ == "ROOT" or (
        noun.dep_ in ("ccomp", "dobj", "dep") and noun.head.dep_ == "ROOT"
    )


def _make_main(verb: Token, noun: Token) -> None:
    above, role = noun.head, noun.dep_
    verb.head, verb.dep_ = (verb, "ROOT") if role == "ROOT" else (above, "ccomp")
    verb.tag_ = "VBD"
    for child in [c for c in noun.rights if c.i > verb.i]:
        child.head = verb
    noun.head, noun.dep_ = verb, "nsubj"
