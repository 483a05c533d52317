"""The policy of the review desk, read from `lexicons/policies/review-1.yaml` or a project's own file."""

from __future__ import annotations

from pathlib import Path

from sayso.lexicon import LexiconHeader, lexicon_folder, read_lexicon
from sayso.model import Property
from sayso.text import digest_of

DEFAULT_REVIEW_POLICY = "review-1"


class ReviewPolicy(LexiconHeader, frozen=True, kw_only=True):
    """The whole file; see its rows for what each means."""

    fact_bonus: float
    most_tried: int
    low_link_score: float
    property_weights: dict[Property, float]
    aside_share: float
    lock_minutes: int
    accept_least: float
    accept_comments: tuple[str, ...]
    reject_comments: tuple[str, ...]
    correct_comments: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Changes with the file's name or any weight."""
        return digest_of(repr(self), length=12)


def load_review_policy(name_or_path: str | Path = DEFAULT_REVIEW_POLICY) -> ReviewPolicy:
    """Read a shipped policy by its name, or a project's own by the path of its file."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read_lexicon(path.stem, ReviewPolicy, path.parent)
    return read_lexicon(str(name_or_path), ReviewPolicy, lexicon_folder() / "policies")
