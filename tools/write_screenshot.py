"""Write docs/terminal.svg: what `sayso read` prints for one sample report, as a picture (run: make reference)."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from sayso.config import Settings
from sayso.flow import load_pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.terminal import render_legend, render_report

ROOT = Path(__file__).parents[1]


def main(wanted: str) -> None:
    """Render the report with this input id."""
    items = read_inputs([str(ROOT / "src/sayso/sample")], Settings())
    chosen = [item for item in items if item.document.source_id == wanted]
    [(report, _)] = read_reports(load_pipeline(), chosen)
    console = Console(
        record=True, width=118, file=io.StringIO(), force_terminal=True, highlight=False
    )
    console.print(render_report(report))
    console.print(render_legend())
    svg = console.export_svg(title=f"sayso read {wanted}")
    # No font is fetched from anywhere: the viewer's own fixed-width font serves.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (ROOT / "docs/terminal.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
