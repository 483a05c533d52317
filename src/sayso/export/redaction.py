"""Names that an export must not tell: chosen persons and places, masked in every text, address, id and quotation.

Comes in: a file of names (docs/exports.md), holdings. Goes out: the same holdings with a numbered mask for each name,
and an alarm if one of them is found in a finished file after all. Names match without regard to case, accents,
invisible characters, and what stands between their words ("hassan-kadri", "Hassan%20Kadri"); each longer word of a
person's name is masked on its own, too. A masked place loses its point, its gazetteer id and the units around it.

A document in which something was masked is exported without its text, the digests of it, and all offsets: from where
the other words stand one could tell how long the name is, and from a digest whether a guess is right. What stands
around a name is not hidden: whoever knows the report knows the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote_plus

import msgspec
import pyarrow.parquet as pq
from msgspec.structs import replace

from sayso.errors import SaysoError, UsageError
from sayso.export.holdings import Holdings, Row
from sayso.export.package import ExportedFile
from sayso.incident_model import Anchor, Copy, Incident, IncidentClaim, IncidentPlace, Judgement
from sayso.lexicon import read_yaml
from sayso.model import Document, Place, Report, Span

T = TypeVar("T")
Interval = tuple[int, int, str]

# A name of so many letters is found inside longer words, too ("marqabi"); a shorter one stands alone ("Ali", "alive").
_LEAST_INSIDE = 5
# Words of a person's name that are masked on their own.
_LEAST_PART = 4
_BETWEEN = r"[\W_]{0,3}"


class Hidden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person or place; `parts`: whether the words of a person's name are masked on their own."""

    name: str
    aliases: tuple[str, ...] = ()
    parts: bool = True


class RedactionFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: {mask, persons: [name or {name, aliases, parts}], places: [...]}."""

    mask: str = "withheld"
    persons: tuple[Hidden | str, ...] = ()
    places: tuple[Hidden | str, ...] = ()


@dataclass(frozen=True)
class _Rule:
    """What to look for in folded text, and what to put there."""

    pattern: re.Pattern[str]
    mask: str
    is_place: bool
    is_part: bool


class Redaction:
    """What to mask; made of a RedactionFile."""

    def __init__(self, file: RedactionFile) -> None:
        self._rules = tuple(_rules(file))
        self._persons, self._places = len(file.persons), len(file.places)
        if not self._rules:
            raise UsageError("the redaction file names nobody and no place")

    def says(self) -> str:
        """What was done, without telling whom it is about."""
        return f"{self._persons} persons and {self._places} places masked, with their documents' texts and offsets"

    def intervals(self, text: str) -> list[Interval]:
        """Where something has to be masked: (start, end, mask), in order, apart from each other."""
        folded, at = _fold(text)
        found = sorted(
            (at[m.start()], at[m.end() - 1] + 1, rule.mask)
            for rule in self._rules
            for m in rule.pattern.finditer(folded)
        )
        apart: list[Interval] = []
        for start, end, mask in found:
            if apart and start < apart[-1][1]:
                first = apart[-1]
                apart[-1] = (first[0], max(first[1], end), first[2])
            else:
                apart.append((start, end, mask))
        return apart

    def mask_words(self, words: str) -> str:
        """Words with masks; an address that hides a name behind percent signs is masked as a whole."""
        masked = cut_out(words, 0, self.intervals(words))
        if "%" in words:
            plain = unquote_plus(unquote_plus(words))
            hidden = self.intervals(plain)
            if len(hidden) > len(self.intervals(words)):
                return hidden[0][2]
        return masked

    def hides_place(self, words: str) -> bool:
        """Whether these words name a masked place."""
        folded, _ = _fold(words)
        return any(rule.is_place and rule.pattern.search(folded) for rule in self._rules)

    def redact(self, value: T) -> T:
        """A value with masks in all its words."""
        return cast(T, _Walk(self).walk(value))

    def survivors(self, words: str) -> bool:
        """Whether a whole name is left in some words."""
        folded, _ = _fold(words)
        return any(not rule.is_part and rule.pattern.search(folded) for rule in self._rules)


def read_redaction(path: Path) -> Redaction:
    """Read the file of names."""
    try:
        found = read_yaml(path)
        return Redaction(msgspec.convert(found or {}, RedactionFile))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}") from error


def _rules(file: RedactionFile) -> Iterator[_Rule]:
    number = 0
    parts: list[_Rule] = []
    for is_place, rows in ((False, file.persons), (True, file.places)):
        for row in rows:
            number += 1
            hidden = Hidden(name=row) if isinstance(row, str) else row
            mask = f"[{file.mask} {number}]"
            for name in (hidden.name, *hidden.aliases):
                words = _words(name)
                if not words:
                    raise UsageError(f"a name without a letter cannot be masked: {name!r}")
                yield _Rule(_pattern(words), mask, is_place, is_part=False)
                if not is_place and hidden.parts and len(words) > 1:
                    parts += [
                        _Rule(_pattern([w], whole=True), mask, is_place, is_part=True)
                        for w in words
                        if len(w) >= _LEAST_PART
                    ]
    yield from parts


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", _fold(name)[0])


def _pattern(words: Sequence[str], *, whole: bool = False) -> re.Pattern[str]:
    joined = _BETWEEN.join(re.escape(word) for word in words)
    is_latin = all(word.isascii() for word in words)
    if whole or (is_latin and sum(map(len, words)) < _LEAST_INSIDE):
        joined = rf"(?<![^\W_]){joined}(?![^\W_])"
    return re.compile(joined)


def _fold(words: str) -> tuple[str, Sequence[int]]:
    """Words without case, accents and invisible characters, and where each character stood."""
    if words.isascii():
        return words.lower(), range(len(words))
    folded: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(words):
        for part in unicodedata.normalize("NFKD", sign).casefold():
            if unicodedata.category(part) not in ("Mn", "Cf"):
                folded.append(part)
                at.append(place)
    return "".join(folded), at


def cut_out(words: str, start: int, intervals: Iterable[Interval]) -> str:
    """Words that begin at `start` of a text, with masks where the text's intervals overlap them."""
    parts, done, end = [], start, start + len(words)
    for a, b, mask in intervals:
        if b > done and a < end:
            parts += [words[done - start : max(a, done) - start], mask]
            done = min(b, end)
    return "".join([*parts, words[done - start :]])


class _Walk:
    """Masks in every word of a value. `intervals`: where the document's text is masked; None: it is not at hand."""

    def __init__(
        self,
        redaction: Redaction,
        intervals: Sequence[Interval] | None = (),
        literals: frozenset[str] = frozenset(),
    ) -> None:
        self._redaction, self._intervals, self._literals = redaction, intervals, literals

    def walk(self, value: Any) -> Any:
        """The value, masked."""
        if isinstance(value, str):
            return self._words(value)
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

    def _words(self, words: str) -> str:
        if words in self._literals:
            return words.partition(":")[0] + ":withheld"
        return self._redaction.mask_words(words)

    def _span(self, span: Span) -> Span:
        """Without offsets where the document holds a mask."""
        if self._intervals is not None and not self._intervals:
            return span
        exact = cut_out(span.exact, span.start, self._intervals or ())
        return Span(0, 0, self._redaction.mask_words(exact))

    def _struct(self, value: msgspec.Struct) -> msgspec.Struct:
        changes: dict[str, Any] = {
            name: self.walk(getattr(value, name)) for name in value.__struct_fields__
        }
        if isinstance(value, Place | IncidentPlace) and self._redaction.hides_place(value.name):
            changes |= {"lat": None, "lon": None}
            changes["precision"] = "country" if value.country else None
            if isinstance(value, Place):
                changes |= {"gazetteer_id": None, "admin_path": (), "contained_in": None}
        if isinstance(value, Anchor):
            changes |= {"prefix": "", "suffix": "", "start": 0}
        if isinstance(value, Copy):
            changes |= {"spans": (), "of_spans": ()}
        return replace(value, **changes)


class RedactedHoldings:
    """Holdings in which nothing chosen is named."""

    def __init__(self, holdings: Holdings, redaction: Redaction) -> None:
        self._holdings, self._redaction = holdings, redaction

    def incidents(self) -> Iterator[Incident]:
        """The incidents, masked."""
        for incident in self._holdings.incidents():
            yield self._incident(incident)

    def documents(self) -> Iterator[str]:
        """The documents: their ids are digests."""
        return self._holdings.documents()

    def report(self, document: str) -> Report | None:
        """A report, masked; without text, digests and offsets if it held a name."""
        report = self._holdings.report(document)
        if report is None:
            return None
        intervals = self._redaction.intervals(report.document.text)
        walk = _Walk(self._redaction, intervals, _gazetteer_ids(self._redaction, [report]))
        masked: Report = walk.walk(replace(report, document=replace(report.document, text="")))
        if not intervals:
            return replace(masked, document=replace(masked.document, text=report.document.text))
        return replace(masked, document=_withheld(masked.document))

    def judgements(self) -> Iterator[Judgement]:
        """The judgements, masked."""
        for judgement in self._holdings.judgements():
            yield self._redaction.redact(judgement)

    def stored(self, kind: str) -> Iterator[Row]:
        """Stored rows, masked."""
        for row in self._holdings.stored(kind):
            yield self._redaction.redact(dict(row))

    def _incident(self, incident: Incident) -> Incident:
        reports = {d.id: self._holdings.report(d.id) for d in incident.documents}
        literals = _gazetteer_ids(self._redaction, [r for r in reports.values() if r is not None])
        walk = _Walk(self._redaction, None, literals)
        masked = cast(Incident, walk.walk(replace(incident, claims={})))
        claims = {
            name: tuple(self._claim(c, reports.get(c.document), literals) for c in group)
            for name, group in incident.claims.items()
        }
        return replace(masked, claims=claims)

    def _claim(
        self, claim: IncidentClaim, report: Report | None, literals: frozenset[str]
    ) -> IncidentClaim:
        """A claim: a quotation that begins or ends within a name loses that part, too."""
        if report is None:
            return cast(IncidentClaim, _Walk(self._redaction, None, literals).walk(claim))
        text = report.document.text
        intervals = self._redaction.intervals(text)
        at = text.find(claim.quote)
        quote = cut_out(claim.quote, at, intervals) if at >= 0 else claim.quote
        walk = _Walk(self._redaction, intervals, literals)
        return cast(IncidentClaim, walk.walk(replace(claim, quote=quote)))


def _gazetteer_ids(redaction: Redaction, reports: Iterable[Report]) -> frozenset[str]:
    """The ids by which masked places are known, alone and as propositions."""
    found = {
        p.gazetteer_id
        for report in reports
        for p in report.places
        if p.gazetteer_id and redaction.hides_place(p.name)
    }
    return frozenset(found | {f"place:{name}" for name in found})


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
    if file.name.endswith(".parquet"):
        for batch in pq.ParquetFile(file.path).iter_batches():
            for column in batch.columns:
                yield from (value for value in column.to_pylist() if isinstance(value, str))
        return
    yield file.name
    with file.path.open(encoding="utf-8", errors="replace") as opened:
        for line in opened:
            yield unescape(line)
