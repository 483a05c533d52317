"""The words by which the arguments of a deed are found: the lexicon `arguments.yaml`.

Comes in: the file. Goes out: `ArgumentWords`, read once. Who fills which role is decided in arguments.py and the
modules that it asks.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.apposed_names import load_apposed_names


class ArgumentWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `arguments.yaml`; see the file for each row's meaning."""

    seldom: frozenset[str]
    undoes: frozenset[str]
    perpetrates: frozenset[str]
    only_deeds: frozenset[str]
    culprits: frozenset[str]
    fates_of_victims: dict[str, frozenset[str]]
    ruins: frozenset[str]
    streets: frozenset[str]
    hours: frozenset[str]
    nearnesses: frozenset[str]
    reasons: frozenset[str]
    needs_object: frozenset[str]
    identifies: frozenset[str]
    together: frozenset[str]
    done_to_somebody: frozenset[str]
    announces: frozenset[str]
    moves: frozenset[str]
    takes_part: frozenset[str]
    ranked_in: frozenset[str]
    sets_off: frozenset[str]
    blasts: frozenset[str]
    fires_arms: frozenset[str]
    fired_arms: frozenset[str]
    blasting_arms: frozenset[str]
    measures_of_arms: frozenset[str]
    lays_arms: frozenset[str]
    shots: frozenset[str]
    loads: frozenset[str]
    strikes: frozenset[str]
    things_hit: frozenset[str]
    only_where: frozenset[str]
    sides_of_things: frozenset[str]
    takes_place: frozenset[str]
    modes_of_blasts: frozenset[str]
    has_part: frozenset[str]
    runs_into: frozenset[str]
    hidden_arms: frozenset[str]
    responds: frozenset[str]
    subjects_to: frozenset[str]
    times_of_arrest: frozenset[str]
    roundups: frozenset[str]
    ascribes: dict[str, str]
    done_to_owners: frozenset[str]
    own_forces: frozenset[str]
    houses: frozenset[str]
    had_by: frozenset[str]
    deadly: frozenset[str]
    edges: frozenset[str]
    areas: frozenset[str]
    kin: frozenset[str]
    goings: frozenset[str]
    moved: frozenset[str]
    posted: frozenset[str]
    wars: frozenset[str]
    calls: frozenset[str]
    freeings: frozenset[str]
    accomplices: frozenset[str]
    vows: frozenset[str]
    sends: frozenset[str]
    regrets: frozenset[str]
    helps: frozenset[str]
    watches: frozenset[str]
    papers: frozenset[str]
    manners: frozenset[str]
    sparing: frozenset[str]
    rams: frozenset[str]
    goes_on: frozenset[str]
    inquiries: frozenset[str]
    knows: frozenset[str]
    finds: frozenset[str]
    idles: frozenset[str]
    apologises: frozenset[str]
    befalls: frozenset[str]
    ends: frozenset[str]
    tries_in_vain: frozenset[str]
    yields: frozenset[str]


@lru_cache(maxsize=1)
def load_argument_words() -> ArgumentWords:
    """Read the words, once."""
    return read_lexicon("arguments", ArgumentWords)


def is_somebody(noun: Token) -> bool:
    """Whether a noun means people whatever lists of actors know: "cook" in "the bishop's cook"."""
    word = noun.lemma_.lower()
    return word in load_argument_words().kin or word in load_apposed_names().persons


def goes_on_with(noun: Token) -> bool:
    """ "pressed on with its | bombing |", "carried on with | air strikes |": whoever does so does them now."""
    verb = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "with":
        return False
    if verb.lemma_ not in load_argument_words().goes_on:
        return False
    return any(t.lower_ in ("on", "ahead", "forward") for t in verb.rights if t.i < noun.head.i)


def is_anothers_to_end(verb: Token) -> bool:
    """ "failed to stop the massacre", "tried to halt the attack": who tries to end it has not begun it."""
    words = load_argument_words()
    is_end = verb.lemma_ in words.ends and verb.dep_ == "xcomp"
    return is_end and verb.head.lemma_ in words.tries_in_vain


def is_hour(noun: Token) -> bool:
    """ "At the same time, a bomb went off", "at dawn": when it was done, and to nothing."""
    return noun.head.lower_ == "at" and noun.lemma_.lower() in load_argument_words().hours
