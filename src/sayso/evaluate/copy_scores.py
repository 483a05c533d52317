"""How well copies are found: articles, five kinds of copies made of each, and which pairs are reported.

Comes in: a folder of articles, paragraphs apart. Goes out: a tally for each original. The kinds are those of the
reference scorer: `light` (new headline, a tenth of the paragraphs dropped), `e30` (paragraphs dropped and swapped, 5 %
of words edited, own tail), `abridged` (first 40 %), `wordy15` (15 % of words edited), `wrapped` (half of it, then half
of another). A pair is right if the two share an original; originals that reprint each other count as wrong here.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.evaluate.tallies import Measures, Tally, share
from sayso.incident_model import Copy
from sayso.link.copies import find_copies
from sayso.model import Document

KINDS = ("light", "e30", "abridged", "wordy15", "wrapped")
LEAST_PARAGRAPHS = 7


@dataclass(frozen=True)
class Made:
    """A document that is an original or was made from some."""

    document: Document
    kind: str
    roots: frozenset[str]


def copy_measures(total: Tally) -> Measures:
    """Recall of each kind, and precision over all reported pairs."""
    recalls = {f"recall of {kind}": share(total, f"{kind}.hit", f"{kind}.gold") for kind in KINDS}
    return {**recalls, "precision": share(total, "pair.hit", "pair.found")}


def tally_copies(folder: Path, limit: int | None = None, seed: int = 13) -> list[Tally]:
    """Make copies, find them, and count; a tally for each original."""
    made = make_copies(folder, limit, seed)
    found = find_copies(m.document for m in made)
    return count_copies(made, found)


def count_copies(made: Sequence[Made], found: Sequence[Copy]) -> list[Tally]:
    """Count reported pairs against those that were made."""
    roots = {m.document.id: m.roots for m in made}
    pairs = {frozenset((copy.document, copy.of)) for copy in found}
    tallies: dict[str, Tally] = defaultdict(Counter)
    for pair in pairs:
        one, other = sorted(pair)
        tally = tallies[min(roots[one])]
        tally["pair.found"] += 1
        tally["pair.hit"] += bool(roots[one] & roots[other])
    for m in made:
        if m.kind == "original":
            tallies[m.document.id]["items"] += 1
        else:
            original = m.document.id.split("#")[0]
            tallies[original][f"{m.kind}.gold"] += 1
            tallies[original][f"{m.kind}.hit"] += frozenset((m.document.id, original)) in pairs
    return list(tallies.values())


def make_copies(folder: Path, limit: int | None = None, seed: int = 13) -> list[Made]:
    """The articles of a folder, and five copies of each that has seven paragraphs or more."""
    dice = random.Random(seed)  # noqa: S311 - test data, no secret
    articles = {
        path.stem: [p for p in re.split(r"\n\s*\n", path.read_text("utf-8")) if p.strip()]
        for path in sorted(folder.glob("*.txt"))[:limit]
    }
    vocabulary = [
        word for paragraphs in articles.values() for p in paragraphs for word in p.split()
    ]
    made = [_made(name, paragraphs, "original", {name}) for name, paragraphs in articles.items()]
    for name, paragraphs in articles.items():
        if len(paragraphs) >= LEAST_PARAGRAPHS:
            other = dice.choice([n for n in articles if n != name])
            made += _copies_of(name, paragraphs[1:], other, articles[other][1:], vocabulary, dice)
    return made


def _copies_of(
    name: str,
    body: list[str],
    other: str,
    other_body: list[str],
    vocabulary: list[str],
    dice: random.Random,
) -> list[Made]:
    headline = " ".join(dice.choices(vocabulary, k=9))
    gone = set(dice.sample(range(len(body)), max(1, len(body) // 10)))
    half = max(2, len(body) // 2)
    moved = [p for p in body if dice.random() > 0.15] or list(body)
    for i in range(len(moved) - 1):
        if dice.random() < 0.15:
            moved[i], moved[i + 1] = moved[i + 1], moved[i]
    tail = " ".join(dice.choices(vocabulary, k=40))
    texts = {
        "light": [p for n, p in enumerate(body) if n not in gone],
        "e30": [*(_edited(p, 0.05, vocabulary, dice) for p in moved), tail],
        "abridged": body[: max(2, int(len(body) * 0.4))],
        "wordy15": [_edited(p, 0.15, vocabulary, dice) for p in body],
        "wrapped": [*body[:half], *other_body[:half]],
    }
    return [
        _made(
            f"{name}#{kind}",
            [headline, *text],
            kind,
            {name, other} if kind == "wrapped" else {name},
        )
        for kind, text in texts.items()
    ]


def _made(name: str, paragraphs: list[str], kind: str, roots: set[str]) -> Made:
    document = Document(id=name, source_id=name, text="\n\n".join(paragraphs))
    return Made(document, kind, frozenset(roots))


def _edited(text: str, rate: float, vocabulary: list[str], dice: random.Random) -> str:
    """A third of the edits drop a word, a third replace one, a third put one in."""
    kept: list[str] = []
    for word in text.split():
        edit = dice.random()
        if edit >= rate:
            kept.append(word)
        elif edit >= 2 * rate / 3:
            kept += [word, dice.choice(vocabulary)]
        elif edit >= rate / 3:
            kept.append(dice.choice(vocabulary))
    return " ".join(kept)
