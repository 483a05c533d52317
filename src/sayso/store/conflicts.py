"""What two people signed of one thing without knowing of one another, and did not sign alike.

Comes in: an open store. Goes out: conflicts, which `sayso merge` lists and which stand until somebody decides: a later
judgement on the same thing that knew both, or a withdrawal, ends one. Which of the two holds meanwhile is the rule of
every view: the one signed last. Two acts in one store are no conflict: whoever signed later knew the earlier.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Literal

import msgspec

from sayso.incident_model import Anchor, Judgement
from sayso.store.constraints import find_item, membership_pairs
from sayso.store.judgements import read_judgement, read_judgements
from sayso.store.linked import read_linked_profile, read_linked_report
from sayso.store.merge_logs import LoggedStep
from sayso.text import digest_of
from sayso.views.judged import CLAIM_KINDS

MEMBERSHIP = frozenset({"same", "different"})
GRADES = frozenset({"grade", "discounted"})
_STEP = ", ".join(LoggedStep._fields)

Apart = frozenset[tuple[str, str]]
Pair = tuple[str, str]


class SignedSide(msgspec.Struct, frozen=True, kw_only=True):
    """One of two acts that say different things. `says` is what it decided, in words."""

    by: str
    at: str
    says: str
    reason: str
    judgement: str | None = None


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two acts on one thing: a claim, a grade, which reports are one incident, or where a claim stands on the desk.

    `about` is the claim's id, the incident's, or the two members; `holds` is the later one, which views go by until
    somebody decides.
    """

    kind: Literal["claim", "grade", "membership", "review"]
    about: str
    what: str
    holds: SignedSide
    other: SignedSide


def find_conflicts(connection: sqlite3.Connection) -> tuple[Conflict, ...]:
    """All conflicts that stand, in the order of their kinds and of what they are about."""
    apart = _read_apart(connection, "judgement")
    found: list[Conflict] = []
    if apart:
        standing = [j for j in read_judgements(connection) if j.withdrawn_at is None]
        items = _Items(connection)
        found += _claim_conflicts([j for j in standing if j.kind in CLAIM_KINDS], apart)
        found += _grade_conflicts([j for j in standing if j.kind in GRADES], apart, items)
        found += _membership_conflicts([j for j in standing if j.kind in MEMBERSHIP], apart, items)
    found += _review_conflicts(connection)
    order = ("claim", "grade", "membership", "review")
    unique = {msgspec.json.encode(c): c for c in found}
    return tuple(
        sorted(
            unique.values(), key=lambda c: (order.index(c.kind), c.about, c.holds.at, c.other.at)
        )
    )


def may_conflict(connection: sqlite3.Connection) -> bool:
    """Whether anything was signed apart: a store that was never merged has no conflicts."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM signed_apart)").fetchone()[0])


def read_anchors(connection: sqlite3.Connection, conflict: Conflict) -> tuple[Anchor, ...]:
    """What both sides are about, each thing once; of steps on the desk, the claim that they moved."""
    if conflict.kind == "review":
        rows = connection.execute(
            "SELECT anchor FROM review_steps WHERE claim = ? ORDER BY number DESC LIMIT 1",
            (conflict.about,),
        )
        return tuple(msgspec.json.decode(row[0], type=Anchor) for row in rows)
    found: dict[Anchor, None] = {}
    for side in (conflict.holds, conflict.other):
        if side.judgement is not None:
            judgement = read_judgement(connection, side.judgement)
            found |= dict.fromkeys((*judgement.left, *judgement.right))
    return tuple(found)


def _read_apart(connection: sqlite3.Connection, kind: str) -> Apart:
    rows = connection.execute("SELECT one, other FROM signed_apart WHERE kind = ?", (kind,))
    return frozenset((row[0], row[1]) for row in rows)


def pair_of(one: str, other: str) -> Pair:
    """Two names in the order in which they are kept."""
    return (one, other) if one < other else (other, one)


def find_apart(one: Iterable[Judgement], other: Iterable[Judgement]) -> set[Pair]:
    """The pairs of judgements of one store and of the other that may be about one thing."""
    mine, theirs = _by_ground(one), _by_ground(other)
    return {
        pair_of(a.id, b.id)
        for ground in mine.keys() & theirs.keys()
        for a, b in product(mine[ground], theirs[ground])
        if ground[0] != "words" or is_same_claim(a, b)
    }


def _by_ground(judgements: Iterable[Judgement]) -> dict[tuple[str, ...], list[Judgement]]:
    """Judgements by what they must share to be about one thing."""
    found: dict[tuple[str, ...], list[Judgement]] = defaultdict(list)
    for j in judgements:
        if j.kind in MEMBERSHIP:
            found["membership",].append(j)
        elif j.kind in GRADES:
            found["grade", j.party or ""].append(j)
        elif j.kind in CLAIM_KINDS and j.left:
            found["words", j.left[0].document].append(j)
    return found


def is_same_claim(one: Judgement, other: Judgement) -> bool:
    """Whether two judgements are about one claim: by its id, or by its property and words."""
    a, b = one.left[0], other.left[0]
    if a.claim is not None and a.claim == b.claim:
        return True
    if not a.exact or not b.exact or (a.document, a.property) != (b.document, b.property):
        return False
    overlaps = a.start < b.start + len(b.exact) and b.start < a.start + len(a.exact)
    return overlaps and a.value == b.value


class _Items:
    """Finds the item that an anchor means now, and the incident that holds it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[Anchor, str | None] = {}

    def item_of(self, anchor: Anchor) -> str | None:
        if anchor not in self._known:
            profile = read_linked_profile(self._connection, anchor.document)
            report = read_linked_report(self._connection, anchor.document)
            self._known[anchor] = find_item(anchor, profile, report) if profile and report else None
        return self._known[anchor]

    def incident_of(self, anchor: Anchor) -> str | None:
        row = self._connection.execute(
            "SELECT incident FROM incident_members WHERE item = ? AND until IS NULL ORDER BY incident",
            (self.item_of(anchor),),
        ).fetchone()
        return str(row[0]) if row is not None else None


def _heads(judgements: Sequence[Judgement], apart: Apart) -> list[Judgement]:
    """The judgements on one thing that no later one has put aside."""
    return [
        j
        for j in judgements
        if not any(_age(k) > _age(j) and pair_of(j.id, k.id) not in apart for k in judgements)
    ]


def _age(judgement: Judgement) -> tuple[str, str]:
    return judgement.at, judgement.id


def _differing(
    judgements: Sequence[Judgement], apart: Apart
) -> Iterator[tuple[Judgement, Judgement]]:
    """(later, earlier) of those heads that were signed apart and say different things."""
    heads = sorted(_heads(judgements, apart), key=_age)
    for number, earlier in enumerate(heads):
        for later in heads[number + 1 :]:
            if pair_of(earlier.id, later.id) in apart and _verdict(earlier) != _verdict(later):
                yield later, earlier


def _verdict(j: Judgement) -> tuple[object, ...]:
    return j.kind, j.value, j.stance, j.claimant, j.span, j.grade


def _side(j: Judgement) -> SignedSide:
    return SignedSide(by=j.by, at=j.at, says=_says(j), reason=j.reason, judgement=j.id)


def _says(j: Judgement) -> str:
    if j.kind in GRADES:
        return j.grade or j.kind
    parts = (j.value, j.stance, j.claimant, j.span.exact if j.span else None)
    return " ".join([j.kind, *(part for part in parts if part is not None)])


def _claim_conflicts(judgements: Sequence[Judgement], apart: Apart) -> Iterator[Conflict]:
    by_document: dict[str, list[Judgement]] = defaultdict(list)
    for j in judgements:
        by_document[j.left[0].document].append(j)
    for of_document in by_document.values():
        for first in of_document:
            group = [j for j in of_document if is_same_claim(first, j)]
            for later, earlier in _differing(group, apart):
                if first.id in (later.id, earlier.id):
                    anchor = later.left[0]
                    yield Conflict(
                        kind="claim",
                        about=anchor.claim or anchor.document,
                        what=f"{anchor.property} {anchor.value}"
                        if anchor.value
                        else str(anchor.property),
                        holds=_side(later),
                        other=_side(earlier),
                    )


def _grade_conflicts(
    judgements: Sequence[Judgement], apart: Apart, items: _Items
) -> Iterator[Conflict]:
    groups: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for j in judgements:
        incident = items.incident_of(j.left[0])
        if incident is not None:
            groups[incident, j.party or ""].append(j)
    for (incident, party), group in groups.items():
        for later, earlier in _differing(group, apart):
            yield Conflict(
                kind="grade",
                about=incident,
                what=f"grade of {party}" if party else "grade as a whole",
                holds=_side(later),
                other=_side(earlier),
            )


def _membership_conflicts(
    judgements: Sequence[Judgement], apart: Apart, items: _Items
) -> Iterator[Conflict]:
    """Said to be one and said not to be: of the same two members, or through others between them."""
    says: dict[Pair, list[tuple[Judgement, bool]]] = defaultdict(list)
    for j in judgements:
        for pair, is_same in membership_pairs(j, items.item_of).items():
            says[pair].append((j, is_same))
    same: dict[Pair, list[Judgement]] = {}
    different: dict[Pair, list[Judgement]] = {}
    for pair, told in says.items():
        heads = _heads([j for j, _ in told], apart)
        for j, is_same in told:
            if j in heads:
                (same if is_same else different).setdefault(pair, []).append(j)
    clashes: dict[tuple[str, str], list[tuple[Pair, int]]] = defaultdict(list)
    for pair, parted_by in sorted(different.items()):
        path = _path(pair, same)
        for parted, joined in product(parted_by, (j for step in path for j in same[step])):
            if pair_of(parted.id, joined.id) in apart:
                clashes[parted.id, joined.id].append((pair, len(path)))
    by_id = {j.id: j for j in judgements}
    for names, told_of in clashes.items():
        later, earlier = sorted((by_id[name] for name in names), key=_age, reverse=True)
        pairs = list(dict.fromkeys(pair for pair, _ in told_of))
        more = f", and {len(pairs) - 1} more such" if len(pairs) > 1 else ""
        way = "" if min(steps for _, steps in told_of) == 1 else ", through others"
        yield Conflict(
            kind="membership",
            about=" and ".join(pairs[0]),
            what=f"one incident or two{way}{more}",
            holds=_side(later),
            other=_side(earlier),
        )


def _path(pair: Pair, same: dict[Pair, list[Judgement]]) -> list[Pair]:
    """The shortest way from one item to another over pairs that are said to be one; [] if there is none."""
    near: dict[str, list[str]] = defaultdict(list)
    for a, b in sorted(same):
        near[a].append(b)
        near[b].append(a)
    before: dict[str, str] = {pair[0]: ""}
    waiting = deque([pair[0]])
    while waiting and pair[1] not in before:
        here = waiting.popleft()
        for there in near[here]:
            if there not in before:
                before[there] = here
                waiting.append(there)
    path, here = [], pair[1]
    while before.get(here):
        path.append(pair_of(here, before[here]))
        here = before[here]
    return path


def step_digest(step: LoggedStep) -> str:
    """A name for a step of the desk: the log gives it none."""
    return "s" + digest_of(msgspec.json.encode(step), length=12)


def find_apart_steps(one: Iterable[LoggedStep], other: Iterable[LoggedStep]) -> set[Pair]:
    """The pairs of steps of one store and of the other on one claim."""
    mine: dict[str, list[LoggedStep]] = defaultdict(list)
    for step in one:
        mine[step.claim].append(step)
    return {pair_of(step_digest(a), step_digest(b)) for b in other for a in mine.get(b.claim, ())}


def _review_conflicts(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Claims that two people left in different states, each without the other's steps."""
    apart = _read_apart(connection, "step")
    if not apart:
        return
    logs: dict[str, list[LoggedStep]] = defaultdict(list)
    for row in connection.execute(f"SELECT {_STEP} FROM review_steps ORDER BY number"):
        step = LoggedStep(*row)
        logs[step.claim].append(step)
    for claim, steps in logs.items():
        steps.sort(key=lambda step: step.at)
        names = [step_digest(step) for step in steps]
        heads = [
            steps[n]
            for n, name in enumerate(names)
            if all(pair_of(name, later) in apart for later in names[n + 1 :])
        ]
        for number, earlier in enumerate(heads):
            for later in heads[number + 1 :]:
                if _leave_otherwise(earlier, later):
                    yield Conflict(
                        kind="review",
                        about=claim,
                        what="state on the desk",
                        holds=_step_side(later),
                        other=_step_side(earlier),
                    )


def _leave_otherwise(one: LoggedStep, other: LoggedStep) -> bool:
    """Whether two last steps leave a claim in different places; two decisions are compared as judgements."""
    if one.verb == other.verb == "decide":
        return False
    if one.state != other.state:
        return True
    return one.state in ("Claimed", "In review") and one.by != other.by


def _step_side(step: LoggedStep) -> SignedSide:
    return SignedSide(
        by=step.by,
        at=step.at,
        says=f"{step.verb} → {step.state}",
        reason=step.comment,
        judgement=step.judgement,
    )
