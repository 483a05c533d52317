"""What the network in training predicts for articles, and how good that is: Network, Articles → scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from examples import Article
from network import Network

from sayso.evaluate.attribution_scores import attribution_measures, tally_article
from sayso.evaluate.tallies import Tally
from sayso.extract.attribution.cue_branches import (
    Candidate,
    Found,
    Thresholds,
    decide,
    find_candidates,
    point_answers,
)
from sayso.extract.attribution.windows import Window
from sayso.extract.grammar.trees import Tree


@torch.inference_mode()
def score_articles(
    network: Network, articles: Sequence[Article], limits: Thresholds
) -> dict[str, Any]:
    """The measures of both settings over articles."""
    totals: dict[str, Tally] = {"accurate": Counter(), "balanced": Counter()}
    for article in articles:
        found = predict_article(network, article, limits)
        for setting, tally in totals.items():
            tally.update(
                tally_article(article.gold, [as_spans(article.tree, f) for f in found[setting]])
            )
    return {
        setting: {k: round(v, 4) for k, v in attribution_measures(tally).items()}
        for setting, tally in totals.items()
    }


def predict_article(
    network: Network, article: Article, limits: Thresholds
) -> dict[str, list[Found]]:
    """Both settings' attributions of an article."""
    found: dict[str, list[Found]] = {"accurate": [], "balanced": []}
    for example in article.examples:
        window = example.window
        tags, middle, top = run_window(network, window)
        candidates = find_candidates(window, tags, limits)
        if candidates:
            found["accurate"] += decide(candidates, follow(network, middle, candidates), limits)
        sure = [c for c in candidates if c.score >= max(limits.asked, 0.5)]
        if sure:
            pointers = point(network, top, sure)
            found["balanced"] += decide(sure, point_answers(sure, tags, pointers), limits)
    return found


@torch.inference_mode()
def run_window(network: Network, window: Window) -> tuple[np.ndarray, torch.Tensor, torch.Tensor]:
    ids = torch.from_numpy(window.ids)[None]
    features = torch.from_numpy(window.features)[None]
    with torch.autocast("cpu", torch.bfloat16):
        middle, top = network.encode(ids, features, torch.ones(ids.shape))
        tags = network.tag(top).float().softmax(-1)[0]
    return tags.numpy(), middle[0], top


@torch.inference_mode()
def follow(
    network: Network, middle: torch.Tensor, candidates: Sequence[Candidate]
) -> list[tuple[np.ndarray, float]]:
    length = max(c.end - c.start for c in candidates)
    sliced = torch.zeros(len(candidates), length, middle.shape[-1], dtype=middle.dtype)
    marks = torch.zeros(len(candidates), length, dtype=torch.long)
    mask = torch.zeros(len(candidates), length)
    for n, c in enumerate(candidates):
        sliced[n, : c.end - c.start] = middle[c.start : c.end]
        marks[n, torch.from_numpy(c.marked)] = 1
        mask[n, : c.end - c.start] = 1
    with torch.autocast("cpu", torch.bfloat16):
        roles, verdicts = network.follow(sliced, marks, mask)
    roles = roles.float().softmax(-1).numpy()
    verdicts = verdicts.float().sigmoid()
    return [(roles[n, : c.end - c.start], float(verdicts[n])) for n, c in enumerate(candidates)]


@torch.inference_mode()
def point(network: Network, top: torch.Tensor, candidates: Sequence[Candidate]) -> np.ndarray:
    asks, cues = network.point(top)
    heads = torch.tensor([int(c.cue.min()) for c in candidates])
    keys = torch.cat([cues[0, heads], network.nothing[None].to(cues.dtype)])
    return ((asks[0] @ keys.T).float() / asks.shape[-1] ** 0.5).softmax(-1).numpy()


def as_spans(tree: Tree, found: Found) -> dict[str, list[list[int]]]:
    """Tokens as character spans, as the scorer takes them."""
    return {
        role: [[tree.starts[t], tree.ends[t]] for t in tokens]
        for role, tokens in (
            ("source", found.source),
            ("cue", found.cue),
            ("content", found.content),
        )
    }
