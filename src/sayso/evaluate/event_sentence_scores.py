"""Scores of events against our own labelled sentences: triggers, types, statuses, who and whom, and hard negatives.

Comes in: `EventSentence` rows and reports. Goes out: F1 of triggers, F1 of typed triggers over all and as the mean of
the sixteen types, accuracy of the status of what was found, F1 of who did it and to whom in found events, the share of
rows without an event that yield one, and the counts behind a table of confusions. A found event is the gold one whose
trigger shares a character with its own, one to one; a further mention of a happening that is matched already counts
neither way. So with who and whom: what is found is the gold phrase that a mention of it shares a character with; what
stands inside the gold trigger ("cut the cables") counts neither way, nor does whoever does a thing and has it done to
him ("the two leaders met"), whom labels have in both roles and sayso's events among the actors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from sayso.evaluate.event_rows import EventSentence, GoldEvent
from sayso.evaluate.tallies import (
    Measures,
    Tally,
    add_sets,
    f1,
    match_greedily,
    match_spans,
    share,
)
from sayso.model import ArgumentRole, Document, Event, EventType, Mention, Report, Status

TYPES: tuple[EventType, ...] = get_args(EventType)
STATUSES: tuple[Status, ...] = get_args(Status)
NOTHING = "–"
# The argument roles that fill each role of the labels.
ROLES: Mapping[str, frozenset[ArgumentRole]] = {
    "who": frozenset({"actor"}),
    "whom": frozenset({"recipient"}),
}

# What says that a deed was done.
_TOLD = frozenset({"happened", "ongoing"})

Found = Mapping[str, Any]
# Where one that fills a role stands: its argument's words and wherever else the text speaks of it.
Places = list[tuple[int, int]]


def event_sentence_document(sentence: EventSentence) -> Document:
    """The text of a row as sayso reads it."""
    return sentence.document


def predict_sentence_events(report: Report) -> list[dict[str, Any]]:
    """What is scored of every event: trigger, type, status, which events are one happening, who did it and to whom."""
    return [
        {
            "trigger": (event.trigger.start, event.trigger.end),
            "type": event.type,
            "status": event.status,
            "happening": event.same_as or event.id,
            "who": _phrases(event, event.actors, "who", report.mentions),
            "whom": _phrases(event, event.recipients, "whom", report.mentions),
        }
        for event in report.events
    ]


def _phrases(
    event: Event, actors: Sequence[str], role: str, mentions: Sequence[Mention]
) -> list[Places]:
    """Of each that fills a role where it stands: the argument's words and all mentions of its actor.

    "The army denied that its men had shot him." shot, who → [[the span of "its men"]]
    """
    actor_of = {m.id: m.actor for m in mentions}
    phrases: list[Places] = []
    told = set[str | None]()
    for argument in event.arguments:
        span = (argument.span.start, argument.span.end)
        if argument.role in ROLES[role] and not any(_shared(span, p[0]) for p in phrases):
            actor = actor_of.get(argument.of or "")
            told.add(actor)
            phrases.append([span, *_mentions_of(actor, mentions)])
    elsewhere = [_mentions_of(actor, mentions) for actor in actors if actor not in told]
    return phrases + [places for places in elsewhere if places]


def _mentions_of(actor: str | None, mentions: Sequence[Mention]) -> Places:
    return [(m.span.start, m.span.end) for m in mentions if actor and m.actor == actor]


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def tally_event_sentence(sentence: EventSentence, predicted: Sequence[Found]) -> Tally:
    """Counts for one row."""
    gold = sentence.events
    pairs = match_spans([g.trigger for g in gold], [p["trigger"] for p in predicted])
    known = {predicted[j]["happening"] for j in pairs.values()}
    extra = [
        p
        for j, p in enumerate(predicted)
        if j not in pairs.values() and p["happening"] not in known
    ]
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    add_sets(tally, "trigger", {*pairs}, {*range(len(gold))})
    tally["trigger.found"] += len(extra)
    for i, event in enumerate(gold):
        _tally_event(tally, event, predicted[pairs[i]] if i in pairs else None)
    for found in extra:
        tally[f"{found['type']}.found"] += 1
        tally[f"type:{NOTHING}>{found['type']}"] += 1
    if not gold:
        tally["empty"] += 1
        tally["empty told"] += any(p["status"] in _TOLD for p in predicted)
        tally["empty kept"] += not predicted
    return tally


def _tally_event(tally: Tally, gold: GoldEvent, found: Found | None) -> None:
    tally[f"{gold.type}.gold"] += 1
    tally["status.all"] += 1
    tally[f"type:{gold.type}>{found['type'] if found else NOTHING}"] += 1
    if found is None:
        return
    tally[f"{found['type']}.found"] += 1
    tally[f"{gold.type}.hit"] += found["type"] == gold.type
    tally["status.met"] += 1
    tally["status.right"] += found["status"] == gold.status
    tally["told.found"] += found["status"] in _TOLD
    tally["told wrongly"] += found["status"] in _TOLD and gold.status not in _TOLD
    tally[f"status:{gold.status}>{found['status']}"] += 1
    for role, phrases, others in (
        ("who", gold.actors, None),
        ("whom", gold.recipients, gold.actors),
    ):
        if phrases is not None:
            places = [p for p in found[role] if not _counts_not(p, gold, others or ())]
            wanted = [p for p in phrases if p not in (others or ())]
            tally[f"{role}.gold"] += len(wanted)
            tally[f"{role}.found"] += len(places)
            tally[f"{role}.hit"] += len(_match_phrases(wanted, places))


def _counts_not(places: Places, gold: GoldEvent, others: Sequence[tuple[int, int]]) -> bool:
    """Words of the trigger itself, and whoever is in the other role as well by the labels."""
    start, end = gold.trigger
    inside = start <= places[0][0] and places[0][1] <= end
    both = set(others) & set(gold.recipients or ())
    return inside or any(_shared(place, other) for place in places for other in both)


def _match_phrases(
    gold: Sequence[tuple[int, int]], found: Sequence[Places]
) -> list[tuple[int, int]]:
    scored = [
        (shared, i, j)
        for i, phrase in enumerate(gold)
        for j, places in enumerate(found)
        if (shared := max(_shared(phrase, place) for place in places))
    ]
    return match_greedily(scored)


def event_sentence_measures(tally: Tally) -> Measures:
    """The measures over all rows; the mean over types is over those that the gold has."""
    total: Tally = Counter()
    for part in ("hit", "found", "gold"):
        total[f"typed.{part}"] = sum(tally[f"{type_}.{part}"] for type_ in TYPES)
    by_type = [f1(tally, type_) for type_ in TYPES if tally[f"{type_}.gold"]]
    measures = {
        "type macro-F1": sum(by_type) / len(by_type) if by_type else 0.0,
        "typed trigger F1": f1(total, "typed"),
        "trigger F1": f1(tally, "trigger"),
        "trigger precision": share(tally, "trigger.hit", "trigger.found"),
        "trigger recall": share(tally, "trigger.hit", "trigger.gold"),
        "status, of found": share(tally, "status.right", "status.met"),
        "status, of all": share(tally, "status.right", "status.all"),
        "told as done, and was not": share(tally, "told wrongly", "told.found"),
        **_role_measures(tally),
        "hard negatives with a deed done": share(tally, "empty told", "empty"),
        "hard negatives kept empty": share(tally, "empty kept", "empty"),
    }
    return measures if tally["empty"] else {k: v for k, v in measures.items() if "hard" not in k}


def _role_measures(tally: Tally) -> Measures:
    """Who and whom in matched events; nothing where no row names them."""
    measures = {}
    for role in ROLES:
        if tally[f"{role}.gold"]:
            measures[f"{role} F1, of found"] = f1(tally, role)
            measures[f"{role} precision"] = share(tally, f"{role}.hit", f"{role}.found")
            measures[f"{role} recall"] = share(tally, f"{role}.hit", f"{role}.gold")
    return measures


def confusion_counts(tally: Tally) -> dict[str, dict[str, int]]:
    """The counts behind the tables: "type" and "status" → "GOLD>FOUND" → how often."""
    return {
        name: {
            key.partition(":")[2]: count
            for key, count in sorted(tally.items())
            if key.startswith(f"{name}:") and count
        }
        for name in ("type", "status")
    }


def events_of(events: Iterable[GoldEvent]) -> list[dict[str, Any]]:
    """Labelled events in the form of predictions: what a second labeller, or a perfect reader, gives."""
    return [
        {
            "trigger": e.trigger,
            "type": e.type,
            "status": e.status,
            "happening": str(n),
            "who": [[span] for span in e.actors or ()],
            "whom": [[span] for span in e.recipients or ()],
        }
        for n, e in enumerate(events)
    ]
