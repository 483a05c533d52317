"""Columns of a layout: each with its name, where its value comes from, and how to fill it. The README is made of them.

Comes in: columns and what every export says of itself. Goes out: rows of cells, and the README.txt that tells for each
cell which policy chose it and what was lost: what is documented is what is run.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sayso.export.cell_policy import CellPolicy
from sayso.export.cells import Cell
from sayso.export.package import Note
from sayso.views.sides import Sides

R = TypeVar("R")


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: `says` tells which policy chose its value, in words for the README."""

    name: str
    says: str
    fill: Callable[[R], Cell]


@dataclass(frozen=True)
class Job:
    """What a format is asked to do, beside the material."""

    note: Note
    policy: CellPolicy
    sides: Sides
    bom: bool = False
    inter_numeric: bool = False
    with_text: bool = False


def empty(name: str, why: str) -> Column[R]:
    """A column that stays empty, and why."""
    return Column(name, f"empty: {why}", lambda _: None)


def fill_row(columns: Iterable[Column[R]], thing: R) -> list[Cell]:
    """The cells of one row."""
    return [column.fill(thing) for column in columns]


def make_readme(
    title: str,
    about: Sequence[str],
    loses: Sequence[str],
    tables: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    note: Note,
    counts: dict[str, int],
) -> str:
    """The sidecar: what this is, by which policies, what was lost, and where each cell comes from."""
    parts = [title, "=" * len(title), ""]
    parts += [line for words in about for line in (*_wrap(words), "")]
    parts += [*note.lines(counts), ""]
    if loses:
        parts += [
            "What is lost",
            "------------",
            *(line for w in loses for line in _wrap("- " + w)),
            "",
        ]
    for name, rows in tables:
        parts += [name, "-" * len(name)]
        width = max(len(column) for column, _ in rows) + 2
        parts += [line for column, says in rows for line in _hang(column, says, width)]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def describe(columns: Iterable[Column[R]]) -> list[tuple[str, str]]:
    """(name, where from) of columns, for a README."""
    return [(column.name, column.says) for column in columns]


def _wrap(words: str) -> list[str]:
    return textwrap.wrap(words, 100, subsequent_indent="  " if words.startswith("- ") else "")


def _hang(name: str, says: str, width: int) -> list[str]:
    width = min(width, 44)
    lines = textwrap.wrap(says, max(40, 100 - width)) or [""]
    return [name.ljust(width) + lines[0], *(" " * width + line for line in lines[1:])]
