"""What people decided about claims, put where it belongs: rejected ones leave the counts, corrected ones are corrected.

Comes in: judgements and the reports of an incident. Goes out: the claims that each is about, found by id or by their
quoted words, and whether a judgement is stale: its words are gone, or its claim says something else since. Judgements
outrank the machine, and the machine's reading stays visible beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_fields

from msgspec.structs import replace

from sayso.incident_model import Anchor, Judgement, JudgementNote
from sayso.model import Claim, Report
from sayso.views.added import claim_of
from sayso.views.corrected import correct_statement
from sayso.views.sides import Sides
from sayso.views.statements import Statement

CLAIM_KINDS = frozenset({"accept", "reject", "correct"})
_CONTEXT = 32


@dataclass(frozen=True)
class Judged:
    """Claim id → the judgement that stands on it, and all judgements as notes."""

    rejected: frozenset[str] = frozenset()
    corrected: dict[str, Judgement] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    notes: tuple[JudgementNote, ...] = ()


def make_anchor(report: Report, claim: Claim) -> Anchor:
    """Hold on to a claim by its document, property, value and words."""
    span = claim.evidence[0] if claim.evidence else None
    text = report.document.text
    return Anchor(
        document=report.document.id,
        exact=span.exact if span else "",
        prefix=text[max(0, span.start - _CONTEXT) : span.start] if span else "",
        suffix=text[span.end : span.end + _CONTEXT] if span else "",
        start=span.start if span else 0,
        property=claim.property,
        value=value_key(report, claim),
        claim=claim.id,
    )


def value_key(report: Report, claim: Claim) -> str:
    """A claim's value in words that hold beyond one reading: an actor's id or name, a figure as printed."""
    value = claim.value
    if value.actor:
        actor = next((a for a in report.actors if a.id == value.actor), None)
        return actor.name if actor is not None and actor.id.startswith("doc:") else value.actor
    if value.figure:
        return next((f.span.exact for f in report.figures if f.id == value.figure), "")
    if value.place:
        return next((p.span.exact for p in report.places if p.id == value.place), "")
    if value.time:
        return next((t.span.exact for t in report.times if t.id == value.time), "")
    if value.event:
        return next((e.trigger.exact for e in report.events if e.id == value.event), "")
    return value.text or ""


def find_claim(report: Report, anchor: Anchor) -> tuple[Claim | None, str | None]:
    """(the claim that an anchor holds, why it is stale): the same id, else the same property at the same words."""
    exact = next((c for c in report.claims if c.id == anchor.claim), None)
    if exact is not None:
        if value_key(report, exact) != anchor.value:
            return exact, f"its value was {anchor.value!r} and is {value_key(report, exact)!r}"
        return exact, None
    fitting = [c for c in report.claims if _fits(report, c, anchor)]
    same = [c for c in fitting if value_key(report, c) == anchor.value]
    if same:
        return min(same, key=lambda c: _distance(c, anchor)), None
    if fitting:
        claim = min(fitting, key=lambda c: _distance(c, anchor))
        return claim, f"its value was {anchor.value!r} and is {value_key(report, claim)!r}"
    return None, "no claim rests on these words any more"


def _fits(report: Report, claim: Claim, anchor: Anchor) -> bool:
    """Whether a claim has the anchor's property and its words; words printed twice are told by what surrounds."""
    if claim.property != anchor.property:
        return False
    at = _position(report.document.text, anchor)
    if at is None:
        return False
    return any(s.start < at + len(anchor.exact) and s.end > at for s in claim.evidence)


def _position(text: str, anchor: Anchor) -> int | None:
    """Where the anchor's words stand now: with both neighbours, with one, or the nearest of all."""
    places = list(_all_places(text, anchor.exact))
    if not places:
        return None
    length = len(anchor.exact)

    def fit(at: int) -> tuple[int, int]:
        before = text[max(0, at - len(anchor.prefix)) : at] == anchor.prefix
        after = text[at + length : at + length + len(anchor.suffix)] == anchor.suffix
        return before + after, -abs(at - anchor.start)

    return max(places, key=fit)


def _all_places(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _distance(claim: Claim, anchor: Anchor) -> int:
    return min((abs(s.start - anchor.start) for s in claim.evidence), default=0)


def apply_judgements(judgements: Iterable[Judgement], reports: dict[str, Report]) -> Judged:
    """Where each standing judgement holds; a later one on the same claim takes the place of an earlier."""
    standing: dict[str, Judgement] = {}
    notes = []
    for judgement in sorted(judgements, key=lambda j: (j.at, j.id)):
        claim, why = _claim_of(judgement, reports)
        if claim is not None and judgement.withdrawn_at is None:
            standing[claim.id] = judgement
        named = claim_of(judgement.id) if judgement.kind == "add" else claim.id if claim else None
        notes.append(make_note(judgement, named, why))
    return Judged(
        rejected=frozenset(c for c, j in standing.items() if j.kind == "reject"),
        corrected={c: j for c, j in standing.items() if j.kind == "correct"},
        accepted=frozenset(c for c, j in standing.items() if j.kind == "accept"),
        notes=tuple(notes),
    )


def _claim_of(judgement: Judgement, reports: dict[str, Report]) -> tuple[Claim | None, str | None]:
    if judgement.kind not in CLAIM_KINDS or not judgement.left:
        return None, None
    report = reports.get(judgement.left[0].document)
    return find_claim(report, judgement.left[0]) if report is not None else (None, None)


def make_note(
    judgement: Judgement, claim: str | None = None, why_stale: str | None = None
) -> JudgementNote:
    """A judgement as a dossier shows it."""
    return JudgementNote(
        id=judgement.id,
        kind=judgement.kind,
        by=judgement.by,
        at=judgement.at,
        reason=judgement.reason,
        claim=claim,
        value=judgement.value,
        party=judgement.party,
        grade=judgement.grade,
        stance=judgement.stance,
        claimant=judgement.claimant,
        span=judgement.span,
        stale=why_stale is not None,
        why_stale=why_stale,
        withdrawn_at=judgement.withdrawn_at,
    )


def judge_statements(
    statements: Sequence[Statement],
    judged: Judged,
    sides: Sides,
    texts: Mapping[str, str] | None = None,
) -> list[Statement]:
    """The statements as people decided: rejected ones are marked, corrected ones are as they were corrected.

    A claim that several made and that is corrected to one claimant stands once.
    """
    found = []
    given: set[str] = set()
    for s in statements:
        correction = judged.corrected.get(s.shown.id)
        if correction is None or correction.claimant is None or s.shown.id not in given:
            found.append(_judge(s, judged, sides, texts or {}))
        if correction is not None:
            given.add(s.shown.id)
    return found


def is_rejected(statement: Statement) -> bool:
    """Whether somebody signed that the claim is none."""
    return statement.shown.judged == "reject"


def _judge(s: Statement, judged: Judged, sides: Sides, texts: Mapping[str, str]) -> Statement:
    claim = s.shown.id
    if claim in judged.rejected:
        return with_fields(s, shown=replace(s.shown, judged="reject"))
    if claim in judged.corrected:
        return correct_statement(s, judged.corrected[claim], sides, texts)
    if claim in judged.accepted:
        return with_fields(s, shown=replace(s.shown, judged="accept"))
    return s
