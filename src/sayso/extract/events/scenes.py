"""Where and when a deed was that its own sentence does not say: from the paragraph, and from its other tellings.

Comes in: events with the drafts they were made of, who is the same happening as whom, places and times. Goes out: the
same events, some with a place or time more; none that an event has already is changed. Never the speaker's city or
the dateline, never out of somebody's words into the outlet's, never one of two places that do not lie in one another.
Also says when an event was at all: told, or by the day of report at the latest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import FINENESS, Scene, belongs_to_saying, find_war_aside
from sayso.extract.events.deed_tellings import are_disjoint, are_related
from sayso.extract.events.deed_times import is_dying_of_wounds
from sayso.extract.events.elsewhere import is_left_for
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.unknown_places import names_unknown_place
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.model import Attribution, Event, Place, Report, Status, TimeInterval
from sayso.nlp.readings import Reading

# Deeds that happen where their neighbours do; talks and votes about them are elsewhere.
_AT_THE_SCENE = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_UNREAL = frozenset({"planned", "demanded", "threatened", "hypothetical"})
# So many sentences back a place that no deed was told at still frames a deed.
_SENTENCES_BACK = 2

_Found = TypeVar("_Found", Place, TimeInterval)


class Told(Protocol):
    """A deed as the events stage drafts it."""

    @property
    def trigger(self) -> Trigger: ...
    @property
    def status(self) -> Status: ...
    @property
    def within(self) -> tuple[Attribution, ...]: ...


_Scene = tuple[Place | None, TimeInterval | None]
# Of such a time a paragraph may tell in one breath what was done in several places.
_FINE = frozenset({"second", "minute", "hour", "part", "day", "weekend", "week"})
# What comes so much later may still be of the same day.
_SAME_DAY = frozenset({"hours", "minutes", "seconds", "moments"})
# So many deeds of a paragraph are looked back over: a dense page takes no longer than its length.
_MOST_NEAR = 100
# The lead is the first sentence, behind a headline.
_LEAD = 1


@dataclass(frozen=True)
class _Deed:
    """One event with where it stands in the text: sentence and paragraph by their order."""

    told: Told
    event: Event
    sentence: int
    paragraph: int

    @property
    def is_at_scene(self) -> bool:
        return (
            self.event.type in _AT_THE_SCENE
            and not self.told.trigger.kind.verbal
            and self.told.status not in _UNREAL
            and find_war_aside(self.told.trigger.token) is None
        )

    @property
    def is_past(self) -> bool:
        return self.told.status == "historical"

    def may_take_from(self, giver: _Deed) -> bool:
        """What somebody says may lie where the outlet says it did; the outlet takes nothing from a content."""
        return giver.told.within in (self.told.within, ())


def with_scenes(
    events: Sequence[Event],
    drafts: Sequence[Told],
    same: Sequence[int | None],
    reading: Reading,
    scene: Scene,
    summed: Set[str] = frozenset(),
) -> list[Event]:
    """Give events the place and time of their happening, else those of their paragraph.

    "Gunmen attacked Djibo on Friday. They shot dead twelve people." → shot dead: Djibo, Friday
    `summed`: figures of a whole war or period: "6,800 have been killed since the coup" was not in Djibo, nor on Friday.
    """
    places = {place.id: place for found in scene.places.values() for _, place in found}
    dated = (*scene.times.values(), *scene.counted.values())
    times = {time.id: time for found in dated for _, time in found}
    apart = set(_joined_apart(scene))
    places = {id_: place for id_, place in places.items() if id_ not in apart}
    deeds = [_with_day_of_lead(deed, scene) for deed in _deeds(events, drafts, reading)]
    deeds = _from_happenings(deeds, same, places, times)
    busy: dict[int, set[bool]] = {}
    roots = [i if first is None else first for i, first in enumerate(same)]
    for deed in deeds:
        busy.setdefault(deed.sentence, set()).add(deed.is_past)
    for i, deed in enumerate(deeds):
        if not deed.is_at_scene or _is_repeated(deed.told.trigger):
            continue
        if not summed.isdisjoint(deed.event.figures) and roots[i] == i:
            continue
        place, time = deed.event.place, deed.event.time
        if place is None:
            near = _nearest(deed, deeds, i, places, times)
            found = _one_place(near) or _framing_place(deed, busy, scene, reading)
            is_fit = found and not _has_moved(deed, deeds, i, found, places)
            is_near = found and FINENESS.get(found.precision or "country", 5) <= FINENESS["town"]
            if is_fit and is_near:
                told = [d.told for d, root in zip(deeds, roots, strict=True) if root == roots[i]]
                is_fit = not any(names_unknown_place(t.trigger, scene) for t in told)
            place = found.id if found and is_fit else None
        is_later = _is_days_later(scene, deed.told.trigger)
        if time is None and not is_later and not _is_dated_otherwise(deed.told.trigger):
            when = _one_time(_nearest(deed, deeds, i, times))
            when = when if when is None or _may_cover(when, deed, place, deeds, places) else None
            time = when.id if when else None
        deeds[i] = _Deed(
            deed.told, replace(deed.event, place=place, time=time), deed.sentence, deed.paragraph
        )
    return [deed.event for deed in deeds]


def _with_day_of_lead(deed: _Deed, scene: Scene) -> _Deed:
    """ "Police shot at marchers who broke into the hall on Tuesday": the lead tells when, wherever it stands.

    Only a day of the last week, and only where the sentence has no other.
    """
    trigger, published = deed.told.trigger, scene.reading.document.published
    if deed.event.time or deed.sentence > _LEAD or not deed.is_at_scene or not published:
        return deed
    told = [pair for pair in scene.times.get(trigger.sentence, ()) if pair[1].grain == "day"]
    if len(told) != 1 or scene.counted.get(trigger.sentence):
        return deed
    token, time = told[0]
    clause = next((up for up in climb(token) if is_verb(up)), None)
    if clause is None or clause.dep_ not in ("relcl", "acl") or clause.tag_ not in ("VBD", "VBN"):
        return deed
    had = any(child.lower_ in ("had", "'d") for child in children(clause, "aux"))
    if had or (trigger.carrier or trigger.token) not in climb(clause):
        return deed
    if not _is_of_last_week(time, published):
        return deed
    return _Deed(deed.told, replace(deed.event, time=time.id), deed.sentence, deed.paragraph)


def _is_of_last_week(time: TimeInterval, published: str) -> bool:
    try:
        day, printed = (
            date.fromisoformat((time.start or "")[:10]),
            date.fromisoformat(published[:10]),
        )
    except ValueError:
        return False
    return timedelta(0) <= printed - day < timedelta(7)


def _joined_apart(scene: Scene) -> Iterator[str]:
    """ "in Tripoli and Misrata": what follows was in one of them, or in both."""
    for found in scene.places.values():
        for token, place in found:
            others = [p for t, p in found if p.id != place.id and t in token.conjuncts]
            if any(p.name != place.name and not are_related(p, place) for p in others):
                yield place.id


def _deeds(events: Sequence[Event], drafts: Sequence[Told], reading: Reading) -> list[_Deed]:
    sentences = [sentence.start for sentence in reading.sentences]
    paragraphs = [start for start, _ in reading.paragraphs]
    return [
        _Deed(
            draft,
            event,
            bisect_right(sentences, draft.trigger.token.i) - 1,
            bisect_right(paragraphs, draft.trigger.token.idx) - 1,
        )
        for event, draft in zip(events, drafts, strict=True)
    ]


def _from_happenings(
    deeds: list[_Deed],
    same: Sequence[int | None],
    places: dict[str, Place],
    times: dict[str, TimeInterval],
) -> list[_Deed]:
    """Tellings of one happening share its place and time, if those that have one agree."""
    members: dict[int, list[_Deed]] = {}
    for i, first in enumerate(same):
        members.setdefault(i if first is None else first, []).append(deeds[i])
    shared = list(deeds)
    known: dict[tuple[int, tuple[str, ...]], _Scene] = {}
    for i, first in enumerate(same):
        head, deed = i if first is None else first, deeds[i]
        if len(members[head]) > 1:
            key = head, tuple(attribution.id for attribution in deed.told.within)
            if key not in known:
                known[key] = _scene_of(deed, members[head], places, times)
            shared[i] = _completed(deed, known[key])
    return shared


def _scene_of(
    deed: _Deed, group: list[_Deed], places: dict[str, Place], times: dict[str, TimeInterval]
) -> _Scene:
    """Where and when a happening was by its tellings, for one that stands in somebody's words as this one does."""
    givers = [giver for giver in group if deed.may_take_from(giver)]
    dated = [giver for giver in givers if not is_dying_of_wounds(giver.told.trigger.token)]
    return _one_place(_of(givers, places)), _one_time(_of(dated, times))


def _completed(deed: _Deed, scene: _Scene) -> _Deed:
    place, time = scene
    event = replace(
        deed.event,
        place=deed.event.place or (place.id if place else None),
        time=deed.event.time or (time.id if time else None),
    )
    return _Deed(deed.told, event, deed.sentence, deed.paragraph)


def _of(deeds: Iterable[_Deed], known: dict[str, _Found]) -> list[_Found]:
    """The places, or the times, of some events."""
    ids = [i for deed in deeds for i in (deed.event.place, deed.event.time)]
    return [known[i] for i in ids if i in known]


def _one_place(places: list[Place]) -> Place | None:
    """The finest of places that lie in one another; None where two lie apart."""
    if not places:
        return None
    finest = min(places, key=lambda p: FINENESS.get(p.precision or "country", 5))
    are_one = all(p.name == finest.name or are_related(p, finest) for p in places)
    return finest if are_one else None


def _one_time(times: list[TimeInterval]) -> TimeInterval | None:
    told = [t for t in times if t.start is not None and t.end is not None]
    if not told or any(are_disjoint(one, told[0]) for one in told):
        return None
    return told[0]


def _nearest(
    deed: _Deed,
    deeds: Sequence[_Deed],
    i: int,
    known: dict[str, _Found],
    times: Mapping[str, TimeInterval] = MappingProxyType({}),
) -> list[_Found]:
    """The places, or times, of the deeds told last before this one in its paragraph; none of another year."""
    givers: list[_Deed] = []
    for at in range(i - 1, max(-1, i - 1 - _MOST_NEAR), -1):
        giver = deeds[at]
        if giver.paragraph != deed.paragraph:
            break
        if givers and giver.sentence != givers[0].sentence:
            break
        is_fit = giver.is_at_scene and giver.sentence < deed.sentence and deed.may_take_from(giver)
        is_fit = is_fit and not _are_years_apart(deed, giver, times)
        if is_fit and _are_of_one_time(deed, giver) and _of([giver], known):
            givers.append(giver)
    return _of(givers, known)


def _are_years_apart(one: _Deed, other: _Deed, times: Mapping[str, TimeInterval]) -> bool:
    """ "In 2021 a raid in Lins left 28 dead. In 1993 officers killed 21 residents of Vigário": not in Lins."""
    first, second = times.get(one.event.time or ""), times.get(other.event.time or "")
    if first is None or first.grain in _FINE:
        return False
    return second is None or are_disjoint(first, second)


def _are_of_one_time(one: _Deed, other: _Deed) -> bool:
    return one.is_past == other.is_past


def _has_moved(
    deed: _Deed, deeds: Sequence[_Deed], i: int, place: Place, places: Mapping[str, Place]
) -> bool:
    """Whether the deed's own sentence told of another place before it.

    "It raided Rask. The Guards fired at Erbil, saying they had destroyed a base." → not in Rask
    """
    for at in range(i - 1, -1, -1):
        if deeds[at].sentence != deed.sentence:
            return False
        other = places.get(deeds[at].event.place or "")
        if deeds[at].is_at_scene and other is not None:
            return other.name != place.name and not are_related(other, place)
    return False


def _is_repeated(trigger: Trigger) -> bool:
    """ "a lockdown imposed on Mondays", "shelled it every night": not where the last deed was, nor when."""
    words, deed = load_circumstance_words().repeated, trigger.token
    verb = trigger.carrier or deed
    told = [t for t in verb.subtree if t.lower_ in words and _is_adverbial(t)]
    if trigger.is_noun and any(deed in t.ancestors for t in told):
        return True
    return any(next((up for up in t.ancestors if is_verb(up)), None) == verb for t in told)


def _is_adverbial(token: Token) -> bool:
    """ "every night", "on Mondays", "daily"; not "every house"."""
    return token.tag_ in ("RB", "NNPS") or token.ent_type_ in ("DATE", "TIME")


def _is_days_later(scene: Scene, trigger: Trigger) -> bool:
    """ "Days later a barrage was fired": not on the day told before; "hours later" may be."""
    told = (time for _, time in scene.times.get(trigger.sentence, []))
    return any(
        time.value == "FUTURE_REF" and _SAME_DAY.isdisjoint(time.span.exact.lower().split())
        for time in told
    )


def _is_dated_otherwise(trigger: Trigger) -> bool:
    """ "had killed": before what the paragraph tells; "a day before the strike", "weeks after it": not on its day."""
    verb = trigger.carrier or trigger.token
    if any(child.lower_ in ("had", "'d") for child in verb.children if child.dep_ == "aux"):
        return True
    words = [token for token in verb.sent if token.lower_ in ("before", "after")]
    return any(t.i > t.sent.start and t.nbor(-1).ent_type_ in ("DATE", "TIME") for t in words)


def _may_cover(
    time: TimeInterval,
    deed: _Deed,
    place: str | None,
    deeds: Sequence[_Deed],
    places: Mapping[str, Place],
) -> bool:
    """Whether a paragraph's time may be a deed's: a month or a year only where it is told of the same place.

    "In December it raided a post in Rask. The Guards fired missiles at Erbil." → not in December
    """
    if time.grain in _FINE or place is None:
        return True
    dated = {d.event.place for d in deeds if d.event.time == time.id and d.event.place}
    known = [places[id_] for id_ in dated if id_ in places]
    here = places.get(place)
    return (
        here is None or not known or any(p.name == here.name or are_related(p, here) for p in known)
    )


def _framing_place(
    deed: _Deed, busy: Mapping[int, set[bool]], scene: Scene, reading: Reading
) -> Place | None:
    """A place told shortly before without a deed, or in the sentence right after, where nothing else is done.

    `busy`: sentences with deeds, and whether these are of the past or of today.
    """
    sentences = reading.sentences
    back = range(deed.sentence - 1, max(deed.sentence - 1 - _SENTENCES_BACK, -1), -1)
    ahead = [deed.sentence + 1] if deed.sentence + 1 not in busy else []
    for order in (*back, *ahead):
        if (not deed.is_past) in busy.get(order, ()):
            return None
        if order >= len(sentences) or not _is_in_paragraph(sentences[order].start, deed, reading):
            continue
        places = list(_usable(scene, sentences[order].start, deed))
        if places:
            return _one_place(places)
    return None


def _is_in_paragraph(first: int, deed: _Deed, reading: Reading) -> bool:
    start, end = reading.paragraphs[deed.paragraph]
    return start <= reading.doc[first].idx < end


def _usable(scene: Scene, sentence: int, deed: _Deed) -> Iterator[Place]:
    """Places of a sentence told in the deed's voice or the outlet's, and not the place of somebody who speaks."""
    for token, place in scene.places.get(sentence, []):
        voices = (a for _, a in scene.stretches.contents.at(place.span.start))
        is_heard = all(a in deed.told.within for a in voices)
        if (
            is_heard
            and not scene.stretches.sources.at(place.span.start)
            and place.used_as == "place"
            and place.lat is not None
            and not _is_of_subject(token)
            and not is_left_for(token)
            and not belongs_to_saying(token, deed.told.trigger, scene.stretches)
        ):
            yield place


def _is_of_subject(token: Token) -> bool:
    """ "a court in Nairobi ruled", "officials in Kabul met": where somebody is at home, and nothing was done."""
    noun = token.head.head if token.dep_ == "pobj" else token
    return noun.dep_ in ("nsubj", "nsubjpass") and noun.pos_ == "NOUN" and token.dep_ == "pobj"


@dataclass(frozen=True)
class EventTime:
    """When an event was: [start, end) with its grain; `basis` tells whether the report says so.

    By the day of report an event has only its latest moment: `start` is None.
    """

    start: str | None
    end: str | None
    grain: str | None
    basis: Literal["told", "report"]


def event_time(event: Event, report: Report) -> EventTime | None:
    """When an event was: as told, else by the day of report at the latest; None if neither is known.

    "Shells hit a clinic." published 2016-05-04 → end 2016-05-05, grain "day", basis "report"
    """
    told = next((t for t in report.times if t.id == event.time), None)
    if told is not None and (told.start or told.end):
        return EventTime(told.start, told.end, told.grain, "told")
    if report.document.published is None:
        return None
    try:
        day = date.fromisoformat(report.document.published[:10])
    except ValueError:
        return None
    return EventTime(None, (day + timedelta(1)).isoformat(), "day", "report")
