"""Pair counts agree with a worked example; round-up marks are read; tellings find their strands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sayso.evaluate.copy_scores import copy_measures, count_copies, make_copies
from sayso.evaluate.linking_scores import (
    best_tfidf_groups,
    gold_documents,
    link_measures,
    read_gold,
    tally_pairs,
    tfidf_groups,
)
from sayso.evaluate.roundup_rows import read_roundups
from sayso.link.copies import find_copies
from sayso.link.words import load_linking_words
from sayso.model import Document

ROUNDUPS = Path(__file__).parents[1] / "linking"


def test_pairs_of_a_worked_example() -> None:
    gold = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": 2, "g": 2}
    found = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 4, "g": 4}
    total: Counter[str] = Counter()
    for tally in tally_pairs(gold, {"pair": found}):
        total.update(tally)
    measures = link_measures(total)
    assert measures["pair precision"] == pytest.approx(2 / 3)
    assert measures["pair recall"] == pytest.approx(2 / 9)


def test_a_golds_date_is_the_day_of_publication(tmp_path: Path) -> None:
    """Read without it, gva_news loses twelve points: relative days and days apart are evidence."""
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"id": "n1", "text": "A man was shot on Monday.", "date": "2016-11-13", "incident": "i"}\n\n'
    )
    [document] = gold_documents(read_gold(path))
    assert (document.source_id, document.published) == ("n1", "2016-11-13")


def test_incidents_of_one_topic_are_one_tally() -> None:
    gold = {"a": "1x", "b": "1x", "c": "1y", "d": "2"}
    found = {"pair": {"a": 1, "b": 1, "c": 1, "d": 2}}
    apart = tally_pairs(gold, found)
    joined = tally_pairs(gold, found, {"1x": "1", "1y": "1", "2": "2"})
    assert (len(apart), len(joined)) == (3, 2)
    assert sum(apart, Counter()) == sum(joined, Counter())
    assert {tally["items"] for tally in joined} == {3, 1}


def test_words_alone_group_what_shares_them() -> None:
    words = load_linking_words()
    texts = {
        "a": "Shells hit the market of Dara.",
        "b": "The market of Dara was hit.",
        "c": "Farmers sow.",
    }
    documents = [Document(id=name, source_id=name, text=text) for name, text in texts.items()]
    assert tfidf_groups(documents, words) == {"a": "a", "b": "a", "c": "c"}
    gold = {"a": 1, "b": 1, "c": 2}
    threshold, best = best_tfidf_groups(documents, words, gold)
    assert best == tfidf_groups(documents, words, threshold) == {"a": "a", "b": "a", "c": "c"}
    assert set(tfidf_groups(documents, words, 0.99).values()) == {"a", "b", "c"}


def test_round_ups_hold_what_they_should() -> None:
    dev, dev_tellings = read_roundups(ROUNDUPS / "roundups_dev.yaml")
    test, test_tellings = read_roundups(ROUNDUPS / "roundups_test.yaml")
    assert len(dev) + len(test) >= 60
    assert not any("|" in document.text for document in (*dev, *test))
    texts = {document.id: document.text for document in (*dev, *test)}
    for telling in (*dev_tellings, *test_tellings):
        assert texts[telling.document][telling.start : telling.end].strip()
    assert len(test) * 3 >= len(dev) + len(test)


def test_made_copies_are_found(tmp_path: Path) -> None:
    for number in range(3):
        words = [f"word{number}x{n}" for n in range(320)]
        paragraphs = [" ".join(words[n : n + 40]) for n in range(0, 320, 40)]
        (tmp_path / f"article{number}.txt").write_text("\n\n".join(paragraphs), "utf-8")
    made = make_copies(tmp_path)
    assert len(made) == 3 * 6
    total: Counter[str] = Counter()
    for tally in count_copies(made, find_copies(m.document for m in made)):
        total.update(tally)
    assert set(copy_measures(total).values()) == {1.0}
