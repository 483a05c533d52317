"""."""
from __future__ import annotations
from sayso.model import Claim, Findings
from sayso.nlp.readings import Reading
def make_claims(reading: Reading, findings: Findings) -> tuple[Claim, ...]:
    return ()
