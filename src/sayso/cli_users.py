"""The commands over people: users · restrict · erase.

Comes in: the path of a store and options. Goes out: what is printed. Passwords are asked for, or read from standard
input where that is no terminal; they never stand on the command line.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli_options import STORE
from sayso.errors import StoreError, UsageError

if TYPE_CHECKING:
    import sqlite3

ROLE = click.Choice(["viewer", "analyst", "reviewer", "admin"])
BY = click.option("--by", metavar="NAME", help="Who does it; your user name if left out.")


@click.group()
@STORE
@click.pass_context
def users(context: click.Context, store: Path) -> None:
    """Who may log in where `sayso serve` is open to others than this machine."""
    context.obj = store


@users.command("list")
@click.pass_obj
def list_users(store: Path) -> None:
    """Print all users."""
    from sayso.store.users import read_users

    with _open(store) as connection:
        for user in read_users(connection):
            note = f"  disabled {user.disabled_at[:10]}" if user.disabled_at else ""
            click.echo(f"{user.name}  {user.role}  since {user.created_at[:10]}{note}")


@users.command("add")
@click.argument("name")
@click.option("--role", type=ROLE, default="viewer", show_default=True)
@BY
@click.pass_obj
def add(store: Path, name: str, role: str, by: str | None) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    from sayso.store.users import add_user

    with _open(store) as connection:
        user = add_user(connection, name, _password(), role, by or getpass.getuser())
    click.echo(f"{user.name}  {user.role}  added")


@users.command("password")
@click.argument("name")
@BY
@click.pass_obj
def password(store: Path, name: str, by: str | None) -> None:
    """Set another password; all sessions of the user end."""
    from sayso.store.users import change_password

    with _open(store) as connection:
        change_password(connection, name, _password(), by or getpass.getuser())
    click.echo(f"{name}  password changed")


@users.command("role")
@click.argument("name")
@click.argument("role", type=ROLE)
@BY
@click.pass_obj
def role(store: Path, name: str, role: str, by: str | None) -> None:
    """Give a user another role."""
    from sayso.store.users import change_role

    with _open(store) as connection:
        change_role(connection, name, role, by or getpass.getuser())
    click.echo(f"{name}  {role}")


@users.command("disable")
@click.argument("name")
@BY
@click.pass_obj
def disable(store: Path, name: str, by: str | None) -> None:
    """Let a user log in no more; what they signed stays."""
    from sayso.store.users import disable_user

    with _open(store) as connection:
        disable_user(connection, name, by or getpass.getuser())
    click.echo(f"{name}  disabled")


@users.command("token")
@click.argument("name")
@click.pass_obj
def token(store: Path, name: str) -> None:
    """Print a token for the API ("Authorization: Bearer …"): it is a session, and ends like one."""
    from sayso.store.users import find_user, start_session

    with _open(store) as connection:
        user = find_user(connection, name)
        if user.disabled_at:
            raise UsageError(f"{name} is disabled")
        click.echo(start_session(connection, user))


@click.command()
@STORE
@click.argument("incident")
@click.option("--role", type=ROLE, help="The least role that sees it.")
@click.option("--lift", is_flag=True, help="Restrict it no more.")
@click.option("--reason", required=True, help="Why.")
@BY
def restrict(
    store: Path, incident: str, role: str | None, lift: bool, reason: str, by: str | None
) -> None:
    """Let only some roles see an incident and the reports in it, where people log in."""
    from sayso.store.linked import follow_redirect
    from sayso.store.restricting import lift_restriction
    from sayso.store.restricting import restrict as write_restriction

    if lift == (role is not None):
        raise UsageError("give the least role (--role), or --lift")
    signer = by or getpass.getuser()
    with _open(store) as connection:
        if not connection.execute("SELECT 1 FROM incidents WHERE id = ?", (incident,)).fetchone():
            raise UsageError(f"no incident is called {incident}: give its whole id")
        found = follow_redirect(connection, incident)
        if role is not None:
            write_restriction(connection, found, role, signer, reason)
        else:
            lift_restriction(connection, found, signer, reason)
    click.echo(f"{found}  {'restricted to ' + role if role else 'open to all'}")


@click.command()
@STORE
@click.argument("document")
@click.option("--by", required=True, metavar="NAME", help="Who erases it.")
@click.option("--reason", required=True, help="Why, and by which law; this stays.")
@click.option("--yes", is_flag=True, help="Do not ask: there is no way back.")
def erase(store: Path, document: str, by: str, reason: str, yes: bool) -> None:
    """Erase a document for good: text, title, address, bytes, everything read in it.

    That it was erased, by whom and why, stays. Backups and exports made before are not reached.
    """
    from sayso.store.erasing import erase_document

    with _open(store) as connection:
        if not yes:
            click.confirm(f"erase {document} for good?", abort=True)
        made = erase_document(connection, document, by, reason)
    click.echo(f"{made.document}  erased; backups and exports made before still hold it")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _open(store: Path) -> Iterator[sqlite3.Connection]:
    from sayso.store.tables import open_store

    if not store.is_file():
        raise StoreError(f'no store at {store}: make one with "sayso read … --store {store}"')
    with closing(open_store(store)) as connection:
        yield connection
