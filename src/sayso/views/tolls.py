"""Tolls by speaker, and their range: lowest and highest as Airwars prints them, low, best and high as UCDP does.

Comes in: statements. Goes out: each speaker's latest figure with its parts and its earlier ones, and the range over all
of them. Nothing is summed: not parts to a total, not two speakers' figures, and a toll of the whole war is no toll of
this. Where a speaker prints several totals on one day they stand together, as a range of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from sayso.incident_model import Independence, Toll, TollRange
from sayso.model import Figure
from sayso.views.policy import GradePolicy
from sayso.views.statements import Statement

_PREFIX = "toll."


def find_tolls(statements: Sequence[Statement], policy: GradePolicy) -> tuple[Toll, ...]:
    """The latest figure of each speaker, for people as such and for each class that the policy names."""
    classes = {None, *policy.classes}
    groups: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    own = {_kind_in(s) for s in statements if s.figure is not None and not s.is_summed_up}
    for s in statements:
        if s.is_summed_up and _kind_in(s) in own:
            continue  # a headline rounds the figure of its text, and has none of its own
        is_told = s.figure is not None and s.shown.stance in ("asserts", "suggests")
        if is_told and s.counted in classes and s.shown.property.startswith(_PREFIX):
            groups[s.shown.property, s.counted or "", s.shown.speaker].append(s)
    parts = _parts(statements)
    tolls = [_make_toll(rows, parts) for rows in groups.values()]
    return tuple(
        sorted(tolls, key=lambda t: (t.counts != "killed", t.counts, t.who or "", -(_top(t) or 0)))
    )


def _kind_in(s: Statement) -> tuple[str, str, str | None]:
    """Of what kind a figure is, in which report."""
    return s.shown.document, s.shown.property, s.counted


def _parts(statements: Sequence[Statement]) -> dict[tuple[str, str], list[str]]:
    """(document, id of the total's figure) → the parts, as printed."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for s in statements:
        if s.figure is not None and s.figure.part_of is not None:
            found[s.shown.document, s.figure.part_of].append(_part_words(s.figure))
    return found


def _part_words(figure: Figure) -> str:
    """ "12 children", "a mother": who is counted, once."""
    words, who = figure.span.exact, figure.who
    return f"{words} {who}" if who and who.casefold() not in words.casefold() else words


def _make_toll(rows: list[Statement], parts: dict[tuple[str, str], list[str]]) -> Toll:
    day = max((s.day for s in rows if s.day), default=None)
    latest = [s for s in rows if s.day == day] or rows
    figures = [s.figure for s in latest if s.figure is not None]
    shown = latest[-1].shown
    words = list(dict.fromkeys(f.span.exact for f in figures))
    earlier = [s.shown.words for s in rows if s not in latest]
    breakdown = [
        part
        for s in latest
        if s.figure is not None
        for part in parts.get((s.shown.document, s.figure.id), [])
    ]
    return Toll(
        counts=shown.property.removeprefix(_PREFIX),
        who=latest[-1].counted,
        speaker=shown.speaker,
        speaker_name=shown.speaker_name,
        group=shown.group,
        words=" / ".join(words),
        low=min((n for f in figures if (n := least(f)) is not None), default=None),
        high=_highest(figures),
        central=middle(_largest(figures)),
        as_of=day,
        claim=shown.id,
        breakdown=tuple(dict.fromkeys(breakdown)),
        earlier=tuple(word for word in dict.fromkeys(earlier) if word not in words),
    )


def _largest(figures: list[Figure]) -> Figure:
    return max(figures, key=lambda figure: most(figure) or 0.0)


def _highest(figures: list[Figure]) -> float | None:
    """The upper end of some figures; None, open, if the largest of them is."""
    largest = _largest(figures)
    return largest.high if largest.high is not None else largest.central


def least(figure: Figure) -> float | None:
    """The lowest number that a figure prints."""
    return next((n for n in (figure.low, figure.central, figure.high) if n is not None), None)


def most(figure: Figure) -> float | None:
    """The highest number that a figure prints; "at least 29" prints 29."""
    return next((n for n in (figure.high, figure.central, figure.low) if n is not None), None)


def middle(figure: Figure) -> float | None:
    """One number for a figure: its centre, or the middle of its bounds, or the bound that it has."""
    if figure.central is not None:
        return figure.central
    if figure.low is not None and figure.high is not None:
        return (figure.low + figure.high) / 2
    return least(figure)


def _top(toll: Toll) -> float | None:
    return next((n for n in (toll.high, toll.central, toll.low) if n is not None), None)


def range_tolls(
    tolls: Sequence[Toll],
    independence: dict[str, Independence],
    policy: GradePolicy,
) -> tuple[TollRange, ...]:
    """For each kind of toll the range over all speakers; best is the median of independent origins, if enough."""
    kinds = dict.fromkeys(t.counts for t in tolls)
    totals = {kind: [t for t in tolls if t.counts == kind and t.who is None] for kind in kinds}
    return tuple(
        _range_of(kind, totals[kind], independence, policy)
        if totals[kind]
        else _range_of_parts(kind, [t for t in tolls if t.counts == kind])
        for kind in kinds
    )


def _range_of_parts(kind: str, parts: list[Toll]) -> TollRange:
    """ "Twelve children were killed", and nobody gives a total: twelve at least, however many there were."""
    least_of_all = max((t.low for t in parts if t.low is not None), default=None)
    return TollRange(
        counts=kind,
        min=least_of_all,
        max=None,
        low=least_of_all,
        best=None,
        high=None,
        origins=0,
        rule="nobody gives a total: at least the largest figure of a class",
        claims=tuple(t.claim for t in parts),
    )


def find_ends(tolls: Iterable[Toll]) -> tuple[float | None, float | None]:
    """The lowest and the highest number of some tolls."""
    tolls = list(tolls)
    low = min((t.low for t in tolls if t.low is not None), default=None)
    return low, max((n for t in tolls if (n := _top(t)) is not None), default=None)


def _range_of(
    kind: str, tolls: list[Toll], independence: dict[str, Independence], policy: GradePolicy
) -> TollRange:
    low, high = find_ends(tolls)
    counted = independence.get(_PREFIX + kind)
    independent = {c for o in counted.origins if o.counts for c in o.claims} if counted else set()
    centres = [t.central for t in tolls if t.claim in independent and t.central is not None]
    best = median(centres) if len(centres) >= policy.best_origins else None
    return TollRange(
        counts=kind,
        min=low,
        max=high,
        low=low,
        best=best,
        high=high,
        origins=counted.count if counted else 0,
        rule=f"each speaker's latest figure; best: the median of {policy.best_origins} or more independent origins",
        claims=tuple(t.claim for t in tolls),
    )
