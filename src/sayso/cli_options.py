"""The arguments and options that several commands share.

Comes in: nothing. Goes out: decorators for click.
"""

from __future__ import annotations

from pathlib import Path

import click

from sayso.deadline import SECONDS_PER_ARTICLE

STORE = click.argument("store", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.db")
POLICY = click.option(
    "--policy",
    default=None,
    metavar="NAME|FILE.yaml",
    help="Grade by this policy: shipped, or a file of your own.",
)
SECONDS = click.option(
    "--seconds-per-article",
    type=click.FloatRange(min=0.01),
    default=SECONDS_PER_ARTICLE,
    show_default=True,
    help="An article that takes longer (of the processor) is left out, and told.",
)
AS_OF = click.option(
    "--as-of", metavar="DATE", help="As it stood on a day, by what had been printed by then."
)
