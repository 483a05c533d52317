"""Copies across all shards: candidates by shared shingles, week by week, judged by link/copies.py on their texts.

Comes in: a workspace with its documents. Goes out: the table `copies` in it. A document is compared with those of the
sixty days before it, whatever weeks they fall in; one without a date with all. As in a store, a shingle counts only
among the first documents that hold it. What may be missed is a pair whose samples hold too few of the shared shingles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sayso.bulk.workspace import Ready, Spool, Week, Workspace
from sayso.errors import SaysoError
from sayso.incident_model import Copy
from sayso.link.copies import CopyPolicy, CopyText, find_copy, make_copy_text
from sayso.model import Document

# So many sampled shingles in both make a pair worth reading.
LEAST_SAMPLED = 2
_BATCH = 10_000

Say = Callable[[str], None]


class _Told(msgspec.Struct, frozen=True):
    """What comparing needs of a report."""

    document: Document


def find_copies_across(work: Workspace, shards: Path, say: Say) -> int:
    """Find the copies among all documents; how many there are."""
    policy = CopyPolicy()
    _take_in_shingles(work, policy)
    work.run("CREATE TABLE copy_pairs (later BIGINT, earlier BIGINT)")
    for week in work.weeks():
        say(f"copies: {week.name}")
        _propose(work, week, policy)
    work.run("DROP TABLE shingles")
    texts = _read_texts(work, shards)
    say(f"copies: {work.one('SELECT count(*) FROM copy_pairs')} pairs to compare")
    work.run("CREATE TABLE copies (document VARCHAR, original VARCHAR, copy VARCHAR)")
    found = _judge(work, texts, policy)
    while batch := list(islice(found, _BATCH)):
        work.insert(
            "copies",
            {
                "document": [copy.document for copy in batch],
                "original": [copy.of for copy in batch],
                "copy": [msgspec.json.encode(copy).decode() for copy in batch],
            },
        )
    return int(work.one("SELECT count(*) FROM copies"))


def _take_in_shingles(work: Workspace, policy: CopyPolicy) -> None:
    work.run(
        "CREATE TABLE shingles AS SELECT number, hash FROM ("
        " SELECT documents.number, unnest(keys.shingles) AS hash FROM keys"
        " JOIN documents ON documents.shard = keys.shard AND documents.position = keys.position"
        ") ORDER BY number"
    )
    # Of a shingle that many documents hold, the last of the first ones: up to there it still tells something.
    most = policy.boilerplate_documents + 1
    work.run(
        f"CREATE TABLE boilerplate AS SELECT hash, list_last(min(number, {most})) AS last FROM shingles"
        f" WHERE hash IN (SELECT hash FROM shingles GROUP BY hash HAVING count(*) > {most})"
        " GROUP BY hash"
    )


def _propose(work: Workspace, week: Week, policy: CopyPolicy) -> None:
    """The pairs that share enough of their samples: of a week's documents with those before them."""
    since = 0
    if week.day is not None:
        earliest = week.day - policy.window_days
        since = work.one("SELECT min(number) FROM documents WHERE day >= ?", earliest)
    work.run(
        "INSERT INTO copy_pairs SELECT b.number, a.number FROM shingles b"
        " JOIN shingles a ON a.hash = b.hash AND a.number < b.number"
        " LEFT JOIN boilerplate ON boilerplate.hash = b.hash"
        " WHERE b.number >= ? AND b.number < ? AND a.number >= ? AND a.number < ?"
        " AND (last IS NULL OR b.number <= last)"
        " GROUP BY b.number, a.number HAVING count(*) >= ?",
        week.first,
        week.end,
        since,
        week.end,
        LEAST_SAMPLED,
    )


def _read_texts(work: Workspace, shards: Path) -> Ready[CopyText]:
    """The texts of the documents that are to be compared, from the shards that hold them, each opened once."""
    spool = Spool(work.folder / "texts", work.count())
    wanted = work.rows(
        "SELECT shard, position, number FROM documents WHERE number IN"
        " (SELECT later FROM copy_pairs UNION SELECT earlier FROM copy_pairs) ORDER BY shard, position"
    )
    for shard, rows in groupby(wanted, key=lambda row: row[0]):
        numbers = {position: number for _, position, number in rows}
        try:
            for position, report in _reports(shards / shard / "documents.parquet"):
                if position in numbers:
                    told = msgspec.json.decode(report, type=_Told)
                    spool.put(numbers[position], msgspec.msgpack.encode(told.document))
        except (OSError, pa.ArrowException, msgspec.MsgspecError) as error:
            raise SaysoError(f"shard {shard} is damaged, code it anew: {error}") from error
    return Ready(
        lambda number: make_copy_text(msgspec.msgpack.decode(spool[number], type=Document)),
        work.limits.held_ready,
    )


def _reports(path: Path) -> Iterator[tuple[int, str]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(64, columns=["position", "report"]):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _judge(work: Workspace, texts: Ready[CopyText], policy: CopyPolicy) -> Iterator[Copy]:
    for later, earlier in work.rows(
        "SELECT later, earlier FROM copy_pairs ORDER BY later, earlier"
    ):
        one, other = texts[later], texts[earlier]
        copy = find_copy(one, other, policy)
        if copy is not None:
            shared = np.intersect1d(one.shingles.hashes, other.shingles.hashes)
            if len(shared) >= policy.least_shingles:
                yield copy
