"""No text of the project holds what an unfinished merge leaves in it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LEFT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_TEXTS = {".md", ".py", ".yaml", ".toml", ".sh", ".html", ".css", ".js", ".sql", ".txt"}


def test_no_file_holds_the_marks_of_a_merge() -> None:
    folders = [ROOT / name for name in ("docs", "src", "tests", "tools", "training", "bench")]
    files = [p for f in folders for p in f.rglob("*") if p.suffix in _TEXTS]
    files += [p for p in ROOT.iterdir() if p.suffix in _TEXTS]
    assert len(files) > 500
    assert not [p for p in files if _LEFT.search(p.read_text("utf-8", errors="replace"))]
