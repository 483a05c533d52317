"""What of an incident stands beside its row in the store, as JSON that SQL can take apart.

Comes in: an incident. Goes out: its tolls, ranges, grades and positions, and for each claim what the incident adds to
it: the proposition, the speaker, and whether it counts. The claim's own words stand in the table of claims.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from sayso.incident_model import Grade, Incident, Position, SpeakerGroup, Toll, TollRange


class ListedClaim(msgspec.Struct, frozen=True, array_like=True):
    """A claim in an incident, written as an array to be short.

    `counts` is false of what is told aside, struck by the speaker, or rejected by people.
    """

    claim: str
    proposition: str
    speaker: str
    group: SpeakerGroup
    counts: bool


class IncidentLists(msgspec.Struct, frozen=True, kw_only=True):
    """The lists of one incident."""

    tolls: tuple[Toll, ...]
    ranges: tuple[TollRange, ...]
    grades: tuple[Grade, ...]
    positions: tuple[Position, ...]
    claims: tuple[ListedClaim, ...]


def make_lists(incident: Incident) -> IncidentLists:
    """The lists of an incident."""
    return IncidentLists(
        # the claims that they rest on are left to the dossier: they are most of its weight
        tolls=tuple(replace(toll, breakdown=(), earlier=()) for toll in incident.tolls),
        ranges=tuple(replace(toll, claims=()) for toll in incident.toll_ranges),
        grades=tuple(replace(grade, claims=()) for grade in incident.grades),
        positions=tuple(replace(position, claims=()) for position in incident.positions),
        claims=tuple(
            ListedClaim(
                claim=claim.id,
                proposition=claim.proposition,
                speaker=claim.speaker,
                group=claim.group,
                counts=not (claim.aside or claim.struck_by or claim.judged == "reject"),
            )
            for claims in incident.claims.values()
            for claim in claims
        ),
    )
