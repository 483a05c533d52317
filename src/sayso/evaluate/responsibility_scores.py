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
from sayso.extract.claims.claim_policy import load_claim_policy
from sayso.model import Actor, ActorKind, Claim, Document, Event, Report, Responsibility
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
# Heads that name a body whose members do things: "the army", "death squads"; not "soldiers" nor "guerrillas".
_BODIES = frozenset(
    (
        "army armies military forces force police guard navy government regime junta front movement group groups "
        "organization organizations squad squads mafia mafias cartel cartels gang gangs brigade battalion battalions "
        "command detachment party union alliance militia militias department service corps fronts coalition"
    ).split()
)
# MUC-4's incidents are attacks, bombings, kidnappings, arson and robbery: no arrests and no wars of states.
_HARM_TYPES = frozenset(("ASSAULT",))
_FIGHTERS: frozenset[ActorKind] = frozenset(("armed_force", "armed_group"))
_PEOPLE: frozenset[ActorKind] = frozenset(("person", "civilians", "group", "ngo"))
_WAR_WORDS = frozenset(
    (
        "offensive offensives counterattack fighting fight fought clash clashes clashed clashing combat "
        "counteroffensive combats battle battles battling war wars skirmish skirmishes invasion invaded invade "
        "operation operations maneuver maneuvers confrontation confrontations incursion incursions advance advancing "
        "advanced casualties entered enter landed retreated aggression intervention"
    ).split()
)
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


# A doer named with these is suspected or accused, which is a label of its own and more than "possible".
_SUSPECTED = frozenset("alleged allegedly suspected presumed presumably accused".split())
_WORD_REACH = 14


class _Told(NamedTuple):
    """One claim about an organisation: where its deed stands in the text, the deed's happening, the label."""

    start: int
    deed: str
    label: str


def muc_document(item: Mapping[str, Any]) -> Document:
    """A MUC-4 message as sayso reads it (the texts have lost their capitals)."""
    text = item["text"]
    return Document(id="d" + digest_of("", text), source_id=item["docid"], text=text, language="en")


def predict_confidence(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes: each organisation blamed for an attack, with its mentions and its label.

    An attack by members of an organisation ("officers of the army") is laid at the organisation's door.
    """
    incidents = {event.id: event for event in report.events if is_incident(event, report)}
    told: dict[str, list[_Told]] = {}
    for claim in report.claims:
        event = incidents.get(claim.event)
        if claim.responsibility in LABELS and claim.value.actor and event is not None:
            organisation = organisation_of(report, claim.value.actor)
            if organisation is not None and is_asked_for(organisation, event, report):
                label = _label_of_claim(claim, claim.responsibility, report)
                deed = _Told(event.trigger.start, event.same_as or event.id, label)
                told.setdefault(organisation, []).append(deed)
    return [
        {"org": _names(report, actor), "confidence": _label_of(sorted(found))}
        for actor, found in told.items()
    ]


def is_incident(event: Event, report: Report) -> bool:
    """Whether MUC-4 asks for a deed: harm that is no fighting and hits somebody or something beside those who fight.

    Clashes, military operations and attacks on soldiers are none (Sundheim 1992).
    """
    is_harm = event.type in _HARM_TYPES or is_held_hostage(event, report)
    if not is_harm or not _WAR_WORDS.isdisjoint(event.trigger.exact.lower().split()):
        return False
    hit = [a.kind for a in report.actors if a.id in event.recipients]
    return not hit or any(kind not in _FIGHTERS for kind in hit)


def is_held_hostage(event: Event, report: Report) -> bool:
    """Whom an armed group holds is kidnapped; whom the police hold is under arrest."""
    if event.type != "COERCE" or "arrest" not in event.modes:
        return False
    kinds = {a.kind for a in report.actors if a.id in event.actors}
    hit = {a.kind for a in report.actors if a.id in event.recipients}
    return "armed_group" in kinds and not hit.isdisjoint(_PEOPLE)


def is_asked_for(organisation: str, event: Event, report: Report) -> bool:
    """Whether a body counts that has no name ("the army"): only for what it did to people."""
    hit = (a.kind for a in report.actors if a.id in event.recipients)
    return not organisation.startswith("doc:") or any(kind in _PEOPLE for kind in hit)


def organisation_of(report: Report, actor: str) -> str | None:
    """The organisation that an actor is, or else is described as belonging to: known, or described as a body."""
    known = {a.id for a in report.actors if a.kind in _ORGANISATIONS and _is_body(a)}
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


def _is_body(actor: Actor) -> bool:
    """Whether an actor is known, or described as a body: "the army" of a report that does not say whose it is."""
    return not actor.id.startswith("doc:") or _head(actor.name) in _BODIES


def is_body_word(word: str) -> bool:
    """Whether a noun means a body: "army", "squad"; not "soldiers"."""
    return word.lower() in _BODIES


def _names(report: Report, actor: str) -> list[str]:
    named = {m.span.exact for m in report.mentions if m.actor == actor and not m.is_pronoun}
    return sorted(named | {a.name for a in report.actors if a.id == actor})


def _label_of_claim(claim: Claim, rung: Responsibility, report: Report) -> str:
    """The label for a rung; two differ by more than the rung.

    The slot has none for hearsay: what a newspaper or station reports is reported as fact. "Alleged members of the ELN
    kidnapped him" makes the ELN suspected, "it may have been the ELN" possible; what the police only suppose is what
    they suspect, and what "has been reported", by nobody that is named, is reported.
    """
    media = {actor.id for actor in report.actors if actor.kind == "media"}
    if rung == "accused" and claim.claimants and media.issuperset(claim.claimants):
        return FACT
    if rung == "suggested" and _is_by_authority(claim, report):
        return LABELS["accused_by_authority"]
    if rung == "suggested" and _is_suspicion(claim, report):
        return LABELS["accused"]
    if rung == "suggested" and _is_hearsay(claim, report):
        return FACT
    return LABELS[rung]


def _is_hearsay(claim: Claim, report: Report) -> bool:
    """ "It has been reported that the ELN kidnapped him": told by nobody, and doubted by nobody."""
    via = [a for a in report.attributions if a.id in claim.via]
    return bool(via) and via[-1].act == "reports" and not via[-1].source


def _is_by_authority(claim: Claim, report: Report) -> bool:
    """Whether a claimant is a state organ, or in an office of one."""
    policy = load_claim_policy()
    return any(
        actor.kind in policy.authority_kinds
        or (actor.kind == "person" and not policy.authority_roles.isdisjoint(actor.roles))
        for actor in report.actors
        if actor.id in claim.claimants
    )


def _is_suspicion(claim: Claim, report: Report) -> bool:
    """Whether the claim rests on words of suspicion or accusation: "alleged members", "is suspected of"."""
    via = [a for a in report.attributions if a.id in claim.via]
    cues = {word for a in via for cue in a.cue for word in cue.exact.lower().split()}
    if any(a.act == "accuses" for a in via) or not _SUSPECTED.isdisjoint(cues):
        return True
    text = report.document.text
    near = (text[max(0, s.start - _WORD_REACH) : s.end].lower() for s in claim.evidence)
    return any(not _SUSPECTED.isdisjoint(words.split()) for words in near)


def _label_of(told: Sequence[_Told]) -> str:
    """The surest label of the first deed that is short of fact.

    The slot is asked for one deed and a report tells several; fact only where nobody tells the first deed otherwise.
    """
    labels = {one.label for one in told if one.deed == told[0].deed}
    short_of_fact = labels - {FACT} or labels
    return next(label for label in LABELS.values() if label in short_of_fact)


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
