"""Learn what the parse says of labels: PolNeAR's training part → src/sayso/weights/attribution/labels-SETTING.npz.

    python training/attribution/fit_labels.py ../shared/data/attribution balanced [KEPT]

Comes in: the candidates for cues that the shipped graphs find in annotated articles, what the graphs say of the tokens
around them, the signs of the parse (extract/attribution/label_signs.py). A candidate whose tokens an annotated cue
shares has that attribution's labels; others teach nothing here. So do the development parts of our own sentences. A
linear chain (Lafferty et al. 2001) is fitted by its likelihood with a ridge, in batches (Adam), and the weights of the
last two fifths of all steps are averaged. Prints after each round in what share of the development part's candidates
source, cue and content come out to the word. numpy alone; KEPT is a file for the examples: reading takes the longest.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from examples import read_own_sentences
from numpy.typing import NDArray

from sayso.config import Settings
from sayso.evaluate.attribution_scores import GoldArticle, article_document, read_polnear
from sayso.extract.attribution.cue_branches import CONTENT, CUE, LABELS, SOURCE, Candidate
from sayso.extract.attribution.label_signs import (
    BRANCHES,
    Vocabulary,
    cue_token_signs,
    head_of_cue,
    make_vocabulary,
)
from sayso.extract.attribution.labelling import best_labels, network_scores, read_signs
from sayso.extract.attribution.tagger import (
    Tagger,
    answer_candidates,
    find_asked,
    load_tagger,
    read_windows,
)
from sayso.extract.grammar.trees import Tree, read_tree
from sayso.flow import load_pipeline
from sayso.nlp.readings import Reading, read_parses

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "sayso" / "weights" / "attribution"
SENTENCES = ROOT / "tests" / "sentences"
# Words that stand at edges of contents: marks, links, pronouns, helpers.
WORDS = (
    ", . ; : \" “ ” '' `` ' ‘ ’ ( ) [ ] - – — -- ... … ? ! that to and but or as while which who whom where when what"
    " how why whether if after before because since although though on in for of with about at by from against over"
    " into not n't 's the a an of his her their its him them it i we he she they you this so than including like also"
    " there is was be has had would will said"
)
# So many lemmas of cues have weights of their own.
LEMMAS = 249
RIDGE, ROUNDS, RATE, BATCH = 40.0, 5, 0.01, 96
SCORES = 2 * LABELS
# So many times our own sentences are met for once that an article is.
OWN_TIMES = 2
# What weighs less is written as 0.
LEAST = 0.004
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    """A candidate's tokens: the network's scores, the rows of their signs and of their steps', the right labels."""

    scores: NDArray[np.float32]
    tokens: NDArray[np.int32]
    steps: NDArray[np.int32]
    labels: NDArray[np.int8]
    is_word: NDArray[np.bool_]
    lemma: str


@dataclass
class Weights:
    scores: Floats
    tokens: Floats
    steps: Floats
    change: Floats

    def each(self) -> list[Floats]:
        return [self.scores, self.tokens, self.steps, self.change]


def read_chains(
    golds: Sequence[GoldArticle], tagger: Tagger, vocabulary: Vocabulary
) -> Iterator[Chain]:
    """The chains of some articles."""
    pipeline = load_pipeline(Settings(attribution="fast"))
    for start in range(0, len(golds), 32):
        some = golds[start : start + 32]
        documents = [article_document(gold) for gold in some]
        pipeline.parser.meet(documents)
        with pipeline.parser.nlp.memory_zone():
            readings = list(read_parses(pipeline.parser, documents))
            for gold, reading in zip(some, readings, strict=True):
                yield from _article_chains(gold, reading, tagger, vocabulary)


def _article_chains(
    gold: GoldArticle, reading: Reading, tagger: Tagger, vocabulary: Vocabulary
) -> Iterator[Chain]:
    tree, windows = read_tree(reading), read_windows(reading, tagger)
    asked = list(find_asked(tagger, windows))
    answers = answer_candidates(tagger, windows, asked)
    attributions = [_token_labels(tree, roles) for roles in gold.attributions]
    if not asked:
        return
    signs = read_signs(tree, [c for _, c in asked], vocabulary)
    for (n, candidate), (roles, _) in zip(asked, answers, strict=True):
        tokens = candidate.window.tokens[candidate.places]
        labels = _labels_of(candidate, attributions)
        if labels is None:
            continue
        own_tokens, own_steps = cue_token_signs(tree, signs, candidate, vocabulary)
        yield Chain(
            scores=network_scores(candidate, windows[n].tags, roles),
            tokens=np.hstack([signs.tokens[tokens], own_tokens]).astype(np.int32),
            steps=np.hstack([signs.steps[tokens[:-1]], own_steps]).astype(np.int32),
            labels=np.array([labels.get(t, 0) for t in tokens.tolist()], dtype=np.int8),
            is_word=np.array([tree.is_word(t) for t in tokens.tolist()]),
            lemma=tree.lemmas[head_of_cue(tree, candidate)],
        )


def _token_labels(tree: Tree, roles: dict[str, list[tuple[int, int]]]) -> dict[int, int]:
    """Token → label of one attribution; a cue beats a source, and a source a content."""
    starts, ends = np.array(tree.starts), np.array(tree.ends)
    labels: dict[int, int] = {}
    for name, label in (("content", CONTENT), ("source", SOURCE), ("cue", CUE)):
        for start, end in roles[name]:
            labels |= {int(t): label for t in np.nonzero((starts < end) & (ends > start))[0]}
    return labels


def _labels_of(
    candidate: Candidate, attributions: Sequence[dict[int, int]]
) -> dict[int, int] | None:
    """The labels of the attribution whose cue has most tokens of the candidate."""
    cue = candidate.window.tokens[candidate.cue].tolist()
    shared = [sum(labels.get(t) == CUE for t in cue) for labels in attributions]
    return attributions[shared.index(max(shared))] if shared and max(shared) else None


def load_chains(
    gold: Path, tagger: Tagger, vocabulary: Vocabulary, kept: Path | None
) -> tuple[list[Chain], list[Chain]]:
    """The chains of training and development part, from the kept file if it is there."""
    if kept is not None and kept.exists():
        found: tuple[list[Chain], list[Chain]] = pickle.loads(kept.read_bytes())
        return found
    golds = [read_polnear(gold / part) for part in ("train", "dev")]
    both = tuple(list(read_chains(part, tagger, vocabulary)) for part in golds)
    if kept is not None:
        kept.write_bytes(pickle.dumps(both))
    return both[0], both[1]


def with_lemma(chain: Chain, vocabulary: Vocabulary) -> Chain:
    """The last sign of a token with the number of the cue's lemma, which is known only when all were read."""
    tokens = chain.tokens.copy()
    tokens[:, -1] += vocabulary.lemmas.get(chain.lemma, 0) * BRANCHES
    return replace(chain, tokens=tokens)


class Batch:
    """Chains of about one length side by side: places before chains."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        longest, size = max(len(c.labels) for c in chains), len(chains)
        self.size = size
        self.scores = np.zeros((longest, size, SCORES))
        self.tokens = np.zeros((longest, size, chains[0].tokens.shape[1]), np.int64)
        self.steps = np.zeros((longest - 1, size, chains[0].steps.shape[1]), np.int64)
        self.labels = np.zeros((longest, size), np.int64)
        self.inside = np.zeros((longest, size), np.bool_)
        for n, c in enumerate(chains):
            length = len(c.labels)
            self.scores[:length, n], self.tokens[:length, n] = c.scores, c.tokens
            self.steps[: length - 1, n], self.labels[:length, n] = c.steps, c.labels
            self.inside[:length, n] = True

    def potentials(self, weights: Weights) -> tuple[Floats, Floats]:
        """(places, chains, labels) of tokens, (places − 1, chains, from, to) of steps; past its end a chain stays."""
        tokens = self.scores @ weights.scores + weights.tokens[self.tokens].sum(2)
        tokens[~self.inside] = 0
        steps = (weights.steps[self.steps].sum(2) + weights.change).reshape(
            -1, self.size, LABELS, LABELS
        )
        steps[~self.inside[1:]] = np.where(np.eye(LABELS) > 0, 0, -1e4)
        return tokens, steps

    def learn(self, weights: Weights) -> tuple[float, list[Floats]]:
        """How unlikely the right labels are (nats), and its gradient for each part of the weights."""
        tokens, steps = self.potentials(weights)
        ahead, behind = np.zeros_like(tokens), np.zeros_like(tokens)
        ahead[0] = tokens[0]
        for t in range(1, len(tokens)):
            ahead[t] = _log_sum(ahead[t - 1][:, :, None] + steps[t - 1], 1) + tokens[t]
        for t in range(len(tokens) - 2, -1, -1):
            behind[t] = _log_sum(steps[t] + (tokens[t + 1] + behind[t + 1])[:, None], 2)
        whole = _log_sum(ahead[-1], 1)
        shares = np.exp(ahead + behind - whole[None, :, None])
        pairs = ahead[:-1, ..., None] + steps + (tokens[1:] + behind[1:])[:, :, None]
        pairs = np.exp(pairs - whole[None, :, None, None])
        right = np.eye(LABELS)[self.labels]
        right_pairs = right[:-1, ..., None] * right[1:, :, None]
        inside = self.inside[1:]
        loss = (
            whole.sum() - (tokens * right)[self.inside].sum() - (steps * right_pairs)[inside].sum()
        )
        off = (shares - right)[self.inside]
        off_pairs = (pairs - right_pairs)[inside].reshape(-1, LABELS**2)
        return float(loss), [
            self.scores[self.inside].T @ off,
            _spread(self.tokens[self.inside], off, len(weights.tokens)),
            _spread(self.steps[inside], off_pairs, len(weights.steps)),
            off_pairs.sum(0),
        ]


def _log_sum(values: Floats, axis: int) -> Floats:
    most = values.max(axis, keepdims=True)
    total: Floats = (most + np.log(np.exp(values - most).sum(axis, keepdims=True))).squeeze(axis)
    return total


def _spread(rows: Ints, values: Floats, size: int) -> Floats:
    """Each value added to each of its rows."""
    columns = [
        sum(np.bincount(rows[:, k], of_label, minlength=size) for k in range(rows.shape[1]))
        for of_label in values.T
    ]
    return np.stack(columns, 1)


def fit(chains: Sequence[Chain], dev: Sequence[Chain], vocabulary: Vocabulary) -> Weights:
    """Fit the weights; says how they do on the way."""
    weights = Weights(
        scores=np.vstack([np.eye(LABELS) * 0.3] * 2),
        tokens=np.zeros((sum(vocabulary.token_sizes), LABELS)),
        steps=np.zeros((sum(vocabulary.step_sizes), LABELS**2)),
        change=np.where(np.eye(LABELS) > 0, 0.0, -0.5).ravel(),
    )
    mean = Weights(*(np.zeros_like(part) for part in weights.each()))
    drift, spread = ([np.zeros_like(part) for part in weights.each()] for _ in range(2))
    chance, done, averaged = np.random.default_rng(0), 0, 0
    steps = ROUNDS * (len(chains) // BATCH + 1)
    for turn in range(ROUNDS):
        total = 0.0
        for some in _batches(chains, chance):
            batch, done = Batch(some), done + 1
            loss, slopes = batch.learn(weights)
            total += loss
            slopes[1] += RIDGE * weights.tokens * batch.size / len(chains)
            slopes[2] += RIDGE * weights.steps * batch.size / len(chains)
            rate = RATE * (1 - done / (steps + 1))
            for n, (part, slope) in enumerate(zip(weights.each(), slopes, strict=True)):
                slope = slope / batch.size
                drift[n] += 0.1 * (slope - drift[n])
                spread[n] += 0.01 * (slope**2 - spread[n])
                size = np.sqrt(spread[n] / (1 - 0.99**done)) + 1e-3
                part -= rate * drift[n] / (1 - 0.9**done) / size
            if done > 0.6 * steps:
                averaged += 1
                for whole, part in zip(mean.each(), weights.each(), strict=True):
                    whole += (part - whole) / averaged
        row = {"round": turn, "loss": round(total / len(chains), 3)} | score(dev, weights)
        print(json.dumps(row), flush=True)
    print(json.dumps({"averaged": True} | score(dev, mean)), flush=True)
    return mean


def _batches(chains: Sequence[Chain], chance: np.random.Generator) -> Iterator[list[Chain]]:
    lengths = np.array([len(c.labels) for c in chains]) + chance.uniform(-12, 12, len(chains))
    order = np.argsort(lengths)
    lots = [order[n : n + BATCH] for n in range(0, len(order), BATCH)]
    for n in chance.permutation(len(lots)):
        yield [chains[k] for k in lots[n]]


def score(chains: Sequence[Chain], weights: Weights) -> dict[str, float]:
    """In what share of the chains each role comes out to the word."""
    tokens = [c.scores @ weights.scores + weights.tokens[c.tokens].sum(1) for c in chains]
    steps = [weights.steps[c.steps].sum(1) + weights.change for c in chains]
    hits: Counter[str] = Counter()
    for chain, labels in zip(chains, best_labels(tokens, steps), strict=True):
        for name, role in (("source", SOURCE), ("cue", CUE), ("content", CONTENT)):
            same = (labels == role) == (chain.labels == role)
            hits[name] += bool(same[chain.is_word].all())
    return {name: round(count / len(chains), 4) for name, count in hits.items()}


def write_weights(weights: Weights, vocabulary: Vocabulary, path: Path) -> None:
    """Write the weights down, those of no account as 0."""
    kept: dict[str, NDArray[np.float16] | NDArray[np.str_]] = {}
    for name in ("scores", "tokens", "steps", "change"):
        values = getattr(weights, name)
        kept[name] = np.where(np.abs(values) < LEAST, 0, values).astype(np.float16)
    for name in ("words", "tags", "lemmas"):
        kept[name] = np.array(list(getattr(vocabulary, name)))
    np.savez_compressed(path, **kept)


def main(gold: Path, setting: str, kept: Path | None) -> None:
    pipeline = load_pipeline(Settings(attribution="fast"))
    tagger = load_tagger("accurate" if setting == "accurate" else "balanced")
    words = list(dict.fromkeys(WORDS.split()))
    tags = sorted(pipeline.parser.nlp.get_pipe("tagger").labels)
    train, dev = load_chains(gold, tagger, make_vocabulary(words, tags), kept)
    own = read_own_sentences(sorted(SENTENCES.glob("attributions_dev_*.yaml")))
    train = train + OWN_TIMES * list(read_chains(own, tagger, make_vocabulary(words, tags)))
    frequent = Counter(chain.lemma for chain in train).most_common(LEMMAS)
    vocabulary = make_vocabulary(words, tags, [lemma for lemma, _ in frequent])
    train, dev = ([with_lemma(chain, vocabulary) for chain in part] for part in (train, dev))
    print(json.dumps({"train": len(train), "dev": len(dev)}), flush=True)
    weights = fit(train, dev, vocabulary)
    write_weights(weights, vocabulary, WEIGHTS / f"labels-{setting}.npz")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
