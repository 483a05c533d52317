"""Who asks: the session of a request's cookie or token, or the way to log in.

Comes in: requests. Goes out: requests that know who asks, or a refusal: a page is led to the login, the API is told
401. Where nobody has to log in, whoever sits at the machine asks, with every right.
"""

from __future__ import annotations

from contextlib import closing
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import quote

from litestar.enums import ScopeType
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from sayso.serve.headers import SECURITY_HEADERS
from sayso.serve.who import Who
from sayso.store.tables import open_store
from sayso.store.users import User, find_session_user, touch_session

COOKIE = "sayso_session"
# Open to all: the login itself, and files that hold nothing of the store.
_OPEN = ("/login", "/static/")


class KnowWho:
    """Put whoever asks into the request's state. `by`: who asks where nobody logs in; None: everybody must."""

    def __init__(self, app: ASGIApp, store: Path, by: str | None) -> None:
        self._app, self._store = app, store
        self._at_machine = Who(by, "admin") if by is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        who = self._at_machine or self._of_session(scope)
        if who is None and not scope["path"].startswith(_OPEN):
            await _refusal(scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["who"] = who or Who("nobody", "viewer")
        await self._app(scope, receive, send)

    def _of_session(self, scope: Scope) -> Who | None:
        token = read_token(scope)
        if token is None:
            return None
        with closing(open_store(self._store)) as connection:
            user: User | None = find_session_user(connection, token)
            if user is not None and user.seen_long_ago:
                touch_session(connection, token)
        return Who(user.name, user.role, logged_in=True) if user is not None else None


def read_token(scope: Scope) -> str | None:
    """The token of a request: a bearer's, else that of the cookie."""
    headers = {k.lower(): v for k, v in scope["headers"]}
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return None
    found = cookies.get(COOKIE)
    return found.value if found is not None and found.value else None


def _refusal(scope: Scope) -> ASGIResponse:
    headers = dict(SECURITY_HEADERS)
    if scope["path"].startswith("/api"):
        body = b'{"status_code":401,"detail":"log in: a session\'s cookie or a bearer token is needed"}'
        headers["www-authenticate"] = "Bearer"
        return ASGIResponse(body=body, status_code=401, headers=headers)
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    headers["location"] = f"/login?next={quote(wanted, safe='')}"
    return ASGIResponse(body=b"", status_code=303, headers=headers, media_type="text/html")
