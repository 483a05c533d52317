"""Claims in words, for the cell beside those that hold one value: who says what, when, and as what.

Comes in: the claims of an incident that stand. Goes out: one line of text. A denial is never cut away while the
accusation that it answers stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.incident_model import IncidentClaim
from sayso.model import Property

NOTED: tuple[Property, ...] = (
    *("responsible", "occurrence", "toll.killed", "toll.injured", "toll.missing"),
    *("toll.displaced", "toll.detained", "cause", "recipient"),
)
_WORDS: dict[Property, str] = {
    "responsible": "{words} did it",
    "recipient": "{words} suffered it",
    "occurrence": "“{words}” happened",
    "terms": "{words}",
}
_VERBS = {"asserts": "says", "suggests": "suggests", "doubts": "doubts", "denies": "denies"}


def make_notes(title: str, claims: Iterable[IncidentClaim], most: int) -> str:
    """The title, then the claims in words, at most so many and all denials among them; the rest is counted."""
    return "; ".join([f"{title}. Claimed, not established", *tell_claims(claims, most)])


def tell_claims(claims: Iterable[IncidentClaim], most: int) -> list[str]:
    """Claims in words, each once; that something happened goes without saying, that it did not does not."""
    told = _once(
        c
        for c in claims
        if c.property in NOTED and (c.property != "occurrence" or c.stance != "asserts")
    )
    kept = _keep(told, most)
    more = [f"and {len(told) - len(kept)} more claims"] if len(told) > len(kept) else []
    return [*map(tell_claim, kept), *more]


def _once(claims: Iterable[IncidentClaim]) -> list[IncidentClaim]:
    """What one speaker says again and again stands once, with the day on which it was said first."""
    first: dict[tuple[str, ...], IncidentClaim] = {}
    for c in claims:
        first.setdefault((c.speaker, c.stance, c.proposition, c.words.casefold()), c)
    return list(first.values())


def _keep(told: Sequence[IncidentClaim], most: int) -> list[IncidentClaim]:
    if len(told) <= most:
        return list(told)
    denials = [n for n, c in enumerate(told) if c.stance in ("denies", "doubts")]
    others = [n for n in range(len(told)) if n not in set(denials)]
    kept = {*denials, *others[: max(0, most - len(denials))]}
    return [told[n] for n in sorted(kept)]


def tell_claim(claim: IncidentClaim) -> str:
    """A claim in words, with who says it and when: "Houthis says: Saudi-led coalition did it (2018-08-09)"."""
    what = _WORDS.get(claim.property, "{property} {words}").format(
        property=claim.property, words=claim.words
    )
    if claim.property.startswith("toll."):
        what = _tell_toll(claim)
    ladder = f", {claim.responsibility.replace('_', ' ')}" if claim.responsibility else ""
    day = claim.published or "no date"
    return f"{claim.speaker_name} {_VERBS[claim.stance]}: {what} ({day}{ladder})"


def _tell_toll(claim: IncidentClaim) -> str:
    """A figure with what it counts: who is counted, or that it is a part of another one, is never left out."""
    counts = claim.property.removeprefix("toll.")
    counted = claim.proposition.removeprefix(claim.property).removeprefix(":")
    return f"{claim.words} {counts}" + (f" ({counted})" if counted else "")
