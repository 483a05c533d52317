"""Check bytes, texts and spans: raw bytes and texts are those that their digests were made of, every span quotes.

Comes in: an open store of the current schema. Goes out: findings. Whatever is stored with a start, an end and the exact
words is looked at, wherever it stands in a report; anchors of judgements by their words; the index of words by the
documents that it covers, and word by word where that is asked for.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import StoreError
from sayso.incident_model import Anchor, Copy, Judgement
from sayso.ingest.documents import document_id
from sayso.model import Report
from sayso.store.as_it_is import address_as_it_is
from sayso.store.findings import READ_AGAIN, RELINK, RESTORE, Finding
from sayso.store.linked import unpack_profile

_REMAKE = "make it anew: INSERT INTO documents_text (documents_text) VALUES ('rebuild')"


def check_words(connection: sqlite3.Connection, *, deep: bool) -> Iterator[Finding]:
    """Digests and spans; `deep`: also of readings that are not shown, and each claim against its report."""
    yield from _check_sources(connection)
    yield from _check_texts(connection)
    yield from _check_claims(connection)
    yield from _check_reports(connection, deep)
    yield from _check_anchors(connection)
    yield from _check_copies(connection)
    yield from _check_index(connection)
    if deep:
        yield from _check_profiles(connection)


def _check_sources(connection: sqlite3.Connection) -> Iterator[Finding]:
    for digest, size, packed in connection.execute("SELECT digest, size, bytes FROM sources"):
        try:
            raw = zlib.decompress(packed)
        except zlib.error as error:
            problem = f"its bytes cannot be unpacked: {error}"
        else:
            if sha256(raw).hexdigest() == digest and len(raw) == size:
                continue
            problem = "its bytes are not those of its digest"
        yield Finding(where=f"sources {digest}", problem=problem, todo=READ_AGAIN)


def _check_texts(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT id, url, text FROM documents WHERE id NOT IN (SELECT document FROM erasures)"
    )
    for name, url, text in rows:
        if document_id(url, text) != name:
            problem = "its address or text is not what its id was made of"
            yield Finding(where=f"documents {name}", problem=problem, todo=READ_AGAIN)


def _check_claims(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT claims.id, evidence, text FROM claims JOIN documents ON documents.id = document"
    )
    for name, evidence, text in rows:
        yield from _misquoted(f"claims {name}", msgspec.json.decode(evidence), text)
    items = connection.execute(
        "SELECT audit, number, item, text FROM audit_items JOIN documents ON documents.id = document"
    )
    for audit, number, item, text in items:
        yield from _misquoted(f"audit_items {audit} {number}", msgspec.json.decode(item), text)


def _misquoted(where: str, value: Any, text: str) -> Iterator[Finding]:
    """The first span within a value that does not quote the text."""
    for start, end, exact in _spans(value):
        if text[start:end] != exact:
            problem = f"“{exact[:40]}” does not stand at {start}–{end}"
            yield Finding(where=where, problem=problem, todo=READ_AGAIN)
            return


def _spans(value: Any) -> Iterator[tuple[int, int, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("exact"), str) and "end" in value:
            yield value["start"], value["end"], value["exact"]
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from _spans(part)


def _check_reports(connection: sqlite3.Connection, deep: bool) -> Iterator[Finding]:
    shown = "" if deep else " WHERE readings.id IN (SELECT reading FROM current_readings)"
    rows = connection.execute(
        "SELECT readings.id, readings.document, report, text FROM readings"
        f" JOIN documents ON documents.id = document{shown}"
    )
    for name, document, packed, text in rows:
        where = f"readings {name}"
        try:
            written = zlib.decompress(packed)
            report = msgspec.json.decode(written, type=Report)
        except (zlib.error, msgspec.MsgspecError) as error:
            yield Finding(where=where, problem=f"cannot be read: {error}", todo=READ_AGAIN)
            continue
        if report.document.id != document:
            yield Finding(where=where, problem="is of another document", todo=READ_AGAIN)
        yield from _misquoted(where, msgspec.json.decode(written), text)
        if any(not 0 <= r.start <= r.end <= len(text) for r in report.document.regions):
            problem = "a region lies outside the text"
            yield Finding(where=where, problem=problem, todo=READ_AGAIN)
        if deep:
            yield from _check_rows_of(connection, name, report)


def _check_rows_of(
    connection: sqlite3.Connection, reading: str, report: Report
) -> Iterator[Finding]:
    """The rows of a reading's claims are its report's."""
    rows = connection.execute(
        "SELECT id, property, stance, responsibility FROM claims WHERE reading = ?", (reading,)
    ).fetchall()
    told = {(c.id, c.property, c.stance, c.responsibility) for c in report.claims}
    for name, *_ in set(rows) ^ told:
        problem = f"is not what reading {reading} says"
        yield Finding(where=f"claims {name}", problem=problem, todo=READ_AGAIN)


def _check_anchors(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What people judged holds on to words that stand where they were."""
    texts = connection.execute(
        "SELECT judgement, id, text FROM documents JOIN judged_documents ON document = id"
    )
    quoted: dict[str, dict[str, str]] = {}
    for judgement, document, text in texts:
        quoted.setdefault(judgement, {})[document] = text
    for name, stored in connection.execute("SELECT id, judgement FROM judgements"):
        try:
            judgement = msgspec.json.decode(stored, type=Judgement)
        except msgspec.MsgspecError:
            continue  # told by checking_rows.py
        of = quoted.get(name, {})
        for anchor in (*judgement.left, *judgement.right):
            if not _stands(anchor, of.get(anchor.document, "")):
                problem = f"“{anchor.exact[:40]}” does not stand at {anchor.start}"
                yield Finding(where=f"judgements {name}", problem=problem, todo=RESTORE)
        if judgement.span is not None and judgement.left:
            span = msgspec.to_builtins(judgement.span)
            text = of.get(judgement.left[0].document, "")
            yield from _misquoted(f"judgements {name}", span, text)
    steps = connection.execute(
        "SELECT number, anchor, text FROM review_steps JOIN documents ON documents.id = document"
    )
    for number, stored, text in steps:
        if not _stands(msgspec.json.decode(stored, type=Anchor), text):
            problem = "the words that it is about do not stand in the report"
            yield Finding(where=f"review_steps {number}", problem=problem, todo=RESTORE)


def _stands(anchor: Anchor, text: str) -> bool:
    return text[anchor.start : anchor.start + len(anchor.exact)] == anchor.exact


def _check_copies(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT copy, here.text, there.text FROM copies JOIN documents AS here ON here.id = document"
        " JOIN documents AS there ON there.id = original WHERE until IS NULL"
    )
    for stored, here, there in rows:
        copy = msgspec.json.decode(stored, type=Copy)
        sides = ((copy.spans, here), (copy.of_spans, there))
        if any(end > len(text) or start < 0 for spans, text in sides for start, end in spans):
            problem = f"repeats words of {copy.of} beyond the end of a text"
            yield Finding(where=f"copies {copy.document}", problem=problem, todo=RELINK)


def _check_profiles(connection: sqlite3.Connection) -> Iterator[Finding]:
    for reading, packed in connection.execute("SELECT reading, profile FROM profiles"):
        try:
            unpack_profile(packed)
        except StoreError as error:
            yield Finding(where=f"profiles {reading}", problem=str(error), todo=RELINK)


def _check_index(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The index of words covers every document, and no other."""
    for here, there, problem in (
        ("SELECT rowid FROM documents", "SELECT id FROM documents_text_docsize", "leaves out"),
        (
            "SELECT id FROM documents_text_docsize",
            "SELECT rowid FROM documents",
            "covers, without cause,",
        ),
    ):
        for (rowid,) in connection.execute(f"{here} EXCEPT {there}"):
            yield Finding(
                where="documents_text", problem=f"{problem} row {rowid} of documents", todo=_REMAKE
            )


def check_index_words(path: Path) -> Iterator[Finding]:
    """The index of words says of every text what an index made now would say; the new one is made beside the store."""
    with closing(sqlite3.connect("", uri=True, isolation_level=None)) as beside:
        beside.execute("ATTACH ? AS store", (address_as_it_is(path),))
        beside.execute("BEGIN")
        beside.execute("CREATE VIRTUAL TABLE made USING fts5 (title, text)")
        beside.execute(
            "INSERT INTO made (rowid, title, text) SELECT rowid, title, text FROM store.documents"
        )
        for name, source in (("was", "store, documents_text"), ("now", "main, made")):
            beside.execute(
                f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab ({source}, 'instance')"
            )
        words = (beside.execute(f"SELECT term, doc, col, offset FROM {n}") for n in ("was", "now"))
        for was, now in zip_longest(*words):
            if was != now:
                term, doc, *_ = min(row for row in (was, now) if row is not None)
                problem = f"is wrong about “{term}” in row {doc} of documents"
                yield Finding(where="documents_text", problem=problem, todo=_REMAKE)
                return
