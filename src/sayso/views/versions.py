"""A page that changed: which claims vanished, came or changed, and what it says of its own correction.

Comes in: a report and the report of the earlier version of the same page. Goes out: a Revision. Both versions stay in
the store; only the later one counts.
"""

from __future__ import annotations

import re

from sayso.incident_model import Revision
from sayso.model import Claim, Report
from sayso.views.judged import value_key

_NOTICE = re.compile(
    r"\b(?:an? (?:earlier|previous) version of this (?:article|story|report|page)|this (?:article|story|report) "
    r"(?:has been|was) (?:corrected|amended|updated|retracted)|correct(?:s|ed|ion) to\b|correction\s*:|"
    r"clarification\s*:|retract(?:s|ed|ion)\b|(?:we|the editors) regret)",
    re.IGNORECASE,
)
_Key = tuple[str, str, str, tuple[str, ...]]


def compare_versions(later: Report, earlier: Report) -> Revision:
    """What changed between two versions of a page, claim by claim.

    "at least 29 dead" → "51 dead", both by the same source: changed; a denial that is no more there: gone
    """
    before, after = _claims(earlier), _claims(later)
    gone = [claim for key, claim in before.items() if key not in after]
    new = [claim for key, claim in after.items() if key not in before]
    replaced = {_topic(c, later) for c in new}
    lost = {_topic(c, earlier) for c in gone}
    return Revision(
        document=later.document.id,
        revises=earlier.document.id,
        gone=tuple(c.id for c in gone if _topic(c, earlier) not in replaced),
        new=tuple(c.id for c in new if _topic(c, later) not in lost),
        changed=tuple(c.id for c in new if _topic(c, later) in lost),
        notice=find_notice(later.document.text),
    )


def find_notice(text: str) -> str | None:
    """The sentence in which a page says that it was corrected, amended or retracted, to the end of its line.

    The sign is looked for first and its sentence after: one pattern for both took an hour on a word of a megabyte.
    """
    found = _NOTICE.search(text)
    if found is None:
        return None
    start = max(text.rfind(".", 0, found.start()), text.rfind("\n", 0, found.start())) + 1
    end = text.find("\n", found.end())
    return text[start : end if end >= 0 else len(text)].strip()[:300]


def _claims(report: Report) -> dict[_Key, Claim]:
    found: dict[_Key, Claim] = {}
    for claim in report.claims:
        key = (claim.property, value_key(report, claim), claim.stance, _claimants(claim, report))
        found.setdefault(key, claim)
    return found


def _topic(claim: Claim, report: Report) -> tuple[str, tuple[str, ...]]:
    """What a changed claim shares with the one that it replaces: the property and who says so."""
    return claim.property, _claimants(claim, report)


def _claimants(claim: Claim, report: Report) -> tuple[str, ...]:
    """Who says so, in words that hold beyond one report."""
    names = {a.id: a.name for a in report.actors if a.id.startswith("doc:")}
    return tuple(names.get(c, c) for c in claim.claimants)
