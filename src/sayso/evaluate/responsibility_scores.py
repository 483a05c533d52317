"""Scores of responsibility against MUC-4's perpetrator confidence (Sundheim 1992).

Comes in: MUC-4 documents with their organisations and confidence labels, and reports. Goes out: F1 of organisations
found, accuracy of the label on those found, and the false-fact rate: how often an organisation that somebody accuses
or that claims the deed comes out as reported fact. That is the error sayso exists to avoid.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sayso.evaluate.tallies import Measures, Tally, f1, share
from sayso.model import ActorKind, Document, Report, Responsibility
from sayso.text import digest_of

FACT = "REPORTED AS FACT"
# Rung of our ladder → label of the slot, the surest first.
LABELS: dict[Responsibility, str] = {
    "fact": FACT,
    "admitted": "CLAIMED OR ADMITTED",
    "accused_by_authority": "SUSPECTED OR ACCUSED BY AUTHORITIES",
    "accused": "SUSPECTED OR ACCUSED",
    "suggested": "POSSIBLE",
    "cleared": "ACQUITTED",
}
_ORGANISATIONS: frozenset[ActorKind] = frozenset(
    ("armed_group", "armed_force", "police", "government", "party", "other")
)
# MUC-4's incidents are attacks, bombings, kidnappings, arson and robbery: no arrests and no wars of states.
_HARM_TYPES = frozenset(("ASSAULT",))
_STOP_WORDS = frozenset(
    (
        "of in on at by for from with to against near who which that whose and or de la del el los las "
        "his her their its this these those some several many about around least"
    ).split()
)
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_HEAD_ENDS = re.compile(
    r",|;| (?:of|in|on|at|by|for|from|with|to|against|near|who|which|that|whose|belonging|located|carrying) "
)


class _Told(NamedTuple):
    """One claim about an organisation: where its deed stands in the text, the deed's happening, the rung."""

    start: int
    deed: str
    rung: Responsibility


def muc_document(item: Mapping[str, Any]) -> Document:
    """A MUC-4 message as sayso reads it (the texts have lost their capitals)."""
    text = item["text"]
    return Document(id="d" + digest_of("", text), source_id=item["docid"], text=text, language="en")


def predict_confidence(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes: each organisation blamed for an attack, with its mentions and its label.

    An attack by members of an organisation ("officers of the army") is laid at the organisation's door.
    """
    events = {event.id: event for event in report.events}
    told: dict[str, list[_Told]] = {}
    for claim in report.claims:
        event = events[claim.event]
        if claim.responsibility in LABELS and claim.value.actor and event.type in _HARM_TYPES:
            organisation = organisation_of(report, claim.value.actor)
            if organisation is not None:
                deed = _Told(event.trigger.start, event.same_as or event.id, claim.responsibility)
                told.setdefault(organisation, []).append(deed)
    return [
        {"org": _names(report, actor), "confidence": _label_of(sorted(found))}
        for actor, found in told.items()
    ]


def organisation_of(report: Report, actor: str) -> str | None:
    """The known organisation that an actor is, or else is described as belonging to."""
    known = {
        a.id for a in report.actors if a.kind in _ORGANISATIONS and not a.id.startswith("doc:")
    }
    if actor in known:
        return actor
    named = [m.span for m in report.mentions if m.actor == actor and not m.is_pronoun]
    return next(
        (
            mention.actor
            for mention in report.mentions
            if mention.actor in known
            if any(s.start <= mention.span.start and mention.span.end <= s.end for s in named)
        ),
        None,
    )


def _names(report: Report, actor: str) -> list[str]:
    named = {m.span.exact for m in report.mentions if m.actor == actor and not m.is_pronoun}
    return sorted(named | {a.name for a in report.actors if a.id == actor})


def _label_of(told: Sequence[_Told]) -> str:
    """An admission, if there is one; else the surest label of the first deed that is short of fact.

    The slot is asked for one deed and a report tells several; fact only where nobody tells the first deed otherwise.
    """
    if any(one.rung == "admitted" for one in told):
        return LABELS["admitted"]
    rungs = {one.rung for one in told if one.deed == told[0].deed}
    short_of_fact = rungs - {"fact"} or rungs
    return next(label for rung, label in LABELS.items() if rung in short_of_fact)


def tally_message(item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one message. Organisations are aligned one to one, right labels preferred."""
    gold, pairs = align_organisations(item, predicted)
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    tally["organisation.hit"] += len(pairs)
    tally["organisation.found"] += len(predicted)
    tally["organisation.gold"] += sum(not o["optional"] or i in pairs for i, o in enumerate(gold))
    for index, found in pairs.items():
        label, labels = predicted[found]["confidence"], gold[index]["labels"]
        tally["labelled"] += 1
        tally["label right"] += label in labels
        if FACT not in labels:
            tally["not fact"] += 1
            tally["false fact"] += label == FACT
    return tally


def align_organisations(
    item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """The gold organisations of a message, and which of the predicted ones stands for which of them."""
    gold = list(_gold_organisations(item))
    weights = tuple(
        tuple(_weight(organisation, found) for found in predicted) for organisation in gold
    )
    return gold, _align(weights)


def _gold_organisations(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    seen: dict[tuple[frozenset[str], tuple[str, ...]], dict[str, Any]] = {}
    for template in item.get("full_templates", []):
        named = [
            m for organisation in template.get("perp_org", []) for m in organisation["mentions"]
        ]
        for slot in template.get("perp_org_confidence", []):
            labels = [
                label for fill in slot["fill"] for part in fill.split("/") for label in _label(part)
            ]
            mentions = slot["mentions"] or named
            if not labels or not mentions:
                continue
            is_optional = slot["optional"] or template.get("optional_template", False)
            key = (frozenset(map(plain_words, mentions)), tuple(sorted(labels)))
            known = seen.setdefault(
                key, {"labels": labels, "mentions": mentions, "optional": is_optional}
            )
            known["optional"] = known["optional"] and is_optional
    yield from seen.values()


def _label(words: str) -> list[str]:
    plain = words.upper().strip("() ?").replace("_", " ")
    return [plain] if plain in {*LABELS.values()} else []


def _weight(organisation: Mapping[str, Any], found: Mapping[str, Any]) -> int:
    if not any(is_same_name(a, b) for a in organisation["mentions"] for b in found["org"]):
        return 0
    return 2 + (found["confidence"] in organisation["labels"])


def _align(weights: tuple[tuple[int, ...], ...]) -> dict[int, int]:
    """Gold → found, one to one, with the largest sum of weights."""

    @cache
    def best(row: int, taken: frozenset[int]) -> tuple[int, tuple[tuple[int, int], ...]]:
        if row == len(weights):
            return 0, ()
        options = []
        for column, weight in enumerate(weights[row]):
            if weight and column not in taken:
                rest, pairs = best(row + 1, taken | {column})
                options.append((rest + weight, ((row, column), *pairs)))
        options.append(best(row + 1, taken))
        return max(options, key=lambda option: option[0])

    return dict(best(0, frozenset())[1])


def plain_words(words: str) -> str:
    """Words without capitals, punctuation and articles."""
    return " ".join(_ARTICLES.sub(" ", words.lower().translate(_NO_PUNCTUATION)).split())


def _content_words(words: str) -> list[str]:
    return [word for word in plain_words(words).split() if word not in _STOP_WORDS]


def _head(words: str) -> str:
    before = _HEAD_ENDS.split(" " + words.lower() + " ", maxsplit=1)[0]
    found = _content_words(before)
    return found[-1] if found else ""


def is_same_name(one: str, other: str) -> bool:
    """Whether two names share their head word or half of the shorter one's content words."""
    words, others = _content_words(one), _content_words(other)
    if not words or not others:
        return plain_words(one) == plain_words(other)
    if _head(one) and _head(one) == _head(other):
        return True
    return len(set(words) & set(others)) * 2 >= min(len(set(words)), len(set(others)))


def responsibility_measures(tally: Tally) -> Measures:
    """The three that count only together: abstaining is no way out."""
    return {
        "organisations F1": f1(tally, "organisation"),
        "label accuracy": share(tally, "label right", "labelled"),
        "false-fact rate": share(tally, "false fact", "not fact"),
    }
