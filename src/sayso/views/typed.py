"""What a person types as a claim's value or claimant, as the typed values that the views compare.

Comes in: a property, the words ("SYR", "Syria", "29-35", "29+", "2018-08-09", "Marqab"), the registries. Goes out: a
side, a figure, a day, a place, or the words alone. Nothing is guessed: a name that is nobody's in the registries stays
words, a number that is none is refused where it is typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sayso.extract.claims.claim_policy import ClaimPolicy, load_claim_policy
from sayso.model import (
    Act,
    Bound,
    ClaimStance,
    Figure,
    Place,
    Property,
    Responsibility,
    Span,
    TimeInterval,
)
from sayso.views.sides import Side, Sides

ACTOR_PROPERTIES: frozenset[Property] = frozenset(
    {"responsible", "recipient", "violates", "control"}
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?)|(\+))?")


@dataclass(frozen=True)
class TypedValue:
    """A value as typed: its words, and what it is where it is more than words."""

    words: str
    side: Side | None = None
    figure: Figure | None = None
    place: Place | None = None
    time: TimeInterval | None = None


def read_value(prop: Property, words: str, sides: Sides, day: str | None) -> TypedValue:
    """The value that somebody typed for a property.

    ("toll.killed", "29-35") → figure 29–35; ("responsible", "Syria") → side SYR; ("time", "2018-08-09") → that day
    """
    words = words.strip()
    span = Span(0, len(words), words)
    if prop in ACTOR_PROPERTIES:
        return TypedValue(words, side=find_side(words, sides, day))
    if prop.startswith("toll."):
        return TypedValue(words, figure=_figure(prop, words))
    if prop == "place":
        return TypedValue(words, place=Place(id="", span=span, name=words))
    if prop == "time":
        days = read_days(words)
        if days is None:
            return TypedValue(words)
        start, end = days
        time = TimeInterval(id="", span=span, type="DATE", value=words, start=start, end=end)
        return TypedValue(words, time=time)
    return TypedValue(words)


def is_readable(prop: Property, words: str) -> bool:
    """Whether words can be a value of a property: a toll is a number or a range, a time is a day or two."""
    if prop.startswith("toll."):
        return read_number(words) is not None
    if prop == "time":
        return read_days(words) is not None
    return bool(words.strip())


def find_side(words: str, sides: Sides, day: str | None) -> Side | None:
    """The side of an actor's id, or of a name that exactly one listed country, actor or outlet has."""
    found = sides.side_of(words, None, day)
    if found is not None:
        return found
    named = _ids_by_name(sides).get(words.casefold(), frozenset())
    return sides.side_of(next(iter(named)), None, day) if len(named) == 1 else None


def _ids_by_name(sides: Sides) -> dict[str, frozenset[str]]:
    """Every name of the registries, in small letters → the ids of those who have it."""
    found: dict[str, set[str]] = {}
    for country in sides.countries.values():
        found.setdefault(country.name.casefold(), set()).add(country.id)
    for row in sides.known.values():
        found.setdefault(row.name.casefold(), set()).add(row.id)
    for outlet, name in sides.outlets.items():
        found.setdefault(name.casefold(), set()).add(f"outlet:{outlet}")
    return {name: frozenset(ids) for name, ids in found.items()}


def read_number(words: str) -> tuple[float, float | None, Bound] | None:
    """(low, high, bound) of a typed number: "29" → (29, 29, exactly); "29-35"; "29+" → (29, None, at_least)."""
    match = _NUMBER.fullmatch(words.strip().replace(",", "").replace("–", "-"))
    if match is None:
        return None
    low = float(match[1])
    if match[3]:
        return low, None, "at_least"
    high = float(match[2] or match[1])
    if high < low:
        return None
    return low, high, "exactly" if high == low else "between"


def _figure(prop: Property, words: str) -> Figure | None:
    number = read_number(words)
    if number is None:
        return None
    low, high, bound = number
    return Figure(
        id="",
        span=Span(0, len(words), words),
        counts=prop.removeprefix("toll."),
        low=low,
        high=high,
        central=low if bound == "exactly" else None,
        bound=bound,
        scope="event",
    )


def read_days(words: str) -> tuple[str, str] | None:
    """[start, end) of a typed day or of two: "2018-08-09" → ("2018-08-09", "2018-08-10"); "2018-08-09/2018-08-11"."""
    first, _, last = words.strip().partition("/")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        after = end + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return (start.isoformat(), after.isoformat()) if start <= end else None


def find_rung(
    stance: ClaimStance,
    speaker: Side | None,
    responsible: Side | None,
    act: Act | None,
    *,
    is_own_voice: bool,
) -> Responsibility:
    """The rung of the responsibility ladder of a claim that a person made or corrected (DESIGN.md §6a).

    "Moscow said that Kyiv did it" → accused_by_authority; only the outlet's own unhedged words are a fact.
    """
    policy = _claim_policy()
    own = speaker is not None and responsible is not None and speaker.id == responsible.id
    if stance == "denies":
        return "denied" if own or act in policy.denying_acts else "cleared"
    if stance in ("suggests", "doubts"):
        return "suggested"
    if is_own_voice:
        return "fact"
    if own:
        return "admitted"
    is_authority = speaker is not None and speaker.kind in policy.authority_kinds
    return "accused_by_authority" if is_authority else "accused"


@lru_cache(maxsize=1)
def _claim_policy() -> ClaimPolicy:
    return load_claim_policy()
