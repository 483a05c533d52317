"""Shards of reports at hand, as coding writes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from sayso.bulk.tables import ShardTables
from sayso.ingest.documents import Ingested
from sayso.model import Document, Problem, Report
from sayso.text import digest_of
from tests.store.made_store import RUN

SKIPPED = Report(
    document=Document(id="dx", source_id="archive#9", url="https://paper.example/x"),
    run=RUN,
    problem=Problem(stage="language", reason="written in de", skipped=True),
)


def write_shards(
    folder: Path,
    reports: Sequence[Report],
    size: int = 5,
    *,
    in_order: bool = False,
    configuration: str = "one",
) -> list[str]:
    """Write reports as shards of some size; the ids of the shards. `in_order`: parts of one archive."""
    names = list[str]()
    stream = iter(reports)
    while batch := list(islice(stream, size)):
        name = "s" + digest_of(*(r.document.id for r in batch), length=12)
        tables = ShardTables()
        for position, report in enumerate(batch):
            tables.add(position, Ingested(report.document), report)
        shard = folder / "shards" / name
        shard.mkdir(parents=True)
        digests = tables.write(shard)
        place = {"archive": "archive", "first": len(names) * size} if in_order else {}
        manifest = {"shard": place, "files": digests, "configuration": configuration}
        (shard / "manifest.json").write_bytes(msgspec.json.encode(manifest))
        names.append(name)
    return names
