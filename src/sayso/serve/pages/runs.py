"""Runs and errors: what was read and linked when, with which versions, and what could not be read and why.

Comes in: a query string, a desk. Goes out: the page.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.running import count_errors, read_errors, read_link_runs, read_runs

A_PAGE = 100


@get("/runs", sync_to_thread=True)
def show_runs(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The latest runs, and the errors of one stage or of all."""
    stage = str(request.query_params.get("stage", "")) or None
    asked = str(request.query_params.get("page", "1"))
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    errors = read_errors(desk.connection, stage, A_PAGE + 1, (page - 1) * A_PAGE)
    return Template(
        "runs.html",
        context={
            "who": who,
            "runs": read_runs(desk.connection),
            "link_runs": read_link_runs(desk.connection),
            "stages": count_errors(desk.connection),
            "stage": stage,
            "errors": errors[:A_PAGE],
            "has_more": len(errors) > A_PAGE,
            "page": page,
        },
    )
