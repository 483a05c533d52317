"""What was hit that stands where a blast was or where arms were put: "a bomb went off under a bus" hit the bus.

Comes in: a trigger of violence, its arms, what it is known to have hit, and the lexicon. Goes out: further tokens of
what was hit: buildings and vehicles, and no towns or streets, which tell where. So is what a list goes on with behind a
verb ("destroyed an office, a bank, and a shop"). Finds nobody: arguments.py does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.used_arms import lays_arms
from sayso.extract.grammar.clauses import children_of_agent, objects_of, with_conjuncts
from sayso.extract.grammar.voice import children, is_verb

_UNNAMED_PLACES = frozenset({"GPE", "LOC", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
_AGAINST = ("against", "on", "upon")
_AT = (
    "at",
    "in",
    "on",
    "near",
    "outside",
    "inside",
    "under",
    "beneath",
    "against",
    "into",
    "by",
    "beside",
    "behind",
    "between",
    "opposite",
)
_EACH = frozenset({"one", "another", "others", "two", "three"})
_ACROSS = ("from",)
_AGAINST_FROM = ("at", "against", "into")
_STEPS = 2


def find_struck(
    trigger: Trigger, arms: Sequence[Token], hit: Sequence[Token], lexicon: EventLexicon
) -> list[Token]:
    """Buildings and vehicles that were hit.

    "The blast occurred in front of a church." → church; "placed a bomb under a bus" → bus; "a raid staged by rebels on
    the hotel" → hotel; "damaged an office, a bank, and a shop" → bank, shop
    """
    kind = trigger.kind
    if kind.type != "ASSAULT" or kind.reciprocal:
        return []
    found = [*_in_series(trigger, hit), *_included(trigger, hit)]
    if not kind.consequence:
        found += _where(trigger, arms, lexicon)
    things = [t for noun in found for t in with_conjuncts(noun)]
    return [t for t in dict.fromkeys(things) if is_thing(t, lexicon) and t not in hit]


def is_thing(noun: Token, lexicon: EventLexicon) -> bool:
    """Whether a noun means what can be hit where it stands: "the bank", "two buses"; not "the town", "a street"."""
    words, word = load_argument_words(), noun.lemma_.lower()
    if word in words.areas or word in words.only_where:
        return False
    if noun.ent_type_ in _UNNAMED_PLACES and noun.pos_ == "PROPN":
        return False
    return word in words.things_hit or word in lexicon.classes["place"]


def _where(trigger: Trigger, arms: Sequence[Token], lexicon: EventLexicon) -> Iterator[Token]:
    """Nouns that tell where a blast was, where arms were put, what an attack was carried out on."""
    words, status = load_argument_words(), lexicon.statuses
    token, verb = trigger.token, trigger.carrier
    for noun in dict.fromkeys((*arms, token)):
        for clause in children(noun, "acl", "relcl"):
            if noun in arms and lays_arms(clause, lexicon):
                yield from _places_of(clause, _AT)
                yield from (t for by in children_of_agent(clause) for t in _places_of(by, _AT))
            elif clause.lemma_ in status.carriers_do or clause.lemma_ in words.perpetrates:
                yield from _places_of(clause, _AGAINST)
                yield from (
                    t
                    for by in children(clause, "agent")
                    for o in children(by, "pobj")
                    for t in objects_of(o, _AGAINST)
                )
    if any(t.tag_ == "NNS" for t in arms):
        yield from _one_by_one(token)
    if not trigger.is_noun:
        if arms and lays_arms(token, lexicon):
            yield from _places_of(token, _AT)
            yield from (t for by in children_of_agent(token) for t in _places_of(by, _AT))
        return
    is_blast = trigger.kind.mode in words.modes_of_blasts
    if is_blast:
        yield from _places_of(token, _AT)
    if verb is None or not is_verb(verb) or token.head != verb:
        return
    is_there = token.dep_ == "nsubj" and verb.lemma_ in words.takes_place
    if is_there or (token in arms and lays_arms(verb, lexicon)):
        yield from _places_of(verb, _AT)
    elif token.dep_ in ("dobj", "nsubjpass") and verb.lemma_ in status.carriers_do:
        yield from _places_of(verb, _AGAINST)


def _places_of(word: Token, prepositions: tuple[str, ...], steps: int = _STEPS) -> Iterator[Token]:
    """The nouns behind prepositions, joined ones too; of "in front of the church" the church."""
    sides = load_argument_words().sides_of_things
    preps = [p for p in children(word, "prep") if p.lower_ in prepositions]
    preps += [
        p
        for across in children(word, "advmod")
        for p in children(across, "prep")
        if p.lower_ in _ACROSS
    ]
    behind = [t for p in children(word, "prep") if p.lower_ == "from" for t in children(p, "pobj")]
    preps += [p for t in behind for p in children(t, "prep") if p.lower_ in _AGAINST_FROM]
    preps += [joined for p in preps for joined in children(p, "conj")]
    for noun in (t for p in preps for t in children(p, "pobj")):
        whole = objects_of(noun, ("of", "to")) if noun.lemma_.lower() in sides else []
        whole += (
            [
                t
                for p in children(noun.head, "prep")
                if p.i > noun.i and p.lower_ == "of"
                for t in children(p, "pobj")
            ]
            if noun.lemma_.lower() in sides
            else []
        )
        if whole and steps:
            yield from whole
            yield from (t for one in whole for t in _past(one))
        elif not whole:
            yield noun
        yield from _places_of(noun, prepositions, steps - 1) if steps else ()


def _one_by_one(told: Token) -> Iterator[Token]:
    """ "Three bombs went off, one at a bank, another at a school": where each was."""
    for token in told.doc[told.i + 1 : told.sent.end]:
        if token.lower_ in _EACH and not children(token, "nsubj", "det"):
            yield from _places_of(token, _AT)


def _past(noun: Token) -> list[Token]:
    """ "on the first floor of the side of a building"."""
    sides = load_argument_words().sides_of_things
    return objects_of(noun, ("of",)) if noun.lemma_.lower() in sides else []


def _in_series(trigger: Trigger, hit: Sequence[Token]) -> Iterator[Token]:
    """ "destroyed an office, a bank, and a shop": the parse takes the bank for what the office is."""
    verb = trigger.token
    last = [t for t in children(verb, "conj") if t.pos_ == "NOUN"]
    for one in hit:
        beside = [t for t in children(one, "appos") if t.pos_ == "NOUN"]
        if beside and (last or any(children(t, "conj") for t in beside)):
            yield from beside
            yield from last


def _included(trigger: Trigger, hit: Sequence[Token]) -> Iterator[Token]:
    """ "attacked several targets across the capital, including the residence": wherever the parse hangs it."""
    wholes = [t for t in hit if t.tag_ == "NNS"]
    if not wholes:
        return
    for token in trigger.token.doc[min(t.i for t in wholes) : trigger.token.sent.end]:
        if token.lower_ == "including" and (token.head in wholes or _is_of(token, trigger.token)):
            yield from children(token, "pobj")


def _is_of(link: Token, verb: Token) -> bool:
    """Whether a preposition hangs on a verb, or on what it was done by or at."""
    above = link.head
    while above.dep_ in ("pobj", "prep", "agent") and above != verb:
        above = above.head
    return above == verb
