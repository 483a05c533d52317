"""Which incidents might be one with this one: what a person is asked to look at, with the reasons for and against.

Comes in: an open store, an incident, the rows of all. Goes out: proposals, the likeliest first. Looked at are incidents
of the same days near the same place, and those whose reports share telling words; scored are their strands, as linking
scores them. Linking has not joined them, so most are not one: nothing here decides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product

import msgspec

from sayso.link.pair_features import Compared, compare_ready
from sayso.link.pair_scores import explain_pair, load_pair_model, score_pair
from sayso.link.profiles import Profile
from sayso.link.term_counts import TermCounts
from sayso.store.judgements import read_judgements
from sayso.store.link_keys import LinkKeys
from sayso.store.linked import MemberRow, read_members, read_memberships, read_profiles
from sayso.views.core import DAYS_APART, SAME_PLACE_KM, distance_of_points
from sayso.views.rows import IncidentRow

MOST_PROPOSED = 8
# Enough to tell likeness by: the scores of one report with another differ little within an incident.
_MOST_LOOKED_AT, _MOST_STRANDS = 24, 4
_LEAST_SCORE = 0.02


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that might be the same. `score`: the best of its strands with those of this one, as linking scores;
    `judged_different`: somebody signed that they are not."""

    row: IncidentRow
    score: float
    reasons: tuple[str, ...]
    judged_different: bool = False


def propose_merges(
    connection: sqlite3.Connection, incident: str, rows: Sequence[IncidentRow]
) -> tuple[Proposal, ...]:
    """The incidents that a person should compare with this one."""
    by_id = {row.id: row for row in rows}
    if incident not in by_id:
        return ()
    own = _members(connection, [incident])
    near = {row.id: _nearness(by_id[incident], row) for row in rows if row.id != incident}
    looked_at = [name for name, reasons in near.items() if reasons]
    looked_at += [
        name for name in _sharing(connection, own) if name in by_id and name not in looked_at
    ]
    looked_at = [name for name in looked_at if name != incident][:_MOST_LOOKED_AT]
    others = _members(connection, looked_at)
    compared = _compare_ready(connection, [*own, *others])
    apart = _judged_apart(connection, {m.document for m in own})
    found = []
    for name in looked_at:
        theirs = [m for m in others if m.incident == name]
        score, reasons = _best(own, theirs, compared)
        if score >= _LEAST_SCORE or near.get(name):
            found.append(
                Proposal(
                    row=by_id[name],
                    score=score,
                    reasons=tuple(dict.fromkeys((*near.get(name, ()), *reasons))),
                    judged_different=any(
                        frozenset((a.document, b.document)) in apart
                        for a, b in product(own, theirs)
                    ),
                )
            )
    found.sort(key=lambda p: (p.judged_different, -p.score, p.row.id))
    return tuple(found[:MOST_PROPOSED])


def _members(connection: sqlite3.Connection, incidents: Sequence[str]) -> list[MemberRow]:
    """A few members of each incident, those that reports are mainly about first."""
    counts: dict[str, int] = {}
    kept = []
    for member in sorted(
        read_members(connection, incidents), key=lambda m: (m.incident, not m.is_main, m.item)
    ):
        counts[member.incident] = counts.get(member.incident, 0) + 1
        if counts[member.incident] <= _MOST_STRANDS:
            kept.append(member)
    return kept


def _nearness(one: IncidentRow, other: IncidentRow) -> tuple[str, ...]:
    """Why two incidents lie near each other: both place and day must agree; () if they do not."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return ()
    km = distance_of_points((one.lat, one.lon), (other.lat, other.lon))
    apart = _days_apart(one, other)
    if km > SAME_PLACE_KM or apart is None or apart > DAYS_APART:
        return ()
    where = "at the same place" if km < 1 else f"{km:.0f} km apart"
    return (where, "on the same day" if not apart else f"{apart} day apart")


def _days_apart(one: IncidentRow, other: IncidentRow) -> int | None:
    try:
        (a, b), (c, d) = (
            (
                date.fromisoformat(row.start[:10]),
                date.fromisoformat((row.end or row.start)[:10]),
            )
            for row in (one, other)
            if row.start
        )
    except ValueError:
        return None
    day = timedelta(days=1)
    last_b, last_d = max(a, b - day), max(c, d - day)
    return max(0, (c - last_b).days, (a - last_d).days)


def _sharing(connection: sqlite3.Connection, own: Sequence[MemberRow]) -> list[str]:
    """The incidents whose reports share telling words or names with those of this one, best first."""
    keys = LinkKeys(connection)
    documents = list(dict.fromkeys(m.document for m in own))
    found: dict[str, None] = {}
    for profile in read_profiles(connection, documents):
        found |= dict.fromkeys(keys.candidates(profile))
    members = read_memberships(connection, found)
    order = {name: number for number, name in enumerate(found)}
    members.sort(key=lambda m: (order[m.document], not m.is_main))
    return list(dict.fromkeys(m.incident for m in members))


def _compare_ready(
    connection: sqlite3.Connection, members: Iterable[MemberRow]
) -> dict[str, tuple[Compared, TermCounts]]:
    members = list(members)
    profiles: list[Profile] = list(read_profiles(connection, {m.document for m in members}))
    counts = LinkKeys(connection).counts_of(profiles)
    wanted = {m.item for m in members}
    return {
        strand.item: (compare_ready(strand, counts), counts)
        for profile in profiles
        for strand in profile.strands
        if strand.item in wanted
    }


def _best(
    own: Sequence[MemberRow],
    theirs: Sequence[MemberRow],
    compared: dict[str, tuple[Compared, TermCounts]],
) -> tuple[float, tuple[str, ...]]:
    """The best score of any two strands of different reports, and its reasons."""
    model = load_pair_model()
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for a, b in product(own, theirs):
        if a.item in compared and b.item in compared and a.document != b.document:
            (left, counts), (right, _) = compared[a.item], compared[b.item]
            score = score_pair(left, right, counts, model)
            if score > best[0]:
                best = score, explain_pair(left, right)
    return best


def _judged_apart(connection: sqlite3.Connection, documents: Iterable[str]) -> set[frozenset[str]]:
    """The pairs of documents of which somebody signed that they tell of different incidents."""
    return {
        frozenset((left.document, right.document))
        for judgement in read_judgements(connection, documents)
        if judgement.kind == "different" and judgement.withdrawn_at is None
        for left, right in product(judgement.left, judgement.right)
    }
