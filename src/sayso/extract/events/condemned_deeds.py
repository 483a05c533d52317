"""Whom a condemnation is of: who did the deed that it names, and never those to whom it was done.

Comes in: the cue of an ACCUSE event, the deeds of its report by their tokens, and whom it was taken to concern. Goes
out: whom it charges. "criticised the government over the arrests" names no deed but those who are criticised: it stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Argument, Event


def whose_deed(
    cue: Token, deeds: Mapping[int, Event], concerned: list[Argument], speakers: tuple[str, ...]
) -> tuple[list[Argument], tuple[str, ...] | None]:
    """The words for whom a condemnation is of, and their actors; None where no deed tells them.

    "Bonn condemned the arrest of two editors by the police" → the police; "condemned their arrest" → nobody. Who
    stands before the deed's noun may be whose it was, who stands behind it is whom it befell, or where.
    """
    found = [event for token in _things(cue) if (event := deeds.get(token.i)) is not None]
    doers = tuple(dict.fromkeys(a for e in found for a in e.actors if a not in speakers))
    if not found:
        return concerned, None
    done = [a for event in found for a in event.arguments if a.role == "actor"]
    if doers:
        return [replace(argument, role="recipient") for argument in done], doers
    first = min(event.trigger.start for event in found)
    return [a for a in concerned if a.span.end <= first], None


def _things(cue: Token) -> list[Token]:
    """What is condemned: "condemned the arrest and the trial", "criticism of the ban", "the raid was condemned"."""
    things = children(cue, "dobj", "nsubjpass") if is_verb(cue) else objects_of(cue, ("of",))
    return [one for thing in things for one in (thing, *thing.conjuncts)]
