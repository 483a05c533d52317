"""Training examples for the event tagger: labelled sentences → the word pieces of each sentence, with labels.

Comes in: rows of labelled sentences. Goes out: for each sentence of a row its pieces and the window that they stand in,
and for each word its type and status. Every row is seen alone, among others (in a made-up report
of a few rows) and in a paragraph with one or two others, as the trunk sees what stands around a sentence. So are the
parts of it that can stand alone: what learned from long sentences alone sees nothing in short ones.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from crops import make_crops
from numpy.typing import NDArray

from sayso.evaluate.event_rows import EventSentence, GoldEvent, read_event_sentences
from sayso.extract.attribution.tagger import cut_reading, load_tagger
from sayso.extract.attribution.windows import Window, WordPieces
from sayso.extract.events.event_tagger import cut_sentences
from sayso.extract.events.event_weights import STATUSES, TYPES
from sayso.extract.grammar.trees import Tree, head_of, read_tree
from sayso.model import Document
from sayso.nlp.readings import Parser, load_parser, read_parses
from sayso.text import digest_of

# What is not scored: a piece that does not begin a word, or a word that is not the head of its trigger.
UNKNOWN = -100
# Rows of one made-up report, and how many ways of putting rows together are made.
ROWS_TOGETHER = 5
WAYS = 1
# To be changed with what examples are made of: those kept from before are then made anew.
MADE = "alone, together, in paragraphs, in parts, with their windows"
# Rows of one made-up paragraph.
ROWS_IN_PARAGRAPH = (1, 2, 3)


@dataclass(frozen=True)
class Example:
    """A sentence of a row: its pieces with their labels, the row that it belongs to."""

    row: str
    ids: NDArray[np.int64]
    features: NDArray[np.int64]
    types: NDArray[np.int64]
    statuses: NDArray[np.int64]
    chars: NDArray[np.int64]  # where each piece's word begins in the row's text
    # The window that the sentence was cut from, at which piece: one object for all sentences of a window.
    window: Window
    start: int
    # What the teacher says: shares of types and of statuses, and of whether the sentence tells an event.
    soft_types: NDArray[np.float16] | None = None
    soft_statuses: NDArray[np.float16] | None = None
    soft_told: float | None = None
    # Of which pieces its word counts, where no label tells it.
    known: NDArray[np.bool_] | None = None

    def taught_pieces(self) -> NDArray[np.bool_]:
        """The pieces of which the teacher's word counts."""
        return self.types != UNKNOWN if self.known is None else self.known


def load_examples(paths: Sequence[Path], kept: Path, seed: int = 1) -> list[Example]:
    """The examples of all files; those of a file that was read before are taken from `kept`."""
    return [example for path in paths for example in _load_file(path, kept, seed)]


def _load_file(path: Path, kept: Path, seed: int) -> list[Example]:
    digest = hashlib.sha256(path.read_bytes() + MADE.encode())
    kept = kept / f"{path.stem}-{digest.hexdigest()[:12]}.pkl"
    if not kept.exists():
        examples = list(make_examples(read_event_sentences(path), seed))
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(examples))
        part.rename(kept)
    found: list[Example] = pickle.loads(kept.read_bytes())
    return found


def make_examples(
    sentences: Sequence[EventSentence], seed: int, ways: int = WAYS
) -> Iterator[Example]:
    """Every row alone, then in `ways` ways among others, in paragraphs, and its parts."""
    parser, pieces = load_parser(), load_tagger("balanced").pieces
    yield from _examples_of([[s] for s in sentences], pieces, parser)
    for way in range(ways):
        order = list(sentences)
        random.Random(seed * 100 + way).shuffle(order)
        groups = [order[i : i + ROWS_TOGETHER] for i in range(0, len(order), ROWS_TOGETHER)]
        yield from _examples_of(groups, pieces, parser)
    rng = random.Random(seed)
    crops = _crop_all(sentences, parser, rng)
    yield from _examples_of([[s] for s in crops], pieces, parser)
    mixed = [*sentences, *crops]
    rng.shuffle(mixed)
    yield from _examples_of(list(_paragraphs(mixed, rng)), pieces, parser, between=" ")


def _crop_all(
    sentences: Sequence[EventSentence], parser: Parser, rng: random.Random
) -> list[EventSentence]:
    readings = read_parses(parser, [s.document for s in sentences])
    return [
        crop
        for sentence, reading in zip(sentences, readings, strict=True)
        for crop in make_crops(sentence, reading, rng)
    ]


def _paragraphs(
    sentences: Sequence[EventSentence], rng: random.Random
) -> Iterator[Sequence[EventSentence]]:
    at = 0
    while at < len(sentences):
        size = rng.choice(ROWS_IN_PARAGRAPH)
        yield sentences[at : at + size]
        at += size


def _examples_of(
    groups: Sequence[Sequence[EventSentence]],
    pieces: WordPieces,
    parser: Parser,
    between: str = "\n\n",
) -> Iterator[Example]:
    documents = [join_rows(group, between) for group in groups]
    for group, reading in zip(groups, read_parses(parser, documents), strict=True):
        tree = read_tree(reading)
        labels, rows = _labels(group, tree, len(between))
        yield from _cut_examples(list(cut_reading(reading, pieces)), tree, labels, rows)


def _cut_examples(
    windows: Sequence[Window],
    tree: Tree,
    labels: dict[int, tuple[int, int]],
    rows: Sequence[tuple[str, int]],
) -> Iterator[Example]:
    for number, start, end in cut_sentences(windows, tree):
        window = windows[number]
        tokens = window.tokens[start:end]
        is_first = np.isin(np.arange(start, end), window.firsts)
        types, statuses = np.full(end - start, UNKNOWN), np.full(end - start, UNKNOWN)
        for k in np.nonzero(is_first)[0]:
            types[k], statuses[k] = labels.get(int(tokens[k]), (0, UNKNOWN))
        row, offset = rows[bisect_row(rows, tree.starts[int(tokens[is_first][0])])]
        yield Example(
            row=row,
            ids=window.ids[start:end],
            features=window.features[start:end],
            types=types,
            statuses=statuses,
            chars=np.array([tree.starts[t] - offset if t >= 0 else -1 for t in tokens]),
            window=window,
            start=start,
        )


def group_by_window(examples: Sequence[Example]) -> list[list[Example]]:
    """The sentences of each window together."""
    windows: dict[int, list[Example]] = {}
    for e in examples:
        windows.setdefault(id(e.window), []).append(e)
    return list(windows.values())


def load_news(data: Path, kept: Path) -> list[Example]:
    """Sentences of running news without labels: what the teacher reads to the branch."""
    kept = kept / "news.pkl"
    if not kept.exists():
        examples = list(make_news(read_news(data)))
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(examples))
        part.rename(kept)
    found: list[Example] = pickle.loads(kept.read_bytes())
    return found


# Development sets whose texts alone are read, and how many of each at most.
NEWS = {
    "events/muc4_train": 1300,
    "geotime/geo_gwn": 100,
    "geotime/geo_trnews": 100,
    "geotime/geo_geovirus": 120,
    "geotime/geo_lgl": 120,
    "geotime/time_wikiwars": 20,
    "linking/gva_news": 200,
    "linking/ecbplus": 150,
}


def read_news(data: Path) -> list[str]:
    """PolNeAR's training part and some texts of other development sets, without their annotations."""
    texts = [p.read_text("utf-8") for p in sorted((data / "attribution/train/text").glob("*.txt"))]
    for name, most in NEWS.items():
        lines = (data / f"{name}.jsonl").read_text("utf-8").splitlines()[:most]
        texts += [json.loads(line)["text"] for line in lines]
    return texts


def make_news(texts: Sequence[str]) -> Iterator[Example]:
    """The sentences of texts, no word of them labelled."""
    pieces, parser = load_tagger("balanced").pieces, load_parser()
    for text in texts:
        document = Document(id="d" + digest_of("", text), source_id="s", text=text, language="en")
        [reading] = read_parses(parser, [document])
        windows = list(cut_reading(reading, pieces))
        yield from _cut_examples(windows, read_tree(reading), {}, [(document.id, 0)])


def bisect_row(rows: Sequence[tuple[str, int]], at: int) -> int:
    """Which row a position of a made-up report lies in."""
    return max(n for n, (_, offset) in enumerate(rows) if offset <= at)


def join_rows(group: Sequence[EventSentence], between: str) -> Document:
    text = between.join(s.text for s in group)
    return Document(id="d" + digest_of("", text), source_id=group[0].id, text=text, language="en")


def _labels(
    group: Sequence[EventSentence], tree: Tree, between: int
) -> tuple[dict[int, tuple[int, int]], list[tuple[str, int]]]:
    """Type and status of each trigger's head; the other words of its phrase are not scored."""
    labels: dict[int, tuple[int, int]] = {}
    rows, offset = [], 0
    for sentence in group:
        rows.append((sentence.id, offset))
        for event in sentence.events:
            start, end = (place + offset for place in event.trigger)
            tokens = [t for t in range(len(tree)) if tree.starts[t] < end and tree.ends[t] > start]
            if not tokens:
                continue
            head = head_of(tree, tokens)
            labels |= {t: (UNKNOWN, UNKNOWN) for t in tokens if t != head and t not in labels}
            labels[head] = TYPES.index(event.type) + 1, _status(sentence, event)
        offset += len(sentence.text) + between
    return labels, rows


def _status(sentence: EventSentence, event: GoldEvent) -> int:
    """What only the date of publication tells, the words do not show."""
    if sentence.document.published is not None and event.status == "historical":
        return UNKNOWN
    return STATUSES.index(event.status)
