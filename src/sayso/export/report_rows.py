"""Rows of what was read in a report, for exports that keep claims apart: names and values in words, digests, quotes.

Comes in: reports. Goes out: plain values. Each row of a claim, a figure, an event … tells the document's digest, where
its words stand, the words, and the run that read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sayso.export.json_lines import offsets
from sayso.model import Claim, Report, Span


def text_digest(report: Report) -> str | None:
    """SHA-256 of the document's text in UTF-8; None where the text was withheld."""
    text = report.document.text
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None


def actor_name(report: Report, actor: str) -> str:
    """An actor's name; an outlet's own voice by the outlet's name."""
    named = next((a.name for a in report.actors if a.id == actor), None)
    outlet = report.document.outlet
    if named is None and actor.startswith("outlet:") and outlet is not None:
        return outlet.name
    return named or actor


def value_words(report: Report, claim: Claim) -> str:
    """A claim's value in words: a name, a figure as printed, a place, a time, a trigger, or text."""
    value = claim.value
    if value.actor:
        return actor_name(report, value.actor)
    things = {
        value.place: [(p.id, p.name) for p in report.places],
        value.time: [(t.id, t.value or t.span.exact) for t in report.times],
        value.figure: [(f.id, f.span.exact) for f in report.figures],
        value.event: [(e.id, e.trigger.exact) for e in report.events],
    }
    for wanted, known in things.items():
        if wanted:
            return dict(known).get(wanted, wanted)
    return value.text or ""


def extent(spans: Iterable[Span]) -> tuple[int | None, int | None, str]:
    """(start of the first, end of the last, all words) of some spans."""
    found = list(spans)
    if not found:
        return None, None, ""
    start, _ = offsets(min(found))
    _, end = offsets(max(found, key=lambda s: s.end))
    return start, end, " … ".join(s.exact for s in found)
