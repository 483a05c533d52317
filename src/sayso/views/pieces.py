"""A text cut at every boundary of what was found in it, so that a page can mark layers that overlap.

Comes in: a text, annotations over it (code points, end excluded), regions. Goes out: blocks of pieces; each piece
carries the annotations that cover it. The pieces join to the text exactly, whatever the annotations: nothing is added,
dropped or moved. Positions are counted here and nowhere else: a browser counts UTF-16 units and must never cut.

Direction controls (U+202A–202E, U+2066–2069) are pieces of their own with a name, so that a page can show them and keep
them from turning what follows. Does not know how anything looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sayso.model import Region, RegionKind, Report, Span

AnnotationKind = Literal["source", "cue", "content", "event", "figure", "place", "time", "claim"]
# How something is meant: the style of the line under it. "plain" has none.
Tone = Literal["plain", "sure", "unsure", "doubted", "negated"]

KINDS: tuple[AnnotationKind, ...] = (
    "source",
    "cue",
    "content",
    "event",
    "figure",
    "place",
    "time",
    "claim",
)
TONE_OF_STANCE: dict[str, Tone] = {
    "asserts": "sure",
    "suggests": "unsure",
    "doubts": "doubted",
    "withholds": "doubted",
    "denies": "negated",
}
TONE_OF_STATUS: dict[str, Tone] = {
    "happened": "sure",
    "ongoing": "sure",
    "historical": "sure",
    "attempted": "unsure",
    "planned": "unsure",
    "demanded": "unsure",
    "threatened": "unsure",
    "hypothetical": "doubted",
    "negated": "negated",
}
CONTROL_NAMES = {
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
_CONTROL = re.compile(f"[{''.join(CONTROL_NAMES)}]")
# A longer text is shown in parts: a page of a megabyte with all that was found in it takes a browser minutes.
PART = 40_000
# A block ends after the breaks that follow it; a carriage return stays with its line feed.
_BREAKS = re.compile(r"(?:\r\n|[\n\r\u2028\u2029])+")


@dataclass(frozen=True)
class Annotation:
    """Something found at [start, end): the id of the thing, what it is, how it is meant."""

    id: str
    kind: AnnotationKind
    start: int
    end: int
    tone: Tone = "plain"


@dataclass(frozen=True)
class Piece:
    """Characters under the same annotations; `opens` are the annotations that begin here, `closes` those that end.

    `depth`: how many contents it stands in, one within the other. `control`: the name of a direction control.
    """

    text: str
    start: int
    over: tuple[Annotation, ...] = ()
    opens: tuple[Annotation, ...] = ()
    closes: tuple[Annotation, ...] = ()
    region: RegionKind = "body"
    control: str | None = None

    @property
    def kinds(self) -> tuple[AnnotationKind, ...]:
        """The kinds that cover it, each once, in the order of KINDS."""
        found = {a.kind for a in self.over}
        return tuple(kind for kind in KINDS if kind in found)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of what covers it, each once."""
        return tuple(dict.fromkeys(a.id for a in self.over))

    @property
    def depth(self) -> int:
        """How many contents it stands in."""
        return len({a.id for a in self.over if a.kind == "content"})

    @property
    def tone(self) -> Tone:
        """An event's status where there is one, else the stance towards the innermost content."""
        events = [a for a in self.over if a.kind == "event"]
        contents = [a for a in self.over if a.kind == "content"]
        if events:
            return events[0].tone
        if not contents:
            return "plain"
        return min(contents, key=lambda a: (a.end - a.start, -a.start)).tone


@dataclass(frozen=True)
class Block:
    """The pieces of one paragraph with the breaks after it; `region` where all of it is of one kind."""

    pieces: tuple[Piece, ...]
    region: RegionKind


def cut_pieces(
    text: str,
    annotations: Iterable[Annotation],
    regions: Sequence[Region] = (),
    cuts: Iterable[int] = (),
) -> list[Piece]:
    """Cut a text at every boundary.

    "Kyiv denied it", source [0, 4), cue [5, 11) → "Kyiv" (source), " ", "denied" (cue), " it"
    """
    found = _sound(annotations, text)
    opening: dict[int, list[Annotation]] = {}
    closing: dict[int, list[Annotation]] = {}
    for annotation in sorted(found, key=lambda a: (a.start, -a.end, KINDS.index(a.kind), a.id)):
        opening.setdefault(annotation.start, []).append(annotation)
        closing.setdefault(annotation.end, []).append(annotation)
    controls = {m.start(): CONTROL_NAMES[m.group()] for m in _CONTROL.finditer(text)}
    bounds = {0, len(text), *opening, *closing, *(c for c in cuts if 0 < c < len(text))}
    bounds |= {at for start in controls for at in (start, start + 1)}
    bounds |= {at for r in regions for at in (r.start, r.end) if 0 <= at <= len(text)}
    kinds = _RegionsInOrder(regions)
    over: dict[Annotation, None] = {}
    pieces = []
    order = sorted(bounds)
    for start, end in pairwise(order):
        for annotation in closing.get(start, ()):
            over.pop(annotation, None)
        over |= dict.fromkeys(opening.get(start, ()))
        pieces.append(
            Piece(
                text=text[start:end],
                start=start,
                over=tuple(over),
                opens=tuple(opening.get(start, ())),
                closes=tuple(a for a in closing.get(end, ()) if a in over),
                region=kinds.at(start),
                control=controls.get(start),
            )
        )
    return pieces


def _sound(annotations: Iterable[Annotation], text: str) -> list[Annotation]:
    """Those that lie within the text: the others cover nothing."""
    return [a for a in annotations if 0 <= a.start < a.end <= len(text)]


class _RegionsInOrder:
    """The region of ascending positions: the narrowest that holds each."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._waiting = sorted(regions, key=lambda r: (r.start, -r.end), reverse=True)
        self._open: list[Region] = []

    def at(self, start: int) -> RegionKind:
        while self._waiting and self._waiting[-1].start <= start:
            self._open.append(self._waiting.pop())
        self._open = [r for r in self._open if r.end > start]
        return min(self._open, key=lambda r: r.end - r.start).kind if self._open else "body"


def cut_parts(text: str, most: int = PART) -> list[tuple[int, int]]:
    """[start, end) of the parts that a long text is shown in: whole paragraphs, `most` characters if they allow it."""
    parts, start, last = [], 0, 0
    for end in (*(m.end() for m in _BREAKS.finditer(text)), len(text)):
        if end - start > most and last > start:
            parts.append((start, last))
            start = last
        last = end
    return [*parts, (start, len(text))]


def cut_blocks(
    text: str,
    annotations: Iterable[Annotation],
    regions: Sequence[Region] = (),
    part: tuple[int, int] | None = None,
) -> list[Block]:
    """Cut a text, or a part of it, into paragraphs of pieces; joined, they are the text."""
    if part is not None:
        first, end = part
        annotations = [
            _clip(a, first, end)
            for a in _sound(annotations, text)
            if a.start < end and a.end > first
        ]
        regions = [
            Region(max(r.start, first) - first, min(r.end, end) - first, r.kind)
            for r in regions
            if r.start < end and r.end > first
        ]
        text = text[first:end]
    ends = {m.end() for m in _BREAKS.finditer(text)}
    blocks: list[Block] = []
    waiting: list[Piece] = []
    for piece in cut_pieces(text, annotations, regions, ends):
        waiting.append(piece)
        if piece.start + len(piece.text) in ends:
            blocks.append(_make_block(waiting))
            waiting = []
    return [*blocks, _make_block(waiting)] if waiting else blocks


def _clip(a: Annotation, start: int, end: int) -> Annotation:
    """What of an annotation stands in a part, counted from the part's start."""
    return Annotation(a.id, a.kind, max(a.start, start) - start, min(a.end, end) - start, a.tone)


def _make_block(pieces: list[Piece]) -> Block:
    """One region's block is that region's; the breaks at its end do not count."""
    regions = {p.region for p in pieces if p.text.strip()}
    return Block(tuple(pieces), regions.pop() if len(regions) == 1 else "body")


def annotate(report: Report) -> list[Annotation]:
    """Everything in a report that a page marks: attributions, events, figures, places, times, the claims' evidence."""
    return [*_attributions(report), *_things(report), *_claims(report)]


def _attributions(report: Report) -> Iterator[Annotation]:
    for a in report.attributions:
        tone = TONE_OF_STANCE[a.stance]
        for span in a.source:
            yield Annotation(a.id, "source", span.start, span.end)
        for span in a.cue:
            yield Annotation(a.id, "cue", span.start, span.end)
        for span in a.content:
            yield Annotation(a.id, "content", span.start, span.end, tone)


def _things(report: Report) -> Iterator[Annotation]:
    for event in report.events:
        tone = TONE_OF_STATUS[event.status]
        yield Annotation(event.id, "event", event.trigger.start, event.trigger.end, tone)
    for figure in report.figures:
        yield Annotation(figure.id, "figure", figure.span.start, figure.span.end)
    for place in report.places:
        yield Annotation(place.id, "place", place.span.start, place.span.end)
    for time in report.times:
        yield Annotation(time.id, "time", time.span.start, time.span.end)


def _claims(report: Report) -> Iterator[Annotation]:
    for claim in report.claims:
        yield from mark_claim(claim.id, claim.evidence)


def mark_claim(claim: str, evidence: Iterable[Span]) -> Iterator[Annotation]:
    """A claim's evidence as annotations."""
    for span in evidence:
        yield Annotation(claim, "claim", span.start, span.end)
