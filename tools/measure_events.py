"""Measure what lexicon and event tagger bring alone and together, for docs/events.md.

python tools/measure_events.py ../shared/data > out/events.json
python tools/write_events.py out/events.json

The PLOVER records' development part and our own test sentences; the attributions are those of the setting "balanced".
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec.structs import replace as with_fields

from sayso.config import Settings
from sayso.evaluate.boards import score_sets
from sayso.flow import Pipeline, load_pipeline

TESTS = Path(__file__).parents[1] / "tests"
TASKS = ("events", "event-sentences")


def make_pipelines() -> dict[str, Pipeline]:
    """The three ways of finding events, over the same attributions."""
    both = load_pipeline(Settings(attribution="balanced"))
    tagger = both.event_tagger
    if tagger is None:
        raise RuntimeError("the setting balanced has no event tagger")
    alone = with_fields(
        tagger.weights,
        type_weights=(1.0, 0.0),
        status_weights=(1.0, 0.0),
        type_bias={},
        status_bias={},
        keep=0.5,
        propose=0.5,
        propose_as={},
    )
    return {
        "lexicon": replace(both, event_tagger=None),
        "tagger": replace(both, event_tagger=replace(tagger, weights=alone)),
        "both": both,
    }


def measure(folders: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """Way → scores of every set."""
    return {
        way: [score for task in TASKS for score in score_sets(pipeline, task, folders)]
        for way, pipeline in make_pipelines().items()
    }


if __name__ == "__main__":
    json.dump(measure([*map(Path, sys.argv[1:]), TESTS]), sys.stdout, indent=1)
