"""The corpus of nasty inputs: tests/nasty/*.yaml, a row each, with the target it is for and what it once broke.

Comes in: rows that give their bytes as `text`, as `base64`, or by `repeat`: [before, piece, times, after].
Goes out: names, targets and bytes. Where a text is long, only its making is kept.
"""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec

from sayso.lexicon import read_rows

FOLDER = Path(__file__).parent.parent / "nasty"


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One nasty input as written. `targets`: those it is run on; `why`: what it broke, or what must hold."""

    name: str
    targets: tuple[str, ...]
    why: str
    text: str | None = None
    base64: str | None = None
    repeat: tuple[str, str, int, str] | None = None


class Nasty(msgspec.Struct, frozen=True):
    """One nasty input for one target."""

    name: str
    target: str
    data: bytes


def read_nasty() -> list[Nasty]:
    """Every row for every target of it."""
    return [
        Nasty(row.name, target, _data(row))
        for path in sorted(FOLDER.glob("*.yaml"))
        for row in msgspec.convert(read_rows(path), list[Row])
        for target in row.targets
    ]


def _data(row: Row) -> bytes:
    given = [part for part in (row.text, row.base64, row.repeat) if part is not None]
    if len(given) != 1:
        raise ValueError(f"{row.name}: a row gives one of text, base64 and repeat")
    if row.base64 is not None:
        return base64.b64decode(row.base64)
    if row.repeat is not None:
        before, piece, times, after = row.repeat
        return (before + piece * times + after).encode("utf-8")
    return (row.text or "").encode("utf-8", "surrogatepass")
