"""The claims of an incident as statements: who speaks for which side, about what, resting on whom.

Comes in: the reports of an incident with the events that belong to it, and the copies among them. Goes out: one
Statement for each claim and claimant, and the parties. All other views are computed from statements alone.

A claim made jointly stands once for each side that makes it. Acts of speech told as events (ACCUSE, REQUEST …) are no
statements: their content is, where it claims something. Planned, demanded and threatened events state nothing either,
save plans for a truce.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields
from functools import lru_cache

from msgspec.structs import replace

from sayso.incident_model import Copy, IncidentClaim, SpeakerGroup
from sayso.link.subjects import find_leaving, is_truce
from sayso.link.words import load_linking_words
from sayso.model import (
    Act,
    Actor,
    Attribution,
    Claim,
    Document,
    Event,
    Figure,
    Place,
    Property,
    Report,
    Span,
    TimeInterval,
    time_words,
)
from sayso.views.policy import GradePolicy
from sayso.views.sides import Side, Sides
from sayso.views.speakers import Speakers, with_ground
from sayso.views.texts import Texts, make_texts

TRUCE_TYPES = frozenset({"RETREAT", "AGREE"})
TRUCE_MODES = frozenset({"ceasefire", "truce"})
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s+(?=\S)|\n\s*\n")
_QUOTE_MOST = 300


@dataclass(frozen=True)
class Told:
    """A report in an incident: the events that belong to it, the one that leads, whether it is mainly about it.

    `scene` are the towns, as printed, that its first deed is told with, located or not.
    """

    report: Report
    events: frozenset[str]
    lead: str | None = None
    is_main: bool = True
    source_ids: tuple[str, ...] = ()
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    scene: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A claim by one claimant, with what the views compare.

    `is_nobody_known`: its value are unidentified attackers ("gunmen"); `is_summed_up`: it stands in a headline, and the
    text tells it too; `rests_on`: who tells it there, if not the outlet.
    """

    shown: IncidentClaim
    event: Event
    side: Side | None
    value_side: Side | None
    figure: Figure | None
    counted: str | None
    place: Place | None
    time: TimeInterval | None
    act: Act | None
    is_own_voice: bool
    outlet: str
    text: str
    happening: str
    is_protected: bool = False
    hits_protected: bool = False
    is_declared: bool = False
    is_summed_up: bool = False
    rests_on: str | None = None
    is_nobody_known: bool = False

    @property
    def day(self) -> str | None:
        """The day on which it was printed."""
        return self.shown.published


@dataclass(frozen=True)
class Statements:
    """The statements of an incident in the order of their days, and the sides that are parties to it."""

    rows: tuple[Statement, ...]
    parties: frozenset[str]
    names: dict[str, str]


def make_statements(
    told: Sequence[Told],
    copies: Sequence[Copy],
    sides: Sides,
    policy: GradePolicy,
    revise: Callable[[list[Statement]], list[Statement]] = list,
) -> Statements:
    """All statements of an incident, revised as people decided; who is a party to it follows from them."""
    texts = make_texts([t.report.document for t in told], copies)
    ground = find_ground(told)
    speakers = Speakers((t.report for t in told), sides, ground)
    tellers = (_Teller(t, texts, sides, policy, speakers, ground) for t in told)
    rows = revise([s for teller in tellers for s in teller.statements()])
    parties = find_parties(rows, told, sides, policy)
    grouped = [with_fields(s, shown=replace(s.shown, group=_group(s, parties))) for s in rows]
    grouped.sort(key=lambda s: (s.day or "9999", s.shown.document, s.shown.evidence, s.shown.id))
    names = {s.side.id: s.side.name for s in rows if s.side}
    names |= {s.value_side.id: s.value_side.name for s in rows if s.value_side}
    return Statements(tuple(grouped), parties, names)


def find_ground(told: Iterable[Told]) -> str | None:
    """The only country that the reports place the incident in."""
    countries = {
        place.country
        for t in told
        for place in t.report.places
        if place.country and place.id in {e.place for e in t.report.events if e.id in t.events}
    }
    return next(iter(countries)) if len(countries) == 1 else None


def _group(statement: Statement, parties: frozenset[str]) -> SpeakerGroup:
    if statement.side is not None and statement.side.id in parties:
        return "party"
    return "outlet" if statement.is_own_voice else "third"


def find_parties(
    rows: Iterable[Statement], told: Iterable[Told], sides: Sides, policy: GradePolicy
) -> frozenset[str]:
    """The sides of the matter: whoever is blamed, answers, fights or is attacked, and any armed group that speaks.

    The state on whose ground it happened is a party as soon as another side is blamed: it never confirms
    independently that its enemy did it.
    """
    rows = [s for s in rows if s.shown.judged != "reject"]
    blamed = {
        s.value_side.id
        for s in rows
        if s.shown.property == "responsible"
        and s.value_side is not None
        and s.event.type in policy.deed_types
        and s.value_side.kind not in ("civilians", "media", "ngo")
    }
    speaking = {s.side.id for s in rows if s.side is not None and s.side.kind == "armed_group"}
    told = tuple(told)
    ground = find_ground(told)
    fighting = {side.id for t in told for side in _armed_sides(t, sides, policy, ground)}
    parties = blamed | speaking | fighting
    grounds = {s.place.country for s in rows if s.place and s.place.country}
    speakers = {s.side.id for s in rows if s.side is not None}
    return frozenset(parties | {c for c in grounds & speakers if parties - {c}})


def _armed_sides(
    told: Told, sides: Sides, policy: GradePolicy, ground: str | None
) -> Iterator[Side]:
    """Who fights or is attacked in the deeds and truces of one telling."""
    actors = with_ground(told.report, ground)
    day = told.report.document.published
    types = (*policy.deed_types, *TRUCE_TYPES)
    for event in told.report.events:
        if event.id not in told.events or event.type not in types:
            continue
        for actor in (*event.actors, *event.recipients):
            side = sides.side_of(actor, actors.get(actor), day[:10] if day else None)
            if side is not None and side.is_armed:
                yield side


class _Teller:
    """The statements of one report."""

    def __init__(
        self,
        told: Told,
        texts: Texts,
        sides: Sides,
        policy: GradePolicy,
        speakers: Speakers,
        ground: str | None,
    ) -> None:
        report = told.report
        self.told, self.report, self.texts = told, report, texts
        self.sides, self.policy, self.speakers = sides, policy, speakers
        self.document: Document = report.document
        self.day = report.document.published[:10] if report.document.published else None
        self.actors = with_ground(report, ground)
        self.events: dict[str, Event] = {e.id: e for e in report.events}
        self.figures = {f.id: f for f in report.figures}
        self.places = {p.id: p for p in report.places}
        self.times = {t.id: t for t in report.times}
        self.attributions: dict[str, Attribution] = {a.id: a for a in report.attributions}

    def statements(self) -> Iterator[Statement]:
        for claim in self.report.claims:
            event = self.events[claim.event]
            if claim.event in self.told.events and self._states(event):
                seen: set[str] = set()
                for claimant in claim.claimants or ("",):
                    statement = self._statement(claim, event, claimant)
                    if statement.shown.speaker not in seen:
                        seen.add(statement.shown.speaker)
                        yield statement

    def _states(self, event: Event) -> bool:
        if event.attribution is not None:
            return False
        if event.type in TRUCE_TYPES or self._ends_truce(event):
            return True
        return event.type in self.policy.deed_types and event.status in self.policy.deed_statuses

    def _ends_truce(self, event: Event) -> bool:
        """ "The army called off the ceasefire", "the rebels pulled out of the truce": a sanction that is a truce's."""
        if event.type != "SANCTION":
            return False
        words = quote_around(self.document.text, (event.trigger,))
        return is_truce(event) or find_leaving(words) is not None

    def _statement(self, claim: Claim, event: Event, claimant: str) -> Statement:
        value = claim.value
        is_own_voice = claimant.startswith("outlet:") and not claim.via
        side = self._side(claimant, is_own_voice)
        value_side = (
            self.sides.side_of(value.actor, self.actors.get(value.actor), self.day)
            if value.actor
            else None
        )
        figure = self.figures.get(value.figure or "")
        place = self.places.get(value.place or "")
        time = self.times.get(value.time or "")
        attribution = self.attributions.get(claim.via[-1]) if claim.via else None
        words = self._words(claim, figure, place, time)
        counted = self._counted(figure)
        text, outlet = self.texts.rest_on(self.document, claim.evidence)
        origin = self._origin(
            claimant, side, attribution, is_own_voice, self._heard_by(claim) or outlet
        )
        named = self.actors.get(claimant)
        speaker = side.id if side is not None else origin
        shown = IncidentClaim(
            id=claim.id,
            document=self.document.id,
            event=event.id,
            event_type=event.type,
            status=event.status,
            property=claim.property,
            proposition=proposition_of(
                claim.property,
                event,
                words,
                counted,
                figure,
                place,
                value_side or self._breaker(claim),
            ),
            value=value_side.id if value_side else words,
            words=words,
            stance=claim.stance,
            claimants=claim.claimants,
            speaker=speaker,
            speaker_name=self._speaker_name(side, named, origin),
            group="third",
            origin=origin,
            responsibility=claim.responsibility,
            published=self.day,
            quote=quote_around(self.document.text, claim.evidence),
            evidence=claim.evidence,
        )
        return Statement(
            shown=shown,
            event=event,
            side=side,
            value_side=value_side,
            figure=figure,
            counted=counted,
            place=place,
            time=time,
            act=attribution.act if attribution else None,
            is_own_voice=is_own_voice,
            outlet=outlet,
            text=text,
            happening=f"{self.document.id}#{event.same_as or event.id}",
            is_protected=self._is_protected(value.actor, words),
            hits_protected=self._is_protected(None, event.target or ""),
            is_declared=attribution is not None and self._is_declaring(attribution),
            is_nobody_known=self._is_nobody_known(value.actor),
        )

    def _is_nobody_known(self, actor: str | None) -> bool:
        """ "Gunmen", "armed men": that they did it accuses nobody."""
        known = self.actors.get(actor or "")
        return known is not None and known.roles == ("UAF",) and known.id.startswith("doc:")

    def _is_declaring(self, attribution: Attribution) -> bool:
        """ "The army said that it had struck a depot": by a plain word of saying."""
        cues = {span.exact.lower() for span in attribution.cue}
        return bool(cues) and cues <= self.policy.declaring_cues

    def _side(self, claimant: str, is_own_voice: bool) -> Side | None:
        """The claimant's side; reports of unknown outlets are not one outlet's."""
        if is_own_voice and self.document.outlet is None:
            return Side(self.texts.own_outlet_of(self.document.id), "unknown outlet", "media")
        side = self.sides.side_of(claimant, self.actors.get(claimant), self.day)
        known = self.speakers.find(self.document.id, claimant) if side is None else None
        return known.side if known is not None else side

    def _heard_by(self, claim: Claim) -> str | None:
        """The other outlet that heard a source: "officials told AFP", "Reuters reported that activists …"."""
        told = [self.attributions[via] for via in claim.via if via in self.attributions]
        passing = [actor for attribution in told[:-1] for actor in attribution.actors]
        hearing = [actor for attribution in told for actor in attribution.addressees]
        if told and told[-1].source_kind == "none":
            passing += self._told_beside(claim)
        others = (a for a in (*passing, *hearing) if a.startswith("outlet:") and a != self._own())
        return next(others, None)

    def _told_beside(self, claim: Claim) -> list[str]:
        """Who speaks in the sentence of a claim that nobody makes: "The army was blamed, Reuters reported"."""
        text, at = self.document.text, claim.evidence[0].start if claim.evidence else 0
        speaking = ((s, a) for a in self.report.attributions for s in a.source if a.actors)
        return [
            actor
            for span, attribution in speaking
            if not _SENTENCE_END.search(text, min(at, span.start), max(at, span.start))
            for actor in attribution.actors
        ]

    def _words(
        self,
        claim: Claim,
        figure: Figure | None,
        place: Place | None,
        time: TimeInterval | None,
    ) -> str:
        """The value in words: an actor's name, a figure as printed, a place, a day."""
        value = claim.value
        if value.actor:
            known = self.actors.get(value.actor)
            return known.name if known else self.sides.name_of(value.actor)
        if figure is not None:
            return figure.span.exact
        if place is not None:
            return place.name
        if time is not None:
            return time_words(time)
        if value.event:
            return self.events[value.event].trigger.exact if value.event in self.events else ""
        return value.text or ""

    def _counted(self, figure: Figure | None) -> str | None:
        """Which class a figure counts: None for people as such; a part of another figure is never the total."""
        if figure is None:
            return None
        if figure.scope not in (None, "event"):
            return figure.scope
        found = self.policy.class_of(figure.who)
        return found or ("part" if figure.part_of else None)

    def _origin(
        self,
        claimant: str,
        side: Side | None,
        attribution: Attribution | None,
        is_own_voice: bool,
        outlet: str,
    ) -> str:
        """What a statement rests on: an organisation, a named person, or the outlet; the unnamed once an outlet."""
        if is_own_voice:
            return outlet
        if side is not None:
            return side.id
        named = self.actors.get(claimant)
        known = self.speakers.find(self.document.id, claimant)
        is_named = attribution is not None and attribution.source_kind == "named"
        if known is not None:
            return f"name:{known.key}"
        if is_named and named is not None and named.kind not in ("civilians", "group"):
            return f"name:{name_key(named.name)}"
        return f"unnamed@{outlet}"

    def _speaker_name(self, side: Side | None, named: Actor | None, origin: str) -> str:
        if side is not None:
            if side.kind == "media" and self.document.outlet and side.id == self._own():
                return self.document.outlet.name
            return side.name
        if named is not None and origin.startswith("name:"):
            known = self.speakers.find(self.document.id, named.id)
            return known.name if known is not None else named.name
        outlet = origin.removeprefix("unnamed@")
        return f"unnamed, {self.texts.outlet_name(outlet)}" if outlet != origin else origin

    def _breaker(self, claim: Claim) -> Side | None:
        """Who is said to break a truce: the first actor of the breach."""
        actors = self.events[claim.event].actors
        if claim.property != "violates" or not actors:
            return None
        return self.sides.side_of(actors[0], self.actors.get(actors[0]), self.day)

    def _own(self) -> str:
        return f"outlet:{self.document.outlet.id}" if self.document.outlet else ""

    def _is_protected(self, actor: str | None, words: str) -> bool:
        known = self.actors.get(actor or "")
        if known is not None and known.kind == "civilians":
            return True
        return bool(self.policy.protected_words & set(re.findall(r"[a-z]+", words.lower())))


def proposition_of(
    prop: Property,
    event: Event,
    words: str,
    counted: str | None,
    figure: Figure | None,
    place: Place | None,
    value_side: Side | None,
) -> str:
    """The key of what is claimed; two claims with one key are about one matter."""
    if prop == "occurrence":
        return f"occurrence:{event.type}"
    if figure is not None:
        return prop + (f":{counted}" if counted else "")
    if value_side is not None:
        return f"{prop}:{value_side.id}"
    if place is not None:
        return f"place:{place.gazetteer_id or name_key(place.name)}"
    if prop == "violates":
        return "violates"
    return f"{prop}:{name_key(words)}"


def name_key(words: str) -> str:
    """ "The Ministry" → "ministry" """
    plain = re.sub(r"[^\w]+", " ", words.casefold()).strip()
    return re.sub(r"^(?:the|a|an) ", "", plain)


def quote_around(text: str, evidence: tuple[Span, ...]) -> str:
    """The sentence around the evidence, within three hundred characters."""
    if not evidence:
        return ""
    first, last = evidence[0].start, evidence[-1].end
    ends = [m.end() for m in _sentence_ends(text, max(0, first - 400), first)]
    start = ends[-1] if ends else max(0, first - 120) if first > 400 else 0
    stop = next(_sentence_ends(text, max(0, last - 1), last + 400), None)
    end = stop.start() + 1 if stop else min(len(text), last + 120)
    if end - start > _QUOTE_MOST:
        start, end = max(start, first - 100), min(end, evidence[0].end + 200)
    return text[start:end].strip()


def _sentence_ends(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where sentences end; not behind "Maj." or an initial."""
    for match in _SENTENCE_END.finditer(text, start, end):
        word = re.split(r"\W", text[max(0, match.start() - 12) : match.start()])[-1]
        is_short = match.group().startswith(".") and _is_short(word)
        if not is_short or "\n\n" in match.group():
            yield match


def _is_short(word: str) -> bool:
    return (len(word) == 1 and word.isupper()) or word.lower() in _abbreviations()


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return load_linking_words().abbreviations
