"""What is fuzzed: for each target a function that takes bytes, does what the product does with them and checks laws.

Comes in: any bytes. Goes out: nothing; an exception is a find. A refusal (InputError, ValueError of a date) is no find:
it is what a hostile input should meet.
"""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sayso.config import Settings
from sayso.errors import InputError
from sayso.extract.figures.figures import find_figures
from sayso.extract.times.times import find_times
from sayso.flow import Pipeline, load_pipeline
from sayso.ingest.datelines import find_dateline
from sayso.ingest.dates import normalise_date
from sayso.ingest.documents import Ingested, read_inputs, read_raw
from sayso.ingest.encodings import declared_charset, decode_text
from sayso.ingest.export_layouts import Layout, read_export
from sayso.ingest.feeds import read_feed
from sayso.ingest.inputs import RawInput
from sayso.ingest.regions import Furniture, load_furniture
from sayso.ingest.robots_rules import read_robots
from sayso.ingest.table_dates import read_table_date
from sayso.ingest.tables import read_table
from sayso.model import Document
from sayso.nlp.readings import Reading, read_parses
from tests.fuzzing.texts import text_of

Target = Callable[[bytes], None]
_SETTINGS = Settings(attribution="fast")


@dataclass
class Loaded:
    """The pipeline, loaded when the first target asks for it, or lent by the tests."""

    lent: list[Pipeline] = field(default_factory=list)

    def pipeline(self) -> Pipeline:
        """The pipeline with the rules alone."""
        if not self.lent:
            self.lent.append(load_pipeline(_SETTINGS))
        return self.lent[0]


LOADED = Loaded()


@lru_cache(maxsize=1)
def _furniture() -> Furniture:
    return load_furniture()


def fuzz_page(data: bytes) -> None:
    """A page of the web, with whatever encoding its first line claims."""
    _check(
        read_raw(RawInput("f", "html", data, url="https://a.example/b"), _SETTINGS, _furniture())
    )


def fuzz_record(data: bytes) -> None:
    """A line of JSONL."""
    _check(read_raw(RawInput("f", "record", data), _SETTINGS, _furniture()))


def fuzz_plain(data: bytes) -> None:
    """A plain text; its regions, made of pieces of news as well."""
    _check(read_raw(RawInput("f", "text", data), _SETTINGS, _furniture()))
    made = text_of(data).encode("utf-8", "ignore")
    _check(read_raw(RawInput("f", "text", made), _SETTINGS, _furniture()))


def fuzz_stream(data: bytes) -> None:
    """Standard input: it is told from its bytes what it is."""
    for found in read_inputs(["-"], _SETTINGS, stdin=io.BytesIO(data), furniture=_furniture()):
        _check(found)


def fuzz_encodings(data: bytes) -> None:
    """Bytes of an unknown encoding, and of the one that they declare."""
    for declared in (None, declared_charset(data), data[:12].decode("ascii", "ignore")):
        try:
            text = decode_text(data, declared)
        except InputError:
            continue
        text.encode("utf-8")


def fuzz_dates(data: bytes) -> None:
    """Dates of pages and of tables: what is read is ISO, and reads as itself."""
    written = data.decode("utf-8", "replace")
    found = normalise_date(written)
    assert found is None or normalise_date(found) == found, found
    for layout in (None, "day-first", "month-first", "serial", "%d/%m/%Y"):
        try:
            day = read_table_date(written, layout)
        except ValueError:
            continue
        assert normalise_date(day) == day, day


def fuzz_dateline(data: bytes) -> None:
    """The dateline of a paragraph stands in it."""
    for paragraph in (data.decode("utf-8", "ignore"), text_of(data)):
        found = find_dateline(paragraph, _furniture().no_places)
        assert found is None or (found.words in paragraph and 0 < found.end <= len(paragraph))


def fuzz_export(data: bytes) -> None:
    """A file of an archive's export, in each layout."""
    layouts: tuple[Layout, ...] = ("nexis", "factiva", "ninjs")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        for layout in layouts:
            raws = list(read_export(path, "export", layout))
            assert raws
            for raw in raws:
                _check(read_raw(raw, _SETTINGS, _furniture()))


def fuzz_table(data: bytes) -> None:
    """A table, as CSV and as a workbook, read by a guess at its columns; no address is fetched."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".csv", ".tsv", ".xlsx"):
            path = Path(folder) / f"table{ending}"
            path.write_bytes(data)
            raws = list(read_table(path, "table", None, _no_fetch))
            assert raws
            for raw in raws:
                _check(read_raw(raw, _SETTINGS, _furniture()))


def fuzz_feed(data: bytes) -> None:
    """RSS or Atom."""
    try:
        items = read_feed(data, "https://a.example/feed")
    except InputError:
        return
    for item in items:
        assert item.url.lower().startswith(("http://", "https://")) and item.url.isprintable()
        assert item.published is None or normalise_date(item.published) == item.published


def fuzz_robots(data: bytes) -> None:
    """A robots.txt, and an address asked of it."""
    rules = read_robots(data.decode("utf-8", "replace"), "sayso")
    rules.allow("https://a.example/" + data[-60:].decode("utf-8", "replace"))


def fuzz_numbers(data: bytes) -> None:
    """Numbers stand in the text, from left to right, and have a finite value or none."""
    text, last = text_of(data), 0
    for number in LOADED.pipeline().figures.scanner.scan(text):
        assert last <= number.start < number.end <= len(text), number
        assert number.value is None or math.isfinite(number.value), number
        last = number.end


def fuzz_times(data: bytes) -> None:
    """Times stand where they say, and no interval ends before it begins."""
    reading = _reading(text_of(data[:400]), "2016-05-04T14:22:00+03:00" if len(data) % 3 else None)
    for found in find_times(reading, LOADED.pipeline().times):
        assert reading.document.text[found.span.start : found.span.end] == found.span.exact != ""
        if (
            found.start is not None
            and found.end is not None
            and "BC" not in found.start + found.end
        ):
            assert found.start <= found.end, found


def fuzz_figures(data: bytes) -> None:
    """Figures stand where they say, and low is not above high."""
    reading = _reading(text_of(data[:400]), "2016-05-04")
    times = find_times(reading, LOADED.pipeline().times)
    for figure in find_figures(reading, times, LOADED.pipeline().figures):
        assert reading.document.text[figure.span.start : figure.span.end] == figure.span.exact != ""
        check_bounds(figure.low, figure.central, figure.high)


def check_bounds(low: float | None, central: float | None, high: float | None) -> None:
    """Figures that are told stand in their order and are numbers."""
    told = [value for value in (low, central, high) if value is not None]
    assert told == sorted(told) and all(map(math.isfinite, told)), (low, central, high)


def _reading(text: str, published: str | None) -> Reading:
    document = Document(id="d", source_id="f", text=text, published=published, language="en")
    [reading] = read_parses(LOADED.pipeline().parser, [document])
    return reading


def _check(found: Ingested) -> None:
    """An input gives a document with a text, or a problem with a reason; its regions lie in the text, in order."""
    document = found.document
    if found.problem is not None:
        assert found.problem.reason and not document.text
        found.problem.reason.encode("utf-8")
        return
    assert document.text.strip()
    last = 0
    for region in document.regions:
        assert last <= region.start < region.end <= len(document.text), region
        last = region.end
    for words in (document.text, document.title, document.byline, document.url, document.source_id):
        (words or "").encode("utf-8")
    assert document.published is None or normalise_date(document.published) == document.published


def _no_fetch(url: str) -> RawInput:
    raise InputError("fetch", "nothing is fetched here")


TARGETS: dict[str, Target] = {
    name.removeprefix("fuzz_"): function
    for name, function in list(globals().items())
    if name.startswith("fuzz_")
}
