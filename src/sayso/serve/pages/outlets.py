"""Compare outlets: how each outlet's own voice names an actor, in the incidents of a selection or in all.

Comes in: a query string, a desk. Goes out: the page. Words inside somebody's quoted or reported speech are that
speaker's, and are not counted; sayso shows the words and judges none.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.framings import read_framed_actors, read_outlet_words
from sayso.views.selection import Selection, parse_selection

_MOST_ACTORS = 200
_MOST_COLUMNS = 12


@get("/outlets", sync_to_thread=True)
def compare_outlets(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The outlets' words for one actor, side by side."""
    selection = parse_selection(request.query_params.multi_items())
    # The words are written with the rows: what changed since is put together first.
    desk.rows()
    actors = read_framed_actors(desk.connection, desk.hidden_incidents)[:_MOST_ACTORS]
    wanted = str(request.query_params.get("actor", "")) or (actors[0].actor if actors else "")
    is_narrow = selection != Selection() or bool(desk.hidden_incidents)
    incidents = [row.id for row in desk.select(selection)] if is_narrow else None
    outlets = read_outlet_words(desk.connection, wanted, incidents) if wanted else []
    return Template(
        "outlets.html",
        context={
            "who": who,
            "selection": selection,
            "actors": actors,
            "wanted": wanted,
            "outlets": outlets,
            "words": _most_used(outlets),
            "incidents": len(incidents) if incidents is not None else None,
        },
    )


def _most_used(outlets: list[Any]) -> list[str]:
    """The words that most outlets use, then the most used: the columns of the table."""
    spread: dict[str, tuple[int, int]] = {}
    for outlet in outlets:
        for word, count in outlet.words:
            known, total = spread.get(word, (0, 0))
            spread[word] = (known + 1, total + count)
    return sorted(spread, key=lambda word: (*(-n for n in spread[word]), word))[:_MOST_COLUMNS]
