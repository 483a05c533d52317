"""Exports as downloads: one way for the page and the API, noted in the audit trail.

Comes in: a desk, who asks, a format, a selection, options. Goes out: an answer that sends the file a piece at a time,
and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from litestar.response import Stream

from sayso.errors import UsageError
from sayso.export.choosing import export_store
from sayso.export.exporting import FORMATS, Options
from sayso.export.package import Exported
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.audit_trail import write_trace
from sayso.views.selection import Selection

_CHUNK = 1 << 16


def hand_out(desk: Desk, who: Who, name: str, selection: Selection, options: Options) -> Stream:
    """An export as an answer, noted in the audit trail."""
    if name not in FORMATS:
        raise UsageError(f"{name[:40]} is no format: choose among {', '.join(FORMATS)}")
    exported = make_export(desk, name, selection, options)
    with desk.writing() as (connection, _), connection:
        kind = f"{name}, redacted" if options.redaction else name
        write_trace(connection, who.name, "export", kind, selection.query())
    filename, path = exported.download()
    headers = {"content-disposition": f'attachment; filename="{filename}"'}
    return Stream(_send(exported, path), media_type=exported.media_type, headers=headers)


def make_export(desk: Desk, name: str, selection: Selection, options: Options) -> Exported:
    """An export of what somebody at a desk sees."""
    with desk.writing() as (connection, _):
        return export_store(
            connection,
            name,
            selection,
            desk.shelf.policy,
            options,
            keeps=True,
            hidden=desk.hidden_incidents,
        )


def _send(exported: Exported, path: Path) -> Iterator[bytes]:
    """The bytes, then nothing is left of them here."""
    with exported, path.open("rb") as opened:
        while piece := opened.read(_CHUNK):
            yield piece
