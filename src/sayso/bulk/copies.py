"""Copies across all shards: candidates by shared shingles, some days at a time, judged by link/copies.py on texts.

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

from sayso.bulk.workspace import Ready, Spool, Turn, Workspace
from sayso.errors import SaysoError
from sayso.incident_model import Copy
from sayso.link.copies import CopyPolicy, CopyText, find_copy, make_copy_text
from sayso.link.shingles import shingles_of
from sayso.model import Document

# So many sampled shingles in both make a pair worth reading.
LEAST_SAMPLED = 2
_BATCH = 10_000
# So many shingles in common, each with each that holds it, are looked through together.
_ROWS_AT_ONCE = 5_000_000

Say = Callable[[str], None]


class _Told(msgspec.Struct, frozen=True):
    """What comparing needs of a report."""

    document: Document


def find_copies_across(work: Workspace, shards: Path, say: Say) -> int:
    """Find the copies among all documents; how many there are."""
    policy = CopyPolicy()
    _take_in_shingles(work, policy)
    work.run("CREATE TABLE copy_pairs (later BIGINT, earlier BIGINT)")
    for turn in work.turns("SELECT number, day, cost FROM copy_costs", _ROWS_AT_ONCE):
        say(f"copies: looked for up to document {turn.first} of {work.count()}")
        _propose(work, turn, policy)
    for table in ("shingles", "copy_costs"):
        work.run(f"DROP TABLE {table}")
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
    """The shingles that two documents share, each with its first holders only: up to there it still tells something."""
    work.run(
        "CREATE TABLE shingles AS SELECT number, day, hash, before FROM ("
        " SELECT number, day, hash, row_number() OVER (PARTITION BY hash ORDER BY number) - 1 AS before,"
        "  count(*) OVER (PARTITION BY hash) AS holders FROM ("
        "   SELECT documents.number, documents.day, unnest(keys.shingles) AS hash FROM keys"
        "   JOIN documents ON documents.shard = keys.shard AND documents.position = keys.position))"
        f" WHERE holders > 1 AND before <= {policy.boilerplate_documents} ORDER BY number"
    )
    # With how many earlier ones a document shares its shingles, each counted: so many rows comparing them takes.
    work.run(
        "CREATE TABLE copy_costs AS SELECT number, day, sum(before) AS cost FROM shingles GROUP BY ALL"
    )


def _propose(work: Workspace, turn: Turn, policy: CopyPolicy) -> None:
    """The pairs that share enough of their samples: of a turn's documents with those before them."""
    within = "true"
    named: dict[str, object] = {"first": turn.first, "end": turn.end, "least": LEAST_SAMPLED}
    if turn.first_day is not None:
        # The first bound is for the table, which lies in the order of days; the second one is what is meant.
        within = f"a.day >= $since AND b.day - a.day <= {policy.window_days}"
        named["since"] = turn.first_day - policy.window_days
    work.run(
        "INSERT INTO copy_pairs SELECT b.number, a.number FROM shingles b"
        " JOIN shingles a ON a.hash = b.hash AND a.number < b.number"
        " WHERE b.number >= $first AND b.number < $end AND a.number < $end"
        f" AND {within} GROUP BY b.number, a.number HAVING count(*) >= $least",
        **named,
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
                    spool.put(numbers[position], _packed(make_copy_text(told.document)))
        except (OSError, pa.ArrowException, msgspec.MsgspecError) as error:
            raise SaysoError(f"shard {shard} is damaged, code it anew: {error}") from error
    return Ready(lambda number: _unpacked(spool[number]), work.limits.held_ready)


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """A text as it is compared, without its shingles: they are quickly made of the hashes of its words."""

    document: str
    published: str | None
    wire: str | None
    words: bytes
    starts: bytes
    ends: bytes


def _packed(text: CopyText) -> bytes:
    found = text.shingles
    columns = (found.words, found.starts.astype(np.uint32), found.ends.astype(np.uint32))
    packed = (column.tobytes() for column in columns)
    return msgspec.msgpack.encode(_Packed(text.document, text.published, text.wire, *packed))


def _unpacked(data: bytes) -> CopyText:
    found = msgspec.msgpack.decode(data, type=_Packed)
    words = np.frombuffer(found.words, dtype=np.uint64)
    starts, ends = (
        np.frombuffer(b, dtype=np.uint32).astype(np.int64) for b in (found.starts, found.ends)
    )
    return CopyText(found.document, found.published, found.wire, shingles_of(words, starts, ends))


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
            distinct = (one.shingles.distinct, other.shingles.distinct)
            shared = np.intersect1d(*distinct, assume_unique=True)
            if len(shared) >= policy.least_shingles:
                yield copy
