"""Shares with their intervals: Wilson's score (Wilson 1927), which stays inside 0–1 and holds for small samples.

Comes in: how many of how many were right, or that for each stratum with its size. Goes out: the share and its interval.
A stratified sample's share weighs each stratum by its size; its interval is Wilson's at Kish's effective sample size
(Kish 1965: 1 / Σ w²/n), which is never larger than the sample. A stratum that nobody judged yet is left out of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from sayso.review_model import Interval

# The 97.5th percentile of the normal distribution: intervals of 95 %.
_Z = 1.959964


def wilson(share: float, judged: float) -> tuple[float, float]:
    """The 95 % interval of a share: 9 of 10 → (0.596, 0.982)."""
    square = _Z * _Z
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = (
        _Z
        * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
        / (1 + square / judged)
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def make_interval(of: str, right: int, judged: int) -> Interval:
    """The share of a simple sample."""
    if not judged:
        return Interval(of=of, judged=0, right=0, share=None, low=None, high=None)
    low, high = wilson(right / judged, judged)
    share = round(right / judged, 4)
    return Interval(
        of=of, judged=judged, right=right, share=share, low=round(low, 4), high=round(high, 4)
    )


def weigh_strata(of: str, strata: Iterable[tuple[int, int, int]]) -> Interval:
    """The share over strata of (right, judged, size)."""
    told = [(right, judged, size) for right, judged, size in strata if judged]
    total = sum(size for _, _, size in told)
    if not told or not total:
        return make_interval(of, 0, 0)
    share = sum(size / total * right / judged for right, judged, size in told)
    effective = 1 / sum((size / total) ** 2 / judged for _, judged, size in told)
    low, high = wilson(min(1.0, share), effective)
    return Interval(
        of=of,
        judged=sum(judged for _, judged, _ in told),
        right=sum(right for right, _, _ in told),
        share=round(share, 4),
        low=round(low, 4),
        high=round(high, 4),
    )
