"""Show which organisations of MUC-4 messages are missed, mislabelled or too many, with the claims behind them.

python tools/show_responsibility_errors.py ../shared/data              every error of the development messages
python tools/show_responsibility_errors.py ../shared/data missed       only these: missed, label, extra
python tools/show_responsibility_errors.py ../shared/data --set train --limit 300
"""

from __future__ import annotations

import json
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sayso.config import Settings
from sayso.evaluate.responsibility_scores import (
    align_organisations,
    muc_document,
    predict_confidence,
)
from sayso.flow import load_pipeline, read_documents
from sayso.model import Report

KINDS = ("missed", "label", "extra")
_AROUND = 90


def find_label_errors(
    item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]]:
    """Each error: its kind, the gold organisation (or the one too many), and what was found for it."""
    gold, pairs = align_organisations(item, predicted)
    for index, organisation in enumerate(gold):
        found = predicted[pairs[index]] if index in pairs else None
        if found is None and not organisation["optional"]:
            yield "missed", organisation, None
        elif found is not None and found["confidence"] not in organisation["labels"]:
            yield "label", organisation, found
    for place, found in enumerate(predicted):
        if place not in pairs.values():
            yield "extra", found, None


def tell_claims(report: Report, names: Sequence[str]) -> Iterator[str]:
    """The claims of responsibility about an organisation, each with the words around its event."""
    text = report.document.text
    events = {event.id: event for event in report.events}
    ids = {a.id for a in report.actors if a.name in names} | {
        m.actor for m in report.mentions if m.span.exact in names
    }
    for claim in report.claims:
        if claim.property == "responsible" and claim.value.actor in ids:
            at = events[claim.event].trigger
            around = text[max(0, at.start - _AROUND) : at.end + _AROUND].replace("\n", " ")
            yield f"     {claim.responsibility} by {', '.join(claim.claimants)}: …{around}…"


def main() -> None:
    options = _read_options()
    path = options.folder / f"events/muc4_{options.set}.jsonl"
    lines = islice(path.read_text("utf-8").splitlines(), options.limit)
    items = [json.loads(line) for line in lines if line.strip()]
    logging.basicConfig(level=logging.CRITICAL)
    pipeline = load_pipeline(Settings(attribution=options.attribution))
    counts: Counter[str] = Counter()
    for item, report in zip(items, read_documents(pipeline, map(muc_document, items)), strict=True):
        for kind, organisation, found in find_label_errors(item, predict_confidence(report)):
            counts[kind] += 1
            if options.kinds and kind not in options.kinds:
                continue
            names = organisation.get("mentions") or organisation["org"]
            wanted = organisation.get("labels") or organisation["confidence"]
            given = f", found {found['confidence']} {found['org']}" if found else ""
            sys.stdout.write(f"{kind:6} {item['docid']} {names} {wanted}{given}\n")
            for line in tell_claims(report, found["org"] if found else names):
                sys.stdout.write(line + "\n")
            if kind == "missed":
                _show_names(report, names)
    sys.stdout.write(", ".join(f"{counts[kind]} {kind}" for kind in KINDS) + "\n")


def _show_names(report: Report, names: Sequence[str]) -> None:
    text = report.document.text
    for name in names:
        at = text.lower().find(name.lower())
        while at >= 0:
            words = text[max(0, at - _AROUND) : at + len(name) + _AROUND].replace("\n", " ")
            sys.stdout.write(f"     – …{words}…\n")
            at = text.lower().find(name.lower(), at + 1)


def _read_options() -> Namespace:
    parser = ArgumentParser(description="Errors of responsibility on MUC-4 messages, no test part.")
    parser.add_argument("folder", type=Path, help="the folder with the gold sets")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--set", default="dev", choices=("dev", "train"))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--attribution", default="fast", help="fast, balanced or accurate")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no kind {', '.join(unknown)}: choose from {', '.join(KINDS)}")
    return options


if __name__ == "__main__":
    main()
