"""Chains: which mentions of a report mean the same actor.

Comes in: a reading and its mentions, some with an actor. Goes out: the same mentions, each with a `chain`.
Rules with more weight on being right than on joining all: known actors, repeated and shortened names, letters in
brackets, appositions, bodies named again ("the ministry"), and pronouns by gender, number, clause and nearness.
Does not know who anybody is (extract/actors/actors.py); the rules are in the modules that are asked in turn.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sayso.model import Mention
from sayso.nlp.appositions import (
    find_apposed,
    find_between_dashes,
    find_disguised,
    find_right_before,
)
from sayso.nlp.chains import ARMED, Chain, Seen, is_by_name
from sayso.nlp.chains_so_far import ChainsSoFar
from sayso.nlp.coreference_words import CoreferenceWords, load_coreference_words
from sayso.nlp.only_some import are_dead, is_some
from sayso.nlp.pronouns import find_meant
from sayso.nlp.readings import Reading
from sayso.nlp.taken_for import is_taken
from sayso.nlp.told_again import find_described, find_named
from sayso.nlp.told_of import is_harmed


def link_mentions(
    reading: Reading,
    mentions: tuple[Mention, ...],
    words: CoreferenceWords | None = None,
    genders: Mapping[str, str] | None = None,
) -> tuple[Mention, ...]:
    """Join the mentions into chains; `genders` are those of actors known by their ids.

    "Ann Poe met Kofi Annan. She said the ministry …" → c1: Ann Poe, She; c2: Kofi Annan; c3: the ministry
    """
    chains = _link(mentions, ChainsSoFar(reading, words or load_coreference_words(), genders or {}))
    numbers = {id(chain): f"c{n}" for n, chain in enumerate(dict.fromkeys(chains), 1)}
    return tuple(
        replace(mention, chain=numbers[id(chain)])
        for mention, chain in zip(mentions, chains, strict=True)
    )


def _link(mentions: tuple[Mention, ...], so_far: ChainsSoFar) -> list[Chain]:
    """The chain of each mention. Those who say "we" come last: the speaker may be named after the quotation."""
    speakers = so_far.words.pronouns["speaker"]
    late = [m.is_pronoun and m.span.exact.lower() in speakers for m in mentions]
    found: dict[int, Chain] = {}
    for i in sorted(range(len(mentions)), key=late.__getitem__):
        found[i] = _chain_of(so_far.see(mentions[i]), so_far)
    return [found[i] for i in range(len(mentions))]


def _chain_of(seen: Seen, so_far: ChainsSoFar) -> Chain:
    mention = seen.mention
    disguised = find_disguised(seen, so_far) if mention.kind in ARMED else None
    if disguised is not None:
        return disguised  # "rebels disguised as police": the rebels, and not the police of later
    chain = find_meant(seen, so_far) if mention.is_pronoun else _antecedent(seen, so_far)
    if chain is None or _is_its_state(chain, mention):
        chain = Chain(kind=mention.kind, is_some=is_some(seen))
    so_far.add(chain, seen)
    chain.is_harmed = chain.is_harmed or is_harmed(seen, so_far)
    chain.is_taken = chain.is_taken or is_taken(seen, so_far)
    chain.are_dead = chain.are_dead or (chain.is_some and are_dead(seen, so_far.words))
    return chain


def _antecedent(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    mention = seen.mention
    actor = mention.actor
    if (disguised := find_disguised(seen, so_far)) is not None:
        return disguised
    if actor is not None and not actor.startswith("role:"):
        return so_far.by_actor.get(actor) or find_apposed(seen, so_far) or find_named(seen, so_far)
    if is_by_name(seen):
        return (
            find_named(seen, so_far)
            or find_right_before(seen, so_far)
            or find_apposed(seen, so_far)
        )
    return (
        find_apposed(seen, so_far)
        or find_between_dashes(seen, so_far)
        or find_described(seen, so_far)
    )


def _is_its_state(chain: Chain, mention: Mention) -> bool:
    """ "the Socialist Party of Peru": Peru is in the party's name, and not the party."""
    if mention.kind != "state" or chain.last is None:
        return False
    whole = chain.last.mention.span
    return whole.start < mention.span.start and mention.span.end <= whole.end
