"""The templates' environment: everything is escaped, an unknown name is an error.

Comes in: nothing. Goes out: a Jinja environment with the words that pages share.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sayso.views.titles import MONTHS
from sayso.views.wording import (
    POSITION_WORDS,
    PROPERTY_WORDS,
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
        "link": safe_link,
        "path": quote_whole,
    }
    environment.filters |= filters
    environment.globals |= {"position_words": POSITION_WORDS, "property_words": PROPERTY_WORDS}
    return environment


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


def safe_link(url: str | None) -> str | None:
    """A document's address if a browser may be sent there: http and https alone, nothing that runs."""
    if url is None:
        return None
    is_plain = url.casefold().startswith(("http://", "https://"))
    return url if is_plain and not any(ord(letter) < 33 for letter in url) else None
