"""One line of JSONL, or a plain text → Draft, with the text kept character for character.

A record is {"id", "text", "title"?, "url"?, "outlet"?, "published"?, "language"?}; other fields are left alone.
An id may be a number (it is then written as one); null is the same as absent. What cannot be meant is refused with
a reason, for that line only: invalid JSON, no text, wrong types, a key written twice, half of a surrogate pair.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec

from sayso.errors import InputError
from sayso.ingest.drafts import Draft
from sayso.ingest.encodings import decode_text


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    id: str | int | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None


def read_record(line: bytes) -> Draft:
    """Read one line of JSONL: b'{"id": "a1", "text": "Kyiv denied it."}' → Draft("Kyiv denied it.", "a1")."""
    record = _checked(_parsed(_utf8(line)))
    return Draft(
        text=record.text,
        source_id=None if record.id is None else str(record.id),
        url=_filled(record.url),
        outlet=_filled(record.outlet),
        title=_filled(record.title),
        published=_filled(record.published),
        language=_filled(record.language),
    )


def read_record_id(line: bytes) -> str | None:
    """The id of a record that cannot be read otherwise, if it can still be told."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    given = found.get("id") if isinstance(found, dict) else None
    is_id = (
        isinstance(given, (str, int)) and not isinstance(given, bool) and str(given).isprintable()
    )
    return str(given) if is_id and given != "" else None


def read_plain_text(data: bytes) -> Draft:
    """Read a plain-text file; line ends and white space stay, a byte order mark is no part of the text."""
    return Draft(text=decode_text(data))


def _utf8(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "ingest", f"not UTF-8, as JSON must be (byte {error.start} of the line)"
        ) from error


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise InputError("ingest", f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise InputError("ingest", "JSON nested too deep") from error
    except ValueError as error:
        raise InputError("ingest", f"not a record: {error}") from error
    if not isinstance(found, dict):
        raise InputError(
            "ingest", 'not a record: a line must be an object with at least "id" and "text"'
        )
    return found


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        repeated = ", ".join(sorted(key for key in times if times[key] > 1))[:200]
        # A key may hold half a surrogate pair, which no output can hold.
        raise ValueError(f"written twice: {repeated.encode('utf-8', 'replace').decode()}")
    return found


def _checked(found: dict[str, Any]) -> _Record:
    if found.get("text") is None:
        raise InputError("ingest", 'no "text" in this record')
    try:
        # Keys that are none of ours stay out: msgspec cannot take one with half a surrogate pair.
        known = {name: found[name] for name in _Record.__struct_fields__ if name in found}
        record = msgspec.convert(known, _Record)
    except msgspec.ValidationError as error:
        raise InputError("ingest", f"not a record: {error}") from error
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str) and _has_lone_surrogate(value):
            raise InputError("ingest", f'half of a surrogate pair in "{name}": no character')
    return record


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _filled(value: str | None) -> str | None:
    """The value without white space around it, None when nothing is left."""
    return (value or "").strip() or None
