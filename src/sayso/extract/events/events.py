"""Events: what was done, planned, denied or demanded, with its PLOVER 2.0 type, status and arguments.

Comes in: a reading and what was found in it before (times, places, figures, mentions, actors, attributions). Goes out:
events in text order, those of one happening tied by `same_as`. Triggers, roles, statuses, circumstances and happenings
each have their own module; this one puts them together. Says nothing of who claims what: that is the claims stage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Set

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.attribution.owning_up import regrets_anothers
from sayso.extract.events.answered_deeds import avenges, is_anothers, is_avenged
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.arguments import Roles, is_undone
from sayso.extract.events.beside_admissions import is_beside_admission
from sayso.extract.events.blame import is_looked_on_at, is_meanwhile
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import Scene
from sayso.extract.events.concerned import MUTUAL
from sayso.extract.events.condemned_deeds import whose_deed
from sayso.extract.events.deed_drafts import (
    BROAD,
    DeedDraft,
    draft_deeds,
    still_to_come,
    without_weak,
)
from sayso.extract.events.deed_tellings import Telling
from sayso.extract.events.deed_times import find_time_of_saying
from sayso.extract.events.denied_doers import without_deniers
from sayso.extract.events.event_lexicon import EventLexicon, load_event_lexicon
from sayso.extract.events.event_mentions import (
    TALKING,
    MentionIndex,
    actor_ids,
    find_concerned,
    is_beside,
    is_own,
    is_told_again,
    is_topic,
    is_where,
    make_arguments,
    phrase_of,
)
from sayso.extract.events.happenings import find_same
from sayso.extract.events.harm_doers import share_doers
from sayso.extract.events.learned_events import Scoring
from sayso.extract.events.named_victims import with_named_victims
from sayso.extract.events.same_past import in_same_past
from sayso.extract.events.scenes import with_scenes
from sayso.extract.events.spoken_for import on_behalf
from sayso.extract.events.telling_words import find_telling_words, type_told
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.used_deeds import makes_use_of
from sayso.extract.events.verbal_events import VerbalEvent
from sayso.extract.events.whole_words import with_whole_words
from sayso.extract.grammar.done_for import is_done_with
from sayso.extract.grammar.voice import (
    children,
    is_described,
    is_done_by_who,
    is_done_to_thing,
    is_passive,
    is_verb,
)
from sayso.model import (
    Argument,
    Attribution,
    Event,
    Findings,
    Place,
    Span,
)
from sayso.nlp.readings import Reading

__all__ = ["EventLexicon", "find_events", "load_event_lexicon"]

_TRUCE_AGREED = "0356"
_DENIED_PLACES = (
    2  # object and its owner; who stands inside a denied sentence is not whom the denial answers
)
_OF_DEEDS = frozenset({"condemns", "praises"})
_BY_WAY_OF = frozenset({"under", "through", "with", "via", "after", "by"})
_SO_FAR = frozenset({"have", "has"})
_MANY_DEAD = 100
# So many words "the gun attack" has at most.
_NOUN_PHRASE = 4
# Figures of these scopes count a whole war or much of it, never one strike.
_WAR_SCOPES = frozenset({"war", "period", "total"})

# What is promised or threatened is still to be done.
_OWNING = frozenset({"claims-credit", "admits"})
_AHEAD = frozenset({"AGREE", "THREATEN"})


def find_events(
    reading: Reading,
    findings: Findings,
    lexicon: EventLexicon,
    score: Scoring | None = None,
) -> tuple[Event, ...]:
    """Find the events of a report; `score` asks the event tagger about sentences, if one is used.

    "Rebels shelled a clinic, killing nine." → shelled (ASSAULT, actors Rebels, target "a clinic"), killing (same_as it)
    """
    words = find_telling_words(reading, findings, lexicon, score)
    scene = Scene.of(reading, _real_places(findings), findings.times, findings.attributions)
    known = MentionIndex(reading, findings.mentions, findings.actors, findings.places)
    drafts = draft_deeds(reading, findings, words, lexicon, scene)
    drafts = in_same_past(without_weak(drafts, known.kind_of), scene)
    same = find_same(
        [_telling(draft, known, reading, lexicon) for draft in drafts],
        lexicon.statuses.same_things,
    )
    drafts = still_to_come(drafts, same)
    events = [_event(reading, draft, known, lexicon) for draft in drafts]
    events = [
        _with_accused(event, draft, lexicon) for event, draft in zip(events, drafts, strict=True)
    ]
    events = without_deniers(events, drafts, known.kind_of, findings.attributions, same)
    events = [on_behalf(event, d.within, findings) for event, d in zip(events, drafts, strict=True)]
    exchanges = lexicon.statuses.exchanges
    events = _with_brokers(share_doers(events, drafts, same, findings.actors, exchanges), drafts)
    events = with_named_victims(reading, events, drafts, known)
    summed = frozenset(f.id for f in findings.figures if f.scope in _WAR_SCOPES)
    events = with_scenes(events, drafts, same, reading, scene, summed)
    deeds = {draft.trigger.token.i: event for event, draft in zip(events, drafts, strict=True)}
    return _numbered(
        reading,
        events,
        same,
        [_verbal_event(reading, event, known, scene, lexicon, deeds) for event in words.verbal],
    )


def _real_places(findings: Findings) -> list[Place]:
    """ "clashes between Los Lobos and Los Choneros": a gang is no place, though a town has its name."""
    bands = {actor.id for actor in findings.actors if actor.kind == "armed_group"}
    named = {(m.span.start, m.span.end) for m in findings.mentions if m.actor in bands}
    return [p for p in findings.places if (p.span.start, p.span.end) not in named]


def _telling(
    draft: DeedDraft, known: MentionIndex, reading: Reading, lexicon: EventLexicon
) -> Telling:
    region = reading.region_at(draft.trigger.token.idx)
    sites, target = lexicon.classes["place"], _target_token(draft)
    band = [m for token in draft.roles.actors if (m := known.unnamed_band(token)) is not None]
    return Telling(
        trigger=draft.trigger,
        status=draft.status,
        target=target,
        place=draft.place,
        time=draft.time,
        figures=tuple(figure.id for figure in draft.figures),
        sentence=draft.trigger.sentence,
        paragraph=bisect_right(reading.paragraphs, draft.trigger.token.idx, key=lambda p: p[0]),
        has_actor=any(
            not _is_site_struck(actor, draft.trigger, sites) for actor in draft.roles.actors
        ),
        actors=draft.roles.actors,
        doers=frozenset(
            m.actor for t in draft.roles.actors if (m := known.at(t)) is not None and m.actor
        ),
        hits_people=target is not None and target.lemma_.lower() in lexicon.classes["victim"],
        band=frozenset(m.actor for m in band if m.actor is not None),
        goes_on=any(is_told_again(m) for m in band),
        counts_war=any(figure.scope in _WAR_SCOPES for figure in draft.figures)
        or _is_running_total(draft),
        in_headline=region is not None and region.kind == "headline",
        owned_by=frozenset(
            actor for a in draft.within[-1:] if a.act in _OWNING for actor in a.actors
        ),
        strikes_doers=any(
            token.lemma_.lower() in lexicon.doers for token in draft.roles.recipients
        ),
        is_campaign=draft.trigger.token.lemma_.lower() in lexicon.statuses.campaigns,
        harmed=frozenset(
            m.actor for t in draft.roles.recipients if (m := known.at(t)) is not None and m.actor
        ),
        accused=frozenset(
            accused
            for charge in draft.within[-1:]
            if charge.act == "accuses"
            for accused in charge.accused
        ),
    )


def _is_running_total(draft: DeedDraft) -> bool:
    """ "At least 459 people have been killed, the WHO says": so far, and not in the one strike told before."""
    verb = draft.trigger.token
    words = {aux.lower_ for aux in children(verb, "aux")}
    least = max((f.low or f.central or 0 for f in draft.figures), default=0)
    is_bare = not children(verb, "prep", "agent", "advcl")
    return is_bare and least >= _MANY_DEAD and not words.isdisjoint(_SO_FAR)


def _is_site_struck(actor: Token, trigger: Trigger, sites: Set[str]) -> bool:
    """ "a strike on a clinic in Duma that killed nine": the parser takes the clinic, or the town, for who killed."""
    is_place = actor.lemma_.lower() in sites or actor.ent_type_ in ("GPE", "FAC", "LOC")
    return is_place and trigger.kind.consequence and trigger.token.dep_ == "relcl"


def _target_token(draft: DeedDraft) -> Token | None:
    nouns = [
        t
        for t in draft.roles.recipients
        if t.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ") and t.lemma_ != "own"
    ]
    nouns = [t for t in nouns if t.ent_type_ not in ("DATE", "TIME")]
    plain = [t for t in nouns if t.ent_type_ not in ("GPE", "LOC") or t.pos_ == "NOUN"]
    return next(iter(plain or nouns), None)


def _event(reading: Reading, draft: DeedDraft, known: MentionIndex, lexicon: EventLexicon) -> Event:
    trigger, kind, roles = draft.trigger, draft.trigger.kind, draft.roles
    words = lexicon.statuses
    actors = make_arguments(
        reading, "actor", roles.actors, known, words.weapons, words.vehicles, words.mishaps
    )
    recipients = make_arguments(reading, "recipient", roles.recipients, known)
    brokers = make_arguments(reading, "broker", roles.brokers, known)
    if trigger.is_noun and kind.family in load_argument_words().done_to_owners:
        befell = [a for a in actors if known.is_person_before(a, trigger.token)]
        actors = [a for a in actors if a not in befell]
        recipients += [replace(a, role="recipient") for a in befell]
    if kind.family == "investigation":
        recipients = [a for a in recipients if not known.is_of_harm(a, reading, lexicon.nouns)]
    # "clashes between supporters and opponents of Mursi"
    is_mutual = kind.reciprocal and kind.type == "ASSAULT" and len(actors) > 1
    if kind.family != "breach" and not is_mutual:
        concerned = _find_concerned(reading, draft, actors, recipients, known)
        concerned = [a for a in concerned if a.of not in {b.of for b in brokers}]
        concerned = [a for a in concerned if not known.is_of_arms(a, reading, words)]
        if kind.family == "investigation":
            concerned = [a for a in concerned if not known.is_of_harm(a, reading, lexicon.nouns)]
        if kind.consequence:
            concerned = [a for a in concerned if not known.owns_deed(a, reading, lexicon.nouns)]
        if kind.type == "REQUEST":
            concerned = [a for a in concerned if not known.is_of_release(a, reading, lexicon.nouns)]
        if kind.family == "relations":  # "recalled its ambassador": done to him by nobody
            concerned = [a for a in concerned if not is_own(a)]
        if kind.family == "truce":
            concerned = [a for a in concerned if not is_where(reading, a, kind.recipient)]
        if kind.type in TALKING:
            concerned = [a for a in concerned if not known.is_seat(a, reading, lexicon.nouns)]
        if kind.type in MUTUAL:
            concerned = [a for a in concerned if not is_topic(reading, a)]
        if kind.family == "talks" or kind.type == "PROTEST":
            concerned = [a for a in concerned if not is_where(reading, a, kind.recipient)]
        stated = () if kind.consequence and not trigger.is_noun else kind.recipient
        # Violence done in a country, or with it, is not done to it; nor to the drones it is done with.
        recipients += [
            a
            for a in concerned
            if kind.type not in BROAD
            or (
                known.is_actor(a)
                and not known.is_weapon(a, reading, words.weapons)
                and not known.owns_scene(a, reading)
                and not is_beside(reading, a, kind.recipient)
                and not (roles.recipients and is_where(reading, a, stated))
                and not _is_headed(reading, a, trigger)
            )
        ]
    if kind.type in load_argument_words().done_to_somebody:
        recipients = [a for a in recipients if a.of is not None]
    target = _target(reading, draft)
    plover = type_told(trigger, lexicon.statuses.agreed)
    mode, cameo = _mode(trigger, roles, lexicon) if plover == kind.type else (None, _TRUCE_AGREED)
    told = [
        *with_whole_words(reading, actors, roles.actors, known),
        *with_whole_words(reading, recipients, roles.recipients, known),
    ]
    arguments = [*told, *brokers, *_plain_arguments(reading, draft, target)]
    return Event(
        id="",
        trigger=reading.span_of(reading.doc[trigger.first : trigger.last + 1]),
        type=plover,
        modes=(mode,) if mode else (),
        contexts=kind.contexts,
        cameo=cameo,
        status=draft.status,
        actors=actor_ids(actors, known),
        recipients=tuple(
            i for i in actor_ids(recipients, known) if i not in actor_ids(actors, known)
        ),
        brokers=actor_ids(brokers, known),
        target=target.exact if target else None,
        place=draft.place.id if draft.place else None,
        time=draft.time.id if draft.time else None,
        figures=tuple(figure.id for figure in draft.figures),
        arguments=tuple(arguments),
    )


def _is_headed(reading: Reading, argument: Argument, trigger: Trigger) -> bool:
    """ "Sudan fighting live: dozens dead": where it is, or who says so, stands before the colon."""
    return ":" in reading.text[argument.span.end : trigger.token.idx]


def _find_concerned(
    reading: Reading,
    draft: DeedDraft,
    actors: list[Argument],
    recipients: list[Argument],
    known: MentionIndex,
) -> list[Argument]:
    """Whom a deed concerns: as the noun tells, else as its light verb does ("granted asylum to officers")."""
    trigger = draft.trigger
    # With whom or for whom violence was carried out is not whom it hit.
    carrier = trigger.carrier if trigger.kind.type not in BROAD else None
    if _is_only_when(trigger.token):
        carrier = None
    for token in (trigger.token, carrier):
        if token is None:
            continue
        doers, done_to = actor_ids(actors, known), actor_ids(recipients, known)
        found = find_concerned(reading, token, doers, done_to, known)
        if trigger.kind.type == "MOBILIZE":
            found = [a for a in found if not known.is_unnamed_force(a)]
        if found:
            return found
    return []


def _is_only_when(noun: Token) -> bool:
    """ "were killed before a truce", "said at a vigil": the verb is of something else."""
    return noun.dep_ == "pobj" and noun.head.lower_ in load_circumstance_words().occasions


def _target(reading: Reading, draft: DeedDraft) -> Span | None:
    token = _target_token(draft)
    return phrase_of(reading, token) if token is not None else None


def _mode(trigger: Trigger, roles: Roles, lexicon: EventLexicon) -> tuple[str | None, str]:
    kind = trigger.kind
    if (kind.mode is not None and kind.name not in ("bombing",)) or kind.type != "ASSAULT":
        return kind.mode, kind.cameo
    words = {
        child.lower_
        for token in (trigger.token, *roles.means)
        for child in token.children
        if child.dep_ in ("compound", "amod")
    }
    words |= {token.lemma_.lower() for token in roles.means}
    for means in lexicon.statuses.means:
        if words & means.words:
            return means.mode, means.cameo if kind.family == "attack" else kind.cameo
    return kind.mode, kind.cameo


def _plain_arguments(reading: Reading, draft: DeedDraft, target: Span | None) -> list[Argument]:
    found = [Argument(role="target", span=target)] if target else []
    found += [Argument(role="means", span=phrase_of(reading, token)) for token in draft.roles.means]
    found += [Argument(role="cause", span=phrase_of(reading, token)) for token in draft.roles.cause]
    if draft.place:
        found.append(Argument(role="place", span=draft.place.span, of=draft.place.id))
    if draft.time:
        found.append(Argument(role="time", span=draft.time.span, of=draft.time.id))
    return found + [
        Argument(role="figure", span=figure.span, of=figure.id) for figure in draft.figures
    ]


def _with_accused(event: Event, draft: DeedDraft, lexicon: EventLexicon) -> Event:
    """In an accusation the deed's actor is the accused; in a denial or an admission, who speaks."""
    if event.actors or not draft.within or draft.trigger.kind.verbal:
        return event
    if draft.trigger.kind.family == "truce" and is_undone(draft.trigger.token):
        return event
    inner = draft.within[-1]
    if inner.act == "accuses" and inner.accused:
        token = draft.trigger.token
        if (
            is_done_to_thing(token)
            or is_done_by_who(token)
            or is_looked_on_at(token)
            or is_meanwhile(token)
        ):
            return event
        if is_done_with(token) or makes_use_of(token.head, token):
            return event
        if is_avenged(token) or avenges(token) or is_described(token):
            return event
        if is_verb(token) and is_passive(token) and set(inner.accused) <= set(event.recipients):
            return event  # "said he had opened fire and was killed": not by himself
        # "attributed the attack to the militia": whom it is laid on is not whom it hit.
        hit = tuple(actor for actor in event.recipients if actor not in inner.accused)
        return replace(event, actors=inner.accused, recipients=hit)
    kind = draft.trigger.kind
    token = draft.trigger.token
    if is_beside_admission(token):
        return event  # "admitted that soldiers were involved in the murders"
    if is_anothers(token) and not _is_all_that_is_claimed(inner, draft):
        # "fired the rockets in revenge for the massacre", "lost 12 men in the ambush": those were another's
        return event
    if kind.by_nobody or (draft.trigger.is_noun and draft.status == "attempted"):
        return event  # "said they had beaten off the assault": they did not make it
    if inner.act == "admits" and regrets_anothers(inner):
        return event
    if inner.act in ("claims-credit", "admits") and not draft.roles.actors and event.type in BROAD:
        # "said it had repelled the attack": to whom it was done did not do it
        doers = tuple(actor for actor in inner.actors if actor not in event.recipients)
        return replace(event, actors=doers)
    return event


def _is_all_that_is_claimed(credit: Attribution, draft: DeedDraft) -> bool:
    """ "arrested after [the shooting], for which the group claimed responsibility": nothing else is claimed there."""
    if credit.act != "claims-credit" or len(credit.content) != 1:
        return False
    content, trigger = credit.content[0], draft.trigger.token
    is_last = content.end == trigger.idx + len(trigger)
    return is_last and len(content.exact.split()) <= _NOUN_PHRASE


def _with_brokers(events: list[Event], drafts: list[DeedDraft]) -> list[Event]:
    """ "agreed to a truce after talks mediated by Qatar": who mediated the talks brokered the truce."""
    told = list(zip(events, drafts, strict=True))
    brokers = {d.trigger.sentence: e.actors for e, d in told if _is_mediation(d.trigger.token)}
    talks = frozenset(brokers)
    brokers |= {d.trigger.sentence: e.brokers for e, d in told if e.brokers}
    return [
        replace(event, brokers=brokers.get(draft.trigger.sentence, ()))
        if not event.brokers and _can_be_brokered(event, draft.trigger, talks)
        else event
        for event, draft in zip(events, drafts, strict=True)
    ]


def _is_mediation(token: Token) -> bool:
    """ "under Qatari mediation", "through Omani mediation"."""
    return token.lemma_ == "mediation" and token.dep_ == "pobj" and token.head.lower_ in _BY_WAY_OF


def _can_be_brokered(event: Event, trigger: Trigger, talks: frozenset[int]) -> bool:
    if trigger.kind.family == "truce":
        return True
    return (
        event.type == "CONSULT"
        and trigger.sentence in talks
        and trigger.token.lemma_ != "mediation"
    )


def _verbal_event(
    reading: Reading,
    verbal: VerbalEvent,
    known: MentionIndex,
    scene: Scene,
    lexicon: EventLexicon,
    deeds: Mapping[int, Event],
) -> Event:
    attribution = verbal.attribution
    recipients = attribution.accused if verbal.type == "ACCUSE" else attribution.addressees
    limit = _DENIED_PLACES if attribution.act == "denies" else None
    concerned = find_concerned(reading, verbal.token, attribution.actors, recipients, known, limit)
    concerned = [a for a in concerned if not known.owns_scene(a, reading)]
    if verbal.type == "ACCUSE":  # "condemned the killing of nine pupils": not the pupils
        concerned = [a for a in concerned if not known.is_of_harm(a, reading, lexicon.nouns)]
    if verbal.type == "REQUEST":
        concerned = [a for a in concerned if not known.is_of_release(a, reading, lexicon.nouns)]
        concerned = [a for a in concerned if not known.is_of_harm(a, reading, lexicon.nouns)]
    if verbal.type in _AHEAD:
        concerned = [a for a in concerned if not known.is_sent(a, reading)]
    if verbal.type in TALKING:
        concerned = [a for a in concerned if not known.is_seat(a, reading, lexicon.nouns)]
    speakers, doers = known.speakers(attribution.source, attribution.actors), None
    if attribution.act in _OF_DEEDS and not recipients:
        concerned, doers = whose_deed(verbal.token, deeds, concerned, speakers)
    return Event(
        id="",
        trigger=verbal.cue,
        type=verbal.type,
        modes=(verbal.mode,) if verbal.mode else (),
        cameo=verbal.cameo,
        status=verbal.status,
        actors=speakers,
        recipients=recipients or doers or actor_ids(concerned, known),
        time=time.id if (time := find_time_of_saying(verbal.token, scene)) else None,
        arguments=tuple(concerned),
        attribution=attribution.id,
    )


def _numbered(
    reading: Reading, deeds: list[Event], same: list[int | None], verbal: list[Event]
) -> tuple[Event, ...]:
    rows: list[tuple[Span, int, int]] = [(event.trigger, 0, i) for i, event in enumerate(deeds)]
    rows += [(event.trigger, 1, i) for i, event in enumerate(verbal)]
    rows.sort(key=lambda row: (row[0].start, row[0].end, row[1], row[2]))
    ids = {i: f"e{n}" for n, (_, group, i) in enumerate(rows, 1) if group == 0}
    numbered = []
    for n, (_, group, i) in enumerate(rows, 1):
        event = deeds[i] if group == 0 else verbal[i]
        first = same[i] if group == 0 else None
        numbered.append(
            replace(event, id=f"e{n}", same_as=ids[first] if first is not None else None)
        )
    return tuple(numbered)
