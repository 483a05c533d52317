"""The values of the review desk: the states of a claim, the steps that led there, locks, comments, and audits.

Comes in: nothing. Goes out: frozen structs, as the store keeps them, the command line prints them and the pages show
them. A step is never changed: whoever errs takes another one. Times are ISO 8601 with their zone.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sayso.model import ClaimStance, Property, Responsibility, Span

ReviewState = Literal["New", "Claimed", "Decided", "In review", "Final"]
ReviewVerb = Literal[
    "take", "release", "decide", "undo", "take_review", "look", "finalise", "return", "reopen"
]
Verdict = Literal["accept", "reject", "correct"]
# Why a claim stands where it stands in the queue, the most worthwhile first.
LookRank = Literal["grade", "casualties", "merge", "rest"]
WrongPart = Literal["value", "stance", "claimant", "event", "property", "span", "incident"]

RANKS: tuple[LookRank, ...] = ("grade", "casualties", "merge", "rest")


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One signed step of one claim. `is_blind`: a second look taken before the first verdict was shown."""

    claim: str
    document: str
    verb: ReviewVerb
    state: ReviewState
    by: str
    at: str
    comment: str
    verdict: Verdict | None = None
    judgement: str | None = None
    is_blind: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a claim stands after its steps: who is on it, who decided and how, who reviews."""

    state: ReviewState = "New"
    holder: str | None = None
    decided_by: str | None = None
    reviewer: str | None = None
    verdict: Verdict | None = None
    judgement: str | None = None


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is on a claim until a time; then it frees itself."""

    claim: str
    by: str
    since: str
    until: str


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody notes about a claim or an incident."""

    id: str
    kind: Literal["claim", "incident"]
    about: str
    by: str
    at: str
    words: str


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at one claim is worth: rank, weight within it (higher first), why, and what would change."""

    claim: str
    document: str
    property: Property
    stance: ClaimStance
    rank: LookRank
    weight: float
    why: str
    line: str
    effect: str = ""


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of the queue. `machine_updated`: why what was decided has to be looked at again."""

    number: int
    incident: str
    title: str
    claim: str
    document: str
    property: Property
    stance: ClaimStance
    rank: LookRank
    weight: float
    why: str
    effect: str
    line: str
    state: ReviewState
    by: str | None = None
    machine_updated: str | None = None
    lock: Lock | None = None


class QueuePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the queue, with how many stand in it by rank and by state."""

    rows: tuple[QueueRow, ...]
    total: int
    by_rank: dict[LookRank, int]
    by_state: dict[ReviewState, int]


class PairAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """How two people judged the same claims: share agreed, and Cohen's kappa (None: chance explains everything)."""

    one: str
    other: str
    claims: int
    agreed: int
    share: float
    kappa: float | None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement over all claims that two or more people judged; `blind`: only second looks taken blind count."""

    claims: int
    agreed: int
    share: float | None
    kappa: float | None
    pairs: tuple[PairAgreement, ...]
    table: dict[str, dict[str, int]]
    blind: bool


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A share with its 95 % interval by Wilson's score; share None: nothing was judged."""

    of: str
    judged: int
    right: float
    share: float | None
    low: float | None
    high: float | None


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """A sample of claims, drawn once by a seed and kept."""

    id: str
    by: str
    at: str
    reason: str
    seed: int
    size: int
    population: int
    is_stratified: bool


class AuditItem(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as it was when it was drawn. `stratum`: how many claims of its property and stance there were."""

    number: int
    claim: str
    document: str
    title: str
    property: Property
    value: str
    stance: ClaimStance
    claimants: tuple[str, ...]
    responsibility: Responsibility | None
    trigger: str
    evidence: tuple[Span, ...]
    stratum: int


class AuditVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody found of one item; the same person's later word stands."""

    number: int
    by: str
    at: str
    verdict: Literal["right", "wrong"]
    parts: tuple[WrongPart, ...] = ()
    comment: str = ""


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """Precision on this corpus, as far as its sample was judged.

    `overall` weighs the strata by their size; `facts`: of the claims printed as facts, how many are somebody's
    allegation or otherwise wrong; `disputed`: items on which people differ, counted as wrong.
    """

    audit: Audit
    judged: int
    disputed: int
    people: tuple[str, ...]
    overall: Interval
    by_property: tuple[Interval, ...]
    by_stance: tuple[Interval, ...]
    by_stratum: tuple[Interval, ...]
    facts: Interval
    parts: dict[str, int]
    rule: str


class BulkGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of one property and stance that might be accepted at once, and what the audit found of such.

    `open`: how many are new and no grade hangs on them; `is_sure`: the interval's lower end reaches the threshold.
    """

    property: Property
    stance: ClaimStance
    open: int
    found: Interval
    is_sure: bool


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """All that somebody needs to judge one claim.

    `pieces` are the words of the report around it, in order, and whether each is what says it; `goes_on`:
    whether the report goes on before and after them. `is_blind`: somebody
    else decided, and what they decided is left out until one has looked oneself.
    """

    row: QueueRow
    speaker: str
    words: str
    stance: ClaimStance
    responsibility: Responsibility | None
    claimants: tuple[str, ...]
    published: str | None
    outlet: str | None
    report: str | None
    url: str | None
    language: str | None
    pieces: tuple[tuple[str, bool], ...]
    goes_on: tuple[bool, bool]
    chain: tuple[str, ...]
    links: tuple[str, ...]
    merge_score: float
    merge_reasons: tuple[str, ...]
    standing: Standing
    steps: tuple[Step, ...]
    comments: tuple[Comment, ...]
    is_blind: bool
    corrected: tuple[tuple[str, str, str], ...] = ()
