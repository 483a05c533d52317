"""The claim matrix as a page lays it out: speakers in groups across, propositions down, in each cell what it replaced.

Comes in: an incident. Goes out: rows of cells in the order of the columns; None where a speaker is silent. The rows
that carry the matter come first; places, times and the like follow when asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.incident_model import Cell, Incident, IncidentClaim, Proposition, Speaker, SpeakerGroup
from sayso.model import ClaimStance

GROUP_WORDS: dict[SpeakerGroup, str] = {
    "party": "Parties",
    "third": "Third parties",
    "outlet": "Outlets, in their own voice",
}
_WEIGHTY = ("responsible", "occurrence", "violates", "cause", "terms", "control")
_TOLLS = "toll."
# Columns of a matrix that can still be read: all parties, and of the others those that say most.
MOST_SPEAKERS = 40


@dataclass(frozen=True)
class EarlierWord:
    """What a speaker said before it said otherwise; `words` where they are the value, as in a toll."""

    stance: ClaimStance
    words: str
    day: str | None


@dataclass(frozen=True)
class MatrixCell:
    """What a speaker says now, and what it said before."""

    cell: Cell
    earlier: tuple[EarlierWord, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A proposition with a cell for each column; `prints_words`: the words are the value, as in a toll."""

    proposition: Proposition
    cells: tuple[MatrixCell | None, ...]
    prints_words: bool


@dataclass(frozen=True)
class MatrixGroup:
    """Columns of one kind of speaker."""

    group: SpeakerGroup
    words: str
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True)
class Matrix:
    """The whole matrix; `more` and `more_speakers`: how many rows and columns are left out."""

    groups: tuple[MatrixGroup, ...]
    speakers: tuple[Speaker, ...]
    rows: tuple[MatrixRow, ...]
    more: int
    more_speakers: int


def make_matrix(incident: Incident, *, everything: bool = False) -> Matrix:
    """The matrix of an incident; `everything`: also what nobody would dispute, such as places and times."""
    weighty = [p for p in incident.propositions if is_weighty(p)]
    shown = incident.propositions if everything or not weighty else weighty
    spoken = {cell.speaker for p in shown for cell in p.cells}
    speaking = [s for s in incident.speakers if s.id in spoken]
    speakers = speaking if everything else _most_telling(speaking, shown)
    groups = tuple(
        MatrixGroup(group, words, own)
        for group, words in GROUP_WORDS.items()
        if (own := tuple(s for s in speakers if s.group == group))
    )
    columns = tuple(s for g in groups for s in g.speakers)
    said = {(c.id, c.speaker): c for claims in incident.claims.values() for c in claims}
    return Matrix(
        groups=groups,
        speakers=columns,
        rows=tuple(_make_row(p, columns, said) for p in shown),
        more=len(incident.propositions) - len(shown),
        more_speakers=len(speaking) - len(speakers),
    )


def _most_telling(
    speakers: Sequence[Speaker], propositions: Sequence[Proposition]
) -> list[Speaker]:
    """All parties, and of the others those who speak of most propositions, in the order that they had."""
    counts = Counter(cell.speaker for p in propositions for cell in p.cells)
    order = sorted(speakers, key=lambda s: (s.group != "party", -counts[s.id]))
    kept = set(order[: max(MOST_SPEAKERS, sum(s.group == "party" for s in speakers))])
    return [s for s in speakers if s in kept]


def is_weighty(proposition: Proposition) -> bool:
    """Whether a row carries the matter: who, whether, how many, why."""
    return proposition.property in _WEIGHTY or proposition.property.startswith(_TOLLS)


def _make_row(
    proposition: Proposition,
    columns: Sequence[Speaker],
    said: dict[tuple[str, str], IncidentClaim],
) -> MatrixRow:
    cells = {cell.speaker: cell for cell in proposition.cells}
    prints_words = proposition.property.startswith(_TOLLS)
    return MatrixRow(
        proposition=proposition,
        cells=tuple(
            _make_cell(cells[s.id], said, prints_words) if s.id in cells else None for s in columns
        ),
        prints_words=prints_words,
    )


def _make_cell(
    cell: Cell, said: dict[tuple[str, str], IncidentClaim], prints_words: bool
) -> MatrixCell:
    claims = [said[name, cell.speaker] for name in cell.earlier if (name, cell.speaker) in said]
    words = (EarlierWord(c.stance, c.words if prints_words else "", c.published) for c in claims)
    return MatrixCell(cell, tuple(dict.fromkeys(words)))


def claims_of(
    incident: Incident, proposition: str, speaker: str | None = None
) -> list[IncidentClaim]:
    """What is claimed on a proposition, by one speaker or by all, the latest first."""
    found = [
        claim
        for claims in incident.claims.values()
        for claim in claims
        if claim.proposition == proposition
        and (speaker is None or claim.speaker == speaker)
        and not claim.aside
    ]
    return sorted(found, key=lambda c: c.published or "", reverse=True)
