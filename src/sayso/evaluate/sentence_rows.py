"""Our own labelled sentences: rows of tests/sentences/*.yaml with every quoted word found in its text.

Comes in: a YAML file of rows (tests/sentences/README.md tells the format). Goes out: one `Sentence` a row: the document
as sayso reads it and its attributions with spans for words. A row that is wrong raises a `UsageError` that names file,
row and words; nothing is guessed or left out. Not done here: whether the labels are right, and scoring.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from sayso.errors import UsageError
from sayso.ingest.drafts import Draft
from sayso.ingest.regions import Furniture, find_regions, load_furniture
from sayso.lexicon import read_rows
from sayso.model import Act, Document, Outlet, Stance
from sayso.text import digest_of

Spans = list[tuple[int, int]]
Words = str | list[str]

Row = TypeVar("Row")

OUTLET = Outlet(id="a-paper", name="a-paper")

_NUMBERED = re.compile(r"(.*\S)#([1-9]\d*)", re.DOTALL)


class LabelledAttribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attribution as it stands in a row: words of the text, act, stance, the cue it is inside of."""

    content: Words
    act: Act
    stance: Stance
    source: Words | None = None
    cue: Words | None = None
    inside: Words | None = None
    accused: list[str] = []
    denies: Words | msgspec.UnsetType | None = msgspec.UNSET


class LabelledRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a file."""

    text: str
    attributions: list[LabelledAttribution]
    published: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class GoldAttribution:
    """A labelled attribution with spans for words; `inside` is the place of the enclosing one in its row.

    `denied` holds the words of the deed that a denial denies, and is empty where no deed is named.
    """

    source: Spans
    cue: Spans
    content: Spans
    act: Act
    stance: Stance
    inside: int | None
    depth: int
    accused: tuple[Spans, ...]
    denied: Spans


@dataclass(frozen=True)
class Sentence:
    """A short text of one to four sentences, as sayso reads it, and all attributions in it, outer before inner."""

    document: Document
    attributions: tuple[GoldAttribution, ...]

    @property
    def id(self) -> str:
        return self.document.source_id

    @property
    def text(self) -> str:
        return self.document.text


def read_sentences(path: Path) -> list[Sentence]:
    """Read a file of rows; a wrong one is an error that says where and what.

    attributions_dev_a.yaml → [Sentence(id "attributions_dev_a:1", …), …]
    """
    return all_readable(*sort_rows(path))


def sort_rows(path: Path) -> tuple[list[Sentence], list[str]]:
    """The rows of a file that can be read, and for each that cannot a line that says why."""
    return sort_labelled(path, _read_row)


def sort_labelled(
    path: Path, read_row: Callable[[str, Any, Furniture], Row]
) -> tuple[list[Row], list[str]]:
    """What `read_row` makes of the rows of a file (name, row, furniture), and a line for each that it cannot read."""
    furniture = load_furniture()
    rows, problems = [], []
    for number, row in enumerate(load_rows(path), 1):
        name = f"{path.stem}:{number}"
        try:
            rows.append(read_row(name, row, furniture))
        except (msgspec.MsgspecError, ValueError) as error:
            problems.append(f"{name}: {error}")
    return rows, problems


def all_readable(rows: list[Row], problems: list[str]) -> list[Row]:
    """The rows, if nothing is wrong with any; else an error that names the first."""
    if problems:
        more = f" (and {len(problems) - 1} more rows are wrong)" if problems[1:] else ""
        raise UsageError(problems[0] + more)
    return rows


def load_rows(path: Path) -> list[Any]:
    """The rows of a YAML file as they stand there."""
    try:
        rows = read_rows(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: {error}") from error
    if not isinstance(rows, list):
        raise UsageError(f"{path}: a list of rows is wanted")
    return rows


def _read_row(name: str, row: Any, furniture: Furniture) -> Sentence:
    labelled = msgspec.convert(row, LabelledRow)
    document = row_document(name, labelled.text, labelled.published, furniture)
    return Sentence(document, _find_attributions(labelled))


def row_document(name: str, text: str, published: str | None, furniture: Furniture) -> Document:
    """The document that ingest would make of the bare text of a row."""
    layout = find_regions(Draft(text), furniture)
    return Document(
        id="d" + digest_of("", text),
        source_id=name,
        text=text,
        published=published,
        language="en",
        outlet=OUTLET,
        regions=layout.regions,
        dateline=layout.dateline,
    )


def _find_attributions(row: LabelledRow) -> tuple[GoldAttribution, ...]:
    found: list[GoldAttribution] = []
    for labelled in row.attributions:
        found.append(_find_attribution(row.text, labelled, found))
    return tuple(found)


def _find_attribution(
    text: str, labelled: LabelledAttribution, outer: Sequence[GoldAttribution]
) -> GoldAttribution:
    inside = _find_enclosing(text, labelled, outer)
    return GoldAttribution(
        source=find_words(text, labelled.source),
        cue=find_words(text, labelled.cue),
        content=find_words(text, labelled.content),
        act=labelled.act,
        stance=labelled.stance,
        inside=inside,
        depth=0 if inside is None else outer[inside].depth + 1,
        accused=tuple(find_words(text, words) for words in labelled.accused),
        denied=find_words(text, _denied(labelled)),
    )


def _find_enclosing(
    text: str, labelled: LabelledAttribution, outer: Sequence[GoldAttribution]
) -> int | None:
    if labelled.inside is None:
        return None
    cue = find_words(text, labelled.inside)
    places = [place for place, attribution in enumerate(outer) if attribution.cue == cue]
    if not places:
        raise ValueError(
            f'"{labelled.cue}" is inside "{labelled.inside}", and no attribution before it has that cue'
        )
    return places[-1]


def _denied(labelled: LabelledAttribution) -> Words | None:
    if labelled.denies is not msgspec.UNSET:
        if labelled.stance != "denies":
            raise ValueError(
                f'"{labelled.cue}" has `denies` and the stance {labelled.stance}: only a denial has it'
            )
        return labelled.denies
    if labelled.stance == "denies":
        raise ValueError(
            f'"{labelled.cue}" denies, and does not say what (`denies`: words or null)'
        )
    return None


def find_words(text: str, words: Words | None) -> Spans:
    """Where quoted words stand in a text, whole words only; "#2" after them asks for the second place.

    ("Police said he said so.", "said#2") → [(15, 19)]
    """
    pieces = [words] if isinstance(words, str) else words or []
    return [_find_piece(text, piece) for piece in pieces]


def _find_piece(text: str, piece: str) -> tuple[int, int]:
    numbered = _NUMBERED.fullmatch(piece)
    words, number = (numbered[1], int(numbered[2])) if numbered else (piece, 1)
    if not words.strip():
        raise ValueError("empty words: write null where there are none")
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    places = [m.span() for m in re.finditer(before + re.escape(words) + after, text)]
    if len(places) < number:
        raise ValueError(f'"{piece}" stands {len(places)} times in the text: {text!r}')
    return places[number - 1]
