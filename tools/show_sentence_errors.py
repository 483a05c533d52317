"""Show what is wrong with the attributions of our own labelled sentences, one line each (development parts only).

python tools/show_sentence_errors.py                     every error
python tools/show_sentence_errors.py act stance          only these: missed, act, stance, depth, accused, denial, extra
python tools/show_sentence_errors.py --part dev_a denial  only one part

The test part is never shown: nobody tunes on its sentences.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.evaluate.sentence_rows import GoldAttribution, Sentence, Spans, sort_rows
from sayso.evaluate.sentence_scores import judge_sentence, predict_labels
from sayso.flow import load_pipeline, read_documents

FOLDER = Path(__file__).parents[1] / "tests/sentences"
KINDS = ("missed", "act", "stance", "depth", "accused", "denial", "extra")
_ASPECT_OF = {"denial": "denial target"}


def find_errors(sentence: Sentence, predicted: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The kind of each error in a row, and the line that tells it.

    A denial read as a statement → ("act", "act      dev_a:7 “denied”: denies, found says")
    """
    judgements = judge_sentence(sentence, predicted)
    for judgement in judgements:
        cue = _words(sentence, judgement.gold.cue) or "·"
        if judgement.found is None:
            yield "missed", f"“{cue}” {_wanted(sentence, judgement.gold)}"
            continue
        found = predicted[judgement.found]
        for kind in KINDS:
            if not judgement.is_right.get(_ASPECT_OF.get(kind, kind), True):
                yield kind, f"“{cue}”: {_difference(sentence, kind, judgement.gold, found)}"
    matched = {judgement.found for judgement in judgements}
    for place, found in enumerate(predicted):
        if place not in matched:
            yield "extra", f"“{_words(sentence, found['cue']) or '·'}” {found['act']}"


def _wanted(sentence: Sentence, gold: GoldAttribution) -> str:
    return f"{gold.act}, source “{_words(sentence, gold.source)}”, depth {gold.depth}"


def _difference(sentence: Sentence, kind: str, gold: GoldAttribution, found: dict[str, Any]) -> str:
    if kind == "accused":
        wanted = " + ".join(_words(sentence, words) for words in gold.accused)
        given = " + ".join(_words(sentence, mentions) for mentions in found["accused"])
    elif kind == "denial":
        wanted, given = _words(sentence, gold.denied), _words(sentence, found["denied"])
    else:
        wanted, given = str(getattr(gold, kind)), str(found[kind])
    return f"{wanted or '–'}, found {given or '–'}"


def _words(sentence: Sentence, spans: Spans) -> str:
    return " … ".join(sentence.text[start:end] for start, end in spans)


def main() -> None:
    options = _read_options()
    parts = [sort_rows(path) for path in sorted(FOLDER.glob(f"attributions_{options.part}.yaml"))]
    sentences = [sentence for part, _ in parts for sentence in part]
    for problem in (problem for _, problems in parts for problem in problems):
        sys.stdout.write(f"unreadable row {problem}\n")
    logging.basicConfig(level=logging.CRITICAL)
    reports = read_documents(load_pipeline(), (s.document for s in sentences))
    counts: Counter[str] = Counter()
    for sentence, report in zip(sentences, reports, strict=True):
        if report.problem is not None:
            sys.stdout.write(f"unread row {sentence.id}: {report.problem.reason}\n")
        for kind, line in find_errors(sentence, predict_labels(report)):
            counts[kind] += 1
            if not options.kinds or kind in options.kinds:
                name = sentence.id.removeprefix("attributions_")
                sys.stdout.write(f"{kind:8} {name} {line} | {sentence.text}\n")
    sys.stdout.write(", ".join(f"{counts[kind]} {kind}" for kind in KINDS) + "\n")


def _read_options() -> Namespace:
    parser = ArgumentParser(description="Errors on the development parts of our own sentences.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--part", default="dev_*", help="dev_a to dev_o")
    options = parser.parse_args()
    if not options.part.startswith("dev"):
        parser.error("only the development parts are shown")
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no kind {', '.join(unknown)}: choose from {', '.join(KINDS)}")
    return options


if __name__ == "__main__":
    main()
