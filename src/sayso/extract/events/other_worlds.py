"""Sentences of another world: sport, markets, stages, laboratories and weather, where the words of politics mean less.

Comes in: a reading, its mentions, the sentences that hold triggers. Goes out: those of them that are plainly of such a
field and in which nobody stands who makes war or politics. Words and fields are data (lexicons/other-worlds.yaml).
Figures of speech in other sentences are not seen here: that is non_events.py, and the event tagger where there is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set

from sayso.extract.events.at_games import is_at_a_game
from sayso.extract.events.triggers import Trigger, read_forms
from sayso.extract.events.verbal_events import VerbalEvent
from sayso.extract.events.world_lexicon import Worlds
from sayso.model import Mention
from sayso.nlp.readings import Reading

# So many different words of one field make a sentence one of it.
_LEAST = 2


def without_other_worlds(
    reading: Reading,
    mentions: Sequence[Mention],
    triggers: list[Trigger],
    verbal: list[VerbalEvent],
    worlds: Worlds,
) -> tuple[list[Trigger], list[VerbalEvent]]:
    """The triggers and verbal events that do not stand in a sentence of another world.

    "The club's owner rejected a takeover bid" → none; "The army rejected the club's offer of its stadium" → rejected
    """
    starts = [sentence.start for sentence in reading.sentences]
    at = {event.token.i: starts[bisect_right(starts, event.token.i) - 1] for event in verbal}
    asked = {trigger.sentence for trigger in triggers} | set(at.values())
    other = _find_other(reading, mentions, asked, worlds)
    return (
        [t for t in triggers if t.sentence not in other or _stays(t, worlds)],
        [event for event in verbal if at[event.token.i] not in other],
    )


def without_new_in_other_worlds(
    reading: Reading,
    mentions: Sequence[Mention],
    triggers: list[Trigger],
    known: Sequence[Trigger],
    worlds: Worlds,
    disputed: Set[int] = frozenset(),
) -> list[Trigger]:
    """The same of triggers some of which were known, and judged, before; what somebody is charged with stays.

    "The captain led the squad which torched two houses, prosecutors say": no sport.
    """
    kinds = {trigger.token.i: trigger.kind for trigger in known}
    new = [t for t in triggers if kinds.get(t.token.i) is not t.kind and t.token.i not in disputed]
    kept, _ = without_other_worlds(reading, mentions, new, [], worlds)
    return [t for t in triggers if t not in new or t in kept] if len(kept) < len(new) else triggers


def _stays(trigger: Trigger, worlds: Worlds) -> bool:
    return trigger.kind.name in worlds.stays or is_at_a_game(trigger.token, worlds.at_games)


def _find_other(
    reading: Reading, mentions: Sequence[Mention], asked: set[int], worlds: Worlds
) -> set[int]:
    found: set[int] = set()
    if not asked:
        return found
    forms = reading.once(read_forms)
    for sentence in reading.sentences:
        if sentence.start not in asked:
            continue
        rows = forms[sentence.start : sentence.end]
        here = {form for row in rows for form in row}
        fields = [
            field
            for field, words, sure in worlds.fields
            if not words.isdisjoint(here) and _is_of(rows, words, sure)
        ]
        if not fields:
            continue
        if any(lemma in worlds.arms or lower in worlds.arms for lemma, lower in rows):
            fields = [field for field in fields if not field.kept_by_arms]
        first, last = sentence.start_char, sentence.end_char
        kinds = {m.kind for m in mentions if first <= m.head.start < last and not m.is_pronoun}
        if any(kinds.isdisjoint(field.kept_by) for field in fields):
            found.add(sentence.start)
    return found


def _is_of(rows: Sequence[Sequence[int]], words: frozenset[int], sure: frozenset[int]) -> bool:
    here = {lower for lemma, lower in rows if lemma in words or lower in words}
    return len(here) >= _LEAST or any(lemma in sure or lower in sure for lemma, lower in rows)
