"""Who may stand in a cell for the actor: never somebody who is merely accused.

Comes in: an incident, the cells policy. Goes out: the parties that may be named, each with why. A layout that has no
column for who says so prints whoever it names as having done it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sayso.export.cell_policy import CellPolicy
from sayso.incident_model import Incident
from sayso.views.sides import are_kin

_RESPONSIBLE = "responsible:"


class Nameable(msgspec.Struct, frozen=True):
    """A party that may be named, and why."""

    party: str
    why: str


def find_nameable(incident: Incident, policy: CellPolicy) -> tuple[Nameable, ...]:
    """The parties whose own word (or an analyst's signature) names them; where there are none, those whom enough
    independent origins name, undenied and without a rival.

    Two papers of different owners say that Syria did it, Syria is silent, nobody else is blamed → Syria
    """
    confirmed = tuple(
        Nameable(g.party, f"grade {g.name}: {g.rule}")
        for g in incident.grades
        if g.party is not None and g.name in policy.named_by_grades
    )
    return confirmed or tuple(_told_by_origins(incident, policy))


def _told_by_origins(incident: Incident, policy: CellPolicy) -> Iterator[Nameable]:
    counts = {
        o.proposition.removeprefix(_RESPONSIBLE): o.count
        for o in incident.origins
        if o.proposition.startswith(_RESPONSIBLE)
    }
    barred = {g.party for g in incident.grades if g.name in policy.barred_by_grades}
    blamed = {g.party for g in incident.grades} - barred - _denying(incident)
    for party, count in counts.items():
        rivals = [other for other, n in counts.items() if n and not are_kin(other, party)]
        if count >= policy.named_by_origins and not rivals and party in blamed:
            yield Nameable(party, f"{count} independent origins, undenied")


def _denying(incident: Incident) -> set[str | None]:
    """The parties that deny that it was they, or that it happened, and have not said otherwise since."""
    return {
        p.party
        for p in incident.positions
        if p.kind == "denies" and p.until is None and p.target in (None, p.party)
    }
