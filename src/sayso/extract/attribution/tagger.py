"""The learned attribution tagger: the network as three ONNX graphs, run on windows (training/attribution/).

Comes in: a report's tokens. Goes out: the outermost attributions, in tokens. `trunk` reads a window once and scores
each piece as source, cue or content; `branch` goes on from its middle for one cue and says what belongs to it (setting
"accurate"); `pointer` says from the trunk's top alone which cue a piece belongs to (setting "balanced").
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sayso.extract.attribution.cue_branches import (
    Answer,
    Candidate,
    Floats,
    Found,
    Ints,
    Thresholds,
    find_candidates,
    find_likely_cues,
    own_words,
    point_answers,
    weigh,
)
from sayso.extract.attribution.cue_verdicts import (
    VerdictWeights,
    judge_cues,
    load_verdict_weights,
)
from sayso.extract.attribution.graphs import load_graph
from sayso.extract.attribution.labelling import (
    LabelWeights,
    label_candidates,
    load_label_weights,
)
from sayso.extract.attribution.windows import Window, WordPieces, cut_windows
from sayso.extract.grammar.trees import Stretch, Tree, read_tree
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.readings import Reading

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Pieces of a window: two or three paragraphs of a report. Longer ones cost more for each piece.
WINDOW = 128

Setting = Literal["balanced", "accurate"]
# The number of a window → what the pointer's graph says of it, whichever cues are asked about.
Pointed = dict[int, "list[Floats]"]


class TaggingFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/tagging.yaml."""

    limits: dict[Setting, Thresholds]
    grave: tuple[str, ...]
    wordless: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class Tagger:
    """The graphs, loaded once, and the thresholds of the setting."""

    pieces: WordPieces
    trunk: InferenceSession
    second: InferenceSession
    labels: LabelWeights
    verdicts: VerdictWeights | None  # in the accurate setting the branch says what is a cue
    setting: Setting
    limits: Thresholds
    grave: frozenset[str]
    wordless: frozenset[str]
    bodies: frozenset[str]
    digest: str


def load_tagger(setting: Setting, folder: Path | None = None) -> Tagger:
    """Load the graphs of a setting (about a tenth of a second)."""
    from tokenizers import Tokenizer

    folder = folder or Path(str(files("sayso") / "weights" / "attribution"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    file = read_lexicon("tagging", TaggingFile)
    second = "branch" if setting == "accurate" else "pointer"
    labels = folder / f"labels-{setting}.npz"
    verdicts = folder / f"verdicts-{setting}.npz"
    graphs = [folder / "trunk.onnx", folder / f"{second}.onnx"]
    has_verdicts = setting == "balanced"
    return Tagger(
        pieces=WordPieces(tokenizer),
        trunk=load_graph(folder / "trunk.onnx"),
        second=load_graph(folder / f"{second}.onnx"),
        labels=load_label_weights(labels),
        verdicts=load_verdict_weights(verdicts) if has_verdicts else None,
        setting=setting,
        limits=file.limits[setting],
        grave=frozenset(file.grave),
        wordless=frozenset(file.wordless),
        bodies=frozenset(file.bodies),
        digest=digest_files(*graphs, labels, *([verdicts] if has_verdicts else [])),
    )


def digest_files(*paths: Path) -> str:
    """One digest of the weights in use: a reading made with others is another reading."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def encode_windows(
    tagger: Tagger, tree: Tree, text: str, paragraphs: Sequence[Stretch]
) -> list[Scored]:
    """The windows of a report with the trunk's states and scores; paragraphs are given in characters."""
    windows = cut_windows(tree, text, paragraphs, tagger.pieces, WINDOW)
    return [_run_trunk(tagger, window) for window in windows]


def read_windows(reading: Reading, tagger: Tagger) -> list[Scored]:
    """The windows of a reading; what stands in boilerplate is left out."""
    return [_run_trunk(tagger, window) for window in cut_reading(reading, tagger.pieces)]


def cut_reading(reading: Reading, pieces: WordPieces) -> Iterator[Window]:
    """The same windows before anything has read them."""
    return cut_windows(read_tree(reading), reading.text, read_paragraphs(reading), pieces, WINDOW)


def read_paragraphs(reading: Reading) -> list[Stretch]:
    """The paragraphs without the boilerplate, caption or byline that one may begin or end with, in characters."""
    bounds: dict[int, Stretch] = {}
    starts = [start for start, _ in reading.paragraphs]
    for sentence in reading.sentences:
        paragraph = bisect_right(starts, sentence.start_char)
        start, _ = bounds.get(paragraph, (sentence.start_char, 0))
        bounds[paragraph] = (start, sentence.end_char)
    return list(bounds.values())


def tag_attributions(tagger: Tagger, tree: Tree, scored: Sequence[Scored]) -> list[Found]:
    """The outermost attributions of a report, in text order; the tree is as the parser gave it.

    "Moscow denied that its jets hit the clinic." → cue (1,), source (0,), content (2, 3, 4, 5, 6, 7)
    """
    asked = list(find_asked(tagger, scored))
    pointed: Pointed = {}
    answers = answer_candidates(tagger, scored, asked, pointed)
    verdicts = _judge(tagger, tree, scored, asked, answers)
    taken = [n for n, verdict in enumerate(verdicts) if verdict >= tagger.limits.cue]
    asked, verdicts = [asked[n] for n in taken], [verdicts[n] for n in taken]
    answers = [answers[n] for n in taken]
    if (
        tagger.setting == "balanced"
    ):  # words that pointed to what is no cue may point to one that is
        answers = answer_candidates(tagger, scored, asked, pointed)
    candidates = [c for _, c in asked]
    labels = label_candidates(
        tree, candidates, [scored[n].tags for n, _ in asked], answers, tagger.labels
    )
    found = own_words(candidates, answers, verdicts, labels, tagger.limits)
    return sorted(found, key=lambda f: f.cue)


def _judge(
    tagger: Tagger,
    tree: Tree,
    scored: Sequence[Scored],
    asked: Sequence[tuple[int, Candidate]],
    answers: Sequence[Answer],
) -> list[float]:
    """How surely each candidate is a cue."""
    candidates = [candidate for _, candidate in asked]
    if tagger.verdicts is None:
        pairs = zip(candidates, answers, strict=True)
        return [weigh(candidate, verdict, tagger.limits) for candidate, (_, verdict) in pairs]
    tags = [scored[n].tags for n, _ in asked]
    return judge_cues(tree, candidates, tags, answers, tagger.verdicts)


def answer_candidates(
    tagger: Tagger,
    scored: Sequence[Scored],
    asked: Sequence[tuple[int, Candidate]],
    pointed: Pointed | None = None,
) -> list[Answer]:
    """What the second graph says of each candidate; `pointed` keeps for each window what the pointer's graph says."""
    if tagger.setting == "accurate":
        return _follow(tagger, scored, asked)
    return _point(tagger, scored, asked, {} if pointed is None else pointed)


def find_likely(tagger: Tagger, scored: Sequence[Scored]) -> frozenset[int]:
    """The tokens that the tagger half takes for cues: what the rules find there stands."""
    limits = tagger.limits
    return frozenset(t for s in scored for t in find_likely_cues(s.window, s.tags, limits))


@dataclass(frozen=True)
class Scored:
    """A window with the trunk's scores: tags (pieces, 4), and the states that the second graph starts from."""

    window: Window
    tags: Floats
    middle: Floats
    top: Floats


def _run_trunk(tagger: Tagger, window: Window) -> Scored:
    """One window at a time: nothing is padded, and what is said of a window doesn't hang on its neighbours.

    The runtime finds the scale of its int8 numbers in all that it is given at once.
    """
    inputs = {"ids": window.ids[None], "features": window.features[None]}
    tags, middle, top = tagger.trunk.run(["tags", "middle", "top"], inputs)
    return Scored(window, tags[0], middle[0], top[0])


def find_asked(tagger: Tagger, scored: Sequence[Scored]) -> Iterator[tuple[int, Candidate]]:
    """The candidates of each window, with the window's number."""
    for n, s in enumerate(scored):
        for candidate in find_candidates(s.window, s.tags, tagger.limits):
            yield n, candidate


def _follow(
    tagger: Tagger, scored: Sequence[Scored], asked: Sequence[tuple[int, Candidate]]
) -> list[Answer]:
    """What the branch says of each candidate, one at a time: together they outgrow the cache, and take longer."""
    return [_run_branch(tagger, scored[n].middle[c.start : c.end], c.marked) for n, c in asked]


def _run_branch(tagger: Tagger, middle: Floats, marked: Ints) -> Answer:
    marks = np.zeros((1, len(middle)), dtype=np.int64)
    marks[0, marked] = 1
    mask = np.ones((1, len(middle)), dtype=np.float32)
    inputs: dict[str, Any] = {"middle": middle[None], "marks": marks, "mask": mask}
    [roles], [verdict] = tagger.second.run(["roles", "verdicts"], inputs)
    return roles, float(verdict)


def _point(
    tagger: Tagger,
    scored: Sequence[Scored],
    asked: Sequence[tuple[int, Candidate]],
    pointed: Pointed,
) -> list[Answer]:
    """What the pointer says of each candidate, window by window."""
    answers: list[Answer] = []
    for n, of_window in groupby(asked, key=lambda a: a[0]):
        candidates = [candidate for _, candidate in of_window]
        top = scored[n].top
        if n not in pointed:
            pointed[n] = tagger.second.run(["asks", "cues", "nothing"], {"top": top[None]})
        asks, cues, nothing = pointed[n]
        keys = np.vstack([cues[0, [int(c.cue.min()) for c in candidates]], nothing[None]])
        weights = np.exp((asks[0] @ keys.T) / np.sqrt(top.shape[-1]))
        pointers = weights / weights.sum(-1, keepdims=True)
        answers += point_answers(candidates, scored[n].tags, pointers)
    return answers
