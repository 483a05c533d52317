"""Relative clauses in which somebody is told of: "Police arrested a man who they say stabbed a nurse."

Comes in: a parsed document. Goes out: the same document, in which "who" is the subject of "stabbed", and that is what
they say. The parser lets "who" say it with them, and without the pronoun ("the gunman they believe killed three") the
verb of the deed is anybody's. It is shown "a man who also also stabbed a nurse", and the speaker is hung back into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PHRASE = frozenset({*_NOUNS, "DT", "JJ", "CD", "PRP$", "POS", "HYPH"})
_NAMED = frozenset({*_NOUNS, "CD"})
_FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP", "MD"})
_BE = frozenset({"is", "was", "are", "were"})
_HELPERS = frozenset({"aux", "auxpass"})
_MOST_WORDS = 6


class ToldRelatives(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `told-relatives.yaml`."""

    tells: frozenset[str]
    pronouns: frozenset[str]
    they: frozenset[str]
    speakers: frozenset[str]
    words: frozenset[str]
    pasts: frozenset[str]
    pronoun: str
    adverb: str
    past: str


class Told(NamedTuple):
    """Positions: the noun told of, its pronoun if it has one, the speaker's first word, his verb, the deed's first."""

    noun: int
    pronoun: int | None
    speaker: int
    verb: int
    deed: int


@lru_cache(maxsize=1)
def load_told_relatives() -> ToldRelatives:
    """Read the words, once."""
    return read_lexicon("told-relatives", ToldRelatives)


def mend_told_relatives(nlp: Language, doc: Doc) -> None:
    """Give "who they say stabbed a nurse" its subject, and the speaker his clause."""
    words = load_told_relatives()
    found = [told for token in find_words(doc, words.tells) for told in _read(token)]
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    tags = {t.i: t.tag_ for told in found for t in doc[told.speaker : told.verb + 1]}
    # "beat" could be the plain form, and is no noun here.
    tags |= {told.deed: "VBD" for told in found if doc[told.deed].lower_ in words.pasts}
    for told in found:
        start, end = doc[told.verb].sent.start, doc[told.verb].sent.end
        shown = changes.setdefault((start, end), {})
        for at in range(told.speaker, told.verb + 1):
            shown[at - start] = Shown(words.adverb, tags[at])
        if doc[told.deed].lower_ in words.pasts:
            shown[told.deed - start] = Shown(words.past, "VBD")
        if told.pronoun is None:
            shown[told.speaker - start] = Shown(words.pronoun, tags[told.speaker])
    parse_again(nlp, doc, changes)
    for told in found:
        _hang_back(doc, told)
    for token in find_words(doc, words.pronouns):
        if token.dep_ == "nsubj" and _is_object(token):
            token.dep_ = "dobj"


def _is_object(pronoun: Token) -> bool:
    """ "four men | whom they | hold responsible": of two subjects before a verb that has no object, the pronoun."""
    verb = pronoun.head
    others = [t for t in verb.lefts if t.dep_ == "nsubj" and t.i > pronoun.i]
    return bool(others) and verb.dep_ == "relcl" and not any(t.dep_ == "dobj" for t in verb.rights)


def _read(verb: Token) -> Iterator[Told]:
    """Where the parts of such a clause stand around a verb of telling, if it is one."""
    words, doc = load_told_relatives(), verb.doc
    deed = verb.i + 1
    if verb.tag_ not in _FINITE or deed >= len(doc) - 1:
        return
    if doc[deed].tag_ == "RB":
        deed += 1
    if not (doc[deed].tag_ in _FINITE or doc[deed].lower_ in words.pasts):
        return
    sentence = verb.sent
    first, start = sentence.start, verb.i
    if deed >= sentence.end - 1:
        return
    if start > first and doc[start - 1].lower_ in words.they:
        start -= 1
    else:
        while start > first and doc[start - 1].tag_ in _PHRASE and verb.i - start < _MOST_WORDS:
            if doc[start - 1].lower_ in words.pronouns:
                break
            start -= 1
            if doc[start].tag_ == "DT":
                break
    pronoun = start - 1 if start > first and doc[start - 1].lower_ in words.pronouns else None
    if pronoun is not None:
        noun = pronoun - 1
        noun -= noun >= first and doc[noun].text == ","
        if start < verb.i and noun >= first and _is_somebody(doc[noun]):
            yield Told(noun, pronoun, start, verb.i, deed)
        return
    speaker = _bare_speaker(verb, start)
    if speaker is not None and _is_told_of(doc[speaker - 1], doc[deed]):
        yield Told(speaker - 1, None, speaker, verb.i, deed)


def _bare_speaker(verb: Token, start: int) -> int | None:
    """Where the speaker begins in "the gunman | they | believe", "a man | police | say", "the unit | the UN | says"."""
    words, doc = load_told_relatives(), verb.doc
    before = doc[verb.i - 1]
    if before.i <= verb.sent.start:
        return None
    if before.lower_ in words.they or before.lower_ in words.speakers:
        return before.i
    is_phrase = start > verb.sent.start and doc[start].tag_ == "DT" and before.tag_ in _NOUNS
    return start if is_phrase else None


def _is_told_of(noun: Token, deed: Token) -> bool:
    """Whether a noun without a pronoun behind it may be told of: "a man", "12 people"; not "all he said was"."""
    words = load_told_relatives()
    if noun.tag_ not in _NAMED or noun.lower_ in words.words or noun.ent_type_ in ("DATE", "TIME"):
        return False
    if deed.dep_ == "amod" or (deed.lower_ in _BE and deed.nbor(1).lower_ in ("that", "to")):
        return False
    before = noun.nbor(-1) if noun.i > noun.sent.start else None
    return before is not None and before.tag_ in ("DT", "JJ", "CD", "PRP$", "NN", "NNP", "NNS")


def _is_somebody(noun: Token) -> bool:
    return noun.tag_ in _NAMED or noun.lower_ in ("those", "others")


def _hang_back(doc: Doc, told: Told) -> None:
    """Let the speaker's verb be the clause of the noun, and the deed what is said."""
    verb, noun = doc[told.verb], doc[told.noun]
    deed = doc[told.deed]
    while deed.dep_ in _HELPERS and deed.head.i > deed.i:
        deed = deed.head
    if deed.dep_ == "relcl" and deed.head.i < told.speaker:
        noun = deed.head
    # "More problems in a place that experts thought was safe": the noun's own verb cannot be what is said of it.
    if any(up in (verb, deed) for up in noun.ancestors):
        return
    speaker = doc[told.verb - 1]
    own = range(told.speaker, told.verb)
    for token in (t for t in doc[told.deed : verb.sent.end] if t.head.i in own or t.head == verb):
        if token != deed:
            token.head = deed
    verb.head, verb.dep_ = noun, "relcl"
    speaker.head, speaker.dep_ = verb, "nsubj"
    for token in doc[told.speaker : told.verb - 1]:
        token.head, token.dep_ = speaker, "det" if token.tag_ == "DT" else "compound"
    deed.head, deed.dep_ = verb, "ccomp"
    if deed.tag_ in ("VBN", "VB", "NN") and not any(
        child.dep_ in _HELPERS for child in deed.children
    ):
        deed.tag_ = "VBD"
    if told.pronoun is not None:
        is_passive = any(child.dep_ == "auxpass" for child in deed.children)
        pronoun = doc[told.pronoun]
        pronoun.head, pronoun.dep_ = deed, "nsubjpass" if is_passive else "nsubj"
