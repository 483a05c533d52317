"""Find for whom somebody speaks: "his lawyer", "a spokesman for the group", "the colonel" where soldiers did it.

Comes in: a parse, a source or a content, the words of whoever did a deed or stands accused of it. Goes out: whether the
source is of their side, speaks for them, and whether the content is about them: by actor and name, by an owner ("its
office"), by a calling ("constables" and "the police chief"). What an answer is worth is read in disputes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.speakers import MentionIndex, find_actors_at
from sayso.extract.grammar.trees import Stretch, Tree

_OWNERS = frozenset({"his", "her", "its", "their"})
_FOR = frozenset({"for", "of"})


def speaks_for(
    tree: Tree,
    source: Sequence[Stretch],
    party: Stretch,
    mentions: MentionIndex,
    lexicon: CueLexicon,
) -> bool:
    """Whether a source speaks for a party that did a deed: by its owner, or by their calling.

    "Captain Lukić led the squad … His lawyers say" → True; "soldiers torched it … the brigadier said" → True
    """
    for start, end in source:
        root = root_of(tree, start, end)
        if root is None:
            continue
        if any(_is_of(tree, owner, party, mentions) for owner in _owners(tree, root)):
            return True
        if _names(tree, root) & _names_of(tree, party):
            return True  # "company guards … the company says"
        if _has_same_calling(tree, root, party, mentions, lexicon):
            return True
    return False


def is_told_of(
    tree: Tree, content: Sequence[Stretch], party: Stretch, mentions: MentionIndex
) -> bool:
    """Whether the main clause of a content is about a party: "the guard has no prisons", "not one of its men fired"."""
    root = clause_root(tree, content)
    subject = tree.child(root, "nsubj", "nsubjpass") if root is not None else None
    if subject is None:
        return False
    known = set(find_actors_at(tree, [party], mentions))
    own = set(find_actors_at(tree, [(subject, subject + 1)], mentions))
    return bool(known & own) or _names(tree, subject) & _names_of(tree, party) != set()


def _owners(tree: Tree, noun: int) -> Iterator[int]:
    """Whose the speaker is: "his lawyer", "the group's spokesman", "a lawyer for the group"."""
    for child in tree.children[noun]:
        if tree.deps[child] == "poss":
            yield child
        elif tree.words[child] in _FOR and (owner := tree.child(child, "pobj")) is not None:
            yield owner


def _is_of(tree: Tree, owner: int, party: Stretch, mentions: MentionIndex) -> bool:
    if tree.words[owner] in _OWNERS:
        actors = set(find_actors_at(tree, [(owner, owner + 1)], mentions))
        known = set(find_actors_at(tree, [party], mentions))
        return not actors or not known or bool(actors & known)
    return bool(_names(tree, owner) & _names_of(tree, party))


def _names(tree: Tree, noun: int) -> set[str]:
    return {tree.lemmas[noun]} if tree.pos[noun] in ("NOUN", "PROPN") else set()


def _names_of(tree: Tree, party: Stretch) -> set[str]:
    words = range(*party)
    root = root_of(tree, *party)
    beside = ("compound", "poss", "nmod")
    named = {
        tree.lemmas[t]
        for t in words
        if tree.pos[t] == "PROPN" or (tree.pos[t] == "NOUN" and tree.deps[t] in beside)
    }
    return named | (_names(tree, root) if root is not None else set())


def _has_same_calling(
    tree: Tree, speaker: int, party: Stretch, mentions: MentionIndex, lexicon: CueLexicon
) -> bool:
    """ "Soldiers burned it … the general": of one calling, and of no two countries."""
    doer = root_of(tree, *party)
    if doer is None:
        return False
    callings = (calling for calling in lexicon.file.callings if tree.lemmas[doer] in calling)
    words = {tree.lemmas[speaker]}
    words |= {
        tree.lemmas[c] for c in tree.children[speaker] if tree.deps[c] in ("compound", "nmod")
    }
    if not any(words.intersection(calling) for calling in callings):
        return False
    countries = [
        _countries(tree, (tree.first[noun], noun + 1), mentions) for noun in (speaker, doer)
    ]
    return not all(countries) or bool(countries[0] & countries[1])


def _countries(tree: Tree, stretch: Stretch, mentions: MentionIndex) -> set[str]:
    """The known actors at some words by their country or body; those that only this report knows have none."""
    actors = find_actors_at(tree, [stretch], mentions)
    return {a if ":" in a else a.split(".")[0] for a in actors if not a.startswith("doc:")}


def sides_of(tree: Tree, stretches: list[Stretch], mentions: MentionIndex) -> set[str]:
    """The actors of some words by the country or body they belong to: RUS.MIL and RUS.GOV → RUS; else their noun."""
    actors = find_actors_at(tree, stretches, mentions)
    roots = (root_of(tree, start, end) for start, end in stretches)
    nouns = {tree.lemmas[r] for r in roots if r is not None and tree.pos[r] == "NOUN"}
    return {a if ":" in a else a.split(".")[0] for a in actors} or nouns


def is_about(tree: Tree, answer: Draft, doer: Stretch, mentions: MentionIndex) -> bool:
    """Whether whoever answers stands on the side of the doer, by actor or by name: "his militia"."""
    if sides_of(tree, answer.source, mentions) & sides_of(tree, [doer], mentions):
        return True
    return bool(_proper_names(tree, answer.source) & _proper_names(tree, [doer]))


def _proper_names(tree: Tree, stretches: Sequence[Stretch]) -> set[str]:
    words = (t for start, end in stretches for t in range(start, end))
    return {
        tree.lemmas[t]
        for t in words
        if tree.pos[t] == "PROPN" or tree.lemmas[t] in load_attribution_words().bodies
    }


def is_same_source(tree: Tree, one: Draft, other: Draft, mentions: MentionIndex) -> bool:
    return bool(sides_of(tree, one.source, mentions) & sides_of(tree, other.source, mentions))
