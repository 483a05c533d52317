"""Scores of time expressions against TimeBank, AQUAINT and WikiWars (TempEval-3; UzZaman et al. 2013).

Comes in: documents with TIMEX3 spans, types and values, and reports. Goes out: strict and relaxed F1 of spans, and F1
of spans whose value is right after light normalisation (P24H is P1D, 1999-XX is 1999); and of all gold dates and times
that stand for an interval, the share for which the same interval, or one that overlaps it, was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sayso.evaluate.tallies import Measures, Tally, f1, first_of_each, match_spans, share
from sayso.extract.times.calendar import Interval, interval_of
from sayso.model import Document, Report
from sayso.text import digest_of

_AMOUNT = re.compile(r"P(T?)(\d+(?:\.\d+)?)([A-Z]+)")
# (is a time of day, unit) → how many make one of the next unit.
_LARGER = {
    (True, "S"): (60, True, "M"),
    (True, "M"): (60, True, "H"),
    (True, "H"): (24, False, "D"),
    (False, "D"): (7, False, "W"),
    (False, "M"): (12, False, "Y"),
}
_YEARS_IN = {"E": 10, "DE": 10, "C": 100, "CE": 100}


def time_document(item: Mapping[str, Any]) -> Document:
    """A gold document as sayso reads it; the document creation time is its publication date."""
    text = item["text"]
    published = (item.get("dct") or "")[:10] or None
    return Document(
        id="d" + digest_of("", text),
        source_id=item["id"],
        text=text,
        language="en",
        published=published,
    )


def predict_times(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes."""
    return [
        {
            "start": t.span.start,
            "end": t.span.end,
            "type": t.type,
            "value": t.value,
            "interval": interval_of(t.value) if t.value else None,
        }
        for t in report.times
    ]


def tally_times(item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one document."""
    gold = item["timexes"]
    found = first_of_each(predicted)
    gold_spans = [(t["start"], t["end"]) for t in gold]
    found_spans = [(t["start"], t["end"]) for t in found]
    matched = match_spans(gold_spans, found_spans)
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    for name in ("strict", "relaxed", "value"):
        tally[f"{name}.gold"] += len(gold)
        tally[f"{name}.found"] += len(found)
    tally["strict.hit"] += sum(span in found_spans for span in gold_spans)
    tally["relaxed.hit"] += len(matched)
    tally["value.hit"] += sum(_is_right(gold[i], found[j]) for i, j in matched.items())
    for i, time in enumerate(gold):
        wanted = interval_of(time["value"]) if time.get("value") else None
        if wanted is not None:
            _tally_interval(
                tally, wanted, found[matched[i]].get("interval") if i in matched else None
            )
    return tally


def _tally_interval(tally: Tally, wanted: Interval, found: Interval | None) -> None:
    tally["intervals"] += 1
    if found is None:
        return
    ends = [
        datetime.fromisoformat(end) for end in (wanted.start, wanted.end, found.start, found.end)
    ]
    tally["intervals equal"] += ends[:2] == ends[2:]
    tally["intervals overlapping"] += ends[0] < ends[3] and ends[2] < ends[1]


def _is_right(gold: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    wanted = plain_value(gold.get("value"))
    return bool(wanted) and plain_value(found.get("value")) == wanted


def plain_value(value: str | None) -> str:
    """A TIMEX value in its plainest form: "PT24H" → "P1D", "1999-XX" → "1999", "199X" → "199"."""
    plain = (value or "").strip().upper()
    if match := _AMOUNT.fullmatch(plain):
        return _plain_amount(bool(match[1]), float(match[2]), match[3])
    plain = re.sub(r"(T\d\d:\d\d):00(\.0+)?$", r"\1", plain)
    if "T" in plain:
        plain = re.sub(r"Z$|[+-]\d\d:?\d\d$", "", plain)
    plain = re.sub(r"(?<!-XX)(?:-XX)+$", "", plain)
    if re.fullmatch(r"\d{3}X|\d{2}XX", plain):
        return plain.rstrip("X")
    return plain


def _plain_amount(is_clock: bool, number: float, unit: str) -> str:
    if not is_clock and unit in _YEARS_IN:
        return f"P{number * _YEARS_IN[unit]:g}Y"
    while (step := _LARGER.get((is_clock, unit))) and number % step[0] == 0:
        number, is_clock, unit = number / step[0], step[1], step[2]
    return f"P{'T' if is_clock else ''}{number:g}{unit}"


def time_measures(tally: Tally) -> Measures:
    """The measures that DESIGN.md §7 names, and how often an interval is hit."""
    return {f"{name} F1": f1(tally, name) for name in ("relaxed", "value", "strict")} | {
        "interval equal": share(tally, "intervals equal", "intervals"),
        "interval overlapping": share(tally, "intervals overlapping", "intervals"),
    }
