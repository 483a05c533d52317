"""Holdings in which nobody chosen is named, and the search of finished files for a name that slipped through.

Comes in: holdings and a redaction. Goes out: the same holdings, masked; no format knows of it.

A document in which something was masked goes out without its text, the digests of it, and all offsets: from where the
other words stand one could tell how long the name is, and from a digest whether a guess is right. For the same reason
its claims are numbered anew: a claim's id is a digest of its words. What stands around a name is not hidden: whoever
knows the report knows the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, TypeVar, cast

import msgspec
import pyarrow.parquet as pq
from msgspec.structs import replace

from sayso.errors import SaysoError
from sayso.export.holdings import Holdings, Row
from sayso.export.package import ExportedFile
from sayso.export.redaction import Interval, Redaction, cut_out
from sayso.incident_model import Anchor, Copy, Incident, IncidentClaim, IncidentPlace, Judgement
from sayso.model import Document, Place, Report, Span

T = TypeVar("T")

# No name is longer; a name may stand across a line end.
_LONGEST_NAME = 400


def redact(value: T, redaction: Redaction) -> T:
    """A value with masks in all its words."""
    return cast(T, _Walk(redaction).walk(value))


@dataclass(frozen=True)
class _Walk:
    """Masks in every word of a value.

    `intervals`: where the text that the value's spans are of is masked; None: that text is not at hand. `renamed`:
    words that stand for something else as a whole, such as ids that tell what was masked.
    """

    redaction: Redaction
    intervals: Sequence[Interval] | None = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def walk(self, value: Any) -> Any:
        """The value, masked."""
        if isinstance(value, str):
            return self.renamed.get(value) or self.redaction.mask_words(value)
        if isinstance(value, Span):
            return self._span(value)
        if isinstance(value, msgspec.Struct):
            return self._struct(value)
        if isinstance(value, tuple):
            return tuple(self.walk(item) for item in value)
        if isinstance(value, list):
            return [self.walk(item) for item in value]
        if isinstance(value, dict):
            return {self.walk(key): self.walk(item) for key, item in value.items()}
        return value

    def _span(self, span: Span) -> Span:
        """Without offsets where the text holds a mask; what reaches into a name is masked, too."""
        if self.intervals is not None and not self.intervals:
            return span
        exact = cut_out(span.exact, span.start, self.intervals or ())
        return Span(0, 0, self.redaction.mask_words(exact))

    def _struct(self, value: msgspec.Struct) -> msgspec.Struct:
        changes: dict[str, Any] = {
            name: self.walk(getattr(value, name)) for name in value.__struct_fields__
        }
        if isinstance(value, Place | IncidentPlace) and self.redaction.hides_place(value.name):
            changes |= {"lat": None, "lon": None}
            changes["precision"] = "country" if value.country else None
            if isinstance(value, Place):
                changes |= {"gazetteer_id": None, "admin_path": (), "contained_in": None}
        if isinstance(value, Anchor):
            changes |= {"prefix": "", "suffix": "", "start": 0}
        if isinstance(value, Copy):
            changes |= {"spans": (), "of_spans": ()}
        return replace(value, **changes)


@dataclass(frozen=True)
class _Seen:
    """What a redaction finds in a report: where, and which ids would tell it."""

    text: str
    intervals: list[Interval]
    renamed: dict[str, str]


def _see(redaction: Redaction, report: Report) -> _Seen:
    intervals = redaction.intervals(report.document.text)
    renamed: dict[str, str] = {}
    for place in report.places:
        if place.gazetteer_id and redaction.hides_place(place.name):
            renamed |= {
                place.gazetteer_id: "withheld",
                f"place:{place.gazetteer_id}": "place:withheld",
            }
    if intervals:
        own = report.document.id.removeprefix("d")
        renamed |= {c.id: f"c{own}-{number}" for number, c in enumerate(report.claims, 1)}
    return _Seen(report.document.text, intervals, renamed)


class RedactedHoldings:
    """Holdings in which nothing chosen is named."""

    def __init__(self, holdings: Holdings, redaction: Redaction) -> None:
        self._holdings, self._redaction = holdings, redaction

    def incidents(self) -> Iterator[Incident]:
        """The incidents, masked."""
        for incident in self._holdings.incidents():
            yield self._incident(incident)

    def documents(self) -> Iterator[str]:
        """The documents: their ids are digests of all their text."""
        return self._holdings.documents()

    def report(self, document: str) -> Report | None:
        """A report, masked; without text, digests and offsets if its text held a name."""
        report = self._holdings.report(document)
        if report is None:
            return None
        seen = _see(self._redaction, report)
        walk = _Walk(self._redaction, seen.intervals, seen.renamed)
        masked: Report = walk.walk(replace(report, document=replace(report.document, text="")))
        if not seen.intervals:
            return replace(masked, document=replace(masked.document, text=seen.text))
        return replace(masked, document=_withheld(masked.document))

    def judgements(self) -> Iterator[Judgement]:
        """The judgements, masked."""
        for judgement in self._holdings.judgements():
            anchors = (*judgement.left, *judgement.right)
            seen = self._see_all(dict.fromkeys(anchor.document for anchor in anchors))
            yield _Walk(self._redaction, (), _renamed(seen)).walk(judgement)

    def stored(self, kind: str) -> Iterator[Row]:
        """Stored rows, masked."""
        for row in self._holdings.stored(kind):
            yield redact(dict(row), self._redaction)

    def _incident(self, incident: Incident) -> Incident:
        seen = self._see_all(d.id for d in incident.documents)
        walk = _Walk(self._redaction, None, _renamed(seen))
        masked = cast(Incident, walk.walk(replace(incident, claims={})))
        claims = {
            name: tuple(self._claim(c, seen.get(c.document), walk) for c in group)
            for name, group in incident.claims.items()
        }
        return replace(masked, claims=claims)

    def _claim(self, claim: IncidentClaim, seen: _Seen | None, walk: _Walk) -> IncidentClaim:
        """A claim: a quotation that begins or ends within a name loses that part, too."""
        if seen is None:
            return cast(IncidentClaim, walk.walk(claim))
        at = seen.text.find(claim.quote)
        quote = cut_out(claim.quote, at, seen.intervals) if at >= 0 else claim.quote
        own = _Walk(self._redaction, seen.intervals, walk.renamed)
        return cast(IncidentClaim, own.walk(replace(claim, quote=quote)))

    def _see_all(self, documents: Iterable[str]) -> dict[str, _Seen]:
        reports = ((name, self._holdings.report(name)) for name in documents)
        return {name: _see(self._redaction, r) for name, r in reports if r is not None}


def _renamed(seen: Mapping[str, _Seen]) -> dict[str, str]:
    return {old: new for one in seen.values() for old, new in one.renamed.items()}


def _withheld(document: Document) -> Document:
    return replace(document, text="", source_digest=None, regions=())


def check_nothing_survives(redaction: Redaction, files: Iterable[ExportedFile]) -> None:
    """Look for every name in every finished file; one that is left is an error, and nothing is exported."""
    for file in files:
        if any(redaction.survivors(words) for words in _texts(file)):
            raise SaysoError(
                f"a name that was to be masked is left in {file.name}: nothing was exported; please report this"
            )


def _texts(file: ExportedFile) -> Iterator[str]:
    """The words of a file, piece by piece; each piece begins with the end of the one before."""
    yield file.name
    if file.name.endswith(".parquet"):
        for batch in pq.ParquetFile(file.path).iter_batches():
            for column in batch.columns:
                yield from (value for value in column.to_pylist() if isinstance(value, str))
        return
    before = ""
    with file.path.open(encoding="utf-8", errors="replace") as opened:
        for line in opened:
            words = unescape(line)
            yield before + words
            before = words[-_LONGEST_NAME:]
