"""Scores of attributions against our own labelled sentences: act, stance, nesting, accused party, denial target.

Comes in: `Sentence` rows and reports. Goes out: F1 of detected cues (nested ones included) and of content with source,
and the shares of right labels, twice: of the attributions whose cue was found, and of all (not found is wrong). A row
counts as one document. The judgement of every single attribution is kept, for the listing of errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.evaluate.attribution_scores import (
    LEAST_JACCARD,
    ROLES,
    Tokens,
    is_same_source,
    jaccard,
)
from sayso.evaluate.sentence_rows import GoldAttribution, Sentence, Spans
from sayso.evaluate.tallies import Measures, Tally, f1, match_greedily, share
from sayso.model import Attribution, Claim, Document, Event, Report

# What is judged of an attribution; what comes after depth only where the gold has something to be right about.
# "depth ≥ 1" is the depth of those inside another one: most are not, and saying 0 of everything would look good.
ASPECTS = (
    "act",
    "stance",
    "depth",
    "depth ≥ 1",
    "accused",
    "denial target",
    "denial target or words",
)

# After these words the head of "the rebels from the north" has passed.
_HEAD_ENDS = frozenset(
    "of in on at by for from with to against near under behind inside who which that whose based loyal".split()
)

TokenSet = frozenset[int]
Found = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """One gold attribution, the place of the found one that has its cue (None: missed), and what is right of it."""

    gold: GoldAttribution
    found: int | None
    is_right: Mapping[str, bool]


def sentence_document(sentence: Sentence) -> Document:
    """The text of a row as sayso reads it."""
    return sentence.document


def predict_labels(report: Report) -> list[dict[str, Any]]:
    """What is scored: every attribution with spans, act, stance, depth, the accused and the deeds it denies.

    `accused` holds, for each accused actor, the spans of all its mentions. `denied` holds the triggers of the events
    that the attribution's denials are about, and of all that are the same happening; `denies_deed` tells whether one
    of these events is more than somebody's words.
    """
    around = {a.id: a.via for a in report.attributions}
    denials = Denials(report)
    return [
        {
            **{role: [(s.start, s.end) for s in getattr(a, role)] for role in ROLES},
            "act": a.act,
            "stance": a.stance,
            "depth": _depth(a, around),
            "accused": [_mentions_of(report, actor) for actor in a.accused],
            "denied": denials.triggers(a.id),
            "denies_deed": denials.has_deed(a.id),
        }
        for a in report.attributions
    ]


def _depth(attribution: Attribution, around: Mapping[str, str | None]) -> int:
    depth, outer = 0, attribution.via
    while outer is not None and depth <= len(around):
        depth, outer = depth + 1, around.get(outer)
    return depth


def _mentions_of(report: Report, actor: str) -> Spans:
    return [(m.span.start, m.span.end) for m in report.mentions if m.actor == actor]


class Denials:
    """The events that each attribution of a report denies, by its claims with the stance "denies"."""

    def __init__(self, report: Report) -> None:
        self._events = {event.id: event for event in report.events}
        claims = {claim.id: claim for claim in report.claims}
        self._denied: dict[str, set[str]] = {}
        for claim in report.claims:
            if claim.stance == "denies" and claim.via:
                self._denied.setdefault(claim.via[-1], set()).update(_about(claim, claims))

    def triggers(self, attribution: str) -> Spans:
        """The triggers of everything denied, and of all mentions of the same happenings."""
        roots = {self._root(self._events[event]) for event in self._denied.get(attribution, ())}
        same = [event for event in self._events.values() if self._root(event) in roots]
        return [(event.trigger.start, event.trigger.end) for event in same]

    def has_deed(self, attribution: str) -> bool:
        """Whether something denied is a deed, and not the event of an accusation or a demand."""
        denied = self._denied.get(attribution, ())
        return any(self._events[event].attribution is None for event in denied)

    def _root(self, event: Event) -> str:
        return event.same_as or event.id


def _about(claim: Claim, claims: Mapping[str, Claim]) -> Iterator[str]:
    yield claim.event
    yield from (claims[link.claim].event for link in claim.links if link.relation == "denies")


def judge_sentence(sentence: Sentence, predicted: Sequence[Found]) -> list[Judgement]:
    """What is right of each gold attribution of a row.

    "Moscow denied it." read without its denial → [Judgement(found=None, is_right={"act": False, …})]
    """
    tokens = Tokens(sentence.text)
    pairs = dict(_pairs_by_cue(tokens, sentence.attributions, predicted))
    return [
        Judgement(
            gold,
            pairs.get(place),
            _judge(tokens, gold, predicted[pairs[place]])
            if place in pairs
            else dict.fromkeys(_aspects(gold), False),
        )
        for place, gold in enumerate(sentence.attributions)
    ]


def _pairs_by_cue(
    tokens: Tokens, gold: Sequence[GoldAttribution], predicted: Sequence[Found]
) -> list[tuple[int, int]]:
    """Gold and found attributions whose cues share words; of several, those with the more equal contents.

    A floating quote has no cue: it is found where a content is.
    """
    scored = []
    for i, wanted in enumerate(gold):
        cue, content = tokens.inside(wanted.cue), tokens.inside(wanted.content)
        for j, found in enumerate(predicted):
            shared = len(cue & tokens.inside(found["cue"]))
            likeness = jaccard(content, tokens.inside(found["content"]))
            if shared or (not cue and likeness >= LEAST_JACCARD):
                scored.append((shared + likeness, i, j))
    return match_greedily(scored)


def _aspects(gold: GoldAttribution) -> list[str]:
    """What of an attribution is judged: everything has an act, only a charge has an accused."""
    has = {
        "depth ≥ 1": gold.depth > 0,
        "accused": bool(gold.accused),
        "denial target": gold.stance == "denies",
        "denial target or words": gold.stance == "denies",
    }
    return [aspect for aspect in ASPECTS if has.get(aspect, True)]


def _judge(tokens: Tokens, gold: GoldAttribution, found: Found) -> dict[str, bool]:
    is_right = {
        "act": found["act"] == gold.act,
        "stance": found["stance"] == gold.stance,
        "depth": found["depth"] == gold.depth,
        "depth ≥ 1": found["depth"] == gold.depth,
        "accused": _is_right_accused(tokens, gold, found),
        "denial target": _is_right_denial(tokens, gold, found),
        "denial target or words": _is_right_denial(tokens, gold, found)
        or _is_denied_in_words(tokens, gold, found),
    }
    return {aspect: is_right[aspect] for aspect in _aspects(gold)}


def _is_right_accused(tokens: Tokens, gold: GoldAttribution, found: Found) -> bool:
    """Every gold party is an accused actor by a mention on its head word, and nobody outside them is accused."""
    parties = [(tokens.inside(words), _head_of(tokens, words)) for words in gold.accused]
    actors = [tokens.inside(mentions) for mentions in found["accused"]]
    are_found = all(any(head & actor for actor in actors) for _, head in parties)
    return are_found and all(any(words & actor for words, _ in parties) for actor in actors)


def _head_of(tokens: Tokens, words: Spans) -> TokenSet:
    """The head word of a noun phrase: "the armed wing of the party" → "wing"."""
    inside = sorted(tokens.inside(words))
    ends = [i for i in inside[1:] if tokens.words[i] in _HEAD_ENDS]
    return frozenset([i for i in inside if not ends or i < ends[0]][-1:])


def _is_right_denial(tokens: Tokens, gold: GoldAttribution, found: Found) -> bool:
    if not gold.denied:
        return not found["denies_deed"]
    return bool(tokens.inside(gold.denied) & tokens.inside(found["denied"]))


def _is_denied_in_words(tokens: Tokens, gold: GoldAttribution, found: Found) -> bool:
    """Whether a denial that is tied to no deed has the deed in its content: "denied that mercenaries were hired".

    Hiring is no event of PLOVER; such a denial keeps its content as text and no claim follows from it.
    """
    is_untied = found["stance"] == "denies" and not found["denies_deed"]
    return is_untied and tokens.inside(gold.denied) <= tokens.inside(found["content"])


def tally_sentence(sentence: Sentence, predicted: Sequence[Found]) -> Tally:
    """Counts for one row."""
    judgements = judge_sentence(sentence, predicted)
    tally: Tally = Counter({"documents": 1, "items": len(judgements)})
    tally["cue.hit"] += sum(judgement.found is not None for judgement in judgements)
    tally["content+source.hit"] += len(_pairs_by_content(sentence, predicted))
    for name in ("cue", "content+source"):
        tally[f"{name}.gold"] += len(judgements)
        tally[f"{name}.found"] += len(predicted)
    for judgement in judgements:
        _tally_aspects(tally, judgement)
    _tally_excess(tally, judgements, predicted)
    return tally


def _pairs_by_content(sentence: Sentence, predicted: Sequence[Found]) -> list[tuple[int, int]]:
    tokens = Tokens(sentence.text)
    scored = []
    for i, gold in enumerate(sentence.attributions):
        source, content = tokens.inside(gold.source), tokens.inside(gold.content)
        for j, found in enumerate(predicted):
            score = jaccard(content, tokens.inside(found["content"]))
            if score >= LEAST_JACCARD and is_same_source(
                tokens, source, tokens.inside(found["source"])
            ):
                scored.append((score, i, j))
    return match_greedily(scored)


def _tally_aspects(tally: Tally, judgement: Judgement) -> None:
    for aspect, is_right in judgement.is_right.items():
        tally[f"{aspect}.all"] += 1
        tally[f"{aspect}.met"] += judgement.found is not None
        tally[f"{aspect}.right"] += is_right


def _tally_excess(
    tally: Tally, judgements: Sequence[Judgement], predicted: Sequence[Found]
) -> None:
    """Accused parties where the gold has none, and attributions in rows that have none."""
    charges = {j.found for j in judgements if j.gold.accused}
    accusing = [place for place, found in enumerate(predicted) if found["accused"]]
    tally["accusing"] += len(accusing)
    tally["accusing in vain"] += sum(place not in charges for place in accusing)
    if not judgements:
        tally["empty rows"] += 1
        tally["empty rows kept"] += not predicted


def sentence_measures(tally: Tally) -> Measures:
    """F1 of cues and of content with source; shares of right labels of those found and of all; what is too much.

    A share of nothing is left out: rows without a denial have no denial target.
    """
    measures = {f"{name} F1": f1(tally, name) for name in ("cue", "content+source")}
    shares = [
        (f"{aspect}, {of}", f"{aspect}.right", f"{aspect}.{whole}")
        for aspect in ASPECTS
        for of, whole in (("of found", "met"), ("of all", "all"))
    ]
    shares.append(("accused in vain, of accused", "accusing in vain", "accusing"))
    shares.append(("rows without any, kept so", "empty rows kept", "empty rows"))
    return measures | {
        name: share(tally, part, whole) for name, part, whole in shares if tally[whole]
    }


def labels_of(attributions: Iterable[GoldAttribution]) -> list[dict[str, Any]]:
    """Labelled attributions in the form of predictions: what a second labeller, or a perfect reader, gives."""
    return [
        {
            **{role: list(getattr(a, role)) for role in ROLES},
            "act": a.act,
            "stance": a.stance,
            "depth": a.depth,
            "accused": [list(words) for words in a.accused],
            "denied": list(a.denied),
            "denies_deed": bool(a.denied),
        }
        for a in attributions
    ]
