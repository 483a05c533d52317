"""Exports over the API: the formats, and a file of what a selection shows.

Comes in: a format, query parameters. Goes out: the same bytes as `sayso export` and the page's button.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from sayso.export.exporting import FORMATS, Options
from sayso.serve.api.answers import MAY_REFUSE
from sayso.serve.desk import Desk
from sayso.serve.downloads import hand_out
from sayso.serve.who import Who
from sayso.views.selection import Selection


class FormatRow(msgspec.Struct, frozen=True, kw_only=True):
    """A format: its name, what it is, and what it loses."""

    name: str
    says: str
    loses: tuple[str, ...]


@get("/exports", sync_to_thread=False, tags=["exports"])
def get_formats() -> list[FormatRow]:
    """The formats."""
    return [FormatRow(name=f.name, says=f.says, loses=tuple(f.loses)) for f in FORMATS.values()]


@get(
    "/exports/{name:str}",
    opt={"role": "analyst"},
    raises=MAY_REFUSE,
    media_type="application/octet-stream",
    sync_to_thread=True,
    tags=["exports"],
)
def get_export(
    name: FromPath[str],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
    selection: NamedDependency[Selection],
    bom: Annotated[
        bool, QueryParameter(description="The mark by which Excel knows UTF-8.")
    ] = False,
    numeric: Annotated[bool, QueryParameter(description="Types of actors as numbers.")] = False,
) -> Stream:
    """What a selection shows, in a format: one file, or all of them in a ZIP archive."""
    if name not in FORMATS:
        raise NotFoundException(f"{name[:40]} is no format: choose among {', '.join(FORMATS)}")
    return hand_out(desk, who, name, selection, Options(bom=bom, inter_numeric=numeric))
