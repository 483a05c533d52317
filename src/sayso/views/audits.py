"""What an audit found: precision of the claims on this corpus, by property and stance, each with its interval.

Comes in: an audit, its items, the verdicts. Goes out: an AuditReport, which exports can print. An item is right if all
who judged it say so: where people differ it is wrong, and counted as disputed. What nobody judged counts for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from sayso.review_model import Audit, AuditItem, AuditReport, AuditVerdict, Interval
from sayso.views.intervals import make_interval, weigh_strata

_RULE = "95 % intervals by Wilson's score; an item is right if all who judged it say so"
_STRATIFIED = "; strata weighed by their size, at Kish's effective sample size"


def standing_verdicts(verdicts: Iterable[AuditVerdict]) -> dict[int, dict[str, AuditVerdict]]:
    """Item → person → their last verdict."""
    found: dict[int, dict[str, AuditVerdict]] = defaultdict(dict)
    for verdict in verdicts:
        found[verdict.number][verdict.by] = verdict
    return dict(found)


def make_audit_report(
    audit: Audit, items: Sequence[AuditItem], verdicts: Iterable[AuditVerdict]
) -> AuditReport:
    """The report of an audit as far as it was judged."""
    standing = standing_verdicts(verdicts)
    judged = [item for item in items if item.number in standing]
    right = {n: all(v.verdict == "right" for v in given.values()) for n, given in standing.items()}
    facts = [item for item in judged if item.responsibility == "fact"]
    return AuditReport(
        audit=audit,
        judged=len(judged),
        disputed=sum(len({v.verdict for v in g.values()}) > 1 for g in standing.values()),
        people=tuple(sorted({by for given in standing.values() for by in given})),
        overall=_overall(audit, judged, right),
        by_property=_by(judged, right, lambda item: item.property, audit),
        by_stance=_by(judged, right, lambda item: item.stance, audit),
        by_stratum=_by(judged, right, stratum_of, audit),
        facts=make_interval("printed as fact", sum(right[i.number] for i in facts), len(facts)),
        parts=_parts(standing),
        rule=_RULE + (_STRATIFIED if audit.is_stratified else ""),
    )


def stratum_of(item: AuditItem) -> str:
    """The stratum of an item: "responsible, denies"."""
    return f"{item.property}, {item.stance}"


def _overall(audit: Audit, judged: Sequence[AuditItem], right: dict[int, bool]) -> Interval:
    return _share_of("all claims", judged, right, audit)


def _by(
    judged: Sequence[AuditItem],
    right: dict[int, bool],
    key: Callable[[AuditItem], str],
    audit: Audit,
) -> tuple[Interval, ...]:
    groups: dict[str, list[AuditItem]] = defaultdict(list)
    for item in judged:
        groups[key(item)].append(item)
    return tuple(_share_of(name, groups[name], right, audit) for name in sorted(groups))


def _share_of(
    of: str, items: Sequence[AuditItem], right: dict[int, bool], audit: Audit
) -> Interval:
    """The share of some items: plainly of a plain sample, weighed by stratum of a stratified one."""
    if not audit.is_stratified:
        return make_interval(of, sum(right[i.number] for i in items), len(items))
    strata: dict[str, list[AuditItem]] = defaultdict(list)
    for item in items:
        strata[stratum_of(item)].append(item)
    return weigh_strata(
        of,
        [
            (sum(right[i.number] for i in group), len(group), group[0].stratum)
            for group in strata.values()
        ],
    )


def _parts(standing: dict[int, dict[str, AuditVerdict]]) -> dict[str, int]:
    """Which part was wrong how often, counting each item once for a part; the most frequent first."""
    counts: Counter[str] = Counter()
    for given in standing.values():
        counts.update({part for v in given.values() for part in v.parts})
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
