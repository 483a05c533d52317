"""What of an incident stands beside its row in the store, as JSON that SQL can take apart.

Comes in: an incident. Goes out: its tolls, ranges, grades and positions, and for each claim what the incident adds to
it: the proposition, the speaker, and whether it counts. The claim's own words stand in the table of claims.
"""

from __future__ import annotations

import msgspec

from sayso.incident_model import Grade, Incident, Position, SpeakerGroup, Toll, TollRange


class ListedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in an incident. `counts` is false of what is told aside, struck by the speaker, or rejected by people."""

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
        tolls=incident.tolls,
        ranges=incident.toll_ranges,
        grades=incident.grades,
        positions=incident.positions,
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
