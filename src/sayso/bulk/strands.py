"""The strands of all documents, numbered, with how common their words are: what pairs and groups are made from.

Comes in: a workspace with its documents. Goes out: `Strands`: each strand by its number, ready for comparing, made from
profiles that lie in a file. Strands are numbered in the order of their names, as the linker orders them; those of one
document stand together. Memory holds some numbers for each strand and twelve bytes for each word of the archive.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import groupby
from typing import Any

import msgspec
import numpy as np

from sayso.bulk.keys import read_profile
from sayso.bulk.workspace import Ready, Spool, Workspace
from sayso.link.pair_features import Compared, compare_ready
from sayso.link.profiles import PlaceProfile, Strand
from sayso.link.term_counts import TermCounts
from sayso.link.words import load_word_shares

_BATCH = 50_000
# Words whose weight is remembered, until there are so many.
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

    def get(self, word: str, default: int, /) -> int:
        """The count of a word."""
        wanted = np.uint64(hash_of(word))
        row = int(np.searchsorted(self._hashes, wanted))
        found = row < len(self._hashes) and self._hashes[row] == wanted
        return int(self._counts[row]) if found else default


def hash_of(word: str) -> int:
    """Sixty-four bits of a word, the same on every machine."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


class ToldEvent(msgspec.Struct, frozen=True):
    """Of an event its kind."""

    type: str


class ToldStrand(msgspec.Struct, frozen=True, kw_only=True):
    """Of a strand what an incident tells of it (link/profiles.py): read without its words, in a tenth of the time."""

    item: str
    document: str
    is_main: bool
    published: str | None = None
    events: tuple[ToldEvent, ...] = ()
    days: tuple[tuple[str, float], ...] = ()
    places: tuple[tuple[PlaceProfile, float], ...] = ()
    killed: tuple[float, ...] = ()


class _ToldProfile(msgspec.Struct, frozen=True):
    strands: tuple[ToldStrand, ...]


class _RememberedCounts(TermCounts, frozen=True):
    """Counts that remember how much a word tells: most words are weighed again and again."""

    words: dict[str, float] = msgspec.field(default_factory=dict)
    full: dict[str, float] = msgspec.field(default_factory=dict)

    def weight(self, term: str) -> float:
        """How much a word tells."""
        found = self.words.get(term)
        return _remember(self.words, term, super().weight(term)) if found is None else found

    def name_weight(self, name: str) -> float:
        """The same for a name."""
        found = self.full.get(name)
        return _remember(self.full, name, super().name_weight(name)) if found is None else found


def _remember(met: dict[str, float], word: str, weight: float) -> float:
    if len(met) >= _MOST_MET:
        met.clear()
    met[word] = weight
    return weight


class Strands:
    """All strands by number."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._profiles = _keep_profiles(work)
        self._told = Ready[_ToldProfile](
            lambda document: msgspec.msgpack.decode(self._profiles[document], type=_ToldProfile),
            work.limits.held_ready,
        )
        self.counts = _count_words(work)
        columns = list(
            zip(*work.rows("SELECT document, part FROM strands ORDER BY strand"), strict=True)
        ) or [(), ()]
        self.document_of = np.array(columns[0], dtype=np.int64)
        self._part_of = np.array(columns[1], dtype=np.int32)
        # The first strand of each strand's document: a document's strands stand together.
        starts = np.flatnonzero(np.diff(self.document_of, prepend=-1))
        sizes = np.diff(starts, append=len(self.document_of))
        self.first_of_document = np.repeat(starts, sizes)
        self._packed = Spool(work.folder / "compared", len(self))
        self.compared = Ready[Compared](
            lambda number: msgspec.msgpack.decode(self._packed[number], type=Compared),
            work.limits.held_ready,
        )

    def __len__(self) -> int:
        return len(self.document_of)

    def told(self, number: int) -> ToldStrand:
        """What is told of an incident in a strand."""
        profile = self._told[int(self.document_of[number])]
        return profile.strands[int(self._part_of[number])]

    def make_ready(self) -> Iterator[tuple[int, Compared]]:
        """Make every strand ready for comparing, in the order of publication, and keep it so; each once.

        A strand is compared some twenty times, with others of any time: unpacking it again takes a twentieth of making
        it again.
        """
        strands = self._work.rows("SELECT document, strand FROM strands ORDER BY document, part")
        for document, numbers in groupby(strands, key=lambda row: int(row[0])):
            profile = read_profile(self._profiles[document])
            for (_, number), strand in zip(numbers, profile.strands, strict=True):
                compared = compare_ready(strand, self.counts)
                slim = msgspec.msgpack.encode(replace(compared, strand=_slim(strand)))
                self._packed.put(number, slim)
                yield number, compared


def _slim(strand: Strand) -> Strand:
    """What comparing looks at besides what was made ready of it."""
    return Strand(
        item=strand.item,
        document=strand.document,
        is_main=strand.is_main,
        published=strand.published,
        killed=strand.killed,
        injured=strand.injured,
        towns=strand.towns,
        scene=strand.scene,
        beside=strand.beside,
        people=strand.people,
        is_overview=strand.is_overview,
        places=strand.places,
    )


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
    return _RememberedCounts(
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
