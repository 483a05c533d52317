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
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name under which browsers reach it, beside --host: other names are refused.",
)
@click.option(
    "--by", metavar="NAME", help="Who signs where nobody logs in; your user name if left out."
)
@click.option("--login", is_flag=True, help="Everybody logs in, on this machine, too.")
@click.option(
    "--cert", type=click.Path(path_type=Path, exists=True), help="Certificate, for https."
)
@click.option("--key", type=click.Path(path_type=Path, exists=True), help="Its private key.")
@click.option(
    "--behind-proxy", is_flag=True, help="A proxy in front of it speaks https; it is trusted."
)
@click.option("--open/--no-open", "opens", default=True, help="Whether to open it in a browser.")
@POLICY
def serve(
    store: Path,
    host: str,
    port: int,
    names: tuple[str, ...],
    by: str | None,
    login: bool,
    cert: Path | None,
    key: Path | None,
    behind_proxy: bool,
    opens: bool,
    policy: str | None,
) -> None:
    """Open a store as a page on this machine: map, dossiers, documents, review. Sends nothing anywhere.

    Without --host nobody else reaches it and nobody logs in. With it users are needed (sayso users), and https: by
    --cert and --key, or by a proxy.
    """
    import uvicorn

    from sayso.serve.app import LOOPBACK_HOSTS, Served, make_app

    is_open = host not in LOOPBACK
    if is_open and not (cert and key) and not behind_proxy:
        raise UsageError(
            f"{host} is reached by others: give --cert and --key, or --behind-proxy if a proxy speaks https"
        )
    shelf = _make_shelf(store, policy, needs_users=is_open or login)
    served = Served(
        shelf,
        by=None if is_open or login else by or getpass.getuser(),
        hosts=(*LOOPBACK_HOSTS, *names, *([host] if is_open else [])),
        port=port,
    )
    address = f"{'https' if cert else 'http'}://{host}:{port}/"
    click.echo(f"sayso serves {store} at {address} – stop it with Ctrl-C")
    if opens and not is_open:
        webbrowser.open(address)
    uvicorn.run(
        make_app(served),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        ssl_certfile=cert,
        ssl_keyfile=key,
        proxy_headers=behind_proxy,
    )


def _make_shelf(store: Path, policy: str | None, *, needs_users: bool) -> Shelf:
    """Link what is pending and put all rows together, so that the first page comes as fast as the others."""
    from contextlib import closing

    from sayso.serve.desk import Shelf
    from sayso.store.linking import link_pending
    from sayso.store.tables import open_store
    from sayso.store.users import read_users
    from sayso.views.policy import DEFAULT_POLICY, load_policy
    from sayso.views.sides import load_sides

    if not store.is_file():
        raise StoreError(f'no store at {store}: make one with "sayso read … --store {store}"')
    with closing(open_store(store)) as connection:
        if needs_users and not any(u.role == "admin" for u in read_users(connection)):
            raise UsageError(f"nobody could log in: sayso users {store} add NAME --role admin")
        link_pending(connection)
    shelf = Shelf(store, load_policy(policy or DEFAULT_POLICY), load_sides())
    shelf.rows.rows(shelf, None)
    return shelf
