"""The policy by which layouts without a claimant get their cells: `policies/cells-1.yaml`, or a file of one's own.

Comes in: a name or a path. Goes out: the policy, checked. What it means for one incident is worked out in chosen.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from sayso.incident_model import GradeName
from sayso.lexicon import LexiconHeader, lexicon_folder, read_lexicon
from sayso.model import ActorKind, EventType, Precision
from sayso.text import digest_of

DEFAULT_CELLS = "cells-1"

RecipientKind = Literal["civilians", "armed"]


class PlaceCodes(msgspec.Struct, frozen=True, kw_only=True):
    """What a precision is called in other layouts, and whether a point means anything at it."""

    where_prec: int
    geo_precision: int
    has_point: bool


class DayCodes(msgspec.Struct, frozen=True, kw_only=True):
    """What a length of up to `most` days is called in other layouts."""

    most: int
    date_prec: int
    time_precision: int


class ActorType(msgspec.Struct, frozen=True, kw_only=True):
    """ACLED's word and number for a kind of actor; `abroad`: a state's forces outside their country are another."""

    word: str
    number: int
    abroad: bool = False


class KindRow(msgspec.Struct, frozen=True, kw_only=True):
    """ACLED's three levels for a type of deed; what is left out fits everything."""

    type: EventType
    mode: str | None = None
    recipient: RecipientKind | None = None
    disorder: str
    event: str
    sub: str


class CellPolicy(LexiconHeader, frozen=True, kw_only=True):
    """The whole file; see its rows for what each means."""

    named_by_grades: frozenset[GradeName]
    named_by_origins: int
    barred_by_grades: frozenset[GradeName]
    unnamed_actor: str
    most_characters: int
    most_notes: int
    civilian_words: frozenset[str]
    places: dict[Precision, PlaceCodes]
    days: tuple[DayCodes, ...]
    actor_types: dict[ActorKind, ActorType]
    abroad_type: ActorType
    kinds: tuple[KindRow, ...]

    @property
    def digest(self) -> str:
        """Changes with any row."""
        return digest_of(msgspec.json.encode(msgspec.to_builtins(self, order="sorted")), length=12)

    def days_of(self, days: int) -> DayCodes | None:
        """The codes of an interval of so many days; None if it is longer than any that has a code."""
        return next((row for row in self.days if days <= row.most), None)

    def kind_of(
        self, event_type: EventType, modes: Iterable[str], recipient: RecipientKind | None
    ) -> KindRow | None:
        """The first row that fits a deed."""
        told = set(modes)
        return next(
            (
                row
                for row in self.kinds
                if row.type == event_type
                and (row.mode is None or row.mode in told)
                and row.recipient in (None, recipient)
            ),
            None,
        )


def load_cell_policy(name_or_path: str | Path = DEFAULT_CELLS) -> CellPolicy:
    """Read the shipped policy by its name, or a project's own by the path of its file."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read_lexicon(path.stem, CellPolicy, path.parent)
    return read_lexicon(str(name_or_path), CellPolicy, lexicon_folder() / "policies")
