"""Floors for our own sentences with country pairs: a change that loses pairs is seen at once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sayso.evaluate.boards import TASKS, tally_items
from sayso.evaluate.tallies import Tally
from sayso.flow import Pipeline

PAIRS = Path(__file__).parents[1] / "pairs"


@pytest.mark.model
def test_pairs_of_the_first_lot_hold_their_floor(pipeline: Pipeline) -> None:
    task = TASKS["pairs"]
    items = task.read(PAIRS / "first.yaml")
    total: Tally = Counter()
    for tally in tally_items(pipeline, task, items):
        total.update(tally)
    measures = task.measures(total)
    assert len(items) == 40
    assert measures["pair F1"] >= 0.85
    assert measures["hit@any"] >= 0.8


def test_gold_is_its_own_best_prediction() -> None:
    task = TASKS["pairs"]
    for name in ("first", "second"):
        total: Tally = Counter()
        for item in task.read(PAIRS / f"{name}.yaml"):
            total.update(task.tally(item, item["events"]))
        assert set(task.measures(total).values()) == {1.0}
