"""Claims: what a report says, each value with its claimants, stance, chain and evidence (DESIGN.md §2).

Comes in: a reading and everything found in it. Goes out: its claims in text order, linked to one another, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.claims.answers import make_answers, with_links
from sayso.extract.claims.claim_ground import Ground, Others, make_ground
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.event_claims import make_event_claims
from sayso.extract.events.answered_deeds import avenges, find_deeds, is_anothers, is_avenged
from sayso.extract.events.beside_admissions import is_beside_admission
from sayso.extract.grammar.voice import is_described, tells_which
from sayso.model import Claim, Findings
from sayso.nlp.readings import Reading
from sayso.text import digest_of


def make_claims(reading: Reading, findings: Findings, policy: ClaimPolicy) -> tuple[Claim, ...]:
    """Make all claims of a report.

    "Washington accused Damascus of bombing the clinic; Damascus denied it." → responsible for "bombing" is SYR.GOV:
    USA.GOV asserts it (accused_by_authority), SYR.GOV denies it (denied), the second linked to the first.
    """
    deeds = find_deeds(reading, findings.events)
    others = Others(
        answered=_which(deeds, is_anothers),
        avenged=_which(deeds, is_avenged),
        avenging=_which(deeds, avenges),
        described=_which(deeds, is_described),
        beside=_which(deeds, is_beside_admission),
        which=_which(deeds, tells_which),
    )
    ground = make_ground(reading.document, findings, policy, others)
    stated = make_event_claims(ground)
    answered = make_answers(reading, ground, stated)
    made = [c for c in (*stated, *answered) if not _is_by_paper(c, ground)]
    linked = with_links(ground, _once(ground, made))
    return tuple(replace(claim, via=without_repeats(claim.via, ground)) for claim in linked)


def _which(deeds: Mapping[str, Token], is_so: Callable[[Token], bool]) -> frozenset[str]:
    """The ids of the events whose token is so in the parse."""
    return frozenset(i for i, token in deeds.items() if is_so(token))


def _is_by_paper(claim: Claim, ground: Ground) -> bool:
    """ "A message claiming responsibility was posted": whoever sent it may have done it, and no message has."""
    actor = ground.actors.get(claim.value.actor or "")
    if claim.property != "responsible" or actor is None or actor.kind != "other":
        return False
    return actor.name.lower().split()[-1] in ground.policy.papers


def _once(ground: Ground, claims: Sequence[Claim]) -> list[Claim]:
    """Each claim once; two of one id that are of different actors are told apart by how those are named.

    "Kyiv accused Moscow and Minsk. Both denied it": the same words deny it of one and of the other.
    """
    once: dict[str, Claim] = {}
    for claim in claims:
        known = once.get(claim.id)
        actor = claim.value.actor
        if known is not None and actor is not None and known.value.actor != actor:
            named = next((span.exact for span in ground.mentions_of.get(actor, [])), actor)
            claim = replace(claim, id="c" + digest_of(claim.id, named))
        once[claim.id] = claim
    return list(once.values())


def without_repeats(via: Sequence[str], ground: Ground) -> tuple[str, ...]:
    """A chain in which nobody stands behind himself: in "We counted nine," she said the counting is all there is.

    "The ministry said it believed that …" → what the ministry believes, not what it said that it believes
    """
    kept: list[str] = []
    for name in via:
        actors = ground.attributions[name].actors
        if kept and actors and ground.attributions[kept[-1]].actors == actors:
            kept.pop()
        kept.append(name)
    return tuple(kept)
