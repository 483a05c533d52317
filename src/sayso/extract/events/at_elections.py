"""Contests of candidates: "Cruz has captured Texas", "the two are battling for second place".

Comes in: a reading, its triggers and the words of `lexicons/at-elections.yaml`. Goes out: the triggers without those
that a report on an election means of votes. What is done there to people, by states or with arms, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import children_of_agent, patients, surface_subjects
from sayso.extract.grammar.voice import children, is_verb
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.readings import Reading
from sayso.nlp.word_places import find_words

_STATES = frozenset({"GPE", "NORP", "DATE"})
_VIOLENT = frozenset({"ASSAULT", "COERCE"})


class AtElections(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `at-elections.yaml`."""

    least: int
    margin: int
    campaign: frozenset[str]
    armed: frozenset[str]
    contests: frozenset[str]
    people: frozenset[str]


@lru_cache(maxsize=1)
def load_at_elections() -> AtElections:
    """Read the words, once."""
    return read_lexicon("at-elections", AtElections)


def without_contests(
    reading: Reading, triggers: list[Trigger], lexicon: EventLexicon
) -> list[Trigger]:
    """The triggers of a report without the contests of candidates.

    "… primary voters … delegates … Ted Cruz has captured Texas." → none; "supporters attacked a protester" → attacked
    """
    words = load_at_elections()
    asked = [t for t in triggers if t.kind.type in _VIOLENT and t.token.lemma_ in words.contests]
    if not asked or not _is_of_election(reading, words):
        return triggers
    gone = {t.token.i for t in asked if not _hits_somebody(t.token, words, lexicon)}
    return [t for t in triggers if t.token.i not in gone or t.kind.type not in _VIOLENT]


def _is_of_election(reading: Reading, words: AtElections) -> bool:
    campaign = len(find_words(reading.doc, words.campaign))
    return campaign >= words.least and campaign >= words.margin * len(
        find_words(reading.doc, words.armed)
    )


def _hits_somebody(token: Token, words: AtElections, lexicon: EventLexicon) -> bool:
    """Whether arms are told of in its sentence, or people for whom nobody votes are hit."""
    control, forces = lexicon.statuses.object_control, lexicon.classes["force"]
    doers = surface_subjects(token, control) if is_verb(token) else []
    hit: Sequence[Token] = patients(token, control) if is_verb(token) else []
    described = children(token, "compound", "amod", "nmod", "nummod")
    if any(t.lemma_.lower() in words.people for t in (*hit, *doers)):
        return True
    if any(t.ent_type_ in _STATES for t in (*doers, *children_of_agent(token), *described)):
        return True  # "captured by Israel", "the Sept. 11 attacks"
    arms = lexicon.statuses.weapons
    return any(t.lemma_.lower() in forces for t in doers) or any(
        t.lower_ in words.armed or t.lemma_.lower() in arms for t in token.sent if t != token
    )
