"""Which document repeats the words of which: copies, with direction, matched spans and share.

Comes in: documents, one at a time (`CopyIndex.add`) or all at once (`find_copies`). Goes out: `Copy` values. A `Copy`
says that the later `document` repeats words of the earlier one `of`:

    Copy(document="d2", of="d1", share=.62, own_share=.38, spans=((0, 812), …), of_spans=((40, 850), …), reasons=(…))

`share` is the part of the document's words that stand in such stretches; `spans` are stretches of `document` in code
points, `of_spans` where each stands in `of`, in the same order. The order in which documents are added does not
matter: `document` may be one that was added before, if it was published later. Shared five-word shingles find the pair;
runs of them on one diagonal, joined over gaps of edited words, make the stretches (seed and extend, as in BLAST:
Altschul et al. 1990). Not handled: translations and paraphrases.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np

from sayso.incident_model import Copy
from sayso.link.pair_features import day_number
from sayso.link.shingles import SHINGLE_WORDS, Shingles, make_shingles
from sayso.model import Document
from sayso.text import digest_of

Stretch = tuple[int, int]

_CREDIT = re.compile(
    r"\((Reuters|AP|AFP|Associated Press|Xinhua|TASS|Anadolu|IRNA|SANA)\)"
    r"|\b(?:Copyright|©|\(c\)) \d{4} (?:The )?(Associated Press|Reuters|AFP)"
)


class CopyPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """When repeated words make a copy; chosen on copies made from PolNeAR train and on GVC (docs/linking.md).

    A shingle that stands in more than `boilerplate_documents` documents tells nothing. A pair is looked at if it shares
    `least_shingles`; stretches shorter than `least_stretch` words are chance or a quotation; gaps of up to `widest_gap`
    words are edits. A copy has `least_words` copied words, and `least_share` of the shorter of the two documents.
    """

    window_days: int = 60
    boilerplate_documents: int = 60
    least_shingles: int = 8
    widest_gap: int = 24
    widest_shift: int = 12
    least_stretch: int = 20
    least_words: int = 40
    least_share: float = 0.2


@dataclass(frozen=True)
class CopyText:
    """A document made ready for comparing; `wire` is the agency that it credits."""

    document: str
    published: str | None
    wire: str | None
    shingles: Shingles


class _Run(NamedTuple):
    """Words [start, end) of one document that stand from `of_start` to `of_end` in the other."""

    start: int
    end: int
    of_start: int
    of_end: int


class CopyIndex:
    """The documents met so far, by their shingles."""

    def __init__(self, policy: CopyPolicy | None = None) -> None:
        self.policy = policy or CopyPolicy()
        self._documents: list[CopyText] = []
        self._known: set[str] = set()
        self._where: dict[int, list[int]] = defaultdict(list)

    def add(self, document: Document) -> list[Copy]:
        """Take in one more document; the copies between it and those met before, most copied first."""
        if document.id in self._known:
            return []
        text = make_copy_text(document)
        shared = Counter[int]()
        number = len(self._documents)
        for value in set(text.shingles.hashes.tolist()):
            holders = self._where[value]
            if len(holders) <= self.policy.boilerplate_documents:
                shared.update(holders)
                holders.append(number)
        self._documents.append(text)
        self._known.add(document.id)
        found = (
            find_copy(text, self._documents[other], self.policy)
            for other, count in shared.items()
            if count >= self.policy.least_shingles
        )
        copies = [copy for copy in found if copy is not None]
        return sorted(copies, key=lambda c: (-c.share, c.document, c.of))


def make_copy_text(document: Document) -> CopyText:
    """A document made ready for comparing."""
    credit = _CREDIT.search(document.text)
    wire = next(filter(None, credit.groups()), None) if credit else None
    return CopyText(document.id, document.published, wire, make_shingles(document.text))


def find_copy(one: CopyText, other: CopyText, policy: CopyPolicy) -> Copy | None:
    """The copy that the later of two documents is of the earlier one, if it repeats enough of its words."""
    later, earlier = sorted(
        (one, other),
        key=lambda d: (d.published or "9999", d.wire is None, d.document),
        reverse=True,
    )
    days = _days_between(earlier.published, later.published)
    if days is not None and days > policy.window_days:
        return None
    a, b = later.shingles, earlier.shingles
    runs = match_runs(a, b, policy)
    copied = sum(run.end - run.start for run in runs)
    shorter = min(len(a.words), len(b.words))
    if copied < policy.least_words or copied < policy.least_share * shorter:
        return None
    share = copied / len(a.words)
    return Copy(
        document=later.document,
        of=earlier.document,
        share=round(share, 4),
        own_share=round(1 - share, 4),
        spans=tuple((int(a.starts[r.start]), int(a.ends[r.end - 1])) for r in runs),
        of_spans=tuple((int(b.starts[r.of_start]), int(b.ends[r.of_end - 1])) for r in runs),
        reasons=_reasons(share, copied, runs, days, earlier.wire),
    )


def _reasons(
    share: float, copied: int, runs: Sequence[_Run], days: int | None, wire: str | None
) -> tuple[str, ...]:
    longest = max(run.end - run.start for run in runs)
    words = f"{share:.0%} of its words ({copied}, the longest stretch {longest}) stand in the earlier one"
    if days is None:
        when = "no date tells which came first"
    else:
        when = f"published {days} days later" if days else "published on the same day"
    return (words, when, *([f"the earlier one credits {wire}"] if wire else []))


def _days_between(earlier: str | None, later: str | None) -> int | None:
    if not earlier or not later:
        return None
    first, last = day_number(earlier[:10]), day_number(later[:10])
    return None if first is None or last is None else last - first


def match_runs(a: Shingles, b: Shingles, policy: CopyPolicy) -> list[_Run]:
    """The stretches of words of `a` that stand in `b`: seeds on nearly one diagonal, joined over edits.

    a "x x the men were held near the gate y", b "the men were held near the gate" → words 2–9 of a, 0–7 of b
    """
    runs: list[_Run] = []
    open_runs: list[_Run] = []
    for start, of_start, length in _seeds(a, b):
        step = 0
        while step < length:
            i, j = start + step, of_start + step
            n = _goes_on(open_runs, i, j, policy)
            if n is None:
                open_runs.append(_Run(i, i + SHINGLE_WORDS, j, j + SHINGLE_WORDS))
            else:
                # The first open run takes the rest of the row: the next seed would find it again.
                step = step if n else length - 1
                i, j = start + step, of_start + step
                run = open_runs[n]
                open_runs[n] = _Run(run.start, i + SHINGLE_WORDS, run.of_start, j + SHINGLE_WORDS)
            runs += [r for r in open_runs if i - r.end > policy.widest_gap]
            open_runs = [r for r in open_runs if i - r.end <= policy.widest_gap]
            step += 1
    long = [r for r in (*runs, *open_runs) if r.end - r.start >= policy.least_stretch]
    return _without_overlap(long)


def _goes_on(runs: Sequence[_Run], i: int, j: int, policy: CopyPolicy) -> int | None:
    """Which of the open runs a seed goes on, the first one of them."""
    for n, run in enumerate(runs):
        gap, of_gap = i - run.end, j - run.of_end
        near = gap <= policy.widest_gap and abs(gap - of_gap) <= policy.widest_shift
        if near and of_gap >= -SHINGLE_WORDS and j + SHINGLE_WORDS > run.of_end:
            return n
    return None


def _seeds(a: Shingles, b: Shingles) -> list[tuple[int, int, int]]:
    """Shingles of `a` that stand once in `b`, in the order of `a`, those in a row in both together: places and length.

    A phrase said often is no seed.
    """
    values, first = b.once
    if not len(values):
        return []
    rows = np.minimum(np.searchsorted(values, a.hashes), len(values) - 1)
    places = np.flatnonzero(values[rows] == a.hashes)
    of_places = first[rows[places]]
    breaks = (np.diff(places, prepend=-2) != 1) | (np.diff(of_places, prepend=-2) != 1)
    begins = np.flatnonzero(breaks)
    lengths = np.diff(begins, append=len(places))
    found = (places[begins], of_places[begins], lengths)
    return list(zip(*(column.tolist() for column in found), strict=True))


def _without_overlap(runs: list[_Run]) -> list[_Run]:
    """Of runs that share words of `a` the longest, in text order."""
    kept: list[_Run] = []
    for run in sorted(runs, key=lambda r: (r.start - r.end, r.start)):
        if all(run.end <= other.start or run.start >= other.end for other in kept):
            kept.append(run)
    return sorted(kept, key=lambda r: r.start)


def find_copies(documents: Iterable[Document], policy: CopyPolicy | None = None) -> list[Copy]:
    """All copies among some documents, the same whatever their order."""
    index = CopyIndex(policy)
    # Boilerplate is what stands in many documents: which ones were met first must not matter.
    ordered = sorted(documents, key=lambda d: (d.published or "9999", digest_of(d.text), d.id))
    copies = [copy for document in ordered for copy in index.add(document)]
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
