"""Who denies that something was done, and speaks for others: "The minister denied that mines had been laid".

Comes in: events with the drafts they were made of, the kinds of the actors and the attributions. Goes out: the same
events, without a person or a station for the doer who only denies, in a passive or behind "allegations of", that it was
done at all. A body that denies it ("The army denied that gas had been used") stays who is meant, unless by giving or
conceding something, and so does who stands accused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Protocol

from msgspec.structs import replace

from sayso.extract.events.triggers import Trigger
from sayso.extract.events.verb_roles import is_undergone
from sayso.extract.grammar.clauses import children_of_agent
from sayso.extract.grammar.voice import is_passive
from sayso.model import ActorKind, Attribution, Event, Span

_GIVEN = frozenset({"AID", "CONCEDE"})
_TELLING = frozenset({"accuses", "reports", "says", "suggests"})
_NESTED = 2
# Kinds of those who speak for others.
_TELLERS = frozenset({"person", "media"})


class Told(Protocol):
    """A deed as the events stage drafts it."""

    @property
    def trigger(self) -> Trigger: ...
    @property
    def within(self) -> tuple[Attribution, ...]: ...


def without_deniers(
    events: Sequence[Event],
    drafts: Sequence[Told],
    kinds: Mapping[str, ActorKind],
    attributions: Iterable[Attribution],
    same: Sequence[int | None],
) -> list[Event]:
    """The events, none of them laid at the door of a person, or a station, who only denies that it was done.

    "Ann Poe, a Navy spokeswoman, denied that shots had been fired." → nobody fired
    """
    charged = {actor for attribution in attributions for actor in attribution.accused}
    told = _doers_of(events, same)
    return [
        _without_doers(event)
        if charged.isdisjoint(event.actors)
        and (
            _is_only_denied(event, draft, kinds)
            or _is_of_others(event, draft, kinds, told[i if first is None else first])
        )
        else event
        for i, (event, draft, first) in enumerate(zip(events, drafts, same, strict=True))
    ]


def _doers_of(events: Sequence[Event], same: Sequence[int | None]) -> dict[int, set[str]]:
    """For the first telling of each happening who is told to have done it, in any of its tellings."""
    doers: dict[int, set[str]] = {}
    for i, (event, first) in enumerate(zip(events, same, strict=True)):
        doers.setdefault(i if first is None else first, set()).update(event.actors)
    return doers


def _is_of_others(
    event: Event, draft: Told, kinds: Mapping[str, ActorKind], told: Set[str]
) -> bool:
    """ "Gunmen killed nine. The president denied the killings": not that he is a killer."""
    if not event.actors or not draft.within or not draft.trigger.is_noun:
        return False
    denial = draft.within[-1]
    is_his = denial.stance == "denies" and {*event.actors} <= {*denial.actors}
    return is_his and told > {*event.actors} and all(kinds.get(a) == "person" for a in event.actors)


def _is_only_denied(event: Event, draft: Told, kinds: Mapping[str, ActorKind]) -> bool:
    verb = draft.trigger.token
    within = draft.within
    if _is_nobodys_charge(within) and draft.trigger.is_noun:
        within = within[:-1]  # "A general denied allegations of rape"
    elif draft.trigger.is_noun or not (is_passive(verb) or is_undergone(verb)):
        return False
    if not event.actors or not within:
        return False
    denial = within[-1]
    if (
        denial.stance != "denies"
        or children_of_agent(verb)
        or not {*event.actors} <= {*denial.actors}
    ):
        return False
    # "denied that any ransom had been paid": that any was, whoever says so; so "that it had come under attack".
    is_given = event.type in _GIVEN or is_undergone(verb)
    if not is_given and any(kinds.get(actor) not in _TELLERS for actor in event.actors):
        return False
    doers = (a.span for a in event.arguments if a.role == "actor")
    return not any(_is_inside(span, part) for span in doers for part in denial.content)


def _is_nobodys_charge(within: Sequence[Attribution]) -> bool:
    """Whether a deed stands in a noun's words that tells neither who says it nor of whom: "allegations of rape"."""
    if len(within) < _NESTED or within[-2].stance != "denies":
        return False
    charge = within[-1]
    return charge.act in _TELLING and not charge.actors and not charge.accused


def _is_inside(span: Span, part: Span) -> bool:
    return part.start <= span.start < part.end


def _without_doers(event: Event) -> Event:
    kept = tuple(a for a in event.arguments if a.role != "actor")
    return replace(event, actors=(), arguments=kept)
