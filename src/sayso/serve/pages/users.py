"""Users, restrictions, erasures and the audit trail: what only admins see and do.

Comes in: forms. Goes out: the page. Every act is signed and written into the trail.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from sayso.errors import UsageError
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.audit_trail import read_trail
from sayso.store.erasing import erase_document, read_erasures
from sayso.store.restricting import lift_restriction, read_restrictions, restrict
from sayso.store.users import (
    ROLES,
    add_user,
    change_password,
    change_role,
    disable_user,
    read_users,
)

A_PAGE = 100
Text = Annotated[str, msgspec.Meta(max_length=4000)]


class NewUser(msgspec.Struct, frozen=True):
    """The form that adds a user."""

    name: Text
    password: Text
    role: Text


class Change(msgspec.Struct, frozen=True):
    """The form that changes a user: what is given is changed."""

    role: Text = ""
    password: Text = ""
    disable: Text = ""


class NewRestriction(msgspec.Struct, frozen=True):
    """The form that restricts an incident, or lifts that (no role)."""

    incident: Text
    reason: Text
    role: Text = ""


class NewErasure(msgspec.Struct, frozen=True):
    """The form that erases a document; `again` is its id once more, so that nobody erases by one click."""

    document: Text
    again: Text
    reason: Text


@get("/users", opt={"role": "admin"}, sync_to_thread=True)
def show_users(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """Users, restrictions, erasures and the latest acts."""
    asked = str(request.query_params.get("page", "1"))
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    trail = read_trail(desk.connection, None, A_PAGE + 1, (page - 1) * A_PAGE)
    return Template(
        "users.html",
        context={
            "who": who,
            "roles": ROLES,
            "users": read_users(desk.connection),
            "restrictions": list(read_restrictions(desk.connection).values()),
            "erasures": read_erasures(desk.connection),
            "trail": trail[:A_PAGE],
            "has_more": len(trail) > A_PAGE,
            "page": page,
        },
    )


@post("/users", opt={"role": "admin"}, sync_to_thread=True)
def make_user(
    data: URLEncodedBody[NewUser], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Add a user."""
    with desk.writing() as (connection, _):
        add_user(connection, data.name, data.password, data.role, who.name)
    return Redirect("/users", status_code=303)


@post("/users/{name:str}", opt={"role": "admin"}, sync_to_thread=True)
def change_user(
    name: FromPath[str],
    data: URLEncodedBody[Change],
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Redirect:
    """Change a user's role or password, or let them log in no more."""
    with desk.writing() as (connection, _):
        if data.role:
            change_role(connection, name, data.role, who.name)
        if data.password:
            change_password(connection, name, data.password, who.name)
        if data.disable:
            disable_user(connection, name, who.name)
    return Redirect("/users", status_code=303)


@post("/restrictions", opt={"role": "admin"}, sync_to_thread=True)
def change_restriction(
    data: URLEncodedBody[NewRestriction], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Restrict an incident to a role, or lift that."""
    found = desk.find_incident(data.incident)
    if found is None:
        raise UsageError(f"no incident is called {data.incident[:60]}")
    with desk.writing() as (connection, _):
        if data.role:
            restrict(connection, found, data.role, who.name, data.reason)
        else:
            lift_restriction(connection, found, who.name, data.reason)
    return Redirect("/users#restrictions", status_code=303)


@post("/erasures", opt={"role": "admin"}, sync_to_thread=True)
def erase(
    data: URLEncodedBody[NewErasure], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Redirect:
    """Erase a document for good."""
    if data.document.strip() != data.again.strip():
        raise UsageError("write the document's id twice: there is no way back")
    with desk.writing() as (connection, _):
        erase_document(connection, data.document.strip(), who.name, data.reason)
    return Redirect("/users#erasures", status_code=303)
