"""Participles behind somebody's kin: "The widow of a miner, shot in 1985, told the court" – the miner was shot.

Comes in: a parsed document. Goes out: the same document, in which what was done is told of whoever stands nearest. The
parser hangs the participle on the kin, who then speaks after death, or makes a verb of it that the kin does. "The son
of a judge, kidnapped in May, was freed" stays: what is done to him goes on with him. And in "freed the father of
goalkeeper Ali Poe" the name is the goalkeeper's, and not the father's.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.families import join_family
from sayso.nlp.persons import load_persons
from sayso.nlp.word_places import find_words

_FINITE = frozenset({"VBD", "VBZ", "VBP"})


class VictimsKin(LexiconHeader, frozen=True, kw_only=True):
    """The file `victims-kin.yaml`."""

    kin: frozenset[str]
    heirs: frozenset[str]
    deaths: frozenset[str]
    captures: frozenset[str]
    companions: frozenset[str]


@lru_cache(maxsize=1)
def load_victims_kin() -> VictimsKin:
    """Read the words, once."""
    return read_lexicon("victims-kin", VictimsKin)


def mend_kin(doc: Doc) -> None:
    """Hang "shot in 1985" on the miner in "the widow of a miner, shot in 1985, told the court"; families are joined."""
    words, persons = load_victims_kin(), load_persons()
    for kin in find_words(doc, words.companions | words.kin | persons):
        if kin.lower_ in words.companions or kin.lower_ in persons:
            join_family(kin)
        if kin.lower_ not in words.kin:
            continue
        victim = _victim_of(kin)
        if victim is not None:
            victim = _with_name(victim, kin)
        if kin.dep_ != "nsubj":
            continue
        done = _behind_comma(victim) if victim is not None else None
        if victim is None or done is None or not _may_be_told(done, kin, words):
            continue
        if done.dep_ == "acl" and done.head == kin and _acts(kin.head):
            done.head = victim
        elif kin.head == done and (verb := _next_verb(done)) is not None:
            _root_again(kin, done, verb, victim)


def _victim_of(kin: Token) -> Token | None:
    """Whose kin it is."""
    of = next((c for c in kin.rights if c.dep_ == "prep" and c.lower_ == "of"), None)
    return next((c for c in of.rights if c.dep_ == "pobj"), None) if of is not None else None


def _with_name(victim: Token, kin: Token) -> Token:
    """ "the father of goalkeeper Ali Poe": the name right behind a calling, if one does; else the victim."""
    if victim.tag_ != "NN" or victim.n_lefts or victim.i + 1 >= victim.sent.end:
        return victim
    name = next((c for c in kin.rights if c.dep_ == "appos" and c.tag_ == "NNP"), None)
    if name is None or name.left_edge.i != victim.i + 1:
        return victim
    name.head, name.dep_ = victim.head, "pobj"
    for child in list(victim.rights):
        child.head = name
    victim.head, victim.dep_ = name, "compound"
    return name


def _behind_comma(noun: Token) -> Token | None:
    """The word behind the comma that ends a noun's phrase."""
    end = noun.right_edge.i + 1
    if noun.right_edge.text == ",":
        end -= 1
    is_parted = end + 1 < noun.sent.end and noun.doc[end].text == ","
    return noun.doc[end + 1] if is_parted else None


def _may_be_told(done: Token, kin: Token, words: VictimsKin) -> bool:
    """Whether a participle tells what the kin has not lived through: "killed", or "captured", said of others."""
    if done.tag_ not in ("VBN", "VBD", "JJ"):
        return False
    is_capture = done.lower_ in words.captures and kin.lower_ not in words.heirs
    return is_capture or done.lower_ in words.deaths


def _acts(verb: Token) -> bool:
    """ "told the court", not "was freed"."""
    is_passive = any(c.dep_ == "auxpass" for c in verb.children)
    helps = any(c.dep_ == "aux" and c.tag_ in (*_FINITE, "MD") for c in verb.children)
    return not is_passive and verb.lower_ not in ("was", "were") and (verb.tag_ in _FINITE or helps)


def _next_verb(done: Token) -> Token | None:
    """The finite verb without a subject that the parse joins to the participle with no more than a comma."""
    if done.dep_ == "ccomp" and done.head.i > done.i:
        subjects = (c for c in done.head.lefts if c.dep_ in ("nsubj", "nsubjpass"))
        return done.head if next(subjects, None) is None and _acts(done.head) else None
    for verb in done.rights:
        if verb.dep_ in ("conj", "dep", "parataxis") and verb.tag_ in _FINITE:
            before = verb.doc[verb.left_edge.i - 1]
            is_joined = any(c.dep_ == "cc" and c.i < verb.i for c in done.rights)
            return verb if before.text == "," and not is_joined and _acts(verb) else None
    return None


def _root_again(kin: Token, done: Token, verb: Token, victim: Token) -> None:
    above, label = done.head, done.dep_
    if verb.head == done:
        verb.head, verb.dep_ = (verb, "ROOT") if above == done else (above, label)
    kin.head = verb
    for child in [c for c in done.children if c.dep_ == "punct" and c.i > verb.i]:
        child.head = verb
    done.head, done.dep_ = victim, "acl"
