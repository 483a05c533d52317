"""Records by country: who did what to whom, as event data sets code it (PLOVER; one country code for each side).

Comes in: a report and the policy `records.yaml`. Goes out: one record for each foreground event, with the codes of both
sides and how each was come by: from the actor itself, from the words that describe a target, from the place, from the
other side (a domestic event), or from the only country that the report speaks of. A lossy view: the events stay as they
are, and nothing inferred here becomes a claim.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import msgspec

from sayso.extract.actors import find_home
from sayso.extract.plover import plover_type
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Actor, ActorKind, Argument, Event, EventType, Report, Span, Status

Basis = Literal["actor", "sentence", "words", "place", "other side", "report"]

# "ethnic Turkish villagers" are no villagers of Turkey's.
_MINORITY = "ethnic "
_SENTENCE_END = re.compile(r"(?<![A-Z.])[.!?][\"'”’)\]]*\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n")


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


class PloverRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An event as a record: its PLOVER type in view of its status, and the sides by country."""

    event: str
    type: EventType
    mode: str | None
    sources: tuple[Side, ...]
    targets: tuple[Side, ...]


def load_record_policy() -> RecordPolicy:
    return read_lexicon("records", RecordPolicy)


def make_plover_records(report: Report, policy: RecordPolicy) -> list[PloverRecord]:
    """The records of a report, the most prominent first.

    "Kenyan police arrested eleven activists in Kisumu." → COERCE, KEN by actor, KEN by other side
    """
    view = _View(report, policy)
    told = [event for event in report.events if event.same_as is None]
    told = [e for e in told if view.words_about(e) is None and not view.is_aim(e)]
    ordered = sorted(told, key=lambda event: (view.depth(event), event.trigger.start))
    records = [(event, record) for event in ordered if (record := view.record(event))]
    return [record for event, record in records if view.is_foreground(event, record, records)]


class _View:
    """One report, looked at by country."""

    def __init__(self, report: Report, policy: RecordPolicy) -> None:
        self.report = report
        self.policy = policy
        self.actors = {actor.id: actor for actor in report.actors}
        self.places = {place.id: place for place in report.places}
        self.mentions = {mention.id: mention for mention in report.mentions}

    @cached_property
    def ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.report.document.text)]

    def sentence(self, position: int) -> int:
        """The number of the sentence that a position lies in."""
        return bisect_right(self.ends, position)

    @cached_property
    def matter(self) -> dict[str, list[Event]]:
        """Event of words → what it is about, in text order."""
        found: dict[str, list[Event]] = {}
        for event in self.report.events:
            if (words := self.words_about(event)) is not None:
                found.setdefault(words.id, []).append(event)
        return found

    @cached_property
    def contents(self) -> dict[str | None, tuple[Span, ...]]:
        return {a.id: a.content for a in self.report.attributions}

    def depth(self, event: Event) -> int:
        """How many attributions' contents an event's words stand in."""
        at = event.trigger.start
        return sum(
            span.start <= at < span.end
            for attribution in self.report.attributions
            for span in attribution.content
        )

    @cached_property
    def by_sentence(self) -> dict[int, list[Event]]:
        found: dict[int, list[Event]] = {}
        for event in self.report.events:
            found.setdefault(self.sentence(event.trigger.start), []).append(event)
        return found

    def neighbours(self, event: Event) -> list[Event]:
        """The events of the same sentence, this one among them."""
        return self.by_sentence[self.sentence(event.trigger.start)]

    def words_about(self, event: Event) -> Event | None:
        """The event of words whose matter a deed is: in "accused Chad of arming rebels" the accusation, of the arming.

        What is only promised, demanded or threatened is the promise's matter without a content, too.
        """
        coded = plover_type(event)
        for other in self.neighbours(event):
            if other.type not in self.policy.word_types or not self._is_before(other, event):
                continue
            if event.attribution is not None and event.attribution == other.attribution:
                continue
            is_same = event.status in self.policy.undone and plover_type(other) == coded
            if is_same or self._is_inside(event, other):
                return other
        return None

    def _is_before(self, other: Event, event: Event) -> bool:
        start, end = other.trigger.end, event.trigger.start
        return start <= end and self.sentence(start) == self.sentence(end)

    def is_aim(self, event: Event) -> bool:
        """ "marched to demand reforms", "telephoned her to discuss the truce": what a deed was done for."""
        if event.status not in self.policy.undone:
            return False
        before = self.report.document.text[: event.trigger.start].split()[-1:]
        is_infinitive = before == ["to"] or event.trigger.exact.startswith("to ")
        return is_infinitive and any(
            self._is_before(other, event)
            for other in self.neighbours(event)
            if other.status not in self.policy.undone
        )

    def _is_inside(self, event: Event, other: Event) -> bool:
        contents = self.contents.get(other.attribution, ())
        return any(span.start <= event.trigger.start < span.end for span in contents)

    def record(self, event: Event) -> PloverRecord | None:
        coded = plover_type(event)
        if coded is None:
            return None
        told = [event, *(e for e in self.report.events if e.same_as == event.id)]
        matter = self.matter.get(event.id, [])
        sources = self._named(told, "actor")
        targets = (
            self._told_recipients(coded, told, matter)
            or self._described(told)
            or self._described(matter)
        )
        sources = sources or self._source_by_rule(event, targets)
        if len(sources) > 1 and coded in self.policy.mutual_types:
            targets = (
                targets if _is_named(targets) and not _codes(targets) <= _codes(sources) else ()
            )
        elif not targets:
            targets = self._target_by_rule(event, [*told, *matter], sources)
        return PloverRecord(
            event=event.id,
            type=coded,
            mode=event.modes[0] if event.modes else None,
            sources=sources,
            targets=targets,
        )

    def is_foreground(
        self,
        event: Event,
        record: PloverRecord,
        records: Sequence[tuple[Event, PloverRecord]],
    ) -> bool:
        """A record that lacks a side gives way to one of its sentence that has both, one without sides to any."""
        at = self.sentence(event.trigger.start)
        beside = [(e, other) for e, other in records if self.sentence(e.trigger.start) == at]
        known = _sides_known(record)
        best = max(_sides_known(other) for _, other in beside)
        if known < best:
            return False
        first = next(e for e, other in beside if _sides_known(other) == best)
        return first == event or (known > 0 and not self._is_subordinate(event, first))

    def _is_subordinate(self, event: Event, first: Event) -> bool:
        """ "closed the border because of fighting between …", "to Chad, which is preparing …"."""
        between = self.report.document.text[first.trigger.end : event.trigger.start].lower()
        return not self.policy.subordinators.isdisjoint(re.findall(r"[a-z]+", between))

    # sides

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


def _sides_known(record: PloverRecord) -> int:
    return bool(record.sources) + bool(record.targets)


def _sides(codes: Sequence[str | None], by: Basis) -> tuple[Side, ...]:
    return tuple(Side(code=code, by=by) for code in dict.fromkeys(codes) if code)
