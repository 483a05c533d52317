"""The values of an incident: the output contract `sayso.incident/1`, and what people decide about it, as frozen
structs.

Comes in: nothing. Goes out: one struct for each thing that a dossier can hold, with the names the JSON uses. An
incident holds no facts of its own: everything in it is a claim with its words, or is computed from claims by a named
rule that stands beside the result (DESIGN.md §2, §5).

Dates are those of publication: what was claimed by a day is what had been printed by then.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from sayso.model import (
    ClaimStance,
    EventType,
    Property,
    Responsibility,
    Span,
    Status,
)

INCIDENT_SCHEMA = "sayso.incident/1"

SpeakerGroup = Literal["party", "third", "outlet"]
GradeName = Literal["Confirmed", "Fair", "Weak", "Contested", "Discounted", "Ungraded"]
JudgementKind = Literal[
    "same", "different", "accept", "reject", "correct", "grade", "discounted", "add"
]
EvidenceKind = Literal["report", "video", "photo", "audio", "testimony", "document", "other"]
PositionKind = Literal["accuses", "denies", "admits", "clears", "withholds", "silent"]
CollapseKind = Literal[
    "copy", "same_outlet", "same_owner", "wire", "same_source", "unnamed", "party", "one_source"
]
TruceMove = Literal["planned", "agreed", "begun", "extended", "ended", "breached", "denied_breach"]
Near = Literal["confirmed", "likely", "none"]


class Anchor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a judgement holds on to: a claim's document, property, value and words, or an event by its trigger.

    `prefix` and `suffix` are the words around (W3C TextQuoteSelector), so that the same words find their claim again
    after the document was read anew. `claim` is the id that the claim had when it was judged.
    """

    document: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    property: Property | None = None
    value: str | None = None
    claim: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a claim made by a person rests on: something outside the reports that were read.

    `words` are those that say it, in the language of the evidence; `digest` is the SHA-256 of a file; `captured` is the
    day on which it was recorded or printed.
    """

    kind: EvidenceKind
    description: str
    url: str | None = None
    digest: str | None = None
    language: str | None = None
    captured: str | None = None
    words: str = ""


class MadeClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim that a person adds: who says what of an incident, by evidence of its own.

    `claimant` is an actor's id or a name ("a witness"); `value` an actor, a number or range ("29", "29-35", "29+"), a
    day, a place's name (with `lat` and `lon` where known), or words. `event_type` is that of the deed that the incident
    led with when the claim was added.
    """

    property: Property
    value: str
    claimant: str
    evidence: Evidence
    stance: ClaimStance = "asserts"
    event_type: EventType = "ASSAULT"
    lat: float | None = None
    lon: float | None = None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decided, signed and dated; withdrawn ones stay, with who withdrew them and why.

    same: the events of `left` and `right` are one incident; different: those of `left` do not belong with those of
    `right`; accept, reject, correct: the claim at `left[0]`, with what is right of it: `value`, `stance`, `claimant`
    (an actor's id or a name), `span` (the words that say it); grade, discounted: the grade of `party` (None: as a
    whole) in the incident of `left`, signed while `claims` were what it rests on; add: `made` is claimed of the
    incident of `left`.
    """

    id: str
    kind: JudgementKind
    by: str
    at: str
    reason: str
    left: tuple[Anchor, ...] = ()
    right: tuple[Anchor, ...] = ()
    value: str | None = None
    party: str | None = None
    grade: GradeName | None = None
    claims: tuple[str, ...] = ()
    stance: ClaimStance | None = None
    claimant: str | None = None
    span: Span | None = None
    made: MadeClaim | None = None
    withdrawn_at: str | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None


class JudgementNote(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as the dossier shows it. `stale`: what it was about has changed since; `why_stale` tells how."""

    id: str
    kind: JudgementKind
    by: str
    at: str
    reason: str
    claim: str | None = None
    value: str | None = None
    party: str | None = None
    grade: GradeName | None = None
    stale: bool = False
    why_stale: str | None = None
    stance: ClaimStance | None = None
    claimant: str | None = None
    span: Span | None = None
    withdrawn_at: str | None = None


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """The later `document` repeats words of the earlier one `of`: how much, which stretches, and why we say so.

    `share`: part of the document's words that stand in the earlier one, too; `own_share`: the part that does not.
    `spans` are (start, end) in `document`, `of_spans` those of the same words in `of`.
    """

    document: str
    of: str
    share: float
    own_share: float
    spans: tuple[tuple[int, int], ...] = ()
    of_spans: tuple[tuple[int, int], ...] = ()
    reasons: tuple[str, ...] = ()


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a document that belongs to an incident; event None: a document placed by its text alone.

    `trigger` and `start` find the event again when the document was read anew.
    """

    document: str
    event: str | None = None
    trigger: str = ""
    start: int = 0
    score: float = 1.0
    reasons: tuple[str, ...] = ()


class IncidentDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A report in an incident. `main`: this is what the report is mainly about; `copy_of`: whose text it repeats."""

    id: str
    source_ids: tuple[str, ...]
    title: str | None = None
    outlet: str | None = None
    outlet_name: str | None = None
    url: str | None = None
    published: str | None = None
    main: bool = False
    copy_of: str | None = None
    revises: str | None = None
    score: float = 1.0
    reasons: tuple[str, ...] = ()


class IncidentClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as the dossier shows it: who says what, when it was printed, in which words.

    `speaker` is the side that speaks, `group` how it stands to the matter; `proposition` joins the claims of one
    matter. `struck_by`: the claim by which the same speaker said otherwise later. `origin` is what the claim rests on.
    `aside`: told of something else beside the incident's happening; it is kept, and counts for nothing. `printed_…`:
    as the machine read it, where a person corrected it. `made_by`: who added the claim, where no machine read it; its
    `rests_on` stands in the place of a document, and `document` is the id of the judgement that added it.
    """

    id: str
    document: str
    event: str
    event_type: EventType
    status: Status
    property: Property
    proposition: str
    value: str
    words: str
    stance: ClaimStance
    claimants: tuple[str, ...]
    speaker: str
    speaker_name: str
    group: SpeakerGroup
    origin: str
    responsibility: Responsibility | None = None
    published: str | None = None
    quote: str = ""
    evidence: tuple[Span, ...] = ()
    struck_by: str | None = None
    judged: JudgementKind | None = None
    printed_value: str | None = None
    printed_stance: ClaimStance | None = None
    printed_claimants: tuple[str, ...] | None = None
    printed_evidence: tuple[Span, ...] | None = None
    made_by: str | None = None
    rests_on: Evidence | None = None
    aside: bool = False


class Collapse(msgspec.Struct, frozen=True, kw_only=True):
    """Why a report adds no origin of its own."""

    document: str
    kind: CollapseKind
    reason: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What reports rest on in the end. `counts`: whether it confirms independently; `why_not` tells why it does not."""

    id: str
    name: str
    documents: tuple[str, ...]
    claims: tuple[str, ...]
    counts: bool = True
    why_not: str | None = None
    collapsed: tuple[Collapse, ...] = ()


class Independence(msgspec.Struct, frozen=True, kw_only=True):
    """How many reports, texts and independent origins stand behind one proposition."""

    proposition: str
    articles: int
    texts: int
    count: int
    line: str
    origins: tuple[Origin, ...] = ()


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker says of one proposition: latest claim first, earlier ones struck but kept."""

    speaker: str
    stance: ClaimStance
    words: str
    claims: tuple[str, ...]
    since: str | None = None
    earlier: tuple[str, ...] = ()


class Proposition(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the claim matrix: something that can be claimed or denied, and who does."""

    id: str
    property: Property
    words: str
    cells: tuple[Cell, ...]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """A column of the claim matrix. `group` party: a side of the matter, never independent of itself."""

    id: str
    name: str
    group: SpeakerGroup


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a party stands: whom it accuses, what it denies or admits; since when, and until it said otherwise."""

    party: str
    name: str
    kind: PositionKind
    target: str | None = None
    target_name: str | None = None
    since: str | None = None
    until: str | None = None
    claims: tuple[str, ...] = ()
    changed_to: str | None = None


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """One speaker's latest figure. `high` None: open ("at least 29"); `breakdown` are parts of it, never added to
    it."""

    counts: str
    who: str | None
    speaker: str
    speaker_name: str
    group: SpeakerGroup
    words: str
    low: float | None
    high: float | None
    central: float | None
    as_of: str | None
    claim: str
    breakdown: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


class TollRange(msgspec.Struct, frozen=True, kw_only=True):
    """All speakers' latest figures of one kind, side by side: never summed, never chosen silently.

    `min`–`max` as Airwars prints them; `low`, `best`, `high` as UCDP does: best is the median of origins, if there
    are at least three, else empty.
    """

    counts: str
    min: float | None
    max: float | None
    low: float | None
    best: float | None
    high: float | None
    origins: int
    rule: str
    claims: tuple[str, ...] = ()


class TimelineDay(msgspec.Struct, frozen=True, kw_only=True):
    """What was first claimed on a day (None: in reports without a date)."""

    date: str | None
    claims: tuple[str, ...]
    lines: tuple[str, ...]


class TruceState(msgspec.Struct, frozen=True, kw_only=True):
    """A truce as of a day, by somebody's word: planned, agreed, begun, extended, ended, or breached by somebody."""

    date: str | None
    state: TruceMove
    words: str
    by: str
    party: str | None = None
    claims: tuple[str, ...] = ()


class Framing(msgspec.Struct, frozen=True, kw_only=True):
    """How an outlet's own voice names an actor, and how often: quoted words are their speakers', not counted here."""

    outlet: str
    actor: str
    actor_name: str
    words: dict[str, int]


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A page read again after it changed: which claims vanished, came or changed, and what it says of itself."""

    document: str
    revises: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    notice: str | None = None


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """A grade with its rule, the claims it rests on, and what would change it.

    `proposed` is the rule's grade where a signed judgement overrides it; `stale`: its claims changed since it was
    signed.
    """

    party: str | None
    party_name: str | None
    name: GradeName
    policy: str
    rule: str
    reasons: tuple[str, ...]
    claims: tuple[str, ...]
    would_change: tuple[str, ...]
    party_only: bool = False
    near: Near = "none"
    harm_origins: int = 0
    proposed: GradeName | None = None
    signed_by: str | None = None
    judgement: str | None = None
    stale: bool = False


class IncidentPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where most claims put it. The map's point is the gazetteer's; `precision` says how much that means."""

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """When it happened by most claims ([start, end)), and when it was reported first and last."""

    start: str | None = None
    end: str | None = None
    first_reported: str | None = None
    last_reported: str | None = None


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `sayso incidents --json`: rival claims side by side, and what follows from them by named rules."""

    schema: Literal["sayso.incident/1"] = "sayso.incident/1"
    id: str
    title: str
    title_rule: str
    as_of: str | None = None
    types: tuple[EventType, ...] = ()
    dates: Dates = Dates()
    place: IncidentPlace | None = None
    line: str = ""
    documents: tuple[IncidentDocument, ...] = ()
    copies: tuple[Copy, ...] = ()
    origins: tuple[Independence, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    propositions: tuple[Proposition, ...] = ()
    claims: dict[Property, tuple[IncidentClaim, ...]] = {}
    positions: tuple[Position, ...] = ()
    tolls: tuple[Toll, ...] = ()
    toll_ranges: tuple[TollRange, ...] = ()
    timeline: tuple[TimelineDay, ...] = ()
    truces: tuple[TruceState, ...] = ()
    framing: tuple[Framing, ...] = ()
    revisions: tuple[Revision, ...] = ()
    grades: tuple[Grade, ...] = ()
    judgements: tuple[JudgementNote, ...] = ()
    redirects: tuple[str, ...] = ()
    run: dict[str, str] = {}


def incident_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of `sayso incidents --json`."""
    return msgspec.json.schema(Incident)
