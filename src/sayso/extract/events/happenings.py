"""One happening told several times: `same_as` from later mentions to the first.

Comes in: the drafts of a report's deeds in text order. Goes out: for each the index of the first mention of the same
happening, or None. Ties a consequence to its deed ("a strike killed 29"), "the attack" and "the incident" to what went
before, a denied deed to the asserted one, and deeds of one kind with the same target, place or time.
Judges one report only; happenings across reports are linked elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from spacy.tokens import Token

from sayso.extract.events.answered_deeds import (
    is_answered,
    is_avenged,
    is_response_to,
    opens_since,
)
from sayso.extract.events.deed_tellings import (
    DAY_REACH,
    DEFINITE,
    TOLD,
    Telling,
    are_apart,
    are_by_others,
    are_disjoint,
    are_kin,
    conflict,
    intercepts,
    is_another,
    is_definite,
    is_done_to_doer,
    is_harm,
    same_words,
)
from sayso.extract.events.happening_words import load_happening_words
from sayso.extract.events.one_clause import is_in_one_clause, is_in_series
from sayso.extract.events.same_deeds import has_another_cause, is_same
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.model import TimeInterval

_WIDE = frozenset({"country", "province", "district"})
_WINDOW = 40
_OWNERS = frozenset({"his", "her", "their"})


class _Alone(NamedTuple):
    """What is known of a mention before it is held against others: asked once, and not for each that comes later."""

    day: TimeInterval | None
    only_dates: bool
    is_aside: bool
    is_reason: bool


def find_same(
    tellings: Sequence[Telling], things: tuple[frozenset[str], ...] = ()
) -> list[int | None]:
    """For each mention the index of the first mention of the same happening.

    "A missile hit a bus, killing nine. … The attack …" → [None, 0, 0]
    """
    first: list[int | None] = []
    alone = _each_alone(tellings)
    lead = next((t.paragraph for t in tellings if not t.in_headline), None)
    for i, telling in enumerate(tellings):
        deed = _deed_behind(i, tellings)
        found = _earlier(telling if deed is None else deed, tellings, first, i, things, alone)
        if found is None and telling.paragraph == lead:
            found = _headlined(telling, tellings[:i], things)
        if found is not None and first[found] is not None:
            found = first[found]
        first.append(found)
    return first


def _deed_behind(i: int, tellings: Sequence[Telling]) -> Telling | None:
    """The deed behind a harm in its own clause: "ten were killed in a strike on a house" is what the strike is."""
    if not tellings[i].trigger.kind.consequence:
        return None
    behind = (t for t in tellings[i + 1 :] if t.sentence == tellings[i].sentence)
    return next(
        (
            t
            for t in behind
            if not is_harm(t.trigger)
            and (t.target is not None or t.trigger.kind.reciprocal)
            and is_in_one_clause(t, tellings[i])
            and not is_in_series(t.trigger.token, tellings[i].trigger.token)
        ),
        None,
    )


def _earlier(
    telling: Telling,
    tellings: Sequence[Telling],
    first: Sequence[int | None],
    i: int,
    things: tuple[frozenset[str], ...],
    alone: Sequence[_Alone],
) -> int | None:
    if is_avenged(telling.trigger.token) or has_another_cause(telling.trigger.token):
        return None
    start = max(0, i - _WINDOW)
    for j in range(i - 1, start - 1, -1):
        root = tellings[j if (head := first[j]) is None else head]
        if is_done_to_doer(telling, root) or are_by_others(telling, tellings[j]):
            continue
        if is_in_one_clause(telling, tellings[j]):
            return j
    if is_another(telling.trigger.token) or _is_of_that(telling.trigger.token):
        return None
    loose: int | None = None
    harm: int | None = None
    other: int | None = None
    for j in range(i - 1, start - 1, -1):
        head = first[j]
        if _is_of_other_day(telling, alone[j].day) or _is_elsewhere_told(
            telling, j, tellings, first
        ):
            continue
        if is_response_to(telling.trigger.token, tellings[j].trigger.token):
            continue
        if are_by_others(telling, tellings[j]):
            continue
        if telling.sentence != tellings[j].sentence and alone[j].only_dates:
            continue
        if alone[j].is_reason and _is_other_word(telling, tellings[j]):
            continue
        if telling.paragraph != tellings[j].paragraph and (
            alone[j].is_aside or (head is not None and alone[head].is_aside)
        ):
            continue
        if not is_same(telling, tellings[j], tellings[j if head is None else head], things):
            continue
        if _is_told_elsewhere_by_now(telling, i, j, tellings, first):
            continue
        if tellings[j].trigger.kind.consequence and _names_last(telling, tellings[j]):
            return j
        if loose is None and _is_by_other_arms(telling, j, tellings, first):
            other = j if other is None else other
            continue
        if head is None and tellings[j].trigger.kind.consequence:
            # what somebody suffered, told alone: a deed told before it is the likelier antecedent
            harm = j if harm is None else harm
        elif _share_target(telling, tellings[j], things, is_nearest=loose is None):
            return j
        else:
            loose = j if loose is None else loose
    nearest = harm if loose is None else loose
    return other if nearest is None else nearest


def _is_by_other_arms(
    telling: Telling, j: int, tellings: Sequence[Telling], first: Sequence[int | None]
) -> bool:
    """ "A drone hit a base. Jets struck a camp. … the drone attack": not what the jets did.

    Nor is "the downing" what else was told since a jet was shot down.
    """
    kind, words = telling.trigger.kind, load_happening_words()
    if not telling.trigger.is_noun or not (
        kind.mode in words.arms or kind.family in words.distinct
    ):
        return False
    root = j if (head := first[j]) is None else head
    chain = [k for k in range(root, len(first)) if k == root or first[k] == root]
    if kind.family in words.distinct:
        return all(tellings[k].trigger.kind.family != kind.family for k in chain)
    modes = {tellings[k].trigger.kind.mode for k in chain}
    return kind.mode not in modes and not modes.isdisjoint(words.arms)


def _names_last(telling: Telling, harm: Telling) -> bool:
    """ "for that death", "ten people had been killed …; they blamed that attack on": the harm told last.

    So does "the deaths" in the same paragraph: those that were told last; and "his murder", of whom the sentence tells.
    """
    dets = {child.lower_ for child in children(telling.trigger.token, "det")}
    is_harm = telling.trigger.kind.consequence
    is_near = telling.sentence == harm.sentence or is_harm
    is_bare = telling.trigger.is_noun and telling.target is None
    is_pointed = not dets.isdisjoint(("that", "this"))
    is_again = is_harm and "the" in dets and telling.paragraph == harm.paragraph
    owners = {child.lower_ for child in children(telling.trigger.token, "poss")}
    if is_harm and telling.trigger.is_noun and not owners.isdisjoint(_OWNERS):
        return telling.sentence == harm.sentence and harm.target is not None
    return is_bare and is_near and (is_pointed or is_again)


def _is_elsewhere_told(
    telling: Telling, j: int, tellings: Sequence[Telling], first: Sequence[int | None]
) -> bool:
    """ "an ambush in Michoacán … In Guerrero, fifteen people died": any mention of the first may tell where."""
    root = j if (head := first[j]) is None else head
    chain = (k for k in range(root, len(first)) if k == root or first[k] == root)
    return telling.place is not None and any(
        are_apart(telling.place, tellings[k].place) for k in chain
    )


def _is_told_elsewhere_by_now(
    telling: Telling, i: int, j: int, tellings: Sequence[Telling], first: Sequence[int | None]
) -> bool:
    """ "In Ecuador, gangs seized a prison in Machala. Six inmates died": none of the dead of the paragraphs before."""
    is_bare = telling.trigger.kind.consequence and telling.place is None
    if not is_bare or tellings[j].paragraph == telling.paragraph:
        return False
    here = (t.place for t in reversed(tellings[:i]) if t.paragraph == telling.paragraph)
    near = next((place for place in here if place is not None), None)
    return near is not None and _is_elsewhere_told(replace(telling, place=near), j, tellings, first)


def _headlined(
    lead: Telling, before: Sequence[Telling], things: tuple[frozenset[str], ...]
) -> int | None:
    """ "Bomber kills 11 near Gao" and "A man blew up a truck …": a headline and its lead tell one happening."""
    if any(not telling.in_headline for telling in before):
        return None
    fits = (
        j
        for j, headline in enumerate(before)
        if {headline.status, lead.status} <= TOLD
        and intercepts(lead) == intercepts(headline)
        and are_kin(lead.trigger, headline.trigger)
        and not conflict(lead, headline, things)
    )
    return next(fits, _same_in_short(lead, before))


def _same_in_short(lead: Telling, before: Sequence[Telling]) -> int | None:
    """ "Blast in Jaffna kills nine" and "A mine destroyed a bus near Point Pedro": other words, a wider place."""
    for j, headline in enumerate(before):
        is_wider = headline.place is None or (
            lead.place is not None
            and headline.place.country == lead.place.country
            and headline.place.precision in _WIDE
        )
        is_same_day = not (lead.time and headline.time and are_disjoint(lead.time, headline.time))
        if not are_kin(lead.trigger, headline.trigger) or headline.status not in TOLD:
            continue
        if is_same_day and (is_wider or not are_apart(lead.place, headline.place)):
            return j if lead.status in TOLD else None
    return None


def _each_alone(tellings: Sequence[Telling]) -> list[_Alone]:
    days, dating = _days_told(tellings), [_only_dates(t.trigger.token) for t in tellings]
    aside = [_is_aside(t.trigger.token) for t in tellings]
    reasons = [_is_reason(t) for t in tellings]
    return [
        _Alone(day, only_dates, only_dates or is_aside, is_reason)
        for day, only_dates, is_aside, is_reason in zip(days, dating, aside, reasons, strict=True)
    ]


def _is_reason(telling: Telling) -> bool:
    """ "struck ports in retaliation for attacks on ships": "the raids" of later are the strikes.

    So is "in revenge for the killing of a general in a drone strike": neither is what "80 died" tells of.
    """
    token = telling.trigger.token
    return telling.trigger.is_noun and token.dep_ == "pobj" and is_answered(token)


def _is_other_word(later: Telling, reason: Telling) -> bool:
    """Whether a later sentence does not call that which another deed answers by its own name."""
    is_apart = later.sentence != reason.sentence
    return is_apart and later.trigger.token.lemma_ != reason.trigger.token.lemma_


def _is_aside(token: Token) -> bool:
    """ "a similar bombing", "300 have been killed since it took office": no later paragraph is of that."""
    return is_another(token) or _is_of_that(token) or opens_since(token)


def _only_dates(token: Token) -> bool:
    """ "It came two days after police shot a protester": another deed, by which the first is dated."""
    verb = token if is_verb(token) else next((up for up in climb(token) if is_verb(up)), None)
    if verb is None or verb.dep_ not in ("advcl", "pcomp", "ccomp"):
        return False
    is_after = any(mark.lower_ in ("after", "before") for mark in children(verb, "mark"))
    subjects = children(verb.head, "nsubj")
    is_it = any(t.lower_ in ("it", "this") or t.lower_ in DEFINITE for t in subjects)
    is_it = is_it or any(is_definite(t) for t in subjects)
    return is_after and is_it and verb.head.lemma_ in load_happening_words().comes


def _is_of_that(token: Token) -> bool:
    """ "were killed in that campaign", "have been killed since he took office": not in what was told last."""
    helpers = {child.lower_ for child in children(token, "aux", "auxpass")}
    if helpers & {"have", "has"} and any(
        child.lower_ == "since" or any(c.lower_ == "since" for c in children(child, "mark"))
        for child in children(token, "prep", "advcl", "mark")
    ):
        return True
    return any(
        child.lower_ in ("that", "those")
        for prep in children(token, "prep")
        if prep.lower_ in ("in", "during")
        for noun in children(prep, "pobj")
        for child in children(noun, "det")
    )


def _days_told(tellings: Sequence[Telling]) -> list[TimeInterval | None]:
    """For each mention its day, or the one that a mention of the paragraphs before it was told with."""
    days: list[TimeInterval | None] = []
    last: Telling | None = None
    for telling in tellings:
        last = telling if telling.time is not None else last
        is_near = last is not None and telling.paragraph - last.paragraph <= DAY_REACH
        days.append(last.time if last is not None and is_near else None)
    return days


def _is_of_other_day(telling: Telling, day: TimeInterval | None) -> bool:
    """ "Last month 68 people were killed": not by what was told of Friday."""
    return telling.time is not None and day is not None and are_disjoint(telling.time, day)


def _share_target(
    one: Telling, other: Telling, things: tuple[frozenset[str], ...], *, is_nearest: bool
) -> bool:
    if not one.figures and not one.harmed.isdisjoint(other.harmed):
        return True  # "his murder": that of whoever was shot, and not the wounding of three guards
    if one.target is None or other.target is None:
        return is_nearest and one.target is other.target and one.status != "negated"
    if one.trigger.kind.consequence and other.trigger.kind.consequence and one.figures:
        return (
            is_nearest and not other.figures
        )  # "48 people" are no more those of "25 people" than of another deed
    if one.trigger.kind.consequence and _is_named_after(one.target, other.target):
        return False  # "village guards were wounded": not the village that was bombed
    return same_words(one.target, other.target, things)


def _is_named_after(people: Token, thing: Token) -> bool:
    """Whether two targets share but the word that describes one of them."""
    return people.lemma_ != thing.lemma_ and any(
        child.lemma_ == thing.lemma_ for child in people.children if child.dep_ == "compound"
    )
