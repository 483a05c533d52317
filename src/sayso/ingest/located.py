"""An article of an archive with its place: what all readers of archives hand out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sayso.ingest.inputs import RawInput

# Told of each record that is passed over since it holds no article, and what it is: "request record", "status 404".
PassOver = Callable[[str], None]


class Located(NamedTuple):
    """An article of an archive: where it is, and its bytes or what is wrong with them.

    `position` counts the archive's articles from 0. `offset` is the byte at which reading can begin to get it, None
    where that is the archive's beginning.
    """

    position: int
    raw: RawInput
    offset: int | None = None


def pass_silently(_: str) -> None:
    """For those who don't count what is passed over."""
