"""Whose a "by" is behind the noun of a deed: "condemnation of the raid by the bishops", "condemned the raid by troops".

Comes in: a parsed document. Goes out: the same document, in which who stands after "by" hangs on the noun of speech,
where he is no fighter, and on the deed behind an active verb. Else the bishops raid, and the troops condemn. In "the
massacre of villagers by soldiers" the soldiers are the massacre's, and no villagers are theirs. In "looted by
retreating soldiers" the soldiers looted.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.persons import load_persons
from sayso.nlp.word_places import find_words

_PASSIVE = frozenset({"auxpass", "nsubjpass"})
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "QUANTITY"})
_PARTIES = frozenset({"ORG", "GPE", "NORP", "PERSON"})
# What may stand between a noun and the end of its phrase.
_INSIDE = frozenset({"pobj", "prep", "conj", "appos"})
_DESCRIBING = frozenset({"amod", "compound", "nmod"})


class ByPhrases(LexiconHeader, frozen=True, kw_only=True):
    """The file `by-phrases.yaml`."""

    reactions: frozenset[str]
    joins: frozenset[str]
    doers: frozenset[str]
    gatherings: frozenset[str]
    deeds: frozenset[str]
    held_as: frozenset[str]
    crowds: frozenset[str]
    struck: frozenset[str]
    moving: frozenset[str]
    charges: frozenset[str]
    accusers: frozenset[str]


@lru_cache(maxsize=1)
def load_by_phrases() -> ByPhrases:
    """Read the words, once."""
    return read_lexicon("by-phrases", ByPhrases)


def mend_by_phrases(doc: Doc) -> None:
    """Hang each "by" on the noun whose it is."""
    lexicon = load_by_phrases()
    for token in find_words(doc, ("by",)):
        if token.dep_ not in ("prep", "agent"):
            continue
        _take_name(token)
        _give_victims(token, lexicon)
        _mend_movers(token, lexicon)
        noun = (
            _charge_before(token, lexicon)
            or _deed_looked_into(token, lexicon)
            or _gathering_before(token, lexicon)
            or _deed_of_victims(token, lexicon)
        )
        if noun is not None:
            token.head, token.dep_ = noun, "prep"
            _give_aim(token, lexicon)
            continue
        noun = _told_noun(token)
        if noun is None:
            _give_aim(token, lexicon)
            continue
        teller = _teller_of(noun, token, lexicon)
        token.head, token.dep_ = (teller or noun), "prep"
        _give_aim(token, lexicon)


def _take_name(by: Token) -> None:
    """ "A bombing claimed by | al - Shabab | killed nine": the parse lets a name in pieces kill."""
    doc, end = by.doc, by.i + 1
    if any(by.children) or end >= by.sent.end or doc[end].tag_ != "NNP":
        return
    verb = doc[end].head
    if verb.i < end or doc[end].dep_ != "nsubj" or not _has_subject_before(verb, by):
        return
    while end < verb.i and doc[end].tag_ in ("NNP", "HYPH") and doc[end].head == verb:
        end += 1
    last = doc[end - 1]
    last.head, last.dep_ = by, "pobj"
    for piece in doc[by.i + 1 : end - 1]:
        piece.head, piece.dep_ = last, "compound"


def _has_subject_before(verb: Token, by: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.i < by.i for child in verb.children)


def _give_victims(by: Token, lexicon: ByPhrases) -> None:
    """ "the killing by police | of two students": they are killed, and are no part of the police's name.

    Nor is a town: "shelling by the army | of the town of Nyala".
    """
    deed = by.head
    if deed.lower_ not in lexicon.deeds and deed.lemma_.lower() not in lexicon.deeds:
        return
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    if named is None or any(c.dep_ == "prep" and c.lower_ == "of" for c in deed.children):
        return
    if not _is_doer(named, lexicon) and named.ent_type_ not in _PARTIES:
        return
    below = [c for c in named.subtree if c.dep_ == "prep" and c.lower_ == "of" and c.i > named.i]
    for of in below:
        if _is_counted_or_people(of, lexicon):
            of.head = deed
            return


def _is_counted_or_people(of: Token, lexicon: ByPhrases) -> bool:
    """Whether an "of" leads to what is struck, and not to whose the doers are: "of two students", "of the capital"."""
    noun = next((child for child in of.children if child.dep_ == "pobj"), None)
    if noun is None or noun.tag_ not in ("NN", "NNS"):
        return False
    is_counted = any(child.dep_ == "nummod" for child in noun.children)
    return (
        is_counted
        or noun.lemma_.lower() in load_persons()
        or noun.lower_ in lexicon.crowds
        or noun.lower_ in lexicon.struck
    )


def _mend_movers(by: Token, lexicon: ByPhrases) -> None:
    """ "were looted by retreating soldiers": by the soldiers, and nobody retreated them."""
    moving = next((child for child in by.children if child.dep_ == "pcomp"), None)
    if moving is None or moving.tag_ != "VBG" or moving.lower_ not in lexicon.moving:
        return
    who = next((child for child in moving.children if child.dep_ == "dobj"), None)
    if who is None or not _is_doer(who, lexicon) or who.left_edge.i <= moving.i:
        return
    who.head, who.dep_ = by, "pobj"
    moving.head, moving.dep_ = who, "amod"


def _deed_looked_into(by: Token, lexicon: ByPhrases) -> Token | None:
    """ "killing" in "demanded an inquiry into the killing of nine men by soldiers": the soldiers look into nothing.

    Nor do fighters allege what is alleged: "received allegations of rape by rebels".
    """
    speech = by.head
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    is_speech = speech.lower_ in lexicon.reactions or speech.lower_ in lexicon.charges
    if not is_speech or named is None or not _is_doer(named, lexicon):
        return None
    joins = (c for c in speech.rights if c.dep_ == "prep" and c.lower_ in lexicon.joins)
    join = next((j for j in joins if j.right_edge.i == by.i - 1), None)
    return next((c for c in join.children if c.dep_ == "pobj"), None) if join is not None else None


def _charge_before(by: Token, lexicon: ByPhrases) -> Token | None:
    """ "rejected accusations of genocide by her opponents": they bring them, wherever the parse hangs "by"."""
    deed = by.doc[by.i - 1] if by.i else by
    charge = deed.head.head
    is_of = deed.dep_ == "pobj" and deed.head.lower_ == "of" and charge.lower_ in lexicon.charges
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    return charge if is_of and named is not None and brings_charges(named) else None


def _give_aim(by: Token, lexicon: ByPhrases) -> None:
    """ "allegations of rape by rebels against 40 women": the women are what the deed is against, not the charge."""
    deed = by.head
    charge = deed.head.head
    if deed.dep_ != "pobj" or charge.lower_ not in lexicon.charges:
        return
    for aim in (child for child in charge.rights if child.lower_ == "against"):
        if aim.i == by.right_edge.i + 1:
            aim.head = deed


def _gathering_before(by: Token, lexicon: ByPhrases) -> Token | None:
    """ "march" in "broke up a march by several thousand miners": police have broken up none by miners."""
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    noun = by.doc[by.i - 1] if by.i else None
    if noun is None or named is None or named.tag_ not in ("NNS", "NNPS"):
        return None
    if by.head.pos_ != "VERB" or noun.lower_ not in lexicon.gatherings:
        return None
    is_done_to = any(child.dep_ in _PASSIVE for child in by.head.children)
    return None if is_done_to else noun


def _deed_of_victims(by: Token, lexicon: ByPhrases) -> Token | None:
    """ "massacre" in "the massacre of 700 villagers by soldiers": the parse hangs "by" on them, or on the main verb."""
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    if named is None or named.ent_type_ in _TIMES or not by.i:
        return None
    victims = by.doc[by.i - 1]
    while victims.dep_ in _INSIDE and victims.head.i < by.i and victims.head.i < victims.i:
        if victims.dep_ == "pobj" and victims.head.lower_ == "of":
            break
        if (own := _own_victims(victims, lexicon)) is not None:
            victims = own  # "the killing of villagers in Sange | by soldiers"
            break
        victims = victims.head
    deed = victims.head.head
    if victims.head.lower_ != "of" or deed.lower_ not in lexicon.deeds or deed.pos_ != "NOUN":
        return None
    if by.head == victims:
        return deed
    is_active = by.head.pos_ == "VERB" and not any(c.dep_ in _PASSIVE for c in by.head.children)
    is_own = by.head in deed.ancestors and by.head.tag_ != "VBN"
    is_somebody = _is_doer(named, lexicon) or named.tag_ == "NNS" or named.ent_type_ in _PARTIES
    return deed if is_active and is_own and is_somebody else None


def _own_victims(deed: Token, lexicon: ByPhrases) -> Token | None:
    """ "villagers" of "the killing of villagers in Sange"."""
    if deed.lower_ not in lexicon.deeds or deed.pos_ != "NOUN":
        return None
    ofs = (child for child in deed.children if child.dep_ == "prep" and child.lower_ == "of")
    return next((noun for of in ofs for noun in of.children if noun.dep_ == "pobj"), None)


def _told_noun(by: Token) -> Token | None:
    """The noun whose phrase ends right before a "by" that hangs on it, or on the active verb it is the object of."""
    head = by.head
    if head.pos_ in ("NOUN", "PROPN"):
        return head if head.i < by.i and head.dep_ == "pobj" else None
    if (
        by.dep_ != "agent"
        or head.tag_[:2] != "VB"
        or any(c.dep_ in _PASSIVE for c in head.children)
    ):
        return None
    has_subject = any(child.dep_ == "nsubj" for child in head.children)
    objects = [c for c in head.children if c.dep_ == "dobj" and c.i == by.i - 1]
    return objects[0] if has_subject and objects and objects[0].pos_ == "NOUN" else None


def _teller_of(noun: Token, by: Token, lexicon: ByPhrases) -> Token | None:
    """The noun of speech that a deed hangs on, where it is not a fighter who stands after "by"."""
    join = noun.head
    if join.dep_ != "prep" or join.lower_ not in lexicon.joins:
        return None
    speech = join.head
    named = next((child for child in by.children if child.dep_ == "pobj"), None)
    if speech.lower_ in lexicon.charges and named is not None:
        return speech if brings_charges(named) else None
    if speech.lower_ not in lexicon.reactions:
        return None
    return speech if named is not None and not _is_doer(named, lexicon) else None


def _is_doer(named: Token, lexicon: ByPhrases) -> bool:
    return _is_among(named, lexicon.doers)


def brings_charges(named: Token) -> bool:
    """ "accusations of genocide by her opponents": they accuse, and did no such deed."""
    return _is_among(named, load_by_phrases().accusers)


def _is_among(named: Token, words: frozenset[str]) -> bool:
    described = [named, *(child for child in named.children if child.dep_ in _DESCRIBING)]
    return any(word.lower_ in words for word in described)
