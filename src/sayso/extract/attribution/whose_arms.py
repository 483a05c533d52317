"""Whose the arms were: "A rocket hit a clinic. Israel said it was an Islamic Jihad rocket", "… that it was the army's".

Comes in: a parse and the verb of a content's main clause. Goes out: the words of whoever owns or fired what hit, or
none. Where the arms came from is asked in told_culprits.py.
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_none, is_ours
from sayso.extract.attribution.told_deeds import tells_harm
from sayso.extract.grammar.trees import Stretch, Tree

_PRONOUNS = frozenset({"it", "they", "which", "that", "both"})
_HITS = frozenset({"nsubj", "nsubjpass"})
_OWNERS = frozenset({"ORG", "NORP", "GPE"})
_GENITIVES = frozenset({"'s", "’s", "'", "’"})
_OPEN = frozenset({"whether", "if"})
_HOLDS = frozenset({"hold", "control", "run", "occupy"})


def means_arms(tree: Tree, subject: int, lexicon: CueLexicon) -> bool:
    """Whether a word stands for arms that hit something: "the shells", or "they" behind "Shells fell on a market"."""
    things = lexicon.file.projectiles | lexicon.file.crafts
    if tree.lemmas[subject] in things:
        return True
    if tree.words[subject] not in _PRONOUNS:
        return False
    place = tree.sentence[subject]
    first = tree.sentences[max(place - 1, 0)][0]
    for token in range(subject - 1, first - 1, -1):
        if tree.lemmas[token] in things and tree.pos[token] == "NOUN":
            is_agent = tree.deps[token] == "pobj" and tree.deps[tree.heads[token]] == "agent"
            return tree.deps[token] in _HITS or is_agent
    return False


def whose_arms(tree: Tree, root: int, lexicon: CueLexicon) -> list[Stretch]:
    """Whose arms a main clause says that they were.

    "it was the army's" → "the army"; "the drones were Iranian" → "Iranian"; "it belonged to the RSF" → "the RSF"; not
    "the drone was Iranian-made", nor "it was a rocket"
    """
    subject = tree.child(root, "nsubj")
    if subject is None or tree.lemmas[root] not in ("be", "belong"):
        return []
    if not means_arms(tree, subject, lexicon) or _is_unsure(tree, root):
        return []
    if tree.lemmas[root] == "belong":
        links = (c for c in tree.children[root] if tree.words[c] == "to")
        owner = next((n for link in links if (n := tree.child(link, "pobj")) is not None), None)
        return [] if owner is None or _is_no_other(tree, owner) else [tree.subtree(owner)]
    named = tree.child(root, "attr", "acomp")
    return [] if named is None else _owner_in(tree, named, lexicon)


def seen_crafts(tree: Tree, root: int, lexicon: CueLexicon) -> list[Stretch]:
    """Whose craft was seen where a deed was told: "a jet of the US-led coalition had been seen above Aleppo".

    That only hints at who did it; without an owner, or where no deed was told right before, at nobody.
    """
    craft = tree.child(root, "nsubjpass")
    if craft is None or tree.lemmas[root] not in lexicon.file.sightings or _is_unsure(tree, root):
        return []
    if tree.lemmas[craft] not in lexicon.file.projectiles | lexicon.file.crafts:
        return []
    places = (tree.sentence[root], tree.sentence[root] - 1, tree.sentence[root] - 2)
    if not any(place >= 0 and tells_harm(tree, place, lexicon) for place in places):
        return []
    for child in tree.children[craft]:
        owner = tree.child(child, "pobj") if tree.words[child] in ("of", "from") else None
        if owner is not None and not _is_no_other(tree, owner):
            return [tree.subtree(owner)]
    bodies = lexicon.file.organs | load_attribution_words().bodies
    owners = [
        c
        for c in tree.children[craft]
        if c < craft and (tree.entities[c] in _OWNERS or tree.lemmas[c] in bodies)
    ]
    return [(tree.first[owners[-1]], owners[-1] + 1)] if owners else []


def _owner_in(tree: Tree, named: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "[Ukrainian]", "an [Islamic Jihad] rocket", "[the army]'s"."""
    if _is_no_other(tree, named):
        return []
    if any(tree.words[c] in _GENITIVES for c in tree.children[named] if c > named):
        return [(tree.first[named], named + 1)]
    if tree.entities[named] in ("NORP", "GPE") and tree.pos[named] == "ADJ":
        return [(named, named + 1)]
    if tree.lemmas[named] not in lexicon.file.projectiles | lexicon.file.crafts:
        return []
    if (owner := tree.child(named, "poss")) is not None:
        return [] if _is_no_other(tree, owner) else [(tree.first[owner], owner + 1)]
    before = [c for c in tree.children[named] if c < named and tree.entities[c] in _OWNERS]
    return [(tree.first[before[-1]], before[-1] + 1)] if before else []


def _is_no_other(tree: Tree, owner: int) -> bool:
    return tree.pos[owner] == "PRON" or is_ours(tree, owner) or is_none(tree, owner)


def _is_unsure(tree: Tree, root: int) -> bool:
    """ "was not the army's", "may have been Russian", "asked whether it was Russian"."""
    return any(
        tree.deps[c] == "neg" or tree.tags[c] == "MD" or tree.words[c] in _OPEN
        for c in tree.children[root]
    )


def holders(tree: Tree, place: int) -> list[Stretch]:
    """Who holds a place by the word before it: "[Houthi]-controlled Yemen", "[rebel]-held territory"."""
    for child in tree.children[place]:
        if tree.lemmas[child] in _HOLDS and child < place and tree.deps[child] == "amod":
            before = [c for c in tree.children[child] if c < child and tree.is_word(c)]
            return [(tree.first[before[-1]], before[-1] + 1)] if before else []
    return []
