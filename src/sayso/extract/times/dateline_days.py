"""Where the dateline of a report stands, for the day on which it was written: "LIMA, 8 Feb (AFP) -- ".

Comes in: a reading. Goes out: [start, end) of the datelines at its head. What the date in one is, times.py resolves.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.ingest.datelines import find_dateline
from sayso.nlp.readings import Reading

# A headline, a line of the agency, and what stands above the body may come before it.
_PARAGRAPHS = 4


def find_dateline_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    """The marked datelines, else what has the form of one at the head of the first paragraphs.

    "Shots fired ¶ LIMA, 8 Feb (AFP) -- Two officers …" → "LIMA, 8 Feb (AFP) -- "
    """
    marked = [(r.start, r.end) for r in reading.document.regions if r.kind == "dateline"]
    if marked:
        yield from marked
        return
    for start, end in reading.paragraphs[:_PARAGRAPHS]:
        dateline = find_dateline(reading.text[start:end])
        if dateline is not None:
            yield start, start + dateline.end
            return
