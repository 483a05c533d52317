"""Scores of events against our own labelled sentences: triggers, types, statuses, and what hard negatives yield.

Comes in: `EventSentence` rows and reports. Goes out: F1 of triggers, F1 of typed triggers over all and as the mean of
the sixteen types, accuracy of the status of what was found, the share of rows without an event that yield one, and
the counts behind a table of confusions. A found event is the gold one whose trigger shares a character with its own,
one to one; a further mention of a happening that is matched already counts neither way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from sayso.evaluate.event_rows import EventSentence, GoldEvent
from sayso.evaluate.tallies import Measures, Tally, add_sets, f1, match_spans, share
from sayso.model import Document, EventType, Report, Status

TYPES: tuple[EventType, ...] = get_args(EventType)
STATUSES: tuple[Status, ...] = get_args(Status)
NOTHING = "–"

# What says that a deed was done.
_TOLD = frozenset({"happened", "ongoing"})

Found = Mapping[str, Any]


def event_sentence_document(sentence: EventSentence) -> Document:
    """The text of a row as sayso reads it."""
    return sentence.document


def predict_sentence_events(report: Report) -> list[dict[str, Any]]:
    """What is scored of every event: trigger, type, status, and which events are one happening."""
    return [
        {
            "trigger": (event.trigger.start, event.trigger.end),
            "type": event.type,
            "status": event.status,
            "happening": event.same_as or event.id,
        }
        for event in report.events
    ]


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
        "hard negatives with a deed done": share(tally, "empty told", "empty"),
        "hard negatives kept empty": share(tally, "empty kept", "empty"),
    }
    return measures if tally["empty"] else {k: v for k, v in measures.items() if "hard" not in k}


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
        {"trigger": e.trigger, "type": e.type, "status": e.status, "happening": str(n)}
        for n, e in enumerate(events)
    ]
