"""Our own round-ups as gold: reports that hold several incidents each, with the words that tell each of them.

Comes in: a file of tests/linking. Goes out: a document for each report and, for each incident told in it, a row with
the stretch of words that tells it. The marks "[incident|words]" are taken out of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.lexicon import read_rows
from sayso.model import Document
from sayso.text import digest_of

_MARK = re.compile(r"\[([\w-]+)\|([^\[\]]+)\]")


@dataclass(frozen=True)
class Telling:
    """One report tells one incident in these characters."""

    document: str
    incident: str
    start: int
    end: int


def read_roundups(path: Path) -> tuple[list[Document], list[Telling]]:
    """Read a file of round-ups.

    "[m1|A shell hit the market]; [b1|a bridge fell]." → a text without marks, two tellings
    """
    documents: list[Document] = []
    tellings: list[Telling] = []
    for world in read_rows(path):
        for row in world["reports"]:
            document, told = _read_report(row)
            documents.append(document)
            tellings += told
    return documents, tellings


def _read_report(row: dict[str, Any]) -> tuple[Document, list[Telling]]:
    text, at, told = "", 0, dict[str, tuple[int, int]]()
    for mark in _MARK.finditer(row["text"]):
        text += row["text"][at : mark.start()]
        told.setdefault(mark.group(1), (len(text), len(text) + len(mark.group(2))))
        text += mark.group(2)
        at = mark.end()
    text += row["text"][at:]
    document = Document(
        id=digest_of(text), source_id=row["id"], text=text, published=str(row["published"])
    )
    return document, [Telling(document.id, i, start, end) for i, (start, end) in told.items()]
