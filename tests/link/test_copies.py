"""Copies: who repeats whom, in which words, and what is no copy."""

from __future__ import annotations

import random

from sayso.link.copies import (
    CopyIndex,
    CopyPolicy,
    copied_stretches,
    find_copies,
    is_copied,
    match_runs,
)
from sayso.link.shingles import SHINGLE_WORDS, Shingles, make_shingles
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


def _runs_seed_by_seed(a: Shingles, b: Shingles, policy: CopyPolicy) -> list[list[int]]:
    """What `match_runs` finds, in the plainest way: each seed goes on the first open run near its diagonal."""
    hashes = b.hashes.tolist()
    runs: list[list[int]] = []
    open_runs: list[list[int]] = []
    for i, value in enumerate(a.hashes.tolist()):
        if hashes.count(value) != 1:
            continue
        j = hashes.index(value)
        for run in open_runs:
            gap, of_gap = i - run[1], j - run[3]
            near = gap <= policy.widest_gap and abs(gap - of_gap) <= policy.widest_shift
            if near and of_gap >= -SHINGLE_WORDS and j + SHINGLE_WORDS > run[3]:
                run[1], run[3] = i + SHINGLE_WORDS, j + SHINGLE_WORDS
                break
        else:
            open_runs.append([i, i + SHINGLE_WORDS, j, j + SHINGLE_WORDS])
        runs += [run for run in open_runs if i - run[1] > policy.widest_gap]
        open_runs = [run for run in open_runs if i - run[1] <= policy.widest_gap]
    kept: list[list[int]] = []
    long = [run for run in runs + open_runs if run[1] - run[0] >= policy.least_stretch]
    for run in sorted(long, key=lambda r: (r[0] - r[1], r[0])):
        if all(run[1] <= other[0] or run[0] >= other[1] for other in kept):
            kept.append(run)
    return sorted(kept)


def test_rows_of_seeds_taken_in_one_step_give_what_seed_by_seed_gives() -> None:
    dice = random.Random(1)
    several = 0
    for _ in range(400):
        words = [f"w{n}" for n in range(dice.choice([8, 30, 300]))]
        base = [dice.choice(words) for _ in range(dice.randrange(1, 200))]

        def pieced(base: list[str] = base, words: list[str] = words) -> Shingles:
            told: list[str] = []
            for _ in range(dice.randrange(1, 6)):
                start, edited = dice.randrange(len(base)), dice.choice([0, 0.02, 0.15])
                copied = base[start : start + dice.randrange(5, 80)]
                told += [w if dice.random() > edited else dice.choice(words) for w in copied]
                told += [dice.choice(words) for _ in range(dice.choice([0, 0, 3, 30]))]
            return make_shingles(" ".join(told))

        a, b = pieced(), pieced()
        policy = CopyPolicy(
            widest_gap=dice.randrange(30),
            widest_shift=dice.randrange(15),
            least_stretch=dice.randrange(5, 25),
        )
        found = [list(run) for run in match_runs(a, b, policy)]
        assert found == _runs_seed_by_seed(a, b, policy)
        several += len(found) > 1
    assert several > 20
