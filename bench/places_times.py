"""What places and times cost for 1,000 articles: CPU seconds as shares of the spaCy parse of the same run, and memory.

Same documents, same run, one process, one thread, CPU seconds; parse, times and places take turns, so that noise hits
all alike. Also builds the gazetteer's index once more, in a folder of its own, and prints the time that takes.

    python -m bench.places_times [FOLDER of .txt files] [--rounds 3] [--no-index]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic, process_time

from bench.speed import GOLD, SAMPLE, read_documents_from

from sayso.config import Settings, stack_versions
from sayso.extract.places.places import find_places
from sayso.extract.times.times import find_times
from sayso.flow import Pipeline, load_pipeline
from sayso.model import Document, TimeInterval
from sayso.nlp.readings import Reading, read_parses

_THOUSAND = 1_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=GOLD if GOLD.is_dir() else SAMPLE)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-index", action="store_true")
    chosen = options.parse_args()
    documents = read_documents_from(chosen.folder)
    pipeline = load_pipeline(Settings(attribution="fast"))
    print("stack " + ", ".join(f"{name} {version}" for name, version in stack_versions().items()))
    with pipeline.parser.nlp.memory_zone():
        print_shares(pipeline, documents, chosen.rounds)
    print_memory(pipeline, documents)
    if not chosen.no_index:
        print(f"index built in {build_seconds():.0f} s")


def print_shares(pipeline: Pipeline, documents: list[Document], rounds: int) -> None:
    """CPU seconds for 1,000 articles of each stage, and how much of the parse that is."""
    readings = list(read_parses(pipeline.parser, documents))
    words = sum(len(reading.doc) for reading in readings)
    found = [find_times(reading, pipeline.times) for reading in readings]
    runs: dict[str, Callable[[], None]] = {
        "spaCy parse": lambda: _parse(pipeline, documents),
        "times": lambda: _times(pipeline, readings),
        "places": lambda: _places(pipeline, readings, found),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            start = process_time()
            run()
            if number:
                seconds[name].append(process_time() - start)
    parse = median(seconds["spaCy parse"])
    print(f"{len(documents)} articles, {words:,} words, median of {rounds} rounds\n")
    print(f"{'':12}  CPU s per 1,000 articles  × parse")
    for name, taken in seconds.items():
        each = median(taken) / len(documents) * _THOUSAND
        print(f"{name:12}  {each:24.1f}  {median(taken) / parse:7.3f}")


def _parse(pipeline: Pipeline, documents: list[Document]) -> None:
    for _ in read_parses(pipeline.parser, documents):
        pass


def _times(pipeline: Pipeline, readings: list[Reading]) -> None:
    for reading in readings:
        find_times(reading, pipeline.times)


def _places(
    pipeline: Pipeline, readings: list[Reading], times: list[tuple[TimeInterval, ...]]
) -> None:
    for reading, found in zip(readings, times, strict=True):
        find_places(reading, found, pipeline.gazetteer, pipeline.places)


def print_memory(pipeline: Pipeline, documents: list[Document]) -> None:
    """Peak resident memory before and after both stages went through 1,000 articles."""
    before = _peak_mb()
    done = 0
    while done < _THOUSAND:
        batch = documents[: _THOUSAND - done]
        with pipeline.parser.nlp.memory_zone():
            for reading in read_parses(pipeline.parser, batch):
                find_places(
                    reading,
                    find_times(reading, pipeline.times),
                    pipeline.gazetteer,
                    pipeline.places,
                )
        done += len(batch)
    print(f"\nmemory: peak {before:.0f} MB before, {_peak_mb():.0f} MB after 1,000 more articles")


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def build_seconds() -> float:
    """Wall seconds to build the index anew, in a process of its own as the first use does."""
    with tempfile.TemporaryDirectory() as folder:
        start = monotonic()
        target = str(Path(folder) / "g.sqlite")
        subprocess.run([sys.executable, "-m", "sayso.gazetteer_index", target], check=True)
        return monotonic() - start


if __name__ == "__main__":
    main()
