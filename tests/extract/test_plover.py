"""The PLOVER view of an event's type and status."""

from __future__ import annotations

import pytest

from sayso.extract.events.plover import plover_type
from sayso.model import Event, EventType, Span, Status


@pytest.mark.parametrize(
    ("kind", "status", "coded"),
    [
        ("AID", "happened", "AID"),
        ("AID", "planned", "AGREE"),
        ("AID", "negated", "REJECT"),
        ("ASSAULT", "planned", "THREATEN"),
        ("ASSAULT", "negated", None),
        ("ASSAULT", "attempted", "ASSAULT"),
        ("RETREAT", "demanded", "REQUEST"),
        ("ACCUSE", "planned", "ACCUSE"),
        ("COERCE", "hypothetical", None),
    ],
)
def test_type_and_status_make_the_plover_type(
    kind: EventType, status: Status, coded: EventType | None
) -> None:
    assert (
        plover_type(Event(id="e1", trigger=Span(0, 4, "word"), type=kind, status=status)) == coded
    )
