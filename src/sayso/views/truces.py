"""How a truce stands day by day, by whose word: planned, agreed, begun, extended, ended; and who is said to break it.

Comes in: statements. Goes out: moves in the order of their days. Whether a truce "holds" is nobody's to compute: a
breach is a claim like any other, and so is its denial.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.incident_model import TruceMove, TruceState
from sayso.views.statements import TRUCE_MODES, Statement

_EXTENDED = re.compile(r"\bexten|\bprolong|\brenew", re.IGNORECASE)
_ENDED = re.compile(
    r"\bend(?:s|ed|ing)?\b|\bexpir|\blaps|\bcollaps|\bbroke down|\bcall(?:ed|s)? off", re.I
)
_TRUCE = re.compile(r"truce|cease-?fire|armistice", re.I)


def find_truces(statements: Sequence[Statement]) -> tuple[TruceState, ...]:
    """The moves of the truces told in an incident."""
    is_truce = any(TRUCE_MODES & set(s.event.modes) for s in statements)
    breakers = {
        (s.shown.document, s.event.id): s.value_side
        for s in statements
        if s.shown.property == "responsible" and s.value_side is not None
    }
    days = {
        (s.shown.document, s.event.id): s.time.start[:10]
        for s in statements
        if s.time is not None and s.time.start
    }
    found: dict[tuple[str | None, TruceMove, str, str | None], TruceState] = {}
    for s in statements:
        move = _move_of(s, is_truce)
        if move is not None:
            told = s.shown.document, s.event.id
            is_breach = move in ("breached", "denied_breach")
            breaker = breakers.get(told) if is_breach else None
            day = s.day if is_breach else days.get(told, s.day)
            key = (day, move, s.shown.speaker, breaker.id if breaker else None)
            found.setdefault(key, _make_state(s, day, move, breaker.name if breaker else None))
    return tuple(sorted(found.values(), key=lambda t: (t.date or "9999", t.state, t.by)))


def _move_of(s: Statement, is_truce: bool) -> TruceMove | None:
    if s.shown.property == "violates":
        return "denied_breach" if s.shown.stance == "denies" else "breached"
    if s.shown.property != "occurrence" or s.shown.stance not in ("asserts", "suggests"):
        return None
    if _ends_truce(s):
        return "ended"
    is_about = bool(TRUCE_MODES & set(s.event.modes)) or (is_truce and s.event.type == "AGREE")
    if not is_about or s.event.status in ("negated", "hypothetical", "demanded", "threatened"):
        return None
    if _EXTENDED.search(s.event.trigger.exact):
        return "extended"
    # "The truce expired on Friday": the words of its end stand beside the noun, which is history by then.
    told = s.shown.quote if s.event.status == "historical" else s.event.trigger.exact
    if _ENDED.search(told):
        return "ended"
    if s.event.status == "planned":
        return "planned"
    return "agreed" if s.event.type == "AGREE" else "begun"


def _ends_truce(s: Statement) -> bool:
    """ "The army suspended the ceasefire": a deed of its own, once it is done."""
    is_done = s.event.status in ("happened", "ongoing", "historical")
    return is_done and s.event.type == "SANCTION" and bool(_TRUCE.search(s.event.trigger.exact))


def _make_state(s: Statement, day: str | None, move: TruceMove, party: str | None) -> TruceState:
    return TruceState(
        date=day,
        state=move,
        words=s.event.trigger.exact,
        by=s.shown.speaker_name,
        party=party,
        claims=(s.shown.id,),
    )
