"""How the parse helps to label the tokens around a cue: signs, weights, the best row of labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sayso.extract.attribution.cue_branches import CONTENT, CUE, LABELS, NONE, SOURCE, Candidate
from sayso.extract.attribution.label_signs import (
    BRANCHES,
    Vocabulary,
    cue_token_signs,
    head_of_cue,
    make_vocabulary,
    read_text_signs,
)
from sayso.extract.attribution.labelling import (
    LabelWeights,
    best_labels,
    label_candidates,
    load_label_weights,
)
from sayso.extract.attribution.windows import Window
from sayso.extract.grammar.trees import Tree, find_edges

# "Police said Monday that he fled ."
HEADS = [1, 1, 1, 5, 5, 1, 1]
DEPS = ["nsubj", "ROOT", "npadvmod", "mark", "nsubj", "ccomp", "punct"]
POS = ["NOUN", "VERB", "PROPN", "SCONJ", "PRON", "VERB", "PUNCT"]
WORDS = ["police", "said", "monday", "that", "he", "fled", "."]


def make_tree() -> Tree:
    children = [[c for c, head in enumerate(HEADS) if head == t != c] for t in range(len(HEADS))]
    first, last = find_edges(HEADS, children)
    size = len(HEADS)
    return Tree(
        words=WORDS,
        lemmas=["police", "say", "monday", "that", "he", "flee", "."],
        pos=POS,
        tags=["NNS", "VBD", "NNP", "IN", "PRP", "VBD", "."],
        deps=DEPS,
        heads=HEADS,
        children=children,
        first=first,
        last=last,
        entities=[""] * size,
        starts=list(range(size)),
        ends=list(range(1, size + 1)),
        sentence=[0] * size,
        sentences=[(0, size)],
    )


def make_candidate() -> Candidate:
    size = len(HEADS)
    window = Window(
        ids=np.zeros(size + 2, dtype=np.int64),
        features=np.zeros((size + 2, 5), dtype=np.int64),
        tokens=np.array([-1, *range(size), -1]),
        firsts=np.arange(1, size + 1),
        blocks=((1, size + 1),),
    )
    return Candidate(window, np.array([2]), 1, size + 1, 0.9)


def no_weights(vocabulary: Vocabulary) -> LabelWeights:
    return LabelWeights(
        vocabulary,
        np.vstack([np.eye(LABELS), np.zeros((LABELS, LABELS))]).astype(np.float32),
        np.zeros((sum(vocabulary.token_sizes), LABELS), dtype=np.float32),
        np.zeros((sum(vocabulary.step_sizes), LABELS**2), dtype=np.float32),
        np.zeros(LABELS**2, dtype=np.float32),
    )


def test_every_sign_has_rows_of_its_own_in_the_table() -> None:
    tree, vocabulary = make_tree(), make_vocabulary(["that"], ["VBD"], ["say"])
    signs = read_text_signs(tree, np.zeros(len(tree), dtype=np.bool_), vocabulary)
    tokens, steps = cue_token_signs(tree, signs, make_candidate(), vocabulary)
    for rows, sizes in (
        (np.hstack([signs.tokens, tokens]), vocabulary.token_sizes),
        (np.hstack([signs.steps[:-1], steps]), vocabulary.step_sizes),
    ):
        ends = np.cumsum(sizes)
        assert rows.shape[1] == len(sizes)
        assert (rows >= ends - sizes).all()
        assert (rows < ends).all()


def test_tokens_stand_on_branches_of_the_cue() -> None:
    tree, vocabulary = make_tree(), make_vocabulary([], [], ["say"])
    signs = read_text_signs(tree, np.zeros(len(tree), dtype=np.bool_), vocabulary)
    tokens, _ = cue_token_signs(tree, signs, make_candidate(), vocabulary)
    branch = tokens[:, 0]
    assert head_of_cue(tree, make_candidate()) == 1
    assert branch[3] == branch[4] == branch[5], "that he fled"
    assert len({branch[0], branch[1], branch[2], branch[5]}) == 4
    assert (tokens[:, -1] - tokens[0, -1] == branch - branch[0]).all(), "and so for the lemma"
    assert tokens[0, -1] >= sum(vocabulary.token_sizes) - BRANCHES


def test_what_the_tree_says_turns_what_the_network_is_unsure_of() -> None:
    tree, candidate = make_tree(), make_candidate()
    weights = no_weights(make_vocabulary([], []))
    tags = np.full((9, LABELS), 0.02, dtype=np.float32)
    for place, label in enumerate([SOURCE, CUE, NONE, CONTENT, CONTENT, CONTENT, NONE], 1):
        tags[place, label] = 0.94
    tags[4] = [0.5, 0.01, 0.01, 0.48]  # "that"
    answers = [(tags[1:8], 0.9)]
    [alone] = label_candidates(tree, [candidate], [tags], answers, weights)
    assert alone.tolist() == [SOURCE, CUE, NONE, NONE, CONTENT, CONTENT, NONE]
    signs = read_text_signs(tree, np.zeros(len(tree), dtype=np.bool_), weights.vocabulary)
    clause = cue_token_signs(tree, signs, candidate, weights.vocabulary)[0][3, 0]
    weights.tokens[clause, CONTENT] = 1
    [mended] = label_candidates(tree, [candidate], [tags], answers, weights)
    assert mended.tolist() == [SOURCE, CUE, NONE, CONTENT, CONTENT, CONTENT, NONE]
    assert label_candidates(tree, [], [], [], weights) == []


def test_rows_of_unlike_length_do_not_disturb_each_other() -> None:
    chance = np.random.default_rng(1)
    tokens = [chance.normal(size=(n, LABELS)).astype(np.float32) for n in (1, 3, 8)]
    steps = [chance.normal(size=(n, LABELS**2)).astype(np.float32) for n in (0, 2, 7)]
    together = best_labels(tokens, steps)
    for of_tokens, of_steps, labels in zip(tokens, steps, together, strict=True):
        assert labels.tolist() == best_labels([of_tokens], [of_steps])[0].tolist()


def test_the_shipped_weights_fit_their_vocabulary() -> None:
    folder = Path(__file__).parents[2] / "src" / "sayso" / "weights" / "attribution"
    for setting in ("balanced", "accurate"):
        weights = load_label_weights(folder / f"labels-{setting}.npz")
        assert weights.tokens.shape == (sum(weights.vocabulary.token_sizes), LABELS)
        assert weights.steps.shape == (sum(weights.vocabulary.step_sizes), LABELS**2)
