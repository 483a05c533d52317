"""The command `serve`: a store as a local page.

Comes in: the path of a store and options. Goes out: a server that runs until it is stopped. Imports that take time
stand inside the command.
"""

from __future__ import annotations

import getpass
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli_options import POLICY, STORE
from sayso.errors import StoreError, UsageError

if TYPE_CHECKING:
    from sayso.serve.desk import Shelf

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@STORE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--by", metavar="NAME", help="Who signs where nobody logs in; your user name if left out."
)
@click.option("--open/--no-open", "opens", default=True, help="Whether to open it in a browser.")
@POLICY
def serve(
    store: Path, host: str, port: int, by: str | None, opens: bool, policy: str | None
) -> None:
    """Open a store as a page on this machine: map, dossiers, documents, review. Sends nothing anywhere."""
    import uvicorn

    from sayso.serve.app import Served, make_app

    if host not in LOOPBACK:
        raise UsageError(f"{host} is no address of this machine alone: serving others takes users")
    shelf = _make_shelf(store, policy)
    app = make_app(Served(shelf, by or getpass.getuser(), port=port))
    address = f"http://{host}:{port}/"
    click.echo(f"sayso serves {store} at {address} – stop it with Ctrl-C")
    if opens:
        webbrowser.open(address)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _make_shelf(store: Path, policy: str | None) -> Shelf:
    """Link what is pending and put all rows together, so that the first page comes as fast as the others."""
    from contextlib import closing

    from sayso.serve.desk import Shelf
    from sayso.store.linking import link_pending
    from sayso.store.tables import open_store
    from sayso.views.policy import DEFAULT_POLICY, load_policy
    from sayso.views.sides import load_sides

    if not store.is_file():
        raise StoreError(f'no store at {store}: make one with "sayso read … --store {store}"')
    with closing(open_store(store)) as connection:
        link_pending(connection)
    shelf = Shelf(store, load_policy(policy or DEFAULT_POLICY), load_sides())
    shelf.rows.rows(shelf, None)
    return shelf
