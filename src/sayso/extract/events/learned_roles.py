"""Weigh the rules' word on who did a deed and to whom against the learned role tagger's.

Comes in: a report's events, its mentions, and the tagger's scores. Goes out: the same events; of some, whom the rules
took for a recipient is gone ("EU urges calm in Maputo": where, not whom), or somebody is added whom they had not found
("Opposition boycotts Togo vote"). Finds no events, and changes nothing where there are no scores.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from spacy.tokens import Token

from sayso.extract.attribution.tagger import Scored
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_mentions import OWN, phrase_of
from sayso.extract.events.role_tagger import RoleTagger, score_roles
from sayso.extract.events.role_weights import RoleWeights
from sayso.extract.grammar.trees import Tree, head_of, read_tree
from sayso.model import Argument, Event, EventType, Findings, Mention, Span
from sayso.nlp.readings import Reading

Role = Literal["actor", "recipient"]
Scores = Mapping[int, NDArray[np.float32]]

# The roles in the order of the tagger's scores.
ROLES: tuple[Role, ...] = ("actor", "recipient")
_FIELDS: Mapping[Role, str] = {"actor": "actors", "recipient": "recipients"}
_TAKEN = frozenset({"actor", "recipient", "broker", "means", "place"})
_HIT = frozenset({"recipient", "target"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "dative"})
_NOWHERE = -1
# The ids of actors of this report alone begin so.
_UNNAMED = "doc:"
# What stands so in a phrase is a part of it.
_PARTS = frozenset({"amod", "poss", "compound", "nmod", "conj", "appos"})


def weigh_roles(
    tagger: RoleTagger, reading: Reading, findings: Findings, windows: Sequence[Scored]
) -> tuple[Event, ...]:
    """The events with their roles as rules and tagger together have them."""
    tree = read_tree(reading)
    heads = [_head(tree, event.trigger) for event in findings.events]
    types: dict[int, EventType] = {}
    for event, head in zip(findings.events, heads, strict=True):
        if head != _NOWHERE:
            types.setdefault(head, event.type)
    scores = score_roles(tagger, windows, tree, types)
    weighing = Weighing(reading, tree, findings.mentions, tagger.weights)
    return tuple(
        weighing.weigh(event, scores[head]) if head in scores else event
        for event, head in zip(findings.events, heads, strict=True)
    )


class Weighing:
    """The mentions of a report by their heads, and the thresholds."""

    def __init__(
        self, reading: Reading, tree: Tree, mentions: Iterable[Mention], weights: RoleWeights
    ) -> None:
        self.reading, self.tree, self.weights = reading, tree, weights
        self.by_id = {m.id: m for m in mentions}
        self.by_head = {
            head: m
            for m in self.by_id.values()
            if (head := reading.token_at.get(m.head.start)) is not None
        }

    def weigh(self, event: Event, scores: Scores) -> Event:
        """One event with both roles weighed."""
        for n, role in enumerate(ROLES):
            event = self._without(event, role, {t: float(row[n]) for t, row in scores.items()})
        for n, role in enumerate(ROLES):
            event = self._with(event, role, {t: float(row[n]) for t, row in scores.items()})
        return self._with_thing(event, {t: float(row[1]) for t, row in scores.items()})

    def _without(self, event: Event, role: Role, scores: Mapping[int, float]) -> Event:
        """What the tagger is sure of that it fills no such role goes; whoever another word names stays."""
        if event.type in self.weights.as_ruled:
            return event
        least = self.weights.keep[role]
        out = [
            a
            for a in event.arguments
            if a.role == role
            and self._score_of(a, scores, least) < least
            and not self._is_plain(event, a)
        ]
        if not out:
            return event
        kept = tuple(a for a in event.arguments if a not in out)
        named = {self._actor_of(a) for a in kept if a.role == role}
        gone = {self._actor_of(a) for a in out} - named
        ids = tuple(i for i in getattr(event, _FIELDS[role]) if i not in gone)
        return replace(event, arguments=kept, **{_FIELDS[role]: ids})

    def _with(self, event: Event, role: Role, scores: Mapping[int, float]) -> Event:
        """Whom the tagger is sure of joins those found, the surest first."""
        if event.type in self.weights.as_ruled:
            return event
        is_denied = event.status == "negated"
        if role == "actor" and (is_denied or event.type in self.weights.doers_as_ruled):
            return event
        ids: tuple[str, ...] = getattr(event, _FIELDS[role])
        words = any(a.role == role for a in event.arguments)
        least = self.weights.add[role] if ids or words else self.weights.add_if_none[role]
        found = [
            (scores[head], mention)
            for head, mention in self.by_head.items()
            if scores.get(head, least) > least
        ]
        for _, mention in sorted(found, key=lambda pair: -pair[0]):
            if mention.actor is not None and self._is_new(event, mention):
                argument = Argument(role=role, span=mention.span, of=mention.id)
                ids = (*getattr(event, _FIELDS[role]), mention.actor)
                event = replace(
                    event, arguments=(*event.arguments, argument), **{_FIELDS[role]: ids}
                )
        return event

    def _with_thing(self, event: Event, scores: Mapping[int, float]) -> Event:
        """ "Belarus shuts last independent paper": what no mention names was hit, if nobody and nothing else was."""
        if event.recipients or any(a.role in _HIT for a in event.arguments):
            return event
        if event.type in load_argument_words().done_to_somebody:
            return event
        things = [t for t in scores if t not in self.by_head and self.reading.doc[t].pos_ in _NOUNS]
        best = max(things, key=lambda t: scores[t], default=None)
        if best is None or scores[best] <= self.weights.add_thing:
            return event
        span = phrase_of(self.reading, self.reading.doc[best])
        if self._is_taken(event, span):
            return event
        added = (Argument(role="recipient", span=span), Argument(role="target", span=span))
        return replace(event, arguments=(*event.arguments, *added), target=span.exact)

    def _is_new(self, event: Event, mention: Mention) -> bool:
        """Whether a mention's actor has no role yet, and it shares no word with an argument that has one."""
        if mention.actor in (*event.actors, *event.recipients, *event.brokers):
            return False
        if mention.span.exact.lower().startswith(OWN):
            return False  # "recalled its ambassador"
        return not self._is_taken(event, mention.span)

    def _is_taken(self, event: Event, span: Span) -> bool:
        """Whether a phrase shares a word with one that has a role in the event, or with its trigger."""
        taken = [a.span for a in event.arguments if a.role in _TAKEN]
        return any(s.start < span.end and span.start < s.end for s in (event.trigger, *taken))

    def _is_plain(self, event: Event, argument: Argument) -> bool:
        """Whether somebody is known by name, a pronoun, or plainly what the trigger is done to: they stay.

        Labels have the fullest phrase that stands near, so that the tagger thinks little of pronouns. States and bodies
        that concern a deed loosely ("disapproval for the United States' policies") are what country pairs are made of.
        """
        token, trigger = self._head_of(argument), _head(self.tree, event.trigger)
        mention = self.by_id.get(argument.of or "")
        if mention is None or token == _NOWHERE:
            return False
        if mention.is_pronoun or not (mention.actor or _UNNAMED).startswith(_UNNAMED):
            return True
        word = self.reading.doc[token]
        while word.dep_ in _PARTS:
            word = word.head
        return word.dep_ in _OBJECTS and word.head.i == trigger

    def _score_of(self, argument: Argument, scores: Mapping[int, float], unknown: float) -> float:
        """The highest score on the way from an argument's head to the noun that it belongs to.

        "imports of [Norwegian] salmon", "the ministers of Turkey and [Greece]": labels name the whole by its head.
        """
        head = self._head_of(argument)
        best = scores.get(head, unknown)
        token = self.reading.doc[head] if head != _NOWHERE else None
        while token is not None and (token := _whole_of(token)) is not None:
            best = max(best, scores.get(token.i, best))
        return best

    def _head_of(self, argument: Argument) -> int:
        mention = self.by_id.get(argument.of or "")
        if mention is not None:
            return self.reading.token_at.get(mention.head.start, _NOWHERE)
        return _head(self.tree, argument.span)

    def _actor_of(self, argument: Argument) -> str | None:
        mention = self.by_id.get(argument.of or "")
        return None if mention is None else mention.actor


def _whole_of(token: Token) -> Token | None:
    """What a noun or adjective describes, is joined to, or stands behind; None where it stands for itself."""
    if token.dep_ in _PARTS:
        return token.head
    if token.dep_ == "pobj" and token.head.head.pos_ in _NOUNS:
        return token.head.head
    return None


def _head(tree: Tree, span: Span) -> int:
    """The token that heads a span of the text."""
    first, end = (bisect_left(tree.starts, place) for place in (span.start, span.end))
    tokens = [*range(first, end)]
    return head_of(tree, tokens) if tokens else _NOWHERE
