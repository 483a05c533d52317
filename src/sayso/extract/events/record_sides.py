"""The two sides of a record by country: a code for each actor, and what stands in for one that is not told.

Comes in: an event with what belongs to it, and the policy `records.yaml`. Goes out: codes, each with how it was come
by: from the actor itself, from the words that describe a target, from the place, from the other side (at home), or from
the only country that the report speaks of. Does not decide which events make records (plover_records.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from sayso.extract.actors.opening_places import find_home
from sayso.extract.events.plover import plover_type
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Actor, ActorKind, Argument, Event, EventType, Report, Status

Basis = Literal["actor", "sentence", "words", "place", "other side", "report"]

# "ethnic Turkish villagers" are no villagers of Turkey's.
_MINORITY = "ethnic "


class RecordPolicy(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `records.yaml`."""

    role_codes: dict[str, str]
    border_codes: dict[str, str]
    kind_codes: dict[ActorKind, str]
    local_kinds: frozenset[ActorKind]
    place_types: frozenset[EventType]
    domestic_types: frozenset[EventType]
    word_types: frozenset[EventType]
    undone: frozenset[Status]
    subordinators: frozenset[str]
    sole_types: frozenset[EventType]
    home_types: frozenset[EventType]
    mutual_types: frozenset[EventType]
    shared_types: frozenset[EventType]
    foe_kinds: frozenset[ActorKind]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One code of one side: "KEN" by "actor"; `by` tells how it was come by."""

    code: str
    by: Basis


def load_record_policy() -> RecordPolicy:
    return read_lexicon("records", RecordPolicy)


class SideFinder:
    """The sides of the events of one report; `sentence` gives the number of the sentence at a position."""

    def __init__(
        self, report: Report, policy: RecordPolicy, sentence: Callable[[int], int]
    ) -> None:
        self.report = report
        self.policy = policy
        self.sentence = sentence
        self.actors = {actor.id: actor for actor in report.actors}
        self.places = {place.id: place for place in report.places}

    def find_sides(
        self, event: Event, told: Sequence[Event], matter: Sequence[Event], coded: EventType
    ) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
        """Sources and targets of an event, whose tellings are `told` and which is about the events of `matter`."""
        sources = self._named(told, "actor")
        targets = (
            self._told_recipients(coded, told, matter)
            or self._described(told)
            or self._described(matter)
        )
        sources = sources or self._source_by_rule(event, targets)
        if len(sources) > 1 and coded in self.policy.mutual_types:
            is_third = _is_named(targets) and not _codes(targets) <= _codes(sources)
            return sources, targets if is_third else ()
        return sources, targets or self._target_by_rule(event, [*told, *matter], sources)

    def _told_recipients(
        self, coded: EventType, told: Sequence[Event], matter: Sequence[Event]
    ) -> tuple[Side, ...]:
        """The recipients; of an offer or a threat those of its matter, too: "to lift the ban on Iran"."""
        found, further = self._named(told, "recipient"), self._named(matter, "recipient")
        if not found:
            return further
        if coded not in self.policy.shared_types:
            return found
        return (*found, *(side for side in further if side.code not in _codes(found)))

    def _named(
        self, told: Sequence[Event], role: Literal["actor", "recipient"]
    ) -> tuple[Side, ...]:
        for event in told:
            ids = event.actors if role == "actor" else event.recipients
            sides = [
                Side(code=code, by="sentence" if actor.country_by == "sentence" else "actor")
                for actor in (self.actors[i] for i in ids if i in self.actors)
                if (code := self._code(actor))
            ]
            if sides:
                return tuple({side.code: side for side in reversed(sides)}.values())[::-1]
        return ()

    def _code(self, actor: Actor) -> str | None:
        policy = self.policy
        for role in actor.roles:
            if role in policy.role_codes:
                return policy.role_codes[role]
        if "INT" in actor.roles:
            return next(
                (policy.border_codes[r] for r in actor.roles if r in policy.border_codes), None
            )
        return actor.country or policy.kind_codes.get(actor.kind)

    def _described(self, told: Sequence[Event]) -> tuple[Side, ...]:
        """ "a Greek tanker", "rebel positions in Blue Nile state": countries within the words of a target."""
        for event in told:
            for argument in event.arguments:
                if argument.role in ("recipient", "target"):
                    found = _sides(self._countries_within(argument, event.actors), "words")
                    if found:
                        return found
        return ()

    def _countries_within(self, argument: Argument, doers: Sequence[str]) -> list[str | None]:
        span = argument.span
        codes: list[str | None] = [
            self._code(self.actors[m.actor])
            for m in self.report.mentions
            if m.actor in self.actors and m.actor not in doers
            if span.start <= m.span.start and m.span.end <= span.end
        ]
        return codes + [
            place.country
            for place in self.report.places
            if span.start <= place.span.start and place.span.end <= span.end
            if not self.report.document.text[: place.span.start].lower().endswith(_MINORITY)
        ]

    def _target_by_rule(
        self, event: Event, told: Sequence[Event], sources: tuple[Side, ...]
    ) -> tuple[Side, ...]:
        coded, own = plover_type(event), _codes(sources)
        place = next((self.places[e.place].country for e in told if e.place), None)
        is_home = self._are_local(event.actors) or self._are_local_foes(event)
        may_be_own = any(e.type in self.policy.home_types for e in told)
        if place is not None and coded in self.policy.place_types:
            return _sides([place], "place") if may_be_own or place not in own else ()
        if not is_home or not self._are_local(event.recipients):
            return ()
        is_word = event.type in self.policy.word_types
        has_words = event.recipients or any(
            a.role in ("recipient", "target") for e in told for a in e.arguments if not is_word
        )
        is_told = has_words and coded in self.policy.domestic_types
        is_domestic = is_told or any(e.type in self.policy.sole_types for e in told)
        return _sides([side.code for side in sources], "other side") if is_domestic else ()

    def _are_local_foes(self, event: Event) -> bool:
        """ "The army attacked the guerrillas": where no other country is named, its own."""
        kinds = {self.actors[i].kind for i in event.recipients if i in self.actors}
        return bool(kinds) and kinds <= self.policy.foe_kinds

    def _source_by_rule(self, event: Event, targets: tuple[Side, ...]) -> tuple[Side, ...]:
        if not event.actors or not self._are_local(event.actors):
            return ()
        place = self.places[event.place].country if event.place else None
        if place is not None:
            return _sides([place], "place")
        if len(targets) == 1 and targets[0].by in ("actor", "sentence", "words"):
            return _sides([targets[0].code], "other side")
        return _sides([find_home(self.report.places) or self._only_country(event)], "report")

    def _only_country(self, event: Event) -> str | None:
        """The only country that the sentence of an event names, in whatever use."""
        at = self.sentence(event.trigger.start)
        named = {
            place.country
            for place in self.report.places
            if place.country and self.sentence(place.span.start) == at
        }
        named |= {
            country
            for m in self.report.mentions
            if m.actor in self.actors and self.sentence(m.span.start) == at
            if (country := self.actors[m.actor].country)
        }
        return named.pop() if len(named) == 1 else None

    def _are_local(self, ids: Sequence[str]) -> bool:
        return all(self.actors[i].kind in self.policy.local_kinds for i in ids if i in self.actors)


def _codes(sides: Sequence[Side]) -> set[str]:
    return {side.code for side in sides}


def _is_named(sides: Sequence[Side]) -> bool:
    return bool(sides) and sides[0].by in ("actor", "sentence")


def _sides(codes: Sequence[str | None], by: Basis) -> tuple[Side, ...]:
    return tuple(Side(code=code, by=by) for code in dict.fromkeys(codes) if code)
