"""An incident's dossier as one HTML page: to read, print and keep, with no script and no request to anywhere.

Comes in: incidents. Goes out: `dossier-<id>.html` each. Everything that comes from a document is escaped and stands in
an element that keeps its direction of writing to itself; addresses are printed, not linked.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from sayso.export.cells import show_plainly, write_number
from sayso.export.chosen import Chosen, choose_all
from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import offsets
from sayso.export.package import Folder, Note
from sayso.export.report_rows import text_digest
from sayso.incident_model import IncidentClaim

LOSES = (
    "claims that are told beside the incident: the page counts them",
    "mentions, events and figures as such; links between claims",
)
FIELDS = (
    ("summary", "when, where, how many texts and independent origins"),
    ("grades", "each with policy, rule, reasons, and what would change it"),
    (
        "positions, tolls, claims",
        "by who takes them, with words and days; taken back ones are struck, not removed",
    ),
    ("reports, judgements", "what it stands on, and what people decided"),
)
_MOST_QUOTE = 2000


def make_page(chosen: Chosen, note: Note) -> str:
    """The page of one incident."""
    incident = chosen.incident
    groups = [
        (name, shown)
        for name, claims in incident.claims.items()
        if (shown := [c for c in claims if not c.aside])
    ]
    asides = sum(c.aside for claims in incident.claims.values() for c in claims)
    digests = {
        d.id: text_digest(chosen.reports[d.id]) if d.id in chosen.reports else None
        for d in incident.documents
    }
    return _template().render(
        incident=incident,
        chosen=chosen,
        groups=groups,
        asides=asides,
        digests=digests,
        numbers={d.id: number for number, d in enumerate(incident.documents, 1)},
        note=note.lines({"reports": len(incident.documents)}),
        spans=_spans,
    )


def _spans(claim: IncidentClaim) -> str:
    found = [offsets(span) for span in claim.evidence]
    return ", ".join(f"{start}–{end}" for start, end in found if end is not None)


def _plain(words: object) -> str:
    shown = show_plainly(str(words))
    return shown if len(shown) <= _MOST_QUOTE else shown[:_MOST_QUOTE] + "…"


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["plain"] = _plain
    environment.filters["number"] = lambda n: "" if n is None else write_number(n)
    source = resources.files("sayso") / "export" / "templates" / "dossier.html"
    return environment.from_string(source.read_text("utf-8"))


def write_dossiers(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write a page for each incident."""
    for chosen in choose_all(holdings, job.policy, job.sides):
        folder.write(f"dossier-{chosen.incident.id}.html", "text/html", make_page(chosen, job.note))
        folder.count("incidents")
