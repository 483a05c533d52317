"""The templates' environment: everything is escaped, an unknown name is an error.

Comes in: nothing. Goes out: a Jinja environment with the words that pages share.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sayso.views.facts import RUNG_WORDS
from sayso.views.pieces import Piece
from sayso.views.titles import MONTHS
from sayso.views.wording import (
    POSITION_WORDS,
    PRECISION_WORDS,
    PROPERTY_WORDS,
    STANCE_MARKS,
    TRUCE_WORDS,
    grade_words,
    number_words,
    range_words,
)

TEMPLATES = Path(__file__).parent / "templates"


def make_environment() -> Environment:
    """An environment that escapes all values, in files of any name."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "number": number_words,
        "range": pair_words,
        "grade": grade_words,
        "day": day_words,
        "short_day": short_day_words,
        "link": safe_link,
        "path": quote_whole,
        "rung": rung_words,
        "piece_classes": piece_classes,
    }
    environment.filters |= filters
    environment.globals |= {
        "position_words": POSITION_WORDS,
        "precision_words": PRECISION_WORDS,
        "property_words": PROPERTY_WORDS,
        "stance_marks": STANCE_MARKS,
        "truce_words": TRUCE_WORDS,
    }
    return environment


def rung_words(rung: str) -> str:
    """A rung of the ladder of responsibility in words."""
    return RUNG_WORDS.get(rung, rung)


def piece_classes(piece: Piece) -> str:
    """What a piece of a document looks like: its kinds, which of them begin or end here, depth, tone, region."""
    names = [f"k-{kind}" for kind in piece.kinds]
    names += [f"o-{kind}" for kind in dict.fromkeys(a.kind for a in piece.opens)]
    names += [f"x-{kind}" for kind in dict.fromkeys(a.kind for a in piece.closes)]
    names += [f"d{min(piece.depth, 3)}"] if piece.depth else []
    names += [f"t-{piece.tone}"] if piece.tone != "plain" else []
    names += [f"r-{piece.region}"] if piece.region != "body" else []
    return " ".join(names)


def pair_words(pair: tuple[float | None, float | None]) -> str:
    """(29, 51) → "29–51" """
    return range_words(*pair)


def quote_whole(text: str) -> str:
    """Text as one part of an address."""
    return quote(text, safe="")


def day_words(day: str | None) -> str:
    """ "2018-08-09" → "9 August 2018"; a month or year as far as it goes; "" for none."""
    if not day:
        return ""
    parts = day[:10].split("-")
    if not all(part.isdigit() for part in parts):
        return day
    year, *rest = parts
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1] if 1 <= int(rest[0]) <= 12 else rest[0]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def short_day_words(day: str | None) -> str:
    """ "2018-08-09" → "9 Aug 2018", where there is little room."""
    words = day_words(day).split(" ")
    return " ".join(word[:3] if word.isalpha() else word for word in words)


def safe_link(url: str | None) -> str | None:
    """A document's address if a browser may be sent there: http and https alone, nothing that runs."""
    if url is None:
        return None
    is_plain = url.casefold().startswith(("http://", "https://"))
    return url if is_plain and not any(ord(letter) < 33 for letter in url) else None
