"""Copies: who repeats whom, in which words, and what is no copy."""

from __future__ import annotations

import random

from sayso.link.copies import CopyIndex, copied_stretches, find_copies, is_copied
from sayso.model import Document

DICE = random.Random(5)
VOCABULARY = [f"{a}{b}" for a in ("bar", "tok", "mel", "sun", "rif") for b in "abcdefghijklmno"]


def _words(count: int) -> str:
    return " ".join(DICE.choice(VOCABULARY) for _ in range(count))


def _document(name: str, text: str, published: str | None = None) -> Document:
    return Document(id=name, source_id=name, text=text, published=published)


BODY = _words(200)


def test_the_later_one_is_the_copy_whatever_the_order() -> None:
    first = _document("b", BODY, "2020-01-01")
    later = _document("a", f"{_words(20)} {BODY}", "2020-01-02")
    for order in ((first, later), (later, first)):
        [copy] = find_copies(order)
        assert (copy.document, copy.of) == ("a", "b")
        assert 0.85 < copy.share < 0.95
        assert copy.own_share == round(1 - copy.share, 4)
        assert "published 1 days later" in copy.reasons


def test_on_one_day_the_one_with_the_wire_credit_came_first() -> None:
    credited = _document("z", f"HOMS (Reuters) - {BODY}", "2020-01-01")
    [copy] = find_copies((credited, _document("a", BODY, "2020-01-01")))
    assert (copy.document, copy.of) == ("a", "z")
    assert "the earlier one credits Reuters" in copy.reasons


def test_spans_stand_in_both_texts() -> None:
    first, later = _document("a", BODY), _document("b", f"{_words(30)} {BODY} {_words(30)}")
    [copy] = find_copies((first, later))
    for (start, end), (of_start, of_end) in zip(copy.spans, copy.of_spans, strict=True):
        assert later.text[start:end] == first.text[of_start:of_end]


def test_edited_words_do_not_hide_a_copy() -> None:
    edited = [w if DICE.random() > 0.15 else DICE.choice(VOCABULARY) for w in BODY.split()]
    [copy] = find_copies((_document("a", BODY), _document("b", " ".join(edited))))
    assert copy.share > 0.8


def test_half_of_one_and_half_of_another_are_two_copies() -> None:
    other = _words(200)
    mixed = " ".join([*BODY.split()[:100], *other.split()[:100]])
    copies = find_copies((_document("a", BODY), _document("b", other), _document("c", mixed)))
    assert [(c.document, c.of) for c in copies] == [("c", "a"), ("c", "b")]
    stretches = copied_stretches("c", copies)
    assert is_copied((0, 300), stretches)


def test_a_quotation_is_no_copy() -> None:
    quoted = " ".join(BODY.split()[:25])
    texts = (f"{_words(150)} {quoted}", f"{quoted} {_words(150)}")
    assert not find_copies((_document("a", texts[0]), _document("b", texts[1])))


def test_a_copy_years_later_is_outside_the_window() -> None:
    assert not find_copies((_document("a", BODY, "2001-01-01"), _document("b", BODY, "2004-01-01")))


def test_one_by_one_finds_what_all_at_once_finds() -> None:
    documents = [
        _document(n, f"{_words(9)} {BODY}", f"2020-01-0{i}") for i, n in enumerate("abc", 1)
    ]
    index = CopyIndex()
    found = [copy for document in documents for copy in index.add(document)]
    assert sorted(found, key=lambda c: (c.document, c.of)) == find_copies(documents)
    assert index.add(documents[0]) == []


def test_a_span_mostly_inside_copied_words_is_copied() -> None:
    assert is_copied((0, 10), ((4, 30),))
    assert not is_copied((0, 10), ((6, 30),))
