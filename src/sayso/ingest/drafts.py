"""What an input says of itself, before it becomes a Document: the common ground of pages, records and plain texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """The text of one input and its facts as written; None where the input is silent.

    `text` is final: nothing may change it any more. `published` is as the input writes it. `captions` are texts
    that the page's markup calls captions.
    """

    text: str
    source_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    captions: frozenset[str] = frozenset()
