"""Two logs become one: every row of either once, each log's own order kept as far as clocks allow.

Comes in: rows of a log, oldest first, of one store and of the other. Goes out: the rows of both, oldest first, the same
whichever store is named first. A row that stands in both logs stands once; one that a log holds twice stands twice. The
steps of the review desk are put in an order in which the decision that holds comes last (views/standings.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

Row = TypeVar("Row", bound=Hashable)
# When an act holds in its log, and which of those of the same moment it is.
_Place = tuple[str, int]


class NthRow(NamedTuple):
    """A row of a log, and which of its like it is: two equal acts of one log are two."""

    row: Hashable
    number: int


def number_rows(log: Iterable[Row]) -> list[tuple[Row, int]]:
    """Every row with how many of its like stand before it."""
    seen: Counter[Row] = Counter()
    numbered = []
    for row in log:
        numbered.append((row, seen[row]))
        seen[row] += 1
    return numbered


def unite_logs(
    one: Sequence[Row], other: Sequence[Row], time_of: Callable[[Row], str]
) -> list[tuple[Row, int]]:
    """The rows of two logs with their numbers, oldest first.

    [a@1, b@2], [a@1, c@1, d@3] → [a@1, c@1, b@2, d@3]
    """
    places: dict[tuple[Row, int], _Place] = {}
    for log in (one, other):
        for key, place in _places(log, time_of):
            places[key] = max(place, places.get(key, place))
    return sorted(places, key=lambda key: (*places[key], repr(key)))


def _places(
    log: Sequence[Row], time_of: Callable[[Row], str]
) -> Iterable[tuple[tuple[Row, int], _Place]]:
    """Where each row of one log stands: a clock that was set back moves no act before an earlier one."""
    latest, among = "", 0
    for key in number_rows(log):
        at = time_of(key[0])
        latest, among = (at, 0) if at > latest else (latest, among + 1)
        yield key, (latest, among)


class LoggedStep(NamedTuple):
    """A step of the desk as it is compared: without the words that an erasure blanks."""

    claim: str
    document: str
    verb: str
    state: str
    by: str
    at: str
    comment: str
    verdict: str | None
    judgement: str | None
    is_blind: int


NthStep = tuple[LoggedStep, int]


def unite_steps(
    one: Sequence[LoggedStep], other: Sequence[LoggedStep], standing: Mapping[str, tuple[str, str]]
) -> list[NthStep]:
    """The steps of two desks. `standing`: judgement → (when, id) of those that are not withdrawn.

    Where both stores took steps on one claim, the steps about each decision stay together, those about the decision
    that holds come last: a review of one is never taken for a review of the other.
    """
    united = unite_logs(one, other, lambda step: step.at)
    logs = (_by_claim(number_rows(one)), _by_claim(number_rows(other)))
    united_of = _by_claim(united)
    for claim, steps in united_of.items():
        mine, theirs = (log.get(claim, []) for log in logs)
        if set(mine) >= set(theirs):
            steps[:] = mine
        elif set(theirs) >= set(mine):
            steps[:] = theirs
        else:
            blocks = _decisions(mine) | _decisions(theirs)
            steps.sort(key=lambda key: _order(key, blocks[key], standing))
    queues = {claim: iter(steps) for claim, steps in united_of.items()}
    return [next(queues[step.claim]) for step, _ in united]


def _by_claim(steps: Iterable[NthStep]) -> dict[str, list[NthStep]]:
    found: dict[str, list[NthStep]] = defaultdict(list)
    for key in steps:
        found[key[0].claim].append(key)
    return found


def _decisions(steps: Sequence[NthStep]) -> dict[NthStep, str | None]:
    """The decision that each step of one claim is about: its own, else the last that was not undone before it."""
    open_decisions: list[str] = []
    found: dict[NthStep, str | None] = {}
    for key in steps:
        step = key[0]
        if step.verb == "decide" and step.judgement is not None:
            open_decisions.append(step.judgement)
        found[key] = step.judgement or (open_decisions[-1] if open_decisions else None)
        if step.verb == "undo" and step.judgement in open_decisions:
            open_decisions.remove(step.judgement)
    return found


def _order(
    key: NthStep, decision: str | None, standing: Mapping[str, tuple[str, str]]
) -> tuple[object, ...]:
    """Undone decisions, then what is about none, then those that stand, the latest of them last."""
    step = key[0]
    rank, when = 1, ("", "")
    if decision is not None:
        rank, when = (2, standing[decision]) if decision in standing else (0, ("", decision))
    return (rank, *when, step.verb != "decide", step.at, repr(key))
