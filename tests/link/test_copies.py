"""Copies: who repeats whom, in which words."""

from __future__ import annotations

from sayso.link.copies import find_copies, is_copied
from sayso.model import Document

WORDS = " ".join(f"word{n}" for n in range(80))


def test_the_later_one_is_the_copy() -> None:
    first = Document(id="b", source_id="b", text=WORDS, published="2020-01-01")
    later = Document(id="a", source_id="a", text=f"Own beginning. {WORDS}", published="2020-01-02")
    for order in ((first, later), (later, first)):
        [copy] = find_copies(order)
        assert (copy.document, copy.of) == ("a", "b")
        assert copy.share > 0.9


def test_a_span_mostly_inside_copied_words_is_copied() -> None:
    assert is_copied((0, 10), ((4, 30),))
    assert not is_copied((0, 10), ((6, 30),))
