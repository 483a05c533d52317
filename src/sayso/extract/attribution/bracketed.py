"""Find the turns of recordings whose speakers stand in brackets: "(Reporter) Who did it? (Diaz) The rebels shelled us."

Comes in: a reading and its parse. Goes out: one draft for each turn, from its label to the next or to the end of the
recording; what is played without a label is said by somebody unnamed. Monitoring services print interviews so, often in
the middle of a paragraph. Labels before a colon are read in labels.py. Stage directions speak nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.layout_words import LayoutWords, load_layout_words
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.nlp.readings import Reading

# A label begins a text or a line, or follows the end of a sentence, another bracket or wide space.
_BRACKETED = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.!?:\")\]”]\s)|(?<=\s\s))[(\[](?P<label>[^\W\d_][^()\[\]\n\d]{0,40})[)\]](?=\s)"
)
# So much space is all that a flattened archive has kept of the line before a paragraph.
_WIDE = 3
_MOST_WORDS = 4
_FEWEST_TURNS = 2


@dataclass(frozen=True)
class _Mark:
    """What stands in brackets: its words, and where they and the brackets begin and end."""

    words: tuple[str, ...]
    start: int
    end: int
    label: Stretch


def find_bracketed(reading: Reading, tree: Tree) -> list[Draft]:
    """The turns of a recording, as drafts.

    "(Diaz) The rebels shelled us. (End recording)" → source "Diaz", content "The rebels shelled us"
    """
    words = load_layout_words()
    text = reading.document.text
    marks = [mark for mark in _read_marks(text) if not _is_direction(mark, text, words)]
    own = load_attribution_words()
    turns = [mark for mark in marks if mark.words[0] not in own.ends | own.begins]
    asks = any(mark.words[0] in words.asking for mark in turns)
    is_played = any(mark.words[0] in own.begins for mark in marks)
    is_interview = asks and len(turns) >= _FEWEST_TURNS
    if not (is_played or is_interview or _are_speakers(turns, text)):
        return []
    # Without a mark of its end the last turn ends with its paragraph.
    last = text.find("\n\n", marks[-1].end)
    ends = [*(mark.start for mark in marks[1:]), last if last > 0 else len(text)]
    drafts = (_turn(tree, mark, end, words) for mark, end in zip(marks, ends, strict=True))
    return [draft for draft in drafts if draft is not None]


def _are_speakers(turns: Sequence[_Mark], text: str) -> bool:
    """Whether brackets that open paragraphs hold names: of somebody who is named before, and each time again.

    "Our correspondent asked Commander Juan Diaz about it.    (Diaz) The rebels shelled us." Of two who take turns one
    may be new: who asks need not be named before.
    """
    opening = [mark for mark in turns if _opens_paragraph(text, mark.start)]
    if not opening or len(opening) < len(turns):
        return False
    names = Counter(mark.words[-1] for mark in opening)
    before = text[: turns[0].start].lower()
    known = {n for n in names if re.search(rf"(?<![(\w]){re.escape(n)}\b", before)}
    return bool(known) and all(name in known or count > 1 for name, count in names.items())


def _opens_paragraph(text: str, start: int) -> bool:
    """Whether a paragraph starts there: behind a line's end, or behind wide space where no lines were kept."""
    before = start
    while before and text[before - 1].isspace():
        before -= 1
    return before == 0 or start - before >= _WIDE or "\n" in text[before:start]


def _read_marks(text: str) -> Iterator[_Mark]:
    for match in _BRACKETED.finditer(text):
        words = tuple(match["label"].lower().replace(".", " ").split())
        if 0 < len(words) <= _MOST_WORDS:
            yield _Mark(words, match.start(), match.end(), match.span("label"))


def _is_direction(mark: _Mark, text: str, words: LayoutWords) -> bool:
    """ "(applause)", "(words indistinct)": nobody speaks; in a text with capitals a name has some."""
    if not words.directions.isdisjoint(mark.words):
        return True
    own = load_attribution_words()
    if mark.words[0] in own.begins | own.ends | words.asking:
        return False
    return not text[mark.label[0]].isupper() and any(c.isupper() for c in text)


def _turn(tree: Tree, mark: _Mark, end: int, words: LayoutWords) -> Draft | None:
    """What is said from one mark to the next; nothing behind the end of a recording."""
    own = load_attribution_words()
    if mark.words[0] in own.ends:
        return None
    content = trimmed(tree, [_tokens(tree, mark.end, end)])
    if not content or not any(tree.is_word(t) for s, e in content for t in range(s, e)):
        return None
    source = [] if mark.words[0] in own.begins else [_tokens(tree, *mark.label)]
    asks = mark.words[0] in words.asking and _is_question(tree, content)
    return Draft(
        head=_tokens(tree, mark.start, mark.end)[0],
        cue=[],
        content=content,
        source=trimmed(tree, source),
        act="asks" if asks else "says",
        stance="withholds" if asks else "asserts",
        takes_quotes=True,
        is_read=True,
    )


def _tokens(tree: Tree, start: int, end: int) -> Stretch:
    return bisect_right(tree.ends, start), bisect_left(tree.starts, end)


def _is_question(tree: Tree, content: Sequence[Stretch]) -> bool:
    return any(tree.words[t] == "?" for s, e in content for t in range(s, e))
