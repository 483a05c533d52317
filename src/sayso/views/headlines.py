"""On whose word a headline rests: on that of whoever tells it in the text below.

Comes in: documents and their statements. Goes out: the same, those of headlines with the origin of what they sum up.
"19 killed in shelling" above "AFP reported that 19 people were killed" is no second origin beside AFP, though no words
of a headline name it. Who speaks stays the outlet: a headline leaves out hedges, and that is its own doing. Who is to
blame rests on the text only where the text blames the same. Not handled: a lead without an attribution that the next
paragraph gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as with_fields

from msgspec.structs import replace

from sayso.model import Document
from sayso.views.statements import Statement

_BLAME = frozenset({"responsible", "violates", "cause", "terms", "control"})


def rest_headlines(rows: Sequence[Statement], documents: Iterable[Document]) -> list[Statement]:
    """The statements of some documents, those of their headlines resting on the text below."""
    headlines = {
        d.id: [(r.start, r.end) for r in d.regions if r.kind == "headline"] for d in documents
    }
    below: dict[str, list[Statement]] = defaultdict(list)
    for s in rows:
        if s.shown.stance == "asserts" and not _stands_in(s, headlines):
            below[s.shown.document].append(s)
    return [
        _resting(s, below[s.shown.document]) if s.is_own_voice and _stands_in(s, headlines) else s
        for s in rows
    ]


def _stands_in(s: Statement, regions: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    at = s.shown.evidence[0].start if s.shown.evidence else -1
    return any(a <= at < b for a, b in regions.get(s.shown.document, ()))


def _resting(headline: Statement, told: Sequence[Statement]) -> Statement:
    for alike in _likenesses(headline):
        found = [s for s in told if alike(s)]
        if found and any(s.is_own_voice for s in found):
            return with_fields(headline, is_summed_up=True)
        if found:
            origin = found[0].shown.origin
            return with_fields(
                headline,
                shown=replace(headline.shown, origin=origin),
                is_summed_up=True,
                rests_on=found[0].shown.speaker_name,
            )
    return headline


def _likenesses(headline: Statement) -> Iterator[Callable[[Statement], bool]]:
    """The same matter, else the same happening, else whatever its text tells of what happened."""
    yield lambda s: s.shown.proposition == headline.shown.proposition
    if headline.shown.property not in _BLAME:
        yield lambda s: s.happening == headline.happening
        yield lambda s: s.shown.property == "occurrence"
