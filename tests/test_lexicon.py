"""Every lexicon says where it comes from, and YAML's surprises stay out of them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sayso.errors import LexiconError
from sayso.lexicon import LexiconHeader, lexicon_digest, lexicon_folder, read_lexicon


class Words(LexiconHeader, frozen=True, kw_only=True):
    words: list[str]
    number: int = 0


HEADER = "name: words\nsource: ours\nlicence: Apache-2.0\ndate: 2026-11-22\n"


@pytest.mark.parametrize(
    "path", sorted(lexicon_folder().glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_file_names_source_licence_and_date(path: Path) -> None:
    header = read_lexicon(path.stem, LexiconHeader)
    assert header.source and header.licence and header.date


def test_no_and_on_are_words_and_dates_and_clock_times_are_text(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(
        HEADER + "words: [no, on, off, yes, 12:30, 2016-05-04, 007]\nnumber: 12\n"
    )
    words = read_lexicon("words", Words, tmp_path)
    assert words.words == ["no", "on", "off", "yes", "12:30", "2016-05-04", "007"]
    assert words.number == 12


@pytest.mark.parametrize(
    "body", ["words: [true]", "words: no", "number: 3", "words: [", "words: [a]\nnumber: x"]
)
def test_a_wrong_row_is_named(tmp_path: Path, body: str) -> None:
    (tmp_path / "words.yaml").write_text(HEADER + body)
    with pytest.raises(LexiconError, match=r"words\.yaml"):
        read_lexicon("words", Words, tmp_path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no lexicon at"):
        read_lexicon("none", msgspec.Struct, tmp_path)


def test_another_word_is_another_digest(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(HEADER + "words: [a]")
    before = lexicon_digest(tmp_path)
    (tmp_path / "words.yaml").write_text(HEADER + "words: [b]")
    assert lexicon_digest(tmp_path) != before
