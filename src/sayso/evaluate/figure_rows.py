"""Our own labelled figures: rows of tests/sentences/figures_*.yaml with every quoted word found in its text.

Comes in: a YAML file of rows (tests/sentences/README.md tells the format). Goes out: one `FigureSentence` a row: the
document as sayso reads it and its figures with spans for words. A row that is wrong is named with its reason; nothing
is guessed or left out. Not done here: whether the labels are right, and scoring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from sayso.evaluate.sentence_rows import (
    Spans,
    Words,
    all_readable,
    find_words,
    row_document,
    sort_labelled,
)
from sayso.ingest.regions import Furniture
from sayso.model import Bound, Document

SCOPES = ("event", "day", "period", "war", "share", "other")


class LabelledFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure as it stands in a row; `part_of` and `revises` are the words of another figure of the row."""

    words: str
    counts: str
    bound: Bound
    who: str | None = None
    low: float | None = None
    high: float | None = None
    central: float | None = None
    scope: str = "event"
    speaker: Words | None = None
    part_of: str | None = None
    revises: str | None = None
    note: str | None = None


class FigureRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a file."""

    text: str
    figures: list[LabelledFigure]
    published: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class GoldFigure:
    """A labelled figure with spans for words; `part_of` and `revises` are places in the figures of its row."""

    label: LabelledFigure
    span: tuple[int, int]
    speaker: Spans
    part_of: int | None
    revises: int | None


@dataclass(frozen=True)
class FigureSentence:
    """A short text, as sayso reads it, and all figures in it."""

    document: Document
    figures: tuple[GoldFigure, ...]


def read_figure_sentences(path: Path) -> list[FigureSentence]:
    """Read a file of rows; a wrong one is an error that says where and what.

    figures_dev.yaml → [FigureSentence(document "figures_dev:1", …), …]
    """
    return all_readable(*sort_figure_rows(path))


def sort_figure_rows(path: Path) -> tuple[list[FigureSentence], list[str]]:
    """The rows of a file that can be read, and for each that cannot a line that says why."""
    return sort_labelled(path, _read_row)


def _read_row(name: str, row: Any, furniture: Furniture) -> FigureSentence:
    labelled = msgspec.convert(row, FigureRow)
    document = row_document(name, labelled.text, labelled.published, furniture)
    for figure in labelled.figures:
        if wrong := next(_faults(figure), None):
            raise ValueError(f'"{figure.words}": {wrong}')
    return FigureSentence(document, tuple(_find_figures(labelled)))


def _faults(figure: LabelledFigure) -> Iterator[str]:
    """What contradicts DESIGN.md §6a: which of low, high and central a bound has."""
    has = {n for n in ("low", "high", "central") if getattr(figure, n) is not None}
    wanted = {
        "exactly": {"low", "high"},
        "about": {"central"},
        "nearly": {"high", "central"},
        "at_least": {"low"},
        "over": {"low"},
        "at_most": {"high"},
        "under": {"high"},
        "between": {"low", "high"},
        "vague": {"low"},
    }[figure.bound]
    is_exact = figure.bound == "exactly"
    if has and has - ({"central"} if is_exact else set()) != wanted:  # "an unknown number" has none
        yield f"{figure.bound} has {', '.join(sorted(wanted))}, not {', '.join(sorted(has))}"
    if is_exact and figure.low != figure.high:
        yield "exactly, and low is not high"
    if figure.scope not in SCOPES:
        yield f"no scope {figure.scope}: choose from {', '.join(SCOPES)}"


def _find_figures(row: FigureRow) -> Iterator[GoldFigure]:
    places = {figure.words: place for place, figure in enumerate(row.figures)}
    for figure in row.figures:
        others = [words for words in (figure.part_of, figure.revises) if words is not None]
        if missing := [words for words in others if words not in places]:
            raise ValueError(f'"{figure.words}" points to "{missing[0]}", which is no figure there')
        [span] = find_words(row.text, figure.words)
        yield GoldFigure(
            label=figure,
            span=span,
            speaker=find_words(row.text, figure.speaker),
            part_of=None if figure.part_of is None else places[figure.part_of],
            revises=None if figure.revises is None else places[figure.revises],
        )
