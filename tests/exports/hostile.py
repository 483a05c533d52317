"""Reports that somebody wrote to break a table, a page or a reader."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from sayso.export.holdings import GivenHoldings
from sayso.incident_model import Incident
from sayso.model import Report
from tests.exports.made_export import made, made_holdings, told

TITLES = (
    '=HYPERLINK("http://evil.example","click")',
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "tab\there\r\nand a line",
    "right \u202etfel\u202c to left \u2066isolate\u2069",
    "nul \x00 and escape \x1b[31m",
    "{brace} \\input{/etc/passwd} % & $ # _ ~ ^ @article{x,",
    '\'apostrophe, "quotes", comma; semicolon',
    "]]> --> ${jndi} {{7*7}} {% raw %}",
    "w" * 1_000_000,
    "\u0645\u0642\u062a\u0644 \u0639\u0634\u0631\u0629",
)


@lru_cache(maxsize=1)
def hostile_holdings() -> GivenHoldings:
    """An incident for each title, which stands in headline, address, outlet, speaker and place, too."""
    return made_holdings(*[_pair(title) for title in TITLES])


def _pair(title: str) -> tuple[Incident, list[Report]]:
    claims: list[dict[str, Any]] = [
        {"who": f"named: {title}", "killed": 12},
        {"who": "outlet", "recipient": f"named: {title}"},
        {"who": "TUR.GOV", "act": "accuses", "responsible": f"named: {title}"},
        {"who": "outlet", "happened": True},
    ]
    url = "https://a.example/" + title[:200]
    incident, reports = made(
        told(claims, title=title, outlet=title[:300], url=url, byline=title), titles=title
    )
    place = incident.place
    assert place is not None
    return replace(incident, title=title, place=replace(place, name=title)), reports
