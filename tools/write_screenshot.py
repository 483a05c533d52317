"""Write docs/terminal.svg and docs/dossier.svg: what is printed for one sample report, as pictures (make reference)."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from sayso.config import Settings
from sayso.flow import load_pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.store.dossiers import Dossiers
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.terminal import render_legend, render_report
from sayso.terminal_dossier import render_dossier
from sayso.terminal_incidents import render_incidents
from sayso.views.policy import load_policy
from sayso.views.selection import sort_rows
from sayso.views.sides import load_sides

ROOT = Path(__file__).parents[1]


def main(wanted: str) -> None:
    """Render the report with this input id."""
    items = read_inputs([str(ROOT / "src/sayso/sample")], Settings())
    chosen = [item for item in items if item.document.source_id == wanted]
    [(report, _)] = read_reports(load_pipeline(), chosen)
    console = _console(118)
    console.print(render_report(report))
    console.print(render_legend())
    _write(console, f"sayso read {wanted}", "terminal.svg")


def main_incidents(wanted: str) -> None:
    """The sample's table of incidents, and the dossier of the one that this report is mainly about."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        items = read_inputs([str(ROOT / "src/sayso/sample")], Settings())
        with StoreWriter(path) as writer:
            for report, item in read_reports(load_pipeline(), items):
                writer.write(report, item.raw)
        connection = open_store(path)
        link_pending(connection)
        policy = load_policy()
        dossiers = Dossiers(connection, load_sides(), policy)
        rows = sort_rows(list(dossiers.rows(dossiers.incident_ids())))
        incident = dossiers.incident(dossiers.find_of_report(wanted))
        connection.close()
    console = _console(100)
    console.print(render_incidents(rows, policy.name))
    _write(console, "sayso incidents sample.db", "incidents.svg")
    if incident is not None:
        console = _console(100)
        console.print(render_dossier(incident))
        _write(console, f"sayso show sample.db {wanted} --dossier", "dossier.svg")


def _console(width: int) -> Console:
    return Console(
        record=True, width=width, file=io.StringIO(), force_terminal=True, highlight=False
    )


def _write(console: Console, title: str, name: str) -> None:
    svg = console.export_svg(title=title, unique_id=name.partition(".")[0])
    # No font is fetched from anywhere: the viewer's own fixed-width font serves.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / name).write_text(svg, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
    main_incidents(sys.argv[2])
