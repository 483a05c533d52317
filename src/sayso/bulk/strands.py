"""The strands of all documents, numbered, with how common their words are: what pairs and groups are made from.

Comes in: a workspace with its documents. Goes out: `Strands`: each strand by its number, ready for comparing, made from
profiles that lie in a file. Strands are numbered in the order of their names, as the linker orders them; those of one
document stand together. Memory holds some numbers for each strand and twelve bytes for each word of the archive.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np

from sayso.bulk.keys import read_profile
from sayso.bulk.workspace import Ready, Spool, Workspace
from sayso.link.pair_features import Compared, compare_ready
from sayso.link.profiles import Profile, Strand
from sayso.link.term_counts import TermCounts
from sayso.link.words import load_word_shares

_BATCH = 50_000
# Words whose count is held beside the table, until there are so many.
_MOST_MET = 300_000


class HashedCounts:
    """In how many reports each word stands, by the hash of the word: twelve bytes a word, however many there are."""

    def __init__(self, counts: Iterator[tuple[str, int]]) -> None:
        hashes, numbers = array("Q"), array("i")
        for word, count in counts:
            hashes.append(hash_of(word))
            numbers.append(count)
        unordered = np.array(hashes, dtype=np.uint64)
        order = np.argsort(unordered)
        self._hashes = unordered[order]
        self._counts = np.array(numbers, dtype=np.int32)[order]
        self._met: dict[str, int] = {}

    def get(self, word: str, default: int, /) -> int:
        """The count of a word."""
        met = self._met.get(word)
        if met is None:
            if len(self._met) >= _MOST_MET:
                self._met.clear()
            met = self._met[word] = self._find(word, default)
        return met

    def _find(self, word: str, default: int) -> int:
        wanted = np.uint64(hash_of(word))
        row = int(np.searchsorted(self._hashes, wanted))
        found = row < len(self._hashes) and self._hashes[row] == wanted
        return int(self._counts[row]) if found else default


def hash_of(word: str) -> int:
    """Sixty-four bits of a word, the same on every machine."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


class Strands:
    """All strands by number."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._profiles = _keep_profiles(work)
        self._profile = Ready[Profile](
            lambda document: read_profile(self._profiles[document]), work.limits.held_ready
        )
        self.counts = _count_words(work)
        self.compared = Ready[Compared](
            lambda number: compare_ready(self.strand(number), self.counts),
            work.limits.held_ready,
        )
        columns = list(
            zip(*work.rows("SELECT document, part FROM strands ORDER BY strand"), strict=True)
        ) or [(), ()]
        self.document_of = np.array(columns[0], dtype=np.int64)
        self._part_of = np.array(columns[1], dtype=np.int32)
        # The first strand of each strand's document: a document's strands stand together.
        starts = np.flatnonzero(np.diff(self.document_of, prepend=-1))
        sizes = np.diff(starts, append=len(self.document_of))
        self.first_of_document = np.repeat(starts, sizes)

    def __len__(self) -> int:
        return len(self.document_of)

    def strand(self, number: int) -> Strand:
        """A strand."""
        profile = self._profile[int(self.document_of[number])]
        return profile.strands[int(self._part_of[number])]

    def published(self, number: int) -> str | None:
        """When the document of a strand was published: a day."""
        return self._profile[int(self.document_of[number])].published


def _keep_profiles(work: Workspace) -> Spool:
    """Put the profiles into a file, and number their strands."""
    spool = Spool(work.folder / "profiles", work.count())
    work.run("CREATE TABLE told (item VARCHAR, document BIGINT, part BIGINT, is_main BOOLEAN)")
    items, documents, parts, mains = list[Any](), list[Any](), list[Any](), list[Any]()

    def write() -> None:
        columns = (items, documents, parts, mains)
        names = ("item", "document", "part", "is_main")
        work.insert("told", dict(zip(names, columns, strict=True)))
        for column in columns:
            column.clear()

    for number, packed in work.rows(
        "SELECT number, profile FROM keys JOIN documents"
        " ON documents.shard = keys.shard AND documents.position = keys.position"
    ):
        spool.put(number, packed)
        for part, strand in enumerate(read_profile(packed).strands):
            items.append(strand.item)
            documents.append(number)
            parts.append(part)
            mains.append(strand.is_main)
        if len(items) >= _BATCH:
            write()
    write()
    work.run(
        "CREATE TABLE strands AS SELECT row_number() OVER (ORDER BY item) - 1 AS strand, *"
        " FROM told ORDER BY strand"
    )
    work.run("DROP TABLE told")
    return spool


def _count_words(work: Workspace) -> TermCounts:
    return TermCounts(
        work.count(),
        HashedCounts(_counted(work, "terms")),
        HashedCounts(_counted(work, "names")),
        load_word_shares(),
    )


def _counted(work: Workspace, column: str) -> Iterator[tuple[str, int]]:
    yield from work.rows(
        f"SELECT word, count(*) FROM (SELECT unnest(keys.{column}) AS word FROM keys JOIN documents"
        " ON documents.shard = keys.shard AND documents.position = keys.position) GROUP BY word"
    )
