"""A statement as somebody corrected it: another value, stance, claimant, or other words.

Comes in: a statement and the judgement that corrects it. Goes out: the statement as signed, with what the machine read
kept beside it (`printed_…`). Whatever follows from what was corrected (the side that speaks, the proposition, the rung
of the responsibility ladder) is made anew, so that a claim given to its speaker is no fact of the outlet's any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as with_fields

from msgspec.structs import replace

from sayso.incident_model import Judgement
from sayso.model import Figure, Span
from sayso.views.sides import Side, Sides
from sayso.views.statements import Statement, name_key, proposition_of, quote_around
from sayso.views.typed import find_rung, find_side, read_number, read_value

# What names the outlet's own voice where a claimant is asked for.
OWN_VOICE = "outlet"


def correct_statement(
    s: Statement, judgement: Judgement, sides: Sides, texts: Mapping[str, str]
) -> Statement:
    """The statement as the judgement has it; `texts`: the text of each document, for words that were marked anew."""
    if judgement.value is not None:
        s = _with_value(s, judgement.value, sides)
    if judgement.claimant is not None:
        s = _with_claimant(s, judgement.claimant, sides)
    if judgement.stance is not None and judgement.stance != s.shown.stance:
        shown = replace(s.shown, stance=judgement.stance, printed_stance=s.shown.stance)
        s = with_fields(s, shown=shown)
    if judgement.span is not None:
        s = _with_words(s, judgement.span, texts.get(s.shown.document, ""))
    if s.shown.property == "responsible":
        rung = find_rung(s.shown.stance, s.side, s.value_side, s.act, is_own_voice=s.is_own_voice)
        s = with_fields(s, shown=replace(s.shown, responsibility=rung))
    return with_fields(s, shown=replace(s.shown, judged="correct"))


def _with_value(s: Statement, words: str, sides: Sides) -> Statement:
    """An actor's id or name, a number or a range, a day, a place, or words, in the place of what was read."""
    typed = read_value(s.shown.property, words, sides, s.day)
    figure = _counted_anew(s.figure, words)
    made = with_fields(
        s, figure=figure, value_side=typed.side, place=typed.place, time=typed.time or s.time
    )
    shown = replace(
        s.shown,
        value=typed.side.id if typed.side else typed.words,
        words=typed.side.name if typed.side else typed.words,
        printed_value=s.shown.words,
        proposition=proposition_of(
            s.shown.property, s.event, words, s.counted, figure, typed.place, typed.side
        ),
    )
    return with_fields(made, shown=shown)


def _counted_anew(figure: Figure | None, words: str) -> Figure | None:
    """The corrected figure, of the same people: "29", "29-35", "29+"."""
    number = read_number(words)
    if figure is None or number is None:
        return figure
    low, high, bound = number
    return replace(
        figure,
        span=Span(figure.span.start, figure.span.start + len(words), words),
        low=low,
        high=high,
        central=low if bound == "exactly" else None,
        bound=bound,
    )


def _with_claimant(s: Statement, words: str, sides: Sides) -> Statement:
    """Whose word it is: the outlet's own ("outlet"), a side of the registries, or somebody by name."""
    side: Side | None
    if words.casefold() == OWN_VOICE:
        side, claimant, origin = Side(s.outlet, _outlet_name(s, sides), "media"), s.outlet, s.outlet
    else:
        side = find_side(words, sides, s.day)
        claimant = side.id if side else words
        origin = side.id if side else f"name:{name_key(words)}"
    is_own_voice = claimant == s.outlet
    shown = replace(
        s.shown,
        claimants=(claimant,),
        printed_claimants=s.shown.claimants,
        speaker=side.id if side else origin,
        speaker_name=side.name if side else words,
        origin=origin,
    )
    act = None if is_own_voice else s.act or "says"
    return with_fields(s, shown=shown, side=side, is_own_voice=is_own_voice, act=act)


def _outlet_name(s: Statement, sides: Sides) -> str:
    if s.is_own_voice:
        return s.shown.speaker_name
    return sides.name_of(s.outlet).removeprefix("outlet:")


def _with_words(s: Statement, span: Span, text: str) -> Statement:
    """Other words of the report; ones that do not stand there any more change nothing."""
    if text[span.start : span.end] != span.exact:
        return s
    shown = replace(
        s.shown,
        evidence=(span,),
        printed_evidence=s.shown.evidence,
        quote=quote_around(text, (span,)),
    )
    return with_fields(s, shown=shown)
