"""Examples for the act network: texts with marked cues → windows of word pieces, labels, and the words around.

Comes in: labelled sentences, texts with marked acts, running news. Goes out: for each window with a cue its pieces and
those of the window before, the act and stance of each cue where they are known, and for the teacher each cue's text.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.config import Settings
from sayso.evaluate.act_rows import read_act_rows
from sayso.evaluate.sentence_rows import read_sentences
from sayso.extract.attribution.act_branch import mark_windows
from sayso.extract.attribution.tagger import cut_reading, load_tagger
from sayso.extract.attribution.windows import Window
from sayso.extract.grammar.trees import head_of, read_tree
from sayso.flow import load_pipeline, read_documents
from sayso.model import Act, Document, Stance
from sayso.nlp.readings import load_parser, read_parses
from sayso.text import digest_of


@dataclass(frozen=True)
class Cue:
    """A cue in a text: characters, and its act and stance where somebody labelled them."""

    start: int
    end: int
    act: Act | None = None
    stance: Stance | None = None


@dataclass(frozen=True)
class ActExample:
    """A window: marks, the place of each cue's head, the cues themselves, their text, and what was marked."""

    lot: str
    text: str
    marks: NDArray[np.int64]
    places: tuple[int, ...]
    cues: tuple[Cue, ...]
    windows: tuple[Window, ...]  # the one before, if there is one, and the window itself
    # What the teacher says: (cues, acts) and (cues, stances).
    soft_acts: NDArray[np.float16] | None = field(default=None)
    soft_stances: NDArray[np.float16] | None = field(default=None)


def load_file(path: Path, kept: Path) -> list[ActExample]:
    """The examples of one file of rows, read once."""
    file = kept / f"{path.stem}-{digest_of('', path.read_text('utf-8'))[:10]}.pkl"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(list(make_examples(path.stem, list(read_rows(path))))))
    found: list[ActExample] = pickle.loads(file.read_bytes())
    return found


def read_rows(path: Path) -> Iterator[tuple[str, list[Cue]]]:
    """Texts and their cues; of a cue in several pieces the first."""
    if path.suffix == ".yaml":
        for sentence in read_sentences(path):
            yield (
                sentence.text,
                [Cue(*a.cue[0], a.act, a.stance) for a in sentence.attributions if a.cue],
            )
    else:
        for text, marks in read_act_rows(path):
            yield text, [Cue(m.start, m.end, m.act, m.stance) for m in marks]


def make_examples(lot: str, rows: Sequence[tuple[str, list[Cue]]]) -> Iterator[ActExample]:
    """The windows of labelled texts, each text a report of its own."""
    parser, pieces = load_parser(), load_tagger("balanced").pieces
    documents = [
        Document(id="d" + digest_of("", text), source_id=lot, text=text, language="en")
        for text, _ in rows
    ]
    for (text, cues), reading in zip(rows, read_parses(parser, documents), strict=True):
        tree = read_tree(reading)
        tokens = []
        for cue in cues:
            inside = [
                t for t in range(len(tree)) if tree.starts[t] < cue.end and tree.ends[t] > cue.start
            ]
            tokens.append((head_of(tree, inside), inside) if inside else (-1, []))
        yield from _mark_all(lot, text, list(cut_reading(reading, pieces)), cues, tokens)


def _mark_all(
    lot: str,
    text: str,
    windows: Sequence[Window],
    cues: Sequence[Cue],
    tokens: Sequence[tuple[int, Sequence[int]]],
) -> Iterator[ActExample]:
    for marked in mark_windows(windows, tokens):
        yield ActExample(
            lot=lot,
            text=text,
            marks=marked.marks,
            places=tuple(place for _, place in marked.places),
            cues=tuple(cues[number] for number, _ in marked.places),
            windows=tuple(windows[max(0, marked.number - 1) : marked.number + 1]),
        )


def load_news(data: Path, kept: Path, most: int) -> list[ActExample]:
    """Windows of running news with the cues that sayso finds in them, none labelled."""
    file = kept / f"news-{most}.pkl"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(list(make_news(read_texts(data)[:most]))))
    found: list[ActExample] = pickle.loads(file.read_bytes())
    return found


def read_texts(data: Path) -> list[str]:
    """Articles of PolNeAR's training part and messages of MUC-4's, in turns."""
    articles = sorted((data / "attribution/train/text").glob("*.txt"))
    lines = (data / "events/muc4_train.jsonl").read_text("utf-8").splitlines()
    texts = []
    for article, line in zip(articles, lines, strict=False):
        texts += [article.read_text("utf-8"), json.loads(line)["text"]]
    return texts


class Recorder:
    """Stands where the reader of acts stands, and writes down the cues of a report."""

    def __init__(self) -> None:
        self.found: list[ActExample] = []

    def __call__(self, tree, drafts, windows) -> None:
        cued = [d for d in drafts if d.cue and d.act != "asks"]
        cues = [Cue(tree.starts[d.cue[0][0]], tree.ends[d.cue[0][1] - 1]) for d in cued]
        tokens = [(d.head, [t for start, end in d.cue for t in range(start, end)]) for d in cued]
        self.found = list(_mark_all("news", "", [w.window for w in windows], cues, tokens))


def make_news(texts: Sequence[str]) -> Iterator[ActExample]:
    """The windows of reports, their cues those that sayso finds."""
    recorder = Recorder()
    pipeline = load_pipeline(Settings(attribution="fast"))
    pipeline = replace(pipeline, tagger=load_tagger("balanced"), acts=recorder)
    for text in texts:
        document = Document(id="d" + digest_of("", text), source_id="n", text=text, language="en")
        recorder.found = []
        [report] = read_documents(pipeline, [document])
        for example in recorder.found:
            yield replace(example, text=report.document.text)
