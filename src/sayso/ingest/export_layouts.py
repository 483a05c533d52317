"""Files that hold many articles, as archives and agencies export them → one raw input an article.

Comes in: a file and the name of its layout. Goes out: `RawInput`s with their drafts; what is wrong with one article is
its own problem. The layouts of Nexis-like and Factiva-like text files (text_exports.py) were written down from what is
publicly documented and described of them, and were not checked against a paid account; ninjs (ninjs.py) is IPTC's
published standard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from sayso.errors import InputError
from sayso.ingest.encodings import decode_text
from sayso.ingest.inputs import RawInput, problem_input
from sayso.ingest.ninjs import read_ninjs
from sayso.ingest.text_exports import Found, read_factiva, read_nexis

Layout = Literal["nexis", "factiva", "ninjs"]

LAYOUT_ENDINGS: dict[Layout, tuple[str, ...]] = {
    "nexis": (".txt", ".text"),
    "factiva": (".txt", ".text"),
    "ninjs": (".json", ".jsonl", ".ndjson"),
}
MAX_EXPORT_BYTES = 300_000_000


def read_export(path: Path, source_id: str, layout: Layout) -> Iterator[RawInput]:
    """Read a file of articles: one raw input each, named by the archive's own id or by "<file>:<number>"."""
    found = 0
    try:
        if path.stat().st_size > MAX_EXPORT_BYTES:
            limit = f"{MAX_EXPORT_BYTES / 1e6:g} MB"
            raise InputError("ingest", f"export of more than {limit}: split it into parts")
        for found, article in enumerate(_articles(path.read_bytes(), layout), 1):
            yield _raw_input(article, f"{source_id}:{found}")
        if not found:
            raise InputError("ingest", f"no article in the layout {layout} found in it")
    except InputError as error:
        yield problem_input(source_id, error, "article")


def _articles(data: bytes, layout: Layout) -> Iterator[Found]:
    if layout == "ninjs":
        return read_ninjs(data)
    text = decode_text(data)
    return read_nexis(text) if layout == "nexis" else read_factiva(text)


def _raw_input(article: Found, source_id: str) -> RawInput:
    data = article.raw.encode("utf-8", "replace")
    if article.draft is None:
        error = InputError("ingest", article.reason or "cannot be read", skipped=article.skipped)
        problem = problem_input(article.id or source_id, error, "article")
        return replace(problem, data=data)
    name = article.draft.source_id or source_id
    draft = replace(article.draft, source_id=name)
    return RawInput(name, "article", data, url=draft.url, told=draft)
