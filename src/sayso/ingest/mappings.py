"""Which column of a table holds what: a mapping that is written once and kept, and a guess at one for a new table.

Comes in: a YAML file, or the first rows of a table. Goes out: a `Mapping`, as a value or as YAML to look over and keep.
A guess goes by the names in the header alone, which `mapping-words.yaml` lists; it is never better than a look at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import msgspec
import yaml

from sayso.errors import UsageError
from sayso.ingest.table_dates import DAY_FIRST, MONTH_FIRST, SERIAL, find_order
from sayso.lexicon import LexiconHeader, read_lexicon

Field = Literal["text", "url", "id", "title", "outlet", "byline", "published", "language"]
FIELDS: tuple[Field, ...] = get_args(Field)

_HEAD_ROWS = 10
_NAME = re.compile(r"[\w.-]{1,80}")


class Mapping(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A saved column mapping. A column is named by its header, or by its letter or number where there is none.

    `text` may join several columns, in order. `header` is the number of the row with the names, 0 for none, None to
    look for it. `fill_down`: a blank cell of these means the one above. `fetch`: a row without text is fetched from
    its url (always so if no column holds text). `dates`: day-first, month-first, serial, or a layout like "%d %b %y".
    `bad_dates`: whether a row whose date cannot be read is refused, or read without its date.
    """

    name: str
    columns: dict[Field, str | int | tuple[str | int, ...]]
    header: int | None = None
    sheet: str | None = None
    dates: str | None = None
    bad_dates: Literal["refuse", "leave-out"] = "refuse"
    fill_down: tuple[Field, ...] = ()
    fetch: bool = False
    encoding: str | None = None
    delimiter: str | None = None


class MappingWords(LexiconHeader, frozen=True, kw_only=True):
    """The file `mapping-words.yaml`: names of columns for each field, the likeliest first."""

    names: dict[Field, tuple[str, ...]]


def read_mapping(data: bytes | str, origin: str) -> Mapping:
    """Read and check a mapping; what is wrong is said with the file's name."""
    try:
        mapping = msgspec.convert(yaml.safe_load(data), Mapping)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{origin}: not YAML: {' '.join(str(error).split())[:200]}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{origin}: no mapping: {error}") from error
    return _checked(mapping, origin)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping from its file."""
    try:
        return read_mapping(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"no mapping at {path}: {error.strerror}") from error


def _checked(mapping: Mapping, origin: str) -> Mapping:
    def wrong(what: str) -> UsageError:
        return UsageError(f"{origin}: {what}")

    if not _NAME.fullmatch(mapping.name):
        raise wrong("name: letters, digits, dots, hyphens and underscores only")
    if not {"text", "url"} & mapping.columns.keys():
        raise wrong("columns: say which holds the text, or the url to fetch")
    lists = [field for field, column in mapping.columns.items() if isinstance(column, tuple)]
    if set(lists) - {"text"}:
        raise wrong("columns: only text may join several columns")
    if mapping.columns.get("text") == ():
        raise wrong("columns: text names no column")
    if missing := set(mapping.fill_down) - mapping.columns.keys():
        raise wrong(f"fill_down: no column is mapped to {', '.join(sorted(missing))}")
    if mapping.delimiter is not None and len(mapping.delimiter) != 1:
        raise wrong("delimiter: one character")
    dates = mapping.dates
    if dates is not None and "%" not in dates and dates not in (DAY_FIRST, MONTH_FIRST, SERIAL):
        raise wrong(f'dates: {DAY_FIRST}, {MONTH_FIRST}, {SERIAL}, or a layout like "%d %b %y"')
    return mapping


def write_mapping(mapping: Mapping) -> str:
    """The mapping as YAML, to be looked over, changed and kept."""
    plain = msgspec.to_builtins(mapping)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)


def propose_mapping(rows: Sequence[Sequence[str]], name: str) -> Mapping | None:
    """Guess a mapping from a table's first rows; None if no column is named like text or address.

    [("Headline", "Body", "Date"), ("…", "…", "25/12/2016")] → title, text, published, dates day-first
    """
    best: tuple[int, dict[Field, str]] | None = None
    for number, row in enumerate(rows[:_HEAD_ROWS], 1):
        found = _match(row)
        if {"text", "url"} & found.keys() and (best is None or len(found) > len(best[1])):
            best = number, found
    if best is None:
        return None
    number, found = best
    return Mapping(
        name=name if _NAME.fullmatch(name) else "table",
        columns=dict(found),
        header=None if number == 1 else number,
        dates=_order(rows[number - 1], rows[number:], found.get("published")),
    )


def _match(header: Sequence[str]) -> dict[Field, str]:
    """The fields whose names stand in a header; a column serves one field, the likeliest name first."""
    keys = {column_key(cell): cell for cell in reversed(header) if cell.strip()}
    found: dict[Field, str] = {}
    for field in FIELDS:
        for word in _words().names.get(field, ()):
            cell = keys.get(column_key(word))
            if cell is not None and cell not in found.values():
                found[field] = cell
                break
    return found


def _order(header: Sequence[str], rows: Sequence[Sequence[str]], column: str | None) -> str | None:
    if column is None:
        return None
    at = list(header).index(column)
    return find_order(row[at] for row in rows if at < len(row))


def column_key(name: str) -> str:
    """What two spellings of one column's name share: "Article_Text", "article  text" → "article text"."""
    return " ".join(re.sub(r"[_\W]+", " ", name).split()).casefold()


@lru_cache(maxsize=1)
def _words() -> MappingWords:
    return read_lexicon("mapping-words", MappingWords)
