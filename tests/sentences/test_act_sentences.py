"""The sentences that acts are learned from can be read, cover all acts, and are no copies of the test part."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from tests.sentences.test_sentences import DEVELOPMENT, SECOND, TEST, runs

from sayso.errors import UsageError
from sayso.evaluate.act_rows import Mark, read_act_rows, read_marks
from sayso.evaluate.sentence_rows import read_sentences
from sayso.model import Act

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "training/acts/corpus").glob("*.txt"))
APART = ROOT / "training/acts/apart.txt"
# Of every act, in corpus and development sentences together.
LEAST = 20


def test_a_mark_is_read() -> None:
    text, marks = read_marks("Baku {owned up|admits}; few {believe|believes/asserts} it.")
    assert text == "Baku owned up; few believe it."
    assert marks == [Mark(5, 13, "admits", "asserts"), Mark(19, 26, "believes", "asserts")]


def test_the_stance_is_that_of_the_act() -> None:
    [mark] = read_marks("Baku {would not say|declines}.")[1]
    assert mark.stance == "withholds"


@pytest.mark.parametrize("row", ["{a|sings}", "{a|says/hums}", "{a says}", "{a|says|b}", "a|b"])
def test_a_wrong_mark_is_named(row: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_text(f"# remark\n\n{row}\n", "utf-8")
    with pytest.raises(UsageError, match="rows:3"):
        list(read_act_rows(path))


@pytest.mark.parametrize("path", [*CORPUS, APART], ids=lambda path: path.stem)
def test_every_row_can_be_read(path: Path) -> None:
    assert all(marks or text for text, marks in read_act_rows(path))


def test_all_acts_are_there() -> None:
    acts = Counter(
        mark.act for path in CORPUS for _, marks in read_act_rows(path) for mark in marks
    )
    acts.update(a.act for path in DEVELOPMENT for s in read_sentences(path) for a in s.attributions)
    assert all(acts[act] >= LEAST for act in get_args(Act)), acts


def test_no_text_stands_twice() -> None:
    texts = Counter(text for path in (*CORPUS, APART) for text, _ in read_act_rows(path))
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_row_is_a_copy_of_the_test_part() -> None:
    frozen = [path for path in (TEST, SECOND) if path.exists()]
    tested = {run for path in frozen for s in read_sentences(path) for run in runs(s.text)}
    copies = [
        text
        for path in (*CORPUS, APART)
        for text, _ in read_act_rows(path)
        if tested.intersection(runs(text))
    ]
    assert copies == []


def test_what_is_kept_apart_is_no_copy_of_what_is_learned_from() -> None:
    learned = {run for path in CORPUS for text, _ in read_act_rows(path) for run in runs(text)}
    copies = [text for text, _ in read_act_rows(APART) if learned.intersection(runs(text))]
    assert copies == []
