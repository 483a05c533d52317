"""Show which actor pairs of the PLOVER records (development part) are wrong, one sentence a block.

python tools/show_pair_errors.py ../shared/data            every sentence with a pair missed or too many
python tools/show_pair_errors.py ../shared/data missed     only missed pairs; or: extra
python tools/show_pair_errors.py ../shared/data --all       right ones, too

Each block tells the pairs missed (-) and too many (+), the gold's sides, and sayso's events with their actors.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.config import Settings
from sayso.evaluate.event_scores import all_pairs, predict_events, read_records, record_document
from sayso.extract.events.plover_records import Side, load_record_policy, make_plover_records
from sayso.flow import load_pipeline, read_documents
from sayso.model import Event, Report

RECORDS = "events/plover_gsr_dev.jsonl"
KINDS = ("missed", "extra")


def find_pair_errors(
    record: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]
) -> dict[str, set[tuple[str, str]]]:
    """The pairs of a record that were missed, and those found that it has not."""
    gold, found = set(all_pairs(record["events"])), set(all_pairs(predicted))
    return {"missed": gold - found, "extra": found - gold}


def tell_record(
    record: Mapping[str, Any], report: Report, errors: Mapping[str, set[tuple[str, str]]]
) -> Iterator[str]:
    """The lines of one block."""
    yield f"== {record['id']} {record['text']}"
    yield " ".join(
        f"{sign}{source}>{target}"
        for sign, kind in (("-", "missed"), ("+", "extra"))
        for source, target in sorted(errors[kind])
    )
    for event in record["events"]:
        both = " both ways" if event.get("reciprocal") else ""
        yield f"   gold {event['type']} {_sides(event['source'])} > {_sides(event['target'])}{both}"
    names = {actor.id: f"{actor.id}/{actor.country or actor.kind}" for actor in report.actors}
    for row in make_plover_records(report, load_record_policy()):
        yield f"   coded {row.type} {_coded(row.sources)} > {_coded(row.targets)}"
    for found in report.events:
        yield f"   read {_told(found, names)}"


def _sides(side: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{actor['code']} “{actor['text']}”" for actor in side) or "–"


def _coded(sides: Sequence[Side]) -> str:
    return ", ".join(f"{side.code} by {side.by}" for side in sides) or "–"


def _told(event: Event, names: Mapping[str, str]) -> str:
    actors, recipients = (
        ", ".join(names[i].split("#")[-1] for i in ids) or "–"
        for ids in (event.actors, event.recipients)
    )
    same = " (same)" if event.same_as else ""
    return f"{event.type} “{event.trigger.exact}” {event.status} {actors} > {recipients}{same}"


def main() -> None:
    options = _read_options()
    records = read_records(options.folder / RECORDS)
    logging.basicConfig(level=logging.CRITICAL)
    pipeline = load_pipeline(Settings(attribution=options.attribution))
    counts: Counter[str] = Counter()
    for record, report in zip(
        records, read_documents(pipeline, map(record_document, records)), strict=True
    ):
        errors = find_pair_errors(record, predict_events(report))
        counts.update({kind: len(pairs) for kind, pairs in errors.items()})
        if options.all or any(errors[kind] for kind in options.kinds or KINDS):
            sys.stdout.write("\n".join(tell_record(record, report, errors)) + "\n\n")
    sys.stdout.write(", ".join(f"{counts[kind]} {kind}" for kind in KINDS) + "\n")


def _read_options() -> Namespace:
    parser = ArgumentParser(
        description="Wrong actor pairs on the PLOVER records, development part."
    )
    parser.add_argument("folder", type=Path, help="the folder with the gold sets")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--all", action="store_true", help="right ones, too")
    parser.add_argument("--attribution", default="fast", help="fast, balanced or accurate")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no kind {', '.join(unknown)}: choose from {', '.join(KINDS)}")
    return options


if __name__ == "__main__":
    main()
