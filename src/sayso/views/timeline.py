"""What was claimed by when: each day what was first said on it; and an incident as it stood on a day.

Comes in: statements or documents. Goes out: the days in order; what stands in reports without a date comes last, under
no day, and is never part of an earlier state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.incident_model import TimelineDay
from sayso.model import Document
from sayso.views.propositions import proposition_words
from sayso.views.statements import Statement


def make_timeline(statements: Sequence[Statement]) -> tuple[TimelineDay, ...]:
    """Each day with what its speakers said for the first time."""
    said: set[tuple[str, str, str, str]] = set()
    days: dict[str, list[Statement]] = {}
    for s in statements:
        key = (s.shown.proposition, s.shown.speaker, s.shown.stance, s.shown.words)
        if key not in said and s.shown.property not in ("time", "place"):
            said.add(key)
            days.setdefault(s.day or "", []).append(s)
    order = sorted(days, key=lambda day: day or "9999")
    return tuple(_make_day(day, days[day]) for day in order)


def _make_day(day: str, rows: list[Statement]) -> TimelineDay:
    return TimelineDay(
        date=day or None,
        claims=tuple(dict.fromkeys(s.shown.id for s in rows)),
        lines=tuple(dict.fromkeys(_line(s) for s in rows)),
    )


def _line(statement: Statement) -> str:
    """ "Russia denies: Russia did it" """
    shown = statement.shown
    words = proposition_words(statement)
    value = f" {shown.words}" if statement.figure is not None else ""
    return f"{shown.speaker_name} {shown.stance}: {words}{value}"


def was_published_by(document: Document, day: str | None) -> bool:
    """Whether a report was printed by a day; one without a date is left out of any past state."""
    if day is None:
        return True
    return document.published is not None and document.published[:10] <= day


def published_by(documents: Iterable[Document], day: str | None) -> list[Document]:
    """The documents that were printed by a day, all of them if there is none."""
    return [document for document in documents if was_published_by(document, day)]
