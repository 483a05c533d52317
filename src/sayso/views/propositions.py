"""The claim matrix: what is claimed or denied in rows, who says so in columns, the latest word on top.

Comes in: statements. Goes out: speakers (parties first, then third parties, then outlets) and propositions with one
cell for each speaker who says anything of them. An earlier, other word of the same speaker stays, struck through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from sayso.incident_model import Cell, IncidentClaim, Proposition, Speaker, SpeakerGroup
from sayso.model import Property
from sayso.views.sides import load_sides
from sayso.views.statements import Statement, Statements

PROPERTY_ORDER: tuple[Property, ...] = (
    "responsible",
    "occurrence",
    "toll.killed",
    "toll.injured",
    "toll.missing",
    "toll.displaced",
    "toll.detained",
    "violates",
    "terms",
    "cause",
    "means",
    "recipient",
    "control",
    "place",
    "time",
)
_GROUP_ORDER: tuple[SpeakerGroup, ...] = ("party", "third", "outlet")
_TOLL_WORDS = {
    "toll.killed": "killed",
    "toll.injured": "injured",
    "toll.missing": "missing",
    "toll.displaced": "displaced",
    "toll.detained": "detained",
}
# What a figure is of, where it is no toll of the happening as a whole.
_COUNTED_WORDS = {
    "part": ": some of them",
    "share": ": some of them",
    "earlier": ", by an earlier count",
    "day": " within a day",
    "period": " over a longer time",
    "war": " in the whole war",
    "total": ", in all so far",
}
_TYPE_WORDS = {
    "ASSAULT": "an attack happened",
    "COERCE": "coercion happened",
    "RETREAT": "a truce or withdrawal",
    "AGREE": "an agreement",
}


def make_claims(statements: Sequence[Statement]) -> tuple[IncidentClaim, ...]:
    """The claims as shown, each struck by the later claim in which its speaker says otherwise."""
    latest: dict[tuple[str, str], Statement] = {}
    struck: dict[int, str] = {}
    for number in reversed(range(len(statements))):
        statement = statements[number]
        if statement.shown.aside or statement.shown.judged == "reject":
            continue
        key = (statement.shown.proposition, statement.shown.speaker)
        newest = latest.setdefault(key, statement)
        if _is_changed(statement, newest):
            struck[number] = newest.shown.id
    return tuple(
        replace(s.shown, struck_by=struck.get(number)) for number, s in enumerate(statements)
    )


def _is_changed(earlier: Statement, later: Statement) -> bool:
    """Whether a speaker's later word of a later day takes the place of an earlier one."""
    if earlier.day is None or later.day is None or earlier.day >= later.day:
        return False
    if earlier.shown.stance != later.shown.stance:
        return True
    return earlier.figure is not None and earlier.shown.words != later.shown.words


def make_speakers(statements: Statements) -> tuple[Speaker, ...]:
    """Everybody who says something, parties first; within a group whoever says most."""
    counts: dict[str, int] = defaultdict(int)
    first: dict[str, IncidentClaim] = {}
    for statement in statements.rows:
        counts[statement.shown.speaker] += 1
        first.setdefault(statement.shown.speaker, statement.shown)
    order = sorted(
        first.values(),
        key=lambda c: (_GROUP_ORDER.index(c.group), -counts[c.speaker], c.speaker),
    )
    return tuple(Speaker(id=c.speaker, name=c.speaker_name, group=c.group) for c in order)


def make_propositions(
    statements: Sequence[Statement], claims: Sequence[IncidentClaim]
) -> tuple[Proposition, ...]:
    """The rows of the matrix, responsibility first; within a property what most speakers speak of."""
    groups: dict[str, list[tuple[Statement, IncidentClaim]]] = defaultdict(list)
    for statement, claim in zip(statements, claims, strict=True):
        groups[claim.proposition].append((statement, claim))
    rows = [_make_row(key, group) for key, group in groups.items()]
    return tuple(
        sorted(rows, key=lambda r: (PROPERTY_ORDER.index(r.property), -len(r.cells), r.id))
    )


def _make_row(key: str, group: list[tuple[Statement, IncidentClaim]]) -> Proposition:
    by_speaker: dict[str, list[IncidentClaim]] = defaultdict(list)
    for _, claim in group:
        by_speaker[claim.speaker].append(claim)
    statement, claim = group[0]
    return Proposition(
        id=key,
        property=claim.property,
        words=proposition_words(statement),
        cells=tuple(_make_cell(said) for said in by_speaker.values()),
    )


def _make_cell(said: list[IncidentClaim]) -> Cell:
    standing = [claim for claim in said if claim.struck_by is None] or said
    newest = standing[-1]
    same = [c for c in standing if c.stance == newest.stance]
    return Cell(
        speaker=newest.speaker,
        stance=newest.stance,
        words=newest.words,
        since=min((c.published for c in same if c.published), default=None),
        claims=tuple(dict.fromkeys(c.id for c in reversed(standing))),
        earlier=tuple(dict.fromkeys(c.id for c in reversed(said) if c.struck_by is not None)),
    )


def proposition_words(statement: Statement) -> str:
    """A proposition for people: "Russia did it", "killed", "killed: children", "place: Dahyan"."""
    shown = statement.shown
    if shown.property == "responsible":
        name = statement.value_side.name if statement.value_side else shown.words
        return f"{name} did it"
    if shown.property == "occurrence":
        return _TYPE_WORDS.get(shown.event_type, shown.event_type.lower())
    if shown.property in _TOLL_WORDS:
        counted = _COUNTED_WORDS.get(statement.counted or "", f": {statement.counted}")
        return _TOLL_WORDS[shown.property] + (counted if statement.counted else "")
    if shown.property == "violates":
        breaker = shown.proposition.removeprefix("violates").removeprefix(":")
        return (
            f"{load_sides().name_of(breaker)} broke the truce"
            if breaker
            else "the truce was broken"
        )
    return f"{shown.property}: {shown.words}"


def group_claims(claims: Iterable[IncidentClaim]) -> dict[Property, tuple[IncidentClaim, ...]]:
    """The claims by property, in the order of the matrix, the latest last."""
    groups: dict[Property, list[IncidentClaim]] = {}
    for claim in claims:
        groups.setdefault(claim.property, []).append(claim)
    return {p: tuple(groups[p]) for p in PROPERTY_ORDER if p in groups}
