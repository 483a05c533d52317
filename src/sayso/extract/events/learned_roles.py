"""Weigh the rules' word on who did a deed and to whom against the learned role tagger's.

Comes in: a report's events, its mentions, and the tagger's scores. Goes out: the same events; of some, whom the rules
took for a recipient is gone ("the voivode might station mounted police at the pits"), or somebody is added whom they
had not found ("phoned Aliyev to express regret"). Finds no events, and changes nothing where there are no scores.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from sayso.extract.attribution.tagger import Scored
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
_TAKEN = frozenset({"actor", "recipient", "broker", "means"})
_NOWHERE = -1


def weigh_roles(
    tagger: RoleTagger, reading: Reading, findings: Findings, windows: Sequence[Scored]
) -> tuple[Event, ...]:
    """The events with their roles as rules and tagger together have them."""
    tree = read_tree(reading)
    heads = [_head(tree, event.trigger) for event in findings.events]
    types: dict[int, EventType] = {}
    for event, head in zip(findings.events, heads, strict=True):
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
        return event

    def _without(self, event: Event, role: Role, scores: Mapping[int, float]) -> Event:
        """What the tagger is sure of that it fills no such role goes; whoever another word names stays."""
        least = self.weights.keep[role]
        out = [
            a
            for a in event.arguments
            if a.role == role and scores.get(self._head_of(a), least) < least
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
        ids: tuple[str, ...] = getattr(event, _FIELDS[role])
        words = any(a.role == role for a in event.arguments)
        least = self.weights.add[role] if ids or words else self.weights.add_if_none[role]
        found = [
            (scores[head], mention)
            for head, mention in self.by_head.items()
            if scores.get(head, least) > least
        ]
        for _, mention in sorted(found, key=lambda pair: -pair[0]):
            if self._is_new(event, mention):
                argument = Argument(role=role, span=mention.span, of=mention.id)
                ids = (*getattr(event, _FIELDS[role]), mention.actor)
                event = replace(
                    event, arguments=(*event.arguments, argument), **{_FIELDS[role]: ids}
                )
        return event

    def _is_new(self, event: Event, mention: Mention) -> bool:
        """Whether a mention is of an actor without any role, and shares no word with an argument that has one."""
        if mention.actor is None or mention.actor in (
            *event.actors,
            *event.recipients,
            *event.brokers,
        ):
            return False
        taken = [a.span for a in event.arguments if a.role in _TAKEN]
        return not any(
            span.start < mention.span.end and mention.span.start < span.end for span in taken
        )

    def _head_of(self, argument: Argument) -> int:
        mention = self.by_id.get(argument.of or "")
        if mention is not None:
            return self.reading.token_at.get(mention.head.start, _NOWHERE)
        return _head(self.tree, argument.span)

    def _actor_of(self, argument: Argument) -> str | None:
        mention = self.by_id.get(argument.of or "")
        return None if mention is None else mention.actor


def _head(tree: Tree, span: Span) -> int:
    """The token that heads a span of the text."""
    first, end = (bisect_left(tree.starts, place) for place in (span.start, span.end))
    tokens = [*range(first, end)]
    return head_of(tree, tokens) if tokens else _NOWHERE
