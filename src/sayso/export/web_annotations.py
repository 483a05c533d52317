"""Claims as W3C Web Annotations: each tied to its words by position and by quotation, so that it finds them again.

Comes in: reports. Goes out: `annotations.jsonld`, one AnnotationCollection. Positions are code points, as the standard
counts them; the quotation has thirty-two characters before and after. Beside the standard's terms stand sayso's own
(property, stance, claimants, responsibility), in a vocabulary of their own.
"""

from __future__ import annotations

from typing import Any

from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import JsonList, to_json, without_none
from sayso.export.package import Folder, note_block
from sayso.export.report_rows import ReportWords, text_digest
from sayso.model import Claim, Report, Span

LOSES = (
    "incidents, grades and copies: annotations are about words in documents",
    "events, figures, places and times as values: each claim bears its value in words",
)
FIELDS = (
    ("id", "urn:sayso:claim: and the claim's id, which is a digest of document and words"),
    ("body", "the claim in words, and its property as a tag"),
    ("target.source", "address of the document, or urn:sayso:document: and its id"),
    ("target.selector", "TextPositionSelector and TextQuoteSelector of the same words"),
    (
        "sayso:*",
        "event, property, value, stance, claimants, responsibility, document, digest of its text",
    ),
)

_AROUND = 32
_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"sayso": "urn:sayso:terms:"}]


def make_annotation(
    report: Report, claim: Claim, words: ReportWords, digest: str | None
) -> dict[str, Any]:
    """One claim as an annotation."""
    event = words.events.get(claim.event)
    value = words.value(claim)
    names = [words.name(c) for c in claim.claimants]
    told = (
        f"{' and '.join(names) or 'nobody named'} {claim.stance}: {claim.property} {value}".strip()
    )
    targets = [_target(report, span) for span in claim.evidence] or [
        {"source": _source(report), "type": "SpecificResource"}
    ]
    return without_none(
        {
            "id": f"urn:sayso:claim:{claim.id}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": [
                {
                    "type": "TextualBody",
                    "purpose": "describing",
                    "format": "text/plain",
                    "value": told,
                },
                {"type": "TextualBody", "purpose": "tagging", "value": claim.property},
            ],
            "target": targets if len(targets) > 1 else targets[0],
            "sayso:document": report.document.id,
            "sayso:textDigest": digest,
            "sayso:event": event.trigger.exact if event else None,
            "sayso:eventType": event.type if event else None,
            "sayso:status": event.status if event else None,
            "sayso:property": claim.property,
            "sayso:value": value,
            "sayso:stance": claim.stance,
            "sayso:claimants": list(claim.claimants),
            "sayso:responsibility": claim.responsibility,
        }
    )


def _source(report: Report) -> str:
    return report.document.url or f"urn:sayso:document:{report.document.id}"


def _target(report: Report, span: Span) -> dict[str, Any]:
    target: dict[str, Any] = {"type": "SpecificResource", "source": _source(report)}
    if not span.end:
        return target
    text = report.document.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": span.exact,
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return target | {"selector": [position, quote]}


def write_annotations(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the collection: its only page holds the annotations, document by document."""
    head = b'{"@context":' + to_json(_CONTEXT)
    head += b',"id":"urn:sayso:annotations","type":"AnnotationCollection","label":"Claims read by sayso"'
    head += b',"first":{"id":"urn:sayso:annotations:1","type":"AnnotationPage"'
    head += b',"partOf":"urn:sayso:annotations","startIndex":0,"items":'
    with folder.open("annotations.jsonld", "application/ld+json") as opened:
        items = JsonList(opened, head)
        for document in holdings.documents():
            report = holdings.report(document)
            if report is None:
                continue
            folder.count("documents")
            words, digest = ReportWords(report), text_digest(report)
            for claim in report.claims:
                items.add(make_annotation(report, claim, words, digest))
                folder.count("claims")
        total = folder.counts.get("claims", 0)
        note = to_json({f"sayso:{k}": v for k, v in note_block(job.note, folder.counts).items()})
        items.close(b'},"total":' + str(total).encode() + b"," + note[1:] + b"\n")
