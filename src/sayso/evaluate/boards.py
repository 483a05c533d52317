"""One board of all scores: which gold sets there are, how each is read, predicted and scored.

Comes in: the folders of the gold sets. Goes out: for each set its size, how many documents failed, measures with 95 %
intervals, and seconds. A set whose files are not there is left out and named in the log.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from rich.table import Column, Table

from sayso.config import Settings
from sayso.errors import UsageError
from sayso.evaluate.attribution_scores import (
    article_document,
    attribution_measures,
    predict_attributions,
    read_polnear,
    tally_article,
)
from sayso.evaluate.copy_scores import copy_measures, tally_copies
from sayso.evaluate.event_rows import read_event_sentences
from sayso.evaluate.event_scores import (
    event_measures,
    predict_events,
    read_pair_sentences,
    read_records,
    record_document,
    tally_record,
)
from sayso.evaluate.event_sentence_scores import (
    confusion_counts,
    event_sentence_document,
    event_sentence_measures,
    predict_sentence_events,
    tally_event_sentence,
)
from sayso.evaluate.figure_rows import read_figure_sentences
from sayso.evaluate.figure_scores import (
    figure_document,
    figure_measures,
    predict_figures,
    tally_figures,
)
from sayso.evaluate.linking_scores import link_measures, tally_linking, tally_roundups
from sayso.evaluate.place_scores import place_document, place_measures, predict_places, tally_places
from sayso.evaluate.responsibility_scores import (
    muc_document,
    predict_confidence,
    responsibility_measures,
    tally_message,
)
from sayso.evaluate.role_scores import predict_roles, role_measures, tally_roles
from sayso.evaluate.sentence_rows import read_sentences
from sayso.evaluate.sentence_scores import (
    predict_labels,
    sentence_document,
    sentence_measures,
    tally_sentence,
)
from sayso.evaluate.tallies import Measures, Tally, bootstrap
from sayso.evaluate.time_scores import predict_times, tally_times, time_document, time_measures
from sayso.flow import Pipeline, load_pipeline, read_documents
from sayso.model import Document, Report

log = logging.getLogger(__name__)

Item = Any
Prediction = list[dict[str, Any]]


@dataclass(frozen=True)
class Task:
    """How one kind of gold is read, predicted and scored."""

    read: Callable[[Path], Sequence[Item]]
    document: Callable[[Item], Document]
    predict: Callable[[Report], Prediction]
    tally: Callable[[Item, Prediction], Tally]
    measures: Callable[[Tally], Measures]
    details: Callable[[Tally], dict[str, Any]] | None = None


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


TASKS: Mapping[str, Task] = {
    "attribution": Task(
        read_polnear, article_document, predict_attributions, tally_article, attribution_measures
    ),
    "events": Task(read_records, record_document, predict_events, tally_record, event_measures),
    "pairs": Task(
        read_pair_sentences, record_document, predict_events, tally_record, event_measures
    ),
    "responsibility": Task(
        _read_lines, muc_document, predict_confidence, tally_message, responsibility_measures
    ),
    "roles": Task(_read_lines, muc_document, predict_roles, tally_roles, role_measures),
    "places": Task(_read_lines, place_document, predict_places, tally_places, place_measures),
    "times": Task(_read_lines, time_document, predict_times, tally_times, time_measures),
    "sentences": Task(
        read_sentences, sentence_document, predict_labels, tally_sentence, sentence_measures
    ),
    "figures": Task(
        read_figure_sentences, figure_document, predict_figures, tally_figures, figure_measures
    ),
    "event-sentences": Task(
        read_event_sentences,
        event_sentence_document,
        predict_sentence_events,
        tally_event_sentence,
        event_sentence_measures,
        confusion_counts,
    ),
}


@dataclass(frozen=True)
class GroupTask:
    """How a kind of gold is scored that no document answers alone: all are read before anything can be counted."""

    tally: Callable[[Pipeline, Path, int | None], list[Tally]]
    measures: Callable[[Tally], Measures]


GROUP_TASKS: Mapping[str, GroupTask] = {
    "linking": GroupTask(tally_linking, link_measures),
    "roundups": GroupTask(tally_roundups, link_measures),
    "copies": GroupTask(lambda _, folder, limit: tally_copies(folder, limit), copy_measures),
}

# Name of a set on the board → its task and where it lies below a folder of gold sets; our own lie below tests/.
DATASETS: Mapping[str, tuple[str, str]] = {
    "PolNeAR dev": ("attribution", "attribution/dev"),
    "PLOVER records dev": ("events", "events/plover_gsr_dev.jsonl"),
    "MUC-4 dev": ("responsibility", "events/muc4_dev.jsonl"),
    "MUC-4 dev roles": ("roles", "events/muc4_dev.jsonl"),
    "TR-News": ("places", "geotime/geo_trnews.jsonl"),
    "GeoVirus": ("places", "geotime/geo_geovirus.jsonl"),
    "LGL": ("places", "geotime/geo_lgl.jsonl"),
    "GeoWebNews": ("places", "geotime/geo_gwn.jsonl"),
    "TimeBank": ("times", "geotime/time_timebank.jsonl"),
    "AQUAINT": ("times", "geotime/time_aquaint.jsonl"),
    "WikiWars": ("times", "geotime/time_wikiwars.jsonl"),
    "Pairs first": ("pairs", "pairs/first.yaml"),
    "Pairs second": ("pairs", "pairs/second.yaml"),
    "GVC dev": ("linking", "linking/gvc.jsonl"),
    "GVA news dev": ("linking", "linking/gva_news.jsonl"),
    "ECB+ dev": ("linking", "linking/ecbplus.jsonl"),
    "Round-ups test": ("roundups", "linking/roundups_test.yaml"),
    "Round-ups dev": ("roundups", "linking/roundups_dev.yaml"),
    "Copies of PolNeAR train": ("copies", "attribution/train/text"),
    "Sentences test": ("sentences", "sentences/attributions_test.yaml"),
    "Sentences dev A": ("sentences", "sentences/attributions_dev_a.yaml"),
    "Sentences dev B": ("sentences", "sentences/attributions_dev_b.yaml"),
    "Sentences dev C": ("sentences", "sentences/attributions_dev_c.yaml"),
    "Sentences dev D": ("sentences", "sentences/attributions_dev_d.yaml"),
    "Sentences dev E": ("sentences", "sentences/attributions_dev_e.yaml"),
    "Sentences dev F": ("sentences", "sentences/attributions_dev_f.yaml"),
    "Sentences dev G": ("sentences", "sentences/attributions_dev_g.yaml"),
    "Sentences dev H": ("sentences", "sentences/attributions_dev_h.yaml"),
    "Sentences dev I": ("sentences", "sentences/attributions_dev_i.yaml"),
    "Sentences dev J": ("sentences", "sentences/attributions_dev_j.yaml"),
    "Sentences dev K": ("sentences", "sentences/attributions_dev_k.yaml"),
    "Sentences dev L": ("sentences", "sentences/attributions_dev_l.yaml"),
    "Sentences dev M": ("sentences", "sentences/attributions_dev_m.yaml"),
    "Sentences dev N": ("sentences", "sentences/attributions_dev_n.yaml"),
    "Sentences dev O": ("sentences", "sentences/attributions_dev_o.yaml"),
    "Event sentences test": ("event-sentences", "sentences/events_test.yaml"),
    "Event sentences dev": ("event-sentences", "sentences/events_dev.yaml"),
    "Event sentences dev B": ("event-sentences", "sentences/events_dev_b.yaml"),
    "Figures test": ("figures", "sentences/figures_test.yaml"),
    "Figures dev": ("figures", "sentences/figures_dev.yaml"),
    "Figures dev B": ("figures", "sentences/figures_dev_b.yaml"),
}


def score_datasets(
    wanted: str,
    folders: Sequence[Path],
    limit: int | None = None,
    settings: Settings | None = None,
) -> list[dict[str, Any]]:
    """Score the sets of one task, or of "all" tasks, found below some folders.

    score_datasets("times", [Path("../shared/data")]) → [{"name": "TimeBank", "documents": 183, "measures": …}, …]
    """
    if wanted not in ("all", *TASKS, *GROUP_TASKS):
        raise UsageError(
            f"no dataset {wanted}: choose from all, {', '.join((*TASKS, *GROUP_TASKS))}"
        )
    if not any(_find_datasets(wanted, folders)):
        below = ", ".join(map(str, folders))
        raise UsageError(
            f"no gold set for {wanted} below {below}: looked for {', '.join(_paths(wanted))}"
        )
    pipeline = load_pipeline(settings)
    return score_sets(pipeline, wanted, folders, limit)


def score_sets(
    pipeline: Pipeline, wanted: str, folders: Sequence[Path], limit: int | None = None
) -> list[dict[str, Any]]:
    """Score a pipeline on the sets of a task that are there."""
    found = _find_datasets(wanted, folders)
    return [_score(pipeline, name, task, path, limit) for name, task, path in found]


def _find_datasets(wanted: str, folders: Sequence[Path]) -> Iterator[tuple[str, str, Path]]:
    for name, (task, place) in DATASETS.items():
        if wanted not in ("all", task):
            continue
        paths = [folder / place for folder in folders if (folder / place).exists()]
        if paths:
            yield name, task, paths[0]
        else:
            log.warning("%s left out: no %s", name, " or ".join(str(f / place) for f in folders))


def _paths(wanted: str) -> Iterator[str]:
    return (place for task, place in DATASETS.values() if wanted in ("all", task))


def _score(
    pipeline: Pipeline, name: str, task: str, path: Path, limit: int | None
) -> dict[str, Any]:
    started = monotonic()
    if task in GROUP_TASKS:
        measure = GROUP_TASKS[task].measures
        tallies = GROUP_TASKS[task].tally(pipeline, path, limit)
        documents = sum(tally["items"] for tally in tallies)
    else:
        measure = TASKS[task].measures
        items = TASKS[task].read(path)[:limit]
        tallies = list(tally_items(pipeline, TASKS[task], items))
        documents = len(items)
    total: Tally = Counter()
    for tally in tallies:
        total.update(tally)
    intervals = bootstrap(tallies, measure)
    details_of = None if task in GROUP_TASKS else TASKS[task].details
    details = details_of(total) if details_of is not None else None
    return {
        "name": name,
        "documents": documents,
        "failed": total["failed"],
        "items": total["items"],
        "measures": {k: round(v, 4) for k, v in measure(total).items()},
        "intervals": {k: [round(low, 4), round(high, 4)] for k, (low, high) in intervals.items()},
        "seconds": round(monotonic() - started, 1),
    } | ({} if details is None else {"details": details})


def tally_items(pipeline: Pipeline, task: Task, items: Iterable[Item]) -> Iterator[Tally]:
    """Read every gold document and count; one that fails counts as empty, as `failed`, and is named in the log."""
    items = list(items)
    reports = read_documents(pipeline, (task.document(item) for item in items))
    for item, report in zip(items, reports, strict=True):
        tally = task.tally(item, task.predict(report))
        if report.problem is not None:
            log.warning("%s: %s", report.document.source_id, report.problem.reason)
            tally["failed"] += 1
        yield tally


def render_scores(scores: Sequence[Mapping[str, Any]]) -> Table:
    """The board as a table: a row for each measure, with its interval."""
    whole_words = [Column(head, no_wrap=True) for head in ("measure", "value", "95 % interval")]
    table = Table("set", "documents", "gold items", *whole_words, box=None)
    for score in scores:
        for index, (measure, value) in enumerate(score["measures"].items()):
            low, high = score["intervals"][measure]
            failed = f", {score['failed']} failed" if score.get("failed") else ""
            head = (
                (score["name"], f"{score['documents']}{failed}", str(score["items"]))
                if index == 0
                else ("",) * 3
            )
            table.add_row(*head, measure, f"{value:.3f}", f"{low:.3f}–{high:.3f}")
    return table
