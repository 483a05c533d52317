"""Accept many claims at once, where an audit of this corpus says that such claims are right.

Comes in: an open store with an audit, the policy. Goes out: groups of claims by property and stance, each with what the
audit found; and judgements, one for each claim, for groups that reach the threshold. A claim on which a grade hangs is
never accepted unseen, nor is one that anybody has touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sayso.errors import UsageError
from sayso.model import ClaimStance, Property
from sayso.review_model import Audit, BulkGroup, Interval
from sayso.store.audits import report_audit
from sayso.store.deciding import Signature, judge_claim
from sayso.store.transactions import transaction
from sayso.views.intervals import make_interval
from sayso.views.review_policy import ReviewPolicy

_OPEN = (
    "FROM claim_keys WHERE rank > 0 AND changed IS NULL"
    " AND subject NOT IN (SELECT claim FROM review_steps) AND why NOT LIKE 'rejected%'"
)


def read_groups(
    connection: sqlite3.Connection, audit: Audit, policy: ReviewPolicy
) -> tuple[BulkGroup, ...]:
    """The groups of untouched claims, those that the audit found most surely right first."""
    found = {interval.of: interval for interval in report_audit(connection, audit).by_stratum}
    rows = connection.execute(
        f"SELECT property, stance, count(DISTINCT claim) {_OPEN} GROUP BY property, stance"
    ).fetchall()
    groups = [_group(prop, stance, count, found, policy) for prop, stance, count in rows]
    return tuple(sorted(groups, key=lambda g: (-(g.found.low or 0), -g.open, g.property)))


def _group(
    prop: Property,
    stance: ClaimStance,
    count: int,
    found: dict[str, Interval],
    policy: ReviewPolicy,
) -> BulkGroup:
    of = f"{prop}, {stance}"
    interval = found.get(of, make_interval(of, 0, 0))
    is_sure = interval.low is not None and interval.low >= policy.accept_least
    return BulkGroup(property=prop, stance=stance, open=count, found=interval, is_sure=is_sure)


def accept_group(
    connection: sqlite3.Connection,
    audit: Audit,
    policy: ReviewPolicy,
    prop: str,
    stance: str,
    signature: Signature,
) -> int:
    """Accept all untouched claims of a group that is sure; how many there were."""
    groups: Sequence[BulkGroup] = read_groups(connection, audit, policy)
    group = next((g for g in groups if (g.property, g.stance) == (prop, stance)), None)
    if group is None:
        raise UsageError(f"no untouched claims of {prop}, {stance}")
    if not group.is_sure:
        low = "nothing" if group.found.low is None else f"{group.found.low:.0%} at least"
        raise UsageError(
            f"the audit {audit.id} vouches for {low} of {prop}, {stance}; it takes {policy.accept_least:.0%}"
        )
    reason = (
        f"{signature.reason} (one of {group.open} accepted unseen: audit {audit.id} found"
        f" {group.found.right:g} of {group.found.judged} such claims right, {group.found.low:.0%} at least)"
    )
    claims = connection.execute(
        f"SELECT DISTINCT claim {_OPEN} AND property = ? AND stance = ? ORDER BY claim",
        (prop, stance),
    ).fetchall()
    with transaction(connection):
        for (claim,) in claims:
            judge_claim(connection, "accept", claim, Signature(signature.by, reason))
    return len(claims)
