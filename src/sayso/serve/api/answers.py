"""What all answers of the API share: pages of items, and entity tags so that nothing unchanged is sent twice.

Comes in: what a handler gives. Goes out: an envelope; and a middleware that tags every 200 to a GET under /api with a
digest of its body and answers 304 where the client has it already (RFC 9110 §8.8, §13.1.2).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import QueryParameter
from litestar.types import ASGIApp, Message, Receive, Scope, Send

Item = TypeVar("Item")

Limit = Annotated[int, QueryParameter(ge=1, le=500, description="How many items at most.")]
Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="How many to pass over.")]


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """Some items of a list. `count`: how many there are in all, None where nobody counted; `next`: the offset of the
    following page, None after the last."""

    items: tuple[Item, ...]
    count: int | None
    next: int | None


# What a handler may refuse, besides input that is no valid one (400): for the description of the API.
MAY_MISS = [NotFoundException]
MAY_REFUSE = [NotFoundException, PermissionDeniedException]


def make_page(found: list[Item], limit: int, offset: int, count: int | None = None) -> Page[Item]:
    """A page of what was found from an offset on; `found` may hold one more than asked for."""
    items = tuple(found[:limit])
    is_last = len(found) <= limit if count is None else offset + len(items) >= count
    return Page(items=items, count=count, next=None if is_last else offset + limit)


class TagAnswers:
    """Tag answers of the API with a digest of their body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != ScopeType.HTTP
            or scope["method"] != "GET"
            or not scope["path"].startswith("/api")
        ):
            await self._app(scope, receive, send)
            return
        known = next((v for k, v in scope["headers"] if k.lower() == b"if-none-match"), b"")
        await self._app(scope, receive, _Tagger(send, known).send)


class _Tagger:
    """Hold an answer back until its body is whole, then send it with its tag, or 304 without it."""

    def __init__(self, send: Send, known: bytes) -> None:
        self._send, self._known = send, known
        self._start: dict[str, Any] | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._start = dict(message)
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: dict[str, Any]) -> None:
        tag = b'W/"' + sha256(self._body).hexdigest()[:32].encode() + b'"'
        is_known = tag in {part.strip() for part in self._known.split(b",")} or self._known == b"*"
        headers = [(k, v) for k, v in start["headers"] if not (is_known and k.lower() in _OF_BODY)]
        start["headers"] = [*headers, (b"etag", tag), (b"cache-control", b"private, no-cache")]
        start["status"] = 304 if is_known else 200
        await self._send(start)  # type: ignore[arg-type]
        body = b"" if is_known else self._body
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


_OF_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})
