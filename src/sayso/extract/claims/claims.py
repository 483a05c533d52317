"""Claims: what a report says, each value with its claimants, stance, chain and evidence (DESIGN.md §2).

Comes in: a reading and everything found in it. Goes out: its claims in text order, linked to one another, each once.
"""

from __future__ import annotations

from sayso.extract.claims.answers import make_answers, with_links
from sayso.extract.claims.claim_ground import make_ground
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.event_claims import make_event_claims
from sayso.model import Claim, Findings
from sayso.nlp.readings import Reading


def make_claims(reading: Reading, findings: Findings, policy: ClaimPolicy) -> tuple[Claim, ...]:
    """Make all claims of a report.

    "Washington accused Damascus of bombing the clinic; Damascus denied it." → responsible for "bombing" is SYR.GOV:
    USA.GOV asserts it (accused_by_authority), SYR.GOV denies it (denied), the second linked to the first.
    """
    ground = make_ground(reading.document, findings, policy)
    stated = make_event_claims(ground)
    answered = make_answers(reading, ground, stated)
    once = {claim.id: claim for claim in (*stated, *answered)}
    return with_links(ground, list(once.values()))
