"""Rows of what was read in a report, for exports that keep claims apart: names and values in words, digests, quotes.

Comes in: reports. Goes out: plain values. Each row of a claim, a figure, an event … tells the document's digest, where
its words stand, the words, and the run that read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sayso.export.json_lines import offsets
from sayso.model import Claim, Report, Span, time_words


def text_digest(report: Report) -> str | None:
    """SHA-256 of the document's text in UTF-8; None where the text was withheld."""
    text = report.document.text
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None


class ReportWords:
    """Words for what a report's claims point to, looked up once."""

    def __init__(self, report: Report) -> None:
        outlet = report.document.outlet
        self._outlet = outlet.name if outlet else None
        self._actors = {a.id: a.name for a in report.actors}
        self._things = {p.id: p.name for p in report.places}
        self._things |= {t.id: time_words(t) for t in report.times}
        self._things |= {f.id: f.span.exact for f in report.figures}
        self._things |= {e.id: e.trigger.exact for e in report.events}
        self.events = {e.id: e for e in report.events}

    def name(self, actor: str) -> str:
        """An actor's name; an outlet's own voice by the outlet's name."""
        named = self._actors.get(actor)
        if named is None and actor.startswith("outlet:") and self._outlet is not None:
            return self._outlet
        return named or actor

    def value(self, claim: Claim) -> str:
        """A claim's value: a name, a figure as printed, a place, a time, a trigger, or text."""
        value = claim.value
        if value.actor:
            return self.name(value.actor)
        pointed = value.place or value.time or value.figure or value.event
        return self._things.get(pointed, pointed) if pointed else value.text or ""


def extent(spans: Iterable[Span]) -> tuple[int | None, int | None, str]:
    """(start of the first, end of the last, all words in the order of the text) of some spans."""
    found = join_overlaps(spans)
    if not found:
        return None, None, ""
    start, _ = offsets(found[0])
    _, end = offsets(found[-1])
    return start, end, " … ".join(s.exact for s in found)


def join_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The same stretches of text, in order, none within another: "sentenced them to" holds "them"."""
    joined: list[Span] = []
    for span in sorted(dict.fromkeys(spans)):
        last = joined[-1] if joined else None
        if last is None or not span.end or span.start >= last.end:
            joined.append(span)
        elif span.end > last.end:
            exact = last.exact + span.exact[last.end - span.start :]
            joined[-1] = Span(last.start, span.end, exact)
    return joined
