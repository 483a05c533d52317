"""A second count by whoever gave the first: "put the dead at 200 [and the wounded at 400]".

Comes in: a tree and a draft whose content has a count behind "at". Goes out: the draft, its content with the next
such count behind "and". Else the outlet counts the wounded. Reads no counts without "at" ("gave 200 dead, 400 hurt").
"""

from __future__ import annotations

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree

_JOINS = frozenset({"and", ","})
_NOUN_PHRASE = frozenset({"DET", "NOUN", "ADJ", "NUM", "ADP", "CCONJ", "PRON"})
_COUNTED = frozenset({"VBN", "VBD", "VBG"})
_BEFORE_NUMBER = frozenset({"ADV", "ADP", "ADJ", "DET", "SYM"})
_LONGEST_NOUN = 8
_LONGEST_COUNT = 6


def take_second_count(tree: Tree, draft: Draft) -> None:
    """Add "and the wounded at 400" to the content "the dead at 200"."""
    if not draft.content or draft.content[-1][0] < draft.head:
        return
    start, end = draft.content[-1]
    first = next((t for t in range(start, end) if _ends_count(tree, t) is not None), None)
    if first is None:
        return
    last = tree.sentence_of(draft.head)[1]
    stop = _ends_count(tree, end) if _is_half(tree, first, end) else _end_of_next(tree, end, last)
    if stop is not None and stop <= last:
        draft.content[-1] = (start, stop)


def _is_half(tree: Tree, first: int, end: int) -> bool:
    """ "the dead at 12 and the missing | at 30": the content ends before its second count."""
    return "and" in tree.words[first:end]


def _end_of_next(tree: Tree, at: int, last: int) -> int | None:
    """Where "and the wounded at 400" ends; None if that does not stand there."""
    if at >= last or tree.words[at] not in _JOINS:
        return None
    for token in range(at + 1, min(at + _LONGEST_NOUN, last)):
        if tree.words[token] == "at":
            return _ends_count(tree, token)
        if tree.pos[token] not in _NOUN_PHRASE and tree.tags[token] not in _COUNTED:
            return None
    return None


def _ends_count(tree: Tree, at: int) -> int | None:
    """Where a count behind "at" ends: "at no fewer than 200 people"; None behind "at dawn"."""
    if at >= len(tree) or tree.words[at] != "at":
        return None
    for token in range(at + 1, min(at + _LONGEST_COUNT, len(tree))):
        if tree.pos[token] == "NUM":
            end = token + 1
            while end < len(tree) and tree.pos[end] in ("NUM", "NOUN"):
                end += 1
            return end
        if tree.pos[token] not in _BEFORE_NUMBER:
            return None
    return None
