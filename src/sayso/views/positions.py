"""Where each party stands: whom it accuses, what it denies or admits, since when, and when it changed its mind.

Comes in: statements, and the reports (for those who decline to say). Goes out: positions in the order of their days. A
party that is blamed and says nothing is silent; saying neither yes nor no is withholding, not silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from sayso.incident_model import Position, PositionKind
from sayso.views.sides import Sides
from sayso.views.statements import Statement, Statements, Told

_BLAMING = frozenset({"asserts", "suggests"})


def find_positions(
    statements: Statements, told: Sequence[Told], sides: Sides
) -> tuple[Position, ...]:
    """The positions of all parties, each with its claims; a later change of mind closes the earlier position."""
    found: dict[tuple[str, PositionKind, str], list[Statement]] = defaultdict(list)
    for statement in statements.rows:
        taken = _position_of(statement, statements.parties)
        if taken is not None:
            found[taken].append(statement)
    positions = [_make_position(key, rows, statements) for key, rows in found.items()]
    positions += _withheld(told, statements, sides)
    positions = _with_changes(positions)
    positions += _silent(positions, statements)
    return tuple(
        sorted(positions, key=lambda p: (p.party, p.since or "9999", p.kind, p.target or ""))
    )


def _position_of(
    statement: Statement, parties: frozenset[str]
) -> tuple[str, PositionKind, str] | None:
    if statement.side is None or statement.side.id not in parties:
        return None
    party, shown = statement.side.id, statement.shown
    if shown.property == "occurrence" and shown.stance == "denies":
        return party, "denies", ""
    if shown.property != "responsible" or statement.is_nobody_known:
        return None
    target = statement.value_side.id if statement.value_side else f"name:{shown.words}"
    if shown.stance == "denies":
        return party, ("denies" if target == party else "clears"), target
    if shown.stance not in _BLAMING:
        return None
    return party, ("admits" if target == party else "accuses"), target


def _make_position(
    key: tuple[str, PositionKind, str], rows: list[Statement], statements: Statements
) -> Position:
    party, kind, target = key
    days = [s.day for s in rows if s.day is not None]
    return Position(
        party=party,
        name=statements.names[party],
        kind=kind,
        target=target or None,
        target_name=statements.names.get(target, target.removeprefix("name:")) or None,
        since=min(days, default=None),
        claims=tuple(dict.fromkeys(s.shown.id for s in rows)),
    )


def _withheld(told: Iterable[Told], statements: Statements, sides: Sides) -> list[Position]:
    """Parties that would neither confirm nor deny, in reports that are mainly about this."""
    days: dict[str, list[str]] = defaultdict(list)
    for report in (t.report for t in told if t.is_main):
        actors = {actor.id: actor for actor in report.actors}
        day = report.document.published[:10] if report.document.published else None
        for attribution in report.attributions:
            if attribution.stance == "withholds":
                for actor in attribution.actors:
                    side = sides.side_of(actor, actors.get(actor), day)
                    if side is not None and side.id in statements.parties:
                        days[side.id].append(day or "")
    return [
        Position(
            party=party,
            name=statements.names.get(party, sides.name_of(party)),
            kind="withholds",
            since=min((d for d in found if d), default=None),
        )
        for party, found in sorted(days.items())
    ]


def _with_changes(positions: list[Position]) -> list[Position]:
    """A denial that an admission follows, or an admission that is taken back, ends where the other begins."""
    own = ("denies", "admits", "withholds")
    changed = []
    for position in positions:
        later = [
            p
            for p in positions
            if p.party == position.party
            and position.kind in own
            and p.kind in own
            and p.kind != position.kind
            and (p.target in (None, p.party) and position.target in (None, position.party))
            and position.since is not None
            and p.since is not None
            and p.since > position.since
        ]
        following = min(later, key=lambda p: p.since or "", default=None)
        changed.append(
            replace(position, until=following.since, changed_to=following.kind)
            if following is not None
            else position
        )
    return changed


def _silent(positions: Iterable[Position], statements: Statements) -> list[Position]:
    """Parties that are blamed and are not heard."""
    heard = {p.party for p in positions}
    blamed: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements.rows:
        is_blame = statement.shown.property == "responsible" and statement.shown.stance in _BLAMING
        if is_blame and statement.value_side is not None:
            blamed[statement.value_side.id].append(statement)
    return [
        Position(
            party=party,
            name=statements.names[party],
            kind="silent",
            since=min((s.day for s in rows if s.day), default=None),
        )
        for party, rows in sorted(blamed.items())
        if party in statements.parties - heard
    ]
