"""Log in and out.

Comes in: a name and a password. Goes out: a session's cookie, which no script can read and no other site can send.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from sayso.errors import UsageError
from sayso.serve.attempts import Attempts
from sayso.serve.desk import Desk
from sayso.serve.sessions import COOKIE, read_token
from sayso.store.audit_trail import write_trace
from sayso.store.users import (
    LONGEST_PASSWORD,
    LONGEST_SESSION,
    check_login,
    end_session,
    start_session,
)


class Login(msgspec.Struct, frozen=True):
    """The login form."""

    name: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=LONGEST_PASSWORD)]
    next: Annotated[str, msgspec.Meta(max_length=4000)] = "/incidents"


@get("/login", sync_to_thread=False)
def show_login(request: Request[Any, Any, Any]) -> Template:
    """The login form."""
    wanted = str(request.query_params.get("next", "/incidents"))
    return Template("login.html", context={"next": _own(wanted), "problem": None})


@post("/login", sync_to_thread=True)
def log_in(
    request: Request[Any, Any, Any],
    data: URLEncodedBody[Login],
    desk: NamedDependency[Desk],
    attempts: NamedDependency[Attempts],
) -> Redirect | Template:
    """Start a session, or say that name and password don't fit, never which of the two."""
    address = request.client.host if request.client else "?"
    keys = (f"name {data.name.casefold()}", f"address {address}")
    wait = attempts.wait_seconds(*keys)
    if wait > 0:
        problem = f"Too many tries: wait {wait:.0f} seconds"
        context = {"next": _own(data.next), "problem": problem}
        headers = {"retry-after": f"{wait:.0f}"}
        return Template("login.html", context=context, status_code=429, headers=headers)
    with desk.writing() as (connection, _):
        user = check_login(connection, data.name, data.password)
        if user is None:
            attempts.fail(*keys)
            write_trace(connection, data.name[:64], "fail to log in", data.name[:64], address)
            context = {"next": _own(data.next), "problem": "Name and password don't fit"}
            return Template("login.html", context=context, status_code=401)
        attempts.forgive(*keys)
        token = start_session(connection, user)
    cookie = Cookie(
        key=COOKIE,
        value=token,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        max_age=int(LONGEST_SESSION.total_seconds()),
    )
    return Redirect(_own(data.next), status_code=303, cookies=[cookie])


@post("/logout", sync_to_thread=True)
def log_out(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Redirect:
    """End the session."""
    token = read_token(request.scope)
    if token is None:
        raise UsageError("nobody is logged in")
    with desk.writing() as (connection, _):
        end_session(connection, token)
    gone = Cookie(key=COOKIE, value="", max_age=0, httponly=True, samesite="strict")
    return Redirect("/login", status_code=303, cookies=[gone])


def _own(address: str) -> str:
    """An address of this server to go on to: a path, never another host ("//host", "/\\host")."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return (
        address if is_path and all(32 < ord(letter) < 127 for letter in address) else "/incidents"
    )
