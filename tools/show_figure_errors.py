"""Show what is wrong with the figures of our own labelled sentences, one line each (development part only).

python tools/show_figure_errors.py                    every error
python tools/show_figure_errors.py value bound        only these: missed, extra, or an aspect of the scores
python tools/show_figure_errors.py --attribution fast speaker

The test part is never shown: nobody tunes on its sentences.
"""

from __future__ import annotations

import logging
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.config import Settings
from sayso.evaluate.figure_rows import FigureSentence, read_figure_sentences
from sayso.evaluate.figure_scores import ASPECTS, judge_figures, predict_figures
from sayso.flow import load_pipeline, read_documents

FOLDER = Path(__file__).parents[1] / "tests/sentences"
_SILENT = {"part of", "said"}  # shown as "part" and "speaker" already


def find_errors(
    sentence: FigureSentence, predicted: list[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """The kind of each error in a row, and the line that tells it."""
    text = sentence.document.text
    judgements = judge_figures(sentence, predicted)
    for judgement in judgements:
        label = judgement.gold.label
        if judgement.found is None:
            yield "missed", f"“{label.words}” {label.counts} {label.who}"
            continue
        found = predicted[judgement.found]
        for aspect, is_right in judgement.is_right.items():
            if not is_right and aspect not in _SILENT:
                yield (
                    aspect,
                    f"“{label.words}”: {_wanted(judgement.gold, aspect)}; {_got(text, found, aspect)}",
                )
        if judgement.gold.part_of is None and not judgement.is_right["part of"]:
            yield "part of", f"“{label.words}”: none; {_got(text, found, 'part')}"
    matched = {judgement.found for judgement in judgements}
    for i, found in enumerate(predicted):
        if i not in matched and not found["single"]:
            yield (
                "extra",
                f"“{text[found['start'] : found['end']]}” {found['counts']} {found['who']}",
            )


def _wanted(gold: Any, aspect: str) -> str:
    label = gold.label
    if aspect == "value":
        return f"{label.low} {label.high} {label.central}"
    return str(getattr(label, {"part": "part_of"}.get(aspect, aspect)))


def _got(text: str, found: dict[str, Any], aspect: str) -> str:
    match aspect:
        case "value":
            return f"found {found['low']} {found['high']} {found['central']}"
        case "speaker":
            return f"found {[[text[a:b] for a, b in spans] for spans in found['speakers']]}"
        case "part" | "revises":
            span = found["part_of" if aspect == "part" else aspect]
            return f"found {span and text[span[0] : span[1]]}"
    return f"found {found[aspect]}"


def main(options: Namespace) -> None:
    logging.disable(logging.WARNING)
    pipeline = load_pipeline(Settings(attribution=options.attribution))
    counts: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("figures_dev*.yaml")):
        sentences = read_figure_sentences(path)
        reports = read_documents(pipeline, [sentence.document for sentence in sentences])
        for sentence, report in zip(sentences, reports, strict=True):
            for kind, line in find_errors(sentence, predict_figures(report)):
                counts[kind] += 1
                if kind in options.kinds or not options.kinds:
                    print(
                        f"{kind:8} {sentence.document.source_id} {line}\n         {sentence.document.text}"
                    )
    print(*(f"{kind} {count}" for kind, count in counts.most_common()), sep=" · ")


if __name__ == "__main__":
    parser = ArgumentParser(description="Errors in figures, development part only")
    parser.add_argument("kinds", nargs="*", choices=[*ASPECTS, "missed", "extra", []])
    parser.add_argument("--attribution", default="balanced")
    main(parser.parse_args())
