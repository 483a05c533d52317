"""Tolls that replace tolls: "raised the toll to 41 from 37" → the claim of 41 corrects the claim of 37.

Comes in: the claims of a report, linked so far, and the ground of claims. Goes out: the same claims; one whose figure
takes the place of another's has a link `corrects` to it. Both stay: nothing is overwritten. Not handled: a revision
whose old number stands in another report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from sayso.extract.claims.claim_ground import Ground
from sayso.model import Claim, ClaimLink, Figure

# How far apart the two numbers of one revision can stand, in characters.
_REACH = 240


def with_corrections(ground: Ground, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, each toll linked to the tolls that it replaces."""
    tolls = [claim for claim in claims if claim.value.figure and claim.property.startswith("toll.")]
    if len(tolls) < 2:
        return list(claims)
    links = {claim.id: _corrected(claim, tolls, ground) for claim in tolls}
    return [
        replace(claim, links=(*claim.links, *links[claim.id])) if links.get(claim.id) else claim
        for claim in claims
    ]


def _corrected(claim: Claim, tolls: Sequence[Claim], ground: Ground) -> list[ClaimLink]:
    new = ground.figures[claim.value.figure or ""]
    if new.scope == "earlier" or new.part_of is not None:
        return []
    return [
        ClaimLink(claim=other.id, relation="corrects")
        for other in tolls
        if other.property == claim.property
        and _is_same_happening(claim, other, ground)
        and _replaces(new, ground.figures[other.value.figure or ""], ground)
    ]


def _is_same_happening(claim: Claim, other: Claim, ground: Ground) -> bool:
    one, two = ground.events[claim.event], ground.events[other.event]
    return (one.same_as or one.id) == (two.same_as or two.id)


def _replaces(new: Figure, old: Figure, ground: Ground) -> bool:
    """The old number says that it is the earlier one, or the new one that it is a revision."""
    if new.id == old.id or old.part_of is not None or (new.low, new.high) == (old.low, old.high):
        return False
    if abs(new.span.start - old.span.start) > _REACH:
        return False
    return old.scope == "earlier" or (old.span.start < new.span.start and _is_revision(new, ground))


def _is_revision(figure: Figure, ground: Ground) -> bool:
    """ "lowered the toll to 22", "the true figure was three"."""
    left = ground.document.text[max(0, figure.span.start - 60) : figure.span.start]
    words = "|".join(map(re.escape, ground.policy.revising_words))
    revised = rf"\b(?:{words})\b (?:[\w’']+ ){{0,5}}(?:to|at|was|is|stood at) $"
    return re.search(revised, left, re.IGNORECASE) is not None
