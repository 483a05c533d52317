"""Officials of a place who charge their state's forces: "Nigerian troops killed 12 villagers, the governor said".

Comes in: a doer, who tells of him, the deed and the ground of its report. Goes out: whether it is a charge. Of a
mayor or a governor whose country nobody names, only the place tells whose he is: in a town that a war has split he may
be the other side's.
"""

from __future__ import annotations

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.tellings import Telling
from sayso.model import Actor, Event

_FORCES = frozenset({"MIL", "COP"})
_CIVIL = frozenset({"civilians", "person", "group", "ngo", "media"})


def is_local_charge(actor: str, telling: Telling, event: Event, ground: Ground) -> bool:
    """Whether an official of a place says that a state harmed civilians there, and owns up to nothing by that.

    "Ukrainian shelling killed two women in Donetsk, the mayor said"; not "Ukrainian troops downed six drones over Sumy,
    the governor said", nor "the governor acknowledged that soldiers had killed two".
    """
    if telling.act in ground.policy.admitting_acts or actor.startswith("doc:"):
        return False
    known = ground.actors
    tellers = [known[one] for one in telling.claimants if one in known]
    if not tellers or not all(_is_of_place(one) for one in tellers):
        return False
    happening = event.same_as or event.id
    harmed = {
        known[one].kind
        for other in ground.events.values()
        if (other.same_as or other.id) == happening
        for one in other.recipients
        if one in known
    }
    return bool(harmed) and harmed <= _CIVIL


def _is_of_place(teller: Actor) -> bool:
    """An official, of no force, whose country only the places of the sentence tell."""
    is_guess = teller.kind == "person" and teller.country_by == "sentence"
    return is_guess and "GOV" in teller.roles and _FORCES.isdisjoint(teller.roles)
