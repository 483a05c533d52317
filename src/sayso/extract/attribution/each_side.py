"""Who "each" and "both sides" are: "Hamas and Israel traded fire, each accusing the other of it" → Hamas, Israel.

Comes in: a parse, the words of a source, the verb it speaks by, and the mentions. Goes out: the actors that the words
stand for: the two or more that one subject names together, in the clause above or in the sentence before, else the
subjects of the two sentences before, if they are of two sides. Where there is none such, or of one party only, nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.speakers import MentionIndex, find_actors_at
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree

EACH_OTHER = {("each", "other"), ("one", "another")}
_MOST_STEPS = 6
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "nmod", "poss"})
_PARTIES = frozenset(
    {"state", "government", "armed_force", "armed_group", "police", "party", "group"}
)


def find_each_side(
    tree: Tree, source: list[Stretch], verb: int, mentions: MentionIndex
) -> tuple[str, ...]:
    """The parties that "each side" stands for.

    "The army and the rebels traded fire, and | each side | blamed the other" → the army, the rebels
    """
    if len(source) != 1:
        return ()
    named = find_actors_at(tree, source, mentions)
    if len(named) > 1 and tree.words[source[0][1] - 1] == "each":
        return named  # "the government and its opponents each"
    if not _is_each(tree, source[0]):
        return ()
    joined = _joined_before(tree, source[0], mentions)
    if len(joined) > 1:
        return joined
    for subject in _subjects_above(tree, verb, source[0]):
        whole = tree.subtree(subject)
        parties = find_actors_at(tree, [whole], mentions)
        parties = parties if len(parties) > 1 else _named_in(tree, whole, mentions)
        if _are_two(parties):
            return parties
    return _last_two(tree, verb, mentions)


def _are_two(parties: tuple[str, ...]) -> bool:
    """ "Azerbaijan's defence ministry" is one side, though a state and its ministry are two actors."""
    states = {actor.split(".")[0] for actor in parties}
    return len(parties) > 1 and (len(states) > 1 or parties[0].startswith("doc:"))


def _last_two(tree: Tree, verb: int, mentions: MentionIndex) -> tuple[str, ...]:
    """ "Armenia said a man was shot. Baku's army said it had answered. | Each side | …": who spoke right before."""
    second = _subject_before(tree, tree.sentence_of(verb)[0])
    first = _subject_before(tree, tree.sentence_of(second)[0]) if second is not None else None
    if first is None or second is None:
        return ()
    sides = [_named_in(tree, tree.subtree(subject), mentions)[-1:] for subject in (first, second)]
    parties = tuple(actor for side in sides for actor in side)
    return parties if len(parties) > 1 and _are_two(parties) else ()


def _subject_before(tree: Tree, start: int) -> int | None:
    """The subject of the sentence that ends before a word."""
    if not start:
        return None
    sentence = range(*tree.sentence_of(start - 1))
    root = next((t for t in sentence if tree.heads[t] == t), start - 1)
    return tree.child(root, *SUBJECTS)


def _joined_before(tree: Tree, part: Stretch, mentions: MentionIndex) -> tuple[str, ...]:
    """ "After the truce Armenia and Azerbaijan | each | accused the other": the two right before it."""
    first = last = part[0] - 1
    if tree.words[part[0]] != "each" or last < 0:
        return ()
    while tree.deps[first] == "conj":
        first = tree.heads[first]
    if first == last:
        return ()
    start = min([first, *(c for c in tree.children[first] if tree.deps[c] in _BEFORE_NOUN)])
    return find_actors_at(tree, [(start, last + 1)], mentions)


def _named_in(tree: Tree, part: Stretch, mentions: MentionIndex) -> tuple[str, ...]:
    """ "Azerbaijani and Armenian troops": two armies, by one noun."""
    first = bisect_left(mentions.starts, tree.starts[part[0]])
    last = bisect_left(mentions.starts, tree.ends[part[1] - 1])
    actors = (m.actor for m in mentions.ordered[first:last] if m.kind in _PARTIES)
    return tuple(dict.fromkeys(actor for actor in actors if actor))


def _is_each(tree: Tree, part: Stretch) -> bool:
    return " ".join(tree.words[slice(*part)]) in load_attribution_words().each_side


def _subjects_above(tree: Tree, verb: int, part: Stretch) -> Iterator[int]:
    """The subjects of the verbs above, then that of the sentence before, and who stands behind "between" there."""
    token = verb
    for _ in range(_MOST_STEPS):
        token = tree.heads[token]
        subject = tree.child(token, *SUBJECTS)
        if subject is not None and not part[0] <= subject < part[1]:
            yield subject
            yield from _between(tree, token, subject)
        if tree.heads[token] == token:
            break
    subject = _subject_before(tree, tree.sentence_of(verb)[0])
    if subject is not None:
        yield subject
        yield from _between(tree, tree.heads[subject], subject)


def _between(tree: Tree, *tokens: int) -> Iterator[int]:
    """ "[Fighting] broke out | between | the army and the rebels": the first of them."""
    for token in tokens:
        for link in tree.children[token]:
            party = tree.child(link, "pobj") if tree.words[link] == "between" else None
            if party is not None:
                yield party
