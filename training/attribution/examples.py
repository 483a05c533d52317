"""Training examples from annotated articles: windows, the role of each token, and each attribution's own tokens.

Comes in: a folder of PolNeAR (text/, attributions/) or labelled sentences. Goes out: examples, kept in a file beside so
that they are parsed once.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.evaluate.attribution_scores import GoldArticle, article_document, read_polnear
from sayso.evaluate.sentence_rows import read_sentences
from sayso.extract.attribution.windows import Window, WordPieces, cut_windows
from sayso.extract.grammar.trees import Tree, read_tree
from sayso.nlp.readings import load_parser, read_parses

NONE, SOURCE, CUE, CONTENT = range(4)
# What is not scored, nor known: a piece that does not begin a token.
UNKNOWN = -100
_ROLES = {"source": SOURCE, "content": CONTENT, "cue": CUE}


@dataclass(frozen=True)
class Gold:
    """One attribution in places of a window's pieces: those that begin a token."""

    cue: NDArray[np.int64]
    owned: dict[int, NDArray[np.int64]]  # SOURCE, CUE, CONTENT → places


@dataclass(frozen=True)
class Example:
    window: Window
    tags: NDArray[np.int64]  # (pieces,)
    golds: tuple[Gold, ...]


@dataclass(frozen=True)
class Article:
    """An article cut into examples, with what is needed to write predictions down as character spans."""

    gold: GoldArticle
    text: str
    tree: Tree
    examples: tuple[Example, ...]


def load_articles(folder: Path, kept: Path, tokenizer: Tokenizer, size: int) -> list[Article]:
    """The articles of a PolNeAR split, from the kept file if it is there."""
    if not kept.exists():
        articles = list(make_articles(read_polnear(folder), tokenizer, size))
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(articles))
        part.rename(kept)
    found: list[Article] = pickle.loads(kept.read_bytes())
    return found


def make_articles(
    golds: Sequence[GoldArticle], tokenizer: Tokenizer, size: int
) -> Iterator[Article]:
    """Parse articles and cut them into examples."""
    pieces = WordPieces(tokenizer)
    readings = read_parses(load_parser(), (article_document(gold) for gold in golds))
    for gold, reading in zip(golds, readings, strict=True):
        tree = read_tree(reading)
        windows = cut_windows(tree, reading.text, reading.paragraphs, pieces, size)
        tokens = [_token_roles(tree, roles) for roles in gold.attributions]
        examples = tuple(_make_example(window, tokens) for window in windows)
        yield Article(gold, reading.text, tree, examples)


def read_own_sentences(paths: Iterable[Path]) -> list[GoldArticle]:
    """Our own labelled sentences as articles of one row each: the outermost attributions alone, as in PolNeAR."""
    return [
        GoldArticle(
            sentence.id,
            sentence.text,
            [
                {"source": a.source, "cue": a.cue, "content": a.content}
                for a in sentence.attributions
                if a.inside is None
            ],
        )
        for path in paths
        for sentence in read_sentences(path)
    ]


def _token_roles(tree: Tree, roles: dict[str, list[tuple[int, int]]]) -> dict[int, set[int]]:
    """The tokens that each role's spans touch."""
    starts, ends = np.array(tree.starts), np.array(tree.ends)
    return {
        number: {
            int(t)
            for start, end in roles[name]
            for t in np.nonzero((starts < end) & (ends > start))[0]
        }
        for name, number in _ROLES.items()
    }


def _make_example(window: Window, attributions: Iterable[dict[int, set[int]]]) -> Example:
    tags = np.full(len(window.ids), UNKNOWN, dtype=np.int64)
    tags[window.firsts] = NONE
    places = {int(window.tokens[p]): int(p) for p in window.firsts}
    golds = []
    for roles in attributions:
        owned = {
            role: np.array(sorted(places[t] for t in tokens if t in places), dtype=np.int64)
            for role, tokens in roles.items()
        }
        for role in (SOURCE, CONTENT, CUE):
            tags[owned[role]] = role
        if len(owned[CUE]):
            golds.append(Gold(owned[CUE], owned))
    return Example(window, tags, tuple(golds))
