"""Training examples for who did it and to whom: labelled sentences → pieces, triggers, and the heads of both roles.

Comes in: rows of labelled sentences. Goes out: one example for each sentence that has a trigger: its pieces, the window
that it was cut from, and for each trigger its place, type, and which words head a phrase that fills a role. Rows that
nobody labelled with who and whom give examples without labels, for the teacher to read.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from event_examples import bisect_row, join_rows
from numpy.typing import NDArray

from sayso.evaluate.event_rows import EventSentence, GoldEvent, read_event_sentences
from sayso.extract.attribution.tagger import cut_reading, load_tagger
from sayso.extract.attribution.windows import Window, WordPieces
from sayso.extract.events.event_tagger import cut_sentences
from sayso.extract.events.event_weights import TYPES
from sayso.extract.grammar.trees import Tree, head_of, read_tree
from sayso.nlp.readings import Parser, load_parser, read_parses

# Rows of one made-up report.
ROWS_TOGETHER = 5


@dataclass(frozen=True)
class RoleExample:
    """A sentence with triggers; `roles` is (triggers, pieces, 2): actor, recipient; None where nobody labelled them."""

    row: str
    ids: NDArray[np.int64]
    firsts: NDArray[np.bool_]
    chars: NDArray[np.int64]  # where each piece's word begins in the row's text
    window: Window
    start: int
    places: NDArray[np.int64]
    types: NDArray[np.int64]
    roles: NDArray[np.float16] | None
    # The share of gold phrases that stand in another sentence: no example can show them.
    outside: int = 0
    taught: NDArray[np.float16] | None = None


def load_role_examples(paths: Sequence[Path], kept: Path) -> list[RoleExample]:
    """The examples of all files; those of a file that was read before are taken from `kept`."""
    return [example for path in paths for example in _load_file(path, kept)]


def _load_file(path: Path, kept: Path) -> list[RoleExample]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    kept = kept / f"roles-{path.stem}-{digest}.pkl"
    if not kept.exists():
        examples = list(make_role_examples(read_event_sentences(path)))
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(examples))
        part.rename(kept)
    found: list[RoleExample] = pickle.loads(kept.read_bytes())
    return found


def make_role_examples(sentences: Sequence[EventSentence]) -> Iterator[RoleExample]:
    """Every row alone, then a few together, as the trunk sees what stands around a sentence."""
    parser, pieces = load_parser(), load_tagger("balanced").pieces
    yield from _examples_of([[s] for s in sentences], pieces, parser)
    groups = [sentences[i : i + ROWS_TOGETHER] for i in range(0, len(sentences), ROWS_TOGETHER)]
    yield from _examples_of(groups, pieces, parser)


def _examples_of(
    groups: Sequence[Sequence[EventSentence]], pieces: WordPieces, parser: Parser
) -> Iterator[RoleExample]:
    documents = [join_rows(group, "\n\n") for group in groups]
    for group, reading in zip(groups, read_parses(parser, documents), strict=True):
        tree = read_tree(reading)
        rows, offset = [], 0
        events: dict[int, GoldEvent] = {}
        offsets: dict[int, int] = {}
        for sentence in group:
            rows.append((sentence.id, offset))
            for event in sentence.events:
                head = _head(tree, event.trigger, offset)
                if head is not None:
                    events[head], offsets[head] = event, offset
            offset += len(sentence.text) + len("\n\n")
        windows = list(cut_reading(reading, pieces))
        for number, start, end in cut_sentences(windows, tree):
            window = windows[number]
            tokens = window.tokens[start:end]
            firsts = np.isin(np.arange(start, end), window.firsts)
            place_of = {int(tokens[k]): int(k) for k in np.flatnonzero(firsts)}
            triggers = [t for t in place_of if t in events]
            if not triggers:
                continue
            row, at = rows[bisect_row(rows, tree.starts[int(tokens[firsts][0])])]
            labelled = all(events[t].actors is not None for t in triggers)
            roles = np.zeros((len(triggers), end - start, 2), np.float16)
            outside = 0
            for n, t in enumerate(triggers):
                for k, spans in enumerate((events[t].actors, events[t].recipients)):
                    for span in spans or ():
                        head = _head(tree, span, offsets[t])
                        if head in place_of:
                            roles[n, place_of[head], k] = 1
                        else:
                            outside += 1
            yield RoleExample(
                row=row,
                ids=window.ids[start:end],
                firsts=firsts,
                chars=np.array([tree.starts[t] - at if t >= 0 else -1 for t in tokens]),
                window=window,
                start=start,
                places=np.array([place_of[t] for t in triggers]),
                types=np.array([TYPES.index(events[t].type) + 1 for t in triggers]),
                roles=roles if labelled else None,
                outside=outside,
            )


def _head(tree: Tree, span: tuple[int, int], offset: int) -> int | None:
    start, end = span[0] + offset, span[1] + offset
    tokens = [t for t in range(len(tree)) if tree.starts[t] < end and tree.ends[t] > start]
    return head_of(tree, tokens) if tokens else None
