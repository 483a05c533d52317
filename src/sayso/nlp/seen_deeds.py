"""Objects that do something: "saw policemen in masks shoot at them", "sent residents of Bor, a village, fleeing".

Comes in: a parsed document with its lemmas. Goes out: the same document, in which the policemen are the subject of
"shoot", and the residents of "fleeing". Where something stands between, the parser lets who saw it shoot, the masks, or
the village flee. Reads no verb that the tagger takes for a noun ("saw men in uniform fire on it").
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.headline_verbs import load_headline_verbs
from sayso.nlp.word_places import find_valued

_NOUNS = frozenset({"NNS", "NNPS", "NN", "NNP"})
_BARE = frozenset({"VB", "VBP"})
_HELPED = frozenset({"aux", "auxpass", "nsubj", "nsubjpass", "mark", "cc"})
_PAST = frozenset({"VBN", "VBD"})
_FARTHEST = 8
_CLAUSE = frozenset({"aux", "auxpass", "nsubjpass", "mark", "dobj", "ccomp", "xcomp"})


class SeenDeeds(LexiconHeader, frozen=True, kw_only=True):
    """The file `seen-deeds.yaml`."""

    sees: frozenset[str]
    sends: frozenset[str]
    leaves: frozenset[str]
    drives: frozenset[str]
    tries: frozenset[str]


@lru_cache(maxsize=1)
def load_seen_deeds() -> SeenDeeds:
    """Read the verbs, once."""
    return read_lexicon("seen-deeds", SeenDeeds)


def mend_seen(doc: Doc) -> None:
    """Make the object of "saw" the subject of what was seen, and who was "left injured" one who underwent it."""
    words = load_seen_deeds()
    for verb in find_valued(doc, "POS", {"VERB"}):
        if verb.lower_ in words.leaves and verb.pos_ == "VERB":
            _read_as_left(verb)
            _hang_on_fight(verb)
        if verb.pos_ == "VERB" and verb.lemma_ in words.drives:
            _give_attempt(verb, words)
        if verb.pos_ != "VERB" or verb.lemma_ not in words.sees | words.sends:
            continue
        if verb.lemma_ in words.sees:
            _read_as_undergone(verb)
        noun = next((c for c in verb.rights if c.dep_ == "dobj" and c.tag_ in _NOUNS), None)
        if noun is None:
            continue
        if verb.lemma_ in words.sees:
            _give_bare(verb, noun)
        else:
            _give_gerund(noun)


def _give_attempt(verb: Token, words: SeenDeeds) -> None:
    """ "beat back demonstrators trying to storm parliament": they tried, right behind whom it stands."""
    for deed in verb.rights:
        people = deed.nbor(-1)
        if deed.dep_ != "advcl" or deed.lower_ not in words.tries or people.head != verb:
            continue
        if people.dep_ == "dobj" and people.tag_ == "NNS":
            deed.head, deed.dep_ = people, "acl"


def _read_as_undergone(verb: Token) -> None:
    """ "saw | a boy of 14 | hanged from a pipe": the boy was hanged, where the verb has no object of its own."""
    done_to = load_headline_verbs().done_to
    for deed in verb.rights:
        if deed.dep_ != "ccomp" or deed.tag_ not in ("VBN", "VBD") or deed.lower_ not in done_to:
            continue
        if any(child.dep_ in _CLAUSE for child in deed.children):
            continue
        subject = next((c for c in deed.lefts if c.dep_ == "nsubj" and c.tag_ in _NOUNS), None)
        if subject is not None:
            subject.dep_, deed.tag_ = "nsubjpass", "VBN"


def _read_as_left(verb: Token) -> None:
    """ "The clash between the clans left | at least 40 people | injured": nobody of them injured anybody."""
    doc, at = verb.doc, verb.i + 1
    deed = next((t for t in doc[at : min(at + _FARTHEST, verb.sent.end)] if t.tag_ in _PAST), None)
    if deed is None or deed.lower_ not in load_headline_verbs().done_to:
        return
    noun = doc[deed.i - 1]
    if noun.head != deed or noun.dep_ != "nsubj" or noun.left_edge.i != at:
        return
    if any(child.dep_ in _CLAUSE for child in deed.children) or deed.is_ancestor(verb):
        return
    deed.head, deed.dep_, deed.tag_ = verb, "ccomp", "VBN"
    noun.dep_ = "nsubjpass"


def _hang_on_fight(verb: Token) -> None:
    """ "a clash between police and strikers | that left | nine injured": the clash did, and not the strikers."""
    party = verb.head
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if verb.dep_ != "relcl" or subject is None or subject.lower_ not in ("that", "which"):
        return
    while party.dep_ in ("conj", "pobj") and party.head.lower_ != "between":
        party = party.head
    if party.dep_ == "pobj" and party.head.head.pos_ == "NOUN":
        verb.head = party.head.head


def _give_bare(verb: Token, noun: Token) -> None:
    """ "saw | policemen | in masks | shoot": with only a phrase of place or manner between noun and verb."""
    link = next((t for t in verb.doc[noun.i + 1 : noun.i + 2] if t.dep_ == "prep"), None)
    if link is None or noun.tag_ not in ("NNS", "NNPS"):
        return
    behind = verb.doc[link.i + 1 : min(noun.i + _FARTHEST, noun.sent.end)]
    deed = next((t for t in behind if t.pos_ in ("VERB", "AUX") or t.is_punct), None)
    if deed is None or any(c.dep_ in _HELPED for c in deed.children):
        return
    # "two men | in camouflage setting | fire to it": the parser makes one noun of both
    is_gerund = deed.tag_ == "VBG" and deed.dep_ == "pobj" and deed.head == link
    if deed.tag_ not in _BARE and not is_gerund:
        return
    inner = deed.nbor(-1)
    if deed.is_ancestor(verb) or inner.pos_ not in ("NOUN", "PROPN") or inner.i <= link.i:
        return
    if (
        deed.dep_ == "pobj" and deed.head == link
    ):  # "in | a pickup drag": the parser makes one noun of both
        for child in [c for c in deed.lefts if c != inner]:
            child.head = inner
        inner.head, inner.dep_ = link, "pobj"
    deed.head, deed.dep_ = verb, "ccomp"
    for more in [t for t in verb.rights if t.dep_ == "conj" and t.i > deed.i]:  # "and beat him"
        if verb.tag_ not in _BARE and more.lower_ == more.lemma_:
            more.head = deed
    link.head = noun
    noun.head, noun.dep_ = deed, "nsubj"


def _give_gerund(noun: Token) -> None:
    """ "sent | residents | of Bor, a village, | fleeing": what stands last in the phrase is told of its noun."""
    deed = _last_told(noun) or _behind_insertion(noun)
    if deed is not None and noun.tag_ in ("NNS", "NNPS"):
        deed.head, deed.dep_ = noun, "acl"


def _last_told(noun: Token) -> Token | None:
    """The gerund that the parser hangs on a place or a thing in the noun's own phrase."""
    told = (t for t in noun.subtree if t.tag_ == "VBG" and t.dep_ == "acl" and t.head != noun)
    return next((deed for deed in told if deed.head.tag_ in ("NN", "NNP")), None)


def _behind_insertion(noun: Token) -> Token | None:
    """The gerund without an object behind the comma that closes an insertion in the noun's phrase."""
    at = noun.right_edge.i + 1
    has_insertion = any(t.text == "," for t in noun.subtree)
    if not has_insertion or at + 1 >= noun.sent.end or noun.doc[at].text != ",":
        return None
    deed = noun.doc[at + 1]
    is_bare = not any(child.dep_ in ("dobj", "nsubj", "mark") for child in deed.children)
    return deed if deed.tag_ == "VBG" and deed.dep_ == "advcl" and is_bare else None
