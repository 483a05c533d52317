"""Incidents made by hand, without a model: a few rows for each report become reports, copies and judgements.

A report is {outlet, published, claims: [...]}; a claim names who speaks, by which act, and one property:
{who: SYR.MIL, act: denies, responsible: SYR.MIL}; `cue` is the word that says it. `who: outlet` is the report's own
voice, `who: residents` an unnamed group, `who: "named: Ali Hassan"` a person nobody has listed. `in: 2` puts a claim on
the report's second event, whose type, modes and status `types`, `modes_of` and `statuses` tell: {2: historical}.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.incident_model import Copy, Incident, Judgement
from sayso.model import (
    Actor,
    ActorKind,
    Attribution,
    Claim,
    Document,
    Event,
    Figure,
    Outlet,
    Place,
    Report,
    Span,
    TimeInterval,
    Value,
)
from sayso.text import digest_of
from sayso.views.dossier import Material, make_incident
from sayso.views.policy import GradePolicy, load_policy
from sayso.views.sides import load_sides
from sayso.views.statements import Told

_STANCES = {"denies": "denies", "suggests": "suggests", "doubts": "doubts"}
_KINDS: dict[str, ActorKind] = {"residents": "civilians", "gunmen": "armed_group"}
_TOLLS = ("killed", "injured", "missing", "displaced", "detained")


class MadeReport:
    """One report in the making: every claim gets its own sentence."""

    def __init__(self, number: int, row: dict[str, Any]) -> None:
        self.row, self.number = row, number
        self.text = ""
        self.actors: dict[str, Actor] = {}
        self.attributions: list[Attribution] = []
        self.figures: list[Figure] = []
        self.claims: list[Claim] = []
        self.places: list[Place] = []
        self.times: list[TimeInterval] = []
        claims = row.get("claims", [])
        first = self._sentence(f"Report {number} of {row.get('outlet', 'nobody')}: a strike.")
        trigger = Span(first.end - 7, first.end - 1, "strike")
        self.events = [
            Event(
                id=f"e{i}",
                trigger=trigger,
                type=row.get("types", {}).get(i, row.get("type", "ASSAULT")),
                modes=tuple(row.get("modes_of", {}).get(i, row.get("modes", ("aerial",)))),
                status=row.get("statuses", {}).get(i, "happened"),
                target=row.get("target"),
            )
            for i in range(1, max([1, *(c.get("in", 1) for c in claims)]) + 1)
        ]
        for claim in claims:
            self._add(claim)

    def _sentence(self, words: str) -> Span:
        start = len(self.text)
        self.text += words + " "
        return Span(start, start + len(words), words)

    def _actor(self, who: str) -> str:
        if who == "outlet":
            return f"outlet:{self.row.get('outlet', 'unknown')}"
        if who.startswith("named: ") or who in _KINDS:
            actor = f"doc:{self.number}#{len(self.actors)}"
            kind = _KINDS.get(who, "person")
            roles = ("UAF",) if who == "gunmen" else ()
            self.actors[actor] = Actor(
                id=actor, name=who.removeprefix("named: "), kind=kind, roles=roles
            )
            return actor
        return who

    def _add(self, row: dict[str, Any]) -> None:
        whos = row["who"] if isinstance(row["who"], list) else [row["who"]]
        act = row.get("act", "says")
        (name,) = set(row) - {"who", "act", "in", "cue"}
        span = self._sentence(f"{' and '.join(whos)} {row.get('cue', act)} {name} {row[name]}.")
        claimants = tuple(self._actor(who) for who in whos)
        via: tuple[str, ...] = ()
        if whos != ["outlet"]:
            via = (f"a{len(self.attributions) + 1}",)
            told = {"id": via[0], "actors": claimants, "act": act}
            told["source_kind"] = "group" if whos[0] in _KINDS else "named"
            told["cue"] = self._cue(row["cue"], span) if "cue" in row else ()
            self.attributions.append(msgspec.convert(told, Attribution))
        value, prop = self._value(name, row[name], span)
        claim = {
            "id": "c" + digest_of(str(self.number), span.exact, length=12),
            "event": f"e{row.get('in', 1)}",
            "property": prop,
            "value": value,
            "stance": _STANCES.get(act, "asserts"),
            "claimants": claimants,
            "via": via,
            "evidence": (span,),
        }
        self.claims.append(msgspec.convert(claim, Claim))

    @staticmethod
    def _cue(words: str, span: Span) -> tuple[Span, ...]:
        start = span.start + span.exact.index(words)
        return (Span(start, start + len(words), words),)

    def _value(self, name: str, value: Any, span: Span) -> tuple[Value, str]:
        if name in _TOLLS:
            self.figures.append(self._figure(name, str(value), span))
            return Value(figure=self.figures[-1].id), f"toll.{name}"
        if name == "happened":
            return Value(event="e1"), "occurrence"
        if name in ("responsible", "recipient"):
            return Value(actor=self._actor(value)), name
        if name == "place":
            self.places.append(Place(id=f"p{len(self.places) + 1}", span=span, **value))
            return Value(place=self.places[-1].id), name
        if name == "time":
            start, end = value
            number = f"t{len(self.times) + 1}"
            self.times.append(
                TimeInterval(id=number, span=span, type="DATE", value=start, start=start, end=end)
            )
            return Value(time=number), name
        return Value(text=str(value)), name

    def _figure(self, name: str, value: str, span: Span) -> Figure:
        """ "12" is exact, "12-15" a range, "12-" at least twelve."""
        low, dash, high = value.partition("-")
        return Figure(
            id=f"f{len(self.figures) + 1}",
            span=Span(span.end - 1 - len(value), span.end - 1, value),
            counts=name,
            low=float(low),
            high=float(high or low) if high or not dash else None,
            scope="event",
        )

    def report(self) -> Report:
        """What was made."""
        outlet = self.row.get("outlet")
        document = Document(
            id=f"d{self.number}",
            source_id=f"r{self.number}",
            url=self.row.get("url"),
            outlet=Outlet(id=outlet, name=outlet, owner=self.row.get("owner")) if outlet else None,
            published=self.row.get("published", f"2020-01-{self.number + 1:02}"),
            title=self.row.get("title"),
            dateline=self.row.get("dateline"),
            byline=self.row.get("byline"),
            text=self.text + self.row.get("tail", ""),
            revises=self.row.get("revises"),
        )
        return Report(
            document=document,
            actors=tuple(self.actors.values()),
            attributions=tuple(self.attributions),
            events=tuple(self.events),
            figures=tuple(self.figures),
            places=tuple(self.places),
            times=tuple(self.times),
            claims=tuple(self.claims),
        )


def make_reports(rows: list[dict[str, Any]]) -> list[Report]:
    """The reports d1, d2 … of some rows."""
    return [MadeReport(number, row).report() for number, row in enumerate(rows, 1)]


def make_material(row: dict[str, Any]) -> Material:
    """What a dossier is made from, of a row with `reports`, `copies` and `judgements`."""
    reports = make_reports(row["reports"])
    copies = tuple(
        Copy(document=f"d{later}", of=f"d{earlier}", share=share, own_share=1 - share)
        for later, earlier, share in row.get("copies", [])
    )
    told = tuple(Told(r, frozenset(e.id for e in r.events), "e1") for r in reports)
    judgements = tuple(_judgement(number, j) for number, j in enumerate(row.get("judgements", [])))
    earlier = tuple(
        (r.document.id, old)
        for r in reports
        for old in reports
        if old.document.id == r.document.revises
    )
    return Material(id="i1", told=told, copies=copies, judgements=judgements, earlier=earlier)


def _judgement(number: int, row: dict[str, Any]) -> Judgement:
    signed = {"id": f"j{number}", "by": "ana", "at": f"2021-01-0{number + 1}T00:00:00+00:00"}
    return msgspec.convert(signed | {"reason": "looked"} | row, Judgement)


def made_incident(row: dict[str, Any], policy: GradePolicy | None = None) -> Incident:
    """The incident of a row."""
    as_of = row.get("as_of")
    incident = make_incident(make_material(row), load_sides(), policy or load_policy(), as_of)
    assert incident is not None
    return incident
