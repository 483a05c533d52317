"""Who did the harm that a deed of the same clause did: "Nine died when jets bombed the market" → the jets' owner.

Comes in: events with the drafts they were made of, who is the same happening as whom, and the actors. Goes out: the
same events, the harm with the deed's doers, place and time, the deed with the harm's doers. Nobody is given who is not
said to have done it: not the sides of a fight, not whoever found the bodies, not the side whose own dead they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.events.answered_deeds import is_own_count
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.arguments import Roles
from sayso.extract.events.circumstances import distance
from sayso.extract.events.deed_times import is_dying_of_wounds
from sayso.extract.events.one_clause import befell_when, tells_of
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import objects_of, surface_subjects
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Actor, Attribution, Event
from sayso.nlp.coreference_words import load_coreference_words

_ONE_CLAUSE = 4  # steps along the parse
# Two of these kinds that no country tells apart are one side: "Two soldiers died when the army stormed the camp".
_OWN_MEN = frozenset({"armed_force", "police"})
_ARMED = frozenset({"armed_force", "armed_group", "police"})
_CIVIL = frozenset({"civilians", "group", "person"})
_MEANWHILE = frozenset({"as", "when", "while"})


class Told(Protocol):
    """A deed as the events stage drafts it."""

    @property
    def trigger(self) -> Trigger: ...
    @property
    def within(self) -> tuple[Attribution, ...]: ...
    @property
    def roles(self) -> Roles: ...


def share_doers(
    events: Sequence[Event],
    drafts: Sequence[Told],
    same: Sequence[int | None],
    actors: Iterable[Actor],
    exchanges: Set[str] = frozenset(),
) -> list[Event]:
    """What a deed did ("killing 29") takes actor, place and time from the deed of its clause, and the deed its actor.

    Only within one telling: who is accused in a content did not do what the outlet tells beside it. `exchanges`: verbs
    whose subjects deal each other blows ("exchanged strikes, killing five"): neither alone killed them.
    """
    shared, known = list(events), {actor.id: actor for actor in actors}
    pairs = _harms_and_deeds(drafts, same)
    # "Two were killed and five hurt when guns hit the town": the killed are the guns' before the hurt are.
    for harm, deed in sorted(pairs, key=lambda pair: drafts[pair[1]].trigger.kind.consequence):
        taker, giver = shared[harm], shared[deed]
        if drafts[deed].trigger.kind.undergone:
            # "A truck hit a mine, killing two": whom it befell did not kill them.
            doers = tuple(actor for actor in taker.actors if actor not in giver.recipients)
            taker = replace(taker, actors=doers)
        carrier = drafts[deed].trigger.carrier
        is_doers = _is_by_doers(drafts[harm].trigger, drafts[deed].trigger) and (
            carrier is None or carrier.lemma_ not in exchanges
        )
        doers = _not_own_loss(taker.recipients, giver.actors, known) if is_doers else ()
        if _are_attackers(drafts[harm].roles) or (
            _is_meanwhile(drafts[harm].trigger, drafts[deed].trigger)
            and _are_others(taker.recipients, giver.recipients, known)
        ):
            doers = ()
        if (taker.status == "negated") != (giver.status == "negated"):
            # "None was hurt when gunmen fired", "denied a part in the attack in which nine died"
            doers = ()
        if is_own_count(drafts[harm].trigger.token):
            # "The rebels lost three dead when they attacked": whoever counts his own has not killed them
            counters = {actor for told in drafts[harm].within[-1:] for actor in told.actors}
            doers = tuple(doer for doer in doers if doer not in counters)
        # "came under attack and fired back, killing two": who fired back has not attacked himself.
        others = tuple(actor for actor in taker.actors if actor not in giver.recipients)
        if _is_others_harm(drafts[harm].trigger.token, drafts[deed].trigger.token):
            others = ()
        shared[deed] = replace(giver, actors=giver.actors or others)
        shared[harm] = replace(
            taker,
            actors=taker.actors or doers,
            place=taker.place or giver.place,
            time=taker.time
            or (None if is_dying_of_wounds(drafts[deed].trigger.token) else giver.time),
        )
    return shared


def _harms_and_deeds(
    drafts: Sequence[Told], same: Sequence[int | None]
) -> Iterator[tuple[int, int]]:
    """Pairs of one happening, told in one clause and by one voice: what was suffered, and the deed."""
    for i, first in enumerate(same):
        if first is None:
            continue
        harm, deed = (i, first) if drafts[i].trigger.kind.consequence else (first, i)
        one, other = drafts[harm], drafts[deed]
        if (
            (one.trigger.kind.consequence or befell_when(one.trigger.token, other.trigger.token))
            and one.trigger.sentence == other.trigger.sentence
            and one.within == other.within
            and (
                distance(one.trigger.token, other.trigger.token) <= _ONE_CLAUSE
                or tells_of(one.trigger, other.trigger)
            )
        ):
            yield harm, deed


def _is_others_harm(harm: Token, deed: Token) -> bool:
    """ "The raid left four dead, and guards wounded a looter": who wounds him in a clause of its own raided nobody."""
    is_own = harm.dep_ == "conj" and is_verb(harm) and bool(children(harm, "nsubj"))
    return is_own and not harm.is_ancestor(deed)


def _is_by_doers(harm: Trigger, deed: Trigger) -> bool:
    """ "died when troops clashed with rebels", "bodies were found after soldiers came": by nobody's hand yet."""
    if deed.kind.reciprocal or harm.kind.by_nobody or _is_by_own_men(deed.token):
        return False
    if is_of_some(deed.token):
        return False
    return not _is_in_crossfire(harm.token)


def is_of_some(deed: Token) -> bool:
    """ "Six had died, some of them in air strikes by the army": it did not kill all six."""
    link = deed.head
    is_inside = deed.dep_ in ("pobj", "pcomp") and link.lower_ in ("in", "by", "during")
    return is_inside and link.head.dep_ in ("appos", "dep") and bool(objects_of(link.head, ("of",)))


def _is_by_own_men(deed: Token) -> bool:
    """ "died when their accomplices attacked a post": they have not killed their own."""
    accomplices = load_argument_words().accomplices
    return any(
        t.lemma_.lower() in accomplices and any(c.tag_ == "PRP$" for c in t.children)
        for t in surface_subjects(deed, frozenset())
    )


def _is_in_crossfire(harm: Token) -> bool:
    """ "five tribesmen were killed in crossfire": by whichever side."""
    caught = (t.lemma_.lower().replace("-", "") for t in objects_of(harm, ("in", "by")))
    return any(word == "crossfire" for word in caught)


def _are_attackers(roles: Roles) -> bool:
    """ "Four attackers were killed when gunmen raided a post": those were of the gunmen."""
    doers = load_coreference_words().doers
    return any(token.lemma_.lower() in doers for token in roles.recipients)


def _is_meanwhile(harm: Trigger, deed: Trigger) -> bool:
    """ "were killed as strikers threw stones", "died when police fired": told of one time, and not of one hand."""
    verb = deed.token if is_verb(deed.token) else deed.carrier
    if verb is None or verb.dep_ != "advcl" or verb.head != harm.token:
        return False
    return any(mark.lower_ in _MEANWHILE for mark in children(verb, "mark", "advmod"))


def _are_others(harmed: Sequence[str], aimed_at: Sequence[str], known: Mapping[str, Actor]) -> bool:
    """ "Three soldiers were killed as police fired on students": whom the deed was aimed at are others.

    Soldiers are no students, nor miners the police; whoever was killed when jets bombed a market may be anybody.
    """
    kinds = [{known[i].kind for i in ids if i in known} for ids in (harmed, aimed_at)]
    are_armed = [bool(kind & _ARMED) for kind in kinds]
    are_people = all(kind & (_ARMED | _CIVIL) for kind in kinds)
    return are_people and are_armed[0] != are_armed[1]


def _not_own_loss(
    harmed: Sequence[str], doers: Sequence[str], known: Mapping[str, Actor]
) -> tuple[str, ...]:
    """The doers, without those whose own men were harmed."""
    return tuple(
        doer
        for doer in doers
        if not any(_is_own_man(known.get(one), known.get(doer)) for one in harmed)
    )


def _is_own_man(harmed: Actor | None, doer: Actor | None) -> bool:
    """ "Two policemen were hurt as police raided a house"; not Russian soldiers, when Ukrainian troops attacked."""
    if harmed is None or doer is None:
        return False
    if harmed.country and doer.country and harmed.country != doer.country:
        return False
    if harmed.kind == doer.kind:
        return harmed.kind in _OWN_MEN or _last_word(harmed) == _last_word(doer)
    return harmed.kind in _OWN_MEN and doer.kind in ("state", "government") and bool(harmed.country)


def _last_word(actor: Actor) -> str:
    return actor.name.lower().split()[-1].removesuffix("s")
