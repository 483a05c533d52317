"""The sentence of a truce: its bounds near the report's beginning, far behind it, and without any stop before."""

from __future__ import annotations

import pytest

from sayso.extract.claims.truce_claims import _sentence_around
from sayso.model import make_span


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Talks ended.", " A truce held"),
        ("", "A truce held"),
        ("One. Two. " * 400 + "Talks ended.", " A truce held"),
        ("Talks ended. " + "While the envoys spoke " * 60, " " + "While the envoys spoke " * 60),
    ],
)
def test_bounds(before: str, sentence: str) -> None:
    text = f"{before} A truce held. It broke.".strip()
    at = text.index("truce")
    start, end = _sentence_around(text, make_span(text, at, at + 5))
    assert text[start:end].startswith(sentence[:10]) and text[start:end].endswith("truce held")
