"""What PLOVER would code: its types mix the deed with its status, sayso keeps them apart.

Comes in: an event. Goes out: the PLOVER type of its record, or None where PLOVER codes nothing. "Will send aid" is
AGREE there (sayso: AID, planned), "threatened to attack" THREATEN, "must withdraw" REQUEST, "did not meet" REJECT.
"""

from __future__ import annotations

from sayso.model import Event, EventType

_WORDS = frozenset({"AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_COOPERATION = frozenset({"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})


def plover_type(event: Event) -> EventType | None:
    """The type of the PLOVER record of an event.

    "France will send doctors" (AID, planned) → AGREE; "France did not send doctors" → REJECT; "if France sends" → None
    """
    is_kind = event.type in _COOPERATION
    if event.status == "hypothetical":
        return None
    if event.status == "negated":
        return "REJECT" if is_kind or event.type == "AGREE" else None
    if event.type in _WORDS:
        return event.type
    if event.status == "planned":
        return "AGREE" if is_kind else "THREATEN"
    if event.status == "demanded":
        return "REQUEST"
    return "THREATEN" if event.status == "threatened" else event.type
