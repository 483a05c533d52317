"""The reports as a bibliography: CSL-JSON for reference managers, BibTeX for LaTeX.

Comes in: reports. Goes out: `citations.json` and `citations.bib`, one entry a document. Nothing is made up: a report
without a headline is cited by its outlet and day, and one without an author has none.
"""

from __future__ import annotations

import re
from typing import Any

from sayso.export.cells import show_plainly
from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import JsonList, without_none
from sayso.export.package import Folder, encode
from sayso.model import Document

LOSES = ("everything but the reports themselves: who claims what stands in the other exports",)
FIELDS = (
    ("id / key", "sayso and the document's id"),
    ("title", "headline"),
    ("author", "byline as printed, as a literal name"),
    ("container-title / journal", "outlet"),
    ("issued / year, month, day", "publication date"),
    ("URL / url", "address"),
    ("note", "document id"),
)

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPECIAL = re.compile("|".join(re.escape(sign) for sign in _ESCAPES))


def csl_entry(document: Document) -> dict[str, Any]:
    """A document as an item of CSL-JSON 1.0."""
    return without_none(
        {
            "id": f"sayso-{document.id}",
            "type": "article-newspaper",
            "title": _line(document.title),
            "author": [{"literal": _line(document.byline)}] if document.byline else None,
            "container-title": _line(document.outlet.name) if document.outlet else None,
            "issued": {"date-parts": [_date_parts(document)]} if document.published else None,
            "URL": document.url,
            "language": document.language,
            "note": f"sayso document {document.id}",
        }
    )


def bibtex_entry(document: Document) -> str:
    """A document as an entry of BibTeX."""
    parts = _date_parts(document)
    fields = {
        "title": f"{{{_escape(document.title)}}}" if document.title else "",
        "author": f"{{{_escape(document.byline)}}}" if document.byline else "",
        "journal": _escape(document.outlet.name) if document.outlet else "",
        "year": str(parts[0]) if parts else "",
        "month": str(parts[1]) if len(parts) > 1 else "",
        "day": str(parts[2]) if len(parts) > 2 else "",
        "url": _address(document.url),
        "note": f"sayso document {document.id}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{sayso-{document.id},", *lines, "}"]) + "\n"


def _line(words: str | None) -> str | None:
    return " ".join(show_plainly(words).split()) if words else None


def _escape(words: str | None) -> str:
    return _SPECIAL.sub(lambda m: _ESCAPES[m[0]], _line(words) or "")


def _address(url: str | None) -> str:
    """An address stays usable: what would end the field is percent-encoded."""
    signs = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", "\n": "", "\r": "", "\t": ""}
    return "".join(signs.get(sign, sign) for sign in show_plainly(url or ""))


def _date_parts(document: Document) -> list[int]:
    found = (document.published or "")[:10].split("-")
    return [int(part) for part in found] if all(part.isdigit() for part in found) else []


def write_citations(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write both files."""
    with (
        folder.open("citations.json", "application/vnd.citationstyles.csl+json") as csl,
        folder.open("citations.bib", "application/x-bibtex") as bibtex,
    ):
        items = JsonList(csl, b"")
        for line in job.note.lines({}):
            bibtex.write(
                encode("% " + " ".join(show_plainly(line).split()).replace("@", "(at)") + "\n")
            )
        for name in holdings.documents():
            report = holdings.report(name)
            if report is not None:
                items.add(csl_entry(report.document))
                bibtex.write(encode("\n" + bibtex_entry(report.document)))
                folder.count("documents")
        items.close(b"\n")
