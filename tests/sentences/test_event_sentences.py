"""Our own sentences labelled with events can be read, cover what they should, and the test part is frozen and apart."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from tests.sentences.test_sentences import SHARED_WORDS, runs
from tools.show_event_agreement import event_agreement_table

from sayso.evaluate.event_rows import EventSentence, read_event_sentences, sort_event_rows
from sayso.model import EventType, Status

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEST = HERE / "events_test.yaml"
SECOND = HERE / "events_test_second.yaml"
DEVELOPMENT = sorted(HERE.glob("events_dev*.yaml"))
CORPUS = sorted((ROOT / "training/events/corpus").glob("*.yaml"))
FILES = [path for path in (TEST, SECOND, *DEVELOPMENT, *CORPUS) if path.exists()]
RECORDS = (
    Path(os.environ.get("SAYSO_SHARED", ROOT.parent / "shared"))
    / "data/events/plover_gsr_dev.jsonl"
)
# Of every status of the training sentences, and of every type.
LEAST = 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_can_be_read(path: Path) -> None:
    _, problems = sort_event_rows(path)
    assert not problems


def test_a_wrong_row_is_named(tmp_path: Path) -> None:
    text = '"Rebels shelled Aleppo."'
    event = "{trigger: shelled, type: ASSAULT, status: happened"
    wrong = [
        f"- {{text: {text}, events: [{event.replace('shelled', 'bombed')}}}]}}",
        f"- {{text: {text}, events: [{event.replace('ASSAULT', 'FIGHT')}}}]}}",
        f"- {{text: {text}, events: [{event}, mode: visit}}]}}",
        f"- {{text: {text}, events: [{event}}}, {event}}}]}}",
        f"- {{text: {text}, events: [{event}, actors: [Kurds]}}]}}",
    ]
    path = tmp_path / "rows.yaml"
    path.write_text("\n".join([*wrong, f"- {{text: {text}, events: [{event}}}]}}"]), "utf-8")
    sentences, problems = sort_event_rows(path)
    assert [problem.partition(": ")[0] for problem in problems] == [
        f"rows:{n}" for n in range(1, len(wrong) + 1)
    ]
    assert [s.events[0].trigger for s in sentences] == [(7, 14)]


def test_the_training_sentences_cover_types_and_statuses() -> None:
    events = [event for sentence in _read(CORPUS) for event in sentence.events]
    statuses, types = Counter(e.status for e in events), Counter(e.type for e in events)
    assert all(statuses[status] >= LEAST for status in get_args(Status)), statuses
    assert all(types[type_] >= LEAST for type_ in get_args(EventType)), types
    assert sum(not sentence.events for sentence in _read(CORPUS)) >= LEAST


def test_the_test_part_covers_them_too() -> None:
    events = [event for sentence in _read([TEST]) for event in sentence.events]
    assert len(_read([TEST])) >= 500
    assert {e.status for e in events} == set(get_args(Status))
    assert {e.type for e in events} == set(get_args(EventType))


def test_the_test_part_is_frozen() -> None:
    page = (HERE / "README.md").read_text("utf-8")
    stated = dict(re.findall(r"^ {4}(events_\S+\.yaml) ([0-9a-f]{64})$", page, re.M))
    frozen = [path for path in (TEST, SECOND) if path.exists()]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in frozen}
    assert stated == found, "the test part was changed after it was frozen"


def test_the_second_labeller_had_the_same_texts() -> None:
    if SECOND.exists():
        assert [s.text for s in _read([SECOND])] == [s.text for s in _read([TEST])]


def test_the_page_tells_the_agreement_on_events() -> None:
    if SECOND.exists():
        assert event_agreement_table(HERE) in (HERE / "README.md").read_text("utf-8")


def test_the_training_sentences_are_no_copy_of_the_test_part() -> None:
    assert not _copies(_read([*DEVELOPMENT, *CORPUS]), (s.text for s in _read([TEST])))


def test_the_development_part_is_no_copy_of_the_training_sentences() -> None:
    assert not _copies(_read(DEVELOPMENT), (s.text for s in _read(CORPUS)))


@pytest.mark.skipif(not RECORDS.exists(), reason=f"NO GOLD SETS: no {RECORDS}")
def test_no_sentence_is_a_copy_of_a_record() -> None:
    texts = [json.loads(line)["text"] for line in RECORDS.read_text("utf-8").splitlines()]
    assert not _copies(_read([*DEVELOPMENT, TEST, *CORPUS]), texts)


def test_no_text_stands_twice() -> None:
    texts = Counter(sentence.text for sentence in _read([*DEVELOPMENT, TEST, *CORPUS]))
    assert not [text for text, count in texts.items() if count > 1]


@cache
def _sentences(path: Path) -> tuple[EventSentence, ...]:
    return tuple(read_event_sentences(path))


def _read(paths: Iterable[Path]) -> list[EventSentence]:
    return [sentence for path in paths for sentence in _sentences(path)]


def _copies(sentences: Iterable[EventSentence], texts: Iterable[str]) -> list[str]:
    """Sentences that share six words in a row with one of the texts."""
    known = {run for text in texts for run in runs(text)}
    return list(_sharing(sentences, known))


def _sharing(sentences: Iterable[EventSentence], known: set[tuple[str, ...]]) -> Iterator[str]:
    for sentence in sentences:
        shared = known & set(runs(sentence.text))
        if shared:
            yield f"{sentence.id}: {SHARED_WORDS} words {min(shared)}"
