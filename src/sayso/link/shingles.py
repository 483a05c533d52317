"""Texts as sequences of hashed words and of hashed five-word shingles, with their positions.

Comes in: a text. Goes out: a `Shingles` value: for each word its hash and its characters, for each shingle its hash.
The hashes are the same in every process and on every machine, so that they can be stored. Nothing is compared here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

SHINGLE_WORDS = 5

_WORD = re.compile(r"\w+")
# An odd multiplier: each word of a shingle counts with its place (Rabin 1981).
_MULTIPLIER = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Shingles:
    """The words of a text: hashes, where each begins and ends, and the hash of the shingle that begins with it."""

    words: Hashes
    starts: Offsets
    ends: Offsets
    hashes: Hashes

    @cached_property
    def distinct(self) -> Hashes:
        """Each hash once, in order."""
        return self._counted[0]

    @cached_property
    def once(self) -> tuple[Hashes, Offsets]:
        """The hashes of the shingles that stand there once, in order, and where each stands."""
        values, first, counts = self._counted
        return values[counts == 1], first[counts == 1]

    @cached_property
    def _counted(self) -> tuple[Hashes, Offsets, Offsets]:
        return np.unique(self.hashes, return_index=True, return_counts=True)


def make_shingles(text: str) -> Shingles:
    """Hash the words and the five-word shingles of a text; case and punctuation do not count.

    "Two died in Homs today, police said" → seven words, three shingles
    """
    found = [(m.start(), m.end(), _word_hash(m.group().lower())) for m in _WORD.finditer(text)]
    return shingles_of(
        np.array([h for _, _, h in found], dtype=np.uint64),
        np.array([start for start, _, _ in found], dtype=np.int64),
        np.array([end for _, end, _ in found], dtype=np.int64),
    )


def shingles_of(words: Hashes, starts: Offsets, ends: Offsets) -> Shingles:
    """The shingles of words that were hashed before."""
    return Shingles(words=words, starts=starts, ends=ends, hashes=_shingle_hashes(words))


@lru_cache(maxsize=200_000)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _shingle_hashes(words: Hashes) -> Hashes:
    count = len(words) - SHINGLE_WORDS + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for k in range(SHINGLE_WORDS):
            total = total * np.uint64(_MULTIPLIER) + words[k : k + count]
            total ^= total >> np.uint64(29)
    return total
