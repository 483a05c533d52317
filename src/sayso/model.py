"""The values that sayso passes around and prints: the output contract `sayso.report/1`, as frozen structs.

Comes in: nothing. Goes out: one struct for each thing that a report can hold, with the names the JSON uses
(DESIGN.md §3, §5). A value is never changed after it is made; a stage takes values and returns new ones.

Positions are code points of `Document.text`, end excluded; `text[span.start:span.end] == span.exact` always.
Ids of things inside a report ("a1", "e3") hold for that report alone; `Document.id` and `Claim.id` are digests
of content and hold everywhere.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

REPORT_SCHEMA = "sayso.report/1"

RegionKind = Literal["headline", "byline", "dateline", "caption", "body", "boilerplate"]

ActorKind = Literal[
    "state",
    "government",
    "armed_force",
    "police",
    "armed_group",
    "party",
    "igo",
    "ngo",
    "media",
    "company",
    "court",
    "person",
    "civilians",
    "group",
    "other",
]
Act = Literal[
    "says",
    "reports",
    "accuses",
    "denies",
    "rejects",
    "confirms",
    "admits",
    "claims-credit",
    "clears",
    "demands",
    "threatens",
    "promises",
    "estimates",
    "praises",
    "condemns",
    "warns",
    "orders",
    "asks",
    "suggests",
    "believes",
    "intends",
    "expects",
    "doubts",
    "agrees",
    "declines",
]
Stance = Literal["asserts", "suggests", "doubts", "denies", "withholds"]
ClaimStance = Literal["asserts", "suggests", "doubts", "denies"]
SourceKind = Literal["named", "role", "group", "anonymous", "document", "media", "none"]
Manner = Literal["direct", "indirect", "mixed"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
Status = Literal[
    "happened",
    "ongoing",
    "attempted",
    "planned",
    "demanded",
    "threatened",
    "hypothetical",
    "negated",
    "historical",
]
Bound = Literal[
    "exactly",
    "about",
    "nearly",
    "at_least",
    "over",
    "at_most",
    "under",
    "between",
    "vague",
]
PlaceUse = Literal["place", "modifier", "dateline", "actor", "origin", "demonym"]
Precision = Literal["exact", "neighbourhood", "town", "district", "province", "country"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Direction = Literal["since", "until", "by", "from"]
Responsibility = Literal[
    "fact",
    "admitted",
    "accused_by_authority",
    "accused",
    "suggested",
    "denied",
    "cleared",
]
Property = Literal[
    "occurrence",
    "responsible",
    "recipient",
    "place",
    "time",
    "toll.killed",
    "toll.injured",
    "toll.displaced",
    "toll.detained",
    "toll.missing",
    "cause",
    "means",
    "terms",
    "violates",
    "control",
]
Relation = Literal["denies", "repeats", "counters", "corrects"]
CountryBasis = Literal["words", "sentence"]
ArgumentRole = Literal[
    "actor",
    "recipient",
    "broker",
    "target",
    "place",
    "time",
    "figure",
    "means",
    "cause",
    "terms",
]


class Span(msgspec.Struct, frozen=True, order=True):
    """Some characters of a document's text.

    "Damascus rejected the charge." → Span(0, 8, "Damascus")
    """

    start: int
    end: int
    exact: str


class Region(msgspec.Struct, frozen=True):
    """What a stretch of the text is: nothing is found in boilerplate, and nothing is cut out either."""

    start: int
    end: int
    kind: RegionKind


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """Who published a report. Mirror domains of one outlet share one id; `owner` joins sister outlets."""

    id: str
    name: str
    country: str | None = None
    state_affiliated: bool | None = None
    owner: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it was read. `text` never changes after ingest; `id` is a digest of url and text.

    `published` is an ISO 8601 date, or a date-time with its zone; None where the input tells none.
    `source_digest` is the SHA-256 of the raw bytes.
    """

    id: str
    source_id: str
    url: str | None = None
    outlet: Outlet | None = None
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: str | None = None
    language: str | None = None
    text: str = ""
    regions: tuple[Region, ...] = ()
    source_digest: str | None = None
    revises: str | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acts or speaks. Known ones have readable ids ("SYR.GOV"); others "doc:<document>#<n>".

    `country` is ISO 3166-1 alpha-3; `roles` are PLOVER sector codes ("GOV", "MIL", "REB" …). `country_by` tells how the
    country of somebody unknown was come by: from the words ("Kenyan police"), or from the only country of the sentence
    ("Gunmen killed a priest in Beirut"); None for known actors.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    roles: tuple[str, ...] = ()
    country_by: CountryBasis | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the text where an actor is named, described or meant by a pronoun.

    `voice` is the id of the innermost attribution whose content it stands in, or None: the outlet's own words.
    `head` is the span of the head word; `words` are the descriptive words ("rebels", "spokesman") that framing
    counts; `chain` joins the mentions of one actor in the report.
    """

    id: str
    span: Span
    head: Span
    kind: ActorKind
    actor: str | None = None
    used_as: Literal["actor", "place"] = msgspec.field(default="actor", name="as")
    voice: str | None = None
    chain: str | None = None
    words: tuple[str, ...] = ()
    is_pronoun: bool = False


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody says, denies, estimates, demands something: source, cue, content (PARC; Newell et al. 2018).

    "Moscow denied that its jets hit the clinic." → source "Moscow", cue "denied", content "that its jets hit the
    clinic", act "denies", stance "denies". `via` is the id of the enclosing attribution.
    """

    id: str
    source: tuple[Span, ...] = ()
    actors: tuple[str, ...] = ()
    source_kind: SourceKind = "none"
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    manner: Manner = "indirect"
    act: Act = "says"
    stance: Stance = "asserts"
    addressees: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    channel: str | None = None
    via: str | None = None


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """The words that fill one role of an event; `of` is the id of the mention, place, time or figure there."""

    role: ArgumentRole
    span: Span
    of: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, is planned, denied, demanded …: a trigger with a PLOVER 2.0 type and arguments.

    `attribution` is set for verbal events (ACCUSE, REJECT, REQUEST …) made from an attribution; their `time` is when it
    was said ("blamed the army on Tuesday for last week's raid": Tuesday), not when what it is about was done.
    `same_as` is the id of the report's first event that tells the same happening.
    """

    id: str
    trigger: Span
    type: EventType
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    status: Status = "happened"
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    brokers: tuple[str, ...] = ()
    target: str | None = None
    place: str | None = None
    time: str | None = None
    figures: tuple[str, ...] = ()
    same_as: str | None = None
    arguments: tuple[Argument, ...] = ()
    attribution: str | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A count with its bounds.

    "at least a dozen soldiers dead" → counts "killed", who "soldiers", low 12, high None, bound "at_least".
    `part_of`: "including 12 children" is a part of the toll before it; `derived_from`: "over half of 23 million".
    """

    id: str
    span: Span
    counts: str | None = None
    who: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    central: float | None = None
    bound: Bound = "exactly"
    scope: str | None = None
    part_of: str | None = None
    derived_from: str | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A toponym in the text, with what it is used as and, where it could be resolved, where it lies."""

    id: str
    span: Span
    used_as: PlaceUse = msgspec.field(default="place", name="as")
    name: str
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    gazetteer_id: str | None = None
    admin_path: tuple[str, ...] = ()
    precision: Precision | None = None
    contained_in: str | None = None


class TimeInterval(msgspec.Struct, frozen=True, kw_only=True):
    """A time expression: TIMEX3 type and value, and the half-open interval [start, end) it stands for.

    "since 2012" → span "2012", value "2012", start "2012-01-01", end None, direction "since".
    `anchor` is the date or the id of the time that a relative expression was counted from.
    Without a publication date a relative expression keeps value None.
    """

    id: str
    span: Span
    type: TimeType
    value: str | None = None
    start: str | None = None
    end: str | None = None
    grain: str | None = None
    anchor: str | None = None
    direction: Direction | None = None


def is_sea(place: Place) -> bool:
    """Whether a place is a sea, a gulf or a strait: it has a point, and lies in no country ("the Red Sea")."""
    return place.country is None and place.precision is None and place.lat is not None


def time_words(time: TimeInterval) -> str:
    """The words for a time: its TIMEX3 value, or the day that a length is counted to.

    "on Friday" → "2016-05-06"; "two days" of "on Friday, two days after the raid" → "2016-05-04"
    """
    if time.type == "DURATION" and time.anchor and time.start and time.grain == "day":
        return time.start
    return time.value or time.span.exact


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a claim says of its property: exactly one field is set."""

    actor: str | None = None
    place: str | None = None
    time: str | None = None
    figure: str | None = None
    event: str | None = None
    text: str | None = None


class ClaimLink(msgspec.Struct, frozen=True, kw_only=True):
    claim: str
    relation: Relation


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A property of an event, its value, and on whose say-so. Nothing in sayso is more certain than this.

    "Washington accused Damascus of the strike" → event "strike", property "responsible", value SYR.GOV, stance
    "asserts", claimants ("USA.GOV",), responsibility "accused_by_authority".
    """

    id: str
    event: str
    property: Property
    value: Value
    stance: ClaimStance
    claimants: tuple[str, ...]
    responsibility: Responsibility | None = None
    via: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()
    links: tuple[ClaimLink, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why an input has no findings. A skip is a decision (another language); a failure is not."""

    stage: str
    reason: str
    skipped: bool = False


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the stages found in one reading, in the order in which they run."""

    times: tuple[TimeInterval, ...] = ()
    places: tuple[Place, ...] = ()
    figures: tuple[Figure, ...] = ()
    mentions: tuple[Mention, ...] = ()
    actors: tuple[Actor, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One line of output: the document and everything found in it, or the problem that it met."""

    schema: Literal["sayso.report/1"] = "sayso.report/1"
    document: Document
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[TimeInterval, ...] = ()
    claims: tuple[Claim, ...] = ()
    run: dict[str, str] = {}
    problem: Problem | None = None


def make_span(text: str, start: int, end: int) -> Span:
    """Cut a span out of a text; an empty or outside span is a programming error and says so."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no span [{start}, {end}) in a text of {len(text)} characters")
    return Span(start, end, text[start:end])


def report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of `sayso read --json`."""
    return msgspec.json.schema(Report)
