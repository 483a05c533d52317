"""What was found in a report as fact cards, in the order of the text: who says what, what happened, how many, where.

Comes in: a report and what people decided of its claims. Goes out: one Fact for each attribution, event, figure, place,
time and claim, with its details as pairs of label and words. Labels are the field's; nothing is interpreted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.incident_model import JudgementKind
from sayso.model import (
    Attribution,
    Claim,
    Event,
    Figure,
    Place,
    Report,
    Span,
    TimeInterval,
    time_words,
)
from sayso.views.judged import Judged
from sayso.views.pieces import TONE_OF_STANCE, TONE_OF_STATUS, Tone
from sayso.views.wording import number_words, range_words

FactKind = Literal["attribution", "event", "figure", "place", "time", "claim"]
FACT_KINDS: tuple[FactKind, ...] = ("attribution", "event", "claim", "figure", "place", "time")
BOUND_WORDS = {
    "exactly": "exactly",
    "about": "about",
    "nearly": "nearly",
    "at_least": "at least",
    "over": "over",
    "at_most": "at most",
    "under": "under",
    "between": "between",
    "vague": "vague",
}
RUNG_WORDS = {
    "fact": "in the outlet’s own voice",
    "admitted": "admitted",
    "accused_by_authority": "accused by an authority",
    "accused": "accused",
    "suggested": "suggested",
    "denied": "denied",
    "cleared": "cleared",
}
_MOST_WORDS = 160

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fact:
    """A card. `claims` are the claims that it carries: the first is what a key opens for review."""

    id: str
    kind: FactKind
    start: int
    words: str
    tag: str
    tone: Tone = "plain"
    details: Details = ()
    claims: tuple[str, ...] = ()
    judged: JudgementKind | None = None


def count_facts(report: Report) -> dict[FactKind, int]:
    """How many facts of each kind a report has."""
    return {
        "attribution": len(report.attributions),
        "event": len(report.events),
        "claim": len(report.claims),
        "figure": len(report.figures),
        "place": len(report.places),
        "time": len(report.times),
    }


def make_facts(
    report: Report, judged: Judged, part: tuple[int, int] | None = None
) -> tuple[Fact, ...]:
    """All facts of a report, or those that begin in a part of its text, in the order of the text."""
    maker = _Maker(report, judged, part or (0, len(report.document.text) + 1))
    return tuple(sorted(maker.facts(), key=lambda f: (f.start, FACT_KINDS.index(f.kind), f.id)))


class _Maker:
    def __init__(self, report: Report, judged: Judged, part: tuple[int, int]) -> None:
        self.report, self.judged, self.part = report, judged, part
        self.names = {a.id: a.name for a in report.actors}
        outlet = report.document.outlet
        if outlet is not None:
            self.names.setdefault(f"outlet:{outlet.id}", outlet.name)
        self.events = {e.id: e for e in report.events}
        self.figures = {f.id: f for f in report.figures}
        self.places = {p.id: p for p in report.places}
        self.times = {t.id: t for t in report.times}
        self.carried: dict[tuple[FactKind, str], list[str]] = defaultdict(list)
        for claim in report.claims:
            for key in _carriers(claim):
                self.carried[key].append(claim.id)

    def facts(self) -> Iterator[Fact]:
        report = self.report
        yield from (self._attribution(a) for a in report.attributions if self._is_in(_start(a)))
        yield from (self._event(e) for e in report.events if self._is_in(e.trigger.start))
        yield from (self._figure(f) for f in report.figures if self._is_in(f.span.start))
        yield from (self._place(p) for p in report.places if self._is_in(p.span.start))
        yield from (self._time(t) for t in report.times if self._is_in(t.span.start))
        yield from (self._claim(c) for c in report.claims if self._is_in(_first(c.evidence)))

    def _is_in(self, start: int) -> bool:
        return self.part[0] <= start < self.part[1]

    def _attribution(self, a: Attribution) -> Fact:
        source = _join(a.source) or "nobody named"
        claims = tuple(self.carried["attribution", a.id])
        return Fact(
            id=a.id,
            kind="attribution",
            start=_start(a),
            words=f"{source}: {_short(_join(a.content))}",
            tag=f"{a.act}, {a.stance}" if a.act != a.stance else a.act,
            tone=TONE_OF_STANCE[a.stance],
            details=_told(
                ("source", ", ".join([*self._named(a.actors), a.source_kind])),
                ("cue", _join(a.cue)),
                ("accused", ", ".join(self._named(a.accused))),
                ("told to", ", ".join(self._named(a.addressees))),
                ("channel", a.channel or ""),
                ("manner", a.manner),
            ),
            claims=claims,
            judged=self._judged(*claims),
        )

    def _event(self, e: Event) -> Fact:
        claims = tuple(self.carried["event", e.id])
        place, time = self.places.get(e.place or ""), self.times.get(e.time or "")
        return Fact(
            id=e.id,
            kind="event",
            start=e.trigger.start,
            words=e.trigger.exact,
            tag=f"{e.type}, {e.status}",
            tone=TONE_OF_STATUS[e.status],
            details=_told(
                ("modes", ", ".join(e.modes)),
                ("actor", ", ".join(self._named(e.actors))),
                ("recipient", ", ".join(self._named(e.recipients))),
                ("broker", ", ".join(self._named(e.brokers))),
                ("target", e.target or ""),
                ("place", place.name if place else ""),
                ("time", time_words(time) if time else ""),
                (
                    "same as",
                    self.events[e.same_as].trigger.exact if e.same_as in self.events else "",
                ),
            ),
            claims=claims,
            judged=self._judged(*claims),
        )

    def _figure(self, f: Figure) -> Fact:
        claims = tuple(self.carried["figure", f.id])
        whole = self.figures.get(f.part_of or "")
        return Fact(
            id=f.id,
            kind="figure",
            start=f.span.start,
            words=f.span.exact,
            tag=", ".join(part for part in (f.counts, f.who, f.unit) if part) or "figure",
            details=_told(
                ("bound", BOUND_WORDS[f.bound]),
                ("range", range_words(f.low, f.high)),
                ("central", number_words(f.central) if f.central is not None else ""),
                ("scope", f.scope or ""),
                ("part of", whole.span.exact if whole else ""),
            ),
            claims=claims,
            judged=self._judged(*claims),
        )

    def _place(self, p: Place) -> Fact:
        claims = tuple(self.carried["place", p.id])
        at = f"{p.lat:.3f}, {p.lon:.3f}" if p.lat is not None and p.lon is not None else ""
        return Fact(
            id=p.id,
            kind="place",
            start=p.span.start,
            words=p.span.exact,
            tag=f"{p.used_as}, {p.precision or 'not located'}",
            details=_told(
                ("gazetteer", ", ".join([p.name, *p.admin_path, p.country or ""]).strip(", ")),
                ("point", at),
                ("id", p.gazetteer_id or ""),
            ),
            claims=claims,
            judged=self._judged(*claims),
        )

    def _time(self, t: TimeInterval) -> Fact:
        claims = tuple(self.carried["time", t.id])
        return Fact(
            id=t.id,
            kind="time",
            start=t.span.start,
            words=t.span.exact,
            tag=t.type.lower(),
            details=_told(
                ("value", t.value or "unresolved"),
                (
                    "interval",
                    " to ".join(part or "open" for part in (t.start, t.end)) if t.start else "",
                ),
                ("direction", t.direction or ""),
            ),
            claims=claims,
            judged=self._judged(*claims),
        )

    def _claim(self, c: Claim) -> Fact:
        words = self._value(c)
        return Fact(
            id=c.id,
            kind="claim",
            start=_first(c.evidence),
            words=f"{c.property}: {words}",
            tag=c.stance,
            tone=TONE_OF_STANCE[c.stance],
            details=_told(
                ("claimant", " and ".join(self._named(c.claimants))),
                ("responsibility", RUNG_WORDS.get(c.responsibility or "", "")),
                ("corrected to", self._corrected(c.id)),
            ),
            claims=(c.id,),
            judged=self._judged(c.id),
        )

    def _value(self, c: Claim) -> str:
        value = c.value
        if value.actor:
            return self.names.get(value.actor, value.actor)
        if value.figure in self.figures:
            return self.figures[value.figure].span.exact
        if value.place in self.places:
            return self.places[value.place].name
        if value.time in self.times:
            time = self.times[value.time]
            return time_words(time)
        if value.event in self.events:
            return self.events[value.event].trigger.exact
        return value.text or ""

    def _named(self, actors: tuple[str, ...]) -> list[str]:
        return [self.names.get(a, a) for a in actors]

    def _corrected(self, claim: str) -> str:
        judgement = self.judged.corrected.get(claim)
        return judgement.value or "" if judgement is not None else ""

    def _judged(self, *claims: str) -> JudgementKind | None:
        """What people decided on the first of these claims that somebody judged."""
        for claim in claims:
            if claim in self.judged.rejected:
                return "reject"
            if claim in self.judged.corrected:
                return "correct"
            if claim in self.judged.accepted:
                return "accept"
        return None


def _start(a: Attribution) -> int:
    return min((span.start for span in (*a.source, *a.cue, *a.content)), default=0)


def _first(spans: tuple[Span, ...]) -> int:
    return spans[0].start if spans else 0


def _carriers(claim: Claim) -> Iterator[tuple[FactKind, str]]:
    """The facts that a claim hangs on."""
    yield "event", claim.event
    yield from (("attribution", name) for name in claim.via)
    if claim.value.figure:
        yield "figure", claim.value.figure
    if claim.value.place:
        yield "place", claim.value.place
    if claim.value.time:
        yield "time", claim.value.time


def _told(*pairs: tuple[str, str]) -> Details:
    return tuple((label, words) for label, words in pairs if words)


def _join(spans: tuple[Span, ...]) -> str:
    return " … ".join(span.exact for span in spans)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…"
