"""Claims that people add to an incident, as statements beside the machine's.

Comes in: judgements of the kind add and the reports of the incident. Goes out: one Statement each, of the incident's
own happening, signed by whoever added it. They are claims like any other: somebody's word, by evidence that stands
beside it. No report is changed, and what is withdrawn is gone from the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from sayso.incident_model import IncidentClaim, Judgement, MadeClaim
from sayso.model import Event, Span
from sayso.views.sides import Side, Sides
from sayso.views.statements import Statement, Told, name_key, proposition_of
from sayso.views.typed import TypedValue, find_rung, find_side, read_value


def add_statements(
    judgements: Iterable[Judgement], told: Sequence[Told], sides: Sides
) -> list[Statement]:
    """The statements that people added and did not withdraw, each of the event that its incident leads with."""
    return [
        _make_statement(j, j.made, _event_of(j, j.made, told), sides)
        for j in judgements
        if j.kind == "add" and j.made is not None and j.withdrawn_at is None
    ]


def _event_of(judgement: Judgement, made: MadeClaim, told: Sequence[Told]) -> tuple[Event, str]:
    """(event, happening): what the report that the judgement holds on to leads with, else the first report's."""
    anchored = {anchor.document for anchor in judgement.left}
    order = sorted(told, key=lambda t: (t.report.document.id not in anchored, not t.is_main))
    for t in order:
        lead = next((e for e in t.report.events if e.id == t.lead), None)
        if lead is not None:
            happening = f"{t.report.document.id}#{lead.same_as or lead.id}"
            return replace(lead, status="happened"), happening
    event = Event(id=judgement.id, trigger=Span(0, 0, ""), type=made.event_type)
    return event, judgement.id


def _make_statement(
    judgement: Judgement, made: MadeClaim, told: tuple[Event, str], sides: Sides
) -> Statement:
    event, happening = told
    day = made.evidence.captured or judgement.at[:10]
    typed = _located(read_value(made.property, made.value, sides, day), made)
    side = find_side(made.claimant, sides, day)
    is_own_voice = side is not None and side.kind == "media"
    origin = side.id if side else f"name:{name_key(made.claimant)}"
    return Statement(
        shown=_make_claim(judgement, made, event, typed, side, origin, day),
        event=event,
        side=side,
        value_side=typed.side,
        figure=typed.figure,
        counted=None,
        place=typed.place,
        time=typed.time,
        act=None if is_own_voice else "says",
        is_own_voice=is_own_voice,
        outlet=origin,
        text=judgement.id,
        happening=happening,
        is_protected=typed.side is not None and typed.side.kind == "civilians",
    )


def _located(typed: TypedValue, made: MadeClaim) -> TypedValue:
    """The place with the point that its claim gives."""
    if typed.place is None or made.lat is None or made.lon is None:
        return typed
    place = replace(typed.place, lat=made.lat, lon=made.lon, precision="exact")
    return TypedValue(typed.words, place=place)


def _make_claim(
    judgement: Judgement,
    made: MadeClaim,
    event: Event,
    typed: TypedValue,
    side: Side | None,
    origin: str,
    day: str,
) -> IncidentClaim:
    is_own_voice = side is not None and side.kind == "media"
    return IncidentClaim(
        id=claim_of(judgement.id),
        document=judgement.id,
        event=event.id,
        event_type=event.type,
        status=event.status,
        property=made.property,
        proposition=proposition_of(
            made.property, event, typed.words, None, typed.figure, typed.place, typed.side
        ),
        value=typed.side.id if typed.side else typed.words,
        words=typed.side.name if typed.side else typed.words,
        stance=made.stance,
        claimants=(side.id if side else made.claimant,),
        speaker=side.id if side else origin,
        speaker_name=side.name if side else made.claimant,
        group="third",
        origin=origin,
        responsibility=find_rung(made.stance, side, typed.side, None, is_own_voice=is_own_voice)
        if made.property == "responsible"
        else None,
        published=day,
        quote=made.evidence.words or made.evidence.description,
        made_by=judgement.by,
        rests_on=made.evidence,
    )


def claim_of(judgement: str) -> str:
    """The id of the claim that a judgement added: "j1f…" → "m1f…"."""
    return "m" + judgement.removeprefix("j")
