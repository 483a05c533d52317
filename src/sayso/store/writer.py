"""Write reports into a store.

Comes in: reports with the raw bytes they were read from. Goes out: rows; each report is one transaction, on disk when
`write` returns. Writing the same report again adds nothing. Two writers may share a store: they take turns.
"""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic
from types import TracebackType

import msgspec
from msgspec.structs import replace

from sayso.errors import StoreError
from sayso.model import Claim, Document, Event, Problem, Report, Value, time_words
from sayso.store.erasing import read_erasure
from sayso.store.tables import open_store
from sayso.store.transactions import transaction
from sayso.text import digest_of


@dataclass
class Tally:
    """What a run did, counted while it ran."""

    documents: int = 0
    claims: int = 0
    skipped: int = 0
    failed: int = 0
    ids: list[str] = field(default_factory=list)


class StoreWriter:
    """An open store that takes reports. Use as a context manager: leaving it records the run.

    with StoreWriter(Path("project.db")) as writer:
        writer.write(report, raw)
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = open_store(path)
        self._tally = Tally()
        self._versions: dict[str, str] = {}
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        self._clock = monotonic()

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._tally.ids:
                self._write_run()
        except sqlite3.Error as failure:
            if error is None:
                raise StoreError(f"cannot write the run to {self._path}: {failure}") from failure
        finally:
            self._connection.close()

    def write(self, report: Report, raw: bytes | None = None) -> Report:
        """Record one report: its document, reading and claims, or its problem. Goes out: what was recorded, which is a
        problem where the document was erased before."""
        self._versions = report.run
        try:
            with transaction(self._connection):
                return self._write_parts(report, raw)
        except sqlite3.Error as error:
            where = report.document.source_id
            raise StoreError(f"cannot write {where} to {self._path}: {error}") from error

    def _write_parts(self, report: Report, raw: bytes | None) -> Report:
        report = self._without_erased(report)
        is_erased = report.problem is not None and report.problem.stage == "store"
        digest = self._write_source(raw) if raw is not None and not is_erased else None
        report = self._with_earlier_version(report)
        if report.problem is not None:
            self._write_error(report, digest)
            return report
        document = replace(report.document, source_digest=digest or report.document.source_digest)
        self._write_document(document, digest)
        self._write_reading(report)
        return report

    def _without_erased(self, report: Report) -> Report:
        """The report as a problem if its document was erased: what is gone does not come back by itself."""
        erasure = read_erasure(self._connection, report.document.id)
        if erasure is None or report.problem is not None:
            return report
        reason = f"erased on {erasure.at[:10]} by {erasure.by}: {erasure.reason}"
        blank = Document(id=report.document.id, source_id=report.document.id, text="")
        problem = Problem(stage="store", reason=reason, skipped=True)
        return Report(document=blank, run=report.run, problem=problem)

    def _with_earlier_version(self, report: Report) -> Report:
        """The report with the version of its page that it revises: the latest other text under its address."""
        document = report.document
        if document.url is None or document.revises is not None or report.problem is not None:
            return report
        row = (
            self._connection.execute(
                "SELECT revises FROM documents WHERE id = ?", (document.id,)
            ).fetchone()
            or self._connection.execute(
                "SELECT id FROM documents WHERE url = ? ORDER BY rowid DESC LIMIT 1",
                (document.url,),
            ).fetchone()
        )
        revises = row[0] if row is not None else None
        return replace(report, document=replace(document, revises=revises))

    def _write_source(self, raw: bytes) -> str:
        digest = sha256(raw).hexdigest()
        known = self._connection.execute("SELECT 1 FROM sources WHERE digest = ?", (digest,))
        if known.fetchone() is None:
            row = (digest, len(raw), zlib.compress(raw, 6))
            self._connection.execute("INSERT INTO sources VALUES (?, ?, ?)", row)
        return digest

    def _write_document(self, document: Document, digest: str | None) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO documents"
            " (id, url, outlet, title, published, language, source_digest, revises, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.url,
                document.outlet.id if document.outlet else None,
                document.title,
                document.published,
                document.language,
                digest,
                document.revises,
                document.text,
            ),
        )
        self._connection.execute(
            "INSERT OR IGNORE INTO document_inputs VALUES (?, ?)", (document.id, document.source_id)
        )

    def _write_reading(self, report: Report) -> None:
        document = report.document
        pipeline = pipeline_digest(report.run)
        reading = "r" + digest_of(document.id, document.published or "", pipeline)
        self._tally.documents += 1
        self._tally.claims += len(report.claims)
        self._tally.ids.append(reading)
        packed = zlib.compress(
            msgspec.json.encode(replace(report, document=replace(document, text=""))), 6
        )
        added = self._connection.execute(
            "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?)",
            (reading, document.id, pipeline, packed),
        )
        if added.rowcount:
            self._write_claims(reading, report)
        self._connection.execute(
            "INSERT INTO current_readings VALUES (?, ?)"
            " ON CONFLICT (document) DO UPDATE SET reading = excluded.reading"
            " WHERE reading <> excluded.reading",
            (document.id, reading),
        )

    def _write_claims(self, reading: str, report: Report) -> None:
        events = {event.id: event for event in report.events}
        words = value_words(report)
        self._connection.executemany(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                _claim_row(reading, report, claim, events[claim.event], words)
                for claim in report.claims
            ],
        )

    def _write_error(self, report: Report, digest: str | None) -> None:
        problem, document = report.problem, report.document
        assert problem is not None  # noqa: S101 - the caller asked
        pipeline = pipeline_digest(report.run)
        error = "x" + digest_of(
            document.source_id, digest or "", problem.stage, problem.reason, pipeline
        )
        self._tally.skipped += problem.skipped
        self._tally.failed += not problem.skipped
        self._tally.ids.append(error)
        self._connection.execute(
            "INSERT OR IGNORE INTO errors VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                error,
                document.source_id,
                document.url,
                digest,
                problem.stage,
                problem.reason,
                int(problem.skipped),
                pipeline,
            ),
        )

    def _write_run(self) -> None:
        tally, pipeline = self._tally, pipeline_digest(self._versions)
        self._connection.execute(
            "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                "u" + digest_of(pipeline, *tally.ids),
                pipeline,
                msgspec.json.encode(self._versions).decode(),
                self._started,
                round(monotonic() - self._clock, 3),
                tally.documents,
                tally.claims,
                tally.skipped,
                tally.failed,
            ),
        )


def pipeline_digest(run: dict[str, str]) -> str:
    """One digest for versions, settings and lexicons: what two readings must share to be the same."""
    return digest_of(*(part for item in sorted(run.items()) for part in item), length=16)


def value_words(report: Report) -> dict[str, str]:
    """Id of anything a claim's value can point to → words for it."""
    words = {place.id: place.name for place in report.places}
    words |= {time.id: time_words(time) for time in report.times}
    words |= {figure.id: figure.span.exact for figure in report.figures}
    return words | {event.id: event.trigger.exact for event in report.events}


def _claim_row(
    reading: str, report: Report, claim: Claim, event: Event, words: dict[str, str]
) -> tuple[str | None, ...]:
    return (
        reading,
        claim.id,
        report.document.id,
        event.trigger.exact,
        event.type,
        event.status,
        claim.property,
        _value(claim.value, words),
        claim.stance,
        claim.responsibility,
        msgspec.json.encode(claim.claimants).decode(),
        msgspec.json.encode(claim.evidence).decode(),
    )


def _value(value: Value, words: dict[str, str]) -> str:
    pointed = value.place or value.time or value.figure or value.event
    return words[pointed] if pointed else value.actor or value.text or ""
