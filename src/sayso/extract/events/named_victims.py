"""Victims that a sentence of their own names: "Gunmen killed two men. The victims were identified as Leo Paz and …"

Comes in: the deeds of a report, as events and as drafts. Goes out: the same events; those who are named were hit, too,
in the last deed before that did so to people. Names in the sentence of the deed itself are found in listed.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.deed_drafts import DeedDraft
from sayso.extract.events.event_mentions import MentionIndex, actor_ids, make_arguments
from sayso.extract.events.listed import told_to_be
from sayso.extract.events.names_in_a_row import rest_of_row
from sayso.model import Event
from sayso.nlp.readings import Reading
from sayso.nlp.word_places import find_words

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_DONE = frozenset({"happened", "historical"})
_THEY = frozenset({"they", "he", "she"})
# How many paragraphs back the deed may stand.
_REACH = 2


def with_named_victims(
    reading: Reading, events: list[Event], drafts: Sequence[DeedDraft], known: MentionIndex
) -> list[Event]:
    """ "The victims were identified as Leo Paz, a baker, and Ana Roa." → recipients of the killing told before

    Also "They are Leo Paz and Ana Roa.", where they were hit.
    """
    fates = load_argument_words().fates_of_victims
    told = list(events)
    for noun in find_words(reading.doc, fates.keys() | _THEY):
        subject = noun.head if noun.dep_ == "amod" else noun  # "the wounded reporters are"
        names = told_to_be(subject) if subject.dep_ in _SUBJECTS else []
        if not names:
            continue
        names += [t for t in rest_of_row(names[-1], subject) if t not in names]
        if noun.lower_ in _THEY:
            at = _last_befallen(noun, told, known)
        else:
            at = _deed_before(noun, drafts, reading, fates[noun.lower_])
        if at is None or told[at].status not in _DONE:
            continue
        added = make_arguments(reading, "recipient", names, known)
        added = [a for a in added if a.of not in {b.of for b in told[at].arguments}]
        ids = [i for i in actor_ids(added, known) if i not in told[at].recipients]
        told[at] = replace(
            told[at],
            arguments=(*told[at].arguments, *added),
            recipients=(*told[at].recipients, *ids),
        )
    return told


def _last_befallen(pronoun: Token, events: Sequence[Event], known: MentionIndex) -> int | None:
    """ "wounding four people. They are Ana Roa and …": the last violence before that befell those who are meant."""
    mention = known.at(pronoun)
    who = mention.actor if mention is not None else None
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if (
            event.trigger.start < pronoun.idx
            and event.type == "ASSAULT"
            and who in event.recipients
        ):
            return at
    return None


def _deed_before(
    noun: Token, drafts: Sequence[DeedDraft], reading: Reading, families: frozenset[str]
) -> int | None:
    """The last deed before of one of these families that is not told by the noun itself."""
    here = reading.paragraph_at(noun.idx)
    for at in range(len(drafts) - 1, -1, -1):
        trigger = drafts[at].trigger
        if trigger.token.i >= noun.left_edge.i or trigger.kind.family not in families:
            continue
        is_near = here - reading.paragraph_at(trigger.token.idx) <= _REACH
        return at if is_near and drafts[at].roles.recipients else None
    return None
