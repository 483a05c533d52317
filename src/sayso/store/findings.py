"""What a check of a store finds: one thing a line, with what to do about it.

Comes in: nothing. Goes out: frozen structs, as `sayso check --json` prints them.
"""

from __future__ import annotations

import msgspec

RESTORE = "restore a backup (sayso restore)"
READ_AGAIN = "read the report again into this store, or restore a backup"
RELINK = "link everything anew (sayso incidents FILE.db --relink)"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it should be. `where` is a table and an id, `todo` what mends it."""

    where: str
    problem: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.todo}"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, how many of each, and what was found. `notes` are no damage."""

    path: str
    is_deep: bool
    checked: dict[str, int]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
