"""Incidents for people at a terminal: the table of all of them.

Comes in: rows and incidents. Goes out: rich renderables; the command line prints them. Every word that comes from a
report is made safe first. Readable at 100 columns, and without colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.incident_model import GradeName
from sayso.terminal import safe
from sayso.views.rows import IncidentRow
from sayso.views.wording import POSITION_WORDS, range_words

GRADE_STYLES: dict[GradeName, str] = {
    "Confirmed": "bold red",
    "Contested": "bold magenta",
    "Fair": "bold yellow",
    "Weak": "yellow",
    "Discounted": "dim",
    "Ungraded": "dim",
}
_MOST_STANCES = 5


def render_incidents(rows: Sequence[IncidentRow], policy: str) -> RenderableType:
    """The table of incidents: grade, what, the range of killed, and how much is behind it; below, who stands where."""
    table = Table(box=box.HORIZONTALS, pad_edge=False, padding=(0, 1, 0, 0), border_style="dim")
    table.add_column("incident", no_wrap=True, style="dim")
    table.add_column("grade", no_wrap=True)
    table.add_column("what, where, when", ratio=1, overflow="fold")
    table.add_column("killed", justify="right", no_wrap=True)
    for counted in ("articles", "texts", "origins"):
        table.add_column(counted, justify="right", no_wrap=True)
    table.expand = True
    for row in rows:
        table.add_row(
            row.id,
            grade_text(row.grade, row.party_only),
            Group(Text(safe(row.title), "bold"), *_stances(row)),
            range_words(*row.killed),
            *_counts(row.line),
        )
    if not rows:
        return Text("no incidents", "dim")
    notes = f"{len(rows)} incident{'' if len(rows) == 1 else 's'}, graded by {safe(policy)}"
    if any(row.party_only for row in rows):
        notes += "; * only parties accuse each other"
    return Group(table, Text(notes, "dim"))


def grade_text(name: GradeName, party_only: bool = False) -> Text:
    """The grade in its colour; party-only contests are marked."""
    return Text(name + (" *" if party_only else ""), GRADE_STYLES[name])


def _stances(row: IncidentRow) -> list[Text]:
    """Who stands where, in one line below the title; none where no party is heard or blamed."""
    by_party: dict[str, list[str]] = {}
    for _, name, kind in row.stances:
        by_party.setdefault(name, []).append(POSITION_WORDS[kind])
    shown = [f"{name} {', '.join(kinds)}" for name, kinds in by_party.items()]
    more = len(shown) - _MOST_STANCES
    words = " · ".join(shown[:_MOST_STANCES]) + (f" · {more} more" if more > 0 else "")
    return [Text(safe(words), "dim")] if words else []


def _counts(line: str) -> list[str]:
    """ "5 articles, 4 texts, 1 origin" → 5, 4, 1"""
    return [part.split(" ")[0] for part in line.split(", ")]
