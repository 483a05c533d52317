"""What a look at a claim is worth: would a grade change without it, would a toll, is its report doubtfully merged.

Comes in: the statements of an incident, its grades and tolls, the policies. Goes out: a Look for each claim that the
machine read. A grade is tried, not guessed: the incident is graded once more without the claim. What the claim would
become if it were corrected otherwise is not tried, nor what two claims would change together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields

from sayso.incident_model import Grade, IncidentClaim, Judgement, Toll
from sayso.review_model import RANKS, Look
from sayso.views.grades import GRADE_RANK, NearbyAction, grade_incident
from sayso.views.policy import GradePolicy
from sayso.views.propositions import proposition_words
from sayso.views.review_policy import ReviewPolicy
from sayso.views.statements import Statement, Statements, Told
from sayso.views.texts import Texts
from sayso.views.tolls import find_ends, find_tolls, least

Ends = tuple[float | None, float | None]


@dataclass(frozen=True)
class Weighed:
    """What claims are weighed by: the standing statements and what was computed from them."""

    shown: Sequence[Statement]
    counted: Statements
    texts: Texts
    told: Sequence[Told]
    grades: tuple[Grade, ...]
    signed: Sequence[Judgement]
    nearby: Sequence[NearbyAction]


def weigh_claims(weighed: Weighed, policy: GradePolicy, review: ReviewPolicy) -> tuple[Look, ...]:
    """One Look for each claim that the machine read, in the order of their worth."""
    first: dict[str, Statement] = {}
    for s in weighed.shown:
        if s.shown.made_by is None:
            first.setdefault(s.shown.id, s)
    grades = dict(_grade_effects(weighed, policy, review))
    tolls = dict(_toll_effects(weighed, policy))
    scores = {t.report.document.id: t for t in weighed.told}
    looks = [
        _look(s, grades.get(claim), tolls.get(claim), scores.get(s.shown.document), review)
        for claim, s in first.items()
    ]
    return tuple(sorted(looks, key=lambda k: (RANKS.index(k.rank), -k.weight, k.claim)))


@dataclass(frozen=True)
class _Effect:
    weight: float
    why: str
    effect: str


def _look(
    s: Statement,
    grade: _Effect | None,
    toll: _Effect | None,
    told: Told | None,
    review: ReviewPolicy,
) -> Look:
    shown = s.shown
    effect = "; ".join(e.effect for e in (grade, toll) if e is not None and e.effect)
    base = review.property_weights.get(shown.property, 0.0)
    if grade is not None:
        bonus = review.fact_bonus if shown.responsibility == "fact" else 0.0
        return _make(s, 0, grade.weight + bonus, grade.why, effect)
    if toll is not None:
        return _make(s, 1, toll.weight, toll.why, effect)
    if shown.aside or shown.judged == "reject":
        why = "rejected" if shown.judged == "reject" else "told beside the incident"
        return _make(s, 3, base * review.aside_share, f"{why}: counts for nothing", effect)
    if told is not None and told.score < review.low_link_score:
        because = f": {told.reasons[0]}" if told.reasons else ""
        why = f"its report is linked by {told.score:.2f} only{because}"
        return _make(s, 2, 1 - told.score, why, effect)
    return _make(s, 3, base, f"{shown.property}: nothing else hangs on it alone", effect)


def _make(s: Statement, rank: int, weight: float, why: str, effect: str) -> Look:
    return Look(
        claim=s.shown.id,
        document=s.shown.document,
        property=s.shown.property,
        stance=s.shown.stance,
        rank=RANKS[rank],
        weight=round(weight, 4),
        why=why,
        line=claim_line(s),
        effect=effect,
    )


def claim_line(s: Statement) -> str:
    """A claim in one line: "Russia denies: Russia did it", "residents assert: killed 12"."""
    shown: IncidentClaim = s.shown
    value = f" {shown.words}" if s.figure is not None else ""
    return f"{shown.speaker_name} {shown.stance}: {proposition_words(s)}{value}"


def _grade_effects(
    weighed: Weighed, policy: GradePolicy, review: ReviewPolicy
) -> Iterator[tuple[str, _Effect]]:
    """(claim, what its rejection does to the grades) of every claim that a grade hangs on."""
    before = {g.party: g for g in weighed.grades}
    for claim in _tried(weighed, review):
        rows = tuple(s for s in weighed.counted.rows if s.shown.id != claim)
        rest = with_fields(weighed.counted, rows=rows)
        after = {
            g.party: g
            for g in grade_incident(rest, weighed.texts, policy, weighed.signed, weighed.nearby)
        }
        changed = [p for p, g in before.items() if _rule_grade(g) != _rule_grade(after.get(p))]
        if changed:
            lines = [_change(before[p], after.get(p)) for p in changed]
            weight = max(_distance(before[p], after.get(p)) for p in changed)
            yield claim, _Effect(weight, lines[0], "; ".join(f"if rejected, {x}" for x in lines))


def _tried(weighed: Weighed, review: ReviewPolicy) -> list[str]:
    """The claims that grades rest on; of very many only those that nobody else says the same of."""
    rests = {claim for grade in weighed.grades for claim in grade.claims}
    rows = [s for s in weighed.counted.rows if s.shown.id in rests and s.shown.made_by is None]
    claims = list(dict.fromkeys(s.shown.id for s in rows))
    if len(claims) <= review.most_tried:
        return claims
    said = Counter(_saying(s) for s in rows)
    alone = [s.shown.id for s in rows if said[_saying(s)] == 1]
    return list(dict.fromkeys(alone))[: review.most_tried]


def _saying(s: Statement) -> tuple[str, str, str]:
    return s.shown.proposition, s.shown.origin, s.shown.stance


def _rule_grade(grade: Grade | None) -> str | None:
    """The grade that the rules give, whatever was signed."""
    return (grade.proposed or grade.name) if grade is not None else None


def _distance(before: Grade, after: Grade | None) -> float:
    rungs = [GRADE_RANK[g.proposed or g.name] if g is not None else 0 for g in (before, after)]
    return float(max(1, abs(rungs[0] - rungs[1])))


def _change(before: Grade, after: Grade | None) -> str:
    """ "Syria: Contested → Weak" """
    name = before.party_name or "the whole"
    return f"{name}: {_rule_grade(before)} → {_rule_grade(after) or 'no longer blamed'}"


def _toll_effects(weighed: Weighed, policy: GradePolicy) -> Iterator[tuple[str, _Effect]]:
    """(claim, what its rejection does to the range of its toll) of claims with a figure of their own."""
    totals = [
        s
        for s in weighed.counted.rows
        if s.figure is not None and s.counted is None and s.shown.property.startswith("toll.")
    ]
    said: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in totals:
        said[s.shown.property, s.shown.speaker].append(s)
    givers = Counter(
        (p, w) for p, w, _ in {(s.shown.property, s.shown.words, s.shown.id) for s in totals}
    )
    told = {key: find_tolls(rows, policy) for key, rows in said.items()}
    for s in totals:
        if s.shown.made_by is None and givers[s.shown.property, s.shown.words] == 1:
            effect = _toll_effect(s, said, told, policy)
            if effect is not None:
                yield s.shown.id, effect


def _toll_effect(
    s: Statement,
    said: dict[tuple[str, str], list[Statement]],
    told: dict[tuple[str, str], tuple[Toll, ...]],
    policy: GradePolicy,
) -> _Effect | None:
    """What is left of a toll's range without one claim: its speaker's earlier word, and everybody else's."""
    key = s.shown.property, s.shown.speaker
    others = [t for k, tolls in told.items() if k[0] == key[0] and k != key for t in tolls]
    rest = find_tolls([r for r in said[key] if r.shown.id != s.shown.id], policy)
    whole, left = find_ends((*others, *told[key])), find_ends((*others, *rest))
    if whole == (None, None):
        return None
    counts = s.shown.property.removeprefix("toll.")
    share = _share_gone(whole, left, s)
    if whole != left:
        change = f"{counts} {range_line(whole)} → {range_line(left)}"
        return _Effect(1 + share, change, f"if rejected, {change}")
    return _Effect(share, f"nobody else gives {s.shown.words} {counts}", "")


def _share_gone(whole: Ends, left: Ends, s: Statement) -> float:
    """How much of the range's upper end rests on the claim, 0–1; for a figure inside the range its part of it."""
    top = whole[1] or whole[0] or 0.0
    if top <= 0:
        return 0.0
    if whole != left:
        gone = [abs((a or 0.0) - (b or 0.0)) for a, b in zip(whole, left, strict=True)]
        return min(1.0, max(gone) / top)
    own = least(s.figure) if s.figure is not None else None
    return min(1.0, (own or 0.0) / top)


def range_line(ends: Ends) -> str:
    """ "29–51", "51", "no figure" """
    told = list(dict.fromkeys(f"{n:,.0f}" for n in ends if n is not None))
    return "–".join(told) if told else "no figure"
