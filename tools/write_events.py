"""Write docs/events.md, how events are found and how well, from measured scores (see tools/measure_events.py).

python tools/write_events.py out/events.json

What stands above the line "## Measured" is written by hand, and kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.evaluate.event_sentence_scores import NOTHING, STATUSES, TYPES
from sayso.extract.events.event_tagger import load_event_tagger

TARGET = Path(__file__).parents[1] / "docs/events.md"
MEASURED = "## Measured"
WAYS = {"lexicon": "lexicon and rules", "tagger": "tagger alone", "both": "both"}

Scores = Mapping[str, Sequence[Mapping[str, Any]]]


def write_events(scores: Scores) -> str:
    """The measured part of the page."""
    digest = load_event_tagger().digest
    parts = [
        MEASURED,
        f"By `tools/measure_events.py`, weights {digest}, attributions of the setting `balanced`, 95 % intervals from"
        " 300 bootstrap samples of texts. The test sentences are frozen and were never tuned on.",
        *(_comparison(scores, place) for place in range(len(scores["both"]))),
        *_confusions(scores),
    ]
    return "\n\n".join(parts) + "\n"


def _comparison(scores: Scores, place: int) -> str:
    """One set: a row for each measure, a column for each way."""
    of_set = {way: scores[way][place] for way in WAYS}
    first = of_set["both"]
    lines = [
        f"### {first['name']} ({first['documents']} texts, {first['items']} gold items)",
        "",
        "| measure | " + " | ".join(WAYS.values()) + " |",
        "|---|" + "---|" * len(WAYS),
    ]
    for measure in first["measures"]:
        cells = [_cell(of_set[way], measure) for way in WAYS]
        lines.append(f"| {measure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(score: Mapping[str, Any], measure: str) -> str:
    low, high = score["intervals"][measure]
    return f"{score['measures'][measure]:.3f} ({low:.3f}–{high:.3f})"


def _confusions(scores: Scores) -> Iterator[str]:
    details = next(s["details"] for s in scores["both"] if "details" in s)
    yield "### Types confused (test sentences, both; rows are gold, – is nothing)"
    yield _table(details["type"], [*TYPES, NOTHING])
    yield "### Statuses confused (of matched triggers; rows are gold)"
    yield _table(details["status"], STATUSES)


def _table(counts: Mapping[str, int], names: Sequence[str]) -> str:
    cells: Counter[tuple[str, str]] = Counter()
    for key, count in counts.items():
        gold, _, found = key.partition(">")
        cells[gold, found] += count
    lines = ["| | " + " | ".join(_short(n) for n in names) + " |", "|---|" + "---|" * len(names)]
    for gold in names:
        row = " | ".join(str(cells[gold, found] or "") for found in names)
        lines.append(f"| {gold} | {row} |")
    return "\n".join(lines)


def _short(name: str) -> str:
    return name[:5].lower()


if __name__ == "__main__":
    head = TARGET.read_text("utf-8").partition(MEASURED)[0] if TARGET.exists() else "# Events\n\n"
    page = write_events(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    TARGET.write_text(head + page, "utf-8")
