"""Who is told to have done a deed, and by whom: "Kyiv and Moscow accused each other" → Moscow by Kyiv, Kyiv by Moscow.

Comes in: an event and one of its tellings. Goes out: each actor whom its tellers name for the doer, or whom their words
imply (implied_actors.py), with who tells of him. Nobody where they tell of their own dead or of what they lost. How
sure they are is decided in actor_tellings.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace as dataclass_replace

from sayso.extract.claims.charge_asides import holds_span, is_charged_aside
from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.implied_actors import implied_actors
from sayso.extract.claims.tellings import Telling, is_denial, words_of
from sayso.model import Attribution, Event

# Long enough for the two words before a deed ("been", "been badly").
_WORD_REACH = 20
# "each other of shelling …": the parser may hang the charge on whom it is about.
_RECIPROCAL_END = re.compile(r" (?:of|for|over|side|party)\b.*", re.DOTALL)
_ALLEGED = re.compile(
    r"\b(?:allegations|accusations|charges|claims|reports|rumours|rumors) of (?:\w+ )?$"
)
_UNDERGONE = re.compile(r"\b(?:been|was|were|being) (?:\w+ly )?$")


def told_actors(event: Event, telling: Telling, ground: Ground) -> Iterator[tuple[Telling, str]]:
    """Each actor with who tells of it: those who accuse each other tell of one another.

    "Kyiv and Moscow accused each other of shelling the dam." → RUS.GOV by UKR.GOV, and UKR.GOV by RUS.GOV; "of
    violating a new truce": nobody of the truce
    """
    actors = _accused_aside(event, telling, ground) or _doers(event, telling, ground)
    if _was_lost(event, ground) and {*actors} <= _deniers_of(event, ground):
        return
    if _is_own_toll(telling, event, ground):
        return
    actors = actors or implied_actors(event, telling, ground)
    actors = on_behalf(actors, event, ground)
    actors = [actor for actor in actors if not _is_reciprocal(actor, ground)]
    if actors and not _blame_each_other(telling, actors):
        yield from ((telling, actor) for actor in actors)
    elif _is_mutual(telling, ground) and ground.policy.truce_modes.isdisjoint(event.modes):
        for claimant in telling.claimants:
            others = (other for other in telling.claimants if other != claimant)
            yield from (
                (dataclass_replace(telling, claimants=(claimant,)), other) for other in others
            )


def _accused_aside(event: Event, telling: Telling, ground: Ground) -> Sequence[str]:
    """ "The army may be behind the raid, which villagers blamed on rebels": the villagers tell of the rebels."""
    charge = ground.attributions[telling.via[-1]] if telling.via else None
    if charge is None or not is_charged_aside(charge, event, ground.document):
        return ()
    return charge.accused


def _doers(event: Event, telling: Telling, ground: Ground) -> list[str]:
    """The doers of an event; the source of plain speech does nothing in its own content unless named there.

    In "Witnesses said gunmen loyal to him opened fire" a wrong parse lets the witnesses fire.
    """
    if not telling.via or telling.act not in ground.policy.plain_acts:
        return list(event.actors)
    parts = ground.attributions[telling.via[-1]].source
    outside = {
        argument.of
        for argument in event.arguments
        if argument.role == "actor"
        and any(p.start <= argument.span.start and argument.span.end <= p.end for p in parts)
    }
    inside = {a.of for a in event.arguments if a.role == "actor"} - outside
    wrong = {ground.actor_of.get(i or "") for i in outside} - {
        ground.actor_of.get(i or "") for i in inside
    }
    return [actor for actor in event.actors if actor not in wrong]


def _blame_each_other(telling: Telling, actors: Sequence[str]) -> bool:
    """ "Hamas and Fatah traded blame for the gunfight": whoever is blamed blames, too, and owns up to nothing."""
    is_joint = telling.act == "accuses" and len(telling.claimants) > 1
    return is_joint and {*actors} <= {*telling.claimants}


def _is_mutual(telling: Telling, ground: Ground) -> bool:
    """Whether joint accusers accuse one another."""
    if telling.act != "accuses" or len(telling.claimants) < 2 or not telling.via:
        return False
    if _blame_each_other(telling, ground.attributions[telling.via[-1]].accused or ("",)):
        return True
    speech = ground.attributions[telling.via[-1]]
    if speech.accused and all(_is_reciprocal(actor, ground) for actor in speech.accused):
        return True
    words = speech.content[0].exact.lower() if speech.content else ""
    return any(words.startswith(reciprocal) for reciprocal in ground.policy.reciprocal_words)


def _is_reciprocal(actor: str, ground: Ground) -> bool:
    """Whether an actor is nobody but "each other" or, in "each accused the other of it", "the other"."""
    told = [
        _RECIPROCAL_END.sub("", span.exact.lower()) for span in ground.mentions_of.get(actor, ())
    ]
    return bool(told) and {*ground.policy.reciprocal_words} >= {*told}


def on_behalf(actors: Sequence[str], event: Event, ground: Ground) -> Sequence[str]:
    """ "A government spokesman denied that prisoners had been beaten": he does not speak of himself.

    The body he speaks for is who did not do it, if his words name it; else nothing is denied but that it was done.
    """
    denials = [a for a in ground.contents.chain(event.trigger) if is_denial(a)]
    deniers = {actor for denial in denials for actor in denial.actors}
    if not actors or not {*actors} <= deniers or not _is_told_as_undergone(event, denials, ground):
        return actors
    charged = {actor for a in ground.findings.attributions for actor in a.accused}
    found: list[str] = []
    for actor in actors:
        is_himself = actor in charged or not ground.sides.is_person(actor)
        found += [actor] if is_himself else ground.sides.bodies_of(actor)
    return found


def _is_told_as_undergone(event: Event, denials: Sequence[Attribution], ground: Ground) -> bool:
    """ "that prisoners had been beaten", "allegations of rape", with nobody there who did it."""
    doers = [a.span for a in event.arguments if a.role == "actor"]
    if any(holds_span(d.content, span) for d in denials for span in doers):
        return False
    before = ground.document.text[max(0, event.trigger.start - _WORD_REACH) : event.trigger.start]
    return _UNDERGONE.search(before) is not None or _ALLEGED.search(before) is not None


def _is_own_toll(telling: Telling, event: Event, ground: Ground) -> bool:
    """ "The Tigers admit to 32 dead": their own; "admitted responsibility for the deaths" is another thing."""
    if event.trigger.exact.lower() not in ground.policy.loss_words or not event.figures:
        return False
    if telling.act not in ground.policy.admitting_acts or not telling.via:
        return False
    words = words_of(ground.attributions[telling.via[-1]])
    return len(words) <= ground.policy.tally_phrase_most and words[-1] in ground.policy.loss_words


def _was_lost(event: Event, ground: Ground) -> bool:
    """ "denied that a jet was shot down", "that hostages had been executed": no deed of the denier's own side."""
    denials = [a for a in ground.contents.chain(event.trigger) if is_denial(a)]
    doers = [a.span for a in event.arguments if a.role == "actor"]
    if not denials or any(holds_span(d.content, span) for d in denials for span in doers):
        return False
    done_to = [a.span for a in event.arguments if a.role in ("recipient", "target")]
    return any(
        not ground.policy.losses.isdisjoint(re.findall(r"[\w-]+", span.exact.lower()))
        for span in done_to
    )


def _deniers_of(event: Event, ground: Ground) -> set[str]:
    """Who denies what tells of a deed."""
    denials = (a for a in ground.contents.chain(event.trigger) if is_denial(a))
    return {actor for denial in denials for actor in denial.actors}
