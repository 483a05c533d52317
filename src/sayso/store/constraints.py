"""What people decided about membership, as constraints for the linker: these items are one incident, those are not.

Comes in: judgements of the kinds same and different, and the reports and profiles that they point to. Goes out:
constraints over the items of now. A later judgement outranks an earlier one that says the opposite of the same two
items; a withdrawn one constrains nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product

from sayso.incident_model import Anchor, Judgement
from sayso.link.incidents import Constraint
from sayso.link.profiles import Profile
from sayso.model import Event, Report
from sayso.store.judgements import read_judgements
from sayso.store.linked import read_linked_profile, read_linked_report

_Pair = tuple[str, str]
ItemOf = Callable[[Anchor], str | None]


def read_constraints(connection: sqlite3.Connection) -> tuple[Constraint, ...]:
    """The constraints of all standing judgements about membership."""
    rows = connection.execute(
        "SELECT count(*) FROM judgements WHERE kind IN ('same', 'different')"
    ).fetchone()
    if not rows[0]:
        return ()
    standing = [
        j
        for j in read_judgements(connection)
        if j.kind in ("same", "different") and j.withdrawn_at is None
    ]
    return make_constraints(standing, _Items(connection).item_of)


class _Items:
    """Finds the item that an anchor means now."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.item_of = lru_cache(maxsize=None)(self._item_of)

    def _item_of(self, anchor: Anchor) -> str | None:
        profile = read_linked_profile(self._connection, anchor.document)
        report = read_linked_report(self._connection, anchor.document)
        if profile is None or report is None:
            return None
        return find_item(anchor, profile, report)


def make_constraints(judgements: Iterable[Judgement], item_of: ItemOf) -> tuple[Constraint, ...]:
    """Constraints, the latest judgement first to claim a pair.

    same {a, b} with {c}; later different {b} from {c} → a and b one, b and c not; a and c no more, since b is with a
    """
    decided: dict[_Pair, bool] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.id), reverse=True):
        for pair, is_same in membership_pairs(judgement, item_of).items():
            decided.setdefault(pair, is_same)
    return tuple(
        Constraint(left=left, right=right, same=same)
        for (left, right), same in sorted(decided.items())
    )


def membership_pairs(judgement: Judgement, item_of: ItemOf) -> dict[_Pair, bool]:
    """What one judgement says of each two items: that they are one, or that they are not."""
    left = [item for a in judgement.left if (item := item_of(a)) is not None]
    right = [item for a in judgement.right if (item := item_of(a)) is not None]
    said: dict[_Pair, bool] = {}
    if judgement.kind == "same":
        _decide_same(list(dict.fromkeys((*left, *right))), said)
    else:
        said = {_pair(one, other): False for one, other in product(left, right)}
        _decide_same(left, said)
    return {pair: is_same for pair, is_same in said.items() if pair[0] != pair[1]}


def _decide_same(items: list[str], decided: dict[_Pair, bool]) -> None:
    """All of them are one, save those that are kept apart already."""
    for number, one in enumerate(items):
        for other in items[number + 1 :]:
            decided.setdefault(_pair(one, other), True)


def _pair(one: str, other: str) -> _Pair:
    return (one, other) if one < other else (other, one)


def find_item(anchor: Anchor, profile: Profile, report: Report) -> str:
    """The strand that holds the anchor's event now; the main one where the event is no more."""
    event = find_event(anchor, report)
    for strand in profile.strands:
        if event is not None and any(e.event == event.id for e in strand.events):
            return strand.item
    return next(strand.item for strand in profile.strands if strand.is_main)


def find_event(anchor: Anchor, report: Report) -> Event | None:
    """The event whose trigger is the anchor's words: where they stood, else the nearest."""
    fitting = [e for e in report.events if e.trigger.exact == anchor.exact]
    return min(fitting, key=lambda e: abs(e.trigger.start - anchor.start), default=None)
