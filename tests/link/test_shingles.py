"""Shingles: what is the same for them, and what is not."""

from __future__ import annotations

from sayso.link.shingles import make_shingles


def test_case_and_punctuation_do_not_count() -> None:
    one = make_shingles("Two died in Homs today, police said.")
    other = make_shingles("two died — in HOMS — today police said")
    assert one.hashes.tolist() == other.hashes.tolist()
    assert len(one.hashes) == 3


def test_the_order_of_words_counts() -> None:
    one, other = make_shingles("a b c d e"), make_shingles("e d c b a")
    assert not set(one.hashes.tolist()) & set(other.hashes.tolist())


def test_hashes_are_the_same_on_every_machine() -> None:
    assert make_shingles("shells fell on the town").hashes.tolist() == [4520233179865369188]
