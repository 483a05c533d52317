"""Words a second: the full small spaCy pipeline as it ships, our parse alone, and sayso from text to claims.

Same documents, same run, one process, one thread, CPU seconds; they take turns, so that noise hits all alike.
Compare the ratios, not the words a second of different machines or days. Then: how the time after the parse is shared
among the stages, and how much of it the networks take, the event network with its gate and without.

    python bench/speed.py [FOLDER of .txt files] [--rounds 3] [--limit 28]
"""

from __future__ import annotations

import argparse
import gc
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time
from typing import Any, cast

from sayso.config import Settings, stack_drift, stack_versions
from sayso.extract.attribution.learned_acts import load_act_reader
from sayso.extract.attribution.tagger import Setting, load_tagger, read_windows
from sayso.extract.events.event_tagger import load_event_tagger, score_words
from sayso.extract.grammar.trees import read_tree
from sayso.flow import Pipeline, Stages, load_pipeline, read_documents
from sayso.ingest.documents import read_inputs
from sayso.model import Document
from sayso.nlp.readings import Reading, read_parses

SAMPLE = Path(__file__).parents[1] / "src/sayso/sample"
LEARNED: tuple[Setting, ...] = ("balanced", "accurate")
GOLD = Path(__file__).parents[2] / "shared/data/attribution/dev/text"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=GOLD if GOLD.is_dir() else SAMPLE)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--limit", type=int, help="only the first documents")
    chosen = options.parse_args()
    documents = read_documents_from(chosen.folder)[: chosen.limit]
    pipeline = load_pipeline(Settings(attribution="fast"))
    pipelines = {"fast": pipeline} | {name: _with_tagger(pipeline, name) for name in LEARNED}
    print(
        f"memory after loading {memory_mb():,.0f} MB, all settings and spaCy's own pipeline in one process"
    )
    runs = make_runs(pipelines, documents)
    gc.collect()
    gc.freeze()  # as the workers do: 3 % of the time
    seconds = take_turns(runs, chosen.rounds)
    words = sum(len(pipeline.parser.nlp.make_doc(d.text)) for d in documents)
    print_speeds(words, len(documents), seconds)
    for name, its_pipeline in pipelines.items():
        print_stages(name, its_pipeline, documents)
    for name in LEARNED:
        print_networks(name, pipelines[name], documents)
    print(f"\nmemory in the end {memory_mb():,.0f} MB")


def memory_mb() -> float:
    """The most memory that this process has had."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def _with_tagger(pipeline: Pipeline, setting: Setting) -> Pipeline:
    """The same pipeline with all that is learned."""
    return replace(
        pipeline,
        tagger=load_tagger(setting),
        event_tagger=load_event_tagger(),
        acts=load_act_reader(pipeline.cues),
    )


def read_documents_from(folder: Path) -> list[Document]:
    """All reports of a folder, read as plain text where they are .txt."""
    items = read_inputs([str(folder)], Settings())
    return [item.document for item in items if item.problem is None]


def make_runs(
    pipelines: dict[str, Pipeline], documents: list[Document]
) -> dict[str, Callable[[], None]]:
    """What is timed, by name; the first is what the others are compared with."""
    pipeline = pipelines["fast"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = import_module(Settings().model).load()
    texts = [document.text for document in documents]

    def run_full() -> None:
        for _ in full.pipe(texts, batch_size=16):
            pass

    def run_parse() -> None:
        pipeline.parser.meet(documents)
        with pipeline.parser.nlp.memory_zone():
            for _ in read_parses(pipeline.parser, documents):
                pass

    return {
        "spaCy small, full pipeline": run_full,
        "sayso, parse alone": run_parse,
    } | {
        f"sayso, text to claims ({name})": partial(_read_all, its_pipeline, documents)
        for name, its_pipeline in pipelines.items()
    }


def take_turns(runs: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each run, round by round, after one round that only warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            taken = timed(run)
            if number:
                seconds[name].append(taken)
    return seconds


def timed(run: Callable[[], None]) -> float:
    """CPU seconds of one call."""
    gc.collect()
    start = process_time()
    run()
    return process_time() - start


def print_speeds(words: int, documents: int, seconds: dict[str, list[float]]) -> None:
    """The table of speeds."""
    print("stack " + ", ".join(f"{name} {version}" for name, version in stack_versions().items()))
    for drift in stack_drift():
        print(f"SLOW STACK: {drift}")
    print(
        f"{documents} documents, {words:,} words, median of {len(next(iter(seconds.values())))} rounds\n"
    )
    base = median(next(iter(seconds.values())))
    print(f"{'':34}{'words/s':>10}{'articles/s':>12}{'× spaCy':>10}")
    for name, taken in seconds.items():
        rates = f"{words / median(taken):10,.0f}{documents / median(taken):12.1f}"
        print(f"{name:34}{rates}{median(taken) / base:10.2f}")


def print_stages(name: str, pipeline: Pipeline, documents: list[Document]) -> None:
    """How the time after the parse is shared among the stages."""
    spent: dict[str, float] = {}
    with pipeline.parser.nlp.memory_zone():
        for reading in read_parses(pipeline.parser, documents):
            watch = StageWatch(pipeline, reading, spent)
            watch.find_all()
            watch.close()
    total = sum(spent.values())
    print(f"\n{f'after the parse ({name})':32}{'ms/report':>10}{'share':>10}")
    for stage, taken in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{stage:32}{1000 * taken / len(documents):10.1f}{taken / total:10.0%}")


class Timed:
    """A graph that adds up the CPU seconds it takes."""

    def __init__(self, graph: Any) -> None:
        self.graph, self.seconds = graph, 0.0

    def run(self, *arguments: Any) -> Any:
        start = process_time()
        found = self.graph.run(*arguments)
        self.seconds += process_time() - start
        return found


def print_networks(name: str, pipeline: Pipeline, documents: list[Document]) -> None:
    """What the networks take of the whole; the event network with its gate, and on every sentence."""
    assert pipeline.tagger is not None and pipeline.event_tagger is not None
    trunk, second = Timed(pipeline.tagger.trunk), Timed(pipeline.tagger.second)
    events = Timed(pipeline.event_tagger.graph)
    watched = replace(
        pipeline,
        tagger=replace(pipeline.tagger, trunk=cast(Any, trunk), second=cast(Any, second)),
        event_tagger=replace(pipeline.event_tagger, graph=cast(Any, events)),
    )
    whole = timed(lambda: _read_all(watched, documents))
    taken = {"trunk": trunk.seconds, "pointer or branch": second.seconds, "events": events.seconds}
    gated, events.seconds = events.seconds, 0.0
    assert watched.tagger is not None and watched.event_tagger is not None
    with pipeline.parser.nlp.memory_zone():
        for reading in read_parses(pipeline.parser, documents):
            windows = read_windows(reading, pipeline.tagger)
            score_words(watched.event_tagger, windows, read_tree(reading))
    print(f"\n{f'inside the networks ({name})':32}{'ms/report':>10}{'of all':>10}")
    for network, seconds in taken.items():
        print(f"{network:32}{1000 * seconds / len(documents):10.1f}{seconds / whole:10.0%}")
    ungated = events.seconds
    print(
        f"{'events, were every sentence asked':32}{1000 * ungated / len(documents):9.1f}"
        f"{ungated / (whole - gated + ungated):10.0%}"
    )


def _read_all(pipeline: Pipeline, documents: list[Document]) -> None:
    for _ in read_documents(pipeline, documents):
        pass


class StageWatch(Stages):
    """Stages that add up the CPU seconds of each, told apart by the name of the stage that runs."""

    def __init__(self, pipeline: Pipeline, reading: Reading, spent: dict[str, float]) -> None:
        self._spent, self._since, self._now = spent, process_time(), "extract"
        super().__init__(pipeline, reading)

    @property
    def now(self) -> str:
        return self._now

    @now.setter
    def now(self, name: str) -> None:
        self.close()
        self._now = name

    def close(self) -> None:
        """Book the time since the last change of stage."""
        passed = process_time() - self._since
        self._spent[self._now] = self._spent.get(self._now, 0.0) + passed
        self._since = process_time()


if __name__ == "__main__":
    main()
