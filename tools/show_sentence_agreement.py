"""Show how far the two labellers of the test part of our own sentences agree, as the table of its README.

python tools/show_sentence_agreement.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from sayso.evaluate.sentence_agreement import agreement
from sayso.evaluate.sentence_rows import read_sentences

FOLDER = Path(__file__).parents[1] / "tests/sentences"


def agreement_table(folder: Path) -> str:
    """The measures of agreement as a table in Markdown, a row each."""
    first = read_sentences(folder / "attributions_test.yaml")
    second = read_sentences(folder / "attributions_test_second.yaml")
    rows = [f"| {name} | {value:.2f} |" for name, value in agreement(first, second).items()]
    return "\n".join(["| measure | agreement |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(agreement_table(FOLDER))
