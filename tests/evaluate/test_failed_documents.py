"""A document that cannot be read counts as empty, and the board says how many there were."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from sayso.evaluate.boards import TASKS, render_scores, tally_items
from sayso.evaluate.tallies import Tally
from sayso.flow import Pipeline
from sayso.model import Document
from sayso.nlp.readings import MAX_CHARACTERS

PAIRS = Path(__file__).parents[1] / "pairs"


@pytest.mark.model
def test_failed_document_is_counted(pipeline: Pipeline) -> None:
    task = TASKS["pairs"]
    items = task.read(PAIRS / "first.yaml")[:2]

    def longer(item: object) -> Document:
        document = task.document(item)
        text = document.text + " " * MAX_CHARACTERS
        return Document(id=document.id, source_id=document.source_id, text=text, language="en")

    total: Tally = Counter()
    for tally in tally_items(pipeline, replace(task, document=longer), items):
        total.update(tally)
    assert total["failed"] == 2
    kept: Tally = Counter()
    for tally in tally_items(pipeline, task, items):
        kept.update(tally)
    assert kept["failed"] == 0


def test_board_tells_of_failed_documents() -> None:
    score = {"name": "Times", "documents": 16, "failed": 1, "items": 9}
    score |= {"measures": {"value F1": 0.8}, "intervals": {"value F1": [0.7, 0.9]}}
    console = Console(width=120)
    with console.capture() as shown:
        console.print(render_scores([score, {**score, "failed": 0}]))
    lines = shown.get().splitlines()
    assert "16, 1 failed" in lines[1]
    assert "failed" not in lines[2]
