"""How long adding one report takes in a store of many: writing it, linking it, putting its incident together.

Comes in: how many stored reports (10,000 unless told). The reports are the sample corpus, read once by the pipeline and
then written again and again in other words of the same length, so that every offset holds; each story's reports of one
round are one incident. The store is filled without asking the linker (its own bench times it): what is timed is
what a user waits for who adds one report. Give two sizes to see the growth.

    python bench/store_scale.py 10000 100000
"""

from __future__ import annotations

import random
import re
import resource
import string
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
from msgspec.structs import replace

from sayso.config import Settings
from sayso.flow import load_pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.model import Report
from sayso.store.dossiers import Dossiers
from sayso.store.link_rows import LinkRows
from sayso.store.linking import PROFILE_VERSION, link_pending, read_pending
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.text import digest_of
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

SAMPLE = Path(__file__).parents[1] / "src" / "sayso" / "sample"
ADDED = 10
VOCABULARY = 3_000
_WORD = re.compile(r"\b[A-Za-z][a-z]{4,}\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KEPT = re.compile(
    r"January|February|March|April|June|July|August|September|October|November|December|[A-Z][a-z]+day"
)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000]
    sample = read_sample()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "scale.db", sample, size)


def read_sample() -> list[Report]:
    pipeline = load_pipeline(Settings(attribution="fast"))
    return [report for report, _ in read_reports(pipeline, read_inputs([str(SAMPLE)]))]


def measure(path: Path, sample: list[Report], size: int) -> None:
    started = perf_counter()
    fill(path, sample, size)
    print(
        f"{size:,} reports written in {perf_counter() - started:.0f} s, {path.stat().st_size / 1e6:,.0f} MB"
    )
    started = perf_counter()
    groups = prelink(path)
    print(f"{groups:,} incidents noted in {perf_counter() - started:.0f} s")
    writing, linking, viewing = [], [], []
    for report in made_round(sample, size + 1):
        started = perf_counter()
        with StoreWriter(path) as writer:
            writer.write(report, report.document.text.encode())
        writing.append(perf_counter() - started)
        connection = open_store(path)
        started = perf_counter()
        summary = link_pending(connection)
        linking.append(perf_counter() - started)
        started = perf_counter()
        dossiers = Dossiers(connection, load_sides(), load_policy())
        list(dossiers.rows(summary.touched))
        viewing.append(perf_counter() - started)
        connection.close()
        if len(writing) == ADDED:
            break
    total = [sum(parts) for parts in zip(writing, linking, viewing, strict=True)]
    for name, times in (
        ("write", writing),
        ("link", linking),
        ("dossier", viewing),
        ("all", total),
    ):
        print(f"  {name:8} median {median(times) * 1e3:7.0f} ms, most {max(times) * 1e3:7.0f} ms")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


def fill(path: Path, sample: list[Report], size: int) -> None:
    """Write made reports; without waiting for the disk, which is not what is measured here."""
    written = 0
    number = 0
    with StoreWriter(path) as writer:
        writer._connection.execute("PRAGMA synchronous = OFF")
        while written < size:
            for report in made_round(sample, number):
                writer.write(report)
                written += 1
                if written == size:
                    break
            number += 1


def made_round(sample: list[Report], number: int) -> Iterator[Report]:
    """The sample corpus in other words, on other days and at other places: five new incidents, told by 21 reports.

    Rounds lie up to ten years and ten degrees apart: a store grows, and a day at one place does not.
    """
    words = _Words(random.Random(number))
    dice = random.Random(-number)
    moved = Moved(timedelta(dice.randint(-3_650, 3_650)), dice.uniform(-10, 10))
    for report in sample:
        text = _WORD.sub(words.other, report.document.text)
        made = msgspec.convert(_remade(msgspec.to_builtins(report), text, words, moved), Report)
        story = report.document.source_id.partition("-")[0]
        document = replace(
            made.document,
            id="d" + digest_of(text),
            source_id=f"{story}-{number}-{report.document.source_id}",
            url=None,
        )
        yield replace(made, document=document, run=report.run)


@dataclass(frozen=True)
class Moved:
    """How far a round lies from the sample in time and in degrees."""

    days: timedelta
    degrees: float

    def moment(self, told: str) -> str:
        """The same time of day, so many days on: "2018-08-09T10" → "2016-01-23T10"."""
        return (date.fromisoformat(told[:10]) + self.days).isoformat() + told[10:]


class _Words:
    """For each word of a round another of the same length, out of a vocabulary that all rounds share."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._known: dict[str, str] = {}

    def other(self, match: re.Match[str]) -> str:
        word = match.group()
        if _KEPT.fullmatch(word):
            return word
        if word.lower() not in self._known:
            # A few words of each length are common, most are rare.
            choice = int(VOCABULARY * self._dice.random() ** 3)
            letters = random.Random(f"{len(word)} {choice}").choices(
                string.ascii_lowercase, k=len(word)
            )
            self._known[word.lower()] = "".join(letters)
        other = self._known[word.lower()]
        return other.capitalize() if word[0].isupper() else other


def _remade(value: Any, text: str, words: _Words, moved: Moved) -> Any:
    """A report's parts with the words of the new text at the same places, names and days changed alike."""
    if isinstance(value, list | tuple):
        return [_remade(part, text, words, moved) for part in value]
    if not isinstance(value, dict):
        return value
    made = {key: _remade(part, text, words, moved) for key, part in value.items()}
    if {"start", "end", "exact"} <= set(made):
        made["exact"] = text[made["start"] : made["end"]]
    for key, part in made.items():
        if key == "text" and "source_id" in made:
            made[key] = text
        elif key in ("name", "title") and isinstance(part, str):
            made[key] = _WORD.sub(words.other, part)
        elif (
            key in ("start", "end", "value", "published")
            and isinstance(part, str)
            and _DAY.match(part)
        ):
            made[key] = moved.moment(part)
        elif key in ("lat", "lon") and isinstance(part, float):
            made[key] = part + moved.degrees
    return made


def prelink(path: Path) -> int:
    """Profiles, and the groups that the generator knows, written as linking would."""
    connection = open_store(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN IMMEDIATE")
    rows = LinkRows(connection, 0, PROFILE_VERSION)
    groups: dict[str, list[str]] = {}
    main: dict[str, bool] = {}
    from sayso.store.linking import _Linking

    linking = _Linking(connection, 0)
    for pending in read_pending(connection):
        profile, _ = linking._take_in(pending)
        [(source,)] = connection.execute(
            "SELECT source_id FROM document_inputs WHERE document = ?", (pending.document,)
        )
        for strand in profile.strands:
            main[strand.item] = strand.is_main
            key = "-".join(source.split("-")[:2]) if strand.is_main else strand.item
            groups.setdefault(key, []).append(strand.item)
    made = [tuple(sorted(group)) for group in groups.values()]
    rows.write_groups(made, main, lambda group: group[0], None)
    rows.close(is_full=True, seconds=0)
    connection.execute("COMMIT")
    connection.close()
    return len(made)


if __name__ == "__main__":
    main()
