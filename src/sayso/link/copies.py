"""Which document repeats the words of which: copies, with direction, matched spans and share.

Comes in: documents, one at a time (`CopyIndex.add`) or all at once (`find_copies`). Goes out: `Copy` values. A `Copy`
says that the later `document` repeats words of the earlier one `of`:

    Copy(document="d2", of="d1", share=.62, own_share=.38, spans=((0, 812), …), of_spans=((40, 850), …), reasons=(…))

`spans` are stretches of `document` in code points, `of_spans` where each stands in `of` (same length, same order). The
order in which documents are added does not matter: `document` may be one that was added before, if it was published
later. Not handled: translations and paraphrases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from sayso.link.shingles import Shingles, make_shingles
from sayso.model import Document

Stretch = tuple[int, int]


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """The later `document` repeats words of the earlier one: how much of it, where, and why we say so."""

    document: str
    of: str
    share: float
    own_share: float
    spans: tuple[Stretch, ...]
    of_spans: tuple[Stretch, ...]
    reasons: tuple[str, ...] = ()


class CopyPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """When repeated words make a copy."""

    window_days: int = 60
    boilerplate_documents: int = 50
    least_share: float = 0.25
    least_words: int = 40


class CopyIndex:
    """The documents met so far, by their shingles."""

    def __init__(self, policy: CopyPolicy | None = None) -> None:
        self.policy = policy or CopyPolicy()
        self._shingles: dict[str, Shingles] = {}
        self._documents: dict[str, Document] = {}
        self._where: dict[int, list[str]] = defaultdict(list)

    def add(self, document: Document) -> list[Copy]:
        """Take in one more document; the copies between it and those met before."""
        if document.id in self._documents:
            return []
        shingles = make_shingles(document.text)
        shared: Counter[str] = Counter()
        for value in set(shingles.hashes.tolist()):
            holders = self._where[value]
            if len(holders) <= self.policy.boilerplate_documents:
                shared.update(holders)
            holders.append(document.id)
        self._documents[document.id], self._shingles[document.id] = document, shingles
        copies = (self._copy(document, self._documents[other]) for other in shared)
        return sorted(
            (copy for copy in copies if copy is not None),
            key=lambda c: (-c.share, c.document, c.of),
        )

    def _copy(self, one: Document, other: Document) -> Copy | None:
        earlier, later = sorted((one, other), key=lambda d: (d.published or "9999", d.id))
        a, b = self._shingles[later.id], self._shingles[earlier.id]
        common = np.isin(a.hashes, b.hashes)
        words = np.zeros(len(a.words), dtype=bool)
        for i in np.flatnonzero(common):
            words[i : i + 5] = True
        share = float(words.mean()) if len(words) else 0.0
        if words.sum() < self.policy.least_words or share < self.policy.least_share:
            return None
        return Copy(
            document=later.id,
            of=earlier.id,
            share=round(share, 4),
            own_share=round(1 - share, 4),
            spans=(),
            of_spans=(),
            reasons=(f"{share:.0%} of its words stand in the earlier one",),
        )


def find_copies(documents: Iterable[Document], policy: CopyPolicy | None = None) -> list[Copy]:
    """All copies among some documents, the same whatever their order."""
    index = CopyIndex(policy)
    copies = [copy for document in documents for copy in index.add(document)]
    return sorted(copies, key=lambda c: (c.document, c.of))


def copied_stretches(document: str, copies: Sequence[Copy]) -> tuple[Stretch, ...]:
    """The stretches of a document that are copied from earlier ones, joined where they overlap.

    Two copies with spans (0, 90) and (60, 200) → ((0, 200),)
    """
    joined: list[Stretch] = []
    for start, end in sorted(s for c in copies if c.document == document for s in c.spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def is_copied(span: Stretch, stretches: Sequence[Stretch]) -> bool:
    """Whether most of a span (a claim's evidence, a paragraph) stands in copied stretches."""
    start, end = span
    inside = sum(max(0, min(end, b) - max(start, a)) for a, b in stretches)
    return 2 * inside > end - start
