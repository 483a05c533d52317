"""ninjs, IPTC's news in JSON, 1.x and 2.x → drafts. Comes in: the bytes of a file. Goes out: one `Found` an item.

A file holds one item, an array of items, an object with "items", or one item a line. The words are the plain text
body if there is one, else the paragraphs of the XHTML or HTML one. Pictures, videos and graphics are skipped with a
reason; `associations`, `subject` and `renditions` are not read, nor are other texts ("caption", "summary").
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from sayso.errors import InputError
from sayso.ingest.drafts import Draft
from sayso.ingest.encodings import decode_text
from sayso.ingest.text_exports import Found

_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li blockquote div section article td th figcaption pre br hr tr table ul ol".split()
)
_UNREAD = frozenset(["script", "style", "head", "title"])
_OTHER_KINDS = frozenset(["picture", "audio", "video", "graphic", "component", "planning"])
_OTHER_ROLES = frozenset(["caption", "summary", "lead", "slugline", "alternate", "short"])


def read_ninjs(data: bytes) -> Iterator[Found]:
    """Read a file of ninjs items."""
    for item in _items(decode_text(data).removeprefix("\ufeff")):
        raw = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
        if not isinstance(item, dict):
            yield Found(raw, reason="not an object: an item of ninjs is one")
            continue
        yield _article(item, raw)


def _items(text: str) -> Iterator[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise InputError("ingest", f"not JSON: {error}"[:200]) from error
        yield from map(_line, lines)
        return
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    yield from found if isinstance(found, list) else [found]


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _article(item: dict[str, Any], raw: str) -> Found:
    name = _text(item.get("uri"))
    kind = _text(item.get("type"))
    if kind in _OTHER_KINDS:
        return Found(raw, reason=f"is a {kind}, not a text", skipped=True, id=name)
    text = _body(item)
    if not text.strip():
        return Found(raw, reason="no body in this item", id=name)
    return Found(
        raw,
        Draft(
            text=text,
            source_id=name,
            url=_address(item),
            outlet=_outlet(item),
            title=_text(item.get("headline")) or _first(item.get("headlines")),
            byline=_text(item.get("byline")) or _text(item.get("by")) or _text(item.get("bylines")),
            published=next((d for key in _DATES if (d := _text(item.get(key)))), None),
            language=_text(item.get("language")),
        ),
    )


# When it was published, if that is said; else this version's time, which is the one that readers saw.
_DATES = (
    "published",
    "versioncreated",
    "versionCreated",
    "contentcreated",
    "firstcreated",
    "firstCreated",
)


def _body(item: dict[str, Any]) -> str:
    """The words: 1.x has body_text, body_xhtml, body_html …; 2.x a list of bodies with their kind of content."""
    plain: list[str] = [v for v in [item.get("body_text")] if isinstance(v, str)]
    marked = [
        value
        for key, value in item.items()
        if key.startswith("body_") and key != "body_text" and isinstance(value, str)
    ]
    bodies = item.get("bodies")
    for body in bodies if isinstance(bodies, list) else []:
        if isinstance(body, dict) and isinstance(body.get("value"), str):
            if _text(body.get("role")) in _OTHER_ROLES:
                continue
            kind = _text(body.get("contenttype")) or _text(body.get("contentType")) or ""
            (plain if kind == "text/plain" or "<" not in body["value"] else marked).append(
                body["value"]
            )
    chosen = next((words for words in plain if words.strip()), None)
    return chosen or next((words for html in marked if (words := _paragraphs(html))), "")


def _address(item: dict[str, Any]) -> str | None:
    """A web address of the item: `uri` often is one, but only a name if it is a tag or urn."""
    listed = item.get("altids")
    for value in (item.get("url"), item.get("webpage"), item.get("uri"), listed):
        text = _text(value)
        if text and text.startswith(("http://", "https://")):
            return text
    return None


def _outlet(item: dict[str, Any]) -> str | None:
    for key in ("infosources", "source", "provider", "copyrightholder", "copyrightHolder"):
        value = item.get(key)
        named = _first(value) if isinstance(value, list) else _text(value)
        if named:
            return named
    return None


def _first(values: Any) -> str | None:
    """The first value of a list of objects with value or name, one without a role of its own before others."""
    rows = [row for row in values if isinstance(row, dict)] if isinstance(values, list) else []
    for row in sorted(rows, key=lambda row: _text(row.get("role")) in _OTHER_ROLES):
        if named := _text(row.get("value")) or _text(row.get("name")):
            return named
    return None


def _text(value: Any) -> str | None:
    return (" ".join(value.split()) or None) if isinstance(value, str) else None


class _Paragraphs(HTMLParser):
    """The text of a fragment, cut where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        if tag in _BLOCKS:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD and self._unread > 0
        if tag in _BLOCKS:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.blocks[-1].append(data)


def _paragraphs(html: str) -> str:
    parser = _Paragraphs()
    parser.feed(html)
    parser.close()
    blocks = (" ".join("".join(block).split()) for block in parser.blocks)
    return "\n\n".join(block for block in blocks if block)
