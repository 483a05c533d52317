"""Our own sentences with acts alone: rows of training/acts/*.txt → texts with marked cues.

Comes in: a line of a file, in which every cue stands in braces with its act ("Baku {owned up|admits}."). Goes out: the
text without the marks, and the marks. A mark that is wrong raises an error that shows the row. Source and content are
not labelled; `tests/sentences/README.md` has the format that has everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from sayso.errors import UsageError
from sayso.model import Act, Stance

# The stance of an act where a mark names none; any other act asserts.
USUAL_STANCES: dict[Act, Stance] = {
    "denies": "denies",
    "rejects": "denies",
    "declines": "withholds",
    "doubts": "doubts",
    "believes": "suggests",
    "suggests": "suggests",
}
_MARK = re.compile(r"\{([^|{}]+)\|([a-z-]+)(?:/([a-z]+))?\}")


@dataclass(frozen=True)
class Mark:
    """A cue in a text, its act and its stance."""

    start: int
    end: int
    act: Act
    stance: Stance


def read_act_rows(path: Path) -> Iterator[tuple[str, list[Mark]]]:
    """The rows of a file; lines that begin with "#" are remarks."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield read_marks(line)
            except ValueError as error:
                raise UsageError(f"{path.stem}:{number}: {error}") from error


def read_marks(line: str) -> tuple[str, list[Mark]]:
    """A row's text and its marks.

    "Baku {owned up|admits}." → "Baku owned up.", [Mark(5, 13, "admits", "asserts")]
    """
    text, marks, at = "", list[Mark](), 0
    for found in _MARK.finditer(line):
        text += line[at : found.start()]
        marks.append(_read_mark(len(text), *found.groups()))
        text += found[1]
        at = found.end()
    text += line[at:]
    if set(text) & {"{", "}", "|"}:
        raise ValueError(f"a mark that cannot be read: {line}")
    return text, marks


def _read_mark(start: int, cue: str, act: str, stance: str | None) -> Mark:
    if act not in get_args(Act):
        raise ValueError(f'no act "{act}" of “{cue}”')
    known = cast(Act, act)
    stance = stance or USUAL_STANCES.get(known, "asserts")
    if stance not in get_args(Stance):
        raise ValueError(f'no stance "{stance}" of “{cue}”')
    return Mark(start, start + len(cue), known, cast(Stance, stance))
