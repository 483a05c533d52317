"""A report whose sender wants to harm whoever reads it: scripts, quotes that end attributes, addresses that run, words
that turn the line, a word of a megabyte.

Everything of it must come out as words on the page, and nothing else.
"""

from __future__ import annotations

from msgspec.structs import replace

from sayso.model import Outlet, Report
from tests.store.made_store import RUN, made_report

SCRIPT = "<script>document.title='RAN'</script>"
IMAGE = "\"'><img src=x onerror=\"document.title='RAN'\">"
CLOSER = "</div></body></html>--><!--]]>{{ 7 * 7 }}{% raw %}${7*7}"
ADDRESS = "javascript:document.title='RAN'"
# "Kyiv denied" with its direction overridden, unclosed; and an isolate that nothing ends.
TURNED = "Kyiv \u202edeined\u2066 it"
LONG_WORD = "W" * 1_000_000


def hostile_report(number: int = 66, *, is_long: bool = False) -> Report:
    """The report, as a hostile page would give it; `is_long`: with a word of a megabyte."""
    claims = [
        {"who": f"named: {SCRIPT}", "killed": "12-"},
        {"who": f"named: {IMAGE}", "responsible": "RUS"},
        {"who": "RUS", "act": "denies", "responsible": "RUS"},
        {"who": "outlet", "cause": f"{CLOSER} {TURNED}"},
        {"who": "outlet", "happened": True},
    ]
    tail = f"\r\n\r\n{SCRIPT}\n{IMAGE}\n{CLOSER}\n{TURNED}\nשלום and \u200fعربي {TURNED}\n"
    report = made_report(
        number,
        claims=claims,
        outlet=f"outlet {IMAGE}",
        title=f"{SCRIPT}{IMAGE}{TURNED}",
        url=ADDRESS,
        byline=IMAGE,
        published="2020-02-01",
        tail=tail + (LONG_WORD if is_long else ""),
    )
    document = replace(
        report.document,
        source_id=f"{IMAGE}{number}",
        outlet=Outlet(id=f"outlet {IMAGE}", name=f"{SCRIPT}{TURNED}", country="X<b>", owner=IMAGE),
        language='ar" onfocus="x',
    )
    return replace(report, document=document, run=RUN | {"<b>x</b>": IMAGE})
