"""Write docs/tolls.svg: the notebook's picture, drawn by the very code that docs/notebook.md shows (make reference)."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Read the sample, link it, run the page's snippet that draws."""
    from sayso.flow import load_pipeline, read_reports
    from sayso.ingest.documents import read_inputs
    from sayso.store.writer import StoreWriter

    page = (ROOT / "docs/notebook.md").read_text("utf-8")
    snippets = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        with StoreWriter(path) as writer:
            for report, item in read_reports(
                load_pipeline(), read_inputs([str(ROOT / "src/sayso/sample")])
            ):
                writer.write(report, item.raw)
        os.chdir(folder)
        for snippet in snippets:
            exec(compile(snippet, "docs/notebook.md", "exec"), {"__name__": "notebook"})  # noqa: S102 - our own page
        drawn = Path("tolls.svg").read_text("utf-8")
    # no date and no random ids: drawing again changes nothing
    drawn = re.sub(r"<dc:date>.*?</dc:date>", "", drawn, flags=re.DOTALL)
    (ROOT / "docs/tolls.svg").write_text(
        "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n", "utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
