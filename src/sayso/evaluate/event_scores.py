"""Scores of coded events against the PLOVER gold standard records (Open Event Data Alliance 2016).

Comes in: one sentence a record with its one or two events, and reports. Goes out: F1 of event types, of quad classes,
of directed country pairs, hit@any and top1. The gold marks one event a sentence: other true events count as wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sayso.evaluate.tallies import Measures, Tally, add_sets, f1, share
from sayso.extract.events.plover_records import (
    RecordPolicy,
    load_record_policy,
    make_plover_records,
)
from sayso.lexicon import read_yaml
from sayso.model import Document, Report
from sayso.text import digest_of

_QUADS = {
    "VCOOP": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "MCOOP": ("COOPERATE", "AID", "RETREAT"),
    "VCONF": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "MCONF": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD_OF = {type_: quad for quad, types in _QUADS.items() for type_ in types}
# Types of the 2016 records that PLOVER 2.0 merged into others.
_MERGED_TYPES = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
}
_CODE_FIXES = {
    "JAP": "JPN",
    "ITL": "ITA",
    "VTN": "VNM",
    "ROM": "ROU",
    "ZAR": "COD",
    "YUG": "SRB",
    "PAL": "PSE",
}
_NOBODY = "---"

Pair = tuple[str, str]


def read_records(path: Path) -> list[dict[str, Any]]:
    """Read the records, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_pair_sentences(path: Path) -> list[dict[str, Any]]:
    """Read our own sentences with the country pair of their main event, as records.

    {text: …, type: COERCE, source: KEN, target: KEN}; `both` makes it mutual, a side that nobody fills is left out
    """
    rows = read_yaml(path)
    return [
        {
            "id": f"{path.stem}:{number}",
            "text": row["text"],
            "events": [
                {
                    "type": row["type"],
                    "source": row.get("source"),
                    "target": row.get("target"),
                    "reciprocal": row.get("both", False),
                }
            ],
        }
        for number, row in enumerate(rows, 1)
    ]


def record_document(record: Mapping[str, Any]) -> Document:
    """A record's sentence as sayso reads it."""
    text = record["text"]
    return Document(id="d" + digest_of("", text), source_id=record["id"], text=text, language="en")


def predict_events(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes: type, source and target codes, in the order of prominence.

    The records of the policy plover-records-1: in PLOVER's view of their status (a planned aid is an AGREE), mentions
    of one happening once, what the sentence tells in the foreground.
    """
    return [
        {
            "type": record.type,
            "mode": record.mode,
            "source": [side.code for side in record.sources],
            "target": [side.code for side in record.targets],
        }
        for record in make_plover_records(report, _policy())
    ]


@cache
def _policy() -> RecordPolicy:
    return load_record_policy()


def tally_record(record: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one sentence."""
    gold = list(record["events"])
    gold_types = {_type(event["type"]) for event in gold}
    found_types = {_type(event["type"]) for event in predicted}
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    add_sets(tally, "type", found_types, gold_types)
    add_sets(tally, "quad", {QUAD_OF[t] for t in found_types}, {QUAD_OF[t] for t in gold_types})
    add_sets(tally, "pair", set(all_pairs(predicted)), set(all_pairs(gold)))
    add_sets(tally, "type+pair", set(_typed_pairs(predicted)), set(_typed_pairs(gold)))
    tally["hit"] += sum(_type(event["type"]) in found_types for event in gold)
    tally["top"] += bool(predicted) and _type(predicted[0]["type"]) in gold_types
    return tally


def _type(name: str) -> str:
    return _MERGED_TYPES.get(name, name)


def _country_codes(value: Any) -> set[str]:
    items = value if isinstance(value, list) else [value]
    named = [i.get("code") if isinstance(i, dict) else i for i in items if i]
    codes = {str(code).strip().upper()[:3] for code in named if code}
    return {_CODE_FIXES.get(code, code) for code in codes if code.strip("-")}


def _pairs(event: Mapping[str, Any]) -> Iterator[Pair]:
    """Directed pairs; reciprocal events and joint actors without a target go both ways."""
    sources, targets = _country_codes(event.get("source")), _country_codes(event.get("target"))
    everybody = sources | targets
    is_mutual = event.get("reciprocal") or (not targets and len(sources) > 1)
    if is_mutual and len(everybody) > 1:
        if not targets:
            yield from ((a, b) for a in everybody for b in everybody if a != b)
            return
        yield from ((b, a) for a in sources for b in targets)
    yield from ((a, b) for a in sources or {_NOBODY} for b in targets or {_NOBODY})


def all_pairs(events: Sequence[Mapping[str, Any]]) -> Iterator[Pair]:
    """The directed country pairs of some events, gold or predicted; "---" stands for a side that is missing."""
    for event in events:
        yield from _pairs(event)


def _typed_pairs(events: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for event in events:
        yield from ((_type(event["type"]), *pair) for pair in _pairs(event))


def event_measures(tally: Tally) -> Measures:
    """The measures that DESIGN.md §7 names."""
    measures = {f"{name} F1": f1(tally, name) for name in ("type", "quad", "pair", "type+pair")}
    return measures | {
        "hit@any": share(tally, "hit", "items"),
        "top1": share(tally, "top", "documents"),
    }
