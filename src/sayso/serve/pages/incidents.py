"""The incidents page: what fits the query string, as a list, with facets that say what a click would show.

Comes in: a query string, a desk. Goes out: the page, or the part of it that htmx asks for.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.response import Redirect, Template

from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.views.selection import Selection, parse_selection

A_PAGE = 50


@get("/", sync_to_thread=False)
def open_start() -> Redirect:
    """The incidents are where everything starts."""
    return Redirect("/incidents")


@get("/incidents", sync_to_thread=True)
def list_incidents(request: Request[Any, Any, Any], desk: Desk, who: Who) -> Template:
    """The incidents that fit the query string."""
    pairs = list(request.query_params.multi_items())
    selection = parse_selection(pairs)
    rows = desk.select(selection)
    page = _page_number(pairs, len(rows))
    return Template(
        "incidents.html",
        context={
            "who": who,
            "selection": selection,
            "rows": rows[(page - 1) * A_PAGE : page * A_PAGE],
            "count": len(rows),
            "total": len(desk.select(Selection())),
            "facets": desk.facets(selection),
            "page": page,
            "pages": max(1, -(-len(rows) // A_PAGE)),
            "policy": desk.shelf.policy.name,
        },
    )


def _page_number(pairs: list[tuple[str, Any]], count: int) -> int:
    """The page asked for, or the last one that there is."""
    asked = next((str(value) for name, value in reversed(pairs) if name == "page"), "1")
    last = max(1, -(-count // A_PAGE))
    return min(max(1, int(asked)), last) if asked.isascii() and asked.isdigit() else 1
