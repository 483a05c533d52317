"""Write docs/datasette-metadata.json: the views with their descriptions, docs/sql.md's questions as queries."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sayso.store.sql_views import VIEWS

ROOT = Path(__file__).parents[1]


def read_questions() -> dict[str, str]:
    """The questions of docs/sql.md: the line before each block of SQL, and the block."""
    page = (ROOT / "docs/sql.md").read_text("utf-8")
    return {
        m[1]: m[2].strip()
        for m in re.finditer(r"^(\S[^\n]*):\n\n```sql\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    }


def make_metadata(database: str = "sample") -> str:
    """The metadata of a store called <database>.db, as JSON."""
    described = {v.name: {"description": v.holds} for v in VIEWS}
    queries = {
        re.sub(r"\W+", "-", title.lower()).strip("-"): {"title": title, "sql": sql}
        for title, sql in read_questions().items()
    }
    told = {
        "title": "sayso",
        "description": "Who did what to whom, where, when, how many, and on whose say-so.",
        "databases": {database: {"tables": described, "queries": queries}},
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / "docs/datasette-metadata.json").write_text(make_metadata(), "utf-8")
