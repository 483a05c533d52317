"""What stands in a content and is no part of its charge: "the strike" in "the strike, which Kyiv blamed on Moscow".

Comes in: an attribution, a span or an event, the document. Goes out: whether the span is only what the charge stands
behind, or what describes who is charged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sayso.model import Attribution, Document, Event, Span

_CHARGING = frozenset({"accuses", "believes", "suggests"})
# What stands between what a relative clause describes and its source or cue: ", which", ", for which", ", who is".
_RELATIVE = re.compile(
    r"\)?,?\s+(?:(?:for|of|to|on|in|by|with|about)\s+)?(?:which|who|whom|that)\s+"
    r"(?:(?:is|are|was|were|has been|have been|had been)\s+)?(?:(?:widely|often|now|long|still)\s+)?"
)
# A name of a few words, and what is said of it behind a comma.
_DESCRIBED = re.compile(r"(?:on |by )?(?:[^\s,]+\s){0,6}[^\s,]+, (?:which|who|whose)\s[^,]*")
# … and what shows that the charge has begun before the clause: "blamed Chad for the raid, which killed nine".
_CHARGED = re.compile(r"\b(?:for|over|with|behind|of (?:having )?\w+ing)\s|\w on\s")
# "…, where militants overran a base"
_WHERE = re.compile(r", where\s")
# What is charged stands behind one of these: "suspected of killing him".
_CHARGED_WITH = frozenset({"of", "for", "with", "over"})
_LINK_REACH = 6


def is_charged_aside(charge: Attribution, event: Event, document: Document) -> bool:
    """Whether a clause on a deed charges another than whom the deed's own words name for its doer.

    "The army could be responsible for the attack, which the opposition blamed on the rebels" → True
    """
    doers = [a.span for a in event.arguments if a.role == "actor"]
    if not charge.accused or not doers or not is_antecedent(charge, event.trigger, document):
        return False
    is_own = any(holds_span(charge.content, span) for span in doers)
    return not is_own and not {*charge.accused} & {*event.actors}


def is_described(attribution: Attribution, span: Span, document: Document) -> bool:
    """Whether a span only describes the accused: "the army, which seized power, was accused by him of torture".

    So it is in "suspicion fell on the army, which has staged similar attacks".
    """
    if attribution.act not in _CHARGING or not attribution.accused:
        return False
    part = next(
        (p for p in attribution.content if p.start <= span.start and span.end <= p.end), None
    )
    if part is None:
        return False
    ahead = document.text[part.start : span.start]
    return _DESCRIBED.fullmatch(ahead) is not None and _CHARGED.search(ahead) is None


def is_told_of_place(charge: Attribution, event: Event, document: Document) -> bool:
    """ "accused the army of breaking it near Kidal, where militants overran a base": that they did is no part of it."""
    if charge.act != "accuses" or not charge.accused:
        return False
    doers = [a.span for a in event.arguments if a.role == "actor"]
    part = next((p for p in charge.content if holds_span([p], event.trigger)), None)
    if part is None or not doers:
        return False
    opener = _WHERE.search(document.text, part.start, event.trigger.start)
    return opener is not None and all(opener.end() <= doer.start < part.end for doer in doers)


def holds_span(parts: Iterable[Span], span: Span) -> bool:
    """Whether a span lies in one of some parts."""
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def is_antecedent(attribution: Attribution, span: Span, document: Document) -> bool:
    """Whether a span is content only as what a pronoun stands for: "the strike, which Kyiv blamed on Moscow".

    So is whom a charge stands behind: "a man accused of murder was arrested", "shot two men it accuses of murder".
    """
    part = next(
        (p for p in attribution.content if p.start <= span.start and span.end <= p.end), None
    )
    behind = [p.start for p in attribution.source or attribution.cue]
    if part is None or not behind or part.end >= min(behind):
        return False
    between = document.text[part.end : min(behind)]
    is_charged = (
        bool(attribution.accused) or _is_charge(attribution, document)
    ) and attribution.content[-1].start > min(behind)
    is_right_before = is_charged and between.strip() in ("", ",")
    return is_right_before or _RELATIVE.fullmatch(between) is not None


def _is_charge(attribution: Attribution, document: Document) -> bool:
    """ "a man suspected of killing him", "wanted for murder": by nobody who is named; not "two feared dead"."""
    if attribution.source or not attribution.cue:
        return False
    cue = attribution.cue[-1]
    behind = document.text[cue.end : cue.end + _LINK_REACH].split()[:1]
    return not _CHARGED_WITH.isdisjoint((cue.exact.lower().split()[-1], *behind))
