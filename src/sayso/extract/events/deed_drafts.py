"""Drafts of deeds: each trigger with its roles, status, place, time and figures, before it becomes an event.

Comes in: the telling words of a report, its findings and the scene. Goes out: drafts in text order, without general and
weak words that no deed stands near; what lies long back is history, what lies ahead still to come. Events are made of
them in events.py.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.attribution.stretches import AttributedStretches
from sayso.extract.events.argument_words import goes_on_with, load_argument_words
from sayso.extract.events.arguments import Roles, find_roles
from sayso.extract.events.circumstances import Scene
from sayso.extract.events.deed_figures import is_mass_flight, share_out_figures
from sayso.extract.events.deed_places import find_place
from sayso.extract.events.deed_times import find_beginning, find_time
from sayso.extract.events.event_lexicon import EventLexicon, Kind
from sayso.extract.events.governors import is_answered_for, is_unhesitating
from sayso.extract.events.noun_statuses import is_judged
from sayso.extract.events.statuses import (
    find_status,
    is_granted,
    is_known_deed,
    is_pledge,
    is_told_as_past,
    is_told_by_harm,
    is_told_perfect,
)
from sayso.extract.events.telling_words import TellingWords
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.truce_ends import find_lapse
from sayso.extract.grammar.voice import children, tells_which
from sayso.model import (
    ActorKind,
    Attribution,
    Figure,
    Findings,
    Place,
    Status,
    TimeInterval,
)
from sayso.nlp.readings import Reading

HISTORICAL_DAYS = 30
# What was done before is history in any report that sayso is given.
OLDEST_NEWS = "1970-01-01"
_NEAR = 6  # deeds back
BROAD = frozenset({"ASSAULT", "COERCE"})
_ARMED: frozenset[ActorKind | None] = frozenset({"armed_force", "armed_group", "police"})
_STATES: frozenset[ActorKind | None] = frozenset({"state", "government"})
_TOLD = frozenset({"happened", "ongoing"})
_UNREAL = frozenset({"planned", "demanded", "threatened", "hypothetical", "attempted", "negated"})
_TO_COME = frozenset({"planned", "demanded", "threatened", "hypothetical"})
_CHARGING = frozenset({"accuses", "believes", "suggests", "clears"})
_BY_OWN_HAND = frozenset({"self", "suicide", "accidental", "accidentally"})
_PART_OF = frozenset({"in", "for", "with", "behind", "over"})
_CHARGED_WITH = frozenset({"of", "over", "with", "in"})


@dataclass(frozen=True)
class DeedDraft:
    """A trigger with everything found about it, before it becomes an Event."""

    trigger: Trigger
    roles: Roles
    status: Status
    within: tuple[Attribution, ...]
    place: Place | None
    time: TimeInterval | None
    figures: tuple[Figure, ...]


def draft_deeds(
    reading: Reading,
    findings: Findings,
    words: TellingWords,
    lexicon: EventLexicon,
    scene: Scene,
) -> list[DeedDraft]:
    """A draft of each trigger: "Rebels shelled Dor on Friday" → shelled, by Rebels, happened, in Dor, on Friday."""
    triggers, learned = words.triggers, words.learned
    figures = share_out_figures(triggers, findings.figures, reading, lexicon.statuses.negatives)
    deeds = {t.token.i for t in triggers if t.kind.type in BROAD}
    all_deeds = {t.token.i for t in triggers}
    talks = {t.token.i for t in triggers if t.kind.type in ("CONSULT", "AGREE")}
    drafts = []
    for i, trigger in enumerate(triggers):
        within = _around(trigger.token.idx, scene.stretches)
        time, roles = find_time(trigger, scene, within, all_deeds), find_roles(trigger, lexicon)
        since = find_beginning(trigger, scene) if time is None else None
        status, published = find_status(trigger, within, lexicon), reading.document.published
        is_weighed = learned is not None and not is_pledge(trigger, lexicon)
        if is_weighed and learned and trigger.kind.family not in learned.weights.as_ruled:
            weighed = learned.weigh_status(trigger.token.i, status)
            is_news = weighed == "historical" and _is_news(time or since, published)
            is_told = (
                status == "happened"
                and weighed in _UNREAL
                and (
                    is_told_perfect(trigger)
                    or is_told_by_harm(trigger)
                    or is_known_deed(trigger, lexicon.statuses)
                    or is_judged(trigger.token)
                )
            )
            # "is widely accused of arming the rebels": whoever charges says that it was done.
            is_told = is_told or (
                status in _TOLD and weighed == "hypothetical" and _is_charged(within)
            )
            is_told = is_told or _is_surely_ruled(status, weighed, within)
            is_told = is_told or (
                status in (*_TOLD, "historical")
                and weighed in _UNREAL
                and is_answered_for(trigger.token, lexicon.statuses)
            )
            is_told = is_told or (
                status in _TOLD
                and weighed in _TO_COME
                and bool(within)
                and is_granted(trigger.token, within[-1], lexicon.statuses)
            )
            is_told = is_told or (
                weighed == "negated" != status
                and (is_unhesitating(trigger.token, lexicon) or tells_which(trigger.token))
            )
            is_told = is_told or (status in _TOLD and goes_on_with(trigger.token))
            status = status if is_news or is_told else weighed
        if not _is_dated_by_its_end(trigger, status, lexicon):
            status = _dated(
                status, time, published, is_told_as_past(trigger), lexicon.statuses.long_ago
            )
        if since is not None and status == "happened":
            status = _dated(status, replace(since, direction=None), published, True, ())
        is_news_no_more = (
            status == "happened"
            and _is_toll_of_war(figures.get(i, ()))
            and not _is_news(time or since, published)
            and not _is_dated_since_below(trigger, scene)
        )
        drafts.append(
            DeedDraft(
                trigger=trigger,
                roles=roles,
                status="historical" if is_news_no_more else status,
                within=tuple(within),
                place=find_place(trigger, roles, scene, within, deeds, talks),
                time=time,
                figures=figures.get(i, ()),
            )
        )
    return drafts


def _is_dated_by_its_end(trigger: Trigger, status: Status, lexicon: EventLexicon) -> bool:
    """ "The truce will expire on Friday": it holds until then, and is not to come."""
    is_on = trigger.kind.family == "truce" and status == "ongoing"
    return is_on and find_lapse(trigger.token, lexicon) is not None


def _is_surely_ruled(ruled: Status, weighed: Status, within: Sequence[Attribution]) -> bool:
    """Whether the rules' status stays: what was beaten off was not done, and what is denied is no mere possibility.

    "had beaten off the assault", "has attacked judges before", "denied claims that a jet had been shot down"; what
    somebody finds unlikely, or warns others not to do, he does not deny
    """
    if ruled in ("attempted", "historical"):
        return weighed in _TOLD
    if ruled == "hypothetical" and within:
        is_of_doubt = within[-1].stance == "doubts" or within[-1].act == "warns"
        return is_of_doubt and weighed == "negated"
    is_denied = any(attribution.stance == "denies" for attribution in within)
    if ruled == "negated" and weighed in _TO_COME and is_denied:
        return True  # "denied on Friday shelling a hospital"
    return weighed == "hypothetical" and (ruled == "negated" or (ruled in _TOLD and is_denied))


def _is_charged(within: Sequence[Attribution]) -> bool:
    return bool(within) and (within[-1].act, within[-1].stance) == ("accuses", "asserts")


def _around(position: int, stretches: AttributedStretches) -> list[Attribution]:
    """The attributions in whose contents a position lies, the longest first."""
    found = [(part.end - part.start, a) for part, a in stretches.contents.at(position)]
    return [a for _, a in sorted(found, key=lambda row: -row[0])]


def _dated(
    status: Status,
    time: TimeInterval | None,
    published: str | None,
    is_past: bool,
    long_ago: tuple[str, ...],
) -> Status:
    """What lies more than thirty days before publication is background, what lies after it still to come."""
    if status not in ("happened", "ongoing") or time is None:
        return status
    if published is None and _is_long_ago(time, long_ago):
        return "historical"
    if published is None or time.end is None:
        return status
    try:
        days = (date.fromisoformat(published[:10]) - date.fromisoformat(time.end[:10])).days
    except ValueError:
        return status
    if time.start is not None and time.start[:10] > published[:10] and not is_past:
        return "planned"
    return "historical" if days > HISTORICAL_DAYS and time.direction != "since" else status


def _is_toll_of_war(figures: Sequence[Figure]) -> bool:
    """What a whole war did: "The war has killed 400,000", "half of the 23 million have been displaced"."""
    return any(figure.scope == "war" or is_mass_flight(figure) for figure in figures)


def _is_news(time: TimeInterval | None, published: str | None) -> bool:
    """Whether a deed is dated within thirty days of its report: "last week's strike" is no history."""
    if time is None or time.start is None or published is None:
        return False
    try:
        began = date.fromisoformat(time.start[:10])
        return (date.fromisoformat(published[:10]) - began).days <= HISTORICAL_DAYS
    except ValueError:
        return False


def _is_dated_since_below(trigger: Trigger, scene: Scene) -> bool:
    """ "Police detained a man who has worked there since 2012": only what is told of him goes back so far."""
    found = scene.times.get(trigger.sentence, [])
    return bool(found) and all(_is_since_in_relative(token, trigger.token) for token, _ in found)


def _is_since_in_relative(time: Token, deed: Token) -> bool:
    above = list(takewhile(lambda up: up != deed, time.ancestors))
    is_below = len(above) < len(list(time.ancestors))
    is_relative = any(up.dep_ == "relcl" for up in above)
    return is_below and is_relative and any(up.lower_ == "since" for up in above)


def _is_long_ago(time: TimeInterval, words: tuple[str, ...]) -> bool:
    """ "in 795", "last year", "three decades ago": no news, even in a report without a date."""
    if time.direction == "since":
        return False
    if time.end is not None and time.end[:10] < OLDEST_NEWS:
        return True
    return any(word in time.span.exact.lower() for word in words)


def without_weak(drafts: list[DeedDraft], kind_of: Mapping[str, ActorKind]) -> list[DeedDraft]:
    """Drop general and weak words that no deed stands near: deaths without a deed, "the incident" of nothing.

    Deaths that somebody lays at the door of those who bear arms are a deed: "blamed soldiers for the deaths of six".
    """
    kept: list[DeedDraft] = []
    has_downing = any(d.trigger.kind.family == "downing" for d in drafts)
    sentences = {d.trigger.sentence for d in drafts if _is_deed(d.trigger.kind)}
    for draft in drafts:
        kind = draft.trigger.kind
        if kind.anaphor and not (
            _is_definite(draft.trigger.token) and any(_is_deed(d.trigger.kind) for d in kept)
        ):
            continue
        if kind.name == "crash" and not has_downing:
            continue
        if kind.family == "breach" and not _breaks_a_truce(draft.trigger, kept):
            continue
        if kind.weak and not (
            draft.trigger.sentence in sentences
            or any(_is_deed(d.trigger.kind) for d in kept[-_NEAR:])
            or _is_laid_at_a_door(draft, kind_of)
            or _is_by_arms(draft)
            or _is_part_denied(draft)
        ):
            continue
        kept.append(draft)
    return kept


def _is_by_arms(draft: DeedDraft) -> bool:
    """ "died of gunshot wounds", "had four bullet wounds": by somebody's hand; not by his own."""
    words = {t.lower_ for t in draft.trigger.token.subtree}
    return not words.isdisjoint(load_argument_words().deadly) and words.isdisjoint(_BY_OWN_HAND)


def _is_laid_at_a_door(draft: DeedDraft, kind_of: Mapping[str, ActorKind]) -> bool:
    """Whether somebody is charged with deaths as with a deed, and not with hiding them, or with a poor policy.

    "blamed soldiers for the deaths", "Kyiv blames Moscow for them", "charged two guards with the deaths of six men";
    not "voters blamed the government for the deaths", nor "accused of hiding the deaths"
    """
    charge = draft.within[-1] if draft.within and draft.trigger.is_noun else None
    if charge is None or charge.act not in _CHARGING or not charge.accused:
        return False
    if _is_charged_with(draft.trigger.token, charge):
        return True
    if charge.act != "accuses" or _is_only_hidden(draft.trigger.token):
        return False
    accused = {kind_of.get(actor) for actor in charge.accused}
    accusers = {kind_of.get(actor) for actor in charge.actors}
    return bool(accused & _ARMED) or bool(accused & _STATES and accusers & {*_STATES, "igo"})


def _is_part_denied(draft: DeedDraft) -> bool:
    """ "had nothing to do | with the death | of the envoy", "denied any hand | in the deaths |": as in a deed."""
    deaths = draft.trigger.token
    if not draft.within or draft.within[-1].stance != "denies" or not draft.trigger.is_noun:
        return False
    return deaths.dep_ == "pobj" and deaths.head.lower_ in _PART_OF


def _is_charged_with(deaths: Token, charge: Attribution) -> bool:
    """ "charged two guards | with the deaths | of six men", "was jailed over the deaths"."""
    if deaths.dep_ != "pobj" or deaths.head.lower_ not in _CHARGED_WITH:
        return False
    verb = deaths.head.head
    while verb.pos_ in ("NOUN", "PROPN", "ADJ") and verb.head != verb:
        verb = verb.head
    return any(part.start <= verb.idx < part.end for part in charge.cue)


def _is_only_hidden(deaths: Token) -> bool:
    """ "accused the army of | hiding | the deaths": that it did, and not what they died of."""
    above = deaths.head
    return above.tag_ == "VBG" and above.dep_ == "pcomp" and deaths.dep_ == "dobj"


def _breaks_a_truce(breach: Trigger, before: Sequence[DeedDraft]) -> bool:
    """ "accused the army of breaking it": a truce, if one was told shortly before."""
    objects = children(breach.token, "dobj", "nsubjpass") if not breach.is_noun else []
    if not any(thing.pos_ == "PRON" for thing in objects):
        return True
    return any(draft.trigger.kind.family == "truce" for draft in before[-_NEAR:])


def _is_deed(kind: Kind) -> bool:
    return kind.type in BROAD and not kind.weak and not kind.anaphor


def _is_definite(token: Token) -> bool:
    return any(
        child.lower_ in ("the", "this", "that", "these")
        for child in token.children
        if child.dep_ == "det"
    )


def still_to_come(drafts: list[DeedDraft], same: list[int | None]) -> list[DeedDraft]:
    """ "The truce begins on Monday. … The ceasefire …": what points back is no nearer than what it points to."""
    return [
        dataclasses.replace(draft, status=drafts[first].status)
        if first is not None
        and draft.status == "happened"
        and draft.trigger.is_noun
        and draft.trigger.kind.type == drafts[first].trigger.kind.type
        and draft.trigger.kind.type not in BROAD
        and drafts[first].status in _TO_COME
        and not is_told_as_past(draft.trigger)
        else draft
        for draft, first in zip(drafts, same, strict=True)
    ]
