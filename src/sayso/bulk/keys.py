"""What a report is found by when the reports of all shards are compared: the row of keys.parquet.

Comes in: a report. Goes out: one row: when it was published, a sample of its shingles, its words and names, the days,
places and kinds of its deeds, and its profile as linking compares it. So the second stage reads keys alone, and texts
only of pairs that may be copies. Nothing is compared here.

The sample holds the shingles whose hash is divisible by `SAMPLED`, the same ones in every document: of what two
documents share, as large a part is in both samples as each sample is of its document (Broder 1997).
Of 2,922 copies among 920 texts (articles of PolNeAR train and copies made of them) and of 37 among 1,053 reports of
gun violence, every second shingle, two of them shared, proposes all, with 5.2 and 4.3 pairs a document to compare.
Every fourth one misses 3 of the 37; with one shared instead of two it misses none, with twice the pairs.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from sayso.link.pair_features import day_number
from sayso.link.profiles import Profile, make_profile
from sayso.link.shingles import make_shingles
from sayso.link.words import LinkingWords
from sayso.model import Report
from sayso.text import digest_of

# One in so many shingles is kept.
SAMPLED = 2
# Degrees of a cell: some 28 km.
CELL = 0.25

KeyRow = tuple[Any, ...]


def make_key_row(position: int, report: Report, words: LinkingWords | None = None) -> KeyRow:
    """The row of a report without a problem, in the order of the columns of keys.parquet."""
    document, profile = report.document, make_profile(report, words)
    main = profile.strands[0]
    places = [place for strand in profile.strands for place, _ in strand.places]
    published = day_number(profile.published) if profile.published else None
    return (
        document.id,
        position,
        document.published,
        published,
        document.outlet.id if document.outlet else None,
        digest_of(document.text),
        sample_shingles(document.text),
        [term for term, _ in main.terms],
        [name for name, _ in main.names],
        sorted({day for strand in profile.strands for day, _ in strand.days}),
        sorted({place.gazetteer_id for place in places if place.gazetteer_id}),
        sorted({cell for p in places if (cell := cell_of(p.lat, p.lon)) is not None}),
        sorted({p.country for p in report.places if p.country and p.used_as in _WHERE}),
        sorted({event.type for event in report.events}),
        msgspec.msgpack.encode(profile),
    )


_WHERE = frozenset({"place", "modifier", "dateline"})


def sample_shingles(text: str) -> list[int]:
    """The hashes of the sampled shingles of a text, each once, in order."""
    hashes = np.unique(make_shingles(text).hashes)
    sampled: list[int] = hashes[hashes % np.uint64(SAMPLED) == 0].tolist()
    return sampled


def cell_of(lat: float | None, lon: float | None) -> str | None:
    """The cell of a point: 36.2, 37.16 → "144:148"."""
    if lat is None or lon is None:
        return None
    return f"{int(lat // CELL)}:{int(lon // CELL)}"


def read_profile(packed: bytes) -> Profile:
    """The profile of a row."""
    return msgspec.msgpack.decode(packed, type=Profile)
