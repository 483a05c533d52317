"""Write the background of linking: in what share of news reports each word stands.

    python training/linking/count_words.py ../shared/data src/sayso/weights/linking/word-shares.tsv

Counts the training parts of five corpora, each with the same weight: PolNeAR train, MUC-4 train, and the development
halves of GVC, the Gun Violence Archive's news and ECB+. Only shares of words that stand in at least one report in 300
are kept: no text.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sayso.link.words import LinkingWords, find_words, load_linking_words

LEAST_SHARE = 1 / 300
DECIMALS = 4


def main(data: Path, out: Path) -> None:
    """Count and write."""
    words = load_linking_words()
    corpora = [list(texts) for texts in _corpora(data)]
    total: Counter[str] = Counter()
    for texts in corpora:
        counts = Counter(term for text in texts for term in _terms(text, words))
        for term, count in counts.items():
            total[term] += count / len(texts) / len(corpora)  # type: ignore[assignment]
    kept = sorted((t, s) for t, s in total.items() if s >= LEAST_SHARE)
    lines = [f"{term}\t{round(share, DECIMALS)}" for term, share in kept]
    head = "# word without ending, share of news reports it stands in; see training/linking/count_words.py"
    out.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    print(f"{len(kept)} words from {sum(map(len, corpora))} reports")


def _terms(text: str, words: LinkingWords) -> set[str]:
    return {word.term for word in find_words(text, words)}


def _corpora(data: Path) -> Iterator[Iterator[str]]:
    yield (path.read_text("utf-8") for path in sorted(data.glob("attribution/train/**/*.txt")))
    files = ("events/muc4_train", "linking/gvc", "linking/gva_news", "linking/ecbplus")
    for name in files:
        lines = (data / f"{name}.jsonl").read_text("utf-8").splitlines()
        yield (_text(json.loads(line)) for line in lines if line.strip())


def _text(row: dict[str, str]) -> str:
    return row.get("text") or row.get("doctext") or ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
