"""Our own sentences labelled with events: rows of YAML with every trigger and argument found in its text.

Comes in: a file of rows (tests/sentences/README.md tells the format). Goes out: one `EventSentence` a row: the document
as sayso reads it and its events, with spans for words. A row that is wrong raises a `UsageError` that names file, row
and words; nothing is guessed or left out. Not done here: whether the labels are right, and scoring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from sayso.evaluate.sentence_rows import (
    Spans,
    all_readable,
    find_words,
    row_document,
    sort_labelled,
)
from sayso.ingest.regions import Furniture
from sayso.model import Document, EventType, Status

# The modes that a type may have (PLOVER 2.0, with the ways of violence that sayso tells apart).
MODES: Mapping[str, frozenset[str]] = {
    name: frozenset(modes.split())
    for name, modes in {
        "CONSULT": "visit third-party multilateral phone",
        "CONCEDE": "withdraw release return disarm ceasefire access resign yield ease",
        "RETREAT": "withdraw release return disarm ceasefire access resign yield ease",
        "AID": "economic military humanitarian asylum",
        "ACCUSE": "disapprove investigate allege",
        "REJECT": "assist change yield meet",
        "PROTEST": "demo riot strike hunger boycott obstruct",
        "SANCTION": "convict expel withdraw discontinue",
        "MOBILIZE": "troops weapons police militia",
        "COERCE": "seize restrict ban censor curfew martial-law arrest deport withhold cyber confiscate crowd-control",
        "ASSAULT": "beat torture execute sexual assassinate primitive firearms explosives suicide-attack heavy-weapons "
        "crowd-control abduct aerial drone destroy unconventional",
    }.items()
}


class LabelledEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it stands in a row: words of the text, type, mode, status; who and whom where that is labelled."""

    trigger: str
    type: EventType
    status: Status
    mode: str | None = None
    actors: list[str] | None = None
    recipients: list[str] | None = None


class LabelledEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a file."""

    text: str
    events: list[LabelledEvent]
    published: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class GoldEvent:
    """A labelled event with spans for words; no spans at all where nobody labelled who and whom."""

    trigger: tuple[int, int]
    type: EventType
    status: Status
    mode: str | None
    actors: Spans | None
    recipients: Spans | None


@dataclass(frozen=True)
class EventSentence:
    """A short text as sayso reads it and all events in it; one without any is a hard negative."""

    document: Document
    events: tuple[GoldEvent, ...]

    @property
    def id(self) -> str:
        return self.document.source_id

    @property
    def text(self) -> str:
        return self.document.text


def read_event_sentences(path: Path) -> list[EventSentence]:
    """Read a file of rows; a wrong one is an error that says where and what.

    events_test.yaml → [EventSentence(id "events_test:1", …), …]
    """
    return all_readable(*sort_event_rows(path))


def sort_event_rows(path: Path) -> tuple[list[EventSentence], list[str]]:
    """The rows of a file that can be read, and for each that cannot a line that says why."""
    return sort_labelled(path, _read_row)


def _read_row(name: str, row: Any, furniture: Furniture) -> EventSentence:
    labelled = msgspec.convert(row, LabelledEvents)
    events = _find_events(labelled)
    return EventSentence(row_document(name, labelled.text, labelled.published, furniture), events)


def _find_events(row: LabelledEvents) -> tuple[GoldEvent, ...]:
    found = [_find_event(row.text, event) for event in row.events]
    _check_places(row.text, found)
    return tuple(sorted(found, key=lambda event: event.trigger))


def _find_event(text: str, labelled: LabelledEvent) -> GoldEvent:
    [trigger] = find_words(text, labelled.trigger)
    if labelled.mode is not None and labelled.mode not in MODES.get(labelled.type, ()):
        raise ValueError(f'"{labelled.trigger}": {labelled.type} has no mode {labelled.mode}')
    return GoldEvent(
        trigger=trigger,
        type=labelled.type,
        status=labelled.status,
        mode=labelled.mode,
        actors=_find_phrases(text, labelled.actors),
        recipients=_find_phrases(text, labelled.recipients),
    )


def _find_phrases(text: str, phrases: list[str] | None) -> Spans | None:
    return None if phrases is None else find_words(text, phrases)


def _check_places(text: str, events: Sequence[GoldEvent]) -> None:
    """No word tells two events: "killed#2" is to be written for the second one."""
    triggers = sorted(event.trigger for event in events)
    for (start, end), (later, _) in pairwise(triggers):
        if later < end:
            raise ValueError(f'"{text[start:end]}" shares its place with another trigger')
