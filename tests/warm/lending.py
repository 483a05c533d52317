"""Lend a command what takes seconds to load: the pipelines, the parser, the lexicons.

Comes in: pipelines that are loaded already. Goes out: a `load_pipeline` that hands them out with the settings that are
asked for, and, for a process that ends with its command, parsed lexicons as well. What depends on a file of the
user's (own places, own actors) is made anew each time, and so is everything in the processes that a command starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import yaml

import sayso.flow
from sayso.config import Settings
from sayso.flow import Pipeline, load_pipeline
from sayso.lexicon import _WordLoader, lexicon_folder

Load = Callable[[Settings | None], Pipeline]


def lent_by(pipelines: Iterable[Pipeline]) -> Load:
    """`load_pipeline`, as long as one of these is what is asked for."""
    known = {(p.settings.model, p.settings.attribution): p for p in pipelines}

    def load(settings: Settings | None = None) -> Pipeline:
        settings = settings or Settings()
        found = known.get((settings.model, settings.attribution))
        if found is None or settings.places is not None or settings.actors:
            return load_pipeline(settings)
        return replace(found, settings=settings)

    return load


def lend_for_good(pipelines: Iterable[Pipeline]) -> None:
    """From now on this process has these pipelines, their parser and the shipped lexicons without loading them."""
    lent = tuple(pipelines)
    parsers = {p.settings.model: p.parser for p in lent}
    flow: Any = sayso.flow
    load_parser = flow.load_parser
    flow.load_parser = lambda model: parsers.get(model) or load_parser(model)
    flow.load_pipeline = lent_by(lent)
    _lend_lexicons()


def _lend_lexicons() -> None:
    plain = yaml.load
    files = [path.read_bytes() for path in lexicon_folder().rglob("*.yaml")]
    parsed = {data: plain(data, Loader=_WordLoader) for data in files}

    def load(stream: Any, Loader: Any) -> Any:  # noqa: N803 - as the library has it
        if Loader is _WordLoader and isinstance(stream, bytes) and stream in parsed:
            return parsed[stream]
        return plain(stream, Loader=Loader)

    reader: Any = yaml
    reader.load = load
