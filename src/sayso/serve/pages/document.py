"""A document as it was read: its text unaltered, what was found in it marked, and the facts beside it.

Comes in: a document's id, perhaps a claim. Goes out: the page; or the raw bytes, only ever as a file of plain text to
keep: what a web page holds is never shown as one.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Template
from msgspec.structs import replace

from sayso.errors import StoreError
from sayso.model import Report, Span
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.store.deciding import find_claim_report
from sayso.store.document_facts import (
    DocumentFacts,
    read_document_facts,
    read_source_bytes,
)
from sayso.store.erasing import read_erasure
from sayso.store.judgements import read_judgements
from sayso.views.facts import FACT_KINDS, count_facts, make_facts
from sayso.views.judged import apply_judgements
from sayso.views.pieces import Annotation, annotate, cut_blocks, cut_parts, mark_claim


@get("/documents/{name:str}", sync_to_thread=True)
def show_document(
    request: Request[Any, Any, Any],
    name: str,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Template:
    """The text with its layers, fact cards beside it; `claim` marks that claim's words."""
    report = desk.report(name)
    if report is None:
        raise StoreError(_why_missing(desk, name))
    document = report.document
    judged = apply_judgements(
        read_judgements(desk.connection, [document.id]), {document.id: report}
    )
    asked = request.query_params.get("claim", "")
    evidence, is_earlier = _evidence(desk, report, asked)
    annotations = annotate(report)
    if is_earlier:
        annotations += mark_claim(asked, evidence)
    parts = cut_parts(document.text)
    number = _part_number(request.query_params.get("part", ""), evidence, parts)
    part = parts[number - 1]
    facts = make_facts(report, judged, part)
    hidden = set(request.query_params.get("hide", "").split(",")) & set(FACT_KINDS)
    rows = {row.id: row for row in desk.rows()}
    facts_beside = _shown_beside(desk, read_document_facts(desk.connection, document.id))
    return Template(
        "document.html",
        context={
            "who": who,
            "document": document,
            "blocks": cut_blocks(document.text, annotations, document.regions, part),
            "anchors": _anchors(annotations, part),
            "part": number,
            "parts": len(parts),
            "facts": facts,
            "counts": count_facts(report),
            "hidden": hidden,
            "only_judged": request.query_params.get("judged") == "1",
            "claim": asked,
            "evidence": evidence,
            "is_earlier": is_earlier,
            "beside": facts_beside,
            "incidents": [(rows[i], main) for i, main in facts_beside.incidents if i in rows],
            "run": report.run,
            "notes": [note for note in judged.notes if note.claim],
        },
    )


@get("/documents/{name:str}/source", sync_to_thread=True)
def download_source(name: str, desk: NamedDependency[Desk]) -> Response[bytes]:
    """The raw bytes, to keep: never shown, whatever they hold."""
    if not desk.shows(name):
        raise StoreError(f"no document is called {name}")
    digest, raw = read_source_bytes(desk.connection, name)
    return Response(
        raw,
        media_type="text/plain",
        headers={"content-disposition": f'attachment; filename="{quote(digest)}.txt"'},
    )


def _why_missing(desk: Desk, name: str) -> str:
    """What an erasure leaves: who erased it, when and why; else only that there is none."""
    erased = read_erasure(desk.connection, name)
    if erased is None:
        return f"no document is called {name}"
    return f"document {name} was erased on {erased.at[:10]} by {erased.by}: {erased.reason}"


def _shown_beside(desk: Desk, facts: DocumentFacts) -> DocumentFacts:
    """What surrounds a document without what may not be seen."""
    return replace(
        facts,
        earlier=tuple(d for d in facts.earlier if desk.shows(d.id)),
        later=tuple(d for d in facts.later if desk.shows(d.id)),
        copies=tuple((copy, d) for copy, d in facts.copies if desk.shows(d.id)),
    )


def _evidence(desk: Desk, report: Report, claim: str) -> tuple[tuple[Span, ...], bool]:
    """(a claim's words in this document, whether only an earlier reading found it)"""
    if not claim:
        return (), False
    current = next((c for c in report.claims if c.id == claim), None)
    if current is not None:
        return current.evidence, False
    earlier, found = find_claim_report(desk.connection, claim)
    if earlier.document.id != report.document.id:
        raise StoreError(f"claim {claim} is not of document {report.document.id}")
    return next(c.evidence for c in earlier.claims if c.id == found), True


def _part_number(asked: str, evidence: tuple[Span, ...], parts: list[tuple[int, int]]) -> int:
    """Which part of a long text to show: the one asked for, else the one with the claim's words; counted from one."""
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        return min(max(1, int(asked)), len(parts))
    if evidence:
        at = evidence[0].start
        return next((n for n, (start, end) in enumerate(parts, 1) if start <= at < end), 1)
    return 1


def _anchors(annotations: list[Annotation], part: tuple[int, int]) -> dict[int, list[str]]:
    """Where the addresses of facts and claims lead: the start of their first words in this part."""
    first: dict[str, int] = {}
    for annotation in annotations:
        name = f"c-{annotation.id}" if annotation.kind == "claim" else f"w-{annotation.id}"
        if part[0] <= annotation.start < part[1]:
            start = annotation.start - part[0]
            first[name] = min(start, first.get(name, start))
    anchors: dict[int, list[str]] = {}
    for name, start in first.items():
        anchors.setdefault(start, []).append(name)
    return anchors
