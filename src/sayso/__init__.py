"""sayso reads news reports about conflict and keeps who did what to whom, and on whose say-so."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.project import Project


def open(path: str | PathLike[str], *, policy: str | None = None, update: bool = True) -> Project:
    """Open a store for a notebook or a script: `sayso.open("project.db").incidents().to_pandas()`.

    With `update` what is pending is linked first, as `sayso incidents` does; without, the store is only read.
    """
    from sayso.project import Project

    return Project(path, policy=policy, update=update)
