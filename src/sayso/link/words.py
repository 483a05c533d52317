"""The words of a text as linking compares them: terms and names, with their places in the text.

Comes in: a text. Goes out: `Word` values: a term in lower case without its ending, and whether it looks like a name.
Names are told by their capitals alone, so that tokenised texts and texts without a title do as well. No model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from sayso.lexicon import LexiconHeader, read_lexicon

# A word in more than this share of news reports tells nothing of what two sentences have in common.
COMMON_SHARE = 0.04

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9])|\n+")
# A name of one or more words, as of a place.
NAME = r"(?:Al |El |al-)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
_DIGIT = re.compile(r"\d")


class LinkingLexicon(LexiconHeader, frozen=True, kw_only=True):
    """Words that linking goes by."""

    stop_words: str
    abbreviations: tuple[str, ...]
    turns: tuple[str, ...]
    again: tuple[str, ...]
    sites: tuple[str, ...]
    areas: tuple[str, ...]
    compared: tuple[str, ...]
    answers: tuple[str, ...]
    beside: tuple[str, ...]
    ways: tuple[str, ...]
    calendar: frozenset[str]


class LinkingWords(NamedTuple):
    """The same, ready to be looked up."""

    stop_words: frozenset[str]
    abbreviations: frozenset[str]
    turns: tuple[str, ...]
    again: frozenset[str]
    sites: frozenset[str]
    areas: frozenset[str]
    compared: re.Pattern[str]
    answers: re.Pattern[str]
    beside: re.Pattern[str]
    ways: re.Pattern[str]
    of_sites: re.Pattern[str]
    common: frozenset[str]
    calendar: frozenset[str]


class Word(NamedTuple):
    """A word of a text that tells something: `term` is compared; `name` is set where it looks like a name."""

    start: int
    end: int
    term: str
    name: str | None


def load_linking_words() -> LinkingWords:
    """Read the lexicon of linking."""
    lexicon = read_lexicon("linking", LinkingLexicon)
    return LinkingWords(
        frozenset(lexicon.stop_words.split()),
        frozenset(lexicon.abbreviations),
        tuple(lexicon.turns),
        frozenset(lexicon.again),
        frozenset(lexicon.sites),
        frozenset(lexicon.areas),
        re.compile(rf"\b(?:{'|'.join(lexicon.compared)})\b", re.IGNORECASE),
        re.compile(rf"(?:, )?\b(?:{'|'.join(lexicon.answers)})\b", re.IGNORECASE),
        re.compile(rf"\b(?i:{'|'.join(lexicon.beside)})\s+(?:the\s+)?({NAME})"),
        re.compile(rf"\b(?i:{'|'.join(lexicon.ways)})\s+(?:the\s+)?({NAME})"),
        re.compile(rf"({NAME})\s+(?i:{'|'.join(lexicon.sites)})\b"),
        frozenset(t for t, share in load_word_shares().items() if share > COMMON_SHARE),
        lexicon.calendar,
    )


def load_word_shares(folder: Path | None = None) -> dict[str, float]:
    """Read the background: word → the share of news reports it stands in."""
    folder = folder or Path(str(files("sayso") / "weights" / "linking"))
    lines = (folder / "word-shares.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(share) for word, share in rows}


def find_words(text: str, words: LinkingWords) -> list[Word]:
    """The telling words of a text.

    "Two shells hit Dara's market" → shell, hit, dara (a name), market
    """
    tokens = [(m.start(), m.end(), _plain(m.group())) for m in _WORD.finditer(text)]
    lower = {plain for start, _, plain in tokens if text[start].islower()}
    return [
        Word(start, end, stem(plain), plain if _is_name(text[start], plain, lower) else None)
        for start, end, plain in tokens
        if plain not in words.stop_words and (len(plain) > 1 or plain.isdigit())
    ]


def _plain(word: str) -> str:
    word = word.lower().replace("’", "'")
    return word[:-2] if word.endswith("'s") else word


def _is_name(first: str, plain: str, lower: set[str]) -> bool:
    """Capitalised, and nowhere in the text in small letters."""
    return first.isupper() and plain not in lower


def stem(word: str) -> str:
    """A word without its plural or verb ending: "shells" → "shell", "bombed" → "bomb". Crude on purpose."""
    if len(word) < 5 or _DIGIT.search(word):
        return word
    for ending, instead, least in (("ies", "y", 3), ("ing", "", 4), ("ed", "", 4), ("es", "", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def count_terms_of(words: Iterable[Word]) -> Counter[str]:
    """How often each term stands there."""
    return Counter(word.term for word in words)


def count_names(text: str, words: Sequence[Word], known: LinkingWords) -> Counter[str]:
    """Names: each single word, and each pair of neighbours ("alicia shannon").

    A full stop between two capitalised words ends a name unless it ends an initial or an abbreviation.
    """
    names: Counter[str] = Counter()
    before: Word | None = None
    for word in words:
        if word.name is None:
            before = None
            continue
        names[word.name] += 1
        if before is not None and _runs_on(text[before.end : word.start], before, known):
            names[f"{before.name} {word.name}"] += 1
        before = word
    return names


def _runs_on(between: str, before: Word, known: LinkingWords) -> bool:
    if between == " ":
        return True
    name = before.name or ""
    return between in (". ", " . ") and (len(name) < 2 or name in known.abbreviations)


def find_sentences(
    text: str, start: int, end: int, words: LinkingWords
) -> Iterator[tuple[int, int]]:
    """The sentences between two places of a text, by punctuation alone."""
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        last = _WORD.findall(text[max(begin, match.start() - 12) : match.start()])
        if "\n" not in match.group() and last and _is_abbreviation(last[-1].lower(), words):
            continue
        if text[begin : match.end()].strip():
            yield begin, match.end()
        begin = match.end()
    if text[begin:end].strip():
        yield begin, end


def _is_abbreviation(word: str, words: LinkingWords) -> bool:
    return len(word) == 1 or word in words.abbreviations
