"""Where everything comes from, as PROV-JSON (W3C member submission, 2013).

Comes in: incidents, reports, judgements, runs. Goes out: `prov.json`: bytes → document → claim → incident, the runs
that read them, who claims, who decided. A claim is attributed to its claimants: that is what sayso is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any

from sayso.export.columns import Job
from sayso.export.holdings import Holdings
from sayso.export.json_lines import to_json, without_none
from sayso.export.package import Folder, note_block
from sayso.export.report_rows import ReportWords, extent, text_digest
from sayso.model import Claim, Report
from sayso.text import digest_of

LOSES = ("values as values: claims bear theirs in words", "copies, independence and grades")
FIELDS = (
    ("entity sayso:source-…", "the bytes that were read, by their SHA-256"),
    ("entity sayso:document-…", "a document, derived from its source"),
    ("entity sayso:claim-…", "a claim, derived from its document, attributed to its claimants"),
    ("entity sayso:incident-…", "an incident, derived from the claims that stand in it"),
    ("entity sayso:judgement-…", "what somebody decided, attributed to that person"),
    ("activity sayso:run-…", "a pipeline at work; used documents, generated claims"),
    ("agent", "claimants, people who decided, and sayso"),
)

_PREFIXES = {"sayso": "urn:sayso:", "xsd": "http://www.w3.org/2001/XMLSchema#"}
_SECTIONS = (
    *("entity", "activity", "agent", "used", "wasGeneratedBy", "wasDerivedFrom"),
    *("wasAttributedTo", "wasAssociatedWith", "hadMember"),
)


class _Sections:
    """The sections of a PROV document, each in a file of its own until they are put together."""

    def __init__(self, stack: ExitStack) -> None:
        self._files: dict[str, IO[bytes]] = {
            name: stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
            for name in _SECTIONS
        }
        self._seen: set[str] = set()
        self._number = 0

    def record(self, section: str, name: str, row: Mapping[str, Any]) -> bool:
        """A record with a name of its own; False if there is one of that name already."""
        if name in self._seen:
            return False
        self._seen.add(name)
        self._write(section, name, row)
        return True

    def relate(self, section: str, row: Mapping[str, Any]) -> None:
        """A relation, which needs no name."""
        self._number += 1
        self._write(section, f"_:r{self._number}", row)

    def _write(self, section: str, name: str, row: Mapping[str, Any]) -> None:
        opened = self._files[section]
        opened.write(b",\n" if opened.tell() else b"\n")
        opened.write(to_json(name) + b":" + to_json(without_none(row)))

    def parts(self) -> Iterator[bytes]:
        """The sections that hold anything, as members of one JSON object."""
        for name, opened in self._files.items():
            if opened.tell():
                yield b",\n" + to_json(name) + b":{"
                opened.seek(0)
                while piece := opened.read(1 << 16):
                    yield piece
                yield b"}"


def write_provenance(holdings: Holdings, job: Job, folder: Folder) -> None:
    """Write the document."""
    with ExitStack() as stack:
        sections = _Sections(stack)
        versions = job.note.run.get("sayso", "unknown")
        sections.record(
            "agent",
            "sayso:software",
            {"prov:type": _name("prov:SoftwareAgent"), "sayso:version": versions},
        )
        runs = {row["document"]: row["run_id"] for row in holdings.stored("readings")}
        for row in holdings.stored("runs"):
            _run(sections, row["run_id"], row["versions"])
        for document in holdings.documents():
            report = holdings.report(document)
            if report is not None:
                _report(sections, report, runs.get(document))
                folder.count("documents")
                folder.count("claims", len(report.claims))
        for incident in holdings.incidents():
            name = f"sayso:incident-{incident.id}"
            sections.record("entity", name, {"prov:type": "incident", "prov:label": incident.title})
            claims = dict.fromkeys(
                c.id
                for claims in incident.claims.values()
                for c in claims
                if not c.aside and c.judged != "reject"
            )
            for claim in claims:
                sections.relate(
                    "wasDerivedFrom",
                    {"prov:generatedEntity": name, "prov:usedEntity": f"sayso:claim-{claim}"},
                )
            folder.count("incidents")
        for judgement in holdings.judgements():
            _judgement(sections, judgement.id, judgement.by, judgement.kind, judgement.at)
            folder.count("judgements")
        with folder.open("prov.json", "application/json") as opened:
            note = {f"sayso:{k}": _plain(v) for k, v in note_block(job.note, folder.counts).items()}
            sections.record("entity", "sayso:export", {"prov:type": "export", **note})
            opened.write(b'{"prefix":' + to_json(_PREFIXES))
            for part in sections.parts():
                opened.write(part)
            opened.write(b"\n}\n")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else to_json(value).decode()


def _name(qualified: str) -> dict[str, str]:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


def _run(sections: _Sections, run: str, versions: str) -> str:
    name = f"sayso:run-{run}"
    if sections.record("activity", name, {"sayso:versions": versions}):
        sections.relate(
            "wasAssociatedWith", {"prov:activity": name, "prov:agent": "sayso:software"}
        )
    return name


def _report(sections: _Sections, report: Report, run: str | None) -> None:
    document = report.document
    name = f"sayso:document-{document.id}"
    sections.record(
        "entity",
        name,
        {
            "prov:type": "document",
            "prov:label": document.title,
            "sayso:url": document.url,
            "sayso:outlet": document.outlet.name if document.outlet else None,
            "sayso:published": document.published,
            "sayso:textDigest": text_digest(report),
        },
    )
    if document.source_digest:
        source = f"sayso:source-{document.source_digest}"
        sections.record(
            "entity", source, {"prov:type": "bytes", "sayso:sha256": document.source_digest}
        )
        _derive(sections, name, source)
    if document.revises:
        _derive(sections, name, f"sayso:document-{document.revises}")
    run_name = _run(sections, run, _plain(report.run)) if run else None
    if run_name:
        sections.relate("used", {"prov:activity": run_name, "prov:entity": name})
    words = ReportWords(report)
    for claim in report.claims:
        _claim(sections, claim, words, name, run_name)


def _derive(sections: _Sections, made: str, of: str) -> None:
    sections.relate("wasDerivedFrom", {"prov:generatedEntity": made, "prov:usedEntity": of})


def _claim(
    sections: _Sections, claim: Claim, words: ReportWords, document: str, run: str | None
) -> None:
    start, end, quote = extent(claim.evidence)
    name = f"sayso:claim-{claim.id}"
    sections.record(
        "entity",
        name,
        {
            "prov:type": "claim",
            "sayso:property": claim.property,
            "sayso:value": words.value(claim),
            "sayso:stance": claim.stance,
            "sayso:responsibility": claim.responsibility,
            "sayso:quote": quote,
            "sayso:start": start,
            "sayso:end": end,
        },
    )
    _derive(sections, name, document)
    if run:
        sections.relate("wasGeneratedBy", {"prov:entity": name, "prov:activity": run})
    for claimant in claim.claimants:
        agent = f"sayso:agent-{digest_of(claimant, length=16)}"
        sections.record("agent", agent, {"prov:label": words.name(claimant), "sayso:id": claimant})
        sections.relate("wasAttributedTo", {"prov:entity": name, "prov:agent": agent})


def _judgement(sections: _Sections, judgement: str, by: str, kind: str, at: str) -> None:
    person = f"sayso:person-{digest_of(by, length=16)}"
    sections.record("agent", person, {"prov:type": _name("prov:Person"), "prov:label": by})
    name = f"sayso:judgement-{judgement}"
    sections.record("entity", name, {"prov:type": "judgement", "sayso:kind": kind, "sayso:at": at})
    sections.relate("wasAttributedTo", {"prov:entity": name, "prov:agent": person})
