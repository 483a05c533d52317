"""Known names in a text: which stretches print a form that some lexicon knows.

Comes in: a text and an index of forms. Goes out: the longest known forms, left to right, without overlap,
each with what it may stand for. Does not decide between meanings and knows no grammar.

Forms are compared by their words alone: hyphens, apostrophes and accents do not count ("al-Shabaab",
"Al Shabaab"), capitals do ("Turkey", not "turkey"; "IS", not "Is"), unless the whole sentence is in
capitals or the whole text in small letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Use = Literal[
    "country", "adjective", "people", "capital", "seat", "actor", "member", "role", "roles"
]

_WORD = re.compile(r"[^\W_]+")
_JOINTS = frozenset(" -'’‘`´.&/\n\u00a0\u2010\u2011\u2013")
_LONGEST_JOINT = 3
_FEWEST_LETTERS = 60


class Meaning(NamedTuple):
    """What a form may stand for: the use it is put to there, and the key of the row that has it."""

    use: Use
    key: str


class Name(NamedTuple):
    """A known form in a text: its characters [start, end) and its meanings."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


@dataclass
class _Form:
    """A printed form: the case of each word, whether it is an acronym, and its meanings."""

    pieces: tuple[str, ...]
    any_case: bool
    meanings: list[Meaning] = field(default_factory=list)


@dataclass
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    forms: list[_Form] = field(default_factory=list)


class NameIndex:
    """A trie over the words of all known forms. Fill it once, then only ask it."""

    def __init__(self, common_words: frozenset[str] = frozenset()) -> None:
        self._root = _Node()
        self._common_words = common_words

    def add(self, form: str, meaning: Meaning, *, any_case: bool = False) -> None:
        """Let a form stand for something. A short acronym is known with full stops, too: "U.S."."""
        self._add(tuple(_WORD.findall(form)), meaning, any_case)
        if form.isalpha() and form.isupper() and 2 <= len(form) <= 4:
            self._add(tuple(form), meaning, any_case)

    def _add(self, pieces: tuple[str, ...], meaning: Meaning, any_case: bool) -> None:
        if not pieces:
            return
        node = self._root
        for piece in pieces:
            node = node.next.setdefault(_folded(piece), _Node())
        for form in node.forms:
            if form.pieces == pieces and form.any_case == any_case:
                if meaning not in form.meanings:
                    form.meanings.append(meaning)
                return
        node.forms.append(_Form(pieces, any_case, [meaning]))

    def find(self, text: str) -> Iterator[Name]:
        """Yield the known names of a text.

        "Bashar al-Assad met U.S. officials." → "Bashar al-Assad", "U.S.", "officials"
        """
        words = [match.span() for match in _WORD.finditer(text)]
        printed = [text[start:end] for start, end in words]
        keys = [word.lower() if word.isascii() else _folded(word) for word in printed]
        root = self._root.next
        has_case = _has_case(text)
        at = 0
        while at < len(words):
            if keys[at] in root and (found := self._longest(text, words, keys, at, has_case)):
                after, meanings = found
                yield Name(words[at][0], words[after - 1][1], meanings)
                at = after
            else:
                at += 1

    def _longest(
        self,
        text: str,
        words: list[tuple[int, int]],
        keys: list[str],
        at: int,
        has_case: bool,
    ) -> tuple[int, tuple[Meaning, ...]] | None:
        node, here, best = self._root, at, None
        while here < len(words) and (after := node.next.get(keys[here])) is not None:
            if here > at and not _joined(text, words[here - 1], words[here]):
                break
            node, here = after, here + 1
            if not node.forms:
                continue
            printed = [text[start:end] for start, end in words[at:here]]
            meanings = [
                meaning
                for form in node.forms
                if self._fits(form, printed, text, words[at][0], has_case)
                for meaning in form.meanings
            ]
            if meanings:
                best = (here, tuple(dict.fromkeys(meanings)))
        return best

    def _fits(self, form: _Form, printed: list[str], text: str, start: int, has_case: bool) -> bool:
        if form.any_case:
            return True
        if not has_case:
            # Letters alone ("u", "s") need their full stops, and small words stay what they are.
            spelled = "." in text[start : start + 2] if len(printed[0]) == 1 else True
            return spelled and (len(printed) > 1 or _folded(printed[0]) not in self._common_words)
        if len(printed) == 1 and _in_capitals(text, start, printed[0]):
            return _folded(printed[0]) not in self._common_words
        return all(_case_fits(*pair) for pair in zip(form.pieces, printed, strict=True))


def names_of(forms: Iterable[str]) -> set[tuple[str, ...]]:
    """The keys under which forms are found, to compare lexicons with."""
    return {tuple(_folded(piece) for piece in _WORD.findall(form)) for form in forms}


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)) or word


def _joined(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    gap = text[left[1] : right[0]]
    if len(gap) > _LONGEST_JOINT or not _JOINTS.issuperset(gap) or "\n\n" in gap:
        return False
    return "." not in gap or left[1] - left[0] == 1 or text[left[0] : left[1]] in _SHORTENED


_SHORTENED = frozenset({"St", "Dr", "Gen", "No", "Mt", "Col", "Lt", "Sgt", "Maj"})


def _has_case(text: str) -> bool:
    """Whether capitals tell anything: old wire archives come in small letters only."""
    start = text[:4000]
    capitals = sum(map(str.isupper, start))
    return len(start) < _FEWEST_LETTERS or capitals > 0.004 * len(start)


def _case_fits(wanted: str, printed: str) -> bool:
    if len(wanted) > 1 and wanted.isupper():
        return printed.isupper() or (len(wanted) > 4 and printed[0].isupper())
    return not wanted[0].isupper() or printed[0].isupper()


def _in_capitals(text: str, start: int, word: str) -> bool:
    """Whether a word stands in a line of capitals, where capitals tell nothing."""
    if not word.isupper():
        return False
    around = text[max(0, start - 25) : start] + text[start + len(word) : start + len(word) + 25]
    letters = [c for c in around if c.isalpha()]
    return len(letters) >= 8 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
