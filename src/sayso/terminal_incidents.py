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

from sayso.incident_model import Grade, GradeName
from sayso.terminal import safe
from sayso.views.rows import IncidentRow

GRADE_STYLES: dict[GradeName, str] = {
    "Confirmed": "bold red",
    "Contested": "bold magenta",
    "Fair": "bold yellow",
    "Weak": "yellow",
    "Discounted": "dim",
    "Ungraded": "dim",
}
POSITION_WORDS = {
    "accuses": "accuses",
    "denies": "denies",
    "admits": "admits",
    "clears": "clears",
    "withholds": "will not say",
    "silent": "is silent",
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


def grade_words(grade: Grade) -> str:
    """ "Contested, party-only" """
    return grade.name + (", party-only" if grade.party_only else "")


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


def range_words(low: float | None, high: float | None) -> str:
    """ "29–51", "51", "29+" for an open end, "" for nothing."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{number_words(low)}+"
    if low is None or low == high:
        return number_words(high)
    return f"{number_words(low)}–{number_words(high)}"


def number_words(number: float | None) -> str:
    """ "1,400,000" """
    if number is None:
        return "?"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
