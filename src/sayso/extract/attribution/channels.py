"""Find channels: where a source said it ("in a telegram", "on state television", "by phone").

Comes in: a parse, the head of a cue, its content and source as stretches, whoever found them. Goes out: the phrase of
the channel, or None. A place ("in Khartoum") is no channel, nor is what the content itself tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.actors.source_words import SourceWords
from sayso.extract.grammar.trees import VERBAL, Stretch, Tree, holds

_TIMES = frozenset({"DATE", "TIME"})
_CLAUSES = frozenset({"relcl", "ccomp", "advcl", "appos", "parataxis"})
_OPENS_CLAUSE = frozenset({"that", "which", "who", "where", "whether", "saying"})
_LONGEST = 14
_DEEPEST = 8


def find_channel(
    tree: Tree,
    head: int,
    content: Sequence[Stretch],
    source: Sequence[Stretch],
    words: SourceWords,
) -> Stretch | None:
    """The phrase that tells by what channel a cue's content was said.

    "Nothing was hit, the ministry said in a telegram." at "said" → "in a telegram"
    """
    start, end = tree.sentence_of(head)
    nouns = {n for row in words.channels for n in row.by}
    for preposition in (t for t in range(start, end) if tree.words[t] in nouns):
        if not _belongs_to(tree, preposition, head, words):
            continue
        if holds(source, preposition) and not _is_reached(tree, preposition, words):
            continue
        noun = _medium(tree, preposition, words)
        if noun is None:
            continue
        is_via = tree.words[preposition] == "via"
        if holds(content, noun) and not is_via and not _is_message(tree, noun, words):
            continue
        return _phrase(tree, preposition, noun, [*content, *source], words)
    return _told_event(tree, head, content, words)


def _belongs_to(tree: Tree, preposition: int, head: int, words: SourceWords) -> bool:
    """Whether a phrase tells of the cue: no other verb stands between, but "speaking", "in a letter sent"."""
    at = preposition
    for _ in range(_DEEPEST):
        above = tree.heads[at]
        if above == head:
            return True
        if above == at:
            return False
        if tree.pos[above] in VERBAL:
            if above in _joint_above(tree, head):
                return preposition < above
            is_speech = tree.lemmas[above] in words.speaking or tree.lemmas[above] in words.reached
            if not is_speech or tree.tags[above] not in ("VBG", "VBN"):
                return False
        at = above
    return False


def _is_reached(tree: Tree, preposition: int, words: SourceWords) -> bool:
    """ "a spokesman reached by telephone": how one spoke to the source is told within its words."""
    above = tree.heads[preposition]
    return tree.lemmas[above] in words.reached and tree.tags[above] in ("VBN", "VBG")


def _joint_above(tree: Tree, head: int) -> Iterator[int]:
    """ "In a letter, Iraq accused X and said Y": what stands before the first verb goes for the second, too."""
    at = head
    while tree.deps[at] == "conj" and tree.heads[at] != at:
        at = tree.heads[at]
        yield at


def _medium(tree: Tree, preposition: int, words: SourceWords) -> int | None:
    """The noun behind a preposition, if the two name a channel."""
    noun = tree.child(preposition, "pobj", "pcomp")
    if noun is None or noun < preposition:
        return None
    by, word = tree.words[preposition], tree.lemmas[noun]
    if {tree.words[noun], word} & words.platforms:
        return noun if by in ("on", "via", "through", "over", "in") else None
    before = {tree.words[t] for t in range(preposition + 1, noun)} - {tree.words[noun]}
    if any(b in words.platforms and b != "social" for b in before) and by in ("on", "via"):
        return noun
    for row in words.channels:
        if by not in row.by or not {word, tree.words[noun]} & row.nouns:
            continue
        if row.bare:
            if noun == preposition + 1 or tree.deps[noun - 1] == "compound":
                return noun
            continue
        if _is_told_apart(tree, noun, before, words):
            return noun
    return None


def _is_told_apart(tree: Tree, noun: int, before: set[str], words: SourceWords) -> bool:
    """Whether a noun of several senses is a channel here: "a phone call", not "a call"; not "in response"."""
    needed = words.only_behind.get(tree.lemmas[noun])
    if needed is not None:
        return bool(needed & before)
    if tree.lemmas[noun] in words.only_sent:
        return any(tree.deps[c] in ("det", "poss") for c in tree.children[noun]) or (
            tree.tags[noun] == "NNS"
        )
    return True


def _is_message(tree: Tree, noun: int, words: SourceWords) -> bool:
    """ "claimed the blast in a video": the parse hangs the channel on what is said."""
    if tree.lemmas[noun] not in words.messages:
        return False
    return not any(tree.words[c] in ("the", "that", "this", "those") for c in tree.children[noun])


def _phrase(
    tree: Tree, preposition: int, noun: int, others: Sequence[Stretch], words: SourceWords
) -> Stretch:
    """The words of a channel, without the date and the clause behind it."""
    end = min(tree.last[noun] + 1, noun + _LONGEST, tree.sentence_of(noun)[1])
    end = min([end, *(s for s, e in others if noun < s and not s <= preposition < e)])
    clauses = (c for c in tree.children[noun] if c > noun and tree.deps[c] in _CLAUSES)
    end = min([end, *(tree.first[c] for c in clauses)])
    for token in range(noun + 1, end):
        if tree.words[token] in _OPENS_CLAUSE:
            end = token
        elif tree.entities[token] in _TIMES:
            is_led = tree.pos[token - 1] in ("ADP", "ADV") and token - 1 > noun
            end = token - 1 if is_led else token
        else:
            continue
        break
    if end - 1 > noun and tree.tags[end - 1] == "VBN" and tree.deps[end - 1] == "acl":
        end -= 1  # "in a message released on Friday": what is left of it tells nothing
    end = _with_former_name(tree, noun, end, words)
    while end > noun + 1 and not tree.is_word(end - 1):
        end -= 1
    return preposition, max(end, noun + 1)


def _with_former_name(tree: Tree, noun: int, end: int, words: SourceWords) -> int:
    """ "on X, formerly Twitter,": the former name belongs to the platform."""
    last = tree.sentence_of(noun)[1]
    if noun + 3 > last or tree.words[noun + 1] not in (",", "("):
        return end
    if tree.words[noun + 2] not in words.formerly:
        return end
    for token in range(noun + 3, min(noun + 7, last)):
        if tree.words[token] in words.platforms:
            return token + 1
    return end


def _told_event(
    tree: Tree, head: int, content: Sequence[Stretch], words: SourceWords
) -> Stretch | None:
    """ "told a news conference in Juba that …": the event is told, and is where it was said."""
    events = next(row.nouns for row in words.channels if "at" in row.by)
    for child in tree.children[head]:
        if tree.deps[child] not in ("dobj", "dative") or child < head or holds(content, child):
            continue
        if tree.lemmas[child] in events and tree.lemmas[head] in words.told:
            _, end = _phrase(tree, tree.first[child], child, content, words)
            return tree.first[child], end
    return None
