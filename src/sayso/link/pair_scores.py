"""How likely it is that two strands tell the same happening: a score from 0 to 1, with the reasons in words.

Comes in: two strands made ready, and a `PairModel`: one weight for each kind of evidence (a logistic regression,
learned by training/linking/fit.py, in `weights/linking/pair-score.json`). Goes out: a score; `explain_pair` tells the
evidence in words that an analyst can check. Nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import msgspec

from sayso.link.pair_features import FEATURES, Compared, distance_km, pair_features
from sayso.link.scenes import are_apart
from sayso.link.term_counts import TermCounts

# What is worth telling: how many shared names or words, and how rare they have to be.
_MOST_TOLD = 4
_RARE = 0.5
_FAR_KM = 100
# What a score is still worth where the two tell of different places.
APART = 0.2


class PairModel(msgspec.Struct, frozen=True, kw_only=True):
    """The weights of the evidence; `threshold` is the mean score above which groups are joined."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float
    note: str = ""


def load_pair_model(folder: Path | None = None) -> PairModel:
    """Read the weights, and check that they belong to the evidence that is computed."""
    folder = folder or Path(str(files("sayso") / "weights" / "linking"))
    model = msgspec.json.decode((folder / "pair-score.json").read_bytes(), type=PairModel)
    if model.features != FEATURES:
        raise ValueError(
            "pair-score.json was learned for other evidence: run training/linking/fit.py"
        )
    return model


def score_pair(a: Compared, b: Compared, counts: TermCounts, model: PairModel) -> float:
    """How likely the two tell one happening."""
    score = weigh(pair_features(a, b, counts), model)
    return APART * score if are_apart(a.strand, b.strand) else score


def weigh(evidence: Sequence[float], model: PairModel) -> float:
    """The score of some evidence."""
    total = model.intercept + sum(w * x for w, x in zip(model.weights, evidence, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def explain_pair(a: Compared, b: Compared) -> tuple[str, ...]:
    """The evidence in words, for and against.

    → ("both name alicia shannon, miami-dade", "both tell of 2016-12-17", "published 2 days apart", …)
    """
    reasons = [*_shared_words(a, b), *_when(a, b), *_where(a, b), *_tolls(a, b)]
    cosine = sum(w * b.terms[t] for t, w in a.terms.items() if t in b.terms)
    return (*reasons, f"words agree by {cosine:.2f}")


def _shared_words(a: Compared, b: Compared) -> list[str]:
    shared = [(-w, name) for name, w in a.full_names.items() if name in b.full_names and w > _RARE]
    names = [name for _, name in sorted(shared)][:_MOST_TOLD]
    parts = {part for name in names for part in name.split()}
    words = sorted(
        (t for t, w in a.rare.items() if t in b.rare and w > _RARE and t not in parts),
        key=lambda t: (-a.rare[t], t),
    )[:_MOST_TOLD]
    told = [f"both name {', '.join(names)}"] if names else []
    return [*told, f"rare words in both: {', '.join(words)}"] if words else told


def _when(a: Compared, b: Compared) -> list[str]:
    told = []
    shared = sorted(day for day, _ in a.strand.days if day in dict(b.strand.days))
    if shared:
        told.append(f"both tell of {', '.join(shared[:2])}")
    elif a.days and b.days:
        apart = min(abs(x - y) for x in a.days for y in b.days)
        told.append(f"the days they tell of lie {_days(apart)} apart")
    if a.published is not None and b.published is not None:
        apart = abs(a.published - b.published)
        told.append(f"published {_days(apart)} apart" if apart else "published on one day")
    return told


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _where(a: Compared, b: Compared) -> list[str]:
    towns = sorted({a.towns[t].name for t in a.towns.keys() & b.towns.keys()})
    if towns:
        return [f"both place it at {', '.join(towns[:_MOST_TOLD])}"]
    found = [
        d for p in a.deed_places for q in b.deed_places if (d := distance_km(p, q)) is not None
    ]
    if found and min(found) > _FAR_KM:
        return [f"their places lie {min(found):.0f} km apart"]
    return []


def _tolls(a: Compared, b: Compared) -> list[str]:
    told = []
    for what, one, other in (
        ("killed", a.strand.killed, b.strand.killed),
        ("injured", a.strand.injured, b.strand.injured),
    ):
        shared = sorted(set(one) & set(other))
        if shared:
            told.append(f"both count {shared[-1]:.0f} {what}")
        elif one and other:
            told.append(f"{what}: {one[-1]:.0f} in the one, {other[-1]:.0f} in the other")
    return told
