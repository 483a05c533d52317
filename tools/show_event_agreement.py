"""Show how far the two labellers of the event sentences agree: the second one is scored as if he were the pipeline.

python tools/show_event_agreement.py
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from sayso.evaluate.event_rows import read_event_sentences
from sayso.evaluate.event_sentence_scores import (
    event_sentence_measures,
    events_of,
    tally_event_sentence,
)
from sayso.evaluate.tallies import Tally

FOLDER = Path(__file__).parents[1] / "tests/sentences"


def event_agreement_table(folder: Path) -> str:
    """A Markdown table of the measures."""
    first = read_event_sentences(folder / "events_test.yaml")
    second = read_event_sentences(folder / "events_test_second.yaml")
    total: Tally = Counter()
    for one, other in zip(first, second, strict=True):
        total.update(tally_event_sentence(one, events_of(other.events)))
    rows = [f"| {name} | {value:.2f} |" for name, value in event_sentence_measures(total).items()]
    return "\n".join(["| measure | agreement |", "|---|---|", *rows])


if __name__ == "__main__":
    sys.stdout.write(event_agreement_table(FOLDER) + "\n")
