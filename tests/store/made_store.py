"""Stores of made reports, written and linked without a model."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sayso.ingest.documents import document_id
from sayso.model import Report
from sayso.store.dossiers import Dossiers
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides
from tests.views.made import MadeReport

RUN = {"sayso": "0", "model": "made", "attribution": "fast", "lexicons": "0"}
# Two stories that share no rare word, so that any linker keeps them apart.
TAILS = (
    "Barrel bombs fell on the vegetable bazaar of Marqab while shoppers queued for tomatoes and aubergines.",
    "Gunboats shelled the fishing harbour of Telwara at dawn and sank eleven wooden trawlers at anchor.",
    "A parcel exploded inside the post office of Nerin and burned the sorting hall with its ledgers.",
)
TOLLS = (10, 240, 3)


def made_report(number: int, story: int = 0, **row: Any) -> Report:
    """Report d<number> of one of the stories, which lie years apart."""
    claims = [{"who": "residents", "killed": TOLLS[story]}, {"who": "outlet", "happened": True}]
    filled = {
        "outlet": f"paper-{number}",
        "published": f"{2020 - 2 * story}-{3 * story + 1:02}-{number + 1:02}",
        "claims": claims,
        "tail": " ".join([TAILS[story]] * 3),
    }
    return replace(MadeReport(number, filled | row).report(), run=RUN)


def sealed_report(number: int, story: int = 0, **row: Any) -> Report:
    """A made report whose document has the id that its address and text give it, as every report that was read has."""
    report = made_report(number, story, **row)
    document = report.document
    return replace(report, document=replace(document, id=document_id(document.url, document.text)))


def write_reports(path: Path, *reports: Report) -> None:
    """Write reports, each with bytes of its own."""
    with StoreWriter(path) as writer:
        for report in reports:
            writer.write(report, report.document.text.encode())


def open_linked(path: Path, *, full: bool = False) -> sqlite3.Connection:
    """The store, open, with everything linked."""
    connection = open_store(path)
    link_pending(connection, full=full)
    return connection


def dossiers_of(connection: sqlite3.Connection) -> Dossiers:
    """The incidents of an open store under the shipped policy."""
    return Dossiers(connection, load_sides(), load_policy())


def incident_of(connection: sqlite3.Connection, document: str) -> str:
    """The incident that a document is mainly about."""
    return dossiers_of(connection).find_of_report(document)
