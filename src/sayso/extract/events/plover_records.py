"""Records by country: who did what to whom, as event data sets code it (PLOVER; one country code for each side).

Comes in: a report and the policy `records.yaml`. Goes out: one record for each event that a sentence tells in its
foreground, with the codes of both sides and how each was come by (record_sides.py). A lossy view: the events stay as
they are, and nothing inferred here becomes a claim.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

import msgspec

from sayso.extract.events.plover import plover_type
from sayso.extract.events.record_sides import RecordPolicy, Side, SideFinder, load_record_policy
from sayso.model import Event, EventType, Report, Span

__all__ = ["PloverRecord", "RecordPolicy", "Side", "load_record_policy", "make_plover_records"]

_SENTENCE_END = re.compile(r"(?<![A-Z.])[.!?][\"'”’)\]]*\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n")
# The same for a text that has lost its capitals; "u.s." and initials end nothing.
_UNCAPPED_END = re.compile(r"(?<!\b\w)[.!?][\"'”’)\]]*\s+|\n\s*\n")


class PloverRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An event as a record: its PLOVER type in view of its status, and the sides by country."""

    event: str
    type: EventType
    mode: str | None
    sources: tuple[Side, ...]
    targets: tuple[Side, ...]


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
        self.sides = SideFinder(report, policy, self.sentence)
        self.same: dict[str, list[Event]] = {}
        for event in report.events:
            if event.same_as is not None:
                self.same.setdefault(event.same_as, []).append(event)

    @cached_property
    def ends(self) -> list[int]:
        text = self.report.document.text
        pattern = _SENTENCE_END if any(c.isupper() for c in text) else _UNCAPPED_END
        return [match.end() for match in pattern.finditer(text)]

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

    def record(self, event: Event) -> PloverRecord | None:
        coded = plover_type(event)
        if coded is None:
            return None
        told = [event, *self.same.get(event.id, ())]
        sources, targets = self.sides.find_sides(event, told, self.matter.get(event.id, []), coded)
        return PloverRecord(
            event=event.id,
            type=coded,
            mode=event.modes[0] if event.modes else None,
            sources=sources,
            targets=targets,
        )


def _sides_known(record: PloverRecord) -> int:
    return bool(record.sources) + bool(record.targets)
