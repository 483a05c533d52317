"""Weigh the event lexicon's word against the learned tagger's: triggers, types and statuses of a report's events.

Comes in: what the lexicon and the attributions found, and the tagger's scores of the words. Goes out: the same, some of
it dropped, some of another type, and triggers that the lexicon does not know ("burned the granary"). Both sides count
as experts whose log-probabilities are weighed and added; the weights are data (lexicons/event-tagging.yaml). Finds no
arguments, and judges nothing where there are no scores: without a tagger all stays as it was.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import exp, log, log1p
from typing import Any

import msgspec
import numpy as np
from spacy.tokens import Span, Token

from sayso.extract.attribution.tagger import Scored
from sayso.extract.events.event_lexicon import Kind
from sayso.extract.events.event_tagger import EventTagger, Floats, WordScores, score_words
from sayso.extract.events.event_weights import CLASSES, NOTHING, STATUSES, TYPES, EventWeights
from sayso.extract.events.non_events import bears_arms
from sayso.extract.events.plain_deeds import is_aimed, is_done_by_fighters, is_plain_deed
from sayso.extract.events.triggers import Trigger, carrier_of
from sayso.extract.events.verbal_events import VerbalEvent
from sayso.extract.grammar.trees import read_tree
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import EventType, Status
from sayso.nlp.readings import Reading

_TOLD = frozenset({"happened", "ongoing", "historical"})
_AHEAD = frozenset({"planned", "demanded", "threatened", "hypothetical"})
_DONE: tuple[Status, ...] = ("happened", "ongoing")
_TELLING = frozenset({"VERB", "NOUN", "ADJ"})
# Above this log-probability of telling nothing no word is weighed further: it saves time and changes nothing.
_HARDLY = -0.3
_NAMES = frozenset({"PERSON", "ORG", "GPE", "FAC", "WORK_OF_ART"})
_LEAST = 3e-3
_BESIDE = frozenset({"relcl", "acl", "amod", "compound"})
# So many first sentences tell what a report is about, in whatever words.
_LEAD = 2
_CLOSING = 3  # of a sentence: '.")'
_ALMOST = -1e-6
_NEVER = 1.01  # more than any probability

# The scores of the sentences that hold some tokens.
Scoring = Callable[[Iterable[int]], "LearnedEvents"]


@dataclass(frozen=True)
class LearnedEvents:
    """The tagger's scores of a report's words, by token, with the weights that they are used with."""

    scores: Mapping[int, WordScores]
    weights: EventWeights
    kinds: Mapping[EventType, Kind]
    # The lexicon's share for a kind's words, taken once a report.
    _shares: dict[str, tuple[Floats, Floats]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def weigh_type(self, tokens: Iterable[int], told: str) -> tuple[EventType, float] | None:
        """The likeliest type and the probability that there is an event at all; None where nothing is known.

        Of several words (a cue, a phrase) the one counts that tells an event most surely.
        """
        known = [self.scores[t] for t in tokens if t in self.scores]
        if not known:
            return None
        surest = min(known, key=lambda word: float(word.types[0]))
        (of_event, of_type), bias = self._share_of(told), self._type_bias
        scores = self.weights.type_weights[0] * surest.types
        mixed = scores + of_event + bias
        mixed[0] -= self._odds_of_text(surest, is_known=told != NOTHING)
        chances = _chances(mixed)
        typed = scores + of_type + bias
        return TYPES[int(typed[1:].argmax())], 1.0 - float(chances[0])

    def _share_of(self, told: str) -> tuple[Floats, Floats]:
        """What the lexicon adds for a kind's words: to that there is an event, and to which type it is of."""
        known = self._shares.get(told)
        if known is None:
            given, (_, lexicon) = (
                _logs(self.weights.told.get(told), CLASSES),
                self.weights.type_weights,
            )
            known = self._shares[told] = lexicon * given, self.weights.type_trust * given
        return known

    @cached_property
    def _type_bias(self) -> Floats:
        return _row(self.weights.type_bias, CLASSES)

    @cached_property
    def _status_bias(self) -> Floats:
        return _row(self.weights.status_bias, STATUSES)

    @cached_property
    def is_eventful(self) -> bool:
        """Whether the tagger surely takes some word of the report for an event's, without the lexicon."""
        least = log(self.weights.sure / (1 - self.weights.sure))
        return any(self._odds_of_event(word) > least for word in self.scores.values())

    def _odds_of_event(self, word: WordScores) -> float:
        nothing = min(float(word.types[0]), _ALMOST)
        return log1p(-exp(nothing)) - nothing + self._odds_of_text(word)

    def _odds_of_text(self, word: WordScores, *, is_known: bool = True) -> float:
        weights = self.weights
        if word.told < 0:
            return weights.told_veto * word.told
        return weights.told_weight * min(word.told, weights.told_most) if is_known else 0.0

    def odds_of_text(self, tokens: Iterable[int]) -> float:
        """How surely a sentence is of a text that tells events, as log-odds; 0 where nobody asked."""
        return max((self.scores[t].told for t in tokens if t in self.scores), default=0.0)

    def weigh_status(self, token: int, ruled: Status) -> Status:
        """The likeliest status of a deed that the rules give another or the same."""
        scores = self.scores.get(token)
        if scores is None:
            return ruled
        weights = self.weights
        given, bias = _logs(weights.ruled.get(ruled), STATUSES), self._status_bias
        net, rules = weights.status_weights
        chances = _chances(net * scores.statuses + rules * given + bias)
        best = STATUSES[int(chances.argmax())]
        status = ruled if float(chances.max()) < self._least_for(ruled, best) else best
        return status if status not in _DONE else self._if_done(status, chances)

    def _least_for(self, ruled: Status, best: Status) -> float:
        """The probability from which on the rules' status gives way to the likelier one."""
        if ruled == "historical" and best in _DONE:
            return _NEVER  # an anniversary's deed is not today's
        if best in _TOLD and ruled not in _TOLD:
            return self.weights.upgrade
        if best == "attempted" and ruled in _AHEAD:
            return (
                self.weights.upgrade
            )  # "which wants to topple the government": it has not set out to
        return self.weights.set_back.get(best, 0.0)

    def _if_done(self, status: Status, chances: Floats) -> Status:
        """The likeliest other status, where it is not likely enough that the deed was done; never that it was denied.

        "the men who had stormed the bank in 1997": to the rules they did it.
        """
        done = [STATUSES.index(s) for s in _DONE]
        if float(chances[done].sum()) >= self.weights.done:
            return status
        others = chances.copy()
        others[[*done, STATUSES.index("negated")]] = 0.0
        return STATUSES[int(others.argmax())]


def _chances(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max())
    chances: Floats = raised / raised.sum()
    return chances


def _logs(row: Mapping[Any, float] | None, names: Sequence[str]) -> Floats:
    """Log-probabilities of a row; a kind that was never met says nothing."""
    if row is None:
        return np.zeros(len(names), dtype=np.float32)
    return np.log(np.array([row.get(name, _LEAST) for name in names], dtype=np.float32))


def _row(values: Mapping[Any, float], names: Sequence[str]) -> Floats:
    return np.array([values.get(name, 0.0) for name in names], dtype=np.float32)


def score_events(
    tagger: EventTagger, reading: Reading, windows: Sequence[Scored], tokens: Iterable[int]
) -> LearnedEvents:
    """The tagger's scores of the sentences that hold one of these tokens.

    Sentences in which nobody armed stands, and neither the lexicon nor an attribution tells anything, are not asked
    about: they are most of running news, and what the tagger would find in them is rare.
    """
    tree = read_tree(reading)
    asked = {tree.sentence[token] for token in tokens}
    scores = score_words(tagger, windows, tree, lambda first, _: tree.sentence[first] in asked)
    scores = draw_to_report(scores, tagger.weights.told_shared)
    return LearnedEvents(scores, tagger.weights, {k.type: k for k in tagger.weights.kinds})


def draw_to_report(scores: dict[int, WordScores], share: float) -> dict[int, WordScores]:
    """A sentence that tells of war only to who has read those before it: "The strike was the third this week"."""
    most = max((word.told for word in scores.values()), default=0.0)
    return {
        token: WordScores(word.types, word.statuses, word.told + share * (most - word.told))
        for token, word in scores.items()
    }


def lead_sentences(reading: Reading) -> list[Span]:
    """The first whole sentences of a report; a headline leaves out on whose word it says something."""
    whole = (s for s in reading.sentences if any(t.text in ".!?" for t in s[-_CLOSING:]))
    return list(islice(whole, _LEAD))


def weigh_verbal(
    learned: LearnedEvents | None, reading: Reading, verbal: Sequence[VerbalEvent]
) -> list[VerbalEvent]:
    """The attributions' events that are left, with the likelier type.

    "slammed the vote as a farce" → ACCUSE, whatever act the cue is read as
    """
    if learned is None:
        return list(verbal)
    eventful = _eventful(learned, reading)
    starts = [sentence.start for sentence in reading.sentences]
    kept = []
    for event in verbal:
        sentence = starts[bisect_right(starts, event.token.i) - 1]
        weighed = _weighed_verbal(learned, event, sentence in eventful)
        kept += [weighed] if weighed is not None else []
    return kept


def _weighed_verbal(
    learned: LearnedEvents, event: VerbalEvent, is_eventful: bool
) -> VerbalEvent | None:
    row = f"speech {event.type}"
    judged = learned.weigh_type(range(event.first, event.last + 1), row)
    if judged is None:
        return event
    type_, chance = judged
    if chance < learned.weights.keep and not is_eventful:
        return None
    status = learned.weigh_status(event.token.i, event.status)
    if type_ == event.type or type_ in learned.weights.never_as.get(row, ()):
        return dataclasses.replace(event, status=status)
    kind = learned.kinds[type_]
    return dataclasses.replace(event, type=type_, mode=kind.mode, cameo=kind.cameo, status=status)


def weigh_triggers(
    learned: LearnedEvents | None,
    reading: Reading,
    triggers: Sequence[Trigger],
    told_types: Sequence[EventType],
    verbal: Sequence[VerbalEvent],
    armed: Sequence[int] = (),
    actors: Set[int] = frozenset(),
    disputed: Set[int] = frozenset(),
) -> list[Trigger]:
    """The triggers that are left, with the likelier type, and those that the lexicon does not know, in text order.

    `told_types`: what each trigger would be by the lexicon alone. `armed`: tokens of those who bear arms. `actors`:
    tokens that name somebody; the tagger takes "forces" for a deployment and "activists" for a protest. `disputed`:
    tokens within what somebody is charged with, or denies.
    """
    if learned is None:
        return list(triggers)
    eventful = _eventful(learned, reading)
    starts = [sentence.start for sentence in reading.sentences]
    warlike = {starts[bisect_right(starts, token) - 1] for token in armed if starts}
    words = learned.weights.of_two_worlds
    is_violent = any(t.kind.type == "ASSAULT" and t.token.lemma_ not in words for t in triggers)
    kept = [
        weighed
        for trigger, told in zip(triggers, told_types, strict=True)
        if (
            weighed := _weighed(
                learned, trigger, told, eventful, warlike, armed, is_violent=is_violent
            )
        )
        is not None
    ]
    taken = {i for t in triggers for i in (*range(t.first, t.last + 1), *t.used)}
    # "stage a rally": the verb that carries a noun tells nothing beside it.
    taken |= {t.carrier.i for t in kept if t.carrier is not None and t.token.dep_ == "dobj"}
    taken |= {i for event in verbal for i in range(event.first, event.last + 1)}
    telling = {t.sentence for t in kept if not t.kind.weak}
    telling |= {starts[bisect_right(starts, event.token.i) - 1] for event in verbal}
    found = [*kept, *_proposals(learned, reading, taken | actors, telling, disputed)]
    return sorted(found, key=lambda trigger: trigger.token.i)


def _eventful(learned: LearnedEvents, reading: Reading) -> set[int]:
    """Sentences from which nothing of the lexicon's goes: all, where any word of the report surely tells an event.

    "The strike hit a bus, killing nine": the deaths stay, though it is the strike that tells the event. A report on
    sport has no such word.
    """
    return {s.start for s in reading.sentences} if learned.is_eventful else set()


def told_by(kind: Kind, told: EventType) -> str:
    """The name of a kind's row: "air-strike"; "ceasefire AGREE" where a truce is only agreed."""
    return kind.name if told == kind.type else f"{kind.name} {told}"


def _weighed(
    learned: LearnedEvents,
    trigger: Trigger,
    told: EventType,
    eventful: Set[int],
    warlike: Set[int],
    armed: Sequence[int],
    *,
    is_violent: bool,
) -> Trigger | None:
    """`is_violent`: other words of the report tell of violence: "bombed a school … called the strike a crime"."""
    tokens = {trigger.token.i, *range(trigger.first, trigger.last + 1)}
    judged = learned.weigh_type(tokens, told_by(trigger.kind, told))
    if judged is None:
        return trigger
    type_, chance = judged
    weights = learned.weights
    is_warlike = trigger.sentence in warlike or is_done_by_fighters(trigger, weights)
    least = weights.keep_armed if is_warlike else weights.keep
    told_at_all = learned.odds_of_text(tokens)
    is_plain = is_plain_deed(trigger, weights, armed, told_at_all) or (
        trigger.kind.name in weights.plain and told_at_all >= weights.plain_told
    )
    if chance < least and trigger.sentence not in eventful and not is_plain:
        return None
    if type_ == told or trigger.kind.family in weights.untouched or trigger.kind.lost_to:
        return trigger
    if type_ in weights.never_as.get(trigger.kind.name, ()):
        return trigger
    if told == "ASSAULT" and type_ == "MOBILIZE" and is_aimed(trigger.token):
        return trigger
    if told == "ASSAULT" and is_violent and trigger.token.lemma_ in weights.of_two_worlds:
        return trigger
    # Of another type, but told by the same noun: whom "the recruitment of children" is done to stays.
    kind = learned.kinds[type_]
    links = dict.fromkeys((*trigger.kind.recipient, *kind.recipient))
    kind = msgspec.structs.replace(kind, recipient=tuple(links)) if trigger.is_noun else kind
    return dataclasses.replace(trigger, kind=kind)


def _proposals(
    learned: LearnedEvents,
    reading: Reading,
    taken: set[int],
    telling: Set[int],
    disputed: Set[int],
) -> Iterator[Trigger]:
    """Words that the tagger takes for triggers and the lexicon does not.

    `telling`: sentences that tell something already. A further event must be surer there, and so must one after the
    report's first sentences: of 45 such words in old wire copy some ten told one. Of what somebody is charged with, or
    denies, it need not be (`disputed`): of 35 such words in our own disputes 26 told one.
    """
    weights = learned.weights
    silent = {sentence.start for sentence in lead_sentences(reading)} - telling
    likely = {i for i, scores in learned.scores.items() if scores.types[0] <= _HARDLY} - taken
    for token, sentence in _in_sentences(reading, likely):
        if token.pos_ not in _TELLING or token.ent_type_ in _NAMES or _is_in_name(token):
            continue
        if token.lemma_ in weights.left_to_lexicon or bears_arms(token):
            continue
        judged = learned.weigh_type((token.i,), NOTHING)
        if judged is None:
            continue
        type_, chance = judged
        least = weights.propose_as.get(type_, weights.propose)
        if sentence in silent and least <= 1 and _is_alone(token, learned):
            least = min(least, weights.propose_alone)
        if token.i in disputed and type_ in weights.disputed_as:
            is_light = token.lemma_ in weights.charged_lightly
            least = least if is_light else min(least, weights.propose_disputed)
        if chance < least:
            continue
        yield _make_trigger(token, learned.kinds[type_], sentence)


def _in_sentences(reading: Reading, places: Set[int]) -> Iterator[tuple[Token, int]]:
    """The tokens at some places that stand in sentences, in text order, each with the first token of its sentence."""
    ends = [sentence.end for sentence in reading.sentences]
    for place in sorted(places):
        at = bisect_right(ends, place)
        if at < len(ends) and reading.sentences[at].start <= place:
            yield reading.doc[place], reading.sentences[at].start


def _is_alone(token: Token, learned: LearnedEvents) -> bool:
    """Whether a word is a verb of its sentence's, and the sentence of a text that tells events."""
    if not is_verb(token) or token.dep_ in _BESIDE:
        return False
    return learned.scores[token.i].told >= learned.weights.alone_told


def _is_in_name(token: Token) -> bool:
    """ "Carlos Alberto dos Santos": nothing is done by a name."""
    if token.i == 0 or token.i + 1 == len(token.doc):
        return False
    return token.nbor(-1).text.istitle() and token.nbor(1).text.istitle()


def _make_trigger(token: Token, kind: Kind, sentence: int) -> Trigger:
    """A trigger of one word, with the particle after it: "walked out"."""
    if is_verb(token):
        last = next((p.i for p in children(token, "prt") if p.i == token.i + 1), token.i)
        return Trigger(kind, token, token.i, last, token, frozenset({token.i}), sentence)
    return Trigger(kind, token, token.i, token.i, carrier_of(token), frozenset(), sentence)
