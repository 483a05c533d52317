"""Exports from the page: choose a format for what the incidents page shows, and take it away.

Comes in: a query string, a desk. Goes out: the page, or a file. What is exported is what the screen shows under the
same query string; only analysts take it away.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Stream, Template

from sayso.export.exporting import FORMATS, Options
from sayso.export.redaction import Redaction, RedactionFile
from sayso.serve.desk import Desk
from sayso.serve.downloads import hand_out
from sayso.serve.who import Who
from sayso.views.selection import parse_selection


class Masked(msgspec.Struct, frozen=True):
    """The form of a redacted export: a name a line; `selection` is the page's query string."""

    persons: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    places: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    selection: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


@get("/exports", sync_to_thread=True)
def choose_export(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The formats, for what a query string selects."""
    selection = parse_selection(request.query_params.multi_items())
    return Template(
        "exports.html",
        context={
            "who": who,
            "selection": selection,
            "count": len(desk.select(selection)),
            "formats": list(FORMATS.values()),
            "policy": f"{desk.shelf.policy.name} {desk.shelf.policy.digest}",
        },
    )


@get("/exports/{name:str}", opt={"role": "analyst"}, sync_to_thread=True)
def take_export(
    name: FromPath[str],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Stream:
    """One format as a file: the only one, or all of it in a ZIP archive."""
    params = list(request.query_params.multi_items())
    return hand_out(desk, who, name, parse_selection(params), read_options(params))


@post("/exports/{name:str}", opt={"role": "analyst"}, status_code=200, sync_to_thread=True)
def take_redacted_export(
    name: FromPath[str],
    data: URLEncodedBody[Masked],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Stream:
    """The same with persons and places masked; their names come in the body, where no log keeps them."""
    redaction = Redaction(RedactionFile(persons=_lines(data.persons), places=_lines(data.places)))
    selection = parse_selection(parse_qsl(data.selection))
    return hand_out(desk, who, name, selection, Options(redaction=redaction))


def read_options(params: list[tuple[str, Any]]) -> Options:
    """The options of a query string: `bom` and `numeric`."""
    given = {name for name, value in params if str(value) not in ("", "0")}
    return Options(bom="bom" in given, inter_numeric="numeric" in given)


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())
