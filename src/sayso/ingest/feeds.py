"""Feeds: which ones to watch, and what the bytes of one tell. Comes in: YAML and addresses; RSS or Atom as bytes.

Goes out: `Feed`s, `FeedItem`s. Only an item's address, title and day are taken from a feed: its page is read for the
words, since what a feed holds of them is cut or marked up for a reader of feeds. Nothing is fetched here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import msgspec
import yaml

from sayso.errors import InputError, UsageError
from sayso.ingest.dates import normalise_date

MAX_ITEMS = 2_000
_URL = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,6})\s*([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed to watch. `outlet` and `language` serve pages that tell neither."""

    url: str
    outlet: str | None = None
    language: str | None = None


class FeedList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file feeds.yaml."""

    feeds: tuple[str | Feed, ...]
    every: str | None = None


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a feed: the page's address and what the feed tells of it."""

    url: str
    title: str | None = None
    published: str | None = None


def load_feeds(given: Iterable[str]) -> tuple[tuple[Feed, ...], str | None]:
    """The feeds of a command line, addresses and YAML files, each once; and how often, if a file tells it."""
    found: dict[str, Feed] = {}
    every: str | None = None
    for name in given:
        if _URL.match(name):
            found.setdefault(name, Feed(url=name))
            continue
        listed = _read_list(Path(name))
        every = every or listed.every
        for each in listed.feeds:
            feed = Feed(url=each) if isinstance(each, str) else each
            if not _URL.match(feed.url):
                raise UsageError(f"{name}: {feed.url[:100]} is no http or https address")
            found.setdefault(feed.url, feed)
    if not found:
        raise UsageError("no feeds to watch: give addresses, or a file that lists them")
    return tuple(found.values()), every


def _read_list(path: Path) -> FeedList:
    try:
        loaded = yaml.safe_load(path.read_bytes())
        return msgspec.convert({"feeds": loaded} if isinstance(loaded, list) else loaded, FeedList)
    except OSError as error:
        raise UsageError(f"no list of feeds at {path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(
            f"{path}: no list of feeds: {' '.join(str(error).split())[:200]}"
        ) from error


def read_seconds(written: str) -> int:
    """A span of time: "15m" → 900; "90s", "2h", "1d"; a bare number is of seconds."""
    match = _SPAN.fullmatch(written.strip().lower())
    if match is None or int(match[1]) == 0:
        raise UsageError(f'"{written}" is no span of time: write it as 90s, 15m, 2h or 1d')
    return int(match[1]) * _SECONDS[match[2]]


def read_feed(data: bytes, url: str, content_type: str = "") -> list[FeedItem]:
    """The items of a feed, newest first as it lists them, each address once.

    b"<rss>…<item><link>https://paper.example/a</link>…" → [FeedItem(url="https://paper.example/a", …)]
    """
    import feedparser

    # a stream, never a name or an address that feedparser would open by itself
    told = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:
        found = feedparser.parse(io.BytesIO(data), response_headers=told)
    except Exception as error:  # it lets through whatever misplaced elements make it stumble over
        reason = f"cannot be read as a feed: {type(error).__name__}: {error}"[:300]
        raise InputError("feed", reason.encode("utf-8", "replace").decode()) from error
    if not found.get("version") and not found.entries:
        raise InputError("feed", "neither RSS nor Atom")
    items: dict[str, FeedItem] = {}
    for entry in found.entries[:MAX_ITEMS]:
        item = _item(entry)
        if item is not None:
            items.setdefault(item.url, item)
    return list(items.values())


def _item(entry: Any) -> FeedItem | None:
    """An item with an address; others cannot be read, and give nothing."""
    url = urldefrag(str(entry.get("link") or "").strip()).url
    if not _URL.match(url) or len(url) > 2_000 or not url.isprintable():
        return None
    title = " ".join(re.sub(r"<[^>]{0,300}>", " ", str(entry.get("title") or "")).split())
    return FeedItem(url=url, title=title[:500] or None, published=_published(entry))


def _published(entry: Any) -> str | None:
    for key in ("published", "updated"):
        written = normalise_date(str(entry.get(key) or ""))
        if written is not None:
            return written
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if parsed is None:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return moment.isoformat(timespec="seconds")
    except (TypeError, ValueError):
        return None
