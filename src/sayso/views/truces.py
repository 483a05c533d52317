"""How a truce stands day by day, by whose word: planned, agreed, begun, extended, ended; and who is said to break it.

Comes in: statements. Goes out: moves in the order of their days. Whether a truce "holds" is nobody's to compute: a
breach is a claim like any other, and so is its denial. That it is over is told beside its noun more often than by the
verb: the sentence is looked at. Not handled: brokers, and how long it is to last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.incident_model import TruceMove, TruceState
from sayso.link.subjects import find_leaving, is_truce
from sayso.views.statements import TRUCE_MODES, Statement

_EXTENDED = re.compile(r"\bexten|\bprolong|\brenew", re.IGNORECASE)
_ENDED = re.compile(
    r"\bend(?:s|ed|ing)?\b|\bexpir|\blaps|\bcollaps|\bbroke down|\bcall(?:ed|s)? off", re.I
)
_NOUN = r"(?:truces?|cease-?fires?|armistices?)(?! (?:talk|negotiation|monitor|proposal|plan))"
# "The ceasefire it signed was over", "the truce no longer holds", "declared the ceasefire at an end".
_OVER = re.compile(
    rf"\b{_NOUN}\b[^.;,\n]{{0,90}}?(?:\b(?:is|was|were|are|been|now) (?:now |effectively )?"
    r"(?:over|dead|finished|void|null|ended|at an end)\b|\bno longer (?:hold|held|stand|stood|in (?:force|effect)|bind)"
    rf")|\bdeclar\w+ (?:[^.;\n]{{0,40}} )?{_NOUN} (?:over|dead|void|finished|at an end)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|n['’]t|denie[sd]|denying|until|unless|if|whether|when)\b", re.I)
# "In breach of the 30-day ceasefire": a breach, of which its own claim tells; "previous ceasefires": other ones.
_BROKEN = (
    r"\b(?:breach\w*|violat\w+|brok\w+|break\w*|defi\w+|despite|in spite)(?: of)? (?:\S+ ){0,4}?"
)
_OTHER = r"\b(?:previous|earlier|past|former|several|other|last year['’]s) (?:\S+ ){0,2}?"


def find_truces(statements: Sequence[Statement]) -> tuple[TruceState, ...]:
    """The moves of the truces told in an incident."""
    is_about_truce = any(is_truce(s.event) for s in statements)
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
        move = _move_of(s, is_about_truce)
        if move is not None:
            told = s.shown.document, s.event.id
            is_breach = move in ("breached", "denied_breach")
            breaker = breakers.get(told) if is_breach else None
            day = s.day if is_breach else days.get(told, s.day)
            key = (day, move, s.shown.speaker, breaker.id if breaker else None)
            found.setdefault(key, _make_state(s, day, move, breaker.name if breaker else None))
    return tuple(sorted(found.values(), key=lambda t: (t.date or "9999", t.state, t.by)))


def _move_of(s: Statement, is_about_truce: bool) -> TruceMove | None:
    if s.shown.property == "violates":
        return "denied_breach" if s.shown.stance == "denies" else "breached"
    if s.shown.property != "occurrence" or s.shown.stance not in ("asserts", "suggests"):
        return None
    if _ends_truce(s):
        return "ended"
    is_about = bool(TRUCE_MODES & set(s.event.modes)) or (
        is_about_truce and s.event.type == "AGREE"
    )
    if not is_about or s.event.status in ("negated", "hypothetical", "demanded", "threatened"):
        return None
    if _is_another(s):
        return None
    if _is_over(s.shown.quote):
        return "ended"
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
    if not is_done or s.event.type != "SANCTION":
        return False
    return is_truce(s.event) or _is_left(s.shown.quote)


def _is_over(quote: str) -> bool:
    """ "The group said that the ceasefire it signed in Kunming was over"."""
    return _is_told(_OVER.search(quote), quote) or _is_left(quote)


def _is_left(quote: str) -> bool:
    """ "The rebels pulled out of the truce"."""
    return _is_told(find_leaving(quote), quote)


def _is_told(match: re.Match[str] | None, quote: str) -> bool:
    """Whether no word before or within takes it back: "not over", "until it is over"."""
    return (
        match is not None
        and _NOT.search(quote, match.start() - 25 if match.start() > 25 else 0, match.end()) is None
    )


def _is_another(s: Statement) -> bool:
    """Whether it is the truce of a breach, or are other truces: neither tells how this one stands."""
    trigger = re.escape(s.event.trigger.exact)
    return re.search(f"(?:{_BROKEN}|{_OTHER}){trigger}", s.shown.quote, re.I) is not None


def _make_state(s: Statement, day: str | None, move: TruceMove, party: str | None) -> TruceState:
    return TruceState(
        date=day,
        state=move,
        words=s.event.trigger.exact,
        by=s.shown.speaker_name,
        party=party,
        claims=(s.shown.id,),
    )
