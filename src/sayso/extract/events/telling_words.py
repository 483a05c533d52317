"""Which words of a report tell an event: the lexicon's triggers, verbal acts, and what the event tagger makes of them.

Comes in: a reading and what was found in it before. Goes out: the triggers and the verbal events that are left, and
the tagger's scores, if one is used. A word that only names what was said, denied or struck goes; so does a whole
sentence of sport or business. Statuses, arguments and happenings come after (events.py).
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.events.at_elections import without_contests
from sayso.extract.events.attacks_of_words import is_attack_of_words
from sayso.extract.events.disputed_deeds import find_disputed
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.forebodings import tells_nothing
from sayso.extract.events.governors import is_charged_order
from sayso.extract.events.learned_events import (
    LearnedEvents,
    Scoring,
    lead_sentences,
    weigh_triggers,
    weigh_verbal,
)
from sayso.extract.events.non_events import is_meaning, is_removal
from sayso.extract.events.other_worlds import (
    without_new_in_other_worlds,
    without_other_worlds,
)
from sayso.extract.events.practices import is_practice
from sayso.extract.events.statuses import is_pledge
from sayso.extract.events.triggers import Trigger, find_triggers
from sayso.extract.events.verbal_events import EVENTFUL_ACTS, VerbalEvent, find_verbal_events
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.trees import read_tree
from sayso.extract.grammar.voice import children
from sayso.model import Attribution, EventType, Findings, Span
from sayso.nlp.readings import Reading

# What is done by more than words, though its verb may have a content: "imposed sanctions", "banned the party".
_DONE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "AID"})
_JUDGING = frozenset({"judging"})
_HARMFUL = frozenset({"ASSAULT", "COERCE"})
_UNARMED = frozenset({"other", "company", "media", "ngo", "igo", "court"})
# Where they stand, the event tagger is asked even if the lexicon knows no word of the sentence.
_ARMED = frozenset({"armed_force", "armed_group", "police"})


@dataclass(frozen=True)
class TellingWords:
    """Triggers of deeds in text order, attributions that are events themselves, and the tagger's scores, if any."""

    triggers: list[Trigger]
    verbal: list[VerbalEvent]
    learned: LearnedEvents | None


def find_telling_words(
    reading: Reading, findings: Findings, lexicon: EventLexicon, score: Scoring | None = None
) -> TellingWords:
    """Find the words that tell events; `score` asks the event tagger about sentences, if one is used.

    "Ministers denied the charge that rebels looted food aid." → "looted" (no charge is made here, and no aid given)
    """
    triggers, verbal = _told_by_lexicon(reading, findings, lexicon)
    types = [type_told(trigger, lexicon.statuses.agreed) for trigger in triggers]
    armed = _armed_tokens(reading, findings)
    actors = _actor_tokens(reading, findings) | _speech_tokens(reading, findings)
    told_at = [trigger.token.i for trigger in triggers] + [event.token.i for event in verbal]
    learned = score([*told_at, *armed, *_lead_tokens(reading)]) if score else None
    disputed = find_disputed(reading, findings.attributions) if learned else frozenset()
    weighed = weigh_triggers(learned, reading, triggers, types, verbal, armed, actors, disputed)
    # What the tagger alone proposes may stand in another world, too.
    triggers = without_new_in_other_worlds(
        reading, findings.mentions, weighed, triggers, lexicon.worlds, disputed
    )
    triggers = [_as_harmless(t, lexicon) for t in _without_speakers(triggers, findings, reading)]
    terms = lexicon.statuses.negatives.terms
    triggers = [t for t in triggers if not is_meaning(t.token, terms)]
    triggers = without_contests(reading, triggers, lexicon)
    triggers = _without_unarmed(triggers, findings, reading, lexicon)
    triggers = [
        t for t in triggers if t.kind.type != "ASSAULT" or not is_attack_of_words(t.token, lexicon)
    ]
    triggers = [t for t in triggers if not is_practice(t.token, t.kind, lexicon.statuses.negatives)]
    return TellingWords(
        [
            t
            for t in triggers
            if not (tells_nothing(t.token, t.kind.type, lexicon) or is_removal(t.token, t.kind))
        ],
        [
            event
            for event in weigh_verbal(learned, reading, verbal)
            if not tells_nothing(event.token, event.type, lexicon)
        ],
        learned,
    )


def _told_by_lexicon(
    reading: Reading, findings: Findings, lexicon: EventLexicon
) -> tuple[list[Trigger], list[VerbalEvent]]:
    told = find_triggers(reading, lexicon, _towns(findings))
    verbal = find_verbal_events(reading, findings.attributions, lexicon)
    verbal = _without_deeds(verbal, told, lexicon.statuses.pledges)
    verbal, told = _as_threats(verbal, told), _without_statements(told, findings, reading)
    told = _without_aid_hit(_without_answered(told, lexicon.statuses.denies))
    told = _without_charged_orders(told, lexicon)
    verbal, told = _without_nouns_traded(verbal, told), _without_cues(told, verbal, lexicon)
    return without_other_worlds(reading, findings.mentions, told, verbal, lexicon.worlds)


def _towns(findings: Findings) -> frozenset[int]:
    """Where the names of places begin that can be taken: towns, districts and what is as fine."""
    return frozenset(
        place.span.start
        for place in findings.places
        if place.used_as != "demonym" and place.precision not in (None, "country")
    )


def type_told(trigger: Trigger, agreed: frozenset[str]) -> EventType:
    """A truce that is only agreed, announced or signed is an AGREE."""
    if trigger.kind.family != "truce" or not trigger.is_noun:
        return trigger.kind.type
    governor = trigger.token.head if trigger.token.dep_ == "pobj" else trigger.token
    verbs = [governor.head, *([trigger.carrier] if trigger.carrier is not None else [])]
    return "AGREE" if any(verb.lemma_ in agreed for verb in verbs) else trigger.kind.type


def _without_deeds(
    verbal: list[VerbalEvent], triggers: list[Trigger], pledges: Set[str]
) -> list[VerbalEvent]:
    """Where the lexicon finds a deed, the cue speaks of it: "plans to attack Rafah", "the court convicted him of".

    "marched to protest against the law": the protest is the march; so it is in "marched in support of the junta".
    """
    deeds = {
        t.token.i
        for t in triggers
        if (t.kind.type in _DONE and t.token.lemma_ not in pledges) or t.kind.family in _JUDGING
    }
    # "charging its neighbour with arming rebels": no court, and no deed but the charge.
    charges = {
        t.token.i for t in triggers if t.kind.type == "COERCE" and t.kind.family not in _JUDGING
    }
    protests = {t.token.i for t in triggers if t.kind.type == "PROTEST"}
    return [
        event
        for event in verbal
        if (event.token.i not in deeds or (event.type == "ACCUSE" and event.token.i in charges))
        and not (event.token.lemma_ == "protest" and not protests.isdisjoint((event.token.head.i,)))
        and not (event.type == "SUPPORT" and event.token.i in protests)
    ]


def _without_nouns_traded(verbal: list[VerbalEvent], triggers: list[Trigger]) -> list[VerbalEvent]:
    """ "traded accusations of": the noun's attribution names nobody, its verb names both."""
    traded = {i for t in triggers if t.kind.verbal for i in t.used if i != t.token.i}
    return [event for event in verbal if event.attribution.actors or event.token.i not in traded]


def _without_statements(
    triggers: list[Trigger], findings: Findings, reading: Reading
) -> list[Trigger]:
    """ "insisting that the other had begun": the attributions know it for a statement, no demand.

    "would not rule out that": a hint, and no refusal.
    """
    protests = {t.token.i for t in triggers if t.kind.type == "PROTEST"}
    stated = {
        span.start
        for attribution in findings.attributions
        if attribution.act == "says"
        for span in attribution.cue
    }
    hinted = _cue_tokens(reading, [a for a in findings.attributions if a.act == "suggests"])
    return [
        t
        for t in triggers
        if not (t.token.lemma_ == "insist" and t.token.idx in stated)
        and not _is_to_blame(t.token)
        and not (t.kind.type == "REJECT" and t.token.i in hinted)
        and not (t.kind.verbal and t.token.lemma_ == "protest" and t.token.head.i in protests)
    ]


def _is_to_blame(token: Token) -> bool:
    """ "said infiltrators were to blame": whose fault it was, and no charge of theirs."""
    is_bare = token.lemma_ == "blame" and token.head.lemma_ == "be"
    return is_bare and any(child.tag_ == "TO" for child in token.children)


def _without_speakers(
    triggers: list[Trigger], findings: Findings, reading: Reading
) -> list[Trigger]:
    """ "The peacekeeping mission said", "a spokesman, speaking by telephone, said": who speaks and how, and no deed."""
    speakers = _tokens_in(reading, [span for a in findings.attributions for span in a.source])
    cues = _cue_tokens(reading, findings.attributions)
    return [
        t
        for t in triggers
        if not (t.kind.type == "MOBILIZE" and t.is_noun and t.token.i in speakers)
        and not (_is_manner_of_speaking(t) and (t.token.i in speakers or t.token.head.i in cues))
    ]


def _is_manner_of_speaking(trigger: Trigger) -> bool:
    """ "speaking by telephone", with whom is not told."""
    if trigger.kind.mode != "phone":
        return False
    return trigger.token.tag_ == "VBG" and not objects_of(trigger.token, ("with", "to"))


def _as_harmless(trigger: Trigger, lexicon: EventLexicon) -> Trigger:
    """ "gunmen entered": what the tagger alone takes for an assault harms nobody if its word only takes ground."""
    kind = trigger.kind
    if kind.type != "ASSAULT" or kind.verbs or trigger.token.lemma_ not in lexicon.takes_ground:
        return trigger
    return dataclasses.replace(trigger, kind=replace(kind, harmless=True))


def _without_answered(triggers: list[Trigger], denies: Set[str]) -> list[Trigger]:
    """ "denied the charge", "rejected accusations of fraud": who answers them brings none."""
    return [
        t
        for t in triggers
        if not (
            t.kind.type == "ACCUSE"
            and t.is_noun
            and t.token.dep_ in ("dobj", "nsubjpass")
            and t.token.head.lemma_ in denies
        )
    ]


def _without_aid_hit(triggers: list[Trigger]) -> list[Trigger]:
    """ "ambushing an aid convoy", "looted food aid": who attacks it gives none."""
    deeds = {t.token.i for t in triggers if t.kind.type in _HARMFUL}
    hit = frozenset({"dobj", "nsubjpass"})
    return [
        t
        for t in triggers
        if not (
            t.kind.type == "AID" and t.is_noun and t.token.dep_ in hit and t.token.head.i in deeds
        )
    ]


def _without_charged_orders(triggers: list[Trigger], lexicon: EventLexicon) -> list[Trigger]:
    """ "accused of ordering the massacre": the massacre is what he is charged with, and no request."""
    deeds = {t.token.i for t in triggers if t.is_noun and not t.kind.verbal}
    return [
        t
        for t in triggers
        if not (
            t.kind.type == "REQUEST"
            and is_charged_order(t.token, lexicon)
            and any(child.i in deeds for child in children(t.token, "dobj"))
        )
    ]


def _as_threats(verbal: list[VerbalEvent], triggers: list[Trigger]) -> list[VerbalEvent]:
    """ "vowed to retaliate" has the form of a promise and is a threat; the lexicon knows which."""
    threats = {t.token.i for t in triggers if t.kind.type == "THREATEN"}
    return [
        dataclasses.replace(event, type="THREATEN", cameo="130")
        if event.type == "AGREE" and not threats.isdisjoint(range(event.first, event.last + 1))
        else event
        for event in verbal
    ]


def _without_cues(
    triggers: list[Trigger], verbal: list[VerbalEvent], lexicon: EventLexicon
) -> list[Trigger]:
    """A verb of speaking that an attribution has for its cue makes one event, the attribution's.

    "pledged 20 million euros" is a promise, and the aid that is to come.
    """
    cues = {i for event in verbal for i in range(event.first, event.last + 1)}
    kept = [t for t in triggers if t.token.i not in cues or is_pledge(t, lexicon)]
    given = [_as_given(t) if t.token.i in cues else t for t in kept]
    sums = {i for t in given if is_pledge(t, lexicon) for i in range(t.first, t.last + 1)}
    return [t for t in given if is_pledge(t, lexicon) or t.token.i not in sums]


def _as_given(pledge: Trigger) -> Trigger:
    """ "pledged $50 million": the verb tells the promise, the sum tells the aid."""
    given = next(iter(children(pledge.token, "dobj")), None)
    if given is None:
        return pledge
    return dataclasses.replace(pledge, first=given.left_edge.i, last=given.i)


def _without_unarmed(
    triggers: list[Trigger], findings: Findings, reading: Reading, lexicon: EventLexicon
) -> list[Trigger]:
    """ "Moody's hit Turkey", "Chelsea struck Leeds": a body by name that bears no arms strikes no one by name.

    "NATO hit Serbia" and "Wagner struck Bakhmut" are strikes, and so is whatever is told with a weapon.
    """
    starts, armed = read_tree(reading).starts, lexicon.classes["armed_bodies"]
    unarmed = {
        bisect_right(starts, mention.head.start) - 1
        for mention in findings.mentions
        if mention.kind in _UNARMED and mention.head.exact.lower() not in armed
    }
    weapons = lexicon.statuses.weapons

    def is_peaceful(verb: Token) -> bool:
        if verb.lemma_ not in lexicon.classes["struck_by_name"]:
            return False  # "Montoneros killed Aramburu": a name that no list has
        subjects = children(verb, "nsubj")
        names = children(verb, "dobj")
        is_by_name = bool(subjects and names) and all(t.i in unarmed for t in subjects)
        is_by_name = is_by_name and all(t.pos_ == "PROPN" for t in names)
        return is_by_name and all(t.lemma_.lower() not in weapons for t in verb.subtree)

    return [
        t for t in triggers if t.kind.type != "ASSAULT" or t.is_noun or not is_peaceful(t.token)
    ]


def _armed_tokens(reading: Reading, findings: Findings) -> list[int]:
    """Those who bear arms, by token: where they stand something may be told."""
    starts = read_tree(reading).starts
    return [
        bisect_right(starts, mention.head.start) - 1
        for mention in findings.mentions
        if mention.kind in _ARMED
    ]


def _lead_tokens(reading: Reading) -> list[int]:
    """A word of each of the first sentences, which are always asked about."""
    return [sentence.start for sentence in lead_sentences(reading)]


def _speech_tokens(reading: Reading, findings: Findings) -> set[int]:
    """ "Hezbollah confirmed the death", "declined to say": plain speech, which is no event whatever it is taken for."""
    return _cue_tokens(reading, [a for a in findings.attributions if a.act not in EVENTFUL_ACTS])


def _cue_tokens(reading: Reading, attributions: Sequence[Attribution]) -> set[int]:
    """The words of some attributions' cues, by token."""
    return _tokens_in(reading, [cue for attribution in attributions for cue in attribution.cue])


def _tokens_in(reading: Reading, spans: Sequence[Span]) -> set[int]:
    starts = read_tree(reading).starts
    return {
        i for s in spans for i in range(bisect_left(starts, s.start), bisect_left(starts, s.end))
    }


def _actor_tokens(reading: Reading, findings: Findings) -> set[int]:
    """The head words of those who are named or described, by token: they do things and are none."""
    starts = read_tree(reading).starts
    return {bisect_right(starts, mention.head.start) - 1 for mention in findings.mentions}
