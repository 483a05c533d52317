"""The arguments and options that several commands share.

Comes in: nothing. Goes out: decorators for click.
"""

from __future__ import annotations

from pathlib import Path

import click

STORE = click.argument("store", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.db")
POLICY = click.option(
    "--policy",
    default=None,
    metavar="NAME|FILE.yaml",
    help="Grade by this policy: shipped, or a file of your own.",
)
AS_OF = click.option(
    "--as-of", metavar="DATE", help="As it stood on a day, by what had been printed by then."
)
