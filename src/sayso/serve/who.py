"""Who is at the desk, and what they may do.

Comes in: a request. Goes out: a name and a role, or the refusal of a handler that asks for more. On loopback without
users whoever sits at the machine may do everything, and signs with the name that `sayso serve --by` was given.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from sayso.store.users import ROLES, Role


class Who(msgspec.Struct, frozen=True):
    """Somebody at the desk: the name that judgements are signed with, and the role."""

    name: str
    role: Role
    logged_in: bool = False

    def may(self, role: Role) -> bool:
        """Whether this role holds another: an admin may do what a reviewer may, and so on."""
        return ROLES.index(self.role) >= ROLES.index(role)


def check_role(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse whoever lacks the role that a handler asks for (`opt={"role": "analyst"}`); viewers may look."""
    wanted: Role = handler.opt.get("role", "viewer")
    who: Who = connection.scope["state"]["who"]
    if not who.may(wanted):
        raise PermissionDeniedException(
            f"this takes the role of {wanted}; {who.name} is a {who.role}"
        )
