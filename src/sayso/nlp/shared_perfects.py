"""Second deeds of those who are told of: "said guards had beaten him and threatened to shoot his son".

Comes in: a parsed document with its lemmas. Goes out: the same document, in which "threatened" is a participle under
"had", as "beaten" is. A plain past behind a "had" is else taken for a second thing that the speaker does: in "said
rebels had killed a nun and threatened to retaliate" he threatens. He does not where both are about himself, where the
first was harm to him, or where harm to him or his is announced by others than one man ("to kill him"). Reads no plain
past alone ("said guards beat him and threatened").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon

_ONE = frozenset({"him", "her", "his"})
_MANY = frozenset({"them", "their"})
_PLURAL = frozenset({"NNS", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class SharedPerfects(LexiconHeader, frozen=True, kw_only=True):
    """The file `shared-perfects.yaml`."""

    by_words: frozenset[str]
    bullies: frozenset[str]
    harms: frozenset[str]
    announced: frozenset[str]
    retorts: frozenset[str]
    ransoms: frozenset[str]


@lru_cache(maxsize=1)
def load_shared_perfects() -> SharedPerfects:
    """Read the verbs, once."""
    return read_lexicon("shared-perfects", SharedPerfects)


def mend_perfects(doc: Doc) -> None:
    """Make a participle of "threatened" in "had beaten him and threatened to kill him"."""
    words = load_shared_perfects()
    for second in doc:
        if second.tag_ != "VBD" or second.dep_ != "conj" or second.lemma_ not in words.by_words:
            continue
        first, speaker = second.head, _subject(second.head.head)
        doer = _subject(first)
        if first.tag_ != "VBN" or first.dep_ != "ccomp" or doer is None or speaker is None:
            continue
        had = any(c.lower_ == "had" and c.dep_ == "aux" for c in first.children)
        is_plain = _subject(second) is None and second.nbor(-1).dep_ == "cc"
        if had and is_plain and _is_doers(first, second, speaker, doer, words):
            second.tag_ = "VBN"


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in _SUBJECTS and c.i < verb.i), None)


def _is_doers(
    first: Token, second: Token, speaker: Token, doer: Token, words: SharedPerfects
) -> bool:
    """Whether who did the first thing did the second, and not who speaks."""
    if second.nbor(-2).text == ",":
        return False
    if any(c.dep_ == "dobj" and c.lemma_ in words.ransoms for c in second.children):
        return True
    deeds = [c for c in second.children if c.dep_ in ("xcomp", "ccomp")]
    if any(deed.lemma_ in words.retorts for deed in deeds):
        return False
    is_about = any(_can_be(pronoun, speaker) for pronoun in _pronouns(first))
    announced = [p for verb in (second, *deeds) for p in _pronouns(verb) if _can_be(p, speaker)]
    if is_about and announced:
        return True
    hurt = [c for c in first.children if c.dep_ == "dobj" and _can_be(c, speaker)]
    if hurt and first.lemma_ in words.harms and second.lemma_ in words.bullies:
        return True
    is_harm = any(deed.lemma_ in words.announced for deed in deeds)
    are_many = doer.tag_ in _PLURAL and speaker.tag_ not in _PLURAL
    is_named = any(c.dep_ == "dobj" and c.ent_type_ == "PERSON" for c in first.children)
    return bool(announced) and is_harm and are_many and not is_named


def _pronouns(verb: Token) -> Iterator[Token]:
    """ "him" and "his" of "beaten him", "burned his house"."""
    for thing in verb.children:
        if thing.dep_ in ("dobj", "dative"):
            yield thing
            yield from (c for c in thing.children if c.dep_ == "poss")


def _can_be(pronoun: Token, speaker: Token) -> bool:
    """Whether a pronoun can mean the speaker by its number."""
    are_many = speaker.tag_ in _PLURAL or speaker.lower_ == "they"
    return pronoun.lower_ in (_MANY if are_many else _ONE)
